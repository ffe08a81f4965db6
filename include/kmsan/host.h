/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef KMSAN_HOST_H
#define KMSAN_HOST_H

/* The host's ends, for programs that run kernel code: memory of a process, disks, interfaces. */

#include <kmsan/types.h>

#ifdef __cplusplus
extern "C" {
#endif

/*
 * Memory that stands for a process's, zeroed and initialised, page-aligned, with a page without
 * access before and behind it. Size in bytes, > 0. NULL when there is none. Any other mapped
 * address is taken for user memory too, unless the option user_strict=1 is set.
 * Thread context.
 */
void *kmsan_user_alloc(size_t size);

/* Give it back, with the size of the allocation. Its addresses are EFAULT from then on. */
void kmsan_user_free(void *addr, size_t size);

/*
 * DISKS
 *
 * A disk is an image file of size bytes, made or made longer if need be; size 0: as long as it is.
 * Blocks go between the file and the buffer cache's memory without a copy, and are in the file when
 * bwrite returns. NULL, after a message: the file cannot be had. A transfer beyond the image's end is
 * KMSAN_EINVAL and moves nothing; one that the file gave or took only in part KMSAN_EIO, or what
 * the system said (KMSAN_ENOSPC); b_resid then says how much is missing.
 * close writes what was delayed, forgets all blocks, and returns the first error. Thread context.
 */
struct vnode; /* buf.h */
struct vnode *kmsan_disk_open(const char *path, uint64_t size);
int kmsan_disk_close(struct vnode *vp);

/*
 * INTERFACES
 *
 * Ethernet, frames of at most 1514 bytes, up. pcap: each packet goes to a file in libpcap's format,
 * made anew, complete when if_transmit_lock returns (tcpdump and Wireshark read it). loop: each packet
 * comes in again, in the same context and the same mbufs, with M_LOOP set. tap: a TAP device of the
 * system's with this name ("kmsan%d": the system chooses), whose frames come in on a thread of its
 * own. NULL, after a message: it cannot be had; a TAP device needs CAP_NET_ADMIN. Set if_input before
 * packets are wanted. Thread context.
 */
struct ifnet; /* net.h */
struct ifnet *kmsan_if_open_pcap(const char *path);
struct ifnet *kmsan_if_open_loop(void);
struct ifnet *kmsan_if_open_tap(const char *name);

/* Nobody may be sending any more. */
void kmsan_if_close(struct ifnet *ifp);

/*
 * DEVICES
 *
 * The tag of all of the program's memory, for bus_dma(9). A bus address is no address of the
 * program's: pages lie elsewhere for a device, and in another order. bus_dmatag_subregion() makes a
 * tag of a device that reaches, say, 16 MiB only.
 */
struct kmsan_bus_dma_tag; /* bus_dma.h */
struct kmsan_bus_dma_tag *kmsan_bus_dma_tag(void);

/*
 * A device: run is called on a thread of its own, which no interrupt reaches. It gets work by its
 * doorbell, which a driver rings in any context (several rings before one wait are one), and returns
 * when kmsan_device_wait says false: kmsan_device_stop was called, which waits for that. NULL: no
 * thread or no memory. start and stop: thread context. It raises interrupts with intr_raise().
 */
struct kmsan_device;
struct kmsan_device *kmsan_device_start(void (*run)(struct kmsan_device *, void *), void *arg);
void kmsan_device_stop(struct kmsan_device *device);
void kmsan_device_ring(struct kmsan_device *device);
bool kmsan_device_wait(struct kmsan_device *device);

/*
 * What a device's DMA engine does: bytes from the kernel's memory (initialised in the device) or to it
 * (there they are marked when the driver syncs its map). 0, or KMSAN_EFAULT: no memory at this
 * bus address; the pages before were transferred. Any thread.
 */
int kmsan_device_read(uint64_t from, void *to, size_t size);
int kmsan_device_write(uint64_t to, const void *from, size_t size);

/*
 * INTERRUPTS
 *
 * CPUs, for intr.h and kthread.h. There is one without asking, had by the first thread that
 * needs it. kmsan_cpus_start: n of them from now on, at most 32; fewer than there are: no effect.
 * 0, KMSAN_EINVAL, or KMSAN_ENOMEM, then there are fewer. Thread context.
 *
 * intr_raise: a device raises its line on a CPU; its handlers are called once for every time. Any
 * context, any thread. 0; KMSAN_EINVAL: there is no such CPU or line; KMSAN_ENXIO: a stray
 * interrupt, nobody has established a handler.
 */
int kmsan_cpus_start(unsigned n);
int intr_raise(unsigned cpu, int irq);

/*
 * PAGE FAULTS
 *
 * kmsan_fault_establish: an access to these pages that the processor refuses calls fn(arg, page,
 * access), as a trap calls uvm_fault(): on the lwp that made it, at its level, in a context of its own;
 * interrupts come through and faults nest. Memory that fn needs, or locks, it may sleep for, if
 * what it interrupted may. Result 0: the access is made again. Another: the fault is handled as if
 * nobody had established anything, by the program's handler of SIGSEGV, or it ends the program.
 * copyin, copyout and the like fault as all others do. addr and size: whole pages. NULL: no memory.
 * Fatal: not whole pages, fn NULL, a page that has a function already.
 * disestablish: returns when nobody is in fn any more. Fatal: what is established no more.
 *
 * kmsan_fault_protect: which accesses to pages do not fault from now on: READ, READ | WRITE, or 0,
 * none. What is in them stays. 0, or an errno (KMSAN_ENOMEM: they are not mapped). It is also how
 * fn lets a page in, and how pages are taken away.
 * Any context, but disestablish: thread context.
 */
#define KMSAN_FAULT_READ  1
#define KMSAN_FAULT_WRITE 2
struct kmsan_fault;
struct kmsan_fault *kmsan_fault_establish(
    void *addr, size_t size, int (*fn)(void *arg, void *page, int access), void *arg);
void kmsan_fault_disestablish(struct kmsan_fault *fault);
int kmsan_fault_protect(void *addr, size_t size, int access);

#ifdef __cplusplus
}
#endif

#endif
