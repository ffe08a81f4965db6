# SPDX-License-Identifier: BSD-2-Clause
# Helpers of the tests of kmsan-audit: each script runs in a folder of its own.
set -u

audit=$KMSAN_BUILD/bin/kmsan-audit
[ -x "$audit" ] || { echo "there is no $audit: build first"; exit 1; }
tmp=$(mktemp -d)
trap 'rm -rf "$tmp"' EXIT
cd "$tmp" || exit 1
failed=0
clang=

# cc WORD...: with plain names in the debug information.
cc() {
	KMSAN_CC=$clang "$KMSAN_CC_PATH" -g -O1 -fdebug-compilation-dir=. "$@" 2>out || {
		echo "$clang fails: $*"
		cat out
		exit 1
	}
}

# says STATUS TEXT WORD...: kmsan-audit's exit status, and all that it prints.
says() {
	status=$1 text=$2
	shift 2
	"$audit" "$@" >out 2>&1
	got=$?
	if [ $got -ne "$status" ] || [ "$(cat out)" != "$text" ]; then
		echo "$clang: kmsan-audit $*: exit status $got, not $status, or other words:"
		printf '%s\n' "$text" | diff - out
		failed=1
	fi
}
