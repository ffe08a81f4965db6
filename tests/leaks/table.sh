#!/bin/sh
# SPDX-License-Identifier: BSD-2-Clause
# table.sh [FILE.c ...]: which method finds which pattern, as a table in Markdown, and the sums.
#
#	kMSan      this project, kmsan-cc
#	MSan       clang's for programs, with libc's allocators and write(2) as the sink (marker/peer.h)
#	memcheck   valgrind, on the same program without instrumentation
#	marker     the marker method (marker/peer.c), built at -O0 as it has to be, 8 rounds
#
# yes: the pattern reports, its cured twin does not. false: the twin reports. KMSAN_CLANGS: one
# compiler (19); KMSAN_LEVELS: one level (0). A method whose tool is missing has a "-", and is not
# counted.
set -u

here=$(cd "$(dirname "$0")" && pwd)
: "${KMSAN_BUILD:=$(cd "$here/../.." && pwd)/build}"
: "${KMSAN_CC_PATH:=$KMSAN_BUILD/bin/kmsan-cc}"
clang=clang-${KMSAN_CLANGS:-19}
level=${KMSAN_LEVELS:-0}
peer="-I$here/../marker/include -Dmain=leak_main"
[ $# -gt 0 ] || set -- "$here"/[0-9]*.c
tmp=$(mktemp -d)
trap 'rm -rf "$tmp"' EXIT

die() {
	echo "table.sh: $*" >&2
	exit 1
}

command -v "$clang" >/dev/null || die "$clang is missing"
[ -x "$KMSAN_CC_PATH" ] || die "$KMSAN_CC_PATH is missing: build first"
$clang -g -O1 -fsanitize=memory -c "$here/../marker/peer.c" -o "$tmp/peer_msan.o" || die "no peer"
$clang -g -gdwarf-4 -O1 -c "$here/../marker/peer.c" -o "$tmp/peer_plain.o" || die "no peer"
$clang -g -O1 -DMARKER -c "$here/../marker/peer.c" -o "$tmp/peer_marker.o" || die "no peer"

# Each method: 0 it says something, 1 it is silent, 2 it cannot be asked.
by_kmsan() {
	KMSAN_CC=$clang "$KMSAN_CC_PATH" -g "-O$level" $2 "$1" -o "$tmp/t" || die "$1 does not compile"
	"$tmp/t" 2>&1 | grep -q '^MSan: Uninitialized'
}

by_msan() {
	$clang -g "-O$level" $2 $peer -fsanitize=memory -c "$1" -o "$tmp/t.o" &&
		$clang -fsanitize=memory "$tmp/t.o" "$tmp/peer_msan.o" -o "$tmp/t" || die "$1 does not compile"
	"$tmp/t" 2>&1 | grep -q 'MemorySanitizer: use-of-uninitialized-value'
}

by_memcheck() {
	command -v valgrind >/dev/null || return 2
	$clang -g -gdwarf-4 "-O$level" $2 $peer -c "$1" -o "$tmp/t.o" &&
		$clang "$tmp/t.o" "$tmp/peer_plain.o" -o "$tmp/t" || die "$1 does not compile"
	# Its own message counts, not that it cannot run: it has a status for each.
	valgrind -q --error-exitcode=99 "$tmp/t" >"$tmp/said" 2>&1
	case $? in
	0) return 1 ;;
	99) grep -qi uninitialised "$tmp/said" ;;
	*) cat "$tmp/said"; die "memcheck cannot run $1" ;;
	esac
}

by_marker() {
	$clang -g -O0 $2 $peer -fsanitize-coverage=trace-pc -c "$1" -o "$tmp/t.o" &&
		$clang "$tmp/t.o" "$tmp/peer_marker.o" -o "$tmp/t" || die "$1 does not compile"
	MARKER_ROUNDS=8 "$tmp/t" | grep -q bytes
}

# ask METHOD FILE: its cell, in $cell.
ask() {
	"by_$1" "$2" ''
	case $? in
	0) cell=yes ;;
	1) cell=no ;;
	*) cell=- ;;
	esac
	[ "$cell" = - ] || ! "by_$1" "$2" -DFIXED || cell=false
	[ "$cell" != yes ] || eval "found_$1=\$((found_$1 + 1))"
}

found_kmsan=0 found_msan=0 found_memcheck=0 found_marker=0 n=0
echo '| pattern | origin | sink | kMSan | MSan | memcheck | marker |'
echo '|---|---|---|---|---|---|---|'
for file; do
	row="$(basename "$file" .c) | $(sed -n 's/^ \* Origin: //p' "$file") | $(sed -n 's/^ \* Sink: //p' "$file")"
	for method in kmsan msan memcheck marker; do
		ask $method "$file"
		row="$row | $cell"
	done
	echo "| $row |"
	n=$((n + 1))
done
echo "| found, of $n | | | $found_kmsan | $found_msan | $found_memcheck | $found_marker |"
[ "$found_kmsan" -eq "$n" ]
