/* SPDX-License-Identifier: BSD-2-Clause */
/* An allocator of the program's own tells what an address is: size, names, and both stacks. */
#include <kmsan/hooks.h>
#include <kmsan/kmsan.h>

#include "expect.h"

static struct object {
	char bytes[40];
	bool live;
	uint32_t allocated, freed;
} object;

static bool
describe(uintptr_t addr, struct kmsan_addr_info *info)
{
	if (addr - (uintptr_t)object.bytes >= sizeof(object.bytes))
		return false;
	info->allocator = "arena";
	info->alloc_name = "arena_get";
	info->free_name = object.live ? NULL : "arena_put";
	info->type = KMSAN_TYPE_POOL;
	info->live = object.live;
	info->start = (uintptr_t)object.bytes;
	info->size = sizeof(object.bytes);
	info->alloc_orig = object.allocated;
	info->free_orig = object.freed;
	return true;
}

static NOINLINE char *
arena_get(void)
{
	uintptr_t pc = KMSAN_RET_ADDR;

	object.live = true;
	object.allocated = kmsan_orig_make(KMSAN_TYPE_POOL, pc);
	kmsan_mark_cell(object.bytes, sizeof(object.bytes), object.allocated);
	if (FIXED_TWIN)
		kmsan_unpoison_memory(object.bytes, sizeof(object.bytes));
	return object.bytes;
}

static NOINLINE void
arena_put(char *bytes)
{
	uintptr_t pc = KMSAN_RET_ADDR;

	object.live = false;
	object.freed = kmsan_orig_make(KMSAN_TYPE_POOL | KMSAN_TYPE_FREED, pc);
	if (!FIXED_TWIN)
		kmsan_mark_free(bytes, sizeof(object.bytes), KMSAN_TYPE_POOL, pc);
}

static NOINLINE char *
get(void)
{
	char *bytes = arena_get();

	KEEP(bytes);
	return bytes;
}

static NOINLINE void
put(char *bytes)
{
	arena_put(bytes);
	KEEP(bytes);
}

int
main(void)
{
	static struct kmsan_describer describer = {.describe = describe};
	struct kmsan_addr_info info;
	char *bytes;

	kmsan_describer_register(&describer);
	bytes = get();
	EXPECT(kmsan_addr_describe(bytes + 3, &info) && info.size == 40 && info.live);
	kmsan_check(bytes + 8, 4, "check");
	put(bytes);
	kmsan_check(bytes + 8, 4, "check");
	return 0;
}

// CHECK:=================================================================
// CHECK-NEXT:MSan: Uninitialized Pool Memory In check At Offset 0/4, From get+{{0x[0-9a-f]+}}
// CHECK-NEXT:    #0 in main [[FILE]]:81:2 (t)
// CHECK-NEXT:  Created by arena_get(40) at:
// CHECK-NEXT:    #0 in get [[FILE]]:58:16 (t)
// CHECK-NEXT:  Bytes 0-3 of 4 are uninitialized
// CHECK-NEXT:  {{0x[0-9a-f]+}}: ?? ?? ?? ??
// CHECK-NEXT:  Address is 8 bytes inside a 40-byte Pool object allocated by get [[FILE]]:58:16
// CHECK-NEXT:SUMMARY: kMSan: uninit-value [[FILE]]:81:2 in main
// CHECK-NEXT:=================================================================
// CHECK-NEXT:=================================================================
// CHECK-NEXT:MSan: Uninitialized Freed Pool Memory In check At Offset 0/4, From put+{{0x[0-9a-f]+}}
// CHECK-NEXT:    #0 in main [[FILE]]:83:2 (t)
// CHECK-NEXT:  Freed by arena_put at:
// CHECK-NEXT:    #0 in put [[FILE]]:67:2 (t)
// CHECK-NEXT:  Created by arena_get(40) at:
// CHECK-NEXT:    #0 in get [[FILE]]:58:16 (t)
// CHECK-NEXT:  Bytes 0-3 of 4 are uninitialized
// CHECK-NEXT:  {{0x[0-9a-f]+}}: ?? ?? ?? ??
// CHECK-NEXT:  Address is 8 bytes inside a 40-byte Pool object allocated by get [[FILE]]:58:16, now freed
// CHECK-NEXT:SUMMARY: kMSan: use-after-free [[FILE]]:83:2 in main
// CHECK-NEXT:=================================================================
// CHECK-NEXT:kMSan: 2 reports (2 distinct), 0 suppressed
