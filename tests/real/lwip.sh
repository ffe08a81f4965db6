#!/bin/sh
# SPDX-License-Identifier: BSD-2-Clause
# timeout: 900
# lwip: lwip/loop.c makes it talk to itself over a bad wire, every frame through a sink; a hole planted
# in a message is found there. (Its unit tests do not build against the sockets of Debian's port.)
. "$KMSAN_SRC/tests/real/lib.sh"

real_fetch lwip
here=$KMSAN_SRC/tests/real/lwip

loop() { # NAME CC FLAGS
	real_tree "$1"
	flags="$3 -I$here -Isrc/include -Iport/include"
	objects=$(ls src/core/*.c src/core/ipv4/*.c src/core/ipv6/*.c src/netif/ethernet.c | sed 's/c$/o/')
	# shellcheck disable=SC2086
	quietly make -f /dev/null -j"$real_jobs" CC="$2" CFLAGS="$flags" $objects
	for planted in '' -DPLANTED; do
		# shellcheck disable=SC2086
		quietly $2 $flags -Wall -Wextra $planted -I"$KMSAN_SRC/include" -o "loop$planted" "$here/loop.c" $objects
	done
}

loop lwip-plain "$real_plain" -O0
silent ./loop
plain=$(cat real.log)
for level in $real_levels; do
	loop "lwip-O$level" "$KMSAN_CC_PATH" "-O$level -g"
	silent ./loop
	[ "$(cat real.log)" = "$plain" ] || fail "-O$level: other frames than the plain build's: $(cat real.log)"
	instrumented=$(functions loop)
	echo "-O$level: $instrumented functions, $plain"
	status=0
	./loop-DPLANTED >planted.log 2>&1 || status=$?
	[ $status -eq 77 ] && grep -q "Memory In linkoutput():arg2 At Offset 43/50, Variable 'm' From planted()" planted.log &&
		grep -q '^SUMMARY: kMSan: net-infoleak ' planted.log &&
		grep -q '^kMSan: 1 report ' planted.log || {
		cat planted.log >&2
		fail "-O$level: the planted hole is not found"
	}
done
