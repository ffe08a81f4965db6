/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef KMSAN_KMEM_H
#define KMSAN_KMEM_H

/*
 * kmem(9): kernel memory whose size the caller knows. Names, arguments and behaviour are NetBSD's.
 *
 * Sizes are bytes, not 0. Results are aligned to 8, from 64 bytes on to 64, a multiple of a page
 * to a page. Flags: KM_SLEEP (never NULL) or KM_NOSLEEP (NULL when there is no memory), one of
 * them.
 *
 * Marks: alloc gives uninitialised memory, zalloc zeroed and initialised memory, both with
 * uninitialised padding behind it; the origin is Kmem and the place of the call. free makes it
 * uninitialised again, with the origin Freed Kmem.
 *
 * Misuse stops the program with a message that names both sizes, or both frees, and where the
 * memory was allocated; docs/ALLOCATORS.md lists the messages.
 */

#include <kmsan/types.h>

#ifdef __cplusplus
extern "C" {
#endif

#define KM_SLEEP   0x01
#define KM_NOSLEEP 0x02
#define KMEM_ALIGN 8

typedef unsigned int km_flag_t;

/* Not at interrupt level. */
void *kmem_alloc(size_t size, km_flag_t flags);
void *kmem_zalloc(size_t size, km_flag_t flags);
void kmem_free(void *p, size_t size);

/* The same at interrupt level too, and there with KM_NOSLEEP. */
void *kmem_intr_alloc(size_t size, km_flag_t flags);
void *kmem_intr_zalloc(size_t size, km_flag_t flags);
void kmem_intr_free(void *p, size_t size);

/*
 * For one object of a type: the result is a pointer to it, the size is right, and reports name its
 * members, which they can otherwise only guess. free wants a pointer to that type.
 */
#define kmem_alloc_type(type, flags)                                                               \
	((type *)kmsan_kmem_alloc_type(sizeof(type), (flags), #type))
#define kmem_zalloc_type(type, flags)                                                              \
	((type *)kmsan_kmem_zalloc_type(sizeof(type), (flags), #type))
#define kmem_free_type(type, p) ((void)sizeof((p) == (type *)0), kmem_free((p), sizeof(type)))
void *kmsan_kmem_alloc_type(size_t size, km_flag_t flags, const char *type);
void *kmsan_kmem_zalloc_type(size_t size, km_flag_t flags, const char *type);

/* kmem_alloc for who allocates in the name of a caller, the one that returns to pc. */
void *kmsan_kmem_alloc_from(size_t size, km_flag_t flags, uintptr_t pc);

/* A formatted string that kmem_strfree() takes, of its exact size; sleeps. */
char *kmem_asprintf(const char *format, ...) __attribute__((format(printf, 1, 2)));

/*
 * Copies of a string, of at most max bytes of one (strndup); *size, if size is not NULL, becomes
 * what kmem_free() wants. NULL with KM_NOSLEEP only. What is not initialised in the source is not
 * in the copy.
 */
char *kmem_strdupsize(const char *string, size_t *size, km_flag_t flags);
char *kmem_strndup(const char *string, size_t max, km_flag_t flags);
#define kmem_strdup(string, flags) kmem_strdupsize((string), NULL, (flags))

/* NULL is allowed. */
void kmem_strfree(char *string);

/* The buffer if it is large enough, else memory; free takes the same buffer. */
void *kmem_tmpbuf_alloc(size_t size, void *buffer, size_t buffer_size, km_flag_t flags);
void kmem_tmpbuf_free(void *p, size_t size, void *buffer);

/* Give back what the allocators keep for speed, of this lwp and of all pools. Sleeps never. */
void kmem_reap(void);

#ifdef __cplusplus
}
#endif

#endif
