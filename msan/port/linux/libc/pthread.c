/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Threads. The stack of a new thread is one that libc reuses: it bears the marks of a dead
 * thread's frames, and libc's own data at its end (thread-local variables) lies there too. So
 * a thread starts in a function of this file, whoever creates it: the plain name is taken over as
 * well (plain.c says how), for std::thread and other libraries.
 */
#include "libc.h"
#include "plain.h"
#include <dlfcn.h>
#include <errno.h>
#include <pthread.h>
#include <threads.h>
#include <linux.h>

typedef void *start_fn(void *);
typedef int create_fn(pthread_t *, const pthread_attr_t *, start_fn *, void *);

__attribute__((weak, section("kmsan_plain"))) create_fn kmsan_plain_pthread_create;

struct start {
	start_fn *fn;
	void *arg;
};

static void
stack_out(void)
{
	pthread_attr_t attr;
	void *low;
	size_t size;

	if (pthread_getattr_np(pthread_self(), &attr) != 0)
		return;
	if (pthread_attr_getstack(&attr, &low, &size) == 0)
		libc_out(low, size);
	pthread_attr_destroy(&attr);
}

static void *
start(void *p)
{
	struct start s = *(struct start *)p;

	__libc_free(p);
	stack_out();
	return s.fn(s.arg);
}

int
kmsan_plain_pthread_create(pthread_t *thread, const pthread_attr_t *attr, start_fn *fn, void *arg)
{
	static create_fn *real;
	create_fn *create = __atomic_load_n(&real, __ATOMIC_RELAXED);
	struct start *s;
	int r;

	if (create == NULL) {
		create = (create_fn *)(uintptr_t)dlsym(RTLD_NEXT, "pthread_create");
		if (create == NULL)
			return EAGAIN;
		__atomic_store_n(&real, create, __ATOMIC_RELAXED);
	}
	if (!kmsan_linux_shadow_ready)
		return create(thread, attr, fn, arg);
	s = __libc_malloc(sizeof(*s));
	if (s == NULL)
		return EAGAIN;
	*s = (struct start){fn, arg};
	/* Instrumented shared objects come here too: cmake/link-runtime.sh. */
	libc_out(thread, sizeof(*thread));
	r = create(thread, attr, start, s);
	if (r != 0)
		__libc_free(s);
	return r;
}

#define OUT_0(p)       OUT_IF(r == 0, p, sizeof(*(p)))
#define IN_OBJ(arg, p) IN(arg, p, sizeof(*(p)))

/* *thread is written before the thread runs, which may look at it. */
FN(int, pthread_create, (pthread_t * thread, const pthread_attr_t *attr, start_fn *fn, void *arg),
    (thread, attr, fn, arg), IN_OBJ(2, attr);
    OUT_OBJ(thread), NOTHING);
FN(int, pthread_join, (pthread_t thread, void **out), (thread, out), NOTHING, OUT_0(out));
FN(int, pthread_tryjoin_np, (pthread_t thread, void **out), (thread, out), NOTHING, OUT_0(out));
FN(int, pthread_timedjoin_np, (pthread_t thread, void **out, const struct timespec *until),
    (thread, out, until), IN_OBJ(3, until), OUT_0(out));

FN(int, pthread_clockjoin_np,
    (pthread_t thread, void **out, clockid_t clock, const struct timespec *until),
    (thread, out, clock, until), IN_OBJ(4, until), OUT_0(out));

/* Attributes: objects that only libc's functions know the inside of. */
#define INIT(name, type) FN(int, name, (type * p), (p), NOTHING, OUT_0(p))
#define GET(name, type, out_type)                                                                  \
	FN(int, name, (const type *p, out_type *out), (p, out), IN_OBJ(1, p), OUT_0(out))

INIT(pthread_attr_init, pthread_attr_t);
GET(pthread_attr_getdetachstate, pthread_attr_t, int);
GET(pthread_attr_getguardsize, pthread_attr_t, size_t);
GET(pthread_attr_getinheritsched, pthread_attr_t, int);
GET(pthread_attr_getschedparam, pthread_attr_t, struct sched_param);
GET(pthread_attr_getschedpolicy, pthread_attr_t, int);
GET(pthread_attr_getscope, pthread_attr_t, int);
GET(pthread_attr_getstacksize, pthread_attr_t, size_t);
FN(int, pthread_attr_getstack, (const pthread_attr_t *p, void **at, size_t *size), (p, at, size),
    IN_OBJ(1, p), OUT_0(at);
    OUT_0(size));
FN(int, pthread_attr_setschedparam, (pthread_attr_t * p, const struct sched_param *new), (p, new),
    IN_OBJ(2, new), NOTHING);
GET(pthread_attr_getsigmask_np, pthread_attr_t, sigset_t);
FN(int, pthread_attr_setsigmask_np, (pthread_attr_t * p, const sigset_t *set), (p, set),
    IN(2, set, sizeof(uint64_t)), NOTHING);
FN(int, pthread_attr_getaffinity_np, (const pthread_attr_t *p, size_t size, cpu_set_t *out),
    (p, size, out), IN_OBJ(1, p), OUT_IF(r == 0, out, size));
FN(int, pthread_attr_setaffinity_np, (pthread_attr_t * p, size_t size, const cpu_set_t *set),
    (p, size, set), IN(3, set, size), NOTHING);
FN(int, pthread_getattr_np, (pthread_t thread, pthread_attr_t *out), (thread, out), NOTHING,
    OUT_0(out));
INIT(pthread_getattr_default_np, pthread_attr_t);

INIT(pthread_mutexattr_init, pthread_mutexattr_t);
GET(pthread_mutexattr_gettype, pthread_mutexattr_t, int);
GET(pthread_mutexattr_getpshared, pthread_mutexattr_t, int);
GET(pthread_mutexattr_getprotocol, pthread_mutexattr_t, int);
GET(pthread_mutexattr_getrobust, pthread_mutexattr_t, int);
GET(pthread_mutexattr_getprioceiling, pthread_mutexattr_t, int);
INIT(pthread_condattr_init, pthread_condattr_t);
GET(pthread_condattr_getclock, pthread_condattr_t, clockid_t);
GET(pthread_condattr_getpshared, pthread_condattr_t, int);
INIT(pthread_rwlockattr_init, pthread_rwlockattr_t);
GET(pthread_rwlockattr_getpshared, pthread_rwlockattr_t, int);
GET(pthread_rwlockattr_getkind_np, pthread_rwlockattr_t, int);
INIT(pthread_barrierattr_init, pthread_barrierattr_t);
GET(pthread_barrierattr_getpshared, pthread_barrierattr_t, int);

/*
 * Locks. The fields that decide lie at the start; what follows is padding, or statistics that an
 * initialiser need not set.
 */
#define MUTEX_SIZE	       offsetof(pthread_mutex_t, __data.__spins)
#define RWLOCK_SIZE	       offsetof(pthread_rwlock_t, __data.__cur_writer)
#define LOCK(name, type, size) FN(int, name, (type * p), (p), IN(1, p, size), NOTHING)

FN(int, pthread_mutex_init, (pthread_mutex_t * p, const pthread_mutexattr_t *attr), (p, attr),
    IN_OBJ(2, attr), OUT_0(p));
LOCK(pthread_mutex_lock, pthread_mutex_t, MUTEX_SIZE);
LOCK(pthread_mutex_trylock, pthread_mutex_t, MUTEX_SIZE);
LOCK(pthread_mutex_unlock, pthread_mutex_t, MUTEX_SIZE);
FN(int, pthread_mutex_timedlock, (pthread_mutex_t * p, const struct timespec *until), (p, until),
    IN(1, p, MUTEX_SIZE);
    IN_OBJ(2, until), NOTHING);
FN(int, pthread_mutex_getprioceiling, (const pthread_mutex_t *p, int *out), (p, out), NOTHING,
    OUT_0(out));
FN(int, pthread_mutex_setprioceiling, (pthread_mutex_t * p, int value, int *old), (p, value, old),
    NOTHING, OUT_0(old));
FN(int, pthread_rwlock_init, (pthread_rwlock_t * p, const pthread_rwlockattr_t *attr), (p, attr),
    IN_OBJ(2, attr), OUT_0(p));
LOCK(pthread_rwlock_rdlock, pthread_rwlock_t, RWLOCK_SIZE);
LOCK(pthread_rwlock_wrlock, pthread_rwlock_t, RWLOCK_SIZE);
LOCK(pthread_rwlock_tryrdlock, pthread_rwlock_t, RWLOCK_SIZE);
LOCK(pthread_rwlock_trywrlock, pthread_rwlock_t, RWLOCK_SIZE);
#define LOCK_UNTIL(name, type, size)                                                               \
	FN(int, name, (type * p, const struct timespec *until), (p, until), IN(1, p, size);        \
	    IN_OBJ(2, until), NOTHING)
#define LOCK_CLOCK(name, type, size)                                                               \
	FN(int, name, (type * p, clockid_t clock, const struct timespec *until),                   \
	    (p, clock, until), IN(1, p, size);                                                     \
	    IN_OBJ(3, until), NOTHING)
LOCK_UNTIL(pthread_rwlock_timedrdlock, pthread_rwlock_t, RWLOCK_SIZE);
LOCK_UNTIL(pthread_rwlock_timedwrlock, pthread_rwlock_t, RWLOCK_SIZE);
LOCK_CLOCK(pthread_rwlock_clockrdlock, pthread_rwlock_t, RWLOCK_SIZE);
LOCK_CLOCK(pthread_rwlock_clockwrlock, pthread_rwlock_t, RWLOCK_SIZE);
LOCK_CLOCK(pthread_mutex_clocklock, pthread_mutex_t, MUTEX_SIZE);
LOCK(pthread_rwlock_unlock, pthread_rwlock_t, RWLOCK_SIZE);
FN(int, pthread_spin_init, (pthread_spinlock_t * p, int shared), (p, shared), NOTHING,
    OUT_IF(r == 0, (const void *)(uintptr_t)p, sizeof(*p)));
FN(int, pthread_barrier_init,
    (pthread_barrier_t * p, const pthread_barrierattr_t *attr, unsigned n), (p, attr, n),
    IN_OBJ(2, attr), OUT_0(p));
FN(int, pthread_cond_init, (pthread_cond_t * p, const pthread_condattr_t *attr), (p, attr),
    IN_OBJ(2, attr), OUT_0(p));
LOCK(pthread_cond_signal, pthread_cond_t, sizeof(uint64_t));
LOCK(pthread_cond_broadcast, pthread_cond_t, sizeof(uint64_t));
FN(int, pthread_cond_wait, (pthread_cond_t * p, pthread_mutex_t *mutex), (p, mutex),
    IN(1, p, sizeof(uint64_t));
    IN(2, mutex, MUTEX_SIZE), NOTHING);
FN(int, pthread_cond_timedwait,
    (pthread_cond_t * p, pthread_mutex_t *mutex, const struct timespec *until), (p, mutex, until),
    IN(1, p, sizeof(uint64_t));
    IN(2, mutex, MUTEX_SIZE); IN_OBJ(3, until), NOTHING);

FN(int, pthread_cond_clockwait,
    (pthread_cond_t * p, pthread_mutex_t *mutex, clockid_t clock, const struct timespec *until),
    (p, mutex, clock, until), IN(1, p, sizeof(uint64_t));
    IN(2, mutex, MUTEX_SIZE); IN_OBJ(4, until), NOTHING);

/* The program's function runs in between; what it returned is not what this returns. */
FN(int, pthread_once, (pthread_once_t * once, void (*fn)(void)), (once, fn), IN_OBJ(1, once),
    libc_call());

FN(int, pthread_key_create, (pthread_key_t * out, void (*fn)(void *)), (out, fn), NOTHING,
    OUT_0(out));
FN(int, pthread_setcancelstate, (int new, int *old), (new, old), NOTHING, OUT_0(old));
FN(int, pthread_setcanceltype, (int new, int *old), (new, old), NOTHING, OUT_0(old));
FN(int, pthread_getschedparam, (pthread_t thread, int *policy, struct sched_param *out),
    (thread, policy, out), NOTHING, OUT_0(policy);
    OUT_0(out));
FN(int, pthread_setschedparam, (pthread_t thread, int policy, const struct sched_param *new),
    (thread, policy, new), IN_OBJ(3, new), NOTHING);
FN(int, pthread_getaffinity_np, (pthread_t thread, size_t size, cpu_set_t *out),
    (thread, size, out), NOTHING, OUT_IF(r == 0, out, size));
FN(int, pthread_setaffinity_np, (pthread_t thread, size_t size, const cpu_set_t *set),
    (thread, size, set), IN(3, set, size), NOTHING);
FN(int, pthread_getname_np, (pthread_t thread, char *buf, size_t size), (thread, buf, size),
    NOTHING, OUT_IF(r == 0, buf, libc_strn(buf, size)));
FN(int, pthread_setname_np, (pthread_t thread, const char *name), (thread, name), IN_STR(2, name),
    NOTHING);
FN(int, pthread_getcpuclockid, (pthread_t thread, clockid_t *out), (thread, out), NOTHING,
    OUT_0(out));

/* C11. Its threads are created inside libc, not through pthread_create. */
struct thrd_start {
	thrd_start_t fn;
	void *arg;
};

static int
thrd_run(void *p)
{
	struct thrd_start s = *(struct thrd_start *)p;

	__libc_free(p);
	stack_out();
	return s.fn(s.arg);
}

WRAP(int, thrd_create, (thrd_t * thread, thrd_start_t fn, void *arg))
{
	struct thrd_start *s = __libc_malloc(sizeof(*s));
	int r;

	if (s == NULL)
		return thrd_nomem;
	*s = (struct thrd_start){fn, arg};
	OUT_OBJ(thread);
	r = thrd_create(thread, thrd_run, s);
	if (r != thrd_success)
		__libc_free(s);
	return r;
}
FN(int, thrd_join, (thrd_t thread, int *out), (thread, out), NOTHING,
    OUT_IF(r == thrd_success, out, sizeof(*out)));
FN(int, mtx_init, (mtx_t * p, int type), (p, type), NOTHING, OUT_0(p));
FN(int, mtx_timedlock, (mtx_t * p, const struct timespec *until), (p, until), IN_OBJ(2, until),
    NOTHING);
FN(int, cnd_init, (cnd_t * p), (p), NOTHING, OUT_0(p));
FN(int, cnd_timedwait, (cnd_t * p, mtx_t *mutex, const struct timespec *until), (p, mutex, until),
    IN_OBJ(3, until), NOTHING);
FN(int, tss_create, (tss_t * p, tss_dtor_t fn), (p, fn), NOTHING, OUT_0(p));

/* The linker warns of it. */
WRAP_LAZY(int, pthread_attr_getstackaddr, (const pthread_attr_t *attr, void **out), "")
{
	int r = LAZY(pthread_attr_getstackaddr)(attr, out);

	OUT_0(out);
	return r;
}

WRAP(void, call_once, (once_flag * flag, void (*fn)(void)))
{
	call_once(flag, fn);
	libc_call();
}
