#!/bin/sh
# SPDX-License-Identifier: BSD-2-Clause
# pages.sh [--runs N]: from which size on shadow is better given back, or shared, than written:
# nanoseconds of a KiB, the best of N runs (5).
#
# Environment: KMSAN_BUILD (build/), KMSAN_CC (clang-14).
set -eu

KMSAN_SRC=$(cd "$(dirname "$0")/.." && pwd)
. "$KMSAN_SRC/bench/lib.sh"
options --runs "$@"
build pages plain

run=0
while [ $run -lt "$runs" ]; do
	for kib in 16 64 256 1024 4096 16384 65536 262144; do
		"$dir/pages-plain" $kib
	done
	run=$((run + 1))
done | awk '
	!(($1, $2) in best) || $3 < best[$1, $2] { best[$1, $2] = $3 }
	!($1 in seen) { seen[$1] = 1; order[++n] = $1 }
	END {
		print "| KiB, ns of each | new: zeros written | given back | old: zeros written | given back | and touched | ones written | ones shared | and touched |"
		print "|--:|--:|--:|--:|--:|--:|--:|--:|--:|"
		m = split("new-zero new-back zero back back-write ones shared shared-write", way, " ")
		for (i = 1; i <= n; i++) {
			line = "| " order[i]
			for (w = 1; w <= m; w++) line = line sprintf(" | %.1f", best[order[i], way[w]])
			print line " |"
		}
	}'
