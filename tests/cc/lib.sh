# SPDX-License-Identifier: BSD-2-Clause
# Helpers of the kmsan-cc tests: each script runs in a folder of its own.
set -u

cc=$KMSAN_CC_PATH
cxx=$(dirname "$cc")/kmsan-c++
tmp=$(mktemp -d)
trap 'rm -rf "$tmp"' EXIT
cd "$tmp" || exit 1
failed=0
unset KMSAN_CC

clangs() {
	for version in 14 16 19 22; do
		! command -v "clang-$version" >/dev/null || echo "clang-$version"
	done
}

fail() {
	printf '%s: %s\n' "${KMSAN_CC:-default compiler}" "$*"
	[ ! -s out ] || sed 's/^/	/' out
	failed=1
}

# does WORD...: succeeds.
does() {
	"$@" >out 2>&1 || fail "fails: $*"
}

# says TEXT WORD...: fails, and its one line has that text in it.
says() {
	text=$1
	shift
	if "$@" >out 2>&1; then
		fail "does not fail: $*"
	elif [ "$(wc -l <out)" -ne 1 ] || ! grep -qF -e "$text" out; then
		fail "does not say \"$text\": $*"
	fi
}

# is EXPECTED WORD...: prints exactly that, and succeeds.
is() {
	expected=$1
	shift
	"$@" >out 2>&1 || fail "fails: $*"
	[ "$(cat out)" = "$expected" ] || fail "does not print \"$expected\": $*"
}

marked() {
	readelf -p .GCC.command.line "$1" 2>/dev/null | grep -q 'kmsan:args=eager' || fail "no mark in $1"
}

instrumented() {
	nm "$1" | grep -q ' [UTW] __msan_get_context_state$' || fail "$1 is not instrumented"
}

cat >hello.c <<'END'
#include <stdio.h>
#ifndef KMSAN
#error KMSAN is not defined
#endif
int main(void) { puts("hello"); return 0; }
END
cat >part.c <<'END'
int part(int *p);
int part(int *p) { return *p + 1; }
END
cat >whole.c <<'END'
#include <stdio.h>
int part(int *p);
int main(void) { int x = 41; printf("%d\n", part(&x)); return 0; }
END
# Reports a branch on an uninitialised variable.
cat >bug.c <<'END'
volatile int sink;
int main(int argc, char **argv) {
	int x[2];
	(void)argv;
	x[argc > 5] = 1;
	if (x[argc & 1]) sink++;
	return 0;
}
END
