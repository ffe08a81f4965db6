/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Is a metadata hook still called in a program that was linked with --kmsan-fast? Calls are looked
 * for in its code as they are encoded on x86-64: e8 or e9 and a distance of four bytes. That the
 * bytes of something else look like a call of just these few addresses happens once in some
 * thousand programs, and then costs a wrong warning.
 */
#include "kmsan-cc.h"

#include <gelf.h>
#include <libelf.h>
#include <stdlib.h>
#include <string.h>

#define HOOKS 16
#define NAMES 3 /* how many functions the warning names */

static const char prefix[] = "__msan_metadata_ptr_for_";

struct look {
	Elf *elf;
	GElf_Shdr symbols; /* .symtab */
	Elf_Data *symbol_data;
	GElf_Addr hook[HOOKS];
	size_t nhooks;
	unsigned calls;
	const char *caller[NAMES];
	size_t ncallers;
};

static const char *
symbol(const struct look *look, size_t i, GElf_Sym *symbol)
{
	if (gelf_getsym(look->symbol_data, (int)i, symbol) == NULL)
		return NULL;
	return elf_strptr(look->elf, look->symbols.sh_link, symbol->st_name);
}

static size_t
symbol_count(const struct look *look)
{
	return look->symbols.sh_entsize == 0 ? 0 : look->symbols.sh_size / look->symbols.sh_entsize;
}

static void
note_call(struct look *look, GElf_Addr at)
{
	GElf_Sym sym;
	const char *name, *caller = "?";

	look->calls++;
	for (size_t i = 0; i < symbol_count(look); i++) {
		name = symbol(look, i, &sym);
		if (name != NULL && GELF_ST_TYPE(sym.st_info) == STT_FUNC && at >= sym.st_value &&
		    at - sym.st_value < sym.st_size)
			caller = name;
	}
	for (size_t i = 0; i < look->ncallers; i++)
		if (strcmp(look->caller[i], caller) == 0)
			return;
	if (look->ncallers < NAMES)
		look->caller[look->ncallers++] = caller;
}

static void
scan(struct look *look, const GElf_Shdr *header, const Elf_Data *data)
{
	const unsigned char *code = data->d_buf;
	int32_t distance;

	for (size_t i = 0; i + 5 <= data->d_size; i++) {
		if (code[i] != 0xe8 && code[i] != 0xe9)
			continue;
		memcpy(&distance, code + i + 1, sizeof(distance));
		for (size_t j = 0; j < look->nhooks; j++)
			if (header->sh_addr + i + 5 + (GElf_Addr)distance == look->hook[j])
				note_call(look, header->sh_addr + i);
	}
}

/* The addresses of the hooks. False: there is no symbol table. */
static bool
find_hooks(struct look *look)
{
	Elf_Scn *section = NULL;
	GElf_Sym sym;
	const char *name;

	while ((section = elf_nextscn(look->elf, section)) != NULL) {
		if (gelf_getshdr(section, &look->symbols) != NULL &&
		    look->symbols.sh_type == SHT_SYMTAB)
			break;
	}
	if (section == NULL)
		return false;
	look->symbol_data = elf_getdata(section, NULL);
	for (size_t i = 0; i < symbol_count(look) && look->nhooks < HOOKS; i++) {
		name = symbol(look, i, &sym);
		if (name != NULL && sym.st_shndx != SHN_UNDEF && has_prefix(name, prefix))
			look->hook[look->nhooks++] = sym.st_value;
	}
	return true;
}

void
verify_inlined(const char *output)
{
	struct look look = {0};
	Elf_Scn *section = NULL;
	GElf_Shdr header;
	Elf_Data *data;
	size_t size;
	char *image = read_file(output, &size);

	elf_version(EV_CURRENT);
	if (image == NULL || (look.elf = elf_memory(image, size)) == NULL)
		die("cannot read %s to see whether its hooks are inlined", output);
	if (!find_hooks(&look)) {
		fprintf(stderr,
		    "kmsan-cc: warning: %s has no symbol table: --kmsan-fast cannot tell whether "
		    "its hooks are inlined; strip it afterwards\n",
		    output);
		return;
	}
	while ((section = elf_nextscn(look.elf, section)) != NULL)
		if (gelf_getshdr(section, &header) != NULL && header.sh_type == SHT_PROGBITS &&
		    (header.sh_flags & SHF_EXECINSTR) != 0 &&
		    (data = elf_getdata(section, NULL)) != NULL && data->d_buf != NULL)
			scan(&look, &header, data);
	if (look.calls == 0)
		return;
	fprintf(stderr,
	    "kmsan-cc: warning: %s is not as fast as --kmsan-fast can be: %u call%s of "
	    "hooks left, in",
	    output, look.calls, look.calls == 1 ? "" : "s");
	for (size_t i = 0; i < look.ncallers; i++)
		fprintf(stderr, "%s %s", i > 0 ? "," : "", look.caller[i]);
	fprintf(stderr, "%s: were all objects built with --kmsan-fast, none with -fno-lto?\n",
	    look.ncallers == NAMES ? ", ..." : "");
}
