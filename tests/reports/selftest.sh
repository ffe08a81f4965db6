#!/bin/sh
# SPDX-License-Identifier: BSD-2-Clause
# timeout: 900
# The runner of this folder must see what is wrong: each copy of a good test has one thing changed.
set -u
tmp=$(mktemp -d)
trap 'rm -rf "$tmp"' EXIT
failed=0
here=$KMSAN_SRC/tests/reports

# must_fail WHAT SCRIPT REASON: with sed SCRIPT applied the test fails, for that reason.
must_fail() {
	sed -e 's|^// CHECK:==|// LEVELS: 1\n&|' -e "$2" "$here/chain_marked.c" >"$tmp/copy.c"
	if sh "$here/run.sh" "$tmp/copy.c" >"$tmp/out" 2>&1; then
		echo "passes: $1"
		failed=1
	elif ! grep -q "$3" "$tmp/out"; then
		echo "fails, but not with \"$3\": $1"
		cat "$tmp/out"
		failed=1
	fi
}

sed -e 's|^// CHECK:==|// LEVELS: 1\n&|' "$here/chain_marked.c" >"$tmp/copy.c"
sh "$here/run.sh" "$tmp/copy.c" || failed=1

must_fail 'another exit status' '$a // EXIT: 1' 'exit status 77, not 1'
must_fail 'one line less is expected' '/^\/\/ CHECK-NEXT:  Stored/d' '11 lines are expected of 12'
must_fail 'another line number' 's/:32:/:33:/' 'another report'
must_fail 'another blank' 's/NEXT:  Stored/NEXT: Stored/' 'another report'
must_fail 'part of a line' 's/(1 distinct), 0 suppressed/(1 distinct)/' 'another report'
compilers=0
for version in 14 16 19 22; do
	case " ${KMSAN_CLANGS:-$version} " in
	*" $version "*) ! command -v clang-$version >/dev/null || compilers=$((compilers + 1)) ;;
	esac
done
# There is nothing to compare one compiler with.
[ $compilers -lt 2 ] ||
	must_fail 'a text for each compiler' 's/^#include <kmsan.kmsan.h>/&\n#if __clang_major__ == 14\n#define receive received\n#endif/
	s/From receive/From {{received?}}/; s/in receive \[/in {{received?}} [/; s/\]\]:16:/]]:19:/; s/\]\]:26:/]]:29:/
	s/\]\]:32:/]]:35:/; s/\]\]:42:/]]:45:/; s/\]\]:43:/]]:46:/' 'not the text of the other compilers'
must_fail 'a twin with the mistake' 's/ifndef FIXED/if 1/' 'fixed, but exit status 77'
must_fail 'a twin that talks' 's/^	receive(&neg/	kmsan_dump(\&m, 4);\n&/' 'lines are expected'
must_fail 'a twin that does not compile' 's/\*flags = 0/*flags = nothing/' 'does not compile'
KMSAN_RUN_LIMIT=3
export KMSAN_RUN_LIMIT
must_fail 'a program that hangs' 's/^	receive(&neg/	for (;;)\n\t\t__asm__ volatile("");\n&/' 'hangs: killed after 3 s'
exit $failed
