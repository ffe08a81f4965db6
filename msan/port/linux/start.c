/* SPDX-License-Identifier: BSD-2-Clause */

/* Start and end of a program on the linux port. */

#define _GNU_SOURCE
#include <fcntl.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>

#include <kmsan/hooks.h>
#include <kmsan/kmsan.h>
#include <kmsan/options.h>
#include <kmsan/port.h>

#include "bulk.h"
#include "linux.h"
#include "msan/report.h"
#include "msan/suppress.h"
#include "origin/space.h"
#include "port_inline.h"
#include "rawsys.h"

#define STATUS_BAD_OPTION 2
#define STATUS_NO_START	  1

__attribute__((weak)) const char *
kmsan_default_options(void)
{
	return "";
}

int
kmsan_linux_exit_status(int status)
{
	return report_finish(status);
}

void
kmsan_linux_images_changed(void)
{
	space_images_changed();
}

/*
 * Registered before everything else, hence called last: after the program's handlers and
 * destructors. exit() would flush the streams after this, so it is done here.
 */
static void
at_exit(void)
{
	struct report_counts counts;
	int status;

	if (kmsan_options.verbosity >= 2)
		kmsan_linux_selfcheck();
	status = report_finish(-1);

	report_counts(&counts);
	if (counts.reports == 0)
		return;
	if (kmsan_options.report_format == KMSAN_FORMAT_TEXT)
		kmsan_linux_uninstrumented();
	fflush(NULL);
	kmsan_port_stop(status);
}

/* No handlers of the program's and no streams are left to wait for. */
static void
at_quick(void)
{
	int status = report_finish(-1);

	if (status != -1)
		kmsan_port_stop(status);
}

static void
forked(void)
{
	report_fork_done();
	report_forget();
	kmsan_linux_console_forked();
}

/* Options are kept by pointer: the text must stay, and the environment is the program's. */
static void
parse_options(const char *text)
{
	static char buffer[3][16384];
	static unsigned used;
	char *copy = buffer[used++];

	if (text == NULL)
		return;
	if (strlen(text) >= sizeof(buffer[0])) {
		kmsan_note("KMSAN_OPTIONS is longer than %zu bytes", sizeof(buffer[0]) - 1);
		kmsan_port_stop(STATUS_BAD_OPTION);
	}
	strcpy(copy, text);
	if (kmsan_options_parse(copy) != 0)
		kmsan_port_stop(STATUS_BAD_OPTION);
}

static void
read_suppressions(void)
{
	struct stat st;
	char *text;
	int fd;

	if (kmsan_options.suppressions[0] == '\0')
		return;
	fd = open(kmsan_options.suppressions, O_RDONLY | O_CLOEXEC);
	if (fd < 0 || fstat(fd, &st) != 0 || !S_ISREG(st.st_mode)) {
		kmsan_note("suppressions: cannot read the file %s", kmsan_options.suppressions);
		kmsan_port_stop(STATUS_BAD_OPTION);
	}
	/* One page more than the file has: there is a NUL behind it. */
	text = kmsan_port_pages(((size_t)st.st_size / KMSAN_PAGE_SIZE + 1) * KMSAN_PAGE_SIZE);
	for (off_t at = 0; text != NULL && at < st.st_size;) {
		ssize_t n = pread(fd, text + at, (size_t)(st.st_size - at), at);

		if (n <= 0)
			break;
		at += n;
	}
	KMSAN_SYS(SYS_close, fd, 0, 0, 0);
	if (text != NULL)
		suppress_parse(text);
}

static const char *
environment(char **envp, const char *name)
{
	size_t length = strlen(name);

	for (; *envp != NULL; envp++)
		if (strncmp(*envp, name, length) == 0 && (*envp)[length] == '=')
			return *envp + length + 1;
	return NULL;
}

static void
start(int argc, char **argv, char **envp)
{
	const char *options = environment(envp, "KMSAN_OPTIONS");

	(void)argc;
	kmsan_linux_preserve_start();
	kmsan_linux_console_start();
	kmsan_linux_bulk_start();
	/* Without shadow no code of the program's can run; but what is said until then has options, too. */
	parse_options(options);
	if (kmsan_linux_shadow_start(argv, envp) != 0)
		kmsan_port_stop(STATUS_NO_START);
	kmsan_linux_lwp_start();
	kmsan_linux_lwp_first();
	/* From here on instrumented code may run: this may be a function of the program's. */
	parse_options(kmsan_default_options());
	parse_options(options);
	if (kmsan_options.help)
		kmsan_options_help();
	if (kmsan_options.color == KMSAN_COLOR_AUTO)
		kmsan_options.color =
		    kmsan_linux_console_is_terminal() ? KMSAN_COLOR_ALWAYS : KMSAN_COLOR_NEVER;
	read_suppressions();
	kmsan_linux_fault_start();
	kmsan_linux_intr_start();
	pthread_atfork(report_fork_prepare, report_fork_done, forked);
	atexit(at_exit);
	at_quick_exit(at_quick);
}

/* Before the constructors of the program and of its libraries, which may be instrumented. */
__attribute__((section(".preinit_array"), used)) static void (*const preinit)(
    int, char **, char **) = start;
