/* SPDX-License-Identifier: BSD-2-Clause */

/* A lwp is a thread: its context at level 0, its state, and how its end is noticed. */

#include <kmsan/kthread.h>
#include <kmsan/port.h>
#include <limits.h>
#include <pthread.h>

#include "linux.h"
#include "msan/context.h"
#include "port_inline.h"

__thread struct kmsan_context kmsan_linux_context0
    __attribute__((aligned(64), used, tls_model("local-exec")));

/*
 * The distance of the first slot from the thread pointer is a constant of the link, which C cannot
 * write as an initialiser: hence the assembler's @tpoff. With it every thread starts with a
 * valid context. In two halves, because lld has no 64-bit relocation for it; on x86-64 the distance
 * is a small negative number, so the upper half is -1.
 */
__asm__(".pushsection .tdata,\"awT\",@progbits\n"
	".balign 8\n"
	".globl kmsan_linux_context\n"
	".hidden kmsan_linux_context\n"
	".type kmsan_linux_context,@object\n"
	".size kmsan_linux_context,8\n"
	"kmsan_linux_context:\n"
	".long kmsan_linux_context0@tpoff, -1\n"
	".popsection");

__thread struct kmsan_lwp *kmsan_linux_lwp __attribute__((tls_model("local-exec")));
__thread void *kmsan_linux_alloc __attribute__((tls_model("local-exec")));
static __thread struct kmsan_lwp lwp_state __attribute__((tls_model("local-exec")));
static __thread unsigned exit_rounds __attribute__((tls_model("local-exec")));

static pthread_key_t exit_key;
static bool exit_key_made;

/*
 * Other destructors of the thread may allocate and free: put ours off to the last of the rounds
 * that POSIX promises.
 */
static void
lwp_destructor(void *lwp)
{
	if (++exit_rounds < PTHREAD_DESTRUCTOR_ITERATIONS &&
	    pthread_setspecific(exit_key, lwp) == 0)
		return;
	kmsan_linux_intr_thread_end();
	kmsan_lwp_exit(lwp);
}

void
kmsan_linux_lwp_start(void)
{
	exit_key_made = pthread_key_create(&exit_key, lwp_destructor) == 0;
}

/* May run in a signal handler: a key among the first 32 needs no memory. */
struct kmsan_lwp *
kmsan_linux_lwp_first(void)
{
	struct kmsan_lwp *lwp = &lwp_state;

	if (kmsan_linux_lwp != NULL)
		return kmsan_linux_lwp;
	kmsan_lwp_init(lwp, &kmsan_linux_context0, context_lwp_number());
	kmsan_linux_lwp = lwp;
	if (exit_key_made)
		pthread_setspecific(exit_key, lwp);
	return lwp;
}

struct kmsan_lwp **
kmsan_linux_lwp_state(struct lwp *l)
{
	return &l->l_kmsan;
}
