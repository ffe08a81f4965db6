#!/bin/sh
# SPDX-License-Identifier: BSD-2-Clause
# timeout: 900
# kmsan-cc does what clang does with each kind of command line, and with -Werror: its own flags are
# never the "unused" ones.
. "$KMSAN_SRC/tests/cc/lib.sh"

compile_only() {
	does "$cc" -Wall -Werror -c part.c
	marked part.o
	instrumented part.o
	does "$cc" -Werror -S part.c -o part.s
	does "$cc" -Werror -c part.s -o from-s.o
	marked from-s.o
	does "$cc" -Werror -c -frecord-command-line part.c -o recorded.o
	marked recorded.o
	does "$cc" -Werror -c -fno-sanitize=kernel-memory part.c -o plain.o
	! nm plain.o | grep -q __msan_ || fail "-fno-sanitize=kernel-memory does not count"
	does "$cc" -Werror -E part.c -o part.i
	does "$cc" -Werror -c part.i -o from-i.o
	marked from-i.o
	does "$cc" -Werror -fsyntax-only part.c
	"$cc" -M part.c >deps 2>&1 && grep -q '^part.o: part.c' deps || fail "-M"
	does "$cc" -Werror -MMD -MF deps -MT target -c part.c
	grep -q '^target: part.c' deps || fail "-MMD -MF -MT"
	does "$cc" -Werror -include hello.c -fsyntax-only part.c
	does "$cc" -Werror -Weverything -Wno-missing-prototypes -std=c89 -pedantic-errors -c part.c
	# A header is precompiled, and found again in spite of what kmsan-cc itself includes.
	mkdir -p pch
	echo 'int first(void);' >pch/first.h
	does "$cc" -Werror -g pch/first.h
	does "$cc" -Werror -x c-header pch/first.h -o pch/first.h.pch
	does "$cc" -Werror -g -include pch/first.h -c part.c -H
	! grep -q 'first\.h$' out || fail "-include does not find the precompiled header"
	instrumented part.o
	does "$cc" -Werror -c -mllvm -msan-eager-checks=1 part.c
	echo 'f:	ret' >asm.s
	does "$cc" -Werror -c asm.s
}

links() {
	does "$cc" -Werror -g part.c whole.c -o whole
	is 42 ./whole
	does "$cc" -Werror -c part.c whole.c
	does "$cc" -Werror part.o whole.o -o whole2
	is 42 ./whole2
	rm -f libpart.a
	does ar rcs libpart.a part.o
	does "$cc" -Werror whole.o -L. -lpart -o whole3
	is 42 ./whole3
	does "$cc" -Werror whole.o -Wl,libpart.a -o whole4
	is 42 ./whole4
	does "$cc" -Werror -r part.o whole.o -o joined.o
	marked joined.o
	! nm joined.o | grep -q ' [TW] __msan_' || fail "-r takes the runtime in"
	does "$cc" -Werror joined.o -o whole5
	is 42 ./whole5
	does "$cc" -Werror -no-pie part.o whole.o -o whole6
	is 42 ./whole6
	rm -f a.out
	does "$cc" hello.c
	is hello ./a.out
}

inputs() {
	"$cc" -Werror -x c - -o stdin <hello.c >out 2>&1 || fail "-x c -"
	is hello ./stdin
	cp hello.c hello.txt
	does "$cc" -Werror -x c hello.txt -x none part.c -o language
	is hello ./language
	printf '%s\n' '-Werror "hello.c"' "-o 'from response'" >response
	does "$cc" @response
	is hello './from response'
	printf '%s\n' '-c part.c @more' >response
	echo '-o response.o' >more
	does "$cc" @response
	marked response.o
	"$KMSAN_CC" -fsyntax-only @no-such-file >expected 2>&1
	"$cc" -fsyntax-only @no-such-file >out 2>&1 && fail "@no-such-file is there"
	cmp -s expected out || fail "@no-such-file: not what $KMSAN_CC says"
}

# A kernel of one's own: no runtime, no words about it.
freestanding() {
	echo 'int _start(int *p); int _start(int *p) { return *p; }' >kernel.c
	does "$cc" -Werror -ffreestanding -c kernel.c
	"$cc" -ffreestanding -nostdlib -static kernel.o -o kernel >out 2>&1 &&
		fail "a kernel without hooks links"
	! grep -q kmsan-cc: out || fail "kmsan-cc speaks in a -nostdlib link"
	grep -q '__msan_get_context_state' out || fail "the linker does not miss the hooks"
	does "$cc" -Werror -ffreestanding -nostdlib -static -Wl,--unresolved-symbols=ignore-all kernel.o -o kernel
	is '' "$cc" -nostdlib -r kernel.o -o kernel2.o
	# A libc that is written out: an ordinary program.
	does "$cc" -Werror -nodefaultlibs hello.c -lc -lgcc -o nodefault
	is hello ./nodefault
}

# What only asks is answered by clang, word for word.
questions() {
	for question in --version -dumpversion -dumpmachine -print-search-dirs -print-prog-name=ld; do
		"$KMSAN_CC" $question >expected 2>&1
		"$cc" $question >out 2>&1 || fail "$question"
		cmp -s expected out || fail "$question: not what $KMSAN_CC says"
	done
	"$KMSAN_CC" -v >expected 2>&1
	is "$(cat expected)" "$cc" -v
	does "$cc" -v hello.c
	grep -q -e '-fsanitize=kernel-memory' out || fail "-v does not show the flags"
	does "$cc" '-###' hello.c
	grep -q 'libkmsan.a' out || fail "-### does not show the runtime"
	"$KMSAN_CC" >expected 2>&1
	"$cc" >out 2>&1 && fail "succeeds without inputs"
	cmp -s expected out || fail "without inputs: not what $KMSAN_CC says"
}

for KMSAN_CC in $(clangs); do
	export KMSAN_CC
	compile_only
	links
	inputs
	freestanding
	questions
done
exit $failed
