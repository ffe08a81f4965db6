/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The plain names malloc, calloc, realloc and so on, which the program exports in place of libc's:
 * libc, libstdc++, libunwind and every library that was not built with kmsan-cc call these.
 * Instrumented code does not (__wrap_malloc). Their blocks are initialised: such a caller writes
 * without marking, and hands them out (getline's line, readdir's entries), so a mark that the
 * block's former owner left must not stay.
 *
 * Each is called kmsan_plain_NAME here and NAME in the archive (cmake/link-runtime.sh), because
 * every other NAME in the runtime becomes __real_NAME there. Weak: a program may bring its own.
 * In one section, by which wrap.c tells them from those.
 * free needs no such function: a mark on a freed block is cleared when it is given out again.
 */
#include "libc.h"
#include "plain.h"
#include <errno.h>
#include <malloc.h>
#include <stdlib.h>
#include <linux.h>

#define PLAIN __attribute__((weak, section("kmsan_plain"), noinline))

PLAIN void *kmsan_plain_malloc(size_t n);
PLAIN void *kmsan_plain_calloc(size_t n, size_t size);
PLAIN void *kmsan_plain_realloc(void *old, size_t n);
PLAIN void *kmsan_plain_reallocarray(void *old, size_t n, size_t size);
PLAIN void *kmsan_plain_memalign(size_t align, size_t n);
PLAIN void *kmsan_plain_aligned_alloc(size_t align, size_t n);
PLAIN int kmsan_plain_posix_memalign(void **out, size_t align, size_t n);
PLAIN void *kmsan_plain_valloc(size_t n);
PLAIN void *kmsan_plain_pvalloc(size_t n);

extern const char __start_kmsan_plain[], __stop_kmsan_plain[];

bool
plain_is(const void *function)
{
	const char *p = function;

	return p >= __start_kmsan_plain && p < __stop_kmsan_plain;
}

bool
plain_malloc_is_glibc(void)
{
	return plain_is((const void *)(uintptr_t)malloc);
}

void
plain_marked(void *p)
{
	size_t n;

	/* The loader allocates before the shadow is mapped: nothing is marked then. */
	if (p == NULL || !kmsan_linux_shadow_ready)
		return;
	n = malloc_usable_size(p);
	if (kmsan_test(p, n) >= 0)
		libc_out(p, n);
}

PLAIN void *
kmsan_plain_malloc(size_t n)
{
	void *p = __libc_malloc(n);

	plain_marked(p);
	return p;
}

PLAIN void *
kmsan_plain_calloc(size_t n, size_t size)
{
	void *p = __libc_calloc(n, size);

	plain_marked(p);
	return p;
}

PLAIN void *
kmsan_plain_realloc(void *old, size_t n)
{
	void *p = __libc_realloc(old, n);

	plain_marked(p);
	return p;
}

PLAIN void *
kmsan_plain_reallocarray(void *old, size_t n, size_t size)
{
	size_t bytes;

	if (__builtin_mul_overflow(n, size, &bytes)) {
		errno = ENOMEM;
		return NULL;
	}
	return kmsan_plain_realloc(old, bytes);
}

PLAIN void *
kmsan_plain_memalign(size_t align, size_t n)
{
	void *p = __libc_memalign(align, n);

	plain_marked(p);
	return p;
}

PLAIN void *
kmsan_plain_aligned_alloc(size_t align, size_t n)
{
	return kmsan_plain_memalign(align, n);
}

PLAIN int
kmsan_plain_posix_memalign(void **out, size_t align, size_t n)
{
	void *p;
	int saved = errno;

	if (align == 0 || align % sizeof(void *) != 0 || (align & (align - 1)) != 0)
		return EINVAL;
	p = __libc_memalign(align, n);
	errno = saved;
	if (p == NULL)
		return ENOMEM;
	plain_marked(p);
	*out = p;
	return 0;
}

PLAIN void *
kmsan_plain_valloc(size_t n)
{
	void *p = __libc_valloc(n);

	plain_marked(p);
	return p;
}

PLAIN void *
kmsan_plain_pvalloc(size_t n)
{
	void *p = __libc_pvalloc(n);

	plain_marked(p);
	return p;
}
