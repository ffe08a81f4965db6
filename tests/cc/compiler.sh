#!/bin/sh
# SPDX-License-Identifier: BSD-2-Clause
# label: tool
# Which compiler: KMSAN_CC, else clang-14, else the newest clang-N in PATH, else clang; never one
# that cannot do it.
. "$KMSAN_SRC/tests/cc/lib.sh"

# fake NAME LINE: a program that says LINE for --version, and its own name otherwise.
fake() {
	mkdir -p bin
	printf '#!/bin/sh\n[ "$1" = --version ] && { echo "%s"; exit; }\necho "I am %s"\n' "$2" "$1" >"bin/$1"
	chmod +x "bin/$1"
}

# A PATH with nothing but these.
chosen() {
	PATH=$tmp/bin "$cc" -c part.c
}

rm -rf bin
mkdir bin
says 'kmsan-cc: no clang in PATH; install clang 14 or later, or name one in KMSAN_CC' chosen
for tool in sh; do ln -s "$(command -v $tool)" bin/; done
fake clang 'clang version 17.0.1'
is 'I am clang' chosen
fake clang-16 'Debian clang version 16.0.6 (15~deb12u1)'
is 'I am clang-16' chosen
fake clang-22 'Debian clang version 22.1.8'
fake clang-9 'clang version 9.0.1'
is 'I am clang-22' chosen
fake clang-14 'Debian clang version 14.0.6'
is 'I am clang-14' chosen
# C++ prefers the newest to clang-14.
is 'I am clang-22' sh -c 'PATH=$1/bin "$2" -c x.cc' sh "$tmp" "$cc"
is 'I am clang-22' sh -c 'PATH=$1/bin "$2" -c part.c' sh "$tmp" "$cxx"
is 'I am clang-22' sh -c 'PATH=$1/bin "$2" -x c++ -c part.c' sh "$tmp" "$cc"
rm bin/clang-22 bin/clang-16
is 'I am clang-14' sh -c 'PATH=$1/bin "$2" -c x.cc' sh "$tmp" "$cc"
fake clang-16 'Debian clang version 16.0.6 (15~deb12u1)'
fake clang-22 'Debian clang version 22.1.8'
export KMSAN_CC
KMSAN_CC=clang-22
is 'I am clang-22' chosen
KMSAN_CC=$tmp/bin/clang-16
is "I am clang-16" chosen
KMSAN_CC=''
is 'I am clang-14' chosen

KMSAN_CC=clang-9
says 'clang-9 is clang 9; kMSan needs clang 14 or later: name one in KMSAN_CC' chosen
KMSAN_CC=nothing-here
says 'KMSAN_CC=nothing-here: there is no such program' chosen
fake gcc 'gcc (Debian 12.2.0-14) 12.2.0'
KMSAN_CC=gcc
says 'gcc is not clang (it says: gcc (Debian 12.2.0-14) 12.2.0), and only clang instruments' chosen
fake silent ''
KMSAN_CC=silent
says 'silent is not clang (it says: nothing)' chosen

# The argument mode is spelled in each version's own way, also where the name does not tell it.
fake other 'clang version 14.0.6'
KMSAN_CC=other
case $(PATH=$tmp/bin "$cc" --kmsan-print-flags=compile) in
*'-mllvm -msan-eager-checks=1'*) ;;
*) fail "clang 14 without -msan-eager-checks=1" ;;
esac
fake other 'clang version 19.1.7'
case $(PATH=$tmp/bin "$cc" --kmsan-print-flags=compile) in
*'-fsanitize-memory-param-retval'*) ;;
*) fail "clang 19 without -fsanitize-memory-param-retval" ;;
esac
exit $failed
