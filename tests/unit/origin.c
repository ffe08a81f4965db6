/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The origin space: cells of every sort and back, images that come and go, no room for records or
 * windows, and numbers that were never cells.
 */
#define _GNU_SOURCE
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <cmocka.h>

#include <kmsan/hooks.h>
#include <kmsan/kmsan.h>
#include <kmsan/options.h>

#include "msan/shadow.h"
#include "origin/chain.h"
#include "origin/decode.h"
#include "origin/encode.h"
#include "origin/record.h"
#include "origin/space.h"
#include "origin/variable.h"
#include "testport.h"
#include "unit/random.h"

/* Made-up images, far from everything real, and of sizes that fill the space as a test wants. */
#define IMAGES 8
static struct kmsan_image image[IMAGES];

static int
find_image(uintptr_t addr, struct kmsan_image *found)
{
	for (unsigned i = 0; i < IMAGES; i++) {
		if (addr >= image[i].lo && addr < image[i].hi) {
			*found = image[i];
			return 0;
		}
	}
	return -1;
}

static void
load(unsigned i, uintptr_t lo, size_t size, const char *path)
{
	image[i] =
	    (struct kmsan_image){.lo = lo, .hi = lo + size, .base = lo - 0x100, .path = path};
	space_images_changed();
}

static void
unload(unsigned i)
{
	memset(&image[i], 0, sizeof(image[i]));
	space_images_changed();
}

static int
set_up(void **state)
{
	(void)state;
	kmsan_test_reset();
	kmsan_test_image_hook = find_image;
	kmsan_options.origins = KMSAN_ORIGINS_CHAIN;
	kmsan_options.origin_history_size = 7;
	return 0;
}

static void
code_and_back(void **state)
{
	struct space_place place;
	uint32_t first, last;

	(void)state;
	load(0, 0x10000000, 0x4000, "/lib/one.so");
	first = space_code(0x10000000);
	last = space_code(0x10003fff);
	assert_true(first >= SPACE_WINDOWS);
	assert_int_equal(last - first, 0x3fff);
	assert_true(space_place(last, &place));
	assert_int_equal(place.pc, 0x10003fff);
	assert_int_equal(place.offset, 0x40ff);
	assert_string_equal(place.path, "/lib/one.so");
	/* Outside every image: a record of its own, the same for the same address. */
	first = space_code(0x10004000);
	assert_in_range(first, RECORD_FIRST, SPACE_WINDOWS - 1);
	assert_int_equal(space_code(0x10004000), first);
	assert_true(space_place(first, &place));
	assert_int_equal(place.pc, 0x10004000);
	assert_null(place.path);
	assert_false(space_place(0, &place));
	assert_false(space_place(RECORD_FIRST - 1, &place));
}

/* What was given out of a library that is gone keeps its name; its addresses may come again. */
static void
unloaded(void **state)
{
	struct space_place place;
	uint32_t old, new;

	(void)state;
	load(1, 0x20000000, 0x1000, "/lib/plugin.so");
	old = space_code(0x20000123);
	unload(1);
	assert_true(space_place(old, &place));
	assert_int_equal(place.pc, 0);
	assert_int_equal(place.offset, 0x223);
	assert_string_equal(place.path, "/lib/plugin.so");
	load(1, 0x20000000, 0x1000, "/lib/other.so");
	new = space_code(0x20000123);
	assert_int_not_equal(new, old);
	assert_true(space_place(new, &place));
	assert_int_equal(place.pc, 0x20000123);
	assert_string_equal(place.path, "/lib/other.so");
	assert_true(space_place(old, &place));
	assert_string_equal(place.path, "/lib/plugin.so");
	unload(1);
}

/* The types that may be made, and what they decode to. */
static void
types(void **state)
{
	struct origin_info info;

	(void)state;
	for (unsigned type = 0; type < 64; type++) {
		uint32_t cell = kmsan_orig_make(type, 0x10000040);
		unsigned plain = type & ~(unsigned)KMSAN_TYPE_FREED;
		bool valid = plain > KMSAN_TYPE_STACK && plain <= KMSAN_TYPE_UNKNOWN;

		assert_int_not_equal(cell, 0);
		origin_decode(cell, &info);
		assert_int_equal(info.type, valid ? plain : KMSAN_TYPE_UNKNOWN);
		assert_int_equal(info.freed, valid && (type & KMSAN_TYPE_FREED) != 0);
		assert_true(info.placed);
		assert_int_equal(info.place.pc, 0x10000040);
		assert_int_equal(info.links, 0);
	}
	assert_int_not_equal(kmsan_orig_make(KMSAN_TYPE_KMEM, 0), 0);
}

static void
variables(void **state)
{
	static char old[] = "----st@sys_stat", shared[] = "st", unnamed[] = "----@f", empty[] = "";
	static char at[] = "----odd@name@f";
	static const struct {
		char *descr;
		const char *variable, *function;
	} cases[] = {{old, "st", "sys_stat"}, {shared, "st", ""}, {unnamed, "", "f"},
	    {empty, "", ""}, {NULL, "", ""}, {at, "odd", "name@f"}};
	struct origin_info info;

	(void)state;
	for (unsigned i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		uint32_t cell = variable_cell(cases[i].descr, 0x10000100 + i);

		assert_int_equal(variable_cell(cases[i].descr, 0x10000100 + i), cell);
		origin_decode(cell, &info);
		assert_int_equal(info.type, KMSAN_TYPE_STACK);
		assert_string_equal(info.variable, cases[i].variable);
		assert_string_equal(info.function, cases[i].function);
		assert_int_equal(info.place.pc, 0x10000100 + i);
	}
	/* One string for two variables, one call for two strings: four origins. */
	assert_int_not_equal(variable_cell(shared, 0x10000200), variable_cell(shared, 0x10000201));
	assert_int_not_equal(variable_cell(shared, 0x10000200), variable_cell(old, 0x10000200));
	/* After code was unloaded the same address is another variable. */
	load(2, 0x30000000, 0x1000, "/lib/v.so");
	assert_int_equal(cell_type(variable_cell(shared, 0x30000010)), KMSAN_TYPE_STACK);
	unload(2);
	variable_cell(old, 0x30000010);
	origin_decode(variable_cell(old, 0x30000010), &info);
	assert_string_equal(info.function, "sys_stat");
}

/* A name that is much too long is cut, not overrun. */
static void
variable_long(void **state)
{
	static char descr[3000];
	struct origin_info info;

	(void)state;
	memset(descr, 'v', sizeof(descr) - 1);
	origin_decode(variable_cell(descr, 0x10000300), &info);
	assert_int_equal(info.type, KMSAN_TYPE_STACK);
	assert_in_range(strlen(info.variable), 100, 400);
	assert_string_equal(info.function, "");
}

static void
chains(void **state)
{
	struct origin_info info;
	uint32_t root, cell;

	(void)state;
	root = kmsan_orig_make(KMSAN_TYPE_POOL, 0x10000400);
	cell = root;
	for (unsigned i = 1; i <= 9; i++) {
		uint32_t longer = chain_cell(cell, 0x10000500 + i);

		assert_true(origin_descends(longer, cell));
		assert_true(origin_descends(longer, root));
		assert_false(i <= 7 && origin_descends(cell, longer));
		assert_int_equal(origin_root(longer), root);
		assert_int_equal(chain_cell(cell, 0x10000500 + i), longer);
		cell = longer;
		origin_decode(cell, &info);
		assert_int_equal(info.links, i < 7 ? i : 7);
		assert_int_equal(info.chain_full, i >= 7);
		assert_int_equal(info.type, KMSAN_TYPE_POOL);
		assert_int_equal(info.root, root);
	}
	/* Newest first. */
	for (unsigned i = 0; i < 7; i++) {
		struct space_place place;

		assert_int_equal(info.link[i].count, 1);
		assert_true(space_place(info.link[i].frames[0], &place));
		assert_int_equal(place.pc, 0x10000507 - i);
	}
	assert_true(origin_descends(root, root));
	assert_false(origin_descends(root, cell));
	assert_int_equal(origin_root(chain_cell(0, 0x10000600)), CELL_UNKNOWN);
	kmsan_options.origin_history_size = 2;
	cell = chain_cell(chain_cell(chain_cell(root, 0x10000700), 0x10000701), 0x10000702);
	origin_decode(cell, &info);
	assert_int_equal(info.links, 2);
	assert_true(info.chain_full);
	kmsan_options.origins = KMSAN_ORIGINS_ALLOC;
	assert_int_equal(chain_cell(root, 0x10000703), root);
}

/* A link that a call itself made is none; one that was made elsewhere stays. */
static void
link_of_call(void **state)
{
	uint32_t root = kmsan_orig_make(KMSAN_TYPE_KMEM, 0x10000410), store, both;

	(void)state;
	store = chain_cell(root, 0x10000a00);
	assert_int_equal(chain_before_warning(store, 0x10000b07), store);
	assert_int_equal(chain_before_warning(store, 0x100009f9), store);
	assert_int_equal(chain_before_warning(store, 0x10000a07), root);
	both = chain_cell(store, 0x10000b00);
	assert_int_equal(chain_before_warning(both, 0x10000b07), store);
	assert_int_equal(chain_before_warning(root, 0x10000b07), root);
	assert_int_equal(chain_before_warning(both, 0x10000c07), both);
	assert_int_equal(chain_before_warning(0, 0x10000b07), 0);
	assert_int_equal(chain_before_warning(0xf0000001, 0x10000b07), 0xf0000001);
}

static uintptr_t caller;

static size_t
two_frames(uintptr_t first, uintptr_t *pcs, uint8_t *flags, size_t max)
{
	(void)flags;
	assert_true(max >= 2);
	pcs[0] = first;
	pcs[1] = caller;
	return 2;
}

/* The same with a copy that was made for a call: by the function that calls, wherever in it. */
static void
link_of_copy(void **state)
{
	uint32_t root = kmsan_orig_make(KMSAN_TYPE_KMEM, 0x10000420), store, copy;

	(void)state;
	kmsan_test_unwind_hook = two_frames;
	caller = 0x10000c00;
	store = chain_cell(root, 0x10000d00);
	caller = 0x10000c10;
	copy = chain_cell(store, 0x10000f00);
	assert_int_equal(chain_before_copy(copy, 0x10000e00), store);
	assert_int_equal(chain_before_copy(store, 0x10000d04), store);
	caller = 0x10000c00;
	assert_int_equal(chain_before_copy(copy, 0x10000e00), copy);
	assert_int_equal(chain_before_copy(root, 0x10000e00), root);
	kmsan_test_unwind_hook = NULL;
	assert_int_equal(chain_before_copy(copy, 0x10000e00), copy);
}

/* One stack that stores ever new values does not fill the space. */
static void
chain_limit(void **state)
{
	unsigned before = record_count();
	uint64_t degraded = record_degraded();

	(void)state;
	for (unsigned i = 0; i < CHAIN_PER_STACK + 5000; i++) {
		uint32_t cell = chain_cell(
		    kmsan_orig_make(KMSAN_TYPE_KMEM, 0x10001000 + i % 0x2000) + (i / 0x2000 << 16),
		    0x10000800);

		assert_int_not_equal(cell, 0);
	}
	assert_in_range(record_count() - before, 1, CHAIN_PER_STACK);
	assert_true(record_degraded() - degraded >= 5000);
	assert_string_equal(kmsan_test_console(), "");
}

/* Any number is a cell to somebody. */
static void
foreign(void **state)
{
	struct origin_info info;
	struct space_place place;

	(void)state;
	for (uint32_t cell = 0; cell < 20000; cell++) {
		origin_decode(cell, &info);
		if (cell < RECORD_FIRST) {
			assert_int_equal(info.type, KMSAN_TYPE_UNKNOWN);
			assert_false(info.placed);
		}
	}
	for (unsigned i = 0; i < 500000; i++) {
		uint32_t cell = random_next();

		if (i % 4 == 0)
			cell = cell_make(cell >> 28, RECORD_FIRST + cell % (record_count() + 16));
		origin_decode(cell, &info);
		assert_in_range(info.type, KMSAN_TYPE_STACK, KMSAN_TYPE_UNKNOWN);
		if (info.type == KMSAN_TYPE_STACK)
			assert_non_null(info.variable);
		else
			assert_true(
			    info.placed || (info.type == KMSAN_TYPE_UNKNOWN && !info.freed));
		origin_root(cell);
		origin_descends(cell, random_next());
		space_place(cell, &place);
		assert_int_not_equal(chain_cell(cell, 0x10000900), 0);
	}
}

/* Images larger than what is left get no window: their addresses become records. */
static void
windows_full(void **state)
{
	struct space_place place;
	uint64_t degraded = record_degraded();
	uint32_t pointer;

	(void)state;
	load(3, 0x100000000, SPACE_SIZE, "/lib/huge.so");
	pointer = space_code(0x100000010);
	assert_in_range(pointer, RECORD_FIRST, SPACE_WINDOWS - 1);
	assert_true(space_place(pointer, &place));
	assert_int_equal(place.pc, 0x100000010);
	/* What still fits does get one, up to the last byte of the space. */
	load(4, 0x200000000, 0x8000000, "/lib/half.so");
	assert_true(space_code(0x200000010) >= SPACE_WINDOWS);
	for (size_t size = 0x7000000; size >= 0x1000; size /= 2) {
		load(5, 0x300000000, size, "/lib/rest.so");
		space_code(0x300000000);
		unload(5);
	}
	for (unsigned i = 0; i < 2000; i++) {
		load(6, 0x400000000 + 0x10000 * (uintptr_t)i, 0x1000, "/lib/more.so");
		pointer = space_code(image[6].lo + 5);
		assert_int_not_equal(pointer, 0);
		assert_true(space_place(pointer, &place));
		assert_int_equal(place.pc, image[6].lo + 5);
		unload(6);
	}
	/* Addresses without the name of their image: counted each time, and said. */
	assert_true(record_degraded() - degraded > 1000);
	assert_string_equal(kmsan_test_console(),
	    "kMSan: no room for more origins: some will be coarser or Unknown from here on\n");
}

/* No memory for another chunk of records: coarser origins, one line, and never 0. */
static void
records_full(void **state)
{
	struct origin_info info;
	uint32_t kmem = kmsan_orig_make(KMSAN_TYPE_KMEM, 0x10000010), cell;
	char *memory = kmsan_port_pages(KMSAN_PAGE_SIZE);
	uint64_t degraded = record_degraded();

	(void)state;
	kmsan_test_pages_fail_all(true);
	for (unsigned i = 0; i < 20000; i++) {
		assert_int_not_equal(kmsan_orig_make(KMSAN_TYPE_KMEM, 0x7000000000 + i), 0);
		assert_int_not_equal(variable_cell(NULL, 0x7100000000 + i), 0);
		assert_int_not_equal(chain_cell(kmem, 0x7200000000 + i), 0);
	}
	assert_true(record_degraded() - degraded >= 3 * 20000 - 4096);
	/* Said before, when there was no room for windows. */
	assert_string_equal(kmsan_test_console(), "");
	/* An address outside every image has nowhere to go. */
	cell = kmsan_orig_make(KMSAN_TYPE_KMEM, 0x7300000000);
	origin_decode(cell, &info);
	assert_int_equal(info.type, KMSAN_TYPE_UNKNOWN);
	assert_false(info.placed);
	/* A variable is at least where it was poisoned, a stored value where it was created. */
	origin_decode(variable_cell(NULL, 0x10000017), &info);
	assert_int_equal(info.type, KMSAN_TYPE_UNKNOWN);
	assert_int_equal(info.place.pc, 0x10000017);
	assert_int_equal(chain_cell(kmem, 0x7400000000), kmem);
	/* What needs no record goes on as before. */
	assert_int_equal(kmsan_orig_make(KMSAN_TYPE_KMEM, 0x10000010), kmem);
	kmsan_mark(memory, 16, KMSAN_STATE_UNINIT);
	assert_int_not_equal(kmsan_orig_get(memory), 0);

	kmsan_test_pages_fail_all(false);
	origin_decode(kmsan_orig_make(KMSAN_TYPE_KMEM, 0x7300000000), &info);
	assert_int_equal(info.type, KMSAN_TYPE_KMEM);
	assert_int_equal(info.place.pc, 0x7300000000);
	kmsan_pages_free(memory, KMSAN_PAGE_SIZE);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test_setup(code_and_back, set_up),
	    cmocka_unit_test_setup(unloaded, set_up),
	    cmocka_unit_test_setup(types, set_up),
	    cmocka_unit_test_setup(variables, set_up),
	    cmocka_unit_test_setup(variable_long, set_up),
	    cmocka_unit_test_setup(chains, set_up),
	    cmocka_unit_test_setup(link_of_call, set_up),
	    cmocka_unit_test_setup(link_of_copy, set_up),
	    cmocka_unit_test_setup(chain_limit, set_up),
	    cmocka_unit_test_setup(foreign, set_up),
	    cmocka_unit_test_setup(windows_full, set_up),
	    cmocka_unit_test_setup(records_full, set_up),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
