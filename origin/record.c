/* SPDX-License-Identifier: BSD-2-Clause */
#include "origin/record.h"

#include <string.h>

#include <kmsan/hooks.h>

#include "origin/space.h"

#define CHUNK 4096u
_Static_assert(RECORD_LIMIT == SPACE_WINDOWS, "records end where windows begin");
#define BUCKETS	    (1u << 17)
#define ARENA_PAGES ((size_t)64 << 10)

struct interned {
	struct interned *next;
	uint32_t size;
	uint32_t count;
	unsigned char bytes[];
};

static struct kmsan_lock lock;
static struct record *chunk[SPACE_WINDOWS / CHUNK];
static uint32_t bucket[BUCKETS];
static uint32_t count = RECORD_FIRST;
static struct interned *intern_bucket[BUCKETS];
static unsigned char *arena;
static size_t arena_left, arena_bytes;
static uint64_t degraded;

uintptr_t
origin_lock(void)
{
	uintptr_t mask = kmsan_port_intr_mask(true, 0);

	kmsan_port_lock(&lock);
	return mask;
}

void
origin_unlock(uintptr_t mask)
{
	kmsan_port_unlock(&lock);
	kmsan_port_intr_mask(false, mask);
}

void
origin_coarser(void)
{
	__atomic_add_fetch(&degraded, 1, __ATOMIC_RELAXED);
}

void
origin_degraded(void)
{
	static bool said;

	origin_coarser();
	if (!__atomic_exchange_n(&said, true, __ATOMIC_RELAXED))
		kmsan_note(
		    "no room for more origins: some will be coarser or Unknown from here on");
}

static uint64_t
hash_bytes(const void *bytes, size_t size)
{
	const unsigned char *p = bytes;
	uint64_t h = size, v = 0;

	for (; size >= 8; p += 8, size -= 8) {
		memcpy(&v, p, 8);
		h = hash_mix(h, v);
	}
	v = 0;
	memcpy(&v, p, size);
	return hash_mix(h, v);
}

static bool
record_same(const struct record *a, const struct record *b)
{
	return a->pc == b->pc && a->link == b->link && a->kind == b->kind && a->depth == b->depth;
}

const struct record *
record_get(uint32_t number)
{
	if (number < RECORD_FIRST || number >= __atomic_load_n(&count, __ATOMIC_ACQUIRE))
		return NULL;
	return &chunk[number / CHUNK][number % CHUNK];
}

static uint32_t
record_append(const struct record *content, uint32_t *head)
{
	uint32_t number = count;

	if (number >= SPACE_WINDOWS)
		return 0;
	if (chunk[number / CHUNK] == NULL) {
		chunk[number / CHUNK] = kmsan_port_pages(CHUNK * sizeof(struct record));
		if (chunk[number / CHUNK] == NULL)
			return 0;
	}

	struct record *r = &chunk[number / CHUNK][number % CHUNK];

	*r = *content;
	r->next = *head;
	*head = number;
	/* Readers do not lock: the record is whole before its number counts. */
	__atomic_store_n(&count, number + 1, __ATOMIC_RELEASE);
	return number;
}

uint32_t
record_make(const struct record *content)
{
	uint64_t h = hash_mix(hash_mix(content->pc, content->link), content->kind);
	uint32_t *head = &bucket[h % BUCKETS];
	uintptr_t mask = origin_lock();
	uint32_t number = *head;

	while (number != 0 && !record_same(&chunk[number / CHUNK][number % CHUNK], content))
		number = chunk[number / CHUNK][number % CHUNK].next;
	if (number == 0)
		number = record_append(content, head);
	origin_unlock(mask);
	if (number == 0)
		origin_degraded();
	return number;
}

static struct interned *
intern_new(const void *bytes, size_t size)
{
	size_t need = (sizeof(struct interned) + size + 7) & ~(size_t)7;

	if (need > ARENA_PAGES)
		return NULL;
	if (need > arena_left) {
		if (arena_bytes + ARENA_PAGES > INTERN_LIMIT)
			return NULL;

		unsigned char *pages = kmsan_port_pages(ARENA_PAGES);

		if (pages == NULL)
			return NULL;
		arena = pages;
		arena_left = ARENA_PAGES;
		arena_bytes += ARENA_PAGES;
	}

	struct interned *entry = (struct interned *)arena;

	arena += need;
	arena_left -= need;
	entry->size = (uint32_t)size;
	memcpy(entry->bytes, bytes, size);
	return entry;
}

const void *
record_intern(const void *bytes, size_t size)
{
	struct interned **head = &intern_bucket[hash_bytes(bytes, size) % BUCKETS];
	uintptr_t mask = origin_lock();
	struct interned *entry = *head;

	while (entry != NULL && (entry->size != size || memcmp(entry->bytes, bytes, size) != 0))
		entry = entry->next;
	if (entry == NULL) {
		entry = intern_new(bytes, size);
		if (entry != NULL) {
			entry->next = *head;
			*head = entry;
		}
	}
	origin_unlock(mask);
	if (entry == NULL) {
		origin_degraded();
		return NULL;
	}
	return entry->bytes;
}

unsigned
record_intern_count(const void *interned)
{
	struct interned *entry =
	    (struct interned *)((const char *)interned - offsetof(struct interned, bytes));

	return __atomic_add_fetch(&entry->count, 1, __ATOMIC_RELAXED);
}

unsigned
record_count(void)
{
	return count - RECORD_FIRST;
}

size_t
record_bytes(void)
{
	return arena_bytes + (size_t)(count - RECORD_FIRST) * sizeof(struct record);
}

uint64_t
record_degraded(void)
{
	return __atomic_load_n(&degraded, __ATOMIC_RELAXED);
}
