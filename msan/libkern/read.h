/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef MSAN_LIBKERN_READ_H
#define MSAN_LIBKERN_READ_H

/*
 * What a library function reads and what of it decides. The usual case, clean shad, is one scan
 * in line; everything else is out of line and may be slow, for it ends in a report.
 */

#define KMSAN_LIBKERN_PLAIN
#include <kmsan/hooks.h>
#include <kmsan/libkern.h>

#include "msan/shadow.h"

/* Is the whole range initialised? Memory without shadow is. */
static inline bool
read_clean(const void *p, size_t size)
{
	return size == 0 || !kmsan_port_shadowed(p, size) || shadow_scan(p, size, 0) == size;
}

/*
 * A function reads size bytes at p, and of each byte only what class says about it (arg: what it
 * is compared with). Reports the range if the class of some byte depends on bits that are not
 * initialised; then the result is true.
 */
typedef int read_class(uint8_t byte, const void *arg);
bool read_decides(
    const char *name, const void *p, size_t size, read_class *class, const void *arg, uintptr_t pc);

/* The same, where all bits of all bytes decide. */
bool read_all(const char *name, const void *p, size_t size, uintptr_t pc);

/* For read_decides: is it a NUL; arg: unused. */
int read_is_nul(uint8_t byte, const void *arg);

/*
 * Two ranges were compared byte by byte, and the byte at size - 1 ended it. fold, if not NULL, maps
 * a byte to what is compared. Reports each of them that the outcome depends on.
 */
typedef uint8_t read_fold(uint8_t byte);
void read_compare(const char *const names[2], const void *a, const void *b, size_t size,
    read_fold *fold, uintptr_t pc);

/* Do these two bytes differ whatever their uninitialised bits are? */
bool read_differ(const void *a, const void *b);

/* The shad of one byte; 0 if it has none. */
uint8_t read_shad(const void *p);

/*
 * An instrumented function is called back: what it returned, of size bytes, decides. Call
 * read_call_begin first, so that it finds its arguments initialised.
 */
void read_call_begin(void);
void read_call_end(size_t size, uintptr_t pc);

/* Stands first in each function. */
#define READ_ARGS(sizes) KMSAN_CHECK_ARGS(sizes)

#endif
