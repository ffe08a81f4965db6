/* SPDX-License-Identifier: BSD-2-Clause */
#include "alloc/freelist.h"

#include <kmsan/malloc.h>

#include "alloc/misuse.h"
#include "alloc/mtype.h"
#include "alloc/pool.h"

void
freelist_fill_all(void *object, size_t bytes)
{
	uint64_t pair = FREE_PAIR;

	for (size_t i = 0; i + 8 <= bytes; i += 8)
		__builtin_memcpy((char *)object + i, &pair, 8);
}

ptrdiff_t
freelist_bad_word(const void *object, size_t bytes)
{
	for (size_t i = 0; i + 4 <= bytes; i += 4) {
		uint32_t word;

		__builtin_memcpy(&word, (const char *)object + i, 4);
		if (word != FREE_WORD)
			return (ptrdiff_t)(i / 4);
	}
	return -1;
}

static size_t
filled(const struct object *object)
{
	size_t bytes = span_object_size(object->span);

	return bytes < FREE_FILLED || item_state(object->item) == STATE_QUARANTINE ? bytes
										   : FREE_FILLED;
}

static const char *
previous_type(const struct object *object)
{
	const char *type = NULL;

	if (giver_family(item_giver(object->item)) == FAMILY_MALLOC)
		type = mtype_name(object->item->info >> ITEM_MTYPE_SHIFT);
	return type != NULL ? type : object->span->name;
}

#define MODIFIED                                                                                   \
	"Data modified on freelist: word %zu of object %p size %zu previous type %s (0x%x != "     \
	"0x%x)"

static uint32_t
word_at(const struct object *object, size_t word)
{
	return ((const uint32_t *)object->start)[word];
}

void
freelist_modified(const struct magazine_entry *entry, const char *who, uintptr_t pc)
{
	struct object o;
	ptrdiff_t bad;

	if (!span_find((uintptr_t)entry->object, &o))
		kmsan_fatal(pc, "%s: %p is on a free list and in no span", who, entry->object);
	bad = freelist_bad_word(entry->object, span_object_size(o.span));
	item_set_state(o.item, STATE_LOST);
	misuse_stop(&o, pc, "%s: " MODIFIED, who, (size_t)bad, (void *)o.start, object_size(&o),
	    previous_type(&o), word_at(&o, (size_t)bad), FREE_WORD);
}

static size_t
check_span(struct span *span)
{
	size_t found = 0;

	for (uint32_t i = 0; i < span->nobj; i++) {
		struct object o = {.span = span, .item = &span->item[i], .index = i};
		enum state state = item_state(o.item);
		ptrdiff_t bad;

		if (state != STATE_FREE && state != STATE_QUARANTINE)
			continue;
		o.start = span->base + (uintptr_t)i * span->stride;
		bad = freelist_bad_word((void *)o.start, filled(&o));
		__atomic_thread_fence(__ATOMIC_ACQUIRE);
		/* Another lwp may have been given it meanwhile. */
		if (bad < 0 || item_state(o.item) != state)
			continue;
		found++;
		kmsan_note(MODIFIED, (size_t)bad, (void *)o.start, object_size(&o),
		    previous_type(&o), word_at(&o, (size_t)bad), FREE_WORD);
	}
	return found;
}

static size_t
check_spans(struct kmsan_list *head)
{
	size_t found = 0;

	for (struct kmsan_list *at = head->next; at != head; at = at->next)
		found += check_span(KMSAN_LIST_ENTRY(at, struct span, link));
	return found;
}

static void
check_pool(struct pool *pp, void *arg)
{
	uintptr_t mask;

	if ((pp->pr_flags & POOL_KEEPS) != 0)
		return;
	mask = lock_enter(&pp->pr_lock);
	*(size_t *)arg += check_spans(&pp->pr_partpages) + check_spans(&pp->pr_emptypages) +
			  check_spans(&pp->pr_fullpages);
	lock_leave(&pp->pr_lock, mask);
}

size_t
kmsan_freelist_check(void)
{
	size_t found = 0;

	pool_visit(check_pool, &found);
	return found;
}
