#!/bin/sh
# SPDX-License-Identifier: BSD-2-Clause
# A file is one concern, so it stays under 600 lines.
. "$KMSAN_SRC/tests/walls/lib.sh"

check() {
	(cd "$1" && find . -path './build*' -prune -o -path ./.git -prune -o \
		\( -name '*.[chS]' -o -name '*.sh' -o -name CMakeLists.txt -o -name '*.cmake' -o -name bootstrap \) \
		-type f -print) | while read -r file; do
		lines=$(wc -l <"$1/$file")
		[ "$lines" -lt 600 ] || echo "${file#./}: $lines lines"
	done
}

holds "$KMSAN_SRC"
breaks origin/new.c "$(yes ';' | head -n 600)" 'origin/new.c: 600 lines'
finish
