#!/bin/sh
# SPDX-License-Identifier: BSD-2-Clause
# run.sh [--count] [--runs N] [--no-valgrind] [--no-write] [WORKLOAD...]
#
# Prints what kMSan costs: every workload of bench/work/ built plain, with kMSan, with kMSan's hooks
# inlined, with user-space MSan at each level of origins, and run under valgrind's memcheck. Times are
# CPU time of whole processes, medians of N runs (7) that take turns, and the half of their range;
# --count counts instructions instead, of one run, for there is nothing random in it. Each ends as a
# table and a plot in docs/PERFORMANCE.md; --no-write only prints.
#
# Environment: KMSAN_BUILD (build/), KMSAN_CC (clang-14: the compiler of all), KMSAN_FLAGS (more flags of
# kMSan's builds: then it only prints).
set -eu

KMSAN_SRC=$(cd "$(dirname "$0")/.." && pwd)
. "$KMSAN_SRC/bench/lib.sh"
bench=$KMSAN_SRC/bench
measure=time runs=7 valgrind=1 write=1 only=

usage() {
	sed -n 's/^# \(run.sh .*\)/usage: \1/p' "$0" >&2
	exit 2
}

while [ $# -gt 0 ]; do
	case $1 in
	--count) measure=count ;;
	--runs) runs=${2:?--runs needs a number}; shift ;;
	--no-valgrind) valgrind= ;;
	--no-write) write= ;;
	-*) usage ;;
	*)
		[ -e "$bench/work/$1.c" ] || { echo "bench: there is no workload $1" >&2; usage; }
		only="$only $1"
		;;
	esac
	shift
done
[ -z "$only${KMSAN_FLAGS:-}" ] || write=
command -v valgrind >/dev/null || valgrind=

results=$dir/$measure.txt
variants='plain kmsan fast msan0 msan1 msan2'
# A status of its own if the source of zlib could not be fetched.
sh "$bench/build.sh" "$dir" $variants || exit $?
"$KMSAN_CC" -O2 -o "$dir/timer" "$bench/timer.c"
# Without its reports: some compilers' MSan has some for code that is right.
export MSAN_OPTIONS=exitcode=0

# rounds COLUMN: "workload rounds" of those that are wanted.
rounds() {
	grep -v '^#' "$bench/rounds" | while read -r name count time; do
		case " ${only:-$name} " in
		*" $name "*) [ "$1" = count ] && echo "$name $count" || echo "$name $time" ;;
		esac
	done
}

# Both write lines: workload variant cost peak-KiB; the workload "start" is a process without work.
count_all() {
	{ rounds count; echo "lz 0"; } | {
		set --
		while read -r name n; do
			for variant in $variants; do
				set -- "$@" "$dir/$variant/$name $n"
			done
		done
		sh "$bench/count/count.sh" "$KMSAN_BUILD/bench/count" "$@"
	} | while read -r cost peak status program n; do
		name=$(basename "$program")
		[ "$status" -eq 0 ] || {
			echo "bench: $program ends with status $status" >&2
			continue
		}
		[ "$n" -ne 0 ] || name=start
		echo "$name $(basename "$(dirname "$program")") $cost $peak"
	done
}

time_one() { # NAME VARIANT COMMAND...
	name=$1 variant=$2
	shift 2
	set -- $("$dir/timer" "$@")
	# What failed did not do the work: no number, rather than one that is not true.
	if [ "$3" -eq 0 ]; then
		echo "$name $variant $1 $2"
	else
		echo "bench: $name as $variant ends with status $3" >&2
	fi
}

time_all() {
	run=0
	while [ $run -lt "$runs" ]; do
		run=$((run + 1))
		{ rounds time; echo "start 0"; } | while read -r name n; do
			program=$name
			[ "$name" != start ] || program=lz
			for variant in $variants; do
				time_one "$name" "$variant" "$dir/$variant/$program" "$n"
			done
			# Thirty times as slow: not so often.
			if [ -n "$valgrind" ] && [ $((run % 3)) -eq 1 ]; then
				time_one "$name" valgrind valgrind -q --track-origins=yes \
					"$dir/plain/$program" "$n"
			fi
		done
		echo "run $run of $runs" >&2
	done
}

${measure}_all >"$results.new"
# The table needs all but valgrind's.
cells=$(grep -v ' valgrind ' "$results.new" | cut -d ' ' -f 1,2 | sort -u | wc -l)
[ "$cells" -eq $(((1 + $(rounds time | wc -l)) * 6)) ] || {
	echo "bench: some workloads failed: no table" >&2
	exit 1
}
mv "$results.new" "$results"
sh "$bench/table.sh" "$measure" "$results" >"$dir/$measure.md"
cat "$dir/$measure.md"
[ -z "$write" ] || sh "$bench/write.sh" "$measure" "$dir" "$KMSAN_SRC/docs/PERFORMANCE.md"
