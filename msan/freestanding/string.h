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

#endif
