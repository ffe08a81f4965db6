/* SPDX-License-Identifier: BSD-2-Clause */
#include <kmsan/uaccess.h>

#include <string.h>

#include <kmsan/hooks.h>
#include <kmsan/kmsan.h>
#include <kmsan/port.h>

#include "msan/sink/user.h"

/* Of a value that the inline function stored to its own memory just before. */
static void
check_copied(const void *value, size_t size, const char *name, uintptr_t pc)
{
	struct kmsan_sink_args args = {
	    .name = name, .kind = KMSAN_KIND_KERNEL, .pc = pc, .copied = true};

	kmsan_check_range(value, size, &args);
}

int
copyin(const void *uaddr, void *kaddr, size_t len)
{
	KMSAN_CHECK_ARGS("888");
	return user_take(uaddr, kaddr, len);
}

int
copyout(const void *kaddr, void *uaddr, size_t len)
{
	KMSAN_CHECK_ARGS("888");
	return user_give(kaddr, uaddr, len, "copyout():arg1", KMSAN_RET_ADDR);
}

/*
 * A string of a process through a buffer, or (dir KERNEL) only a look for its end; to and from may be
 * any address, NULL among them. So many bytes are fetched in one go as lie in one page, that the end of the string
 * is found before a fault behind it. Returns 0, EFAULT or ENAMETOOLONG.
 */
#define PIECE 128

static int
fetch_string(char *to, uintptr_t from, size_t len, enum kmsan_copy_dir dir, size_t *done)
{
	char buffer[PIECE];

	for (*done = 0; *done < len;) {
		size_t n = PIECE - (from + *done) % PIECE, left, lost = 0, end = 0;
		bool ended;

		if (n > len - *done)
			n = len - *done;
		left = kmsan_port_copy(buffer, (const void *)(from + *done), n, dir);
		while (end < n - left && buffer[end] != '\0')
			end++;
		ended = end < n - left;
		end += ended;
		/* Only what belongs to the string may be written. */
		if (dir == KMSAN_COPY_FROM_USER)
			lost = kmsan_port_copy(
			    (char *)((uintptr_t)to + *done), buffer, end, KMSAN_COPY_KERNEL);
		*done += end - lost;
		if (lost > 0 || (left > 0 && !ended))
			return KMSAN_EFAULT;
		if (ended)
			return 0;
	}
	return KMSAN_ENAMETOOLONG;
}

static void
tell_done(size_t *done, size_t n)
{
	if (done == NULL)
		return;
	*done = n;
	kmsan_mark(done, sizeof(*done), KMSAN_STATE_INITED);
}

int
copyinstr(const void *uaddr, void *kaddr, size_t len, size_t *done)
{
	size_t n;
	int error = fetch_string(kaddr, (uintptr_t)uaddr, len, KMSAN_COPY_FROM_USER, &n);

	KMSAN_CHECK_ARGS("8888");
	kmsan_mark(kaddr, n, KMSAN_STATE_INITED);
	tell_done(done, n);
	return error;
}

int
copyoutstr(const void *kaddr, void *uaddr, size_t len, size_t *done)
{
	size_t n, left;
	/* Only to find its end: it may run into memory that is not there. */
	int error = fetch_string(NULL, (uintptr_t)kaddr, len, KMSAN_COPY_KERNEL, &n);

	KMSAN_CHECK_ARGS("8888");
	left = user_put(kaddr, uaddr, n, "copyoutstr():arg1", KMSAN_RET_ADDR);
	tell_done(done, n - left);
	return left > 0 ? KMSAN_EFAULT : error;
}

int
kcopy(const void *src, void *dst, size_t len)
{
	KMSAN_CHECK_ARGS("888");
	return user_within(src, dst, len, KMSAN_RET_ADDR);
}

int
kmsan_ufetch(const void *uaddr, void *value, size_t size)
{
	if (kmsan_port_copy(value, uaddr, size, KMSAN_COPY_FROM_USER) != 0)
		return KMSAN_EFAULT;
	kmsan_mark(value, size, KMSAN_STATE_INITED);
	return 0;
}

int
kmsan_ustore(void *uaddr, const void *value, size_t size, const char *name)
{
	check_copied(value, size, name, KMSAN_RET_ADDR);
	if (kmsan_port_copy(uaddr, value, size, KMSAN_COPY_TO_USER) != 0)
		return KMSAN_EFAULT;
	kmsan_mark(uaddr, size, KMSAN_STATE_INITED);
	return 0;
}

int
kmsan_ucas(void *uaddr, const void *expected, const void *value, void *found, size_t size,
    const char *expected_name, const char *value_name)
{
	unsigned char values[16] __attribute__((aligned(8)));

	/* What was expected shows by whether the store took place. */
	check_copied(expected, size, expected_name, KMSAN_RET_ADDR);
	check_copied(value, size, value_name, KMSAN_RET_ADDR);
	if ((uintptr_t)uaddr % size != 0)
		return KMSAN_EFAULT;
	memcpy(values, expected, size);
	memcpy(values + size, value, size);
	if (kmsan_port_copy(uaddr, values, size, KMSAN_COPY_USER_CAS) != 0)
		return KMSAN_EFAULT;
	memcpy(found, values, size);
	kmsan_mark(found, size, KMSAN_STATE_INITED);
	kmsan_mark(uaddr, size, KMSAN_STATE_INITED);
	return 0;
}
