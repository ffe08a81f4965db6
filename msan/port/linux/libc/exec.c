/* SPDX-License-Identifier: BSD-2-Clause */
/* Programs to run: every string of the arguments and of the environment is read. */
#include "libc.h"
#include <spawn.h>
#include <stdlib.h>
#include <unistd.h>

static void
vector_in(const char *fn, unsigned arg, char *const *v, uintptr_t pc)
{
	size_t n = 0;

	if (v == NULL)
		return;
	while (v[n] != NULL)
		n++;
	libc_in(fn, arg, v, (n + 1) * sizeof(*v), KMSAN_KIND_VALUE, pc);
	for (size_t i = 0; i < n; i++)
		libc_in_str(fn, arg, v[i], pc);
}
#define IN_VECTOR(arg, v) vector_in(LIBC_NAME, arg, v, KMSAN_RET_ADDR)

FN(int, execv, (const char *path, char *const *argv), (path, argv), IN_STR(1, path);
    IN_VECTOR(2, argv), NOTHING);
FN(int, execvp, (const char *path, char *const *argv), (path, argv), IN_STR(1, path);
    IN_VECTOR(2, argv), NOTHING);
FN(int, execve, (const char *path, char *const *argv, char *const *envp), (path, argv, envp),
    IN_STR(1, path);
    IN_VECTOR(2, argv); IN_VECTOR(3, envp), NOTHING);
FN(int, execvpe, (const char *path, char *const *argv, char *const *envp), (path, argv, envp),
    IN_STR(1, path);
    IN_VECTOR(2, argv); IN_VECTOR(3, envp), NOTHING);
FN(int, fexecve, (int fd, char *const *argv, char *const *envp), (fd, argv, envp),
    IN_VECTOR(2, argv);
    IN_VECTOR(3, envp), NOTHING);

/*
 * execl and friends: the arguments up to NULL become an array on the stack, as in libc: no memory
 * may be allocated between vfork and here.
 */
#define EXECL(name, call, behind)                                                                  \
	WRAP(int, name, (const char *path, const char *first, ...))                                \
	{                                                                                          \
		va_list ap;                                                                        \
		size_t n = 1;                                                                      \
                                                                                                   \
		IN_STR(1, path);                                                                   \
		va_start(ap, first);                                                               \
		while (va_arg(ap, char *) != NULL)                                                 \
			n++;                                                                       \
		va_end(ap);                                                                        \
		char *argv[n + 1];                                                                 \
		argv[0] = (char *)(uintptr_t)first;                                                \
		va_start(ap, first);                                                               \
		for (size_t i = 1; i <= n; i++)                                                    \
			argv[i] = va_arg(ap, char *);                                              \
		char *const *envp = behind;                                                        \
		(void)envp;                                                                        \
		va_end(ap);                                                                        \
		for (size_t i = 0; i < n; i++)                                                     \
			libc_in_str(LIBC_NAME, (unsigned)i + 2, argv[i], KMSAN_RET_ADDR);          \
		return call;                                                                       \
	}                                                                                          \
	_Static_assert(1, "")

EXECL(execl, execv(path, argv), NULL);
EXECL(execlp, execvp(path, argv), NULL);
EXECL(execle, execve(path, argv, envp), va_arg(ap, char *const *));

FN(int, posix_spawn,
    (pid_t * pid, const char *path, const posix_spawn_file_actions_t *actions,
	const posix_spawnattr_t *attr, char *const *argv, char *const *envp),
    (pid, path, actions, attr, argv, envp), IN_STR(2, path);
    IN_VECTOR(5, argv); IN_VECTOR(6, envp), OUT_IF(r == 0, pid, sizeof(*pid)));
FN(int, posix_spawnp,
    (pid_t * pid, const char *path, const posix_spawn_file_actions_t *actions,
	const posix_spawnattr_t *attr, char *const *argv, char *const *envp),
    (pid, path, actions, attr, argv, envp), IN_STR(2, path);
    IN_VECTOR(5, argv); IN_VECTOR(6, envp), OUT_IF(r == 0, pid, sizeof(*pid)));

#define SPAWN_ATTR(name, type)                                                                     \
	FN(int, posix_spawnattr_get##name, (const posix_spawnattr_t *attr, type *out),             \
	    (attr, out), NOTHING, OUT_IF(r == 0, out, sizeof(*out)))

FN(int, posix_spawnattr_init, (posix_spawnattr_t * attr), (attr), NOTHING, OUT_OBJ(attr));
FN(int, posix_spawn_file_actions_init, (posix_spawn_file_actions_t * actions), (actions), NOTHING,
    OUT_OBJ(actions));
SPAWN_ATTR(flags, short);
SPAWN_ATTR(pgroup, pid_t);
SPAWN_ATTR(sigmask, sigset_t);
SPAWN_ATTR(sigdefault, sigset_t);
SPAWN_ATTR(schedpolicy, int);
SPAWN_ATTR(schedparam, struct sched_param);
FN(int, posix_spawnattr_setsigmask, (posix_spawnattr_t * attr, const sigset_t *set), (attr, set),
    IN(2, set, sizeof(uint64_t)), NOTHING);
FN(int, posix_spawnattr_setsigdefault, (posix_spawnattr_t * attr, const sigset_t *set), (attr, set),
    IN(2, set, sizeof(uint64_t)), NOTHING);
FN(int, posix_spawn_file_actions_addopen,
    (posix_spawn_file_actions_t * actions, int fd, const char *path, int flags, mode_t mode),
    (actions, fd, path, flags, mode), IN_STR(3, path), NOTHING);
FN(int, posix_spawn_file_actions_addchdir_np,
    (posix_spawn_file_actions_t * actions, const char *path), (actions, path), IN_STR(2, path),
    NOTHING);

FN(int, execveat, (int fd, const char *path, char *const *argv, char *const *envp, int flags),
    (fd, path, argv, envp, flags), IN_STR(2, path);
    IN_VECTOR(3, argv); IN_VECTOR(4, envp), NOTHING);
FN(int, posix_spawnattr_setschedparam, (posix_spawnattr_t * attr, const struct sched_param *p),
    (attr, p), IN(2, p, sizeof(*p)), NOTHING);
