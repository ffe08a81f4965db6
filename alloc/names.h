/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef ALLOC_NAMES_H
#define ALLOC_NAMES_H

/*
 * The functions that gave an object out and took it back, as its user called them: m_getcl and not
 * the pool_cache_get inside it. An item has 5 bits for each of the two, where malloc's has its type;
 * 0 is the one that its enum giver stands for, as on all short ways.
 */

#include "alloc/span.h"

#define ITEM_NAME_BITS	 5
#define ITEM_NAMES	 (1u << ITEM_NAME_BITS)
#define ITEM_TAKEN_SHIFT (ITEM_MTYPE_SHIFT + ITEM_NAME_BITS)

/*
 * For item_info(), in place of a malloc type: who gave it, and who is to take it (NULL: whom giver
 * stands for). The strings stay valid. Should there ever be more than 31 names, giver's are told.
 */
unsigned names_of(enum giver giver, const char *who, const char *taker);

/* The object is about to be taken back, by this function. */
void names_take(struct item *item, enum taker taker, const char *who);

/* Do two strings say the same? */
bool names_same(const char *a, const char *b);

/* As told. */
const char *names_giver(const struct item *item);
const char *names_taker(const struct item *item, bool second);

#endif
