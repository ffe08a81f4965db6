/* SPDX-License-Identifier: BSD-2-Clause */
/* What sysctl and ioctl copy around a driver's function. */
#define _GNU_SOURCE
#include "sinks/area.h"

#include <kmsan/ioctl.h>
#include <kmsan/sysctl.h>

static size_t copy_len;
static size_t copy_bad;

static int
copies(void *cookie, unsigned long command, void *data, int flag)
{
	(void)cookie;
	(void)command;
	(void)flag;
	kmsan_mark(data, copy_len, KMSAN_STATE_INITED);
	if (copy_bad < copy_len)
		kmsan_mark((char *)data + copy_bad, 1, (uint8_t)(1u << copy_bad % 8));
	return 0;
}

/* sysctl_copyout and ioctl, of every length and misalignment, with one bit at every place. */
static void
test_out_table(void **state)
{
	struct lwp *l = (struct lwp *)(void *)area;

	(void)state;
	/* Arguments that do not lie on the runtime's stack, which has no shadow here. */
	for (size_t len = 129; len <= 192; len++) {
		for (size_t at = 0; at <= len; at += 1 + at / 8) {
			int error = -1;

			copy_len = len;
			copy_bad = at;
			assert_int_equal(
			    REPORTS(error = kmsan_ioctl(copies, NULL, _IOC(IOC_OUT, 'k', 9, len),
					area + 1024 + len % 8, 0)),
			    at < len);
			assert_int_equal(error, 0);
		}
	}
	for (size_t len = 0; len <= 64; len++) {
		for (size_t at = 0; at <= len; at++) {
			char *from = area + 64 + at % 8, *to = area + 1024 + len % 8;

			fill_area();
			kmsan_mark(from + at, 1, (uint8_t)(1u << at % 8));
			kmsan_mark(area + 1000, 200, KMSAN_STATE_UNINIT);
			assert_int_equal(REPORTS(sysctl_copyout(l, from, to, len)), at < len);
			assert_memory_equal(from, to, len);
			assert_int_equal(kmsan_test(to, len), -1);
			assert_int_equal(*shad_of(to + len), 0xff);
			assert_int_equal(*shad_of(to - 1), 0xff);
		}
	}
}

static void
test_sysctl_copy(void **state)
{
	struct lwp *l = (struct lwp *)(void *)area;
	size_t done;

	(void)state;
	for (size_t at = 0; at < 16; at++) {
		fill_area();
		kmsan_mark(area + at, 1, 0x01);
		kmsan_mark(area + 256, 16, KMSAN_STATE_UNINIT);
		assert_int_equal(REPORTS(sysctl_copyout(l, area, area + 256, 8)), at < 8);
		assert_false(REPORTS(sysctl_copyout(NULL, area, area + 256, 16)));
		assert_int_equal(*shad_of(area + 256 + at), 0x01);
		assert_false(REPORTS(sysctl_copyin(NULL, area + at, area + 300, 1)));
		assert_int_equal(*shad_of(area + 300), 0x01);
		assert_int_equal(sysctl_copyin(l, area + at, area + 300, 1), 0);
		assert_int_equal(*shad_of(area + 300), 0);
	}
	strcpy(area + 100, "name");
	assert_int_equal(sysctl_copyinstr(l, area + 100, area + 300, 16, &done), 0);
	assert_int_equal(done, 5);
	assert_int_equal(
	    sysctl_copyinstr(NULL, area + 100, area + 300, 4, &done), KMSAN_ENAMETOOLONG);
	assert_int_equal(sysctl_copyout(l, area, NULL, 4), KMSAN_EFAULT);
	assert_int_equal(sysctl_copyin(l, NULL, area, 4), KMSAN_EFAULT);
	/* Within the kernel as well, and shad goes no further than the data. */
	kmsan_mark(area, 512, KMSAN_STATE_INITED);
	kmsan_mark(area + 256, 16, KMSAN_STATE_UNINIT);
	kmsan_test_fault(area + 10, 100);
	assert_int_equal(sysctl_copyout(NULL, area, area + 256, 16), KMSAN_EFAULT);
	assert_int_equal(kmsan_test(area + 256, 16), 10);
	assert_int_equal(sysctl_copyin(NULL, area + 8, area + 264, 8), KMSAN_EFAULT);
	assert_int_equal(kmsan_test(area + 256, 16), 10);
	kmsan_test_fault(NULL, 0);
}

/* A node of 8 + 4 bytes, and a new value of 4. */
static int
handler(void *arg1, intptr_t arg2, struct sysctl_req *req)
{
	int error;

	assert_int_equal(arg2, 42);
	error = SYSCTL_OUT(req, arg1, 8);
	if (error == 0)
		error = SYSCTL_OUT(req, (char *)arg1 + 8, 4);
	if (error == 0)
		error = SYSCTL_IN(req, (char *)arg1 + 100, 4);
	return error;
}

/* A new value that is read in two parts: each is the next one. */
static int
reads_twice(void *arg1, intptr_t arg2, struct sysctl_req *req)
{
	int error = SYSCTL_IN(req, arg1, 3);

	(void)arg2;
	return error != 0 ? error : SYSCTL_IN(req, (char *)arg1 + 3, 5);
}

static void
test_sysctl_in(void **state)
{
	char *to = area + 100, *new = area + 700;

	(void)state;
	for (size_t size = 0; size <= 9; size++) {
		size_t got = size < 3 ? 0 : size < 8 ? 3 : 8;

		fill_area();
		kmsan_mark(to, 10, KMSAN_STATE_UNINIT);
		assert_int_equal(kmsan_sysctl(reads_twice, to, 0, NULL, NULL, new, size),
		    size < 8 ? KMSAN_EINVAL : 0);
		assert_memory_equal(to, new, got);
		assert_int_equal(kmsan_test(to, 10), got);
		assert_int_equal(to[got], (char)((100 + got) * 7 + 1));
	}
}

static void
test_sysctl(void **state)
{
	size_t *length = (size_t *)(void *)(area + 512);
	char *old = area + 600, *new = area + 700;

	(void)state;
	for (size_t room = 0; room <= 13; room++) {
		for (size_t at = 0; at < 12; at++) {
			int error = -1;

			fill_area();
			*length = room;
			kmsan_mark(area + at, 1, 0x80);
			assert_int_equal(
			    REPORTS(error = kmsan_sysctl(handler, area, 42, old, length, new, 4)),
			    at < room && (at < 8 || room >= 8));
			assert_int_equal(error, room < 12 ? KMSAN_ENOMEM : 0);
			assert_int_equal(*length, room < 12 ? room : 12);
			assert_memory_equal(old, area, room < 12 ? room : 12);
			assert_int_equal(old[room < 12 ? room : 12],
			    (char)((600 + (room < 12 ? room : 12)) * 7 + 1));
		}
	}
	fill_area();
	*length = 0;
	assert_int_equal(kmsan_sysctl(handler, area, 42, NULL, length, NULL, 0), 0);
	assert_int_equal(*length, 12);
	assert_int_equal(kmsan_sysctl(handler, area, 42, NULL, NULL, new, 4), 0);
	assert_memory_equal(area + 100, new, 4);
	assert_int_equal(kmsan_sysctl(handler, area, 42, NULL, NULL, new, 3), KMSAN_EINVAL);
	assert_int_equal(kmsan_sysctl(handler, area, 42, NULL, (size_t *)8, NULL, 0), KMSAN_EFAULT);
	*length = 12;
	assert_int_equal(kmsan_sysctl(handler, area, 42, (char *)8, length, NULL, 0), KMSAN_EFAULT);
}

/* More than what lies on the runtime's stack, which has no shadow here. */
struct small {
	uint32_t a, b;
	char rest[152];
};
struct large {
	char c[600];
};
#define DEV_READ  _IOR('k', 1, struct small)
#define DEV_WRITE _IOW('k', 2, struct small)
#define DEV_BOTH  _IOWR('k', 3, struct small)
#define DEV_LARGE _IOR('k', 4, struct large)
#define DEV_VOID  _IO('k', 5)
#define DEV_FAILS _IOR('k', 6, struct small)

static struct small seen;
static void *seen_void;
static uint8_t seen_shad[8];

static int
driver(void *cookie, unsigned long command, void *data, int flag)
{
	struct small *small = data;

	assert_ptr_equal(cookie, area);
	assert_int_equal(flag, 3);
	switch (command) {
	case DEV_READ:
		small->a = 5;
		kmsan_mark(&small->a, 4, KMSAN_STATE_INITED);
		kmsan_mark(small->rest, sizeof(small->rest), KMSAN_STATE_INITED);
		return 0;
	case DEV_WRITE:
	case DEV_BOTH:
		seen = *small;
		memcpy(seen_shad, shad_of(small), sizeof(seen_shad));
		small->b++;
		return 0;
	case DEV_LARGE:
		kmsan_mark(data, sizeof(struct large) - 1, KMSAN_STATE_INITED);
		return 0;
	case DEV_VOID:
		seen_void = *(void **)data;
		return 0;
	default:
		return KMSAN_ENXIO;
	}
}

static void
test_ioctl(void **state)
{
	static const uint8_t clean[8];
	char *u = area + 1024;
	int error = -1;

	(void)state;
	fill_area();
	assert_int_equal(IOCPARM_LEN(DEV_LARGE), sizeof(struct large));
	/* b was forgotten: the kernel's zeros are no answer of the driver's. */
	assert_true(REPORTS(error = kmsan_ioctl(driver, area, DEV_READ, u, 3)));
	assert_int_equal(error, 0);
	assert_memory_equal(u, "\5\0\0\0\0\0\0\0", 8);

	kmsan_mark(u, 8, KMSAN_STATE_UNINIT);
	assert_false(REPORTS(error = kmsan_ioctl(driver, area, DEV_WRITE, u, 3)));
	assert_int_equal(error, 0);
	assert_memory_equal(&seen, u, 8);
	assert_memory_equal(seen_shad, clean, 8);
	assert_memory_equal(u, "\5\0\0\0\0\0\0\0", 8);

	assert_false(REPORTS(error = kmsan_ioctl(driver, area, DEV_BOTH, u, 3)));
	assert_memory_equal(u, "\5\0\0\0\1\0\0\0", 8);

	kmsan_mark(area, 64, KMSAN_STATE_INITED);
	assert_true(REPORTS(error = kmsan_ioctl(driver, area, DEV_LARGE, u, 3)));
	assert_int_equal(error, 0);
	assert_false(REPORTS(error = kmsan_ioctl(driver, area, DEV_VOID, u, 3)));
	assert_ptr_equal(seen_void, u);
	/* After a failure nothing goes out. */
	fill_area();
	assert_false(REPORTS(error = kmsan_ioctl(driver, area, DEV_FAILS, u, 3)));
	assert_int_equal(error, KMSAN_ENXIO);
	assert_int_equal(u[0], (char)(1024 * 7 + 1));
	assert_int_equal(kmsan_ioctl(driver, area, DEV_WRITE, NULL, 3), KMSAN_EFAULT);
	assert_int_equal(kmsan_ioctl(driver, area, DEV_BOTH, NULL, 3), KMSAN_EFAULT);
}

/* What a driver copies besides: for a process, and for the kernel itself. */
static void
test_ioctl_copy(void **state)
{
	(void)state;
	for (size_t len = 0; len <= 64; len++) {
		for (size_t at = 0; at <= len; at++) {
			char *from = area + 64 + at % 8, *to = area + 1024 + len % 8;

			fill_area();
			kmsan_mark(from + at, 1, (uint8_t)(1u << at % 8));
			kmsan_mark(to, len + 1, KMSAN_STATE_UNINIT);
			assert_int_equal(REPORTS(ioctl_copyout(3, from, to, len)), at < len);
			assert_memory_equal(from, to, len);
			assert_int_equal(kmsan_test(to, len + 1), len);
			assert_false(REPORTS(ioctl_copyout(FKIOCTL | 3, from, to, len)));
			assert_int_equal(kmsan_test(to, len), at < len ? (int)at : -1);
			assert_false(REPORTS(ioctl_copyin(3, from, to, len)));
			assert_int_equal(kmsan_test(to, len + 1), len);
			assert_false(REPORTS(ioctl_copyin(FKIOCTL, from, to, len)));
			assert_int_equal(kmsan_test(to, len), at < len ? (int)at : -1);
		}
	}
	kmsan_test_fault(area + 1024, 8);
	for (int flag = 0; flag < 2; flag++) {
		int flags = flag ? FKIOCTL : 1;

		assert_int_equal(ioctl_copyin(flags, area + 1020, area, 8), KMSAN_EFAULT);
		assert_int_equal(ioctl_copyout(flags, area, area + 1020, 8), KMSAN_EFAULT);
	}
	kmsan_test_fault(NULL, 0);
	kmsan_mark(area, 8, KMSAN_STATE_UNINIT);
	ioctl_copyout(0, area, area + 1024, 8);
	assert_non_null(strstr(kmsan_test_console(), " In ioctl_copyout():arg2 At Offset 0/8,"));
	assert_non_null(strstr(kmsan_test_console(), "SUMMARY: kMSan: kernel-infoleak "));
}

static void
test_ioctl_text(void **state)
{
	(void)state;
	fill_area();
	kmsan_ioctl(driver, area, DEV_LARGE, area + 1024, 3);
	assert_non_null(strstr(kmsan_test_console(),
	    "MSan: Uninitialized Kmem Memory In ioctl():arg3 At Offset 599/600,"));
	assert_non_null(strstr(kmsan_test_console(), "SUMMARY: kMSan: kernel-infoleak "));
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test_setup(test_out_table, set_up),
	    cmocka_unit_test_setup(test_sysctl_copy, set_up),
	    cmocka_unit_test_setup(test_sysctl, set_up),
	    cmocka_unit_test_setup(test_sysctl_in, set_up),
	    cmocka_unit_test_setup(test_ioctl, set_up),
	    cmocka_unit_test_setup(test_ioctl_copy, set_up),
	    cmocka_unit_test_setup(test_ioctl_text, set_up),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
