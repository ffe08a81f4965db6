/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * sysctl(3) compares the caller's room with a size that is only known where there is something to
 * report. The comparison is the first use of the value.
 *
 * Origin: Stack
 * Sink: branch
 */
#include "kernel.h"

static NOINLINE void
sensor_size(int nsensors, size_t *size)
{
	if (nsensors > 0)
		*size = (size_t)nsensors * sizeof(uint64_t);
#ifdef FIXED
	else
		*size = 0;
#endif
}

static NOINLINE int
sysctl_sensors(int nsensors, size_t osz)
{
	size_t sz;

	KEEP(&sz);
	sensor_size(nsensors, &sz);
	if (sz >= osz)
		return ENOMEM;
	return 0;
}

int
main(void)
{
	if (sysctl_sensors(2, 4096) != 0)
		return 1;
	return sysctl_sensors(0, 4096);
}

// CHECK:=================================================================
// CHECK-NEXT:MSan: Uninitialized Variable 'sz' From sysctl_sensors()
// O0-NEXT:    #0 in sysctl_sensors [[FILE]]:29:{{6|9}} (t)
// O0-NEXT:    #1 in main [[FILE]]:39:9 (t)
// O0-NEXT:  Variable 'sz' of sysctl_sensors created at [[FILE]]:25:9
// O0-NEXT:SUMMARY: kMSan: uninit-value [[FILE]]:29:{{6|9}} in sysctl_sensors
// OPT-NEXT:    #0 in main [[FILE]]:40:1 (t)
// OPT-NEXT:  Variable 'sz' of sysctl_sensors created at [[FILE]]:25:9
// OPT-NEXT:SUMMARY: kMSan: uninit-value [[FILE]]:40:1 in main
// CHECK-NEXT:=================================================================
// CHECK-NEXT:kMSan: 1 report (1 distinct), 0 suppressed
