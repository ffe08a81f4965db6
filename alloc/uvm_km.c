/* SPDX-License-Identifier: BSD-2-Clause */
#include <kmsan/uvm_km.h>

#include <kmsan/kmem.h>
#include <kmsan/kmsan.h>

#include "alloc/large.h"
#include "alloc/lock.h"
#include "alloc/meta.h"
#include "alloc/misuse.h"

#define MAP_MAGIC 0x766d6d61u
#define MAY_FAIL  (UVM_KMF_NOWAIT | UVM_KMF_CANFAIL)

static struct vm_map kernel_map_store = {.magic = MAP_MAGIC, .name = "kernel_map"};
struct vm_map *kernel_map = &kernel_map_store;

/* The map that has no room for so much more, or NULL; then it is counted in all of them. */
static struct vm_map *
charge(struct vm_map *map, size_t size)
{
	struct vm_map *full = NULL, *m;

	for (m = map; m != NULL && full == NULL; m = m->parent) {
		uintptr_t mask = lock_enter(&m->lock);

		if (m->limit != 0 && (size > m->limit || m->used > m->limit - size))
			full = m;
		else
			m->used += size;
		lock_leave(&m->lock, mask);
	}
	for (m = map; full != NULL && m != full; m = m->parent)
		__atomic_fetch_sub(&m->used, size, __ATOMIC_RELAXED);
	return full;
}

static void
discharge(struct vm_map *map, size_t size)
{
	for (struct vm_map *m = map; m != NULL; m = m->parent) {
		uintptr_t mask = lock_enter(&m->lock);

		m->used -= size;
		if (m->waiters != 0)
			kmsan_port_wake(m);
		lock_leave(&m->lock, mask);
	}
}

static void
wait_for_room(struct vm_map *map, size_t size)
{
	uintptr_t mask = lock_enter(&map->lock);

	map->waiters++;
	if (map->used > map->limit - size)
		kmsan_port_wait(map, &map->lock);
	map->waiters--;
	lock_leave(&map->lock, mask);
}

static void
check_map(const struct vm_map *map, const char *who, uintptr_t pc)
{
	if (map == NULL)
		kmsan_fatal(pc, "%s: the map is NULL", who);
	if (map->magic != MAP_MAGIC)
		kmsan_fatal(pc, "%s: %p is not a map", who, (const void *)map);
}

/* Charged for it; false: there is no room, and it may fail. */
static bool
make_room(struct vm_map *map, size_t size, unsigned flags, uintptr_t pc)
{
	struct vm_map *full;

	while ((full = charge(map, size)) != NULL) {
		if ((flags & UVM_KMF_WAITVA) != 0 && (flags & UVM_KMF_NOWAIT) == 0 &&
		    size <= full->limit) {
			wait_for_room(full, size);
			continue;
		}
		if ((flags & MAY_FAIL) != 0)
			return false;
		kmsan_fatal(pc, "uvm_km_alloc: map %s is full: %zu of %zu bytes in use, %zu wanted",
		    full->name, full->used, full->limit, size);
	}
	return true;
}

static void
check_alloc(struct vm_map *map, vsize_t size, vsize_t align, unsigned flags, uintptr_t pc)
{
	check_map(map, "uvm_km_alloc", pc);
	if (size == 0)
		kmsan_fatal(pc, "uvm_km_alloc: size 0");
	if (size > PTRDIFF_MAX)
		kmsan_fatal(pc, "uvm_km_alloc: size %zu is negative or larger than memory", size);
	if ((align & (align - 1)) != 0)
		kmsan_fatal(pc, "uvm_km_alloc: alignment %zu is no power of 2", align);
	if ((flags & UVM_KMF_NOWAIT) == 0 && kmsan_in_interrupt())
		kmsan_fatal(pc, "uvm_km_alloc: may sleep, at interrupt level (no UVM_KMF_NOWAIT)");
}

static size_t
whole_pages(size_t size)
{
	return (size + KMSAN_PAGE_SIZE - 1) & ~(size_t)(KMSAN_PAGE_SIZE - 1);
}

vaddr_t
uvm_km_alloc(struct vm_map *map, vsize_t size, vsize_t align, unsigned flags)
{
	struct large_request r = {
	    .align = align,
	    .type = KMSAN_TYPE_UVM,
	    .giver = GIVER_UVM,
	    .zero = (flags & (UVM_KMF_ZERO | UVM_KMF_PAGEABLE)) != 0,
	    .sleep = (flags & MAY_FAIL) == 0,
	    .who = "uvm_km_alloc",
	    .pc = KMSAN_RET_ADDR,
	};
	void *pages;

	check_alloc(map, size, align, flags, r.pc);
	r.size = whole_pages(size);
	if (!make_room(map, r.size, flags, r.pc))
		return 0;
	pages = large_alloc(&r);
	if (pages == NULL && (flags & UVM_KMF_CANFAIL) != 0 && (flags & UVM_KMF_NOWAIT) == 0) {
		kmem_reap();
		pages = large_alloc(&r);
	}
	if (pages == NULL) {
		discharge(map, r.size);
		return 0;
	}
	pagemap_get((uintptr_t)pages)->map = map;
	if ((flags & UVM_KMF_VAONLY) != 0) {
		pagemap_get((uintptr_t)pages)->vaonly = true;
		kmsan_port_pages_set(pages, r.size, KMSAN_PAGES_GUARDED);
	}
	return (vaddr_t)pages;
}

void
uvm_km_free(struct vm_map *map, vaddr_t addr, vsize_t size, unsigned flags)
{
	uintptr_t pc = KMSAN_RET_ADDR;
	struct object o;

	check_map(map, "uvm_km_free", pc);
	misuse_check_free((void *)addr, FAMILY_UVM, NULL, "uvm_km_free", pc, &o);
	size = whole_pages(size);
	misuse_check_size(&o, size, "uvm_km_free", pc);
	if (o.span->map != map)
		misuse_stop(&o, pc, "uvm_km_free: %p is of map %s, not of map %s", (void *)addr,
		    o.span->map->name, map->name);
	if (o.span->vaonly != ((flags & UVM_KMF_VAONLY) != 0))
		misuse_stop(&o, pc,
		    "uvm_km_free: %p was allocated %s UVM_KMF_VAONLY and is freed %s it",
		    (void *)addr, o.span->vaonly ? "with" : "without",
		    o.span->vaonly ? "without" : "with");
	if (o.span->vaonly)
		kmsan_port_pages_set((void *)addr, size, KMSAN_PAGES_USED);
	large_free(&o, TAKER_FIRST, pc);
	discharge(map, size);
}

struct vm_map *
uvm_km_suballoc(struct vm_map *map, vaddr_t *vmin, vaddr_t *vmax, vsize_t size, int flags,
    bool fixed, struct vm_map *submap)
{
	bool mine = submap == NULL;

	(void)flags;
	(void)fixed;
	check_map(map, "uvm_km_suballoc", KMSAN_RET_ADDR);
	if (size == 0)
		kmsan_fatal(KMSAN_RET_ADDR, "uvm_km_suballoc: size 0");
	if (size > PTRDIFF_MAX)
		kmsan_fatal(KMSAN_RET_ADDR,
		    "uvm_km_suballoc: size %zu is negative or larger than memory", size);
	if (mine)
		submap = meta_alloc(sizeof(*submap));
	if (submap == NULL)
		return NULL;
	*submap = (struct vm_map){
	    .magic = MAP_MAGIC,
	    .name = "submap",
	    .parent = map,
	    .limit = whole_pages(size),
	    .mine = mine,
	};
	kmsan_mark(submap, sizeof(*submap), KMSAN_STATE_INITED);
	if (vmin != NULL) {
		*vmin = 0;
		kmsan_mark(vmin, sizeof(*vmin), KMSAN_STATE_INITED);
	}
	if (vmax != NULL) {
		*vmax = UINTPTR_MAX;
		kmsan_mark(vmax, sizeof(*vmax), KMSAN_STATE_INITED);
	}
	return submap;
}

void
uvm_km_setname(struct vm_map *map, const char *name)
{
	check_map(map, "uvm_km_setname", KMSAN_RET_ADDR);
	map->name = name;
}
