/* SPDX-License-Identifier: BSD-2-Clause */
#include "alloc/mtype.h"

#include <string.h>

#include <kmsan/hooks.h>

#include "alloc/meta.h"
#include "alloc/span.h"

struct mtype {
	struct malloc_type *type; /* NULL: the number is free */
	struct mtype_counts sum;
	int64_t highuse;
	uint64_t limblocks;
	unsigned waiters;
};

MALLOC_DEFINE(M_DEVBUF, "devbuf", "device driver memory");
MALLOC_DEFINE(M_DMAMAP, "DMA map", "bus_dma(9) structures");
MALLOC_DEFINE(M_FREE, "free", "should be on free list");
MALLOC_DEFINE(M_PCB, "pcb", "protocol control blocks");
MALLOC_DEFINE(M_SOFTINTR, "softintr", "software interrupts");
MALLOC_DEFINE(M_TEMP, "temp", "misc. temporary data buffers");

static struct kmsan_lock lock;
static struct mtype mtypes[ITEM_MTYPES];
static unsigned last;

/* A number that was used before is used again last: what was freed under it keeps its name. */
static unsigned
new_number(void)
{
	for (unsigned i = 0; i < ITEM_MTYPES; i++) {
		last = last + 1 == ITEM_MTYPES ? 1 : last + 1;
		if (mtypes[last].type == NULL)
			return last;
	}
	return 0;
}

static void
attach(struct malloc_type *type, const char *who, uintptr_t pc)
{
	uintptr_t mask = lock_enter(&lock);
	unsigned number = type->ks_number;

	if (number == 0) {
		number = new_number();
		memset(&mtypes[number], 0, sizeof(mtypes[number]));
		if (number != 0)
			mtypes[number].type = type;
		__atomic_store_n(&type->ks_number, number, __ATOMIC_RELEASE);
	}
	lock_leave(&lock, mask);
	if (number == 0)
		kmsan_fatal(pc, "%s: malloc type %s: there are %u types already", who,
		    type->ks_shortdesc, ITEM_MTYPES - 1);
}

static void
check_type(const struct malloc_type *type, const char *who, uintptr_t pc)
{
	if (type == NULL)
		kmsan_fatal(pc, "%s: the malloc type is NULL", who);
	if (type->ks_magic != KMSAN_MALLOC_MAGIC)
		kmsan_fatal(pc, "%s: %p is not a malloc type", who, (const void *)type);
}

unsigned
mtype_number(struct malloc_type *type, const char *who, uintptr_t pc)
{
	unsigned number;

	if (unlikely(type == NULL) || unlikely(type->ks_magic != KMSAN_MALLOC_MAGIC))
		check_type(type, who, pc);
	number = __atomic_load_n(&type->ks_number, __ATOMIC_ACQUIRE);
	if (likely(number != 0))
		return number;
	if (!type->ks_auto)
		kmsan_fatal(pc, "%s: malloc type %s is not attached", who, type->ks_shortdesc);
	attach(type, who, pc);
	return type->ks_number;
}

void
malloc_type_attach(struct malloc_type *type)
{
	check_type(type, "malloc_type_attach", KMSAN_RET_ADDR);
	attach(type, "malloc_type_attach", KMSAN_RET_ADDR);
}

void
malloc_type_detach(struct malloc_type *type)
{
	struct mtype_stats stats;
	uintptr_t mask;

	check_type(type, "malloc_type_detach", KMSAN_RET_ADDR);
	if (!mtype_stats(type->ks_number, &stats))
		return;
	if (stats.inuse != 0)
		kmsan_fatal(KMSAN_RET_ADDR,
		    "malloc_type_detach: type %s: %zu allocations are in use", type->ks_shortdesc,
		    (size_t)stats.inuse);
	mask = lock_enter(&lock);
	mtypes[type->ks_number].type = NULL;
	type->ks_number = 0;
	/* Not again by itself: its module is going. */
	type->ks_auto = false;
	lock_leave(&lock, mask);
}

void
malloc_type_setlimit(struct malloc_type *type, unsigned long limit)
{
	uintptr_t mask;

	mtype_number(type, "malloc_type_setlimit", KMSAN_RET_ADDR);
	mask = lock_enter(&lock);
	__atomic_store_n(&type->ks_limit, limit, __ATOMIC_RELAXED);
	kmsan_port_wake(type);
	lock_leave(&lock, mask);
}

struct malloc_type *
mtype_type(unsigned number)
{
	return number < ITEM_MTYPES ? mtypes[number].type : NULL;
}

const char *
mtype_name(unsigned number)
{
	struct malloc_type *type = mtype_type(number);

	return type == NULL ? NULL : type->ks_shortdesc;
}

/* A lwp's counts become part of the sum. lock is held. */
static void
add_up(struct mtype *m, struct mtype_counts *c)
{
	if (m->sum.memuse + c->peak > m->highuse)
		m->highuse = m->sum.memuse + c->peak;
	m->sum.inuse += c->inuse;
	m->sum.memuse += c->memuse;
	m->sum.calls += c->calls;
	m->sum.sizes |= c->sizes;
	memset(c, 0, sizeof(*c));
}

/* The counts of this lwp; NULL: at interrupt level, or there is no memory. */
static struct mtype_counts *
counts_of(unsigned number)
{
	struct lwp_cache *cache = lwp_cache_get();
	struct mtype_counts **block;

	if (cache == NULL)
		return NULL;
	block = &cache->mtypes[number / MTYPE_BLOCK];
	if (unlikely(*block == NULL)) {
		*block = meta_alloc(MTYPE_BLOCK * sizeof(**block));
		if (*block != NULL)
			memset(*block, 0, MTYPE_BLOCK * sizeof(**block));
	}
	return likely(*block != NULL) ? &(*block)[number % MTYPE_BLOCK] : NULL;
}

static void
counts_changed(unsigned number, struct mtype_counts *c)
{
	if (unlikely(c->memuse > MTYPE_ADD_UP) || unlikely(c->memuse < -MTYPE_ADD_UP)) {
		uintptr_t mask = lock_enter(&lock);

		add_up(&mtypes[number], c);
		lock_leave(&lock, mask);
	}
}

static void
more_together(unsigned number, size_t bytes, size_t request)
{
	struct mtype_counts one = {0};

	mtype_more(&one, bytes, request);
	add_up(&mtypes[number], &one);
}

struct gather {
	unsigned number;
	struct mtype_counts counts;
};

static void
gather_one(struct lwp_cache *cache, void *arg)
{
	struct gather *g = arg;
	const struct mtype_counts *block = cache->mtypes[g->number / MTYPE_BLOCK];
	const struct mtype_counts *c;

	if (block == NULL)
		return;
	c = &block[g->number % MTYPE_BLOCK];
	g->counts.inuse += c->inuse;
	g->counts.memuse += c->memuse;
	g->counts.peak += c->peak;
	g->counts.calls += c->calls;
	g->counts.sizes |= c->sizes;
}

/*
 * What lwps counted for themselves before the type had a limit is asked for each time: the lock of
 * their list comes before this one.
 */
static bool
begin_limited(struct malloc_type *type, unsigned number, size_t bytes, size_t request, bool sleep)
{
	struct mtype *m = &mtypes[number];
	bool fits, again;

	do {
		struct gather g = {.number = number};
		size_t limit, used;
		uintptr_t mask;

		lwp_cache_visit(gather_one, &g);
		mask = lock_enter(&lock);
		limit = type->ks_limit;
		used = (size_t)(m->sum.memuse + g.counts.memuse);
		fits = limit == 0 || (bytes <= limit && used <= limit - bytes);
		again = !fits && sleep && bytes <= limit;
		if (fits)
			more_together(number, bytes, request);
		else
			m->limblocks++;
		if (again) {
			m->waiters++;
			kmsan_port_wait(type, &lock);
			m->waiters--;
		}
		lock_leave(&lock, mask);
	} while (again);
	return fits;
}

bool
mtype_begin(struct malloc_type *type, unsigned number, size_t bytes, size_t request, bool sleep)
{
	struct mtype_counts *c;

	if (unlikely(__atomic_load_n(&type->ks_limit, __ATOMIC_RELAXED) != 0))
		return begin_limited(type, number, bytes, request, sleep);
	c = counts_of(number);
	if (likely(c != NULL)) {
		mtype_more(c, bytes, request);
		counts_changed(number, c);
	} else {
		uintptr_t mask = lock_enter(&lock);

		more_together(number, bytes, request);
		lock_leave(&lock, mask);
	}
	return true;
}

void
mtype_end(struct malloc_type *type, unsigned number, size_t bytes)
{
	struct mtype_counts *c = NULL, one = {0};
	uintptr_t mask;

	if (likely(__atomic_load_n(&type->ks_limit, __ATOMIC_RELAXED) == 0))
		c = counts_of(number);
	if (likely(c != NULL)) {
		mtype_less(c, bytes);
		counts_changed(number, c);
		return;
	}
	mtype_less(&one, bytes);
	mask = lock_enter(&lock);
	add_up(&mtypes[number], &one);
	if (mtypes[number].waiters != 0)
		kmsan_port_wake(type);
	lock_leave(&lock, mask);
}

void
mtype_count(unsigned number, size_t bytes)
{
	uintptr_t mask = lock_enter(&lock);

	more_together(number, bytes, bytes);
	lock_leave(&lock, mask);
}

bool
mtype_resize(struct malloc_type *type, unsigned number, size_t old, size_t size, bool sleep)
{
	if (!mtype_begin(type, number, size > old ? size - old : 0, size, sleep))
		return false;
	/* One more and one less: the bytes change, the number of objects does not. */
	mtype_end(type, number, size > old ? 0 : old - size);
	return true;
}

void
mtype_lwp_end(struct lwp_cache *cache)
{
	uintptr_t mask = lock_enter(&lock);

	for (unsigned b = 0; b < MTYPE_BLOCKS; b++) {
		struct mtype_counts *block = cache->mtypes[b];

		if (block == NULL)
			continue;
		for (unsigned i = 0; i < MTYPE_BLOCK; i++)
			add_up(&mtypes[b * MTYPE_BLOCK + i], &block[i]);
		cache->mtypes[b] = NULL;
		meta_free(block, MTYPE_BLOCK * sizeof(*block));
	}
	lock_leave(&lock, mask);
}

bool
mtype_stats(unsigned number, struct mtype_stats *stats)
{
	struct gather g = {.number = number};
	struct mtype *m;
	uintptr_t mask;

	if (number == 0 || number >= ITEM_MTYPES || mtypes[number].type == NULL)
		return false;
	lwp_cache_visit(gather_one, &g);
	m = &mtypes[number];
	mask = lock_enter(&lock);
	*stats = (struct mtype_stats){
	    .name = m->type->ks_shortdesc,
	    .inuse = m->sum.inuse + g.counts.inuse,
	    .memuse = m->sum.memuse + g.counts.memuse,
	    .highuse = m->sum.memuse + g.counts.peak,
	    .limit = m->type->ks_limit,
	    .calls = m->sum.calls + g.counts.calls,
	    .limblocks = m->limblocks,
	    .sizes = m->sum.sizes | g.counts.sizes,
	};
	if (m->highuse > stats->highuse)
		stats->highuse = m->highuse;
	lock_leave(&lock, mask);
	return true;
}
