/* SPDX-License-Identifier: BSD-2-Clause */

/* pool(9): making, destroying and setting up pools. */

#include "alloc/pool.h"

#include <string.h>

#include <kmsan/hooks.h>

#include "alloc/misuse.h"
#include "alloc/quarantine.h"

#define DEFAULT_ALIGN	 8
#define SPAN_PAGES_MIN	 4
#define SPAN_PAGES_MAX	 16
#define SPAN_OBJECTS_MIN 8
#define WASTE_SHARE	 32

/* Both stand for the allocators' own pages: there is no difference here. */
struct pool_allocator pool_allocator_kmem, pool_allocator_nointr;

static bool
is_power_of_2(size_t n)
{
	return n != 0 && (n & (n - 1)) == 0;
}

static size_t
round_up(size_t n, size_t to)
{
	return (n + to - 1) / to * to;
}

/* How many objects fit in so many pages. */
static size_t
objects_in(const struct pool *pp, size_t npages)
{
	size_t n = (npages * KMSAN_PAGE_SIZE - pp->pr_itemoffset) / pp->pr_size;
	/* So that span_index() is exact. */
	size_t most = ((uint64_t)1 << 32) / pp->pr_size / pp->pr_size;

	if (n > 1 && n > most)
		n = most > 1 ? most : 1;
	return n;
}

/*
 * The fewest pages, from SPAN_PAGES_MIN on, that waste no more than a 32nd part; the size of the
 * header is then small too. When none does, those that waste least.
 */
static void
layout(struct pool *pp)
{
	size_t least = SIZE_MAX;
	size_t from = round_up(pp->pr_itemoffset + pp->pr_size, KMSAN_PAGE_SIZE) / KMSAN_PAGE_SIZE;

	if (pp->pr_alloc != NULL) {
		pp->pr_spanpages = pp->pr_alloc->pa_pagesz / KMSAN_PAGE_SIZE;
		pp->pr_itemsperpage = (unsigned)objects_in(pp, pp->pr_spanpages);
		return;
	}
	pp->pr_spanpages = (unsigned)from;
	pp->pr_itemsperpage = 1;
	if (pp->pr_size > SPAN_MAX_STRIDE)
		return;
	if (from < SPAN_PAGES_MIN)
		from = SPAN_PAGES_MIN;
	for (size_t n = from; n <= SPAN_PAGES_MAX; n++) {
		size_t objects = objects_in(pp, n);
		size_t waste = n * KMSAN_PAGE_SIZE - objects * pp->pr_size;

		/* Compared per page of the span. */
		if (waste * SPAN_PAGES_MAX / n >= least)
			continue;
		least = waste * SPAN_PAGES_MAX / n;
		pp->pr_spanpages = (unsigned)n;
		pp->pr_itemsperpage = (unsigned)objects;
		if (objects >= SPAN_OBJECTS_MIN && waste * WASTE_SHARE <= n * KMSAN_PAGE_SIZE)
			return;
	}
}

static void
setup(struct pool *pp, const char *name, size_t size, unsigned align, unsigned align_offset,
    unsigned flags, struct pool_allocator *palloc, int ipl)
{
	memset(pp, 0, sizeof(*pp));
	if (align == 0)
		align = DEFAULT_ALIGN;
	pp->pr_wchan = name;
	pp->pr_flags = flags & (PR_PSERIALIZE | POOL_CONSTRUCTED);
	pp->pr_ipl = ipl;
	pp->pr_reqsize = (unsigned)size;
	pp->pr_size = (unsigned)round_up(size < 8 ? 8 : size, align);
	pp->pr_align = align;
	pp->pr_itemoffset = (align - align_offset % align) % align;
	if (palloc != NULL && palloc->pa_alloc != NULL)
		pp->pr_alloc = palloc;
	pp->pr_id = MAGAZINE_NONE;
	pp->pr_type = KMSAN_TYPE_POOL;
	pp->pr_giver = GIVER_POOL_GET;
	pp->pr_hardlimit = UINT32_MAX;
	pp->pr_maxpages = UINT32_MAX;
	kmsan_list_init(&pp->pr_partpages);
	kmsan_list_init(&pp->pr_emptypages);
	kmsan_list_init(&pp->pr_fullpages);
	kmsan_list_init(&pp->pr_all);
	layout(pp);
	pp->pr_magic = (pp->pr_flags & POOL_KEEPS) == 0 ? POOL_PLAIN : POOL_ALIVE;
	pool_list_add(pp);
}

void
pool_setup(struct pool *pp, const char *name, size_t size, unsigned align, unsigned id,
    enum kmsan_type type, enum giver giver)
{
	setup(pp, name, size, align, 0, 0, NULL, IPL_VM);
	pp->pr_id = (uint16_t)id;
	pp->pr_type = (uint8_t)type;
	pp->pr_giver = (uint8_t)giver;
}

void
pool_init_checked(struct pool *pp, size_t size, unsigned align, unsigned align_offset,
    unsigned flags, const char *wchan, struct pool_allocator *palloc, int ipl, uintptr_t pc)
{
	size_t pagesz = palloc != NULL && palloc->pa_alloc != NULL ? palloc->pa_pagesz : 0;

	if (wchan == NULL)
		wchan = "?";
	if (size == 0 || size > UINT32_MAX / 2)
		kmsan_fatal(pc, "pool_init: pool %s: objects of %zu bytes", wchan, size);
	if (align != 0 && !is_power_of_2(align))
		kmsan_fatal(pc, "pool_init: pool %s: alignment %u is no power of 2", wchan, align);
	if (align_offset != 0 && align_offset >= (align == 0 ? DEFAULT_ALIGN : align))
		kmsan_fatal(pc, "pool_init: pool %s: offset %u is not below the alignment %u",
		    wchan, align_offset, align);
	if (palloc != NULL && palloc->pa_alloc != NULL) {
		if (pagesz == 0)
			pagesz = palloc->pa_pagesz = KMSAN_PAGE_SIZE;
		if (pagesz % KMSAN_PAGE_SIZE != 0 || size + align + align_offset > pagesz)
			kmsan_fatal(pc, "pool_init: pool %s: objects of %zu bytes in pages of %zu",
			    wchan, size, pagesz);
	}
	setup(pp, wchan, size, align, align_offset, flags, palloc, ipl);
}

void
pool_init(struct pool *pp, size_t size, unsigned align, unsigned align_offset, int flags,
    const char *wchan, struct pool_allocator *palloc, int ipl)
{
	pool_init_checked(pp, size, align, align_offset, (unsigned)flags & ~POOL_CONSTRUCTED, wchan,
	    palloc, ipl, KMSAN_RET_ADDR);
}

void
kmsan_pool_type(struct pool *pp, const char *type)
{
	pool_check(pp, "pool_init_type", KMSAN_RET_ADDR);
	pp->pr_objtype = type;
}

void
pool_check(const struct pool *pp, const char *who, uintptr_t pc)
{
	if (likely(pp != NULL && (pp->pr_magic == POOL_PLAIN || pp->pr_magic == POOL_ALIVE)))
		return;
	if (pp == NULL)
		kmsan_fatal(pc, "%s: the pool is NULL", who);
	if (pp->pr_magic == POOL_DEAD)
		kmsan_fatal(pc, "%s: pool %s was destroyed", who, pp->pr_wchan);
	kmsan_fatal(pc, "%s: %p is not an initialised pool", who, (const void *)pp);
}

void
pool_check_get(const struct pool *pp, unsigned flags, const char *who, uintptr_t pc)
{
	unsigned how = flags & (PR_WAITOK | PR_NOWAIT);
	bool interrupt = kmsan_in_interrupt();

	pool_check(pp, who, pc);
	if (unlikely(how != PR_WAITOK && how != PR_NOWAIT) || unlikely(interrupt)) {
		misuse_check_sleep(flags, PR_WAITOK, PR_NOWAIT, "PR_WAITOK or PR_NOWAIT", who, pc);
		if (interrupt && pp->pr_ipl == IPL_NONE)
			kmsan_fatal(pc, "%s: pool %s is for IPL_NONE, and this is interrupt level",
			    who, pp->pr_wchan);
	}
}

void
pool_destroy_checked(struct pool *pp, const char *who, uintptr_t pc)
{
	pool_check(pp, who, pc);
	quarantine_flush();
	if (pp->pr_nout != 0)
		kmsan_fatal(
		    pc, "%s: pool %s is busy: still out: %zu", who, pp->pr_wchan, pp->pr_nout);
	pp->pr_minitems = pp->pr_minpages = 0;
	pool_release_empty(pp);
	pool_list_remove(pp);
	pp->pr_magic = POOL_DEAD;
}

void
pool_destroy(struct pool *pp)
{
	pool_destroy_checked(pp, "pool_destroy", KMSAN_RET_ADDR);
}

static int
prime(struct pool *pp, size_t n, uintptr_t pc)
{
	while (pp->pr_nitems < n)
		if (!pool_grow(pp, PR_NOWAIT, pc))
			return KMSAN_ENOMEM;
	return 0;
}

int
pool_prime(struct pool *pp, int n)
{
	unsigned pages;

	pool_check(pp, "pool_prime", KMSAN_RET_ADDR);
	if (n <= 0)
		return 0;
	pages = ((unsigned)n + pp->pr_itemsperpage - 1) / pp->pr_itemsperpage;
	/* Pages of which the caller said that it will need them are not empty by accident. */
	if (pages > pp->pr_minpages)
		pp->pr_minpages = pages;
	return prime(pp, (size_t)n, KMSAN_RET_ADDR);
}

void
pool_setlowat(struct pool *pp, int n)
{
	pool_check(pp, "pool_setlowat", KMSAN_RET_ADDR);
	pp->pr_minitems = n < 0 ? 0 : (unsigned)n;
	prime(pp, pp->pr_minitems, KMSAN_RET_ADDR);
}

void
pool_sethiwat(struct pool *pp, int n)
{
	pool_check(pp, "pool_sethiwat", KMSAN_RET_ADDR);
	pp->pr_maxpages =
	    n <= 0 ? 0 : ((unsigned)n + pp->pr_itemsperpage - 1) / pp->pr_itemsperpage;
}

void
pool_sethardlimit(struct pool *pp, int n, const char *message, int ratecap)
{
	uintptr_t mask;

	pool_check(pp, "pool_sethardlimit", KMSAN_RET_ADDR);
	mask = lock_enter(&pp->pr_lock);
	pp->pr_hardlimit = n < 0 ? UINT32_MAX : (unsigned)n;
	pp->pr_hardlimit_warning = message;
	pp->pr_ratecap = ratecap < 0 ? 0 : (unsigned)ratecap;
	pp->pr_warned = 0;
	/* A higher limit is as good as an object that came back. */
	kmsan_port_wake(pp);
	lock_leave(&pp->pr_lock, mask);
}

void
pool_set_drain_hook(struct pool *pp, void (*fn)(void *, int), void *arg)
{
	pool_check(pp, "pool_set_drain_hook", KMSAN_RET_ADDR);
	pp->pr_drain_hook = fn;
	pp->pr_drain_hook_arg = arg;
}

bool
pool_reclaim(struct pool *pp)
{
	pool_check(pp, "pool_reclaim", KMSAN_RET_ADDR);
	if (pp->pr_drain_hook != NULL)
		pool_call_drain_hook(pp, PR_NOWAIT);
	return pool_release_empty(pp) > 0;
}

struct turn {
	struct pool *last, *first, *next;
	bool passed;
};

static void
next_turn(struct pool *pp, void *arg)
{
	struct turn *turn = arg;

	if (turn->first == NULL)
		turn->first = pp;
	if (turn->passed && turn->next == NULL)
		turn->next = pp;
	if (pp == turn->last)
		turn->passed = true;
}

bool
pool_drain(struct pool **ppp)
{
	static struct pool *last;
	struct turn turn = {.last = last};
	struct pool *pp;

	pool_visit(next_turn, &turn);
	pp = turn.next != NULL ? turn.next : turn.first;
	last = pp;
	if (ppp != NULL)
		*ppp = pp;
	return pp != NULL && pool_reclaim(pp);
}
