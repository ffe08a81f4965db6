#!/bin/sh
# SPDX-License-Identifier: BSD-2-Clause
# The GDB commands, on a live program and on core files: one by gdb, one of a program that aborts.
. "$(dirname "$0")/lib.sh"

command -v gdb >/dev/null || { echo "gdb is not installed"; exit 77; }
helper=$KMSAN_SRC/tools/gdb/kmsan-gdb.py
# Whatever goes wrong, no core file fills the disk.
ulimit -f 1000000

cat >"$tmp/g.c" <<'EOF'
#include <stdlib.h>
struct stat_out { int mode; long ino; int flags; };
struct stat_out *heap;
__attribute__((noinline)) void stop(struct stat_out *p) { __asm__ volatile("" ::"r"(p) : "memory"); }
int main(int argc, char **argv)
{
	struct stat_out st, copy;
	st.mode = 1;
	st.ino = 2;
	copy = st;
	heap = malloc(sizeof(*heap));
	heap->mode = 3;
	stop(&copy);
	if (argc > 1)
		abort();
	return 0;
}
EOF
(cd "$tmp" && "$KMSAN_CC_PATH" -g -O0 -o g g.c) || exit 1

# Addresses differ; gdb's own words too.
plain() {
	sed -n '/^== /,$p' | grep -v '^warning' | sed 's/0x[0-9a-f]\{7,\}/0xADDR/g; s/  *$//'
}

cat >"$tmp/questions" <<'EOF'
echo == stack\n
kmsan shadow copy
kmsan origin copy
echo == heap\n
kmsan shadow heap, 24
kmsan origin heap->flags
kmsan shadow heap->mode
kmsan origin heap->mode
kmsan describe &heap->flags
echo == other\n
kmsan describe &heap
EOF
cat >"$tmp/expected" <<'EOF'
== stack
Bytes 4-7, 16-23 of 24 are uninitialized
0xADDR: 01 00 00 00 ?? ?? ?? ?? 02 00 00 00 00 00 00 00 | 00 00 00 00 ff ff ff ff 00 00 00 00 00 00 00 00
0xADDR: ?? ?? ?? ?? ?? ?? ?? ??                         | ff ff ff ff ff ff ff ff
Bytes 4-7, 16-23 of 24 are uninitialized:
  Stored to memory at:
    #0 0xADDR in main g.c:10
  Stack memory: variable 'st', created at 0xADDR in main g.c:6
== heap
Bytes 4-23 of 24 are uninitialized
0xADDR: 03 00 00 00 ?? ?? ?? ?? ?? ?? ?? ?? ?? ?? ?? ?? | 00 00 00 00 ff ff ff ff ff ff ff ff ff ff ff ff
0xADDR: ?? ?? ?? ?? ?? ?? ?? ??                         | ff ff ff ff ff ff ff ff
Bytes 0-3 of 4 are uninitialized:
  Malloc memory, created at 0xADDR in main g.c:11
0xADDR: 4 bytes, all initialized
0xADDR: 4 bytes, all initialized
0xADDR: uninitialized
  byte 16 of 24 bytes of the same origin, from 0xADDR:
  Malloc memory, created at 0xADDR in main g.c:11
== other
0xADDR: initialized
  heap in section .bss of FILE
EOF

# check WHAT gdb's arguments
check() {
	what=$1
	shift
	gdb -nx -batch -q -x "$helper" "$@" 2>"$tmp/err" >"$tmp/out"
	# libc's frames below main differ from system to system
	plain <"$tmp/out" | sed "s|$tmp/g|FILE|" | grep -v ' in __libc_start' >"$tmp/got"
	same "$what" "$tmp/expected" "$tmp/got"
	[ "$failed" = 0 ] || cat "$tmp/out" "$tmp/err"
}

check "live" -ex "break stop" -ex run -ex up -x "$tmp/questions" "$tmp/g"

gdb -nx -batch -q -x "$helper" -ex "break stop" -ex run -ex "kmsan gcore $tmp/core.gdb" "$tmp/g" >/dev/null 2>&1
[ "$(du -k "$tmp/core.gdb" | cut -f1)" -lt 200000 ] || { ls -ls "$tmp"; failed=1; }
check "gcore" -ex up -x "$tmp/questions" "$tmp/g" "$tmp/core.gdb"

# Not all systems leave a core file in the current directory.
mkdir "$tmp/dies"
(cd "$tmp/dies" && ulimit -c unlimited && ../g abort) 2>/dev/null
core=$(echo "$tmp/dies"/core*)
if [ -f "$core" ]; then
	check "abort" -ex "frame function main" -x "$tmp/questions" "$tmp/g" "$core"
else
	echo "no core file in the current directory (kernel.core_pattern): that part is not tested"
fi

# says WHAT COMMAND FILE TEXT: a named message, no traceback.
says() {
	gdb -nx -batch -q -x "$helper" -ex "$2" "$3" >"$tmp/out" 2>&1
	grep -qF -e "$4" "$tmp/out" || { echo "$1:"; cat "$tmp/out"; failed=1; }
	if grep -q Traceback "$tmp/out"; then
		cat "$tmp/out"
		failed=1
	fi
}
says "nothing" "kmsan shadow" "$tmp/g" "an expression is missing"
says "no memory" "kmsan shadow 1 + 1" "$tmp/g" "'1 + 1' is not in memory"
says "not started" "kmsan origin heap" "$tmp/g" "no shadow of"
says "not memory of the program's" "kmsan describe 0x600000000000" "$tmp/g" "0x600000000000: no shadow here"
says "no address" "kmsan describe" "$tmp/g" "an address is missing"
says "no kMSan" "kmsan shadow 1, 2" /bin/true "this program was not built with kMSan"
finish
