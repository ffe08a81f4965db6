#!/bin/sh
# SPDX-License-Identifier: BSD-2-Clause
# docs/OPTIONS.md has each option with its default and its values, and no other.
. "$(dirname "$0")/lib.sh"

under help=1 77
sed -n 's/^  \([a-z_]*\)=\(.*\)$/\1=\2/p' err | sed 's/^help=1$/help=0/' >told
sed -n 's/^      .*(\(.*\))$/\1/p' err >values
paste -d ' ' told values >program
sed -n 's/^| `\([a-z_]*\)` | `\{0,1\}\([^`| ]*\)`\{0,1\} *| \([^|]*\) |.*/\1=\2 \3/p' \
	"$KMSAN_SRC/docs/OPTIONS.md" >docs
[ "$(wc -l <program)" -ge 20 ] || fail "help lists few options"
cmp -s program docs || {
	diff program docs
	fail "docs/OPTIONS.md differs from help=1"
}

# Values in force are shown, also those of the program.
under help=1:exitcode=5:origins=alloc 5
said '  exitcode=5'
said '  origins=alloc'
finish
