/* SPDX-License-Identifier: BSD-2-Clause */
#include "origin/space.h"

#include <string.h>

#include <kmsan/port.h>

#include "origin/chain.h"
#include "origin/record.h"
#include "origin/str.h"
#include "origin/type.h"
#include "origin/variable.h"

#define WINDOWS 1024

/*
 * size is 0 once the image is gone: then no address is found in the window, while what was given
 * out still decodes.
 */
struct window {
	uintptr_t lo, size;
	uint32_t first, span; /* in the space */
	uintptr_t base;
	const char *path;
};

struct space_program space_program;

static struct window window[WINDOWS];
static unsigned windows;
static uint32_t next_first = SPACE_WINDOWS;

static uint32_t
window_find(uintptr_t pc)
{
	unsigned n = __atomic_load_n(&windows, __ATOMIC_ACQUIRE);

	for (unsigned i = 0; i < n; i++) {
		uintptr_t in = pc - window[i].lo;

		if (in < __atomic_load_n(&window[i].size, __ATOMIC_RELAXED))
			return window[i].first + (uint32_t)in;
	}
	return 0;
}

/* origin_lock is held. The path is interned already. */
static bool
window_add(const struct kmsan_image *image, const char *path)
{
	uintptr_t size = image->hi - image->lo;

	if (windows == WINDOWS || size > SPACE_SIZE - next_first)
		return false;

	struct window *w = &window[windows];

	w->lo = image->lo;
	w->size = size;
	w->span = (uint32_t)size;
	w->base = image->base;
	w->path = path;
	w->first = next_first;
	next_first += (uint32_t)size;
	__atomic_store_n(&windows, windows + 1, __ATOMIC_RELEASE);
	return true;
}

/* Is the image that was just added the one that the runtime is linked into? It never goes away. */
static void
program_known(const struct kmsan_image *image)
{
	const struct window *w = &window[windows - 1];
	uintptr_t own = (uintptr_t)program_known;

	if (own < image->lo || own >= image->hi || windows == 0 || w->lo != image->lo)
		return;
	space_program.lo = w->lo;
	space_program.first = w->first;
	__atomic_store_n(&space_program.size, w->size, __ATOMIC_RELEASE);
}

static uint32_t
window_new(uintptr_t pc)
{
	struct kmsan_image image;

	if (kmsan_port_image(pc, &image) != 0)
		return 0;

	const char *path = record_intern(image.path, str_length(image.path) + 1);

	if (path == NULL)
		return 0;

	uintptr_t mask = origin_lock();
	uint32_t found = window_find(pc);
	bool room = true;

	if (found == 0) {
		room = window_add(&image, path);
		program_known(&image);
		found = window_find(pc);
	}
	origin_unlock(mask);
	if (!room)
		origin_degraded();
	return found;
}

uint32_t
space_code(uintptr_t pc)
{
	uint32_t found = window_find(pc);

	if (found != 0)
		return found;
	found = window_new(pc);
	if (found != 0)
		return found;

	struct record r = {.pc = pc, .kind = RECORD_CODE};

	return record_make(&r);
}

bool
space_place(uint32_t pointer, struct space_place *place)
{
	unsigned n = __atomic_load_n(&windows, __ATOMIC_ACQUIRE);
	const struct record *r = record_get(pointer);

	memset(place, 0, sizeof(*place));
	if (r != NULL) {
		place->pc = r->pc;
		return r->kind == RECORD_CODE;
	}
	for (unsigned i = 0; i < n; i++) {
		uint32_t in = pointer - window[i].first;

		if (pointer < window[i].first || in >= window[i].span)
			continue;
		place->path = window[i].path;
		place->offset = window[i].lo + in - window[i].base;
		if (window[i].size != 0)
			place->pc = window[i].lo + in;
		return true;
	}
	return false;
}

void
space_place_live(uintptr_t pc, struct space_place *place)
{
	uint32_t pointer = space_code(pc);

	if (pointer == 0 || !space_place(pointer, place)) {
		memset(place, 0, sizeof(*place));
		place->pc = pc;
	}
}

void
space_images_changed(void)
{
	bool gone = false;

	for (unsigned i = 0; i < windows; i++) {
		struct kmsan_image image;

		if (window[i].size == 0)
			continue;
		if (kmsan_port_image(window[i].lo, &image) == 0 && image.lo == window[i].lo &&
		    str_same(image.path, window[i].path))
			continue;
		__atomic_store_n(&window[i].size, 0, __ATOMIC_RELEASE);
		gone = true;
	}
	if (gone) {
		variable_forget();
		type_forget();
		chain_forget();
	}
}

void
space_stats(struct space_stats *stats)
{
	stats->windows = windows;
	stats->records = record_count();
	stats->bytes = record_bytes();
	stats->degraded = record_degraded();
}
