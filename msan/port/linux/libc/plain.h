/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef KMSAN_LINUX_LIBC_PLAIN_H
#define KMSAN_LINUX_LIBC_PLAIN_H

/*
 * glibc's allocator behind the names that plain.c takes over, and what blocks of libc's own users
 * look like.
 */

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

void *__libc_malloc(size_t n);
void *__libc_calloc(size_t n, size_t size);
void *__libc_realloc(void *p, size_t n);
void *__libc_memalign(size_t align, size_t n);
void *__libc_valloc(size_t n);
void *__libc_pvalloc(size_t n);
void __libc_free(void *p);

/* Is this function one of plain.c, and not one that the program brought by that name? */
bool plain_is(const void *function);
/* Does malloc() give glibc's blocks? Else their insides are unknown. */
bool plain_malloc_is_glibc(void);

/* The whole block is initialised, whatever was there before. */
void plain_marked(void *p);

/* malloc.c: the whole block is uninitialised, created at pc; returns p, which may be NULL. */
void *libc_allocated(void *p, uintptr_t pc);
/* malloc.c: marks of a block that is about to be freed; p may be NULL. */
void libc_freed(void *p, uintptr_t pc);

#endif
