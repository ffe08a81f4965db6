/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef ALLOC_SPAN_H
#define ALLOC_SPAN_H

/*
 * A span: some pages, cut into objects of one size, and what is known of each object. The
 * knowledge lies apart from the objects and outlives them: when the pages went back, the span is
 * kept for a while as a dead one, so that a second free is still told who did the first.
 */

#include <kmsan/hooks.h>
#include <kmsan/list.h>
#include <kmsan/types.h>

#include "alloc/pagemap.h"

/* Which function gave the object out. Its name is a report's; its family says who may free it. */
enum giver {
	GIVER_KMEM_ALLOC,
	GIVER_KMEM_ZALLOC,
	GIVER_KMEM_INTR_ALLOC,
	GIVER_KMEM_INTR_ZALLOC,
	GIVER_MALLOC,
	GIVER_REALLOC,
	GIVER_POOL_GET,
	GIVER_POOL_CACHE_GET,
	GIVER_M_GET,
	GIVER_UVM,
	GIVER_COUNT
};
enum family { FAMILY_KMEM, FAMILY_MALLOC, FAMILY_POOL, FAMILY_UVM };

/* Which of the two functions of the family took it back: kmem_free or kmem_intr_free, ... */
enum taker { TAKER_FIRST = 0, TAKER_SECOND = 1 };

enum state {
	STATE_NEW = 0, /* never given out */
	STATE_LIVE,
	STATE_FREE,	  /* in the span, or in a lwp's cache */
	STATE_QUARANTINE, /* free, and not to be given out yet */
	STATE_LOST	  /* found damaged: never given out again */
};

/*
 * 16 bytes an object. info holds, from bit 0: the requested size (13 bits; not used where the
 * span or the pool knows it), the state (3), locked (1), the giver (4), the taker (1), the malloc
 * type or names.h (10).
 */
struct item {
	struct kmsan_object_cells cells;
	uint32_t info;
};

static inline void
item_set_alloc(struct item *item, uint32_t cell)
{
	item->cells.alloc = cell;
	item->cells.place = 0;
}

#define ITEM_SIZE_MAX	 4096u
#define ITEM_SIZE_MASK	 0x1fffu
#define ITEM_STATE_SHIFT 13
#define ITEM_STATE_MASK	 (7u << ITEM_STATE_SHIFT)
#define ITEM_LOCKED	 (1u << 16) /* a live lock may lie in it: lockcheck.h */
#define ITEM_GIVER_SHIFT 17
#define ITEM_GIVER_MASK	 (15u << ITEM_GIVER_SHIFT)
#define ITEM_TAKER	 (1u << 21)
#define ITEM_MTYPE_SHIFT 22
#define ITEM_MTYPES	 1024u

static inline uint32_t
item_info(enum giver giver, size_t size, unsigned mtype)
{
	return (uint32_t)size | STATE_LIVE << ITEM_STATE_SHIFT |
	       (uint32_t)giver << ITEM_GIVER_SHIFT | mtype << ITEM_MTYPE_SHIFT;
}

static inline enum state
item_state(const struct item *item)
{
	return (enum state)((item->info & ITEM_STATE_MASK) >> ITEM_STATE_SHIFT);
}

static inline void
item_set_state(struct item *item, enum state state)
{
	item->info = (item->info & ~ITEM_STATE_MASK) | (uint32_t)state << ITEM_STATE_SHIFT;
}

static inline enum giver
item_giver(const struct item *item)
{
	return (enum giver)((item->info & ITEM_GIVER_MASK) >> ITEM_GIVER_SHIFT);
}

/* What is known of an object that is freed: by whom, and where. */
static inline uint32_t
item_taken_info(uint32_t info, enum state state, enum taker taker)
{
	return (info & ~(ITEM_STATE_MASK | ITEM_TAKER | ITEM_LOCKED)) |
	       (uint32_t)state << ITEM_STATE_SHIFT | (taker == TAKER_SECOND ? ITEM_TAKER : 0);
}

static inline void
item_take(struct item *item, enum state state, enum kmsan_type type, enum taker taker, uintptr_t pc)
{
	item->cells.freed = kmsan_orig_make_freed(type, pc, item->cells.alloc);
	item->cells.place = 0;
	item->info = item_taken_info(item->info, state, taker);
}

struct pool;
struct vm_map;

struct span {
	uintptr_t base;	 /* of the first object */
	uintptr_t pages; /* of the first page */
	size_t npages;
	uint32_t nobj;
	uint32_t nfree;
	uint32_t stride; /* bytes from object to object; 0: one object */
	uint32_t recip;	 /* 2^32 / stride, rounded up; 0 with one object */
	size_t size;	 /* one object: as requested; else what every object has, 0: see item */
	uint16_t cache;	 /* the lwps' magazine of these objects */
	uint8_t type;	 /* enum kmsan_type */
	bool dead;
	bool vaonly;	     /* of uvm_km_alloc(): without access */
	struct pool *pool;   /* NULL: made by span_large() */
	const char *name;    /* of the pool */
	struct vm_map *map;  /* of uvm_km_alloc() */
	struct chunk *chunk; /* NULL: the pages are the pool's own allocator's */
	struct kmsan_list link;
	uint32_t meta_size;
	uint32_t hint;	/* no word of the bitmap before this has a bit */
	uint64_t *free; /* bitmap: in the span, not with a lwp */
	struct item item[];
};

/* An object of a span, by an address in it. */
struct object {
	struct span *span;
	struct item *item;
	uintptr_t start;
	uint32_t index;
};

/*
 * The index of the object at an offset: exact, for spans with several objects are at most
 * SPAN_MAX_BYTES long, and 2^32 / stride rounded up is then off by less than one object.
 */
#define SPAN_MAX_BYTES	((size_t)128 << 10)
#define SPAN_MAX_STRIDE ((size_t)32 << 10)

static inline uint32_t
span_index(const struct span *span, uintptr_t offset)
{
	return (uint32_t)((uint64_t)offset * span->recip >> 32);
}

/* The bytes that belong to an object: what is marked. */
static inline size_t
span_object_size(const struct span *span)
{
	return span->stride != 0 ? span->stride : span->pages + span->npages * 4096 - span->base;
}

/* The object that the address lies in, dead ones too; false: none. */
bool span_find(uintptr_t addr, struct object *object);

/* As requested by whoever has it, or had it last. */
size_t object_size(const struct object *object);

static inline enum family
giver_family(enum giver giver)
{
	if (giver <= GIVER_KMEM_INTR_ZALLOC)
		return FAMILY_KMEM;
	if (giver <= GIVER_REALLOC)
		return FAMILY_MALLOC;
	return giver == GIVER_UVM ? FAMILY_UVM : FAMILY_POOL;
}

const char *giver_name(enum giver giver);
const char *taker_name(enum giver giver, bool second);

struct span_layout {
	struct pool *pool;
	const char *name;
	size_t npages, align; /* pages */
	void *pages;	      /* NULL: to be allocated */
	uint32_t nobj, stride, offset;
	size_t size;
	uint16_t cache;
	enum kmsan_type type;
};

/*
 * A span with all objects free and never given out; NULL: no memory. All its memory is marked
 * uninitialised with this pc. Sleeps never.
 */
struct span *span_create(const struct span_layout *layout, uintptr_t pc);

/*
 * The span is dead; its pages go back if they are the allocators', else they are the caller's
 * again. No object may be live.
 */
void span_destroy(struct span *span);

/* A span of one object of this size, at a multiple of align bytes. */
struct span *span_large(size_t size, size_t align, enum kmsan_type type, uintptr_t pc);

/* Forget all dead spans, for their memory; returns how many bytes. */
size_t span_forget(void);

/* What a report says of the object. */
void object_info(const struct object *object, struct kmsan_addr_info *info);

#endif
