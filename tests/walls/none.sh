#!/bin/sh
# SPDX-License-Identifier: BSD-2-Clause
# The port in which every call fails is a whole port: with the core it leaves nothing undefined but
# the four memory functions. It is where a new port starts.
. "$KMSAN_SRC/tests/walls/lib.sh"

# check WORD...: what these link arguments leave undefined.
check() {
	ld -r -o "$tmp/all.o" "$@" || echo "ld -r failed"
	nm "$tmp/all.o" | awk '$1 == "U" && $2 !~ /^(memcpy|memmove|memset|memcmp|_GLOBAL_OFFSET_TABLE_)$/ {
		print "undefined: " $2 }'
}

archive=$KMSAN_BUILD/lib/libkmsan-none.a
found=$(check --whole-archive "$archive")
[ -z "$found" ] || { printf '%s\n' "$found"; failed=1; }

# Without the port's part the wall must fall.
cp "$archive" "$tmp/part.a"
for member in $(ar t "$archive"); do
	[ -f "$KMSAN_SRC/msan/port/none/${member%.o}" ] && ar d "$tmp/part.a" "$member"
done
case $(check --whole-archive "$tmp/part.a") in
*"undefined: kmsan_port_"*) ;;
*)
	echo "missing port functions were not found"
	failed=1
	;;
esac
finish
