/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * A received datagram's control messages lie one after another, each aligned to 8 bytes. The
 * alignment is memory of an mbuf that carried something else before.
 *
 * Origin: Pool
 * Sink: copyout
 */
#include "kernel.h"

#include <kmsan/mbuf.h>

#define CMSG_ALIGN(n) (((n) + 7) & ~7)

struct cmsg {
	uint32_t len, level, type;
};

static NOINLINE void
sbcreatecontrol(struct mbuf *m, const void *data, int len, uint32_t type)
{
	struct cmsg *c = (struct cmsg *)(mtod(m, char *) + m->m_len);
	int space = CMSG_ALIGN((int)sizeof(*c) + len);

#ifdef FIXED
	memset(c, 0, (size_t)space);
#endif
	c->len = (uint32_t)sizeof(*c) + (uint32_t)len;
	c->level = 0;
	c->type = type;
	memcpy(c + 1, data, (size_t)len);
	m->m_len += space;
}

static NOINLINE int
soreceive(void *ucontrol)
{
	static const uint8_t ttl = 64, tos = 0x10;
	struct mbuf *m = m_get(M_WAIT, MT_CONTROL);
	int error;

	m->m_len = 0;
	sbcreatecontrol(m, &ttl, sizeof(ttl), 24);
	sbcreatecontrol(m, &tos, sizeof(tos), 3);
	error = copyout(mtod(m, void *), ucontrol, (size_t)m->m_len);
	m_freem(m);
	return error;
}

int
main(void)
{
	return soreceive(kmsan_user_alloc(64));
}

// CHECK:=================================================================
// CHECK-NEXT:MSan: Uninitialized Pool Memory In copyout():arg1 At Offset 13/32, From soreceive+{{0x[0-9a-f]+}}
// CHECK-NEXT:    #0 in soreceive [[FILE]]:45:10 (t)
// CHECK-NEXT:    #1 in main [[FILE]]:53:9 (t)
// CHECK-NEXT:  Created by m_get(512) at:
// CHECK-NEXT:    #0 in soreceive [[FILE]]:39:19 (t)
// CHECK-NEXT:  Bytes 13-15, 29-31 of 32 are uninitialized
// CHECK-NEXT:  {{0x[0-9a-f]+}}: 0d 00 00 00 00 00 00 00 18 00 00 00 40 ?? ?? ??
// CHECK-NEXT:  {{0x[0-9a-f]+}}: 0d 00 00 00 00 00 00 00 03 00 00 00 10 ?? ?? ??
// CHECK-NEXT:  Address is 53 bytes inside a 512-byte Pool object allocated by soreceive [[FILE]]:39:19
// CHECK-NEXT:SUMMARY: kMSan: kernel-infoleak [[FILE]]:45:10 in soreceive
// CHECK-NEXT:=================================================================
// CHECK-NEXT:kMSan: 1 report (1 distinct), 0 suppressed
