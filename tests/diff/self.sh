#!/bin/sh
# SPDX-License-Identifier: BSD-2-Clause
# The comparison itself: planted disagreements of every sort are seen, agreement is not called one,
# whoever hangs is killed and named, a disagreement is reduced, what is missing is skipped.
. "$(dirname "$0")/lib.sh"

tmp=$(mktemp -d)
trap 'rm -rf "$tmp"' EXIT
clangs=$(usable_clangs)
[ -n "$clangs" ] || skip "no clang with a runtime of MSan is here"
clang=${clangs%% *}
failed=0

fail() {
	echo "$*"
	failed=1
}

# says TEXT: what run.sh says of the program on standard input.
says() {
	{
		echo '#include <stdio.h>
			#include <stdlib.h>
			#define touch(p) __asm__ volatile("" : : "r"(p) : "memory")
			/* Is it kMSan? MSan has no such function. */
			extern char __msan_get_context_state __attribute__((weak));
			static volatile int hits;
			static volatile unsigned long kmsan = (unsigned long)&__msan_get_context_state;'
		cat
	} >"$tmp/p.c"
	said=$(sh "$here/run.sh" "$tmp/p.c" "$clang" 1)
	status=$?
	[ "$said" = "$1" ] || fail "\"$said\", not \"$1\""
	case $1 in
	silent* | same*) [ $status -eq 0 ] || fail "exit status $status for agreement" ;;
	differ*) [ $status -eq 1 ] || fail "exit status $status for a disagreement" ;;
	hangs*) [ $status -eq 2 ] || fail "exit status $status for a hang" ;;
	esac
}

KMSAN_DIFF_LIMIT=10
says 'silent: exit status 3' <<'END2'
int main(void) { puts("hello"); return 3; }
END2
says 'same: p.c:8 in main' <<'END2'
int main(void) { int x[2]; touch(x); if (x[1]) hits++; return 0; }
END2
says 'differ: kMSan alone: p.c:9 in quiet' <<'END2'
__attribute__((noinline, no_sanitize("memory"))) static void quiet(int *x)
{ if (*x) hits++; }
int main(void) { int x[2]; touch(x); quiet(x); return 0; }
END2
says 'differ: MSan alone: p.c:9 in loud' <<'END2'
__attribute__((noinline, no_sanitize("kernel-memory"))) static void loud(int *x)
{ if (*x) hits++; }
int main(void) { int x[2]; touch(x); loud(x); return 0; }
END2
says 'differ: two places: kMSan p.c:9 in quiet, MSan p.c:10 in main' <<'END2'
__attribute__((noinline, no_sanitize("memory"))) static void quiet(int *x)
{ if (*x) hits++; }
int main(void) { int x[2]; touch(x); quiet(x); if (x[1]) hits++; return 0; }
END2
says 'differ: two exit statuses: kMSan 1, MSan 0' <<'END2'
int main(void) { return kmsan != 0; }
END2
says 'differ: two outputs: kMSan 1, MSan 0' <<'END2'
int main(void) { printf("%d\n", kmsan != 0); return 0; }
END2
says 'differ: says something: oops' <<'END2'
int main(void) { fputs("oops\n", stderr); return 0; }
END2
KMSAN_DIFF_LIMIT=1
says 'hangs: killed after 1 s, both' <<'END2'
int main(void) { for (;;) hits++; }
END2
says 'differ: with kMSan it hangs: killed after 1 s' <<'END2'
int main(void) { while (kmsan) hits++; return 0; }
END2
says 'differ: with MSan it hangs: killed after 1 s' <<'END2'
int main(void) { while (!kmsan) hits++; return 0; }
END2
KMSAN_DIFF_LIMIT=10
echo 'int main(void) { return }' >"$tmp/p.c"
said=$(sh "$here/run.sh" "$tmp/p.c" "$clang" 1)
[ $? -eq 2 ] || fail "a program that does not compile: not exit status 2"
[ "${said%%
*}" = 'broken: does not compile with kmsan-cc' ] || fail "a program that does not compile: \"$said\""

# Reduced: of 9 functions the one that matters stays, and it is the same disagreement.
{
	for n in $(seq 8); do
		printf 'int f%d(int x);\nint f%d(int x)\n{\n\treturn x + %d;\n}\n' "$n" "$n" "$n"
	done
	cat <<'END2'
#define touch(p) __asm__ volatile("" : : "r"(p) : "memory")
static volatile int hits;
__attribute__((no_sanitize("memory")))
int main(void) { int x[2]; touch(x); if (x[1]) hits++; return 0; }
END2
} >"$tmp/long.c"
compare "$tmp/long.c" "$clang" 1
kept=$tmp/kept
[ "$verdict" = differ ] || fail "the program to reduce: $verdict"
keep "$tmp/long.c" small >/dev/null
[ "$(grep -c . "$tmp/kept/small.c")" -le 8 ] || fail "not reduced: $(cat "$tmp/kept/small.c")"
said=$(sh "$here/run.sh" "$tmp/kept/small.c")
[ "${said%%: small*}" = 'differ: kMSan alone' ] || fail "the reduced program: \"$said\""

# An initialiser goes, every line stays, and the same seed takes the same.
cat >"$tmp/locals.c" <<'END2'
static int func_1(void)
{
    int l_1 = 5;
    const int *l_2[2] = {&l_1,&l_1};
    return l_1 + *l_2[0];
}
END2
awk -v seed=1 -v level=1 -f "$here/drop.awk" "$tmp/locals.c" >"$tmp/a" 2>"$tmp/said" || fail "drop.awk fails"
awk -v seed=1 -v level=1 -f "$here/drop.awk" "$tmp/locals.c" >"$tmp/b" 2>/dev/null
cmp "$tmp/a" "$tmp/b" || fail "drop.awk: one seed, two results"
case $(diff "$tmp/locals.c" "$tmp/a" | grep '^>') in
'>     int l_1; __asm__ volatile ("" : : "r" (&l_1) : "memory");') ;;
'>     const int *l_2[2]; __asm__ volatile ("" : : "r" (&l_2) : "memory");') ;;
*) fail "drop.awk: $(cat "$tmp/a")" ;;
esac
[ "$(wc -l <"$tmp/a")" -eq "$(wc -l <"$tmp/locals.c")" ] || fail "drop.awk moves lines"
echo 'int main(void) { return 0; }' | awk -v seed=1 -v level=1 -f "$here/drop.awk" >"$tmp/a" 2>&1
[ $? -eq 3 ] || fail "drop.awk: no initialiser, but not exit status 3"

# What is missing is said, and is no success.
skips() { # TEXT WORD...
	text=$1
	shift
	said=$("$@" 2>&1)
	status=$?
	[ $status -eq 77 ] && [ "$said" = "skipped: $text" ] || fail "$*: status $status, \"$said\""
}
mkdir "$tmp/bin"
for tool in sh awk basename cat date dirname grep head mktemp nproc rm sed seq tail timeout xargs wc; do
	ln -s "$(command -v $tool)" "$tmp/bin/$tool"
done
skips "csmith is missing: ./bootstrap deps test" env PATH="$tmp/bin" sh "$here/csmith.sh"
skips "no clang with a runtime of MSan is here (package libclang-rt-14-dev)" \
	env KMSAN_CLANGS=99 sh "$here/generated.sh"
said=$(sh "$here/generated.sh" --count=x 2>&1)
[ $? -eq 2 ] && [ "$said" = 'generated.sh: "x" is not a number' ] || fail "--count=x: \"$said\""
said=$(sh "$here/csmith.sh" --many 2>&1)
[ $? -eq 2 ] && [ "$said" = 'csmith.sh: there is no option --many: see lib-drive.sh' ] || fail "--many: \"$said\""
exit $failed
