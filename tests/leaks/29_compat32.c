/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The translation of a time for 32-bit programs goes member by member, which is the right way,
 * into a structure with a hole of its own, which nobody sees.
 *
 * Origin: Stack
 * Sink: copyout
 */
#include "kernel.h"

struct timex {
	uint64_t modes;
	int64_t offset;
	int64_t tai;
};

struct timex32 {
	uint16_t modes;
	int32_t offset;
	int16_t tai;
};

static NOINLINE void
timex_to32(const struct timex *t, struct timex32 *t32)
{
#ifdef FIXED
	memset(t32, 0, sizeof(*t32));
#endif
	t32->modes = (uint16_t)t->modes;
	t32->offset = (int32_t)t->offset;
	t32->tai = (int16_t)t->tai;
}

static int
compat32_adjtime(const struct timex *t, void *utx)
{
	struct timex32 t32;

	timex_to32(t, &t32);
	return copyout(&t32, utx, sizeof(t32));
}

int
main(void)
{
	struct timex t = {1, -3, 37};

	return compat32_adjtime(&t, kmsan_user_alloc(sizeof(struct timex32)));
}

// CHECK:=================================================================
// CHECK-NEXT:MSan: Uninitialized Stack Memory In copyout():arg1 At Offset 2/12, Variable 't32' From compat32_adjtime()
// CHECK-NEXT:    #0 in compat32_adjtime [[FILE]]:40:9 (t)
// CHECK-NEXT:    #1 in main [[FILE]]:48:9 (t)
// CHECK-NEXT:  Variable 't32' of compat32_adjtime created at [[FILE]]:37:17
// CHECK-NEXT:  Bytes 2-3, 10-11 of 12 are uninitialized
// CHECK-NEXT:  {{0x[0-9a-f]+}}: 01 00 ?? ?? fd ff ff ff 25 00 ?? ??
// CHECK-NEXT:  struct timex32: offset 2, 2 bytes: padding after 'modes'
// CHECK-NEXT:  struct timex32: offset 10, 2 bytes: tail padding
// CHECK-NEXT:SUMMARY: kMSan: kernel-infoleak [[FILE]]:40:9 in compat32_adjtime
// CHECK-NEXT:=================================================================
// CHECK-NEXT:kMSan: 1 report (1 distinct), 0 suppressed
