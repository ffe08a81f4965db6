/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * C++ without its library: constructors before main, members left out, virtual calls, references
 * and templates; results are checked where they are returned.
 */
// RUN-FLAGS: -fno-exceptions -fno-rtti
#include <kmsan/host.h>
#include <kmsan/uaccess.h>

#include "expect.h"

struct Device {
	int unit;
	int state;

	explicit Device(int u) : unit(u)
	{
		if (FIXED_TWIN)
			state = 0;
		KEEP(this);
	}
	virtual ~Device()
	{
	}
	virtual int status() const;
};

NOINLINE int
Device::status() const
{
	return state;
}

/* Made before main: static memory is initialised. */
static Device early(1);

template <typename T>
NOINLINE void
give(const T &value, void *process)
{
	copyout(&value, process, sizeof(value));
}

struct Message {
	short length;
	Device *from;
};

static NOINLINE void
message(Device *d, void *process)
{
	Message m;

	if (FIXED_TWIN)
		__builtin_memset(&m, 0, sizeof(m));
	m.length = 4;
	m.from = d == nullptr ? d : nullptr;
	give(m, process);
}

static NOINLINE void
use(const Device &d)
{
	if (d.status() == 3)
		KEEP(&d);
}

int
main()
{
	Device late(2);

	use(early);
	use(late);
	message(&late, kmsan_user_alloc(64));
	return 0;
}

// CHECK:=================================================================
// CHECK-NEXT:MSan: Uninitialized Variable 'late' From main()
// CHECK-NEXT:    #0 in Device::status [[FILE]]:31:2 (t)
// CHECK-NEXT:    #1 in use [[FILE]]:64:8 (t)
// CHECK-NEXT:    #2 in main [[FILE]]:74:2 (t)
// CHECK-NEXT:  Variable 'late' of main created at [[FILE]]:71:9
// CHECK-NEXT:SUMMARY: kMSan: uninit-value [[FILE]]:31:2 in Device::status
// CHECK-NEXT:=================================================================
// CHECK-NEXT:=================================================================
// CHECK-NEXT:MSan: Uninitialized Stack Memory In copyout():arg1 At Offset 2/16, Variable 'm' From message()
// CHECK-NEXT:    #0 in give<Message> [[FILE]]:41:2 (t)
// CHECK-NEXT:    #1 in message [[FILE]]:58:2 (t)
// CHECK-NEXT:    #2 in main [[FILE]]:75:2 (t)
// CHECK-NEXT:  Variable 'm' of message created at [[FILE]]:52:10
// CHECK-NEXT:  Bytes 2-7 of 16 are uninitialized
// CHECK-NEXT:  {{0x[0-9a-f]+}}: 04 00 ?? ?? ?? ?? ?? ?? 00 00 00 00 00 00 00 00
// CHECK-NEXT:SUMMARY: kMSan: kernel-infoleak [[FILE]]:41:2 in give<Message>
// CHECK-NEXT:=================================================================
// CHECK-NEXT:kMSan: 2 reports (2 distinct), 0 suppressed
// CHECK-NEXT:kMSan: libstdc++.so.6 is not instrumented: what it writes looks uninitialized (kmsan-audit says more)
