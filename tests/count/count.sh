#!/bin/sh
# SPDX-License-Identifier: BSD-2-Clause
# timeout: 900
# No workload of bench/ costs more than 3 % more instructions than recorded. Never a test of time.
set -u

tmp=$(mktemp -d)
trap 'rm -rf "$tmp"' EXIT
expected=$KMSAN_SRC/bench/expected-counts

# First that it can fail: 2 % more is no difference, 4 % more is one, a workload that is gone too.
compare() {
	awk -v percent="$1" '/^#/ { print; next } { printf "%s %s %d\n", $1, $2, $3 * (100 + percent) / 100 }' \
		"$expected" >"$tmp/found"
	sh "$KMSAN_SRC/bench/expected.sh" compare "$expected" "$tmp/found" >"$tmp/out" 2>&1
}
compare 2 || { echo "2 % more is refused: $(cat "$tmp/out")"; exit 1; }
compare 4 && { echo "4 % more is accepted"; exit 1; }
grep -q '^zlib kmsan: .* (+4.0 %): costs more: a regression$' "$tmp/out" || { cat "$tmp/out"; exit 1; }
sed -i '/^zlib kmsan/d' "$tmp/found"
sh "$KMSAN_SRC/bench/expected.sh" compare "$expected" "$tmp/found" | grep -q '^zlib kmsan: not counted$' ||
	{ echo "a workload that is gone is not missed"; exit 1; }

sh "$KMSAN_SRC/bench/expected.sh" check
