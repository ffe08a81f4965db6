#!/bin/sh
# SPDX-License-Identifier: BSD-2-Clause
# alloc.sh [--runs N] [--count]: what an allocation and its free cost, with the limit that each has.
# The programs take turns N times (5); each time is the best of its slices, and of its turns, for
# another process can only add to it. --count counts instructions instead.
#
# Environment: KMSAN_BUILD (build/), KMSAN_CC (clang-14), LIVE (most live objects: 10000000).
set -eu

KMSAN_SRC=$(cd "$(dirname "$0")/.." && pwd)
. "$KMSAN_SRC/bench/lib.sh"
options "--runs --count" "$@"
build alloc plain kmsan msan2
build bulk plain kmsan

# Instructions of one operation: the difference of two runs.
if [ -n "$count" ]; then
	set --
	for program in "plain libc" "msan2 libc" "kmsan kmem" "kmsan pool_cache" "kmsan malloc"; do
		set -- "$@" "$dir/alloc-${program% *} count ${program#* } 10000" \
			"$dir/alloc-${program% *} count ${program#* } 210000"
	done
	echo '| allocate and free 128 bytes | instructions | limit | |'
	echo '|---|--:|--:|---|'
	difference 200000 "$@" | while read -r cost program what _; do
		case $program-$what in
		alloc-plain-*)
			glibc=$cost
			echo "| glibc | $cost | | |"
			;;
		alloc-msan2-*) echo "| user-space MSan, origins 2 | $cost | | |" ;;
		*-kmem) row kmem "$cost" 200 ;;
		*-pool_cache) row pool_cache "$cost" $((2 * glibc)) ;;
		*) echo "| $what | $cost | | |" ;;
		esac
	done
	exit
fi

run=0
while [ $run -lt "$runs" ]; do
	run=$((run + 1))
	for what in kmem pool_cache malloc; do
		"$dir/alloc-kmsan" $what | sed 's/^/kmsan-/'
	done
	for variant in kmsan plain; do
		"$dir/bulk-$variant" alloc 128 | sed "s/.* /$variant-threads /"
	done
	"$dir/alloc-plain" libc | sed 's/^/plain-/'
	"$dir/alloc-msan2" libc | sed 's/^/msan2-/'
	for n in 1000 10000 100000 1000000; do
		"$dir/alloc-kmsan" live $n | sed 's/^/kmsan-/'
		"$dir/alloc-plain" live $n | sed 's/^/plain-/'
	done
done >"$dir/alloc.txt"
"$dir/alloc-kmsan" live "${LIVE:-10000000}" | sed 's/^/kmsan-/' >>"$dir/alloc.txt"
"$dir/alloc-plain" live "${LIVE:-10000000}" | sed 's/^/plain-/' >>"$dir/alloc.txt"
"$dir/alloc-kmsan" memory | sed 's/^/kmsan-/' >>"$dir/alloc.txt"

awk '
	$1 ~ /threads/ { if ($2 > threads[$1]) threads[$1] = $2; next }
	!($1 in best) || $2 < best[$1] { best[$1] = $2 }
	function row(name, value, limit, over) {
		printf "| %s | %s | %s | %s |\n", name, value, limit, over ? "**over**" : ""
	}
	function ratio(name, a, b, limit) {
		row(name, sprintf("%.2f", best[a] / best[b]), limit, best[a] / best[b] > limit)
	}
	function ns(name, what) { row(name, sprintf("%.1f ns", best[what]), "", 0) }
	END {
		print "| allocate and free 128 bytes | | limit | |\n|---|--:|--:|---|"
		ns("glibc malloc, free, plain", "plain-libc")
		ns("the same with user-space MSan, origins 2", "msan2-libc")
		ns("kmem_alloc, kmem_free", "kmsan-kmem")
		ns("pool_cache_get, pool_cache_put", "kmsan-pool_cache")
		ns("malloc(9), free(9)", "kmsan-malloc")
		ratio("kmem / glibc", "kmsan-kmem", "plain-libc", 3)
		ratio("pool_cache / glibc", "kmsan-pool_cache", "plain-libc", 2)
		ratio("kmem / MSan", "kmsan-kmem", "msan2-libc", 0.2)
		row("kmem, two threads / one", threads["kmsan-threads"], "at least 1.8", threads["kmsan-threads"] < 1.8)
		row("glibc, two threads / one", threads["plain-threads"], "", 0)
		row("lost to rounding and headers, sizes 1 to 4096", best["kmsan-lost"] " %", "12.5 %", best["kmsan-lost"] > 12.5)
		row("pages that go back when all is freed", best["kmsan-back"] " %", "", 0)
		row("shadow that goes back", best["kmsan-shadow-back"] " %", "", 0)
		print "\n| live objects | kmem, one more | glibc | kmem, a random one replaced | glibc |\n|--:|--:|--:|--:|--:|"
		for (n = 1000; n <= 10000000; n *= 10)
			if (("kmsan-live-" n "-pair") in best)
				printf "| %d | %.1f ns | %.1f ns | %.0f ns | %.0f ns |\n", n,
					best["kmsan-live-" n "-pair"], best["plain-live-" n "-pair"],
					best["kmsan-live-" n "-replace"], best["plain-live-" n "-replace"]
	}' "$dir/alloc.txt"
