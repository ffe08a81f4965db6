/* SPDX-License-Identifier: BSD-2-Clause */
/* What is in the file: functions, and where names of other files' functions are put in. */
#include "audit.h"

#include <stdlib.h>
#include <string.h>

/* As in kmsan-cc.h: what its objects say of how they pass arguments. */
#define ARGS_MARK "kmsan:args=eager"
#define ENTRY	  "__msan_get_context_state"

static bool
starts_with(const char *s, const char *prefix)
{
	return strncmp(s, prefix, strlen(prefix)) == 0;
}

static bool
get_section(const struct image *image, size_t index, GElf_Shdr *header, const char **name)
{
	Elf_Scn *section = elf_getscn(image->elf, index);
	size_t names;

	if (section == NULL || gelf_getshdr(section, header) == NULL ||
	    elf_getshdrstrndx(image->elf, &names) != 0)
		return false;
	*name = elf_strptr(image->elf, names, header->sh_name);
	return *name != NULL;
}

static size_t
sections(const struct image *image)
{
	size_t n = 0;

	return elf_getshdrnum(image->elf, &n) == 0 ? n : 0;
}

static Elf_Data *
section_data(const struct image *image, size_t index)
{
	return elf_getdata(elf_getscn(image->elf, index), NULL);
}

static size_t
entries(const GElf_Shdr *header)
{
	return header->sh_entsize == 0 ? 0 : header->sh_size / header->sh_entsize;
}

/* In an object every section starts at 0, so a place there is a section and an address. */
static size_t
key(const struct image *image, size_t section)
{
	return image->object ? section : 0;
}

const uint8_t *
image_code(const struct image *image, size_t section, uint64_t addr, size_t *size)
{
	GElf_Shdr header;
	const char *name;
	size_t first = image->object ? section : 1,
	       end = image->object ? section + 1 : sections(image);

	for (size_t i = first; i < end; i++) {
		uint64_t start;
		Elf_Data *data;

		if (!get_section(image, i, &header, &name) || header.sh_type != SHT_PROGBITS ||
		    (header.sh_flags & SHF_EXECINSTR) == 0)
			continue;
		start = image->object ? 0 : header.sh_addr;
		data = section_data(image, i);
		if (data == NULL || data->d_buf == NULL || addr < start ||
		    addr - start >= data->d_size)
			continue;
		*size = data->d_size - (addr - start);
		return (const uint8_t *)data->d_buf + (addr - start);
	}
	return NULL;
}

static int
compare_functions(const void *a, const void *b)
{
	const struct function *f = a, *g = b;

	if (f->section != g->section)
		return f->section < g->section ? -1 : 1;
	if (f->addr != g->addr)
		return f->addr < g->addr ? -1 : 1;
	/* Of several names of one function the best comes first. */
	if (f->label != g->label)
		return f->label ? 1 : -1;
	if (f->global != g->global)
		return f->global ? -1 : 1;
	return strcmp(f->name, g->name);
}

const struct function *
function_at(const struct image *image, size_t section, uint64_t addr)
{
	size_t low = 0, high = image->nfunctions;

	section = key(image, section);
	while (low < high) {
		size_t middle = low + (high - low) / 2;
		const struct function *f = &image->functions[middle];

		if (f->section == section && f->addr == addr)
			return f;
		if (f->section < section || (f->section == section && f->addr < addr))
			low = middle + 1;
		else
			high = middle;
	}
	return NULL;
}

static void
add_function(struct image *image, const GElf_Sym *symbol, const char *name)
{
	int type = GELF_ST_TYPE(symbol->st_info);
	bool label = type == STT_NOTYPE && GELF_ST_BIND(symbol->st_info) != STB_LOCAL;
	const char *section;
	struct function *f;
	GElf_Shdr header;

	if ((type != STT_FUNC && type != STT_GNU_IFUNC && !label) || name[0] == '\0' ||
	    symbol->st_shndx == SHN_UNDEF || symbol->st_shndx >= SHN_LORESERVE ||
	    !get_section(image, symbol->st_shndx, &header, &section) ||
	    (header.sh_flags & SHF_EXECINSTR) == 0)
		return;
	f = grow((void **)&image->functions, &image->nfunctions, sizeof(*f));
	f->name = name;
	f->addr = symbol->st_value;
	f->size = symbol->st_size;
	f->section = key(image, symbol->st_shndx);
	f->global = GELF_ST_BIND(symbol->st_info) != STB_LOCAL;
	f->label = label;
	f->runtime = starts_with(section, "kmsan_") || is_support(name);
}

/* Sort, one name for each address, and a size for those that assembly gave none. */
static void
finish_functions(struct image *image)
{
	size_t n = 0;

	if (image->nfunctions > 0)
		qsort(image->functions, image->nfunctions, sizeof(*image->functions),
		    compare_functions);
	for (size_t i = 0; i < image->nfunctions; i++) {
		struct function *f = &image->functions[i],
				*last = n > 0 ? &image->functions[n - 1] : NULL;

		/* A label in the middle of a function is none of its own. */
		if (last != NULL && last->section == f->section &&
		    (last->addr == f->addr || (f->label && f->addr - last->addr < last->size)))
			continue;
		image->functions[n++] = *f;
	}
	image->nfunctions = n;
	for (size_t i = 0; i < n; i++) {
		struct function *f = &image->functions[i];
		size_t room = 0;

		if (image_code(image, f->section, f->addr, &room) == NULL)
			room = 0;
		if (i + 1 < n && f[1].section == f->section && f[1].addr - f->addr < room)
			room = f[1].addr - f->addr;
		if (f->size == 0 || f->size > room)
			f->size = room;
	}
}

static void
read_symbols(struct image *image, size_t index, const GElf_Shdr *header)
{
	Elf_Data *data = section_data(image, index);
	GElf_Sym symbol;

	for (size_t i = 0; data != NULL && i < entries(header); i++) {
		const char *name;

		if (gelf_getsym(data, (int)i, &symbol) == NULL ||
		    (name = elf_strptr(image->elf, header->sh_link, symbol.st_name)) == NULL)
			continue;
		if (symbol.st_shndx == SHN_UNDEF && strcmp(name, ENTRY) == 0)
			image->wants = true;
		if (header->sh_type == SHT_SYMTAB)
			add_function(image, &symbol, name);
	}
}

static void
add_slot(
    struct image *image, size_t section, const GElf_Rela *rela, Elf_Data *symbols, size_t strings)
{
	struct slot slot = {.section = section, .addr = rela->r_offset};
	GElf_Sym symbol;

	if (GELF_R_TYPE(rela->r_info) == R_X86_64_RELATIVE) {
		slot.target = (uint64_t)rela->r_addend;
	} else {
		if (symbols == NULL ||
		    gelf_getsym(symbols, (int)GELF_R_SYM(rela->r_info), &symbol) == NULL)
			return;
		if (symbol.st_shndx == SHN_UNDEF) {
			slot.name = elf_strptr(image->elf, strings, symbol.st_name);
			if (slot.name == NULL || slot.name[0] == '\0')
				return;
		} else {
			slot.target_section = key(image, symbol.st_shndx);
			/* Of a call the addend counts from the end of the instruction. */
			slot.target =
			    symbol.st_value + (uint64_t)rela->r_addend + (image->object ? 4 : 0);
		}
	}
	*(struct slot *)grow((void **)&image->slots, &image->nslots, sizeof(slot)) = slot;
}

static void
read_relocations(struct image *image, size_t index, const GElf_Shdr *header)
{
	Elf_Data *data = section_data(image, index), *symbols = NULL;
	GElf_Shdr table = {0}, code;
	GElf_Rela rela;
	const char *name;

	if (header->sh_link != 0 && get_section(image, header->sh_link, &table, &name))
		symbols = section_data(image, header->sh_link);
	if (image->object && (!get_section(image, header->sh_info, &code, &name) ||
				 (code.sh_flags & SHF_EXECINSTR) == 0))
		return;
	for (size_t i = 0; data != NULL && i < entries(header); i++)
		if (gelf_getrela(data, (int)i, &rela) != NULL)
			add_slot(image, image->object ? header->sh_info : 0, &rela, symbols,
			    table.sh_link);
}

static int
compare_slots(const void *a, const void *b)
{
	const struct slot *s = a, *t = b;

	if (s->section != t->section)
		return s->section < t->section ? -1 : 1;
	return s->addr < t->addr ? -1 : s->addr > t->addr;
}

const struct slot *
slot_at(const struct image *image, size_t section, uint64_t addr)
{
	struct slot wanted = {.section = key(image, section), .addr = addr};

	return image->nslots == 0
		   ? NULL
		   : bsearch(&wanted, image->slots, image->nslots, sizeof(wanted), compare_slots);
}

static void
read_dynamic(struct image *image, size_t index, const GElf_Shdr *header)
{
	Elf_Data *data = section_data(image, index);
	GElf_Dyn dyn;

	for (size_t i = 0; data != NULL && i < entries(header); i++) {
		const char *text;

		if (gelf_getdyn(data, (int)i, &dyn) == NULL || dyn.d_tag == DT_NULL)
			break;
		if (dyn.d_tag != DT_NEEDED && dyn.d_tag != DT_RUNPATH && dyn.d_tag != DT_RPATH)
			continue;
		text = elf_strptr(image->elf, header->sh_link, dyn.d_un.d_val);
		if (text != NULL)
			names_add(dyn.d_tag == DT_NEEDED ? &image->needed : &image->paths, text);
	}
}

/* Where inlined hooks find the context: its distance from the thread pointer. */
static void
find_context(struct image *image, size_t index, const GElf_Shdr *header)
{
	Elf_Data *data = section_data(image, index);
	uint64_t room = 0;
	GElf_Phdr segment;
	GElf_Sym symbol;
	size_t n = 0;

	if (elf_getphdrnum(image->elf, &n) != 0)
		return;
	for (size_t i = 0; i < n; i++)
		if (gelf_getphdr(image->elf, (int)i, &segment) != NULL &&
		    segment.p_type == PT_TLS && segment.p_align != 0)
			room = (segment.p_memsz + segment.p_align - 1) & ~(segment.p_align - 1);
	for (size_t i = 0; room != 0 && data != NULL && i < entries(header); i++) {
		const char *name;

		if (gelf_getsym(data, (int)i, &symbol) == NULL ||
		    GELF_ST_TYPE(symbol.st_info) != STT_TLS)
			continue;
		name = elf_strptr(image->elf, header->sh_link, symbol.st_name);
		if (name != NULL && strcmp(name, "kmsan_linux_context") == 0)
			image->context = (int32_t)(symbol.st_value - room);
	}
}

static bool
is_marked(const struct image *image, size_t index)
{
	Elf_Data *data = section_data(image, index);

	return data != NULL && data->d_buf != NULL &&
	       memmem(data->d_buf, data->d_size, ARGS_MARK, strlen(ARGS_MARK)) != NULL;
}

/* What this is, if it is something for us. */
static bool
identify(struct image *image)
{
	const char *data = image->data;
	GElf_Ehdr header;

	if (image->size >= 4 &&
	    (memcmp(data, "BC\xc0\xde", 4) == 0 || memcmp(data, "\xde\xc0\x17\x0b", 4) == 0)) {
		complain("%s: LLVM bitcode: audit the program that is linked of it", image->title);
		return false;
	}
	if (image->size < SELFMAG || memcmp(data, ELFMAG, SELFMAG) != 0) {
		complain("%s: not an ELF file, nor an archive", image->title);
		return false;
	}
	image->elf = elf_memory(image->data, image->size);
	if (image->elf == NULL || gelf_getehdr(image->elf, &header) == NULL) {
		complain("%s: a damaged ELF file", image->title);
		return false;
	}
	if (header.e_machine != EM_X86_64 || header.e_ident[EI_CLASS] != ELFCLASS64) {
		complain("%s: not for x86-64", image->title);
		return false;
	}
	if (header.e_type != ET_REL && header.e_type != ET_EXEC && header.e_type != ET_DYN) {
		complain("%s: neither program, shared object nor object", image->title);
		return false;
	}
	image->object = header.e_type == ET_REL;
	image->shared = header.e_type == ET_DYN;
	return true;
}

static bool
is_cut(const struct image *image)
{
	GElf_Ehdr header;

	return gelf_getehdr(image->elf, &header) != NULL && header.e_shoff != 0 &&
	       (header.e_shoff > image->size ||
		   (uint64_t)header.e_shnum * header.e_shentsize > image->size - header.e_shoff);
}

bool
image_read(struct image *image, const char *title, char *data, size_t size)
{
	bool symbols = false;
	GElf_Shdr header;
	const char *name;

	*image = (struct image){.title = title, .data = data, .size = size};
	if (!identify(image))
		return false;
	if (is_cut(image)) {
		complain("%s: a damaged ELF file: its sections lie behind its end", title);
		return false;
	}
	for (size_t i = 1; i < sections(image); i++) {
		if (!get_section(image, i, &header, &name)) {
			complain("%s: a damaged ELF file: section %zu", title, i);
			return false;
		}
		symbols = symbols || header.sh_type == SHT_SYMTAB;
		if (header.sh_type == SHT_SYMTAB || header.sh_type == SHT_DYNSYM)
			read_symbols(image, i, &header);
		if (header.sh_type == SHT_SYMTAB && !image->object)
			find_context(image, i, &header);
		if (header.sh_type == SHT_RELA)
			read_relocations(image, i, &header);
		if (header.sh_type == SHT_DYNAMIC)
			read_dynamic(image, i, &header);
		if (strcmp(name, ".interp") == 0)
			image->shared = false;
		if (strcmp(name, ".GCC.command.line") == 0 && is_marked(image, i))
			image->marked = true;
	}
	if (!symbols) {
		complain("%s: no symbol table: audit it before it is stripped", title);
		return false;
	}
	finish_functions(image);
	if (image->nslots > 0)
		qsort(image->slots, image->nslots, sizeof(*image->slots), compare_slots);
	return true;
}
