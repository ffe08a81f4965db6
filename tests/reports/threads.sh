#!/bin/sh
# SPDX-License-Identifier: BSD-2-Clause
# timeout: 120
# Threads that report at once: every block is whole, and every report is there. So are the blocks of
# processes that share standard error.
set -u
tmp=$(mktemp -d)
trap 'rm -rf "$tmp"' EXIT
failed=0

cat >"$tmp/threads.c" <<'EOF'
#include <kmsan/kmsan.h>
#include <pthread.h>
#include <stdint.h>
#include <stdlib.h>

static int value[8];
static pthread_barrier_t barrier;

static __attribute__((noinline)) void
use(int *v)
{
	if (*v == 3)
		__asm__ volatile("" ::: "memory");
}

static void *
run(void *arg)
{
	int *v = &value[(uintptr_t)arg];

	kmsan_mark(v, sizeof(*v), KMSAN_STATE_UNINIT);
	pthread_barrier_wait(&barrier);
	for (int i = 0; i < 10; i++)
		use(v);
	return NULL;
}

int
main(void)
{
	pthread_t thread[8];

	pthread_barrier_init(&barrier, NULL, 8);
	for (uintptr_t i = 0; i < 8; i++)
		pthread_create(&thread[i], NULL, run, (void *)i);
	for (int i = 0; i < 8; i++)
		pthread_join(thread[i], NULL);
	return 0;
}
EOF

# One block after the other, each with every line that it must have, in order.
whole_blocks() {
	awk -v want="$1" '
		function broken(why) { print "line " NR ": " why ": " $0; bad = 1; exit 1 }
		/^====/ { ruler++; part = ruler % 2 ? 1 : 0; if (!part) blocks++; next }
		ruler % 2 == 0 { if (!/^kMSan: [0-9]+ reports?/) broken("outside a block"); next }
		part == 1 { if (!/^MSan: Uninitialized Marked Memory From run\+0x/) broken("head"); part++; next }
		part == 2 && /^    #0 .* in use / { part++; next }
		part == 3 && /^    #1 .* in run / { part++; next }
		part == 4 && /^    #[0-9]/ { next }
		part == 4 && /^  In lwp|^  In thread/ { next }
		part == 4 && /^  Marked by kmsan_mark at:$/ { part++; next }
		part == 5 && /^    #0 .* in run / { part++; next }
		part == 6 && /^    #[0-9]/ { next }
		part == 6 && /^SUMMARY: kMSan: uninit-value threads.c:12:/ { part++; next }
		{ broken("part " part) }
		END {
			if (!bad && blocks != want) { print blocks " blocks, not " want; exit 1 }
		}' "$2" || failed=1
}

cd "$tmp" || exit 1
for clang in 14 16 19 22; do
	command -v clang-$clang >/dev/null || continue
	KMSAN_CC=clang-$clang "$KMSAN_CC_PATH" -g -O1 threads.c -o threads || exit 1
	KMSAN_OPTIONS=dedup=0 ./threads 2>err
	status=$?
	[ $status -eq 77 ] || { echo "clang-$clang: status $status"; failed=1; }
	whole_blocks 80 err
	tail -n 1 err | grep -qx 'kMSan: 80 reports (80 distinct), 0 suppressed' || {
		echo "clang-$clang: $(tail -n 1 err)"
		failed=1
	}
	# With dedup every thread's repeat is one: one block, all of them counted.
	./threads 2>err
	whole_blocks 1 err
	tail -n 1 err | grep -qx 'kMSan: 80 reports (1 distinct), 0 suppressed' || {
		echo "clang-$clang: $(tail -n 1 err)"
		failed=1
	}
done

(./threads & ./threads & ./threads & wait) 2>err
whole_blocks 3 err
exit $failed
