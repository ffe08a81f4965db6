#!/bin/sh
# SPDX-License-Identifier: BSD-2-Clause
# timeout: 120
# How a program starts: address randomisation or a mapping in the way, no memory for the shadow.
set -u
tmp=$(mktemp -d)
trap 'rm -rf "$tmp"' EXIT
failed=0
cd "$tmp" || exit 1

# What a program with an address of its own choice has where shadow belongs.
cat >planted.c <<'EOF'
__attribute__((section(".planted"))) char planted[4096] = {1};

int
main(void)
{
	return 0;
}
EOF
# One mistake, and its arguments.
cat >mistake.c <<'EOF'
#include <stdio.h>
#include <stdlib.h>

int
main(int argc, char **argv)
{
	int x;

	__asm__ volatile("" : : "r"(&x) : "memory");
	printf("%d %s %s\n", argc, argv[argc - 1], getenv("KMSAN_REEXECUTED") ? "marked" : "clean");
	fflush(stdout);
	return x == 3;
}
EOF
cat >plain.c <<'EOF'
int main(void) { return 0; }
EOF

build() {
	name=$1
	shift
	"$KMSAN_CC_PATH" -g -O0 "$name.c" "$@" -o "$name" || exit 1
}

# starts STATUS PATTERN COMMAND...: its status, and all that it writes on standard error.
starts() {
	status=$1
	pattern=$2
	shift 2
	sh -c "$*" >out 2>err
	got=$?
	if [ $got -ne "$status" ] || [ "$(wc -l <err)" -gt 1 ] || ! grep -qxE "$pattern" err; then
		[ -z "$pattern" ] && [ $got -eq "$status" ] && [ ! -s err ] && return
		printf 'status %d, not %d, or not "%s": %s\n' $got "$status" "$pattern" "$*"
		cat err
		failed=1
	fi
}

for clang in 14 16 19 22; do
	command -v clang-$clang >/dev/null || continue
	KMSAN_CC=clang-$clang
	export KMSAN_CC
	build plain
	build mistake
	build planted -fno-pie -no-pie -Wl,--section-start=.planted=0x300000000000
	starts 0 '' ./plain
	starts 0 '' 'setarch -R ./plain'
	starts 0 '' 'ulimit -s unlimited; ./plain'
	starts 0 '' 'ulimit -s unlimited; setarch -R ./plain'
	starts 1 'kMSan: cannot map the shadow at 0x[0-9a-f]+: out of memory: .*ulimit -v.*' \
		'ulimit -v 8000000; ./plain'
	starts 1 'kMSan: cannot map the shadow at 0x200000000000: something lies there, also without address randomisation' \
		./planted
	# Started again, where an unlimited stack puts libraries into the shadow: with its arguments, and
	# without a trace in its environment.
	(ulimit -s unlimited; KMSAN_OPTIONS=verbosity=1 exec ./mistake once 'more than one') 2>err >out
	[ $? -eq 77 ] && grep -qx '3 more than one clean' out && grep -q "Variable 'x' From main" err &&
		grep -q '^kMSan: something lies at 0x[0-9a-f]*, where shadow belongs: re-executing' err || {
		echo "clang-$clang: not started again as it should be:"
		cat err out
		failed=1
	}
done
exit $failed
