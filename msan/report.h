/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef MSAN_REPORT_H
#define MSAN_REPORT_H

#include "msan/diagnose.h"

/*
 * Policy: one report at a time, new or repeated, suppressed or over the limit, print, go on or
 * stop. Any context; a report inside a report of the same lwp is counted and dropped.
 */
void report_submit(const struct report_request *request);

/*
 * kmsan_fatal() with a second stack behind that of pc, under a title of its own; NULL: none. The
 * pcs are return addresses.
 */
struct report_stack {
	const char *title;
	const uintptr_t *pcs;
	size_t count;
};
_Noreturn void report_fatal(uintptr_t pc, const struct report_stack *second, const char *format,
    ...) __attribute__((format(printf, 3, 4)));

/*
 * The end of the program: print the counts, if anything was reported, and statistics, if asked
 * for. Returns the exit status to use instead of status. Prints once, however often it is called.
 */
int report_finish(int status);

/*
 * Around fork: the child has only the forking thread, so that no other may be inside a report, or
 * half through with a record, at that moment.
 */
void report_fork_prepare(void);
void report_fork_done(void);

/* In the child, after that: it counts and tells its own reports, whatever its parent has told. */
void report_forget(void);

struct report_counts {
	uint64_t reports, distinct, suppressed, nested;
};
void report_counts(struct report_counts *counts);

#endif
