/* SPDX-License-Identifier: BSD-2-Clause */
#include <kmsan/sysctl.h>

#include <kmsan/hooks.h>
#include <kmsan/kmsan.h>
#include <kmsan/port.h>
#include <kmsan/uaccess.h>

#include "msan/sink/user.h"

int
kmsan_sysctl_copyin(struct lwp *l, const void *uaddr, void *kaddr, size_t len)
{
	KMSAN_CHECK_ARGS("8888");
	return l != NULL ? user_take(uaddr, kaddr, len)
			 : user_within(uaddr, kaddr, len, KMSAN_RET_ADDR);
}

int
kmsan_sysctl_copyout(struct lwp *l, const void *kaddr, void *uaddr, size_t len)
{
	KMSAN_CHECK_ARGS("8888");
	return l != NULL ? user_give(kaddr, uaddr, len, "sysctl_copyout():arg2", KMSAN_RET_ADDR)
			 : user_within(kaddr, uaddr, len, KMSAN_RET_ADDR);
}

int
kmsan_sysctl_copyinstr(struct lwp *l, const void *uaddr, void *kaddr, size_t len, size_t *done)
{
	return l != NULL ? copyinstr(uaddr, kaddr, len, done) : copystr(uaddr, kaddr, len, done);
}

int
kmsan_sysctl_out(struct sysctl_req *req, const void *value, size_t size)
{
	size_t room = req->oldlen > req->oldidx ? req->oldlen - req->oldidx : 0;
	size_t n = size < room ? size : room;
	int error = 0;

	if (req->oldptr != NULL)
		error = user_give(value, (char *)req->oldptr + req->oldidx, n, "SYSCTL_OUT():arg2",
		    KMSAN_RET_ADDR);
	req->oldidx += size;
	if (error == 0 && req->oldptr != NULL && n < size)
		error = KMSAN_ENOMEM;
	return error;
}

int
kmsan_sysctl_in(struct sysctl_req *req, void *value, size_t size)
{
	int error;

	if (req->newptr == NULL)
		return 0;
	if (size > req->newlen - req->newidx)
		return KMSAN_EINVAL;
	error = user_take((const char *)req->newptr + req->newidx, value, size);
	req->newidx += size;
	return error;
}

int
kmsan_sysctl(kmsan_sysctl_handler *handler, void *arg1, intptr_t arg2, void *oldp, size_t *oldlenp,
    const void *newp, size_t newlen)
{
	struct sysctl_req req = {.oldptr = oldp, .newptr = newp, .newlen = newlen};
	size_t length;
	int error;

	if (oldlenp != NULL) {
		error = user_take(oldlenp, &req.oldlen, sizeof(req.oldlen));
		if (error != 0)
			return error;
	}
	/* On this stack lie the marks of whatever instrumented function had it before. */
	kmsan_mark(&req, sizeof(req), KMSAN_STATE_INITED);
	kmsan_init_arg(3 * sizeof(uint64_t));
	error = handler(arg1, arg2, &req);
	if (oldlenp == NULL || (error != 0 && error != KMSAN_ENOMEM))
		return error;
	length = oldp == NULL || req.oldidx < req.oldlen ? req.oldidx : req.oldlen;
	if (kmsan_port_copy(oldlenp, &length, sizeof(length), KMSAN_COPY_TO_USER) != 0)
		return KMSAN_EFAULT;
	kmsan_mark(oldlenp, sizeof(length), KMSAN_STATE_INITED);
	return error;
}
