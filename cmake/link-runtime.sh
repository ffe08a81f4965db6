#!/bin/sh
# SPDX-License-Identifier: BSD-2-Clause
# link-runtime.sh LD NM OBJCOPY AR PARTS HEADERS ARCHIVE OPEN LISTS
#
# Make of the static library PARTS the ARCHIVE that programs are linked with, and what such a link
# must be told, from the runtime itself, so that there is no second list to keep:
#
#	LISTS/wrap	--wrap=NAME for every __wrap_NAME of the runtime: callers of libc's NAME
#			then call the wrapper
#	LISTS/wrap-shared	the same for a shared object
#	LISTS/exports	a dynamic list: what instrumented shared objects need of the program
#
# ARCHIVE is PARTS as one object. Functions that are shared by the runtime's files but not by its
# users become local there: the kernel code in a program may well have a record_get of its own.
# And the runtime's own calls of a wrapped function reach libc: they become __real_NAME. OPEN is the
# same with the internal names still visible, for unit tests.
set -eu

ld=$1 nm=$2 objcopy=$3 ar=$4 parts=$5 headers=$6 archive=$7 open=$8 lists=$9
mkdir -p "$lists"
tmp=$lists/tmp.$$
trap 'rm -f "$tmp".*' EXIT

"$ld" -r -o "$tmp.o" --whole-archive "$parts"
"$nm" -g --defined-only "$tmp.o" | awk '{ print $3 }' | sort -u >"$tmp.defined"
sed -n 's/^__wrap_//p' "$tmp.defined" >"$tmp.names"

both=$(comm -12 "$tmp.names" "$tmp.defined")
if [ -n "$both" ]; then
	echo "link-runtime.sh: the runtime defines both __wrap_X and X, for X =" $both >&2
	exit 1
fi

# Public is what a public header declares (port.h is not one for users), and what compilers and
# annotated code know by name.
find "$headers" -name '*.h' ! -name port.h -exec cat {} + | tr -cs 'A-Za-z0-9_' '\n' |
	sort -u >"$tmp.words"
{
	comm -12 "$tmp.words" "$tmp.defined"
	grep -E '^(__msan_|__sanitizer_|__wrap_)' "$tmp.defined" || :
} | sort -u >"$tmp.public"
# Inlined hooks reach the context themselves: hidden, so in the program, not for shared objects.
{
	cat "$tmp.public"
	grep -E '_context$' "$tmp.defined" || :
} | sort -u >"$tmp.global"

sed 's/^/--wrap=/' "$tmp.names" >"$lists/wrap"
# libgcc.a has a __wrap_pthread_create of its own, which a shared object would be given. There the
# plain name leads to the runtime as well: kmsan_plain_ below.
grep -vx -e '--wrap=pthread_create' "$lists/wrap" >"$lists/wrap-shared" || :
{
	echo '{'
	sed 's/$/;/' "$tmp.public"
	echo '};'
} >"$lists/exports"

# archive FILE WORD...: what objcopy makes of the object with these words, as an archive. The code of
# the runtime gets a section whose bounds the linker tells: stacks are shown without it.
archive() {
	made=$1
	shift
	"$objcopy" --rename-section .text=kmsan_text --rename-section .text.unlikely.=kmsan_text \
		--rename-section .text.kmsan_libc=kmsan_text "$@" "$tmp.o" "$lists/kmsan.o"
	rm -f "$made"
	"$ar" rcs "$made" "$lists/kmsan.o"
	rm -f "$lists/kmsan.o"
}

# kmsan_plain_X is the runtime's X for everybody who does not call __wrap_X: libraries, libc itself.
# It gets that name here, since every other X in the runtime becomes __real_X.
sed -n 's/^kmsan_plain_//p' "$tmp.defined" >"$tmp.plain"
{
	awk '{ print $1, "__real_" $1 }' "$tmp.names"
	awk '{ print "kmsan_plain_" $1, $1 }' "$tmp.plain"
} >"$tmp.redefine"
sed 's/^/kmsan_plain_/' "$tmp.plain" | sort -u - "$tmp.plain" "$tmp.global" >"$tmp.keep"
archive "$open" --redefine-syms="$tmp.redefine"
archive "$archive" --redefine-syms="$tmp.redefine" --keep-global-symbols="$tmp.keep"
