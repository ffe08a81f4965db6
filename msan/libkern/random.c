/* SPDX-License-Identifier: BSD-2-Clause */

#include <string.h>

#include <kmsan/kmsan.h>
#include <kmsan/port.h>

#include "msan/libkern/read.h"

/*
 * A counter through a mixing function (the finaliser of MurmurHash3 with other constants, known as
 * splitmix64): no lock, and two callers never get the same number because of a race.
 */
static uint64_t counter;

static uint64_t
next(void)
{
	uint64_t x = __atomic_load_n(&counter, __ATOMIC_RELAXED), seed;

	if (x == 0) {
		seed = kmsan_port_clock() | 1;
		__atomic_compare_exchange_n(
		    &counter, &x, seed, false, __ATOMIC_RELAXED, __ATOMIC_RELAXED);
	}
	x = __atomic_add_fetch(&counter, 0x9e3779b97f4a7c15, __ATOMIC_RELAXED);
	x = (x ^ x >> 30) * 0xbf58476d1ce4e5b9;
	x = (x ^ x >> 27) * 0x94d049bb133111eb;
	return x ^ x >> 31;
}

uint32_t
kmsan_cprng_fast32(void)
{
	return (uint32_t)(next() >> 32);
}

uint64_t
kmsan_cprng_fast64(void)
{
	return next();
}

size_t
kmsan_cprng_fast(void *buf, size_t size)
{
	READ_ARGS("88");
	for (size_t at = 0; at < size; at += sizeof(uint64_t)) {
		uint64_t x = next();

		memcpy((char *)buf + at, &x, size - at < sizeof(x) ? size - at : sizeof(x));
	}
	kmsan_mark(buf, size, KMSAN_STATE_INITED);
	return size;
}

long
kmsan_random(void)
{
	return (long)(next() >> 33);
}
