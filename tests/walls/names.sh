#!/bin/sh
# SPDX-License-Identifier: BSD-2-Clause
# Whatever the archive defines for the linker is declared in a public header or lies in names of
# its own (__msan_, __sanitizer_, __wrap_): anything else could be the name of a kernel's function
# too. And the functions that clang itself calls for its shadow copies are never wrapped.
. "$KMSAN_SRC/tests/walls/lib.sh"

find "$KMSAN_SRC/include/kmsan" -name '*.h' -exec cat {} + | tr -cs 'A-Za-z0-9_' '\n' |
	sort -u >"$tmp/words"

# check ARCHIVE
check() {
	nm -g --defined-only "$1" 2>/dev/null | awk 'NF == 3 { print $3 }' | sort -u |
		comm -23 - "$tmp/words" | grep -vE '^(__msan_|__sanitizer_|__wrap_)' | sed 's/^/defines /'
	nm -g --defined-only "$1" 2>/dev/null |
		awk '$3 ~ /^__wrap_(memcpy|memmove|memset)$/ { print "wraps " substr($3, 8) }'
}

found=$(check "$KMSAN_BUILD/lib/libkmsan.a")
[ -z "$found" ] || { printf '%s\n' "$found"; failed=1; }

echo 'int kmsan_fill; void *__wrap_memcpy(void); void *__wrap_memcpy(void) { return 0; }' |
	"${CC:-clang-14}" -x c -c -o "$tmp/planted.o" -
ar rcs "$tmp/planted.a" "$tmp/planted.o"
[ "$(check "$tmp/planted.a" | tr '\n' ' ')" = "defines kmsan_fill wraps memcpy " ] || {
	echo "a foreign name was not found"
	failed=1
}
finish
