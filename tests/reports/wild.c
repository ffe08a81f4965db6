/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Addresses that are no memory, have no shadow, or are shadow: annotations take them for
 * initialised, and a mistake found between them is reported as ever.
 */
#include <kmsan/hooks.h>
#include <kmsan/kmsan.h>
#include <sanitizer/msan_interface.h>

#include "expect.h"

static const uintptr_t nowhere[] = {0, 1, 4096,
    0x7fffffff, /* below every window, or the window's unmapped start */
    0x100000000000, 0x200000000000, 0x400000000000, 0x5f0000000000, /* shadow and gaps */
    0x7fffffffffff, 0x7ffffffff000, 0x800000000000, 0xffff800000000000, UINTPTR_MAX - 15,
    UINTPTR_MAX};

static int value;

static NOINLINE void
annotate(const void *addr, size_t size)
{
	struct kmsan_addr_info info;
	char shad[64] = {0};

	kmsan_mark(addr, size, KMSAN_STATE_UNINIT);
	kmsan_orig(addr, size, KMSAN_TYPE_POOL, KMSAN_RET_ADDR);
	kmsan_mark(addr, size, KMSAN_STATE_INITED);
	EXPECT(kmsan_test(addr, size) == -1);
	EXPECT(kmsan_check(addr, size, "check") == 0);
	EXPECT(kmsan_sink("sink", "kind", addr, size) == 0);
	kmsan_check_memory(addr, size);
	kmsan_poison_memory(addr, size, 0);
	kmsan_unpoison_memory(addr, size);
	kmsan_addr_describe(addr, &info);
	kmsan_copy_meta(addr, addr, size);
	kmsan_mark_free(addr, size, KMSAN_TYPE_KMEM, KMSAN_RET_ADDR);
	kmsan_mark(addr, size, KMSAN_STATE_INITED);
	kmsan_orig_get(addr);
	__msan_poison(addr, size);
	__msan_unpoison(addr, size);
	__msan_partial_poison(addr, shad, size < sizeof(shad) ? size : sizeof(shad));
	__msan_get_origin(addr);
	EXPECT(__msan_test_shadow(addr, size) == -1);
	__msan_check_mem_is_initialized(addr, size);
}

int
main(void)
{
	for (unsigned i = 0; i < sizeof(nowhere) / sizeof(nowhere[0]); i++) {
		annotate((void *)nowhere[i], 1);
		annotate((void *)nowhere[i], 64);
		annotate((void *)nowhere[i], 0);
	}
	/* Sizes that end nowhere. */
	EXPECT(kmsan_test(&value, SIZE_MAX) == -1);
	kmsan_mark(&value, SIZE_MAX, KMSAN_STATE_UNINIT);
	kmsan_mark(&value, SIZE_MAX - (uintptr_t)&value, KMSAN_STATE_UNINIT);
	if (!FIXED_TWIN)
		kmsan_mark(&value, sizeof(value), KMSAN_STATE_UNINIT);
	if (value == 3)
		KEEP(NULL);
	return 0;
}

// CHECK:=================================================================
// CHECK-NEXT:MSan: Uninitialized Marked Memory From main+{{0x[0-9a-f]+}}
// CHECK-NEXT:    #0 in main [[FILE]]:62:{{6|12}} (t)
// CHECK-NEXT:  Marked by kmsan_mark at:
// CHECK-NEXT:    #0 in main [[FILE]]:61:3 (t)
// CHECK-NEXT:SUMMARY: kMSan: uninit-value [[FILE]]:62:{{6|12}} in main
// CHECK-NEXT:=================================================================
// CHECK-NEXT:kMSan: 1 report (1 distinct), 0 suppressed
