/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef KMSAN_FREESTANDING_STRING_H
#define KMSAN_FREESTANDING_STRING_H

/*
 * All of <string.h> that the freestanding rooms have: the four functions that compilers take for
 * granted, which every kernel provides, uninstrumented. They are compiled with this folder in
 * place of libc's headers, so that a use of anything else does not compile.
 */

#include <stddef.h>

void *memcpy(void *dst, const void *src, size_t size);
void *memmove(void *dst, const void *src, size_t size);
void *memset(void *dst, int c, size_t size);
int memcmp(const void *a, const void *b, size_t size);

/*
 * -ffreestanding makes plain functions of these names: each copy of eight bytes would be a call.
 * The builtins are what they are without it: instructions for a small constant size, else a call.
 */
#define memcpy(dst, src, size)	__builtin_memcpy(dst, src, size)
#define memmove(dst, src, size) __builtin_memmove(dst, src, size)
#define memset(dst, c, size)	__builtin_memset(dst, c, size)
#define memcmp(a, b, size)	__builtin_memcmp(a, b, size)

#endif
