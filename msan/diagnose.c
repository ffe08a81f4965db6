/* SPDX-License-Identifier: BSD-2-Clause */
#include "msan/diagnose.h"

#include <string.h>

#include <kmsan/kmsan.h>
#include <kmsan/port.h>

#include "msan/context.h"
#include "msan/print.h"
#include "msan/shadow.h"

static void
range_add(struct report *report, size_t first, size_t size, uint8_t bits)
{
	struct kmsan_layout_range *last = &report->range[report->nranges];

	if (report->nranges > 0 && bits == 0xff && last[-1].bits == 0xff &&
	    last[-1].first + last[-1].size == first) {
		last[-1].size += size;
		return;
	}
	if (report->nranges == REPORT_RANGES) {
		report->ranges_left++;
		return;
	}
	last->first = first;
	last->size = size;
	last->bits = bits;
	report->nranges++;
}

static void
row_add(struct report *report, const struct report_request *request, size_t at)
{
	struct report_row *row = &report->row[report->nrows];
	const char *addr = (const char *)request->addr + at;
	size_t count = request->size - at < 16 ? request->size - at : 16;

	if (report->nrows == REPORT_ROWS) {
		report->rows_left++;
		return;
	}
	row->addr = (uintptr_t)addr;
	row->count = (unsigned)count;
	memcpy(row->shad, shad_of(addr), count);
	/* The memory may be gone by now, whatever its shadow says. */
	if (kmsan_port_copy(row->data, addr, count, KMSAN_COPY_ANY) == 0)
		report->nrows++;
}

static void
diagnose_ranges(const struct report_request *request, struct report *report)
{
	const uint8_t *shad = shad_of(request->addr);
	size_t at = request->first, row_end = 0;

	while (at < request->size) {
		range_add(report, request->args.base + at, 1, shad[at]);
		if (at >= row_end) {
			row_add(report, request, at & ~(size_t)15);
			row_end = (at | 15) + 1;
		}
		at = shadow_scan(request->addr, request->size, at + 1);
	}
}

/* Of interest for stack variables; a cell may also fill much of a heap. */
#define EXTENT_MAX ((size_t)64 << 10)

static bool
has_cell(const char *addr, uint32_t cell)
{
	return kmsan_port_shadowed(addr, 4) && *orig_of(addr) == cell;
}

static void
diagnose_extent(const struct report_request *request, struct report *report)
{
	const char *first = (const char *)(report->first_addr & ~(uintptr_t)3);
	size_t below = 0, size = 0;

	while (size < EXTENT_MAX && has_cell(first + size, request->cell))
		size += 4;
	while (below < EXTENT_MAX && size > 0 && has_cell(first - below - 4, request->cell))
		below += 4;
	report->extent_start = (uintptr_t)first - below;
	report->extent_size = below + size;
}

void
diagnose(const struct report_request *request, struct report *report)
{
	struct kmsan_lwp *lwp = kmsan_port_lwp();

	memset(report, 0, offsetof(struct report, range));
	report->nrows = 0;
	report->rows_left = 0;
	report->kind = request->args.kind;
	report->kind_word = request->args.kind_word;
	report->sink = request->args.name;
	report->where = request->args.where;
	report->addr = (uintptr_t)request->addr;
	report->first_addr = report->addr + request->first;
	report->total = request->args.total != 0 ? request->args.total
	                                         : request->args.base + request->size;
	report->base = request->args.base;
	if (request->addr != NULL) {
		diagnose_ranges(request, report);
		diagnose_extent(request, report);
	}
	origin_decode(request->cell, &report->origin);
	report->object_known = request->addr != NULL &&
	    kmsan_addr_describe((const char *)request->addr + request->first, &report->object);
	report->nframes =
	    kmsan_port_unwind(request->args.pc, report->pc, report->pc_flags, REPORT_FRAMES);
	report->lwp = lwp->id;
	report->level = lwp->level;
	report->cpu = lwp->cpu;
	report->levels.count = context_levels(lwp, report->levels.what, REPORT_LEVELS);
}

const char *
report_kind_word(const struct report *report, char *buf, size_t size)
{
	static const char *const words[] = {
	    "uninit-value", "kernel-infoleak", "disk-infoleak", "net-infoleak", "dma-infoleak", NULL};
	_Static_assert(sizeof(words) / sizeof(words[0]) == KMSAN_KIND_COUNT, "a word a kind");
	const char *word = report->kind == KMSAN_KIND_USER ? report->kind_word : words[report->kind];

	if (!report->origin.freed)
		return word;
	if (report->kind == KMSAN_KIND_VALUE)
		return "use-after-free";
	kmsan_snprintf(buf, size, "%s-after-free", word);
	return buf;
}

const char *
report_type_word(const struct origin_info *origin, char *buf, size_t size)
{
	static const char *const words[] = {
	    "Stack", "Kmem", "Malloc", "Pool", "Uvm", "Marked", "Unknown"};
	_Static_assert(sizeof(words) / sizeof(words[0]) == KMSAN_TYPE_UNKNOWN + 1, "a word a type");

	kmsan_snprintf(buf, size, "%s%s", origin->freed ? "Freed " : "", words[origin->type]);
	return buf;
}
