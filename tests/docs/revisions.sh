#!/bin/sh
# SPDX-License-Identifier: BSD-2-Clause
# label: alloc
# docs/ALLOCATORS.md says what each revision of kern_malloc.c taught, and that each has a test named
# after it: so it is, both ways.
set -eu

: "${KMSAN_SRC:=$(cd "$(dirname "$0")/../.." && pwd)}"
tmp=$(mktemp -d)
trap 'rm -rf "$tmp"' EXIT

# The first column of the table: "1.129, 1.39".
sed -nE 's/^\| (1\.[0-9.]+(, 1\.[0-9.]+)*) \| .*/\1/p' "$KMSAN_SRC/docs/ALLOCATORS.md" |
	tr -s ', ' '\n' | sort >"$tmp/doc"
# Tests that are run: r1_129_r1_39_statistics, in a list of them.
sed -nE 's/^.*alloc_test\((r1_[a-z0-9_]+)\).*$/\1/p' "$KMSAN_SRC"/tests/unit/alloc_*.c |
	grep -oE 'r1(_[0-9]+)+' | sed 's/^r//; s/_/./g' | sort -u >"$tmp/tests"
[ "$(wc -l <"$tmp/doc")" -ge 20 ] || { echo "few revisions are in docs/ALLOCATORS.md"; exit 1; }
diff "$tmp/doc" "$tmp/tests"
