/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef KMSAN_LIST_H
#define KMSAN_LIST_H

/*
 * The rings in which pools, blocks of the buffer cache and the runtime's own records are linked. It
 * is public because structures are that kernel code embeds (struct pool, struct buf), and under
 * names of its own, because kernels have lists too.
 *
 * An empty head and an entry in no list point to themselves, so an entry can be removed at any time.
 * Locking is the user's.
 */

#include <kmsan/types.h>

#ifdef __cplusplus
extern "C" {
#endif

struct kmsan_list {
	struct kmsan_list *next, *prev;
};

/* The initialiser of a head; and what the link is a member of. */
#define KMSAN_LIST_EMPTY(head)                                                                     \
	{                                                                                          \
		&(head), &(head)                                                                   \
	}
#define KMSAN_LIST_ENTRY(link, type, member)                                                       \
	((type *)(void *)((char *)(link)-offsetof(type, member)))

static inline void
kmsan_list_init(struct kmsan_list *head)
{
	head->next = head->prev = head;
}

static inline bool
kmsan_list_empty(const struct kmsan_list *head)
{
	return head->next == head;
}

/* First, and last; entry is in no list. */
static inline void
kmsan_list_prepend(struct kmsan_list *head, struct kmsan_list *entry)
{
	entry->next = head->next;
	entry->prev = head;
	head->next->prev = entry;
	head->next = entry;
}

static inline void
kmsan_list_append(struct kmsan_list *head, struct kmsan_list *entry)
{
	kmsan_list_prepend(head->prev, entry);
}

static inline void
kmsan_list_remove(struct kmsan_list *entry)
{
	entry->next->prev = entry->prev;
	entry->prev->next = entry->next;
	kmsan_list_init(entry);
}

#ifdef __cplusplus
}
#endif

#endif
