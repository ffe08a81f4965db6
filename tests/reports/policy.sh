#!/bin/sh
# SPDX-License-Identifier: BSD-2-Clause
# timeout: 600
# Reports at bad moments: inside a report, in a signal that may come at any instruction, with a lock
# held, while other threads report and the process forks, on a disk that is full. No deadlock, and
# what was found is counted.
set -u
tmp=$(mktemp -d)
trap 'rm -rf "$tmp"' EXIT
failed=0
unset KMSAN_OPTIONS

cat >"$tmp/policy.c" <<'END'
#include <kmsan/kmsan.h>
#include <kmsan/intr.h>
#include <kmsan/lock.h>
#include <pthread.h>
#include <signal.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/time.h>
#include <sys/wait.h>
#include <unistd.h>

static int value;
static volatile int handled, stop, odd;

static __attribute__((noinline)) void
use(void)
{
	if (value == 3)
		odd++;
}

static __attribute__((noinline)) void
use_in_callback(void)
{
	if (value == 4)
		odd++;
}

static bool
callback(const struct kmsan_report_info *info, void *arg)
{
	(void)info, (void)arg;
	use_in_callback();
	return false;
}

static void
handler(int number)
{
	(void)number;
	/* One more may come before the timer is stopped. */
	if (handled == 100)
		return;
	handled++;
	use();
}

/* Signals all the time, each with a report, and reports in between. */
static void
in_signals(void)
{
	struct itimerval often = {{0, 500}, {0, 500}}, never = {{0, 0}, {0, 0}};
	int reports = 0;

	signal(SIGALRM, handler);
	setitimer(ITIMER_REAL, &often, NULL);
	for (; handled < 100; reports++)
		use();
	setitimer(ITIMER_REAL, &never, NULL);
	printf("%d\n", reports + handled);
}

static void
with_lock(void)
{
	static kmutex_t mutex;

	mutex_init(&mutex, MUTEX_DEFAULT, IPL_VM);
	mutex_enter(&mutex);
	use();
	mutex_exit(&mutex);
	mutex_destroy(&mutex);
}

static void *
reporter(void *arg)
{
	while (!stop)
		use();
	return arg;
}

/* Children of a process whose other threads are inside reports. */
static void
forks(void)
{
	pthread_t thread[2];
	int good = 0, status;

	for (int i = 0; i < 2; i++)
		pthread_create(&thread[i], NULL, reporter, NULL);
	for (int i = 0; i < 20; i++) {
		pid_t pid = fork();

		if (pid == 0) {
			alarm(60);
			use();
			exit(0);
		}
		if (waitpid(pid, &status, 0) == pid && WIFEXITED(status) && WEXITSTATUS(status) == 77)
			good++;
	}
	stop = 1;
	for (int i = 0; i < 2; i++)
		pthread_join(thread[i], NULL);
	printf("%d\n", good);
}

int
main(int argc, char **argv)
{
	const char *what = argc > 1 ? argv[1] : "";

	kmsan_mark(&value, sizeof(value), KMSAN_STATE_UNINIT);
	if (strcmp(what, "nested") == 0) {
		kmsan_set_report_callback(callback, NULL);
		use();
	} else if (strcmp(what, "signals") == 0) {
		in_signals();
	} else if (strcmp(what, "lock") == 0) {
		with_lock();
	} else if (strcmp(what, "forks") == 0) {
		forks();
	} else {
		use();
	}
	printf("end\n");
	return 0;
}
END

fail() {
	echo "$what: $*"
	head -n 40 err
	failed=1
}

# run WHAT OPTIONS: its output is in out and err, and it must report, go on, and end.
run() {
	what=$1
	KMSAN_OPTIONS=$2 timeout 300 ./policy "$1" >out 2>err
	status=$?
	[ $status -eq 77 ] || fail "exit status $status"
	grep -qx end out || fail "it did not come to its end"
}

cd "$tmp" || exit 1
"$KMSAN_CC_PATH" -g -O1 policy.c -o policy -lpthread || exit 1

run nested print_stats=1
grep -qx 'kMSan: 1 report (1 distinct), 0 suppressed' err || fail "not one report"
grep -qx 'kMSan: 1 report inside a report dropped' err || fail "the one inside is not counted"

run signals dedup=0:log_path=stderr
total=$(sed -n 1p out)
grep -qx "kMSan: $total reports ($total distinct), 0 suppressed" err || fail "not $total reports"
[ "$(grep -c '^SUMMARY: ' err)" -eq "$total" ] || fail "$total reports are counted, and not printed"
[ "$(grep -c '    --- signal SIGALRM ---' err)" -eq 100 ] || fail "not 100 reports of the handler"

run lock ''
grep -q '^    #1 .* in with_lock policy.c:' err || fail "no report"

run forks "dedup=0:symbolize=0:log_path=$tmp/log.%p.txt"
[ "$(sed -n 1p out)" -eq 20 ] || fail "of 20 children $(sed -n 1p out) reported"
children=0
for log in log.*.txt; do
	tail -n 1 "$log" | grep -qx 'kMSan: 1 report (1 distinct), 0 suppressed' || continue
	[ "$(grep -c '^SUMMARY: ' "$log")" -eq 1 ] || fail "not one report in $log"
	children=$((children + 1))
done
[ $children -eq 20 ] || fail "$children files of one report"
[ "$(ls log.*.txt | wc -l)" -eq 21 ] || fail "not a file for each process: $(ls)"

what="full disk"
for stream in 'sh -c "exec ./policy full >out 2>/dev/full"' 'sh -c "exec ./policy full >out 2>&-"'; do
	: >err
	eval "timeout 60 $stream"
	status=$?
	[ $status -eq 77 ] || fail "exit status $status ($stream)"
	grep -qx end out || fail "it did not come to its end ($stream)"
done
exit $failed
