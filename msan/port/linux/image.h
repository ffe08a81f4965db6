/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef KMSAN_LINUX_IMAGE_H
#define KMSAN_LINUX_IMAGE_H

#include <stddef.h>
#include <stdint.h>

/*
 * The path of the file whose image has this address anywhere, absolute, and the address in the
 * file; NULL: none. Valid until it is unloaded.
 */
const char *kmsan_linux_data_image(uintptr_t addr, uintptr_t *offset);

/*
 * The program's environment as it was at start; the array may lack what the program has unset
 * since. NULL before constructors run. What was NAME=value there: value; NULL if it was not.
 */
const char *const *kmsan_linux_start_environ(void);
const char *kmsan_linux_start_getenv(const char *name);

/* The program's own file, absolute, without symbolic links; "" if /proc is not there. */
const char *kmsan_linux_program_path(void);

/*
 * Read a line (without its newline, cut at size - 1) of a file opened by raw system calls.
 * Start with a zeroed reader and its fd. False at the end.
 */
struct kmsan_line_reader {
	int fd;
	size_t have, at;
	char buf[1024];
};
int kmsan_linux_read_line(struct kmsan_line_reader *reader, char *line, size_t size);

/* Hexadecimal digits at *text; moves it behind them. */
uintptr_t kmsan_linux_parse_hex(const char **text);

#endif
