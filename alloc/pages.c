/* SPDX-License-Identifier: BSD-2-Clause */
#include "alloc/pages.h"

#include <string.h>

#include <kmsan/list.h>
#include <kmsan/port.h>

#include "alloc/lock.h"

#define CHUNK_PAGES ((size_t)256)
#define CHUNK_WORDS (CHUNK_PAGES / 64)
#define BUCKETS	    9  /* by the longest free run: 1, 2-3, 4-7, ..., 256 */
#define LOOK	    16 /* chunks of a bucket in which a run may or may not fit */
#define KEEP_PAGES  ((size_t)512)
#define KEEP_SHARE  8
/*
 * From MANY_PAGES in use on, chunks are made BATCH at a time, at a multiple of 2 MiB: a port can give
 * so much at once pages that are cheaper to find. What is not used of them is less than what is kept.
 */
#define MANY_PAGES  ((size_t)32768)
#define BATCH	    ((size_t)16)
#define BATCH_ALIGN ((size_t)512)
/*
 * A shorter run in the middle of a chunk stays: each hole may cost the port a mapping, and there
 * are not many to have.
 */
#define HOLE_PAGES 16

/*
 * A page of a chunk is in use, free, or absent: given back while its neighbours were in use. An
 * absent page comes back with its whole chunk only.
 */
struct chunk {
	struct kmsan_list bucket; /* of chunks with free pages */
	struct kmsan_list age;	  /* the same, last freed first; or huge_free */
	uintptr_t base;
	size_t npages; /* CHUNK_PAGES, or more: then this is one run */
	unsigned nfree, nabsent;
	size_t longest; /* free run */
	uint64_t free[CHUNK_WORDS];
	uint64_t dirty[CHUNK_WORDS];
	bool huge_dirty;
};

static struct kmsan_lock lock;
static struct kmsan_list buckets[BUCKETS];
static struct kmsan_list by_age, huge_free, spare_chunks;
static bool ready;
static size_t used_pages, free_pages;

unsigned pages_wanted;
static unsigned epoch;

static void
init_once(void)
{
	if (likely(ready))
		return;
	for (unsigned i = 0; i < BUCKETS; i++)
		kmsan_list_init(&buckets[i]);
	kmsan_list_init(&by_age);
	kmsan_list_init(&huge_free);
	kmsan_list_init(&spare_chunks);
	ready = true;
}

/* The first page >= from whose bit is value, or CHUNK_PAGES. */
static size_t
next_bit(const uint64_t *bits, size_t from, bool value)
{
	while (from < CHUNK_PAGES) {
		uint64_t word = bits[from / 64];

		word = (value ? word : ~word) >> from % 64;
		if (word != 0)
			return from + (size_t)__builtin_ctzll(word);
		from = (from / 64 + 1) * 64;
	}
	return CHUNK_PAGES;
}

static void
set_bits(uint64_t *bits, size_t from, size_t n, bool value)
{
	for (size_t i = from; i < from + n; i++) {
		if (value)
			bits[i / 64] |= (uint64_t)1 << i % 64;
		else
			bits[i / 64] &= ~((uint64_t)1 << i % 64);
	}
}

static unsigned
log2_floor(size_t n)
{
	return 63 - (unsigned)__builtin_clzll(n);
}

static unsigned
log2_ceil(size_t n)
{
	return n <= 1 ? 0 : log2_floor(n - 1) + 1;
}

/* Put the chunk into the bucket of its longest free run. */
static void
sort_in(struct chunk *chunk)
{
	size_t longest = 0;

	for (size_t at = next_bit(chunk->free, 0, true); at < CHUNK_PAGES;) {
		size_t end = next_bit(chunk->free, at, false);

		if (end - at > longest)
			longest = end - at;
		at = next_bit(chunk->free, end, true);
	}
	chunk->longest = longest;
	kmsan_list_remove(&chunk->bucket);
	if (longest == 0)
		kmsan_list_remove(&chunk->age);
	else
		kmsan_list_prepend(&buckets[log2_floor(longest)], &chunk->bucket);
}

static struct chunk *
chunk_descriptor(void)
{
	struct chunk *chunk;

	if (kmsan_list_empty(&spare_chunks)) {
		chunk = kmsan_port_pages(KMSAN_PAGE_SIZE);
		if (chunk == NULL)
			return NULL;
		for (size_t i = 0; i < KMSAN_PAGE_SIZE / sizeof(*chunk); i++)
			kmsan_list_prepend(&spare_chunks, &chunk[i].bucket);
	}
	chunk = KMSAN_LIST_ENTRY(spare_chunks.next, struct chunk, bucket);
	kmsan_list_remove(&chunk->bucket);
	kmsan_list_init(&chunk->age);
	chunk->nfree = chunk->nabsent = 0;
	chunk->huge_dirty = false;
	memset(chunk->free, 0, sizeof(chunk->free));
	memset(chunk->dirty, 0, sizeof(chunk->dirty));
	return chunk;
}

/* Of a chunk that has no free run: it is in no bucket. */
static void
chunk_drop(struct chunk *chunk)
{
	kmsan_list_remove(&chunk->age);
	kmsan_list_prepend(&spare_chunks, &chunk->bucket);
}

/* npages of the port at a multiple of align pages. */
static uintptr_t
port_pages(size_t npages, size_t align)
{
	uintptr_t base, at;
	size_t extra = align - 1;

	if (npages > SIZE_MAX / KMSAN_PAGE_SIZE - extra)
		return 0;
	base = (uintptr_t)kmsan_port_pages((npages + extra) * KMSAN_PAGE_SIZE);
	if (base == 0 || extra == 0)
		return base;
	at = (base + extra * KMSAN_PAGE_SIZE) & ~(align * KMSAN_PAGE_SIZE - 1);
	if (at != base)
		kmsan_pages_free((void *)base, at - base);
	extra -= (at - base) / KMSAN_PAGE_SIZE;
	if (extra != 0)
		kmsan_pages_free((void *)(at + npages * KMSAN_PAGE_SIZE), extra * KMSAN_PAGE_SIZE);
	return at;
}

static void
huge_release(struct chunk *chunk)
{
	kmsan_pages_free((void *)chunk->base, chunk->npages * KMSAN_PAGE_SIZE);
	free_pages -= chunk->npages;
	chunk_drop(chunk);
}

/* Give back what is free in this chunk, if it is worth a hole; all of it if nothing is in use. */
static size_t
chunk_release(struct chunk *chunk, size_t worth)
{
	bool whole = chunk->nfree + chunk->nabsent == CHUNK_PAGES;
	size_t released = 0, end;

	for (size_t at = next_bit(chunk->free, 0, true); at < CHUNK_PAGES;
	     at = next_bit(chunk->free, end, true)) {
		end = next_bit(chunk->free, at, false);
		if (!whole && end - at < worth)
			continue;
		set_bits(chunk->free, at, end - at, false);
		released += end - at;
		kmsan_pages_free(
		    (void *)(chunk->base + at * KMSAN_PAGE_SIZE), (end - at) * KMSAN_PAGE_SIZE);
	}
	chunk->nfree -= (unsigned)released;
	chunk->nabsent += (unsigned)released;
	free_pages -= released;
	sort_in(chunk);
	if (whole)
		chunk_drop(chunk);
	return released;
}

/* Give pages back, those freed longest ago first, until no more than keep are free. */
static size_t
release_above(size_t keep, size_t worth)
{
	size_t before = free_pages;

	while (free_pages > keep && !kmsan_list_empty(&huge_free))
		huge_release(KMSAN_LIST_ENTRY(huge_free.prev, struct chunk, age));
	for (struct kmsan_list *at = by_age.prev, *prev; free_pages > keep && at != &by_age;
	     at = prev) {
		prev = at->prev;
		chunk_release(KMSAN_LIST_ENTRY(at, struct chunk, age), worth);
	}
	return before - free_pages;
}

static uintptr_t
port_pages_or_release(size_t npages, size_t align)
{
	uintptr_t base = port_pages(npages, align);

	if (base == 0 && release_above(0, 1) > 0)
		base = port_pages(npages, align);
	return base;
}

static void *
huge_alloc(size_t npages, size_t align, struct chunk **chunkp)
{
	struct chunk *chunk;
	uintptr_t base;

	for (struct kmsan_list *at = huge_free.next; at != &huge_free; at = at->next) {
		chunk = KMSAN_LIST_ENTRY(at, struct chunk, age);
		if (chunk->npages != npages || chunk->base % (align * KMSAN_PAGE_SIZE) != 0)
			continue;
		kmsan_list_remove(&chunk->age);
		free_pages -= npages;
		used_pages += npages;
		*chunkp = chunk;
		return (void *)chunk->base;
	}
	chunk = chunk_descriptor();
	if (chunk == NULL)
		return NULL;
	base = port_pages_or_release(npages, align);
	if (base == 0) {
		chunk_drop(chunk);
		return NULL;
	}
	chunk->base = base;
	chunk->npages = npages;
	used_pages += npages;
	*chunkp = chunk;
	return (void *)base;
}

static void
chunk_fill(struct chunk *chunk, uintptr_t base)
{
	chunk->base = base;
	chunk->npages = CHUNK_PAGES;
	chunk->nfree = CHUNK_PAGES;
	chunk->longest = CHUNK_PAGES;
	memset(chunk->free, 0xff, sizeof(chunk->free));
	free_pages += CHUNK_PAGES;
	kmsan_list_prepend(&by_age, &chunk->age);
	kmsan_list_prepend(&buckets[BUCKETS - 1], &chunk->bucket);
}

/* The first of several new ones; NULL: there are not so many pages in a row. */
static struct chunk *
chunk_new_batch(void)
{
	uintptr_t base = port_pages(BATCH * CHUNK_PAGES, BATCH_ALIGN);
	struct chunk *chunk = NULL;

	for (size_t left = base == 0 ? 0 : BATCH; left-- > 0;) {
		uintptr_t at = base + left * CHUNK_PAGES * KMSAN_PAGE_SIZE;

		chunk = chunk_descriptor();
		if (chunk == NULL)
			kmsan_pages_free((void *)at, CHUNK_PAGES * KMSAN_PAGE_SIZE);
		else
			chunk_fill(chunk, at);
	}
	return chunk;
}

static struct chunk *
chunk_new(void)
{
	struct chunk *chunk = used_pages >= MANY_PAGES ? chunk_new_batch() : NULL;
	uintptr_t base;

	if (chunk != NULL)
		return chunk;
	chunk = chunk_descriptor();
	if (chunk == NULL)
		return NULL;
	base = port_pages_or_release(CHUNK_PAGES, 1);
	if (base == 0) {
		chunk_drop(chunk);
		return NULL;
	}
	chunk_fill(chunk, base);
	return chunk;
}

/* Take the run out of a chunk in which it is known to fit. */
static void *
chunk_take(struct chunk *chunk, size_t npages, size_t align)
{
	size_t first = chunk->base / KMSAN_PAGE_SIZE;
	size_t at = 0, end = 0, start = 0;

	for (at = next_bit(chunk->free, 0, true); at < CHUNK_PAGES;
	     at = next_bit(chunk->free, end, true)) {
		end = next_bit(chunk->free, at, false);
		start = ((first + at + align - 1) & ~(align - 1)) - first;
		if (start + npages <= end)
			break;
	}
	set_bits(chunk->free, start, npages, false);
	chunk->nfree -= (unsigned)npages;
	free_pages -= npages;
	used_pages += npages;
	sort_in(chunk);
	return (void *)(chunk->base + start * KMSAN_PAGE_SIZE);
}

/* A chunk with so long a free run. The first bucket also holds chunks in which it does not fit. */
static struct chunk *
find_chunk(size_t need)
{
	unsigned first = log2_floor(need), looked = 0;

	for (struct kmsan_list *at = buckets[first].next; at != &buckets[first] && looked < LOOK;
	     at = at->next, looked++) {
		struct chunk *chunk = KMSAN_LIST_ENTRY(at, struct chunk, bucket);

		if (chunk->longest >= need)
			return chunk;
	}
	for (unsigned i = log2_ceil(need); i < BUCKETS; i++)
		if (!kmsan_list_empty(&buckets[i]))
			return KMSAN_LIST_ENTRY(buckets[i].next, struct chunk, bucket);
	return NULL;
}

static void *
alloc_locked(size_t npages, size_t align, struct chunk **chunk)
{
	size_t need = npages + align - 1;

	init_once();
	if (need > CHUNK_PAGES)
		return huge_alloc(npages, align, chunk);
	*chunk = find_chunk(need);
	if (*chunk == NULL)
		*chunk = chunk_new();
	return *chunk == NULL ? NULL : chunk_take(*chunk, npages, align);
}

void *
pages_alloc(size_t npages, size_t align, struct chunk **chunk)
{
	uintptr_t mask = lock_enter(&lock);
	void *pages = alloc_locked(npages, align, chunk);

	lock_leave(&lock, mask);
	return pages;
}

bool
pages_fresh(const void *pages, size_t npages, const struct chunk *chunk)
{
	size_t at = ((uintptr_t)pages - chunk->base) / KMSAN_PAGE_SIZE;

	if (chunk->npages > CHUNK_PAGES)
		return !chunk->huge_dirty;
	return next_bit(chunk->dirty, at, true) >= at + npages;
}

void
pages_free(void *pages, size_t npages, struct chunk *chunk)
{
	uintptr_t mask = lock_enter(&lock);
	size_t keep;

	used_pages -= npages;
	free_pages += npages;
	if (chunk->npages > CHUNK_PAGES) {
		chunk->huge_dirty = true;
		kmsan_list_prepend(&huge_free, &chunk->age);
	} else {
		size_t at = ((uintptr_t)pages - chunk->base) / KMSAN_PAGE_SIZE;

		set_bits(chunk->free, at, npages, true);
		set_bits(chunk->dirty, at, npages, true);
		chunk->nfree += (unsigned)npages;
		kmsan_list_remove(&chunk->age);
		kmsan_list_prepend(&by_age, &chunk->age);
		sort_in(chunk);
	}
	keep = KEEP_PAGES + used_pages / KEEP_SHARE;
	if (free_pages > keep)
		release_above(keep - keep / 4, HOLE_PAGES);
	lock_leave(&lock, mask);
	pages_wake();
}

size_t
pages_reclaim(void)
{
	uintptr_t mask = lock_enter(&lock);
	size_t released;

	init_once();
	released = release_above(0, 1);
	lock_leave(&lock, mask);
	return released;
}

unsigned
pages_epoch(void)
{
	return __atomic_load_n(&epoch, __ATOMIC_ACQUIRE);
}

void
pages_want(bool begin)
{
	__atomic_fetch_add(&pages_wanted, begin ? 1u : -1u, __ATOMIC_SEQ_CST);
}

void
pages_wait(unsigned before)
{
	uintptr_t mask = lock_enter(&lock);

	while (pages_epoch() == before)
		kmsan_port_wait(&epoch, &lock);
	lock_leave(&lock, mask);
}

void
pages_wake(void)
{
	uintptr_t mask;

	if (likely(__atomic_load_n(&pages_wanted, __ATOMIC_SEQ_CST) == 0))
		return;
	mask = lock_enter(&lock);
	__atomic_fetch_add(&epoch, 1, __ATOMIC_RELEASE);
	kmsan_port_wake(&epoch);
	lock_leave(&lock, mask);
}

void
pages_stats(struct pages_stats *stats)
{
	stats->used = used_pages;
	stats->free = free_pages;
}
