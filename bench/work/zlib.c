/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * zlib: 256 KiB of text, deflate (level 6) and inflate.
 * source: zlib adler32.c crc32.c deflate.c inflate.c inffast.c inftrees.c trees.c zutil.c
 * flags: -DHAVE_UNISTD_H
 */
#include <stdlib.h>
#include <string.h>
#include <zlib.h>

#include "work.h"

#define SIZE (256u << 10)

static void
pack(unsigned char *in, unsigned char *out, uLong *size)
{
	z_stream z;

	memset(&z, 0, sizeof(z));
	if (deflateInit(&z, 6) != Z_OK)
		abort();
	z.next_in = in;
	z.avail_in = SIZE;
	z.next_out = out;
	z.avail_out = (uInt)*size;
	if (deflate(&z, Z_FINISH) != Z_STREAM_END)
		abort();
	*size = z.total_out;
	deflateEnd(&z);
}

static void
unpack(unsigned char *in, uLong size, unsigned char *out)
{
	z_stream z;

	memset(&z, 0, sizeof(z));
	if (inflateInit(&z) != Z_OK)
		abort();
	z.next_in = in;
	z.avail_in = (uInt)size;
	z.next_out = out;
	z.avail_out = SIZE;
	if (inflate(&z, Z_FINISH) != Z_STREAM_END || z.total_out != SIZE)
		abort();
	inflateEnd(&z);
}

uint32_t
work(unsigned rounds)
{
	uint32_t sum = 1;

	for (unsigned i = 0; i < rounds; i++) {
		unsigned char *text = work_alloc(SIZE), *packed = work_alloc(SIZE);
		unsigned char *again = work_alloc(SIZE);
		uLong size = SIZE;

		work_text(text, SIZE, i + 1);
		pack(text, packed, &size);
		unpack(packed, size, again);
		if (memcmp(text, again, SIZE) != 0)
			abort();
		sum = work_mix(sum, (uint32_t)crc32(0, packed, (uInt)size));
		free(text);
		free(packed);
		free(again);
	}
	return sum;
}
