/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * bulk WHAT SIZE: one line, "WHAT SIZE NANOSECONDS [RATIO]", of an operation on SIZE bytes: the best
 * of many slices, for another process can only add to a time; RATIO: what two threads with data of
 * their own do in the time, over what one does. bulk one WHAT SIZE: without the second thread. bulk
 * objects WHAT N: an operation on a random one of N objects of 64 bytes. bulk count WHAT SIZE N: N
 * operations and nothing else.
 * bulk touch MIB: write and read so much memory, in pieces of 1 MiB.
 *
 * copy, fill: memcpy and memset of initialised bytes. chain: memcpy of bytes that are not. check: is
 * the memory initialised? poison: it is not, from now on. copyout: to a process; plain it is a copy.
 * switch: an interrupt level is entered and left. alloc: kmem_alloc and kmem_free. registers: sums in
 * registers: what two processors do that have no memory in common, or are two halves of one.
 */
#include <pthread.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/resource.h>
#include <time.h>

#ifdef KMSAN
#include <kmsan/hooks.h>
#include <kmsan/host.h>
#include <kmsan/kmem.h>
#include <kmsan/kmsan.h>
#include <kmsan/uaccess.h>
#elif defined(MSAN)
#include <sanitizer/msan_interface.h>
#endif

#define SLICE_NS 3e5
#define TOTAL_NS 5e7
#define USED(p)	 __asm__ volatile("" : : "r"(p) : "memory")

struct data {
	size_t size;
	char *from, *to, *user, *poisoned;
};
typedef void work(const struct data *d);

static void
copy(const struct data *d)
{
	USED(d->from);
	memcpy(d->to, d->from, d->size);
	USED(d->to);
}

static void
fill(const struct data *d)
{
	memset(d->to, 1, d->size);
	USED(d->to);
}

static void
chain(const struct data *d)
{
	memcpy(d->to, d->poisoned, d->size);
	USED(d->to);
}

#ifdef KMSAN
static void
check(const struct data *d)
{
	kmsan_check(d->from, d->size, "bench");
}

static void
poison(const struct data *d)
{
	kmsan_mark(d->poisoned, d->size, KMSAN_STATE_UNINIT);
}

static void
out(const struct data *d)
{
	if (copyout(d->from, d->user, d->size) != 0)
		abort();
}

static void
change(const struct data *d)
{
	(void)d;
	kmsan_intr_enter();
	kmsan_intr_leave();
}

static void
allocate(const struct data *d)
{
	void *p = kmem_alloc(d->size, KM_SLEEP);

	USED(p);
	kmem_free(p, d->size);
}
#else
#ifdef MSAN
static void
check(const struct data *d)
{
	__msan_check_mem_is_initialized(d->from, d->size);
}

static void
poison(const struct data *d)
{
	__msan_allocated_memory(d->poisoned, d->size);
}
#else
#define check  copy
#define poison fill
#endif
#define out    copy
#define change fill

static void
allocate(const struct data *d)
{
	void *p = malloc(d->size);

	USED(p);
	free(p);
}
#endif

static void
registers(const struct data *d)
{
	unsigned long a = 1, b = 2, c = 3, e = 4;

	(void)d;
	for (int i = 0; i < 100; i++)
		__asm__ volatile("add $1, %0; add $1, %1; add $1, %2; add $1, %3"
				 : "+r"(a), "+r"(b), "+r"(c), "+r"(e));
}

static const struct {
	const char *name;
	work *fn;
} works[] = {{"copy", copy}, {"fill", fill}, {"chain", chain}, {"check", check}, {"poison", poison},
    {"copyout", out}, {"switch", change}, {"alloc", allocate}, {"registers", registers}};

static work *
work_of(const char *name)
{
	for (unsigned i = 0; i < sizeof(works) / sizeof(works[0]); i++)
		if (strcmp(works[i].name, name) == 0)
			return works[i].fn;
	fprintf(stderr, "bulk: there is no %s\n", name);
	exit(2);
}

static char *
area(size_t size)
{
	char *p =
	    mmap(NULL, size + 4096, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);

	if (p == MAP_FAILED)
		abort();
	memset(p, 1, size);
	return p;
}

/* Only what is used, for an area of 1 GiB has as much shadow, twice. */
static void
prepare(struct data *d, const char *what, size_t size)
{
	bool none = strcmp(what, "alloc") == 0 || strcmp(what, "switch") == 0 || size == 0;
	bool dirty = strcmp(what, "chain") == 0 || strcmp(what, "poison") == 0;
	size_t n = none ? 64 : size;

	*d = (struct data){size, area(n), area(n), NULL, dirty ? area(n) : NULL};
	d->user = d->to;
#ifdef KMSAN
	if (strcmp(what, "copyout") == 0 && (d->user = kmsan_user_alloc(n)) == NULL)
		abort();
#endif
	if (strcmp(what, "chain") == 0)
		poison(d);
}

static double
now(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return (double)t.tv_sec * 1e9 + (double)t.tv_nsec;
}

static double
slice(work *fn, const struct data *d, size_t n)
{
	double start = now();

	for (size_t i = 0; i < n; i++)
		fn(d);
	return now() - start;
}

/*
 * How many operations take about SLICE_NS. Of a single one the clock's own time is the larger part: a
 * number found from that makes slices so short that two threads seem to be waiting for each other.
 */
static size_t
slice_length(work *fn, const struct data *d)
{
	size_t n = 1;

	while (slice(fn, d, n) < SLICE_NS / 2)
		n *= 2;
	return n;
}

/* Two threads: on a flag each does a slice; it ends when both are done. */
static struct second {
	work *fn;
	struct data d;
	size_t n;
	/* Apart from what both read. */
	_Alignas(64) atomic_uint wanted;
	_Alignas(64) atomic_uint done;
} second;

static void *
second_main(void *arg)
{
	(void)arg;
	for (unsigned turn = 1;; turn++) {
		while (atomic_load(&second.wanted) < turn)
			__builtin_ia32_pause();
		slice(second.fn, &second.d, second.n);
		atomic_store(&second.done, turn);
	}
}

static double
both(work *fn, const struct data *d, unsigned turn)
{
	double start = now();

	atomic_store(&second.wanted, turn);
	slice(fn, d, second.n);
	while (atomic_load(&second.done) < turn)
		;
	return now() - start;
}

static void
measure(const char *what, size_t size)
{
	static struct data d;
	work *fn = work_of(what);
	double one = 1e30, two = 1e30, took, spent = 0;
	unsigned turns = 0;
	pthread_t thread;

	prepare(&d, what, size);
	prepare(&second.d, what, size);
	second.fn = fn;
	second.n = slice_length(fn, &d);
	if (pthread_create(&thread, NULL, second_main, NULL) != 0)
		abort();
	while (spent < TOTAL_NS || turns < 3) {
		took = slice(fn, &d, second.n) / (double)second.n;
		one = took < one ? took : one;
		spent += took * (double)second.n;
		took = both(fn, &d, ++turns) / (double)second.n;
		two = took < two ? took : two;
	}
	printf("%s %zu %.1f %.2f\n", what, size, one, 2 * one / two);
}

static double
best_of(work *fn, const struct data *d)
{
	size_t n = slice_length(fn, d);
	double best = 1e30, took, spent = 0;

	for (unsigned turns = 0; spent < TOTAL_NS || turns < 3; turns++) {
		took = slice(fn, d, n) / (double)n;
		best = took < best ? took : best;
		spent += took * (double)n;
	}
	return best;
}

static void
measure_one(const char *what, size_t size)
{
	static struct data d;

	prepare(&d, what, size);
	printf("%s %zu %.1f\n", what, size, best_of(work_of(what), &d));
}

#define OBJECT 64
static work *object_work;

static void
one_object(const struct data *d)
{
	static uint32_t seed = 1;
	struct data object = {.size = OBJECT};
	size_t at;

	seed ^= seed << 13;
	seed ^= seed >> 17;
	seed ^= seed << 5;
	at = seed % d->size / OBJECT * OBJECT;
	object.from = d->from + at;
	object.to = d->to + at;
	object.poisoned = d->poisoned != NULL ? d->poisoned + at : NULL;
	object_work(&object);
}

static void
measure_objects(const char *what, size_t n)
{
	static struct data d;

	prepare(&d, what, n * OBJECT);
	object_work = work_of(what);
	printf("%s %zu %.1f\n", what, n, best_of(one_object, &d));
}

static void
touch(size_t mib)
{
	unsigned sum = 0;

	for (size_t i = 0; i < mib; i++) {
		char *p = malloc(1 << 20);

		for (size_t at = 0; at < 1 << 20; at += 64)
			memset(p + at, (int)i, 64);
		for (size_t at = 0; at < 1 << 20; at += 4096)
			sum += (unsigned char)p[at];
		USED(p);
	}
	printf("touch %u\n", sum);
}

int
main(int argc, char **argv)
{
	if (argc == 3 && strcmp(argv[1], "touch") == 0) {
		touch(strtoul(argv[2], NULL, 10));
	} else if (argc == 4 && strcmp(argv[1], "one") == 0) {
		measure_one(argv[2], strtoul(argv[3], NULL, 10));
	} else if (argc == 4 && strcmp(argv[1], "objects") == 0) {
		measure_objects(argv[2], strtoul(argv[3], NULL, 10));
	} else if (argc == 5 && strcmp(argv[1], "count") == 0) {
		static struct data d;

		prepare(&d, argv[2], strtoul(argv[3], NULL, 10));
		slice(work_of(argv[2]), &d, strtoul(argv[4], NULL, 10));
	} else if (argc == 3) {
		measure(argv[1], strtoul(argv[2], NULL, 10));
	} else {
		return 2;
	}
	return 0;
}
