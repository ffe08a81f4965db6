/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Which file is an address from? _dl_find_object() answers without a lock and is made to be called
 * in signal handlers; dl_iterate_phdr() would take a lock that the reporting thread, or one that
 * waits for it, may hold.
 */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <elf.h>
#include <fcntl.h>
#include <link.h>
#include <stdatomic.h>
#include <string.h>
#include <sys/auxv.h>
#include <sys/mman.h>

#include <kmsan/port.h>

#include "image.h"
#include "rawsys.h"
#include "unwind.h"

static char program_path[4096];
static _Atomic(const char *const *) start_environ;

/*
 * Images by the loader's name of them, when that is not absolute: the current directory has
 * perhaps changed since. Entries are for ever: a report may name an image that is gone.
 */
#define NAMED_MAX 64
static struct named {
	_Atomic uintptr_t start; /* load address; 0: free, odd: being written */
	char name[128];		 /* the loader's */
	char path[1024];
} named[NAMED_MAX];

__attribute__((constructor)) static void
image_start(int argc, char **argv, char **envp)
{
	(void)argc;
	(void)argv;
	kmsan_linux_program_path();
	atomic_store(&start_environ, (const char *const *)envp);
}

const char *const *
kmsan_linux_start_environ(void)
{
	return atomic_load(&start_environ);
}

const char *
kmsan_linux_start_getenv(const char *name)
{
	const char *const *env = kmsan_linux_start_environ();
	size_t length = strlen(name);

	for (; env != NULL && *env != NULL; env++)
		if (strncmp(*env, name, length) == 0 && (*env)[length] == '=')
			return *env + length + 1;
	return NULL;
}

int
kmsan_linux_read_line(struct kmsan_line_reader *reader, char *line, size_t size)
{
	size_t length = 0;
	bool some = false;
	long n;
	char c;

	for (;;) {
		if (reader->at == reader->have) {
			n = KMSAN_SYS(SYS_read, reader->fd, reader->buf, sizeof(reader->buf), 0);
			if (n <= 0)
				break;
			reader->have = (size_t)n;
			reader->at = 0;
		}
		some = true;
		c = reader->buf[reader->at++];
		if (c == '\n')
			break;
		if (length + 1 < size)
			line[length++] = c;
	}
	line[length] = '\0';
	return some;
}

uintptr_t
kmsan_linux_parse_hex(const char **text)
{
	uintptr_t value = 0;
	const char *p = *text;

	for (;; p++) {
		if (*p >= '0' && *p <= '9')
			value = value * 16 + (uintptr_t)(*p - '0');
		else if (*p >= 'a' && *p <= 'f')
			value = value * 16 + (uintptr_t)(*p - 'a' + 10);
		else
			break;
	}
	*text = p;
	return value;
}

/* The file that is mapped at addr, as the kernel names it. */
static bool
path_from_maps(uintptr_t addr, char *path, size_t size)
{
	struct kmsan_line_reader reader = {0};
	char line[1200];
	const char *p;
	uintptr_t lo, hi;
	bool found = false;

	reader.fd = (int)KMSAN_SYS(SYS_open, "/proc/self/maps", O_RDONLY | O_CLOEXEC, 0, 0);
	if (reader.fd < 0)
		return false;
	while (!found && kmsan_linux_read_line(&reader, line, sizeof(line))) {
		p = line;
		lo = kmsan_linux_parse_hex(&p);
		p += *p == '-';
		hi = kmsan_linux_parse_hex(&p);
		if (addr < lo || addr >= hi)
			continue;
		p = strchr(p, '/');
		if (p == NULL || strlen(p) >= size)
			break;
		memcpy(path, p, strlen(p) + 1);
		found = true;
	}
	KMSAN_SYS(SYS_close, reader.fd, 0, 0, 0);
	return found;
}

/* Started as "ld.so PROGRAM" the process executes ld.so, whose base the kernel then does not tell. */
const char *
kmsan_linux_program_path(void)
{
	size_t size = sizeof(program_path);
	long n;

	/* Two threads that are first at once write the same bytes. */
	if (program_path[0] == '\0' &&
	    (getauxval(AT_BASE) != 0 || !path_from_maps(getauxval(AT_PHDR), program_path, size))) {
		n = KMSAN_SYS(SYS_readlink, "/proc/self/exe", program_path, size - 1, 0);
		if (n < 0)
			program_path[0] = '\0';
	}
	return program_path;
}

static const char *
named_path(uintptr_t start, const char *name)
{
	size_t i;
	uintptr_t unused;
	char path[sizeof(named[0].path)];

	for (i = 0; i < NAMED_MAX; i++)
		if (atomic_load(&named[i].start) == start && strcmp(named[i].name, name) == 0)
			return named[i].path;
	if (strlen(name) >= sizeof(named[0].name) || !path_from_maps(start, path, sizeof(path)))
		return name;
	for (i = 0; i < NAMED_MAX; i++) {
		unused = 0;
		if (!atomic_compare_exchange_strong(&named[i].start, &unused, start | 1))
			continue;
		memcpy(named[i].name, name, strlen(name) + 1);
		memcpy(named[i].path, path, strlen(path) + 1);
		atomic_store(&named[i].start, start);
		return named[i].path;
	}
	return name;
}

/*
 * The run of neighbouring segments that cannot be written, around addr. Linkers put read-only
 * data before the text, behind it, or both. A writable segment between ends the run, and so does a
 * hole, in which something else may be mapped.
 */
static bool
segment_run(const ElfW(Phdr) * phdr, size_t count, uintptr_t addr, uintptr_t bias,
    struct kmsan_image *image)
{
	uintptr_t lo = 0, hi = 0, start;
	bool writable;
	size_t i;

	for (i = 0; i < count; i++) {
		if (phdr[i].p_type != PT_LOAD)
			continue;
		start = bias + phdr[i].p_vaddr;
		writable = (phdr[i].p_flags & PF_W) != 0;
		if (writable || start / KMSAN_PAGE_SIZE > hi / KMSAN_PAGE_SIZE + 1) {
			if (addr >= lo && addr < hi)
				break;
			hi = 0;
		}
		if (writable)
			continue;
		if (hi == 0)
			lo = start;
		hi = start + phdr[i].p_memsz;
	}
	image->lo = lo;
	image->hi = hi;
	return addr >= lo && addr < hi;
}

/* First in the loader's list, and without a name: the kernel loaded it, or the user named it. */
static bool
is_program(const struct dl_find_object *object)
{
	const struct link_map *map = object->dlfo_link_map;

	return map->l_prev == NULL && (map->l_name == NULL || map->l_name[0] == '\0');
}

static const char *
image_path(const struct dl_find_object *object)
{
	const char *name = object->dlfo_link_map->l_name;

	if (name == NULL || name[0] == '\0')
		return kmsan_linux_program_path();
	if (name[0] == '/')
		return name;
	return named_path((uintptr_t)object->dlfo_map_start, name);
}

/* The first page of an image is its ELF header: every linker loads it. */
static bool
is_header(const ElfW(Ehdr) * ehdr)
{
	return memcmp(ehdr->e_ident, ELFMAG, SELFMAG) == 0 &&
	       ehdr->e_phentsize == sizeof(ElfW(Phdr)) &&
	       ehdr->e_phoff + ehdr->e_phnum * sizeof(ElfW(Phdr)) <= KMSAN_PAGE_SIZE;
}

/*
 * Of the program the kernel knows the segments. Where there are holes between them, the loader has an
 * entry for each segment, and the one of addr does not tell where the header is: that of a library
 * is at what the loader added to its addresses, for they start at 0.
 */
static size_t
segments(const struct dl_find_object *object, const ElfW(Phdr) * *phdr)
{
	const ElfW(Ehdr) *ehdr = object->dlfo_map_start;
	uintptr_t added = object->dlfo_link_map->l_addr;

	if (is_program(object)) {
		*phdr = (const void *)getauxval(AT_PHDR);
		return getauxval(AT_PHNUM);
	}
	if (!is_header(ehdr)) {
		ehdr = (const ElfW(Ehdr) *)added;
		if (!kmsan_linux_readable(added) || !is_header(ehdr))
			return 0;
	}
	*phdr = (const void *)((uintptr_t)ehdr + ehdr->e_phoff);
	return ehdr->e_phnum;
}

int
kmsan_port_image(uintptr_t addr, struct kmsan_image *image)
{
	struct dl_find_object found;
	const ElfW(Phdr) * phdr;
	size_t count;

	if (_dl_find_object((void *)addr, &found) != 0)
		return -1;
	count = segments(&found, &phdr);
	image->base = found.dlfo_link_map->l_addr;
	if (count == 0 || !segment_run(phdr, count, addr, image->base, image))
		return -1;
	image->path = image_path(&found);
	return 0;
}

const char *
kmsan_linux_data_image(uintptr_t addr, uintptr_t *offset)
{
	struct dl_find_object found;

	if (_dl_find_object((void *)addr, &found) != 0)
		return NULL;
	*offset = addr - found.dlfo_link_map->l_addr;
	return image_path(&found);
}
