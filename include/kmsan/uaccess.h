/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef KMSAN_UACCESS_H
#define KMSAN_UACCESS_H

/*
 * Copies between the kernel and a process: copy(9), fetch(9), store(9), ucas(9).
 *
 * Sizes are bytes. Results: 0, or KMSAN_EFAULT when an address is not mapped or not one that a
 * process may have (the NULL page never is). Then the bytes before the fault were copied, and
 * exactly those are marked; nothing else is written. What leaves the kernel is checked before it
 * leaves, as a kernel-infoleak, also if the copy faults afterwards. Thread context: they may
 * sleep on a machine, for the page to come in.
 */

#include <kmsan/types.h>

#ifdef __cplusplus
extern "C" {
#endif

/* From a process: kaddr is initialised as far as it was copied. */
int copyin(const void *uaddr, void *kaddr, size_t len);

/* To a process: every uninitialised byte of kaddr is reported as "copyout():arg1". */
int copyout(const void *kaddr, void *uaddr, size_t len);

/*
 * A string with its NUL, at most len bytes: KMSAN_ENAMETOOLONG when there was none among them. If
 * done is not NULL, *done is the number of bytes copied, the NUL included, in each case.
 */
int copyinstr(const void *uaddr, void *kaddr, size_t len, size_t *done);
int copyoutstr(const void *kaddr, void *uaddr, size_t len, size_t *done);

/* Within the kernel: shad and orig are copied too. copystr: as copyinstr, cannot fault. */
int kcopy(const void *src, void *dst, size_t len);
int copystr(const void *src, void *dst, size_t len, size_t *done);

/* What the functions below are made of; name is the sink. */
int kmsan_ufetch(const void *uaddr, void *value, size_t size);
int kmsan_ustore(void *uaddr, const void *value, size_t size, const char *name);
int kmsan_ucas(void *uaddr, const void *expected, const void *value, void *found, size_t size,
    const char *expected_name, const char *value_name);

/*
 * One aligned value, fetched, stored or compared and swapped (whole or not at all). The value is
 * stored through memory of the caller's so that its shad can be seen: as a function's argument the
 * compiler would check it at the call, as a value and not as a leak. Hence always inlined, and
 * without debug information: a report names the caller's line.
 * ucas: *found is what was there, also if it was not what was expected; 0 is returned then too.
 */
#define KMSAN_UACCESS_INLINE static inline __attribute__((always_inline, unused, nodebug))

#define KMSAN_UFETCH(name, type)                                                                   \
	KMSAN_UACCESS_INLINE int ufetch_##name(const type *uaddr, type *value)                     \
	{                                                                                          \
		return kmsan_ufetch(uaddr, value, sizeof(type));                                   \
	}

#define KMSAN_USTORE(name, type)                                                                   \
	KMSAN_UACCESS_INLINE int ustore_##name(type *uaddr, type value)                            \
	{                                                                                          \
		return kmsan_ustore(uaddr, &value, sizeof(type), "ustore_" #name "():arg2");       \
	}

#define KMSAN_UCAS(name, type)                                                                     \
	KMSAN_UACCESS_INLINE int ucas_##name(type *uaddr, type expected, type value, type *found)  \
	{                                                                                          \
		return kmsan_ucas(uaddr, &expected, &value, found, sizeof(type),                   \
		    "ucas_" #name "():arg2", "ucas_" #name "():arg3");                             \
	}

#define KMSAN_UACCESS_TYPES(apply)                                                                 \
	apply(8, uint8_t) apply(16, uint16_t) apply(32, uint32_t) apply(64, uint64_t)              \
	    apply(char, unsigned char) apply(short, unsigned short) apply(int, unsigned int)       \
	        apply(long, unsigned long)

KMSAN_UACCESS_TYPES(KMSAN_UFETCH)
KMSAN_UACCESS_TYPES(KMSAN_USTORE)
KMSAN_USTORE(ptr, void *)
KMSAN_UCAS(32, uint32_t)
KMSAN_UCAS(64, uint64_t)
KMSAN_UCAS(int, unsigned int)
KMSAN_UCAS(long, unsigned long)
KMSAN_UCAS(ptr, void *)

/* As in NetBSD, where the const is not where the others have it. */
KMSAN_UACCESS_INLINE int
ufetch_ptr(const void **uaddr, void **value)
{
	return kmsan_ufetch(uaddr, value, sizeof(void *));
}

#ifdef __cplusplus
}
#endif

#endif
