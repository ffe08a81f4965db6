/* SPDX-License-Identifier: BSD-2-Clause */
/* kmsan_port_unwind and the frame-pointer walk, on real stacks and damaged ones. */
#define _GNU_SOURCE
#include <pthread.h>
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <cmocka.h>

#include <kmsan/port.h>

#include "msan/port/linux/unwind.h"

#define MAX 64

static void skip_ud2(int signal, siginfo_t *info, void *context);

static uintptr_t pcs[MAX], fast[MAX];
static uint8_t flags[MAX];
static size_t n, nfast;

/* Return addresses in the functions of this file, in the order of calls. */
static volatile uintptr_t in_outer, in_middle;

static void
take(uintptr_t first)
{
	n = kmsan_port_unwind(first, pcs, flags, MAX);
	nfast = kmsan_linux_unwind_fast(first, fast, MAX);
}

static size_t
place_of(uintptr_t pc)
{
	size_t i;

	for (i = 0; i < n && pcs[i] != pc; i++)
		continue;
	return i;
}

__attribute__((noinline)) static void
inner(void)
{
	in_middle = KMSAN_RET_ADDR;
	take(in_middle);
	__asm__ volatile("");
}

__attribute__((noinline)) static void
outer(void)
{
	in_outer = KMSAN_RET_ADDR;
	inner();
	__asm__ volatile("");
}

static void
starts_at_first(void **state)
{
	(void)state;
	outer();
	assert_true(n >= 3);
	assert_int_equal(pcs[0], in_middle);
	assert_int_equal(pcs[1], in_outer);
	assert_int_equal(flags[0], 0);
	assert_true(nfast >= 2);
	assert_int_equal(fast[0], in_middle);
	assert_int_equal(fast[1], in_outer);
}

static void
starts_at_caller(void **state)
{
	uintptr_t here = (uintptr_t)starts_at_caller;

	(void)state;
	n = kmsan_port_unwind(0, pcs, flags, MAX);
	assert_true(n >= 2);
	assert_in_range(pcs[0], here, here + 4096);
}

static void
first_is_not_there(void **state)
{
	(void)state;
	take(0x123456);
	assert_int_equal(n, 1);
	assert_int_equal(pcs[0], 0x123456);
	assert_int_equal(flags[0], 0);
	assert_int_equal(nfast, 1);
	assert_int_equal(fast[0], 0x123456);
}

static void
no_more_than_max(void **state)
{
	uintptr_t two[3] = {0, 0, 7};
	uint8_t two_flags[3] = {9, 9, 9};

	(void)state;
	assert_int_equal(kmsan_port_unwind(0, two, two_flags, 2), 2);
	assert_int_equal(two[2], 7);
	assert_int_equal(two_flags[2], 9);
	assert_int_equal(kmsan_port_unwind(0, two, two_flags, 0), 0);
}

static int
compare(const void *a, const void *b)
{
	take(0);
	return *(const int *)a - *(const int *)b;
}

/* libc's qsort has no frame pointers; the frames beyond it are found nevertheless. */
__attribute__((noinline)) static void
sort(void)
{
	int two[2] = {2, 1};

	in_outer = KMSAN_RET_ADDR;
	qsort(two, 2, sizeof(two[0]), compare);
	__asm__ volatile("" ::"r"(two) : "memory");
}

static void
through_libc(void **state)
{
	(void)state;
	sort();
	assert_in_range(place_of(in_outer), 2, n - 1);
}

static volatile sig_atomic_t handled;

static void
handler(int signal)
{
	(void)signal;
	handled = 1;
	take(0);
}

/* Exactly one frame is marked: the one that the signal interrupted, here this function. */
static void
check_interrupted(uintptr_t function)
{
	size_t i, marked = 0, at = 0;

	for (i = 0; i < n; i++)
		if (flags[i] & KMSAN_PC_INTERRUPTED) {
			marked++;
			at = i;
		}
	assert_int_equal(marked, 1);
	assert_in_range(pcs[at], function, function + 256);
	assert_in_range(at, 1, n - 2);
}

/* As the runtime does before its unwinder starts: the address to which handlers return is known then. */
__attribute__((constructor(101))) static void
has_action(void)
{
	signal(SIGSEGV, SIG_IGN);
}

/* By frame pointers as well, between the handler and whoever called the function. */
static void
check_fast(uintptr_t function, uintptr_t caller)
{
	size_t i;

	for (i = 0; i < nfast && fast[i] - function >= 256; i++)
		;
	assert_in_range(i, 1, nfast - 2);
	assert_in_range(fast[i - 1], (uintptr_t)skip_ud2, (uintptr_t)skip_ud2 + 256);
	assert_in_range(fast[i + 1], caller, caller + 1024);
}

__attribute__((noinline)) static void
trap(void)
{
	__asm__ volatile("ud2");
}

static void
skip_ud2(int signal, siginfo_t *info, void *context)
{
	ucontext_t *uc = context;

	(void)info;
	handler(signal);
	uc->uc_mcontext.gregs[REG_RIP] += 2;
}

static void
interrupted_is_marked(void **state)
{
	struct sigaction sa = {.sa_sigaction = skip_ud2, .sa_flags = SA_SIGINFO}, old;

	(void)state;
	handled = 0;
	assert_int_equal(sigaction(SIGILL, &sa, &old), 0);
	trap();
	assert_int_equal(sigaction(SIGILL, &old, NULL), 0);
	assert_true(handled);
	check_interrupted((uintptr_t)trap);
	check_fast((uintptr_t)trap, (uintptr_t)interrupted_is_marked);
}

static void
alternate_stack(void **state)
{
	struct sigaction sa = {.sa_sigaction = skip_ud2, .sa_flags = SA_SIGINFO | SA_ONSTACK}, old;
	stack_t stack = {.ss_size = 1 << 16}, none = {.ss_flags = SS_DISABLE};

	(void)state;
	stack.ss_sp =
	    mmap(NULL, stack.ss_size, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
	assert_ptr_not_equal(stack.ss_sp, MAP_FAILED);
	assert_int_equal(sigaltstack(&stack, NULL), 0);
	assert_int_equal(sigaction(SIGILL, &sa, &old), 0);
	trap();
	assert_int_equal(sigaction(SIGILL, &old, NULL), 0);
	assert_int_equal(sigaltstack(&none, NULL), 0);
	assert_int_equal(munmap(stack.ss_sp, stack.ss_size), 0);
	check_interrupted((uintptr_t)trap);
}

/* Frame pointers to nowhere: the walk ends, and the return address above is still found. */
__attribute__((noinline)) static size_t
walk_from(uintptr_t frame)
{
	size_t count, max = MAX;
	uintptr_t first = 0, *to = fast;

	__asm__ volatile("movq %%rsp, %%rbx\n\t"
			 "movq %%rbp, %%r12\n\t"
			 "leaq -256(%%rsp), %%rsp\n\t"
			 "andq $-16, %%rsp\n\t"
			 "movq %4, %%rbp\n\t"
			 "call kmsan_linux_unwind_fast\n\t"
			 "movq %%r12, %%rbp\n\t"
			 "movq %%rbx, %%rsp"
			 : "=a"(count), "+D"(first), "+S"(to), "+d"(max)
			 : "r"(frame)
			 : "rbx", "r12", "rcx", "r8", "r9", "r10", "r11", "memory", "cc");
	return count;
}

static void
wild_frame_pointers(void **state)
{
	char *page = mmap(NULL, 8192, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
	uintptr_t wild[] = {
	    0, 8, 0xdeadbeef, 0x7fffffffffff, 0xffffffffffffff00, (uintptr_t)page + 4088};
	size_t i;

	(void)state;
	assert_ptr_not_equal(page, MAP_FAILED);
	assert_int_equal(mprotect(page + 4096, 4096, PROT_NONE), 0);
	for (i = 0; i < sizeof(wild) / sizeof(wild[0]); i++)
		assert_int_equal(walk_from(wild[i]), 1);
	assert_int_equal(munmap(page, 8192), 0);
}

/* A saved return address and frame that lead to unreadable memory: no fault, what is sure is kept. */
__attribute__((noinline)) static void
damaged(void)
{
	uintptr_t *frame = __builtin_frame_address(0), saved = frame[0], back = frame[1];

	frame[0] = 0x10;
	frame[1] = 0x5555deadbeef;
	take(0);
	frame[0] = saved;
	frame[1] = back;
	__asm__ volatile("" ::: "memory");
}

static void
damaged_stack(void **state)
{
	(void)state;
	damaged();
	assert_in_range(n, 1, 4);
	assert_in_range(nfast, 1, 4);
}

static void *
thread(void *arg)
{
	outer();
	return arg;
}

static void
other_thread(void **state)
{
	pthread_t t;

	(void)state;
	assert_int_equal(pthread_create(&t, NULL, thread, NULL), 0);
	assert_int_equal(pthread_join(t, NULL), 0);
	assert_true(n >= 3);
	assert_int_equal(pcs[1], in_outer);
	assert_true(nfast >= 2);
	assert_int_equal(fast[1], in_outer);
}

static void
readable(void **state)
{
	char *page = mmap(NULL, 4096, PROT_NONE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);

	(void)state;
	assert_ptr_not_equal(page, MAP_FAILED);
	assert_false(kmsan_linux_readable((uintptr_t)page));
	assert_false(kmsan_linux_readable(0));
	assert_false(kmsan_linux_readable(0xffff800000000000));
	assert_true(kmsan_linux_readable((uintptr_t)&pcs));
	assert_int_equal(munmap(page, 4096), 0);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(starts_at_first),
	    cmocka_unit_test(starts_at_caller),
	    cmocka_unit_test(first_is_not_there),
	    cmocka_unit_test(no_more_than_max),
	    cmocka_unit_test(through_libc),
	    cmocka_unit_test(interrupted_is_marked),
	    cmocka_unit_test(alternate_stack),
	    cmocka_unit_test(wild_frame_pointers),
	    cmocka_unit_test(damaged_stack),
	    cmocka_unit_test(other_thread),
	    cmocka_unit_test(readable),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
