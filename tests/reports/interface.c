/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The functions of <sanitizer/msan_interface.h> mean here what they mean there. Mistake: memory
 * that __msan_allocated_memory() and __msan_poison() made uninitialised.
 */
#include <kmsan/kmsan.h>
#include <sanitizer/msan_interface.h>
#include <string.h>

#include "expect.h"

uint16_t __sanitizer_unaligned_load16(const void *p);
uint32_t __sanitizer_unaligned_load32(const void *p);
uint64_t __sanitizer_unaligned_load64(const void *p);
void __sanitizer_unaligned_store16(void *p, uint16_t v);
void __sanitizer_unaligned_store32(void *p, uint32_t v);
void __sanitizer_unaligned_store64(void *p, uint64_t v);

static char memory[64], other[64];

static NOINLINE void
state(void)
{
	unsigned char shad[4] = {0, 0x80, 0xff, 0};

	__msan_poison(memory + 8, 8);
	EXPECT(__msan_test_shadow(memory, 64) == 8);
	EXPECT(__msan_test_shadow(memory + 16, 48) == -1);
	EXPECT(__msan_get_origin(memory + 8) != 0);
	__msan_copy_shadow(other, memory, 32);
	EXPECT(__msan_test_shadow(other, 64) == 8);
	EXPECT(__msan_origin_is_descendant_or_same(
	    __msan_get_origin(other + 8), __msan_get_origin(memory + 8)));
	EXPECT(!__msan_origin_is_descendant_or_same(
	    __msan_get_origin(memory + 8), __msan_get_origin(other + 8)));
	__msan_unpoison(memory, 64);
	EXPECT(__msan_test_shadow(memory, 64) == -1);
	__msan_partial_poison(memory, shad, 4);
	EXPECT(__msan_test_shadow(memory, 64) == 1);
	__msan_unpoison(memory + 1, 1);
	EXPECT(__msan_test_shadow(memory, 64) == 2);
	strcpy(memory, "abc");
	__msan_poison(memory, 64);
	__msan_unpoison_string(memory);
	EXPECT(__msan_test_shadow(memory, 64) == 4);
	__msan_unpoison(memory, 64);
	__msan_unpoison(other, 64);
	EXPECT(__msan_get_track_origins() == 2);
	EXPECT(!__msan_has_dynamic_component());
}

static NOINLINE void
unaligned(void)
{
	__sanitizer_unaligned_store16(memory + 1, 0x1234);
	EXPECT(__sanitizer_unaligned_load16(memory + 1) == 0x1234);
	__sanitizer_unaligned_store32(memory + 3, 0x12345678);
	EXPECT(__sanitizer_unaligned_load32(memory + 3) == 0x12345678);
	__sanitizer_unaligned_store64(memory + 7, 0x123456789abcdef0);
	EXPECT(__sanitizer_unaligned_load64(memory + 7) == 0x123456789abcdef0);
	__msan_poison(memory + 7, 8);
	__sanitizer_unaligned_store64(memory + 7, 1);
	EXPECT(__msan_test_shadow(memory, 64) == -1);
}

static NOINLINE void
allocate(void)
{
	if (FIXED_TWIN)
		return;
	__msan_allocated_memory(memory, 16);
	__msan_poison(other + 3, 4);
}

static NOINLINE void
check(void)
{
	__msan_check_mem_is_initialized(memory, 64);
	__msan_check_mem_is_initialized(other, 64);
}

static NOINLINE void
load(void)
{
	if (__sanitizer_unaligned_load32(other + 1) > 7)
		KEEP(NULL);
}

int
main(void)
{
	state();
	unaligned();
	allocate();
	check();
	load();
	return 0;
}

// CHECK:=================================================================
// CHECK-NEXT:MSan: Uninitialized Marked Memory In __msan_check_mem_is_initialized():arg1 At Offset 0/64, From allocate+{{0x[0-9a-f]+}}
// CHECK-NEXT:    #0 in check [[FILE]]:78:2 (t)
// CHECK-NEXT:    #1 in main [[FILE]]:95:2 (t)
// CHECK-NEXT:  Marked by kmsan_mark at:
// CHECK-NEXT:    #0 in allocate [[FILE]]:71:2 (t)
// CHECK-NEXT:  Bytes 0-15 of 64 are uninitialized
// CHECK-NEXT:  {{0x[0-9a-f]+}}: ?? ?? ?? ?? ?? ?? ?? ?? ?? ?? ?? ?? ?? ?? ?? ??
// CHECK-NEXT:SUMMARY: kMSan: uninit-value [[FILE]]:78:2 in check
// CHECK-NEXT:=================================================================
// CHECK-NEXT:=================================================================
// CHECK-NEXT:MSan: Uninitialized Marked Memory In __msan_check_mem_is_initialized():arg1 At Offset 3/64, From allocate+{{0x[0-9a-f]+}}
// CHECK-NEXT:    #0 in check [[FILE]]:79:2 (t)
// CHECK-NEXT:    #1 in main [[FILE]]:95:2 (t)
// CHECK-NEXT:  Marked by kmsan_mark at:
// CHECK-NEXT:    #0 in allocate [[FILE]]:72:2 (t)
// CHECK-NEXT:  Bytes 3-6 of 64 are uninitialized
// CHECK-NEXT:  {{0x[0-9a-f]+}}: 00 00 00 ?? ?? ?? ?? 00 00 00 00 00 00 00 00 00
// CHECK-NEXT:SUMMARY: kMSan: uninit-value [[FILE]]:79:2 in check
// CHECK-NEXT:=================================================================
// CHECK-NEXT:=================================================================
// CHECK-NEXT:MSan: Uninitialized Marked Memory From allocate+{{0x[0-9a-f]+}}
// CHECK-NEXT:    #0 in load [[FILE]]:85:{{6|46}} (t)
// CHECK-NEXT:    #1 in main [[FILE]]:96:2 (t)
// CHECK-NEXT:  Marked by kmsan_mark at:
// CHECK-NEXT:    #0 in allocate [[FILE]]:72:2 (t)
// CHECK-NEXT:SUMMARY: kMSan: uninit-value [[FILE]]:85:{{6|46}} in load
// CHECK-NEXT:=================================================================
// CHECK-NEXT:kMSan: 3 reports (3 distinct), 0 suppressed
