# SPDX-License-Identifier: BSD-2-Clause
# Helpers of the options tests: a program with two leaks, and what it says under some options.
set -u

tmp=$(mktemp -d)
trap 'rm -rf "$tmp"' EXIT
cd "$tmp" || exit 1
failed=0
unset KMSAN_OPTIONS

cat >leaks.c <<'END'
#include <kmsan/host.h>
#include <kmsan/kmem.h>
#include <kmsan/kmsan.h>
#include <kmsan/uaccess.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

struct reply {
	char code;
	int value;
};

static struct reply *ub;

__attribute__((noinline)) static int
sys_first(void)
{
	struct reply first;
	first.code = 1;
	return copyout(&first, ub, sizeof(first));
}

__attribute__((noinline)) static int
sys_second(void)
{
	char *p = kmem_alloc(8, KM_SLEEP);
	int error = copyout(p, ub, 8);
	kmem_free(p, 8);
	return error;
}

int
main(int argc, char **argv)
{
	ub = kmsan_user_alloc(sizeof(*ub));
	for (int i = 0; i < 3; i++)
		if (sys_first() != 0)
			return 5;
	if (sys_second() != 0)
		return 6;
	if (argc > 1 && strcmp(argv[1], "_exit") == 0)
		_exit(4);
	printf("end\n");
	return 3;
}
END
"$KMSAN_CC_PATH" -g -O1 leaks.c -o leaks || exit 1

fail() {
	echo "under '$options': $*"
	sed 's/^/	/' out err 2>/dev/null
	failed=1
}

# under OPTIONS STATUS [ARGUMENT...]: runs the program; its output is in out and err.
under() {
	options=$1
	wanted=$2
	shift 2
	status=0
	KMSAN_OPTIONS=$options ./leaks "$@" >out 2>err || status=$?
	[ $status -eq "$wanted" ] || fail "exit status $status, not $wanted"
}

# said TEXT [COUNT]: that many lines of err are exactly this, or have it in them.
said() {
	count=$(grep -cF -e "$1" err)
	[ "$count" -eq "${2:-1}" ] || fail "'$1' stands $count times, not ${2:-1}"
}

finish() {
	exit $failed
}
