/* SPDX-License-Identifier: BSD-2-Clause */

/* malloc(9), on top of kmem's pools: the type and the size are kept with the object's state. */

#include "alloc/malloc.h"

#include <string.h>

#include <kmsan/port.h>

#include "alloc/give.h"
#include "alloc/guard.h"
#include "alloc/kmem_class.h"
#include "alloc/large.h"
#include "alloc/misuse.h"
#include "alloc/mlog.h"
#include "alloc/mtype.h"
#include "alloc/pages.h"
#include "alloc/pool.h"
#include "alloc/quarantine.h"
#include "alloc/quick.h"

/* Good for any type; also what is between two sizes that are worth another class. */
#define ALIGN ((size_t)16)
/* More than this no machine has; less than what a rounding up to pages could wrap. */
#define IMPOSSIBLE ((size_t)PTRDIFF_MAX - KMSAN_PAGE_SIZE)

/* Given back where the block is less than half used. */
#define SHRINK 2

struct request {
	size_t size;
	struct malloc_type *type;
	int flags;
	enum giver giver;
	unsigned number;
	const char *who;
	uintptr_t pc;
};

static inline size_t
rounded(size_t size)
{
	return size == 0 ? ALIGN : (size + ALIGN - 1) & ~(ALIGN - 1);
}

static void *
get_large(const struct request *r)
{
	struct large_request large = {
	    .size = r->size,
	    .type = KMSAN_TYPE_MALLOC,
	    .giver = r->giver,
	    .mtype = r->number,
	    .zero = (r->flags & M_ZERO) != 0,
	    .sleep = (r->flags & M_NOWAIT) == 0,
	    .who = r->who,
	    .pc = r->pc,
	};

	return guard_wanted(r->type) ? guard_alloc(&large) : large_alloc(&large);
}

static inline void *
get_small(const struct request *r)
{
	unsigned class = kmem_class(rounded(r->size));
	size_t bytes = kmem_class_size(class);
	struct magazine_entry e;

	if (unlikely(!magazine_get(lwp_cache_get(), class, &e)) &&
	    !pool_fetch(
		kmem_pool(class), &e, (r->flags & M_NOWAIT) != 0 ? PR_NOWAIT : PR_WAITOK, r->pc))
		return NULL;
	freelist_check(&e, bytes, r->who, r->pc);
	return object_give(e.object, e.item, bytes, r->size,
	    item_info(r->giver, r->size, r->number), KMSAN_TYPE_MALLOC, r->pc,
	    (r->flags & M_ZERO) != 0);
}

static void
check_context(const struct request *r)
{
	if ((r->flags & M_NOWAIT) == 0 && kmsan_in_interrupt())
		kmsan_fatal(r->pc, "%s: may sleep, at interrupt level (M_WAITOK)", r->who);
}

/* A size, or a limit, that says no whatever is freed. */
static void *
never(const struct request *r)
{
	size_t limit = r->type->ks_limit;

	if ((r->flags & (M_NOWAIT | M_CANFAIL)) != 0)
		return NULL;
	if (limit != 0 && r->size > limit)
		kmsan_fatal(r->pc, "%s: %zu bytes are more than the limit of type %s, %zu", r->who,
		    r->size, r->type->ks_shortdesc, limit);
	kmsan_fatal(
	    r->pc, "%s: %zu bytes: the size is negative or larger than memory", r->who, r->size);
}

static void *
get(struct request *r)
{
	void *p;

	if (unlikely(kmsan_in_interrupt()))
		check_context(r);
	r->number = mtype_number(r->type, r->who, r->pc);
	if (unlikely(r->size > IMPOSSIBLE))
		return never(r);
	if (unlikely(
		!mtype_begin(r->type, r->number, r->size, r->size, (r->flags & M_NOWAIT) == 0)))
		return never(r);
	if (unlikely(r->size > KMEM_MAX_SMALL) || unlikely(guard_wanted(r->type)))
		p = get_large(r);
	else
		p = get_small(r);
	if (unlikely(p == NULL))
		mtype_end(r->type, r->number, r->size);
	else
		mlog(p, r->size, r->number, true, r->pc);
	return p;
}

static __attribute__((noinline)) void *
get_slow(size_t size, struct malloc_type *type, int flags, uintptr_t pc)
{
	return get(&(struct request){
	    .size = size,
	    .type = type,
	    .flags = flags,
	    .giver = GIVER_MALLOC,
	    .who = "malloc",
	    .pc = pc,
	});
}

/* A type that is in use and has no limit, and no option that wants to see each operation. */
static inline unsigned
quick_number(const struct malloc_type *type)
{
	if (unlikely(type == NULL) || unlikely(type->ks_magic != KMSAN_MALLOC_MAGIC) ||
	    unlikely(type->ks_limit != 0) || unlikely(kmsan_options.malloclog != 0) ||
	    unlikely(kmsan_options.malloc_guard[0] != '\0'))
		return 0;
	return __atomic_load_n(&type->ks_number, __ATOMIC_ACQUIRE);
}

static void *
get_quick(uintptr_t size, uintptr_t typep, void *cache, uintptr_t pc, uintptr_t flags)
{
	struct malloc_type *type = (struct malloc_type *)typep;
	unsigned number = quick_number(type);
	struct item *item;
	void *object;
	size_t bytes;

	if (unlikely(number == 0) || unlikely(size > KMEM_MAX_SMALL) ||
	    unlikely(!quick_get(cache, kmem_class(rounded(size)), &object, &item, &bytes)))
		return get_slow(size, type, (int)flags, pc);
	if (unlikely(!mtype_quick(cache, number, size, true)))
		mtype_count(number, size);
	return object_give(object, item, bytes, size, item_info(GIVER_MALLOC, size, number),
	    KMSAN_TYPE_MALLOC, pc, ((int)flags & M_ZERO) != 0);
}

void *
kern_malloc(size_t size, struct malloc_type *type, int flags)
{
	return kmsan_lwp_alloc_call3(
	    size, (uintptr_t)type, get_quick, KMSAN_RET_ADDR, (unsigned)flags);
}

void *
kmsan_malloc_type(size_t size, struct malloc_type *type, int flags, const char *ctype)
{
	kmsan_object_type(KMSAN_RET_ADDR, ctype);
	return kmsan_lwp_alloc_call3(
	    size, (uintptr_t)type, get_quick, KMSAN_RET_ADDR, (unsigned)flags);
}

static const char *
name_of(unsigned number)
{
	const char *name = mtype_name(number);

	return name == NULL ? "?" : name;
}

/* It is live, malloc's, of this type: *object. */
static void
check_free(
    const void *p, struct malloc_type *type, const char *who, uintptr_t pc, struct object *object)
{
	unsigned number = mtype_number(type, who, pc), allocated;

	misuse_check_object(p, FAMILY_MALLOC, NULL, who, pc, object);
	allocated = object->item->info >> ITEM_MTYPE_SHIFT;
	if (allocated != number)
		misuse_stop(object, pc,
		    "%s: %p, of %zu byte%s, has type %s and is freed with type %s", who, p,
		    object_size(object), KMSAN_PLURAL(object_size(object)), name_of(allocated),
		    type->ks_shortdesc);
}

static void
put(const struct object *o, struct malloc_type *type, enum taker taker, uintptr_t pc)
{
	struct span *span = o->span;
	void *p = (void *)o->start;
	size_t size = object_size(o);

	mlog(p, size, type->ks_number, false, pc);
	mtype_end(type, type->ks_number, size);
	if (unlikely(span->pool == NULL)) {
		if (guard_is(span))
			guard_free(o, taker, pc);
		else
			large_free(o, taker, pc);
		return;
	}
	object_take(p, o->item, span->stride, KMSAN_TYPE_MALLOC, taker, pc);
	if (unlikely(kmsan_options.quarantine != 0))
		quarantine_object(span->pool, p, o->item);
	else if (unlikely(pages_wanted != 0) ||
		 unlikely(!magazine_put(lwp_cache_get(), span->cache, p, o->item)))
		pool_return(span->pool, p, o->item);
}

static __attribute__((noinline)) void
put_slow(void *p, struct malloc_type *type, uintptr_t pc)
{
	struct object o;

	check_free(p, type, "free", pc, &o);
	misuse_check_locks(&o, "free", pc);
	put(&o, type, TAKER_FIRST, pc);
}

/* Live, malloc's, of this type, without a live lock in it; and small, then: see span->size. */
#define QUICK_MASK                                                                                 \
	(ITEM_STATE_MASK | ITEM_LOCKED | (14u << ITEM_GIVER_SHIFT) |                               \
	    (ITEM_MTYPES - 1) << ITEM_MTYPE_SHIFT)
_Static_assert(GIVER_MALLOC == 4 && GIVER_REALLOC == 5, "the same but for one bit");

static void
put_quick(uintptr_t object, uintptr_t typep, void *cache, uintptr_t pc)
{
	struct malloc_type *type = (struct malloc_type *)typep;
	unsigned number = quick_number(type);
	void *p = (void *)object;
	struct span *span;
	struct item *item;
	size_t size;

	item = quick_find(p, QUICK_MASK,
	    STATE_LIVE << ITEM_STATE_SHIFT | (uint32_t)GIVER_MALLOC << ITEM_GIVER_SHIFT |
		number << ITEM_MTYPE_SHIFT,
	    &span);
	if (unlikely(item == NULL) || unlikely(number == 0) ||
	    unlikely(!magazine_put(cache, span->cache, p, item))) {
		put_slow(p, type, pc);
		return;
	}
	size = item->info & ITEM_SIZE_MASK;
	if (unlikely(!mtype_quick(cache, number, size, false)))
		mtype_end(type, number, size);
	object_take(p, item, span->stride, KMSAN_TYPE_MALLOC, TAKER_FIRST, pc);
}

void
kern_free(void *p, struct malloc_type *type)
{
	kmsan_lwp_alloc_do((uintptr_t)p, (uintptr_t)type, put_quick, KMSAN_RET_ADDR);
}

void
malloc_free_from(void *p, const char *who, uintptr_t pc)
{
	struct object o;

	misuse_check_free(p, FAMILY_MALLOC, NULL, who, pc, &o);
	put(&o, mtype_type(o.item->info >> ITEM_MTYPE_SHIFT), TAKER_FIRST, pc);
}

/*
 * In the block that it has. What is added is uninitialised; what is given up becomes padding, which
 * is uninitialised too.
 */
static bool
resize_in_place(const struct object *o, const struct request *r)
{
	struct span *span = o->span;
	size_t old = object_size(o), kept = old < r->size ? old : r->size;
	size_t room = span->pool != NULL ? span->stride : span->npages * KMSAN_PAGE_SIZE;
	uint32_t cell;

	if (guard_is(span) || r->size > room || r->size == 0 ||
	    (room > 2 * ALIGN && rounded(r->size) < room / SHRINK))
		return false;
	if (!mtype_resize(r->type, r->number, old, r->size, (r->flags & M_NOWAIT) == 0))
		return false;
	cell = kmsan_orig_make(KMSAN_TYPE_MALLOC, r->pc);
	kmsan_mark_cell((char *)o->start + kept, room - kept, cell);
	if ((r->flags & M_ZERO) != 0) {
		memset((char *)o->start + kept, 0, r->size - kept);
		kmsan_mark((char *)o->start + kept, r->size - kept, KMSAN_STATE_INITED);
	}
	item_set_alloc(o->item, cell);
	o->item->info = (o->item->info & ITEM_LOCKED) |
			item_info(GIVER_REALLOC, span->pool == NULL ? 0 : r->size, r->number);
	if (span->pool == NULL)
		span->size = r->size;
	return true;
}

void *
kern_realloc(void *p, size_t size, struct malloc_type *type, int flags)
{
	struct request r = {
	    .size = size,
	    .type = type,
	    .flags = flags,
	    .giver = GIVER_REALLOC,
	    .who = "realloc",
	    .pc = KMSAN_RET_ADDR,
	};
	struct object o;
	size_t old;
	void *q;

	if (p == NULL)
		return get(&r);
	check_free(p, type, "realloc", r.pc, &o);
	r.number = type->ks_number;
	if (size == 0) {
		misuse_check_locks(&o, "realloc", r.pc);
		put(&o, type, TAKER_SECOND, r.pc);
		return NULL;
	}
	if (resize_in_place(&o, &r))
		return p;
	misuse_check_locks(&o, "realloc", r.pc);
	q = get(&r);
	if (q == NULL)
		return NULL;
	old = object_size(&o);
	if (old > size)
		old = size;
	memcpy(q, p, old);
	kmsan_copy_meta_from(q, p, old, r.pc);
	put(&o, type, TAKER_SECOND, r.pc);
	return q;
}
