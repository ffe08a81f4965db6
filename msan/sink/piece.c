/* SPDX-License-Identifier: BSD-2-Clause */
#include "msan/sink/piece.h"

#include <kmsan/kmsan.h>

size_t
piece_check(
    const void *addr, size_t size, const struct kmsan_sink_args *args, const struct piece *piece)
{
	struct kmsan_sink_args local = *args;
	intptr_t first = kmsan_test(addr, size);
	char where[96];

	if (first < 0)
		return 0;
	if (piece->count > 1) {
		kmsan_snprintf(where, sizeof(where), "In %s %u of %u, byte %zu of its %zu",
		    piece->noun, piece->number, piece->count, piece->first + (size_t)first,
		    piece->size);
		local.where = where;
	}
	return kmsan_check_range(addr, size, &local);
}
