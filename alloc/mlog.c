/* SPDX-License-Identifier: BSD-2-Clause */
#include "alloc/mlog.h"

#include <kmsan/hooks.h>
#include <kmsan/malloc.h>
#include <kmsan/port.h>

#include "alloc/lock.h"
#include "alloc/mtype.h"
#include "alloc/pages.h"

#define NEIGHBOUR 127

struct entry {
	uintptr_t addr, pc;
	size_t size;
	uint32_t mtype : 16, allocated : 1;
};

static struct kmsan_lock lock;
static struct entry *ring;
static size_t entries, added;

static void
ring_make(void)
{
	struct chunk *chunk;
	size_t n = kmsan_options.malloclog;

	ring = pages_alloc((n * sizeof(*ring) - 1) / KMSAN_PAGE_SIZE + 1, 1, &chunk);
	if (ring != NULL)
		entries = n;
}

void
mlog_add(const void *addr, size_t size, unsigned mtype, bool allocated, uintptr_t pc)
{
	uintptr_t mask = lock_enter(&lock);

	if (ring == NULL)
		ring_make();
	if (ring != NULL)
		ring[added++ % entries] = (struct entry){
		    .addr = (uintptr_t)addr,
		    .pc = pc,
		    .size = size,
		    .mtype = mtype & 0xffff,
		    .allocated = allocated,
		};
	lock_leave(&lock, mask);
}

/* "sys_open+0x1c", or the address. */
static void
place(uintptr_t pc, char *buf, size_t size)
{
	struct kmsan_image image;
	static struct kmsan_frame frame; /* large; under the lock */

	if (kmsan_port_image(pc, &image) == 0) {
		struct kmsan_symbol_query query = {
		    .what = KMSAN_SYMBOL_NAME,
		    .path = image.path,
		    .offset = pc - 1 - image.base,
		    .pc = pc - 1,
		};

		if (kmsan_port_symbol(&query, &frame, 1) == 1 && frame.function[0] != '\0') {
			kmsan_snprintf(
			    buf, size, "%s+0x%zx", frame.function, (size_t)frame.offset + 1);
			return;
		}
	}
	kmsan_snprintf(buf, size, "%p", (void *)pc);
}

static const char *
relation(const struct entry *e, uintptr_t addr)
{
	if (addr - e->addr < (e->size == 0 ? 1 : e->size))
		return "";
	if (addr < e->addr ? e->addr - addr <= NEIGHBOUR : addr - (e->addr + e->size) <= NEIGHBOUR)
		return "neighbour: ";
	return NULL;
}

void
hitmlog(const void *p)
{
	uintptr_t mask = lock_enter(&lock);
	size_t found = 0;

	for (size_t i = added > entries ? added - entries : 0; i < added; i++) {
		const struct entry *e = &ring[i % entries];
		const char *how = relation(e, (uintptr_t)p);
		const char *type = mtype_name(e->mtype);
		char where[224];

		if (how == NULL)
			continue;
		found++;
		place(e->pc, where, sizeof(where));
		kmsan_note("malloclog %zu: %s%s %p, %zu byte%s, type %s, by %s", i, how,
		    e->allocated ? "malloc" : "free", (void *)e->addr, e->size,
		    KMSAN_PLURAL(e->size), type == NULL ? "?" : type, where);
	}
	if (found == 0)
		kmsan_note("malloclog: nothing about %p in the last %zu operations", p,
		    added < entries ? added : entries);
	lock_leave(&lock, mask);
}
