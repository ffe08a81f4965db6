/* SPDX-License-Identifier: BSD-2-Clause */
#include "msan/callback.h"

#include <string.h>

#include <kmsan/kmsan.h>

#include "msan/context.h"
#include "msan/format/frames.h"
#include "origin/str.h"
#include "port_inline.h"

static kmsan_report_callback *callback;
static void *callback_arg;

/*
 * Static, not on the stack: the shad of a stack's dead part is stale, and the callback may be
 * instrumented.
 */
static struct kmsan_report_info info;
static char type[32], word[96], variable[192], function[192], file[384];

void
kmsan_set_report_callback(kmsan_report_callback *fn, void *arg)
{
	callback_arg = arg;
	__atomic_store_n(&callback, fn, __ATOMIC_RELEASE);
}

static void
fill(const struct report *report, const char *text)
{
	const struct symbolized_variable *v = frames_variable(&report->origin);
	const struct kmsan_frame *top;
	struct space_place place;

	info.variable = NULL;
	if (v != NULL) {
		str_copy(variable, v->name, sizeof(variable));
		info.variable = variable;
	}
	top = frames_top(report, &place);
	str_copy(function, top->function, sizeof(function));
	str_copy(file, top->file, sizeof(file));
	info.function = function;
	info.file = file;
	info.line = top->line;
	info.kind = report_kind_word(report, word, sizeof(word));
	info.type = report_type_word(&report->origin, type, sizeof(type));
	info.sink = report->sink;
	info.first = report->nranges > 0 ? report->range[0].first : 0;
	info.size = report->addr != 0 ? report->total : 0;
	info.text = text;
}

/*
 * The report may be made between the store of an argument's shad and the call: the callback's own
 * calls must not touch what is there.
 */
static bool
call(kmsan_report_callback *fn)
{
	static uint8_t saved[KMSAN_CONTEXT_ABI_SIZE];
	struct kmsan_context *context = kmsan_port_context();
	bool taken;

	memcpy(saved, context, sizeof(saved));
	memset(context, 0, sizeof(saved));
	taken = fn(&info, callback_arg);
	memcpy(context, saved, sizeof(saved));
	return taken;
}

bool
callback_takes(const struct report *report, const char *text)
{
	kmsan_report_callback *fn = __atomic_load_n(&callback, __ATOMIC_ACQUIRE);

	if (fn == NULL)
		return false;
	fill(report, text);
	return call(fn);
}
