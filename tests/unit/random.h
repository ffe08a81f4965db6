/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef TESTS_UNIT_RANDOM_H
#define TESTS_UNIT_RANDOM_H

/* The same numbers in every run, so that a failure comes again. */

#include <stdint.h>

static uint64_t random_state = 0x9e3779b97f4a7c15ULL;

static inline uint32_t
random_next(void)
{
	random_state ^= random_state << 13;
	random_state ^= random_state >> 7;
	random_state ^= random_state << 17;
	return (uint32_t)(random_state >> 32);
}

/* 0 to n - 1. */
static inline uint32_t
random_below(uint32_t n)
{
	return random_next() % n;
}

#endif
