#!/bin/sh
# SPDX-License-Identifier: BSD-2-Clause
# Who may include what: the rooms of the house and their doors.
. "$KMSAN_SRC/tests/walls/lib.sh"

check() {
	(cd "$1" && find include msan origin alloc -path msan/port -prune -o -name '*.[ch]' -print) |
		while read -r file; do
			sed -nE 's/^[ \t]*#[ \t]*include[ \t]*(.*)$/\1/p' "$1/$file" |
				sed "s|^|$file |"
		done | awk -v root="$1" '
		function exists(path,  line, there) {
			there = (getline line < path) >= 0
			close(path)
			return there
		}
		# The room of a file: its first folder, msan/sink being one of its own.
		function room(path) {
			if (path ~ /^msan\/sink\//)
				return "sink"
			sub(/\/.*/, "", path)
			return path
		}
		# The file that a quoted name means: beside the includer, else from the top.
		function resolve(file, name,  dir) {
			dir = file
			sub(/[^\/]*$/, "", dir)
			if (exists(root "/" dir name))
				name = dir name
			while (name ~ /[^\/]+\/\.\.\//)
				sub(/[^\/]+\/\.\.\//, "", name)
			return name
		}
		BEGIN {
			may["include"] = " include "
			may["origin"] = " include origin port_inline.h "
			may["alloc"] = " include alloc "
			may["sink"] = " include sink "
			may["msan"] = " include origin msan sink port_inline.h "
		}
		{
			name = substr($2, 2, length($2) - 2)
			if ($2 ~ /^</) {
				if (name ~ /^(kmsan\/.*|std(arg|bool|def|int|align|noreturn)\.h|limits\.h|float\.h|iso646\.h)$/)
					next
				# The four memory functions of msan/freestanding/.
				if (name == "string.h" && room($1) != "include")
					next
				print $1 ": includes " $2
				next
			}
			target = room(resolve($1, name))
			if (room($1) == "include" || index(may[room($1)], " " target " ") == 0)
				print $1 ": includes " $2
		}'
}

holds "$KMSAN_SRC"
breaks include/kmsan/kmsan.h '#include <string.h>' 'include/kmsan/kmsan.h: includes <string.h>'
breaks include/kmsan/new.h '#include "types.h"' 'include/kmsan/new.h: includes "types.h"'
breaks origin/new.c '#include "msan/shadow.h"' 'origin/new.c: includes "msan/shadow.h"'
breaks alloc/new.c '#include "../msan/shadow.h"' 'alloc/new.c: includes "../msan/shadow.h"'
breaks alloc/new.c '#include "origin/space.h"' 'alloc/new.c: includes "origin/space.h"'
breaks alloc/new.c '#include "port_inline.h"' 'alloc/new.c: includes "port_inline.h"'
breaks msan/sink/new.c '#include "msan/shadow.h"' 'msan/sink/new.c: includes "msan/shadow.h"'
breaks msan/new.c '#include <stdio.h>' 'msan/new.c: includes <stdio.h>'
breaks msan/new.c '#include "alloc/page.h"' 'msan/new.c: includes "alloc/page.h"'
finish
