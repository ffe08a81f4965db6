/* SPDX-License-Identifier: BSD-2-Clause */

/* The flat shadow: mapped at start, or the program re-executed so that it can be. */

#define _GNU_SOURCE
#include <errno.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/personality.h>
#include <sys/resource.h>
#include <unistd.h>

#include <kmsan/hooks.h>
#include <kmsan/options.h>
#include <kmsan/port.h>

#include "linux.h"
#include "port_inline.h"

#define TERA (1ULL << 40)
#define REEXEC_MARK "KMSAN_REEXECUTED=1"

bool kmsan_linux_shadow_ready;

/* All that is not the program's, in units of 2^40 bytes. Without access: nothing may lie there. */
static const struct {
	unsigned lo, hi;
	bool access;
} ranges[] = {
    {0x01, 0x10, true},
    {0x10, 0x11, false},
    {0x11, 0x20, true},
    {0x20, 0x40, true},
    {0x40, 0x50, false},
    {0x50, 0x51, true},
    {0x60, 0x61, true},
    {0x61, 0x70, false},
};

/* 0, or an errno. Ranges mapped before a failure stay: the process is about to go. */
static int
map_ranges(uintptr_t *failed)
{
	for (unsigned i = 0; i < sizeof(ranges) / sizeof(ranges[0]); i++) {
		void *at = (void *)(ranges[i].lo * TERA);
		size_t size = (ranges[i].hi - ranges[i].lo) * TERA;
		int prot = ranges[i].access ? PROT_READ | PROT_WRITE : PROT_NONE;
		void *got = mmap(at, size, prot,
		    MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE | MAP_FIXED_NOREPLACE, -1, 0);

		if (got == MAP_FAILED || got != at) {
			*failed = (uintptr_t)at;
			return got == MAP_FAILED ? errno : EEXIST;
		}
		/* Not in core files: the kernel would look at each page, gdb's gcore write all of them. */
		madvise(at, size, MADV_DONTDUMP);
		/* A huge page of shadow for each byte touched would cost more than it saves. */
		if (ranges[i].access)
			madvise(at, size, MADV_NOHUGEPAGE);
	}
	return 0;
}

static bool
was_reexecuted(char **envp)
{
	for (; *envp != NULL; envp++)
		if (strcmp(*envp, REEXEC_MARK) == 0)
			return true;
	return false;
}

/* Take the mark away again, so that programs started from here get their own try. */
static void
remove_mark(char **envp)
{
	char **out = envp;

	for (; *envp != NULL; envp++)
		if (strcmp(*envp, REEXEC_MARK) != 0)
			*out++ = *envp;
	*out = NULL;
}

/*
 * Once more, without randomisation and with a limited stack: under "ulimit -s unlimited" the
 * kernel lays libraries out upwards from a third of the address space, into the shadow.
 */
static void
reexecute(char **argv, char **envp)
{
	static char path[4096];
	static char *environment[8192];
	struct rlimit stack;
	ssize_t length = readlink("/proc/self/exe", path, sizeof(path) - 1);
	size_t n = 0;
	int old = personality(0xffffffff);

	for (; envp[n] != NULL && n < sizeof(environment) / sizeof(environment[0]) - 2; n++)
		environment[n] = envp[n];
	environment[n++] = (char *)REEXEC_MARK;
	environment[n] = NULL;
	if (length <= 0 || old == -1 || personality((unsigned)old | ADDR_NO_RANDOMIZE) == -1)
		return;
	if (getrlimit(RLIMIT_STACK, &stack) == 0 && stack.rlim_cur == RLIM_INFINITY) {
		stack.rlim_cur = 64 << 20;
		setrlimit(RLIMIT_STACK, &stack);
	}
	/* Not "/proc/self/exe": AT_EXECFN would be that, and name no image. */
	execve(path, argv, environment);
}

int
kmsan_linux_shadow_start(char **argv, char **envp)
{
	uintptr_t failed = 0;
	int error = map_ranges(&failed);
	bool again = was_reexecuted(envp);

	if (again)
		remove_mark(envp);
	kmsan_linux_shadow_ready = error == 0;
	if (error == 0)
		return 0;
	if (error == EEXIST && !again) {
		if (kmsan_options.verbosity > 0)
			kmsan_note("something lies at %p, where shadow belongs: re-executing without "
				   "address randomisation",
			    (void *)failed);
		reexecute(argv, envp);
		kmsan_note("cannot map the shadow at %p: something lies there, and the program "
			   "could not be re-executed without address randomisation (try setarch -R)",
		    (void *)failed);
	} else if (error == EEXIST) {
		kmsan_note("cannot map the shadow at %p: something lies there, also without address "
			   "randomisation",
		    (void *)failed);
	} else {
		kmsan_note("cannot map the shadow at %p: out of memory: is the address space limited "
			   "(ulimit -v) or vm.overcommit_memory 2?",
		    (void *)failed);
	}
	return -1;
}

/* Everything that can have a shadow has it since the start. */
int
kmsan_port_map_shadow(uintptr_t addr, size_t size)
{
	return kmsan_port_shadowed((const void *)addr, size) ? 0 : -EINVAL;
}
