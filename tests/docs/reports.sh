#!/bin/sh
# SPDX-License-Identifier: BSD-2-Clause
# The reports in the documentation are real: a fenced block behind a line
#
#	<!-- output of FILE [OPTIONS] -->
#
# is what FILE (a sample, or a program of tests/reports) prints when it is built with -g -O1 and run
# with these KMSAN_OPTIONS. Numbers that change from run to run, and frames of libc, are not compared.
# "reports.sh --update" writes the blocks anew.
set -u

: "${KMSAN_SRC:=$(cd "$(dirname "$0")/../.." && pwd)}"
: "${KMSAN_BUILD:=$KMSAN_SRC/build}"
: "${KMSAN_CC_PATH:=$KMSAN_BUILD/bin/kmsan-cc}"
tmp=$(mktemp -d)
trap 'rm -rf "$tmp"' EXIT
failed=0

# From the project's folder, so that reports name files as the reader sees them.
output() {
	source=$1
	options=${2:-}
	program=$(basename "$source" .c)
	(cd "$KMSAN_SRC" && "$KMSAN_CC_PATH" -g -O1 "$source" -o "$tmp/$program") || return 1
	(cd "$KMSAN_SRC" && KMSAN_OPTIONS="$options" "$tmp/$program" 2>&1 >/dev/null) |
		grep -vE 'libc_start|in _start'
}

normal() {
	sed -E 's/0x[0-9a-f]{4,}/0x/g; s/\+0x[0-9a-f]+/+0x/g; s/"0x[0-9a-f]+"/"0x"/g'
}

# written DOC: DOC with each block replaced by the program's output.
written() {
	while IFS= read -r line; do
		printf '%s\n' "$line"
		case $line in
		'<!-- output of '*)
			words=${line#<!-- output of }
			words=${words% -->}
			IFS= read -r fence
			printf '%s\n' "$fence"
			# shellcheck disable=SC2086 # a file and options
			output $words
			while IFS= read -r line && [ "$line" != '```' ]; do :; done
			echo '```'
			;;
		esac
	done <"$1"
}

for doc in "$KMSAN_SRC"/README.md "$KMSAN_SRC"/docs/*.md; do
	grep -q '^<!-- output of ' "$doc" || continue
	written "$doc" >"$tmp/new"
	if [ "${1:-}" = --update ]; then
		cat "$tmp/new" >"$doc"
		continue
	fi
	normal <"$doc" >"$tmp/a"
	normal <"$tmp/new" >"$tmp/b"
	cmp -s "$tmp/a" "$tmp/b" || {
		echo "$doc: not what the programs print; tests/docs/reports.sh --update"
		diff "$tmp/a" "$tmp/b"
		failed=1
	}
done
[ "${1:-}" = --update ] || [ -s "$tmp/new" ] || { echo "no block was found"; failed=1; }
exit $failed
