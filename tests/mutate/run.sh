#!/bin/sh
# SPDX-License-Identifier: BSD-2-Clause
# run.sh [--count=N] [--seed=N] [--tests=PATTERN] [--dir=DIR] [--unit] [FILE...]: what do tests notice?
# N (60) lines of these sources (alloc/*.[ch]) are changed, one at a time, in a copy in DIR
# (build/mutate): a comparison, a sum, a constant, or a statement is gone. Unit tests whose names match
# (alloc_*) are built and run, and where none fails, the tests of reports of such names (not with
# --unit). One line each: caught, and by which test, or SURVIVED. What does not compile is left out and
# not counted. The seed (1) says which lines. Exit status 1: some survived. It is not one of CTest's
# tests, for it takes half an hour.
#
# Environment: KMSAN_BUILD (build/), JOBS (2).
set -eu

KMSAN_SRC=$(cd "$(dirname "$0")/../.." && pwd)
: "${KMSAN_BUILD:=$KMSAN_SRC/build}" "${JOBS:=2}"
count=60 seed=1 tests='alloc_*' dir=$KMSAN_BUILD/mutate reports=1
while [ $# -gt 0 ]; do
	case $1 in
	--count=*) count=${1#*=} ;;
	--seed=*) seed=${1#*=} ;;
	--tests=*) tests=${1#*=} ;;
	--dir=*) dir=${1#*=} ;;
	--unit) reports= ;;
	-*) sed -n 's/^# \(run.sh [^:]*\):.*/usage: \1/p' "$0" >&2; exit 2 ;;
	*) break ;;
	esac
	shift
done
cd "$KMSAN_SRC"
[ $# -gt 0 ] || set -- alloc/*.[ch]

copy=$dir/src
out=$dir/build
mkdir -p "$copy"
# With new dates: what a run that was ended had changed is built again.
rm -rf "$copy"
mkdir "$copy"
cp -R CMakeLists.txt alloc bench cmake include msan origin samples tests tools "$copy"
compiler=$(sed -n 's/^CMAKE_C_COMPILER:[A-Z]*=//p' "$KMSAN_BUILD/CMakeCache.txt")
! command -v ninja >/dev/null || export CMAKE_GENERATOR=Ninja
cmake -S "$copy" -B "$out" -DCMAKE_C_COMPILER="$compiler" -DCMAKE_BUILD_TYPE=RelWithDebInfo >"$dir/configure.log" 2>&1 || {
	cat "$dir/configure.log" >&2
	exit 2
}
targets=
for test in tests/unit/$tests.c; do
	targets="$targets unit-$(basename "$test" .c)"
done

build() {
	# shellcheck disable=SC2086
	cmake --build "$out" -j"$JOBS" --target $targets >"$dir/build.log" 2>&1
}

# The first test that fails, or nothing. A change can make a test wait for ever.
failing() {
	for target in $targets; do
		timeout 60 "$out/tests/$target" >"$dir/test.log" 2>&1 || {
			echo "${target#unit-}"
			return
		}
	done
	[ -n "$reports" ] || return 0
	cmake --build "$out" -j"$JOBS" --target kmsan kmsan-cc kmsan-symbolize >"$dir/build.log" 2>&1 || {
		echo build
		return
	}
	for test in tests/reports/$tests.c; do
		KMSAN_BUILD=$out KMSAN_CC_PATH=$out/bin/kmsan-cc KMSAN_CLANGS=14 KMSAN_LEVELS='0 2' \
			timeout 120 sh tests/reports/run.sh "$test" >"$dir/test.log" 2>&1 && continue
		# 77: it is for another compiler.
		[ $? -eq 77 ] && continue
		echo "$test"
		return
	done
}

build || { cat "$dir/build.log" >&2; exit 2; }
first=$(failing)
[ -z "$first" ] || { echo "mutate/run.sh: $first fails without any change" >&2; exit 2; }

# All changes, FILE, line number, new line, with tabs between; then so many of them, in any order.
awk '
	function change(text) { print FILENAME "\t" FNR "\t" text }
	function replace(from, to,    at) {
		at = index($0, from)
		if (at > 0)
			change(substr($0, 1, at - 1) to substr($0, at + length(from)))
	}
	/\/\*/ { comment = 1 }
	comment || /^#/ || /^[^\t]/ || /\\$/ || /_Static_assert|kmsan_fatal|"/ {
		if (/\*\//) comment = 0
		next
	}
	{
		replace(" == ", " != "); replace(" != ", " == ")
		replace(" <= ", " < "); replace(" < ", " <= ")
		replace(" >= ", " > "); replace(" > ", " >= ")
		replace(" && ", " || "); replace(" || ", " \\&\\& ")
		replace(" + ", " - "); replace(" - ", " + ")
		replace(" += ", " -= "); replace(" -= ", " += "); replace("++", "--")
		replace("true", "false"); replace("false", "true")
		replace("if (", "if (!"); replace("likely(", "!(")
	}
	# A statement of one line, by what the line before ended with.
	/^\t+[a-z_>.\[\]*-]+ [|&+-]?= .*;$/ || /^\t+[a-z_]+\(.*\);$/ || /^\t+[a-z_>.-]+(\+\+|--);$/ {
		if (before ~ /[;{}):]$/ || before == "") { sub(/[^\t].*/, ";"); change($0) }
	}
	{ before = $0 }
' "$@" | sed 's/\\&/\&/g' >"$dir/all"
awk -v seed="$seed" 'BEGIN { srand(seed) } { printf "%.9f\t%s\n", rand(), $0 }' "$dir/all" |
	sort | cut -f 2- >"$dir/shuffled"

caught=0 survived=0
while [ $((caught + survived)) -lt "$count" ] && IFS='	' read -r file line text; do
	# read takes the tabs at the start of the line away: the number of them changes nothing.
	saved=$dir/saved
	cp -p "$copy/$file" "$saved"
	awk -v line="$line" -v text="$(printf '%s' "$text" | sed 's/\\/\\\\/g')" \
		'FNR == line { print text; next } { print }' "$saved" >"$copy/$file"
	by=
	if build; then
		by=$(failing)
		if [ -n "$by" ]; then
			caught=$((caught + 1))
			echo "caught by $by: $file:$line: $text"
		else
			survived=$((survived + 1))
			echo "SURVIVED: $file:$line: $text"
		fi
	fi
	cp "$saved" "$copy/$file"
done <"$dir/shuffled"
echo "$((caught + survived)) changes of $(wc -l <"$dir/all"): $caught caught, $survived survived (seed $seed)"
[ "$survived" -eq 0 ]
