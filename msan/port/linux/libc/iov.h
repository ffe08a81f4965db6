/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef KMSAN_LINUX_LIBC_IOV_H
#define KMSAN_LINUX_LIBC_IOV_H

/* Scattered data: uio.c. */

#include <sys/types.h>
#include <sys/uio.h>

#define IOV_LIMIT 1024 /* the kernel's: more is EINVAL */

/* The vector is read, and what it points to leaves the process. */
void libc_iov_in(const char *fn, unsigned arg, const struct iovec *v, size_t n, uintptr_t pc);
/* r bytes, if any, were written to the pieces in order. */
void libc_iov_out(const struct iovec *v, size_t n, ssize_t r);

#endif
