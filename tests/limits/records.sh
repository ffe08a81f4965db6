#!/bin/sh
# SPDX-License-Identifier: BSD-2-Clause
# Origins have room for 64 MiB of names and stacks and for 4 million records. A program that makes more
# is told so once, goes on, and its reports name where a value was made, but not who stored it.
set -u

tmp=$(mktemp -d)
trap 'rm -rf "$tmp"' EXIT
failed=0
cat >"$tmp/t.c" <<'END'
#include <stdint.h>
#include <stdlib.h>
#include <kmsan/kmsan.h>

static int creators;
static char *value[64];
static volatile char memory[64];

/* Each path through the calls is a stack of its own. */
static __attribute__((noinline)) void
walk(int depth)
{
	if (depth > 0) {
		walk(depth - 1);
		walk(depth - 1);
		walk(depth - 1);
		walk(depth - 1);
		walk(depth - 1);
		walk(depth - 1);
		walk(depth - 1);
		walk(depth - 1);
	} else {
		for (int i = 0; i < creators; i++)
			memory[i] = value[i][0];
	}
	__asm__ volatile("" : : : "memory");
}

static __attribute__((noinline)) void
few(int depth)
{
	if (depth > 0)
		few(depth - 1);
	else
		walk(0);
	__asm__ volatile("" : : : "memory");
}

int
main(int argc, char **argv)
{
	creators = atoi(argv[2]);
	for (int i = 0; i < creators; i++) {
		value[i] = malloc(1);
		kmsan_orig(value[i], 1, KMSAN_TYPE_MALLOC, (uintptr_t)main + (uintptr_t)i);
	}
	if (argc > 3)
		few(12);
	else
		walk(atoi(argv[1]));
	kmsan_check((const void *)memory, 1, "check");
	return 0;
}
END
cd "$tmp" || exit 1
"$KMSAN_CC_PATH" -O1 -g -I"$KMSAN_SRC/include" t.c -o t || exit 1

# said DEPTH CREATORS PATTERN...: each pattern on one line; the warning counts.
said() {
	what="$1 deep, $2 creators"
	KMSAN_OPTIONS=print_stats=1 ./t "$1" "$2" >out 2>&1
	[ $? -eq 77 ] || { echo "$what: does not end as after a report"; failed=1; }
	shift 2
	[ "$(grep -c '^kMSan: no room for more origins: some will be coarser or Unknown from here on$' out)" -eq 1 ] ||
		{ echo "$what: not warned of once"; failed=1; }
	for pattern; do
		[ "$(grep -cE -e "$pattern" out)" -eq 1 ] || { echo "$what: not once: $pattern"; failed=1; }
	done
	! grep -q 'Stored to memory' out || { echo "$what: the store has a record: the limit is gone"; failed=1; }
	[ $failed -eq 0 ] || cat out
}

creation='^MSan: Uninitialized Malloc Memory In check At Offset 0/1, From '
# 2 097 152 stacks of 64 bytes: half of them have room.
said 7 1 "$creation" '^kMSan: origins: [0-9]+ images?, (9|10)[0-9]{5} records, [89][0-9]{7} bytes, 1[0-9]{6} degraded$'
# 262 144 stacks, each of 17 values: 4 456 448.
said 6 17 "$creation" '^kMSan: origins: [0-9]+ images?, 41[0-9]{5} records, 1[0-9]{8} bytes, 2[0-9]{5} degraded$'
# Few: the store is named.
KMSAN_OPTIONS=print_stats=1 ./t 1 1 few >out 2>&1
grep -q 'Stored to memory at' out && grep -q ' 0 degraded$' out ||
	{ echo 'few stacks: no store is named'; cat out; failed=1; }
exit $failed
