/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * lz4: 256 KiB of text packed and unpacked, fast and thoroughly.
 * source: lz4 lib/lz4.c lib/lz4hc.c
 */
#include <stdlib.h>
#include <string.h>
#include <lz4.h>
#include <lz4hc.h>

#include "work.h"

#define SIZE (256u << 10)

uint32_t
work(unsigned rounds)
{
	uint32_t sum = 1;
	int bound = LZ4_compressBound(SIZE);

	for (unsigned i = 0; i < rounds; i++) {
		char *text = work_alloc(SIZE), *packed = work_alloc((size_t)bound);
		char *again = work_alloc(SIZE);
		int n;

		work_text((unsigned char *)text, SIZE, i + 1);
		n = i % 2 == 1 ? LZ4_compress_HC(text, packed, SIZE, bound, 4)
			       : LZ4_compress_default(text, packed, SIZE, bound);
		if (n <= 0 || LZ4_decompress_safe(packed, again, n, SIZE) != SIZE ||
		    memcmp(text, again, SIZE) != 0)
			abort();
		sum = work_mix(sum, (uint32_t)n);
		free(text);
		free(packed);
		free(again);
	}
	return sum;
}
