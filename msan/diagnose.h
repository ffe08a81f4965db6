/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef MSAN_DIAGNOSE_H
#define MSAN_DIAGNOSE_H

/*
 * From the state of the machine to a finished record. Nothing here prints; nothing that prints
 * looks at shad or orig.
 */

#include <kmsan/hooks.h>
#include <kmsan/port.h>
#include <kmsan/types.h>

#include "origin/decode.h"

#define REPORT_RANGES 512
#define REPORT_FRAMES 64
#define REPORT_ROWS 8
#define REPORT_LEVELS 32

/* The interrupt levels that the lwp was at, innermost first. */
struct report_levels {
	size_t count;
	const char *what[REPORT_LEVELS];
};

struct report_request {
	uint32_t cell;
	const void *addr; /* NULL: a value decided something */
	size_t size, first;
	struct kmsan_sink_args args;
};

/* Up to 16 bytes of memory that hold something uninitialised. */
struct report_row {
	uintptr_t addr;
	unsigned count;
	uint8_t data[16], shad[16];
};

struct report {
	enum kmsan_kind kind;
	const char *kind_word; /* KMSAN_KIND_USER */
	const char *sink;      /* NULL: a branch, an address or an argument */
	const char *where;
	uintptr_t addr;        /* 0: no memory */
	uintptr_t first_addr;  /* of the first byte that is not initialised */
	size_t base, total;

	/* The memory around first_addr that has its very cell: all of a variable, if it is one. */
	uintptr_t extent_start;
	size_t extent_size;

	unsigned nranges;
	size_t ranges_left; /* that did not fit */
	struct kmsan_layout_range range[REPORT_RANGES]; /* in the caller's terms */
	unsigned nrows;
	size_t rows_left;
	struct report_row row[REPORT_ROWS];

	struct origin_info origin;
	bool object_known;
	struct kmsan_addr_info object;

	size_t nframes;
	uintptr_t pc[REPORT_FRAMES];
	uint8_t pc_flags[REPORT_FRAMES];
	unsigned lwp, level, cpu; /* cpu: or KMSAN_NO_CPU */
	struct report_levels levels;
};

void diagnose(const struct report_request *request, struct report *report);

/* The word of SUMMARY. */
const char *report_kind_word(const struct report *report, char *buf, size_t size);

/* "Kmem", "Freed Pool". */
const char *report_type_word(const struct origin_info *origin, char *buf, size_t size);

#endif
