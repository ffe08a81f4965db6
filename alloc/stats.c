/* SPDX-License-Identifier: BSD-2-Clause */

/* kmsan_vmstat(): the tables of vmstat -m. Counting is the allocators'; here it is only printed. */

#include "alloc/stats.h"

#include <string.h>

#include <kmsan/hooks.h>
#include <kmsan/kmsan.h>
#include <kmsan/malloc.h>
#include <kmsan/port.h>

#include "alloc/kmem_class.h"
#include "alloc/meta.h"
#include "alloc/mtype.h"
#include "alloc/pages.h"
#include "alloc/pool.h"

#define LINE 160

/* A line under construction, and where finished ones go. */
struct table {
	void (*print)(void *arg, const char *line);
	void *arg;
	char line[LINE];
	size_t used;
};

static size_t
length(const char *s)
{
	size_t n = 0;

	while (s[n] != '\0')
		n++;
	return n;
}

static void
text(struct table *t, const char *s)
{
	while (*s != '\0' && t->used + 1 < LINE)
		t->line[t->used++] = *s++;
	t->line[t->used] = '\0';
}

static void
text_wide(struct table *t, const char *s, size_t width)
{
	size_t start = t->used;

	text(t, s);
	while (t->used < start + width && t->used + 1 < LINE)
		text(t, " ");
}

static void
number(struct table *t, uint64_t n, size_t width)
{
	char digits[24];
	size_t i = sizeof(digits) - 1;

	digits[i] = '\0';
	do
		digits[--i] = (char)('0' + n % 10);
	while ((n /= 10) != 0);
	for (size_t used = sizeof(digits) - 1 - i; used < width; used++)
		text(t, " ");
	text(t, digits + i);
}

static void
end_line(struct table *t)
{
	/* On this stack, which may hold old marks; print may be instrumented. */
	kmsan_mark(t->line, t->used + 1, KMSAN_STATE_INITED);
	kmsan_init_arg(2 * sizeof(uint64_t));
	t->print(t->arg, t->line);
	t->used = 0;
	t->line[0] = '\0';
}

static void
line(struct table *t, const char *s)
{
	text(t, s);
	end_line(t);
}

static uint64_t
kilobytes(uint64_t bytes)
{
	return (bytes + 1023) / 1024;
}

void
stats_pool(struct pool *pp, struct stats_pool *s)
{
	struct magazine_sums sums = {0};

	if (pp->pr_id != MAGAZINE_NONE)
		magazine_sums(pp->pr_id, &sums);
	s->requests = pp->pr_nget + sums.gets;
	s->inuse = pp->pr_nout > sums.cached ? pp->pr_nout - sums.cached : 0;
	s->free = pp->pr_nitems + sums.cached;
}

static void
print_buckets(struct table *t, uint64_t *inuse, uint64_t *free, uint64_t *requests)
{
	line(t, "Memory statistics by size class");
	line(t, "    Size   In Use     Free     Requests HighWater Couldfree");
	for (unsigned i = 0; i < KMEM_CLASSES; i++) {
		struct pool *pp = kmem_pool(i);
		struct stats_pool s;

		stats_pool(pp, &s);
		if (s.requests == 0)
			continue;
		number(t, pp->pr_size, 8);
		number(t, s.inuse, 9);
		number(t, s.free, 9);
		number(t, s.requests, 13);
		number(t, pp->pr_noutmax, 10);
		number(t, pp->pr_npagefree, 10);
		end_line(t);
		*inuse += s.inuse * pp->pr_size;
		*free += s.free * pp->pr_size;
		*requests += s.requests;
	}
}

/* "16,32,4K": the powers of 2 up to which requests were. */
static void
print_sizes(struct table *t, uint64_t sizes)
{
	const char *separator = "  ";

	for (unsigned i = 0; i < 64; i++) {
		if ((sizes >> i & 1) == 0)
			continue;
		text(t, separator);
		separator = ",";
		number(t, (uint64_t)1 << (i >= 20 ? i - 20 : i >= 10 ? i - 10 : i), 0);
		text(t, i >= 20 ? "M" : i >= 10 ? "K" : "");
	}
}

static void
print_types_of_size(struct table *t)
{
	line(t, "Memory usage type by request size");
	line(t, "    Size  Type(s)");
	for (unsigned bit = 0; bit < 64; bit++) {
		const char *separator = "  ";
		bool any = false;

		for (unsigned i = 1; i < ITEM_MTYPES; i++) {
			struct mtype_stats s;

			if (mtype_name(i) == NULL || !mtype_stats(i, &s) ||
			    (s.sizes >> bit & 1) == 0)
				continue;
			if (!any)
				number(t, (uint64_t)1 << bit, 8);
			else if (t->used + length(s.name) + 2 > 78) {
				text(t, ",");
				end_line(t);
				text(t, "        ");
				separator = "  ";
			}
			any = true;
			text(t, separator);
			text(t, s.name);
			separator = ", ";
		}
		if (any)
			end_line(t);
	}
}

static void
print_types(struct table *t)
{
	line(t, "Memory statistics by type                                Type  Kern");
	line(t,
	    "            Type  InUse   MemUse  HighUse    Limit     Requests Limit Limit Size(s)");
	for (unsigned i = 1; i < ITEM_MTYPES; i++) {
		struct mtype_stats s;

		if (mtype_name(i) == NULL || !mtype_stats(i, &s) || s.calls == 0)
			continue;
		for (size_t n = length(s.name); n < 16; n++)
			text(t, " ");
		text(t, s.name);
		number(t, (uint64_t)s.inuse, 7);
		number(t, kilobytes((uint64_t)s.memuse), 8);
		text(t, "K");
		number(t, kilobytes((uint64_t)s.highuse), 8);
		text(t, "K");
		number(t, kilobytes(s.limit), 8);
		text(t, "K");
		number(t, s.calls, 13);
		number(t, s.limblocks, 6);
		number(t, 0, 6);
		print_sizes(t, s.sizes);
		end_line(t);
	}
}

/* One pool of the list, by its number: print is not to be called with the list locked. */
struct nth {
	size_t skip;
	bool found;
	struct pool pool; /* a copy, for its numbers */
};

static void
find_nth(struct pool *pp, void *arg)
{
	struct nth *nth = arg;

	if (pp->pr_reqsize == 0 || nth->found)
		return;
	nth->found = nth->skip-- == 0;
	if (nth->found)
		nth->pool = *pp;
}

static void
print_pool(struct table *t, struct pool *pp)
{
	struct stats_pool s;

	stats_pool(pp, &s);
	text_wide(t, pp->pr_wchan, 12);
	number(t, pp->pr_size, 6);
	number(t, s.requests, 13);
	number(t, pp->pr_nfail, 6);
	number(t, s.inuse, 9);
	number(t, pp->pr_npagealloc, 7);
	number(t, pp->pr_npagefree, 7);
	number(t, pp->pr_npages, 7);
	number(t, pp->pr_hiwat, 7);
	end_line(t);
}

static void
print_pools(struct table *t)
{
	line(t, "Memory resource pool statistics");
	line(t, "Name          Size     Requests  Fail    InUse  Pgreq  Pgrel  Npage  Hiwat");
	for (size_t i = 0;; i++) {
		struct nth nth = {.skip = i};

		pool_visit(find_nth, &nth);
		if (!nth.found)
			break;
		print_pool(t, &nth.pool);
	}
}

static void
print_totals(struct table *t, uint64_t inuse, uint64_t free, uint64_t requests)
{
	struct pages_stats pages;

	pages_stats(&pages);
	line(t, "Memory totals:  In Use    Free    Requests");
	text(t, "              ");
	number(t, kilobytes(inuse), 7);
	text(t, "K");
	number(t, kilobytes(free), 7);
	text(t, "K");
	number(t, requests, 12);
	end_line(t);
	line(t, "Pages:          In Use    Free  Headers");
	text(t, "              ");
	number(t, pages.used * (KMSAN_PAGE_SIZE / 1024), 7);
	text(t, "K");
	number(t, pages.free * (KMSAN_PAGE_SIZE / 1024), 7);
	text(t, "K");
	number(t, kilobytes(meta_used()), 8);
	text(t, "K");
	end_line(t);
}

void
kmsan_vmstat(void (*print)(void *arg, const char *line), void *arg)
{
	struct table t = {.print = print, .arg = arg};
	uint64_t inuse = 0, free = 0, requests = 0;

	print_buckets(&t, &inuse, &free, &requests);
	print_types_of_size(&t);
	print_types(&t);
	print_pools(&t);
	print_totals(&t, inuse, free, requests);
	kmsan_init_ret(sizeof(uint64_t));
}

static void
print_console(void *arg, const char *s)
{
	char buf[LINE + 1];
	size_t n = length(s);

	(void)arg;
	memcpy(buf, s, n);
	buf[n] = '\n';
	kmsan_port_console(buf, n + 1);
}

static void
print_at_end(void)
{
	kmsan_vmstat(print_console, NULL);
}

void
stats_register(void)
{
	kmsan_stats_register(print_at_end);
}
