/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * A path on which nobody assigns `error` before it is returned: the attach routine finds no bus to
 * map and lets the caller decide on what lay on its stack. The variable is behind a pointer: where
 * the compiler sees the return of an undefined value, it makes any value of it that it likes.
 *
 * Origin: Stack
 * Sink: branch
 */
#include "kernel.h"

struct softc {
	int bus;
	int attached;
};

static NOINLINE void
map_bus(const struct softc *sc, int *error)
{
	if (sc->bus >= 0)
		*error = 0;
#ifdef FIXED
	else
		*error = ENXIO;
#endif
}

static NOINLINE int
attach(struct softc *sc)
{
	int error;

	KEEP(&error);
	map_bus(sc, &error);
	if (error != 0)
		return error;
	sc->attached = 1;
	return 0;
}

int
main(void)
{
	struct softc wm0 = {0, 0}, wm1 = {-1, 0};

	if (attach(&wm0) != 0)
		return 1;
	(void)attach(&wm1);
	KEEP(&wm1);
	return 0;
}

// CHECK:=================================================================
// CHECK-NEXT:MSan: Uninitialized Variable 'error' From attach()
// CHECK-NEXT:    #0 in attach [[FILE]]:35:{{12|6}} (t)
// CHECK-NEXT:    #1 in main [[FILE]]:48:8 (t)
// CHECK-NEXT:  Variable 'error' of attach created at [[FILE]]:31:6
// CHECK-NEXT:SUMMARY: kMSan: uninit-value [[FILE]]:35:{{12|6}} in attach
// CHECK-NEXT:=================================================================
// CHECK-NEXT:kMSan: 1 report (1 distinct), 0 suppressed
