#!/bin/sh
# SPDX-License-Identifier: BSD-2-Clause
# timeout: 900
# What is included before every file reaches the compiler's pass: hooks keep their caller's registers.
. "$KMSAN_SRC/tests/cc/lib.sh"
[ "$(uname -m)" = x86_64 ] || exit 77

# declared OPTION...: how many of the hooks that part.c calls are declared so.
declared() {
	"$cc" "$@" -S -emit-llvm -o part.ll || return
	attributes=$(sed -n 's/^attributes \(#[0-9]*\) = .*no_caller_saved_registers.*/\1/p' part.ll)
	for attribute in $attributes; do
		grep "^declare .*@__msan_.*$attribute\$" part.ll
	done | sed 's/.*@\(__msan_[a-z0-9_]*\)(.*/\1/' | sort
}

cat >part.c <<'END'
int part(int *p, int *q);
int part(int *p, int *q)
{
	if (*p)
		*q = *p;
	return 0;
}
END
{ echo 'extern "C" {'; cat part.c; echo '}'; } >part.cc

for KMSAN_CC in $(clangs); do
	export KMSAN_CC
	for level in -O0 -O2; do
		for file in part.c part.cc; do
			case $file in *.cc) [ "$KMSAN_CC" != clang-14 ] || continue ;; esac
			found=$(declared $level $file)
			for hook in __msan_metadata_ptr_for_load_4 __msan_metadata_ptr_for_store_4 \
				__msan_warning; do
				case "
$found
" in
				*"
$hook
"*) ;;
				*) fail "$level $file: $hook is not declared to keep registers" ;;
				esac
			done
		done
	done
	# Code for shared objects does not rely on it, for the loader may come in between; code for programs
	# finds the hooks inside the object that it is linked into.
	found=$(declared -O2 -fPIC part.c)
	[ -z "$found" ] || fail "-fPIC: declared to keep registers: $found"
	for part in part.c '-fPIC part.c' 'part.c --kmsan-fast'; do
		[ "$part" != 'part.c --kmsan-fast' ] || command -v "ld.lld-${KMSAN_CC#clang-}" >/dev/null || continue
		# shellcheck disable=SC2086
		does "$cc" -O2 -shared $part -o libpart.so
		! readelf -rW libpart.so | grep -E '__msan_(metadata|warning)[a-z0-9_]*( |$)' |
			grep -v '_entry' | grep -q . || fail "$part: a shared object's hooks are bound by the loader"
	done
	# Nothing is left of it where nothing is instrumented, and an object needs no symbol of its own.
	found=$(declared -O2 -fno-sanitize=kernel-memory part.c)
	[ -z "$found" ] || fail "declared without instrumentation: $found"
	# Nor in preprocessed text, or in what a file depends on, which builds read for their own ends.
	echo '#define ANSWER 42' >answer.h
	printf '#include "answer.h"\nANSWER\n' >asks.c
	is 42 sh -c '"$1" -E -P asks.c' - "$cc"
	is 42 sh -c '"$1" --preprocess -P asks.c' - "$cc"
	is 'asks.o: asks.c answer.h' "$cc" -M asks.c
	is 'asks.o: asks.c answer.h' "$cc" -MM asks.c
	# What is preprocessed first and compiled then is instrumented as well.
	does "$cc" -E -o part.i part.c
	does "$cc" -c -O2 -o part.o part.i
	instrumented part.o
	does "$cc" -c -O2 part.c
	! nm part.o | grep -q kmsan_ || fail "a symbol: $(nm part.o | grep kmsan_)"
done
exit $failed
