/* SPDX-License-Identifier: BSD-2-Clause */
#include "work.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <kmsan/intr.h>
#include <kmsan/kmem.h>
#include <kmsan/kmsan.h>
#include <kmsan/malloc.h>
#include <kmsan/mbuf.h>
#include <kmsan/pool.h>
#include <kmsan/uvm_km.h>

#define PAGE 4096

static struct pool pool;
static pool_cache_t cache;

struct message
message(int n)
{
	struct message m;

	for (int i = 0; i < 6; i++)
		m.used[i] = n + i;
	snprintf(m.text, sizeof(m.text), "%d", n);
	return m;
}

/* Structures by value, in and out, n calls deep. */
static NOINLINE long
pass(struct message a, int n, struct message b)
{
	struct message c = message(n);

	if (a.used[1] < n || b.used[2] < 0)
		return -1;
	if (n == 0)
		return c.used[5] + a.text[0];
	return a.used[3] + b.used[4] + pass(b, n - 1, c);
}

static NOINLINE long
sum(int n, ...)
{
	va_list ap;
	long s = 0;

	va_start(ap, n);
	for (int i = 0; i < n; i++) {
		long v = va_arg(ap, long);

		s = v > 3 ? (s * 3 + v) & 0xffffff : s - v;
	}
	va_end(ap);
	return s;
}

/* A structure through the dots, not checked at the call. */
static NOINLINE long
structures(int n, ...)
{
	va_list ap;
	long s = 0;

	va_start(ap, n);
	for (int i = 0; i < n; i++) {
		struct message m = va_arg(ap, struct message);

		if (m.used[i % 6] > 0)
			s += m.used[i % 6];
	}
	va_end(ap);
	return s;
}

#define TEN(x)	 x, x + 1, x + 2, x + 3, x + 4, x + 5, x + 6, x + 7, x + 8, x + 9
#define FORTY(x) TEN(x), TEN(x + 1), TEN(x + 2), TEN(x + 3)

/* 180 longs are 1440 bytes, of which the context holds 800. */
static NOINLINE long
many(long x)
{
	return sum(180, FORTY(x), FORTY(x + 4), TEN(x), TEN(x + 9), FORTY(x), FORTY(x));
}

/*
 * Compression: a match of 3 to 130 bytes at most 255 back is two bytes, 0x80 + length - 3 and the
 * distance; anything else is its length, less than 0x80, and the bytes.
 */
static NOINLINE size_t
longest(const unsigned char *in, size_t at, size_t size, size_t *distance)
{
	size_t best = 0;

	for (size_t d = 1; d <= at && d < 256; d++) {
		size_t n = 0;

		while (n < 130 && at + n < size && in[at + n] == in[at + n - d])
			n++;
		if (n > best) {
			best = n;
			*distance = d;
		}
	}
	return best;
}

static NOINLINE size_t
pack(const unsigned char *in, size_t size, unsigned char *out)
{
	size_t used = 0, literal = 0, at = 0;

	while (at < size) {
		size_t distance, n = longest(in, at, size, &distance);

		if (n < 3 && at - literal < 127 && at + 1 < size) {
			at++;
			continue;
		}
		if (n < 3)
			at++;
		if (at > literal) {
			out[used++] = (unsigned char)(at - literal);
			memcpy(out + used, in + literal, at - literal);
			used += at - literal;
		}
		if (n >= 3) {
			out[used++] = (unsigned char)(0x80 + n - 3);
			out[used++] = (unsigned char)distance;
			at += n;
		}
		literal = at;
	}
	return used;
}

static NOINLINE size_t
unpack(const unsigned char *in, size_t size, unsigned char *out)
{
	size_t n = 0;

	for (size_t at = 0; at < size;) {
		unsigned token = in[at++];

		if (token >= 0x80) {
			size_t distance = in[at++];

			for (unsigned left = token - 0x80 + 3; left > 0; left--, n++)
				out[n] = out[n - distance];
		} else {
			memcpy(out + n, in + at, token);
			at += token;
			n += token;
		}
	}
	return n;
}

static NOINLINE long
compress(int n)
{
	unsigned char *in = kmem_alloc(600, KM_SLEEP), *out = kmem_alloc(1200, KM_SLEEP);
	unsigned char *back = kern_malloc(600, M_TEMP, M_WAITOK);
	size_t size;
	long s = 0;

	for (int i = 0; i < 600; i++)
		in[i] = (unsigned char)((i / (n + 3)) * (i % 7 < n % 5));
	size = pack(in, 600, out);
	if (unpack(out, size, back) != 600 || memcmp(in, back, 600) != 0)
		abort();
	for (size_t i = 0; i < size; i++)
		s = s * 5 + out[i];
	kern_free(back, M_TEMP);
	kmem_free(in, 600);
	kmem_free(out, 1200);
	return s & 0xffffff;
}

/* In registers, both ways, many times: what is on its way here is there for a few instructions only. */
struct pair {
	long first, second;
};

static NOINLINE struct pair
next(struct pair p, struct pair q)
{
	return (struct pair){p.second + q.first, (p.first ^ q.second) & 0xffff};
}

static NOINLINE long
pairs(int n)
{
	struct pair p = {n, 1}, q = {2, n};

	for (int i = 0; i < 2000; i++) {
		p = next(p, q);
		q.first = (p.first & 0xff) > 77 ? p.second & 0xfff : 5;
	}
	return p.first + p.second;
}

/*
 * What handlers leave behind in the context, if it is not their own: arguments and results of which
 * nothing is initialised, and nobody looks at them.
 */
static NOINLINE struct pair
ignore(struct pair p, struct pair q, struct message m)
{
	KEEP(&q);
	KEEP(&m);
	return p;
}

static NOINLINE struct pair
ignore_all(int n, ...)
{
	struct pair p;

	KEEP(&n);
	KEEP(&p);
	return p;
}

static NOINLINE void
leave_behind(void)
{
	struct pair p;
	struct message m;

	KEEP(&p);
	KEEP(&m);
	(void)ignore_all(6, m, m, m, m, m, m);
	(void)ignore(p, p, m);
}

/* What came uninitialised is written in part, and that part read. */
static NOINLINE long
fill(struct message *m, int n)
{
	*m = message(n);
	return m->used[2] + m->text[0];
}

static NOINLINE long
packet(int how, int n)
{
	struct mbuf *m = m_gethdr(how, MT_DATA), *more = m_getcl(how, MT_DATA, 0);
	unsigned char buf[40];
	long s = 0;

	if (m == NULL || more == NULL) {
		m_freem(m);
		m_freem(more);
		return 0;
	}
	for (int i = 0; i < 40; i++)
		buf[i] = (unsigned char)(n + i);
	m->m_len = 30;
	memcpy(mtod(m, void *), buf, 30);
	more->m_len = 40;
	memcpy(mtod(more, void *), buf, 40);
	m_cat(m, more);
	m->m_pkthdr.len = 70;
	m_copydata(m, 20, 40, buf);
	for (int i = 0; i < 40; i++)
		s = s * 3 + buf[i];
	m_freem(m);
	return s & 0xffff;
}

static NOINLINE long
pages(unsigned flags, int n)
{
	vaddr_t va = uvm_km_alloc(kernel_map, PAGE, 0, UVM_KMF_WIRED | flags);
	long s;

	if (va == 0)
		return 0;
	s = fill((struct message *)va, n);
	uvm_km_free(kernel_map, va, PAGE, UVM_KMF_WIRED);
	return s;
}

static NOINLINE long
allocate(int n)
{
	struct message *m[4] = {kmem_alloc(sizeof(*m[0]), KM_SLEEP), pool_get(&pool, PR_WAITOK),
	    pool_cache_get(cache, PR_WAITOK), kern_malloc(sizeof(*m[0]), M_TEMP, M_WAITOK)};
	long s = 0;

	for (int i = 0; i < 4; i++)
		s += fill(m[i], n + i);
	m[3] = kern_realloc(m[3], 2 * sizeof(*m[0]), M_TEMP, M_WAITOK);
	s += m[3]->used[1] + fill(m[3] + 1, n);
	kmem_free(m[0], sizeof(*m[0]));
	pool_put(&pool, m[1]);
	pool_cache_put(cache, m[2]);
	kern_free(m[3], M_TEMP);
	return s + packet(M_WAIT, n) + (n % 4 == 0 ? pages(0, n) : 0);
}

long
work(int n)
{
	struct message m = message(n);

	return pass(m, n % 9, message(n + 1)) + many(n) + pairs(n) +
	       structures(6, m, m, message(3), m, message(n), m) + allocate(n % 7) +
	       compress(n % 7);
}

static void
wants(bool right)
{
	if (!right)
		abort();
}

void
disturb(int n)
{
	struct message m = message(n),
		       *p[4] = {kmem_intr_alloc(sizeof(m), KM_NOSLEEP), pool_get(&pool, PR_NOWAIT),
			   pool_cache_get(cache, PR_NOWAIT),
			   kern_malloc(sizeof(m), M_TEMP, M_NOWAIT)};

	wants(pass(m, n % 3, m) >= 0 && structures(2, m, message(n)) == 2 * n + 1);
	wants(sum(3, 1L, 2L, 9L) == 0 && many(n) == many(n));
	for (int i = 0; i < 4; i++)
		wants(p[i] == NULL || fill(p[i], n) == n + 2 + m.text[0]);
	if (p[0] != NULL)
		kmem_intr_free(p[0], sizeof(m));
	if (p[1] != NULL)
		pool_put(&pool, p[1]);
	if (p[2] != NULL)
		pool_cache_put(cache, p[2]);
	if (p[3] != NULL)
		kern_free(p[3], M_TEMP);
	(void)packet(M_DONTWAIT, n);
	leave_behind();
	/* Pages are system calls: not each time. */
	if (m.used[0] == 3)
		(void)pages(UVM_KMF_NOWAIT, n);
}

void
work_start(void)
{
	pool_init(&pool, sizeof(struct message), 0, 0, 0, "storm", NULL, IPL_VM);
	cache = pool_cache_init(
	    sizeof(struct message), 0, 0, 0, "stormc", NULL, IPL_HIGH, NULL, NULL, NULL);
}
