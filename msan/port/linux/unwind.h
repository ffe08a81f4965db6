/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef KMSAN_LINUX_UNWIND_H
#define KMSAN_LINUX_UNWIND_H

#include <errno.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <kmsan/port.h>

#include "rawsys.h"

/*
 * kmsan_port_unwind() by frame pointers alone, for the stacks of chained origins: a few
 * nanoseconds a frame. Ends where a function without frame pointers (libc's, mostly) has used
 * the register for something else. first as there. Any context; never faults.
 */
size_t kmsan_linux_unwind_fast(uintptr_t first, uintptr_t *pcs, size_t max);

/*
 * A function of which a return address in the stack tells that an interrupt level was entered
 * there: it calls the handler.
 */
#define KMSAN_LINUX_ENTRY __attribute__((section("kmsan_entry"), noinline))

/* Can the 8 bytes at addr, which is aligned to 8, be read now? One system call. */
static inline bool
kmsan_linux_readable(uintptr_t addr)
{
	/*
	 * rt_sigprocmask reads its set before it finds that there is no such operation: EFAULT if
	 * it could not, EINVAL if it could (NULL is "no set"). No descriptor is needed and nothing changes.
	 */
	return addr >= KMSAN_PAGE_SIZE &&
	       KMSAN_SYS(SYS_rt_sigprocmask, ~0UL, addr, 0, sizeof(uint64_t)) != -EFAULT;
}

#endif
