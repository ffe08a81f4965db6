/* SPDX-License-Identifier: BSD-2-Clause */
/* uiomove and its kin. */
#define _GNU_SOURCE
#include "sinks/area.h"

#include <sys/uio.h>

#include <kmsan/uio.h>

#define PIECES 4

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

	fill_area();
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
	fill_area();
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

		fill_area();
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

/* Within the kernel: shad as far as the data, and no further. */
static void
test_kernel_faults(void **state)
{
	static const size_t sizes[] = {10, 20, 30, 4};
	char *buf = area + 5;

	(void)state;
	for (size_t fault = 0; fault < 64; fault++) {
		fill_area();
		make_uio(sizes, PIECES, fault % 2 ? UIO_READ : UIO_WRITE, true);
		/* Uninitialised is what is copied to. */
		for (size_t i = 0; i < 64; i++)
			kmsan_mark(fault % 2 ? piece_byte(sizes, i) : buf + i, 1, 0xff);
		kmsan_test_fault(piece_byte(sizes, fault), 30);
		assert_int_equal(uiomove(buf, 64, &uio), KMSAN_EFAULT);
		for (size_t i = 0; i < 64; i++)
			assert_int_equal(*shad_of(fault % 2 ? piece_byte(sizes, i) : buf + i),
			    i < fault ? 0 : 0xff);
		kmsan_test_fault(NULL, 0);
	}
}

static void
test_bad_uio(void **state)
{
	static const size_t sizes[] = {8, 8, 8, 8};

	(void)state;
	fill_area();
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
	fill_area();
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

			fill_area();
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
	fill_area();
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
			fill_area();
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
	fill_area();
	make_uio(shapes[2], PIECES, UIO_WRITE, true);
	kmsan_mark(piece_byte(shapes[2], 9), 2, KMSAN_STATE_UNINIT);
	kmsan_check_uio(&uio, "log_write():arg1");
	assert_non_null(strstr(kmsan_test_console(), " In log_write():arg1 At Offset 9/64,"));
	assert_non_null(strstr(kmsan_test_console(), "  In iovec 2 of 4, byte 2 of its 8\n"));
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test_setup(test_move, set_up),
	    cmocka_unit_test_setup(test_resid, set_up),
	    cmocka_unit_test_setup(test_faults, set_up),
	    cmocka_unit_test_setup(test_kernel_faults, set_up),
	    cmocka_unit_test_setup(test_bad_uio, set_up),
	    cmocka_unit_test_setup(test_bad_kernel_uio, set_up),
	    cmocka_unit_test_setup(test_frombuf, set_up),
	    cmocka_unit_test_setup(test_frombuf_text, set_up),
	    cmocka_unit_test_setup(test_check_uio, set_up),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
