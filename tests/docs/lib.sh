# SPDX-License-Identifier: BSD-2-Clause
# For scripts that compare blocks of the documents with what programs print.
set -u

: "${KMSAN_SRC:=$(cd "$(dirname "$0")/../.." && pwd)}"
: "${KMSAN_BUILD:=$KMSAN_SRC/build}"
: "${KMSAN_CC_PATH:=$KMSAN_BUILD/bin/kmsan-cc}"
tmp=$(mktemp -d)
trap 'rm -rf "$tmp"' EXIT
failed=0

# What changes from run to run is not compared.
normal() {
	sed -E 's/0x[0-9a-f]{4,}/0x/g; s/\+0x[0-9a-f]+/+0x/g; s/"0x[0-9a-f]+"/"0x"/g; s/\b[0-9a-f]{16}\b/0x/; s/build id .*/build id/'
}

# documents PATTERN [--update]: each document with such a line is what the function "written DOC" prints
# of it, or becomes that.
documents() {
	for doc in "$KMSAN_SRC"/README.md "$KMSAN_SRC"/docs/*.md; do
		grep -qE "$1" "$doc" || continue
		written "$doc" >"$tmp/new" || { failed=1; continue; }
		if [ "${2:-}" = --update ]; then
			cat "$tmp/new" >"$doc"
			continue
		fi
		normal <"$doc" >"$tmp/a"
		normal <"$tmp/new" >"$tmp/b"
		cmp -s "$tmp/a" "$tmp/b" || {
			echo "$doc: not what the programs print; tests/docs/$(basename "$0") --update"
			diff "$tmp/a" "$tmp/b"
			failed=1
		}
	done
}
