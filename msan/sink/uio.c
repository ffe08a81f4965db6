/* SPDX-License-Identifier: BSD-2-Clause */
#include <kmsan/uio.h>

#include <kmsan/hooks.h>
#include <kmsan/kmsan.h>
#include <kmsan/port.h>

#include "msan/sink/piece.h"

/* Its address says that a uio is the kernel's; there is nothing in it. */
static char kernel_space;

struct vmspace *
kmsan_vmspace_kernel(void)
{
	return (struct vmspace *)(void *)&kernel_space;
}

static bool
is_kernel(const struct uio *uio)
{
	return uio->uio_vmspace == kmsan_vmspace_kernel();
}

/* One piece; returns how many of the n bytes were not moved. */
static size_t
move_piece(char *buf, char *piece, size_t n, const struct uio *uio, uintptr_t pc)
{
	bool read = uio->uio_rw == UIO_READ, kernel = is_kernel(uio);
	char *dst = read ? piece : buf, *src = read ? buf : piece;
	enum kmsan_copy_dir dir = kernel ? KMSAN_COPY_KERNEL
				  : read ? KMSAN_COPY_TO_USER
					 : KMSAN_COPY_FROM_USER;
	size_t left = kmsan_port_copy(dst, src, n, dir);

	if (kernel)
		kmsan_copy_meta_from(dst, src, n - left, pc);
	else
		kmsan_mark(dst, n - left, KMSAN_STATE_INITED);
	return left;
}

static int
move(void *buf, size_t n, struct uio *uio, const char *name, uintptr_t pc)
{
	char *at = buf;

	while (n > 0) {
		struct iovec *iov = uio->uio_iov;
		size_t take, moved;

		if (uio->uio_iovcnt <= 0 || iov == NULL)
			kmsan_fatal(
			    pc, "%s: uio_resid is %zu, but no iovec is left", name, uio->uio_resid);
		take = iov->iov_len < n ? iov->iov_len : n;
		if (take == 0) {
			uio->uio_iov++;
			uio->uio_iovcnt--;
			continue;
		}
		moved = take - move_piece(at, iov->iov_base, take, uio, pc);
		/* A process's address, which may be NULL: not a pointer to calculate with. */
		iov->iov_base = (void *)((uintptr_t)iov->iov_base + moved);
		iov->iov_len -= moved;
		uio->uio_resid -= moved;
		uio->uio_offset += (int64_t)moved;
		at += moved;
		n -= moved;
		if (moved < take)
			return KMSAN_EFAULT;
	}
	return 0;
}

int
kmsan_uiomove(void *buf, size_t n, struct uio *uio)
{
	struct kmsan_sink_args args = {
	    .name = "uiomove():arg1", .kind = KMSAN_KIND_KERNEL, .pc = KMSAN_RET_ADDR};

	KMSAN_CHECK_ARGS("888");
	if (n > uio->uio_resid)
		n = uio->uio_resid;
	if (uio->uio_rw == UIO_READ && !is_kernel(uio))
		kmsan_check_range(buf, n, &args);
	return move(buf, n, uio, "uiomove", KMSAN_RET_ADDR);
}

int
kmsan_uiomove_frombuf(void *buf, size_t size, struct uio *uio)
{
	struct kmsan_sink_args args = {
	    .name = "uiomove_frombuf():arg1", .kind = KMSAN_KIND_KERNEL, .pc = KMSAN_RET_ADDR};
	size_t n;

	KMSAN_CHECK_ARGS("888");
	if (uio->uio_offset < 0)
		return KMSAN_EINVAL;
	if ((uint64_t)uio->uio_offset >= size)
		return 0;
	args.base = (size_t)uio->uio_offset;
	args.total = size;
	n = size - args.base < uio->uio_resid ? size - args.base : uio->uio_resid;
	if (uio->uio_rw == UIO_READ && !is_kernel(uio))
		kmsan_check_range((char *)buf + args.base, n, &args);
	return move((char *)buf + args.base, n, uio, "uiomove_frombuf", KMSAN_RET_ADDR);
}

size_t
kmsan_check_uio(const struct uio *uio, const char *name)
{
	struct kmsan_sink_args args = {
	    .name = name, .kind = KMSAN_KIND_KERNEL, .pc = KMSAN_RET_ADDR, .total = uio->uio_resid};
	struct piece piece = {.noun = "iovec", .count = (unsigned)uio->uio_iovcnt};
	size_t bad = 0;

	if (!is_kernel(uio))
		return 0;
	for (unsigned i = 0; i < piece.count && args.base < uio->uio_resid; i++) {
		const struct iovec *iov = &uio->uio_iov[i];
		size_t left = uio->uio_resid - args.base;
		size_t n = iov->iov_len < left ? iov->iov_len : left;

		piece.number = i + 1;
		piece.size = iov->iov_len;
		bad += piece_check(iov->iov_base, n, &args, &piece);
		args.base += n;
	}
	return bad;
}
