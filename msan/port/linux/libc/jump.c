/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * setjmp and longjmp, and the contexts of ucontext.h. setjmp returns twice, into its caller's
 * frame: its wrapper may leave no frame of its own, so it marks and then jumps.
 */
#include "libc.h"
#include "handlers.h"
#include <setjmp.h>
#include <ucontext.h>

LIBC_HIDDEN void libc_setjmp_out(struct __jmp_buf_tag *env, int mask);

/* Registers, and whether there is a mask; behind it the mask. */
#define REGISTERS_SIZE offsetof(struct __jmp_buf_tag, __saved_mask)

void
libc_setjmp_out(struct __jmp_buf_tag *env, int mask)
{
	libc_out(env, mask != 0 ? sizeof(*env) : REGISTERS_SIZE);
}

/* mask: an instruction that makes esi say whether the mask is saved. */
#define SETJMP(name, mask)                                                                         \
	LIBC_STUB(name, #name, ".quad 0, 0\n\t");                                                  \
	__asm__(".text\n\t"                                                                        \
		".type kmsan_do_" #name ", @function\n"                                            \
		"kmsan_do_" #name ":\n\t"                                                          \
		".cfi_startproc\n\t" mask "\n\t"                                                   \
		"pushq %rdi\n\t"                                                                   \
		".cfi_adjust_cfa_offset 8\n\t"                                                     \
		"pushq %rsi\n\t"                                                                   \
		".cfi_adjust_cfa_offset 8\n\t"                                                     \
		"subq $8, %rsp\n\t"                                                                \
		".cfi_adjust_cfa_offset 8\n\t"                                                     \
		"call libc_setjmp_out\n\t"                                                         \
		"addq $8, %rsp\n\t"                                                                \
		".cfi_adjust_cfa_offset -8\n\t"                                                    \
		"popq %rsi\n\t"                                                                    \
		".cfi_adjust_cfa_offset -8\n\t"                                                    \
		"popq %rdi\n\t"                                                                    \
		".cfi_adjust_cfa_offset -8\n\t"                                                    \
		"jmp " #name "@PLT\n\t"                                                            \
		".cfi_endproc\n\t"                                                                 \
		".size kmsan_do_" #name ", .-kmsan_do_" #name "\n")

SETJMP(setjmp, "movl $1, %esi");
SETJMP(_setjmp, "xorl %esi, %esi");
SETJMP(__sigsetjmp, "");

/* The stack pointer that setjmp kept: glibc rotates it and mixes in the thread's pointer guard. */
static uintptr_t
target_sp(const struct __jmp_buf_tag *env)
{
	uintptr_t sp = (uintptr_t)env->__jmpbuf[6];

	__asm__("rorq $17, %0\n\t"
		"xorq %%fs:0x30, %0"
		: "+r"(sp));
	return sp;
}

static void
jumping(const char *fn, const struct __jmp_buf_tag *env, uintptr_t pc)
{
	libc_in(fn, 1, env, offsetof(struct __jmp_buf_tag, __mask_was_saved) + sizeof(int),
	    KMSAN_KIND_VALUE, pc);
	if (env->__mask_was_saved)
		libc_in(fn, 1, &env->__saved_mask, KERNEL_SET, KMSAN_KIND_VALUE, pc);
	libc_signal_unwind(target_sp(env));
}

#define LONGJMP(name)                                                                              \
	void name(struct __jmp_buf_tag *env, int value) __attribute__((noreturn));                 \
	WRAP(void, name, (struct __jmp_buf_tag * env, int value))                                  \
	{                                                                                          \
		jumping(LIBC_NAME, env, KMSAN_RET_ADDR);                                           \
		name(env, value);                                                                  \
	}                                                                                          \
	_Static_assert(1, "")

LONGJMP(longjmp);
LONGJMP(_longjmp);
LONGJMP(siglongjmp);
LONGJMP(__longjmp_chk);

/* getcontext returns twice as well: a tail call, so that the context is the caller's. */
WRAP(int, getcontext, (ucontext_t * out))
{
	OUT_OBJ(out);
	__attribute__((musttail)) return getcontext(out);
}

FN(int, setcontext, (const ucontext_t *context), (context),
    IN(1, &context->uc_mcontext.gregs, sizeof(context->uc_mcontext.gregs)), NOTHING);
FN(int, swapcontext, (ucontext_t * out, const ucontext_t *context), (out, context), OUT_OBJ(out);
    IN(2, &context->uc_mcontext.gregs, sizeof(context->uc_mcontext.gregs)), NOTHING);
