/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Asynchronous input and output: another thread of libc's fills the buffer; the program may look at
 * it from aio_return on.
 */
#include "libc.h"
#include <aio.h>
#include <fcntl.h>

#define IN_FIELD(arg, p, name) IN(arg, &(p)->name, sizeof((p)->name))
#define IN_BLOCK(arg, p)                                                                           \
	do {                                                                                       \
		IN_FIELD(arg, p, aio_fildes);                                                      \
		IN_FIELD(arg, p, aio_reqprio);                                                     \
		IN_FIELD(arg, p, aio_buf);                                                         \
		IN_FIELD(arg, p, aio_nbytes);                                                      \
		IN_FIELD(arg, p, aio_offset);                                                      \
	} while (0)

FN(int, aio_read, (struct aiocb * p), (p), IN_BLOCK(1, p), NOTHING);
ALIAS(aio_read64, aio_read);

WRAP(int, aio_write, (struct aiocb * p))
{
	IN_BLOCK(1, p);
	IN_SEND(1, (const void *)(uintptr_t)p->aio_buf, p->aio_nbytes);
	return aio_write(p);
}
ALIAS(aio_write64, aio_write);

FN(ssize_t, aio_return, (struct aiocb * p), (p), NOTHING,
    OUT_IF(r > 0 && p->aio_lio_opcode == LIO_READ, (const void *)(uintptr_t)p->aio_buf, (size_t)r));
ALIAS(aio_return64, aio_return);

FN(int, aio_suspend, (const struct aiocb *const *list, int n, const struct timespec *t),
    (list, n, t), IN(1, list, n < 0 ? 0 : (size_t)n * sizeof(*list));
    IN(3, t, sizeof(*t)), NOTHING);
ALIAS(aio_suspend64, aio_suspend);

WRAP(int, lio_listio,
    (int mode, struct aiocb *const *restrict list, int n, struct sigevent *restrict event))
{
	IN(2, list, n < 0 ? 0 : (size_t)n * sizeof(*list));
	for (int i = 0; i < n; i++) {
		struct aiocb *p = list[i];

		if (p == NULL)
			continue;
		IN_FIELD(2, p, aio_lio_opcode);
		IN_BLOCK(2, p);
		if (p->aio_lio_opcode == LIO_WRITE)
			IN_SEND(2, (const void *)(uintptr_t)p->aio_buf, p->aio_nbytes);
	}
	return lio_listio(mode, list, n, event);
}
ALIAS(lio_listio64, lio_listio);

/* Of the structure what libc looks at. */
WRAP(void, aio_init, (const struct aioinit *p))
{
	IN(1, p, offsetof(struct aioinit, aio_locks));
	aio_init(p);
}
