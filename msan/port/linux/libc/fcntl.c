/* SPDX-License-Identifier: BSD-2-Clause */
#include "libc.h"
#include <fcntl.h>

/* libc fetches the mode under the same condition. */
#define OPEN_MODE(flags, mode)                                                                     \
	do {                                                                                       \
		if (((flags)&O_CREAT) != 0 || ((flags)&O_TMPFILE) == O_TMPFILE) {                  \
			va_list ap_;                                                               \
                                                                                                   \
			va_start(ap_, flags);                                                      \
			mode = va_arg(ap_, mode_t);                                                \
			va_end(ap_);                                                               \
		}                                                                                  \
	} while (0)

WRAP(int, open, (const char *path, int flags, ...))
{
	mode_t mode = 0;

	IN_STR(1, path);
	OPEN_MODE(flags, mode);
	return open(path, flags, mode);
}
ALIAS(open64, open);

WRAP(int, openat, (int fd, const char *path, int flags, ...))
{
	mode_t mode = 0;

	IN_STR(2, path);
	OPEN_MODE(flags, mode);
	return openat(fd, path, flags, mode);
}
ALIAS(openat64, openat);

FN(int, creat, (const char *path, mode_t mode), (path, mode), IN_STR(1, path), NOTHING);
ALIAS(creat64, creat);

/* Fortified, when the flags are constant. */
int __open_2(const char *path, int flags);
int __openat_2(int fd, const char *path, int flags);
FN(int, __open_2, (const char *path, int flags), (path, flags), IN_STR(1, path), NOTHING);
ALIAS(__open64_2, __open_2);
FN(int, __openat_2, (int fd, const char *path, int flags), (fd, path, flags), IN_STR(2, path),
    NOTHING);
ALIAS(__openat64_2, __openat_2);

/* What a command of fcntl reads and writes through its argument; the rest take numbers. */
struct command {
	int command;
	uint8_t in, out;
};

static const struct command commands[] = {
    {F_GETLK, sizeof(struct flock), sizeof(struct flock)},
    {F_SETLK, sizeof(struct flock), 0},
    {F_SETLKW, sizeof(struct flock), 0},
    {F_OFD_GETLK, sizeof(struct flock), sizeof(struct flock)},
    {F_OFD_SETLK, sizeof(struct flock), 0},
    {F_OFD_SETLKW, sizeof(struct flock), 0},
    {F_GETOWN_EX, 0, sizeof(struct f_owner_ex)},
    {F_SETOWN_EX, sizeof(struct f_owner_ex), 0},
    {F_GET_RW_HINT, 0, sizeof(uint64_t)},
    {F_SET_RW_HINT, sizeof(uint64_t), 0},
    {F_GET_FILE_RW_HINT, 0, sizeof(uint64_t)},
    {F_SET_FILE_RW_HINT, sizeof(uint64_t), 0},
};

/* A lock's fields, without the padding between them, and l_pid, which only results have. */
static void
lock_in(const char *fn, const struct flock *lock, bool ofd, uintptr_t pc)
{
	libc_in(fn, 3, &lock->l_type, sizeof(lock->l_type), KMSAN_KIND_VALUE, pc);
	libc_in(fn, 3, &lock->l_whence, sizeof(lock->l_whence), KMSAN_KIND_VALUE, pc);
	libc_in(fn, 3, &lock->l_start, sizeof(lock->l_start), KMSAN_KIND_VALUE, pc);
	libc_in(fn, 3, &lock->l_len, sizeof(lock->l_len), KMSAN_KIND_VALUE, pc);
	if (ofd) /* must be 0 */
		libc_in(fn, 3, &lock->l_pid, sizeof(lock->l_pid), KMSAN_KIND_VALUE, pc);
}

static void
command_in(const char *fn, const struct command *c, const void *arg, uintptr_t pc)
{
	if (arg == NULL || c->in == 0)
		return;
	if (c->in == sizeof(struct flock))
		lock_in(fn, arg,
		    c->command != F_GETLK && c->command != F_SETLK && c->command != F_SETLKW, pc);
	else
		libc_in(fn, 3, arg, c->in, KMSAN_KIND_VALUE, pc);
}

WRAP(int, fcntl, (int fd, int command, ...))
{
	static const struct command none;
	const struct command *c = &none;
	va_list ap;
	void *arg;
	int r;

	va_start(ap, command);
	arg = va_arg(ap, void *);
	va_end(ap);
	for (size_t i = 0; i < sizeof(commands) / sizeof(commands[0]); i++)
		if (commands[i].command == command)
			c = &commands[i];
	command_in(LIBC_NAME, c, arg, KMSAN_RET_ADDR);
	r = fcntl(fd, command, arg);
	OUT_IF(r == 0 && c->out > 0, arg, c->out);
	return r;
}
ALIAS(fcntl64, fcntl);

WRAP(int, name_to_handle_at,
    (int fd, const char *path, struct file_handle *handle, int *mount, int flags))
{
	int r;

	IN_STR(2, path);
	IN(3, &handle->handle_bytes, sizeof(handle->handle_bytes));
	r = name_to_handle_at(fd, path, handle, mount, flags);
	OUT(handle, sizeof(*handle) + (r == 0 ? handle->handle_bytes : 0));
	OUT_IF(r == 0, mount, sizeof(*mount));
	return r;
}

WRAP(int, open_by_handle_at, (int fd, struct file_handle *handle, int flags))
{
	IN(2, handle, sizeof(*handle));
	IN(2, handle->f_handle, handle->handle_bytes);
	return open_by_handle_at(fd, handle, flags);
}
