/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * A warning with all registers kept for the caller: what preserve.h promises to the compiler. Hardly
 * ever anybody gets here, and pays for it only then.
 *
 * The runtime and the libraries it calls use the vector registers that the processor has, so these
 * are saved too: by XSAVEC where there is one, which leaves out what is not in use. The sizes: the
 * x87 and SSE state 512, the header 64, AVX 256, AVX-512 1600 bytes; tiles are not touched.
 */
#ifdef __x86_64__

#define HEADER	   512
#define AREA	   2752
#define COMPONENTS 0xe7 /* x87, SSE, AVX, AVX-512 */

	.text
	.globl __msan_warning
	.type __msan_warning,@function
	.p2align 4
__msan_warning:
	.cfi_startproc
	endbr64
	push %rbp
	.cfi_def_cfa_offset 16
	.cfi_offset %rbp, -16
	mov %rsp, %rbp
	.cfi_def_cfa_register %rbp
	push %rax
	push %rcx
	push %rdx
	push %rsi
	push %r8
	push %r9
	push %r10
	push %r11
	and $-64, %rsp
	sub $AREA, %rsp
	cmpb $1, kmsan_linux_vectors(%rip)
	mov $COMPONENTS, %eax
	mov $0, %edx
	jb 1f
	movq $0, HEADER(%rsp)
	movq $0, HEADER + 8(%rsp)
	movq $0, HEADER + 16(%rsp)
	movq $0, HEADER + 24(%rsp)
	movq $0, HEADER + 32(%rsp)
	movq $0, HEADER + 40(%rsp)
	movq $0, HEADER + 48(%rsp)
	movq $0, HEADER + 56(%rsp)
	je 2f
	xsavec64 (%rsp)
	jmp 3f
1:	fxsave64 (%rsp)
	jmp 3f
2:	xsave64 (%rsp)
3:
	mov 8(%rbp), %rsi
	call check_value /* (its argument, the address it returns to) */
	mov $COMPONENTS, %eax
	mov $0, %edx
	cmpb $0, kmsan_linux_vectors(%rip)
	je 4f
	xrstor64 (%rsp)
	jmp 5f
4:	fxrstor64 (%rsp)
5:
	lea -64(%rbp), %rsp
	pop %r11
	pop %r10
	pop %r9
	pop %r8
	pop %rsi
	pop %rdx
	pop %rcx
	pop %rax
	pop %rbp
	.cfi_def_cfa %rsp, 8
	ret
	.cfi_endproc
	.size __msan_warning, . - __msan_warning

/* What the hook of a shared object leads to: tools/kmsan-cc/fast/shared.c. */
	.globl __msan_warning_entry
	.set __msan_warning_entry, __msan_warning

	.section .note.GNU-stack,"",@progbits
#endif
