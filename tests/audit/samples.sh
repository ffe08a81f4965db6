#!/bin/sh
# SPDX-License-Identifier: BSD-2-Clause
# kmsan-audit finds nothing in programs that are built as they should be: the samples; a program of
# mathematics; one in C++ with exceptions.
. "$KMSAN_SRC/tests/audit/lib.sh"

n=0
for file in "$KMSAN_BUILD"/samples/*; do
	[ -f "$file" ] && [ -x "$file" ] || continue
	n=$((n + 1))
	said=$("$audit" "$file") || { echo "$said"; failed=1; }
done
[ $n -gt 10 ] || { echo "only $n samples are built"; failed=1; }

cat >math.c <<'END2'
#include <complex.h>
#include <fenv.h>
#include <math.h>
int main(int argc, char **argv)
{
	double x = argc, whole;
	float y = sinf((float)x) + powf(2, (float)x) + cabsf(csqrtf((float)x)) + (float)expl(x);
	(void)argv;
	feclearexcept(FE_ALL_EXCEPT);
	return (int)(modf(atan2(log(x), floor(x + .5)), &whole) + y) + argc == -7;
}
END2
cat >throws.cc <<'END2'
#include <cstdio>
struct base { virtual ~base() {} virtual int f() { return 1; } };
struct derived : base { int f() override { return 2; } };
static base *make() { static derived *d = new derived; return d; }
int main()
{
	try {
		if (derived *d = dynamic_cast<derived *>(make()))
			throw d->f();
	} catch (int x) {
		std::printf("%d\n", x);
	}
	return 0;
}
END2
for version in 14 16 19 22; do
	clang=clang-$version
	command -v $clang >/dev/null || continue
	cc -fno-builtin math.c -lm -o math
	says 0 'kmsan-audit: 1 function instrumented, 0 findings' math
	# clang 14 crashes on exceptions.
	command -v clang++-$version >/dev/null && [ $version -gt 14 ] || continue
	KMSAN_CC=$clang "$(dirname "$KMSAN_CC_PATH")/kmsan-c++" -g -O0 throws.cc -o throws || failed=1
	said=$("$audit" throws) || { echo "$clang: $said"; failed=1; }
done
exit $failed
