/* SPDX-License-Identifier: BSD-2-Clause */
/* Files: unistd.h, fcntl.h, sys/stat.h, dirent.h, sys/uio.h and what walks over them. */
#include "check.h"
#include <dirent.h>
#include <fcntl.h>
#include <ftw.h>
#include <getopt.h>
#include <glob.h>
#include <sys/ioctl.h>
#include <sys/stat.h>
#include <sys/statvfs.h>
#include <sys/uio.h>
#include <sys/vfs.h>
#include <unistd.h>

static char buf_space[512], dir[] = "/tmp/files.XXXXXX", path[64];

static void
attributes(char *b)
{
	struct stat *st = (struct stat *)(void *)b;

	WRITES(st, sizeof(*st), 200, TRUE(stat("/", st) == 0));
	WRITES(st, 0, 200, TRUE(stat("/nonexistent", st) == -1));
	WRITES(st, sizeof(*st), 200, TRUE(lstat("/", st) == 0));
	WRITES(st, sizeof(*st), 200, TRUE(fstat(0, st) == 0));
	WRITES(st, sizeof(*st), 200, TRUE(fstatat(AT_FDCWD, "/", st, 0) == 0));
	WRITES(b, sizeof(struct statx), 400,
	    TRUE(statx(AT_FDCWD, "/", 0, STATX_ALL, (struct statx *)(void *)b) == 0));
	WRITES(b, sizeof(struct statfs), 200, TRUE(statfs("/", (struct statfs *)(void *)b) == 0));
	WRITES(
	    b, sizeof(struct statvfs), 200, TRUE(statvfs("/", (struct statvfs *)(void *)b) == 0));
	strcpy(b, "/nonexistent");
	READS("stat():arg1", b, 13, 20, stat(b, &(struct stat){0}));
	READS("mkdir():arg1", b, 13, 20, (mkdir(b, 0), rmdir("/nonexistent")));
	READS("open():arg1", b, 13, 20, open(b, O_RDONLY));
	READS("access():arg1", b, 13, 20, access(b, 0));
	READS("rename():arg1", b, 13, 20, rename(b, "/x"));
	READS("rename():arg2", b, 13, 20, rename("/nonexistent2", b));
	READS("readlink():arg1", b, 13, 20, readlink(b, path, 0));
	{
		struct timespec t[2] = {{.tv_nsec = UTIME_NOW}, {.tv_nsec = UTIME_OMIT}};

		/* Seconds that nobody looks at. */
		UNINIT(&t[0].tv_sec, 8);
		UNINIT(&t[1].tv_sec, 8);
		SILENT(utimensat(AT_FDCWD, "/nonexistent", t, 0));
		t[1].tv_nsec = 7;
		REPORTS("utimensat():arg3", 0, utimensat(AT_FDCWD, "/nonexistent", t, 0));
	}
}

static void
transfers(char *b)
{
	struct iovec v[2] = {{b, 10}, {b + 20, 10}};
	int fd[2], null = open("/dev/null", O_WRONLY), n;

	UNINIT(fd, sizeof(fd));
	SILENT(TRUE(pipe(fd) == 0));
	CLEAN(fd, sizeof(fd));
	READS("write():arg2", b, 5, 20, TRUE(write(null, b, 5) == 5));
	TRUE(strcmp(seen.sink, "write():arg2") == 0 && strcmp(seen.kind, "kernel-infoleak") == 0);
	READS("writev():arg2", b, 10, 20, TRUE(writev(null, v, 2) == 20));
	READS("pwrite():arg2", b, 5, 20, pwrite(null, b, 5, 0));
	TRUE(write(fd[1], "0123456789abcde", 15) == 15);
	WRITES(b, 3, 20, TRUE(read(fd[0], b, 3) == 3));
	UNINIT(b, 40);
	SILENT(TRUE(readv(fd[0], v, 2) == 12));
	CLEAN(b, 10);
	DIRTY(b + 10, 10);
	CLEAN(b + 20, 2);
	DIRTY(b + 22, 10);
	INITED(b, 40);
	UNINIT(&n, sizeof(n));
	SILENT(TRUE(ioctl(fd[0], FIONREAD, &n) == 0));
	CLEAN(&n, sizeof(n));
	TRUE(n == 0);
	WRITES(b, 0, 20, TRUE(read(-1, b, 3) == -1));
	{
		struct flock lock = {.l_type = F_WRLCK, .l_whence = SEEK_SET, .l_len = 1};
		int file = open(path, O_RDWR | O_CREAT, 0600);

		UNINIT(&lock.l_pid, sizeof(lock.l_pid));
		SILENT(TRUE(fcntl(file, F_GETLK, &lock) == 0));
		CLEAN(&lock, sizeof(lock));
		UNINIT(&lock.l_start, sizeof(lock.l_start));
		REPORTS("fcntl():arg3", 0, fcntl(file, F_SETLK, &lock));
		SILENT(TRUE(fcntl(file, F_GETFL) >= 0));
		close(file);
	}
	close(fd[0]);
	close(fd[1]);
	close(null);
}

static void
names(char *b)
{
	size_t n;

	TRUE(getcwd(b, 200) != NULL);
	n = strlen(b) + 1;
	WRITES(b, n, 200, TRUE(getcwd(b, 200) == b));
	TRUE(gethostname(b, 200) == 0);
	n = strlen(b) + 1;
	WRITES(b, n, 200, TRUE(gethostname(b, 200) == 0));
	TRUE(symlink("target", path) == 0);
	WRITES(b, 6, 60, TRUE(readlink(path, b, 60) == 6));
	WRITES(b, 3, 60, TRUE(readlink(path, b, 3) == 3));
	TRUE(unlink(path) == 0);
	TRUE(realpath("/proc/..", b) == b && strcmp(b, "/") == 0);
	n = confstr(_CS_PATH, b, 200);
	WRITES(b, n, 200, confstr(_CS_PATH, b, 200));
	WRITES(b, 16, 60, TRUE(getentropy(b, 16) == 0));
	strcpy(b, "/tmp/files.XXXXXX");
	SILENT(TRUE(mkdtemp(b) != NULL && rmdir(b) == 0));
	CLEAN(b, 18);
}

static int
keep(const struct dirent *e)
{
	return e->d_name[0] != '.';
}

static int visits;

static int
visit(const char *name, const struct stat *st, int type, struct FTW *where)
{
	visits += name[0] == '/' && st->st_mode != 0 && type >= 0 && where->level >= 0 ? 1 : 0;
	return 0;
}

static int
order(const struct dirent **a, const struct dirent **b)
{
	return strcmp((*b)->d_name, (*a)->d_name);
}

static void
directories(void)
{
	struct dirent **list, *e;
	char name[80];
	glob_t g;
	DIR *d;
	int n;

	for (n = 0; n < 5; n++) {
		snprintf(name, sizeof(name), "%s/f%d", dir, n);
		close(open(name, O_WRONLY | O_CREAT, 0600));
	}
	SILENT(d = opendir(dir));
	for (n = 0; (e = readdir(d)) != NULL; n++)
		CLEAN(e, e->d_reclen);
	TRUE(n >= 7);
	closedir(d);
	UNINIT(&list, sizeof(list));
	SILENT(n = scandir(dir, &list, keep, order));
	CLEAN(&list, sizeof(list));
	TRUE(n == 5 && strcmp(list[0]->d_name, "f4") == 0 && strcmp(list[4]->d_name, "f0") == 0);
	while (n > 0)
		free(list[--n]);
	free(list);
	mark_stack(); /* where libc will have what it hands to visit */
	SILENT(TRUE(nftw(dir, visit, 5, FTW_PHYS) == 0));
	TRUE(visits == 6);
	UNINIT(&g, sizeof(g));
	snprintf(name, sizeof(name), "%s/f[12]", dir);
	SILENT(TRUE(glob(name, 0, NULL, &g) == 0));
	TRUE(g.gl_pathc == 2 && strlen(g.gl_pathv[1]) == strlen(name) - 3);
	SILENT(globfree(&g));
	for (n = 0; n < 5; n++) {
		snprintf(name, sizeof(name), "%s/f%d", dir, n);
		unlink(name);
	}
}

static void
options(void)
{
	char *argv[] = {"x", "--one", "--two=2", "-a", NULL};
	int flag, index;
	struct option longs[] = {
	    {"one", no_argument, &flag, 7}, {"two", required_argument, NULL, 't'}, {0}};

	UNINIT(&flag, sizeof(flag));
	UNINIT(&index, sizeof(index));
	SILENT(TRUE(getopt_long(4, argv, "a", longs, &index) == 0));
	CLEAN(&flag, sizeof(flag));
	CLEAN(&index, sizeof(index));
	TRUE(flag == 7 && index == 0);
	SILENT(TRUE(getopt_long(4, argv, "a", longs, &index) == 't' && index == 1));
	TRUE(*optarg == '2');
	UNINIT(&index, sizeof(index));
	SILENT(TRUE(getopt_long(4, argv, "a", longs, &index) == 'a'));
	DIRTY(&index, sizeof(index));
}

int
main(void)
{
	char *b = hide(buf_space);

	TRUE(mkdtemp(dir) != NULL);
	snprintf(path, sizeof(path), "%s/f", dir);
	attributes(b);
	transfers(b);
	unlink(path);
	names(b);
	directories();
	options();
	TRUE(rmdir(dir) == 0);
	return passed();
}
