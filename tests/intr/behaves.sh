#!/bin/sh
# SPDX-License-Identifier: BSD-2-Clause
# timeout: 900
# Every program of this folder but bad-*.c, with every compiler at -O0 and -O2: it looks at what it does
# itself, so it has to say nothing and to end with 0.
set -u

tmp=$(mktemp -d)
trap 'rm -rf "$tmp"' EXIT

fails() {
	echo "clang-$clang -O$level $name: $1"
	head -n 40 "$tmp/err"
	exit 1
}

runs=0
for clang in ${KMSAN_CLANGS:-14 16 19 22}; do
	command -v "clang-$clang" >/dev/null || continue
	for level in ${KMSAN_LEVELS:-0 2}; do
		for file in "$KMSAN_SRC"/tests/intr/${1:-*}.c; do
			name=$(basename "$file")
			case $name in bad*) continue ;; esac
			KMSAN_CC=clang-$clang "$KMSAN_CC_PATH" -g "-O$level" -I"$KMSAN_SRC/tests/reports" \
				-o "$tmp/t" "$file" >"$tmp/err" 2>&1 || fails "does not compile"
			timeout 120 "$tmp/t" >"$tmp/out" 2>"$tmp/err" || fails "exit status $?"
			[ ! -s "$tmp/err" ] || fails "is not silent"
			runs=$((runs + 1))
		done
	done
done
[ $runs -gt 0 ] || { echo "no compiler or level is left"; exit 77; }
echo "$runs runs"
