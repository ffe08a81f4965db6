/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef TESTS_LEAKS_KERNEL_H
#define TESTS_LEAKS_KERNEL_H

/* What every piece of kernel code here needs, and nothing that knows about reports. */

#include <errno.h>
#include <stdint.h>
#include <string.h>

#include <kmsan/host.h>
#include <kmsan/kmsan.h>
#include <kmsan/uaccess.h>

/*
 * Keep what the optimiser would fold or inline: without them it sees a whole kernel of fifty lines
 * at once, knows every value, and has nothing left to do at run time. No real kernel is like that.
 */
#define NOINLINE      __attribute__((noinline))
#define KEEP(pointer) __asm__ volatile("" : : "g"(pointer) : "memory")

#endif
