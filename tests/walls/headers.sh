#!/bin/sh
# SPDX-License-Identifier: BSD-2-Clause
# timeout: 900
# Each public header compiles alone, as C11 and as C++17, and before and after libc's: the kernel's
# names must not quarrel with them.
. "$KMSAN_SRC/tests/walls/lib.sh"

libc='#include <stdlib.h>
#include <string.h>
#include <stdio.h>
#include <unistd.h>'

# try HEADER LANGUAGE STANDARD SOURCE
try() {
	printf '%s\n' "$4" | "${CC:-clang-14}" -x "$2" -std="$3" -Wall -Wextra -Wundef -Wstrict-prototypes \
		-Werror -fsyntax-only -I "$dir/include" - 2>"$tmp/errors" ||
		printf '%s: as %s: %s\n' "$1" "$3" "$(grep -m 1 error "$tmp/errors")"
}

check() {
	dir=$1
	for header in "$dir"/include/kmsan/*.h; do
		name=${header##*/}
		self="#include <kmsan/$name>"
		for as in c:c11 c:gnu11 c++:c++17; do
			try "$name" "${as%:*}" "${as#*:}" "$self"
			try "$name" "${as%:*}" "${as#*:}" "$self
$libc"
			try "$name" "${as%:*}" "${as#*:}" "$libc
$self"
		done
	done
	for as in c:c11 c++:c++17; do
		try "all together" "${as%:*}" "${as#*:}" "$(cd "$dir/include" &&
			for header in kmsan/*.h; do echo "#include <$header>"; done)"
	done
}

holds "$KMSAN_SRC"
breaks include/kmsan/new.h 'size_t f(void);' 'new.h: as c11'
breaks include/kmsan/new.h 'int f(int class);' 'new.h: as c++17'
breaks include/kmsan/new.h 'char *strlen(int, int);' 'new.h: as c11'
finish
