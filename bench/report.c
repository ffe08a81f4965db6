/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * report.c chain | repeat | symbolize: nanoseconds of what an uninitialised value costs when it is
 * stored, decides something again, and is reported with symbols; lines "NAME NANOSECONDS".
 */
#include <kmsan/hooks.h>
#include <kmsan/kmsan.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <time.h>

#define NOINLINE __attribute__((noinline))
#define ROUNDS	 200000u
/* Below the limit of values a stack, with room for the warm-up. */
#define NEW 16000u

static int from[NEW], to[NEW], one;
static volatile int sum;

static double
now(clockid_t clock)
{
	struct timespec t;

	clock_gettime(clock, &t);
	return (double)t.tv_sec * 1e9 + (double)t.tv_nsec;
}

static NOINLINE void
store(int *dst, const int *src)
{
	*dst = *src;
}

/* A kernel's stack is some functions deep. */
static NOINLINE void
deep(unsigned depth, void (*fn)(void))
{
	if (depth == 0)
		fn();
	else
		deep(depth - 1, fn);
	__asm__ volatile("");
}

static void
chain(void)
{
	double start, known, made;
	static int same;

	kmsan_mark(&one, sizeof(one), KMSAN_STATE_UNINIT);
	store(&same, &one);
	start = now(CLOCK_THREAD_CPUTIME_ID);
	for (unsigned i = 0; i < ROUNDS; i++)
		store(&same, &one);
	known = (now(CLOCK_THREAD_CPUTIME_ID) - start) / ROUNDS;
	for (unsigned i = 0; i < NEW; i++) {
		kmsan_mark(&from[i], sizeof(from[i]), KMSAN_STATE_UNINIT);
		kmsan_orig(&from[i], sizeof(from[i]), KMSAN_TYPE_KMEM, KMSAN_RET_ADDR + i);
	}
	start = now(CLOCK_THREAD_CPUTIME_ID);
	for (unsigned i = 0; i < NEW; i++)
		store(&to[i], &from[i]);
	made = (now(CLOCK_THREAD_CPUTIME_ID) - start) / NEW;
	printf("chain-known %.0f\nchain-new %.0f\n", known, made);
}

static NOINLINE void
decide(void)
{
	if (one == 3)
		sum++;
}

static void
repeat(void)
{
	double start;

	kmsan_mark(&one, sizeof(one), KMSAN_STATE_UNINIT);
	decide();
	start = now(CLOCK_THREAD_CPUTIME_ID);
	for (unsigned i = 0; i < ROUNDS; i++)
		decide();
	printf("report-repeated %.0f\n", (now(CLOCK_THREAD_CPUTIME_ID) - start) / ROUNDS);
}

#define PLACE  if (one == 3) { sum++; }
#define PLACES PLACE PLACE PLACE PLACE PLACE PLACE PLACE PLACE PLACE PLACE

static NOINLINE void
places(void)
{
	PLACES
	PLACES
}

static void
symbolize(void)
{
	double start, first;

	kmsan_mark(&one, sizeof(one), KMSAN_STATE_UNINIT);
	start = now(CLOCK_MONOTONIC);
	decide();
	first = now(CLOCK_MONOTONIC) - start;
	start = now(CLOCK_MONOTONIC);
	places();
	printf("report-first %.0f\nreport-further %.0f\n", first,
	    (now(CLOCK_MONOTONIC) - start) / (kmsan_report_count() - 1));
}

int
main(int argc, char **argv)
{
	const char *what = argc > 1 ? argv[1] : "";

	if (strcmp(what, "chain") == 0)
		deep(8, chain);
	else if (strcmp(what, "repeat") == 0)
		deep(8, repeat);
	else if (strcmp(what, "symbolize") == 0)
		deep(8, symbolize);
	else
		return 2;
	return 0;
}
