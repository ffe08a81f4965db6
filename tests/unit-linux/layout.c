/* SPDX-License-Identifier: BSD-2-Clause */
/* KMSAN_SYMBOL_LAYOUT: through the tool of the build tree, and through tools that are none. */
#define _GNU_SOURCE
#include <fcntl.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>
#include <cmocka.h>

#include <kmsan/options.h>
#include <kmsan/port.h>

#include "linux/child.h"
#include "linux/folder.h"
#include "msan/port/linux/layout.h"

struct stat_out {
	int mode;
	long ino;
	int flags;
};
static struct stat_out global[2];
static volatile uintptr_t here;
static char text[4096];

#define CHECK(condition) CHECK_TEXT(condition, text)

__attribute__((noinline)) static void
has_a_variable(void)
{
	struct stat_out st;

	__asm__ volatile("leaq 0(%%rip), %0" : "=r"(here) : "r"(&st) : "memory");
}

static const struct kmsan_layout_range ranges[] = {{104, 4, 0xff}, {116, 8, 0xff}};

static size_t
ask(const char *path, struct kmsan_layout_query layout)
{
	struct kmsan_symbol_query query = {.what = KMSAN_SYMBOL_LAYOUT, .layout = &layout};
	struct kmsan_image image;

	has_a_variable();
	CHECK(kmsan_port_image(here, &image) == 0);
	query.path = path != NULL ? path : image.path;
	query.offset = here - image.base;
	query.pc = (uintptr_t)&global[1];
	layout.text = text;
	layout.text_size = sizeof(text);
	strcpy(text, "old");
	return kmsan_port_symbol(&query, NULL, 0);
}

static size_t
ask_variable(void)
{
	return ask(NULL, (struct kmsan_layout_query){
			     .what = KMSAN_LAYOUT_VARIABLE,
			     .name = "st",
			     .size = sizeof(struct stat_out),
			     .range = ranges,
			     .ranges = 2,
			     .shift = -100,
			 });
}

static const char lines[] = "struct stat_out: offset 4, 4 bytes: padding after 'mode'\n"
			    "struct stat_out: offset 16, 4 bytes: member 'flags'\n"
			    "struct stat_out: offset 20, 4 bytes: tail padding\n";

static void
check_answers(void)
{
	struct kmsan_layout_range bits[] = {{2, 1, 0x0f}, {4, 4, 0xff}};

	CHECK(ask_variable() == 3);
	CHECK(strcmp(text, lines) == 0);
	CHECK(ask(NULL, (struct kmsan_layout_query){
			    .what = KMSAN_LAYOUT_GLOBAL, .range = bits, .ranges = 2}) == 2);
	CHECK(strcmp(text,
		  "struct stat_out[2]: offset 26, bits 0x0f: element [1].mode, in part\n"
		  "struct stat_out[2]: offset 28, 4 bytes: padding after '[1].mode'\n") == 0);
	CHECK(ask(NULL, (struct kmsan_layout_query){.what = KMSAN_LAYOUT_TYPE,
			    .name = "struct stat_out",
			    .size = 24,
			    .range = bits + 1,
			    .ranges = 1}) == 1);
	/* Ranges before the object are not of it; none left is nothing to ask. */
	CHECK(ask(NULL, (struct kmsan_layout_query){.what = KMSAN_LAYOUT_VARIABLE,
			    .name = "st",
			    .range = bits,
			    .ranges = 2,
			    .shift = -50}) == 0);
	CHECK(text[0] == '\0');
	CHECK(ask("/a\tb", (struct kmsan_layout_query){.range = bits, .ranges = 2, .name = "st"}) ==
	      0);
	CHECK(ask("/none", (struct kmsan_layout_query){.range = bits, .ranges = 2, .name = "st"}) ==
	      0);
	CHECK(ask_variable() == 3);
}

static void
answers(void **state)
{
	(void)state;
	in_child(check_answers);
}

/* More ranges than a request has room for: the first of them. */
static void
check_many(void)
{
	static struct kmsan_layout_range many[10000];
	size_t i;

	for (i = 0; i < 10000; i++)
		many[i] = (struct kmsan_layout_range){2 * i, 1, 0xff};
	CHECK(ask(NULL, (struct kmsan_layout_query){.what = KMSAN_LAYOUT_VARIABLE,
			    .name = "st",
			    .range = many,
			    .ranges = 10000}) > 0);
}

static void
many_ranges(void **state)
{
	(void)state;
	in_child(check_many);
}

static char said_path[128];

static void
use_tool(const char *script)
{
	static char path[128];
	FILE *f;
	int fd;

	snprintf(path, sizeof(path), "%s/tool", folder);
	f = fopen(path, "w");
	CHECK(f != NULL && fprintf(f, "#!/bin/sh\n%s\n", script) > 0 && fclose(f) == 0);
	CHECK(chmod(path, 0755) == 0);
	kmsan_linux_layout_tool = path;
	snprintf(said_path, sizeof(said_path), "%s/said", folder);
	fd = open(said_path, O_CREAT | O_TRUNC | O_WRONLY, 0600);
	CHECK(fd >= 0 && dup2(fd, 2) == 2);
}

static long
said_bytes(void)
{
	struct stat st;

	CHECK(stat(said_path, &st) == 0);
	return (long)st.st_size;
}

static void
check_crash(void)
{
	use_tool("read line; exit 3");
	CHECK(ask_variable() == 0 && text[0] == '\0');
	CHECK(ask_variable() == 0 && text[0] == '\0');
	CHECK(said_bytes() == 0);
}

static void
check_said(void)
{
	long once;

	use_tool("exit 3");
	kmsan_options.verbosity = 1;
	CHECK(ask_variable() == 0);
	once = said_bytes();
	CHECK(once > 0);
	CHECK(ask_variable() == 0);
	CHECK(said_bytes() == once);
}

static void
check_missing(void)
{
	use_tool("");
	kmsan_linux_layout_tool = "/nonexistent/kmsan-symbolize";
	CHECK(ask_variable() == 0 && ask_variable() == 0);
	CHECK(said_bytes() == 0);
}

static void
check_switched_off(void)
{
	use_tool("while read line; do echo a line; echo; done");
	kmsan_options.symbolize = false;
	CHECK(ask_variable() == 0);
	kmsan_options.symbolize = true;
	CHECK(ask_variable() == 1 && strcmp(text, "a line\n") == 0);
}

static void
other_tools(void **state)
{
	(void)state;
	in_child(check_crash);
	in_child(check_said);
	in_child(check_missing);
	in_child(check_switched_off);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(answers),
	    cmocka_unit_test(many_ranges),
	    cmocka_unit_test(other_tools),
	};

	kmsan_options.symbolize = true;
	return cmocka_run_group_tests(tests, make_folder, remove_folder);
}
