#!/bin/sh
# SPDX-License-Identifier: BSD-2-Clause
# timeout: 900
# bad.sh [--update]: every case of bad-*.c has to say what bad.expected has for it, all of it, and to end
# with 77; done right it has to say nothing. And every message of the simulation and of contexts must
# come up in some case. --update writes bad.expected. Addresses, lines and libc's frames are left out.
set -u

: "${KMSAN_SRC:=$(cd "$(dirname "$0")/../.." && pwd)}"
: "${KMSAN_BUILD:=$KMSAN_SRC/build}"
: "${KMSAN_CC_PATH:=$KMSAN_BUILD/bin/kmsan-cc}"
expected=$KMSAN_SRC/tests/intr/bad.expected
tmp=$(mktemp -d)
trap 'rm -rf "$tmp"' EXIT

# Names of functions are enough: a symbolizer for each case would take minutes.
KMSAN_OPTIONS=external_symbolizer_path=/nowhere/llvm-symbolizer
export KMSAN_OPTIONS

normalise() {
	sed -E -e '/^kMSan: llvm-symbolizer /d' -e '/^ +#[0-9]+ .*(\((libc\.so|ld-linux)[^)]*\)$|in _start)/d' \
		-e 's/^( +#[0-9]+) 0x[0-9a-f]+ in ([A-Za-z_0-9]+).*/\1 in \2/' \
		-e 's/0x[0-9a-f]{2,}/ADDRESS/g' "$1"
}

# run CASE...: all of one program's, as they are to be in bad.expected.
run() {
	for case in "$@"; do
		timeout 60 "$tmp/t" "$case" >/dev/null 2>"$tmp/raw"
		echo "== $case $?"
		normalise "$tmp/raw"
		timeout 60 "$tmp/t" "$case" good >/dev/null 2>"$tmp/raw"
		status=$?
		[ $status -eq 0 ] && [ ! -s "$tmp/raw" ] || {
			echo "done right: exit status $status"
			normalise "$tmp/raw"
		}
	done
}

# The formats of the sources as regular expressions; pieces of a call's text on lines of their own,
# and who and what apart where a function puts them together.
messages() {
	cat "$KMSAN_SRC"/msan/port/linux/intr/*.c "$KMSAN_SRC/msan/context.c" | tr '\n' ' ' |
		sed 's/"[[:space:]]*"//g' | grep -oE \
		'(kmsan_fatal|report_fatal|misused|misused_now|kmsan_snprintf)\(([^;"]*"[^"]*"){1,2}' |
		sed -nE -e '/misused\(rw, who|the handler of line %u"/d' \
			-e 's/^misused\([^"]*"([^"]*)",[^"]*"([^"]*)"$/\1: \2/p; t' \
			-e 's/^[^"]*"(([^"]| )*)".*/\1/p' |
		grep -E ' .* ' | sed -E -e 's/[].[*^$()]/\\&/g' -e 's/%(zu|u|d)/-?[0-9]+/g' \
			-e 's/%p/.*/g' -e 's/%s/.*/g' | sort -u
}

runs=0
for clang in ${KMSAN_CLANGS:-14 16 19 22}; do
	command -v "clang-$clang" >/dev/null || continue
	: >"$tmp/all"
	for file in "$KMSAN_SRC"/tests/intr/bad-*.c; do
		KMSAN_CC=clang-$clang "$KMSAN_CC_PATH" -g -O1 -fno-inline -I"$KMSAN_SRC/tests/reports" \
			-o "$tmp/t" "$file" || exit 1
		run $("$tmp/t") >>"$tmp/all"
	done
	[ "${1:-}" != --update ] || { cp "$tmp/all" "$expected"; exit; }
	diff "$expected" "$tmp/all" || { echo "clang-$clang: not what bad.expected has"; exit 1; }
	runs=$((runs + 1))
done
[ $runs -gt 0 ] || { echo "no compiler"; exit 77; }

messages >"$tmp/messages"
[ "$(wc -l <"$tmp/messages")" -gt 60 ] || { echo "few messages were found in the sources"; exit 1; }
while read -r message; do
	grep -qxE -e "(kMSan: |  )$message" "$expected" || echo "$message"
done <"$tmp/messages" >"$tmp/missing"
# What no program can bring about: the machine without a thread, a timer, a slot that is not its own.
grep -vE '^no (thread|timer) for |^no memory for the clock|^interrupts need signal .*\(SIGURG\\\)$|is not the current one$' \
	"$tmp/missing" && { echo "no case of bad-*.c brings these about"; exit 1; }
exit 0
