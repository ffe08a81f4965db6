/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The rest of the world: console, stop, copies that fault, clock, and what a program's images and
 * symbols are.
 */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <link.h>
#include <pthread.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "testport.h"

#define CONSOLE_SIZE ((size_t)1 << 20)

__thread struct kmsan_test_stop *kmsan_test_stop;
int (*kmsan_test_image_hook)(uintptr_t, struct kmsan_image *);
size_t (*kmsan_test_symbol_hook)(const struct kmsan_symbol_query *, struct kmsan_frame *, size_t);
size_t (*kmsan_test_unwind_hook)(uintptr_t, uintptr_t *, uint8_t *, size_t);
uint64_t (*kmsan_test_clock_hook)(void);

static pthread_mutex_t console_mutex = PTHREAD_MUTEX_INITIALIZER;
static char console[CONSOLE_SIZE + 1];
static size_t console_length;
static uintptr_t fault_start;
static size_t fault_size;

void
kmsan_port_console(const char *text, size_t size)
{
	pthread_mutex_lock(&console_mutex);
	if (size > CONSOLE_SIZE - console_length)
		size = CONSOLE_SIZE - console_length;
	memcpy(console + console_length, text, size);
	console_length += size;
	console[console_length] = '\0';
	pthread_mutex_unlock(&console_mutex);
}

const char *
kmsan_test_console(void)
{
	return console;
}

void
kmsan_test_console_reset(void)
{
	pthread_mutex_lock(&console_mutex);
	console_length = 0;
	console[0] = '\0';
	pthread_mutex_unlock(&console_mutex);
}

void
kmsan_test_reset(void)
{
	kmsan_test_pages_fail_at(0);
	kmsan_test_pages_fail_from(0);
	kmsan_test_pages_fail_all(false);
	kmsan_test_console_reset();
	kmsan_test_wait_hook = NULL;
	kmsan_test_fault(NULL, 0);
	kmsan_test_image_hook = NULL;
	kmsan_test_symbol_hook = NULL;
	kmsan_test_unwind_hook = NULL;
	kmsan_test_clock_hook = NULL;
	memset(kmsan_test_arena.dummy, 0, KMSAN_TEST_DUMMY);
}

_Noreturn void
kmsan_port_stop(int status)
{
	struct kmsan_test_stop *stop = kmsan_test_stop;

	if (stop == NULL) {
		fprintf(stderr, "test port: stopped with status %d:\n%s", status, console);
		abort();
	}
	stop->status = status;
	siglongjmp(stop->jump, 1);
}

size_t
kmsan_port_unwind(uintptr_t first, uintptr_t *pcs, uint8_t *flags, size_t max)
{
	if (kmsan_test_unwind_hook != NULL)
		return kmsan_test_unwind_hook(first, pcs, flags, max);
	if (max == 0)
		return 0;
	pcs[0] = first != 0 ? first : KMSAN_RET_ADDR;
	if (flags != NULL)
		flags[0] = 0;
	return 1;
}

struct image_search {
	uintptr_t addr;
	struct kmsan_image *image;
};

static int
image_visit(struct dl_phdr_info *info, size_t size, void *arg)
{
	struct image_search *search = arg;
	uintptr_t lo = UINTPTR_MAX, hi = 0;

	(void)size;
	for (unsigned i = 0; i < info->dlpi_phnum; i++) {
		const ElfW(Phdr) *ph = &info->dlpi_phdr[i];
		uintptr_t start = info->dlpi_addr + ph->p_vaddr;

		if (ph->p_type != PT_LOAD || (ph->p_flags & PF_W) != 0)
			continue;
		lo = start < lo ? start : lo;
		hi = start + ph->p_memsz > hi ? start + ph->p_memsz : hi;
	}
	if (search->addr < lo || search->addr >= hi)
		return 0;
	*search->image = (struct kmsan_image){
	    .lo = lo,
	    .hi = hi,
	    .base = info->dlpi_addr,
	    .path = info->dlpi_name[0] != '\0' ? info->dlpi_name : "/proc/self/exe",
	};
	return 1;
}

int
kmsan_port_image(uintptr_t addr, struct kmsan_image *image)
{
	struct image_search search = {addr, image};

	if (kmsan_test_image_hook != NULL)
		return kmsan_test_image_hook(addr, image);
	return dl_iterate_phdr(image_visit, &search) == 1 ? 0 : -1;
}

size_t
kmsan_port_symbol(const struct kmsan_symbol_query *query, struct kmsan_frame *frames, size_t max)
{
	Dl_info info;

	if (kmsan_test_symbol_hook != NULL)
		return kmsan_test_symbol_hook(query, frames, max);
	/* Only what is exported has a name here: file and line are the business of other tests. */
	if (max == 0 || query->pc == 0 || query->what == KMSAN_SYMBOL_VARIABLE ||
	    dladdr((void *)query->pc, &info) == 0 || info.dli_sname == NULL)
		return 0;
	memset(&frames[0], 0, sizeof(frames[0]));
	snprintf(frames[0].function, sizeof(frames[0].function), "%s", info.dli_sname);
	frames[0].offset = query->pc - (uintptr_t)info.dli_saddr;
	return 1;
}

void
kmsan_test_fault(const void *addr, size_t size)
{
	fault_start = (uintptr_t)addr;
	fault_size = size;
}

/* How many bytes of the range lie in front of the first that faults. */
static size_t
before_fault(uintptr_t addr, size_t size)
{
	if (addr < KMSAN_PAGE_SIZE)
		return 0;
	if (fault_size == 0 || addr >= fault_start + fault_size || addr + size <= fault_start)
		return size;
	return addr >= fault_start ? 0 : fault_start - addr;
}

static size_t
compare_and_swap(void *uaddr, void *values, size_t size)
{
	uint32_t *v4 = values;
	uint64_t *v8 = values;

	if (before_fault((uintptr_t)uaddr, size) < size)
		return size;
	if (size == 4)
		__atomic_compare_exchange_n(
		    (uint32_t *)uaddr, v4, v4[1], false, __ATOMIC_SEQ_CST, __ATOMIC_SEQ_CST);
	else
		__atomic_compare_exchange_n(
		    (uint64_t *)uaddr, v8, v8[1], false, __ATOMIC_SEQ_CST, __ATOMIC_SEQ_CST);
	return 0;
}

size_t
kmsan_port_copy(void *dst, const void *src, size_t size, enum kmsan_copy_dir dir)
{
	size_t n = size, m;

	if (dir == KMSAN_COPY_USER_CAS)
		return compare_and_swap(dst, (void *)(uintptr_t)src, size);
	m = before_fault((uintptr_t)dst, size);
	n = m < n ? m : n;
	m = before_fault((uintptr_t)src, size);
	n = m < n ? m : n;
	if (n > 0)
		memmove(dst, src, n);
	return size - n;
}

uint64_t
kmsan_port_clock(void)
{
	struct timespec now;

	if (kmsan_test_clock_hook != NULL)
		return kmsan_test_clock_hook();
	clock_gettime(CLOCK_MONOTONIC, &now);
	return (uint64_t)now.tv_sec * 1000000000 + (uint64_t)now.tv_nsec;
}
