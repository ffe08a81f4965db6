#!/bin/sh
# SPDX-License-Identifier: BSD-2-Clause
# The runtime is never instrumented: no object of it calls what only the compiler calls.
. "$KMSAN_SRC/tests/walls/lib.sh"

check() {
	objdump -dr --no-show-raw-insn "$1" | awk '
		/file format/ { object = $1 }
		/R_[A-Z0-9_]+[ \t]+__msan_(get_context_state|metadata_ptr_for|warning|poison_alloca)/ {
			if (!seen[object $3]++)
				print object " calls " $3
		}'
}

found=$(check "$KMSAN_BUILD/lib/libkmsan.a")
[ -z "$found" ] || { printf '%s\n' "$found"; failed=1; }

echo 'int planted(int *); int planted(int *p) { return *p; }' |
	"${CC:-clang-14}" -x c -fsanitize=kernel-memory -c -o "$tmp/planted.o" -
ar rcs "$tmp/planted.a" "$tmp/planted.o"
case $(check "$tmp/planted.a") in
*"planted.o: calls __msan_get_context_state"* | *"planted.o calls __msan_get_context_state"*) ;;
*)
	echo "an instrumented object was not found"
	failed=1
	;;
esac
finish
