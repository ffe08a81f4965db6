/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef TESTS_SINKS_BUS_H
#define TESTS_SINKS_BUS_H

/* A bus for tests: where memory lies for its devices, and a tag that reaches little of it. */

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <string.h>
#include <cmocka.h>

#include <kmsan/bus_dma.h>
#include <kmsan/kmsan.h>

#include "msan/shadow.h"
#include "sinks/sinks.h"
#include "testport.h"

#define PAGES 32
#define PAGE  ((size_t)KMSAN_PAGE_SIZE)
#define FAR   ((bus_addr_t)1 << 32)

/*
 * The bus: the area's pages i lie at FAR + (5 * i % PAGES) pages, but 0 and 1, and 8 to 11, which
 * lie in a row. Memory of the tag's own lies at 1 MiB.
 */
static char *area, *own;
static bool own_used;
static bus_size_t own_alignment;

static inline bus_addr_t
frame_of(size_t page)
{
	if (page < 2)
		return 1000 + page;
	if (page >= 8 && page < 12)
		return 2000 + page;
	return 5 * page % PAGES;
}

static inline size_t
translate(void *cookie, const void *va, size_t size, bus_addr_t *address)
{
	size_t at = (size_t)((const char *)va - area), in = at % PAGE;

	assert_ptr_equal(cookie, &own_used);
	if (at >= PAGES * PAGE)
		return 0;
	*address = FAR + frame_of(at / PAGE) * PAGE + in;
	return size < PAGE - in ? size : PAGE - in;
}

static inline void *
address_of(void *cookie, bus_addr_t address, size_t size)
{
	(void)cookie;
	(void)size;
	for (size_t i = 0; i < PAGES; i++)
		if (address / PAGE == FAR / PAGE + frame_of(i))
			return area + i * PAGE + address % PAGE;
	if (address >= 0x100000 && address < 0x100000 + 8 * PAGE)
		return own + (address - 0x100000);
	return NULL;
}

static inline void *
alloc(void *cookie, size_t size, bus_size_t alignment, bus_addr_t limit, bus_addr_t *address)
{
	(void)cookie;
	if (own_used || size > 8 * PAGE || limit < 0x100000 + size - 1 || alignment > 0x100000)
		return NULL;
	own_used = true;
	own_alignment = alignment;
	*address = 0x100000;
	return own;
}

static inline void
release(void *cookie, void *pages, size_t size)
{
	(void)cookie;
	(void)size;
	assert_ptr_equal(pages, own);
	assert_true(own_used);
	own_used = false;
}

static const struct kmsan_bus_dma_ops ops = {translate, address_of, alloc, release};
static struct kmsan_bus_dma_tag all_tag = {&ops, &own_used, UINT64_MAX};
static struct kmsan_bus_dma_tag low_tag = {&ops, &own_used, 0xffffff};
static bus_dmamap_t map;

static inline void
create(bus_dma_tag_t tag, bus_size_t size, int nsegs, bus_size_t maxsegsz, bus_size_t boundary)
{
	assert_int_equal(
	    bus_dmamap_create(tag, size, nsegs, maxsegsz, boundary, BUS_DMA_NOWAIT, &map), 0);
}

static inline void
destroy(bus_dma_tag_t tag)
{
	if (map->dm_mapsize != 0)
		bus_dmamap_unload(tag, map);
	bus_dmamap_destroy(tag, map);
	map = NULL;
}

static inline int
set_up(void **state)
{
	(void)state;
	kmsan_test_reset();
	if (area == NULL) {
		area = kmsan_port_pages(PAGES * PAGE);
		own = kmsan_port_pages(8 * PAGE);
	}
	return area == NULL || own == NULL;
}

#endif
