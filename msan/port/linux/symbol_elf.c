/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Function names from the symbol table of an ELF file. The file is read, not mapped: one that is
 * cut short meanwhile would end a mapping's reader with SIGBUS. A buffer on the stack, no malloc.
 */
#define _GNU_SOURCE
#include <elf.h>
#include <fcntl.h>
#include <stddef.h>
#include <string.h>

#include "rawsys.h"
#include "symbol.h"

static bool
read_at(int fd, void *buf, size_t size, uint64_t offset)
{
	return KMSAN_SYS(SYS_pread64, fd, buf, size, offset) == (long)size;
}

static bool
read_header(int fd, Elf64_Ehdr *ehdr)
{
	return read_at(fd, ehdr, sizeof(*ehdr), 0) && memcmp(ehdr->e_ident, ELFMAG, SELFMAG) == 0 &&
	       ehdr->e_ident[EI_CLASS] == ELFCLASS64 && ehdr->e_ident[EI_DATA] == ELFDATA2LSB &&
	       ehdr->e_shentsize == sizeof(Elf64_Shdr);
}

static bool
read_section(int fd, const Elf64_Ehdr *ehdr, size_t index, Elf64_Shdr *shdr)
{
	return index < ehdr->e_shnum &&
	       read_at(fd, shdr, sizeof(*shdr), ehdr->e_shoff + index * sizeof(*shdr));
}

/* The first section of that type. */
static bool
find_section(int fd, const Elf64_Ehdr *ehdr, uint32_t type, Elf64_Shdr *shdr)
{
	size_t i;

	for (i = 0; i < ehdr->e_shnum; i++)
		if (read_section(fd, ehdr, i, shdr) && shdr->sh_type == type)
			return true;
	return false;
}

/*
 * A function with a size must contain the address; without one (assembly) it reaches to the next.
 * Among names for one function the global one is what people know.
 */
static bool
better(const Elf64_Sym *symbol, const Elf64_Sym *best, bool some, uintptr_t address)
{
	unsigned type = ELF64_ST_TYPE(symbol->st_info);

	if (type != STT_FUNC && type != STT_GNU_IFUNC && type != STT_NOTYPE)
		return false;
	if (symbol->st_shndx == SHN_UNDEF || symbol->st_shndx == SHN_ABS || symbol->st_name == 0 ||
	    symbol->st_value > address)
		return false;
	if (symbol->st_size != 0 && address - symbol->st_value >= symbol->st_size)
		return false;
	if (!some || symbol->st_value != best->st_value)
		return !some || symbol->st_value > best->st_value;
	if ((symbol->st_size != 0) != (best->st_size != 0))
		return symbol->st_size != 0;
	return ELF64_ST_BIND(symbol->st_info) == STB_GLOBAL &&
	       ELF64_ST_BIND(best->st_info) != STB_GLOBAL;
}

static bool
scan_table(int fd, const Elf64_Shdr *table, uintptr_t address, Elf64_Sym *best)
{
	Elf64_Sym symbols[256];
	uint64_t count = table->sh_size / sizeof(symbols[0]), done, i, n;
	bool some = false;

	for (done = 0; done < count; done += n) {
		n = count - done < 256 ? count - done : 256;
		if (!read_at(fd, symbols, n * sizeof(symbols[0]),
			table->sh_offset + done * sizeof(symbols[0])))
			break;
		for (i = 0; i < n; i++)
			if (better(&symbols[i], best, some, address)) {
				*best = symbols[i];
				some = true;
			}
	}
	return some;
}

static bool
find_in(int fd, const Elf64_Ehdr *ehdr, uint32_t type, uintptr_t address, struct kmsan_frame *frame)
{
	Elf64_Shdr table, strings;
	Elf64_Sym best;
	uint64_t room;
	long n;

	if (!find_section(fd, ehdr, type, &table) || table.sh_entsize != sizeof(Elf64_Sym) ||
	    !read_section(fd, ehdr, table.sh_link, &strings) || strings.sh_type != SHT_STRTAB ||
	    !scan_table(fd, &table, address, &best) || best.st_name >= strings.sh_size)
		return false;
	room = strings.sh_size - best.st_name;
	if (room > sizeof(frame->function) - 1)
		room = sizeof(frame->function) - 1;
	n = KMSAN_SYS(SYS_pread64, fd, frame->function, room, strings.sh_offset + best.st_name);
	if (n <= 0)
		return false;
	frame->function[n] = '\0';
	frame->offset = address - best.st_value;
	frame->size = best.st_size;
	return frame->function[0] != '\0';
}

/* Not to hang on what has become a fifo. */
static int
open_elf(const char *path, Elf64_Ehdr *ehdr)
{
	int fd = (int)KMSAN_SYS(SYS_open, path, O_RDONLY | O_CLOEXEC | O_NONBLOCK, 0, 0);

	if (fd >= 0 && !read_header(fd, ehdr)) {
		KMSAN_SYS(SYS_close, fd, 0, 0, 0);
		return -1;
	}
	return fd;
}

bool
kmsan_symbol_table_find(const char *path, uintptr_t address, struct kmsan_frame *frame)
{
	Elf64_Ehdr ehdr;
	int fd = open_elf(path, &ehdr);
	bool found;

	if (fd < 0)
		return false;
	found = find_in(fd, &ehdr, SHT_SYMTAB, address, frame) ||
		find_in(fd, &ehdr, SHT_DYNSYM, address, frame);
	KMSAN_SYS(SYS_close, fd, 0, 0, 0);
	return found;
}

static bool
note_build_id(int fd, const Elf64_Shdr *section, char *text, size_t size)
{
	static const char digits[] = "0123456789abcdef";
	struct {
		Elf64_Nhdr header;
		char name[4];
		uint8_t id[64];
	} note;
	size_t i;
	long n = KMSAN_SYS(SYS_pread64, fd, &note,
	    section->sh_size < sizeof(note) ? section->sh_size : sizeof(note), section->sh_offset);

	if (n < (long)offsetof(__typeof__(note), id) || note.header.n_namesz != 4 ||
	    note.header.n_type != NT_GNU_BUILD_ID || memcmp(note.name, "GNU", 4) != 0 ||
	    note.header.n_descsz == 0 ||
	    note.header.n_descsz > (size_t)n - offsetof(__typeof__(note), id))
		return false;
	for (i = 0; i < note.header.n_descsz && 2 * i + 2 < size; i++) {
		text[2 * i] = digits[note.id[i] >> 4];
		text[2 * i + 1] = digits[note.id[i] & 15];
	}
	text[2 * i] = '\0';
	return true;
}

bool
kmsan_symbol_build_id(const char *path, char *text, size_t size)
{
	Elf64_Ehdr ehdr;
	Elf64_Shdr section;
	int fd = open_elf(path, &ehdr);
	bool found = false;
	size_t i;

	if (fd < 0)
		return false;
	/* Linkers give each note a section of its own; the build id may stand in any of them. */
	for (i = 0; i < ehdr.e_shnum && !found; i++)
		found = read_section(fd, &ehdr, i, &section) && section.sh_type == SHT_NOTE &&
			note_build_id(fd, &section, text, size);
	KMSAN_SYS(SYS_close, fd, 0, 0, 0);
	return found;
}
