/* SPDX-License-Identifier: BSD-2-Clause */
/* PROGRAM [ROUNDS]: do the work and print its checksum. */
#include <stdio.h>
#include <stdlib.h>

#include "work.h"

uint32_t
work_random(uint32_t *state)
{
	uint32_t x = *state;

	x ^= x << 13;
	x ^= x >> 17;
	x ^= x << 5;
	return *state = x;
}

void
work_text(unsigned char *text, size_t size, uint32_t seed)
{
	static const char *const words[] = {"the ", "of ", "a page ", "buffer ", "interrupt ",
	    "is ", "when ", "lock ", "held ", "and ", "returns ", "to ", "the caller ", "vnode ",
	    "in ", "(see ", "kmem_alloc) ", "error; ", "thread ", "queue, ", "0x", "EINVAL ", "if ",
	    "not.\n", "\n\t", "struct ", "uio ", "with ", "offset ", "which "};
	size_t n = 0;

	while (n < size) {
		uint32_t r = work_random(&seed);
		/* The first words more often than the last, as in a language. */
		const char *word = words[(r % 30) * ((r >> 8) % 30) / 29];

		while (*word != '\0' && n < size)
			text[n++] = (unsigned char)*word++;
		if (r >> 28 == 0 && n < size)
			text[n++] = (unsigned char)('0' + (r >> 16) % 10);
	}
}

uint32_t
work_mix(uint32_t sum, uint32_t value)
{
	sum ^= value;
	return (sum << 7 | sum >> 25) * 2654435761u;
}

void *
work_alloc(size_t size)
{
	void *p = malloc(size);

	if (p == NULL)
		abort();
	return p;
}

int
main(int argc, char **argv)
{
	unsigned rounds = argc > 1 ? (unsigned)strtoul(argv[1], NULL, 10) : 1;

	printf("%08x\n", work(rounds));
	return 0;
}
