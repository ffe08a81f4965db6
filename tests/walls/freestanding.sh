#!/bin/sh
# SPDX-License-Identifier: BSD-2-Clause
# Everything outside msan/port/, linked together, needs the functions of port.h, the four memory
# functions that compilers take for granted, and nothing else.
. "$KMSAN_SRC/tests/walls/lib.sh"

objects=$KMSAN_BUILD/CMakeFiles/kmsan-parts.dir

core_objects() {
	find "$objects/msan" "$objects/origin" "$objects/alloc" -path "$objects/msan/port" -prune -o \
		-name '*.o' -print 2>/dev/null
}

# May be undefined: port.h's functions, what the port's inline pieces use, the memory
# functions; and weakly what kmsan.h says the program may define.
allowed() {
	port_functions "$KMSAN_SRC"
	grep -oE 'kmsan_[a-z_]+' "$KMSAN_SRC/msan/port/linux/port_inline.h"
	printf '%s\n' memcpy memmove memset memcmp _GLOBAL_OFFSET_TABLE_
}

# check OBJECT...: links these, and names what is undefined and should not be.
check() {
	ld -r -o "$tmp/all.o" "$@" || echo "ld -r failed"
	nm "$tmp/all.o" | awk '$1 == "U" { print $2 } $1 == "w" && $2 != "kmsan_default_options" { print $2 }' |
		sort -u >"$tmp/undefined"
	allowed | sort -u >"$tmp/allowed"
	comm -23 "$tmp/undefined" "$tmp/allowed" | sed 's/^/needs /'
}

[ -n "$(core_objects)" ] || { echo "no objects in $objects"; exit 1; }
found=$(check $(core_objects))
[ -z "$found" ] || { printf '%s\n' "$found"; failed=1; }

echo 'int strcmp(const char *, const char *); int planted(const char *);
int planted(const char *s) { return strcmp(s, "x"); }' |
	"${CC:-clang-14}" -x c -ffreestanding -c -o "$tmp/planted.o" -
found=$(check $(core_objects) "$tmp/planted.o")
[ "$found" = "needs strcmp" ] || { echo "a call of strcmp was not found: $found"; failed=1; }
finish
