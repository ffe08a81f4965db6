/* SPDX-License-Identifier: BSD-2-Clause */

/* Strings in kmem: each has exactly the size of its contents, so kmem_strfree() knows it. */

#include "alloc/kmem.h"

#include <string.h>

#include <kmsan/hooks.h>
#include <kmsan/kmsan.h>

#include "alloc/format.h"

static size_t
length(const char *s, size_t max)
{
	size_t n = 0;

	while (n < max && s[n] != '\0')
		n++;
	return n;
}

static void
measure(struct format_out *out, const char *text, size_t n, const char *from)
{
	(void)text;
	(void)from;
	out->used += n;
}

static void
write(struct format_out *out, const char *text, size_t n, const char *from)
{
	/* A string may have become longer since it was measured. */
	if (n > out->room - out->used)
		n = out->room - out->used;
	memcpy(out->buf + out->used, text, n);
	/* What was not initialised in a string is not in the result. */
	if (from != NULL)
		kmsan_copy_meta_from(out->buf + out->used, from, n, out->pc);
	out->used += n;
}

char *
kmem_asprintf(const char *format, ...)
{
	uintptr_t pc = KMSAN_RET_ADDR;
	struct format_out out = {.put = measure};
	const char *unknown;
	va_list ap;
	size_t size;

	va_start(ap, format);
	unknown = format_args(&out, format, ap);
	if (unknown != NULL)
		kmsan_fatal(pc, "kmem_asprintf: unknown conversion '%s'", unknown);
	size = out.used + 1;
	out = (struct format_out){
	    .put = write,
	    .buf = kmem_alloc_from(size, KM_SLEEP, "kmem_asprintf", pc),
	    .room = size - 1,
	    .pc = pc,
	};
	kmsan_mark(out.buf, size, KMSAN_STATE_INITED);
	format_args(&out, format, ap);
	va_end(ap);
	out.buf[out.used] = '\0';
	return out.buf;
}

static char *
duplicate(const char *string, size_t n, km_flag_t flags, const char *who, uintptr_t pc)
{
	char *copy = kmem_alloc_from(n + 1, flags, who, pc);

	if (copy == NULL)
		return NULL;
	memcpy(copy, string, n);
	kmsan_copy_meta_from(copy, string, n, pc);
	copy[n] = '\0';
	kmsan_mark(copy + n, 1, KMSAN_STATE_INITED);
	return copy;
}

char *
kmem_strdupsize(const char *string, size_t *size, km_flag_t flags)
{
	size_t n = length(string, SIZE_MAX);
	char *copy = duplicate(string, n, flags, "kmem_strdupsize", KMSAN_RET_ADDR);

	if (copy != NULL && size != NULL) {
		*size = n + 1;
		kmsan_mark(size, sizeof(*size), KMSAN_STATE_INITED);
	}
	return copy;
}

char *
kmem_strndup(const char *string, size_t max, km_flag_t flags)
{
	return duplicate(string, length(string, max), flags, "kmem_strndup", KMSAN_RET_ADDR);
}

void
kmem_strfree(char *string)
{
	if (string != NULL)
		kmem_free_from(
		    string, length(string, SIZE_MAX) + 1, "kmem_strfree", KMSAN_RET_ADDR);
}

void *
kmem_tmpbuf_alloc(size_t size, void *buffer, size_t buffer_size, km_flag_t flags)
{
	if (size <= buffer_size)
		return buffer;
	return kmem_alloc_from(size, flags, "kmem_tmpbuf_alloc", KMSAN_RET_ADDR);
}

void
kmem_tmpbuf_free(void *p, size_t size, void *buffer)
{
	if (p != buffer)
		kmem_free_from(p, size, "kmem_tmpbuf_free", KMSAN_RET_ADDR);
}
