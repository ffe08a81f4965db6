/* SPDX-License-Identifier: BSD-2-Clause */
/* ustore of every width: a leak at the call, never an uninitialised argument. */
// OPTIONS: dedup=0
#include <kmsan/host.h>
#include <kmsan/kmsan.h>
#include <kmsan/uaccess.h>

#include "expect.h"

struct values {
	void *pointer;
	uint64_t v64;
	unsigned long v_long;
	uint32_t v32;
	unsigned int v_int;
	uint16_t v16;
	unsigned short v_short;
	uint8_t v8;
	unsigned char v_char;
};

static NOINLINE void
values_init(struct values *v)
{
	KEEP(v);
	if (FIXED_TWIN)
		*v = (struct values){0};
}

static NOINLINE void
give(const struct values *v, struct values *process)
{
	EXPECT(ustore_8(&process->v8, v->v8) == 0);
	EXPECT(ustore_16(&process->v16, v->v16) == 0);
	EXPECT(ustore_32(&process->v32, v->v32) == 0);
	EXPECT(ustore_64(&process->v64, v->v64) == 0);
	EXPECT(ustore_char(&process->v_char, v->v_char) == 0);
	EXPECT(ustore_short(&process->v_short, v->v_short) == 0);
	EXPECT(ustore_int(&process->v_int, v->v_int) == 0);
	EXPECT(ustore_long(&process->v_long, v->v_long) == 0);
	EXPECT(ustore_ptr(&process->pointer, v->pointer) == 0);
}

int
main(void)
{
	struct values *process = kmsan_user_alloc(sizeof(*process));
	struct values v;

	kmsan_mark(process, sizeof(*process), KMSAN_STATE_UNINIT);
	values_init(&v);
	give(&v, process);
	/* All but the padding at the end. */
	EXPECT(kmsan_test(process, sizeof(*process)) == 38);
	EXPECT(ustore_int(NULL, 1) == KMSAN_EFAULT);
	EXPECT(ustore_long((unsigned long *)((char *)process + 4096), 1) == KMSAN_EFAULT);
	return 0;
}

// CHECK:=================================================================
// CHECK-NEXT:MSan: Uninitialized Stack Memory In ustore_8():arg2 At Offset 0/1, Variable 'v' From main()
// CHECK-NEXT:    #0 in give [[FILE]]:33:{{2|9}} (t)
// CHECK-NEXT:    #1 in main [[FILE]]:52:2 (t)
// CHECK-NEXT:  Variable 'v' of main created at [[FILE]]:48:16
// CHECK-NEXT:  Byte 0 of 1 is uninitialized
// CHECK-NEXT:  {{0x[0-9a-f]+}}: ??
// CHECK-NEXT:SUMMARY: kMSan: kernel-infoleak [[FILE]]:33:{{2|9}} in give
// CHECK-NEXT:=================================================================
// CHECK-NEXT:=================================================================
// CHECK-NEXT:MSan: Uninitialized Stack Memory In ustore_16():arg2 At Offset 0/2, Variable 'v' From main()
// CHECK-NEXT:    #0 in give [[FILE]]:34:{{2|9}} (t)
// CHECK-NEXT:    #1 in main [[FILE]]:52:2 (t)
// CHECK-NEXT:  Variable 'v' of main created at [[FILE]]:48:16
// CHECK-NEXT:  Bytes 0-1 of 2 are uninitialized
// CHECK-NEXT:  {{0x[0-9a-f]+}}: ?? ??
// CHECK-NEXT:SUMMARY: kMSan: kernel-infoleak [[FILE]]:34:{{2|9}} in give
// CHECK-NEXT:=================================================================
// CHECK-NEXT:=================================================================
// CHECK-NEXT:MSan: Uninitialized Stack Memory In ustore_32():arg2 At Offset 0/4, Variable 'v' From main()
// CHECK-NEXT:    #0 in give [[FILE]]:35:{{2|9}} (t)
// CHECK-NEXT:    #1 in main [[FILE]]:52:2 (t)
// CHECK-NEXT:  Variable 'v' of main created at [[FILE]]:48:16
// CHECK-NEXT:  Bytes 0-3 of 4 are uninitialized
// CHECK-NEXT:  {{0x[0-9a-f]+}}: ?? ?? ?? ??
// CHECK-NEXT:SUMMARY: kMSan: kernel-infoleak [[FILE]]:35:{{2|9}} in give
// CHECK-NEXT:=================================================================
// CHECK-NEXT:=================================================================
// CHECK-NEXT:MSan: Uninitialized Stack Memory In ustore_64():arg2 At Offset 0/8, Variable 'v' From main()
// CHECK-NEXT:    #0 in give [[FILE]]:36:{{2|9}} (t)
// CHECK-NEXT:    #1 in main [[FILE]]:52:2 (t)
// CHECK-NEXT:  Variable 'v' of main created at [[FILE]]:48:16
// CHECK-NEXT:  Bytes 0-7 of 8 are uninitialized
// CHECK-NEXT:  {{0x[0-9a-f]+}}: ?? ?? ?? ?? ?? ?? ?? ??
// CHECK-NEXT:SUMMARY: kMSan: kernel-infoleak [[FILE]]:36:{{2|9}} in give
// CHECK-NEXT:=================================================================
// CHECK-NEXT:=================================================================
// CHECK-NEXT:MSan: Uninitialized Stack Memory In ustore_char():arg2 At Offset 0/1, Variable 'v' From main()
// CHECK-NEXT:    #0 in give [[FILE]]:37:{{2|9}} (t)
// CHECK-NEXT:    #1 in main [[FILE]]:52:2 (t)
// CHECK-NEXT:  Variable 'v' of main created at [[FILE]]:48:16
// CHECK-NEXT:  Byte 0 of 1 is uninitialized
// CHECK-NEXT:  {{0x[0-9a-f]+}}: ??
// CHECK-NEXT:SUMMARY: kMSan: kernel-infoleak [[FILE]]:37:{{2|9}} in give
// CHECK-NEXT:=================================================================
// CHECK-NEXT:=================================================================
// CHECK-NEXT:MSan: Uninitialized Stack Memory In ustore_short():arg2 At Offset 0/2, Variable 'v' From main()
// CHECK-NEXT:    #0 in give [[FILE]]:38:{{2|9}} (t)
// CHECK-NEXT:    #1 in main [[FILE]]:52:2 (t)
// CHECK-NEXT:  Variable 'v' of main created at [[FILE]]:48:16
// CHECK-NEXT:  Bytes 0-1 of 2 are uninitialized
// CHECK-NEXT:  {{0x[0-9a-f]+}}: ?? ??
// CHECK-NEXT:SUMMARY: kMSan: kernel-infoleak [[FILE]]:38:{{2|9}} in give
// CHECK-NEXT:=================================================================
// CHECK-NEXT:=================================================================
// CHECK-NEXT:MSan: Uninitialized Stack Memory In ustore_int():arg2 At Offset 0/4, Variable 'v' From main()
// CHECK-NEXT:    #0 in give [[FILE]]:39:{{2|9}} (t)
// CHECK-NEXT:    #1 in main [[FILE]]:52:2 (t)
// CHECK-NEXT:  Variable 'v' of main created at [[FILE]]:48:16
// CHECK-NEXT:  Bytes 0-3 of 4 are uninitialized
// CHECK-NEXT:  {{0x[0-9a-f]+}}: ?? ?? ?? ??
// CHECK-NEXT:SUMMARY: kMSan: kernel-infoleak [[FILE]]:39:{{2|9}} in give
// CHECK-NEXT:=================================================================
// CHECK-NEXT:=================================================================
// CHECK-NEXT:MSan: Uninitialized Stack Memory In ustore_long():arg2 At Offset 0/8, Variable 'v' From main()
// CHECK-NEXT:    #0 in give [[FILE]]:40:{{2|9}} (t)
// CHECK-NEXT:    #1 in main [[FILE]]:52:2 (t)
// CHECK-NEXT:  Variable 'v' of main created at [[FILE]]:48:16
// CHECK-NEXT:  Bytes 0-7 of 8 are uninitialized
// CHECK-NEXT:  {{0x[0-9a-f]+}}: ?? ?? ?? ?? ?? ?? ?? ??
// CHECK-NEXT:SUMMARY: kMSan: kernel-infoleak [[FILE]]:40:{{2|9}} in give
// CHECK-NEXT:=================================================================
// CHECK-NEXT:=================================================================
// CHECK-NEXT:MSan: Uninitialized Stack Memory In ustore_ptr():arg2 At Offset 0/8, Variable 'v' From main()
// CHECK-NEXT:    #0 in give [[FILE]]:41:{{2|9}} (t)
// CHECK-NEXT:    #1 in main [[FILE]]:52:2 (t)
// CHECK-NEXT:  Variable 'v' of main created at [[FILE]]:48:16
// CHECK-NEXT:  Bytes 0-7 of 8 are uninitialized
// CHECK-NEXT:  {{0x[0-9a-f]+}}: ?? ?? ?? ?? ?? ?? ?? ??
// CHECK-NEXT:SUMMARY: kMSan: kernel-infoleak [[FILE]]:41:{{2|9}} in give
// CHECK-NEXT:=================================================================
// CHECK-NEXT:kMSan: 9 reports (9 distinct), 0 suppressed
