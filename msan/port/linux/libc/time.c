/* SPDX-License-Identifier: BSD-2-Clause */
/* Clocks, sleeps and timers. */
#include "libc.h"
#include <signal.h>
#include <sys/time.h>
#include <sys/timeb.h>
#include <sys/timerfd.h>
#include <sys/times.h>
#include <sys/timex.h>
#include <errno.h>
#include <threads.h>
#include <time.h>

#define OUT_0(p)       OUT_IF(r == 0, p, sizeof(*(p)))
#define IN_OBJ(arg, p) IN(arg, p, sizeof(*(p)))

FN(time_t, time, (time_t * out), (out), NOTHING, OUT_IF(r != (time_t)-1, out, sizeof(*out)));
FN(int, clock_gettime, (clockid_t clock, struct timespec *t), (clock, t), NOTHING, OUT_0(t));
FN(int, clock_getres, (clockid_t clock, struct timespec *t), (clock, t), NOTHING, OUT_0(t));
FN(int, clock_settime, (clockid_t clock, const struct timespec *t), (clock, t), IN_OBJ(2, t),
    NOTHING);
FN(int, clock_getcpuclockid, (pid_t pid, clockid_t *out), (pid, out), NOTHING, OUT_0(out));
FN(int, clock_adjtime, (clockid_t clock, struct timex *t), (clock, t), IN(2, t, sizeof(t->modes)),
    OUT_IF(r >= 0, t, sizeof(*t)));
FN(int, adjtimex, (struct timex * t), (t), IN(1, t, sizeof(t->modes)),
    OUT_IF(r >= 0, t, sizeof(*t)));
ALIAS(ntp_adjtime, adjtimex);
FN(int, adjtime, (const struct timeval *t, struct timeval *old), (t, old), IN_OBJ(1, t),
    OUT_0(old));
FN(int, gettimeofday, (struct timeval * t, void *zone), (t, zone), NOTHING, OUT_0(t);
    OUT_IF(r == 0, zone, sizeof(struct timezone)));
FN(int, settimeofday, (const struct timeval *t, const struct timezone *zone), (t, zone),
    IN_OBJ(1, t);
    IN_OBJ(2, zone), NOTHING);
FN(int, timespec_get, (struct timespec * t, int base), (t, base), NOTHING,
    OUT_IF(r != 0, t, sizeof(*t)));
FN(int, timespec_getres, (struct timespec * t, int base), (t, base), NOTHING,
    OUT_IF(r != 0, t, sizeof(*t)));
FN(clock_t, times, (struct tms * t), (t), NOTHING, OUT_IF(r != (clock_t)-1, t, sizeof(*t)));

FN(int, nanosleep, (const struct timespec *t, struct timespec *left), (t, left), IN_OBJ(1, t),
    OUT_IF(r != 0 && errno == EINTR, left, sizeof(*left)));
FN(int, clock_nanosleep,
    (clockid_t clock, int flags, const struct timespec *t, struct timespec *left),
    (clock, flags, t, left), IN_OBJ(3, t),
    OUT_IF(r == EINTR && (flags & TIMER_ABSTIME) == 0, left, sizeof(*left)));
FN(int, thrd_sleep, (const struct timespec *t, struct timespec *left), (t, left), IN_OBJ(1, t),
    OUT_IF(r == -1, left, sizeof(*left)));

FN(int, getitimer, (enum __itimer_which which, struct itimerval *t), (which, t), NOTHING, OUT_0(t));
FN(int, setitimer, (enum __itimer_which which, const struct itimerval *t, struct itimerval *old),
    (which, t, old), IN_OBJ(2, t), OUT_0(old));

/* Of the event only what its kind uses. */
WRAP(int, timer_create, (clockid_t clock, struct sigevent *event, timer_t *out))
{
	int r;

	if (event != NULL) {
		IN_OBJ(2, &event->sigev_notify);
		if (event->sigev_notify == SIGEV_SIGNAL || event->sigev_notify == SIGEV_THREAD_ID)
			IN_OBJ(2, &event->sigev_signo);
		if (event->sigev_notify == SIGEV_THREAD) {
			IN_OBJ(2, &event->sigev_notify_function);
			IN_OBJ(2, &event->sigev_notify_attributes);
		}
	}
	r = timer_create(clock, event, out);
	OUT_0(out);
	return r;
}
FN(int, timer_settime,
    (timer_t timer, int flags, const struct itimerspec *t, struct itimerspec *old),
    (timer, flags, t, old), IN_OBJ(3, t), OUT_0(old));
FN(int, timer_gettime, (timer_t timer, struct itimerspec *t), (timer, t), NOTHING, OUT_0(t));
FN(int, timerfd_settime, (int fd, int flags, const struct itimerspec *t, struct itimerspec *old),
    (fd, flags, t, old), IN_OBJ(3, t), OUT_0(old));
FN(int, timerfd_gettime, (int fd, struct itimerspec *t), (fd, t), NOTHING, OUT_0(t));

WRAP_LAZY(int, ftime, (struct timeb * out), "")
{
	int r = LAZY(ftime)(out);

	OUT_0(out);
	return r;
}
