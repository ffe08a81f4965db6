/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * mbuf(9): every function against a plain array of the same bytes, and their marks with them.
 */
#define _GNU_SOURCE
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <cmocka.h>

#include <kmsan/malloc.h>
#include <kmsan/mbuf.h>

#include "alloc_test.h"
#include "random.h"

#define NOINLINE __attribute__((noinline))
#define MOST	 20000

static NOINLINE struct mbuf *
get(int type)
{
	struct mbuf *m = m_get(M_WAIT, type);

	__asm__ volatile("" ::: "memory");
	return m;
}

/* Byte i of every test packet; those with bit 5 of the offset set are uninitialised. */
static unsigned char
byte_at(unsigned i)
{
	return (unsigned char)(i * 7 + i / 256);
}

static uint8_t
shad_at(unsigned i)
{
	return (i & 32) != 0 ? 0xff : 0;
}

static void
fill(struct mbuf *m, unsigned at, int len)
{
	m->m_len = len;
	for (int i = 0; i < len; i++) {
		m->m_data[i] = (char)byte_at(at + (unsigned)i);
		kmsan_mark(m->m_data + i, 1, shad_at(at + (unsigned)i));
	}
}

/* A packet of len bytes in mbufs and clusters of random sizes. */
static struct mbuf *
packet(int len)
{
	struct mbuf *top = m_gethdr(M_WAIT, MT_DATA), *m = top;
	int at = 0;

	for (;;) {
		int room = m == top ? MHLEN : MLEN, n;

		if (random_below(3) == 0) {
			MCLGET(m, M_WAIT);
			assert_true(
			    (m->m_flags & (M_EXT | M_EXT_CLUSTER)) == (M_EXT | M_EXT_CLUSTER));
			room = MCLBYTES;
		}
		n = (int)random_below((uint32_t)room + 1);
		if (random_below(4) == 0)
			m->m_data += random_below((uint32_t)(room - n) + 1);
		fill(m, (unsigned)at, n < len - at ? n : len - at);
		at += m->m_len;
		if (at == len)
			break;
		m->m_next = m_get(M_WAIT, MT_DATA);
		m = m->m_next;
	}
	top->m_pkthdr.len = len;
	return top;
}

/* The chain holds the test packet's bytes from..from+len, with their marks. */
static void
check(const struct mbuf *m, unsigned from, unsigned len)
{
	unsigned at = from;

	assert_int_equal(m_length(m), len);
	if ((m->m_flags & M_PKTHDR) != 0)
		assert_int_equal(m->m_pkthdr.len, len);
	for (; m != NULL; m = m->m_next) {
		for (int i = 0; i < m->m_len; i++, at++) {
			if ((unsigned char)m->m_data[i] != byte_at(at))
				fail_msg("byte %u is wrong", at);
			if (*kmsan_port_shad(m->m_data + i) != shad_at(at))
				fail_msg("mark of byte %u is wrong", at);
		}
	}
}

static size_t
out(pool_cache_t pc)
{
	/* Those in the lwp's magazine are free. */
	pool_cache_invalidate(pc);
	return pc->pc_pool.pr_nout;
}

static void
nothing_is_left(void)
{
	assert_int_equal(out(mb_cache), 0);
	assert_int_equal(out(mcl_cache), 0);
	assert_silent();
}

static void
marks(void **state)
{
	struct mbuf *m = get(MT_DATA);
	struct kmsan_addr_info info;

	(void)state;
	assert_inited(m, sizeof(struct m_hdr));
	assert_uninit(m->m_data, MLEN);
	assert_type(m->m_data, MLEN, KMSAN_TYPE_POOL);
	assert_origin_in(m->m_data, get);
	assert_ptr_equal(m->m_data, m->m_dat);
	assert_int_equal(m->m_len, 0);
	assert_int_equal(m->m_type, MT_DATA);
	assert_true(kmsan_addr_describe(m, &info));
	assert_string_equal(info.allocator, "mbpl");
	assert_string_equal(info.alloc_name, "m_get");
	assert_int_equal(info.size, MSIZE);
	m_free(m);
	assert_uninit(m, MSIZE);
	assert_type(m, MSIZE, KMSAN_TYPE_POOL | KMSAN_TYPE_FREED);
	m = m_gethdr(M_DONTWAIT, MT_HEADER);
	assert_inited(m, MSIZE - (size_t)MHLEN);
	assert_uninit(m->m_pktdat, MHLEN);
	MCLGET(m, M_DONTWAIT);
	assert_inited(&m->m_ext, sizeof(m->m_ext));
	assert_uninit(m->m_data, MCLBYTES);
	assert_true(kmsan_addr_describe(m->m_data, &info));
	assert_string_equal(info.allocator, "mclpl");
	assert_string_equal(info.alloc_name, "m_clget");
	m_freem(m);
	m = m_getcl(M_WAIT, MT_DATA, M_PKTHDR);
	assert_true((m->m_flags & (M_EXT | M_PKTHDR)) == (M_EXT | M_PKTHDR));
	m_freem(m);
	m_freem(NULL);
	nothing_is_left();
}

static void
assert_named(const void *p, const char *giver, const char *taker)
{
	struct kmsan_addr_info info;

	assert_true(kmsan_addr_describe(p, &info));
	assert_string_equal(info.alloc_name, giver);
	if (taker == NULL)
		assert_null(info.free_name);
	else
		assert_string_equal(info.free_name, taker);
}

/* Told by the function that was called, and not by one that it is made of. */
static void
names(void **state)
{
	struct mbuf *m = m_gethdr(M_WAIT, MT_DATA), *copy;
	char *cluster;

	(void)state;
	assert_named(m, "m_gethdr", NULL);
	m->m_pkthdr.len = m->m_len = 60;
	copy = m_copym(m, 0, M_COPYALL, M_WAIT);
	assert_named(copy, "m_copym", NULL);
	m_free(m);
	assert_named(m, "m_gethdr", "m_free");
	m_freem(copy);
	assert_named(copy, "m_copym", "m_freem");
	m = m_getcl(M_WAIT, MT_DATA, 0);
	cluster = m->m_data;
	assert_named(m, "m_getcl", NULL);
	assert_named(cluster, "m_getcl", NULL);
	assert_stops("was allocated by m_getcl and is for m_free to free\n", kmem_free(m, MSIZE));
	kmsan_test_console_reset();
	m_freem(m);
	assert_named(cluster, "m_getcl", "m_freem");
	/* What was somebody else's is not told of the next. */
	m = m_get(M_WAIT, MT_DATA);
	assert_named(m, "m_get", NULL);
	m = m_prepend(m, MLEN, M_WAIT);
	assert_named(m, "m_prepend", NULL);
	m_freem(m);
	assert_named(m, "m_prepend", "m_freem");
	cluster = pool_cache_get(mb_cache, PR_WAITOK);
	assert_named(cluster, "pool_cache_get", NULL);
	pool_cache_put(mb_cache, cluster);
	nothing_is_left();
}

static void
copies(void **state)
{
	(void)state;
	for (unsigned turn = 0; turn < 300; turn++) {
		int len = 1 + (int)random_below(MOST);
		int off = (int)random_below((uint32_t)len);
		int n = 1 + (int)random_below((uint32_t)(len - off));
		struct mbuf *m = packet(len), *copy;
		static char buf[MOST];

		copy = m_copym(m, off, n, M_WAIT);
		check(copy, (unsigned)off, (unsigned)n);
		m_freem(copy);
		copy = m_copym(m, off, M_COPYALL, M_DONTWAIT);
		check(copy, (unsigned)off, (unsigned)(len - off));
		/* What is shared outlives whoever brought it. */
		m_freem(m);
		check(copy, (unsigned)off, (unsigned)(len - off));
		m_freem(copy);
		m = packet(len);
		copy = m_dup(m, off, n, M_WAIT);
		check(copy, (unsigned)off, (unsigned)n);
		for (struct mbuf *d = copy; d != NULL; d = d->m_next)
			assert_false(m_readonly(d));
		m_freem(copy);
		copy = m_copypacket(m, M_WAIT);
		check(copy, 0, (unsigned)len);
		m_freem(copy);
		m_copydata(m, off, n, buf);
		for (int i = 0; i < n; i++)
			assert_int_equal((unsigned char)buf[i], byte_at((unsigned)(off + i)));
		check(m, 0, (unsigned)len);
		m_freem(m);
	}
	nothing_is_left();
}

static void
shapes(void **state)
{
	(void)state;
	for (unsigned turn = 0; turn < 500; turn++) {
		int len = 1 + (int)random_below(MOST);
		int n = (int)random_below((uint32_t)(len < MHLEN ? len : MHLEN) + 1);
		int cut = (int)random_below((uint32_t)len + 1);
		struct mbuf *m = packet(len), *rest;

		m = m_pullup(m, n);
		assert_non_null(m);
		assert_true(m->m_len >= n);
		/* The packet's header is in front, and nowhere else. */
		assert_true((m->m_flags & M_PKTHDR) != 0);
		for (rest = m->m_next; rest != NULL; rest = rest->m_next)
			assert_true((rest->m_flags & M_PKTHDR) == 0);
		check(m, 0, (unsigned)len);
		rest = m_split(m, cut, M_WAIT);
		if (cut < len) {
			check(m, 0, (unsigned)cut);
			check(rest, (unsigned)cut, (unsigned)(len - cut));
			m_cat(m, rest);
			m->m_pkthdr.len = len;
		} else {
			assert_null(rest);
		}
		check(m, 0, (unsigned)len);
		m_adj(m, cut);
		check(m, (unsigned)cut, (unsigned)(len - cut));
		m_freem(m);
		m = packet(len);
		m_adj(m, -cut);
		check(m, 0, (unsigned)(len - cut));
		m_adj(m, -MOST - 1);
		check(m, 0, 0);
		m_freem(m);
	}
	nothing_is_left();
}

static void
prepends(void **state)
{
	(void)state;
	for (unsigned turn = 0; turn < 300; turn++) {
		int len = 1 + (int)random_below(3000);
		int front = 1 + (int)random_below(turn % 2 == 0 ? 60 : MCLBYTES);
		struct mbuf *m = packet(len);

		m_adj(m, len / 2);
		M_PREPEND(m, front, M_WAIT);
		assert_non_null(m);
		assert_int_equal(m->m_pkthdr.len, len - len / 2 + front);
		assert_true(m->m_len >= front);
		assert_int_equal(m_length(m), m->m_pkthdr.len);
		m_adj(m, front);
		check(m, (unsigned)(len / 2), (unsigned)(len - len / 2));
		m_freem(m);
	}
	nothing_is_left();
}

/* What a prepended header holds is not initialised, unless it was packet data once. */
static void
prepended_space_is_uninitialised(void **state)
{
	struct mbuf *m = packet(10);

	(void)state;
	m = m_prepend(m, 40, M_WAIT);
	assert_uninit(m->m_data, 40);
	assert_true(m_leadingspace(m) > 0);
	m_freem(m);
	nothing_is_left();
}

static void
copyback(void **state)
{
	static unsigned char model[2 * MOST], model_shad[2 * MOST], bytes[MOST];
	char *from = kmem_alloc(MOST, KM_SLEEP);

	(void)state;
	for (unsigned turn = 0; turn < 200; turn++) {
		int len = 1 + (int)random_below(4000), total = len;
		struct mbuf *m = packet(len);

		for (int i = 0; i < len; i++) {
			model[i] = byte_at((unsigned)i);
			model_shad[i] = shad_at((unsigned)i);
		}
		for (unsigned k = 0; k < 4; k++) {
			int off = (int)random_below((uint32_t)total + 300);
			int n = (int)random_below(2000);

			for (int i = 0; i < n; i++) {
				bytes[i] = (unsigned char)random_next();
				from[i] = (char)bytes[i];
				kmsan_mark(from + i, 1, (bytes[i] & 1) != 0 ? 0xff : 0);
			}
			m_copyback(m, off, n, from);
			for (; total < off + n; total++)
				model[total] = model_shad[total] = 0;
			for (int i = 0; i < n; i++) {
				model[off + i] = bytes[i];
				model_shad[off + i] = (bytes[i] & 1) != 0 ? 0xff : 0;
			}
		}
		assert_int_equal(m_length(m), total);
		assert_int_equal(m->m_pkthdr.len, total);
		for (int i = 0; i < total; i++) {
			int at;
			struct mbuf *in = m_getptr(m, i, &at);

			assert_int_equal((unsigned char)in->m_data[at], model[i]);
			assert_int_equal(*kmsan_port_shad(in->m_data + at), model_shad[i]);
		}
		m_freem(m);
	}
	kmem_free(from, MOST);
	nothing_is_left();
}

static unsigned freed;

static void
own_free(struct mbuf *m, void *buf, size_t size, void *arg)
{
	assert_null(m);
	assert_int_equal(size, 3000);
	assert_ptr_equal(arg, &freed);
	kmem_free(buf, size);
	freed++;
}

static void
count_free(struct mbuf *m, void *buf, size_t size, void *arg)
{
	(void)m;
	(void)buf;
	(void)size;
	(void)arg;
	freed++;
}

static void
external_storage(void **state)
{
	struct mbuf *m = m_gethdr(M_WAIT, MT_DATA), *a, *b;
	char *buf = kmem_zalloc(3000, KM_SLEEP);

	(void)state;
	freed = 0;
	MEXTADD(m, buf, 3000, M_DEVBUF, own_free, &freed);
	assert_ptr_equal(m->m_data, buf);
	fill(m, 0, 3000);
	m->m_pkthdr.len = 3000;
	assert_false(M_READONLY(m));
	a = m_copym(m, 0, M_COPYALL, M_WAIT);
	b = m_copym(a, 100, 200, M_WAIT);
	assert_true(M_READONLY(m) && M_READONLY(a) && M_READONLY(b));
	assert_int_equal(M_LEADINGSPACE(b), 0);
	assert_int_equal(M_TRAILINGSPACE(b), 0);
	m_freem(m);
	m_freem(a);
	assert_int_equal(freed, 0);
	check(b, 100, 200);
	assert_false(M_READONLY(b));
	assert_int_equal(M_LEADINGSPACE(b), 100);
	m_freem(b);
	assert_int_equal(freed, 1);
	/* Without a function: malloc(9)'s. */
	m = m_get(M_WAIT, MT_DATA);
	buf = malloc(100, M_TEMP, M_WAITOK);
	m_extadd(m, buf, 100, NULL, NULL, M_WAIT);
	m_free(m);
	assert_stops("is already freed\n", free(buf, M_TEMP));
	kmsan_test_console_reset();
	nothing_is_left();
}

static void
misuse(void **state)
{
	struct mbuf *m = packet(1000);
	char buf[8];

	(void)state;
	assert_stops("m_copym: offset -1, length 5: negative\n", m_copym(m, -1, 5, M_WAIT));
	assert_stops("m_copym: offset 990, length 11: the chain has 1000 bytes\n",
	    m_copym(m, 990, 11, M_WAIT));
	assert_stops("m_copydata: offset 995, length 8: the chain has 1000 bytes\n",
	    m_copydata(m, 995, 8, buf));
	assert_stops("m_copydata: offset 3, length -2: negative\n", m_copydata(m, 3, -2, buf));
	assert_stops("m_copyback: offset -3, length 1: negative\n", m_copyback(m, -3, 1, buf));
	assert_stops("m_pullup: length -1: negative\n", m_pullup(m, -1));
	assert_stops("m_prepend: length -1: negative\n", m_prepend(m, -1, M_WAIT));
	assert_stops("m_split: length -1: negative\n", m_split(m, -1, M_WAIT));
	assert_stops("m_get: type MT_FREE\n", m_get(M_WAIT, MT_FREE));
	assert_stops("m_copyback: offset 2147483640, length 8: no chain is that long\n",
	    m_copyback(m, INT32_MAX - 7, 8, buf));
	assert_stops("m_copym: offset 2147483647, length 2147483647: the chain has 1000 bytes\n",
	    m_copym(m, INT32_MAX, INT32_MAX, M_WAIT));
	assert_stops("m_dup: offset 1001, length 1000000000: the chain has 1000 bytes\n",
	    m_dup(m, 1001, M_COPYALL, M_WAIT));
	assert_stops("m_align: -1 bytes in an mbuf of ", m_align(m, -1));
	assert_stops("was not allocated by any allocator\n", m_free((struct mbuf *)(void *)buf));
	assert_stops("m_free: the pointer is NULL\n", m_free(NULL));
	check(m, 0, 1000);
	kmsan_intr_enter();
	assert_stops("m_get: may sleep, at interrupt level (M_WAIT)\n", m_get(M_WAIT, MT_DATA));
	kmsan_intr_leave();
	m_freem(m);
	assert_stops("m_freem: ", m_freem(m));
	assert_said(" is already freed\n");
	assert_said("  Freed by m_freem at:\n");
	m = get(MT_DATA);
	m_clget(m, M_WAIT);
	assert_stops("has external storage already\n", m_clget(m, M_WAIT));
	assert_stops("m_extadd: mbuf ", m_extadd(m, buf, sizeof(buf), own_free, NULL, M_DONTWAIT));
	{
		struct mbuf *n = get(MT_DATA);

		assert_stops("m_extadd: the pointer is NULL\n",
		    m_extadd(n, NULL, 8, own_free, NULL, M_DONTWAIT));
		assert_stops("m_extadd: size 18446744073709551615 is negative or more than m_len "
			     "can say\n",
		    m_extadd(n, buf, SIZE_MAX, own_free, NULL, M_DONTWAIT));
		m_free(n);
	}
	assert_stops("is 8 bytes inside an object of 512 bytes\n",
	    m_free((struct mbuf *)(void *)((char *)m + 8)));
	assert_stops("is an object of pool mclpl, not of pool mbpl\n",
	    m_free((struct mbuf *)(void *)m->m_data));
	m_free(m);
	/* Too long for one mbuf, or than the chain: the chain is freed. */
	m = packet(5000);
	assert_null(m_pullup(m, MCLBYTES + 1));
	m = packet(50);
	assert_null(m_pullup(m, 51));
	kmsan_test_console_reset();
	nothing_is_left();
}

/* No memory at any point: NULL, nothing lost, and the chain as its function says. */
static void
no_memory(void **state)
{
	(void)state;
	for (unsigned limit = 1; limit < 40; limit++) {
		struct mbuf *m = packet(6000), *copy;

		pool_cache_invalidate(mb_cache);
		pool_cache_sethardlimit(
		    mb_cache, (int)(mb_cache->pc_pool.pr_nout + limit - 1), NULL, 0);
		copy = m_dup(m, 0, M_COPYALL, M_DONTWAIT);
		if (copy != NULL)
			check(copy, 0, 6000);
		m_freem(copy);
		check(m, 0, 6000);
		pool_cache_invalidate(mb_cache);
		m = m_prepend(m, 100, M_DONTWAIT);
		if (m != NULL)
			assert_int_equal(m_length(m), 6100);
		m_freem(m);
		pool_cache_sethardlimit(mb_cache, -1, NULL, 0);
		nothing_is_left();
	}
}

/*
 * There is a cluster, and no memory for the count of its users: the cluster is not lost. To come
 * so far, all memory is used up, and then all counts.
 */
static void
no_memory_for_the_count(void **state)
{
	enum { MBUFS = 6000, PAGES = 8000 };
	static struct mbuf *m[MBUFS];
	static void *page[PAGES];
	char buf[8];
	size_t n = 0, i = 0;

	(void)state;
	for (unsigned j = 0; j < MBUFS; j++)
		m[j] = m_get(M_WAIT, MT_DATA);
	/* A cluster stays in this lwp's magazine. */
	m_clget(m[0], M_WAIT);
	m_free(m[0]);
	m[0] = m_get(M_WAIT, MT_DATA);
	kmsan_test_pages_fail_all(true);
	while (n < PAGES && (page[n] = kmem_alloc(4096, KM_NOSLEEP)) != NULL)
		n++;
	assert_true(n < PAGES);
	freed = 0;
	do
		m_extadd(m[i], buf, sizeof(buf), count_free, NULL, M_DONTWAIT);
	while ((m[i]->m_flags & M_EXT) != 0 && ++i < MBUFS);
	assert_true(i < MBUFS);
	m_clget(m[i], M_DONTWAIT);
	assert_int_equal(m[i]->m_flags & M_EXT, 0);
	kmsan_test_pages_fail_all(false);
	while (n > 0)
		kmem_free(page[--n], 4096);
	for (unsigned j = 0; j < MBUFS; j++)
		m_free(m[j]);
	assert_int_equal(freed, i);
	nothing_is_left();
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    alloc_test(marks),
	    alloc_test(names),
	    alloc_test(copies),
	    alloc_test(shapes),
	    alloc_test(prepends),
	    alloc_test(prepended_space_is_uninitialised),
	    alloc_test(copyback),
	    alloc_test(external_storage),
	    alloc_test(misuse),
	    alloc_test(no_memory),
	    alloc_test(no_memory_for_the_count),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
