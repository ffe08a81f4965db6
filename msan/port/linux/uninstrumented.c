/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Which libraries does instrumented code call that are not instrumented themselves? What they write
 * looks uninitialised: that makes most reports that are false, and whoever reads one has to hear
 * of it there and then, not from a manual.
 */
#define _GNU_SOURCE
#include <elf.h>
#include <link.h>
#include <stdbool.h>
#include <string.h>

#include <kmsan/hooks.h>

#include "linux.h"

#define OBJECTS_MAX 128

/* libc's and libatomic's functions have wrappers, and the runtime brings libunwind along. */
static const char *const known[] = {"libc.so.", "libm.so.", "libpthread.so.", "libdl.so.",
    "librt.so.", "libutil.so.", "libresolv.so.", "libanl.so.", "libatomic.so.", "ld-linux",
    "libgcc_s.so.", "libunwind.so.", "libunwind-", "linux-vdso.so."};

struct object {
	const char *name; /* without folders */
	const ElfW(Dyn) * dynamic;
	ElfW(Addr) base;
	bool instrumented;
};

struct objects {
	struct object v[OBJECTS_MAX];
	unsigned n;
};

static const char *
without_folders(const char *path)
{
	const char *slash = strrchr(path, '/');

	return slash != NULL ? slash + 1 : path;
}

/* The loader has made addresses of these values, but not for the kernel's vdso. */
static ElfW(Addr) value(const struct object *object, ElfW(Sxword) tag)
{
	for (const ElfW(Dyn) *d = object->dynamic; d->d_tag != DT_NULL; d++)
		if (d->d_tag == tag)
			return d->d_un.d_ptr < object->base ? d->d_un.d_ptr + object->base
							    : d->d_un.d_ptr;
	return 0;
}

/*
 * Instrumented code asks for its context or calls other hooks, which the program has: symbols that
 * are undefined here. They come first, before those that the hash table knows.
 */
static bool
asks_for_hooks(const struct object *object)
{
	const uint32_t *hash = (const uint32_t *)value(object, DT_GNU_HASH);
	const ElfW(Sym) *symbols = (const ElfW(Sym) *)value(object, DT_SYMTAB);
	const char *strings = (const char *)value(object, DT_STRTAB);
	uint32_t n;

	if (symbols == NULL || strings == NULL)
		return false;
	if (hash != NULL)
		n = hash[1];
	else if ((hash = (const uint32_t *)value(object, DT_HASH)) != NULL)
		n = hash[1];
	else
		return false;
	for (uint32_t i = 0; i < n; i++)
		if (strncmp(strings + symbols[i].st_name, "__msan_", 7) == 0)
			return true;
	return false;
}

static int
collect(struct dl_phdr_info *info, size_t size, void *arg)
{
	struct objects *objects = arg;
	struct object *object = &objects->v[objects->n];

	(void)size;
	*object =
	    (struct object){.name = without_folders(info->dlpi_name), .base = info->dlpi_addr};
	for (int i = 0; i < info->dlpi_phnum; i++)
		if (info->dlpi_phdr[i].p_type == PT_DYNAMIC)
			object->dynamic =
			    (const ElfW(Dyn) *)(info->dlpi_addr + info->dlpi_phdr[i].p_vaddr);
	if (object->dynamic == NULL)
		return 0;
	/* The first is the program, and has the runtime in it. */
	object->instrumented = objects->n == 0 || asks_for_hooks(object);
	return ++objects->n == OBJECTS_MAX;
}

static bool
needs(const struct object *object, const char *name)
{
	const char *strings = (const char *)value(object, DT_STRTAB);

	for (const ElfW(Dyn) *d = object->dynamic; d->d_tag != DT_NULL; d++)
		if (d->d_tag == DT_NEEDED &&
		    strcmp(without_folders(strings + d->d_un.d_val), name) == 0)
			return true;
	return false;
}

static bool
is_known(const char *name)
{
	for (size_t i = 0; i < sizeof(known) / sizeof(known[0]); i++)
		if (strncmp(name, known[i], strlen(known[i])) == 0)
			return true;
	return false;
}

void
kmsan_linux_uninstrumented(void)
{
	static struct objects objects; /* called once, at exit */

	dl_iterate_phdr(collect, &objects);
	for (unsigned i = 1; i < objects.n; i++) {
		const struct object *object = &objects.v[i];

		if (object->instrumented || is_known(object->name))
			continue;
		for (unsigned k = 0; k < objects.n; k++) {
			if (!objects.v[k].instrumented || !needs(&objects.v[k], object->name))
				continue;
			kmsan_note("%s is not instrumented: what it writes looks uninitialized "
				   "(kmsan-audit says more)",
			    object->name);
			break;
		}
	}
}
