/* SPDX-License-Identifier: BSD-2-Clause */

/*
 * The bulk work on shadow, as wide as the processor is. memset and memcpy are libc's, which choose
 * for themselves.
 */

#include <immintrin.h>
#include <string.h>
#include <sys/mman.h>

#include "bulk.h"
#include "msan/port/portable.h"
#include "port_inline.h"
#include "rawsys.h"

#define AVX2 __attribute__((target("avx2")))

static size_t
scan_plain(const uint8_t *shad, size_t size)
{
	return portable_scan(shad, size);
}

static void
cells_plain(uint32_t *orig, size_t n, uint32_t cell)
{
	portable_cells_set(orig, n, cell);
}

static void
clear_plain(uint8_t *shad, size_t size)
{
	memset(shad, 0, size);
}

static void *
poison_plain(void *addr, size_t size, uint32_t cell)
{
	portable_poison(kmsan_port_shad(addr), (uint8_t *)kmsan_port_orig(addr), size, cell);
	return addr;
}

static inline AVX2 __m256i
load(const uint8_t *p, size_t i)
{
	return _mm256_loadu_si256((const __m256i *)(const void *)(p + 32 * i));
}

static inline AVX2 void
store(void *p, size_t i, __m256i v)
{
	_mm256_storeu_si256((__m256i *)(void *)((uint8_t *)p + 32 * i), v);
}

/* 0 if the 256 bytes at p are. */
static inline AVX2 __m256i
any(const uint8_t *p)
{
	return load(p, 0) | load(p, 1) | load(p, 2) | load(p, 3) | load(p, 4) | load(p, 5) |
	       load(p, 6) | load(p, 7);
}

static AVX2 size_t
scan_avx2(const uint8_t *shad, size_t size)
{
	size_t i = 0;

	for (; i + 512 <= size; i += 512) {
		__m256i a = any(shad + i) | any(shad + i + 256);

		if (!_mm256_testz_si256(a, a))
			break;
	}
	/* Pages and their parts end here. */
	if (i == size)
		return i;
	if (i + 256 <= size) {
		__m256i a = any(shad + i);

		if (_mm256_testz_si256(a, a))
			i += 256;
	}
	for (; i + 32 <= size; i += 32) {
		__m256i a = load(shad + i, 0);

		if (!_mm256_testz_si256(a, a))
			break;
	}
	return i + portable_scan(shad + i, size - i);
}

static AVX2 void
cells_avx2(uint32_t *orig, size_t n, uint32_t cell)
{
	__m256i eight = _mm256_set1_epi32((int)cell);
	size_t i = 0;

	for (; i + 32 <= n; i += 32) {
		store(orig + i, 0, eight);
		store(orig + i, 1, eight);
		store(orig + i, 2, eight);
		store(orig + i, 3, eight);
	}
	for (; i + 8 <= n; i += 8)
		store(orig + i, 0, eight);
	for (; i < n; i++)
		orig[i] = cell;
}

/*
 * Long ones are libc's, which knows when to go past the caches. For 2 KiB and more it has "rep stosb":
 * as quick, but a processor that traces or counts, or is emulated, takes each byte for a step.
 */
#define CLEAR_MAX 16384

static inline AVX2 void
clear_256(uint8_t *shad)
{
	__m256i zero = _mm256_setzero_si256();

	store(shad, 0, zero);
	store(shad, 1, zero);
	store(shad, 2, zero);
	store(shad, 3, zero);
	store(shad, 4, zero);
	store(shad, 5, zero);
	store(shad, 6, zero);
	store(shad, 7, zero);
}

/* no_builtin: or the loop becomes the call of memset that it is there to avoid. */
static AVX2 __attribute__((no_builtin("memset"))) void
clear_avx2(uint8_t *shad, size_t size)
{
	__m256i zero = _mm256_setzero_si256();
	uint8_t *end = shad + size;

	if (__builtin_expect(size - 32 > CLEAR_MAX - 32, 0)) {
		memset(shad, 0, size);
		return;
	}
	for (; size >= 512; size -= 512, shad += 512) {
		clear_256(shad);
		clear_256(shad + 256);
	}
	if (size >= 256) {
		clear_256(shad);
		shad += 256;
	}
	for (; shad < end - 32; shad += 32)
		store(shad, 0, zero);
	store(end - 32, 0, zero);
}

/* In this order for the compiler too: portable_poison_block(). */
static inline AVX2 void
poison_block(uint8_t *shad, uint8_t *orig, __m256i cells)
{
	__m256i ones = _mm256_set1_epi8(-1);

	store(orig, 0, cells);
	store(orig, 1, cells);
	store(shad, 0, ones);
	store(shad, 1, ones);
}

/* Of a multiple of 8 bytes, less than 64: two pieces that may overlap. */
static inline AVX2 void
poison_small(uint8_t *shad, uint8_t *orig, size_t size, __m256i cells)
{
	__m256i ones = _mm256_set1_epi8(-1);
	size_t last;

	if (size >= 32) {
		last = size - 32;
		store(orig, 0, cells);
		store(orig + last, 0, cells);
		store(shad, 0, ones);
		store(shad + last, 0, ones);
		return;
	}
	last = size >= 16 ? size - 16 : 0;
	for (size_t at = 0;; at = last) {
		_mm_storeu_si64(orig + at, _mm256_castsi256_si128(cells));
		_mm_storeu_si64(shad + at, _mm256_castsi256_si128(ones));
		if (size >= 16) {
			_mm_storeu_si64(orig + at + 8, _mm256_castsi256_si128(cells));
			_mm_storeu_si64(shad + at + 8, _mm256_castsi256_si128(ones));
		}
		if (at == last)
			return;
	}
}

/* The first 64 bytes and the last, which may overlap; and what is between. */
static AVX2 void *
poison_avx2(void *addr, size_t size, uint32_t cell)
{
	uint8_t *shad = kmsan_port_shad(addr), *orig = shad + KMSAN_ORIG_ADD;
	__m256i cells = _mm256_set1_epi32((int)cell);
	size_t last = size - 64;

	/* Else the compiler makes a constant of 64 bits for each offset from it. */
	__asm__("" : "+r"(orig));
	if (__builtin_expect(size < 64, 0)) {
		poison_small(shad, orig, size, cells);
		return addr;
	}
	poison_block(shad, orig, cells);
	poison_block(shad + last, orig + last, cells);
	for (size_t i = 64; i < last; i += 64)
		poison_block(shad + i, orig + i, cells);
	return addr;
}

struct kmsan_linux_bulk kmsan_linux_bulk = {scan_plain, cells_plain, clear_plain, poison_plain};

const struct kmsan_linux_bulk kmsan_linux_bulk_plain = {
    scan_plain, cells_plain, clear_plain, poison_plain};
const struct kmsan_linux_bulk kmsan_linux_bulk_avx2 = {
    scan_avx2, cells_avx2, clear_avx2, poison_avx2};

void
kmsan_linux_bulk_start(void)
{
	__builtin_cpu_init();
	if (__builtin_cpu_supports("avx2"))
		kmsan_linux_bulk = kmsan_linux_bulk_avx2;
}

/* Apart: what nearly no call needs keeps no registers for those that do not. */
static __attribute__((noinline)) bool
give_back(uint8_t *shad, size_t size)
{
	uintptr_t first = ((uintptr_t)shad + 4095) & ~(uintptr_t)4095;
	uintptr_t end = ((uintptr_t)shad + size) & ~(uintptr_t)4095;

	if (KMSAN_SYS(SYS_madvise, first, end - first, MADV_DONTNEED, 0) != 0)
		return false;
	memset(shad, 0, first - (uintptr_t)shad);
	memset((void *)end, 0, (uintptr_t)shad + size - end);
	return true;
}

void
kmsan_linux_clear(uint8_t *shad, size_t size)
{
	if (__builtin_expect(size < KMSAN_LINUX_CLEAR_GIVES_BACK, 1) || !give_back(shad, size))
		kmsan_linux_bulk.clear(shad, size);
}
