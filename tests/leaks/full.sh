#!/bin/sh
# SPDX-License-Identifier: BSD-2-Clause
# full.sh [FILE.c ...]: every pattern with every clang that is here, at every level, with chains of
# origins and with creators only (origins=alloc). Prints one line for each file and mode and the sums;
# fails if a file does. The tests of CTest are the short form of this.
#
# With creators only a report is the same without its "Stored to memory at" parts, so the expectation
# is made from the file's own by leaving them out.
#
# KMSAN_CLANGS and KMSAN_LEVELS narrow it, as for run.sh.
set -u

here=$(cd "$(dirname "$0")" && pwd)
[ $# -gt 0 ] || set -- "$here"/[0-9]*.c
tmp=$(mktemp -d)
trap 'rm -rf "$tmp"' EXIT

# without_stores FILE: its expectation for origins=alloc.
without_stores() {
	echo '// OPTIONS: origins=alloc' >"$tmp/tail"
	awk '
	/^\/\/ [A-Z0-9]+(-NEXT)?:  Stored to memory at:$/ { skipping = 1; next }
	skipping && /^\/\/ [A-Z0-9]+(-NEXT)?:    #[0-9]/ { next }
	{ skipping = 0; print }' "$1" | cat - "$tmp/tail"
}

files=0
failed=0
for file; do
	base=$(basename "$file")
	cp "$(dirname "$file")"/*.h "$tmp"
	without_stores "$file" >"$tmp/$base"
	files=$((files + 1))
	for mode in chain alloc; do
		path=$file
		[ $mode = chain ] || path=$tmp/$base
		if said=$(sh "$here/../reports/run.sh" "$path"); then
			echo "$base origins=$mode: $said"
		else
			echo "$base origins=$mode: FAILED"
			echo "$said"
			failed=$((failed + 1))
		fi
	done
done
echo "$files patterns, $((files * 2)) runs, $failed failed"
[ $failed -eq 0 ]
