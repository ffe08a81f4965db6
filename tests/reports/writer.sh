#!/bin/sh
# SPDX-License-Identifier: BSD-2-Clause
# timeout: 300
# The way of a report into a descriptor that does not take all of it at once, or ever: a slow reader,
# with and without O_NONBLOCK, signals that interrupt the writing, a reader that is gone, one that
# will never read, a file that may not grow. What can be written is written whole; what cannot is
# lost, and the program ends as it would have ended with 77.
set -u
tmp=$(mktemp -d)
trap 'rm -rf "$tmp"' EXIT
failed=0
KMSAN_OPTIONS=dedup=0:symbolize=0
export KMSAN_OPTIONS

cat >"$tmp/writer.c" <<'END_OF_C'
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <kmsan/kmsan.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/time.h>
#include <unistd.h>

static char area[4000];
static volatile int handled;

static void
handler(int number)
{
	(void)number;
	handled++;
}

/* A pipe as small as can be, and no byte left in it: what comes next has to wait. */
static void
fill(int flags)
{
	static char line[64];

	memset(line, '-', sizeof(line));
	line[63] = '\n';
	fcntl(2, F_SETPIPE_SZ, 4096);
	fcntl(2, F_SETFL, fcntl(2, F_GETFL) | O_NONBLOCK);
	while (write(2, line, sizeof(line)) > 0)
		;
	if ((flags & O_NONBLOCK) == 0)
		fcntl(2, F_SETFL, fcntl(2, F_GETFL) & ~O_NONBLOCK);
}

/* Deep, for a report that no pipe takes at once. */
static __attribute__((noinline)) void
report(int depth)
{
	if (depth > 0)
		report(depth - 1);
	else
		kmsan_check(area, sizeof(area), "sink");
	__asm__ volatile("" : : : "memory");
}

int
main(int argc, char **argv)
{
	struct itimerval often = {{0, 50000}, {0, 200000}}, never = {{0, 0}, {0, 0}};
	struct sigaction action = {.sa_handler = handler};
	const char *what = argc > 1 ? argv[1] : "";
	int own[2];

	for (size_t i = 0; i < sizeof(area); i += 2)
		kmsan_mark(area + i, 1, KMSAN_STATE_UNINIT);
	if (strcmp(what, "nonblock") == 0)
		fill(O_NONBLOCK);
	if (strcmp(what, "signals") == 0) {
		fill(0);
		sigaction(SIGALRM, &action, NULL);
		setitimer(ITIMER_REAL, &often, NULL);
	}
	if (strcmp(what, "gone") == 0)
		sigaction(SIGPIPE, &action, NULL);
	if (strcmp(what, "large") == 0)
		setrlimit(RLIMIT_FSIZE, &(struct rlimit){1000, 1000});
	if (strcmp(what, "itself") == 0 && pipe(own) == 0) {
		dup2(own[1], 2);
		fill(O_NONBLOCK);
	}
	for (int i = 0; i < 3; i++)
		report(60);
	setitimer(ITIMER_REAL, &never, NULL);
	/* A signal of its own does what it always did: it was blocked for the report alone. */
	if (strcmp(what, "gone") == 0) {
		int before = handled;

		raise(SIGPIPE);
		printf("handled %d, then %d\n", before, handled);
	}
	printf("end\n");
	return 0;
}
END_OF_C

fail() {
	echo "$what: $*"
	tail -n 5 "$tmp/err"
	failed=1
}

cd "$tmp" || exit 1
"$KMSAN_CC_PATH" -g -O1 writer.c -o writer || exit 1

plain() {
	sed 's/0x[0-9a-f]\{9,\}/ADDRESS/g'
}

# The report as a file takes it: what all others are compared with.
what=file
./writer >out 2>err
status=$?
plain <err >whole
[ $status -eq 77 ] && grep -qx end out || fail "status $status"
[ "$(wc -c <whole)" -gt 20000 ] || fail "this is not more than a pipe takes: $(wc -c <whole)"


# slowly: a reader that comes late and takes little at a time.
slowly() {
	sleep 0.5
	while dd bs=700 count=1 status=none >piece && [ -s piece ]; do
		cat piece
		sleep 0.01
	done
}

for what in nonblock signals; do
	{
		timeout 120 ./writer $what 2>&1 >out
		echo $? >status
	} | slowly >err
	[ "$(cat status)" -eq 77 ] || fail "status $(cat status)"
	grep -qx end out || fail "it did not come to its end"
	grep -q '^-----' err || fail "the pipe was not full"
	grep -v '^-----' err | plain >text
	cmp -s whole text || fail "another text than in a file: $(diff whole text | head -n 5)"
done

what=gone
{
	timeout 60 ./writer gone 2>&1 >out
	echo $? >status
} | true
[ "$(cat status)" -eq 77 ] || fail "status $(cat status)"
grep -qx 'handled 0, then 1' out || fail "SIGPIPE: $(cat out)"

what=large
timeout 60 sh -c './writer large 2>err; echo $? >&3' 3>status | cat >out
[ "$(cat status)" -eq 77 ] || fail "status $(cat status)"
grep -qx end out || fail "it did not come to its end"
[ "$(wc -c <err)" -eq 1000 ] || fail "$(wc -c <err) bytes of 1000"
head -n 8 err | plain >text
head -n 8 whole | cmp -s - text || fail "not the beginning of the report"

what=itself
timeout 60 ./writer itself >out
status=$?
[ $status -eq 77 ] && grep -qx end out || fail "status $status"
exit $failed
