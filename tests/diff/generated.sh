#!/bin/sh
# SPDX-License-Identifier: BSD-2-Clause
# timeout: 1500
# generated.sh [OPTION...]: 150 programs of generate.c (the options: lib-drive.sh), which knows what
# must be reported: kMSan, and MSan by the same clang, report that line and function first, or
# nothing. Reduced disagreements are kept in $KMSAN_BUILD/diff.
. "$(dirname "$0")/lib.sh"
. "$here/lib-drive.sh"

prepare() {
	${CC:-clang-14} -std=c11 -Wall -Wextra "$here/generate.c" -o "$tmp/generate" ||
		die "generate.c does not compile"
}

one() {
	seed=$1
	clang=$(nth "$seed" $clangs)
	level=$(nth "$((seed / 4 + seed))" ${KMSAN_LEVELS:-0 1 2 3})
	about="seed $seed clang-$clang -O$level"
	program=$tmp/program.c
	"$shared/generate" "$seed" >"$program" || die "generate $seed fails"
	expected=$(sed -n 's|^// EXPECT: ||p' "$program")
	compare "$program" "$clang" "$level" -pthread
	case "$verdict $expected" in
	'silent silent') ;;
	same*) [ "$detail" = "program.c:$expected" ] ||
		{ verdict=differ detail="generator: it expects $expected, both say $detail"; } ;;
	'differ '*) ;;
	*) verdict=differ detail="generator: it expects $expected, both say $verdict $detail" ;;
	esac
	[ "$verdict" != differ ] || disagrees "$program" "generated-$seed" -pthread
	printf '%s\t%s\t%s\n' "$about" "$verdict" "$expected"
}

sums() {
	awk -F '\t' '
	{ n[$2]++ }
	END {
		printf "%d programs: both report what was planted in %d, both are silent in %d; %d disagreements\n",
			n["same"] + n["silent"] + n["disagree"], n["same"], n["silent"], n["disagree"]
		exit n["disagree"] > 0 || n["same"] == 0 || n["silent"] == 0
	}' "$1"
}

count=150
drive "$@"
