#!/bin/sh
# SPDX-License-Identifier: BSD-2-Clause
# timeout: 1500
# csmith.sh [OPTION...]: 200 of csmith's programs (the options: lib-drive.sh), built with kmsan-cc and
# with MSan by the same clang. As they are, neither may report, and both print what the program
# prints without either. Then twice with one initialiser less, unless the first time both report: both
# report in the same function and line, or neither does. A disagreement is reduced and kept in
# $KMSAN_BUILD/diff, to become a file of kept/ when it is understood.
#
# The seed chooses everything: program, compiler (of KMSAN_CLANGS: those that are here), level (of
# KMSAN_LEVELS: 0 to 3), initialisers. One line is printed for each program and variant, then the sums.
. "$(dirname "$0")/lib.sh"
. "$here/lib-drive.sh"

# Small programs, which still have all that csmith knows but floating point: there it lets
# conversions overflow, and each level makes something else of that.
shape='--concise --max-funcs 5 --max-block-depth 3 --max-block-size 3 --max-expr-complexity 5
	--max-array-len-per-dim 5 --max-array-dim 2'

prepare() {
	command -v csmith >/dev/null || skip "csmith is missing: ./bootstrap deps test"
	for folder in ${CSMITH_INCLUDE:-/usr/include/csmith /usr/local/include/csmith}; do
		[ ! -e "$folder/csmith.h" ] || include=-I$folder
	done
	[ -n "${include-}" ] ||
		skip "csmith.h is missing (package libcsmith-dev; or set CSMITH_INCLUDE)"
	export include
}

# What the program prints by itself. Many of csmith's run for ever: those are left out.
plain() {
	clang-$clang -w "-O$level" $include "$tmp/program.c" -o "$tmp/plain" >/dev/null 2>&1 || return 1
	timeout -s KILL 1 "$tmp/plain" >"$tmp/plain.out" 2>&1
}

# clean: the program as it is.
clean() {
	compare "$tmp/program.c" "$clang" "$level" $include
	if [ "$verdict" = silent ] && ! cmp -s "$tmp/plain.out" "$tmp/kmsan.out"; then
		verdict=differ detail="not what it prints without either: $(head -n 1 "$tmp/kmsan.out")"
	fi
	[ "$verdict" = silent ] || disagrees "$tmp/program.c" "csmith-$seed" $include
	printf '%s\tclean\t%s\n' "$about" "$(head -n 1 "$tmp/plain.out")"
}

# variant N: without an initialiser. Fails when there is nothing more to try.
variant() {
	awk -v seed=$((seed * 16 + $1)) -v level="$level" -f "$here/drop.awk" \
		"$tmp/program.c" >"$tmp/variant.c" 2>"$tmp/dropped" || {
		printf '%s\tbare\tno initialiser to remove\n' "$about"
		return 1
	}
	dropped=$(cut -c 1-60 "$tmp/dropped")
	case $seen in
	*"<$dropped>"*) return 0 ;;
	esac
	seen="$seen<$dropped>"
	compare "$tmp/variant.c" "$clang" "$level" $include
	case $verdict in
	differ | broken) disagrees "$tmp/variant.c" "csmith-$seed-$1" $include ;;
	*) printf '%s\t%s\t%s; without %s\n' "$about" "$verdict" "$detail" "$dropped" ;;
	esac
	[ "$verdict" = silent ]
}

one() {
	seed=$1
	clang=$(nth "$seed" $clangs)
	level=$(nth "$((seed / 4 + seed))" ${KMSAN_LEVELS:-0 1 2 3})
	about="seed $seed clang-$clang -O$level"
	# It leaves a file where it runs.
	if ! (cd "$tmp" && timeout -s KILL 20 csmith --seed "$seed" $shape --output program.c) >/dev/null 2>&1; then
		printf '%s\tleft\tcsmith itself fails\n' "$about"
		return
	elif ! plain; then
		printf '%s\tleft\tits own run takes longer than 1 s\n' "$about"
		return
	fi
	clean
	number=1 seen=
	while [ "$number" -le "$variants" ] && variant "$number"; do
		number=$((number + 1))
	done
}

sums() {
	awk -F '\t' '
	{ n[$2]++ }
	$2 == "same" { reporting[$1] = 1 }
	END {
		for (p in reporting)
			programs++
		printf "%d programs agree as they are; %d left out, %d have no initialiser to remove\n",
			n["clean"], n["left"], n["bare"]
		printf "%d variants: both report %d, both are silent %d, both hang %d\n",
			n["same"] + n["silent"] + n["hangs"], n["same"], n["silent"], n["hangs"]
		printf "%d programs have a variant that both report; %d disagreements\n",
			programs, n["disagree"]
		# Where nothing is ever reported all agree, whatever kMSan does.
		exit n["disagree"] > 0 || n["clean"] == 0 || n["clean"] >= 50 && programs * 6 < n["clean"]
	}' "$1"
}

count=200
drive "$@"
