/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The bulk work on shadow, in each of its forms, against loops over single bytes: every size up to
 * some hundred, every alignment, and nothing outside of the range touched.
 */
#define _GNU_SOURCE
#include <setjmp.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <cmocka.h>

#include "bulk.h"
#include "port_inline.h"

#define AREA 2048
#define CELL 0x12345678u

static const struct kmsan_linux_bulk *forms[] = {&kmsan_linux_bulk_plain, &kmsan_linux_bulk_avx2};

static unsigned
nforms(void)
{
	return __builtin_cpu_supports("avx2") ? 2 : 1;
}

static void
scan(void **state)
{
	static uint8_t area[AREA];

	(void)state;
	for (unsigned f = 0; f < nforms(); f++)
		for (size_t start = 0; start < 70; start++)
			for (size_t size = 0; size <= 600; size += start % 7 == 0 ? 1 : 61) {
				memset(area, 0xff, AREA);
				memset(area + start, 0, size);
				assert_int_equal(forms[f]->scan(area + start, size), size);
				for (size_t at = 0; at < size; at += 1 + size / 9) {
					area[start + at] = 1 << at % 8;
					assert_int_equal(forms[f]->scan(area + start, size), at);
					area[start + at] = 0;
				}
			}
}

static void
cells(void **state)
{
	static uint32_t area[AREA];

	(void)state;
	for (unsigned f = 0; f < nforms(); f++)
		for (size_t start = 0; start < 20; start++)
			for (size_t n = 0; n <= 300; n++) {
				memset(area, 0, sizeof(area));
				forms[f]->cells(area + start, n, CELL);
				for (size_t i = 0; i < 400; i++)
					assert_int_equal(
					    area[i], i >= start && i < start + n ? CELL : 0);
			}
}

static void
poison(void **state)
{
	static uint8_t area[AREA] __attribute__((aligned(64)));

	(void)state;
	for (unsigned f = 0; f < nforms(); f++)
		for (size_t start = 64; start < 128; start += 8)
			for (size_t size = 8; size <= 1200; size += 8) {
				uint8_t *shad = kmsan_port_shad(area);
				uint32_t *orig = kmsan_port_orig(area);

				memset(shad, 0, AREA);
				memset(orig, 0, AREA);
				assert_ptr_equal(
				    forms[f]->poison(area + start, size, CELL), area + start);
				for (size_t i = 0; i < AREA; i++) {
					bool inside = i >= start && i < start + size;

					assert_int_equal(shad[i], inside ? 0xff : 0);
					assert_int_equal(orig[i / 4], inside ? CELL : 0);
				}
			}
	memset(kmsan_port_shad(area), 0, AREA);
}

static void
clear(void **state)
{
	static uint8_t area[32768 + 128];

	(void)state;
	for (unsigned f = 0; f < nforms(); f++)
		for (size_t start = 0; start < 40; start += 3)
			for (size_t size = 0; size < 32768; size += size < 700 ? 1 : 5003) {
				memset(area, 0xff, sizeof(area));
				forms[f]->clear(area + start, size);
				for (size_t i = 0; i < size + 80; i++)
					assert_int_equal(
					    area[i], i >= start && i < start + size ? 0 : 0xff);
			}
}

/* Large enough to be given back: the pages are gone, what is beside them stays. */
static void
clear_gives_back(void **state)
{
	size_t size = KMSAN_LINUX_CLEAR_GIVES_BACK + 4096;
	uint8_t *memory, *shad, *orig;
	unsigned char resident[1];

	(void)state;
	memory = mmap(NULL, size + 8192, PROT_READ | PROT_WRITE,
	    MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
	assert_ptr_not_equal(memory, MAP_FAILED);
	shad = kmsan_port_shad(memory);
	orig = (uint8_t *)kmsan_port_orig(memory);
	memset(shad, 0xff, 8192);
	memset(shad + size, 0xff, 8192);
	shad[size / 2] = 1;
	orig[size / 2] = 1;
	kmsan_linux_clear(shad + 100, size - 100 + 7);
	assert_int_equal(mincore(shad + 4096, 4096, resident), 0);
	assert_int_equal(resident[0] & 1, 0);
	for (size_t i = 0; i < 8192; i++) {
		assert_int_equal(shad[i], i < 100 ? 0xff : 0);
		assert_int_equal(shad[size + i], i < 7 ? 0 : 0xff);
	}
	assert_int_equal(shad[size / 2], 0);
	/* Cells of clean bytes stay as they are. */
	assert_int_equal(orig[size / 2], 1);
	memset(shad, 0, 8192);
	memset(shad + size, 0, 8192);
	munmap(memory, size + 8192);
}

static void
clear_small(void **state)
{
	static uint8_t area[AREA];

	(void)state;
	memset(area, 0xff, AREA);
	kmsan_linux_clear(area + 3, 1000);
	for (size_t i = 0; i < AREA; i++)
		assert_int_equal(area[i], i >= 3 && i < 1003 ? 0 : 0xff);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(scan),
	    cmocka_unit_test(cells),
	    cmocka_unit_test(poison),
	    cmocka_unit_test(clear),
	    cmocka_unit_test(clear_gives_back),
	    cmocka_unit_test(clear_small),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
