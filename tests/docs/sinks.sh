#!/bin/sh
# SPDX-License-Identifier: BSD-2-Clause
# docs/SINKS.md has every sink that a report can name, and every function of libkern.h.
set -u

doc=$KMSAN_SRC/docs/SINKS.md
failed=0

sinks() {
	(cd "$KMSAN_SRC" && grep -rohE '"([a-zA-Z_0-9]+\(\)(:arg[0-9])?|[A-Za-z]+SyncOp|MbufChain)"' \
		msan/sink msan/libkern include/kmsan) | tr -d '"' | sed 's/().*//' | sort -u
}

functions() {
	tr '\n' ' ' <"$KMSAN_SRC/include/kmsan/libkern.h" | tr ';' '\n' |
		sed -n 's/.*[ *]\([a-z0-9_]*\)([^()]*([^()]*)[^()]*) *KMSAN_AS.*/\1/p
			s/.*[ *]\([a-z0-9_]*\)([^()]*) *KMSAN_AS.*/\1/p' | sort -u
}

# all NAMES LEAST: each is in the document; there are so many at least, or the search above is broken.
all() {
	count=0
	for name in $1; do
		count=$((count + 1))
		grep -qw -- "$name" "$doc" || { echo "$doc: nothing on $name"; failed=1; }
	done
	[ $count -ge "$2" ] || { echo "only $count names were found"; failed=1; }
}

all "$(sinks)" 38
all "$(functions)" 40
exit $failed
