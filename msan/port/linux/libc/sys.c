/* SPDX-License-Identifier: BSD-2-Clause */
/* The system, processes and their limits, System V IPC. */
#include "libc.h"
#include <mntent.h>
#include <sched.h>
#include <semaphore.h>
#include <sys/ipc.h>
#include <sys/klog.h>
#include <sys/msg.h>
#include <sys/resource.h>
#include <sys/sem.h>
#include <sys/shm.h>
#include <sys/sysinfo.h>
#include <sys/utsname.h>
#include <sys/wait.h>

#define OUT_0(p)       OUT_IF(r == 0, p, sizeof(*(p)))
#define IN_OBJ(arg, p) IN(arg, p, sizeof(*(p)))

FN(int, uname, (struct utsname * out), (out), NOTHING, OUT_0(out));
FN(int, sysinfo, (struct sysinfo * out), (out), NOTHING, OUT_0(out));
FN(int, getrusage, (__rusage_who_t who, struct rusage *out), (who, out), NOTHING, OUT_0(out));
FN(int, getrlimit, (__rlimit_resource_t what, struct rlimit *out), (what, out), NOTHING,
    OUT_0(out));
ALIAS(getrlimit64, getrlimit);
FN(int, setrlimit, (__rlimit_resource_t what, const struct rlimit *new), (what, new),
    IN_OBJ(2, new), NOTHING);
ALIAS(setrlimit64, setrlimit);
FN(int, prlimit,
    (pid_t pid, __rlimit_resource_t what, const struct rlimit *new, struct rlimit *old),
    (pid, what, new, old), IN_OBJ(3, new), OUT_0(old));
ALIAS(prlimit64, prlimit);
FN(int, klogctl, (int type, char *buf, int size), (type, buf, size), NOTHING,
    OUT_IF(r > 0 && type >= 2 && type <= 4, buf, (size_t)r));

FN(pid_t, wait, (int *status), (status), NOTHING, OUT_IF(r > 0, status, sizeof(*status)));
FN(pid_t, waitpid, (pid_t pid, int *status, int flags), (pid, status, flags), NOTHING,
    OUT_IF(r > 0, status, sizeof(*status)));
FN(pid_t, wait3, (int *status, int flags, struct rusage *usage), (status, flags, usage), NOTHING,
    OUT_IF(r > 0, status, sizeof(*status));
    OUT_IF(r > 0, usage, sizeof(*usage)));
FN(pid_t, wait4, (pid_t pid, int *status, int flags, struct rusage *usage),
    (pid, status, flags, usage), NOTHING, OUT_IF(r > 0, status, sizeof(*status));
    OUT_IF(r > 0, usage, sizeof(*usage)));
FN(int, waitid, (idtype_t type, id_t id, siginfo_t *out, int flags), (type, id, out, flags),
    NOTHING, OUT_0(out));

FN(int, sched_getparam, (pid_t pid, struct sched_param *out), (pid, out), NOTHING, OUT_0(out));
FN(int, sched_setparam, (pid_t pid, const struct sched_param *p), (pid, p), IN_OBJ(2, p), NOTHING);
FN(int, sched_setscheduler, (pid_t pid, int policy, const struct sched_param *p), (pid, policy, p),
    IN_OBJ(3, p), NOTHING);
FN(int, sched_rr_get_interval, (pid_t pid, struct timespec *out), (pid, out), NOTHING, OUT_0(out));
FN(int, sched_getaffinity, (pid_t pid, size_t size, cpu_set_t *out), (pid, size, out), NOTHING,
    OUT_IF(r == 0, out, size));
FN(int, sched_setaffinity, (pid_t pid, size_t size, const cpu_set_t *set), (pid, size, set),
    IN(3, set, size), NOTHING);
FN(int, getcpu, (unsigned *cpu, unsigned *node), (cpu, node), NOTHING, OUT_0(cpu); OUT_0(node));
FN(int, __sched_cpucount, (size_t size, const cpu_set_t *set), (size, set), IN(2, set, size),
    NOTHING);

/* Shared memory: what others wrote there is not known, so it counts as initialised. */
WRAP(void *, shmat, (int id, const void *at, int flags))
{
	void *p = shmat(id, at, flags);
	struct shmid_ds ds;

	if (p != (void *)-1 && shmctl(id, IPC_STAT, &ds) == 0)
		OUT(p, ds.shm_segsz);
	return p;
}

FN(int, shmctl, (int id, int command, struct shmid_ds *p), (id, command, p),
    if (command == IPC_SET) IN_OBJ(3, &p->shm_perm),
    OUT_IF(r >= 0 && (command == IPC_STAT || command == SHM_STAT), p, sizeof(*p));
    OUT_IF(r >= 0 && command == IPC_INFO, p, sizeof(struct shminfo));
    OUT_IF(r >= 0 && command == SHM_INFO, p, sizeof(struct shm_info)));
FN(int, msgctl, (int id, int command, struct msqid_ds *p), (id, command, p),
    if (command == IPC_SET) IN_OBJ(3, &p->msg_perm),
    OUT_IF(r >= 0 && (command == IPC_STAT || command == MSG_STAT), p, sizeof(*p));
    OUT_IF(r >= 0 && (command == IPC_INFO || command == MSG_INFO), p, sizeof(struct msginfo)));
FN(int, msgsnd, (int id, const void *p, size_t size, int flags), (id, p, size, flags),
    IN_SEND(2, p, sizeof(long) + size), NOTHING);
FN(ssize_t, msgrcv, (int id, void *p, size_t size, long type, int flags),
    (id, p, size, type, flags), NOTHING, OUT_IF(r >= 0, p, sizeof(long) + (size_t)r));
FN(int, semop, (int id, struct sembuf *ops, size_t n), (id, ops, n), IN(2, ops, n * sizeof(*ops)),
    NOTHING);
FN(int, semtimedop, (int id, struct sembuf *ops, size_t n, const struct timespec *t),
    (id, ops, n, t), IN(2, ops, n * sizeof(*ops));
    IN_OBJ(4, t), NOTHING);

union semun {
	int val;
	void *buf;
	unsigned short *array;
};

WRAP(int, semctl, (int id, int number, int command, ...))
{
	struct semid_ds ds;
	union semun arg;
	va_list ap;
	size_t n = 0;
	int r;

	va_start(ap, command);
	arg = va_arg(ap, union semun);
	va_end(ap);
	if ((command == GETALL || command == SETALL) &&
	    semctl(id, 0, IPC_STAT, (union semun){.buf = &ds}) == 0)
		n = ds.sem_nsems;
	if (command == SETALL)
		IN(4, arg.array, n * sizeof(*arg.array));
	r = semctl(id, number, command, arg);
	OUT_IF(r >= 0 && command == GETALL, arg.array, n * sizeof(*arg.array));
	OUT_IF(r >= 0 && (command == IPC_STAT || command == SEM_STAT), arg.buf, sizeof(ds));
	OUT_IF(r >= 0 && (command == IPC_INFO || command == SEM_INFO), arg.buf,
	    sizeof(struct seminfo));
	return r;
}

/* POSIX semaphores in the program's memory, which instrumented code may copy or look at. */
FN(int, sem_init, (sem_t * sem, int shared, unsigned value), (sem, shared, value), NOTHING,
    OUT_0(sem));
FN(int, sem_getvalue, (sem_t * sem, int *out), (sem, out), IN_OBJ(1, sem), OUT_0(out));
FN(int, sem_wait, (sem_t * sem), (sem), IN_OBJ(1, sem), NOTHING);
FN(int, sem_post, (sem_t * sem), (sem), IN_OBJ(1, sem), NOTHING);
FN(int, sem_timedwait, (sem_t * sem, const struct timespec *until), (sem, until), IN_OBJ(1, sem);
    IN_OBJ(2, until), NOTHING);

FN(int, sem_trywait, (sem_t * sem), (sem), IN_OBJ(1, sem), NOTHING);
FN(int, sem_clockwait, (sem_t * sem, clockid_t clock, const struct timespec *until),
    (sem, clock, until), IN_OBJ(1, sem);
    IN_OBJ(3, until), NOTHING);

WRAP(sem_t *, sem_open, (const char *name, int flags, ...))
{
	va_list ap;
	mode_t mode;
	unsigned value;
	sem_t *r;

	IN_STR(1, name);
	va_start(ap, flags);
	mode = va_arg(ap, mode_t);
	value = va_arg(ap, unsigned);
	va_end(ap);
	r = sem_open(name, flags, mode, value);
	OUT_IF(r != SEM_FAILED, r, sizeof(*r));
	return r;
}
FN(int, sem_unlink, (const char *name), (name), IN_STR(1, name), NOTHING);

FN(FILE *, setmntent, (const char *path, const char *mode), (path, mode), IN_STR(1, path);
    IN_STR(2, mode), NOTHING);
WRAP(struct mntent *, getmntent_r, (FILE * f, struct mntent *out, char *buf, int size))
{
	struct mntent *r = getmntent_r(f, out, buf, size);

	if (r != NULL) {
		OUT_OBJ(r);
		OUT_STR(r->mnt_fsname);
		OUT_STR(r->mnt_dir);
		OUT_STR(r->mnt_type);
		OUT_STR(r->mnt_opts);
	}
	return r;
}
FN(key_t, ftok, (const char *path, int project), (path, project), IN_STR(1, path), NOTHING);
