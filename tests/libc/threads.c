/* SPDX-License-Identifier: BSD-2-Clause */
/* Threads: their stacks, arguments and results; locks and attributes. */
#include "check.h"
#include <pthread.h>
#include <sched.h>
#include <semaphore.h>
#include <threads.h>
#include <time.h>

static __thread int tls_variable = 3;
static volatile int branch;

/* Marks on this thread's stack, for the next thread that gets it. */
static void *
dirtying(void *arg)
{
	mark_stack();
	UNINIT(&tls_variable, sizeof(tls_variable));
	return arg;
}

static void *
looking(void *arg)
{
	char here[1];
	const char *low = (const char *)hide(here) - 50000;

	/* Nothing on it but what this function put there. */
	CLEAN(low, 40000);
	CLEAN(&tls_variable, sizeof(tls_variable));
	if (tls_variable == 3 && *(int *)arg == 7)
		branch++;
	return arg;
}

static void
threads(void)
{
	pthread_t thread;
	pthread_attr_t attr;
	int seven = 7;
	void *result;

	for (int i = 0; i < 20; i++) {
		UNINIT(&thread, sizeof(thread));
		SILENT(
		    TRUE(pthread_create(&thread, NULL, i % 2 ? looking : dirtying, &seven) == 0));
		CLEAN(&thread, sizeof(thread));
		UNINIT(&result, sizeof(result));
		SILENT(TRUE(pthread_join(thread, &result) == 0));
		CLEAN(&result, sizeof(result));
		TRUE(result == &seven);
	}
	TRUE(branch == 10);
	UNINIT(&attr, sizeof(attr));
	SILENT(TRUE(pthread_attr_init(&attr) == 0));
	SILENT(TRUE(pthread_attr_setstacksize(&attr, 1 << 20) == 0));
	SILENT(TRUE(pthread_create(&thread, &attr, looking, &seven) == 0));
	pthread_join(thread, NULL);
	UNINIT(&attr, 1);
	REPORTS("pthread_create():arg2", 0, pthread_create(&thread, &attr, looking, &seven));
	pthread_join(thread, NULL);
}

static int
c11(void *arg)
{
	looking(arg);
	return 5;
}

static void
others(void)
{
	int seven = 7, r;
	thrd_t thread;
	cpu_set_t cpus;
	char name[16];
	pthread_attr_t attr;
	void *low;
	size_t size;

	UNINIT(&thread, sizeof(thread));
	SILENT(TRUE(thrd_create(&thread, c11, &seven) == thrd_success));
	UNINIT(&r, sizeof(r));
	SILENT(TRUE(thrd_join(thread, &r) == thrd_success));
	CLEAN(&r, sizeof(r));
	TRUE(r == 5);
	WRITES(&cpus, sizeof(cpus), sizeof(cpus),
	    TRUE(sched_getaffinity(0, sizeof(cpus), &cpus) == 0));
	memset(&cpus, 0, sizeof(cpus));
	CPU_SET(0, &cpus);
	READS_EDGES(
	    "__sched_cpucount():arg2", &cpus, sizeof(cpus), sizeof(cpus), r = CPU_COUNT(&cpus));
	TRUE(r == 1);
	TRUE(pthread_getname_np(pthread_self(), name, 16) == 0);
	size = strlen(name) + 1;
	WRITES(name, size, 16, pthread_getname_np(pthread_self(), name, 16));
	UNINIT(&attr, sizeof(attr));
	UNINIT(&low, sizeof(low));
	UNINIT(&size, sizeof(size));
	SILENT(TRUE(pthread_getattr_np(pthread_self(), &attr) == 0));
	SILENT(TRUE(pthread_attr_getstack(&attr, &low, &size) == 0));
	CLEAN(&low, sizeof(low));
	CLEAN(&size, sizeof(size));
	pthread_attr_destroy(&attr);
}

static void
locks(void)
{
	pthread_mutex_t mutex = PTHREAD_MUTEX_INITIALIZER, other;
	pthread_cond_t cond;
	pthread_key_t key;
	pthread_mutexattr_t attr;
	sem_t sem;
	int value;

	SILENT(TRUE(pthread_mutex_lock(&mutex) == 0 && pthread_mutex_unlock(&mutex) == 0));
	memset(&other, 0, sizeof(other));
	UNINIT(&other, sizeof(other));
	REPORTS("pthread_mutex_lock():arg1", 0, pthread_mutex_lock(&other));
	UNINIT(&other, sizeof(other));
	SILENT(TRUE(pthread_mutexattr_init(&attr) == 0));
	SILENT(TRUE(pthread_mutex_init(&other, &attr) == 0));
	SILENT(TRUE(pthread_mutex_lock(&other) == 0));
	UNINIT(&value, sizeof(value));
	SILENT(TRUE(pthread_mutexattr_gettype(&attr, &value) == 0));
	CLEAN(&value, sizeof(value));
	UNINIT(&cond, sizeof(cond));
	SILENT(TRUE(pthread_cond_init(&cond, NULL) == 0 && pthread_cond_signal(&cond) == 0));
	UNINIT(&key, sizeof(key));
	SILENT(TRUE(pthread_key_create(&key, NULL) == 0));
	SILENT(TRUE(pthread_setspecific(key, &sem) == 0 && pthread_getspecific(key) == &sem));
	UNINIT(&sem, sizeof(sem));
	SILENT(TRUE(sem_init(&sem, 0, 3) == 0));
	UNINIT(&value, sizeof(value));
	SILENT(TRUE(sem_getvalue(&sem, &value) == 0 && value == 3));
	SILENT(TRUE(sem_wait(&sem) == 0));
}

int
main(void)
{
	threads();
	others();
	locks();
	return passed();
}
