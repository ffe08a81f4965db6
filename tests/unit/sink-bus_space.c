/* SPDX-License-Identifier: BSD-2-Clause */
/* bus_space(9): every form of every size, over registers and over memory. */
#define _GNU_SOURCE
#include "sinks/area.h"

#include <kmsan/bus_space.h>

#define SPACE 256
#define MAX   64

static uint8_t registers[SPACE], memory[SPACE] __attribute__((aligned(8)));
static size_t accesses;

static uint64_t
device_read(void *cookie, bus_size_t offset, unsigned size)
{
	uint64_t value = 0;

	accesses++;
	memcpy(&value, (uint8_t *)cookie + offset, size);
	return value;
}

static void
device_write(void *cookie, bus_size_t offset, unsigned size, uint64_t value)
{
	accesses++;
	memcpy((uint8_t *)cookie + offset, &value, size);
}

static const struct kmsan_bus_space spaces[] = {
    {.name = "registers",
	.size = SPACE,
	.cookie = registers,
	.read = device_read,
	.write = device_write},
    {.name = "memory", .size = SPACE, .memory = memory},
};

static uint8_t *
device_bytes(const struct kmsan_bus_space *space)
{
	return space->memory != NULL ? memory : registers;
}

/* The forms of one size, with the same types, in a table. */
struct forms {
	unsigned size;
	uint64_t (*read[2])(bus_space_tag_t, bus_space_handle_t, bus_size_t);
	/* multi, multi_stream, region, region_stream */
	void (*read_to[4])(bus_space_tag_t, bus_space_handle_t, bus_size_t, void *, bus_size_t);
	void (*write_from[4])(
	    bus_space_tag_t, bus_space_handle_t, bus_size_t, const void *, bus_size_t);
	/* Through a pointer, so that the value keeps its shadow: write, write_stream, poke. */
	void (*set)(bus_space_tag_t, bus_space_handle_t, bus_size_t, uint64_t, bus_size_t, int);
	int (*peek)(bus_space_tag_t, bus_space_handle_t, bus_size_t, void *);
	/* copy_region, copy_region_stream */
	void (*copy[2])(bus_space_tag_t, bus_space_handle_t, bus_size_t, bus_space_handle_t,
	    bus_size_t, bus_size_t);
};

#define READ_FORM(n, infix)                                                                        \
	static uint64_t read##infix##_##n(bus_space_tag_t t, bus_space_handle_t h, bus_size_t o)   \
	{                                                                                          \
		return bus_space_read##infix##_##n(t, h, o);                                       \
	}
#define READ_TO_FORM(n, infix)                                                                     \
	static void read##infix##_##n(                                                             \
	    bus_space_tag_t t, bus_space_handle_t h, bus_size_t o, void *p, bus_size_t c)          \
	{                                                                                          \
		bus_space_read##infix##_##n(t, h, o, p, c);                                        \
	}
#define WRITE_FROM_FORM(n, infix)                                                                  \
	static void write##infix##_##n(                                                            \
	    bus_space_tag_t t, bus_space_handle_t h, bus_size_t o, const void *p, bus_size_t c)    \
	{                                                                                          \
		bus_space_write##infix##_##n(t, h, o, p, c);                                       \
	}
#define COPY_FORM(n, infix)                                                                        \
	static void copy##infix##_##n(bus_space_tag_t t, bus_space_handle_t h, bus_size_t o,       \
	    bus_space_handle_t h2, bus_size_t o2, bus_size_t c)                                    \
	{                                                                                          \
		bus_space_copy_region##infix##_##n(t, h, o, h2, o2, c);                            \
	}
#define FORMS(n, type)                                                                             \
	READ_FORM(n, )                                                                             \
	READ_FORM(n, _stream)                                                                      \
	READ_TO_FORM(n, _multi)                                                                    \
	READ_TO_FORM(n, _multi_stream)                                                             \
	READ_TO_FORM(n, _region)                                                                   \
	READ_TO_FORM(n, _region_stream)                                                            \
	WRITE_FROM_FORM(n, _multi)                                                                 \
	WRITE_FROM_FORM(n, _multi_stream)                                                          \
	WRITE_FROM_FORM(n, _region)                                                                \
	WRITE_FROM_FORM(n, _region_stream)                                                         \
	static void set_##n(bus_space_tag_t t, bus_space_handle_t h, bus_size_t o, uint64_t v,     \
	    bus_size_t c, int form)                                                                \
	{                                                                                          \
		if (form == 0)                                                                     \
			bus_space_write_##n(t, h, o, (type)v);                                     \
		else if (form == 1)                                                                \
			bus_space_write_stream_##n(t, h, o, (type)v);                              \
		else if (form == 2)                                                                \
			assert_int_equal(bus_space_poke_##n(t, h, o, (type)v), 0);                 \
		else if (form == 3)                                                                \
			bus_space_set_multi_##n(t, h, o, (type)v, c);                              \
		else if (form == 4)                                                                \
			bus_space_set_multi_stream_##n(t, h, o, (type)v, c);                       \
		else if (form == 5)                                                                \
			bus_space_set_region_##n(t, h, o, (type)v, c);                             \
		else                                                                               \
			bus_space_set_region_stream_##n(t, h, o, (type)v, c);                      \
	}                                                                                          \
	static int peek_##n(bus_space_tag_t t, bus_space_handle_t h, bus_size_t o, void *p)        \
	{                                                                                          \
		return bus_space_peek_##n(t, h, o, p);                                             \
	}                                                                                          \
	COPY_FORM(n, )                                                                             \
	COPY_FORM(n, _stream)
FORMS(1, uint8_t)
FORMS(2, uint16_t)
FORMS(4, uint32_t)
FORMS(8, uint64_t)

#define ROW(n)                                                                                     \
	{                                                                                          \
		n, {read_##n, read_stream_##n},                                                    \
		    {read_multi_##n, read_multi_stream_##n, read_region_##n,                       \
			read_region_stream_##n},                                                   \
		    {write_multi_##n, write_multi_stream_##n, write_region_##n,                    \
			write_region_stream_##n},                                                  \
		    set_##n, peek_##n,                                                             \
		{                                                                                  \
			copy_##n, copy_stream_##n                                                  \
		}                                                                                  \
	}
static const struct forms table[] = {ROW(1), ROW(2), ROW(4), ROW(8)};

#define EACH(space, forms)                                                                         \
	for (const struct kmsan_bus_space *space = spaces; space < spaces + 2; space++)            \
		for (const struct forms *forms = table; forms < table + 4; forms++)

static void
fill(void)
{
	kmsan_mark(area, KMSAN_PAGE_SIZE, KMSAN_STATE_INITED);
	for (unsigned i = 0; i < SPACE; i++)
		registers[i] = memory[i] = (uint8_t)(i * 5 + 3);
	memset(area, '#', 1024);
	accesses = 0;
}

static uint64_t
value_at(const struct kmsan_bus_space *space, bus_size_t at, unsigned size)
{
	uint64_t value = 0;

	memcpy(&value, device_bytes(space) + at, size);
	return value;
}

static void
test_read(void **state)
{
	(void)state;
	EACH(space, forms)
	{
		uint64_t *value = (uint64_t *)(void *)(area + 64);

		fill();
		assert_true(forms->read[0](space, 16, 8) == value_at(space, 24, forms->size));
		assert_true(forms->read[1](space, 16, 8) == value_at(space, 24, forms->size));
		kmsan_mark(value, 8, KMSAN_STATE_UNINIT);
		assert_int_equal(forms->peek(space, 16, 8, value), 0);
		assert_memory_equal(value, device_bytes(space) + 24, forms->size);
		assert_int_equal(kmsan_test(value, 8), forms->size == 8 ? -1 : (int)forms->size);
	}
}

/* Exactly what was read is marked, wherever the buffer lies. */
static void
test_read_to(void **state)
{
	(void)state;
	EACH(space, forms)
	{
		for (unsigned form = 0; form < 4; form++) {
			for (size_t count = 0; count * forms->size <= MAX; count++) {
				char *buf = area + 128 + (count + form) % 8;
				size_t n = count * forms->size;

				fill();
				kmsan_mark(area, 512, KMSAN_STATE_UNINIT);
				forms->read_to[form](space, 8, 4, buf, count);
				for (size_t i = 0; i < n; i++)
					assert_int_equal((uint8_t)buf[i],
					    device_bytes(
						space)[12 + (form < 2 ? i % forms->size : i)]);
				assert_int_equal(buf[n], '#');
				assert_int_equal(kmsan_test(buf, n), -1);
				assert_int_equal(kmsan_test(buf + n, 1), 0);
				assert_int_equal(kmsan_test(buf - 1, 1), 0);
			}
		}
	}
}

static void
test_write_from(void **state)
{
	(void)state;
	EACH(space, forms)
	{
		for (unsigned form = 0; form < 4; form++) {
			for (size_t count = 0; count * forms->size <= MAX; count++) {
				char *buf = area + 128 + (count + form) % 8;
				size_t n = count * forms->size, last = n - forms->size;

				fill();
				for (size_t i = 0; i < n; i++)
					buf[i] = (char)(i + 100);
				forms->write_from[form](space, 8, 4, buf, count);
				if (n > 0)
					assert_memory_equal(device_bytes(space) + 12,
					    buf + (form < 2 ? last : 0),
					    form < 2 ? forms->size : n);
				for (size_t at = 0; at < n + 2; at++) {
					kmsan_mark(buf, n + 2, KMSAN_STATE_INITED);
					kmsan_mark(buf + at, 1, (uint8_t)(1u << at % 8));
					assert_int_equal(REPORTS(forms->write_from[form](
							     space, 8, 4, buf, count)),
					    at < n);
				}
			}
		}
	}
}

static void
test_set(void **state)
{
	(void)state;
	EACH(space, forms)
	{
		for (int form = 0; form < 7; form++) {
			size_t n = form > 4 ? 3 * forms->size : forms->size;

			fill();
			forms->set(space, 8, 4, 0x1122334455667788, 3, form);
			for (size_t i = 0; i < n; i++)
				assert_int_equal(
				    device_bytes(space)[12 + i], 0x88 - (i % forms->size) * 0x11);
			assert_int_equal(device_bytes(space)[12 + n], (uint8_t)((12 + n) * 5 + 3));
			if (space->memory == NULL)
				assert_int_equal(accesses, form < 3 ? 1 : 3);
		}
		fill();
		for (int form = 3; form < 7; form++)
			forms->set(space, 8, 4, 0, 0, form);
		assert_int_equal(accesses, 0);
	}
}

/* The value is looked at in memory: every bit of it. */
static void
test_set_bits(void **state)
{
	(void)state;
	for (unsigned size = 1; size <= 8; size *= 2) {
		for (unsigned bit = 0; bit < 64; bit++) {
			char *value = area + 64;

			fill();
			kmsan_mark(value + bit / 8, 1, (uint8_t)(1u << bit % 8));
			assert_int_equal(
			    REPORTS(kmsan_bus_space_set(spaces, 0, 0, value, 2,
				KMSAN_BUS_SHAPE(size, size), "bus_space_write_4():arg4")),
			    bit / 8 < size);
			/* Nothing is stored, nothing leaves. */
			assert_false(REPORTS(kmsan_bus_space_set(spaces, 0, 0, value, 0,
			    KMSAN_BUS_SHAPE(size, size), "bus_space_set_region_4():arg4")));
		}
	}
}

static void
test_copy(void **state)
{
	(void)state;
	EACH(space, forms)
	{
		for (int shift = -4; shift <= 4; shift++) {
			uint8_t want[SPACE];
			bus_size_t to = (bus_size_t)(64 + shift * (int)forms->size);

			fill();
			memcpy(want, device_bytes(space), SPACE);
			memmove(want + to, want + 64, 6 * forms->size);
			forms->copy[shift & 1](space, 60, 4, to - 8, 8, 6);
			assert_memory_equal(device_bytes(space), want, SPACE);
		}
	}
}

static void
test_map(void **state)
{
	bus_space_handle_t handle = 1, sub;

	(void)state;
	assert_int_equal(bus_space_map(&spaces[0], 16, 32, 0, &handle), 0);
	assert_true(handle == 16);
	assert_int_equal(bus_space_subregion(&spaces[0], handle, 8, 4, &sub), 0);
	assert_true(sub == 24);
	assert_int_equal(bus_space_map(&spaces[0], 0, SPACE, 0, &handle), 0);
	assert_int_equal(bus_space_map(&spaces[0], 1, SPACE, 0, &handle), KMSAN_EINVAL);
	assert_int_equal(bus_space_map(&spaces[0], SPACE + 1, 0, 0, &handle), KMSAN_EINVAL);
	assert_int_equal(bus_space_map(&spaces[0], 1, UINT64_MAX, 0, &handle), KMSAN_EINVAL);
	assert_int_equal(bus_space_subregion(&spaces[0], 16, SPACE, 1, &sub), KMSAN_EINVAL);
	assert_int_equal(
	    bus_space_subregion(&spaces[0], 16, UINT64_MAX - 7, 1, &sub), KMSAN_EINVAL);
	kmsan_mark(area, 16, KMSAN_STATE_UNINIT);
	assert_int_equal(bus_space_map(&spaces[0], 0, 8, 0, (bus_space_handle_t *)(void *)area), 0);
	assert_int_equal(kmsan_test(area, 16), sizeof(handle));
	assert_int_equal(
	    bus_space_map(&spaces[0], 0, 8, BUS_SPACE_MAP_LINEAR, &handle), KMSAN_EINVAL);
	assert_int_equal(bus_space_map(&spaces[1], 8, 8, BUS_SPACE_MAP_LINEAR, &handle), 0);
	assert_ptr_equal(bus_space_vaddr(&spaces[1], handle), memory + 8);
	assert_null(bus_space_vaddr(&spaces[0], 0));
	bus_space_barrier(&spaces[0], handle, 0, 8, BUS_SPACE_BARRIER_READ);
	bus_space_unmap(&spaces[0], handle, 8);
}

static void
test_beyond(void **state)
{
	char *buf = area + 64;

	(void)state;
	EACH(space, forms)
	{
		fill();
		assert_int_equal(STOPS(forms->read[0](space, SPACE, 0)), 77);
		assert_int_equal(STOPS(forms->read[0](space, 0, SPACE - forms->size + 1)), 77);
		assert_int_equal(STOPS(forms->read[0](space, 8, UINT64_MAX - 4)), 77);
		forms->read[0](space, 0, SPACE - forms->size);
		/* A register is one place, however often it is read. */
		forms->read_to[0](space, SPACE, 0, buf, 0);
		forms->read_to[0](space, 0, SPACE - forms->size, buf + 8, SPACE);
		assert_int_equal(STOPS(forms->set(space, SPACE, 0, 1, 1, 0)), 77);
		assert_int_equal(STOPS(forms->read_to[2](space, 8, 0, buf, SPACE)), 77);
		assert_int_equal(STOPS(forms->write_from[2](space, 8, 0, buf, SPACE)), 77);
		assert_int_equal(
		    STOPS(forms->write_from[2](space, 8, 0, buf, UINT64_MAX / 8 + 2)), 77);
		assert_int_equal(STOPS(forms->write_from[0](space, 8, 0, buf, UINT64_MAX)), 77);
		assert_int_equal(STOPS(forms->copy[0](space, 0, 0, 8, 0, SPACE / forms->size)), 77);
		assert_int_equal(accesses, space->memory != NULL ? 0 : 1 + SPACE);
		for (unsigned i = 0; i < SPACE; i++)
			assert_int_equal(device_bytes(space)[i], (uint8_t)(i * 5 + 3));
		assert_int_equal(buf[0], '#');
	}
	kmsan_test_console_reset();
	assert_int_equal(
	    STOPS(bus_space_write_region_4(spaces, 0xf0, 4, (uint32_t *)(void *)buf, 4)), 77);
	assert_non_null(
	    strstr(kmsan_test_console(), "kMSan: bus_space_write_region_4: 4 elements of 4 bytes "
					 "at 0xf4: registers has 0x100 bytes\n"));
}

static void
test_text(void **state)
{
	uint16_t *buf = (uint16_t *)(void *)(area + 64);

	(void)state;
	fill();
	kmsan_mark(buf + 2, 3, KMSAN_STATE_UNINIT);
	bus_space_write_multi_stream_2(spaces, 0, 0, buf, 5);
	assert_non_null(strstr(kmsan_test_console(),
	    "MSan: Uninitialized Marked Memory In bus_space_write_multi_stream_2():arg4 "
	    "At Offset 4/10,"));
	assert_non_null(strstr(kmsan_test_console(), "  Bytes 4-6 of 10 are uninitialized\n"));
	assert_non_null(strstr(kmsan_test_console(), "SUMMARY: kMSan: dma-infoleak "));
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test_setup(test_read, set_up),
	    cmocka_unit_test_setup(test_read_to, set_up),
	    cmocka_unit_test_setup(test_write_from, set_up),
	    cmocka_unit_test_setup(test_set, set_up),
	    cmocka_unit_test_setup(test_set_bits, set_up),
	    cmocka_unit_test_setup(test_copy, set_up),
	    cmocka_unit_test_setup(test_map, set_up),
	    cmocka_unit_test_setup(test_beyond, set_up),
	    cmocka_unit_test_setup(test_text, set_up),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
