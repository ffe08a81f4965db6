/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef KMSAN_SYMBOLIZE_MODULES_H
#define KMSAN_SYMBOLIZE_MODULES_H

/* Which file is the "a.out" of "(a.out+0x1234)"? */

#include <stdbool.h>

/* From the command line: an ELF file, or a directory of them. False: there is no such. */
bool modules_add_file(const char *path);
bool modules_add_folder(const char *path);

/* From the log: "Image a.out: /tmp/a.out, build id 1234". build_id is "" if it has none. */
void modules_add_image(const char *name, const char *path, const char *build_id);

/*
 * The path of the file, valid until modules_add_image(); NULL: there is none. With a build id only
 * a file that has it will do: another one would give wrong names.
 */
const char *modules_find(const char *name);

/* Forget all. */
void modules_clear(void);

#endif
