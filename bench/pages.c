/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * pages KIB: from which size on is it worth to leave pages to the system instead of writing them?
 * Nanoseconds of a KiB of memory, the best of several times. New memory, that nobody has touched yet:
 *
 * new-zero: written with zeros. new-back: given back, so that it is zero.
 *
 * Memory that was written before:
 *
 * zero, back: the same. back-write: and then written, a byte
 * of each page, as shadow is that becomes poisoned again. ones: written with ones. shared: pages of
 * ones mapped over it, the same 2 MiB again and again. shared-write: and then written, a byte of each.
 */
#define _GNU_SOURCE
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <time.h>
#include <unistd.h>

#define TIMES 12
#define PAGE  4096
#define ONES  ((size_t)2 << 20)

static char *memory;
static size_t size;
static int ones_file;

static void
write_zeros(void)
{
	memset(memory, 0, size);
}

static void
give_back(void)
{
	if (madvise(memory, size, MADV_DONTNEED) != 0)
		abort();
}

static void
touch(void)
{
	for (size_t at = 0; at < size; at += PAGE)
		((volatile char *)memory)[at] = 1;
}

static void
give_back_and_touch(void)
{
	give_back();
	touch();
}

static void
write_ones(void)
{
	memset(memory, 0xff, size);
}

static void
share_ones(void)
{
	for (size_t at = 0; at < size; at += ONES) {
		size_t n = size - at < ONES ? size - at : ONES;

		if (mmap(memory + at, n, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_FIXED, ones_file,
			0) == MAP_FAILED)
			abort();
	}
}

static void
share_ones_and_touch(void)
{
	share_ones();
	touch();
}

static void
fresh(int touched)
{
	if (mmap(memory, size, PROT_READ | PROT_WRITE,
		MAP_PRIVATE | MAP_ANONYMOUS | MAP_FIXED | MAP_NORESERVE, -1, 0) == MAP_FAILED)
		abort();
	/* As the shadow is mapped. */
	madvise(memory, size, MADV_NOHUGEPAGE);
	if (touched)
		memset(memory, 1, size);
}

static double
now(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return (double)t.tv_sec * 1e9 + (double)t.tv_nsec;
}

int
main(int argc, char **argv)
{
	static const struct {
		const char *name;
		void (*fn)(void);
		int touched;
	} ways[] = {{"new-zero", write_zeros, 0}, {"new-back", give_back, 0},
	    {"zero", write_zeros, 1}, {"back", give_back, 1},
	    {"back-write", give_back_and_touch, 1}, {"ones", write_ones, 1},
	    {"shared", share_ones, 1}, {"shared-write", share_ones_and_touch, 1}};
	static char ones[ONES];
	size_t kib = argc == 2 ? strtoul(argv[1], NULL, 10) : 0;
	double best, start, took;

	size = kib << 10;
	if (size < PAGE || size % PAGE != 0)
		return 2;
	memory = mmap(NULL, size, PROT_NONE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
	ones_file = memfd_create("ones", MFD_CLOEXEC);
	memset(ones, 0xff, sizeof(ones));
	if (memory == MAP_FAILED || write(ones_file, ones, ONES) != (ssize_t)ONES)
		return 1;
	for (size_t i = 0; i < sizeof(ways) / sizeof(ways[0]); i++) {
		best = 1e30;
		for (int n = 0; n < TIMES; n++) {
			fresh(ways[i].touched);
			start = now();
			ways[i].fn();
			took = now() - start;
			best = took < best ? took : best;
		}
		printf("%zu %s %.2f\n", kib, ways[i].name, best / (double)kib);
	}
	return 0;
}
