/* SPDX-License-Identifier: BSD-2-Clause */
/* A name cache: a hash table of names, that grows, with least recently used entries recycled. */
#include <stdlib.h>
#include <string.h>

#include "work.h"

#define LIMIT 2000

struct entry {
	struct entry *next;
	struct entry *older, *newer;
	uint32_t hash, parent, value;
	uint8_t length;
	char name[31];
};

struct cache {
	struct entry **bucket;
	uint32_t buckets, count, hits;
	struct entry lru; /* newer: the oldest; older: the newest */
};

static uint32_t
hash(const char *name, size_t n, uint32_t h)
{
	for (size_t i = 0; i < n; i++)
		h = (h ^ (uint8_t)name[i]) * 16777619u;
	return h;
}

static void
unlink_lru(struct entry *e)
{
	e->older->newer = e->newer;
	e->newer->older = e->older;
}

static void
link_newest(struct cache *c, struct entry *e)
{
	e->newer = &c->lru;
	e->older = c->lru.older;
	e->older->newer = e;
	c->lru.older = e;
}

static void
grow(struct cache *c)
{
	uint32_t n = c->buckets * 2;
	struct entry **bucket = work_alloc(n * sizeof(*bucket)), *e, *next;

	memset(bucket, 0, n * sizeof(*bucket));
	for (uint32_t i = 0; i < c->buckets; i++) {
		for (e = c->bucket[i]; e != NULL; e = next) {
			next = e->next;
			e->next = bucket[e->hash % n];
			bucket[e->hash % n] = e;
		}
	}
	free(c->bucket);
	c->bucket = bucket;
	c->buckets = n;
}

static void
drop_oldest(struct cache *c)
{
	struct entry *e = c->lru.newer, **link = &c->bucket[e->hash % c->buckets];

	while (*link != e)
		link = &(*link)->next;
	*link = e->next;
	unlink_lru(e);
	free(e);
	c->count--;
}

static uint32_t
lookup(struct cache *c, uint32_t parent, const char *name, size_t n)
{
	uint32_t h = hash(name, n, parent * 2654435761u);
	struct entry *e = c->bucket[h % c->buckets];

	while (e != NULL && (e->hash != h || e->parent != parent || e->length != n ||
				memcmp(e->name, name, n) != 0))
		e = e->next;
	if (e != NULL) {
		c->hits++;
		unlink_lru(e);
		link_newest(c, e);
		return e->value;
	}
	if (c->count == LIMIT)
		drop_oldest(c);
	else if (c->count > c->buckets)
		grow(c);
	e = work_alloc(sizeof(*e));
	e->hash = h;
	e->parent = parent;
	e->value = h >> 3;
	e->length = (uint8_t)n;
	memcpy(e->name, name, n);
	e->next = c->bucket[h % c->buckets];
	c->bucket[h % c->buckets] = e;
	link_newest(c, e);
	c->count++;
	return e->value;
}

uint32_t
work(unsigned rounds)
{
	uint32_t sum = 1, seed = 7;
	char name[31];

	for (unsigned i = 0; i < rounds; i++) {
		struct cache c = {NULL, 64, 0, 0, {0}};

		c.bucket = work_alloc(c.buckets * sizeof(*c.bucket));
		memset(c.bucket, 0, c.buckets * sizeof(*c.bucket));
		c.lru.newer = c.lru.older = &c.lru;
		for (unsigned j = 0; j < 20000; j++) {
			uint32_t r = work_random(&seed),
				 which = (r % 90) * (r >> 16) % 90 * (r % 41);
			size_t n = 0;

			do {
				name[n++] = (char)('a' + which % 26);
				which = which / 26 * 7;
			} while (which != 0 && n < 12);
			while (n < 8 + r % 7)
				name[n++] = '.';
			sum = work_mix(sum, lookup(&c, r % 5, name, n));
		}
		sum = work_mix(sum, c.hits);
		while (c.count > 0)
			drop_oldest(&c);
		free(c.bucket);
	}
	return sum;
}
