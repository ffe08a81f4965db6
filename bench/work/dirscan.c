/* SPDX-License-Identifier: BSD-2-Clause */
/* A directory of variable entries in blocks, as in FFS: enter, look up by scanning, remove, compact. */
#include <stdlib.h>
#include <string.h>

#include "work.h"

#define BLOCK  512
#define BLOCKS 64

struct dirent {
	uint32_t ino; /* 0: unused */
	uint16_t reclen;
	uint8_t type, namlen;
	char name[];
};

#define NEED(namlen) ((sizeof(struct dirent) + (namlen) + 1 + 3) & ~(size_t)3)

static struct dirent *
at(uint8_t *block, size_t offset)
{
	return (struct dirent *)(void *)(block + offset);
}

static void
format(uint8_t *block)
{
	struct dirent *d = at(block, 0);

	memset(d, 0, sizeof(*d));
	d->reclen = BLOCK;
}

static int
enter(uint8_t *disk, const char *name, size_t n, uint32_t ino)
{
	for (uint8_t *block = disk; block < disk + BLOCKS * BLOCK; block += BLOCK) {
		for (size_t o = 0; o < BLOCK; o += at(block, o)->reclen) {
			struct dirent *d = at(block, o);
			size_t used = d->ino != 0 ? NEED(d->namlen) : 0;

			if (d->reclen - used < NEED(n))
				continue;
			if (used != 0) {
				struct dirent *next = at(block, o + used);

				next->reclen = (uint16_t)(d->reclen - used);
				d->reclen = (uint16_t)used;
				d = next;
			}
			d->ino = ino;
			d->type = 8;
			d->namlen = (uint8_t)n;
			memcpy(d->name, name, n);
			d->name[n] = '\0';
			return 0;
		}
	}
	return -1;
}

/* The entry, and in *before the one in front of it in its block, or NULL. */
static struct dirent *
look(uint8_t *disk, const char *name, size_t n, struct dirent **before)
{
	for (uint8_t *block = disk; block < disk + BLOCKS * BLOCK; block += BLOCK) {
		*before = NULL;
		for (size_t o = 0; o < BLOCK; o += at(block, o)->reclen) {
			struct dirent *d = at(block, o);

			if (d->ino != 0 && d->namlen == n && memcmp(d->name, name, n) == 0)
				return d;
			*before = d;
		}
	}
	return NULL;
}

static void
erase(struct dirent *d, struct dirent *before)
{
	if (before != NULL)
		before->reclen = (uint16_t)(before->reclen + d->reclen);
	else
		d->ino = 0;
}

static size_t
name_of(uint32_t which, char *name)
{
	size_t n = 0;

	for (name[n++] = 'f'; which != 0; which /= 10)
		name[n++] = (char)('0' + which % 10);
	memcpy(name + n, ".source", 8);
	return n + 7 - which % 3;
}

uint32_t
work(unsigned rounds)
{
	uint32_t sum = 1, seed = 3;
	char name[32];

	for (unsigned i = 0; i < rounds; i++) {
		uint8_t *disk = work_alloc(BLOCKS * BLOCK);
		struct dirent *d, *before;

		for (unsigned j = 0; j < BLOCKS; j++)
			format(disk + j * BLOCK);
		for (unsigned j = 0; j < 2500; j++) {
			uint32_t r = work_random(&seed), which = r % 1500;
			size_t n = name_of(which, name);

			d = look(disk, name, n, &before);
			if (d == NULL)
				sum = work_mix(sum, (uint32_t)enter(disk, name, n, which + 1));
			else if (r % 3 == 0)
				erase(d, before);
			else
				sum = work_mix(sum, d->ino);
		}
		free(disk);
	}
	return sum;
}
