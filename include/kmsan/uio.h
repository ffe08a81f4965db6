/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef KMSAN_UIO_H
#define KMSAN_UIO_H

/*
 * uiomove(9): data between the kernel and the pieces of memory that a struct uio describes, of a
 * process or of the kernel itself. Names, members and behaviour are NetBSD's.
 */

#include <kmsan/types.h>

#ifdef __cplusplus
extern "C" {
#endif

/* libc has it in <sys/uio.h>, which may come before or after. */
#if __STDC_HOSTED__
struct iovec;
#else
struct iovec {
	void *iov_base;
	size_t iov_len; /* bytes */
};
#endif

struct vmspace;
struct vmspace *kmsan_vmspace_kernel(void);
struct vmspace *vmspace_kernel(void) KMSAN_AS(kmsan_vmspace_kernel);

/* UIO_READ: from the kernel into the pieces, as for read(2). */
enum uio_rw { UIO_READ, UIO_WRITE };

struct uio {
	struct iovec *uio_iov; /* changed as data is moved */
	int uio_iovcnt;
	int64_t uio_offset; /* bytes, in the file or device */
	size_t uio_resid;   /* bytes still to move; at most what the pieces hold */
	enum uio_rw uio_rw;
	struct vmspace *uio_vmspace; /* vmspace_kernel(), or a process: any other, also NULL */
};
#define UIO_SETUP_SYSSPACE(uio)	   ((uio)->uio_vmspace = vmspace_kernel())
#define VMSPACE_IS_KERNEL_P(space) ((space) == vmspace_kernel())

/*
 * Move at most n bytes between buf and the pieces, as far as uio_resid goes; iov, resid and offset
 * move along. 0, or KMSAN_EFAULT: then the pieces before the one that faulted were moved, and of that
 * one the bytes before the fault, and counted.
 *
 * To a process: every uninitialised byte of what is moved is reported first, as "uiomove():arg1".
 * From a process: initialised as far as it was moved. Within the kernel: shad and orig go along.
 * A uio_resid larger than the pieces together stops the program with a message. Thread context.
 */
int kmsan_uiomove(void *buf, size_t n, struct uio *uio);
int uiomove(void *buf, size_t n, struct uio *uio) KMSAN_AS(kmsan_uiomove);

/*
 * The same with the part of a buffer of size bytes that uio_offset names: KMSAN_EINVAL if that is
 * negative, nothing moved if it lies at the end or behind it. Offsets in reports are in the buffer.
 */
int kmsan_uiomove_frombuf(void *buf, size_t size, struct uio *uio);
int uiomove_frombuf(void *buf, size_t size, struct uio *uio) KMSAN_AS(kmsan_uiomove_frombuf);

/*
 * Report every uninitialised byte of the pieces, as far as uio_resid goes, as found in the sink
 * name. Offsets count from the first piece. Pieces of a process are not looked at. Returns the number of
 * bytes that are not wholly initialised. (FreeBSD's ignores uio_resid, and what memory it is.)
 */
size_t kmsan_check_uio(const struct uio *uio, const char *name);

#ifdef __cplusplus
}
#endif

#endif
