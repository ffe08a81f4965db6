/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * A character device: messages that are written to it are read back, oldest first, and ioctl says what
 * there is. What a process does with it stands in main().
 *
 * -DLEAK has three leaks that ioctl functions had again and again: a structure that was filled in on
 * the stack, member by member, with a hole between two of them; a string in an array that is
 * longer than it; and a buffer as long as the process wanted, of which only the beginning was filled.
 */
#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <sys/uio.h>

#include <kmsan/host.h>
#include <kmsan/ioctl.h>
#include <kmsan/kmem.h>
#include <kmsan/libkern.h>
#include <kmsan/uaccess.h>
#include <kmsan/uio.h>

#if defined(LEAK) && !defined(FIXED)
#define LEAKS 1
#else
#define LEAKS 0
#endif

#define NOINLINE __attribute__((noinline))

#define MESSAGES 4
#define MAXSIZE	 64

struct mbox_info {
	uint8_t full;
	uint32_t messages;
	uint64_t bytes;
};
struct mbox_name {
	char name[16];
	uint32_t unit;
};
/* The first message, without taking it. */
struct mbox_peek {
	void *buf;
	uint64_t size; /* room; then what the message has */
};
#define MBOX_GETINFO _IOR('M', 1, struct mbox_info)
#define MBOX_GETNAME _IOR('M', 2, struct mbox_name)
#define MBOX_PEEK    _IOWR('M', 3, struct mbox_peek)

struct message {
	size_t size;
	char *text;
};
struct mbox_softc {
	unsigned open, first, count;
	size_t bytes;
	struct message message[MESSAGES];
};

/* THE DRIVER */

static int
mbox_open(struct mbox_softc *sc)
{
	if (sc->open++ > 0)
		return EBUSY;
	return 0;
}

static void
mbox_close(struct mbox_softc *sc)
{
	for (; sc->count > 0; sc->count--) {
		struct message *m = &sc->message[sc->first++ % MESSAGES];

		kmem_free(m->text, m->size);
	}
	sc->open = 0;
}

static int
mbox_write(struct mbox_softc *sc, struct uio *uio)
{
	struct message *m = &sc->message[(sc->first + sc->count) % MESSAGES];
	size_t size = uio->uio_resid;
	int error;

	if (size == 0 || size > MAXSIZE)
		return EINVAL;
	if (sc->count == MESSAGES)
		return ENOSPC;
	m->text = kmem_alloc(size, KM_SLEEP);
	m->size = size;
	error = uiomove(m->text, size, uio);
	if (error != 0) {
		kmem_free(m->text, size);
		return error;
	}
	sc->count++;
	sc->bytes += size;
	return 0;
}

/* One message a time, as much as there is room for. */
static int
mbox_read(struct mbox_softc *sc, struct uio *uio)
{
	struct message *m = &sc->message[sc->first % MESSAGES];
	int error;

	if (sc->count == 0)
		return 0;
	error = uiomove(m->text, m->size, uio);
	if (error != 0)
		return error;
	sc->first++;
	sc->count--;
	sc->bytes -= m->size;
	kmem_free(m->text, m->size);
	return 0;
}

static NOINLINE void
mbox_fill_info(const struct mbox_softc *sc, struct mbox_info *info)
{
	if (!LEAKS)
		memset(info, 0, sizeof(*info));
	info->full = sc->count == MESSAGES;
	info->messages = sc->count;
	info->bytes = sc->bytes;
}

static NOINLINE int
mbox_getinfo(const struct mbox_softc *sc, void *data)
{
	struct mbox_info info;

	mbox_fill_info(sc, &info);
	memcpy(data, &info, sizeof(info));
	return 0;
}

static NOINLINE int
mbox_getname(void *data)
{
	struct mbox_name name;

	if (!LEAKS)
		memset(&name, 0, sizeof(name));
	strlcpy(name.name, "mbox", sizeof(name.name));
	name.unit = 0;
	memcpy(data, &name, sizeof(name));
	return 0;
}

static NOINLINE int
mbox_peek(const struct mbox_softc *sc, struct mbox_peek *peek)
{
	const struct message *m = &sc->message[sc->first % MESSAGES];
	size_t size = peek->size < MAXSIZE ? peek->size : MAXSIZE;
	char *copy;
	int error;

	if (sc->count == 0 || size < m->size)
		return EINVAL;
	if (!LEAKS)
		size = m->size;
	copy = kmem_alloc(size, KM_SLEEP);
	memcpy(copy, m->text, m->size);
	error = copyout(copy, peek->buf, size);
	kmem_free(copy, size);
	peek->size = m->size;
	return error;
}

static int
mbox_ioctl(void *cookie, unsigned long command, void *data, int flag)
{
	struct mbox_softc *sc = cookie;

	(void)flag;
	switch (command) {
	case MBOX_GETINFO:
		return mbox_getinfo(sc, data);
	case MBOX_GETNAME:
		return mbox_getname(data);
	case MBOX_PEEK:
		return mbox_peek(sc, data);
	default:
		return EINVAL;
	}
}

/* THE SYSTEM CALLS */

static int
sys_rw(struct mbox_softc *sc, const struct iovec *uiov, int n, enum uio_rw rw, size_t *done)
{
	struct iovec iov[4];
	struct uio uio = {.uio_iov = iov, .uio_iovcnt = n, .uio_rw = rw};
	int error = n > 4 ? EINVAL : copyin(uiov, iov, (size_t)n * sizeof(iov[0]));

	if (error != 0)
		return error;
	for (int i = 0; i < n; i++)
		uio.uio_resid += iov[i].iov_len;
	*done = uio.uio_resid;
	error = rw == UIO_READ ? mbox_read(sc, &uio) : mbox_write(sc, &uio);
	*done -= uio.uio_resid;
	return error;
}

static NOINLINE int
sys_ioctl(struct mbox_softc *sc, unsigned long command, void *udata)
{
	return kmsan_ioctl(mbox_ioctl, sc, command, udata, 0);
}

/* THE PROCESS */

struct process {
	struct iovec iov[2];
	char text[2][MAXSIZE];
	struct mbox_info info;
	struct mbox_name name;
	struct mbox_peek peek;
	char peeked[MAXSIZE];
};

static bool
sends(struct mbox_softc *sc, struct process *p, const char *text)
{
	size_t done;

	strcpy(p->text[0], text);
	p->iov[0] = (struct iovec){p->text[0], strlen(text)};
	return sys_rw(sc, p->iov, 1, UIO_WRITE, &done) == 0 && done == strlen(text);
}

/* Into two pieces, of 4 bytes and more. */
static bool
receives(struct mbox_softc *sc, struct process *p, const char *text)
{
	size_t done;

	p->iov[0] = (struct iovec){p->text[0], 4};
	p->iov[1] = (struct iovec){p->text[1], MAXSIZE};
	return sys_rw(sc, p->iov, 2, UIO_READ, &done) == 0 && done == strlen(text) &&
	       memcmp(p->text[0], text, 4) == 0 && memcmp(p->text[1], text + 4, done - 4) == 0;
}

static bool
asks(struct mbox_softc *sc, struct process *p)
{
	p->peek = (struct mbox_peek){p->peeked, sizeof(p->peeked)};
	return sys_ioctl(sc, MBOX_GETINFO, &p->info) == 0 && p->info.messages == 2 &&
	       p->info.bytes == 15 && sys_ioctl(sc, MBOX_GETNAME, &p->name) == 0 &&
	       strcmp(p->name.name, "mbox") == 0 && sys_ioctl(sc, MBOX_PEEK, &p->peek) == 0 &&
	       p->peek.size == 7 && memcmp(p->peeked, "message", 7) == 0;
}

int
main(void)
{
	static struct mbox_softc sc;
	struct process *p = kmsan_user_alloc(sizeof(*p));
	bool fine;

	if (p == NULL || mbox_open(&sc) != 0)
		return 1;
	fine = sends(&sc, p, "message") && sends(&sc, p, "another.") && asks(&sc, p) &&
	       receives(&sc, p, "message") && receives(&sc, p, "another.");
	mbox_close(&sc);
	kmsan_user_free(p, sizeof(*p));
	printf("%s\n", fine ? "2 messages" : "something is wrong");
	return fine ? 0 : 1;
}

// RUN-FLAGS: -DLEAK

// CHECK:=================================================================
// CHECK-NEXT:MSan: Uninitialized Stack Memory In ioctl():arg3 At Offset 1/16, Variable 'info' From mbox_getinfo()
// CHECK-NEXT:    #0 in sys_ioctl [[FILE]]:217:9 (t)
// CHECK-NEXT:    #1 in asks [[FILE]]:257:9 (t)
// CHECK-NEXT:    #2 in main [[FILE]]:272:66 (t)
// CHECK-NEXT:  Stored to memory at:
// CHECK-NEXT:    #0 in mbox_getinfo [[FILE]]:140:2 (t)
// CHECK-NEXT:    #1 in mbox_ioctl [[FILE]]:185:10 (t)
// CHECK-NEXT:    #2 in sys_ioctl [[FILE]]:217:9 (t)
// CHECK-NEXT:    #3 in asks [[FILE]]:257:9 (t)
// CHECK-NEXT:    #4 in main [[FILE]]:272:66 (t)
// CHECK-NEXT:  Variable 'info' of mbox_getinfo created at [[FILE]]:137:19
// CHECK-NEXT:  Bytes 1-3 of 16 are uninitialized
// CHECK-NEXT:  {{0x[0-9a-f]+}}: 00 ?? ?? ?? 02 00 00 00 0f 00 00 00 00 00 00 00
// CHECK-NEXT:SUMMARY: kMSan: kernel-infoleak [[FILE]]:217:9 in sys_ioctl
// CHECK-NEXT:=================================================================
// CHECK-NEXT:=================================================================
// CHECK-NEXT:MSan: Uninitialized Stack Memory In ioctl():arg3 At Offset 5/20, Variable 'name' From mbox_getname()
// CHECK-NEXT:    #0 in sys_ioctl [[FILE]]:217:9 (t)
// CHECK-NEXT:    #1 in asks [[FILE]]:258:32 (t)
// CHECK-NEXT:    #2 in main [[FILE]]:272:66 (t)
// CHECK-NEXT:  Stored to memory at:
// CHECK-NEXT:    #0 in mbox_getname [[FILE]]:153:2 (t)
// CHECK-NEXT:    #1 in mbox_ioctl [[FILE]]:187:10 (t)
// CHECK-NEXT:    #2 in sys_ioctl [[FILE]]:217:9 (t)
// CHECK-NEXT:    #3 in asks [[FILE]]:258:32 (t)
// CHECK-NEXT:    #4 in main [[FILE]]:272:66 (t)
// CHECK-NEXT:  Variable 'name' of mbox_getname created at [[FILE]]:147:19
// CHECK-NEXT:  Bytes 5-15 of 20 are uninitialized
// CHECK-NEXT:  {{0x[0-9a-f]+}}: 6d 62 6f 78 00 ?? ?? ?? ?? ?? ?? ?? ?? ?? ?? ??
// CHECK-NEXT:SUMMARY: kMSan: kernel-infoleak [[FILE]]:217:9 in sys_ioctl
// CHECK-NEXT:=================================================================
// CHECK-NEXT:=================================================================
// CHECK-NEXT:MSan: Uninitialized Kmem Memory In copyout():arg1 At Offset 7/64, From mbox_peek+{{0x[0-9a-f]+}}
// CHECK-NEXT:    #0 in mbox_peek [[FILE]]:171:10 (t)
// CHECK-NEXT:    #1 in mbox_ioctl [[FILE]]:189:10 (t)
// CHECK-NEXT:    #2 in sys_ioctl [[FILE]]:217:9 (t)
// CHECK-NEXT:    #3 in asks [[FILE]]:259:46 (t)
// CHECK-NEXT:    #4 in main [[FILE]]:272:66 (t)
// CHECK-NEXT:  Created by kmem_alloc(64) at:
// CHECK-NEXT:    #0 in mbox_peek [[FILE]]:169:9 (t)
// CHECK-NEXT:  Bytes 7-63 of 64 are uninitialized
// CHECK-NEXT:  {{0x[0-9a-f]+}}: 6d 65 73 73 61 67 65 ?? ?? ?? ?? ?? ?? ?? ?? ??
// CHECK-NEXT:  {{0x[0-9a-f]+}}: ?? ?? ?? ?? ?? ?? ?? ?? ?? ?? ?? ?? ?? ?? ?? ??
// CHECK-NEXT:  {{0x[0-9a-f]+}}: ?? ?? ?? ?? ?? ?? ?? ?? ?? ?? ?? ?? ?? ?? ?? ??
// CHECK-NEXT:  {{0x[0-9a-f]+}}: ?? ?? ?? ?? ?? ?? ?? ?? ?? ?? ?? ?? ?? ?? ?? ??
// CHECK-NEXT:  Address is 7 bytes inside a 64-byte Kmem object allocated by mbox_peek [[FILE]]:169:9
// CHECK-NEXT:SUMMARY: kMSan: kernel-infoleak [[FILE]]:171:10 in mbox_peek
// CHECK-NEXT:=================================================================
// CHECK-NEXT:kMSan: 3 reports (3 distinct), 0 suppressed
