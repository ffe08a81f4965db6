#!/bin/sh
# SPDX-License-Identifier: BSD-2-Clause
# That these tests can fail: a report is seen in a process whose status and output nobody looks at.
. "$KMSAN_SRC/tests/real/lib.sh"

real_levels=$(echo "$real_levels" | tail -c 2)
mkdir -p "$KMSAN_BUILD/real/planted"
cd "$KMSAN_BUILD/real/planted"
cat >bug.c <<'END'
#include <stdlib.h>

int
main(int argc, char **argv)
{
	volatile int x[2];

	if (argc > 1)
		x[1] = atoi(argv[1]);
	return x[1] == 3 ? 1 : 0;
}
END
rm -f bug bug.o
quietly with_kmsan "$real_levels" make bug
[ "$(functions bug)" -eq 1 ] || fail "bug has one function"

silent ./bug 2
clean ./bug 2
for command in './bug' '! ./bug 2>/dev/null' './bug 2>&1 | cat >/dev/null' './bug 2>/dev/null & wait'; do
	! (silent sh -c "$command") 2>said || fail "not seen: $command"
	grep -q "Uninitialized Variable 'x' From main()" said || fail "not shown: $command"
done
! (silent ./bug 3) 2>said || fail "a status is not seen"
! (clean ./bug) 2>said || fail "clean: not seen"
rm -f bug.o
quietly with_plain make bug.o
! (functions bug.o) 2>said || fail "what is not instrumented has functions"
grep -q '^FAILED: not instrumented: bug.o$' said || fail "it does not say so"
