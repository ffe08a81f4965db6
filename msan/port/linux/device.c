/* SPDX-License-Identifier: BSD-2-Clause */

/* A device: a thread that has nothing of the kernel's but bus addresses and a doorbell. */

#include <pthread.h>
#include <signal.h>
#include <stdatomic.h>
#include <string.h>
#include <sys/eventfd.h>
#include <unistd.h>

#include <kmsan/bus_dma.h>
#include <kmsan/hooks.h>
#include <kmsan/host.h>
#include <kmsan/kmem.h>
#include <kmsan/kmsan.h>
#include <kmsan/port.h>

#include "rawsys.h"

struct kmsan_device {
	void (*run)(struct kmsan_device *, void *);
	void *arg;
	pthread_t thread;
	int bell; /* an eventfd: it can be rung in an interrupt */
	atomic_bool stopping;
};

static void *
device_main(void *arg)
{
	struct kmsan_device *device = arg;

	kmsan_init_arg(2 * sizeof(uint64_t));
	device->run(device, device->arg);
	return NULL;
}

struct kmsan_device *
kmsan_device_start(void (*run)(struct kmsan_device *, void *), void *arg)
{
	struct kmsan_device *device = kmem_zalloc(sizeof(*device), KM_SLEEP);
	sigset_t all, old;
	int error = -1;

	device->run = run;
	device->arg = arg;
	device->bell = eventfd(0, EFD_CLOEXEC);
	if (device->bell >= 0) {
		/* Interrupts are for processors. */
		sigfillset(&all);
		pthread_sigmask(SIG_SETMASK, &all, &old);
		error = pthread_create(&device->thread, NULL, device_main, device);
		pthread_sigmask(SIG_SETMASK, &old, NULL);
	}
	if (error == 0)
		return device;
	if (device->bell >= 0)
		close(device->bell);
	kmem_free(device, sizeof(*device));
	return NULL;
}

void
kmsan_device_ring(struct kmsan_device *device)
{
	uint64_t one = 1;

	KMSAN_SYS(SYS_write, device->bell, &one, sizeof(one), 0);
}

bool
kmsan_device_wait(struct kmsan_device *device)
{
	uint64_t rung;

	KMSAN_SYS(SYS_read, device->bell, &rung, sizeof(rung), 0);
	return !atomic_load(&device->stopping);
}

void
kmsan_device_stop(struct kmsan_device *device)
{
	atomic_store(&device->stopping, true);
	kmsan_device_ring(device);
	pthread_join(device->thread, NULL);
	close(device->bell);
	kmem_free(device, sizeof(*device));
}

/*
 * Memory as the device sees it, page by page. Its shadow is not the device's business: what it
 * wrote counts when the driver says so, with bus_dmamap_sync().
 */
static int
transfer(bus_addr_t address, char *own, size_t size, bool to_memory)
{
	bus_dma_tag_t tag = kmsan_bus_dma_tag();

	while (size > 0) {
		size_t left_in_page = KMSAN_PAGE_SIZE - address % KMSAN_PAGE_SIZE;
		size_t n = size < left_in_page ? size : left_in_page;
		char *memory = tag->ops->address(tag->cookie, address, n);

		if (memory == NULL)
			return KMSAN_EFAULT;
		if (kmsan_port_copy(to_memory ? memory : own, to_memory ? own : memory, n,
			KMSAN_COPY_ANY) != 0)
			return KMSAN_EFAULT;
		address += n;
		own += n;
		size -= n;
	}
	return 0;
}

int
kmsan_device_read(bus_addr_t from, void *to, size_t size)
{
	int error = transfer(from, to, size, false);

	if (error == 0)
		kmsan_mark(to, size, KMSAN_STATE_INITED);
	return error;
}

int
kmsan_device_write(bus_addr_t to, const void *from, size_t size)
{
	return transfer(to, (char *)(uintptr_t)from, size, true);
}
