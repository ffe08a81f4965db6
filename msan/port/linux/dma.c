/* SPDX-License-Identifier: BSD-2-Clause */

/*
 * Physical memory, as devices see it: page frames that have little to do with the program's
 * addresses, so that scatter-gather lists have something to gather and a driver that gives a device
 * a kernel address is caught.
 *
 *	frames from 0x100000 on (4 GiB)	any memory of the program, four pages in a row, the next
 *					four somewhere else
 *	frames 16 to 0xfffff		memory that bus_dmamem_alloc made, contiguous
 */

#include <stdbool.h>
#include <string.h>
#include <sys/mman.h>

#include <kmsan/bus_dma.h>
#include <kmsan/hooks.h>
#include <kmsan/host.h>
#include <kmsan/port.h>

#include "rawsys.h"

#define PAGE	   ((uintptr_t)KMSAN_PAGE_SIZE)
#define FIRST	   16
#define HIGH	   0x100000u
#define FRAMES	   (2 * HIGH)
#define GROUP	   4
#define GROUPS	   (HIGH / GROUP)
#define GROUP_SIZE (GROUP * PAGE)

/* Four pages of the program: which frames they are, and which they have if they are not special. */
struct group {
	uintptr_t key; /* address / GROUP_SIZE; 0: free */
	uint32_t usual, frame[GROUP];
};

static struct {
	struct kmsan_lock lock;
	struct group *group; /* a hash table of GROUPS, open addressing */
	uintptr_t *page_of;  /* frame -> the program's page, 0: none */
	uint32_t used;	     /* groups */
} world;

/* In every context, also in one that interrupted a holder on this thread. */
static uintptr_t
lock(void)
{
	uintptr_t mask = kmsan_port_intr_mask(true, 0);

	kmsan_port_lock(&world.lock);
	return mask;
}

static void
unlock(uintptr_t mask)
{
	kmsan_port_unlock(&world.lock);
	kmsan_port_intr_mask(false, mask);
}

static void *
reserve(size_t size)
{
	long got = kmsan_sys6(SYS_mmap, 0, size, PROT_READ | PROT_WRITE,
	    MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, (uintptr_t)-1, 0);

	return got < 0 && got > -4096 ? NULL : (void *)got;
}

static bool
begin(void)
{
	if (world.group == NULL)
		world.group = reserve(GROUPS * sizeof(world.group[0]));
	if (world.page_of == NULL)
		world.page_of = reserve(FRAMES * sizeof(world.page_of[0]));
	return world.group != NULL && world.page_of != NULL;
}

/* The group of an address, made if need be; NULL: all are used. */
static struct group *
group_of(uintptr_t addr)
{
	uintptr_t key = addr / GROUP_SIZE;
	size_t at = (size_t)((key * 0x9e3779b97f4a7c15) >> 46) % GROUPS;
	struct group *group;

	for (; world.group[at].key != 0; at = (at + 1) % GROUPS)
		if (world.group[at].key == key)
			return &world.group[at];
	if (world.used >= GROUPS - GROUPS / 4)
		return NULL;
	group = &world.group[at];
	/* An odd factor: every group number comes once, neighbours far apart. */
	group->usual = HIGH + world.used++ * 0x9e35 % GROUPS * GROUP;
	group->key = key;
	for (unsigned i = 0; i < GROUP; i++) {
		group->frame[i] = group->usual + i;
		world.page_of[group->frame[i]] = key * GROUP_SIZE + i * PAGE;
	}
	return group;
}

static uint32_t *
frame_of(uintptr_t addr)
{
	struct group *group = group_of(addr);

	return group == NULL ? NULL : &group->frame[addr / PAGE % GROUP];
}

static bool
is_mapped(uintptr_t addr)
{
	char byte;

	return kmsan_port_copy(&byte, (void *)addr, 1, KMSAN_COPY_ANY) == 0;
}

static size_t
translate(void *cookie, const void *va, size_t size, bus_addr_t *address)
{
	uintptr_t at = (uintptr_t)va, mask = lock();
	uint32_t first = 0, n = 0;
	size_t done = 0;

	(void)cookie;
	while (begin() && done < size && is_mapped(at + done)) {
		uint32_t *frame = frame_of(at + done);

		if (frame == NULL || (n > 0 && *frame != first + n))
			break;
		if (n++ == 0)
			first = *frame;
		done += PAGE - (at + done) % PAGE;
	}
	unlock(mask);
	*address = first * PAGE + at % PAGE;
	return done < size ? done : size;
}

static void *
address_of(void *cookie, bus_addr_t address, size_t size)
{
	uintptr_t mask = lock(), page = 0;
	bus_addr_t first = address / PAGE, last = (address + size - 1) / PAGE;

	(void)cookie;
	if (size > 0 && last >= first && last < FRAMES && begin()) {
		page = world.page_of[first];
		for (bus_addr_t i = first; i <= last && page != 0; i++)
			if (world.page_of[i] != page + (i - first) * PAGE)
				page = 0;
	}
	unlock(mask);
	return page == 0 ? NULL : (void *)(page + address % PAGE);
}

/*
 * The first of n frames without memory, the last of them at most limit; 0: none. The lowest 16 MiB
 * are kept for those who can have no others.
 */
static uint32_t
find_frames(size_t n, size_t step, bus_addr_t limit)
{
	size_t end = limit / PAGE < HIGH - 1 ? limit / PAGE + 1 : HIGH;
	size_t at = end > 2 * 0x1000 ? 0x1000 : FIRST;

	at = (at + step - 1) / step * step;
	for (; at + n <= end; at += step) {
		size_t i = 0;

		while (i < n && world.page_of[at + i] == 0)
			i++;
		if (i == n)
			return (uint32_t)at;
	}
	return 0;
}

static bool
place(uintptr_t pages, size_t n, size_t step, bus_addr_t limit, bus_addr_t *address)
{
	uint32_t first = begin() ? find_frames(n, step, limit) : 0;

	if (first == 0)
		return false;
	/* All groups first: then nothing can fail any more. */
	for (size_t i = 0; i < n; i++)
		if (frame_of(pages + i * PAGE) == NULL)
			return false;
	for (size_t i = 0; i < n; i++) {
		uint32_t *frame = frame_of(pages + i * PAGE);

		world.page_of[*frame] = 0;
		*frame = first + (uint32_t)i;
		world.page_of[*frame] = pages + i * PAGE;
	}
	*address = first * PAGE;
	return true;
}

static size_t
whole_pages(size_t size)
{
	return (size + PAGE - 1) / PAGE * PAGE;
}

static void *
dma_alloc(void *cookie, size_t size, bus_size_t alignment, bus_addr_t limit, bus_addr_t *address)
{
	void *pages = kmsan_port_pages(whole_pages(size));
	size_t step = alignment > PAGE ? alignment / PAGE : 1;
	uintptr_t mask;
	bool placed;

	(void)cookie;
	if (pages == NULL)
		return NULL;
	mask = lock();
	placed = place((uintptr_t)pages, whole_pages(size) / PAGE, step, limit, address);
	unlock(mask);
	if (placed)
		return pages;
	kmsan_pages_free(pages, whole_pages(size));
	return NULL;
}

static void
dma_free(void *cookie, void *pages, size_t size)
{
	uintptr_t at = (uintptr_t)pages, mask = lock();

	(void)cookie;
	for (size_t i = 0; i < whole_pages(size); i += PAGE) {
		struct group *group = group_of(at + i);
		unsigned n = (at + i) / PAGE % GROUP;

		world.page_of[group->frame[n]] = 0;
		group->frame[n] = group->usual + n;
		world.page_of[group->frame[n]] = at + i;
	}
	unlock(mask);
	kmsan_pages_free(pages, whole_pages(size));
}

bus_dma_tag_t
kmsan_bus_dma_tag(void)
{
	static const struct kmsan_bus_dma_ops ops = {translate, address_of, dma_alloc, dma_free};
	static struct kmsan_bus_dma_tag tag = {.ops = &ops, .limit = UINT64_MAX};

	return &tag;
}
