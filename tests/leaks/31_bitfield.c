/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * A terminal's modes are bit-fields, 11 of the 32 bits used. The structure is copied whole, so 21
 * bits of the stack leave with every copy: a byte of them in part.
 *
 * Origin: Stack
 * Sink: copyout
 */
#include "kernel.h"

struct modes {
	uint32_t echo : 1;
	uint32_t canon : 1;
	uint32_t size : 4;
	uint32_t speed : 5;
	uint32_t spare : 21;
	uint32_t line;
};

static NOINLINE void
tty_modes(struct modes *m, unsigned speed)
{
#ifdef FIXED
	memset(m, 0, sizeof(*m));
#endif
	m->echo = 1;
	m->canon = 1;
	m->size = 8;
	m->speed = speed & 31;
	m->line = 0;
}

static int
tty_getmodes(void *umodes)
{
	struct modes m;

	tty_modes(&m, 13);
	return copyout(&m, umodes, sizeof(m));
}

int
main(void)
{
	return tty_getmodes(kmsan_user_alloc(sizeof(struct modes)));
}

// CHECK:=================================================================
// CHECK-NEXT:MSan: Uninitialized Stack Memory In copyout():arg1 At Offset 1/8, Variable 'm' From tty_getmodes()
// CHECK-NEXT:    #0 in tty_getmodes [[FILE]]:39:9 (t)
// CHECK-NEXT:    #1 in main [[FILE]]:45:9 (t)
// CHECK-NEXT:  Stored to memory at:
// CHECK-NEXT:    #0 in tty_modes [[FILE]]:29:11 (t)
// CHECK-NEXT:    #1 in tty_getmodes [[FILE]]:38:2 (t)
// CHECK-NEXT:    #2 in main [[FILE]]:45:9 (t)
// O0-NEXT:  Stored to memory at:
// O0-NEXT:    #0 in tty_modes [[FILE]]:28:10 (t)
// O0-NEXT:    #1 in tty_getmodes [[FILE]]:38:2 (t)
// O0-NEXT:    #2 in main [[FILE]]:45:9 (t)
// O0-NEXT:  Stored to memory at:
// O0-NEXT:    #0 in tty_modes [[FILE]]:27:11 (t)
// O0-NEXT:    #1 in tty_getmodes [[FILE]]:38:2 (t)
// O0-NEXT:    #2 in main [[FILE]]:45:9 (t)
// O0-NEXT:  Stored to memory at:
// O0-NEXT:    #0 in tty_modes [[FILE]]:26:10 (t)
// O0-NEXT:    #1 in tty_getmodes [[FILE]]:38:2 (t)
// O0-NEXT:    #2 in main [[FILE]]:45:9 (t)
// O0-NEXT:  Variable 'm' of tty_getmodes created at [[FILE]]:36:15
// OPT-NEXT:  Variable 'm' of tty_getmodes created at [[FILE]]:36:15
// CHECK-NEXT:  Bytes 2-3 of 8 are uninitialized
// CHECK-NEXT:  Bits 0xf8 of byte 1 are uninitialized
// CHECK-NEXT:  {{0x[0-9a-f]+}}: 63 ?? ?? ?? 00 00 00 00
// CHECK-NEXT:  struct modes: offset 1, bits 3-23: member 'spare'
// CHECK-NEXT:SUMMARY: kMSan: kernel-infoleak [[FILE]]:39:9 in tty_getmodes
// CHECK-NEXT:=================================================================
// CHECK-NEXT:kMSan: 1 report (1 distinct), 0 suppressed
