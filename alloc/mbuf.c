/* SPDX-License-Identifier: BSD-2-Clause */

/* mbufs and their external storage: from the pools and back. */

#include "alloc/mbuf.h"

#include <limits.h>
#include <string.h>

#include "alloc/malloc.h"
#include "alloc/misuse.h"
#include "alloc/pool_cache.h"

_Static_assert(sizeof(struct mbuf) == MSIZE, "headers and data are an mbuf");

/* Who shares what: small, and only for external storage. */
static struct pool_cache mb_store, mcl_store, ref_store;
pool_cache_t mb_cache = &mb_store, mcl_cache = &mcl_store;

static struct kmsan_lock lock;
static bool ready;

static void
caches_init(void)
{
	uintptr_t mask = lock_enter(&lock);

	if (!ready) {
		pool_cache_bootstrap(
		    &mb_store, MSIZE, 0, 0, 0, "mbpl", NULL, IPL_VM, NULL, NULL, NULL);
		mb_store.pc_pool.pr_giver = GIVER_M_GET;
		pool_cache_bootstrap(
		    &mcl_store, MCLBYTES, 0, 0, 0, "mclpl", NULL, IPL_VM, NULL, NULL, NULL);
		mcl_store.pc_pool.pr_giver = GIVER_M_GET;
		/* What leaks is a packet's: in which members of the mbuf its bytes lie helps nobody. */
		mb_store.pc_pool.pr_objtype = mcl_store.pc_pool.pr_objtype = "";
		pool_cache_bootstrap(&ref_store, sizeof(struct mbuf_ext_ref), 0, 0, 0, "mextpl",
		    NULL, IPL_VM, NULL, NULL, NULL);
	}
	__atomic_store_n(&ready, true, __ATOMIC_RELEASE);
	lock_leave(&lock, mask);
}

static int
pool_flags(int how, const char *who, uintptr_t pc)
{
	if (how == M_WAIT && kmsan_in_interrupt())
		kmsan_fatal(pc, "%s: may sleep, at interrupt level (M_WAIT)", who);
	return how == M_WAIT ? PR_WAITOK : PR_NOWAIT;
}

struct mbuf *
mbuf_new(int how, int type, int flags, const char *who, uintptr_t pc)
{
	struct mbuf *m;

	if (unlikely(!__atomic_load_n(&ready, __ATOMIC_ACQUIRE)))
		caches_init();
	if (type == MT_FREE)
		kmsan_fatal(pc, "%s: type MT_FREE", who);
	m = pool_cache_get_from(mb_cache, pool_flags(how, who, pc), who, pc);
	if (m == NULL)
		return NULL;
	m->m_hdr = (struct m_hdr){
	    .mh_data = (flags & M_PKTHDR) != 0 ? m->m_pktdat : m->m_dat,
	    .mh_flags = flags,
	    .mh_type = (short)type,
	};
	kmsan_mark(&m->m_hdr, sizeof(m->m_hdr), KMSAN_STATE_INITED);
	if ((flags & M_PKTHDR) != 0) {
		memset(&m->m_pkthdr, 0, sizeof(m->m_pkthdr));
		kmsan_mark(&m->m_pkthdr, sizeof(m->m_pkthdr), KMSAN_STATE_INITED);
	}
	return m;
}

struct mbuf *
m_get(int how, int type)
{
	return mbuf_new(how, type, 0, "m_get", KMSAN_RET_ADDR);
}

struct mbuf *
m_gethdr(int how, int type)
{
	return mbuf_new(how, type, M_PKTHDR, "m_gethdr", KMSAN_RET_ADDR);
}

/* False: no memory to count who shares the storage. */
static bool
ext_attach(struct mbuf *m, char *buf, size_t size,
    void (*ext_free)(struct mbuf *, void *, size_t, void *), void *arg, int flags, int how,
    const char *who, uintptr_t pc)
{
	struct mbuf_ext_ref *ref;

	ref = pool_cache_get_from(&ref_store, pool_flags(how, who, pc), who, pc);
	if (ref == NULL)
		return false;
	*ref = (struct mbuf_ext_ref){.refs = 1};
	kmsan_mark(ref, sizeof(*ref), KMSAN_STATE_INITED);
	m->m_ext = (struct mbuf_ext){
	    .ext_buf = buf,
	    .ext_size = size,
	    .ext_free = ext_free,
	    .ext_arg = arg,
	    .ext_ref = ref,
	};
	kmsan_mark(&m->m_ext, sizeof(m->m_ext), KMSAN_STATE_INITED);
	m->m_data = buf;
	m->m_flags = (m->m_flags & ~(M_EXT_CLUSTER | M_EXT_ROMAP)) | M_EXT | flags;
	return true;
}

static void
check_no_ext(const struct mbuf *m, const char *who, uintptr_t pc)
{
	if ((m->m_flags & M_EXT) != 0)
		kmsan_fatal(pc, "%s: mbuf %p has external storage already", who, (const void *)m);
}

void
mbuf_cluster(struct mbuf *m, int how, const char *who, uintptr_t pc)
{
	char *buf;

	check_no_ext(m, who, pc);
	buf = pool_cache_get_from(mcl_cache, pool_flags(how, who, pc), who, pc);
	if (buf == NULL)
		return;
	if (!ext_attach(m, buf, MCLBYTES, NULL, NULL, M_EXT_CLUSTER, how, who, pc))
		pool_cache_put_from(mcl_cache, buf, who, pc);
}

void
m_clget(struct mbuf *m, int how)
{
	mbuf_cluster(m, how, "m_clget", KMSAN_RET_ADDR);
}

struct mbuf *
m_getcl(int how, int type, int flags)
{
	uintptr_t pc = KMSAN_RET_ADDR;
	struct mbuf *m = mbuf_new(how, type, flags & M_PKTHDR, "m_getcl", pc);

	if (m == NULL)
		return NULL;
	mbuf_cluster(m, how, "m_getcl", pc);
	if ((m->m_flags & M_EXT) != 0)
		return m;
	mbuf_free(m, "m_getcl", pc);
	return NULL;
}

void
m_extadd(struct mbuf *m, void *buf, size_t size,
    void (*ext_free)(struct mbuf *, void *, size_t, void *), void *arg, int how)
{
	uintptr_t pc = KMSAN_RET_ADDR;

	check_no_ext(m, "m_extadd", pc);
	if (buf == NULL)
		kmsan_fatal(pc, "m_extadd: the pointer is NULL");
	if (size > INT_MAX)
		kmsan_fatal(pc, "m_extadd: size %zu is negative or more than m_len can say", size);
	ext_attach(m, buf, size, ext_free, arg, 0, how, "m_extadd", pc);
}

void
mbuf_share(struct mbuf *m, const struct mbuf *from)
{
	__atomic_fetch_add(&from->m_ext.ext_ref->refs, 1, __ATOMIC_RELAXED);
	m->m_ext = from->m_ext;
	kmsan_mark(&m->m_ext, sizeof(m->m_ext), KMSAN_STATE_INITED);
	m->m_flags |= from->m_flags & (M_EXT | M_EXT_CLUSTER | M_EXT_ROMAP);
	m->m_data = from->m_data;
}

/* The last user of external storage is going. */
static void
ext_free_last(struct mbuf *m, const struct mbuf_ext *ext, const char *who, uintptr_t pc)
{
	pool_cache_put_from(&ref_store, ext->ext_ref, who, pc);
	if ((m->m_flags & M_EXT_CLUSTER) != 0) {
		pool_cache_put_from(mcl_cache, ext->ext_buf, who, pc);
	} else if (ext->ext_free == NULL) {
		malloc_free_from(ext->ext_buf, who, pc);
	} else {
		kmsan_init_arg(4 * sizeof(uint64_t));
		ext->ext_free(NULL, ext->ext_buf, ext->ext_size, ext->ext_arg);
		kmsan_init_ret(sizeof(uint64_t));
	}
}

static void
ext_release(struct mbuf *m, const char *who, uintptr_t pc)
{
	struct mbuf_ext ext = m->m_ext;

	if (__atomic_fetch_sub(&ext.ext_ref->refs, 1, __ATOMIC_ACQ_REL) == 1)
		ext_free_last(m, &ext, who, pc);
}

struct mbuf *
mbuf_free(struct mbuf *m, const char *who, uintptr_t pc)
{
	struct mbuf *next;
	struct object o;

	/* Before anything of it is read: it may be freed already, or no mbuf. */
	misuse_check_free(m, FAMILY_POOL, &mb_store.pc_pool, who, pc, &o);
	next = m->m_next;
	if ((m->m_flags & M_EXT) != 0)
		ext_release(m, who, pc);
	pool_cache_put_from(mb_cache, m, who, pc);
	return next;
}

void
mbuf_free_chain(struct mbuf *m, const char *who, uintptr_t pc)
{
	while (m != NULL)
		m = mbuf_free(m, who, pc);
}

struct mbuf *
m_free(struct mbuf *m)
{
	return mbuf_free(m, "m_free", KMSAN_RET_ADDR);
}

void
m_freem(struct mbuf *m)
{
	mbuf_free_chain(m, "m_freem", KMSAN_RET_ADDR);
}

char *
mbuf_storage(const struct mbuf *m, int *size)
{
	if ((m->m_flags & M_EXT) != 0) {
		*size = (int)m->m_ext.ext_size;
		return m->m_ext.ext_buf;
	}
	if ((m->m_flags & M_PKTHDR) != 0) {
		*size = MHLEN;
		return (char *)(uintptr_t)m->m_pktdat;
	}
	*size = MLEN;
	return (char *)(uintptr_t)m->m_dat;
}

bool
m_readonly(const struct mbuf *m)
{
	return (m->m_flags & M_EXT) != 0 &&
	       ((m->m_flags & M_EXT_ROMAP) != 0 ||
		   __atomic_load_n(&m->m_ext.ext_ref->refs, __ATOMIC_RELAXED) > 1);
}

int
m_leadingspace(const struct mbuf *m)
{
	int size;

	return m_readonly(m) ? 0 : (int)(m->m_data - mbuf_storage(m, &size));
}

int
m_trailingspace(const struct mbuf *m)
{
	int size;
	char *start = mbuf_storage(m, &size);

	return m_readonly(m) ? 0 : (int)(start + size - (m->m_data + m->m_len));
}

void
m_align(struct mbuf *m, int len)
{
	int size;
	char *start = mbuf_storage(m, &size);

	if (len < 0 || len > size)
		kmsan_fatal(KMSAN_RET_ADDR, "m_align: %d bytes in an mbuf of %d", len, size);
	m->m_data = start + ((size_t)(size - len) & ~(sizeof(long) - 1));
}
