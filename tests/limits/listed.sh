#!/bin/sh
# SPDX-License-Identifier: BSD-2-Clause
# Every limit of docs/LIMITS.md names a test that is there, and every test of this folder is named.
set -u

here=$(cd "$(dirname "$0")" && pwd)
docs=$here/../../docs
failed=0

wrong() {
	echo "$*"
	failed=1
}

# Each entry with its last link, one a line.
entries=$(awk '
/^## / { if (entry != "") print entry; entry = "" }
/^- / { if (entry != "") print entry; entry = $0; next }
/^  / { if (entry != "") entry = entry " " $0 }
END { if (entry != "") print entry }' "$docs/LIMITS.md")
[ "$(printf '%s\n' "$entries" | wc -l)" -ge 15 ] || wrong "LIMITS.md has not the form that is expected here"
while IFS= read -r entry; do
	link=$(printf '%s\n' "$entry" | sed -n 's/.*](\(\.\.\/tests\/[^)]*\))$/\1/p')
	[ -n "$link" ] || { wrong "no test: $entry"; continue; }
	[ -e "$docs/$link" ] || wrong "there is no $link"
done <<END
$entries
END
for file in "$here"/*.c "$here"/*.cc "$here"/*.sh; do
	name=$(basename "$file")
	[ "$name" = listed.sh ] || grep -q "(../tests/limits/$name)" "$docs/LIMITS.md" ||
		wrong "LIMITS.md does not name $name"
done
exit $failed
