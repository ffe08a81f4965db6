/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Strings in kmem: formatted as libc formats them, copied with their marks, and freed without a
 * size, for each has exactly that of its contents.
 */
#define _GNU_SOURCE
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <cmocka.h>

#include "alloc_test.h"

#define NOINLINE __attribute__((noinline))

static size_t
size_of(const char *p)
{
	struct kmsan_addr_info info;

	assert_true(kmsan_addr_describe(p, &info));
	assert_true(info.live);
	return info.size;
}

/* The same as libc's, of the exact size, initialised, and gone after kmem_strfree(). */
#define SAME(...)                                                                                  \
	do {                                                                                       \
		char wanted_[512], *got_ = kmem_asprintf(__VA_ARGS__);                             \
		int n_ = snprintf(wanted_, sizeof(wanted_), __VA_ARGS__);                          \
                                                                                                   \
		assert_string_equal(got_, wanted_);                                                \
		assert_int_equal(size_of(got_), n_ + 1);                                           \
		assert_inited(got_, (size_t)n_ + 1);                                               \
		kmem_strfree(got_);                                                                \
		assert_stops("is already freed\n", kmem_free(got_, (size_t)n_ + 1));               \
	} while (0)

/* clang knows libc's rules, and some of these formats are silly. */
#pragma clang diagnostic push
#pragma clang diagnostic ignored "-Wformat"

static void
formats_as_libc(void **state)
{
	static const int ints[] = {0, 1, -1, 42, -4711, INT32_MAX, INT32_MIN};
	static const long longs[] = {0, 7, -7, INT64_MAX, INT64_MIN};

	(void)state;
	SAME("");
	SAME("%%");
	SAME("plain");
	for (unsigned i = 0; i < sizeof(ints) / sizeof(ints[0]); i++) {
		SAME("%d|%5d|%-5d|%05d|%+d|% d", ints[i], ints[i], ints[i], ints[i], ints[i],
		    ints[i]);
		SAME("%u|%x|%X|%#x|%o|%#o", ints[i], ints[i], ints[i], ints[i], ints[i], ints[i]);
		SAME("%.3d|%8.3d|%-8.3d|%.0d|%08.3d", ints[i], ints[i], ints[i], ints[i], ints[i]);
		SAME("%hd|%hhd|%hu|%hhu|%hx", ints[i], ints[i], ints[i], ints[i], ints[i]);
		SAME("%*d|%-*d|%.*d|%*d", 7, ints[i], 7, ints[i], 4, ints[i], -7, ints[i]);
	}
	for (unsigned i = 0; i < sizeof(longs) / sizeof(longs[0]); i++) {
		SAME("%ld|%lu|%lx|%lld|%llo", longs[i], longs[i], longs[i], longs[i], longs[i]);
		SAME("%jd|%zu|%td|%zd|%ju", longs[i], longs[i], longs[i], longs[i], longs[i]);
	}
	SAME("%p %c%c|%5c|%-5c|", (void *)&ints, 'a', 'b', 'c', 'd');
	SAME("%s|%8s|%-8s|%.2s|%8.2s|%.*s|%s", "abc", "abc", "abc", "abc", "abc", 1, "abc", "");
	SAME("%+x|% u|%-#8x|%#X", 5, 5, 5, 5);
}

#pragma clang diagnostic pop

static void
unknown_conversion(void **state)
{
	const char *volatile format = "%d of %y, %d";

	(void)state;
	assert_stops(
	    "kMSan: kmem_asprintf: unknown conversion '%y, %d'\n", kmem_asprintf(format, 1, 2, 3));
	format = "100 %";
	assert_stops("kMSan: kmem_asprintf: unknown conversion '%'\n", kmem_asprintf(format, 1));
}

/* A byte that is not initialised in a string is not in the result, and its neighbours are. */
static void
marks_of_the_arguments(void **state)
{
	char *source = kmem_alloc(6, KM_SLEEP), *p;

	(void)state;
	memcpy(source, "abcde", 6);
	kmsan_mark(source, 6, KMSAN_STATE_INITED);
	kmsan_mark(source + 1, 1, KMSAN_STATE_UNINIT);
	kmsan_mark(source + 3, 1, 0x0f);
	p = kmem_asprintf("<%s>%d", source, 7);
	assert_string_equal(p, "<abcde>7");
	for (unsigned i = 0; i < 9; i++)
		assert_int_equal(*kmsan_port_shad(p + i), i == 2 ? 0xff : i == 4 ? 0x0f : 0);
	kmem_strfree(p);
	kmem_free(source, 6);
}

static NOINLINE char *
print(void)
{
	char *p = kmem_asprintf("%d", 12345);

	__asm__ volatile("" ::: "memory");
	return p;
}

/* The padding behind it has the caller's origin, and so has what is freed. */
static NOINLINE void
drop(char *p)
{
	kmem_strfree(p);
	__asm__ volatile("" ::: "memory");
}

static void
origins(void **state)
{
	char *p = print();

	(void)state;
	assert_inited(p, 6);
	assert_uninit(p + 6, 2);
	assert_type(p + 4, 4, KMSAN_TYPE_KMEM);
	assert_origin_in(p + 4, print);
	drop(p);
	assert_uninit(p, 8);
	assert_type(p, 8, KMSAN_TYPE_KMEM | KMSAN_TYPE_FREED);
	assert_origin_in(p, drop);
}

static void
copies(void **state)
{
	static const char text[] = "a string of some length";
	char *source = kmem_alloc(sizeof(text), KM_SLEEP), *p;
	size_t *size = kmem_alloc(sizeof(*size), KM_SLEEP);

	(void)state;
	memcpy(source, text, sizeof(text));
	kmsan_mark(source, sizeof(text), KMSAN_STATE_INITED);
	kmsan_mark(source + 9, 2, KMSAN_STATE_UNINIT);
	p = kmem_strdupsize(source, size, KM_SLEEP);
	assert_string_equal(p, text);
	assert_int_equal(*size, sizeof(text));
	assert_inited(size, sizeof(*size));
	assert_int_equal(size_of(p), sizeof(text));
	for (unsigned i = 0; i < sizeof(text); i++)
		assert_int_equal(*kmsan_port_shad(p + i), i == 9 || i == 10 ? 0xff : 0);
	kmem_free(p, *size);
	kmem_free(size, sizeof(*size));
	kmem_free(source, sizeof(text));
	p = kmem_strdup(text, KM_NOSLEEP);
	assert_string_equal(p, text);
	kmem_strfree(p);
	for (size_t max = 0; max < sizeof(text) + 3; max++) {
		size_t n = max < sizeof(text) - 1 ? max : sizeof(text) - 1;

		p = kmem_strndup(text, max, KM_SLEEP);
		assert_int_equal(size_of(p), n + 1);
		assert_memory_equal(p, text, n);
		assert_int_equal(p[n], 0);
		assert_inited(p, n + 1);
		kmem_strfree(p);
	}
	/* Not ended by a NUL: no byte behind max is looked at. */
	p = kmem_alloc(8, KM_SLEEP);
	memset(p, 'x', 8);
	kmsan_mark(p, 8, KMSAN_STATE_INITED);
	kmem_strfree(kmem_strndup(p, 8, KM_SLEEP));
	kmem_free(p, 8);
	kmem_strfree(NULL);
	assert_silent();
}

static void
no_memory(void **state)
{
	static char text[300000];
	size_t size = 77;

	(void)state;
	memset(text, 'y', sizeof(text) - 1);
	kmem_reap();
	kmsan_test_pages_fail_all(true);
	assert_null(kmem_strdupsize(text, &size, KM_NOSLEEP));
	assert_int_equal(size, 77);
	assert_null(kmem_strndup(text, sizeof(text), KM_NOSLEEP));
	assert_null(kmem_tmpbuf_alloc(sizeof(text), NULL, 0, KM_NOSLEEP));
	kmsan_test_pages_fail_all(false);
	assert_silent();
}

static char changing[400000];

static void
grows_meanwhile(const void *channel)
{
	(void)channel;
	memset(changing, 'z', sizeof(changing) - 1);
	kmsan_test_pages_fail_all(false);
	/* What wakes it. */
	kmem_free(kmem_alloc(1 << 20, KM_SLEEP), 1 << 20);
}

/* A string that became longer between the two looks at it is cut, and nothing else is written. */
static void
argument_that_grows(void **state)
{
	char *p;

	(void)state;
	memset(changing, 'z', 200000);
	changing[200000] = '\0';
	kmem_reap();
	kmsan_test_pages_fail_all(true);
	kmsan_test_wait_hook = grows_meanwhile;
	p = kmem_asprintf("%s!", changing);
	kmsan_test_wait_hook = NULL;
	assert_int_equal(size_of(p), 200002);
	assert_int_equal(strlen(p), 200001);
	assert_int_equal(strlen(changing), sizeof(changing) - 1);
	assert_inited(p, 200002);
	kmem_strfree(p);
}

static void
tmpbuf(void **state)
{
	char buffer[64], *p;

	(void)state;
	assert_ptr_equal(kmem_tmpbuf_alloc(64, buffer, sizeof(buffer), KM_SLEEP), buffer);
	kmem_tmpbuf_free(buffer, 64, buffer);
	p = kmem_tmpbuf_alloc(65, buffer, sizeof(buffer), KM_SLEEP);
	assert_ptr_not_equal(p, buffer);
	assert_int_equal(size_of(p), 65);
	assert_uninit(p, 65);
	assert_stops("kmem_tmpbuf_free: ", kmem_tmpbuf_free(p, 64, buffer));
	assert_said("is freed with size 64 and was allocated with size 65\n");
	kmem_tmpbuf_free(p, 65, buffer);
}

/* Whoever shortened it in place would free another size. */
static void
misuse(void **state)
{
	char *p = kmem_asprintf("%s", "shorten"), local[4] = "abc";

	(void)state;
	p[3] = '\0';
	assert_stops("kmem_strfree: ", kmem_strfree(p));
	assert_said("is freed with size 4 and was allocated with size 8\n");
	assert_said("  Created by kmem_asprintf(8) at:\n");
	kmem_free(p, 8);
	assert_stops("was not allocated by any allocator\n", kmem_strfree(local));
	kmsan_intr_enter();
	assert_stops("kMSan: kmem_strdupsize: at interrupt level", kmem_strdup("x", KM_NOSLEEP));
	assert_stops("kMSan: kmem_asprintf: at interrupt level", kmem_asprintf("x"));
	kmsan_intr_leave();
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    alloc_test(formats_as_libc),
	    alloc_test(unknown_conversion),
	    alloc_test(marks_of_the_arguments),
	    alloc_test(origins),
	    alloc_test(copies),
	    alloc_test(no_memory),
	    alloc_test(argument_that_grows),
	    alloc_test(tmpbuf),
	    alloc_test(misuse),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
