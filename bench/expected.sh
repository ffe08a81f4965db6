#!/bin/sh
# SPDX-License-Identifier: BSD-2-Clause
# expected.sh check|record: count the instructions of every workload, with hooks out of line and
# inlined, and of single operations of the runtime, and compare with bench/expected-counts, or write
# that file. A cost of more than 3 % over
# what is recorded is an error; less is worth a new record. Counts of another compiler or libc are
# other counts: then there is nothing to compare, status 77.
# Environment: KMSAN_BUILD (build/), KMSAN_CC (clang-14).
set -eu

KMSAN_SRC=${KMSAN_SRC:-$(cd "$(dirname "$0")/.." && pwd)}
KMSAN_BUILD=${KMSAN_BUILD:-$KMSAN_SRC/build}
expected=$KMSAN_SRC/bench/expected-counts
dir=$KMSAN_BUILD/bench/expected
# compare EXPECTED FOUND: one line for each that is not within 3 %; fails if one costs more.
compare() {
	awk '
		/^#/ { next }
		NR == FNR { expected[$1 " " $2] = $3; next }
		{ found[$1 " " $2] = $3 }
		END {
			for (cell in expected) {
				if (!(cell in found)) { print cell ": not counted"; bad = 1; continue }
				more = (found[cell] / expected[cell] - 1) * 100
				if (more > 3) { bad = 1; what = "costs more: a regression" }
				else if (more < -3) what = "costs less: record it (expected.sh record)"
				else continue
				printf "%s: %d instructions, %d recorded (%+.1f %%): %s\n", cell, found[cell],
					expected[cell], more, what
			}
			for (cell in found)
				if (!(cell in expected)) { print cell ": not recorded"; bad = 1 }
			exit bad
		}' "$1" "$2"
}

system() {
	"$KMSAN_CC" --version | head -n 1
	ldd --version | head -n 1 | sed 's/.* /libc /'
}

case ${1:-} in
check | record) ;;
compare) compare "$2" "$3"; exit ;;
*) sed -n 's/^# \(expected.sh [^:]*\).*/usage: \1/p' "$0" >&2; exit 2 ;;
esac

mode=$1
. "$KMSAN_SRC/bench/lib.sh"
system | sed 's/^/# /' >"$dir/found"
if [ "$mode" = check ] && [ "$(grep '^#' "$expected")" != "$(cat "$dir/found")" ]; then
	echo "skipped: bench/expected-counts is of another system:"
	grep '^#' "$expected"
	exit 77
fi
sh "$KMSAN_SRC/bench/build.sh" "$dir" kmsan fast || exit $?
set --
while read -r name rounds _; do
	case $name in
	'#'*) ;;
	*) set -- "$@" "$dir/kmsan/$name $rounds" "$dir/fast/$name $rounds" ;;
	esac
done <"$KMSAN_SRC/bench/rounds"
counted=$(sh "$KMSAN_SRC/bench/count/count.sh" "$KMSAN_BUILD/bench/count" "$@") || exit $?
echo "$counted" | while read -r cost _ status program _; do
	[ "$status" -eq 0 ] || echo "expected.sh: $program ends with status $status" >&2
	echo "$(basename "$program") $(basename "$(dirname "$program")") $cost"
done >>"$dir/found"

# Of one operation: an allocation with its free; a copy, a check of 4 KiB that are initialised.
build alloc kmsan
build bulk kmsan
set --
for what in kmem pool_cache malloc; do
	set -- "$@" "$dir/alloc-kmsan count $what 10000" "$dir/alloc-kmsan count $what 210000"
done
for what in copy check; do
	set -- "$@" "$dir/bulk-kmsan count $what 4096 100" "$dir/bulk-kmsan count $what 4096 200100"
done
operations=$(difference 200000 "$@") || exit $?
echo "$operations" | while read -r cost program what _; do
	echo "$what ${program#*-} $cost"
done >>"$dir/found"
if [ "$mode" = record ]; then
	cp "$dir/found" "$expected"
else
	compare "$expected" "$dir/found"
fi
