#!/bin/sh
# SPDX-License-Identifier: BSD-2-Clause
# scale.sh: cost against size, of copies, checks, chains and allocations: draws docs/performance-scale.svg,
# nanoseconds of an operation on 16 bytes to 64 MiB, plain and with kMSan. The best of many slices each.
#
# Environment: KMSAN_BUILD (build/), KMSAN_CC (clang-14), MOST (largest size: 67108864; eight areas of it, and their shadow, are in use).
set -eu

KMSAN_SRC=$(cd "$(dirname "$0")/.." && pwd)
KMSAN_BUILD=${KMSAN_BUILD:-$KMSAN_SRC/build}
KMSAN_CC=${KMSAN_CC:-clang-14}
export KMSAN_SRC KMSAN_BUILD KMSAN_CC
dir=$KMSAN_BUILD/bench/$(basename "$KMSAN_CC")
mkdir -p "$dir"
unset KMSAN_OPTIONS
command -v gnuplot >/dev/null || { echo "bench: no gnuplot: nothing is drawn" >&2; exit 77; }
. "$KMSAN_SRC/bench/lib.sh"
build bulk

size=16
: >"$dir/scale.txt"
while [ "$size" -le "${MOST:-67108864}" ]; do
	for what in copy check chain alloc; do
		for variant in plain kmsan; do
			case $variant-$what in
			plain-check | plain-chain) ;;
			*) "$dir/bulk-$variant" $what $size | sed "s/^/$variant-/" >>"$dir/scale.txt" ;;
			esac
		done
	done
	size=$((size * 4))
done
for line in plain-copy plain-alloc kmsan-copy kmsan-check kmsan-chain kmsan-alloc; do
	sed -n "s/^$line //p" "$dir/scale.txt" >"$dir/scale-$line"
done
gnuplot <<END
set terminal svg size 900,480 font 'sans-serif,12' background rgb 'white'
set output '$KMSAN_SRC/docs/performance-scale.svg'
set logscale xy
set format x '2^{%L}'
set logscale x 2
set format y '10^{%L}'
set xlabel 'bytes'
set ylabel 'nanoseconds of an operation'
set grid
set key outside top center horizontal
plot '$dir/scale-plain-copy' with linespoints title 'memcpy, plain' lc rgb '#b7b7b7', \\
	'$dir/scale-kmsan-copy' with linespoints title 'memcpy' lc rgb '#1f4e79', \\
	'$dir/scale-kmsan-chain' with linespoints title 'memcpy of uninitialised bytes' lc rgb '#cc4125', \\
	'$dir/scale-kmsan-check' with linespoints title 'check' lc rgb '#6aa84f', \\
	'$dir/scale-plain-alloc' with linespoints title 'malloc and free, plain' lc rgb '#666666', \\
	'$dir/scale-kmsan-alloc' with linespoints title 'kmem\\\\_alloc and kmem\\\\_free' lc rgb '#e69138'
END
