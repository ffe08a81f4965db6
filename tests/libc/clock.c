/* SPDX-License-Identifier: BSD-2-Clause */
/* Time: clocks, timers, and the fields of struct tm that each function looks at. */
#include "check.h"
#include <errno.h>
#include <signal.h>
#include <stddef.h>
#include <sys/time.h>
#include <sys/times.h>
#include <time.h>

static char buf_space[512];
static volatile long result;

static void
clocks(char *b)
{
	time_t t = 86400;
	struct timespec *ts = (struct timespec *)(void *)b;

	WRITES(b, sizeof(time_t), 40, time((time_t *)(void *)b));
	WRITES(b, sizeof(*ts), 40, TRUE(clock_gettime(CLOCK_MONOTONIC, ts) == 0));
	WRITES(b, 0, 40, TRUE(clock_gettime(12345, ts) == -1));
	WRITES(b, sizeof(*ts), 40, TRUE(clock_getres(CLOCK_MONOTONIC, ts) == 0));
	WRITES(b, sizeof(*ts), 40, TRUE(timespec_get(ts, TIME_UTC) == TIME_UTC));
	WRITES(b, 16, 40, TRUE(gettimeofday((struct timeval *)(void *)b, NULL) == 0));
	WRITES(b, sizeof(struct tms), 40, result = times((struct tms *)(void *)b));
	memset(b, 0, 16);
	READS("nanosleep():arg1", b, 16, 20, TRUE(nanosleep(ts, NULL) == 0));
	WRITES(b, sizeof(struct itimerval), 40,
	    TRUE(getitimer(ITIMER_REAL, (struct itimerval *)(void *)b) == 0));
	WRITES(b, sizeof(struct tm), 80, TRUE(localtime_r(&t, (struct tm *)(void *)b) != NULL));
	WRITES(b, sizeof(struct tm), 80, TRUE(gmtime_r(&t, (struct tm *)(void *)b) != NULL));
	WRITES(b, 26, 80, TRUE(ctime_r(&t, b) == b));
	SILENT(result = gmtime(&t)->tm_mday);
	UNINIT(&t, sizeof(t));
	REPORTS("gmtime():arg1", 0, result = gmtime(&t)->tm_mday);
}

static void
timers(void)
{
	struct sigevent event;
	struct itimerspec left, new = {{0, 0}, {100, 0}};
	timer_t timer;

	UNINIT(&event, sizeof(event));
	event.sigev_notify = SIGEV_NONE;
	UNINIT(&timer, sizeof(timer));
	SILENT(TRUE(timer_create(CLOCK_MONOTONIC, &event, &timer) == 0));
	CLEAN(&timer, sizeof(timer));
	UNINIT(&left, sizeof(left));
	SILENT(TRUE(timer_settime(timer, 0, &new, &left) == 0));
	CLEAN(&left, sizeof(left));
	UNINIT(&new.it_value.tv_nsec, 1);
	REPORTS("timer_settime():arg3", 24, timer_settime(timer, 0, &new, NULL));
	timer_delete(timer);
}

/* fmt reads exactly this field: of this offset and size. */
static void
field(const char *fmt, size_t offset, size_t size)
{
	char out[80];
	struct tm tm;

	for (size_t i = 0; i < sizeof(tm); i++) {
		memset(&tm, 0, sizeof(tm));
		tm.tm_mday = 1;
		tm.tm_zone = "UTC";
		UNINIT((char *)hide(&tm) + i, 1);
		seen.count = 0;
		strftime(out, sizeof(out), fmt, &tm);
		BARRIER;
		if (i >= offset && i < offset + size)
			expect(__LINE__, "strftime():arg4", (i - offset) % 4, i);
		else
			expect_none(__LINE__, i);
	}
}
#define FIELD(fmt, name) field(fmt, offsetof(struct tm, name), sizeof(((struct tm *)0)->name))

static void
fields(char *b)
{
	struct tm tm;

	FIELD("%S", tm_sec);
	FIELD("%M:", tm_min);
	FIELD("at %H", tm_hour);
	FIELD("%e", tm_mday);
	FIELD("%b", tm_mon);
	FIELD("%Y", tm_year);
	FIELD("%a", tm_wday);
	FIELD("%j", tm_yday);
	field("100%%", 0, 0);
	field("%D", offsetof(struct tm, tm_mday), 12);
	field("%T", 0, 12);
	memset(&tm, 0, sizeof(tm));
	WRITES(b, 9, 80, TRUE(strftime(b, 80, "%T", &tm) == 8));

	memset(&tm, 0, sizeof(tm));
	tm.tm_mday = 3;
	tm.tm_isdst = -1;
	UNINIT(&tm.tm_wday, 8);
	UNINIT(&tm.tm_gmtoff, 16);
	SILENT(result = mktime(&tm));
	CLEAN(&tm, sizeof(tm));
	UNINIT(&tm.tm_isdst, 4);
	REPORTS("mktime():arg1", 0, result = mktime(&tm));
	UNINIT(&tm.tm_isdst, 4);
	SILENT(result = timegm(&tm));

	UNINIT(&tm, sizeof(tm));
	SILENT(TRUE(strptime("12:34", "%H:%M", &tm) != NULL));
	CLEAN(&tm.tm_min, 8);
	DIRTY(&tm.tm_sec, 4);
	DIRTY(&tm.tm_mday, 12);
	SILENT(TRUE(strptime("2024-02-03", "%Y-%m-%d", &tm) != NULL));
	CLEAN(&tm.tm_mday, 20);
	TRUE(tm.tm_yday == 33 && tm.tm_wday == 6);
	DIRTY(&tm.tm_isdst, 4);
}

int
main(void)
{
	char *b = hide(buf_space);

	clocks(b);
	timers();
	fields(b);
	return passed();
}
