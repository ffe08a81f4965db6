/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * A notification of a card reader carries parameters in a union. One with no parameters leaves the
 * union alone, and the target list exports it all the same.
 *
 * Origin: Stack
 * Sink: copyout
 */
#include "kernel.h"

struct target {
	uint32_t index;
	uint8_t protocol, nparams;
	union {
		struct {
			uint16_t sens_res;
			uint8_t id[8];
		} a;
		uint8_t raw[10];
	};
};

static NOINLINE void
nfc_parse(const uint8_t *data, size_t len, struct target *t)
{
#ifdef FIXED
	memset(t, 0, sizeof(*t));
#endif
	t->index = data[0];
	t->protocol = data[1];
	t->nparams = (uint8_t)(len - 2);
	if (t->nparams > 0)
		memcpy(t->raw, data + 2, t->nparams);
}

static int
nfc_get_target(const uint8_t *data, size_t len, struct target *utarget)
{
	struct target t;

	nfc_parse(data, len, &t);
	return copyout(&t, utarget, sizeof(t));
}

int
main(void)
{
	static const uint8_t notification[2] = {1, 4};

	return nfc_get_target(
	    notification, sizeof(notification), kmsan_user_alloc(sizeof(struct target)));
}

// CHECK:=================================================================
// CHECK-NEXT:MSan: Uninitialized Stack Memory In copyout():arg1 At Offset 6/16, Variable 't' From nfc_get_target()
// CHECK-NEXT:    #0 in nfc_get_target [[FILE]]:42:9 (t)
// CHECK-NEXT:    #1 in main [[FILE]]:50:9 (t)
// CHECK-NEXT:  Variable 't' of nfc_get_target created at [[FILE]]:39:16
// CHECK-NEXT:  Bytes 6-15 of 16 are uninitialized
// CHECK-NEXT:  {{0x[0-9a-f]+}}: 01 00 00 00 04 00 ?? ?? ?? ?? ?? ?? ?? ?? ?? ??
// CHECK-NEXT:  struct target: offset 6, 10 bytes: in an unnamed union: member 'a', member 'raw'
// CHECK-NEXT:SUMMARY: kMSan: kernel-infoleak [[FILE]]:42:9 in nfc_get_target
// CHECK-NEXT:=================================================================
// CHECK-NEXT:kMSan: 1 report (1 distinct), 0 suppressed
