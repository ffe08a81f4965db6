/* SPDX-License-Identifier: BSD-2-Clause */
/* FLAGS: -pthread */
/* More of threads, interprocess communication, coroutines, terminals and transfers. */
#include "check.h"
#include <aio.h>
#include <dirent.h>
#include <dlfcn.h>
#include <fcntl.h>
#include <fts.h>
#include <link.h>
#include <mqueue.h>
#include <poll.h>
#include <pthread.h>
#include <pty.h>
#include <search.h>
#include <semaphore.h>
#include <signal.h>
#include <spawn.h>
#include <sys/epoll.h>
#include <sys/ipc.h>
#include <sys/mman.h>
#include <sys/msg.h>
#include <sys/select.h>
#include <sys/sem.h>
#include <sys/sendfile.h>
#include <sys/shm.h>
#include <sys/signalfd.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/time.h>
#include <sys/uio.h>
#include <sys/wait.h>
#include <sys/xattr.h>
#include <termios.h>
#include <threads.h>
#include <time.h>
#include <ucontext.h>
#include <unistd.h>
#include <wchar.h>

static char space[8192];
static volatile long result;
#define AT(type)	   ((type *)(void *)b)
#define OBJECT(type, call) WRITES(b, sizeof(type), sizeof(type) + 20, call)

/* Each getter of an attribute object: reads the object, writes the value. */
#define GET(fn, object, type)                                                                      \
	do {                                                                                       \
		OBJECT(type, TRUE(fn(&object, AT(type)) == 0));                                    \
		UNINIT(&object, 1);                                                                \
		REPORTS(#fn "():arg1", 0, fn(&object, AT(type)));                                  \
		INITED(&object, 1);                                                                \
	} while (0)

static void
attributes(char *b)
{
	pthread_attr_t attr;
	pthread_mutexattr_t mutex;
	pthread_condattr_t cond;
	pthread_rwlockattr_t rwlock;
	pthread_barrierattr_t barrier;
	cpu_set_t cpus;
	sigset_t set;

	TRUE(pthread_attr_init(&attr) == 0);
	GET(pthread_attr_getdetachstate, attr, int);
	GET(pthread_attr_getguardsize, attr, size_t);
	GET(pthread_attr_getinheritsched, attr, int);
	GET(pthread_attr_getschedparam, attr, struct sched_param);
	GET(pthread_attr_getschedpolicy, attr, int);
	GET(pthread_attr_getscope, attr, int);
	GET(pthread_attr_getstacksize, attr, size_t);
	memset(&cpus, 1, sizeof(cpus));
	READS_EDGES("pthread_attr_setaffinity_np():arg3", &cpus, 8, 16,
	    TRUE(pthread_attr_setaffinity_np(&attr, 8, &cpus) == 0));
	WRITES(&cpus, 128, 128, TRUE(pthread_attr_getaffinity_np(&attr, 128, &cpus) == 0));
	sigemptyset(&set);
	READS("pthread_attr_setsigmask_np():arg2", &set, 8, 16,
	    pthread_attr_setsigmask_np(&attr, &set));
	WRITES(&set, sizeof(set), sizeof(set), TRUE(pthread_attr_getsigmask_np(&attr, &set) == 0));
	READS("pthread_attr_setschedparam():arg2", memset(b, 0, 4), 4, 8,
	    pthread_attr_setschedparam(&attr, AT(struct sched_param)));
	pthread_attr_destroy(&attr);
	WRITES(&attr, sizeof(attr), sizeof(attr), TRUE(pthread_getattr_default_np(&attr) == 0));
	WRITES(&mutex, sizeof(mutex), sizeof(mutex), TRUE(pthread_mutexattr_init(&mutex) == 0));
	GET(pthread_mutexattr_getpshared, mutex, int);
	GET(pthread_mutexattr_getprotocol, mutex, int);
	GET(pthread_mutexattr_getrobust, mutex, int);
	GET(pthread_mutexattr_getprioceiling, mutex, int);
	WRITES(&cond, sizeof(cond), sizeof(cond), TRUE(pthread_condattr_init(&cond) == 0));
	GET(pthread_condattr_getclock, cond, clockid_t);
	GET(pthread_condattr_getpshared, cond, int);
	WRITES(
	    &rwlock, sizeof(rwlock), sizeof(rwlock), TRUE(pthread_rwlockattr_init(&rwlock) == 0));
	GET(pthread_rwlockattr_getpshared, rwlock, int);
	GET(pthread_rwlockattr_getkind_np, rwlock, int);
	WRITES(&barrier, sizeof(barrier), sizeof(barrier),
	    TRUE(pthread_barrierattr_init(&barrier) == 0));
	GET(pthread_barrierattr_getpshared, barrier, int);
}

static void
once(void)
{
	volatile int x;

	(void)x;
	result++;
}

#define LOCK(fn, p, call)                                                                          \
	do {                                                                                       \
		SILENT(call);                                                                      \
		UNINIT(p, 4);                                                                      \
		REPORTS(fn "():arg1", 0, call);                                                    \
		INITED(p, 4);                                                                      \
	} while (0)

static void
locks(char *b)
{
	struct timespec past = {1, 0};
	pthread_rwlock_t rw;
	pthread_mutex_t mutex, ceiling;
	pthread_mutexattr_t attr;
	pthread_cond_t cond;
	pthread_spinlock_t spin;
	pthread_barrier_t barrier;
	pthread_once_t flag = PTHREAD_ONCE_INIT;
	once_flag c11 = ONCE_FLAG_INIT;
	mtx_t m;
	cnd_t c;
	tss_t t;
	sem_t sem;

	WRITES(&rw, sizeof(rw), sizeof(rw), TRUE(pthread_rwlock_init(&rw, NULL) == 0));
	LOCK("pthread_rwlock_rdlock", &rw, pthread_rwlock_rdlock(&rw));
	LOCK("pthread_rwlock_tryrdlock", &rw, pthread_rwlock_tryrdlock(&rw));
	LOCK("pthread_rwlock_trywrlock", &rw, pthread_rwlock_trywrlock(&rw));
	LOCK("pthread_rwlock_timedrdlock", &rw, pthread_rwlock_timedrdlock(&rw, &past));
	LOCK("pthread_rwlock_timedwrlock", &rw, pthread_rwlock_timedwrlock(&rw, &past));
	LOCK("pthread_rwlock_clockrdlock", &rw,
	    pthread_rwlock_clockrdlock(&rw, CLOCK_REALTIME, &past));
	LOCK("pthread_rwlock_clockwrlock", &rw,
	    pthread_rwlock_clockwrlock(&rw, CLOCK_REALTIME, &past));
	LOCK("pthread_rwlock_unlock", &rw, pthread_rwlock_unlock(&rw));
	pthread_rwlock_init(&rw, NULL);
	UNINIT(&rw, 1);
	REPORTS("pthread_rwlock_wrlock():arg1", 0, pthread_rwlock_wrlock(&rw));
	TRUE(pthread_mutex_init(&mutex, NULL) == 0);
	LOCK("pthread_mutex_trylock", &mutex, pthread_mutex_trylock(&mutex));
	LOCK("pthread_mutex_timedlock", &mutex, pthread_mutex_timedlock(&mutex, &past));
	LOCK("pthread_mutex_clocklock", &mutex,
	    pthread_mutex_clocklock(&mutex, CLOCK_REALTIME, &past));
	TRUE(pthread_cond_init(&cond, NULL) == 0);
	LOCK("pthread_cond_broadcast", &cond, pthread_cond_broadcast(&cond));
	LOCK("pthread_cond_timedwait", &cond, pthread_cond_timedwait(&cond, &mutex, &past));
	LOCK("pthread_cond_clockwait", &cond,
	    pthread_cond_clockwait(&cond, &mutex, CLOCK_REALTIME, &past));
	UNINIT(&past, 1);
	REPORTS("pthread_cond_timedwait():arg3", 0, pthread_cond_timedwait(&cond, &mutex, &past));
	INITED(&past, 1);
	pthread_mutex_unlock(&mutex);
	pthread_mutexattr_init(&attr);
	pthread_mutexattr_setprotocol(&attr, PTHREAD_PRIO_PROTECT);
	TRUE(pthread_mutex_init(&ceiling, &attr) == 0);
	OBJECT(int, TRUE(pthread_mutex_getprioceiling(&ceiling, AT(int)) == 0));
	OBJECT(int, TRUE(pthread_mutex_setprioceiling(&ceiling, 2, AT(int)) == 0));
	WRITES((void *)(uintptr_t)&spin, sizeof(spin), sizeof(spin), pthread_spin_init(&spin, 0));
	WRITES(&barrier, sizeof(barrier), sizeof(barrier), pthread_barrier_init(&barrier, NULL, 1));
	SILENT(TRUE(pthread_once(&flag, once) == 0));
	SILENT(call_once(&c11, once));
	WRITES(&m, sizeof(m), sizeof(m), TRUE(mtx_init(&m, mtx_timed) == thrd_success));
	UNINIT(&past, 1);
	REPORTS("mtx_timedlock():arg2", 0, mtx_timedlock(&m, &past));
	WRITES(&c, sizeof(c), sizeof(c), TRUE(cnd_init(&c) == thrd_success));
	UNINIT(&past, 1);
	REPORTS("cnd_timedwait():arg3", 0, cnd_timedwait(&c, &m, &past));
	WRITES(&t, sizeof(t), sizeof(t), TRUE(tss_create(&t, NULL) == thrd_success));
	INITED(&past, sizeof(past));
	TRUE(sem_init(&sem, 0, 1) == 0);
	LOCK("sem_post", &sem, sem_post(&sem));
	LOCK("sem_trywait", &sem, sem_trywait(&sem));
	LOCK("sem_timedwait", &sem, sem_timedwait(&sem, &past));
	LOCK("sem_clockwait", &sem, sem_clockwait(&sem, CLOCK_REALTIME, &past));
}

static void *
waits(void *arg)
{
	pthread_mutex_t *m = arg;

	pthread_mutex_lock(m);
	pthread_mutex_unlock(m);
	return arg;
}

static void
more_threads(char *b)
{
	pthread_mutex_t m = PTHREAD_MUTEX_INITIALIZER;
	struct timespec past = {1, 0};
	pthread_t thread;
	cpu_set_t cpus;

	pthread_mutex_lock(&m);
	TRUE(pthread_create(&thread, NULL, waits, &m) == 0);
	WRITES(b, 0, 20, TRUE(pthread_tryjoin_np(thread, AT(void *)) != 0));
	WRITES(b, 0, 20, TRUE(pthread_timedjoin_np(thread, AT(void *), &past) != 0));
	WRITES(
	    b, 0, 20, TRUE(pthread_clockjoin_np(thread, AT(void *), CLOCK_REALTIME, &past) != 0));
	OBJECT(clockid_t, TRUE(pthread_getcpuclockid(thread, AT(clockid_t)) == 0));
	pthread_mutex_unlock(&m);
	OBJECT(void *, TRUE(pthread_join(thread, AT(void *)) == 0));
	OBJECT(int, TRUE(pthread_setcancelstate(PTHREAD_CANCEL_ENABLE, AT(int)) == 0));
	OBJECT(int, TRUE(pthread_setcanceltype(PTHREAD_CANCEL_DEFERRED, AT(int)) == 0));
	OBJECT(int,
	    TRUE(pthread_getschedparam(pthread_self(), AT(int), &(struct sched_param){0}) == 0));
	READS("pthread_setschedparam():arg3", memset(b, 0, 4), 4, 8,
	    pthread_setschedparam(pthread_self(), SCHED_OTHER, AT(struct sched_param)));
	WRITES(&cpus, sizeof(cpus), sizeof(cpus),
	    TRUE(pthread_getaffinity_np(pthread_self(), sizeof(cpus), &cpus) == 0));
	READS_EDGES("pthread_setaffinity_np():arg3", &cpus, sizeof(cpus), sizeof(cpus),
	    pthread_setaffinity_np(pthread_self(), sizeof(cpus), &cpus));
	strcpy(b, "name");
	READS("pthread_setname_np():arg2", b, 5, 10, pthread_setname_np(pthread_self(), b));
}

static void
system_v(char *b)
{
	int id = shmget(IPC_PRIVATE, 4096, IPC_CREAT | 0600), q, s;
	union {
		int val;
		struct semid_ds *buf;
		unsigned short *array;
	} arg;
	char *p;

	SILENT(p = shmat(id, NULL, 0));
	CLEAN(p, 4096);
	shmdt(p);
	OBJECT(struct shmid_ds, TRUE(shmctl(id, IPC_STAT, AT(struct shmid_ds)) == 0));
	TRUE(shmctl(id, IPC_RMID, NULL) == 0);
	q = msgget(IPC_PRIVATE, IPC_CREAT | 0600);
	memset(b, 1, 30);
	READS("msgsnd():arg2", b, 13, 20,
	    TRUE(msgsnd(q, b, 5, 0) == 0 && msgrcv(q, b + 100, 9, 0, 0) == 5));
	TRUE(msgsnd(q, b, 5, 0) == 0);
	WRITES(b, 13, 40, TRUE(msgrcv(q, b, 20, 0, 0) == 5));
	OBJECT(struct msqid_ds, TRUE(msgctl(q, IPC_STAT, AT(struct msqid_ds)) == 0));
	TRUE(msgctl(q, IPC_RMID, NULL) == 0);
	s = semget(IPC_PRIVATE, 3, IPC_CREAT | 0600);
	arg.array = AT(unsigned short);
	WRITES(b, 6, 40, TRUE(semctl(s, 0, GETALL, arg) == 0));
	READS("semctl():arg4", b, 6, 20, TRUE(semctl(s, 0, SETALL, arg) == 0));
	arg.buf = AT(struct semid_ds);
	OBJECT(struct semid_ds, TRUE(semctl(s, 0, IPC_STAT, arg) == 0));
	*AT(struct sembuf) = (struct sembuf){.sem_num = 0, .sem_op = 1, .sem_flg = IPC_NOWAIT};
	READS("semop():arg2", b, 6, 10, semop(s, AT(struct sembuf), 1));
	READS("semtimedop():arg2", b, 6, 10, semtimedop(s, AT(struct sembuf), 1, NULL));
	TRUE(semctl(s, 0, IPC_RMID) == 0);
}

static void
queues(char *b)
{
	struct mq_attr attr = {.mq_maxmsg = 2, .mq_msgsize = 16};
	mqd_t q = mq_open("/kmsan-test", O_RDWR | O_CREAT | O_NONBLOCK, 0600, &attr);
	struct timespec past = {1, 0};
	unsigned priority;

	if (q == (mqd_t)-1)
		return; /* not every system has them */
	mq_unlink("/kmsan-test");
	READS("mq_send():arg2", memset(b, 1, 8), 5, 8,
	    (mq_send(q, b, 5, 1), mq_receive(q, b + 40, 16, NULL)));
	READS("mq_timedsend():arg2", b, 5, 8,
	    (mq_timedsend(q, b, 5, 1, &past), mq_timedreceive(q, b + 40, 16, NULL, &past)));
	TRUE(mq_send(q, b, 5, 1) == 0);
	UNINIT(&priority, sizeof(priority));
	WRITES(b, 5, 40, TRUE(mq_receive(q, b, 16, &priority) == 5));
	CLEAN(&priority, sizeof(priority));
	OBJECT(struct mq_attr, TRUE(mq_getattr(q, AT(struct mq_attr)) == 0));
	OBJECT(struct mq_attr, TRUE(mq_setattr(q, &attr, AT(struct mq_attr)) == 0));
	mq_close(q);
}

/* A coroutine on a stack that bears marks. */
static ucontext_t main_context, other_context;
static char stack[65536];
static volatile int steps;

static void
coroutine(int a, int c)
{
	char text[20];

	snprintf(text, sizeof(text), "%d %d", a, c);
	steps += (int)strlen(text);
	swapcontext(&other_context, &main_context);
	steps += 10;
}

static void
coroutines(void)
{
	UNINIT(stack, sizeof(stack));
	UNINIT(&other_context, sizeof(other_context));
	SILENT(TRUE(getcontext(&other_context) == 0));
	other_context.uc_stack.ss_sp = stack;
	other_context.uc_stack.ss_size = sizeof(stack);
	other_context.uc_link = &main_context;
	SILENT(makecontext(&other_context, (void (*)(void))coroutine, 2, 12, 345));
	SILENT(TRUE(swapcontext(&main_context, &other_context) == 0));
	TRUE(steps == 6);
	SILENT(TRUE(swapcontext(&main_context, &other_context) == 0));
	TRUE(steps == 16);
}

static void
transfers(char *b)
{
	struct iovec v[2] = {{b, 4}, {b + 10, 4}}, from = {(char[]){"abcdefgh"}, 8};
	char name[] = "/tmp/more.XXXXXX";
	int fd = mkstemp(name), p[2];
	struct aiocb aio;
	off_t at = 0;

	TRUE(pwrite(fd, "0123456789", 10, 0) == 10);
	WRITES(b, 4, 20, TRUE(pread(fd, b, 4, 2) == 4));
	UNINIT(b, 20);
	SILENT(TRUE(preadv(fd, v, 2, 0) == 8));
	CLEAN(b, 4);
	DIRTY(b + 4, 6);
	CLEAN(b + 10, 4);
	INITED(b, 20);
	WRITES(b, 4, 10, TRUE(preadv2(fd, v, 1, 0, 0) == 4));
	READS("pwritev():arg2", b, 4, 10, TRUE(pwritev(fd, v, 1, 0) == 4));
	READS("pwritev2():arg2", b, 4, 10, TRUE(pwritev2(fd, v, 1, 0, 0) == 4));
	WRITES(b, 4, 10, TRUE(process_vm_readv(getpid(), v, 1, &from, 1, 0) == 4));
	READS("process_vm_writev():arg2", b, 4, 10,
	    TRUE(process_vm_writev(getpid(), v, 1, &from, 1, 0) == 4));
	TRUE(pipe(p) == 0);
	READS("vmsplice():arg2", b, 4, 10, TRUE(vmsplice(p[1], v, 1, 0) == 4));
	UNINIT(&at, 1);
	REPORTS("sendfile():arg3", 0, sendfile(p[1], fd, &at, 1));
	at = 0;
	UNINIT(&at, 1);
	REPORTS("copy_file_range():arg2", 0, copy_file_range(fd, &at, fd, NULL, 0, 0));
	at = 0;
	UNINIT(&at, 1);
	REPORTS("splice():arg2", 0, splice(fd, &at, p[1], NULL, 1, 0));
	memset(&aio, 0, sizeof(aio));
	aio.aio_fildes = fd;
	aio.aio_buf = b;
	aio.aio_nbytes = 6;
	aio.aio_offset = 0;
	UNINIT(b, 20);
	SILENT(TRUE(aio_read(&aio) == 0));
	while (aio_error(&aio) != 0)
		aio_suspend(&(const struct aiocb *){&aio}, 1, NULL);
	SILENT(TRUE(aio_return(&aio) == 6));
	CLEAN(b, 6);
	DIRTY(b + 6, 10);
	UNINIT(b + 1, 1);
	REPORTS("aio_write():arg1", 1, aio_write(&aio));
	while (aio_error(&aio) != 0)
		aio_suspend(&(const struct aiocb *){&aio}, 1, NULL);
	aio_return(&aio);
	UNINIT(&aio.aio_nbytes, 1);
	aio.aio_lio_opcode = LIO_NOP;
	REPORTS("lio_listio():arg2", 0, lio_listio(LIO_WAIT, &(struct aiocb *){&aio}, 1, NULL));
	INITED(b, 20);
	close(p[0]);
	close(p[1]);
	close(fd);
	unlink(name);
}

static void
waiting(char *b)
{
	struct timespec now = {0, 0};
	struct pollfd p = {.fd = -1};
	struct epoll_event event;
	sigset_t set;
	int ep = epoll_create1(0), fd;

	sigemptyset(&set);
	SILENT(TRUE(ppoll(&p, 1, &now, &set) == 0));
	UNINIT(&now, 1);
	REPORTS("ppoll():arg3", 0, ppoll(&p, 1, &now, &set));
	REPORTS("pselect():arg5", 0, pselect(0, NULL, NULL, NULL, &now, &set));
	INITED(&now, 1);
	UNINIT(&set, 1);
	REPORTS("pselect():arg6", 0, pselect(0, NULL, NULL, NULL, &now, &set));
	REPORTS("epoll_pwait():arg5", 0, epoll_pwait(ep, &event, 1, 0, &set));
	REPORTS("epoll_pwait2():arg5", 0, epoll_pwait2(ep, &event, 1, &now, &set));
	REPORTS("signalfd():arg2", 0, fd = signalfd(-1, &set, 0));
	REPORTS("sigisemptyset():arg1", 0, result = sigisemptyset(&set));
	REPORTS("sigandset():arg2", 0, sigandset(AT(sigset_t), &set, &set));
	REPORTS("sigorset():arg2", 0, sigorset(AT(sigset_t), &set, &set));
	REPORTS("sigdelset():arg1", 0, sigdelset(&set, SIGUSR1));
	REPORTS("sigtimedwait():arg1", 0, sigtimedwait(&set, NULL, &now));
	INITED(&set, 8);
	OBJECT(sigset_t, TRUE(pthread_sigmask(SIG_BLOCK, NULL, AT(sigset_t)) == 0));
	TRUE(sigset(SIGUSR1, SIG_IGN) == SIG_DFL && sigset(SIGUSR1, SIG_HOLD) == SIG_IGN);
	TRUE(sigset(SIGUSR1, SIG_DFL) == SIG_HOLD);
	TRUE(sysv_signal(SIGUSR1, SIG_IGN) == SIG_DFL && ssignal(SIGUSR1, SIG_DFL) == SIG_IGN);
	close(fd);
	close(ep);
}

static void
terminals(char *b)
{
	struct termios t;
	int master, slave;

	UNINIT(b, 60);
	UNINIT(&master, sizeof(master));
	SILENT(TRUE(openpty(&master, &slave, b, NULL, NULL) == 0));
	CLEAN(&master, sizeof(master));
	CLEAN(b, strlen(b) + 1);
	result = (long)strlen(b) + 1;
	WRITES(b, (size_t)result, 60, TRUE(ttyname_r(slave, b, 60) == 0));
	WRITES(b, (size_t)result, 60, TRUE(ptsname_r(master, b, 60) == 0));
	WRITES(&t, sizeof(t), sizeof(t), TRUE(tcgetattr(slave, &t) == 0));
	SILENT(cfmakeraw(&t));
	SILENT(cfsetspeed(&t, B9600) + cfsetispeed(&t, B9600) + cfsetospeed(&t, B9600));
	TRUE(cfgetispeed(&t) == B9600 && cfgetospeed(&t) == B9600);
	READS("tcsetattr():arg3", &t, 36, 40, tcsetattr(slave, TCSANOW, &t));
	close(master);
	close(slave);
}

static int
visits(const void *a, VISIT which, int depth)
{
	int x;

	UNINIT(hide(&x), sizeof(x));
	result += a != NULL && which >= 0 && depth >= 0;
	return *(volatile int *)&x;
}

static void
structures(char *b)
{
	struct hsearch_data table;
	struct {
		void *next, *previous;
		int x;
	} one, two;
	ENTRY *found;
	void *root = NULL;
	FTS *fts;
	FTSENT *e;
	struct dirent *entry;
	DIR *dir;

	memset(&table, 0, sizeof(table));
	SILENT(TRUE(hcreate_r(10, &table) != 0));
	strcpy(b, "key");
	UNINIT(&found, sizeof(found));
	SILENT(TRUE(hsearch_r((ENTRY){b, b}, ENTER, &found, &table) != 0));
	CLEAN(&found, sizeof(found));
	CLEAN(found, sizeof(*found));
	READS("hsearch_r():arg1", b, 4, 10, hsearch_r((ENTRY){b, b}, FIND, &found, &table));
	SILENT(hdestroy_r(&table));
	hcreate(10);
	READS("hsearch():arg1", b, 4, 10, result = hsearch((ENTRY){b, b}, FIND) != NULL);
	hdestroy();
	UNINIT(&one, sizeof(one));
	UNINIT(&two, sizeof(two));
	SILENT(insque(&one, NULL));
	CLEAN(&one, 16);
	SILENT(insque(&two, &one));
	CLEAN(&two, 16);
	DIRTY(&two.x, 4);
	TRUE(one.next == &two && two.previous == &one);
	SILENT(remque(&two));
	TRUE(one.next == NULL);
	tsearch(b, &root, (int (*)(const void *, const void *))strcmp);
	SILENT(twalk(root, (void (*)(const void *, VISIT, int))visits));
	SILENT(tdestroy(root, (void (*)(void *))hide));
	SILENT(fts = fts_open((char *[]){"/proc/self/task", NULL}, FTS_PHYSICAL, NULL));
	SILENT(e = fts_read(fts));
	CLEAN(e, sizeof(*e));
	SILENT(e = fts_children(fts, 0));
	fts_close(fts);
	dir = opendir("/");
	UNINIT(b, sizeof(*entry));
	SILENT(TRUE(readdir_r(dir, AT(struct dirent), &entry) == 0));
	CLEAN(entry, entry->d_reclen);
	DIRTY(b + entry->d_reclen, 10);
	CLEAN(&entry, sizeof(entry));
	closedir(dir);
}

int
main(void)
{
	char *b = hide(space);

	attributes(b);
	locks(b);
	more_threads(b);
	system_v(b);
	queues(b);
	coroutines();
	transfers(b);
	waiting(b);
	terminals(b);
	structures(b);
	return passed();
}
