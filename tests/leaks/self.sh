#!/bin/sh
# SPDX-License-Identifier: BSD-2-Clause
# methods.sh sees a pattern that is not found, a twin that is not cured, and another type of origin.
set -u

here=$(cd "$(dirname "$0")" && pwd)
tmp=$(mktemp -d)
trap 'rm -rf "$tmp"' EXIT
failed=0
unset KMSAN_TABLE
cp "$here"/*.h "$tmp"

# must_fail WHAT FILE SCRIPT REASON: with sed SCRIPT applied to the pattern it fails, for that reason.
must_fail() {
	sed "$3" "$here/$2" >"$tmp/$2"
	if sh "$here/methods.sh" "$tmp/$2" >"$tmp/out" 2>&1; then
		echo "passes: $1"
		failed=1
	elif ! grep -q "$4" "$tmp/out"; then
		echo "fails, but not with \"$4\": $1"
		cat "$tmp/out"
		failed=1
	fi
}

must_fail 'a pattern without its mistake' 08_hole.c '1s/^/#define FIXED 1\n/' 'kMSan finds 0 of 1'
must_fail 'a twin with the mistake' 06_ptrace_xstate.c 's/#ifdef FIXED/#if 0/' 'kmsan reports twins'
must_fail 'another type' 01_getsockopt.c 's/Origin: Malloc/Origin: Pool/' 'its origin is Pool, but: '
exit $failed
