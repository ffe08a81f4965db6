/* SPDX-License-Identifier: BSD-2-Clause */

/*
 * verbosity=2: at the end of the program walk all shadow that exists and prove the invariant that
 * a poisoned byte never has origin 0.
 */

#define _GNU_SOURCE
#include <fcntl.h>
#include <sys/mman.h>

#include <kmsan/hooks.h>
#include <kmsan/port.h>

#include "image.h"
#include "linux.h"
#include "port_inline.h"
#include "rawsys.h"

#define PAGES 512

struct tally {
	uint64_t poisoned, bad;
	const void *first;
};

static void
check_page(uintptr_t page, struct tally *tally)
{
	const uint64_t *shad = (const uint64_t *)(void *)kmsan_port_shad((const void *)page);

	for (unsigned i = 0; i < KMSAN_PAGE_SIZE / 8; i++) {
		if (shad[i] == 0)
			continue;
		for (uintptr_t at = page + i * 8; at < page + i * 8 + 8; at++) {
			if (*kmsan_port_shad((const void *)at) == 0)
				continue;
			tally->poisoned++;
			if (*kmsan_port_orig((const void *)at) != 0)
				continue;
			if (tally->bad++ == 0)
				tally->first = (const void *)at;
		}
	}
}

/* Pages of shadow that were never written are not there, and need not be made for this. */
static void
check_range(uintptr_t lo, uintptr_t hi, struct tally *tally)
{
	unsigned char resident[PAGES];

	while (lo < hi) {
		size_t pages = (hi - lo) / KMSAN_PAGE_SIZE;

		if (pages > PAGES)
			pages = PAGES;
		if (KMSAN_SYS(SYS_mincore, kmsan_port_shad((const void *)lo),
		        pages * KMSAN_PAGE_SIZE, resident, 0) != 0)
			return;
		for (size_t i = 0; i < pages; i++)
			if ((resident[i] & 1) != 0)
				check_page(lo + i * KMSAN_PAGE_SIZE, tally);
		lo += pages * KMSAN_PAGE_SIZE;
	}
}

static const char *
parse_hex(const char *s, uintptr_t *value)
{
	*value = 0;
	for (; (*s >= '0' && *s <= '9') || (*s >= 'a' && *s <= 'f'); s++)
		*value = *value << 4 | (uintptr_t)(*s <= '9' ? *s - '0' : *s - 'a' + 10);
	return s;
}

void
kmsan_linux_selfcheck(void)
{
	struct kmsan_line_reader reader = {.at = 0};
	struct tally tally = {0};
	char line[512];

	reader.fd = (int)KMSAN_SYS(SYS_open, "/proc/self/maps", O_RDONLY | O_CLOEXEC, 0, 0);
	if (reader.fd < 0) {
		kmsan_note("self-check: /proc/self/maps cannot be read");
		return;
	}
	while (kmsan_linux_read_line(&reader, line, sizeof(line))) {
		uintptr_t lo, hi;

		parse_hex(parse_hex(line, &lo) + 1, &hi);
		if (hi > lo && kmsan_port_shadowed((const void *)lo, hi - lo))
			check_range(lo, hi, &tally);
	}
	KMSAN_SYS(SYS_close, reader.fd, 0, 0, 0);
	if (tally.bad == 0)
		kmsan_note("self-check: %lu poisoned bytes, each with an origin", tally.poisoned);
	else
		kmsan_note("self-check FAILED: %lu of %lu poisoned bytes have no origin, the first at %p",
		    tally.bad, tally.poisoned, (void *)(uintptr_t)tally.first);
}
