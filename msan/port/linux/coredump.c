/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Shadow in core files. All of it is excluded from them (MADV_DONTDUMP): the kernel would look at
 * each of its milliards of pages. A program that is about to die includes the shadow of the memory
 * that it has, so that tools/gdb/kmsan-gdb.py can say what was uninitialised.
 */
#define _GNU_SOURCE
#include <assert.h>
#include <fcntl.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <sys/resource.h>

#include <kmsan/port.h>

#include "image.h"
#include "libc/libc.h"
#include "linux.h"
#include "port_inline.h"
#include "rawsys.h"

static void
include_shadow(uintptr_t lo, uintptr_t hi)
{
	const void *addr = (const void *)lo;

	if (!kmsan_port_shadowed(addr, hi - lo))
		return;
	KMSAN_SYS(SYS_madvise, kmsan_port_shad(addr), hi - lo, MADV_DODUMP, 0);
	KMSAN_SYS(SYS_madvise, kmsan_port_orig(addr), hi - lo, MADV_DODUMP, 0);
}

/* The mappings are those of now, which madvise splits: a few lines at a time would see that. */
#define MAPPINGS_MAX 4096

void
kmsan_linux_core_shadow(bool always)
{
	static struct {
		uintptr_t lo, hi;
	} mappings[MAPPINGS_MAX];
	struct kmsan_line_reader reader = {.at = 0};
	struct rlimit limit;
	char line[256];
	unsigned n = 0;
	const char *p;

	if (!always &&
	    (KMSAN_SYS(SYS_getrlimit, RLIMIT_CORE, &limit, 0, 0) != 0 || limit.rlim_cur == 0))
		return;
	reader.fd = (int)KMSAN_SYS(SYS_open, "/proc/self/maps", O_RDONLY | O_CLOEXEC, 0, 0);
	if (reader.fd < 0)
		return;
	while (n < MAPPINGS_MAX && kmsan_linux_read_line(&reader, line, sizeof(line))) {
		p = line;
		mappings[n].lo = kmsan_linux_parse_hex(&p);
		p += *p == '-';
		mappings[n].hi = kmsan_linux_parse_hex(&p);
		/* What cannot be written has initialised shadow. */
		n += p[0] == ' ' && p[1] == 'r' && p[2] == 'w';
	}
	KMSAN_SYS(SYS_close, reader.fd, 0, 0, 0);
	while (n-- > 0)
		include_shadow(mappings[n].lo, mappings[n].hi);
}

WRAP(void, abort, (void))
{
	kmsan_linux_core_shadow(false);
	abort();
}

WRAP(void, __assert_fail,
    (const char *assertion, const char *file, unsigned line, const char *function))
{
	kmsan_linux_core_shadow(false);
	__assert_fail(assertion, file, line, function);
}
