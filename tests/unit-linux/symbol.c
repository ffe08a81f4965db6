/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * kmsan_port_symbol with the symbolizer that is installed, and with ones that are not what they
 * should be. Each case runs in a child: the symbolizer is one for the life of a process.
 */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>
#include <cmocka.h>

#include <kmsan/options.h>
#include <kmsan/port.h>

#include "linux/child.h"
#include "linux/folder.h"
#include "msan/port/linux/symbol.h"

static struct kmsan_frame frames[8];
static volatile uintptr_t here, in_static;
static int here_line;

#define CHECK(condition) CHECK_TEXT(condition, frames[0].function)

static size_t
ask_again(enum kmsan_symbol_what what, uintptr_t pc, const char *variable)
{
	struct kmsan_image image;
	struct kmsan_symbol_query query = {.what = what, .pc = pc, .variable = variable};

	CHECK(kmsan_port_image(pc, &image) == 0);
	query.path = image.path;
	query.offset = pc - image.base;
	memset(frames, 0x5a, sizeof(frames));
	return kmsan_port_symbol(&query, frames, 8);
}

/* A question that the symbolizer is really asked. */
static size_t
ask(enum kmsan_symbol_what what, uintptr_t pc, const char *variable)
{
	kmsan_linux_symbol_forget();
	return ask_again(what, pc, variable);
}

static bool
ends_with(const char *text, const char *end)
{
	size_t n = strlen(text), m = strlen(end);

	return n >= m && strcmp(text + n - m, end) == 0;
}

__attribute__((noinline)) static uintptr_t
the_static_function(void)
{
	uintptr_t a_local = (uintptr_t)__builtin_return_address(0);

	__asm__ volatile("leaq 0(%%rip), %0" : "=r"(in_static) : "r"(&a_local) : "memory");
	return a_local;
}

static inline __attribute__((always_inline)) void
an_inlined_one(void)
{
	here_line = __LINE__ + 1;
	__asm__ volatile("leaq 0(%%rip), %0" : "=r"(here) : : "memory");
}

__attribute__((noinline)) static void
caller_of_inlined(void)
{
	an_inlined_one();
	__asm__ volatile("");
}

static void
check_static(void)
{
	the_static_function();
	CHECK(ask(KMSAN_SYMBOL_FRAMES, in_static, NULL) == 1);
	CHECK(strcmp(frames[0].function, "the_static_function") == 0);
	CHECK(ends_with(frames[0].file, "tests/unit-linux/symbol.c"));
	CHECK(frames[0].line > 0 && frames[0].column > 0);
	CHECK(ask(KMSAN_SYMBOL_NAME, in_static, NULL) == 1);
	CHECK(strcmp(frames[0].function, "the_static_function") == 0);
	CHECK(frames[0].offset == in_static - (uintptr_t)the_static_function);
	CHECK(frames[0].file[0] == '\0' && frames[0].line == 0);
}

/* Only the symbol table: the function and how far into it. */
static void
check_by_table(void)
{
	the_static_function();
	CHECK(ask(KMSAN_SYMBOL_FRAMES, in_static, NULL) == 1);
	CHECK(strcmp(frames[0].function, "the_static_function") == 0);
	CHECK(frames[0].file[0] == '\0' && frames[0].line == 0);
	CHECK(frames[0].offset == in_static - (uintptr_t)the_static_function);
	CHECK(ask(KMSAN_SYMBOL_VARIABLE, in_static, "a_local") == 0);
}

static void
check_inlined(void)
{
	caller_of_inlined();
	CHECK(ask(KMSAN_SYMBOL_FRAMES, here, NULL) == 2);
	CHECK(strcmp(frames[0].function, "an_inlined_one") == 0);
	CHECK((int)frames[0].line == here_line);
	CHECK(strcmp(frames[1].function, "caller_of_inlined") == 0);
	/* The function of the symbol table is the one that it was inlined into. */
	CHECK(ask(KMSAN_SYMBOL_NAME, here, NULL) == 1);
	CHECK(strcmp(frames[0].function, "caller_of_inlined") == 0);
}

static void
check_variable(void)
{
	the_static_function();
	CHECK(ask(KMSAN_SYMBOL_VARIABLE, in_static, "a_local") == 1);
	CHECK(ends_with(frames[0].file, "tests/unit-linux/symbol.c"));
	CHECK(frames[0].line > 0 && frames[0].column == 12);
	CHECK(strcmp(frames[0].function, "a_local") == 0);
	CHECK(ask(KMSAN_SYMBOL_VARIABLE, in_static, "no_such_local") == 0);
	CHECK(ask(KMSAN_SYMBOL_VARIABLE, in_static, "") == 0);
}

static void
static_function(void **state)
{
	(void)state;
	in_child(check_static);
}

static void
inlined_function(void **state)
{
	(void)state;
	in_child(check_inlined);
}

static void
local_variable(void **state)
{
	(void)state;
	in_child(check_variable);
}

static void
run(const char *format, ...)
{
	char command[1024];
	va_list ap;

	va_start(ap, format);
	vsnprintf(command, sizeof(command), format, ap);
	va_end(ap);
	CHECK(system(command) == 0);
}

/* The file is enough: the object may be gone, its name may have spaces and a quote in it. */
static void
check_object(void)
{
	char path[256];
	struct kmsan_image image;
	struct kmsan_symbol_query query = {.what = KMSAN_SYMBOL_FRAMES};
	void *handle;
	uintptr_t f;

	snprintf(path, sizeof(path), "%s/the \"object\".so", folder);
	run("printf 'int f(int x)\\n{\\n\\treturn x + 1;\\n}\\n' >%s/f.c", folder);
	run("cd %s && ${CC:-clang-14} -g -shared -fPIC -o 'the \"object\".so' f.c", folder);
	handle = dlopen(path, RTLD_NOW);
	CHECK(handle != NULL);
	f = (uintptr_t)dlsym(handle, "f");
	CHECK(kmsan_port_image(f, &image) == 0);
	CHECK(strcmp(image.path, path) == 0);
	CHECK(ask(KMSAN_SYMBOL_FRAMES, f + 1, NULL) == 1);
	CHECK(ends_with(frames[0].file, "/f.c") && frames[0].line == 2);
	query.offset = f + 1 - image.base;
	CHECK(dlclose(handle) == 0);
	query.path = path;
	CHECK(kmsan_port_symbol(&query, frames, 8) == 1);
	CHECK(strcmp(frames[0].function, "f") == 0 && frames[0].line == 2);
	/* Below the current directory names are relative. */
	CHECK(chdir(folder) == 0);
	CHECK(kmsan_port_symbol(&query, frames, 8) == 1);
	CHECK(strcmp(frames[0].file, "f.c") == 0);
}

static void
shared_object(void **state)
{
	(void)state;
	in_child(check_object);
}

static void
check_stripped(void)
{
	struct kmsan_symbol_query query = {.what = KMSAN_SYMBOL_FRAMES};
	struct kmsan_image image;
	char path[256];

	the_static_function();
	CHECK(kmsan_port_image(in_static, &image) == 0);
	snprintf(path, sizeof(path), "%s/stripped", folder);
	run("strip -o %s %s", path, image.path);
	query.path = path;
	query.offset = in_static - image.base;
	CHECK(kmsan_port_symbol(&query, frames, 8) == 0);
	query.what = KMSAN_SYMBOL_NAME;
	CHECK(kmsan_port_symbol(&query, frames, 8) == 0);
	/* Debug information alone is stripped: the table is still there. */
	run("strip -g -o %s %s", path, image.path);
	CHECK(kmsan_port_symbol(&query, frames, 8) == 1);
	CHECK(strcmp(frames[0].function, "the_static_function") == 0);
}

static void
stripped_file(void **state)
{
	(void)state;
	in_child(check_stripped);
}

static void
check_bad_files(void)
{
	struct kmsan_symbol_query query = {.what = KMSAN_SYMBOL_FRAMES, .offset = 0x1234};
	char path[256];
	int i;

	snprintf(path, sizeof(path), "%s/bad", folder);
	query.path = path;
	for (i = 0; i < 3; i++) {
		CHECK(kmsan_port_symbol(&query, frames, 8) == 0);
		run(i == 0 ? ":>%s" : "head -c 3000 /proc/self/exe >%s", path);
	}
	query.path = "linux-vdso.so.1";
	CHECK(kmsan_port_symbol(&query, frames, 8) == 0);
	query.path = "a\nb";
	CHECK(kmsan_port_symbol(&query, frames, 8) == 0);
	/* None of that was the symbolizer's fault: it still serves. */
	check_static();
}

static void
bad_files(void **state)
{
	(void)state;
	in_child(check_bad_files);
}

/*
 * Symbolizers that are none.
 */

static char fake_path[256], said_path[256];

static void
fake(const char *script)
{
	FILE *f;
	int fd;

	f = fopen(fake_path, "w");
	CHECK(f != NULL);
	CHECK(fprintf(f, "#!/bin/sh\n%s\n", script) > 0 && fclose(f) == 0);
	CHECK(chmod(fake_path, 0755) == 0);
	kmsan_options.external_symbolizer_path = fake_path;
	kmsan_linux_symbolizer_timeout_ms = 300;
	fd = open(said_path, O_CREAT | O_TRUNC | O_WRONLY, 0600);
	CHECK(fd >= 0 && dup2(fd, 2) == 2);
}

/* What was said, and how often, on standard error. */
static void
check_said(const char *words, int times)
{
	char line[1024];
	FILE *f = fopen(said_path, "r");
	int n = 0;

	CHECK(f != NULL);
	while (fgets(line, sizeof(line), f) != NULL) {
		n++;
		CHECK(strncmp(line, "kMSan: llvm-symbolizer ", 23) == 0);
		CHECK(strstr(line, words) != NULL);
	}
	fclose(f);
	CHECK(n == times);
}

static double
seconds(void)
{
	struct timespec now;

	clock_gettime(CLOCK_MONOTONIC, &now);
	return (double)now.tv_sec + (double)now.tv_nsec * 1e-9;
}

static void
check_missing(void)
{
	fake("");
	kmsan_options.external_symbolizer_path = "/nonexistent/llvm-symbolizer";
	check_by_table();
	check_by_table();
	check_said("/nonexistent/llvm-symbolizer cannot be started", 1);
}

static void
check_switched_off(void)
{
	fake("");
	kmsan_options.symbolize = false;
	check_by_table();
	check_said("", 0);
}

static void
check_hangs(void)
{
	double start = seconds();

	fake("exec sleep 1000");
	check_by_table();
	CHECK(seconds() - start > 0.25 && seconds() - start < 5);
	start = seconds();
	check_by_table();
	CHECK(seconds() - start < 0.2);
	check_said("did not answer in time", 1);
}

static void
check_crashes(void)
{
	fake("read line; kill -SEGV $$");
	check_by_table();
	check_by_table();
	check_by_table();
	check_said("ended without an answer", 1);
}

static void
check_nonsense(void)
{
	fake("while read line; do echo once upon a time; echo; done");
	check_by_table();
	check_by_table();
	check_said("makes no sense", 1);
}

static void
check_bad_numbers(void)
{
	fake("while read line; do printf 'f\\nfile.c:99999999999999999999:-1\\n\\n'; done");
	check_by_table();
	check_said("makes no sense", 1);
}

static void
check_endless(void)
{
	fake("exec yes 'no end'");
	kmsan_linux_symbolizer_timeout_ms = 20000;
	check_by_table();
	check_said("does not come to an end", 1);
}

/* It answers twice, then ends: the next question starts another one. */
static void
check_restarted(void)
{
	fake("read line; printf 'g\\nfile.c:7:3\\n\\n'; read line; exit 1");
	the_static_function();
	CHECK(ask(KMSAN_SYMBOL_FRAMES, in_static, NULL) == 1);
	CHECK(
	    strcmp(frames[0].file, "file.c") == 0 && frames[0].line == 7 && frames[0].column == 3);
	check_by_table();
	check_said("ended without an answer", 1);
}

/* What it was asked before it is not asked again; what it does not answer is not remembered. */
static void
check_kept(void)
{
	fake("read line; printf 'g\\nfile.c:7:3\\n\\n'; exit 1");
	the_static_function();
	CHECK(ask(KMSAN_SYMBOL_FRAMES, in_static, NULL) == 1);
	for (int i = 0; i < 3; i++) {
		CHECK(ask_again(KMSAN_SYMBOL_FRAMES, in_static, NULL) == 1);
		CHECK(strcmp(frames[0].file, "file.c") == 0 && frames[0].line == 7);
	}
	check_said("ended without an answer", 0);
	kmsan_options.symbolize = false;
	CHECK(ask_again(KMSAN_SYMBOL_FRAMES, in_static, NULL) == 1);
	CHECK(strcmp(frames[0].function, "the_static_function") == 0);
}

static void
not_a_symbolizer(void **state)
{
	(void)state;
	in_child(check_missing);
	in_child(check_switched_off);
	in_child(check_hangs);
	in_child(check_crashes);
	in_child(check_nonsense);
	in_child(check_bad_numbers);
	in_child(check_endless);
	in_child(check_restarted);
	in_child(check_kept);
}

/*
 * The program does not notice.
 */

static void
on_signal(int number)
{
	CHECK(number != SIGCHLD && number != SIGPIPE);
	check_static();
}

static void
check_unnoticed(void)
{
	errno = 0;
	CHECK(signal(SIGCHLD, on_signal) != SIG_ERR && signal(SIGPIPE, on_signal) != SIG_ERR);
	check_static();
	CHECK(errno == 0);
	errno = 0;
	CHECK(waitpid(-1, NULL, 0) == -1 && errno == ECHILD);
	fake("exit 1");
	check_static();
	CHECK(signal(SIGUSR1, on_signal) != SIG_ERR);
	CHECK(raise(SIGUSR1) == 0);
}

static void
check_forks(void)
{
	pid_t pid;
	int i, status;

	check_static();
	pid = fork();
	CHECK(pid >= 0);
	for (i = 0; i < 50; i++) {
		check_static();
		check_variable();
	}
	if (pid == 0)
		_exit(0);
	CHECK(waitpid(pid, &status, 0) == pid && status == 0);
	check_static();
}

/* A daemon closes all that it does not know, and its own files get those numbers. */
static void
check_closed(void)
{
	char buf[8];
	int fd;

	check_static();
	for (fd = 3; fd < 2000; fd++)
		close(fd);
	fd = open("/tmp", O_TMPFILE | O_RDWR, 0600);
	CHECK(fd >= 0 && dup2(fd, 700) == 700);
	check_static();
	CHECK(pread(700, buf, sizeof(buf), 0) == 0);
	CHECK(close(700) == 0);
	close(0);
	close(1);
	close(2);
	check_static();
	CHECK(open("/dev/null", O_RDWR) == 0);
}

static void
unnoticed(void **state)
{
	(void)state;
	in_child(check_unnoticed);
	in_child(check_forks);
	in_child(check_closed);
}

static int
set_up(void **state)
{
	if (make_folder(state) != 0)
		return 1;
	snprintf(fake_path, sizeof(fake_path), "%s/fake symbolizer", folder);
	snprintf(said_path, sizeof(said_path), "%s/said", folder);
	return 0;
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(static_function),
	    cmocka_unit_test(inlined_function),
	    cmocka_unit_test(local_variable),
	    cmocka_unit_test(shared_object),
	    cmocka_unit_test(stripped_file),
	    cmocka_unit_test(bad_files),
	    cmocka_unit_test(not_a_symbolizer),
	    cmocka_unit_test(unnoticed),
	};

	kmsan_options.symbolize = true;
	return cmocka_run_group_tests(tests, set_up, remove_folder);
}
