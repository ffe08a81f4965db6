/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * malloc_guard=TYPE: who writes behind an object of this type, or into one that was freed, is caught
 * at that very instruction. Other types have no guard pages.
 */
// LEVELS: 0 1
// EXIT: 0
// RUN: for n in 1 2 3; do KMSAN_OPTIONS=malloc_guard=guarded %t $n; done
#include <signal.h>
#include <string.h>
#include <unistd.h>

#include <kmsan/malloc.h>

#include "expect.h"

static MALLOC_DEFINE(M_GUARDED, "guarded", "suspected of an overrun");
static MALLOC_DEFINE(M_OTHER, "other", "not suspected");

static volatile int step;
static char *volatile object;

/* What a kernel's trap handler would print. */
static void
trap(int sig, siginfo_t *info, void *context)
{
	char text[64];

	(void)sig;
	(void)context;
	write(2, text,
	    (size_t)snprintf(text, sizeof(text), "step %d: trap at byte %td\n", step,
		(char *)info->si_addr - object));
	_exit(0);
}

static NOINLINE void
overrun(char *p, size_t n)
{
	KEEP(p);
	memset(p, 0, n);
}

int
main(int argc, char **argv)
{
	struct sigaction act = {.sa_sigaction = trap, .sa_flags = SA_SIGINFO};
	int wanted = FIXED_TWIN ? 0 : atoi(argv[1]);
	char *other = malloc(100, M_OTHER, M_WAITOK);

	EXPECT(argc == 2);
	sigaction(SIGSEGV, &act, NULL);
	overrun(other, 112);
	free(other, M_OTHER);
	object = malloc(96, M_GUARDED, M_WAITOK);
	overrun(object, 96);
	step = 1;
	if (wanted == 1)
		overrun(object, 97);
	object = realloc(object, 8192, M_GUARDED, M_WAITOK);
	step = 2;
	overrun(object, wanted == 2 ? 8193 : 8192);
	free(object, M_GUARDED);
	step = 3;
	if (wanted == 3)
		object[5] = 1;
	return 0;
}

// CLANGS: 14 22
// CHECK:step 1: trap at byte 96
// CHECK-NEXT:step 2: trap at byte 8192
// CHECK-NEXT:step 3: trap at byte 5
