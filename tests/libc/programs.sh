#!/bin/sh
# SPDX-License-Identifier: BSD-2-Clause
# timeout: 900
# Each program of this folder, instrumented, with several compilers and levels: it calls libc and
# looks at reports and marks itself (check.h). In a program
#
#	FLAGS: -ffreestanding	more flags to compile with
#	FILES: parts/own.c	more files
#
# KMSAN_CLANGS and KMSAN_LEVELS leave out others than those. The names of the functions matter here:
# the compiler and libc's headers are not to turn one into another.
set -u

tmp=$(mktemp -d)
trap 'rm -rf "$tmp"' EXIT
cd "$KMSAN_SRC/tests/libc" || exit 1
failed=0 ran=0

said() {
	sed -n "s|^/\* $1: *\(.*\) \*/$|\1|p" "$2"
}

try() { # CLANG LEVEL FILE
	case $3 in
	*.cc) driver=$(dirname "$KMSAN_CC_PATH")/kmsan-c++ ;;
	*) driver=$KMSAN_CC_PATH ;;
	esac
	ran=$((ran + 1))
	# shellcheck disable=SC2046
	if ! KMSAN_CC=$1 "$driver" -fno-builtin -U__NO_INLINE__ -D__NO_INLINE__ -I../../include -g "$2" \
		$(said FLAGS "$3") "$3" $(said FILES "$3") -o "$tmp/t" -lm >"$tmp/out" 2>&1; then
		echo "$3 $1 $2: does not compile"
	elif ! (cd "$tmp" && timeout 60 ./t) >"$tmp/out" 2>&1; then
		echo "$3 $1 $2: fails"
	elif [ ! -s "$tmp/out" ]; then
		echo "$3 $1 $2: says nothing"
	else
		return
	fi
	sed 's/^/	/' "$tmp/out"
	failed=1
}

for clang in ${KMSAN_CLANGS:-14 19}; do
	command -v "clang-$clang" >/dev/null || { echo "clang-$clang is missing"; continue; }
	for level in ${KMSAN_LEVELS:-0 2}; do
		for file in *.c *.cc; do
			try "clang-$clang" "-O$level" "$file"
		done
	done
done
[ "$ran" -gt 0 ] || { echo "skipped: no clang-14 or clang-19"; exit 77; }
echo "$ran programs"
exit $failed
