/* SPDX-License-Identifier: BSD-2-Clause */

/*
 * The port in which every call fails as port.h states, and the place to start from: copy this
 * folder and fill in one function after the other. With it the core links and runs, finds
 * nothing, and reports nothing.
 */

#include <kmsan/port.h>

#include "msan/context.h"
#include "port_inline.h"

uint8_t kmsan_none_shadow[KMSAN_NONE_SIZE] __attribute__((aligned(64)));

static struct kmsan_context context0;
static struct kmsan_context *context = &context0;
static struct kmsan_lwp lwp;

struct kmsan_context *
kmsan_port_context(void)
{
	return context;
}

void
kmsan_port_context_set(struct kmsan_context *to)
{
	context = to;
}

/* One lwp: a machine with one processor before it has threads. */
struct kmsan_lwp *
kmsan_port_lwp(void)
{
	if (lwp.slot[0] == NULL)
		kmsan_lwp_init(&lwp, &context0, 0);
	return &lwp;
}

void **
kmsan_port_alloc(void)
{
	static void *alloc;

	return &alloc;
}

void
kmsan_port_lwp_set(struct kmsan_lwp *to)
{
	(void)to;
}

struct kmsan_lwp **
kmsan_port_lwp_state(struct lwp *l)
{
	static struct kmsan_lwp *none;

	(void)l;
	return &none;
}

int
kmsan_port_map_shadow(uintptr_t addr, size_t size)
{
	(void)addr;
	(void)size;
	return -1;
}

void *
kmsan_port_pages(size_t size)
{
	(void)size;
	return NULL;
}

int
kmsan_port_pages_set(void *pages, size_t size, enum kmsan_pages_state state)
{
	(void)pages;
	(void)size;
	(void)state;
	return -1;
}

void
kmsan_port_console(const char *text, size_t size)
{
	(void)text;
	(void)size;
}

void
kmsan_port_stop(int status)
{
	(void)status;
	for (;;)
		;
}

size_t
kmsan_port_unwind(uintptr_t first, uintptr_t *pcs, uint8_t *flags, size_t max)
{
	if (first == 0 || max == 0)
		return 0;
	pcs[0] = first;
	if (flags != NULL)
		flags[0] = 0;
	return 1;
}

int
kmsan_port_image(uintptr_t addr, struct kmsan_image *image)
{
	(void)addr;
	(void)image;
	return -1;
}

size_t
kmsan_port_symbol(const struct kmsan_symbol_query *query, struct kmsan_frame *frames, size_t max)
{
	(void)query;
	(void)frames;
	(void)max;
	return 0;
}

void
kmsan_port_lock(struct kmsan_lock *lock)
{
	lock->word = 1;
}

void
kmsan_port_unlock(struct kmsan_lock *lock)
{
	lock->word = 0;
}

/* Nobody else runs who could wake this lwp: the caller tests again, for ever. */
void
kmsan_port_wait(const void *channel, struct kmsan_lock *lock)
{
	(void)channel;
	(void)lock;
}

void
kmsan_port_wake(const void *channel)
{
	(void)channel;
}

size_t
kmsan_port_copy(void *dst, const void *src, size_t size, enum kmsan_copy_dir dir)
{
	(void)dst;
	(void)src;
	(void)dir;
	return size;
}

uintptr_t
kmsan_port_intr_mask(bool mask, uintptr_t old)
{
	(void)mask;
	return old;
}

uint64_t
kmsan_port_clock(void)
{
	return 0;
}
