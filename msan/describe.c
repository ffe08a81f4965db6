/* SPDX-License-Identifier: BSD-2-Clause */
#include <string.h>

#include <kmsan/hooks.h>
#include <kmsan/kmsan.h>

#include "origin/decode.h"

static struct kmsan_describer *describers;

void
kmsan_describer_register(struct kmsan_describer *d)
{
	struct kmsan_describer *head = __atomic_load_n(&describers, __ATOMIC_ACQUIRE);

	for (struct kmsan_describer *known = head; known != NULL; known = known->next)
		if (known == d)
			return;
	do
		d->next = head;
	while (!__atomic_compare_exchange_n(
	    &describers, &head, d, false, __ATOMIC_RELEASE, __ATOMIC_ACQUIRE));
}

/* A pool knows what its objects are; else who allocated it may have said. */
static void
describe_type(struct kmsan_addr_info *info)
{
	struct origin_info origin;

	if (info->object_type != NULL || info->alloc_orig == 0)
		return;
	origin_decode(info->alloc_orig, &origin);
	info->object_type = origin.object_type;
}

bool
kmsan_addr_describe(const void *addr, struct kmsan_addr_info *info)
{
	memset(info, 0, sizeof(*info));
	/* Written by this function and the describers, whose stores the shadow does not see. */
	kmsan_mark(info, sizeof(*info), KMSAN_STATE_INITED);
	for (struct kmsan_describer *d = __atomic_load_n(&describers, __ATOMIC_ACQUIRE); d != NULL;
	     d = d->next)
		if (d->describe((uintptr_t)addr, info)) {
			describe_type(info);
			return true;
		}
	return false;
}
