/* SPDX-License-Identifier: BSD-2-Clause */
#include <linux/futex.h>
#include <sys/mman.h>
#include <time.h>

#include <kmsan/port.h>

#include "port_inline.h"
#include "rawsys.h"

/* Shad and orig of whole pages go back to the system and read 0. */
static void
release_shadow(void *pages, size_t size)
{
	KMSAN_SYS(SYS_madvise, kmsan_port_shad(pages), size, MADV_DONTNEED, 0);
	KMSAN_SYS(SYS_madvise, kmsan_port_orig(pages), size, MADV_DONTNEED, 0);
}

/*
 * So much at once is for an allocator that already has a lot, or for a large object: all of its
 * shadow is written when it is marked. Found through 512 small pages each of memory, shad and orig
 * is mostly a miss of the processor's tables, and of the caches with the page tables in them; huge
 * pages also come with fewer faults.
 */
#define HUGE_FROM ((size_t)16 << 20)

static void
advise_huge(void *pages, size_t size)
{
	KMSAN_SYS(SYS_madvise, pages, size, MADV_HUGEPAGE, 0);
	KMSAN_SYS(SYS_madvise, kmsan_port_shad(pages), size, MADV_HUGEPAGE, 0);
	KMSAN_SYS(SYS_madvise, kmsan_port_orig(pages), size, MADV_HUGEPAGE, 0);
}

void *
kmsan_port_pages(size_t size)
{
	long got = kmsan_sys6(SYS_mmap, 0, size, PROT_READ | PROT_WRITE,
	    MAP_PRIVATE | MAP_ANONYMOUS, (uintptr_t)-1, 0);

	if (got < 0 && got > -4096)
		return NULL;
	/* Whoever had these addresses before may have left them marked. */
	release_shadow((void *)got, size);
	if (size >= HUGE_FROM)
		advise_huge((void *)got, size);
	return (void *)got;
}

int
kmsan_port_pages_set(void *pages, size_t size, enum kmsan_pages_state state)
{
	if (state == KMSAN_PAGES_FREED) {
		release_shadow(pages, size);
		return (int)KMSAN_SYS(SYS_munmap, pages, size, 0, 0);
	}
	return (int)KMSAN_SYS(SYS_mprotect, pages, size,
	    state == KMSAN_PAGES_USED ? PROT_READ | PROT_WRITE : PROT_NONE, 0);
}

uint64_t
kmsan_port_clock(void)
{
	struct timespec now;

	clock_gettime(CLOCK_MONOTONIC, &now);
	return (uint64_t)now.tv_sec * 1000000000 + (uint64_t)now.tv_nsec;
}
