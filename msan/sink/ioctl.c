/* SPDX-License-Identifier: BSD-2-Clause */
#include <kmsan/ioctl.h>

#include <string.h>

#include <kmsan/hooks.h>
#include <kmsan/kmem.h>
#include <kmsan/kmsan.h>

#include "msan/sink/user.h"

int
kmsan_ioctl_copyin(int ioctlflags, const void *src, void *dst, size_t len)
{
	KMSAN_CHECK_ARGS("4888");
	return (ioctlflags & FKIOCTL) != 0 ? user_within(src, dst, len, KMSAN_RET_ADDR)
					   : user_take(src, dst, len);
}

int
kmsan_ioctl_copyout(int ioctlflags, const void *src, void *dst, size_t len)
{
	KMSAN_CHECK_ARGS("4888");
	return (ioctlflags & FKIOCTL) != 0
		   ? user_within(src, dst, len, KMSAN_RET_ADDR)
		   : user_give(src, dst, len, "ioctl_copyout():arg2", KMSAN_RET_ADDR);
}

/* As the kernel's: small arguments, nearly all, take no memory. */
#define SMALL 128

struct request {
	kmsan_d_ioctl *d_ioctl;
	void *cookie;
	unsigned long command;
	int flag;
	uintptr_t pc;
};

static int
call(const struct request *request, void *data)
{
	/* The driver is instrumented: its arguments are initialised. */
	kmsan_init_arg(4 * sizeof(uint64_t));
	return request->d_ioctl(request->cookie, request->command, data, request->flag);
}

static int
run(const struct request *request, void *data, size_t size, void *udata, bool in, bool out)
{
	int error = 0;

	if (in) {
		error = user_take(udata, data, size);
	} else {
		memset(data, 0, size);
		kmsan_mark_alloc(data, size, KMSAN_TYPE_KMEM, request->pc);
	}
	if (error == 0)
		error = call(request, data);
	if (error == 0 && out)
		error = user_give(data, udata, size, "ioctl():arg3", request->pc);
	return error;
}

int
kmsan_ioctl_run(kmsan_d_ioctl *d_ioctl, void *cookie, unsigned long command, void *udata, int flag,
    bool in, bool out)
{
	const struct request request = {d_ioctl, cookie, command, flag, KMSAN_RET_ADDR};
	char small[SMALL] __attribute__((aligned(16)));
	size_t size = IOCPARM_LEN(command);
	void *data = small;
	int error;

	if (size == 0) {
		kmsan_mark(&udata, sizeof(udata), KMSAN_STATE_INITED);
		return call(&request, &udata);
	}
	if (size > SMALL)
		data = kmsan_kmem_alloc_from(size, KM_SLEEP, request.pc);
	error = run(&request, data, size, udata, in, out);
	if (data != small)
		kmem_free(data, size);
	else
		kmsan_mark(small, SMALL, KMSAN_STATE_INITED);
	return error;
}
