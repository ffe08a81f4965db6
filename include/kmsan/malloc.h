/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef KMSAN_MALLOC_H
#define KMSAN_MALLOC_H

/*
 * malloc(9): kernel memory with a type for statistics and limits. Names, arguments and behaviour
 * are NetBSD's. The macros take over only calls with the kernel's number of arguments: malloc(n),
 * free(p) and realloc(p, n) stay libc's, in the same file, whether <stdlib.h> comes before this
 * header or after it. (A call through a member of that name and with that many arguments is taken
 * over too, as it is by NetBSD's macros: write (ops->free)(p, x).)
 *
 * Sizes are bytes. Results are aligned for any type; from KMSAN_PAGE_SIZE on, to a page.
 * Flags: M_WAITOK (0; sleeps, never NULL) or M_NOWAIT (NULL if there is no memory), M_ZERO, and
 * M_CANFAIL: with M_WAITOK, NULL for a size that can never be had, instead of a stop.
 *
 * Marks: uninitialised, with the origin Malloc and the place of the call; M_ZERO: zeroed and
 * initialised. realloc keeps the marks of what it keeps, what it adds is uninitialised. What is
 * freed is uninitialised again, with the origin Freed Malloc.
 *
 * Misuse (an unknown type, a free of another type's, inside an object, a second time, M_WAITOK at
 * interrupt level) stops the program with a message; docs/ALLOCATORS.md lists them.
 */

#include <kmsan/types.h>

#ifdef __cplusplus
extern "C" {
#endif

#define M_WAITOK  0x0000
#define M_NOWAIT  0x0001
#define M_ZERO	  0x0002
#define M_CANFAIL 0x0004

/*
 * A type. Made by MALLOC_DEFINE; the members are the allocator's, counts as vmstat -m prints them
 * are to be had from kmsan_vmstat(). Types of MALLOC_DEFINE are known from their first use, those
 * of MALLOC_JUSTDEFINE (in a module) between malloc_type_attach() and malloc_type_detach().
 */
struct malloc_type {
	unsigned ks_magic;
	unsigned ks_number; /* 0: not attached */
	bool ks_auto;
	const char *ks_shortdesc, *ks_longdesc;
	size_t ks_limit; /* bytes; 0: none */
};
#define KMSAN_MALLOC_MAGIC 877983977u

#define KMSAN_MALLOC_TYPE(type, name, text, limit, known)                                          \
	struct malloc_type type[1] = {{KMSAN_MALLOC_MAGIC, 0, known, name, text, limit}}
#define MALLOC_DEFINE_LIMIT(type, name, text, limit)                                               \
	KMSAN_MALLOC_TYPE(type, name, text, limit, true)
#define MALLOC_DEFINE(type, name, text) KMSAN_MALLOC_TYPE(type, name, text, 0, true)
#define MALLOC_JUSTDEFINE_LIMIT(type, name, text, limit)                                           \
	KMSAN_MALLOC_TYPE(type, name, text, limit, false)
#define MALLOC_JUSTDEFINE(type, name, text) KMSAN_MALLOC_TYPE(type, name, text, 0, false)
#define MALLOC_DECLARE(type)		    extern struct malloc_type type[1]

MALLOC_DECLARE(M_DEVBUF);   /* device driver memory */
MALLOC_DECLARE(M_DMAMAP);   /* DMA mappings */
MALLOC_DECLARE(M_FREE);	    /* should be on a free list */
MALLOC_DECLARE(M_PCB);	    /* protocol control blocks */
MALLOC_DECLARE(M_SOFTINTR); /* soft interrupts */
MALLOC_DECLARE(M_TEMP);	    /* anything short-lived */

/*
 * At most 1023 types at a time. detach requires that nothing of the type is allocated. A limit is
 * in bytes as requested, 0 is none, and is never exceeded: M_NOWAIT gets NULL, M_WAITOK sleeps.
 */
void malloc_type_attach(struct malloc_type *type);
void malloc_type_detach(struct malloc_type *type);
void malloc_type_setlimit(struct malloc_type *type, unsigned long limit);

/* Any context with M_NOWAIT. A size of 0 is a size: a pointer that can be freed. */
void *kern_malloc(size_t size, struct malloc_type *type, int flags);

/*
 * kern_realloc(NULL, size) allocates, kern_realloc(p, 0) frees and returns NULL. On failure NULL,
 * and p is as it was.
 */
void *kern_realloc(void *p, size_t size, struct malloc_type *type, int flags);

/* NULL is a mistake, unlike with free(3). */
void kern_free(void *p, struct malloc_type *type);

/* One object of a C type: a pointer to it; reports name its members. kern_free() takes it. */
#define kern_malloc_type(ctype, type, flags)                                                       \
	((ctype *)kmsan_malloc_type(sizeof(ctype), (type), (flags), #ctype))
void *kmsan_malloc_type(size_t size, struct malloc_type *type, int flags, const char *ctype);

#ifndef __cplusplus
/* Chosen by the number of arguments. A macro does not expand in itself: there libc's is meant. */
#define KMSAN_MALLOC_PICK(a, b, c, d, e, name, ...) name
#define malloc(...)                                                                                \
	KMSAN_MALLOC_PICK(__VA_ARGS__, malloc, malloc, kern_malloc, malloc, malloc, )(__VA_ARGS__)
#define free(...) KMSAN_MALLOC_PICK(__VA_ARGS__, free, free, free, kern_free, free, )(__VA_ARGS__)
#define realloc(...)                                                                               \
	KMSAN_MALLOC_PICK(__VA_ARGS__, realloc, kern_realloc, realloc, realloc, realloc, )         \
	(__VA_ARGS__)
#endif

/* LOOKING AT THE HEAP, of all allocators */

/*
 * The tables of vmstat -m: by size class, by type, pools, totals; a call of print with each line,
 * without its newline. The line is valid during the call.
 */
void kmsan_vmstat(void (*print)(void *arg, const char *line), void *arg);

/*
 * Look at every freed object that is kept: was it written to? Prints a line for each that was,
 * "Data modified on freelist: ...", and returns how many there are.
 */
size_t kmsan_freelist_check(void);

/*
 * Option malloclog=N: print what the log of the last N allocations and frees of malloc(9) knows
 * of an address, oldest first; operations on objects that end or start within 127 bytes of it are
 * printed as neighbours.
 */
void hitmlog(const void *addr);

#ifdef __cplusplus
}

/* C++ has overloads for it, and undefines macros of these names in its own headers. */
static inline __attribute__((always_inline)) void *
malloc(size_t size, struct malloc_type *type, int flags)
{
	return kern_malloc(size, type, flags);
}

static inline __attribute__((always_inline)) void *
realloc(void *p, size_t size, struct malloc_type *type, int flags)
{
	return kern_realloc(p, size, type, flags);
}

static inline __attribute__((always_inline)) void
free(void *p, struct malloc_type *type)
{
	kern_free(p, type);
}
#endif

#endif
