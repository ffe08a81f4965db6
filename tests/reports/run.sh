#!/bin/sh
# SPDX-License-Identifier: BSD-2-Clause
# run.sh FILE.c: build an instrumented program with every clang that is here and at every level, run
# it, and compare all that it writes on standard error; then the same with -DFIXED, which must be
# silent and exit with 0. Comments in the file say the rest:
#
#	// EXIT: 77            the exit status (77)
#	// LEVELS: 0 1 2 3     the -O levels (all four)
#	// CLANGS: 16 19       the compilers (14 16 19 22, those that are installed)
#	// RUN-FLAGS: -fPIC    more flags to compile with
#	// OPTIONS: dedup=0    KMSAN_OPTIONS
#	// RUN: ulimit -t 9; %t 1    how to run it, by sh (%t); %t is the program, %d its folder,
#	                    %d/log an empty folder in it
#	// LIBRARY: -DPLUGIN   the file also makes %d/lib.so, with these flags and -shared -fPIC
#	// DIFFERS: why        the text is not the same with every compiler
#	// FIXED:text          what the fixed program writes, if it is not silent
#	// CHECK:text          what FileCheck compares: first CHECK:, then CHECK-NEXT: for each line
#
# KMSAN_CLANGS and KMSAN_LEVELS in the environment leave out others than those. With KMSAN_ORIGINS="chain
# alloc" each program runs once more with origins=alloc, and with "alloc" only so: its report is then
# the same without the parts "Stored to memory at", so the expectation is the file's without them.
# KMSAN_FAST=1: built with --kmsan-fast. KMSAN_RUN_LIMIT: seconds for a run (300).
#
# Lines are compared whole and with their blanks, so the text starts right after the colon. Besides
# CHECK the prefixes O0 to O3, OPT (O1 and up), CLANG14 to CLANG22 and CLANG16UP hold where their
# names say. Before the comparison "#0 0x55... in f" becomes "#0 in f", the module offset "(t+0x12)"
# becomes "(t)", and the frames of libc and of _start, which differ from system to system, go. So do
# the lines about the layout of structures, unless the file has a line of them. Every other line
# needs a line here: an unexpected one is a failure. [[FILE]] is the file's name.
#
# At one level the text of all compilers has to be the same, layouts included: apart from addresses
# and from columns of code, which each compiler chooses. KMSAN_SAME="1 3" compares nothing but this, at
# these levels, whatever LEVELS says; and prints what differs, but goes on.
set -u

file=$1
name=$(basename "$file")
: "${KMSAN_BUILD:=$(cd "$(dirname "$0")/../.." && pwd)/build}"
: "${KMSAN_CC_PATH:=$KMSAN_BUILD/bin/kmsan-cc}"
tmp=$(mktemp -d)
trap 'rm -rf "$tmp"' EXIT

# said NAME DEFAULT: what the file says about NAME.
said() {
	value=$(sed -n "s|^// $1: *||p" "$file")
	printf '%s' "${value:-$2}"
}

filecheck=
for command in FileCheck FileCheck-14 FileCheck-16 FileCheck-19 FileCheck-22; do
	! command -v $command >/dev/null || filecheck=${filecheck:-$command}
done
[ -n "$filecheck" ] || { echo "FileCheck is missing: ./bootstrap deps test"; exit 1; }
case $name in
*.cc) cc=$(dirname "$KMSAN_CC_PATH")/kmsan-c++ ;;
*) cc=$KMSAN_CC_PATH ;;
esac
exit_status=$(said EXIT 77)
flags=$(said RUN-FLAGS '')${KMSAN_FAST:+ --kmsan-fast}
run=$(said RUN '%t' | sed "s|%t|$tmp/t|g; s|%d|$tmp|g")
layout='/^  .+: (offset [0-9]+, |and [0-9]+ places more)/d; /^  (Layout: |Image )/d'
! grep -qE '^// [A-Z0-9]+(-NEXT)?:  (.+: offset [0-9]+, |Layout: )' "$file" || layout=
options=$(said OPTIONS '')
limit=${KMSAN_RUN_LIMIT:-300}
export KMSAN_OPTIONS
expected=$file

# Each failure says how to see it again.
fails() {
	printf '%s\n' "$1: KMSAN_OPTIONS=$KMSAN_OPTIONS KMSAN_CC=clang-$clang $cc -g -O$level $flags $2 $name"
	cat "$tmp/err"
	exit 1
}

# compile OUTPUT FLAG...: from the file's folder, and with it as ".", so that reports have plain
# names.
compile() {
	output=$1
	shift
	(cd "$(dirname "$file")" && KMSAN_CC=clang-$clang "$cc" -g "-O$level" \
		-fdebug-compilation-dir=. $flags "$@" "$name" -o "$output") >"$tmp/err" 2>&1 ||
		fails "does not compile" "$*"
}

build() {
	! grep -q '^// LIBRARY:' "$file" || compile "$tmp/lib.so" -shared -fPIC $(said LIBRARY '') $1
	compile "$tmp/t" $1
}

normalise() {
	sed -E -e "$layout" -e '/^ +#[0-9]+ .*\((libc\.so|ld-linux)[^)]*\)$/d' -e '/^ +#[0-9]+ 0x[0-9a-f]+ in _start/d' \
		-e 's/^( +#[0-9]+) 0x[0-9a-f]+/\1/' -e 's/\(([^()]+)\+0x[0-9a-f]+\)$/(\1)/'
}

prefixes() {
	printf 'CHECK,O%s,CLANG%s' "$level" "$clang"
	[ "$level" = 0 ] || printf ',OPT'
	[ "$clang" -lt 16 ] || printf ',CLANG16UP'
}

# starts DEFINE: run it; its status in $status, what it wrote in err. Files of the run before are gone.
# Who hangs is killed and named.
starts() {
	rm -rf "$tmp/log"
	mkdir "$tmp/log"
	(cd "$(dirname "$file")" && timeout -k 10 "$limit" sh -c "$run") >"$tmp/out" 2>"$tmp/raw"
	status=$?
	normalise <"$tmp/raw" >"$tmp/err"
	[ $status -ne 124 ] || fails "hangs: killed after $limit s" "$1"
}

# compare PREFIXES DEFINE
compare() {
	lines=$(grep -cE "^ *// ($(echo "$1" | tr , '|'))(-NEXT)?:" "$expected")
	[ "$lines" -eq "$(wc -l <"$tmp/err")" ] ||
		fails "$lines lines are expected of $(wc -l <"$tmp/err") that came" "$2"
	[ "$lines" -eq 0 ] || "$filecheck" --match-full-lines --strict-whitespace --allow-unused-prefixes \
		--check-prefixes="$1" -DFILE="$name" --input-file="$tmp/err" "$expected" \
		>"$tmp/why" 2>&1 || { cat "$tmp/why"; fails "another report" "$2"; }
}

# What has to be the same with every compiler.
comparable() {
	sed -E -e '/^ +#[0-9]+ .*\((libc\.so|ld-linux)[^)]*\)$/d' -e '/^ +#[0-9]+ 0x[0-9a-f]+ in _start/d' \
		-e '/^  Image /d' -e 's/\+0x[0-9a-f]+/+OFFSET/g' -e 's/0x[0-9a-f]{3,}/ADDRESS/g' -e 's/\b[0-9a-f]{8}\b/CELL/g' \
		-e '/^    #/s/(:[0-9]+):[0-9]+ \(/\1 (/' -e '/^SUMMARY/s/(:[0-9]+):[0-9]+ in/\1 in/' \
		-e '/^  Address is /s/(\.[a-z]+:[0-9]+):[0-9]+/\1/g' "$tmp/raw"
}

same_text() {
	! grep -q '^// DIFFERS:' "$file" || return 0
	comparable >"$tmp/text"
	if [ -f "$tmp/text.$level.$mode" ]; then
		diff "$tmp/text.$level.$mode" "$tmp/text" >"$tmp/why" || {
			cat "$tmp/why"
			[ -z "${KMSAN_SAME:-}" ] || { echo "$name -O$level: clang $clang differs"; return; }
			fails "not the text of the other compilers" ''
		}
	fi
	mv "$tmp/text" "$tmp/text.$level.$mode"
}

buggy() {
	starts ''
	[ -z "${KMSAN_SAME:-}" ] || { same_text; return; }
	[ $status -eq "$exit_status" ] || fails "exit status $status, not $exit_status" ''
	compare "$(prefixes)" ''
	same_text
}

fixed() {
	starts -DFIXED
	[ $status -eq 0 ] || fails "fixed, but exit status $status" -DFIXED
	if grep -q '^// FIXED' "$file"; then
		compare FIXED -DFIXED
	else
		[ ! -s "$tmp/err" ] || fails "fixed, but not silent" -DFIXED
	fi
}

# in_each_mode WHAT DEFINE: one build, run in every mode of origins.
in_each_mode() {
	build "$2"
	for mode in ${KMSAN_ORIGINS:-chain}; do
		KMSAN_OPTIONS=$options
		expected=$file
		if [ $mode = alloc ]; then
			KMSAN_OPTIONS=${options:+$options:}origins=alloc
			expected=$tmp/$name
		fi
		$1
	done
}

# wanted WORD LIST: is it in the list, or the list empty?
wanted() {
	case " ${2:-$1} " in
	*" $1 "*) ;;
	*) return 1 ;;
	esac
}

awk '/^\/\/ [A-Z0-9]+(-NEXT)?:  Later stores were not recorded$/ { next }
	/^\/\/ [A-Z0-9]+(-NEXT)?:  Stored to memory at:$/ { skipping = 1; next }
	skipping && /^\/\/ [A-Z0-9]+(-NEXT)?:    #[0-9]/ { next }
	{ skipping = 0; print }' "$file" >"$tmp/$name"
runs=0
for clang in $(said CLANGS '14 16 19 22'); do
	command -v "clang-$clang" >/dev/null && wanted $clang "${KMSAN_CLANGS:-}" || continue
	for level in ${KMSAN_SAME:-$(said LEVELS '0 1 2 3')}; do
		wanted $level "${KMSAN_LEVELS:-}" || continue
		in_each_mode buggy ''
		[ -n "${KMSAN_SAME:-}" ] || in_each_mode fixed -DFIXED
		runs=$((runs + 1))
	done
done
[ $runs -gt 0 ] || { echo "no compiler or level is left"; exit 77; }
echo "$runs builds"
