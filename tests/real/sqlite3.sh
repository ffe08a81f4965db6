#!/bin/sh
# SPDX-License-Identifier: BSD-2-Clause
# timeout: 1800
# SQLite: the amalgamation and the shell, made of Debian's source; statements for all that it has, and
# generated ones, with the results of a plain build. Optimised, the amalgamation compiles for minutes on
# one processor: then the same source as the 102 files that it is made of. KMSAN_REAL=full: the
# amalgamation at every level, and more statements.
. "$KMSAN_SRC/tests/real/lib.sh"

real_fetch sqlite3
here=$KMSAN_SRC/tests/real/sqlite3
command -v tclsh >/dev/null || skip "no tclsh to make the amalgamation with"
seeds='1 2 3'
[ "${KMSAN_REAL-}" != full ] || seeds=$(seq 1 100)
options='-DSQLITE_ENABLE_FTS3 -DSQLITE_ENABLE_FTS3_PARENTHESIS -DSQLITE_ENABLE_FTS5 -DSQLITE_ENABLE_RTREE
	-DSQLITE_ENABLE_MATH_FUNCTIONS -DSQLITE_ENABLE_DBSTAT_VTAB -DSQLITE_ENABLE_STAT4 -DSQLITE_SOUNDEX'

real_tree sqlite3-amalgamation
CC=$real_plain CFLAGS=-O0 quietly ./configure --disable-shared --disable-readline
quietly make sqlite3.c shell.c
parts=$(make -pn 2>/dev/null | sed -n 's/^LIBOBJS0 = //p' | sed 's/\.lo/.o/g')
[ "$(echo "$parts" | wc -w)" -gt 90 ] || fail "the Makefile names no parts: $parts"
mv tsrc real
mv sqlite3.c sqlite3.h shell.c opcodes.h opcodes.c parse.h parse.c keywordhash.h ext/rtree/sqlite3rtree.h real
real_source=$PWD/real

statements=$(grep -c ';$' "$here/features.sql")
for seed in $seeds; do
	awk -v seed="$seed" -v count=400 -f "$here/generate.awk" >"$real_source/$seed.sql"
	statements=$((statements + $(grep -c ';$' "$real_source/$seed.sql")))
done
[ "$statements" -ge 500 ] || fail "only $statements statements"

build() { # NAME CC FLAGS OBJECT...
	real_tree "$1"
	cc=$2 flags="$3 -DSQLITE_CORE=1 -I. $(echo $options)"
	shift 3
	quietly make -f /dev/null -j"$real_jobs" CC="$cc" CFLAGS="$flags" shell.o "$@"
	quietly "$cc" -o sqlite3 shell.o "$@" -lm -lpthread -ldl
}

# Errors are part of what is said, and some statements are wrong on purpose.
results() {
	for script in "$here/features.sql" "$real_source"/*.sql; do
		rm -f db db-*
		silent sh -c './sqlite3 db <"$0" || [ $? -eq 1 ]' "$script"
		cat real.log
	done
	# What is on disk is used again by another process.
	silent ./sqlite3 db '.backup copy' 'PRAGMA quick_check' 'SELECT count(*) FROM r'
	cat real.log
	silent ./sqlite3 copy .sha3sum .dump
	cat real.log
}

build sqlite3-plain "$real_plain" -O0 sqlite3.o
results >../sqlite3-expected
for level in $real_levels; do
	objects=sqlite3.o
	[ "$level" = 0 ] || [ "${KMSAN_REAL-}" = full ] || objects=$parts
	# shellcheck disable=SC2086
	build "sqlite3-O$level" "$KMSAN_CC_PATH" "-g -O$level" $objects
	results >results
	diff ../sqlite3-expected results || fail "-O$level: not what the plain build says"
	instrumented=$(functions sqlite3)
	echo "-O$level: $instrumented functions, $statements statements, $(wc -l <results) lines"
done
