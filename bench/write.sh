#!/bin/sh
# SPDX-License-Identifier: BSD-2-Clause
# write.sh time|count DIR DOCUMENT: put DIR/MEASURE.md between the lines "<!-- MEASURE COMPILER -->" and
# "<!-- end -->" of DOCUMENT (at its end if they are not there), and draw MEASURE-COMPILER.svg beside it.
set -eu

measure=$1 dir=$2 document=$3
compiler=$(basename "$dir")
plot=performance-$measure-$compiler.svg
{
	echo
	"$compiler" --version | head -n 1 | sed 's/ (.*//; s/^/Compiler: /; s/$/./'
	sed -n 's/^model name[^:]*: /Processor: /p' /proc/cpuinfo | head -n 1 | sed 's/$/./'
	echo
	cat "$dir/$measure.md"
	[ ! -e "$(dirname "$document")/$plot" ] && ! command -v gnuplot >/dev/null ||
		printf '\n![%s, times the plain build, %s](%s)\n' "$measure" "$compiler" "$plot"
	echo
} >"$dir/block"

grep -qx "<!-- $measure $compiler -->" "$document" ||
	printf '\n<!-- %s %s -->\n<!-- end -->\n' "$measure" "$compiler" >>"$document"
awk -v start="<!-- $measure $compiler -->" -v block="$dir/block" '
	!inside { print }
	$0 == start { inside = 1; while ((getline line < block) > 0) print line }
	inside && $0 == "<!-- end -->" { inside = 0; print }' "$document" >"$dir/document"
cp "$dir/document" "$document"

command -v gnuplot >/dev/null || {
	echo "bench: no gnuplot: the plot is not drawn" >&2
	exit 0
}
# The table again, without what Markdown needs: workload and the five variants.
awk -F '|' '/^\| [a-z0-9]+ \|/ {
	gsub(/ /, "", $2)
	print $2, $4, $5, $6, $7, $8 }' "$dir/$measure.md" >"$dir/plot.txt"
gnuplot <<END
set terminal svg size 900,420 font 'sans-serif,12' background rgb 'white'
set output '$(dirname "$document")/$plot'
set style data histogram
set style histogram clustered gap 1
set style fill solid 0.9 border -1
set yrange [0:*]
set ylabel '$measure, times the plain build'
set grid ytics
set key outside top center horizontal
set xtics scale 0
plot '$dir/plot.txt' using 2:xtic(1) title 'kMSan' lc rgb '#1f4e79', \
	'' using 3 title 'kMSan fast' lc rgb '#6fa8dc', \
	'' using 4 title 'MSan, origins 0' lc rgb '#e6e6e6', \
	'' using 5 title 'MSan, origins 1' lc rgb '#b7b7b7', \
	'' using 6 title 'MSan, origins 2' lc rgb '#666666'
END
