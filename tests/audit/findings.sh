#!/bin/sh
# SPDX-License-Identifier: BSD-2-Clause
# What kmsan-audit finds, each with a twin in which there is nothing to find: whole outputs.
. "$KMSAN_SRC/tests/audit/lib.sh"

cat >main.c <<'END2'
#include <stdio.h>
#include <string.h>
int part(int *p);
int main(void)
{
	int x = 0;
	char b[10];
	strcpy(b, "hello");
	printf("%d %s\n", part(&x), b);
	return part(&x);
}
END2
cat >part.c <<'END2'
static int more(int x) { return x + 1; }
int part(int *p);
int part(int *p) { *p = more(*p); return 0; }
END2
cat >part.S <<'END2'
	.text
	.globl part
part:
	movl $1, (%rdi)
	xor %eax, %eax
	ret
	.section .note.GNU-stack,"",@progbits
END2
cat >traps.c <<'END2'
struct frame { unsigned long ip, cs, flags, sp, ss; };
#ifdef FIXED
#define OUT __attribute__((noinline, disable_sanitizer_instrumentation))
#define QUIET __attribute__((no_sanitize("memory"), no_sanitize("kernel-memory")))
#else
#define OUT
#define QUIET __attribute__((no_sanitize("memory")))
#endif
/* no_sanitize("memory") in a comment is nothing, nor is it in a string. */
const char *text = "no_sanitize_memory";
OUT __attribute__((naked)) void trap(void);
OUT __attribute__((naked)) void trap(void)
{
	__asm__("iretq");
}
OUT __attribute__((interrupt)) void tick(struct frame *f);
OUT __attribute__((interrupt)) void tick(struct frame *f)
{
	(void)f;
}
int quiet(const int *p);
QUIET int quiet(const int *p) { return *p; }
__attribute__((no_sanitize_memory)) int
#ifdef FIXED
    __attribute__((no_sanitize("kernel-memory")))
#endif
    both(const int *p);
int both(const int *p) { return *p; }
END2

programs() {
	# A function in C, and one in assembly; the twin: everything is instrumented.
	cc -c main.c
	cc -c part.c
	cc main.o part.o -o whole
	says 0 'kmsan-audit: 2 functions instrumented, 0 findings' whole
	cc -fno-sanitize=kernel-memory -O0 -c part.c -o plain.o
	cc main.o plain.o -o mixed
	says 1 'mixed: not instrumented: part() part.c:3, called by main() main.c:9 and 1 more time
mixed: not instrumented: more() part.c:1
kmsan-audit: 1 function instrumented, 2 findings' mixed
	cc -c part.S -o assembly.o
	cc main.o assembly.o -o assembled
	says 1 'assembled: assembly: part() part.S:4, called by main() main.c:9 and 1 more time
kmsan-audit: 1 function instrumented, 1 finding' assembled
	says 1 'plain.o: nothing in it is instrumented
assembly.o: assembly: part() part.S:4
kmsan-audit: 1 function instrumented, 2 findings' main.o plain.o assembly.o
}

libraries() {
	# A library that is not instrumented, and the same one instrumented.
	cc -fno-sanitize=kernel-memory -fPIC -c part.c -o pic.o
	"$clang" -shared pic.o -Wl,-soname,libpart.so -o libpart.so
	cc main.o -o uses ./libpart.so '-Wl,-rpath,$ORIGIN'
	says 1 'uses: not instrumented: part() of libpart.so, called by main() main.c:9 and 1 more time
kmsan-audit: 1 function instrumented, 1 finding' uses
	says 1 'libpart.so: nothing in it is instrumented
kmsan-audit: 0 functions instrumented, 1 finding' libpart.so
	cc -fPIC -shared part.c -Wl,-soname,libpart.so -o libpart.so
	says 0 'kmsan-audit: 2 functions instrumented, 0 findings' uses libpart.so
	says 0 'kmsan-audit: 1 function instrumented, 0 findings' uses
	# Another library, which is instrumented, says nothing about a function that it does not have.
	echo 'int unrelated(void); int unrelated(void) { return 0; }' >unrelated.c
	cc -fPIC -shared unrelated.c -o libunrelated.so
	cc -fPIC -shared main.c -Wl,--no-as-needed ./libunrelated.so -o needs.so
	says 1 'needs.so: not instrumented: part(), which is in none of the files, called by main() main.c:9 and 1 more time
kmsan-audit: 1 function instrumented, 1 finding' needs.so
	# Stubs that start with a landing pad.
	rm libpart.so
	"$clang" -shared pic.o -Wl,-soname,libpart.so -o libpart.so
	cc main.o -o uses ./libpart.so -Wl,-rpath,. -Wl,-z,ibtplt
	says 1 'uses: not instrumented: part() of libpart.so, called by main() main.c:9 and 1 more time
kmsan-audit: 1 function instrumented, 1 finding' uses
	# Through the GOT, without a stub.
	cc -fno-plt -c main.c -o noplt.o
	cc noplt.o -o uses ./libpart.so -Wl,-rpath,.
	says 1 'uses: not instrumented: part() of libpart.so, called by main() main.c:9 and 1 more time
kmsan-audit: 1 function instrumented, 1 finding' uses
	says 1 'noplt.o: not instrumented: part(), which is in none of the files, called by main() main.c:9 and 1 more time
kmsan-audit: 1 function instrumented, 1 finding' noplt.o
}

special_functions() {
	cc -mgeneral-regs-only -c traps.c
	says 1 "traps.o: a naked function is instrumented: trap() traps.c:14
traps.o: an interrupt function is instrumented: tick() traps.c:18
traps.o: has no effect on kMSan: no_sanitize(\"memory\") traps.c:7
traps.o: has no effect on kMSan: no_sanitize_memory traps.c:23
kmsan-audit: 4 functions instrumented, 4 findings" traps.o
	said=$(cat out)
	cc -fcf-protection=branch -mgeneral-regs-only -c traps.c
	says 1 "$said" traps.o
	# Both in one object: the call is known from the relocation.
	cat >inside.c <<'END2'
#define OUT __attribute__((noinline, disable_sanitizer_instrumentation))
OUT int outer(const int *p);
OUT int outer(const int *p) { return *p; }
int inner(const int *p);
int inner(const int *p) { return outer(p); }
END2
	for flag in -ffunction-sections -O0; do
		cc $flag -c inside.c
		says 1 'inside.o: not instrumented: outer() inside.c:3, called by inner() inside.c:5
kmsan-audit: 1 function instrumented, 1 finding' inside.o
	done
	# The attribute that makes them right takes them out of kMSan's sight: that is said, and can be ignored.
	cc -DFIXED -mgeneral-regs-only -c traps.c
	printf 'fun:trap\nfun:t?ck # both are meant\nsrc:traps.c\n' >ignored
	says 0 'kmsan-audit: 2 functions instrumented, 0 findings' --ignorelist=ignored traps.o
}

modes() {
	"$clang" -g -fdebug-compilation-dir=. -fsanitize=kernel-memory -c part.c -o foreign.o
	says 1 'foreign.o: instrumented, but not by kmsan-cc: it may pass arguments in another way
kmsan-audit: 2 functions instrumented, 1 finding' foreign.o
	cc -O0 -c part.c
	says 0 'kmsan-audit: 2 functions instrumented, 0 findings' part.o
	# In an archive the member has a name, and a function of one is known to the others.
	cp foreign.o a_foreign_object_with_a_long_name.o
	rm -f lib.a
	ar rc lib.a main.o a_foreign_object_with_a_long_name.o
	says 1 'lib.a(a_foreign_object_with_a_long_name.o): instrumented, but not by kmsan-cc: it may pass arguments in another way
kmsan-audit: 3 functions instrumented, 1 finding' lib.a
	# Whoever links without the list of wrappers calls libc itself.
	cc -fPIC -c main.c -o pic.o
	cc -fPIC -c part.c
	"$clang" -shared pic.o part.o -o bare.so
	says 1 'bare.so: linked without its wrapper: printf(), called by main() main.c:9
kmsan-audit: 2 functions instrumented, 1 finding' bare.so
}

fast() {
	command -v "ld.lld-${clang#clang-}" >/dev/null || return 0
	cc --kmsan-fast main.c part.c -o fast
	says 0 'kmsan-audit: 1 function instrumented, 0 findings' fast
	# A function that has no use for the context keeps no trace of it: its file speaks for it.
	cat >idle.c <<'END2'
static volatile int n;
__attribute__((noinline)) static void idle(void) { __asm__ volatile("nop"); }
int main(void) { idle(); return n; }
END2
	cc --kmsan-fast idle.c -o fast
	says 0 'kmsan-audit: 1 function instrumented, 0 findings' fast
	cc -c part.S -o assembly.o
	cc --kmsan-fast main.c assembly.o -o fast
	says 1 'fast: assembly: part() part.S:4, called by main() main.c:9 and 1 more time
kmsan-audit: 1 function instrumented, 1 finding' fast
}

json() {
	cc -c main.c
	cc -fno-sanitize=kernel-memory -O0 -c part.c -o plain.o
	cc main.o plain.o -o mixed
	says 1 '{"kind":"not-instrumented","file":"mixed","function":"part","where":"part.c:3","caller":"main","called_at":"main.c:9","calls":2}
{"kind":"not-instrumented","file":"mixed","function":"more","where":"part.c:1"}' --json mixed
	says 1 '{"kind":"uninstrumented-call","file":"main.o","function":"part","caller":"main","called_at":"main.c:9","calls":2}' --json main.o
	cp traps.c 'a "b\c.c'
	cc -mgeneral-regs-only -c 'a "b\c.c' -o traps.o
	says 1 '{"kind":"naked","file":"traps.o","function":"trap","where":"a \"b\\c.c:14"}
{"kind":"interrupt","file":"traps.o","function":"tick","where":"a \"b\\c.c:18"}
{"kind":"attribute","file":"traps.o","function":"no_sanitize(\"memory\")","where":"a \"b\\c.c:7"}
{"kind":"attribute","file":"traps.o","function":"no_sanitize_memory","where":"a \"b\\c.c:23"}' traps.o --json
	cc part.c main.c -o whole
	says 0 '' --json whole
}

for version in 14 16 19 22; do
	clang=clang-$version
	command -v $clang >/dev/null || continue
	programs
	libraries
	special_functions
	modes
	fast
	json
done
[ -n "$clang" ] || { echo "skipped: no clang"; exit 77; }
exit $failed
