#!/bin/sh
# SPDX-License-Identifier: BSD-2-Clause
# timeout: 900
# lz4: library, program and tests as its own Makefiles build them; its own tests; and files packed in
# many ways, the results those of a plain build. KMSAN_REAL=full: "make check" and the longer tests.
. "$KMSAN_SRC/tests/real/lib.sh"

real_fetch lz4
attempts=40
[ "${KMSAN_REAL-}" != full ] || attempts=2000

build() { # NAME WITH...
	real_tree "$1"
	shift
	quietly "$@" make -C lib -j"$real_jobs" liblz4
	quietly "$@" make -C programs lz4 unlz4 lz4cat
	quietly "$@" make -C tests -j"$real_jobs" fuzzer frametest datagen decompress-partial \
		decompress-partial-usingDict
	LD_LIBRARY_PATH=$PWD/lib
	export LD_LIBRARY_PATH
}

tests() {
	silent tests/fuzzer -i"$attempts" -s1
	silent tests/frametest -i"$attempts" -s1
	silent tests/decompress-partial
	silent tests/decompress-partial-usingDict
}

# Every way to pack and what it gives.
ways='-1
-9
-12
--fast=5
-B4 -BD
-B5 -BX --content-size
-BI --no-frame-crc -3
-l
-D dict
-12 -BD -D dict
-10 --favor-decSpeed'

packs() {
	silent sh -c 'tests/datagen -g700KB -s3 >input && tests/datagen -g48KB -s9 >dict'
	cksum <input
	echo "$ways" | while read -r way; do
		dict=
		case $way in *dict) dict='-D dict' ;; esac
		# shellcheck disable=SC2086
		silent programs/lz4 -f $way input packed
		cksum <packed
		# shellcheck disable=SC2086
		silent programs/lz4 -d -f $dict packed restored
		cmp restored input || fail "lz4 $way does not restore the file"
		case $way in -l | *dict) continue ;; esac
		silent programs/lz4 -t packed
		silent programs/lz4 --list packed
	done
	silent sh -c 'programs/lz4 -c <input | programs/lz4 -9 | programs/lz4cat | programs/unlz4 >restored'
	cmp restored input || fail "lz4 does not restore what went through pipes"
	silent sh -c 'cp input a && cp dict b && programs/lz4 -m a b && rm a b && programs/lz4 -dm a.lz4 b.lz4'
	cat a b | cksum
	# What is damaged is refused, not looked at.
	silent sh -c 'head -c 1000 packed >cut && ! programs/lz4 -t cut &&
		printf "no archive, no frame" >cut && ! programs/lz4 -t cut'
}

build lz4-plain with_plain
plain=$(packs)
for level in $real_levels; do
	build "lz4-O$level" with_kmsan "$level"
	instrumented=$(functions lib/liblz4.so programs/lz4)
	echo "-O$level: $instrumented functions"
	tests
	[ "$(packs)" = "$plain" ] || fail "-O$level: files are not packed as the plain build packs them"
	[ "${KMSAN_REAL-}" != full ] || silent with_kmsan "$level" make -C tests check
done
