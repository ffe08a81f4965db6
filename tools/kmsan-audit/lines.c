/* SPDX-License-Identifier: BSD-2-Clause */
/* The debug information: where things are in the source. */
#include "audit.h"

#include <dwarf.h>
#include <elfutils/libdwfl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

struct lines {
	Dwfl *dwfl;
	Dwfl_Module *module;
	GElf_Addr bias;
	GElf_Addr *base; /* of an object's sections, where libdwfl laid them */
	size_t nbases;
};

/* libdwfl gives the sections of an object addresses, and tells them by those of the symbols. */
static void
find_bases(struct lines *lines, size_t nsections)
{
	int n = dwfl_module_getsymtab(lines->module);

	lines->nbases = nsections;
	lines->base = allocate((nsections + 1) * sizeof(*lines->base));
	for (int i = 1; i < n; i++) {
		GElf_Word section = SHN_UNDEF;
		GElf_Addr addr;
		GElf_Sym symbol;

		if (dwfl_module_getsym_info(
			lines->module, i, &symbol, &addr, &section, NULL, NULL) != NULL &&
		    section != SHN_UNDEF && section < nsections)
			lines->base[section] = addr - symbol.st_value;
	}
}

/* libdwfl wants a file, and a member of an archive is none: so it gets a copy in memory. */
struct lines *
lines_open(const struct image *image)
{
	static const Dwfl_Callbacks callbacks = {
	    .find_elf = dwfl_build_id_find_elf,
	    .find_debuginfo = dwfl_standard_find_debuginfo,
	    .section_address = dwfl_offline_section_address,
	};
	struct lines *lines = allocate(sizeof(*lines));
	int fd = memfd_create("kmsan-audit", 0);
	size_t nsections = 0;
	GElf_Addr ignored;

	if (fd == -1 || write(fd, image->data, image->size) != (ssize_t)image->size)
		die("no memory for a copy of %s", image->title);
	lines->dwfl = dwfl_begin(&callbacks);
	if (lines->dwfl == NULL)
		return NULL;
	dwfl_report_begin(lines->dwfl);
	lines->module =
	    dwfl_report_offline(lines->dwfl, "", format_string("/proc/self/fd/%d", fd), fd);
	if (lines->module == NULL || dwfl_report_end(lines->dwfl, NULL, NULL) != 0)
		return NULL;
	dwfl_module_getelf(lines->module, &ignored);
	lines->bias = ignored;
	if (image->object && elf_getshdrnum(image->elf, &nsections) == 0)
		find_bases(lines, nsections);
	return lines;
}

static GElf_Addr
address(const struct lines *lines, const struct image *image, size_t section, uint64_t addr)
{
	if (!image->object)
		return addr + lines->bias;
	return addr + (section < lines->nbases ? lines->base[section] : 0);
}

static Dwarf_Die *
unit_at(
    struct lines *lines, const struct image *image, size_t section, uint64_t addr, Dwarf_Addr *pc)
{
	Dwarf_Die *unit = NULL;
	Dwarf_Addr bias;

	/* Not by .debug_aranges, which clang does not write. */
	while (lines != NULL && (unit = dwfl_module_nextcu(lines->module, unit, &bias)) != NULL) {
		*pc = address(lines, image, section, addr) - bias;
		if (dwarf_haspc(unit, *pc) > 0)
			return unit;
	}
	return NULL;
}

const char *
lines_at(struct lines *lines, const struct image *image, size_t section, uint64_t addr)
{
	Dwarf_Addr pc;
	Dwarf_Die *unit = unit_at(lines, image, section, addr, &pc);
	Dwarf_Line *line = unit == NULL ? NULL : dwarf_getsrc_die(unit, pc);
	const char *file = line == NULL ? NULL : dwarf_linesrc(line, NULL, NULL);
	int number = 0;

	if (file == NULL || dwarf_lineno(line, &number) != 0)
		return NULL;
	if (strncmp(file, "./", 2) == 0)
		file += 2;
	return format_string("%s:%d", file, number);
}

bool
lines_is_assembly(struct lines *lines, const struct image *image, size_t section, uint64_t addr)
{
	Dwarf_Addr pc;
	Dwarf_Die *unit = unit_at(lines, image, section, addr, &pc);

	return unit != NULL && dwarf_srclang(unit) == DW_LANG_Mips_Assembler;
}

uint64_t
lines_unit(struct lines *lines, const struct image *image, size_t section, uint64_t addr)
{
	Dwarf_Addr pc;
	Dwarf_Die *unit = unit_at(lines, image, section, addr, &pc);

	return unit == NULL ? 0 : dwarf_dieoffset(unit);
}

static void
add_source(struct names *sources, const char *path)
{
	if (path == NULL || strncmp(path, "/usr/", 5) == 0 || access(path, R_OK) != 0)
		return;
	if (strncmp(path, "./", 2) == 0)
		path += 2;
	for (size_t i = 0; i < sources->n; i++)
		if (strcmp(sources->v[i], path) == 0)
			return;
	names_add(sources, path);
}

void
lines_sources(struct lines *lines, struct names *sources)
{
	Dwarf_Die *unit = NULL;
	Dwarf_Addr bias;

	if (lines == NULL)
		return;
	while ((unit = dwfl_module_nextcu(lines->module, unit, &bias)) != NULL) {
		Dwarf_Files *files;
		size_t n;

		if (dwarf_getsrcfiles(unit, &files, &n) != 0)
			continue;
		for (size_t i = 0; i < n; i++)
			add_source(sources, dwarf_filesrc(files, i, NULL, NULL));
	}
	names_sort(sources);
}
