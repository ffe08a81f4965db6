#!/bin/sh
# SPDX-License-Identifier: BSD-2-Clause
# run.sh FILE.c [CLANG LEVEL FLAG...]: does kMSan say what MSan says? Prints one line. Exit status 0:
# they agree; 1: they do not; 2: it does not compile, or both hang. Without CLANG the file has a line
# "// DIFF: clang-14 -O2 FLAG...". With --class=TEXT, for creduce: 0 if they disagree in that way.
. "$(dirname "$0")/lib.sh"

tmp=$(mktemp -d)
trap 'rm -rf "$tmp"' EXIT

class=
case ${1-} in
--class=*) class=${1#--class=} && shift ;;
esac
[ $# -ge 1 ] && [ -r "$1" ] || die "usage: run.sh FILE.c [CLANG LEVEL FLAG...]"
source=$1
shift
if [ $# -lt 2 ]; then
	set -- $(sed -n 's|^// DIFF: clang-\([0-9]*\) -O\([0-9]\)|\1 \2 |p' "$source" | head -n 1)
	[ $# -ge 2 ] || die "$source has no line \"// DIFF: clang-N -ON\""
fi
compare "$source" "$@"
echo "$verdict: $detail"
if [ -n "$class" ]; then
	[ "$verdict" = differ ] && [ "${detail%%:*}" = "$class" ]
	exit
fi
case $verdict in
silent | same) exit 0 ;;
differ) exit 1 ;;
*) cat "$tmp"/*.cc && exit 2 ;;
esac
