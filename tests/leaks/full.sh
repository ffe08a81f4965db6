#!/bin/sh
# SPDX-License-Identifier: BSD-2-Clause
# full.sh [FILE.c ...]: every pattern and its twin with every clang that is here, at every level, with
# chains of origins and with creators only (origins=alloc). Prints one line for each file and the sums;
# fails if a file does. The tests of CTest are the short form of this.
#
# KMSAN_CLANGS, KMSAN_LEVELS and KMSAN_ORIGINS narrow it, as for run.sh, and KMSAN_FAST=1 links fast. JOBS:
# files at once (2).
set -u

here=$(cd "$(dirname "$0")" && pwd)
[ $# -gt 0 ] || set -- "$here"/[0-9]*.c
: "${KMSAN_ORIGINS:=chain alloc}"
export KMSAN_ORIGINS
log=$(mktemp)
trap 'rm -f "$log"' EXIT

printf '%s\0' "$@" | xargs -0 -n 1 -P "${JOBS:-2}" sh -c '
	base=$(basename "$1" .c)
	if said=$(sh "$0/../reports/run.sh" "$1" 2>&1); then
		echo "$base: $said"
	else
		printf "%s: FAILED\n%s\n" "$base" "$said"
	fi' "$here" | tee "$log"
failed=$(grep -c ': FAILED$' "$log")
echo "$# files, origins=$KMSAN_ORIGINS, $failed failed"
[ "$failed" -eq 0 ] && [ "$(grep -c ': [0-9]* builds$' "$log")" -eq $# ]
