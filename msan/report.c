/* SPDX-License-Identifier: BSD-2-Clause */
#include "msan/report.h"

#include <string.h>

#include <kmsan/kmsan.h>
#include <kmsan/options.h>
#include <kmsan/port.h>

#include "msan/callback.h"
#include "msan/context.h"
#include "msan/format/format.h"
#include "msan/interface.h"
#include "msan/suppress.h"
#include "origin/record.h"
#include "port_inline.h"

#define SEEN (1u << 14)

/* Used under the lock alone: too large for a kernel stack. */
static struct kmsan_lock lock;
static struct report report;
static char text_buffer[64 << 10];

static struct report_counts counts;
static bool limit_said, finished;
static uintptr_t fork_mask; /* under origin_lock */

/*
 * Hashes of (place, origin); 0 is free. Filled without a lock, so that a repeat takes none. The lowest
 * bits say what became of the first: a repeat of what is suppressed is suppressed as well.
 */
static uint64_t seen[SEEN];
enum { SEEN_REPORTED, SEEN_SUPPRESSED, SEEN_TAKEN, SEEN_PENDING, SEEN_FATE = 3 };

/* The place's entry, new if *repeat is false; NULL when there is no room for it. */
static uint64_t *
seen_entry(const struct report_request *request, bool *repeat)
{
	uint64_t key = hash_mix(hash_mix(hash_mix(0, request->args.pc), origin_root(request->cell)),
	    (uintptr_t)request->args.name);

	key = key < 4 ? 4 : key & ~(uint64_t)SEEN_FATE;
	*repeat = false;
	for (unsigned i = 0; i < 64; i++) {
		uint64_t *entry = &seen[((key >> 2) + i) % SEEN];
		uint64_t old = 0;

		if (__atomic_compare_exchange_n(
			entry, &old, key | SEEN_PENDING, false, __ATOMIC_RELAXED, __ATOMIC_RELAXED))
			return entry;
		if ((old & ~(uint64_t)SEEN_FATE) == key) {
			*repeat = true;
			return entry;
		}
	}
	return NULL; /* full: rather twice than never */
}

static void
count_repeat(uint64_t *entry)
{
	unsigned fate = __atomic_load_n(entry, __ATOMIC_ACQUIRE) & SEEN_FATE;

	if (fate == SEEN_PENDING) {
		/* Another lwp is at it; it holds the lock, or is about to take it. */
		uintptr_t mask = kmsan_port_intr_mask(true, 0);

		kmsan_port_lock(&lock);
		fate = *entry & SEEN_FATE;
		kmsan_port_unlock(&lock);
		kmsan_port_intr_mask(false, mask);
	}
	if (fate == SEEN_SUPPRESSED)
		__atomic_add_fetch(&counts.suppressed, 1, __ATOMIC_RELAXED);
	else if (fate != SEEN_TAKEN)
		__atomic_add_fetch(&counts.reports, 1, __ATOMIC_RELAXED);
}

/* __msan_set_expect_umr(): a test wants this report, and does not want to read it. */
static bool
report_expected(struct kmsan_lwp *lwp, const struct report_request *request)
{
	lwp->umr_orig = request->cell;
	if (!lwp->expecting)
		return false;
	lwp->expected_seen = true;
	return true;
}

static void
report_print(const struct text *out)
{
	if (kmsan_options.max_reports != 0 &&
	    __atomic_load_n(&counts.distinct, __ATOMIC_RELAXED) > kmsan_options.max_reports) {
		if (!limit_said)
			kmsan_note(
			    "%u report%s printed (max_reports), further ones are only counted",
			    kmsan_options.max_reports, KMSAN_PLURAL(kmsan_options.max_reports));
		limit_said = true;
		return;
	}
	kmsan_port_console(out->buf, out->used);
}

/* Everything of a report that is not a repeat; what became of it. The lock is held. */
static unsigned
report_locked(const struct report_request *request)
{
	struct text out;

	diagnose(request, &report);
	if (suppress_match(&report)) {
		__atomic_add_fetch(&counts.suppressed, 1, __ATOMIC_RELAXED);
		return SEEN_SUPPRESSED;
	}
	text_init(&out, text_buffer, sizeof(text_buffer));
	format_report(&report, &out);
	if (callback_takes(&report, out.buf))
		return SEEN_TAKEN;
	__atomic_add_fetch(&counts.reports, 1, __ATOMIC_RELAXED);
	__atomic_add_fetch(&counts.distinct, 1, __ATOMIC_RELAXED);
	report_print(&out);
	return SEEN_REPORTED;
}

void
report_submit(const struct report_request *request)
{
	struct kmsan_lwp *lwp = kmsan_port_lwp();
	uint64_t *entry = NULL;
	uintptr_t mask;
	unsigned fate;
	bool repeat;

	if (lwp->reporting > 0) {
		__atomic_add_fetch(&counts.nested, 1, __ATOMIC_RELAXED);
		return;
	}
	if (report_expected(lwp, request))
		return;
	if (kmsan_options.dedup && (entry = seen_entry(request, &repeat)) != NULL && repeat) {
		count_repeat(entry);
		return;
	}
	/* Masked first: the report of an interrupt that came in between would count as nested. */
	mask = kmsan_port_intr_mask(true, 0);
	lwp->reporting++;
	kmsan_port_lock(&lock);
	fate = report_locked(request);
	if (entry != NULL)
		__atomic_store_n(entry, (*entry & ~(uint64_t)SEEN_FATE) | fate, __ATOMIC_RELEASE);
	kmsan_port_unlock(&lock);
	lwp->reporting--;
	kmsan_port_intr_mask(false, mask);
	if (fate == SEEN_REPORTED && kmsan_options.halt_on_error) {
		interface_death();
		kmsan_port_stop(report_finish(kmsan_options.exitcode));
	}
}

void
report_counts(struct report_counts *c)
{
	*c = counts;
}

unsigned
kmsan_report_count(void)
{
	return (unsigned)__atomic_load_n(&counts.distinct, __ATOMIC_RELAXED);
}

/* A callback that forks holds the lock already. */
void
report_fork_prepare(void)
{
	if (kmsan_port_lwp()->reporting == 0)
		kmsan_port_lock(&lock);
	fork_mask = origin_lock();
}

void
report_fork_done(void)
{
	origin_unlock(fork_mask);
	if (kmsan_port_lwp()->reporting == 0)
		kmsan_port_unlock(&lock);
}

void
report_forget(void)
{
	if (counts.reports != 0 || counts.suppressed != 0)
		memset(seen, 0, sizeof(seen));
	memset(&counts, 0, sizeof(counts));
	limit_said = finished = false;
}

#define STATS_FUNCTIONS 4

static void (*stats_functions[STATS_FUNCTIONS])(void);

void
kmsan_stats_register(void (*fn)(void))
{
	for (unsigned i = 0; i < STATS_FUNCTIONS; i++) {
		void (*known)(void) = NULL;

		if (__atomic_compare_exchange_n(&stats_functions[i], &known, fn, false,
			__ATOMIC_RELAXED, __ATOMIC_RELAXED) ||
		    known == fn)
			return;
	}
	kmsan_fatal(KMSAN_RET_ADDR, "kmsan_stats_register: more than %u functions",
	    (unsigned)STATS_FUNCTIONS);
}

static void
print_stats(struct text *out)
{
	struct space_stats stats;

	space_stats(&stats);
	text_print(out, "kMSan: origins: %u image%s, %u record%s, %zu bytes, %lu degraded\n",
	    stats.windows, KMSAN_PLURAL(stats.windows), stats.records, KMSAN_PLURAL(stats.records),
	    stats.bytes, stats.degraded);
	if (counts.nested != 0)
		text_print(out, "kMSan: %lu report%s inside a report dropped\n", counts.nested,
		    KMSAN_PLURAL(counts.nested));
	suppress_unused(out);
}

int
report_finish(int status)
{
	static char buffer[8192];
	struct text out;

	if (!__atomic_exchange_n(&finished, true, __ATOMIC_ACQ_REL)) {
		text_init(&out, buffer, sizeof(buffer));
		if (counts.reports != 0 || counts.suppressed != 0)
			format_summary(counts.reports, counts.distinct, counts.suppressed, &out);
		if (kmsan_options.print_stats)
			print_stats(&out);
		if (out.used > 0)
			kmsan_port_console(out.buf, out.used);
		for (unsigned i = 0; kmsan_options.print_stats && i < STATS_FUNCTIONS; i++)
			if (stats_functions[i] != NULL)
				stats_functions[i]();
	}
	return counts.reports != 0 ? kmsan_options.exitcode : status;
}

/* Messages that are not reports: the same lock keeps them whole and apart. */
void
kmsan_note(const char *format, ...)
{
	char buffer[512];
	struct text out;
	va_list ap;

	text_init(&out, buffer, sizeof(buffer) - 1);
	text_print(&out, "kMSan: ");
	va_start(ap, format);
	text_vprint(&out, format, ap);
	va_end(ap);
	out.buf[out.used++] = '\n';
	kmsan_port_console(out.buf, out.used);
}

/* What is printed below the line of a message. The lock is held. */
static void
print_stacks(uintptr_t pc, const struct report_stack *second, const struct kmsan_addr_info *object)
{
	uintptr_t pcs[REPORT_FRAMES];
	uint8_t flags[REPORT_FRAMES];
	struct report_levels levels;
	struct text out;
	size_t n = kmsan_port_unwind(pc, pcs, flags, REPORT_FRAMES);

	levels.count = context_levels(kmsan_port_lwp(), levels.what, REPORT_LEVELS);
	text_init(&out, text_buffer, sizeof(text_buffer));
	format_stack(&levels, pcs, flags, n, &out);
	if (second != NULL) {
		memset(flags, 0, sizeof(flags));
		text_print(&out, "  %s\n", second->title);
		levels.count = 0;
		format_stack(&levels, second->pcs, flags, second->count, &out);
	}
	if (object != NULL)
		format_history(object, &out);
	kmsan_port_console(out.buf, out.used);
}

static _Noreturn void
fatal(uintptr_t pc, const struct report_stack *second, const struct kmsan_addr_info *object,
    const char *format, va_list ap)
{
	struct kmsan_lwp *lwp = kmsan_port_lwp();
	char buffer[512];
	struct text out;

	text_init(&out, buffer, sizeof(buffer) - 1);
	text_print(&out, "kMSan: ");
	text_vprint(&out, format, ap);
	out.buf[out.used++] = '\n';
	kmsan_port_console(out.buf, out.used);
	/* From inside a report the lock is ours already and its buffers are in use. */
	if (lwp->reporting++ == 0) {
		uintptr_t mask = kmsan_port_intr_mask(true, 0);

		kmsan_port_lock(&lock);
		print_stacks(pc, second, object);
		kmsan_port_unlock(&lock);
		kmsan_port_intr_mask(false, mask);
	}
	lwp->reporting--;
	interface_death();
	kmsan_port_stop(report_finish(kmsan_options.exitcode) != 0 ? kmsan_options.exitcode : 1);
}

void
report_fatal(uintptr_t pc, const struct report_stack *second, const char *format, ...)
{
	va_list ap;

	va_start(ap, format);
	fatal(pc, second, NULL, format, ap);
}

void
kmsan_fatal(uintptr_t pc, const char *format, ...)
{
	va_list ap;

	va_start(ap, format);
	fatal(pc, NULL, NULL, format, ap);
}

void
kmsan_fatal_object(uintptr_t pc, const struct kmsan_addr_info *object, const char *format, ...)
{
	va_list ap;

	va_start(ap, format);
	fatal(pc, NULL, object, format, ap);
}
