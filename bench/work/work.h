/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef BENCH_WORK_H
#define BENCH_WORK_H

/*
 * A workload is one file with work() in it; main.c calls it. It reads nothing and prints nothing,
 * so that every build of it does the same; its checksum shows that it did.
 */

#include <stddef.h>
#include <stdint.h>

/* Do the work so many times (0: only what main() does anyway) and return a checksum. */
uint32_t work(unsigned rounds);

/* The next of a fixed sequence of numbers. The state is any number but 0. */
uint32_t work_random(uint32_t *state);

/* Fill text with words and lines, about as compressible as a manual page. */
void work_text(unsigned char *text, size_t size, uint32_t seed);

/* Mix a value into a checksum. */
uint32_t work_mix(uint32_t sum, uint32_t value);

/* Memory or the end of the program. */
void *work_alloc(size_t size);

#endif
