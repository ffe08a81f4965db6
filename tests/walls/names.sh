#!/bin/sh
# SPDX-License-Identifier: BSD-2-Clause
# Whatever the archive defines for the linker is declared in a public header or lies in names of
# its own (kmsan_, __msan_, __sanitizer_, __wrap_): anything else could be the name of a kernel's function
# too. Weak names give way to the program's: the allocator of msan/port/linux/libc/plain.c.
. "$KMSAN_SRC/tests/walls/lib.sh"

find "$KMSAN_SRC/include/kmsan" -name '*.h' -exec cat {} + | tr -cs 'A-Za-z0-9_' '\n' |
	sort -u >"$tmp/words"

# check ARCHIVE
check() {
	nm -g --defined-only "$1" 2>/dev/null | awk 'NF == 3 && $2 !~ /[WV]/ { print $3 }' | sort -u |
		comm -23 - "$tmp/words" | grep -vE '^(kmsan_|__msan_|__sanitizer_|__wrap_)' | sed 's/^/defines /'
}

found=$(check "$KMSAN_BUILD/lib/libkmsan.a")
[ -z "$found" ] || { printf '%s\n' "$found"; failed=1; }

echo 'int shadow_fill; int __attribute__((weak)) kmsan_weak; int __wrap_stat;' |
	"${CC:-clang-14}" -x c -c -o "$tmp/planted.o" -
ar rcs "$tmp/planted.a" "$tmp/planted.o"
[ "$(check "$tmp/planted.a" | tr '\n' ' ')" = "defines shadow_fill " ] || {
	echo "a foreign name was not found"
	failed=1
}
finish
