#!/bin/sh
# SPDX-License-Identifier: BSD-2-Clause
# label: alloc
# The examples in the documentation are programs: a line
#
#	<!-- example NAME.c -->
#
# stands before a fenced block of C, and what the program writes to standard error, built with
# -g -O1, is the fenced block behind that. Both are compared as tests/docs/reports.sh does.
# "examples.sh --update" writes what the programs print anew.
. "${KMSAN_SRC:-$(dirname "$0")/../..}/tests/docs/lib.sh"

# Reports name the file as the reader sees it.
output() {
	(cd "$tmp" && "$KMSAN_CC_PATH" -std=c11 -Wall -Wextra -Werror -g -O1 \
		-fdebug-compilation-dir=. "$1" -o program) || return 1
	"$tmp/program" 2>&1 >/dev/null | grep -vE 'libc_start|in _start'
}

# The block that is open up to its end, to standard output.
block() {
	while IFS= read -r line && [ "$line" != '```' ]; do printf '%s\n' "$line"; done
}

# written DOC: DOC with what each example prints.
written() {
	while IFS= read -r line; do
		printf '%s\n' "$line"
		case $line in
		'<!-- example '*)
			name=${line#<!-- example }
			name=${name% -->}
			IFS= read -r line
			[ "$line" = '```c' ] || { echo "$1: $name: no block of C" >&2; return 1; }
			block >"$tmp/$name"
			IFS= read -r _empty
			IFS= read -r _fence
			block >/dev/null
			printf '```c\n%s\n```\n\n```\n' "$(cat "$tmp/$name")"
			output "$name" || { echo "$1: $name: not built" >&2; return 1; }
			echo '```'
			echo "$name" >>"$tmp/names"
			;;
		esac
	done <"$1"
}

documents '^<!-- example ' "$@"
[ -s "$tmp/names" ] || { echo "no example was found"; failed=1; }
# Each public header of an allocator is in one of them.
for header in kmem malloc mbuf pool uvm_km; do
	grep -q "<kmsan/$header.h>" "$tmp"/*.c || { echo "no example of $header.h"; failed=1; }
done
exit $failed
