#!/bin/sh
# SPDX-License-Identifier: BSD-2-Clause
# docs/ALLOCATORS.md lists the messages that alloc/ stops with: those, and no others.
# "messages.sh --update" writes the list anew.
set -eu

: "${KMSAN_SRC:=$(cd "$(dirname "$0")/../.." && pwd)}"
doc=$KMSAN_SRC/docs/ALLOCATORS.md
tmp=$(mktemp -d)
trap 'rm -rf "$tmp"' EXIT

# The format is the first string of a call; its pieces stand on lines of their own.
cat "$KMSAN_SRC"/alloc/*.c | tr '\n' ' ' | sed 's/"[[:space:]]*"//g' |
	grep -oE '(kmsan_fatal|kmsan_fatal_object|misuse_stop)\([^;"]*"[^"]*"' |
	sed 's/.*"\([^"]*\)"$/\1/' | grep -vx '%s: ' | LC_ALL=C sort -u >"$tmp/source"
[ "$(wc -l <"$tmp/source")" -ge 20 ] || { echo "few messages were found in alloc/"; exit 1; }

awk -v list="$tmp/source" '
	/^<!-- messages of alloc -->/ { print; getline; print; while ((getline line < list) > 0) print line; skip = 1; next }
	skip && /^```/ { skip = 0 }
	!skip { print }' "$doc" >"$tmp/new"
if [ "${1:-}" = --update ]; then
	cat "$tmp/new" >"$doc"
elif ! cmp -s "$doc" "$tmp/new"; then
	echo "docs/ALLOCATORS.md: not the messages of alloc/; tests/docs/messages.sh --update"
	diff "$doc" "$tmp/new"
	exit 1
fi
