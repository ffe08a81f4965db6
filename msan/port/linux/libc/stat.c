/* SPDX-License-Identifier: BSD-2-Clause */
/* Attributes of files and file systems. */
#include "libc.h"
#include <sys/stat.h>
#include <sys/statfs.h>
#include <sys/statvfs.h>
#include <sys/time.h>
#include <sys/xattr.h>
#include <utime.h>

#define OUT_0(p) OUT_IF(r == 0, p, sizeof(*(p)))

FN(int, stat, (const char *path, struct stat *st), (path, st), IN_STR(1, path), OUT_0(st));
FN(int, lstat, (const char *path, struct stat *st), (path, st), IN_STR(1, path), OUT_0(st));
FN(int, fstat, (int fd, struct stat *st), (fd, st), NOTHING, OUT_0(st));
FN(int, fstatat, (int fd, const char *path, struct stat *st, int flags), (fd, path, st, flags),
    IN_STR(2, path), OUT_0(st));
ALIAS(stat64, stat);
ALIAS(lstat64, lstat);
ALIAS(fstat64, fstat);
ALIAS(fstatat64, fstatat);
FN(int, statx, (int fd, const char *path, int flags, unsigned mask, struct statx *st),
    (fd, path, flags, mask, st), IN_STR(2, path), OUT_0(st));

FN(int, statfs, (const char *path, struct statfs *st), (path, st), IN_STR(1, path), OUT_0(st));
FN(int, fstatfs, (int fd, struct statfs *st), (fd, st), NOTHING, OUT_0(st));
FN(int, statvfs, (const char *path, struct statvfs *st), (path, st), IN_STR(1, path), OUT_0(st));
FN(int, fstatvfs, (int fd, struct statvfs *st), (fd, st), NOTHING, OUT_0(st));
ALIAS(statfs64, statfs);
ALIAS(fstatfs64, fstatfs);
ALIAS(statvfs64, statvfs);
ALIAS(fstatvfs64, fstatvfs);

FN(int, lchmod, (const char *path, mode_t mode), (path, mode), IN_STR(1, path), NOTHING);
FN(int, chmod, (const char *path, mode_t mode), (path, mode), IN_STR(1, path), NOTHING);
FN(int, fchmodat, (int fd, const char *path, mode_t mode, int flags), (fd, path, mode, flags),
    IN_STR(2, path), NOTHING);
FN(int, mkdir, (const char *path, mode_t mode), (path, mode), IN_STR(1, path), NOTHING);
FN(int, mkdirat, (int fd, const char *path, mode_t mode), (fd, path, mode), IN_STR(2, path),
    NOTHING);
FN(int, mkfifo, (const char *path, mode_t mode), (path, mode), IN_STR(1, path), NOTHING);
FN(int, mkfifoat, (int fd, const char *path, mode_t mode), (fd, path, mode), IN_STR(2, path),
    NOTHING);
FN(int, mknod, (const char *path, mode_t mode, dev_t dev), (path, mode, dev), IN_STR(1, path),
    NOTHING);
FN(int, mknodat, (int fd, const char *path, mode_t mode, dev_t dev), (fd, path, mode, dev),
    IN_STR(2, path), NOTHING);

/*
 * Two times, accessed and modified. Of one whose nanoseconds say UTIME_NOW or UTIME_OMIT the
 * seconds are not looked at.
 */
static void
times_in(const char *fn, unsigned arg, const struct timespec *t, uintptr_t pc)
{
	for (unsigned i = 0; t != NULL && i < 2; i++) {
		libc_in(fn, arg, &t[i].tv_nsec, sizeof(t[i].tv_nsec), KMSAN_KIND_VALUE, pc);
		if (t[i].tv_nsec != UTIME_NOW && t[i].tv_nsec != UTIME_OMIT)
			libc_in(fn, arg, &t[i].tv_sec, sizeof(t[i].tv_sec), KMSAN_KIND_VALUE, pc);
	}
}
#define IN_TIMES(arg, t) times_in(LIBC_NAME, arg, t, KMSAN_RET_ADDR)

FN(int, utimensat, (int fd, const char *path, const struct timespec t[2], int flags),
    (fd, path, t, flags), IN_STR(2, path);
    IN_TIMES(3, t), NOTHING);
FN(int, futimens, (int fd, const struct timespec t[2]), (fd, t), IN_TIMES(2, t), NOTHING);
FN(int, utime, (const char *path, const struct utimbuf *t), (path, t), IN_STR(1, path);
    IN(2, t, sizeof(*t)), NOTHING);
FN(int, utimes, (const char *path, const struct timeval t[2]), (path, t), IN_STR(1, path);
    IN(2, t, 2 * sizeof(*t)), NOTHING);
FN(int, lutimes, (const char *path, const struct timeval t[2]), (path, t), IN_STR(1, path);
    IN(2, t, 2 * sizeof(*t)), NOTHING);
FN(int, futimes, (int fd, const struct timeval t[2]), (fd, t), IN(2, t, 2 * sizeof(*t)), NOTHING);
FN(int, futimesat, (int fd, const char *path, const struct timeval t[2]), (fd, path, t),
    IN_STR(2, path);
    IN(3, t, 2 * sizeof(*t)), NOTHING);

/* Size 0 asks for the size. */
#define OUT_ATTR(p) OUT_IF(r > 0 && size > 0, p, (size_t)r)

FN(ssize_t, getxattr, (const char *path, const char *name, void *p, size_t size),
    (path, name, p, size), IN_STR(1, path);
    IN_STR(2, name), OUT_ATTR(p));
FN(ssize_t, lgetxattr, (const char *path, const char *name, void *p, size_t size),
    (path, name, p, size), IN_STR(1, path);
    IN_STR(2, name), OUT_ATTR(p));
FN(ssize_t, fgetxattr, (int fd, const char *name, void *p, size_t size), (fd, name, p, size),
    IN_STR(2, name), OUT_ATTR(p));
FN(ssize_t, listxattr, (const char *path, char *p, size_t size), (path, p, size), IN_STR(1, path),
    OUT_ATTR(p));
FN(ssize_t, llistxattr, (const char *path, char *p, size_t size), (path, p, size), IN_STR(1, path),
    OUT_ATTR(p));
FN(ssize_t, flistxattr, (int fd, char *p, size_t size), (fd, p, size), NOTHING, OUT_ATTR(p));
FN(int, setxattr, (const char *path, const char *name, const void *p, size_t size, int flags),
    (path, name, p, size, flags), IN_STR(1, path);
    IN_STR(2, name); IN_SEND(3, p, size), NOTHING);
FN(int, lsetxattr, (const char *path, const char *name, const void *p, size_t size, int flags),
    (path, name, p, size, flags), IN_STR(1, path);
    IN_STR(2, name); IN_SEND(3, p, size), NOTHING);
FN(int, fsetxattr, (int fd, const char *name, const void *p, size_t size, int flags),
    (fd, name, p, size, flags), IN_STR(2, name);
    IN_SEND(3, p, size), NOTHING);
FN(int, removexattr, (const char *path, const char *name), (path, name), IN_STR(1, path);
    IN_STR(2, name), NOTHING);
FN(int, lremovexattr, (const char *path, const char *name), (path, name), IN_STR(1, path);
    IN_STR(2, name), NOTHING);
FN(int, fremovexattr, (int fd, const char *name), (fd, name), IN_STR(2, name), NOTHING);
