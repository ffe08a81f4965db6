/* SPDX-License-Identifier: BSD-2-Clause */
#include "msan/libkern/read.h"

#include <kmsan/kmsan.h>

#include "msan/check.h"
#include "msan/context.h"

uint8_t
read_shad(const void *p)
{
	return kmsan_port_shadowed(p, 1) ? *shad_of(p) : 0;
}

static void
report(const char *name, const void *p, size_t size, uintptr_t pc)
{
	struct kmsan_sink_args args = {.name = name, .pc = pc};

	kmsan_check_range(p, size, &args);
}

/* The next value that a byte may have, as far as its initialised bits tell; false after the last. */
static bool
next_value(uint8_t *value, uint8_t actual, uint8_t shad)
{
	unsigned free_bits = ((*value & shad) + (unsigned)(uint8_t)~shad + 1) & shad;

	*value = (uint8_t)((actual & ~shad) | free_bits);
	return free_bits != 0;
}

static bool
class_depends(uint8_t actual, uint8_t shad, read_class *class, const void *arg)
{
	uint8_t value = actual & (uint8_t)~shad;
	int known = class(actual, arg);

	do {
		if (class(value, arg) != known)
			return true;
	} while (next_value(&value, actual, shad));
	return false;
}

bool
read_decides(
    const char *name, const void *p, size_t size, read_class *class, const void *arg, uintptr_t pc)
{
	const uint8_t *byte = p;

	if (read_clean(p, size))
		return false;
	for (size_t i = shadow_scan(p, size, 0); i < size; i = shadow_scan(p, size, i + 1)) {
		if (!class_depends(byte[i], *shad_of(byte + i), class, arg))
			continue;
		report(name, p, size, pc);
		return true;
	}
	return false;
}

bool
read_all(const char *name, const void *p, size_t size, uintptr_t pc)
{
	if (read_clean(p, size))
		return false;
	report(name, p, size, pc);
	return true;
}

int
read_is_nul(uint8_t byte, const void *arg)
{
	(void)arg;
	return byte == 0;
}

/* What the uninitialised bits leave possible for two bytes, after folding. */
struct order {
	bool less, equal, greater;
};

static struct order
order_of(const uint8_t *a, const uint8_t *b, read_fold *fold)
{
	uint8_t shad_a = read_shad(a), shad_b = read_shad(b), x = *a & (uint8_t)~shad_a;
	struct order order = {false, false, false};

	do {
		uint8_t y = *b & (uint8_t)~shad_b, left = fold != NULL ? fold(x) : x;

		do {
			uint8_t right = fold != NULL ? fold(y) : y;

			order.less = order.less || left < right;
			order.equal = order.equal || left == right;
			order.greater = order.greater || left > right;
		} while (next_value(&y, *b, shad_b));
	} while (next_value(&x, *a, shad_a));
	return order;
}

/*
 * Does the outcome stay what it is? All bytes but the last are equal as they are, and one of them that
 * could be less matters only if the outcome is not "less" anyway.
 */
static bool
compare_depends(const uint8_t *a, const uint8_t *b, size_t size, read_fold *fold)
{
	const uint8_t *last_a = a + size - 1, *last_b = b + size - 1;
	int left = fold != NULL ? fold(*last_a) : *last_a;
	int right = fold != NULL ? fold(*last_b) : *last_b;

	for (size_t i = 0; i < size; i++) {
		struct order order;

		if ((read_shad(a + i) | read_shad(b + i)) == 0)
			continue;
		order = order_of(a + i, b + i, fold);
		if ((order.less && left >= right) || (order.greater && left <= right) ||
		    (i == size - 1 && order.equal && left != right))
			return true;
	}
	return false;
}

void
read_compare(const char *const names[2], const void *a, const void *b, size_t size, read_fold *fold,
    uintptr_t pc)
{
	if (read_clean(a, size) && read_clean(b, size))
		return;
	if (!compare_depends(a, b, size, fold))
		return;
	report(names[0], a, size, pc);
	report(names[1], b, size, pc);
}

bool
read_differ(const void *a, const void *b)
{
	const uint8_t *x = a, *y = b;

	return ((*x ^ *y) & ~(read_shad(a) | read_shad(b)) & 0xff) != 0;
}

void
read_call_begin(void)
{
	kmsan_init_arg(CONTEXT_PARAM_SIZE);
	kmsan_init_ret(sizeof(uint64_t));
}

void
read_call_end(size_t size, uintptr_t pc)
{
	struct kmsan_context *context = kmsan_port_context();
	const uint8_t *shad = (const uint8_t *)context->retval;
	uint8_t any = 0;

	for (size_t i = 0; i < size; i++)
		any |= shad[i];
	/* It must not be taken for the result of the library function. */
	kmsan_init_ret(sizeof(uint64_t));
	if (any != 0)
		check_value(context->retval_orig, pc);
}
