/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * storm N: two CPUs do the same work again and again, and compare each result with the one that it
 * had before the first interrupt, until N interrupts have come at them. All that travels between
 * caller and callee is on its way when they come: structures with uninitialised members, more
 * than 800 bytes of variadic arguments, results. Handlers leave the same sort of things behind.
 */
#include <pthread.h>
#include <stdarg.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <kmsan/callout.h>
#include <kmsan/host.h>
#include <kmsan/intr.h>
#include <kmsan/kmem.h>
#include <kmsan/kmsan.h>
#include <kmsan/kthread.h>
#include <kmsan/lock.h>
#include <kmsan/pool.h>

#define CPUS  2
#define LINES 3
#define NOINLINE __attribute__((noinline))

const char *
kmsan_default_options(void)
{
	return "hz=5000";
}

/* Half of it is never written. */
struct message {
	int used[6], unused[6];
	char text[20];
};

static struct message
make(int n)
{
	struct message m;

	for (int i = 0; i < 6; i++)
		m.used[i] = n + i;
	snprintf(m.text, sizeof(m.text), "%d", n);
	return m;
}

static NOINLINE long
pass(struct message a, int n, struct message b)
{
	struct message c = make(n);

	if (a.used[1] < n || b.used[2] < 0)
		return -1;
	if (n == 0)
		return c.used[5] + a.text[0];
	return a.used[3] + b.used[4] + pass(b, n - 1, c);
}

static NOINLINE long
sum(int n, ...)
{
	va_list ap;
	long s = 0;

	va_start(ap, n);
	for (int i = 0; i < n; i++) {
		long v = va_arg(ap, long);

		s = v > 3 ? s * 3 + v : s - v;
	}
	va_end(ap);
	return s;
}

/* A structure through the dots, not checked at the call. */
static NOINLINE long
structures(int n, ...)
{
	va_list ap;
	long s = 0;

	va_start(ap, n);
	for (int i = 0; i < n; i++) {
		struct message m = va_arg(ap, struct message);

		if (m.used[i % 6] > 0)
			s += m.used[i % 6];
	}
	va_end(ap);
	return s;
}

#define TEN(x)	  x, x + 1, x + 2, x + 3, x + 4, x + 5, x + 6, x + 7, x + 8, x + 9
#define FORTY(x)  TEN(x), TEN(x + 1), TEN(x + 2), TEN(x + 3)
#define HUNDRED(x) FORTY(x), FORTY(x + 4), TEN(x), TEN(x + 9)

/* Runs of equal bytes, and back. */
static NOINLINE size_t
squeeze(const unsigned char *in, size_t n, unsigned char *out)
{
	size_t used = 0;

	for (size_t i = 0; i < n;) {
		size_t run = 1;

		while (i + run < n && run < 255 && in[i + run] == in[i])
			run++;
		out[used++] = (unsigned char)run;
		out[used++] = in[i];
		i += run;
	}
	return used;
}

static struct pool pool;

static NOINLINE long
allocate(int n)
{
	unsigned char *in = kmem_alloc(600, KM_SLEEP), *out = kmem_zalloc(1200, KM_SLEEP);
	struct message *m = pool_get(&pool, PR_WAITOK);
	long s;

	for (int i = 0; i < 600; i++)
		in[i] = (unsigned char)(i / (n + 3));
	*m = make(n);
	s = (long)squeeze(in, 600, out) + out[7] + m->used[2];
	pool_put(&pool, m);
	kmem_free(in, 600);
	kmem_free(out, 1200);
	return s;
}

static NOINLINE long
work(int n)
{
	struct message m = make(n);
	long x = n;

	return pass(m, n % 9, make(n + 1)) + sum(180, HUNDRED(x), FORTY(x), FORTY(x)) +
	    structures(6, m, m, make(3), m, make(n), m) + allocate(n % 7);
}

static atomic_ulong raised[LINES + 1], handled[LINES + 1], clocks, softs;
static void *soft[2];
static _Thread_local int depth, deepest;
static atomic_int nested;

static NOINLINE void
in_handler(int n)
{
	struct message m = make(n);
	unsigned char *p = kmem_intr_alloc(64, KM_NOSLEEP);

	if (++depth > deepest && depth > atomic_load(&nested))
		atomic_store(&nested, depth);
	if (pass(m, n % 3, m) < 0 || structures(2, m, make(n)) < 0 || sum(3, 1L, 2L, 9L) != 0)
		abort();
	if (p != NULL) {
		memset(p, n, 64);
		kmem_intr_free(p, 64);
	}
	depth--;
}

static int
line(void *arg)
{
	int n = *(int *)arg;

#ifdef LEAK
	struct message leak = make(n);

	if (n == 2 && leak.unused[n] == 77)
		atomic_fetch_add(&softs, 1);
#endif
	/* A higher one, and a soft one, now and then. */
	if (n < LINES && (atomic_load(&handled[n]) & 3) == 0) {
		atomic_fetch_add(&raised[n + 1], 1);
		intr_raise(cpu_number(), n + 1);
	}
	if ((atomic_fetch_add(&handled[n], 1) & 15) == 0)
		softint_schedule(soft[n % 2]);
	in_handler(n);
	return 1;
}

static int
tick(void *arg)
{
	struct clockframe *frame = arg;

	atomic_fetch_add(&clocks, 1);
	if (CLKF_INTR(frame) && frame->cf_ipl >= IPL_SCHED)
		abort();
	in_handler(4);
	return 1;
}

static kmutex_t mutex;
static long shared;

static void
softly(void *arg)
{
	mutex_enter(&mutex);
	shared++;
	in_handler(*(int *)arg);
	atomic_fetch_add(&softs, 1);
	mutex_exit(&mutex);
}

static unsigned long wanted;
static long expected[64];
static atomic_ulong rounds, wrong;

static unsigned long
interrupts(void)
{
	unsigned long n = atomic_load(&clocks);

	for (int i = 1; i <= LINES; i++)
		n += atomic_load(&handled[i]);
	return n;
}

static void
worker(void *arg)
{
	(void)arg;
	while (interrupts() < wanted) {
		int n = (int)(atomic_fetch_add(&rounds, 1) % 64);

		if (work(n) != expected[n])
			atomic_fetch_add(&wrong, 1);
		mutex_enter(&mutex);
		shared++;
		mutex_exit(&mutex);
		/* Every other lwp of two is on the other CPU then, perhaps. */
		if (n % 8 == 0)
			yield();
	}
}

/* A device: a thread without a CPU. */
static void *
device(void *arg)
{
	unsigned seed = 1;

	(void)arg;
	while (interrupts() < wanted) {
		int n;

		seed = seed * 1103515245 + 12345;
		n = 1 + (int)(seed >> 16) % LINES;
		/* As long as the others keep up. */
		if (atomic_load(&raised[n]) - atomic_load(&handled[n]) < 64) {
			atomic_fetch_add(&raised[n], 1);
			intr_raise((seed >> 20) % CPUS, n);
		}
	}
	return NULL;
}

static void
start(void)
{
	static int number[] = {0, 1, 2, 3};
	static const int ipl[] = {0, IPL_VM, IPL_SCHED, IPL_HIGH};

	mutex_init(&mutex, MUTEX_DEFAULT, IPL_NONE);
	pool_init(&pool, sizeof(struct message), 0, 0, 0, "storm", NULL, IPL_VM);
	for (int i = 0; i < 64; i++)
		expected[i] = work(i);
	if (kmsan_cpus_start(CPUS) != 0)
		abort();
	soft[0] = softint_establish(SOFTINT_NET | SOFTINT_MPSAFE, softly, &number[1]);
	soft[1] = softint_establish(SOFTINT_SERIAL, softly, &number[2]);
	for (int i = 1; i <= LINES; i++)
		intr_establish(i, ipl[i], IST_EDGE | IST_MPSAFE, line, &number[i]);
	intr_establish(KMSAN_IRQ_CLOCK, IPL_SCHED, IST_EDGE | IST_MPSAFE, tick, NULL);
}

int
main(int argc, char **argv)
{
	struct lwp *l[3];
	pthread_t thread;

	wanted = argc > 1 ? strtoul(argv[1], NULL, 10) : 1000;
	start();
	pthread_create(&thread, NULL, device, NULL);
	for (int i = 0; i < 3; i++)
		kthread_create(PRI_NONE, KTHREAD_MPSAFE | KTHREAD_MUSTJOIN | (i == 2 ? KTHREAD_TS : 0),
		    NULL, worker, NULL, &l[i], "worker%d", i);
	worker(NULL);
	for (int i = 0; i < 3; i++)
		kthread_join(l[i]);
	pthread_join(thread, NULL);
	/* What is on its way arrives. */
	for (int i = 1; i <= LINES; i++)
		while (atomic_load(&handled[i]) < atomic_load(&raised[i]))
			yield();
	for (int i = 1; i <= LINES; i++)
		if (atomic_load(&handled[i]) != atomic_load(&raised[i]))
			atomic_fetch_add(&wrong, 1);
	printf("%lu interrupts, %lu of the clock, %lu soft, %d deep, %lu rounds, %lu wrong\n",
	    interrupts(), clocks, softs, nested, rounds, wrong);
	return wrong != 0 || kmsan_report_count() != 0;
}
