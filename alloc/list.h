/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef ALLOC_LIST_H
#define ALLOC_LIST_H

/*
 * A doubly linked ring. An empty head and an entry in no list point to themselves.
 */

#include <kmsan/pool.h>

#define LIST_ENTRY(link, type, member) ((type *)(void *)((char *)(link)-offsetof(type, member)))

static inline void
list_init(struct kmsan_list *head)
{
	head->next = head->prev = head;
}

static inline bool
list_empty(const struct kmsan_list *head)
{
	return head->next == head;
}

static inline void
list_insert_after(struct kmsan_list *at, struct kmsan_list *entry)
{
	entry->next = at->next;
	entry->prev = at;
	at->next->prev = entry;
	at->next = entry;
}

static inline void
list_remove(struct kmsan_list *entry)
{
	entry->next->prev = entry->prev;
	entry->prev->next = entry->next;
	list_init(entry);
}

#endif
