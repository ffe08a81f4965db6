#!/bin/sh
# SPDX-License-Identifier: BSD-2-Clause
# timeout: 900
# kmsan-cc is a compiler for make, CMake and configure scripts.
. "$KMSAN_SRC/tests/cc/lib.sh"

check() {
	nm "$1" | grep -q ' [TW] __msan_get_context_state' || fail "$1 is without the runtime"
	is 42 "./$1"
}

printf 'whole: whole.o part.o\n' >Makefile
does make -s CC="$cc" CFLAGS='-O1 -Wall -Werror'
check whole

cat >both.cc <<'END'
extern "C" int part(int *);
extern "C" int both(int *p);
template <typename T> static T called(T (*f)(T *), T *p) { return f(p); }
int both(int *p) { return called(part, p); }
END
cat >main.c <<'END'
#include <stdio.h>
int both(int *p);
int main(void) { int x = 41; printf("%d\n", both(&x)); return 0; }
END
cat >CMakeLists.txt <<'END'
cmake_minimum_required(VERSION 3.13)
project(whole C CXX)
include(CheckFunctionExists)
check_function_exists(strlen HAVE_STRLEN)
check_function_exists(no_such_function HAVE_NOTHING)
if(NOT HAVE_STRLEN OR HAVE_NOTHING)
  message(FATAL_ERROR "checks fail: ${HAVE_STRLEN} ${HAVE_NOTHING}")
endif()
add_library(part SHARED part.c)
add_library(both STATIC both.cc)
add_executable(cmake-whole main.c)
target_link_libraries(cmake-whole both part)
END
does cmake -S . -B build -DCMAKE_C_COMPILER="$cc" -DCMAKE_CXX_COMPILER="$cxx" -DCMAKE_BUILD_TYPE=Debug
does cmake --build build
check build/cmake-whole

if command -v autoconf >/dev/null; then
	cat >configure.ac <<'END'
AC_INIT([whole], [1])
AC_CONFIG_SRCDIR([whole.c])
AC_PROG_CC
AC_CHECK_HEADERS([string.h no_such_header.h])
AC_CHECK_FUNCS([strlen memcpy qsort no_such_function])
AC_CHECK_LIB([m], [cos])
AC_CHECK_SIZEOF([long])
AC_RUN_IFELSE([AC_LANG_PROGRAM([[#include <string.h>]], [[return strlen("ab") != 2;]])],
	[AC_DEFINE([RUNS], [1], [programs run])])
AC_CONFIG_HEADERS([config.h])
AC_OUTPUT
END
	does autoconf
	does autoheader
	does ./configure CC="$cc"
	for line in 'define HAVE_STRING_H 1' 'undef HAVE_NO_SUCH_HEADER_H' 'define HAVE_STRLEN 1' \
		'define HAVE_QSORT 1' 'undef HAVE_NO_SUCH_FUNCTION' 'define HAVE_LIBM 1' \
		'define SIZEOF_LONG 8' 'define RUNS 1'; do
		grep -q "$line" config.h || fail "configure does not find: $line"
	done
else
	echo 'without autoconf'
fi
exit $failed
