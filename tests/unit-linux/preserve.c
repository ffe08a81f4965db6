/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * What preserve.h promises to the compiler: hooks leave every register as it was besides those of
 * their arguments and their result, and vector registers at their whole width.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <cmocka.h>

#include <kmsan/hooks.h>
#include <kmsan/kmsan.h>

/* rax rbx rcx rdx rsi r8 to r15, before and after; and the same of the sixteen ymm registers. */
#define GENERAL 13
uint64_t test_general[2][GENERAL];
uint8_t test_vectors[2][16][32];
uint32_t test_argument;
void (*test_hook)(void);

/* Load all, call test_hook with test_argument, store all. */
void test_call_sse(void);
void test_call_avx(void);

#define EACH(f)                                                                                    \
	f(0) f(1) f(2) f(3) f(4) f(5) f(6) f(7) f(8) f(9) f(10) f(11) f(12) f(13) f(14) f(15)
#define SSE_LOAD(n)  "movups 32*" #n "(%rax), %xmm" #n "\n"
#define SSE_STORE(n) "movups %xmm" #n ", 512+32*" #n "(%rax)\n"
#define AVX_LOAD(n)  "vmovups 32*" #n "(%rax), %ymm" #n "\n"
#define AVX_STORE(n) "vmovups %ymm" #n ", 512+32*" #n "(%rax)\n"

#define FUNCTION(name, load, store, end)                                                           \
	__asm__(".text\n" name ":\n"                                                               \
		"push %rbp\n mov %rsp, %rbp\n"                                                     \
		"push %rbx\n push %r12\n push %r13\n push %r14\n push %r15\n push %r15\n"          \
		"lea test_vectors(%rip), %rax\n" EACH(                                             \
		    load) "lea test_general(%rip), %rax\n"                                         \
			  "mov 8(%rax), %rbx\n mov 16(%rax), %rcx\n mov 24(%rax), %rdx\n"          \
			  "mov 32(%rax), %rsi\n mov 40(%rax), %r8\n mov 48(%rax), %r9\n"           \
			  "mov 56(%rax), %r10\n mov 64(%rax), %r11\n mov 72(%rax), %r12\n"         \
			  "mov 80(%rax), %r13\n mov 88(%rax), %r14\n mov 96(%rax), %r15\n"         \
			  "mov (%rax), %rax\n"                                                     \
			  "mov test_argument(%rip), %edi\n"                                        \
			  "call *test_hook(%rip)\n"                                                \
			  "lea test_general(%rip), %rdi\n"                                         \
			  "mov %rax, 104(%rdi)\n mov %rbx, 112(%rdi)\n mov %rcx, 120(%rdi)\n"      \
			  "mov %rdx, 128(%rdi)\n mov %rsi, 136(%rdi)\n mov %r8, 144(%rdi)\n"       \
			  "mov %r9, 152(%rdi)\n mov %r10, 160(%rdi)\n mov %r11, 168(%rdi)\n"       \
			  "mov %r12, 176(%rdi)\n mov %r13, 184(%rdi)\n mov %r14, 192(%rdi)\n"      \
			  "mov %r15, 200(%rdi)\n"                                                  \
			  "lea test_vectors(%rip), %rax\n" EACH(store) end                         \
	    "pop %r15\n pop %r15\n pop %r14\n pop %r13\n pop %r12\n pop %rbx\n"                    \
	    "pop %rbp\n ret\n")

FUNCTION("test_call_sse", SSE_LOAD, SSE_STORE, "");
FUNCTION("test_call_avx", AVX_LOAD, AVX_STORE, "vzeroupper\n");

extern void __msan_warning(void);
extern void __msan_metadata_ptr_for_load_8(void), __msan_metadata_ptr_for_store_1(void);
extern void __msan_metadata_ptr_for_load_n(void);
extern unsigned char kmsan_linux_vectors;

static bool
has_avx(void)
{
	return __builtin_cpu_supports("avx");
}

/* results: which of the general registers may change. */
static void
call(void (*fn)(void), uint32_t argument, unsigned results)
{
	for (int i = 0; i < GENERAL; i++)
		test_general[0][i] = 0x0101010101010101 * (uint64_t)(i + 1) ^ 0xdeadbeef;
	memset(test_general[1], 0, sizeof(test_general[1]));
	for (int i = 0; i < 16; i++)
		for (int k = 0; k < 32; k++)
			test_vectors[0][i][k] = (uint8_t)(i * 32 + k + 1);
	memset(test_vectors[1], 0, sizeof(test_vectors[1]));
	test_hook = fn;
	test_argument = argument;
	if (has_avx() && kmsan_linux_vectors != 0)
		test_call_avx();
	else
		test_call_sse();
	for (int i = 0; i < GENERAL; i++)
		if ((results & 1u << i) == 0)
			assert_int_equal(test_general[1][i], test_general[0][i]);
	for (int i = 0; i < 16; i++)
		assert_memory_equal(test_vectors[1][i], test_vectors[0][i],
		    has_avx() && kmsan_linux_vectors != 0 ? 32 : 16);
}

#define RAX 1u
#define RDX 8u

static unsigned reports;

/* Whatever a report may use. */
static bool
spoil(const struct kmsan_report_info *report, void *arg)
{
	(void)report;
	(void)arg;
	reports++;
	if (has_avx())
		__asm__ volatile("vpcmpeqd %%xmm0, %%xmm0, %%xmm0\n vmovups %%xmm0, %%xmm9\n"
				 "vmovups %%xmm0, %%xmm15" ::
				     : "xmm0", "xmm9", "xmm15");
	else
		__asm__ volatile("pcmpeqd %%xmm0, %%xmm0\n movups %%xmm0, %%xmm15" ::
				     : "xmm0", "xmm15");
	return true;
}

/* In each of the ways that this processor has, each time with another origin, as if for the first time. */
static void
each_way(void (*fn)(void), unsigned results)
{
	unsigned char best = kmsan_linux_vectors;

	for (kmsan_linux_vectors = 0; kmsan_linux_vectors <= best; kmsan_linux_vectors++)
		call(fn, kmsan_orig_make(KMSAN_TYPE_KMEM, 0x401000 + kmsan_linux_vectors), results);
	kmsan_linux_vectors = best;
}

static void
test_warning(void **state)
{
	(void)state;
	kmsan_set_report_callback(spoil, NULL);
	each_way(__msan_warning, 0);
	kmsan_set_report_callback(NULL, NULL);
	assert_int_equal(reports, kmsan_linux_vectors + 1);
}

static void
test_metadata(void **state)
{
	(void)state;
	call(__msan_metadata_ptr_for_load_8, 0x1000, RAX | RDX);
	call(__msan_metadata_ptr_for_store_1, 0x1001, RAX | RDX);
	call(__msan_metadata_ptr_for_load_n, 0x1003, RAX | RDX);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(test_warning),
	    cmocka_unit_test(test_metadata),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
