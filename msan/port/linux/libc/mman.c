/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Mappings. Fresh pages are initialised, also where something else lay before: marks would
 * outlive it. The plain names are taken over as well (plain.c says how), for the mappings that
 * libraries make and hand out; libc's own calls do not come here.
 *
 * A program may name an address. One in the runtime's shadow would be taken away from it, and one
 * without a shadow would fault at the first access: ENOMEM, as when the range is occupied.
 */
#include "libc.h"
#include "../rawsys.h"
#include "plain.h"
#include <errno.h>
#include <kmsan/port.h>
#include <sys/mman.h>
#include <unistd.h>
#include <linux.h>
#include <port_inline.h>

#define PLAIN __attribute__((weak, section("kmsan_plain"), noinline))

PLAIN void *kmsan_plain_mmap(void *at, size_t size, int prot, int flags, int fd, off_t offset);
PLAIN void *kmsan_plain_mmap64(void *at, size_t size, int prot, int flags, int fd, off_t offset);
PLAIN void *kmsan_plain_mremap(void *old, size_t old_size, size_t size, int flags, ...);

static void *
result(long r)
{
	if (r < 0 && r >= -4095) {
		errno = (int)-r;
		return MAP_FAILED;
	}
	return (void *)r;
}

static bool
is_refused(void *at, size_t size, bool fixed)
{
	if (!fixed || !kmsan_linux_shadow_ready || kmsan_port_shadowed(at, size))
		return false;
	errno = ENOMEM;
	return true;
}

static void *
map(void *at, size_t size, int prot, int flags, int fd, off_t offset)
{
	void *p;

	if (is_refused(at, size, (flags & (MAP_FIXED | MAP_FIXED_NOREPLACE)) != 0))
		return MAP_FAILED;
	p = result(kmsan_sys6(SYS_mmap, (uintptr_t)at, size, (uintptr_t)prot, (uintptr_t)flags,
	    (uintptr_t)fd, (uintptr_t)offset));
	if (p != MAP_FAILED && kmsan_linux_shadow_ready)
		libc_out(p, size);
	return p;
}

PLAIN void *
kmsan_plain_mmap(void *at, size_t size, int prot, int flags, int fd, off_t offset)
{
	return map(at, size, prot, flags, fd, offset);
}

PLAIN void *
kmsan_plain_mmap64(void *at, size_t size, int prot, int flags, int fd, off_t offset)
{
	return map(at, size, prot, flags, fd, offset);
}

WRAP(void *, mmap, (void *at, size_t size, int prot, int flags, int fd, off_t offset))
{
	return map(at, size, prot, flags, fd, offset);
}
ALIAS(mmap64, mmap);

static void *
sys_mremap(void *old, size_t old_size, size_t size, int flags, void *at)
{
	return result(kmsan_sys6(
	    SYS_mremap, (uintptr_t)old, old_size, size, (uintptr_t)flags, (uintptr_t)at, 0));
}

/*
 * Kept pages take their marks along. The marks have to be read while the old place is still the
 * caller's: so the mapping moves to a place that is reserved for it first.
 */
static void *
move_marked(void *old, size_t old_size, size_t size, uintptr_t pc)
{
	void *p = map(NULL, size, PROT_NONE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
	void *r;
	int saved;

	if (p == MAP_FAILED)
		return p;
	libc_copied(p, old, old_size < size ? old_size : size, pc);
	r = sys_mremap(old, old_size, size, MREMAP_MAYMOVE | MREMAP_FIXED, p);
	if (r == MAP_FAILED) {
		saved = errno;
		KMSAN_SYS(SYS_munmap, p, size, 0, 0);
		errno = saved;
	}
	return r;
}

/* The new address is given, or the old pages stay: as the kernel does it, marks alongside. */
static void *
move_specially(void *old, size_t old_size, size_t size, int flags, void *at, uintptr_t pc)
{
	size_t kept = old_size < size ? old_size : size;
	bool fixed = (flags & MREMAP_FIXED) != 0;
	void *p;

	if (is_refused(at, size, fixed))
		return MAP_FAILED;
	if (fixed) {
		libc_out(at, size);
		libc_copied(at, old, kept, pc);
	}
	p = sys_mremap(old, old_size, size, flags, at);
	if (p == MAP_FAILED)
		return p;
	if (!fixed) {
		libc_out(p, size);
		libc_copied(p, old, kept, pc);
	}
	if ((flags & MREMAP_DONTUNMAP) != 0)
		libc_out(old, old_size); /* zeroes now */
	return p;
}

static void *
remap(void *old, size_t old_size, size_t size, int flags, void *at, uintptr_t pc)
{
	void *p;

	if (!kmsan_linux_shadow_ready)
		return sys_mremap(old, old_size, size, flags, at);
	if (old_size == 0 || (flags & ~MREMAP_MAYMOVE) != 0)
		return move_specially(old, old_size, size, flags, at, pc);
	p = sys_mremap(old, old_size, size, 0, NULL);
	if (p == MAP_FAILED && errno == ENOMEM && (flags & MREMAP_MAYMOVE) != 0) {
		if (kmsan_test(old, old_size < size ? old_size : size) >= 0)
			return move_marked(old, old_size, size, pc);
		p = sys_mremap(old, old_size, size, MREMAP_MAYMOVE, NULL);
		if (p != MAP_FAILED)
			libc_out(p, size);
		return p;
	}
	if (p != MAP_FAILED && size > old_size)
		libc_out((char *)p + old_size, size - old_size);
	return p;
}

/* libc also fetches the new address when no flag asks for it. */
PLAIN void *
kmsan_plain_mremap(void *old, size_t old_size, size_t size, int flags, ...)
{
	va_list ap;
	void *at;

	va_start(ap, flags);
	at = va_arg(ap, void *);
	va_end(ap);
	return remap(old, old_size, size, flags, at, KMSAN_RET_ADDR);
}

WRAP(void *, mremap, (void *old, size_t old_size, size_t size, int flags, ...))
{
	va_list ap;
	void *at;

	va_start(ap, flags);
	at = va_arg(ap, void *);
	va_end(ap);
	return remap(old, old_size, size, flags, at, KMSAN_RET_ADDR);
}

/*
 * While it is still the caller's: libc's own mappings of later do not come here, and what lies in
 * them, a thread's stack or a locale, must not bear marks.
 */
FN(int, munmap, (void *at, size_t size), (at, size), OUT(at, size), NOTHING);

/* What is there afterwards is zeroes, or the file's. MADV_FREE may also leave what was there. */
FN(int, madvise, (void *at, size_t size, int advice), (at, size, advice), NOTHING,
    OUT_IF(r == 0 && (advice == MADV_DONTNEED || advice == MADV_REMOVE), at, size));

FN(int, mincore, (void *at, size_t size, unsigned char *out), (at, size, out), NOTHING,
    OUT_IF(r == 0, out, (size + KMSAN_PAGE_SIZE - 1) / KMSAN_PAGE_SIZE));
FN(int, memfd_create, (const char *name, unsigned flags), (name, flags), IN_STR(1, name), NOTHING);
FN(int, shm_open, (const char *name, int flags, mode_t mode), (name, flags, mode), IN_STR(1, name),
    NOTHING);
FN(int, shm_unlink, (const char *name), (name), IN_STR(1, name), NOTHING);

/* r: where the new memory starts. */
FN(void *, sbrk, (intptr_t more), (more), NOTHING,
    OUT_IF(r != (void *)-1 && more > 0, r, (size_t)more));

WRAP(int, brk, (void *end))
{
	char *old = sbrk(0);
	int r = brk(end);

	OUT_IF(r == 0 && (char *)end > old, old, (size_t)((char *)end - old));
	return r;
}
