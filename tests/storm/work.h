/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef TESTS_STORM_WORK_H
#define TESTS_STORM_WORK_H

/*
 * What lwps do while they are interrupted, and what interrupts do to them: with all that can travel between
 * caller and callee, and every allocator. Equal arguments give equal results.
 */

#define NOINLINE      __attribute__((noinline))
#define KEEP(pointer) __asm__ volatile("" : : "r"(pointer) : "memory")

/* Half of it is never written. */
struct message {
	int used[6], unused[6];
	char text[20];
};
struct message message(int n);

void work_start(void);

/* A round of a lwp's; thread context. */
long work(int n);

/* The same sort of things, as far as an interrupt may. Stops the program if a result is wrong. */
void disturb(int n);

#endif
