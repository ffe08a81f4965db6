/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The kernel's library, by its own names: what a result depends on is reported, as an argument of the
 * call. A byte that does not matter is not: behind the end, behind the difference, in bits that
 * decide nothing.
 */
#define KMSAN_LIBKERN_MAP
#include <kmsan/libkern.h>

#include <kmsan/atomic.h>
#include <kmsan/kmem.h>
#include <kmsan/kmsan.h>

#include "expect.h"

struct device {
	char name[8];
	uint32_t refs;
	uint8_t address[6];
};

static NOINLINE struct device *
device(void)
{
	struct device *d = kmem_alloc(sizeof(*d), KM_SLEEP);

	if (FIXED_TWIN)
		memset(d, 0, sizeof(*d));
	memcpy(d->name, "wm", 2);
	d->address[0] = 2;
	return d;
}

static NOINLINE size_t
name_length(const struct device *d)
{
	return strlen(d->name);
}

static NOINLINE int
is_same(const struct device *d, const uint8_t *address)
{
	return memcmp(d->address, address, sizeof(d->address)) == 0;
}

static NOINLINE int
describe(const struct device *d, char *text, size_t size)
{
	return snprintf(text, size, "%.3s at %02x", d->name, d->address[0]);
}

static NOINLINE void
hold(struct device *d)
{
	atomic_add_32(&d->refs, 1);
}

/* Nothing here depends on what is not there. */
static void
silent(const struct device *d)
{
	static const uint8_t other[6] = {3};
	char copy[8];

	EXPECT(strncmp(d->name, "wm", 2) == 0);
	EXPECT(strnlen(d->name, 2) == 2);
	EXPECT(memcmp(d->address, other, sizeof(other)) < 0);
	EXPECT(strchr(d->name, 'm') == d->name + 1);
	memcpy(copy, d->name, sizeof(copy));
	EXPECT(kmsan_test(copy, sizeof(copy)) == (FIXED_TWIN ? -1 : 2));
	EXPECT(ffs32(4) == 3);
}

int
main(void)
{
	struct device *d = device();
	static const uint8_t address[6] = {2};
	char text[32];

	silent(d);
	/* What is there by chance ends the strings. */
	EXPECT(name_length(d) <= 14);
	is_same(d, address);
	EXPECT(describe(d, text, sizeof(text)) >= 8);
	hold(d);
	kmem_free(d, sizeof(*d));
	return 0;
}

// CHECK:=================================================================
// CHECK-NEXT:MSan: Uninitialized Kmem Memory In strlen():arg1 At Offset 2/3, From device+{{0x[0-9a-f]+}}
// CHECK-NEXT:    #0 in name_length [[FILE]]:37:{{2|9}} (t)
// CHECK-NEXT:    #1 in main [[FILE]]:83:{{2|9}} (t)
// CHECK-NEXT:  Created by kmem_alloc(20) at:
// CHECK-NEXT:    #0 in device [[FILE]]:25:21 (t)
// CHECK-NEXT:  Byte 2 of 3 is uninitialized
// CHECK-NEXT:  {{0x[0-9a-f]+}}: 77 6d ??
// CHECK-NEXT:  Address is 2 bytes inside a 20-byte Kmem object allocated by device [[FILE]]:25:21
// CHECK-NEXT:SUMMARY: kMSan: uninit-value [[FILE]]:37:{{2|9}} in name_length
// CHECK-NEXT:=================================================================
// CHECK-NEXT:=================================================================
// CHECK-NEXT:MSan: Uninitialized Kmem Memory In memcmp():arg1 At Offset 1/6, From device+{{0x[0-9a-f]+}}
// CHECK-NEXT:    #0 in is_same [[FILE]]:43:{{2|9}} (t)
// CHECK-NEXT:    #1 in main [[FILE]]:84:{{2|9}} (t)
// CHECK-NEXT:  Created by kmem_alloc(20) at:
// CHECK-NEXT:    #0 in device [[FILE]]:25:21 (t)
// CHECK-NEXT:  Bytes 1-5 of 6 are uninitialized
// CHECK-NEXT:  {{0x[0-9a-f]+}}: 02 ?? ?? ?? ?? ??
// CHECK-NEXT:  Address is 13 bytes inside a 20-byte Kmem object allocated by device [[FILE]]:25:21
// CHECK-NEXT:SUMMARY: kMSan: uninit-value [[FILE]]:43:{{2|9}} in is_same
// CHECK-NEXT:=================================================================
// CHECK-NEXT:=================================================================
// CHECK-NEXT:MSan: Uninitialized Kmem Memory In snprintf():arg4 At Offset 2/3, From device+{{0x[0-9a-f]+}}
// CHECK-NEXT:    #0 in describe [[FILE]]:49:{{2|9}} (t)
// CHECK-NEXT:    #1 in main [[FILE]]:85:{{2|9}} (t)
// CHECK-NEXT:  Created by kmem_alloc(20) at:
// CHECK-NEXT:    #0 in device [[FILE]]:25:21 (t)
// CHECK-NEXT:  Byte 2 of 3 is uninitialized
// CHECK-NEXT:  {{0x[0-9a-f]+}}: 77 6d ??
// CHECK-NEXT:  Address is 2 bytes inside a 20-byte Kmem object allocated by device [[FILE]]:25:21
// CHECK-NEXT:SUMMARY: kMSan: uninit-value [[FILE]]:49:{{2|9}} in describe
// CHECK-NEXT:=================================================================
// CHECK-NEXT:=================================================================
// CHECK-NEXT:MSan: Uninitialized Kmem Memory In atomic_add_32():arg1 At Offset 0/4, From device+{{0x[0-9a-f]+}}
// CHECK-NEXT:    #0 in hold [[FILE]]:55:{{2|9}} (t)
// CHECK-NEXT:    #1 in main [[FILE]]:86:{{2|9}} (t)
// CHECK-NEXT:  Created by kmem_alloc(20) at:
// CHECK-NEXT:    #0 in device [[FILE]]:25:21 (t)
// CHECK-NEXT:  Bytes 0-3 of 4 are uninitialized
// CHECK-NEXT:  {{0x[0-9a-f]+}}: ?? ?? ?? ??
// CHECK-NEXT:  Address is 8 bytes inside a 20-byte Kmem object allocated by device [[FILE]]:25:21
// CHECK-NEXT:SUMMARY: kMSan: uninit-value [[FILE]]:55:{{2|9}} in hold
// CHECK-NEXT:=================================================================
// CHECK-NEXT:kMSan: 4 reports (4 distinct), 0 suppressed
