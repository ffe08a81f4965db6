#!/bin/sh
# SPDX-License-Identifier: BSD-2-Clause
# bulk.sh [--runs N] [--count]: what copies, fills and checks cost, with the limit that each has, and
# how two threads with data of their own add up. The programs take turns N times (5); each time is
# the best of its slices, and of its turns, for another process can only add to it. --count counts
# instructions instead.
#
# Environment: KMSAN_BUILD (build/), KMSAN_CC (clang-14), TOUCH (512 MiB).
set -eu

KMSAN_SRC=$(cd "$(dirname "$0")/.." && pwd)
. "$KMSAN_SRC/bench/lib.sh"
options "--runs --count" "$@"
build bulk plain kmsan msan2

if [ -n "$count" ]; then
	set --
	for variant in plain msan2 kmsan; do
		for what in copy check; do
			set -- "$@" "$dir/bulk-$variant count $what 4096 100" \
				"$dir/bulk-$variant count $what 4096 50100"
		done
	done
	echo '| 4096 initialised bytes | instructions | limit | |'
	echo '|---|--:|--:|---|'
	difference 50000 "$@" | while read -r cost program what _; do
		case $program-$what in
		bulk-kmsan-copy) row "copied, kMSan" "$cost" 1000 ;;
		bulk-plain-check) ;;
		*-copy) echo "| copied, ${program#bulk-} | $cost | | |" ;;
		*) echo "| checked, ${program#bulk-} | $cost | | |" ;;
		esac
	done
	exit
fi

run=0
while [ $run -lt "$runs" ]; do
	run=$((run + 1))
	for what in "copy 4096" "copy 65536" "fill 4096" "chain 4096" "poison 4096" "check 64" \
		"check 4096" "check 65536" "copyout 4096" "alloc 128" "switch 0" "registers 0"; do
		for variant in plain kmsan msan2; do
			"$dir/bulk-$variant" $what | sed "s/^/$variant /"
		done
	done
done >"$dir/bulk.txt"
"$KMSAN_CC" -O2 -o "$dir/timer" "$KMSAN_SRC/bench/timer.c"
for variant in plain kmsan msan2; do
	set -- $("$dir/timer" "$dir/bulk-$variant" touch "${TOUCH:-512}")
	echo "$variant touch ${TOUCH:-512} $2 0"
done >>"$dir/bulk.txt"

awk '
	{
		cell = $1 " " $2 " " $3
		if (!(cell in best) || $4 < best[cell]) best[cell] = $4
		if ($5 > threads[cell]) threads[cell] = $5
	}
	function limit(name, value, most) {
		printf "| %s | %.2f | %s | %s |\n", name, value, most, (value > most ? "**over**" : "")
	}
	END {
		print "| bytes | plain | kMSan | MSan 2 |\n|---|--:|--:|--:|"
		n = split("copy 4096,copy 65536,fill 4096,chain 4096,poison 4096,check 64,check 4096,check 65536,copyout 4096", order, ",")
		split("copied,copied,filled,copied uninitialised,marked uninitialised,checked,checked,checked,copied out", name, ",")
		for (i = 1; i <= n; i++) {
			split(order[i], word, " ")
			none = word[1] == "check"
			printf "| %s %s | %s | %.1f ns | %.1f ns |\n", word[2], name[i],
				none ? "" : sprintf("%.1f ns", best["plain " order[i]]), best["kmsan " order[i]], best["msan2 " order[i]]
		}
		print "\n| | | limit | |\n|---|--:|--:|---|"
		limit("copy of 4 KiB / that of MSan", best["kmsan copy 4096"] / best["msan2 copy 4096"], 0.33)
		limit("check of 64 KiB / plain copy", best["kmsan check 65536"] / best["plain copy 65536"], 2)
		limit("check of 64 bytes, ns", best["kmsan check 64"], 15)
		limit("copyout of 4 KiB / copy", best["kmsan copyout 4096"] / best["kmsan copy 4096"], 1.5)
		for (cell in best) if (cell ~ /kmsan touch/) { split(cell, word, " "); mib = word[3] }
		limit("peak memory / plain, " mib " MiB touched", best["kmsan touch " mib] / best["plain touch " mib], 3.05)
		printf "| that of MSan, origins 2 | %.2f | | |\n", best["msan2 touch " mib] / best["plain touch " mib]
		print "\n| two threads / one | kMSan | plain | at least | |\n|---|--:|--:|--:|---|"
		n = split("registers 0,copy 4096,chain 4096,check 4096,alloc 128,switch 0", order, ",")
		split("registers only: the machine,copy of 4 KiB,the same uninitialised,check of 4 KiB,kmem_alloc and kmem_free,interrupt level entered and left", name, ",")
		for (i = 1; i <= n; i++) {
			least = order[i] ~ /alloc/ ? 1.8 : 1.9
			printf "| %s | %.2f | %s | %s | %s |\n", name[i], threads["kmsan " order[i]],
				order[i] ~ /switch/ ? "" : sprintf("%.2f", threads["plain " order[i]]), least,
				threads["kmsan " order[i]] < least ? "**under**" : ""
		}
	}' "$dir/bulk.txt"
