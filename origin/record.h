/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef ORIGIN_RECORD_H
#define ORIGIN_RECORD_H

/*
 * Records: what an origin says when a code address alone does not. They are shared by content and
 * never freed, for any byte of memory may refer to one. At most SPACE_WINDOWS - RECORD_FIRST of
 * them, 96 MiB, and at most INTERN_LIMIT bytes of names and stacks.
 */

#include <kmsan/port.h>
#include <kmsan/types.h>

/* Numbers below are nobody's: small integers that a program passes for origins stay Unknown. */
#define RECORD_FIRST 4096u
#define RECORD_LIMIT (1u << 22)

enum record_kind {
	RECORD_NONE,
	RECORD_CODE,
	RECORD_STACK,
	RECORD_VARIABLE,
	RECORD_CHAIN,
	RECORD_FREED
};

struct record {
	union {
		uint64_t pc;            /* CODE: an address outside every image; FREED: a space address */
		const char *name;       /* VARIABLE: "name\0function\0", interned */
		const uint32_t *stack;  /* STACK, CHAIN: stack[0] frames, space addresses, interned */
	};
	uint32_t link;  /* VARIABLE: where, a space address; CHAIN, FREED: the cell before */
	uint32_t next;  /* in the bucket */
	uint8_t kind;
	uint8_t depth;  /* CHAIN: 1 to 7 */
	uint16_t zero[3];
};
_Static_assert(sizeof(struct record) == 24, "no padding: records are compared as bytes");

/* The number of the record with this content (next is ignored); 0: no room. Takes origin_lock. */
uint32_t record_make(const struct record *content);

/* NULL: no such record. */
const struct record *record_get(uint32_t number);

/* Bytes shared by content, aligned to 8, kept for ever; NULL: no room. Takes origin_lock. */
#define INTERN_LIMIT ((size_t)64 << 20)
const void *record_intern(const void *bytes, size_t size);

/* A counter that goes with interned bytes: how often they were used. Returns the new value. */
unsigned record_intern_count(const void *interned);

/* The one lock of this room, with interrupts masked: returns what origin_unlock() needs. */
uintptr_t origin_lock(void);
void origin_unlock(uintptr_t mask);

/* An origin tells less than it would have: counted, for print_stats. degraded: for lack of room, said once. */
void origin_coarser(void);
void origin_degraded(void);

unsigned record_count(void);
size_t record_bytes(void);
uint64_t record_degraded(void);

static inline uint64_t
hash_mix(uint64_t h, uint64_t v)
{
	h = (h ^ v) * 0x9e3779b97f4a7c15ULL;
	return h ^ h >> 29;
}

#endif
