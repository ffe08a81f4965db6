/* SPDX-License-Identifier: BSD-2-Clause */
/* kmsan_port_image: text and read-only data of images, whatever name they were loaded by. */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <limits.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include <cmocka.h>

#include <kmsan/port.h>

#include "linux/folder.h"

static const char constant[] = "in .rodata";
static char variable[] = "in .data";

static void
program_itself(void **state)
{
	struct kmsan_image text, rodata;
	char path[PATH_MAX];

	(void)state;
	assert_int_equal(kmsan_port_image((uintptr_t)program_itself, &text), 0);
	assert_int_equal(kmsan_port_image((uintptr_t)constant, &rodata), 0);
	assert_int_equal(text.lo, rodata.lo);
	assert_int_equal(text.hi, rodata.hi);
	assert_in_range((uintptr_t)program_itself, text.lo, text.hi - 1);
	assert_in_range((uintptr_t)constant, text.lo, text.hi - 1);
	assert_non_null(realpath("/proc/self/exe", path));
	assert_string_equal(text.path, path);
	/* The tests are position-independent: the file's addresses start at 0. */
	assert_int_equal(text.base, text.lo);
}

static void
not_in_an_image(void **state)
{
	struct kmsan_image image;
	char on_stack;

	(void)state;
	assert_int_equal(kmsan_port_image((uintptr_t)variable, &image), -1);
	assert_int_equal(kmsan_port_image((uintptr_t)&on_stack, &image), -1);
	assert_int_equal(kmsan_port_image(0, &image), -1);
	assert_int_equal(kmsan_port_image(UINTPTR_MAX, &image), -1);
}

static void
libc(void **state)
{
	struct kmsan_image image;

	(void)state;
	assert_int_equal(kmsan_port_image((uintptr_t)dlsym(RTLD_DEFAULT, "qsort"), &image), 0);
	assert_non_null(strstr(image.path, "libc"));
	assert_int_equal(image.path[0], '/');
}

static void
build_object(const char *name, const char *flags, char *path, size_t size)
{
	char command[512];

	snprintf(path, size, "%s/%s", folder, name);
	snprintf(command, sizeof(command),
	    "echo 'int f_%c(void) { return 1; }' | ${CC:-clang-14} -x c -shared -fPIC %s -o '%s' -",
	    name[0], flags, path);
	assert_int_equal(system(command), 0);
}

static uintptr_t
load(const char *name, const char *symbol, void **handle)
{
	*handle = dlopen(name, RTLD_NOW);
	assert_non_null(*handle);
	return (uintptr_t)dlsym(*handle, symbol);
}

/*
 * The loader keeps a relative name as it was given; the current directory may change later. And
 * another object may come to lie at the address of one that is gone.
 */
static void
relative_name(void **state)
{
	char a[128], b[128], before[PATH_MAX];
	struct kmsan_image image;
	void *handle;
	uintptr_t f;

	(void)state;
	build_object("a b.so", "", a, sizeof(a));
	build_object("b.so", "", b, sizeof(b));
	assert_non_null(getcwd(before, sizeof(before)));
	assert_int_equal(chdir(folder), 0);
	f = load("./a b.so", "f_a", &handle);
	assert_int_equal(chdir(before), 0);
	assert_int_equal(kmsan_port_image(f, &image), 0);
	assert_string_equal(image.path, a);
	assert_int_equal(dlclose(handle), 0);
	assert_int_equal(kmsan_port_image(f, &image), -1);

	assert_int_equal(chdir(folder), 0);
	f = load("./b.so", "f_b", &handle);
	assert_int_equal(chdir(before), 0);
	assert_int_equal(kmsan_port_image(f, &image), 0);
	assert_string_equal(image.path, b);
	assert_int_equal(dlclose(handle), 0);
}

/* Of an image that has pages missing between its segments the loader tells one segment only. */
static void
gaps(void **state)
{
	char path[128];
	struct kmsan_image image;
	void *handle;
	uintptr_t f;

	(void)state;
	build_object(
	    "g.so", "-Wl,-z,max-page-size=0x200000 -Wl,-z,separate-code", path, sizeof(path));
	f = load(path, "f_g", &handle);
	assert_int_equal(kmsan_port_image(f, &image), 0);
	assert_string_equal(image.path, path);
	assert_in_range(f, image.lo, image.hi - 1);
	assert_int_equal(image.lo - image.base, 0x200000);
	assert_int_equal(dlclose(handle), 0);
	assert_int_equal(kmsan_port_image(f, &image), -1);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(program_itself),
	    cmocka_unit_test(not_in_an_image),
	    cmocka_unit_test(libc),
	    cmocka_unit_test(relative_name),
	    cmocka_unit_test(gaps),
	};

	return cmocka_run_group_tests(tests, make_folder, remove_folder);
}
