#!/bin/sh
# SPDX-License-Identifier: BSD-2-Clause
# libc-table.sh [BUILD]: the coverage part of docs/LIBC.md, from the symbols of the built runtime
# (BUILD/lib/libkmsan-parts.a) and the list of harmless functions. To renew the document:
#
#	tools/libc-table.sh --write [BUILD]
set -eu

src=$(cd "$(dirname "$0")/.." && pwd)
write=
[ "${1-}" != --write ] || { write=1; shift; }
parts=${1:-$src/build}/lib/libkmsan-parts.a
folder=msan/port/linux/libc
[ -e "$parts" ] || { echo "libc-table.sh: there is no $parts: build first" >&2; exit 1; }

# table: one line for each file, with what its first comment says and its wrappers.
table() {
	echo '| File | Functions |'
	echo '|---|---|'
	nm -A -g --defined-only "$parts" 2>/dev/null |
		sed -n 's/^[^:]*:\([a-z_0-9]*\)\.c\.o:.* __wrap_\(.*\)$/\1 \2/p' | LC_ALL=C sort -u |
		awk '{ if ($1 != file) { if (file) print file, names; file = $1; names = "" }
			names = names " " $2 }
			END { print file, names }' |
		while read -r file names; do
			[ -e "$src/$folder/$file.c" ] || continue
			echo "| [$file.c](../$folder/$file.c) | $(echo "$names" | sed 's/[^ ][^ ]*/`&`/g') |"
		done
	echo
	echo '## Functions without a wrapper that need none'
	echo
	echo 'Nor do the functions of libm that only compute.'
	awk 'FNR > 1 && seen && /^# / { why = why substr($0, 2); next }
		/^$/ { if (names != "") print "\n" why "\n" names; seen = 1; why = names = ""; next }
		!/^#/ { names = names (names == "" ? "" : " ") "`" $0 "`" }
		END { print "\n" why "\n" names }' "$src/$folder/harmless.txt" | sed 's/^ //'
}

if [ -z "$write" ]; then
	table
	exit
fi
doc=$src/docs/LIBC.md
sed '/^<!-- generated/q' "$doc" >"$doc.new"
{ echo; table; } >>"$doc.new"
mv "$doc.new" "$doc"
