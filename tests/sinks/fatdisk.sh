#!/bin/sh
# SPDX-License-Identifier: BSD-2-Clause
# timeout: 900
# The file system that samples/fatdisk makes is one for fsck.fat and mtools, with the files in it.
set -eu
PATH=$PATH:/usr/sbin:/sbin
for tool in fsck.fat mdir mtype; do
	command -v $tool >/dev/null || { echo "$tool is missing"; exit 77; }
done
tmp=$(mktemp -d)
trap 'rm -rf "$tmp"' EXIT
image=$tmp/image

fails() {
	echo "$1"
	exit 1
}

# make_image FLAG...: its exit status is the program's.
make_image() {
	"$KMSAN_CC_PATH" -g -O2 "$@" "$KMSAN_SRC/samples/fatdisk.c" -o "$tmp/fatdisk"
	rm -f "$image"
	status=0
	"$tmp/fatdisk" "$image" 2>"$tmp/err" || status=$?
	[ "$(wc -c <"$image")" -eq 1474560 ] || fails "the image has $(wc -c <"$image") bytes"
}

check_image() {
	fsck.fat -n "$image" >"$tmp/fsck" || { cat "$tmp/fsck"; fails "fsck.fat does not like it"; }
	grep -q '5 files, 9/2847 clusters' "$tmp/fsck" || { cat "$tmp/fsck"; fails "other files"; }
	[ "$(mtype -i "$image" ::README.TXT)" = 'Hello, disk!' ] || fails "README.TXT"
	mtype -i "$image" ::DOCS/NUMBERS.TXT >"$tmp/numbers"
	awk 'BEGIN { for (i = 0; i < 3000; i++) printf "%d", int(i / 10) % 10 }' |
		cmp - "$tmp/numbers" || fails "NUMBERS.TXT"
	mdir -i "$image" -/ -b :: >"$tmp/list"
	printf '%s\n' ::/README.TXT ::/DOCS/ ::/DOCS/NUMBERS.TXT ::/DOCS/DEEP/ ::/DOCS/DEEP/EMPTY |
		cmp - "$tmp/list" || { cat "$tmp/list"; fails "directories"; }
}

make_image
[ $status -eq 0 ] && [ ! -s "$tmp/err" ] || { cat "$tmp/err"; fails "exit status $status"; }
check_image

# What leaks does not show: hence the report.
make_image -DLEAK
[ $status -eq 77 ] || fails "with -DLEAK: exit status $status"
grep -q 'SUMMARY: kMSan: disk-infoleak .* in fat_mkdir' "$tmp/err" || fails "with -DLEAK: no report"
check_image
