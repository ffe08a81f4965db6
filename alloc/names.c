/* SPDX-License-Identifier: BSD-2-Clause */
#include "alloc/names.h"

#include <string.h>

static const char *names[ITEM_NAMES];

bool
names_same(const char *a, const char *b)
{
	while (*a != '\0' && *a == *b) {
		a++;
		b++;
	}
	return *a == *b;
}

/* 0: it is the usual one, or there is no number left. */
static unsigned
number(const char *name, const char *usual)
{
	if (name == NULL || name == usual || names_same(name, usual))
		return 0;
	for (unsigned i = 1; i < ITEM_NAMES; i++) {
		const char *known = __atomic_load_n(&names[i], __ATOMIC_ACQUIRE);

		/* Two lwps may meet here with two names: the second finds the first's. */
		if (known == NULL && __atomic_compare_exchange_n(&names[i], &known, name, false,
					 __ATOMIC_ACQ_REL, __ATOMIC_ACQUIRE))
			return i;
		if (known == name || names_same(known, name))
			return i;
	}
	return 0;
}

unsigned
names_of(enum giver giver, const char *who, const char *taker)
{
	return number(who, giver_name(giver)) | number(taker, taker_name(giver, false))
						    << ITEM_NAME_BITS;
}

void
names_take(struct item *item, enum taker taker, const char *who)
{
	unsigned n = number(who, taker_name(item_giver(item), taker == TAKER_SECOND));

	item->info = (item->info & ~((ITEM_NAMES - 1) << ITEM_TAKEN_SHIFT)) | n << ITEM_TAKEN_SHIFT;
}

static const char *
name_at(const struct item *item, unsigned shift, const char *usual)
{
	unsigned n = item->info >> shift & (ITEM_NAMES - 1);

	if (giver_family(item_giver(item)) == FAMILY_MALLOC || n == 0)
		return usual;
	return __atomic_load_n(&names[n], __ATOMIC_ACQUIRE);
}

const char *
names_giver(const struct item *item)
{
	return name_at(item, ITEM_MTYPE_SHIFT, giver_name(item_giver(item)));
}

const char *
names_taker(const struct item *item, bool second)
{
	return name_at(item, ITEM_TAKEN_SHIFT, taker_name(item_giver(item), second));
}
