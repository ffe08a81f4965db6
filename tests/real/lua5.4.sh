#!/bin/sh
# SPDX-License-Identifier: BSD-2-Clause
# timeout: 900
# Lua: interpreter and compiler, a module in C, and scripts that use all its libraries (its own test
# suite is no part of the package). All that they print is what a plain build prints.
. "$KMSAN_SRC/tests/real/lib.sh"

real_fetch lua5.4
scripts=$KMSAN_SRC/tests/real/lua
# 200 activations of luaV_execute are allowed, and at -O0 each has a frame of 80 KiB.
ulimit -s 65536 || skip "no stack of 64 MiB is allowed"

# Debian's Makefile has libtool build every file four times, twice of them as C++. One header is
# written by its rules.
build() { # NAME CC FLAGS
	real_tree "$1"
	cd src
	echo '#define DEB_HOST_MULTIARCH "x86_64-linux-gnu"' >lua5.4-deb-multiarch.h
	# shellcheck disable=SC2046
	quietly make -f /dev/null -j"$real_jobs" CC="$2" CFLAGS="$3 -std=gnu99 -DLUA_COMPAT_5_3 -DLUA_USE_LINUX" \
		$(ls l*.c | sed 's/c$/o/')
	objects=$(ls l*.o | grep -v '^luac\{0,1\}\.o$')
	# shellcheck disable=SC2086
	quietly $2 -Wl,-E -o lua lua.o $objects -lm -ldl
	# shellcheck disable=SC2086
	quietly $2 -o luac luac.o $objects -lm -ldl
	# shellcheck disable=SC2086
	quietly $2 $3 -I. -fPIC -shared -o box.so "$scripts/box.c"
}

# Addresses are different each time.
runs() {
	export LUA_TEST_VARIABLE=value TZ=UTC0 LC_ALL=C
	for script in strings tables numbers files control; do
		silent ./lua "$scripts/$script.lua" "$PWD"
		cat real.log
	done
	# With several files luac frees lineinfo twice, in combine() and at the end.
	silent ./luac -o tables.luac "$scripts/tables.lua"
	silent ./lua tables.luac
	cat real.log
	silent ./luac -l -l "$scripts/control.lua"
	cat real.log
	silent sh -c 'printf "%s\n" "1 + 1" "x = {" "5 }" "=x[1]" "error {}" "print(...)" "os.exit(true, true)" | ./lua -i -e "y = 1" -W'
	cat real.log
	silent sh -c '! ./lua -e "error(1" && ! ./lua -x && echo "print(arg[1])" | ./lua - from-stdin && ./lua -v'
	cat real.log
}
results() {
	runs >all
	sed 's/0x[0-9a-f]*/P/g' all
}

build lua-plain "$real_plain" -O1
results >../../lua-expected || exit 1
lines=$(wc -l <../../lua-expected)
[ "$lines" -gt 300 ] || fail "the scripts print only $lines lines"
for level in $real_levels; do
	build "lua-O$level" "$KMSAN_CC_PATH" "-O$level -g"
	instrumented=$(functions lua box.so)
	echo "-O$level: $instrumented functions, $lines lines"
	results >results || exit 1
	diff ../../lua-expected results || fail "-O$level: not what the plain build prints"
done
