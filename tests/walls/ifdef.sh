#!/bin/sh
# SPDX-License-Identifier: BSD-2-Clause
# No conditional on an operating system, a processor or a compiler outside msan/port/: macros that
# tell of those begin with an underscore, or are as old as "unix". C or C++, hosted or not, is not of
# that kind.
. "$KMSAN_SRC/tests/walls/lib.sh"

check() {
	(cd "$1" && find include msan origin alloc -path msan/port -prune -o -name '*.[ch]' -print) |
		while read -r file; do
			awk -v file="$file" '
			{ line = $0; while (sub(/\\$/, "", line) && (getline more) > 0) line = line more }
			line ~ /^[ \t]*#[ \t]*(if|elif)/ {
				words = line
				gsub(/__cplusplus|__STDC_HOSTED__/, "", words)
				if (words ~ /(^|[^A-Za-z0-9_])(_[A-Za-z_]|linux[^A-Za-z0-9_]|linux$|unix|i386|WIN32)/)
					print file ":" FNR ": " line
			}' "$1/$file"
		done
}

holds "$KMSAN_SRC"
breaks origin/space.c '#ifdef __linux__' 'origin/space.c'
breaks msan/new.h '#  if defined(__x86_64__)' 'msan/new.h'
breaks alloc/new.c '#if FOO && \
	__clang_major__ > 14' 'alloc/new.c'
breaks include/kmsan/types.h '#elifdef unix' 'include/kmsan/types.h'
finish
