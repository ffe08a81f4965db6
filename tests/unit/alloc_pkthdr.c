/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * mbuf(9): packet headers that are copied or moved from one mbuf to another, with their marks.
 */
#define _GNU_SOURCE
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <kmsan/mbuf.h>

#include "alloc_test.h"

/* A header of which one member was never written. */
static struct mbuf *
packet(void)
{
	struct mbuf *m = m_gethdr(M_WAIT, MT_DATA);

	m->m_flags |= M_BCAST | M_PROTO1;
	m->m_pkthdr.len = 1234;
	m->m_pkthdr.csum_data = 77;
	m->m_pkthdr.flowid = 5;
	kmsan_mark(&m->m_pkthdr, sizeof(m->m_pkthdr), KMSAN_STATE_INITED);
	kmsan_mark(&m->m_pkthdr.flowid, sizeof(m->m_pkthdr.flowid), KMSAN_STATE_UNINIT);
	return m;
}

/* What is the link's or the packet's goes along; what is the protocol's own does not. */
static void
check(struct mbuf *to, int ext)
{
	assert_int_equal(to->m_flags, M_PKTHDR | M_BCAST | ext);
	assert_inited(&to->m_flags, sizeof(to->m_flags));
	assert_int_equal(to->m_pkthdr.len, 1234);
	assert_int_equal(to->m_pkthdr.csum_data, 77);
	assert_int_equal(to->m_pkthdr.flowid, 5);
	assert_inited(&to->m_pkthdr, offsetof(struct pkthdr, flowid));
	assert_uninit(&to->m_pkthdr.flowid, sizeof(to->m_pkthdr.flowid));
}

static void
copied(void **state)
{
	struct mbuf *from = packet(), *to = m_get(M_WAIT, MT_DATA),
		    *cluster = m_getcl(M_WAIT, MT_DATA, 0);
	char *data = cluster->m_data;
	int ext = cluster->m_flags & (M_EXT | M_EXT_CLUSTER);

	(void)state;
	assert_int_not_equal(ext, 0);
	m_copy_pkthdr(to, from);
	check(to, 0);
	/* The data of an mbuf without storage of its own begin behind the header that it has now. */
	assert_ptr_equal(to->m_data, to->m_pktdat);
	m_copy_pkthdr(cluster, from);
	check(cluster, ext);
	assert_ptr_equal(cluster->m_data, data);
	assert_int_equal(from->m_flags, M_PKTHDR | M_BCAST | M_PROTO1);
	m_freem(from);
	m_freem(to);
	m_freem(cluster);
}

static void
moved(void **state)
{
	struct mbuf *from = packet(), *to = m_get(M_WAIT, MT_DATA);

	(void)state;
	m_move_pkthdr(to, from);
	check(to, 0);
	assert_ptr_equal(to->m_data, to->m_pktdat);
	assert_int_equal(from->m_flags, M_BCAST | M_PROTO1);
	m_freem(from);
	m_freem(to);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {alloc_test(copied), alloc_test(moved)};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
