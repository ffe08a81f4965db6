/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef ORIGIN_SPACE_H
#define ORIGIN_SPACE_H

/*
 * The origin space: 28 bits. Below SPACE_WINDOWS an address is the number of a record
 * (record.h); above, it lies in a window onto the text and read-only data of an image. Windows
 * are given out as images are first met, and are kept, with their name, when one is unloaded.
 *
 * Any context. space_code() is on the path of every allocation: it reads a short table and takes
 * the lock only for an image that it has not seen.
 */

#include <kmsan/types.h>

#define SPACE_SIZE    (1u << 28)
#define SPACE_WINDOWS (1u << 22)

/* Where a code address is: pc is 0 if its image was unloaded; path is NULL if it is in none. */
struct space_place {
	uintptr_t pc;
	const char *path;
	uintptr_t offset; /* in the file */
};

/* The space address of a code address; 0 when there is no room. */
uint32_t space_code(uintptr_t pc);

/*
 * The same, quick, for the program's own code: its image, which never goes away, has a window of
 * its own here. size is 0 until it is known.
 */
struct space_program {
	uintptr_t lo, size;
	uint32_t first;
};
extern struct space_program space_program;

static inline bool
space_is_program(uintptr_t pc)
{
	uintptr_t size = __atomic_load_n(&space_program.size, __ATOMIC_ACQUIRE);

	return pc - space_program.lo < size;
}

static inline uint32_t
space_code_program(uintptr_t pc)
{
	return space_program.first + (uint32_t)(pc - space_program.lo);
}

/* Back. False: this is not a code address of the space. */
bool space_place(uint32_t pointer, struct space_place *place);

/* The same for a live address that need not be in the space. */
void space_place_live(uintptr_t pc, struct space_place *place);

/*
 * Images were loaded or unloaded: close the windows of those that are gone and forget what was
 * remembered of their code. The port calls it.
 */
void space_images_changed(void);

/* How often an origin became coarser for lack of room, and what the space uses, in bytes. */
struct space_stats {
	unsigned windows, records;
	size_t bytes;
	uint64_t degraded;
};
void space_stats(struct space_stats *stats);

#endif
