/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef TESTS_LIBC_CHECK_H
#define TESTS_LIBC_CHECK_H

/*
 * For instrumented programs that call libc and see what was reported and what is marked.
 *
 *	READS(sink, p, n, total, call)	call depends on exactly the first n of the total bytes at p:
 *					an uninitialised one of those is reported in that sink
 *					with its offset, one of the others is not
 *	WRITES(p, n, total, call)	call initialises exactly the first n bytes
 *	REPORTS(sink, first, call)	one report, in that sink (NULL: a branch), at that offset
 *	SILENT(call)			no report
 */

#ifndef _GNU_SOURCE
#define _GNU_SOURCE
#endif
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <kmsan/kmsan.h>

#ifdef __cplusplus
extern "C"
#endif
    const char *
    kmsan_default_options(void);
const char *
kmsan_default_options(void)
{
	return "dedup=0:symbolize=0";
}

static struct {
	unsigned count;
	char sink[64], kind[32], type[32];
	size_t first, size;
	char text[4096];
} seen;

static unsigned checks;

static bool
see(const struct kmsan_report_info *info, void *arg)
{
	(void)arg;
	if (seen.count++ > 0)
		return true; /* the first one counts */
	seen.sink[0] = '\0';
	if (info->sink != NULL)
		snprintf(seen.sink, sizeof(seen.sink), "%s", info->sink);
	snprintf(seen.kind, sizeof(seen.kind), "%s", info->kind);
	snprintf(seen.type, sizeof(seen.type), "%s", info->type);
	snprintf(seen.text, sizeof(seen.text), "%s", info->text);
	seen.first = info->first;
	seen.size = info->size;
	return true;
}

static void __attribute__((constructor)) start_seeing(void)
{
	kmsan_set_report_callback(see, NULL);
}

/* Where did it go wrong, and how did the loop that is in the macro stand? */
static __attribute__((noreturn, unused)) void
wrong(int line, const char *what, size_t at)
{
	fprintf(stderr, "line %d: %s (at %zu): %u reports, the first in '%s' at %zu/%zu, %s, %s\n",
	    line, what, at, seen.count, seen.sink, seen.first, seen.size, seen.kind, seen.type);
	if (seen.count > 0)
		fputs(seen.text, stderr);
	fflush(NULL);
	abort();
}

static void __attribute__((unused)) expect(int line, const char *sink, size_t first, size_t at)
{
	checks++;
	if (sink == NULL)
		sink = "";
	if (seen.count == 0)
		wrong(line, "no report", at);
	if (strcmp(seen.sink, sink) != 0 || (*sink != '\0' && seen.first != first))
		wrong(line, "another report", at);
}

static void __attribute__((unused)) expect_none(int line, size_t at)
{
	checks++;
	if (seen.count != 0)
		wrong(line, "a report", at);
}

/* The compiler knows neither the address nor what is there. */
static __attribute__((noinline, unused)) void *
hide(const void *p)
{
	void *q = (void *)(uintptr_t)p;

	__asm__ volatile("" : "+r"(q) : : "memory");
	return q;
}

#define UNINIT(p, n) kmsan_mark(p, n, KMSAN_STATE_UNINIT)
#define INITED(p, n) kmsan_mark(p, n, KMSAN_STATE_INITED)

/* libc's headers call many functions pure: without this they could move behind the look at seen. */
#define BARRIER __asm__ volatile("" : : : "memory")

#define SILENT(call_)                                                                              \
	do {                                                                                       \
		seen.count = 0;                                                                    \
		call_;                                                                             \
		BARRIER;                                                                           \
		expect_none(__LINE__, 0);                                                          \
	} while (0)

#define REPORTS(sink_, first_, call_)                                                              \
	do {                                                                                       \
		seen.count = 0;                                                                    \
		call_;                                                                             \
		BARRIER;                                                                           \
		expect(__LINE__, sink_, first_, first_);                                           \
	} while (0)

#define READS(sink_, at_, n__, total__, call_) READS_SOME(true, sink_, at_, n__, total__, call_)

/* Only the bytes at the edges and in the middle: for tests in loops. */
#define READS_EDGES(sink_, at_, n__, total__, call_)                                               \
	READS_SOME(i_ == 0 || i_ == n_ / 2 || i_ + 1 == n_ || i_ == n_ || i_ + 1 == total_, sink_, \
	    at_, n__, total__, call_)

#define READS_SOME(which_, sink_, at_, n__, total__, call_)                                        \
	do {                                                                                       \
		char *p_ = (char *)hide(at_);                                                      \
		size_t n_ = (n__), total_ = (total__);                                             \
                                                                                                   \
		SILENT(call_);                                                                     \
		for (size_t i_ = 0; i_ < total_; i_++) {                                           \
			if (!(which_))                                                             \
				continue;                                                          \
			UNINIT(p_ + i_, 1);                                                        \
			seen.count = 0;                                                            \
			call_;                                                                     \
			BARRIER;                                                                   \
			INITED(p_ + i_, 1);                                                        \
			if (i_ < n_)                                                               \
				expect(__LINE__, sink_, i_, i_);                                   \
			else                                                                       \
				expect_none(__LINE__, i_);                                         \
		}                                                                                  \
	} while (0)

#define CLEAN(at_, n_)                                                                             \
	do {                                                                                       \
		checks++;                                                                          \
		if (kmsan_test(at_, n_) != -1)                                                     \
			wrong(__LINE__, "uninitialised", (size_t)kmsan_test(at_, n_));             \
	} while (0)

/* All of the n bytes. */
#define DIRTY(at_, n_)                                                                             \
	do {                                                                                       \
		checks++;                                                                          \
		for (size_t j_ = 0; j_ < (size_t)(n_); j_++)                                       \
			if (kmsan_test((const char *)(at_) + j_, 1) != 0)                          \
				wrong(__LINE__, "initialised", j_);                                \
	} while (0)

#define WRITES(at_, n__, total__, call_)                                                           \
	do {                                                                                       \
		char *p_ = (char *)hide(at_);                                                      \
		size_t n_ = (n__), total_ = (total__);                                             \
                                                                                                   \
		UNINIT(p_, total_);                                                                \
		SILENT(call_);                                                                     \
		CLEAN(p_, n_);                                                                     \
		DIRTY(p_ + n_, total_ - n_);                                                       \
		INITED(p_, total_);                                                                \
	} while (0)

#define TRUE(x)                                                                                    \
	do {                                                                                       \
		checks++;                                                                          \
		if (!(x))                                                                          \
			wrong(__LINE__, "is not so: " #x, 0);                                      \
	} while (0)

/* Below the caller's frame the stack bears marks now, as after any deep call. */
static __attribute__((noinline, unused)) void
mark_stack(void)
{
	char dead[65536];

	UNINIT(hide(dead), sizeof(dead));
}

/* As the last thing in main. */
static __attribute__((unused)) int
passed(void)
{
	if (checks == 0 || kmsan_report_count() != 0)
		abort();
	printf("%u checks\n", checks);
	return 0;
}

#endif
