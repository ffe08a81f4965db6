#!/bin/sh
# SPDX-License-Identifier: BSD-2-Clause
# Programs that once were a disagreement, of kMSan or of the comparison: kept/*.c. A file says what has
# been wrong, and then, for each way to build it: "// DIFF: clang-14 -O2 FLAG...", and what run.sh
# prints: "// SAYS: same: file.c:12 in function".
. "$(dirname "$0")/lib.sh"

tmp=$(mktemp -d)
trap 'rm -rf "$tmp"' EXIT
usable=" $(usable_clangs)"
ran=0 failed=0
for file in "$here"/kept/*.c; do
	sed -n 's|^// DIFF: clang-\([0-9]*\) -O\([0-9].*\)|\1 \2|p' "$file" >"$tmp/ways"
	sed -n 's|^// SAYS: ||p' "$file" >"$tmp/says"
	[ -s "$tmp/ways" ] && [ "$(wc -l <"$tmp/ways")" -eq "$(wc -l <"$tmp/says")" ] ||
		die "$file: one line SAYS for each line DIFF"
	number=0
	while read -r way; do
		number=$((number + 1))
		case $usable in
		*" ${way%% *} "*) ;;
		*) continue ;;
		esac
		said=$(sh "$here/run.sh" "$file" $way | head -n 1)
		expected=$(sed -n "${number}p" "$tmp/says")
		ran=$((ran + 1))
		[ "$said" = "$expected" ] || {
			echo "$(basename "$file") clang-$way: \"$said\", not \"$expected\""
			failed=$((failed + 1))
		}
	done <"$tmp/ways"
done
[ $ran -gt 0 ] || skip "none of the compilers that the files name is here, with a runtime of MSan"
echo "$ran programs, $failed failed"
[ $failed -eq 0 ]
