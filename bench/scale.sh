#!/bin/sh
# SPDX-License-Identifier: BSD-2-Clause
# scale.sh [--runs N]: cost against size and against number: draws docs/performance-scale.svg, nanoseconds
# of a copy, a check, a chained copy and an allocation of 16 bytes to 1 GiB, and
# docs/performance-objects.svg, the same on one of 10 to 10 000 000 objects: 64 bytes of a random one,
# 128 bytes allocated besides them, and in place of a random one. Plain and with kMSan, the best of
# many slices, and of N runs (1). The numbers are printed.
#
# Environment: KMSAN_BUILD (build/), KMSAN_CC (clang-14), MOST (1073741824 bytes, which take eight times
# as much memory), LIVE (10000000 objects).
set -eu

KMSAN_SRC=$(cd "$(dirname "$0")/.." && pwd)
. "$KMSAN_SRC/bench/lib.sh"
runs=1
[ $# -eq 0 ] || options --runs "$@"
command -v gnuplot >/dev/null || { echo "bench: no gnuplot: nothing is drawn" >&2; exit 77; }
build bulk plain kmsan
build alloc plain kmsan

# Lines: plot-variant-what abscissa nanoseconds.
sizes() {
	size=16
	while [ "$size" -le "${MOST:-1073741824}" ]; do
		for what in copy alloc; do
			"$dir/bulk-plain" one $what $size | sed 's/^/size-plain-/'
		done
		for what in copy check chain alloc; do
			"$dir/bulk-kmsan" one $what $size | sed 's/^/size-kmsan-/'
		done
		size=$((size * 4))
	done
}
numbers() {
	n=10
	while [ "$n" -le "${LIVE:-10000000}" ]; do
		"$dir/bulk-plain" objects copy $n | sed 's/^/number-plain-/'
		for what in copy check chain; do
			"$dir/bulk-kmsan" objects $what $n | sed 's/^/number-kmsan-/'
		done
		for variant in plain kmsan; do
			"$dir/alloc-$variant" live $n |
				sed "s/^live-\([0-9]*\)-\([a-z]*\) /number-$variant-\2 \1 /"
		done
		n=$((n * 10))
	done
}
run=0
while [ $run -lt "$runs" ]; do
	sizes
	numbers
	run=$((run + 1))
done | awk '
	{ key = $1 " " $2 }
	!(key in best) { order[++n] = key }
	!(key in best) || $3 < best[key] { best[key] = $3 }
	END { for (i = 1; i <= n; i++) print order[i], best[order[i]] }' >"$dir/scale.txt"

# table PLOT TITLE COLUMN...
table() {
	plot=$1 title=$2
	shift 2
	echo "| $title | $* |" | sed 's/ \([a-z]*\)-\([a-z]*\)/ \1 \2 |/g; s/| |$/|/'
	echo "|---|$(for column; do printf -- '--:|'; done)"
	awk -v plot="$plot" -v columns="$*" '
		BEGIN { n = split(columns, column, " ") }
		index($1, plot "-") == 1 {
			if (!($2 in seen)) { seen[$2] = 1; order[++rows] = $2 }
			value[$1, $2] = $3
		}
		function unit(ns) {
			if (ns == "") return ""
			return ns < 1e4 ? sprintf("%.1f ns", ns) : ns < 1e7 ? sprintf("%.1f us", ns / 1e3) : sprintf("%.1f ms", ns / 1e6)
		}
		END {
			for (i = 1; i <= rows; i++) {
				line = "| " order[i]
				for (c = 1; c <= n; c++)
					line = line " | " unit(value[plot "-" column[c], order[i]])
				print line " |"
			}
		}' "$dir/scale.txt"
}
table size bytes plain-copy kmsan-copy kmsan-chain kmsan-check plain-alloc kmsan-alloc
echo
table number objects plain-copy kmsan-copy kmsan-chain kmsan-check plain-pair kmsan-pair plain-replace kmsan-replace

while read -r line at ns; do
	echo "$at $ns" >>"$dir/scale-$line.new"
done <"$dir/scale.txt"
for new in "$dir"/scale-*.new; do
	mv "$new" "${new%.new}"
done
gnuplot <<END
set terminal svg size 900,480 font 'sans-serif,12' background rgb 'white'
set logscale y
set format y '10^{%L}'
set ylabel 'nanoseconds of an operation'
set grid
set key outside top center horizontal
set style data linespoints

set output '$KMSAN_SRC/docs/performance-scale.svg'
set logscale x 2
set format x '2^{%L}'
set xlabel 'bytes'
plot '$dir/scale-size-plain-copy' title 'memcpy, plain' lc rgb '#b7b7b7', \\
	'$dir/scale-size-kmsan-copy' title 'memcpy' lc rgb '#1f4e79', \\
	'$dir/scale-size-kmsan-chain' title 'memcpy of uninitialised bytes' lc rgb '#cc4125', \\
	'$dir/scale-size-kmsan-check' title 'check' lc rgb '#6aa84f', \\
	'$dir/scale-size-plain-alloc' title 'malloc and free, plain' lc rgb '#666666', \\
	'$dir/scale-size-kmsan-alloc' title 'kmem, allocated and freed' lc rgb '#e69138'

set output '$KMSAN_SRC/docs/performance-objects.svg'
set logscale x 10
set format x '10^{%L}'
set xlabel 'objects'
plot '$dir/scale-number-plain-copy' title 'memcpy, plain' lc rgb '#b7b7b7', \\
	'$dir/scale-number-kmsan-copy' title 'memcpy' lc rgb '#1f4e79', \\
	'$dir/scale-number-kmsan-chain' title 'memcpy of uninitialised bytes' lc rgb '#cc4125', \\
	'$dir/scale-number-kmsan-check' title 'check' lc rgb '#6aa84f', \\
	'$dir/scale-number-plain-pair' title 'one more, malloc' lc rgb '#666666', \\
	'$dir/scale-number-kmsan-pair' title 'one more, kmem' lc rgb '#e69138', \\
	'$dir/scale-number-plain-replace' title 'a random one replaced, malloc' lc rgb '#999999' dt 2, \\
	'$dir/scale-number-kmsan-replace' title 'a random one replaced, kmem' lc rgb '#a61c00' dt 2
END
