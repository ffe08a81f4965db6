/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef KMSAN_LIBKERN_H
#define KMSAN_LIBKERN_H

/*
 * The kernel's library, checked: mem*(9), str*(9), kprintf(9), strtoul(3), crc32, sorting, random
 * numbers. atomic.h has atomic_ops(3), net.h in_cksum(9).
 *
 * Each function exists as kmsan_NAME. The kernel's own name is given to it here by an assembler
 * label, so that it stays a function, with an address, and may be declared by libc's headers too,
 * before or after:
 *
 *	names that libc may lack (strlcpy, kprintf, ...)	always
 *	names that libc has (strlen, memset, snprintf, ...)	without a libc, or when
 *		KMSAN_LIBKERN_MAP is defined; else libc's function and its wrapper are called
 *	none of them						when KMSAN_LIBKERN_PLAIN is defined
 *
 * A mapped function is declared before its first use in a file, or the label comes too late; in C++
 * KMSAN_LIBKERN_MAP does not go together with libc's <string.h>, which overloads some of them.
 *
 * What is checked: a byte or bit that is read is reported exactly when the function's result
 * depends on it, as "NAME():argN"; one report a buffer, with all ranges of what was read of it.
 * So strlen() of a byte that has an initialised bit set is silent: it is no end, whatever
 * the other bits are. What is copied carries its shad and orig; bytes that decided where a string ends
 * were reported and count as initialised in the copy. The BSD kernels check whole bytes, their memcmp()
 * none of equal buffers, and compile strlcpy(), strncpy(), strncmp() and others as instrumented C,
 * which reports a branch in the library and not the argument of the caller.
 *
 * Contexts: any; nothing here sleeps. Sizes are bytes. Semantics: string(3), memory(9), unless more
 * is said.
 */

#include <stdarg.h>

#include <kmsan/types.h>

#ifdef __cplusplus
extern "C" {
#endif

/* MEMORY */

/*
 * In hosted C the compiler makes __msan_memcpy and its kin of these: the same, but that a memset()
 * value's shad is lost on the way (docs/LIMITS.md). kmsan_memset is an ordinary function whose
 * argument is checked.
 */
void *kmsan_memcpy(void *dst, const void *src, size_t size);
void *kmsan_memmove(void *dst, const void *src, size_t size);
void *kmsan_memset(void *dst, int c, size_t size);
void kmsan_bcopy(const void *src, void *dst, size_t size);
void kmsan_bzero(void *dst, size_t size);

/*
 * Compared up to the first difference, or wholly when there is none. A difference between
 * initialised bits decides, whatever the others are. kmsan_bcmp reports as memcmp, since compilers
 * turn one into the other.
 */
int kmsan_memcmp(const void *a, const void *b, size_t size);
int kmsan_bcmp(const void *a, const void *b, size_t size);

void *kmsan_memchr(const void *p, int c, size_t size);

/* As memset, not removed by the compiler. (NetBSD) */
void *kmsan_explicit_memset(void *dst, int c, size_t size);

/* 1 if equal; takes the same time for all contents. (NetBSD) */
int kmsan_consttime_memequal(const void *a, const void *b, size_t size);

/* STRINGS */
size_t kmsan_strlen(const char *s);
size_t kmsan_strnlen(const char *s, size_t max);
int kmsan_strcmp(const char *a, const char *b);
int kmsan_strncmp(const char *a, const char *b, size_t max);
int kmsan_strcasecmp(const char *a, const char *b);
int kmsan_strncasecmp(const char *a, const char *b, size_t max);
char *kmsan_strchr(const char *s, int c);
char *kmsan_strrchr(const char *s, int c);
char *kmsan_strstr(const char *s, const char *what);
char *kmsan_strcpy(char *dst, const char *src);
char *kmsan_strncpy(char *dst, const char *src, size_t size);
char *kmsan_strcat(char *dst, const char *src);
char *kmsan_strncat(char *dst, const char *src, size_t max);

/* Return the length that the result would have had; always with a NUL if size > 0. */
size_t kmsan_strlcpy(char *dst, const char *src, size_t size);
size_t kmsan_strlcat(char *dst, const char *src, size_t size);

/* Sets of bytes: a set is read as a whole. */
size_t kmsan_strspn(const char *s, const char *set);
size_t kmsan_strcspn(const char *s, const char *set);
char *kmsan_strpbrk(const char *s, const char *set);

/* *stringp itself is checked too, as "strsep():arg1"; a byte of the string that decides as well. */
char *kmsan_strsep(char **stringp, const char *delim);

/*
 * end may be NULL. Base 0 or 2 to 36; with another the result is 0 and nothing was consumed.
 * Overflow gives the largest value; the kernel has no errno.
 */
unsigned long kmsan_strtoul(const char *s, char **end, int base);
long kmsan_strtol(const char *s, char **end, int base);
unsigned long long kmsan_strtoull(const char *s, char **end, int base);
long long kmsan_strtoll(const char *s, char **end, int base);

/* PRINTING */

/*
 * kprintf(9): d i u x X o c s p %, flags "#0- +'", width and precision, also as *, lengths h hh l ll
 * q j z t. No floating point and no %n: these and every unknown conversion stop the program with a
 * message, since nobody can know how to go on through the arguments. Strings are checked as far
 * as they are printed, %.3s for at most 3 bytes; NULL prints "(null)".
 * snprintf returns the length that the whole text would have had, kprintf what it printed.
 * Scalars are checked at the call, by the compiler.
 */
#define KMSAN_PRINTF(string, first) __attribute__((format(printf, string, first)))
int kmsan_kprintf(const char *format, ...) KMSAN_PRINTF(1, 2);
int kmsan_kvprintf(const char *format, va_list ap) KMSAN_PRINTF(1, 0);
int kmsan_ksnprintf(char *buf, size_t size, const char *format, ...) KMSAN_PRINTF(3, 4);
int kmsan_kvsnprintf(char *buf, size_t size, const char *format, va_list ap) KMSAN_PRINTF(3, 0);

/* OTHERS */

/* As zlib's: start with crc 0. */
uint32_t kmsan_crc32(uint32_t crc, const uint8_t *buf, size_t size);

/*
 * Sort n elements of size bytes; k is room for one element. Elements move with their shad and
 * orig: only what compar looks at decides. Not stable. 0, or -1 if size is 0. (NetBSD: kheapsort)
 */
int kmsan_kheapsort(
    void *base, size_t n, size_t size, int (*compar)(const void *, const void *), void *k);

/* Fast, not for secrets. cprng_fast fills a buffer and returns its size. (NetBSD) */
uint32_t kmsan_cprng_fast32(void);
uint64_t kmsan_cprng_fast64(void);
size_t kmsan_cprng_fast(void *buf, size_t size);

/* 0 to 2^31 - 1 */
long kmsan_random(void);

/*
 * The number of the lowest or highest bit that is set, from 1; 0 if none is. Instrumented C: it halves
 * the word, and each comparison with 0 is exact to the bit, so that only bits matter which do. (Of
 * __builtin_ctz() and its kin clang 14 to 22 take the result for uninitialised, or the argument at the
 * call, as soon as any bit is.) Inlined and without debug information: a report names the caller's line.
 */
#define KMSAN_LIBKERN_INLINE static inline __attribute__((always_inline, unused, nodebug))
#define KMSAN_FIND_BIT(bits)                                                                       \
	KMSAN_LIBKERN_INLINE int kmsan_ffs##bits(uint##bits##_t x)                                 \
	{                                                                                          \
		int n = 1;                                                                         \
                                                                                                   \
		if (x == 0)                                                                        \
			return 0;                                                                  \
		for (int half = (bits) / 2; half > 0; half /= 2) {                                 \
			if ((x & (((uint##bits##_t)1 << half) - 1)) == 0) {                        \
				x >>= half;                                                        \
				n += half;                                                         \
			}                                                                          \
		}                                                                                  \
		return n;                                                                          \
	}                                                                                          \
	KMSAN_LIBKERN_INLINE int kmsan_fls##bits(uint##bits##_t x)                                 \
	{                                                                                          \
		int n = 1;                                                                         \
                                                                                                   \
		if (x == 0)                                                                        \
			return 0;                                                                  \
		for (int half = (bits) / 2; half > 0; half /= 2) {                                 \
			if (x >> half != 0) {                                                      \
				x >>= half;                                                        \
				n += half;                                                         \
			}                                                                          \
		}                                                                                  \
		return n;                                                                          \
	}
KMSAN_FIND_BIT(32)
KMSAN_FIND_BIT(64)

KMSAN_LIBKERN_INLINE int
kmsan_ffs(int x)
{
	return kmsan_ffs32((uint32_t)x);
}

/* THE KERNEL'S NAMES */
#ifndef KMSAN_LIBKERN_PLAIN

void *explicit_memset(void *dst, int c, size_t size) KMSAN_AS(kmsan_explicit_memset);
int consttime_memequal(const void *a, const void *b, size_t size)
    KMSAN_AS(kmsan_consttime_memequal);
size_t strlcpy(char *dst, const char *src, size_t size) KMSAN_AS(kmsan_strlcpy);
size_t strlcat(char *dst, const char *src, size_t size) KMSAN_AS(kmsan_strlcat);
int kprintf(const char *format, ...) KMSAN_AS(kmsan_kprintf) KMSAN_PRINTF(1, 2);
int kheapsort(void *base, size_t n, size_t size, int (*compar)(const void *, const void *), void *k)
    KMSAN_AS(kmsan_kheapsort);
uint32_t crc32(uint32_t crc, const uint8_t *buf, size_t size) KMSAN_AS(kmsan_crc32);
uint32_t cprng_fast32(void) KMSAN_AS(kmsan_cprng_fast32);
uint64_t cprng_fast64(void) KMSAN_AS(kmsan_cprng_fast64);
size_t cprng_fast(void *buf, size_t size) KMSAN_AS(kmsan_cprng_fast);
#define ffs32(x) kmsan_ffs32(x)
#define ffs64(x) kmsan_ffs64(x)
#define fls32(x) kmsan_fls32(x)
#define fls64(x) kmsan_fls64(x)

#if defined(KMSAN_LIBKERN_MAP) || !__STDC_HOSTED__
void *memcpy(void *dst, const void *src, size_t size) KMSAN_AS(kmsan_memcpy);
void *memmove(void *dst, const void *src, size_t size) KMSAN_AS(kmsan_memmove);
void *memset(void *dst, int c, size_t size) KMSAN_AS(kmsan_memset);
void bcopy(const void *src, void *dst, size_t size) KMSAN_AS(kmsan_bcopy);
void bzero(void *dst, size_t size) KMSAN_AS(kmsan_bzero);
int memcmp(const void *a, const void *b, size_t size) KMSAN_AS(kmsan_memcmp);
int bcmp(const void *a, const void *b, size_t size) KMSAN_AS(kmsan_bcmp);
void *memchr(const void *p, int c, size_t size) KMSAN_AS(kmsan_memchr);
size_t strlen(const char *s) KMSAN_AS(kmsan_strlen);
size_t strnlen(const char *s, size_t max) KMSAN_AS(kmsan_strnlen);
int strcmp(const char *a, const char *b) KMSAN_AS(kmsan_strcmp);
int strncmp(const char *a, const char *b, size_t max) KMSAN_AS(kmsan_strncmp);
int strcasecmp(const char *a, const char *b) KMSAN_AS(kmsan_strcasecmp);
int strncasecmp(const char *a, const char *b, size_t max) KMSAN_AS(kmsan_strncasecmp);
char *strchr(const char *s, int c) KMSAN_AS(kmsan_strchr);
char *strrchr(const char *s, int c) KMSAN_AS(kmsan_strrchr);
char *strstr(const char *s, const char *what) KMSAN_AS(kmsan_strstr);
char *strcpy(char *dst, const char *src) KMSAN_AS(kmsan_strcpy);
char *strncpy(char *dst, const char *src, size_t size) KMSAN_AS(kmsan_strncpy);
char *strcat(char *dst, const char *src) KMSAN_AS(kmsan_strcat);
char *strncat(char *dst, const char *src, size_t max) KMSAN_AS(kmsan_strncat);
size_t strspn(const char *s, const char *set) KMSAN_AS(kmsan_strspn);
size_t strcspn(const char *s, const char *set) KMSAN_AS(kmsan_strcspn);
char *strpbrk(const char *s, const char *set) KMSAN_AS(kmsan_strpbrk);
char *strsep(char **stringp, const char *delim) KMSAN_AS(kmsan_strsep);
unsigned long strtoul(const char *s, char **end, int base) KMSAN_AS(kmsan_strtoul);
long strtol(const char *s, char **end, int base) KMSAN_AS(kmsan_strtol);
unsigned long long strtoull(const char *s, char **end, int base) KMSAN_AS(kmsan_strtoull);
long long strtoll(const char *s, char **end, int base) KMSAN_AS(kmsan_strtoll);
int printf(const char *format, ...) KMSAN_AS(kmsan_kprintf) KMSAN_PRINTF(1, 2);
int vprintf(const char *format, va_list ap) KMSAN_AS(kmsan_kvprintf) KMSAN_PRINTF(1, 0);
int snprintf(char *buf, size_t size, const char *format, ...) KMSAN_AS(kmsan_ksnprintf)
    KMSAN_PRINTF(3, 4);
int vsnprintf(char *buf, size_t size, const char *format, va_list ap) KMSAN_AS(kmsan_kvsnprintf)
    KMSAN_PRINTF(3, 0);
long random(void) KMSAN_AS(kmsan_random);
#define ffs(x) kmsan_ffs(x)
#endif

#endif

#ifdef __cplusplus
}
#endif

#endif
