/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef KMSAN_TYPES_H
#define KMSAN_TYPES_H

/*
 * Words that all headers share: states, origin types, kinds of report, error codes.
 *
 *	shad	one bit for every bit of memory; 1 = uninitialised
 *	orig	one 32-bit cell for every aligned 4 bytes: where an uninitialised value came from
 *	lwp	what runs instrumented code: a thread, on the linux port
 *	slot	the argument and return state of one interrupt level of one lwp
 *	port	everything the runtime needs of the world, port.h
 */

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

/* What kmsan_mark() writes into every byte of shad (NetBSD's names). */
#define KMSAN_STATE_INITED 0x00
#define KMSAN_STATE_UNINIT 0xff

/*
 * Origin types: the upper four bits of an origin cell (NetBSD's names and, for the first five,
 * numbers). FREED is a flag: memory of that type after it was freed. CHAINED stands alone.
 */
enum kmsan_type {
	KMSAN_TYPE_STACK = 0,
	KMSAN_TYPE_KMEM = 1,
	KMSAN_TYPE_MALLOC = 2,
	KMSAN_TYPE_POOL = 3,
	KMSAN_TYPE_UVM = 4,
	KMSAN_TYPE_MARKED = 5,  /* by kmsan_mark() or __msan_poison() */
	KMSAN_TYPE_UNKNOWN = 6, /* a foreign number, or the origin space is full */
	KMSAN_TYPE_FREED = 8,
	KMSAN_TYPE_CHAINED = 15
};

/* What a report is about; the word in SUMMARY is in the comment. */
enum kmsan_kind {
	KMSAN_KIND_VALUE = 0, /* uninit-value, or use-after-free when the memory was freed */
	KMSAN_KIND_KERNEL,    /* kernel-infoleak: to a process */
	KMSAN_KIND_DISK,      /* disk-infoleak */
	KMSAN_KIND_NET,       /* net-infoleak */
	KMSAN_KIND_DMA,       /* dma-infoleak: to a device, by DMA or by bus_space */
	KMSAN_KIND_USER,      /* a sink of the user's own: see kmsan_sink() */
	KMSAN_KIND_COUNT
};

/*
 * Behind the declaration of a kernel's function: the runtime has it under this label, so that a
 * program's own function of that name is another one. libc's headers may declare it too.
 */
#ifdef __cplusplus
#define KMSAN_AS(label) noexcept __asm__(#label)
#else
#define KMSAN_AS(label) __asm__(#label)
#endif

/* The return address of the calling function: "who called me", for origins. */
#define KMSAN_RET_ADDR ((uintptr_t)__builtin_return_address(0))

/* The ABI's size of the context, and the largest alignment that shad must share with memory. */
#define KMSAN_CONTEXT_ABI_SIZE 4016
#define KMSAN_SHAD_CONGRUENCE 64

/*
 * Errors that functions of the kernel return, as positive numbers. A port to a system that counts
 * otherwise defines them on the command line of its build.
 */
#ifndef KMSAN_EIO
#define KMSAN_EIO 5
#endif
#ifndef KMSAN_ENXIO
#define KMSAN_ENXIO 6
#endif
#ifndef KMSAN_EWOULDBLOCK
#define KMSAN_EWOULDBLOCK 11
#endif
#ifndef KMSAN_ENOMEM
#define KMSAN_ENOMEM 12
#endif
#ifndef KMSAN_EFAULT
#define KMSAN_EFAULT 14
#endif
#ifndef KMSAN_EINVAL
#define KMSAN_EINVAL 22
#endif
#ifndef KMSAN_EFBIG
#define KMSAN_EFBIG 27
#endif
#ifndef KMSAN_ENOSPC
#define KMSAN_ENOSPC 28
#endif
#ifndef KMSAN_ENAMETOOLONG
#define KMSAN_ENAMETOOLONG 36
#endif
#ifndef KMSAN_EMSGSIZE
#define KMSAN_EMSGSIZE 90
#endif
#ifndef KMSAN_ENETDOWN
#define KMSAN_ENETDOWN 100
#endif
#ifndef KMSAN_ENOBUFS
#define KMSAN_ENOBUFS 105
#endif

/*
 * What is known of an address: kmsan_addr_describe() fills it in.
 * Strings belong to the runtime and stay valid; pcs are return addresses, 0 = not known.
 */
struct kmsan_addr_info {
	const char *allocator;   /* "kmem", "malloc", "pool mbpl", ... */
	const char *alloc_name;  /* the function that allocated it, "kmem_alloc" */
	const char *free_name;   /* and the one that freed it, NULL if live */
	enum kmsan_type type;    /* without KMSAN_TYPE_FREED */
	bool live;               /* allocated now */
	uintptr_t start;         /* of the object, bytes */
	size_t size;             /* as requested, bytes */
	const char *object_type; /* in the source's words, "struct foo"; NULL = not known, "" = bytes */
	uint32_t alloc_orig;     /* origin cells, 0 = not known */
	uint32_t free_orig;
};

#ifdef __cplusplus
}
#endif

#endif
