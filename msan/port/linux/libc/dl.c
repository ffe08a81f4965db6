/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Loading and unloading. What a library brings along is initialised; where it lies, something else
 * may have been, and what is mapped there when it is gone is not the loader's to mark.
 */
#include "libc.h"
#include <dlfcn.h>
#include <link.h>
#include <linux.h>

#define MAX_IMAGES 512

struct span {
	uintptr_t lo, hi;
};

struct images {
	unsigned n;
	struct span span[MAX_IMAGES];
};

static int
add_image(struct dl_phdr_info *info, size_t size, void *data)
{
	struct images *images = data;
	struct span span = {UINTPTR_MAX, 0};

	(void)size;
	for (unsigned i = 0; i < info->dlpi_phnum; i++) {
		const ElfW(Phdr) *h = &info->dlpi_phdr[i];
		uintptr_t start = info->dlpi_addr + h->p_vaddr;

		if (h->p_type != PT_LOAD)
			continue;
		if (start < span.lo)
			span.lo = start;
		if (start + h->p_memsz > span.hi)
			span.hi = start + h->p_memsz;
	}
	if (span.lo < span.hi && images->n < MAX_IMAGES)
		images->span[images->n++] = span;
	return 0;
}

/* Mark those of a that are not in b. */
static void
difference_out(const struct images *a, const struct images *b)
{
	for (unsigned i = 0; i < a->n; i++) {
		bool found = false;

		for (unsigned j = 0; j < b->n && !found; j++)
			found = a->span[i].lo == b->span[j].lo && a->span[i].hi == b->span[j].hi;
		if (!found)
			libc_out((const void *)a->span[i].lo, a->span[i].hi - a->span[i].lo);
	}
}

/*
 * Marked after the constructors ran: libc offers no moment in between. What they stored
 * uninitialised in variables of the library is not found later.
 */
static void
loaded(const struct images *before)
{
	struct images after = {0};

	(void)dl_iterate_phdr(add_image, &after);
	difference_out(&after, before);
	kmsan_linux_images_changed();
	libc_call();
}

WRAP(void *, dlopen, (const char *path, int mode))
{
	struct images before = {0};
	void *r;

	IN_STR(1, path);
	(void)dl_iterate_phdr(add_image, &before);
	r = dlopen(path, mode);
	loaded(&before);
	return r;
}

WRAP(void *, dlmopen, (Lmid_t space, const char *path, int mode))
{
	struct images before = {0};
	void *r;

	IN_STR(2, path);
	(void)dl_iterate_phdr(add_image, &before);
	r = dlmopen(space, path, mode);
	loaded(&before);
	return r;
}

WRAP(int, dlclose, (void *handle))
{
	struct images before = {0}, after = {0};
	int r;

	(void)dl_iterate_phdr(add_image, &before);
	r = dlclose(handle);
	(void)dl_iterate_phdr(add_image, &after);
	difference_out(&before, &after);
	kmsan_linux_images_changed();
	libc_call();
	return r;
}

/* Tail calls: RTLD_NEXT and RTLD_DEFAULT depend on who calls. */
WRAP(void *, dlsym, (void *restrict handle, const char *restrict name))
{
	IN_STR(2, name);
	__attribute__((musttail)) return dlsym(handle, name);
}

WRAP(void *, dlvsym,
    (void *restrict handle, const char *restrict name, const char *restrict version))
{
	IN_STR(2, name);
	IN_STR(3, version);
	__attribute__((musttail)) return dlvsym(handle, name, version);
}

FN(char *, dlerror, (void), (), NOTHING, OUT_STR(r));
FN(int, dladdr, (const void *at, Dl_info *out), (at, out), NOTHING,
    OUT_IF(r != 0, out, sizeof(*out)));
FN(int, dladdr1, (const void *at, Dl_info *out, void **extra, int flags), (at, out, extra, flags),
    NOTHING, OUT_IF(r != 0, out, sizeof(*out));
    OUT_IF(r != 0 && flags != 0, extra, sizeof(*extra)));

WRAP(int, dlinfo, (void *restrict handle, int request, void *restrict out))
{
	int r = dlinfo(handle, request, out);

	if (r != 0)
		return r;
	switch (request) {
	case RTLD_DI_ORIGIN:
		OUT_STR(out);
		break;
	case RTLD_DI_SERINFOSIZE:
		OUT(out, sizeof(Dl_serinfo));
		break;
	case RTLD_DI_SERINFO:
		OUT(out, ((Dl_serinfo *)out)->dls_size);
		break;
	default:
		OUT(out, sizeof(void *)); /* a link map, a name space, a number of a module */
	}
	return r;
}

/* libc describes each image in its own frame. */
struct iteration {
	int (*fn)(struct dl_phdr_info *, size_t, void *);
	void *data;
};

static int
iterated(struct dl_phdr_info *info, size_t size, void *p)
{
	struct iteration *i = p;
	int r;

	libc_out(info, size);
	libc_call();
	r = i->fn(info, size, i->data);
	libc_called("dl_iterate_phdr", 1, sizeof(r), (uintptr_t)i->fn);
	return r;
}

WRAP(int, dl_iterate_phdr, (int (*fn)(struct dl_phdr_info *, size_t, void *), void *data))
{
	return dl_iterate_phdr(iterated, &(struct iteration){fn, data});
}

FN(int, _dl_find_object, (void *at, struct dl_find_object *out), (at, out), NOTHING,
    OUT_IF(r == 0, out, sizeof(*out)));
