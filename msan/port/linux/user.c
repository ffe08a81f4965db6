/* SPDX-License-Identifier: BSD-2-Clause */

/* Memory that stands for a process's: one reserved range, so that an address tells. */

#include <errno.h>
#include <sys/mman.h>

#include <kmsan/host.h>
#include <kmsan/kmsan.h>
#include <kmsan/port.h>

#include "linux.h"
#include "rawsys.h"

#define USER_SIZE ((size_t)1 << 40)

static uintptr_t user_base, user_next;
static struct kmsan_lock user_lock;

bool
kmsan_linux_is_user(uintptr_t addr, size_t size)
{
	uintptr_t base = __atomic_load_n(&user_base, __ATOMIC_ACQUIRE);

	return base != 0 && addr - base < USER_SIZE && size <= USER_SIZE - (addr - base);
}

static bool
failed(long result)
{
	return result < 0 && result > -4096;
}

static bool
reserve(void)
{
	long got;

	if (user_base != 0)
		return true;
	got = kmsan_sys6(SYS_mmap, 0, USER_SIZE, PROT_NONE,
	    MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, (uintptr_t)-1, 0);
	if (failed(got))
		return false;
	/* gdb's gcore would write all of it out as zeroes. */
	KMSAN_SYS(SYS_madvise, got, USER_SIZE, MADV_DONTDUMP, 0);
	user_next = (uintptr_t)got + KMSAN_PAGE_SIZE;
	__atomic_store_n(&user_base, (uintptr_t)got, __ATOMIC_RELEASE);
	return true;
}

/* Addresses are not used again: a stale user pointer stays EFAULT. */
void *
kmsan_user_alloc(size_t size)
{
	size_t whole = (size + KMSAN_PAGE_SIZE - 1) & ~(size_t)(KMSAN_PAGE_SIZE - 1);
	uintptr_t at = 0;

	if (size == 0 || whole < size)
		return NULL;
	kmsan_port_lock(&user_lock);
	if (reserve() && whole + KMSAN_PAGE_SIZE <= user_base + USER_SIZE - user_next) {
		at = user_next;
		/* A page without access behind each: running over the end is EFAULT. */
		user_next += whole + KMSAN_PAGE_SIZE;
	}
	kmsan_port_unlock(&user_lock);
	if (at == 0 || failed(KMSAN_SYS(SYS_mprotect, at, whole, PROT_READ | PROT_WRITE, 0)))
		return NULL;
	KMSAN_SYS(SYS_madvise, at, whole, MADV_DODUMP, 0);
	return (void *)at;
}

void
kmsan_user_free(void *addr, size_t size)
{
	size_t whole = (size + KMSAN_PAGE_SIZE - 1) & ~(size_t)(KMSAN_PAGE_SIZE - 1);

	if (addr == NULL)
		return;
	KMSAN_SYS(SYS_madvise, addr, whole, MADV_DONTNEED, 0);
	KMSAN_SYS(SYS_mprotect, addr, whole, PROT_NONE, 0);
	kmsan_mark(addr, whole, KMSAN_STATE_INITED);
}
