#!/bin/sh
# SPDX-License-Identifier: BSD-2-Clause
# timeout: 1800
# libsodium: its "make check". Its assembly is off: kMSan does not see what that writes.
. "$KMSAN_SRC/tests/real/lib.sh"

real_fetch libsodium
for tool in autoreconf automake libtoolize; do
	command -v $tool >/dev/null || skip "no $tool to make libsodium's configure with"
done

# At -O0 some take a minute: there these, unless KMSAN_REAL=full.
names='aead_chacha20poly1305 auth box_easy2 box_seal chacha20 codecs core3 ed25519_convert generichash2
	hash kdf kx onetimeauth2 pwhash_scrypt_ll randombytes scalarmult2 secretbox_easy secretstream
	siphashx24 sodium_core sodium_utils sodium_utils2 verify1'
names=$(echo $names)

# Configured once: what it asks the compiler has the same answers with kMSan, sooner.
real_tree libsodium-configured
quietly autoreconf -fi
CC=$real_plain CFLAGS=-O1 quietly ./configure --disable-asm --disable-shared --disable-dependency-tracking
flags=$(sed -n 's/^CFLAGS = //p' Makefile)
real_source=$PWD

for level in $real_levels; do
	real_tree "libsodium-O$level"
	set --
	[ "$level" != 0 ] || [ "${KMSAN_REAL-}" = full ] || set -- TESTS="$names" check_PROGRAMS="$names"
	quietly make -j"$real_jobs" CC="$KMSAN_CC_PATH" CFLAGS="$flags -g -O$level"
	silent make -j"$real_jobs" CC="$KMSAN_CC_PATH" CFLAGS="$flags -g -O$level" "$@" check
	passed=$(sed -n 's/^# PASS: *//p' real.log | head -n 1)
	failed=$(sed -n 's/^# \(FAIL\|ERROR\|SKIP\): *//p' real.log | head -n 3 | tr '\n' ' ')
	instrumented=$(functions src/libsodium/.libs/libsodium.a)
	echo "-O$level: $instrumented functions, $passed tests passed"
	[ "${passed:-0}" -ge 20 ] && [ "$failed" = '0 0 0 ' ] || fail "-O$level: $failed skipped, failed or broken"
done
