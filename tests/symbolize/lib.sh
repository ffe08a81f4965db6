# SPDX-License-Identifier: BSD-2-Clause
# What the scripts about kmsan-symbolize share.
set -u

: "${KMSAN_BUILD:=$(cd "$(dirname "$0")/../.." && pwd)/build}"
: "${KMSAN_CC_PATH:=$KMSAN_BUILD/bin/kmsan-cc}"
symbolize=$KMSAN_BUILD/bin/kmsan-symbolize
tmp=$(mktemp -d)
trap 'rm -rf "$tmp"' EXIT
failed=0
tab=$(printf '\t')

# The clangs that are here, as far as KMSAN_CLANGS lets them.
clangs=
for v in ${KMSAN_CLANGS:-14 16 19 22}; do
	! command -v clang-"$v" >/dev/null || clangs="$clangs $v"
done
[ -n "$clangs" ] || { echo "no clang is installed"; exit 77; }

# same WHAT FILE1 FILE2
same() {
	if ! diff -u "$2" "$3" >"$tmp/diff"; then
		echo "$1:"
		cat "$tmp/diff"
		failed=1
	fi
}

# address FILE SYMBOL: the symbol's, as the file has it.
address() {
	echo "0x$(nm "$1" | awk -v s="$2" '$3 == s { print $1 }')"
}

finish() {
	exit $failed
}
