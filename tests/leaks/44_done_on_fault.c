/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * copyinstr(9) fails before it has read a byte and its length is used as if it had worked.
 * NetBSD's sets it only where it succeeds; here the caller's own wrapper does so.
 *
 * Origin: Stack
 * Sink: address
 */
#include "kernel.h"

static NOINLINE int
fetch_name(const char *uname, char *name, size_t size, size_t *done)
{
	size_t n;
	int error = copyinstr(uname, name, size, &n);

	if (error == 0)
		*done = n;
#ifdef FIXED
	else
		*done = 1;
#endif
	return error;
}

static NOINLINE char
lookup_last(const char *uname)
{
	char name[32] = "";
	size_t done;

	(void)fetch_name(uname, name, sizeof(name), &done);
	return name[(done - 1) % sizeof(name)];
}

int
main(void)
{
	char c = lookup_last(NULL);

	return c != '\0';
}

// CHECK:=================================================================
// CHECK-NEXT:MSan: Uninitialized Variable 'done' From lookup_last()
// CHECK-NEXT:    #0 in lookup_last [[FILE]]:33:9 (t)
// CHECK-NEXT:    #1 in main [[FILE]]:39:11 (t)
// CHECK-NEXT:  Variable 'done' of lookup_last created at [[FILE]]:30:9
// CHECK-NEXT:SUMMARY: kMSan: uninit-value [[FILE]]:33:9 in lookup_last
// CHECK-NEXT:=================================================================
// CHECK-NEXT:kMSan: 1 report (1 distinct), 0 suppressed
