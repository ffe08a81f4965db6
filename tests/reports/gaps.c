/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * A library with pages missing between its segments, in a program of that kind, as lld makes them when a
 * segment happens to begin on a page: both have their names and lines.
 */
// LEVELS: 0 2
// RUN-FLAGS: -Wl,-z,max-page-size=0x200000 -Wl,-z,separate-code
// LIBRARY: -DPLUGIN
// RUN: %t %d/lib.so
#include "expect.h"

#include <kmsan/hooks.h>
#include <kmsan/kmsan.h>

void plugin_start(void *memory, size_t size);

#ifdef PLUGIN
static NOINLINE void
plugin_allocate(void *memory, size_t size)
{
	kmsan_mark_alloc(memory, size, KMSAN_TYPE_KMEM, (uintptr_t)__builtin_return_address(0));
}

void
plugin_start(void *memory, size_t size)
{
	if (!FIXED_TWIN)
		plugin_allocate(memory, size);
	KEEP(memory);
}
#else
#include <dlfcn.h>

static int memory[4];

static NOINLINE void
use(int *p)
{
	if (*p == 3)
		KEEP(p);
}

int
main(int argc, char **argv)
{
	void (*start)(void *, size_t);
	void *library;

	EXPECT(argc == 2);
	library = dlopen(argv[1], RTLD_NOW);
	EXPECT(library != NULL);
	start = (void (*)(void *, size_t))dlsym(library, "plugin_start");
	EXPECT(start != NULL);
	start(memory, sizeof(memory));
	use(&memory[2]);
	return 0;
}
#endif

// CHECK:=================================================================
// CHECK-NEXT:MSan: Uninitialized Kmem Memory From plugin_start+{{0x[0-9a-f]+}}
// CHECK-NEXT:    #0 in use [[FILE]]:39:{{6|9}} (t)
// CHECK-NEXT:    #1 in main [[FILE]]:55:2 (t)
// CHECK-NEXT:  Created by kmem_alloc at:
// CHECK-NEXT:    #0 in plugin_start [[FILE]]:28:3 (lib.so)
// CHECK-NEXT:SUMMARY: kMSan: uninit-value [[FILE]]:39:{{6|9}} in use
// CHECK-NEXT:=================================================================
// CHECK-NEXT:kMSan: 1 report (1 distinct), 0 suppressed
