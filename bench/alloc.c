/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * alloc WHAT: one line, "WHAT NUMBER": nanoseconds of an operation, the best of slices of
 * some microseconds, for another process can only add to a time. An operation is an allocation of
 * 128 bytes and its free. Built plain and with user-space MSan, all of them are libc's malloc.
 *
 * count WHAT N: N operations and nothing else, to count instructions. live N: an operation while N
 * objects are live, and one that takes the place of a random live object. memory: what is lost to
 * rounding and headers, in percent, for objects of 1 to 4096 bytes, and how much of all goes back once
 * they are freed.
 */
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#ifdef KMSAN
#include <kmsan/kmem.h>
#include <kmsan/malloc.h>
#include <kmsan/pool.h>
static MALLOC_DEFINE(M_BENCH, "bench", "a type of this benchmark");
static pool_cache_t cache;
#endif

#define SIZE	128
#define SLICES	60
#define SLICE	4000
#define USED(p) __asm__ volatile("" : : "r"(p) : "memory")

static void
pairs_libc(unsigned n)
{
	while (n-- > 0) {
		void *p = (malloc)(SIZE);

		USED(p);
		(free)(p);
	}
}

#ifdef KMSAN
static void
pairs_kmem(unsigned n)
{
	while (n-- > 0) {
		void *p = kmem_alloc(SIZE, KM_SLEEP);

		USED(p);
		kmem_free(p, SIZE);
	}
}

static void
pairs_pool_cache(unsigned n)
{
	pool_cache_t pc = cache;

	while (n-- > 0) {
		void *p = pool_cache_get(pc, PR_WAITOK);

		USED(p);
		pool_cache_put(pc, p);
	}
}

static void
pairs_malloc(unsigned n)
{
	while (n-- > 0) {
		void *p = malloc(SIZE, M_BENCH, M_WAITOK);

		USED(p);
		free(p, M_BENCH);
	}
}
#define take(size)    kmem_alloc(size, KM_SLEEP)
#define give(p, size) kmem_free(p, size)
#else
#define pairs_kmem	 pairs_libc
#define pairs_pool_cache pairs_libc
#define pairs_malloc	 pairs_libc
#define take(size)	 (malloc)(size)
#define give(p, size)	 (free)(p)
#define kmem_reap()	 ((void)0)
#endif

static double
now(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return (double)t.tv_sec * 1e9 + (double)t.tv_nsec;
}

typedef void work(unsigned n);

static double
best(work *fn, unsigned n)
{
	double least = 1e30;

	fn(n);
	for (int i = 0; i < SLICES; i++) {
		double start = now(), took;

		fn(n);
		took = (now() - start) / n;
		if (took < least)
			least = took;
	}
	return least;
}

static void **objects;
static unsigned live;
static uint32_t seed = 1;

static uint32_t
next_random(void)
{
	seed ^= seed << 13;
	seed ^= seed >> 17;
	seed ^= seed << 5;
	return seed;
}

static void
replace(unsigned n)
{
	while (n-- > 0) {
		unsigned at = next_random() % live;

		give(objects[at], SIZE);
		objects[at] = take(SIZE);
	}
}

static void
with_live(unsigned n)
{
	live = n;
	objects = (calloc)(n, sizeof(*objects));
	for (unsigned i = 0; i < n; i++)
		objects[i] = take(SIZE);
	printf("live-%u-pair %.2f\n", n, best(pairs_kmem, SLICE));
	printf("live-%u-replace %.2f\n", n, best(replace, SLICE));
}

/* KiB of memory in use, that of the program and that of its shadow (all else). */
static void
resident(double *program, double *shadow)
{
	FILE *f = fopen("/proc/self/smaps", "r");
	unsigned long lo = 0, hi, kib;
	char line_of[512];

	*program = *shadow = 0;
	while (f != NULL && fgets(line_of, sizeof(line_of), f) != NULL) {
		if (sscanf(line_of, "%lx-%lx ", &lo, &hi) == 2)
			continue;
		if (sscanf(line_of, "Rss: %lu", &kib) != 1)
			continue;
		if (lo >> 40 == 0 || (lo >> 40 >= 0x51 && lo >> 40 < 0x60) || lo >> 40 >= 0x70)
			*program += (double)kib;
		else
			*shadow += (double)kib;
	}
	if (f != NULL)
		fclose(f);
}

#define MIX 60000

static void
memory(void)
{
	static void *p[MIX];
	static unsigned short size[MIX];
	double before, shadow_before, during, shadow, after, shadow_after, asked = 0;

	memset(p, 1, sizeof(p));
	memset(size, 1, sizeof(size));
	resident(&before, &shadow_before);
	for (unsigned i = 0; i < MIX; i++) {
		size[i] = (unsigned short)(1 + next_random() % 4096);
		p[i] = take(size[i]);
		memset(p[i], 0, size[i]);
		asked += size[i];
	}
	resident(&during, &shadow);
	for (unsigned i = 0; i < MIX; i++)
		give(p[i], size[i]);
	kmem_reap();
	resident(&after, &shadow_after);
	during -= before;
	shadow -= shadow_before;
	printf("lost %.2f\n", (during - asked / 1024) / (asked / 1024) * 100);
	printf("back %.2f\n", (1 - (after - before) / during) * 100);
	if (shadow > 0)
		printf("shadow-back %.2f\n", (1 - (shadow_after - shadow_before) / shadow) * 100);
}

static work *
work_of(const char *what)
{
	if (strcmp(what, "kmem") == 0)
		return pairs_kmem;
	if (strcmp(what, "pool_cache") == 0)
		return pairs_pool_cache;
	if (strcmp(what, "malloc") == 0)
		return pairs_malloc;
	return strcmp(what, "libc") == 0 ? pairs_libc : NULL;
}

int
main(int argc, char **argv)
{
	const char *what = argc > 1 ? argv[1] : "";
	work *fn = work_of(what);

#ifdef KMSAN
	cache = pool_cache_init(SIZE, 0, 0, 0, "bench", NULL, IPL_NONE, NULL, NULL, NULL);
#endif
	if (fn != NULL)
		printf("%s %.2f\n", what, best(fn, SLICE));
	else if (strcmp(what, "count") == 0 && argc > 3 && work_of(argv[2]) != NULL)
		work_of(argv[2])((unsigned)atoi(argv[3]));
	else if (strcmp(what, "live") == 0 && argc > 2)
		with_live((unsigned)atoi(argv[2]));
	else if (strcmp(what, "memory") == 0)
		memory();
	else
		return 2;
	return 0;
}
