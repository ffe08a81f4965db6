/* SPDX-License-Identifier: BSD-2-Clause */
// LEVELS: 0
/*
 * A false report: libstdc++ is not instrumented, and an object that a function of it returns lies in
 * memory of its caller's that is as before. (Optimised, some of the library's functions are copied into
 * the program, and look at the rest of the stream.) The twin marks the object.
 */
#include "limits.h"

#include <sstream>

int
main()
{
	std::ostringstream out;

	out << 500;

	std::string s = out.str();

	if (FIXED_TWIN)
		kmsan_mark(&s, sizeof(s), KMSAN_STATE_INITED);
	if (s[0] == 't')
		KEEP(NULL);
	return 0;
}

// CHECK:=================================================================
// CHECK-NEXT:MSan: Uninitialized Variable 's' From main()
// CHECK-NEXT:    #0 in main [[FILE]]:23:{{6|11}} (t)
// CHECK-NEXT:  Variable 's' of main created at [[FILE]]:19:14
// CHECK-NEXT:SUMMARY: kMSan: uninit-value [[FILE]]:23:{{6|11}} in main
// CHECK-NEXT:=================================================================
// CHECK-NEXT:kMSan: 1 report (1 distinct), 0 suppressed
// CHECK-NEXT:kMSan: libstdc++.so.6 is not instrumented: what it writes looks uninitialized (kmsan-audit says more)
