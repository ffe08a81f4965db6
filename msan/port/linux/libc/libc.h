/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef KMSAN_LINUX_LIBC_H
#define KMSAN_LINUX_LIBC_H

/*
 * What instrumented code does not see of libc: what a function reads, and what it writes.
 *
 * Programs are linked with --wrap=NAME for every __wrap_NAME that is defined here. Inside the
 * runtime a plain call of NAME reaches libc: the build renames the references of the finished
 * objects to __real_NAME (cmake/link-runtime.sh), since --wrap would redirect them as well.
 *
 *	WRAP(int, stat, (const char *path, struct stat *st))
 *	{
 *		IN_STR(1, path);
 *		int r = stat(path, st);
 *		OUT_IF(r == 0, st, sizeof(*st));
 *		return r;
 *	}
 *
 * IN* report what is uninitialised, as a read in "stat():arg1" by the caller of the wrapper;
 * OUT* mark as initialised. Marks come after the call, since a failing call writes less.
 * Contexts: those of the wrapped function; a wrapper adds no lock, no allocation, no errno.
 */

#ifndef _GNU_SOURCE
#define _GNU_SOURCE
#endif
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <wchar.h>
#include <kmsan/hooks.h>
#include <kmsan/kmsan.h>

/*
 * A program may have a function of its own by the name of one of libc's, with another prototype:
 * kernel code does. --wrap redirects its callers too. So each wrapper starts with a stub that
 * finds out once whether NAME is libc's (1) or the program's (2: the stub jumps there and nothing
 * else happens). It touches no argument register.
 */
struct libc_desc {
	uint64_t state;	  /* 0: not known yet */
	void *real;	  /* &NAME */
	const char *name; /* LAZY only: looked up by name, in lib if it is not loaded */
	const char *lib;
};

#define LIBC_STUB(name, real, strings)                                                             \
	__asm__(".pushsection .data.kmsan_libc,\"aw\",@progbits\n\t"                               \
		".p2align 3\n"                                                                     \
		"kmsan_libc_" #name ":\n\t"                                                        \
		".quad 0\n\t"                                                                      \
		".quad " real "\n\t" strings ".popsection\n\t"                                     \
		".pushsection .text.kmsan_libc,\"ax\",@progbits\n\t"                               \
		".p2align 4\n\t"                                                                   \
		".globl __wrap_" #name "\n\t"                                                      \
		".type __wrap_" #name ", @function\n"                                              \
		"__wrap_" #name ":\n\t"                                                            \
		".cfi_startproc\n\t"                                                               \
		"cmpb $1, kmsan_libc_" #name "(%rip)\n\t"                                          \
		"jne 1f\n\t"                                                                       \
		"jmp kmsan_do_" #name "\n"                                                         \
		"1:\tleaq kmsan_libc_" #name "(%rip), %r11\n\t"                                    \
		"leaq kmsan_do_" #name "(%rip), %r10\n\t"                                          \
		"jmp kmsan_libc_first\n\t"                                                         \
		".cfi_endproc\n\t"                                                                 \
		".size __wrap_" #name ", .-__wrap_" #name "\n\t"                                   \
		".popsection\n")

#define LIBC_HIDDEN __attribute__((visibility("hidden")))

#define LIBC_BODY(ret, name, params)                                                               \
	LIBC_HIDDEN ret kmsan_do_##name params;                                                    \
	__attribute__((used)) ret kmsan_do_##name params

#define WRAP(ret, name, params)                                                                    \
	LIBC_STUB(name, #name, ".quad 0, 0\n\t");                                                  \
	LIBC_BODY(ret, name, params)

/*
 * The same for a function that the runtime must not refer to: one of a library that the program
 * may not be linked with, or one whose mere mention makes the linker warn. Call it as
 * LAZY(name)(...).
 */
#define WRAP_LAZY(ret, name, params, lib)                                                          \
	LIBC_STUB(name, "0",                                                                       \
	    ".quad 2f, 3f\n"                                                                       \
	    "2:\t.asciz \"" #name "\"\n"                                                           \
	    "3:\t.asciz \"" lib "\"\n");                                                           \
	extern struct libc_desc kmsan_libc_##name;                                                 \
	typedef ret libc_lazy_##name params;                                                       \
	LIBC_BODY(ret, name, params)
#define LAZY(name) ((libc_lazy_##name *)kmsan_libc_##name.real)

/*
 * The common case, as a line of a table: what it reads, then what it writes, where r is the
 * result.
 *
 *	FN(int, stat, (const char *path, struct stat *st), (path, st),
 *	    IN_STR(1, path), OUT_IF(r == 0, st, sizeof(*st)));
 */
#define FN(ret, name, params, args, reads, writes)                                                 \
	WRAP(ret, name, params)                                                                    \
	{                                                                                          \
		ret r;                                                                             \
                                                                                                   \
		reads;                                                                             \
		r = name args;                                                                     \
		writes;                                                                            \
		return r;                                                                          \
	}                                                                                          \
	_Static_assert(1, "")
#define NOTHING (void)0

/* Both together: the file says which LIB. */
#define LAZY_FN(ret, name, params, args, reads, writes)                                            \
	WRAP_LAZY(ret, name, params, LIB)                                                          \
	{                                                                                          \
		ret r;                                                                             \
                                                                                                   \
		reads;                                                                             \
		r = LAZY(name) args;                                                               \
		writes;                                                                            \
		return r;                                                                          \
	}                                                                                          \
	_Static_assert(1, "")

/* Another name for a wrapper, where the arguments and the memory they name are the same. */
#define ALIAS(alias, name)                                                                         \
	__asm__(".globl __wrap_" #alias "\n\t"                                                     \
		".type __wrap_" #alias ", @function\n\t"                                           \
		".set __wrap_" #alias ", __wrap_" #name "\n")

/* "stat" in __wrap_stat's body: __func__ without "kmsan_do_". */
#define LIBC_NAME (__func__ + 9)

/* Report the uninitialised bytes of argument arg of this wrapper; NULL is libc's business. */
#define IN_KIND(kind, arg, p, size) libc_in(LIBC_NAME, arg, p, size, kind, KMSAN_RET_ADDR)
#define IN(arg, p, size)	    IN_KIND(KMSAN_KIND_VALUE, arg, p, size)
#define IN_STR(arg, s)		    libc_in_str(LIBC_NAME, arg, s, KMSAN_RET_ADDR)
#define IN_STRN(arg, s, max)	    libc_in_strn(LIBC_NAME, arg, s, max, KMSAN_RET_ADDR)
#define IN_WCS(arg, s)		    libc_in_wcs(LIBC_NAME, arg, s, KMSAN_RET_ADDR)

/* Leaves the process. */
#define IN_SEND(arg, p, size) IN_KIND(KMSAN_KIND_KERNEL, arg, p, size)

#define OUT(p, size)	      libc_out(p, size)
#define OUT_IF(cond, p, size) ((cond) ? libc_out(p, size) : (void)0)
#define OUT_STR(s)	      libc_out_str(s)
#define OUT_OBJ(p)	      libc_out(p, sizeof(*(p)))

#define COPIED(dst, src, size) libc_copied(dst, src, size, KMSAN_RET_ADDR)

/* wrap.c */
void libc_report(
    const char *fn, unsigned arg, const void *p, size_t size, enum kmsan_kind kind, uintptr_t pc);
void libc_out_big(const void *p, size_t size);

static inline void
libc_in(
    const char *fn, unsigned arg, const void *p, size_t size, enum kmsan_kind kind, uintptr_t pc)
{
	if (p != NULL && size != 0 && kmsan_test(p, size) >= 0)
		libc_report(fn, arg, p, size, kind, pc);
}

static inline void
libc_in_str(const char *fn, unsigned arg, const char *s, uintptr_t pc)
{
	if (s != NULL)
		libc_in(fn, arg, s, strlen(s) + 1, KMSAN_KIND_VALUE, pc);
}

/* A string of at most max bytes: its NUL belongs to it only if it lies within. */
static inline size_t
libc_strn(const char *s, size_t max)
{
	size_t n = strnlen(s, max);

	return n < max ? n + 1 : n;
}

static inline void
libc_in_strn(const char *fn, unsigned arg, const char *s, size_t max, uintptr_t pc)
{
	if (s != NULL)
		libc_in(fn, arg, s, libc_strn(s, max), KMSAN_KIND_VALUE, pc);
}

static inline void
libc_in_wcs(const char *fn, unsigned arg, const wchar_t *s, uintptr_t pc)
{
	if (s != NULL)
		libc_in(fn, arg, s, (wcslen(s) + 1) * sizeof(*s), KMSAN_KIND_VALUE, pc);
}

/* From here on a page-wise way is cheaper than filling shad. */
#define LIBC_BIG ((size_t)64 * 1024)

static inline void
libc_out(const void *p, size_t size)
{
	if (p == NULL || size == 0)
		return;
	if (size >= LIBC_BIG)
		libc_out_big(p, size);
	else
		kmsan_mark(p, size, KMSAN_STATE_INITED);
}

static inline void
libc_out_str(const char *s)
{
	if (s != NULL)
		libc_out(s, strlen(s) + 1);
}

/*
 * Bytes that were copied: their shad and orig as well, so that nothing is lost, and nothing that
 * decides nothing is reported. pc: who copies.
 */
void libc_copied(const void *dst, const void *src, size_t size, uintptr_t pc);

/*
 * A function of the program, called back by the runtime or by libc in between. Before: what it
 * returns is initialised if it is not instrumented; after: its return state must not be taken
 * for that of the wrapper. libc_called reports an uninitialised result of size bytes.
 */
static inline void
libc_call(void)
{
	kmsan_init_ret(sizeof(uint64_t));
}
void libc_called(const char *fn, unsigned arg, size_t size, uintptr_t pc);

#endif
