#!/bin/sh
# SPDX-License-Identifier: BSD-2-Clause
# archive-lists.sh NM OBJCOPY ARCHIVE HEADERS OUT: make the lists that a link with the runtime
# needs, from the runtime itself, so that there is no second list to keep.
#
#	OUT/wrap	--wrap=NAME for every __wrap_NAME that the archive defines: callers of
#			libc's NAME then call the wrapper
#	OUT/exports	a dynamic list: what instrumented shared objects need of the program
#
# The runtime's own calls of a wrapped function must reach libc: they become __real_NAME.
set -eu

nm=$1 objcopy=$2 archive=$3 headers=$4 out=$5
mkdir -p "$out"
tmp=$out/tmp.$$
trap 'rm -f "$tmp".*' EXIT

"$nm" -g --defined-only "$archive" 2>/dev/null | awk 'NF == 3 { print $3 }' | sort -u >"$tmp.defined"
sed -n 's/^__wrap_//p' "$tmp.defined" >"$tmp.names"

both=$(comm -12 "$tmp.names" "$tmp.defined")
if [ -n "$both" ]; then
	echo "archive-lists.sh: $archive defines both __wrap_X and X, for X =" $both >&2
	exit 1
fi

# Public is what a public header declares (port.h is not one for users), the compiler's entries
# and the wrappers.
find "$headers" -name '*.h' ! -name port.h -exec cat {} + | tr -cs 'A-Za-z0-9_' '\n' | sort -u >"$tmp.words"
{
	comm -12 "$tmp.words" "$tmp.defined"
	grep -E '^(__msan_|__wrap_)' "$tmp.defined" || :
} | sort -u >"$tmp.public"

sed 's/^/--wrap=/' "$tmp.names" >"$out/wrap"
{
	echo '{'
	sed 's/$/;/' "$tmp.public"
	echo '};'
} >"$out/exports"
if [ -s "$tmp.names" ]; then
	awk '{ print $1, "__real_" $1 }' "$tmp.names" >"$tmp.redefine"
	"$objcopy" --redefine-syms="$tmp.redefine" "$archive"
fi
