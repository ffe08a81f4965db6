#!/bin/sh
# SPDX-License-Identifier: BSD-2-Clause
# The port is one header with at most fifteen functions.
. "$KMSAN_SRC/tests/walls/lib.sh"

check() {
	count=$(port_functions "$1" | wc -l)
	[ "$count" -ge 1 ] || echo "port.h: no functions found"
	[ "$count" -le 15 ] || echo "port.h: $count functions"
}

holds "$KMSAN_SRC"
breaks include/kmsan/port.h "$(for n in a b c d e f g h i j k l m n o; do
	echo "int kmsan_port_new_$n(void);"
done)" 'functions'
finish
