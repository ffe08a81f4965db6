/* SPDX-License-Identifier: BSD-2-Clause */
#include "modules.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "msan/port/linux/symbol.h"

#define BUILD_ID 130
#define LIST_MAX 1024

struct entry {
	char *name; /* as the log says it */
	char *path;
	char build_id[BUILD_ID];
	/* of images */
	bool looked;
	char *found; /* NULL: there is none */
};
struct list {
	struct entry *entries;
	size_t count;
};
static struct list files, folders, images;

static struct entry *
add(struct list *list, const char *name, const char *path)
{
	struct entry *grown, *entry;

	if (list->count == LIST_MAX)
		return NULL;
	grown = realloc(list->entries, (list->count + 1) * sizeof(*grown));
	if (grown == NULL)
		return NULL;
	list->entries = grown;
	entry = &grown[list->count];
	memset(entry, 0, sizeof(*entry));
	entry->name = strdup(name);
	entry->path = strdup(path);
	list->count += entry->name != NULL && entry->path != NULL;
	return entry;
}

static void
entry_free(struct entry *entry)
{
	free(entry->name);
	free(entry->path);
	free(entry->found);
}

static void
clear(struct list *list)
{
	size_t i;

	for (i = 0; i < list->count; i++)
		entry_free(&list->entries[i]);
	free(list->entries);
	memset(list, 0, sizeof(*list));
}

void
modules_clear(void)
{
	clear(&files);
	clear(&folders);
	clear(&images);
}

static const char *
base_name(const char *path)
{
	const char *slash = strrchr(path, '/');

	return slash != NULL ? slash + 1 : path;
}

bool
modules_add_file(const char *path)
{
	struct stat st;
	struct entry *entry;

	if (stat(path, &st) != 0 || !S_ISREG(st.st_mode))
		return false;
	entry = add(&files, base_name(path), path);
	if (entry != NULL && !kmsan_symbol_build_id(path, entry->build_id, sizeof(entry->build_id)))
		entry->build_id[0] = '\0';
	return entry != NULL;
}

bool
modules_add_folder(const char *path)
{
	struct stat st;

	return stat(path, &st) == 0 && S_ISDIR(st.st_mode) && add(&folders, "", path) != NULL;
}

void
modules_add_image(const char *name, const char *path, const char *build_id)
{
	struct entry *entry;
	size_t i;

	/* A later report may be of another process, and its image another one of that name. */
	for (i = 0; i < images.count; i++) {
		entry = &images.entries[i];
		if (strcmp(entry->name, name) != 0)
			continue;
		if (strcmp(entry->path, path) == 0 && strcmp(entry->build_id, build_id) == 0)
			return;
		entry_free(entry);
		*entry = images.entries[--images.count];
		break;
	}
	entry = add(&images, name, path);
	if (entry != NULL)
		snprintf(entry->build_id, sizeof(entry->build_id), "%s", build_id);
}

static bool
is_it(const char *path, const char *build_id)
{
	char found[BUILD_ID];
	struct stat st;

	if (stat(path, &st) != 0 || !S_ISREG(st.st_mode))
		return false;
	return build_id[0] == '\0' ||
	       (kmsan_symbol_build_id(path, found, sizeof(found)) && strcmp(found, build_id) == 0);
}

/* In a folder by name, or by build id as debuggers look for it. */
static char *
find_in_folder(const char *folder, const char *name, const char *build_id)
{
	char path[4096];

	snprintf(path, sizeof(path), "%s/%s", folder, name);
	if (is_it(path, build_id))
		return strdup(path);
	if (strlen(build_id) > 2) {
		snprintf(path, sizeof(path), "%s/.build-id/%.2s/%s.debug", folder, build_id,
		    build_id + 2);
		if (is_it(path, build_id))
			return strdup(path);
	}
	return NULL;
}

static char *
look_for(const char *name, const char *path, const char *build_id)
{
	char *found;
	size_t i;

	for (i = 0; i < files.count; i++)
		if (build_id[0] != '\0' && files.entries[i].build_id[0] != '\0'
			? strcmp(files.entries[i].build_id, build_id) == 0
			: strcmp(files.entries[i].name, name) == 0)
			return strdup(files.entries[i].path);
	for (i = 0; i < folders.count; i++) {
		found = find_in_folder(folders.entries[i].path, name, build_id);
		if (found != NULL)
			return found;
	}
	return path[0] == '/' && is_it(path, build_id) ? strdup(path) : NULL;
}

/* A file was named for it, but it is another build: then say so, or nobody will find out why. */
static void
warn_other_build(const char *name)
{
	size_t i;

	for (i = 0; i < files.count; i++)
		if (strcmp(files.entries[i].name, name) == 0)
			fprintf(stderr,
			    "kmsan-symbolize: %s has another build id than the log says\n",
			    files.entries[i].path);
}

const char *
modules_find(const char *name)
{
	struct entry *entry = NULL;
	size_t i;

	for (i = 0; i < images.count && entry == NULL; i++)
		if (strcmp(images.entries[i].name, name) == 0)
			entry = &images.entries[i];
	if (entry == NULL) {
		entry = add(&images, name, "");
		if (entry == NULL)
			return NULL;
	}
	if (!entry->looked) {
		entry->looked = true;
		entry->found = look_for(name, entry->path, entry->build_id);
		if (entry->found == NULL)
			warn_other_build(name);
	}
	return entry->found;
}
