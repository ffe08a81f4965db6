#!/bin/sh
# SPDX-License-Identifier: BSD-2-Clause
# timeout: 900
# An installed prefix is all that a user needs, wherever it is moved to: a leak is found by a
# program built through CMake, through pkg-config and by kmsan-cc, in C and in C++.
set -u

tmp=$(mktemp -d)
trap 'rm -rf "$tmp"' EXIT
cd "$tmp" || exit 1
failed=0
unset KMSAN_CC

fail() {
	echo "$*"
	[ ! -s out ] || sed 's/^/	/' out
	failed=1
}

does() {
	"$@" >out 2>&1 || fail "fails: $*"
}

# finds PROGRAM: it reports the leak, and its fixed twin is silent.
finds() {
	"$1" leak >out 2>&1
	status=$?
	[ $status -eq 77 ] || fail "$1: exit status $status, not 77"
	grep -q "^MSan: Uninitialized Stack Memory In hypercall():arg1 At Offset 4/8, Variable 'r' From request()$" \
		out || fail "$1: no report of the leak"
	"$1" >out 2>&1 || fail "$1: fails without the leak"
	[ ! -s out ] || fail "$1: not silent without the leak"
}

# A request to the hypervisor, half filled in. One source that is C and C++.
cat >leak.c <<'END'
#include <kmsan/kmsan.h>
#include <string.h>

struct request {
	unsigned id, flags;
};

#ifdef __cplusplus
extern "C"
#endif
int request(int leak);
int request(int leak)
{
	struct request r;

	r.id = 1;
	if (!leak)
		r.flags = 0;
	return (int)kmsan_sink("hypercall():arg1", "hypercall-infoleak", &r, sizeof(r));
}
END
cat >main.c <<'END'
#include <string.h>
#ifdef __cplusplus
extern "C"
#endif
int request(int leak);
int main(int argc, char **argv)
{
	int leak = argc > 1 && strcmp(argv[1], "leak") == 0;

	return request(leak) == (leak ? 4 : 0) ? 0 : 1;
}
END
cp leak.c leak-cxx.cc
cp main.c main-cxx.cc

does cmake --install "$KMSAN_BUILD" --prefix "$tmp/first"
mv first 'moved prefix'
ln -s 'moved prefix' linked
prefix="$tmp/moved prefix"
for file in bin/kmsan-cc bin/kmsan-c++ bin/kmsan-audit lib/kmsan/harmless lib/libkmsan.a lib/kmsan/wrap lib/kmsan/exports \
	lib/pkgconfig/kmsan.pc lib/cmake/kmsan/kmsan-config.cmake include/kmsan/kmsan.h; do
	[ -f "$prefix/$file" ] || fail "not installed: $file"
done
! grep -rlIF -e "$KMSAN_SRC" -e "$KMSAN_BUILD" -e "$tmp/first" "$prefix" >out ||
	fail "the prefix knows where it came from"

for compiler in clang-14 clang-16 clang-19 clang-22; do
	command -v $compiler >/dev/null || continue
	cxx=clang++-${compiler#clang-}

	rm -f cc cxx
	KMSAN_CC=$compiler does "$prefix/bin/kmsan-cc" -g leak.c main.c -o cc
	finds ./cc
	KMSAN_CC=$compiler does "$prefix/bin/kmsan-c++" -g leak-cxx.cc main-cxx.cc -o cxx
	finds ./cxx

	# Through a path without a blank: pkg-config has no way to keep one.
	export PKG_CONFIG_PATH="$tmp/linked/lib/pkgconfig"
	rm -f pc pc-cxx pc-shared libleak.so
	does $compiler -g $(pkg-config --cflags kmsan) leak.c main.c -o pc $(pkg-config --libs kmsan)
	finds ./pc
	does $cxx -g $(pkg-config --cflags kmsan) leak-cxx.cc main-cxx.cc -o pc-cxx \
		$(pkg-config --libs kmsan)
	finds ./pc-cxx
	does $compiler -g -fPIC -shared $(pkg-config --cflags kmsan) leak.c -o libleak.so \
		$(pkg-config --variable=libs_shared kmsan)
	does $compiler -g $(pkg-config --cflags kmsan) main.c -o pc-shared -L. -lleak -Wl,-rpath,. \
		$(pkg-config --libs kmsan)
	finds ./pc-shared
done

# The package takes what its consumer has for a compiler.
mkdir project
cp leak.c main.c leak-cxx.cc main-cxx.cc project/
cat >project/CMakeLists.txt <<'END'
cmake_minimum_required(VERSION 3.25)
project(consumer C CXX)
find_package(kmsan 0.1 REQUIRED)
add_executable(program leak.c main.c)
add_executable(program-cxx leak-cxx.cc main-cxx.cc)
# The runtime goes into the program, not into its libraries.
add_library(static STATIC leak.c)
add_executable(program-static main.c)
target_link_libraries(program-static PRIVATE static)
add_library(shared SHARED leak.c)
add_executable(program-shared main.c)
target_link_libraries(program-shared PRIVATE shared)
foreach(target program program-cxx static program-static shared program-shared)
  target_link_libraries(${target} PRIVATE kmsan::kmsan)
endforeach()
END
build_project() {
	rm -rf build
	does cmake -S project -B build -DCMAKE_C_COMPILER="$1" -DCMAKE_CXX_COMPILER="$2" \
		-DCMAKE_PREFIX_PATH="$prefix" -DCMAKE_BUILD_TYPE=Debug
	does cmake --build build
	for program in program program-cxx program-static program-shared; do
		finds build/$program
	done
	! nm build/libshared.so | grep -q ' [TW] __msan_' || fail "the runtime is in a shared library"
}
for version in 14 16 19 22; do
	! command -v "clang-$version" >/dev/null || build_project "clang-$version" "clang++-$version"
done
build_project "$prefix/bin/kmsan-cc" "$prefix/bin/kmsan-c++"

rm -rf build
if command -v gcc >/dev/null && command -v g++ >/dev/null; then
	cmake -S project -B build -DCMAKE_C_COMPILER=gcc -DCMAKE_CXX_COMPILER=g++ \
		-DCMAKE_PREFIX_PATH="$prefix" >out 2>&1 && fail "gcc is accepted"
	grep -q 'kMSan needs clang 14 or later, and .*gcc is GNU' out || fail "gcc is refused in other words"
fi
exit $failed
