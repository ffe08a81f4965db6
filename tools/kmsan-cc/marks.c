/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * One program, one way to pass arguments: every instrumented object must carry the mark that
 * flags.c puts there. Looks into objects, shared objects, archives (thin ones too) and bitcode.
 * Not seen: an object whose parts, joined by ld -r, came from different flags.
 */
#include "kmsan-cc.h"

#include <ar.h>
#include <gelf.h>
#include <libelf.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static const char entry[] = "__msan_get_context_state";

static bool
contains(const char *data, size_t size, const char *what)
{
	size_t n = strlen(what);

	for (const char *end = data + size; (size_t)(end - data) >= n; data++) {
		data = memchr(data, what[0], (size_t)(end - data) - n + 1);
		if (data == NULL)
			return false;
		if (memcmp(data, what, n) == 0)
			return true;
	}
	return false;
}

/* Does this symbol table leave the entry undefined? */
static bool
wants_runtime(Elf *elf, Elf_Scn *section, const GElf_Shdr *header)
{
	Elf_Data *data = elf_getdata(section, NULL);
	GElf_Sym symbol;
	const char *name;

	if (data == NULL || header->sh_entsize == 0)
		return false;
	for (size_t i = 0; i < header->sh_size / header->sh_entsize; i++) {
		if (gelf_getsym(data, (int)i, &symbol) == NULL || symbol.st_shndx != SHN_UNDEF)
			continue;
		name = elf_strptr(elf, header->sh_link, symbol.st_name);
		if (name != NULL && strcmp(name, entry) == 0)
			return true;
	}
	return false;
}

static bool
elf_is_fit(char *image, size_t size)
{
	Elf *elf = elf_memory(image, size);
	Elf_Scn *section = NULL;
	GElf_Shdr header;
	size_t names;
	bool wants = false, marked = false;

	if (elf == NULL || elf_kind(elf) != ELF_K_ELF || elf_getshdrstrndx(elf, &names) != 0) {
		elf_end(elf);
		return true; /* the linker has better words for what this is */
	}
	while ((section = elf_nextscn(elf, section)) != NULL) {
		const char *name;
		Elf_Data *data;

		if (gelf_getshdr(section, &header) == NULL)
			continue;
		name = elf_strptr(elf, names, header.sh_name);
		if (header.sh_type == SHT_SYMTAB || header.sh_type == SHT_DYNSYM) {
			wants = wants || wants_runtime(elf, section, &header);
		} else if (name != NULL && strcmp(name, ".GCC.command.line") == 0) {
			data = elf_getdata(section, NULL);
			marked = marked || (data != NULL && data->d_buf != NULL &&
					       contains(data->d_buf, data->d_size, ARGS_MARK));
		}
	}
	elf_end(elf);
	return !wants || marked;
}

/*
 * Bitcode keeps both strings as bytes: the symbol in its string table, the mark in its metadata.
 * To look for the bytes is less than to read the bitcode, and needs no LLVM.
 */
static bool
object_is_fit(char *data, size_t size)
{
	if (size > 4 && memcmp(data, ELFMAG, SELFMAG) == 0)
		return elf_is_fit(data, size);
	if (size > 4 &&
	    (memcmp(data, "BC\xc0\xde", 4) == 0 || memcmp(data, "\xde\xc0\x17\x0b", 4) == 0))
		return !contains(data, size, entry) || contains(data, size, ARGS_MARK);
	return true;
}

static _Noreturn void
refuse(const char *file, const char *member)
{
	die("%s%s%s%s is instrumented, but not by kmsan-cc: it may pass arguments in another way; "
	    "build it with kmsan-cc, or with what kmsan-cc --kmsan-print-flags=compile prints",
	    file, member != NULL ? "(" : "", member != NULL ? member : "",
	    member != NULL ? ")" : "");
}

/* The member's name: "short/", or "/123" in the table of long names. */
static char *
member_name(const struct ar_hdr *member, const char *table, size_t table_size)
{
	char name[sizeof(member->ar_name) + 1] = {0};
	size_t at;

	memcpy(name, member->ar_name, sizeof(member->ar_name));
	if (name[0] != '/')
		return format_string("%.*s", (int)strcspn(name, "/ "), name);
	at = strtoul(name + 1, NULL, 10);
	if (table == NULL || at >= table_size)
		return format_string("?");
	/* In a thin archive this is a path: it ends with "/\n", not with the first slash. */
	table += at;
	for (at = 0; table[at] != '\n' && table[at] != '\0'; at++)
		;
	return format_string("%.*s", (int)(at > 0 && table[at - 1] == '/' ? at - 1 : at), table);
}

static void
check_thin_member(const char *archive, const char *name)
{
	const char *slash = strrchr(archive, '/');
	int folder = name[0] == '/' || slash == NULL ? 0 : (int)(slash - archive) + 1;
	char *path = format_string("%.*s%s", folder, archive, name), *data;
	size_t size;

	data = read_file(path, &size);
	if (data != NULL && !object_is_fit(data, size))
		refuse(archive, name);
	free(data);
	free(path);
}

static void
check_archive(const char *file, char *data, size_t size, bool thin)
{
	const char *table = NULL;
	size_t table_size = 0;

	for (size_t at = SARMAG; at + sizeof(struct ar_hdr) <= size;) {
		struct ar_hdr member;
		char number[sizeof(member.ar_size) + 1] = {0}, *body = data + at + sizeof(member);
		bool special, inside;
		size_t length;

		memcpy(&member, data + at, sizeof(member));
		memcpy(number, member.ar_size, sizeof(member.ar_size));
		length = strtoul(number, NULL, 10);
		special = member.ar_name[0] == '/' &&
			  (member.ar_name[1] < '0' || member.ar_name[1] > '9');
		inside = special || !thin;
		if (inside && length > size - at - sizeof(member))
			return;
		if (memcmp(member.ar_name, "// ", 3) == 0) {
			table = body;
			table_size = length;
		} else if (!special) {
			char *name = member_name(&member, table, table_size);

			if (thin)
				check_thin_member(file, name);
			else if (!object_is_fit(body, length))
				refuse(file, name);
			free(name);
		}
		at += sizeof(member) + (inside ? length + length % 2 : 0);
	}
}

static void
check_file(const char *file)
{
	size_t size = 0;
	char *data = read_file(file, &size);

	if (data == NULL)
		return;
	if (size >= SARMAG && memcmp(data, ARMAG, SARMAG) == 0)
		check_archive(file, data, size, false);
	else if (size >= SARMAG && memcmp(data, "!<thin>\n", SARMAG) == 0)
		check_archive(file, data, size, true);
	else if (!object_is_fit(data, size))
		refuse(file, NULL);
	free(data);
}

static bool
check_if_there(char *file)
{
	bool there = access(file, R_OK) == 0;

	if (there)
		check_file(file);
	free(file);
	return there;
}

/* -lNAME: only where the user says -L; the system's own libraries are not instrumented. */
static void
check_library(const struct command *command, const char *name)
{
	for (size_t i = 0; i < command->libdirs.n; i++) {
		const char *dir = command->libdirs.v[i];

		if (name[0] == ':' ? check_if_there(format_string("%s/%s", dir, name + 1))
				   : check_if_there(format_string("%s/lib%s.so", dir, name)) ||
					 check_if_there(format_string("%s/lib%s.a", dir, name)))
			return;
	}
}

void
check_marks(const struct command *command)
{
	elf_version(EV_CURRENT);
	for (size_t i = 0; i < command->inputs.n; i++) {
		const char *input = command->inputs.v[i];

		if (has_prefix(input, "-l"))
			check_library(command, input + 2);
		else
			check_file(input);
	}
}
