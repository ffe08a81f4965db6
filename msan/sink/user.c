/* SPDX-License-Identifier: BSD-2-Clause */
#include "msan/sink/user.h"

#include <kmsan/hooks.h>
#include <kmsan/kmsan.h>
#include <kmsan/port.h>

size_t
user_put(const void *kaddr, void *uaddr, size_t len, const char *name, uintptr_t pc)
{
	struct kmsan_sink_args args = {.name = name, .kind = KMSAN_KIND_KERNEL, .pc = pc};
	size_t left;

	if (len == 0)
		return 0;
	kmsan_check_range(kaddr, len, &args);
	left = kmsan_port_copy(uaddr, kaddr, len, KMSAN_COPY_TO_USER);
	kmsan_mark(uaddr, len - left, KMSAN_STATE_INITED);
	return left;
}

int
user_give(const void *kaddr, void *uaddr, size_t len, const char *name, uintptr_t pc)
{
	return user_put(kaddr, uaddr, len, name, pc) == 0 ? 0 : KMSAN_EFAULT;
}

int
user_take(const void *uaddr, void *kaddr, size_t len)
{
	size_t left = len == 0 ? 0 : kmsan_port_copy(kaddr, uaddr, len, KMSAN_COPY_FROM_USER);

	kmsan_mark(kaddr, len - left, KMSAN_STATE_INITED);
	return left == 0 ? 0 : KMSAN_EFAULT;
}

int
user_within(const void *from, void *to, size_t len, uintptr_t pc)
{
	size_t left = len == 0 ? 0 : kmsan_port_copy(to, from, len, KMSAN_COPY_KERNEL);

	kmsan_copy_meta_from(to, from, len - left, pc);
	return left == 0 ? 0 : KMSAN_EFAULT;
}
