/* SPDX-License-Identifier: BSD-2-Clause */
/* What is worth saying about a file. */
#include "audit.h"

#include <fnmatch.h>
#include <stdlib.h>
#include <string.h>

static struct finding *
add(struct findings *findings, const struct image *image, enum kind kind, const char *function)
{
	struct finding *f = grow((void **)&findings->v, &findings->n, sizeof(*f));

	f->kind = kind;
	f->file = image->title;
	f->function = function;
	return f;
}

static bool
starts_with(const char *s, const char *prefix)
{
	return strncmp(s, prefix, strlen(prefix)) == 0;
}

static const char *
where(const struct image *image, const struct function *f)
{
	return lines_at(image->lines, image, f->section, f->addr);
}

/*
 * With inlined hooks a function that has no use for the context keeps no trace of it. So there one
 * instrumented function speaks for its source file.
 */
static bool
has_instrumented_neighbour(const struct image *image, const struct function *f)
{
	uint64_t unit = image->fast ? lines_unit(image->lines, image, f->section, f->addr) : 0;

	for (size_t i = 0; unit != 0 && i < image->nfunctions; i++) {
		const struct function *g = &image->functions[i];

		if (g->instrumented && lines_unit(image->lines, image, g->section, g->addr) == unit)
			return true;
	}
	return false;
}

static bool
is_blind(const struct image *image, const struct function *f)
{
	return !f->runtime && !f->instrumented && !has_instrumented_neighbour(image, f);
}

static void
add_calls(struct finding *finding, const struct image *image, const struct function *callee,
    const char *name)
{
	for (size_t i = 0; i < image->ncalls; i++) {
		const struct call *call = &image->calls[i];

		if (callee != NULL ? call->callee != callee
				   : call->callee != NULL || strcmp(call->name, name) != 0)
			continue;
		if (finding->calls++ > 0)
			continue;
		finding->caller = call->caller->name;
		/* The call itself: its return address may be another line's. */
		finding->at = lines_at(image->lines, image, call->caller->section, call->addr);
	}
}

static void
check_function(struct findings *findings, const struct image *image, const struct function *f)
{
	struct finding *finding;
	bool assembly;

	if (f->naked || f->interrupt) {
		finding = add(findings, image, f->naked ? NAKED : INTERRUPT, f->name);
		finding->where = where(image, f);
	}
	if (!is_blind(image, f))
		return;
	assembly = f->label || lines_is_assembly(image->lines, image, f->section, f->addr);
	finding = add(findings, image, assembly ? ASSEMBLY : FUNCTION, f->name);
	finding->where = where(image, f);
	add_calls(finding, image, f, NULL);
}

/* Does a shared object have this function, and is it instrumented there? */
static bool
in_library(const char *path, const char *name, bool *instrumented)
{
	struct image library = {0};
	bool found = false;
	size_t size;
	char *data = read_file(path, &size);
	Elf_Scn *section = NULL;
	GElf_Shdr header;
	GElf_Sym symbol;

	*instrumented = false;
	library.elf = data == NULL ? NULL : elf_memory(data, size);
	while (library.elf != NULL && (section = elf_nextscn(library.elf, section)) != NULL) {
		Elf_Data *table;

		if (gelf_getshdr(section, &header) == NULL || header.sh_type != SHT_DYNSYM ||
		    (table = elf_getdata(section, NULL)) == NULL || header.sh_entsize == 0)
			continue;
		for (size_t i = 0; i < header.sh_size / header.sh_entsize; i++) {
			const char *s;

			if (gelf_getsym(table, (int)i, &symbol) == NULL ||
			    (s = elf_strptr(library.elf, header.sh_link, symbol.st_name)) == NULL)
				continue;
			if (symbol.st_shndx == SHN_UNDEF)
				*instrumented =
				    *instrumented || strcmp(s, "__msan_get_context_state") == 0;
			else
				found = found || strcmp(s, name) == 0;
		}
	}
	elf_end(library.elf);
	free(data);
	*instrumented = *instrumented && found;
	return found;
}

/* "$ORIGIN/../lib", where the image's folder is that of its title. */
static const char *
expand(const struct image *image, const char *folder)
{
	static const char origin[] = "$ORIGIN";
	const char *slash = strrchr(image->title, '/');

	if (!starts_with(folder, origin))
		return folder;
	if (slash == NULL)
		return format_string(".%s", folder + strlen(origin));
	return format_string(
	    "%.*s%s", (int)(slash - image->title), image->title, folder + strlen(origin));
}

/* The library that has this function, in the folders where the loader looks; NULL: none. */
static const char *
find_library(const struct image *image, const char *name, bool *instrumented)
{
	static const char *const system[] = {"/lib/x86_64-linux-gnu", "/usr/lib/x86_64-linux-gnu",
	    "/lib64", "/usr/lib64", "/lib", "/usr/lib", "/usr/local/lib"};
	const char *variable = getenv("LD_LIBRARY_PATH");
	struct names folders = {0};

	for (size_t i = 0; i < image->paths.n + 1; i++) {
		const char *list = i < image->paths.n ? image->paths.v[i] : variable;

		while (list != NULL && *list != '\0') {
			size_t n = strcspn(list, ":");

			if (n > 0)
				names_add(
				    &folders, expand(image, format_string("%.*s", (int)n, list)));
			list += n + (list[n] == ':');
		}
	}
	for (size_t i = 0; i < sizeof(system) / sizeof(system[0]); i++)
		names_add(&folders, system[i]);
	for (size_t i = 0; i < image->needed.n; i++)
		for (size_t j = 0; j < folders.n; j++) {
			char *path = format_string("%s/%s", folders.v[j], image->needed.v[i]);
			bool found = in_library(path, name, instrumented);

			free(path);
			if (found)
				return image->needed.v[i];
		}
	return NULL;
}

/* Is it a function of another of the files that are audited together? */
static bool
in_other_image(
    const struct image *images, size_t nimages, const struct image *image, const char *name)
{
	for (size_t i = 0; i < nimages; i++) {
		if (&images[i] == image || (image->object && !images[i].object))
			continue;
		for (size_t j = 0; j < images[i].nfunctions; j++)
			if (images[i].functions[j].global &&
			    strcmp(images[i].functions[j].name, name) == 0)
				return true;
	}
	return false;
}

static bool
is_known(const struct image *image, const char *name, const struct lists *lists)
{
	return starts_with(name, "__msan_") || starts_with(name, "__wrap_") || is_support(name) ||
	       is_arithmetic(name) || names_have(&lists->exported, name) ||
	       names_have(&lists->harmless, name) ||
	       (image->object && names_have(&lists->wrapped, name));
}

static void
check_call(struct findings *findings, const struct image *images, size_t nimages,
    const struct image *image, const char *name, const struct lists *lists)
{
	const char *library = NULL;
	struct finding *finding;
	bool instrumented = false;

	if (is_known(image, name, lists) || in_other_image(images, nimages, image, name))
		return;
	if (!image->object)
		library = find_library(image, name, &instrumented);
	if (instrumented)
		return;
	finding = add(findings, image, names_have(&lists->wrapped, name) ? UNWRAPPED : CALLS, name);
	finding->library = library;
	add_calls(finding, image, NULL, name);
}

void
rules(struct findings *findings, const struct image *images, size_t nimages, size_t which,
    const struct lists *lists)
{
	const struct image *image = &images[which];
	struct names called = {0};
	size_t code = 0, instrumented = 0;

	for (size_t i = 0; i < image->nfunctions; i++) {
		code += !image->functions[i].runtime;
		instrumented += image->functions[i].instrumented;
	}
	if (instrumented == 0) {
		/* An object of data alone has nothing to instrument; one of assembly says so itself. */
		bool assembly = image->nfunctions > 0;

		for (size_t i = 0; i < image->nfunctions; i++)
			assembly = assembly &&
				   (image->functions[i].runtime || image->functions[i].label ||
				       lines_is_assembly(image->lines, image,
					   image->functions[i].section, image->functions[i].addr));
		if (code > 0 && !assembly) {
			add(findings, image, NOT_INSTRUMENTED, NULL);
			return;
		}
	} else if (!image->marked) {
		add(findings, image, MODE, NULL);
	}
	for (size_t i = 0; i < image->nfunctions; i++)
		check_function(findings, image, &image->functions[i]);
	for (size_t i = 0; i < image->ncalls; i++)
		if (image->calls[i].callee == NULL)
			names_add(&called, image->calls[i].name);
	names_sort(&called);
	for (size_t i = 0; i < called.n; i++)
		if (i == 0 || strcmp(called.v[i], called.v[i - 1]) != 0)
			check_call(findings, images, nimages, image, called.v[i], lists);
}

static bool
matches(char kind, const char *pattern, const struct finding *f)
{
	const char *source[] = {f->where, f->at};

	switch (kind) {
	case 'f':
		return f->function != NULL && fnmatch(pattern, f->function, 0) == 0;
	case 'l':
		return f->library != NULL && fnmatch(pattern, f->library, 0) == 0;
	case 'o':
		return fnmatch(pattern, f->file, 0) == 0;
	default:
		for (size_t i = 0; i < 2; i++) {
			const char *colon = source[i] == NULL ? NULL : strrchr(source[i], ':');
			char *path;

			if (colon == NULL)
				continue;
			path = format_string("%.*s", (int)(colon - source[i]), source[i]);
			if (fnmatch(pattern, path, 0) == 0)
				return true;
		}
		return false;
	}
}

bool
is_ignored(const struct finding *f, const struct lists *lists)
{
	for (size_t i = 0; i < lists->nignores; i++)
		if (matches(lists->ignores[i].kind, lists->ignores[i].pattern, f))
			return true;
	return false;
}
