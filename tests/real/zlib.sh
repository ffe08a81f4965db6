#!/bin/sh
# SPDX-License-Identifier: BSD-2-Clause
# timeout: 300
# zlib, all of it, as its own configure and Makefile build it; its own tests; and a real file of more
# than 4 MiB there and back.
. "$KMSAN_SRC/tests/real/lib.sh"

real_fetch zlib
input=$KMSAN_BUILD/real/zlib-input
mkdir -p "$KMSAN_BUILD/real"
# libc6-dev is there wherever a compiler is.
tar --sort=name --mtime=@0 --owner=0 --group=0 -cf "$input" -C /usr/include linux asm-generic
[ "$(wc -c <"$input")" -ge 4194304 ] || fail "the input is smaller than 4 MiB"

build() { # NAME CC CFLAGS
	real_tree "$1"
	CC=$2 CFLAGS=$3 quietly ./configure
	quietly make -j"$real_jobs"
}

work() { # what it writes, but for names of files, is compared
	for program in example examplesh example64; do
		LD_LIBRARY_PATH=. clean "./$program" example.gz >>results
	done
	for program in minigzip minigzipsh minigzip64; do
		LD_LIBRARY_PATH=. clean "./$program" <"$input" >packed
		LD_LIBRARY_PATH=. clean "./$program" -d <packed >restored
		cmp restored "$input" || fail "$program does not restore the file"
		cksum <packed >>results
	done
	cp "$input" copy
	clean ./minigzip -9 copy
	[ ! -e copy ] || fail "minigzip left the file in place"
	cksum <copy.gz >>results
	clean ./minigzip -d copy.gz
	cmp copy "$input" || fail "minigzip does not restore the file that it replaced"
}

build zlib-plain "${CC:-clang-14}" -O2
KMSAN_OPTIONS=
export KMSAN_OPTIONS
work
expected=$(cat results)
for level in -O0 -O2; do
	build "zlib-kmsan$level" "$KMSAN_CC_PATH" "$level -g"
	objdump -d example | grep -q '<__msan_metadata_ptr_for_load_4>' ||
		fail "zlib was built without kMSan"
	# "If n is not on any hash chain, prev[n] is garbage but its value will never be used": at -O0 it
	# decides a branch there, which user-space MSan reports as well; optimised, it is arithmetic.
	echo fun:slide_hash >known
	[ $level != -O0 ] || KMSAN_OPTIONS=suppressions=$PWD/known
	work
	KMSAN_OPTIONS=
	[ "$(cat results)" = "$expected" ] || fail "at $level the output differs from the plain build's"
done
