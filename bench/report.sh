#!/bin/sh
# SPDX-License-Identifier: BSD-2-Clause
# report.sh [--runs N]: what origins and reports cost, with the limit that each has: the best of N runs
# (5), for another process can only add to a time; and the memory that the chains of two programs take.
#
# Environment: KMSAN_BUILD (build/), KMSAN_CC (clang-14), STORM (50000 interrupts).
set -eu

KMSAN_SRC=$(cd "$(dirname "$0")/.." && pwd)
. "$KMSAN_SRC/bench/lib.sh"
options --runs "$@"

"$KMSAN_BUILD/bin/kmsan-cc" -g -O2 -o "$dir/report" "$KMSAN_SRC/bench/report.c"
for what in chain repeat symbolize; do
	n=0
	while [ $n -lt "$runs" ]; do
		# Reports are what is measured: the exit status says that there were some.
		"$dir/report" $what 2>/dev/null || [ $? -eq 77 ]
		n=$((n + 1))
	done
done >"$dir/report.txt"
awk '
	BEGIN {
		order = "chain-known chain-new report-repeated report-first report-further"
		split("150 2000 1000 200e6 10e6", limit)
		split("origin that is chained already|new chain|report that is a repeat|first report with symbols|each further one", name, "|")
	}
	!($1 in best) || $2 < best[$1] { best[$1] = $2 }
	function unit(ns) { return ns >= 1e6 ? sprintf("%.1f ms", ns / 1e6) : sprintf("%d ns", ns) }
	END {
		print "| | time | limit | |\n|---|--:|--:|---|"
		n = split(order, word, " ")
		for (i = 1; i <= n; i++)
			printf "| %s | %s | %s | %s |\n", name[i], unit(best[word[i]]), unit(limit[i]),
				best[word[i]] <= limit[i] ? "" : "**over**"
	}' "$dir/report.txt"

# memory NAME COMMAND...
memory() {
	name=$1
	shift
	KMSAN_OPTIONS=print_stats=1 "$@" 2>&1 >/dev/null |
		sed -n "s/^kMSan: origins: .* \([0-9]*\) records, \([0-9]*\) bytes, \([0-9]*\) degraded\$/| $name | \1 | \2 | \3 |/p"
}
echo
echo '| program | records | bytes of origins | degraded |'
echo '|---|--:|--:|--:|'
sh "$KMSAN_SRC/bench/build.sh" "$dir" kmsan >"$dir/build.log" 2>&1 && memory zlib "$dir/kmsan/zlib" 1 ||
	echo "| zlib | its source could not be fetched | | |"
(cd "$KMSAN_SRC/tests/storm" && "$KMSAN_BUILD/bin/kmsan-cc" -g -O2 -o "$dir/storm" storm.c work.c)
memory storm "$dir/storm" "${STORM:-50000}"
