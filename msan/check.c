/* SPDX-License-Identifier: BSD-2-Clause */
#include "msan/check.h"

#include <kmsan/kmsan.h>

#include "msan/context.h"
#include "msan/report.h"
#include "msan/shadow.h"
#include "origin/chain.h"

void
check_value(uint32_t cell, uintptr_t pc)
{
	struct report_request request = {
	    .cell = chain_before_warning(cell, pc), .args = {.pc = pc}};

	report_submit(&request);
}

bool kmsan_args_in_context;

void
kmsan_check_args(const char *sizes, uintptr_t pc)
{
	struct kmsan_context *context = kmsan_port_context();

	for (unsigned slot = 0; sizes[slot] != '\0'; slot++) {
		const uint8_t *shad = (const uint8_t *)&context->param[slot];
		uint8_t any = 0;

		for (int i = 0; i < sizes[slot] - '0'; i++)
			any |= shad[i];
		if (any != 0)
			check_value(context->param_orig[slot * 2], pc);
	}
}

/* How many bytes of a range are not wholly initialised. */
static size_t
count_bad(const void *addr, size_t size, size_t from)
{
	size_t bad = 0;

	for (size_t at = from; at < size;) {
		size_t end = shadow_scan_clean(addr, size, at);

		bad += end - at;
		at = shadow_scan(addr, size, end);
	}
	return bad;
}

static __attribute__((noinline, cold)) size_t
check_report(const void *addr, size_t size, size_t first, const struct kmsan_sink_args *args)
{
	struct report_request request = {.addr = addr, .size = size, .first = first, .args = *args};

	request.cell = *orig_of((const char *)addr + first);
	if (args->copied)
		request.cell = chain_before_copy(request.cell, args->pc);
	report_submit(&request);
	return count_bad(addr, size, first);
}

size_t
kmsan_check_range(const void *addr, size_t size, const struct kmsan_sink_args *args)
{
	size_t first;

	if (size == 0 || !kmsan_port_shadowed(addr, size))
		return 0;
	first = shadow_scan(addr, size, 0);
	if (__builtin_expect(first == size, 1))
		return 0;
	if (args->kind == KMSAN_KIND_VALUE && kmsan_port_lwp()->quiet > 0)
		return 0;
	return check_report(addr, size, first, args);
}

size_t
kmsan_check(const void *addr, size_t size, const char *name)
{
	struct kmsan_sink_args args = {.name = name, .pc = KMSAN_RET_ADDR};

	return kmsan_check_range(addr, size, &args);
}

void
kmsan_check_memory(const void *addr, size_t size)
{
	struct kmsan_sink_args args = {.name = "kmsan_check_memory()", .pc = KMSAN_RET_ADDR};

	kmsan_check_range(addr, size, &args);
}

size_t
kmsan_sink(const char *name, const char *kind, const void *addr, size_t size)
{
	struct kmsan_sink_args args = {
	    .name = name, .kind = KMSAN_KIND_USER, .kind_word = kind, .pc = KMSAN_RET_ADDR};

	return kmsan_check_range(addr, size, &args);
}

intptr_t
kmsan_test(const void *addr, size_t size)
{
	size_t first;

	if (size == 0 || !kmsan_port_shadowed(addr, size))
		return -1;
	first = shadow_scan(addr, size, 0);
	return first == size ? -1 : (intptr_t)first;
}
