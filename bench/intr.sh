#!/bin/sh
# SPDX-License-Identifier: BSD-2-Clause
# intr.sh [--runs N]: what interrupt levels cost, with the limit that each has, the delivery of an
# interrupt against that of a signal, and the context's getter against a thread-local pointer's. The
# best of N runs (5), for another process can only add to a time.
#
# Environment: KMSAN_BUILD (build/), KMSAN_CC (clang-14).
set -eu

KMSAN_SRC=$(cd "$(dirname "$0")/.." && pwd)
. "$KMSAN_SRC/bench/lib.sh"
options --runs "$@"
build intr plain kmsan

run=0
while [ $run -lt "$runs" ]; do
	run=$((run + 1))
	for what in local delivered; do
		"$dir/intr-plain" $what | sed 's/^/plain-/'
	done
	for what in enter spl context own delivered; do
		"$dir/intr-kmsan" $what | sed 's/^/kmsan-/'
	done
done >"$dir/intr.txt"
awk '
	!($1 in best) || $2 < best[$1] { best[$1] = $2 }
	function row(name, value, unit, most) {
		printf "| %s | %s | %s | %s |\n", name, sprintf(unit, value), most,
			(most != "" && value > most ? "**over**" : "")
	}
	END {
		print "| | | limit | |\n|---|--:|--:|---|"
		row("kmsan_intr_enter and kmsan_intr_leave", best["kmsan-enter"], "%.1f ns", 60)
		row("splraise and splx, nothing pending", best["kmsan-spl"], "%.1f ns", 5)
		row("a signal, delivered", best["plain-delivered"], "%.0f ns", "")
		row("an interrupt, delivered", best["kmsan-delivered"], "%.0f ns", "")
		row("interrupt / signal", best["kmsan-delivered"] / best["plain-delivered"], "%.2f", 1.5)
		row("an interrupt that the CPU raises for itself", best["kmsan-own"], "%.1f ns", "")
		row("a function that returns a thread-local pointer", best["plain-local"], "%.2f ns", "")
		row("`__msan_get_context_state`", best["kmsan-context"], "%.2f ns", "")
		row("getter / thread-local pointer", best["kmsan-context"] / best["plain-local"], "%.2f", 1.05)
	}' "$dir/intr.txt"
