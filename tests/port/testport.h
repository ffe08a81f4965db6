/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef KMSAN_TESTPORT_H
#define KMSAN_TESTPORT_H

/*
 * What a unit test says to the test port: make pages run out, read the console, come back from a
 * stop. Threads: all may be called from any; the settings are of the whole process.
 */

#include <setjmp.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <kmsan/port.h>
#include <kmsan/types.h>

#include "port_inline.h"

/* Back to the settings of the start: no failures, hooks or faults, empty console, clean dummy. */
void kmsan_test_reset(void);

/*
 * PAGES. fail_at(n): the n-th call from now on fails (1 = the next, 0 = none does); fail_from(n):
 * and all after it.
 * calls: since the start. used: pages given out and not freed; freeing others aborts.
 */
void kmsan_test_pages_fail_at(size_t n);
void kmsan_test_pages_fail_from(size_t n);
void kmsan_test_pages_fail_all(bool fail);
size_t kmsan_test_pages_calls(void);
size_t kmsan_test_pages_used(void);

/* CONSOLE. The text since the last reset; valid until then. */
const char *kmsan_test_console(void);
void kmsan_test_console_reset(void);

/*
 * STOP. KMSAN_TEST_STOPS(statement): the status that kmsan_port_stop() was called with, or -1 if
 * the statement came to its end. On this thread only; a stop elsewhere aborts the test with the
 * console's text. Statements nest. Locals that the statement changes must be volatile.
 */
struct kmsan_test_stop {
	sigjmp_buf jump;
	int status;
	struct kmsan_test_stop *outer;
};
extern __thread struct kmsan_test_stop *kmsan_test_stop;

#define KMSAN_TEST_STOPS(statement)                                                                \
	__extension__({                                                                            \
		struct kmsan_test_stop stop_ = {.status = -1, .outer = kmsan_test_stop};           \
		kmsan_test_stop = &stop_;                                                          \
		if (sigsetjmp(stop_.jump, 1) == 0) {                                               \
			statement;                                                                 \
		}                                                                                  \
		kmsan_test_stop = stop_.outer;                                                     \
		stop_.status;                                                                      \
	})

/*
 * LOCKS AND SLEEP. Taking a lock twice, or opening one that is not held, aborts. sleepers: lwps in
 * kmsan_port_wait now. wait_hook is called instead of sleeping, with the lock open.
 * locks_held: by this lwp. masked: has this lwp its interrupts masked?
 */
size_t kmsan_test_sleepers(void);
extern void (*kmsan_test_wait_hook)(const void *channel);
size_t kmsan_test_locks_held(void);
bool kmsan_test_masked(void);

/* SIGUSR1 is an interrupt: masking really blocks it (a system call each time; off at first). */
void kmsan_test_interrupts(bool on);

/* COPY. This range faults; size 0: none does. */
void kmsan_test_fault(const void *addr, size_t size);

/* The answers of kmsan_port_image, _symbol, _unwind and _clock, when a test makes them up. */
extern int (*kmsan_test_image_hook)(uintptr_t addr, struct kmsan_image *image);
extern size_t (*kmsan_test_symbol_hook)(
    const struct kmsan_symbol_query *query, struct kmsan_frame *frames, size_t max);
extern size_t (*kmsan_test_unwind_hook)(
    uintptr_t first, uintptr_t *pcs, uint8_t *flags, size_t max);
extern uint64_t (*kmsan_test_clock_hook)(void);

#endif
