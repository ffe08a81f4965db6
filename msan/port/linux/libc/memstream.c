/* SPDX-License-Identifier: BSD-2-Clause */
#include "libc.h"
#include "memstream.h"
#include <kmsan/port.h>
#include <stdlib.h>

struct memstream {
	struct memstream *next;
	FILE *f;
	/* open_memstream: where libc stores the buffer's address and size. */
	void *buf_out;
	size_t *size_out;
	/* fmemopen: the program's buffer, and how far it was written. */
	char *buf;
	size_t size;
};

static struct memstream *streams;
static struct kmsan_lock streams_lock;

static struct memstream *
add(FILE *f)
{
	struct memstream *m = f != NULL ? calloc(1, sizeof(*m)) : NULL;

	if (m == NULL)
		return NULL;
	m->f = f;
	return m;
}

static void
publish(struct memstream *m)
{
	kmsan_port_lock(&streams_lock);
	m->next = streams;
	__atomic_store_n(&streams, m, __ATOMIC_RELEASE);
	kmsan_port_unlock(&streams_lock);
}

static bool
any(void)
{
	return __atomic_load_n(&streams, __ATOMIC_ACQUIRE) != NULL;
}

/* libc has stored everything up to the current position. */
static void
stored(struct memstream *m, long at)
{
	if (m->buf_out != NULL) {
		libc_out(m->buf_out, sizeof(void *));
		libc_out(m->size_out, sizeof(size_t));
	} else if (m->buf != NULL && at >= 0) {
		size_t n = (size_t)at;

		/* And a NUL behind, if there is room. */
		libc_out(m->buf, n < m->size ? n + 1 : m->size);
	}
}

void
memstream_flushed(FILE *f)
{
	if (!any())
		return;
	kmsan_port_lock(&streams_lock);
	for (struct memstream *m = streams; m != NULL; m = m->next)
		if (f == NULL || m->f == f)
			stored(m, m->buf != NULL ? ftell(m->f) : 0);
	kmsan_port_unlock(&streams_lock);
}

void
memstream_moving(FILE *f)
{
	memstream_flushed(f);
}

struct memstream *
memstream_closing(FILE *f)
{
	struct memstream *m = NULL;

	if (!any())
		return NULL;
	kmsan_port_lock(&streams_lock);
	for (struct memstream **at = &streams; *at != NULL; at = &(*at)->next) {
		if ((*at)->f == f) {
			m = *at;
			*at = m->next;
			break;
		}
	}
	kmsan_port_unlock(&streams_lock);
	if (m != NULL && m->buf != NULL)
		stored(m, ftell(f));
	return m;
}

void
memstream_closed(struct memstream *m)
{
	if (m == NULL)
		return;
	stored(m, -1);
	free(m);
}

WRAP(FILE *, open_memstream, (char **buf, size_t *size))
{
	FILE *f = open_memstream(buf, size);
	struct memstream *m = add(f);

	if (m != NULL) {
		m->buf_out = buf;
		m->size_out = size;
		publish(m);
	}
	return f;
}

WRAP(FILE *, open_wmemstream, (wchar_t * *buf, size_t *size))
{
	FILE *f = open_wmemstream(buf, size);
	struct memstream *m = add(f);

	if (m != NULL) {
		m->buf_out = buf;
		m->size_out = size;
		publish(m);
	}
	return f;
}

WRAP(FILE *, fmemopen, (void *buf, size_t size, const char *mode))
{
	FILE *f;
	struct memstream *m;

	IN_STR(3, mode);
	f = fmemopen(buf, size, mode);
	if (f == NULL || buf == NULL)
		return f;
	if (strchr(mode, 'w') != NULL)
		OUT(buf, 1); /* emptied at once */
	if (*mode == 'r' && strchr(mode, '+') == NULL)
		return f;
	m = add(f);
	if (m != NULL) {
		m->buf = buf;
		m->size = size;
		publish(m);
	}
	return f;
}

/*
 * fopencookie: the program's functions are called from all over libc, also from functions that
 * have no wrapper. Their return state must not be taken for that of those.
 */
struct cookie {
	void *cookie;
	cookie_io_functions_t functions;
};

static ssize_t
cookie_read(void *p, char *buf, size_t size)
{
	struct cookie *c = p;
	ssize_t r;

	libc_call();
	r = c->functions.read(c->cookie, buf, size);
	libc_called("fopencookie", 3, sizeof(r), (uintptr_t)c->functions.read);
	return r;
}

static ssize_t
cookie_write(void *p, const char *buf, size_t size)
{
	struct cookie *c = p;
	ssize_t r;

	libc_call();
	r = c->functions.write(c->cookie, buf, size);
	libc_called("fopencookie", 3, sizeof(r), (uintptr_t)c->functions.write);
	return r;
}

static int
cookie_seek(void *p, off64_t *at, int whence)
{
	struct cookie *c = p;
	int r;

	libc_out(at, sizeof(*at));
	libc_call();
	r = c->functions.seek(c->cookie, at, whence);
	libc_called("fopencookie", 3, sizeof(r), (uintptr_t)c->functions.seek);
	return r;
}

static int
cookie_close(void *p)
{
	struct cookie *c = p;
	int r = 0;

	if (c->functions.close != NULL) {
		libc_call();
		r = c->functions.close(c->cookie);
		libc_called("fopencookie", 3, sizeof(r), (uintptr_t)c->functions.close);
	}
	free(c);
	return r;
}

WRAP(FILE *, fopencookie, (void *cookie, const char *mode, cookie_io_functions_t functions))
{
	struct cookie *c;
	FILE *f;

	IN_STR(2, mode);
	c = malloc(sizeof(*c));
	if (c == NULL)
		return NULL;
	*c = (struct cookie){cookie, functions};
	f = fopencookie(c, mode,
	    (cookie_io_functions_t){.read = functions.read != NULL ? cookie_read : NULL,
		.write = functions.write != NULL ? cookie_write : NULL,
		.seek = functions.seek != NULL ? cookie_seek : NULL,
		.close = cookie_close});
	if (f == NULL)
		free(c);
	return f;
}
