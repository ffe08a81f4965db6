/* SPDX-License-Identifier: BSD-2-Clause */
/* The debug information of a file, kept for the next question. */
#include "layout_dwarf.h"

#include <elfutils/libdwfl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#define FILES_MAX 4

static struct file {
	char *path;
	struct stat st;
	Dwfl *dwfl;
	Dwarf *dwarf; /* NULL: it has none */
	unsigned long used;
} files[FILES_MAX];
static unsigned long uses;

static void
file_close(struct file *file)
{
	if (file->dwfl != NULL)
		dwfl_end(file->dwfl);
	free(file->path);
	memset(file, 0, sizeof(*file));
}

void
layout_close(void)
{
	size_t i;

	for (i = 0; i < FILES_MAX; i++)
		file_close(&files[i]);
}

/* libdwfl finds debug information that is in a file of its own (.gnu_debuglink, build id). */
static void
file_open(struct file *file, const char *path, const struct stat *st)
{
	static char *debuginfo_path;
	static const Dwfl_Callbacks callbacks = {
	    .find_elf = dwfl_build_id_find_elf,
	    .find_debuginfo = dwfl_standard_find_debuginfo,
	    .section_address = dwfl_offline_section_address,
	    .debuginfo_path = &debuginfo_path,
	};
	Dwfl_Module *module;
	Dwarf_Addr bias;

	file->path = strdup(path);
	file->st = *st;
	file->dwfl = dwfl_begin(&callbacks);
	if (file->dwfl == NULL)
		return;
	module = dwfl_report_offline(file->dwfl, "", path, -1);
	if (module != NULL && dwfl_report_end(file->dwfl, NULL, NULL) == 0)
		file->dwarf = dwfl_module_getdwarf(module, &bias);
}

static bool
same_file(const struct stat *a, const struct stat *b)
{
	return a->st_dev == b->st_dev && a->st_ino == b->st_ino && a->st_size == b->st_size &&
	       a->st_mtim.tv_sec == b->st_mtim.tv_sec && a->st_mtim.tv_nsec == b->st_mtim.tv_nsec;
}

Dwarf *
layout_open(const char *path)
{
	struct file *oldest = &files[0];
	struct stat st;
	size_t i;

	/* Only a file that is one: opening a fifo would wait for ever. */
	if (stat(path, &st) != 0 || !S_ISREG(st.st_mode))
		return NULL;
	for (i = 0; i < FILES_MAX; i++) {
		if (files[i].path != NULL && strcmp(files[i].path, path) == 0 &&
		    same_file(&files[i].st, &st)) {
			files[i].used = ++uses;
			return files[i].dwarf;
		}
		if (files[i].used < oldest->used)
			oldest = &files[i];
	}
	file_close(oldest);
	file_open(oldest, path, &st);
	oldest->used = ++uses;
	return oldest->dwarf;
}
