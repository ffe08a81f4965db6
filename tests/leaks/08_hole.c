/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The smallest leak: four bytes, two bytes, and the two bytes that make the structure's size a
 * multiple of its alignment.
 *
 * Origin: Stack
 * Sink: copyout
 */
#include "kernel.h"

struct window {
	uint32_t pixels;
	uint16_t columns;
};

static int
tty_getwindow(uint32_t pixels, uint16_t columns, struct window *uwindow)
{
	struct window w;

#ifdef FIXED
	memset(&w, 0, sizeof(w));
#endif
	w.pixels = pixels;
	w.columns = columns;
	return copyout(&w, uwindow, sizeof(w));
}

int
main(void)
{
	return tty_getwindow(0x01400500, 80, kmsan_user_alloc(sizeof(struct window)));
}

// CHECK:=================================================================
// CHECK-NEXT:MSan: Uninitialized Stack Memory In copyout():arg1 At Offset 6/8, Variable 'w' From tty_getwindow()
// CHECK-NEXT:    #0 in tty_getwindow [[FILE]]:26:9 (t)
// CHECK-NEXT:    #1 in main [[FILE]]:32:9 (t)
// CHECK-NEXT:  Variable 'w' of tty_getwindow created at [[FILE]]:19:16
// CHECK-NEXT:  Bytes 6-7 of 8 are uninitialized
// CHECK-NEXT:  {{0x[0-9a-f]+}}: 00 05 40 01 50 00 ?? ??
// CHECK-NEXT:  struct window: offset 6, 2 bytes: tail padding
// CHECK-NEXT:SUMMARY: kMSan: kernel-infoleak [[FILE]]:26:9 in tty_getwindow
// CHECK-NEXT:=================================================================
// CHECK-NEXT:kMSan: 1 report (1 distinct), 0 suppressed
