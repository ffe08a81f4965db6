/* SPDX-License-Identifier: BSD-2-Clause */
/* malloc and friends: what instrumented callers get, what libc's own callers leave behind. */
#include "check.h"
#include <errno.h>
#include <malloc.h>
#include <sys/mman.h>
#include <unistd.h>

static volatile int branch;
#define DECIDE(x)                                                                                  \
	do {                                                                                       \
		if (x)                                                                             \
			branch++;                                                                  \
	} while (0)

static void
fresh(void)
{
	char *p = hide(malloc(100));

	DIRTY(p, malloc_usable_size(p));
	REPORTS(NULL, 0, DECIDE(p[3]));
	TRUE(strcmp(seen.type, "Malloc") == 0 && strcmp(seen.kind, "uninit-value") == 0);
	p[3] = 1;
	SILENT(DECIDE(p[3]));
	REPORTS(NULL, 0, DECIDE(p[4]));
	free(p);
	REPORTS(NULL, 0, DECIDE(p[40]));
	TRUE(strcmp(seen.type, "Freed Malloc") == 0 && strcmp(seen.kind, "use-after-free") == 0);
	p = hide(calloc(3, 33));
	CLEAN(p, malloc_usable_size(p));
	free(p);
	free(NULL);
	p = hide(malloc(0));
	DIRTY(p, malloc_usable_size(p));
	free(p);
}

static void
aligned(void)
{
	void *p;

	p = hide(aligned_alloc(64, 128));
	TRUE((uintptr_t)p % 64 == 0);
	DIRTY(p, 128);
	free(p);
	p = hide(memalign(256, 10));
	DIRTY(p, 10);
	free(p);
	p = hide(valloc(10));
	DIRTY(p, 10);
	free(p);
	p = hide(pvalloc(10));
	DIRTY(p, 4096);
	free(p);
	UNINIT(&p, sizeof(p));
	TRUE(posix_memalign(&p, 32, 50) == 0);
	CLEAN(&p, sizeof(p));
	DIRTY(p, 50);
	free(p);
	TRUE(posix_memalign(&p, 3, 50) == EINVAL);
}

/* The marks of the kept part stay, wherever it goes; the rest is new. */
static void
resized(size_t from, size_t to)
{
	char *p = hide(malloc(from)), *q;
	size_t kept = from < to ? from : to;

	memset(p, 1, from);
	UNINIT(p + 5, 2);
	kmsan_mark(p + 8, 1, 0x04);
	q = hide(realloc(p, to));
	CLEAN(q, 5);
	DIRTY(q + 5, 2);
	CLEAN(q + 7, 1);
	TRUE(kmsan_test(q + 8, 1) == 0 && q[8] == 1);
	if (kept > 9)
		CLEAN(q + 9, kept - 9);
	if (malloc_usable_size(q) > kept)
		DIRTY(q + kept, malloc_usable_size(q) - kept);
	free(q);
	/* All of it initialised. */
	p = hide(malloc(from));
	memset(p, 2, from);
	q = hide(realloc(p, to));
	CLEAN(q, kept);
	if (malloc_usable_size(q) > kept)
		DIRTY(q + kept, malloc_usable_size(q) - kept);
	TRUE(q[kept - 1] == 2);
	free(q);
}

static void
resizes(void)
{
	static const size_t sizes[] = {16, 24, 100, 1000, 40000, 200000, 3000000};
	char *p;

	for (unsigned i = 0; i < 7; i++)
		for (unsigned j = 0; j < 7; j++)
			resized(sizes[i], sizes[j]);
	p = realloc(NULL, 20);
	DIRTY(p, 20);
	TRUE(realloc(p, 0) == NULL);
	p = reallocarray(NULL, 10, 7);
	DIRTY(p, 70);
	errno = 0;
	TRUE(reallocarray(p, (size_t)-1, 16) == NULL && errno == ENOMEM);
	DIRTY(p, 70);
	p[3] = 4;
	TRUE(realloc(p, (size_t)-1 / 2) == NULL && errno == ENOMEM);
	CLEAN(p + 3, 1);
	free(p);
}

/*
 * Memory that instrumented code freed and libc takes: getline's line, fopen's buffer, asprintf's
 * string. Nothing of the freed marks may show.
 */
static void
reused(void)
{
	char *line = NULL, *text;
	size_t size = 0;
	FILE *f;

	for (int i = 0; i < 50; i++)
		free(malloc(100 + (size_t)i * 8));
	f = fopen("/proc/self/status", "r");
	SILENT(getline(&line, &size, f));
	CLEAN(line, size);
	SILENT(DECIDE(line[0] == 'N'));
	free(line);
	fclose(f);
	SILENT(asprintf(&text, "%d %s", 5, "five"));
	CLEAN(text, malloc_usable_size(text));
	free(text);
}

/* A large block is a mapping of its own, and gone when it is freed: so are its marks. */
static void
mapped(void)
{
	char *p = hide(malloc(1 << 20)), *q;

	DIRTY(p, 1000);
	DIRTY(p + 500000, 1000);
	free(p);
	q = mmap(NULL, 1 << 20, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
	CLEAN(q, 1 << 20);
	munmap(q, 1 << 20);
	p = hide(calloc(1, 1 << 20));
	CLEAN(p, 1 << 20);
	free(p);
}

static void
moved_mappings(void)
{
	size_t page = (size_t)sysconf(_SC_PAGESIZE);
	char *p = mmap(NULL, 2 * page, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
	char *q, *next;

	UNINIT(p + 10, 20);
	/* Something right behind it: it has to move. */
	next = mmap(p + 2 * page, page, PROT_READ, MAP_PRIVATE | MAP_ANONYMOUS | MAP_FIXED, -1, 0);
	TRUE(next == p + 2 * page);
	q = mremap(p, 2 * page, 8 * page, MREMAP_MAYMOVE);
	TRUE(q != MAP_FAILED && q != p);
	CLEAN(q, 10);
	DIRTY(q + 10, 20);
	CLEAN(q + 30, 8 * page - 30);
	UNINIT(q, 100);
	TRUE(madvise(q, page, MADV_DONTNEED) == 0);
	CLEAN(q, page);
	UNINIT(q, 100);
	p = mmap(q, page, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_FIXED, -1, 0);
	TRUE(p == q);
	CLEAN(q, page);
	munmap(q, 8 * page);

	/* The shadow is nobody's to map over. */
	errno = 0;
	p = mmap((void *)0x250000000000, page, PROT_READ, MAP_PRIVATE | MAP_ANONYMOUS | MAP_FIXED,
	    -1, 0);
	TRUE(p == MAP_FAILED && errno == ENOMEM);
	p = sbrk(100);
	CLEAN(p, 100);
}

int
main(void)
{
	fresh();
	aligned();
	resizes();
	reused();
	mapped();
	moved_mappings();
	return passed();
}
