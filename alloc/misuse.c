/* SPDX-License-Identifier: BSD-2-Clause */
#include "alloc/misuse.h"

#include "alloc/names.h"
#include "alloc/pool.h"

static const char *
family_name(const struct object *object)
{
	static const char *const names[] = {
	    [FAMILY_KMEM] = "kmem", [FAMILY_MALLOC] = "malloc", [FAMILY_UVM] = "uvm_km"};
	enum family family = giver_family(item_giver(object->item));

	return family == FAMILY_POOL ? object->span->name : names[family];
}

/* Live, and p is its first byte? */
static void
check_object(const void *p, const struct object *object, const char *who, uintptr_t pc)
{
	size_t in = (uintptr_t)p - object->start;

	switch (item_state(object->item)) {
	case STATE_LIVE:
		break;
	case STATE_NEW:
		kmsan_fatal(pc, "%s: %p was never allocated", who, p);
	case STATE_FREE:
	case STATE_QUARANTINE:
	case STATE_LOST:
		if (in != 0)
			misuse_stop(object, pc,
			    "%s: %p is %zu byte%s inside an object of %zu byte%s, "
			    "which is already freed",
			    who, p, in, KMSAN_PLURAL(in), object_size(object),
			    KMSAN_PLURAL(object_size(object)));
		misuse_stop(object, pc, "%s: %p, of %zu byte%s, is already freed", who, p,
		    object_size(object), KMSAN_PLURAL(object_size(object)));
	}
	if (in != 0)
		misuse_stop(object, pc, "%s: %p is %zu byte%s inside an object of %zu byte%s", who,
		    p, in, KMSAN_PLURAL(in), object_size(object),
		    KMSAN_PLURAL(object_size(object)));
}

void
misuse_check_object(const void *p, enum family family, const struct pool *pool, const char *who,
    uintptr_t pc, struct object *object)
{
	enum giver giver;

	if (p == NULL)
		kmsan_fatal(pc, "%s: the pointer is NULL", who);
	if (!span_find((uintptr_t)p, object))
		kmsan_fatal(pc, "%s: %p was not allocated by any allocator", who, p);
	check_object(p, object, who, pc);
	giver = item_giver(object->item);
	if (giver_family(giver) != family)
		misuse_stop(object, pc,
		    "%s: %p, of %zu byte%s, was allocated by %s and is for %s to free", who, p,
		    object_size(object), KMSAN_PLURAL(object_size(object)),
		    names_giver(object->item), names_taker(object->item, false));
	if (pool != NULL && object->span->pool != pool)
		misuse_stop(object, pc, "%s: %p is an object of pool %s, not of pool %s", who, p,
		    family_name(object), pool->pr_wchan);
}

void
misuse_check_free(const void *p, enum family family, const struct pool *pool, const char *who,
    uintptr_t pc, struct object *object)
{
	misuse_check_object(p, family, pool, who, pc, object);
	misuse_check_locks(object, who, pc);
}

void
misuse_check_size(const struct object *object, size_t size, const char *who, uintptr_t pc)
{
	size_t allocated = object_size(object);

	if (size != allocated)
		misuse_stop(object, pc,
		    "%s: %p is freed with size %zu and was allocated with size %zu", who,
		    (void *)object->start, size, allocated);
}

void
misuse_check_sleep(unsigned flags, unsigned wait, unsigned nowait, const char *names,
    const char *who, uintptr_t pc)
{
	unsigned how = flags & (wait | nowait);

	if (how != wait && how != nowait)
		kmsan_fatal(pc, "%s: flags 0x%x: %s, one of them", who, flags, names);
	if (how == wait && kmsan_in_interrupt())
		kmsan_fatal(pc, "%s: may sleep, at interrupt level (%s)", who, names);
}
