/* SPDX-License-Identifier: BSD-2-Clause */
#include "alloc/span.h"

#include <string.h>

#include <kmsan/port.h>

#include "alloc/lock.h"
#include "alloc/magazine.h"
#include "alloc/meta.h"
#include "alloc/names.h"
#include "alloc/pages.h"
#include "alloc/stats.h"

/* How many dead spans are remembered, and in how much memory. */
#define DEAD_SPANS ((size_t)256)
#define DEAD_BYTES ((size_t)1 << 20)

static struct kmsan_lock dead_lock;
static struct kmsan_list dead;
static size_t ndead, dead_bytes;
static bool described;

static bool describe(uintptr_t addr, struct kmsan_addr_info *info);
static struct kmsan_describer describer = {.describe = describe};

static const char *const giver_names[] = {
    [GIVER_KMEM_ALLOC] = "kmem_alloc",
    [GIVER_KMEM_ZALLOC] = "kmem_zalloc",
    [GIVER_KMEM_INTR_ALLOC] = "kmem_intr_alloc",
    [GIVER_KMEM_INTR_ZALLOC] = "kmem_intr_zalloc",
    [GIVER_MALLOC] = "malloc",
    [GIVER_REALLOC] = "realloc",
    [GIVER_POOL_GET] = "pool_get",
    [GIVER_POOL_CACHE_GET] = "pool_cache_get",
    [GIVER_M_GET] = "m_get",
    [GIVER_UVM] = "uvm_km_alloc",
};
_Static_assert(sizeof(giver_names) / sizeof(giver_names[0]) == GIVER_COUNT, "a name for each");
_Static_assert(GIVER_COUNT <= 16, "four bits in item.info");

const char *
giver_name(enum giver giver)
{
	return giver < GIVER_COUNT ? giver_names[giver] : "?";
}

const char *
taker_name(enum giver giver, bool second)
{
	switch (giver) {
	case GIVER_MALLOC:
	case GIVER_REALLOC:
		return second ? "realloc" : "free";
	case GIVER_POOL_GET:
		return "pool_put";
	case GIVER_POOL_CACHE_GET:
		return second ? "pool_cache_destruct_object" : "pool_cache_put";
	case GIVER_M_GET:
		return "m_free";
	case GIVER_UVM:
		return "uvm_km_free";
	default:
		return second ? "kmem_intr_free" : "kmem_free";
	}
}

bool
span_find(uintptr_t addr, struct object *object)
{
	struct span *span = pagemap_get(addr);
	uintptr_t offset;

	if (span == NULL)
		return false;
	offset = addr - span->base;
	if (addr < span->base || addr >= span->pages + span->npages * KMSAN_PAGE_SIZE)
		return false;
	object->span = span;
	object->index = span_index(span, offset);
	if (object->index >= span->nobj)
		return false;
	object->item = &span->item[object->index];
	object->start = span->base + (uintptr_t)object->index * span->stride;
	return true;
}

size_t
object_size(const struct object *object)
{
	return object->span->size != 0 ? object->span->size : object->item->info & ITEM_SIZE_MASK;
}

static size_t
bitmap_words(uint32_t nobj)
{
	return ((size_t)nobj + 63) / 64;
}

/* Everything free; bits beyond the last object stay 0. */
static void
bitmap_fill(struct span *span)
{
	size_t words = bitmap_words(span->nobj);

	memset(span->free, 0xff, words * sizeof(uint64_t));
	if (span->nobj % 64 != 0)
		span->free[words - 1] = ((uint64_t)1 << span->nobj % 64) - 1;
}

static struct span *
span_header(const struct span_layout *layout)
{
	size_t items = sizeof(struct item) * layout->nobj;
	size_t size;
	struct span *span;

	items = (items + 7) & ~(size_t)7;
	size = sizeof(*span) + items + bitmap_words(layout->nobj) * sizeof(uint64_t);
	size = (size + 15) & ~(size_t)15;
	span = meta_alloc(size);
	if (span == NULL)
		return NULL;
	memset(span, 0, sizeof(*span) + items);
	span->meta_size = (uint32_t)size;
	span->free = (uint64_t *)(void *)((char *)span + sizeof(*span) + items);
	span->nobj = span->nfree = layout->nobj;
	span->stride = layout->nobj > 1 ? layout->stride : 0;
	if (span->stride != 0)
		span->recip = (uint32_t)((((uint64_t)1 << 32) + span->stride - 1) / span->stride);
	span->size = layout->size;
	span->cache = layout->cache;
	span->type = (uint8_t)layout->type;
	span->pool = layout->pool;
	span->name = layout->name;
	span->npages = layout->npages;
	kmsan_list_init(&span->link);
	bitmap_fill(span);
	return span;
}

struct span *
span_create(const struct span_layout *layout, uintptr_t pc)
{
	struct span *span = span_header(layout);
	void *pages = layout->pages;

	if (span == NULL)
		return NULL;
	if (!__atomic_exchange_n(&described, true, __ATOMIC_ACQ_REL)) {
		kmsan_describer_register(&describer);
		stats_register();
	}
	if (pages == NULL)
		pages = pages_alloc(layout->npages, layout->align, &span->chunk);
	if (pages == NULL) {
		meta_free(span, span->meta_size);
		return NULL;
	}
	span->pages = (uintptr_t)pages;
	span->base = span->pages + layout->offset;
	if (!pagemap_set(span->pages, span->npages, span)) {
		if (layout->pages == NULL)
			pages_free(pages, span->npages, span->chunk);
		meta_free(span, span->meta_size);
		return NULL;
	}
	/* Also what is never given out: the rest behind the last object, which an overrun reads. */
	kmsan_mark_alloc(pages, span->npages * KMSAN_PAGE_SIZE, layout->type, pc);
	return span;
}

struct span *
span_large(size_t size, size_t align, enum kmsan_type type, uintptr_t pc)
{
	struct span_layout layout = {
	    .npages = (size - 1) / KMSAN_PAGE_SIZE + 1,
	    .align = align <= KMSAN_PAGE_SIZE ? 1 : align / KMSAN_PAGE_SIZE,
	    .nobj = 1,
	    .size = size,
	    .cache = MAGAZINE_NONE,
	    .type = type,
	};
	struct span *span = span_create(&layout, pc);

	if (span != NULL)
		span->nfree = 0;
	return span;
}

/* The span that died longest ago is forgotten. dead_lock is held. */
static struct span *
forget_oldest(void)
{
	struct span *span = KMSAN_LIST_ENTRY(dead.prev, struct span, link);

	kmsan_list_remove(&span->link);
	ndead--;
	dead_bytes -= span->meta_size;
	return span;
}

static void
retire(struct span *span)
{
	uintptr_t mask = lock_enter(&dead_lock);
	struct kmsan_list old;

	kmsan_list_init(&old);
	if (dead.next == NULL)
		kmsan_list_init(&dead);
	kmsan_list_prepend(&dead, &span->link);
	ndead++;
	dead_bytes += span->meta_size;
	while (ndead > DEAD_SPANS || dead_bytes > DEAD_BYTES)
		kmsan_list_prepend(&old, &forget_oldest()->link);
	lock_leave(&dead_lock, mask);
	while (!kmsan_list_empty(&old)) {
		struct span *gone = KMSAN_LIST_ENTRY(old.next, struct span, link);

		kmsan_list_remove(&gone->link);
		pagemap_clear(gone->pages, gone->npages, gone);
		meta_free(gone, gone->meta_size);
	}
}

void
span_destroy(struct span *span)
{
	struct chunk *chunk = span->chunk;
	void *pages = (void *)span->pages;
	size_t npages = span->npages;

	span->dead = true;
	span->pool = NULL;
	span->chunk = NULL;
	/* First this: once the pages are somebody else's, their entries are too. */
	retire(span);
	if (chunk != NULL)
		pages_free(pages, npages, chunk);
}

size_t
span_forget(void)
{
	size_t n = 0;

	for (;;) {
		uintptr_t mask = lock_enter(&dead_lock);
		struct span *span = ndead == 0 ? NULL : forget_oldest();

		lock_leave(&dead_lock, mask);
		if (span == NULL)
			return n;
		n += span->meta_size;
		pagemap_clear(span->pages, span->npages, span);
		meta_free(span, span->meta_size);
	}
}

static const char *
allocator_name(const struct span *span, const struct item *item)
{
	switch (giver_family(item_giver(item))) {
	case FAMILY_KMEM:
		return "kmem";
	case FAMILY_MALLOC:
		return "malloc";
	case FAMILY_UVM:
		return "uvm_km";
	case FAMILY_POOL:
		break;
	}
	return span->name;
}

void
object_info(const struct object *object, struct kmsan_addr_info *info)
{
	const struct span *span = object->span;
	const struct item *item = object->item;
	enum state state = item_state(item);
	enum giver giver = item_giver(item);

	memset(info, 0, sizeof(*info));
	info->allocator = allocator_name(span, item);
	info->type = (enum kmsan_type)span->type;
	info->live = state == STATE_LIVE;
	info->start = object->start;
	info->size = object_size(object);
	if (state == STATE_NEW)
		return;
	if (giver_family(giver) == FAMILY_MALLOC)
		info->type = KMSAN_TYPE_MALLOC;
	if (span->pool != NULL)
		info->object_type = span->pool->pr_objtype;
	info->alloc_name = names_giver(item);
	info->alloc_orig = item->cells.alloc;
	if (!info->live) {
		info->free_name = names_taker(item, (item->info & ITEM_TAKER) != 0);
		info->free_orig = item->cells.freed;
	}
}

/*
 * No lock: this may run in a handler that interrupted the allocator. What is read is never
 * unmapped before the span has been dead for a long time.
 */
static bool
describe(uintptr_t addr, struct kmsan_addr_info *info)
{
	struct object object;

	if (!span_find(addr, &object) || item_state(object.item) == STATE_NEW)
		return false;
	object_info(&object, info);
	return true;
}
