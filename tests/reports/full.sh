#!/bin/sh
# SPDX-License-Identifier: BSD-2-Clause
# full.sh [LEVEL...]: is the text of a report the same with every compiler, at all these levels (1 3)?
# The tests have it so at the levels that they are for; this takes all programs of reports, leaks, peers,
# limits and samples, and prints how many.
set -u
cd "$(dirname "$0")/../.." || exit 1
KMSAN_SAME=${*:-1 3}
export KMSAN_SAME
programs=0
builds=0
failed=0
for file in tests/reports/*.c tests/reports/*.cc tests/leaks/*.c tests/peers/*/*.c tests/limits/*.c samples/*.c; do
	said=$(sh tests/reports/run.sh "$file" 2>&1)
	case $said in
	*differs* | *'does not compile'*)
		echo "$file: $said"
		failed=$((failed + 1))
		;;
	esac
	n=$(echo "$said" | sed -n '$s/ builds$//p')
	builds=$((builds + ${n:-0}))
	programs=$((programs + 1))
done
echo "$programs programs, $builds builds at -O$(echo "$KMSAN_SAME" | sed 's/ / -O/g'): $failed differ"
[ $failed -eq 0 ]
