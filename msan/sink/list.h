/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef MSAN_SINK_LIST_H
#define MSAN_SINK_LIST_H

/* Rings of struct kmsan_list with a head. */

#include <kmsan/pool.h>

#define LIST_EMPTY(head)                                                                           \
	{                                                                                          \
		&(head), &(head)                                                                   \
	}
#define LIST_ENTRY(at, type, member) ((type *)(void *)((char *)(at)-offsetof(type, member)))

static inline void
list_init(struct kmsan_list *head)
{
	head->next = head->prev = head;
}

static inline bool
list_is_empty(const struct kmsan_list *head)
{
	return head->next == head;
}

static inline void
list_prepend(struct kmsan_list *head, struct kmsan_list *entry)
{
	entry->next = head->next;
	entry->prev = head;
	head->next->prev = entry;
	head->next = entry;
}

static inline void
list_append(struct kmsan_list *head, struct kmsan_list *entry)
{
	list_prepend(head->prev, entry);
}

static inline void
list_remove(struct kmsan_list *entry)
{
	entry->next->prev = entry->prev;
	entry->prev->next = entry->next;
	list_init(entry);
}

#endif
