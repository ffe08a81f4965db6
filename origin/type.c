/* SPDX-License-Identifier: BSD-2-Clause */
#include "origin/type.h"

#include <kmsan/types.h>

#include "origin/record.h"
#include "origin/space.h"
#include "origin/str.h"

#define PROBES 16u
#define GONE   ((uintptr_t)1)

/*
 * pc is written last and says that the rest is there: 0 = free, GONE = of an image that was
 * unloaded; type_at() finds those still. The name is a copy: the caller's may go with its image.
 */
static struct place {
	uintptr_t pc;
	const char *kept;
	uint32_t pointer;
} places[TYPE_PLACES];

static struct place *
slot(uintptr_t pc, unsigned probe)
{
	return &places[(hash_mix(0, pc) + probe) % TYPE_PLACES];
}

/* origin_lock is held. */
static void
add(uintptr_t pc, const char *kept, uint32_t pointer)
{
	for (unsigned i = 0; i < PROBES; i++) {
		struct place *place = slot(pc, i);

		if (place->pc == pc)
			return; /* another lwp was faster, or the place has two types: the first */
		if (place->pc != 0)
			continue;
		place->kept = kept;
		place->pointer = pointer;
		__atomic_store_n(&place->pc, pc, __ATOMIC_RELEASE);
		return;
	}
}

static void __attribute__((noinline)) note_new(uintptr_t pc, const char *name)
{
	const char *kept = record_intern(name, str_length(name) + 1);
	uint32_t pointer = space_code(pc);
	uintptr_t mask;

	if (kept == NULL || pointer == 0)
		return;
	mask = origin_lock();
	add(pc, kept, pointer);
	origin_unlock(mask);
}

void
type_note(uintptr_t pc, const char *name)
{
	for (unsigned i = 0; i < PROBES; i++) {
		const struct place *place = slot(pc, i);
		uintptr_t found = __atomic_load_n(&place->pc, __ATOMIC_ACQUIRE);

		if (found == pc)
			return;
		if (found == 0) {
			note_new(pc, name);
			return;
		}
	}
}

const char *
type_at(uint32_t pointer)
{
	for (unsigned i = 0; i < TYPE_PLACES; i++)
		if (__atomic_load_n(&places[i].pc, __ATOMIC_ACQUIRE) != 0 &&
		    places[i].pointer == pointer)
			return places[i].kept;
	return NULL;
}

void
type_forget(void)
{
	for (unsigned i = 0; i < TYPE_PLACES; i++)
		if (places[i].pc != 0)
			__atomic_store_n(&places[i].pc, GONE, __ATOMIC_RELEASE);
}
