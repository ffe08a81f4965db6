/* SPDX-License-Identifier: BSD-2-Clause */
#include "alloc/lockcheck.h"

#include <kmsan/lockdebug.h>

#include "alloc/lock.h"
#include "alloc/meta.h"
#include "alloc/misuse.h"

/*
 * Live locks by page. An object that had one gets a flag, so that the free of all others asks
 * nothing.
 */
#define BUCKETS 1024

struct live_lock {
	struct live_lock *next;
	uintptr_t addr, pc;
	const char *what;
};

static struct kmsan_lock lock;
static struct live_lock *buckets[BUCKETS];

static struct live_lock **
bucket(uintptr_t addr)
{
	return &buckets[(addr >> 12) * 0x9e3779b97f4a7c15ULL >> 54];
}
_Static_assert(BUCKETS == 1 << (64 - 54), "the hash has as many bits");

void
kmsan_lock_alive(const volatile void *at, const char *what, uintptr_t pc)
{
	uintptr_t addr = (uintptr_t)at, mask;
	struct object object;
	struct live_lock *live;

	if (!span_find(addr, &object) || item_state(object.item) != STATE_LIVE)
		return;
	kmsan_lock_gone(at);
	live = meta_alloc(sizeof(*live));
	if (live == NULL)
		return;
	*live = (struct live_lock){.addr = addr, .pc = pc, .what = what};
	mask = lock_enter(&lock);
	live->next = *bucket(addr);
	*bucket(addr) = live;
	object.item->info |= ITEM_LOCKED;
	lock_leave(&lock, mask);
}

void
kmsan_lock_gone(const volatile void *at)
{
	uintptr_t addr = (uintptr_t)at, mask = lock_enter(&lock);
	struct live_lock *gone = NULL;

	for (struct live_lock **p = bucket(addr); *p != NULL; p = &(*p)->next) {
		if ((*p)->addr == addr) {
			gone = *p;
			*p = gone->next;
			break;
		}
	}
	lock_leave(&lock, mask);
	if (gone != NULL)
		meta_free(gone, sizeof(*gone));
}

void
lockcheck_free(const struct object *object, const char *who, uintptr_t pc)
{
	uintptr_t end = object->start + object_size(object), mask = lock_enter(&lock);
	const struct live_lock *found = NULL;
	struct live_lock copy = {0};

	for (uintptr_t page = object->start & ~(uintptr_t)4095; page < end && found == NULL;
	     page += 4096)
		for (found = *bucket(page); found != NULL; found = found->next)
			if (found->addr >= object->start && found->addr < end)
				break;
	if (found != NULL)
		copy = *found;
	lock_leave(&lock, mask);
	if (found != NULL)
		misuse_stop(object, pc,
		    "%s: %p, of %zu byte%s, still holds a live %s at offset %zu", who,
		    (void *)object->start, object_size(object), KMSAN_PLURAL(object_size(object)),
		    copy.what, copy.addr - object->start);
}
