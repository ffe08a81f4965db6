#!/bin/sh
# SPDX-License-Identifier: BSD-2-Clause
# The reports and the code in the documentation are real. A fenced block behind a line
#
#	<!-- output of FILE [OPTIONS] -->
#
# is what FILE (a sample, or a program of tests/reports) prints when it is built with -g -O1, and with
# what its RUN-FLAGS and RUN lines say (tests/reports/run.sh), and run with these KMSAN_OPTIONS. Behind
#
#	<!-- report N of FILE -->
#	<!-- function NAME of FILE -->
#
# it is the Nth report only, or the source of a function. Numbers that change from run to run, and frames
# of libc, are not compared. "reports.sh --update" writes the blocks anew.
. "${KMSAN_SRC:-$(dirname "$0")/../..}/tests/docs/lib.sh"

# said NAME DEFAULT: what the source says about NAME.
said() {
	value=$(sed -n "s|^// $1: *||p" "$KMSAN_SRC/$source")
	printf '%s' "${value:-$2}"
}

# From the project's folder, so that reports name files as the reader sees them.
output() {
	source=$1
	options=${2:-}
	program=$(basename "$source" .c)
	run=$(said RUN '%t' | sed "s|%t|$tmp/$program|g; s|%d|$tmp|g")
	rm -rf "$tmp/log"
	mkdir "$tmp/log"
	# shellcheck disable=SC2046 # flags
	(cd "$KMSAN_SRC" && "$KMSAN_CC_PATH" -g -O1 $(said RUN-FLAGS '') "$source" -o "$tmp/$program") ||
		return 1
	(cd "$KMSAN_SRC" && KMSAN_OPTIONS="$options" sh -c "$run" 2>&1 >/dev/null) |
		grep -vE 'libc_start|in _start|Image libc|\(libc\.so' | sed "s|$tmp/|/src/|"
}

# report N of FILE: the Nth of its reports.
report() {
	output "$3" | awk -v n="$1" '/^=+$/ { lines++ } lines == 2 * n - 1 || (lines == 2 * n && /^=+$/)'
}

# function NAME of FILE: from the line with its type to its last one.
function_of() {
	awk -v name="$1" 'index($0, name "(") == 1 { print before; on = 1 }
		on { print } on && $0 == "}" { exit } { before = $0 }' "$KMSAN_SRC/$3"
}

# written DOC: DOC with each block replaced by the program's output.
written() {
	while IFS= read -r line; do
		printf '%s\n' "$line"
		command=
		case $line in
		'<!-- output of '*) command=output words=${line#<!-- output of } ;;
		'<!-- report '*) command=report words=${line#<!-- report } ;;
		'<!-- function '*) command=function_of words=${line#<!-- function } ;;
		esac
		if [ -n "$command" ]; then
			IFS= read -r fence
			printf '%s\n' "$fence"
			# shellcheck disable=SC2086 # words
			$command ${words% -->} >"$tmp/block"
			[ -s "$tmp/block" ] || echo "nothing: $line" >>"$tmp/empty"
			cat "$tmp/block"
			while IFS= read -r line && [ "$line" != '```' ]; do :; done
			echo '```'
		fi
	done <"$1"
}

documents '^<!-- (output|report|function) ' "$@"
[ ! -s "$tmp/empty" ] || { cat "$tmp/empty"; failed=1; }
[ "${1:-}" = --update ] || [ -s "$tmp/new" ] || { echo "no block was found"; failed=1; }
exit $failed
