/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef MSAN_FORMAT_H
#define MSAN_FORMAT_H

/*
 * A format turns a finished report into whole lines. It runs under the report lock. Other
 * people's tools read the results: docs/REPORTS.md is the contract.
 */

#include "msan/diagnose.h"
#include "msan/print.h"

void format_text(const struct report *report, struct text *out);
void format_json(const struct report *report, struct text *out);
void format_netbsd(const struct report *report, struct text *out);
void format_linux(const struct report *report, struct text *out);

/* In the form of the option report_format. */
void format_report(const struct report *report, struct text *out);

/* What is said at the end of the program. */
void format_summary(uint64_t reports, uint64_t distinct, uint64_t suppressed, struct text *out);

/* The stack of a message that is not a report, as format_text() prints stacks. */
void format_stack(const struct report_levels *levels, const uintptr_t *pcs, const uint8_t *flags,
    size_t count, struct text *out);

/* Where an object was allocated and, if it is not live, freed: for such a message. */
void format_history(const struct kmsan_addr_info *object, struct text *out);

#endif
