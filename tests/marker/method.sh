#!/bin/sh
# SPDX-License-Identifier: BSD-2-Clause
# The marker method finds what leaves whole, is cured of chance by a second round, and is blind to
# what only decides something: the column of leaks/table.sh is not empty and not full by itself.
set -u

here=$(cd "$(dirname "$0")" && pwd)
cc=
for clang in clang-19 clang-22 clang-16 clang-14 clang; do
	! command -v $clang >/dev/null || cc=${cc:-$clang}
done
[ -n "$cc" ] || { echo "clang is missing"; exit 77; }
tmp=$(mktemp -d)
trap 'rm -rf "$tmp"' EXIT

fail() {
	echo "$*"
	exit 1
}

$cc -g -O1 -Wall -Wextra -Werror -DMARKER -c "$here/peer.c" -o "$tmp/peer.o" || fail "peer.c does not compile"

# results PATTERN ROUNDS [DEFINE]
results() {
	$cc -g -O0 ${3:-} "-I$here/include" -Dmain=leak_main -fsanitize-coverage=trace-pc \
		-c "$here/../leaks/$1.c" -o "$tmp/t.o" && $cc "$tmp/t.o" "$tmp/peer.o" -o "$tmp/t" ||
		fail "$1 does not compile"
	MARKER_ROUNDS=$2 "$tmp/t" >"$tmp/out" || fail "$1: exit status $?"
	wc -l <"$tmp/out"
}

[ "$(results 08_hole 8)" -eq 1 ] || fail "a hole of a structure is not found"
grep -q ': 2 bytes$' "$tmp/out" || fail "the hole has not two bytes: $(cat "$tmp/out")"
[ "$(results 08_hole 8 -DFIXED)" -eq 0 ] || fail "no hole, but found"
[ "$(results 21_disk_inode 8)" -eq 1 ] || fail "bytes of the heap are not found"
# 1000000000 seconds are 00 ca 9a 3b, and 9a is the first marker.
[ "$(results 05_getattr 1 -DFIXED)" -eq 1 ] || fail "no chance result in one round"
[ "$(results 05_getattr 2 -DFIXED)" -eq 0 ] || fail "a chance result in two rounds"
[ "$(results 18_flow_key 8)" -eq 0 ] || fail "a branch is found"
