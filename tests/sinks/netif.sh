#!/bin/sh
# SPDX-License-Identifier: BSD-2-Clause
# The packets that samples/netif sends are ones for tcpdump, with all their checksums.
set -eu
PATH=$PATH:/usr/sbin:/sbin
command -v tcpdump >/dev/null || { echo "tcpdump is missing"; exit 77; }
tmp=$(mktemp -d)
trap 'rm -rf "$tmp"' EXIT

fails() {
	echo "$1"
	exit 1
}

# capture STATUS FLAG...: build with these flags; it exits with that status. Read what it captured.
capture() {
	want=$1
	shift
	"$KMSAN_CC_PATH" -g -O2 "$@" "$KMSAN_SRC/samples/netif.c" -o "$tmp/netif"
	status=0
	"$tmp/netif" "$tmp/capture" >"$tmp/out" 2>"$tmp/err" || status=$?
	[ $status -eq "$want" ] || { cat "$tmp/err"; fails "exit status $status, not $want"; }
	[ "$(cat "$tmp/out")" = '3 packets, 1845 bytes sent; 3 verified' ] ||
		{ cat "$tmp/out"; fails "other packets"; }
	# From standard input: tcpdump gives up its rights before it opens files.
	tcpdump -nn -vv -e -xx -r - <"$tmp/capture" >"$tmp/dump" 2>"$tmp/errors" ||
		{ cat "$tmp/errors"; fails "tcpdump cannot read it"; }
}

check_packets() {
	! grep -i 'bad' "$tmp/dump" || fails "a checksum is wrong"
	[ "$(grep -c '\[udp sum ok\]' "$tmp/dump")" -eq 3 ] || { cat "$tmp/dump"; fails "packets"; }
	for line in 'length 60: ' 'length 343: ' 'length 1442: ' 'UDP, length 5$' 'UDP, length 301$' \
		'UDP, length 1400$'; do
		grep -q "$line" "$tmp/dump" || { cat "$tmp/dump"; fails "no $line"; }
	done
}

# The first packet's last 18 bytes: "short" and the padding.
tail_of_first() {
	awk '/^\t0x0020:/ { text = $7 $8 $9 }
		/^\t0x0030:/ { for (i = 2; i <= NF; i++) text = text $i; print text; exit }' "$tmp/dump"
}

capture 0
[ ! -s "$tmp/err" ] || { cat "$tmp/err"; fails "it is not silent"; }
check_packets
[ "$(tail_of_first)" = 73686f727400000000000000000000000000 ] || fails "padding is $(tail_of_first)"

# What leaks is in no checksum: hence the report.
capture 77 -DLEAK
grep -q 'SUMMARY: kMSan: net-infoleak .* in ether_output' "$tmp/err" || fails "no report"
check_packets

# A damaged checksum is seen: the test can fail.
printf '\377' | dd of="$tmp/capture" bs=1 seek=$((24 + 16 + 14 + 20 + 6)) conv=notrunc 2>/dev/null
tcpdump -nn -vv -r - <"$tmp/capture" 2>/dev/null | grep -q 'bad udp cksum' ||
	fails "tcpdump does not look at checksums"
