/* SPDX-License-Identifier: BSD-2-Clause */
/* uiomove and its kin, sysctl's and ioctl's copies. */
#define _GNU_SOURCE
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <string.h>
#include <sys/uio.h>
#include <cmocka.h>

#include <kmsan/ioctl.h>
#include <kmsan/kmsan.h>
#include <kmsan/sysctl.h>
#include <kmsan/uio.h>

#include "msan/shadow.h"
#include "sinks/sinks.h"
#include "testport.h"

#define PIECES 4

static char *area;
static struct iovec iov[PIECES];
static struct uio uio;

/* Pieces of the given sizes, each behind a gap, in the upper half of the area. */
static void
make_uio(const size_t *sizes, unsigned n, enum uio_rw rw, bool kernel)
{
	size_t at = 2048;

	uio = (struct uio){.uio_iov = iov, .uio_iovcnt = (int)n, .uio_rw = rw};
	if (kernel)
		UIO_SETUP_SYSSPACE(&uio);
	for (unsigned i = 0; i < n; i++) {
		iov[i] = (struct iovec){area + at + i, sizes[i]};
		uio.uio_resid += sizes[i];
		at += sizes[i] + 64;
	}
}

static void
fill(void)
{
	kmsan_mark(area, KMSAN_PAGE_SIZE, KMSAN_STATE_INITED);
	for (size_t i = 0; i < KMSAN_PAGE_SIZE; i++)
		area[i] = (char)(i * 7 + 1);
}

/* The byte of the pieces at this offset of them all. */
static char *
piece_byte(const size_t *sizes, size_t offset)
{
	size_t at = 2048;

	for (unsigned i = 0;; i++) {
		if (offset < sizes[i])
			return area + at + i + offset;
		offset -= sizes[i];
		at += sizes[i] + 64;
	}
}

static const size_t shapes[][PIECES] = {
    {64, 0, 0, 0}, {0, 1, 0, 63}, {7, 8, 9, 40}, {1, 0, 0, 63}, {16, 16, 16, 16}};

/* Which byte of buf is uninitialised, and where it goes. */
static void
check_move(const size_t *sizes, enum uio_rw rw, bool kernel, size_t n, size_t at, uint8_t mask)
{
	char *buf = area + 128 + at % 8;
	bool to_process = rw == UIO_READ && !kernel, reported;
	char *from, *to;
	int error = -1;

	fill();
	make_uio(sizes, PIECES, rw, kernel);
	from = rw == UIO_READ ? buf + at : piece_byte(sizes, at);
	to = rw == UIO_READ ? piece_byte(sizes, at) : buf + at;
	kmsan_mark(from, 1, mask);
	kmsan_mark(to, 1, KMSAN_STATE_UNINIT);
	reported = REPORTS(error = uiomove(buf, n, &uio));
	if (error != 0 || reported != (to_process && at < n))
		fail_msg("uiomove %zu, byte %zu, rw %d, kernel %d: %d, reported %d", n, at, rw,
		    kernel, error, reported);
	assert_int_equal(uio.uio_resid, 64 - n);
	assert_int_equal(uio.uio_offset, n);
	for (size_t i = 0; i < n; i++)
		assert_int_equal(*piece_byte(sizes, i), buf[i]);
	if (at >= n)
		assert_int_equal(*shad_of(to), 0xff);
	else
		assert_int_equal(*shad_of(to), kernel ? mask : 0);
}

static void
test_move(void **state)
{
	(void)state;
	for (unsigned s = 0; s < sizeof(shapes) / sizeof(shapes[0]); s++)
		for (size_t n = 0; n <= 64; n++)
			for (size_t at = 0; at < 64; at++)
				check_move(shapes[s], (at + n) % 2 ? UIO_READ : UIO_WRITE,
				    at % 4 < 2, n, at, at % 3 ? 0xff : 0x08);
}

/* More than resid is never moved. */
static void
test_resid(void **state)
{
	static const size_t sizes[] = {10, 20, 0, 0};

	(void)state;
	fill();
	make_uio(sizes, 2, UIO_READ, false);
	uio.uio_resid = 12;
	kmsan_mark(area + 12, 1, KMSAN_STATE_UNINIT);
	assert_false(REPORTS(assert_int_equal(uiomove(area, 1000, &uio), 0)));
	assert_int_equal(uio.uio_resid, 0);
	assert_int_equal(iov[1].iov_len, 18);
	assert_int_equal(uiomove(area, 1000, &uio), 0);
}

static void
test_faults(void **state)
{
	static const size_t sizes[] = {10, 20, 30, 4};
	char *buf = area + 5;

	(void)state;
	for (size_t fault = 0; fault < 64; fault++) {
		size_t base = fault < 10 ? 0 : fault < 30 ? 10 : fault < 60 ? 30 : 60;

		fill();
		make_uio(sizes, PIECES, fault % 2 ? UIO_READ : UIO_WRITE, false);
		kmsan_mark(buf, 64, fault % 2 ? 0 : KMSAN_STATE_UNINIT);
		/* Up to the end of the piece; the gaps are larger. */
		kmsan_test_fault(piece_byte(sizes, fault), 30);
		assert_int_equal(uiomove(buf, 64, &uio), KMSAN_EFAULT);
		assert_int_equal(uio.uio_resid, 64 - fault);
		assert_int_equal(uio.uio_offset, fault);
		assert_ptr_equal(uio.uio_iov->iov_base, piece_byte(sizes, fault));
		assert_true(fault >= base);
		for (size_t i = 0; i < 64; i++) {
			if (fault % 2 == 0)
				assert_int_equal(*shad_of(buf + i), i < fault ? 0 : 0xff);
			if (i < fault)
				assert_int_equal(*piece_byte(sizes, i), buf[i]);
			else
				assert_int_not_equal(*piece_byte(sizes, i), buf[i]);
		}
	}
}

static void
test_bad_uio(void **state)
{
	static const size_t sizes[] = {8, 8, 8, 8};

	(void)state;
	fill();
	make_uio(sizes, 2, UIO_READ, false);
	iov[1].iov_base = NULL;
	assert_int_equal(uiomove(area, 16, &uio), KMSAN_EFAULT);
	assert_int_equal(uio.uio_resid, 8);
	make_uio(sizes, 2, UIO_WRITE, true);
	iov[1].iov_base = NULL;
	assert_int_equal(uiomove(area, 16, &uio), KMSAN_EFAULT);
	assert_int_equal(uio.uio_resid, 8);

	make_uio(sizes, 1, UIO_READ, false);
	uio.uio_resid = 9;
	assert_int_equal(STOPS(uiomove(area, 16, &uio)), 77);
	assert_non_null(
	    strstr(kmsan_test_console(), "kMSan: uiomove: uio_resid is 1, but no iovec is left\n"));
	make_uio(sizes, 1, UIO_WRITE, true);
	uio.uio_iov = NULL;
	assert_int_equal(STOPS(uiomove(area, 16, &uio)), 77);

	/* Pieces may overlap: the later one wins. */
	make_uio(sizes, 2, UIO_READ, false);
	iov[1].iov_base = (char *)iov[0].iov_base + 4;
	assert_int_equal(uiomove(area, 16, &uio), 0);
	assert_memory_equal(area + 2048, area, 4);
	assert_memory_equal(area + 2052, area + 8, 8);
}

/* Within the kernel: shad goes where the data goes, also where pieces overlap. */
static void
test_bad_kernel_uio(void **state)
{
	static const size_t sizes[] = {8, 8, 8, 8};

	(void)state;
	fill();
	make_uio(sizes, 2, UIO_WRITE, true);
	iov[1].iov_len = SIZE_MAX;
	assert_int_equal(uiomove(area, 16, &uio), 0);
	assert_int_equal(uio.uio_resid, 0);
	make_uio(sizes, 2, UIO_READ, true);
	iov[1].iov_base = (char *)iov[0].iov_base + 4;
	kmsan_mark(area + 6, 4, KMSAN_STATE_UNINIT);
	assert_int_equal(uiomove(area, 16, &uio), 0);
	/* Bytes 6 and 7 were covered by 10 and 11; 8 and 9 lie at 4 and 5. */
	for (size_t i = 0; i < 12; i++)
		assert_int_equal(*shad_of(area + 2048 + i), i == 4 || i == 5 ? 0xff : 0);
	assert_memory_equal(area + 2052, area + 8, 8);
}

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

			fill();
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
test_frombuf(void **state)
{
	static const size_t sizes[] = {8, 24, 0, 0};
	char *buf = area + 100;

	(void)state;
	for (int64_t offset = -1; offset <= 66; offset++) {
		size_t left = offset < 0 || offset > 64 ? 0 : 64 - (size_t)offset;
		size_t n = left < 32 ? left : 32;

		for (size_t at = 0; at < 64; at++) {
			bool leaks = at >= (size_t)offset && at - (size_t)offset < n;

			fill();
			make_uio(sizes, 2, UIO_READ, false);
			uio.uio_offset = offset;
			kmsan_mark(buf + at, 1, 0x10);
			assert_int_equal(REPORTS(assert_int_equal(uiomove_frombuf(buf, 64, &uio),
					     offset < 0 ? KMSAN_EINVAL : 0)),
			    offset >= 0 && leaks);
			assert_int_equal(uio.uio_resid, 32 - n);
			if (n > 0)
				assert_memory_equal(area + 2048, buf + offset, n < 8 ? n : 8);
		}
	}
}

/* Offsets are in the caller's buffer. */
static void
test_frombuf_text(void **state)
{
	static const size_t sizes[] = {8, 24, 0, 0};

	(void)state;
	fill();
	make_uio(sizes, 2, UIO_READ, false);
	uio.uio_offset = 5;
	kmsan_mark(area + 7, 2, KMSAN_STATE_UNINIT);
	uiomove_frombuf(area, 40, &uio);
	assert_non_null(strstr(kmsan_test_console(), " In uiomove_frombuf():arg1 At Offset 7/40,"));
	assert_non_null(strstr(kmsan_test_console(), "  Bytes 7-8 of 40 are uninitialized\n"));
	assert_non_null(strstr(kmsan_test_console(), "SUMMARY: kMSan: kernel-infoleak "));
}

static void
test_check_uio(void **state)
{
	(void)state;
	for (unsigned s = 0; s < sizeof(shapes) / sizeof(shapes[0]); s++) {
		for (size_t at = 0; at < 64; at++) {
			fill();
			make_uio(shapes[s], PIECES, UIO_WRITE, true);
			kmsan_mark(piece_byte(shapes[s], at), 1, 0x80);
			uio.uio_resid = 64;
			assert_true(REPORTS(kmsan_check_uio(&uio, "log_write():arg1")));
			uio.uio_resid = at + 1;
			assert_true(REPORTS(
			    assert_int_equal(kmsan_check_uio(&uio, "log_write():arg1"), 1)));
			uio.uio_resid = at;
			assert_false(REPORTS(kmsan_check_uio(&uio, "log_write():arg1")));
			uio.uio_resid = 64;
			uio.uio_vmspace = NULL;
			assert_false(REPORTS(kmsan_check_uio(&uio, "log_write():arg1")));
		}
	}
	fill();
	make_uio(shapes[2], PIECES, UIO_WRITE, true);
	kmsan_mark(piece_byte(shapes[2], 9), 2, KMSAN_STATE_UNINIT);
	kmsan_check_uio(&uio, "log_write():arg1");
	assert_non_null(strstr(kmsan_test_console(), " In log_write():arg1 At Offset 9/64,"));
	assert_non_null(strstr(kmsan_test_console(), "  In iovec 2 of 4, byte 2 of its 8\n"));
}

static void
test_sysctl_copy(void **state)
{
	struct lwp *l = (struct lwp *)(void *)area;
	size_t done;

	(void)state;
	for (size_t at = 0; at < 16; at++) {
		fill();
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

static void
test_sysctl(void **state)
{
	size_t *length = (size_t *)(void *)(area + 512);
	char *old = area + 600, *new = area + 700;

	(void)state;
	for (size_t room = 0; room <= 13; room++) {
		for (size_t at = 0; at < 12; at++) {
			int error = -1;

			fill();
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
	fill();
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
	fill();
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
	fill();
	assert_false(REPORTS(error = kmsan_ioctl(driver, area, DEV_FAILS, u, 3)));
	assert_int_equal(error, KMSAN_ENXIO);
	assert_int_equal(u[0], (char)(1024 * 7 + 1));
	assert_int_equal(kmsan_ioctl(driver, area, DEV_WRITE, NULL, 3), KMSAN_EFAULT);
	assert_int_equal(kmsan_ioctl(driver, area, DEV_BOTH, NULL, 3), KMSAN_EFAULT);
}

static void
test_ioctl_text(void **state)
{
	(void)state;
	fill();
	kmsan_ioctl(driver, area, DEV_LARGE, area + 1024, 3);
	assert_non_null(strstr(kmsan_test_console(),
	    "MSan: Uninitialized Kmem Memory In ioctl():arg3 At Offset 599/600,"));
	assert_non_null(strstr(kmsan_test_console(), "SUMMARY: kMSan: kernel-infoleak "));
}

static int
set_up(void **state)
{
	(void)state;
	kmsan_test_reset();
	if (area == NULL)
		area = kmsan_port_pages(KMSAN_PAGE_SIZE);
	return area == NULL;
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test_setup(test_move, set_up),
	    cmocka_unit_test_setup(test_resid, set_up),
	    cmocka_unit_test_setup(test_faults, set_up),
	    cmocka_unit_test_setup(test_bad_uio, set_up),
	    cmocka_unit_test_setup(test_bad_kernel_uio, set_up),
	    cmocka_unit_test_setup(test_out_table, set_up),
	    cmocka_unit_test_setup(test_frombuf, set_up),
	    cmocka_unit_test_setup(test_frombuf_text, set_up),
	    cmocka_unit_test_setup(test_check_uio, set_up),
	    cmocka_unit_test_setup(test_sysctl_copy, set_up),
	    cmocka_unit_test_setup(test_sysctl, set_up),
	    cmocka_unit_test_setup(test_ioctl, set_up),
	    cmocka_unit_test_setup(test_ioctl_text, set_up),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
