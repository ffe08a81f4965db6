/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef TESTS_PEERS_LINUX_H
#define TESTS_PEERS_LINUX_H

/*
 * The names in which Linux's own test cases are told, on this kernel's allocators. Linux asserts the
 * kind of a report and its function; the tests here assert the whole report, so the origin and the
 * range of bytes as well.
 */

#include <stdint.h>
#include <string.h>

#include <kmsan/kmsan.h>
#include <kmsan/malloc.h>
#include <kmsan/uvm_km.h>

#define NOINLINE      __attribute__((noinline))
#define KEEP(pointer) __asm__ volatile("" : : "g"(pointer) : "memory")
#define PAGE	      4096

#define kmalloc(size)  malloc((size), M_TEMP, M_WAITOK)
#define kzalloc(size)  malloc((size), M_TEMP, M_WAITOK | M_ZERO)
#define kfree(p)       free((p), M_TEMP)
#define vmalloc(size)  ((void *)uvm_km_alloc(kernel_map, (size), 0, UVM_KMF_WIRED))
#define vzalloc(size)  ((void *)uvm_km_alloc(kernel_map, (size), 0, UVM_KMF_WIRED | UVM_KMF_ZERO))
#define vfree(p, size) uvm_km_free(kernel_map, (vaddr_t)(p), (size), UVM_KMF_WIRED)

#define check(p, size) kmsan_check_memory((const void *)(p), (size))

static NOINLINE void
is_true(const char *what)
{
	KEEP(what);
}

static NOINLINE void
is_false(const char *what)
{
	KEEP(what);
}

/* The value decides what happens. */
#define USE(x)                                                                                     \
	do {                                                                                       \
		if (x)                                                                             \
			is_true(#x);                                                               \
		else                                                                               \
			is_false(#x);                                                              \
	} while (0)

/*
 * A copy that the compiler cannot turn into a load and a store, or leave out: it must not know the
 * size, which it carries also into a function that it does not inline.
 */
static NOINLINE __attribute__((unused)) void *
copy(volatile void *dst, const volatile void *src, size_t size)
{
	__asm__("" : "+r"(size));
	return memcpy((void *)dst, (const void *)src, size);
}

#ifdef FIXED
#define FIXED_TWIN 1
#else
#define FIXED_TWIN 0
#endif

#endif
