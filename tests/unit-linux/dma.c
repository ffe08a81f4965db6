/* SPDX-License-Identifier: BSD-2-Clause */
/* The host's bus: where memory lies for devices, and devices that use it. */
#define _GNU_SOURCE
#include <pthread.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <cmocka.h>

#include <kmsan/bus_dma.h>
#include <kmsan/host.h>
#include <kmsan/kmsan.h>
#include <kmsan/port.h>

#include "msan/port/linux/linux.h"

#define PAGE ((size_t)KMSAN_PAGE_SIZE)

static bus_dma_tag_t tag;
static char *memory;
static size_t memory_size = 64 * 4096;

static void
test_translate(void **state)
{
	bus_addr_t first = 0, address;
	size_t runs = 0;

	(void)state;
	for (size_t at = 0; at < memory_size; runs++) {
		size_t n =
		    tag->ops->translate(tag->cookie, memory + at, memory_size - at, &address);

		assert_true(n >= PAGE);
		assert_true(address >= (bus_addr_t)1 << 32);
		assert_true(address % PAGE == 0);
		/* The kernel's addresses are no good. */
		assert_true(address != (uintptr_t)memory + at);
		assert_ptr_equal(tag->ops->address(tag->cookie, address, n), memory + at);
		assert_ptr_equal(
		    tag->ops->address(tag->cookie, address + 7, n - 7), memory + at + 7);
		if (at == 0)
			first = address;
		at += n;
	}
	/* There is something to gather, and it is not all single pages. */
	assert_true(runs >= memory_size / PAGE / 4 && runs <= memory_size / PAGE / 4 + 1);
	/* The same another time. */
	assert_true(tag->ops->translate(tag->cookie, memory + 5, 1, &address) == 1);
	assert_true(address == first + 5);
}

static void
test_no_memory(void **state)
{
	char *gone = mmap(NULL, PAGE, PROT_READ, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
	bus_addr_t address;
	char byte;

	(void)state;
	/* cmocka has put its own handlers in place of those that copies need. */
	kmsan_linux_fault_start();
	assert_ptr_not_equal(gone, MAP_FAILED);
	assert_true(tag->ops->translate(tag->cookie, gone, 1, &address) == 1);
	assert_int_equal(kmsan_device_read(address, &byte, 1), 0);
	assert_int_equal(kmsan_device_write(address, &byte, 1), KMSAN_EFAULT);
	munmap(gone, PAGE);
	assert_true(tag->ops->translate(tag->cookie, gone, 1, &address) == 0);
	assert_true(tag->ops->translate(tag->cookie, NULL, 1, &address) == 0);
	assert_int_equal(kmsan_device_read(0x1000, &byte, 1), KMSAN_EFAULT);
	assert_int_equal(kmsan_device_read(UINT64_MAX - 8, &byte, 1), KMSAN_EFAULT);
	assert_null(tag->ops->address(tag->cookie, UINT64_MAX - 3, 8));
}

static void
test_alloc(void **state)
{
	static const struct {
		size_t size, alignment;
		bus_addr_t limit;
	} cases[] = {{1, 4096, UINT64_MAX}, {5 * 4096, 4096, UINT64_MAX}, {4096, 65536, UINT64_MAX},
	    {3 * 4096, 4096, 0xffffff}, {4096, 0x100000, 0xffffff}, {64 * 4096, 4096, 0xffffffff}};
	void *pages[6];
	bus_addr_t at[6];

	(void)state;
	for (unsigned i = 0; i < 6; i++) {
		pages[i] = tag->ops->alloc(
		    tag->cookie, cases[i].size, cases[i].alignment, cases[i].limit, &at[i]);
		assert_non_null(pages[i]);
		assert_true(at[i] % cases[i].alignment == 0 && at[i] > 0);
		assert_true(at[i] + cases[i].size - 1 <= cases[i].limit);
		assert_ptr_equal(tag->ops->address(tag->cookie, at[i], cases[i].size), pages[i]);
		for (unsigned j = 0; j < i; j++)
			assert_true(
			    at[i] >= at[j] + cases[j].size || at[j] >= at[i] + cases[i].size);
		memset(pages[i], 1, cases[i].size);
	}
	for (unsigned i = 0; i < 6; i++) {
		tag->ops->free(tag->cookie, pages[i], cases[i].size);
		assert_null(tag->ops->address(tag->cookie, at[i], 1));
	}
	/* A limit below all memory, and more than there is. */
	assert_null(tag->ops->alloc(tag->cookie, 4096, 4096, 0xfff, &at[0]));
	assert_null(tag->ops->alloc(tag->cookie, 0x1000000, 4096, 0xffffff, &at[0]));
	/* Freed memory is had again. */
	for (unsigned i = 0; i < 10000; i++) {
		pages[0] = tag->ops->alloc(tag->cookie, 8 * 4096, 4096, 0xffffff, &at[0]);
		assert_non_null(pages[0]);
		tag->ops->free(tag->cookie, pages[0], 8 * 4096);
	}
}

/* A device that adds 1 to every byte: command block of two words, address and size. */
struct adder {
	bus_addr_t command;
	unsigned runs;
};

static void
add_one(struct kmsan_device *device, void *arg)
{
	struct adder *adder = arg;

	while (kmsan_device_wait(device)) {
		uint64_t command[2];
		char bytes[256];

		assert_int_equal(kmsan_device_read(adder->command, command, sizeof(command)), 0);
		assert_int_equal(kmsan_device_read(command[0], bytes, command[1]), 0);
		for (size_t i = 0; i < command[1]; i++)
			bytes[i]++;
		assert_int_equal(kmsan_device_write(command[0], bytes, command[1]), 0);
		__atomic_add_fetch(&adder->runs, 1, __ATOMIC_RELEASE);
	}
}

static void
test_device(void **state)
{
	struct adder adder = {0, 0};
	bus_dma_segment_t seg;
	struct kmsan_device *device;
	uint64_t *command;
	bus_addr_t address;
	int n;

	(void)state;
	assert_int_equal(bus_dmamem_alloc(tag, 16, 0, 0, &seg, 1, &n, 0), 0);
	assert_int_equal(bus_dmamem_map(tag, &seg, 1, 16, (void **)&command, 0), 0);
	adder.command = seg.ds_addr;
	device = kmsan_device_start(add_one, &adder);
	assert_non_null(device);
	for (unsigned i = 0; i < 100; i++) {
		size_t at = i * 100;

		memset(memory + at, (int)i, 256);
		kmsan_mark(memory + at, 256, KMSAN_STATE_UNINIT);
		assert_true(tag->ops->translate(tag->cookie, memory + at, 256, &address) > 0);
		command[0] = address;
		command[1] = PAGE - at % PAGE < 256 ? PAGE - at % PAGE : 256;
		kmsan_device_ring(device);
		while (__atomic_load_n(&adder.runs, __ATOMIC_ACQUIRE) <= i)
			sched_yield();
		for (size_t j = 0; j < command[1]; j++)
			assert_int_equal(memory[at + j], i + 1);
		/* Not the device's business. */
		assert_int_equal(kmsan_test(memory + at, 256), 0);
	}
	kmsan_device_stop(device);
	bus_dmamem_free(tag, &seg, 1);
}

static int
set_up(void **state)
{
	(void)state;
	tag = kmsan_bus_dma_tag();
	memory = kmsan_port_pages(memory_size);
	return memory == NULL;
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(test_translate),
	    cmocka_unit_test(test_no_memory),
	    cmocka_unit_test(test_alloc),
	    cmocka_unit_test(test_device),
	};

	return cmocka_run_group_tests(tests, set_up, NULL);
}
