/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Which functions are instrumented: every one that is calls __msan_get_context_state once, at its
 * start, or, with the hooks inlined, reads the context's distance from the thread pointer. And what
 * they call. Calls through pointers are not seen.
 */
#include "audit.h"

#include <stdlib.h>
#include <string.h>

/* Where a call goes: a function here, or a name. False: neither. */
struct target {
	const struct function *function;
	const char *name;
};

static bool
target_of_slot(const struct image *image, const struct slot *slot, struct target *target)
{
	if (slot == NULL)
		return false;
	target->name = slot->name;
	target->function =
	    slot->name != NULL ? NULL : function_at(image, slot->target_section, slot->target);
	return target->name != NULL || target->function != NULL;
}

/* A linked image calls other images through a stub: a jump through what the loader fills in. */
static bool
target_of_stub(const struct image *image, uint64_t addr, struct target *target)
{
	struct instruction i;
	size_t size;
	const uint8_t *code = image_code(image, 0, addr, &size);

	for (int n = 0; n < 2 && code != NULL && decode(code, size, &i); n++) {
		addr += i.length;
		if (i.kind == JUMP_THROUGH)
			return target_of_slot(
			    image, slot_at(image, 0, addr + (uint64_t)i.value), target);
		if (i.kind != ENDBR)
			return false;
		code += i.length;
		size -= i.length;
	}
	return false;
}

static bool
find_target(const struct image *image, const struct function *f, const struct instruction *i,
    uint64_t addr, struct target *target)
{
	uint64_t end = addr + i->length;

	if (image->object) {
		const struct slot *slot = slot_at(image, f->section, addr + i->operand);

		if (slot != NULL)
			return target_of_slot(image, slot, target);
		/* Within its section the assembler knows the distance. */
	}
	if (i->kind == CALL_THROUGH || i->kind == JUMP_THROUGH)
		return target_of_slot(
		    image, slot_at(image, f->section, end + (uint64_t)i->value), target);
	target->name = NULL;
	target->function = function_at(image, f->section, end + (uint64_t)i->value);
	return target->function != NULL ||
	       (!image->object && target_of_stub(image, end + (uint64_t)i->value, target));
}

static void
note_call(struct image *image, const struct function *f, uint64_t addr, const struct target *target)
{
	struct call *call = grow((void **)&image->calls, &image->ncalls, sizeof(*call));

	call->caller = f;
	call->callee = target->function;
	call->name = target->function != NULL ? target->function->name : target->name;
	call->addr = addr;
}

static void
scan_function(struct image *image, struct function *f)
{
	size_t room, first_call = image->ncalls, at = 0;
	const uint8_t *code = image_code(image, f->section, f->addr, &room);
	struct instruction i;
	bool first = true, iret = false;

	for (; code != NULL && at < f->size && decode(code + at, room - at, &i); at += i.length) {
		struct target target = {0};

		iret = iret || i.kind == IRET;
		if (i.kind == CONTEXT && image->context != 0 && i.value == image->context)
			f->instrumented = image->fast = true;
		if (i.kind == CALL || i.kind == JUMP || i.kind == CALL_THROUGH ||
		    i.kind == JUMP_THROUGH) {
			if (find_target(image, f, &i, f->addr + at, &target) &&
			    target.function != f)
				note_call(image, f, f->addr + at, &target);
			if (image->ncalls > 0 &&
			    image->calls[image->ncalls - 1].addr == f->addr + at &&
			    strcmp(image->calls[image->ncalls - 1].name,
				"__msan_get_context_state") == 0) {
				f->instrumented = true;
				/* Any other function makes a frame first: a call needs an even stack. */
				f->naked = f->naked || first;
			}
		}
		if (i.kind != ENDBR)
			first = false;
	}
	f->interrupt = f->instrumented && iret && !f->naked;
	if (!f->instrumented)
		image->ncalls = first_call;
}

void
image_scan(struct image *image)
{
	for (size_t n = 0; n < image->nfunctions; n++)
		if (!image->functions[n].runtime)
			scan_function(image, &image->functions[n]);
}
