/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Not seen: an object of C++ is used after its destructor. __sanitizer_dtor_callback, with which the
 * compiler or a program can tell, is, as a control, heeded.
 */
#include "limits.h"

#include <new>

extern "C" void __sanitizer_dtor_callback(const volatile void *, size_t);

struct object {
	int state;
	NOINLINE
	object()
	    : state(1)
	{
	}
	NOINLINE ~object()
	{
		KEEP(this);
	}
};

int
main()
{
	alignas(object) static char room[sizeof(object)];
	object *p = new (room) object;

	p->~object();
	kmsan_check(room, sizeof(room), "destroyed");
	if (!FIXED_TWIN)
		__sanitizer_dtor_callback(room, sizeof(room));
	kmsan_check(room, sizeof(room), "told");
	return 0;
}

// CHECK:=================================================================
// CHECK-NEXT:MSan: Uninitialized Freed Marked Memory In told At Offset 0/4, From main+{{0x[0-9a-f]+}}
// CHECK-NEXT:    #0 in main [[FILE]]:35:2 (t)
// CHECK-NEXT:  Freed by kmsan_mark at:
// CHECK-NEXT:    #0 in main [[FILE]]:34:3 (t)
// CHECK-NEXT:  Bytes 0-3 of 4 are uninitialized
// CHECK-NEXT:  {{0x[0-9a-f]+}}: ?? ?? ?? ??
// CHECK-NEXT:SUMMARY: kMSan: use-after-free [[FILE]]:35:2 in main
// CHECK-NEXT:=================================================================
// CHECK-NEXT:kMSan: 1 report (1 distinct), 0 suppressed
// CHECK-NEXT:kMSan: libstdc++.so.6 is not instrumented: what it writes looks uninitialized (kmsan-audit says more)
