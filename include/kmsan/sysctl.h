/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef KMSAN_SYSCTL_H
#define KMSAN_SYSCTL_H

/*
 * What handlers of sysctl(3) copy through: NetBSD's sysctl_copyin(9), FreeBSD's SYSCTL_OUT(9).
 * Results: 0 or an error of errno(2). Thread context.
 */

#include <kmsan/types.h>

#ifdef __cplusplus
extern "C" {
#endif

/*
 * NETBSD
 *
 * l is the process's lwp, or NULL: then both addresses are the kernel's, and shad and orig are
 * copied. sysctl_copyout reports as "sysctl_copyout():arg2", a kernel-infoleak.
 */
struct lwp;
int kmsan_sysctl_copyin(struct lwp *l, const void *uaddr, void *kaddr, size_t len);
int kmsan_sysctl_copyout(struct lwp *l, const void *kaddr, void *uaddr, size_t len);
int kmsan_sysctl_copyinstr(struct lwp *l, const void *uaddr, void *kaddr, size_t len, size_t *done);
int sysctl_copyin(struct lwp *l, const void *uaddr, void *kaddr, size_t len)
    KMSAN_AS(kmsan_sysctl_copyin);
int sysctl_copyout(struct lwp *l, const void *kaddr, void *uaddr, size_t len)
    KMSAN_AS(kmsan_sysctl_copyout);
int sysctl_copyinstr(struct lwp *l, const void *uaddr, void *kaddr, size_t len, size_t *done)
    KMSAN_AS(kmsan_sysctl_copyinstr);

/*
 * FREEBSD
 *
 * A request as the system call makes it: where the old value goes, and the new one comes from.
 * kmsan_sysctl makes it and calls the handler, then sets *oldlenp. As sysctl(3): oldp NULL asks for the
 * length only; an old value that does not fit is cut, and the result is ENOMEM.
 */
struct sysctl_req {
	void *oldptr; /* of the process */
	size_t oldlen, oldidx;
	const void *newptr;
	size_t newlen, newidx;
};
typedef int kmsan_sysctl_handler(void *arg1, intptr_t arg2, struct sysctl_req *req);
int kmsan_sysctl(kmsan_sysctl_handler *handler, void *arg1, intptr_t arg2, void *oldp,
    size_t *oldlenp, const void *newp, size_t newlen);

/*
 * Append to the old value, or read on in the new one. Only what goes to the process is checked,
 * "SYSCTL_OUT():arg2": what is cut off has not leaked.
 */
int kmsan_sysctl_out(struct sysctl_req *req, const void *value, size_t size);
int kmsan_sysctl_in(struct sysctl_req *req, void *value, size_t size);
#define SYSCTL_OUT(req, value, size) kmsan_sysctl_out(req, value, size)
#define SYSCTL_IN(req, value, size)  kmsan_sysctl_in(req, value, size)

#ifdef __cplusplus
}
#endif

#endif
