#!/bin/sh
# SPDX-License-Identifier: BSD-2-Clause
# timeout: 900
# zlib, all of it, as its own configure and Makefile build it; its own tests; and a real file of more
# than 4 MiB there and back.
. "$KMSAN_SRC/tests/real/lib.sh"

real_fetch zlib
input=$KMSAN_BUILD/real/zlib-input
mkdir -p "$KMSAN_BUILD/real"
# libc6-dev is there wherever a compiler is.
tar --sort=name --mtime=@0 --owner=0 --group=0 -cf "$input" -C /usr/include linux asm-generic
[ "$(wc -c <"$input")" -ge 4194304 ] || fail "the input is smaller than 4 MiB"

build() { # NAME CC CFLAGS [TARGET...]
	real_tree "$1"
	CC=$2 CFLAGS=$3 quietly ./configure
	shift 3
	quietly make -j"$real_jobs" "$@"
	LD_LIBRARY_PATH=.
	export LD_LIBRARY_PATH
}

examples() {
	for program in example examplesh example64; do
		clean "./$program" example.gz
	done
}

restores() { # PROGRAM: prints a checksum of what it makes of the file
	clean "./$1" <"$input" >packed
	clean "./$1" -d <packed >restored
	cmp restored "$input" || fail "$1 does not restore the file"
	cksum <packed
}

replaces() {
	cp "$input" copy
	clean ./minigzip -1 copy
	[ ! -e copy ] || fail "minigzip left the file in place"
	cksum <copy.gz
	clean ./minigzip -d copy.gz
	cmp copy "$input" || fail "minigzip does not restore the file that it replaced"
}

same() { # WHAT EXPECTED FUNCTION...
	[ "$("$3" ${4:+"$4"})" = "$2" ] || fail "$1: $3 ${4:-}: not what the plain build does"
}

build zlib-plain "${CC:-clang-14}" -O2
said=$(examples)
packed=$(restores minigzip)
replaced=$(replaces)

build zlib-kmsan "$KMSAN_CC_PATH" '-O2 -g'
objdump -d example | grep -q '<__msan_metadata_ptr_for_load_4>' || fail "zlib was built without kMSan"
same -O2 "$said" examples
for program in minigzip minigzipsh minigzip64; do
	same -O2 "$packed" restores $program
done
same -O2 "$replaced" replaces

# "If n is not on any hash chain, prev[n] is garbage but its value will never be used": at -O0 that
# decides a branch, which user-space MSan reports as well; optimised, it is arithmetic.
build zlib-kmsan-O0 "$KMSAN_CC_PATH" '-O0 -g'
echo fun:slide_hash >known
export KMSAN_OPTIONS="suppressions=$PWD/known"
same -O0 "$said" examples
same -O0 "$packed" restores minigzip
unset KMSAN_OPTIONS

# Through its own ar and ranlib, and LTO: all of it inlined. Not all programs: each is built anew.
version=$("$KMSAN_CC_PATH" --version | sed -n 's/.*clang version \([0-9]*\).*/\1/p')
[ -x "/usr/lib/llvm-$version/bin/ld.lld" ] || exit 0
build zlib-kmsan-fast "$KMSAN_CC_PATH --kmsan-fast" '-O2 -g' minigzip minigzipsh
! grep 'kmsan-cc: ' real.log || fail "zlib is not as fast as it can be"
[ "$(objdump -d minigzip | grep -c 'call.*<__msan_metadata_ptr_for_')" -eq 0 ] || fail "hooks are called"
same fast "$packed" restores minigzip
same fast "$packed" restores minigzipsh
