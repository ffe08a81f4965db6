#!/bin/sh
# SPDX-License-Identifier: BSD-2-Clause
# timeout: 1800
# methods.sh [FILE.c ...]: which method finds which pattern, as a table in Markdown, and the sums.
#
#	kMSan      this project, kmsan-cc
#	MSan       clang's for programs, with libc's allocators and write(2) as the sink (marker/peer.h)
#	memcheck   valgrind, on the same program without instrumentation
#	marker     the marker method (marker/peer.c), built at -O0 as it has to be, at most 8 rounds; in
#	           how many rounds it knows: the fewest after which the pattern has a result and its twin
#	           none; and what a round costs: bytes filled with markers and bytes searched for them
#
# yes: the pattern reports, its cured twin does not. false: the twin reports. A method whose tool is
# missing has a "-", is not counted, and a line after the table says that it was skipped. Fails unless
# kMSan finds every pattern, with the type of origin that the file names, and reports no twin; unless
# every other method reports no twin; and unless each finds the pattern that stands for what it can.
#
# KMSAN_CLANGS: compilers, of which the first that is here is taken (19 22 16 14); KMSAN_LEVELS: levels,
# of which the first is (0). Under CTest the table is printed after the results: see table.sh.
set -u

here=$(cd "$(dirname "$0")" && pwd)
: "${KMSAN_BUILD:=$(cd "$here/../.." && pwd)/build}"
: "${KMSAN_CC_PATH:=$KMSAN_BUILD/bin/kmsan-cc}"
level=${KMSAN_LEVELS:-0}
level=${level%% *}
peer="-I$here/../marker/include -Dmain=leak_main"
all=
[ $# -gt 0 ] || { all=1; set -- "$here"/[0-9]*.c; }
tmp=$(mktemp -d)
trap 'rm -rf "$tmp"' EXIT
# Only what they find counts here, and names are what takes the time.
export KMSAN_OPTIONS=symbolize=0 MSAN_OPTIONS=symbolize=0

die() {
	echo "methods.sh: $*" >&2
	exit 1
}

clang=
for version in ${KMSAN_CLANGS:-19 22 16 14}; do
	! command -v clang-$version >/dev/null || clang=${clang:-clang-$version}
done
[ -n "$clang" ] || { echo "no clang of ${KMSAN_CLANGS:-19 22 16 14} is installed"; exit 77; }
[ -x "$KMSAN_CC_PATH" ] || die "$KMSAN_CC_PATH is missing: build first"

# skip METHOD WHY
skipped=
skip() {
	skipped="$skipped
$1: skipped, $2"
	eval "skip_$1=1"
}

skip_kmsan='' skip_msan='' skip_memcheck='' skip_marker=''
$clang -g -gdwarf-4 -O1 -c "$here/../marker/peer.c" -o "$tmp/peer_plain.o" || die "no peer"
$clang -g -O1 -DMARKER -c "$here/../marker/peer.c" -o "$tmp/peer_marker.o" || die "no peer"
if echo 'int main(void) { return 0; }' | $clang -fsanitize=memory -x c - -o "$tmp/t" 2>/dev/null; then
	$clang -g -O1 -fsanitize=memory -c "$here/../marker/peer.c" -o "$tmp/peer_msan.o" || die "no peer"
else
	skip msan "$clang has no runtime for -fsanitize=memory"
fi
command -v valgrind >/dev/null || skip memcheck "valgrind is not installed"

# build OBJECT FLAG...: $file with $define, and its other side, as $tmp/t.
build() {
	object=$1
	shift
	$clang -g $define $peer "$@" -c "$file" -o "$tmp/t.o" || die "$file does not compile"
	case $* in
	*-fsanitize=memory*) $clang -fsanitize=memory "$tmp/t.o" "$object" -o "$tmp/t" ;;
	*) $clang "$tmp/t.o" "$object" -o "$tmp/t" ;;
	esac || die "$file cannot be linked"
}

# Each method: is there a report on $file with $define?
by_kmsan() {
	KMSAN_CC=$clang "$KMSAN_CC_PATH" -g "-O$level" $define "$file" -o "$tmp/t" ||
		die "$file does not compile"
	"$tmp/t" >"$tmp/said" 2>&1 || grep -q '^MSan: ' "$tmp/said" || die "$base fails without a report"
	head=$(grep '^MSan: Uninitialized' "$tmp/said") || return 1
	case $head in
	*" $origin Memory "*) ;;
	*" Variable "*) [ "$origin" = Stack ] || die "$base: its origin is $origin, but: $head" ;;
	*) die "$base: its origin is $origin, but: $head" ;;
	esac
}

by_msan() {
	build "$tmp/peer_msan.o" "-O$level" -fsanitize=memory
	"$tmp/t" 2>&1 | grep -q 'MemorySanitizer: use-of-uninitialized-value'
}

by_memcheck() {
	build "$tmp/peer_plain.o" -gdwarf-4 "-O$level"
	# Its own message counts, not that it cannot run: it has a status for each.
	valgrind -q --error-exitcode=99 "$tmp/t" >"$tmp/said" 2>&1
	case $? in
	0) return 1 ;;
	99) grep -qi uninitialised "$tmp/said" ;;
	*) cat "$tmp/said"; die "memcheck cannot run $file" ;;
	esac
}

# Its results are the places that the lines begin with.
by_marker() {
	build "$tmp/peer_marker.o" -O0 -fsanitize-coverage=trace-pc
	for i in 1 2 3 4 5 6 7 8; do
		MARKER_ROUNDS=$i "$tmp/t" >"$tmp/said" || die "the marker method cannot run $file"
		cut -d : -f 1 "$tmp/said" | sort >"$tmp/places$define.$i"
	done
	[ -n "$define" ] || cost=$(MARKER_ROUNDS=1 MARKER_COST=1 "$tmp/t" | sed -n 's/^a round: //p')
	[ -s "$tmp/places$define.8" ]
}

# The fewest rounds after which both forms have the results that they have after 8.
rounds_of_marker() {
	for i in 1 2 3 4 5 6 7 8; do
		! cmp -s "$tmp/places.$i" "$tmp/places.8" ||
			! cmp -s "$tmp/places-DFIXED.$i" "$tmp/places-DFIXED.8" || break
	done
	echo $i
}

# ask METHOD: its cell, in $cell, and the sums.
ask() {
	cell=-
	eval "[ -z \"\$skip_$1\" ]" || return 0
	cell=no
	define=
	! "by_$1" || cell=yes
	define=-DFIXED
	! "by_$1" || { cell=false; eval "false_$1=\$((false_$1 + 1))"; }
	[ "$cell" != yes ] || eval "found_$1=\$((found_$1 + 1)) all_$1=\"\$all_$1 \$base \""
}

# must METHOD PATTERN YES: does what the column says still stand for something?
must() {
	eval "[ -n \"\$skip_$1\" ]" && return 0
	if eval "case \"\$all_$1\" in *' $2 '*) false ;; esac"; then was=no; else was=yes; fi
	[ $was = $3 ] || wrong "$1 on $2: $was, not $3"
}

failed=0
wrong() {
	echo "methods.sh: $*" >&2
	failed=1
}

table=$tmp/table
methods='kmsan msan memcheck marker'
n=0
for method in $methods; do
	eval "found_$method=0 false_$method=0 all_$method="
done
{
	echo '| pattern | origin | sink | kMSan | MSan | memcheck | marker | rounds | a round: bytes filled, searched |'
	echo '|---|---|---|---|---|---|---|--:|--:|'
} >"$table"
for file; do
	base=$(basename "$file" .c)
	origin=$(sed -n 's/^ \* Origin: //p' "$file")
	row="$base | $origin | $(sed -n 's/^ \* Sink: //p' "$file")"
	for method in $methods; do
		ask $method
		row="$row | $cell"
	done
	[ "$cell" = yes ] && rounds=$(rounds_of_marker) || rounds=-
	echo "| $row | $rounds | $cost |" >>"$table"
	n=$((n + 1))
done

# sums WORD: a cell for each method.
sums() {
	for method in $methods; do
		eval "if [ -n \"\$skip_$method\" ]; then sum=skipped; else sum=\$$1_$method; fi"
		printf ' %s |' "$sum"
	done
}
{
	echo "| found, of $n | | |$(sums found) | |"
	echo "| twins reported, of $n | | |$(sums false) | |"
	printf '\n%s, -O%s%s\n' "$clang" "$level" "$skipped"
} >>"$table"
cat "$table"

[ $found_kmsan -eq $n ] || wrong "kMSan finds $found_kmsan of $n"
for method in $methods; do
	eval "[ \$false_$method -eq 0 ]" || wrong "$method reports twins"
done
if [ -n "$all" ]; then
	[ $n -eq 45 ] || wrong "$n patterns, not 45"
	must msan 43_refcount no
	must msan 03_checksum yes
	must memcheck 43_refcount no
	must memcheck 08_hole yes
	must marker 08_hole yes
	must marker 18_flow_key no
	[ -z "${KMSAN_TABLE:-}" ] || cp "$table" "$KMSAN_TABLE.new"
fi
exit $failed
