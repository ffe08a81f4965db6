/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef TESTS_UNIT_ALLOC_TEST_H
#define TESTS_UNIT_ALLOC_TEST_H

/* What the tests of the allocators have in common. Included after <cmocka.h>. */

#include <string.h>

#include <kmsan/hooks.h>
#include <kmsan/kmem.h>
#include <kmsan/kmsan.h>
#include <kmsan/options.h>

#include "origin/decode.h"
#include "origin/encode.h"
#include "testport.h"

static struct kmsan_options alloc_defaults;

static inline int
alloc_set_up(void **state)
{
	static bool saved;

	(void)state;
	if (!saved)
		alloc_defaults = kmsan_options;
	saved = true;
	kmsan_options = alloc_defaults;
	kmsan_options_changed();
	kmsan_test_reset();
	return 0;
}

/* No lock is left held and no interrupt masked, whatever stopped in between. */
static inline int
alloc_tear_down(void **state)
{
	(void)state;
	assert_int_equal(kmsan_test_locks_held(), 0);
	assert_false(kmsan_test_masked());
	return 0;
}

#define alloc_test(function)                                                                       \
	cmocka_unit_test_setup_teardown(function, alloc_set_up, alloc_tear_down)

static inline bool
all_shad(const void *p, size_t size, uint8_t value)
{
	const uint8_t *shad = kmsan_port_shad(p);

	if (!kmsan_port_shadowed(p, size))
		return false;
	return size == 0 || (shad[0] == value && memcmp(shad, shad + 1, size - 1) == 0);
}

#define assert_uninit(p, size) assert_true(all_shad(p, size, 0xff))
#define assert_inited(p, size) assert_true(all_shad(p, size, 0x00))

/* Every cell of the range has this type (with KMSAN_TYPE_FREED, if so). */
static inline bool
all_cells(const void *p, size_t size, unsigned type)
{
	for (size_t i = 0; i < size; i += 4)
		if (cell_type(*kmsan_port_orig((const char *)p + i)) != type)
			return false;
	return true;
}

#define assert_type(p, size, type) assert_true(all_cells(p, size, type))

/* The origin of the byte is a place in this function (of less than 512 bytes of code). */
static inline bool
origin_in(const void *p, uintptr_t function)
{
	struct origin_info info;

	origin_decode(*kmsan_port_orig(p), &info);
	return info.placed && info.place.pc > function && info.place.pc < function + 512;
}

#define assert_origin_in(p, function) assert_true(origin_in(p, (uintptr_t)(function)))

/* The statement stops the program with this message, and the program could go on. */
#define assert_stops(text, statement)                                                              \
	do {                                                                                       \
		kmsan_test_console_reset();                                                        \
		assert_int_equal(KMSAN_TEST_STOPS(statement), kmsan_options.exitcode);             \
		if (strstr(kmsan_test_console(), text) == NULL)                                    \
			fail_msg("not said: %s\nbut: %s", text, kmsan_test_console());             \
		assert_int_equal(kmsan_test_locks_held(), 0);                                      \
		assert_false(kmsan_test_masked());                                                 \
	} while (0)

#define assert_said(text)                                                                          \
	do {                                                                                       \
		if (strstr(kmsan_test_console(), text) == NULL)                                    \
			fail_msg("not said: %s\nbut: %s", text, kmsan_test_console());             \
	} while (0)

#define assert_silent() assert_string_equal(kmsan_test_console(), "")

#endif
