#!/bin/sh
# SPDX-License-Identifier: BSD-2-Clause
# What kmsan-audit cannot read it names, in one line and with status 2; what it can it still audits.
. "$KMSAN_SRC/tests/audit/lib.sh"

for version in 14 16 19 22; do
	! command -v clang-$version >/dev/null || clang=${clang:-clang-$version}
done
[ -n "$clang" ] || { echo "skipped: no clang"; exit 77; }
echo 'int f(int *p); int f(int *p) { return *p; }' >f.c
echo 'int main(void) { return 0; }' >main.c
cc -c f.c
cc main.c -o program

says 2 'kmsan-audit: no file: kmsan-audit [option...] FILE...'
says 2 'kmsan-audit: there is no option --xml: see --help' --xml f.o
says 2 'kmsan-audit: there: No such file or directory' there
says 2 'kmsan-audit: .: Is a directory' .
says 2 'kmsan-audit: f.c: not an ELF file, nor an archive' f.c
: >empty
says 2 'kmsan-audit: empty: not an ELF file, nor an archive' empty
strip -o stripped program
says 2 'kmsan-audit: stripped: no symbol table: audit it before it is stripped' stripped
head -c 3000 program >cut
says 2 'kmsan-audit: cut: a damaged ELF file: its sections lie behind its end' cut
head -c 20 program >cut
says 2 'kmsan-audit: cut: a damaged ELF file' cut
"$clang" -flto -c f.c -o bitcode.o
says 2 'kmsan-audit: bitcode.o: LLVM bitcode: audit the program that is linked of it' bitcode.o
# An object for another machine: its number is in the header's bytes 18 and 19.
cp f.o arm.o
printf '\267' | dd of=arm.o bs=1 seek=18 conv=notrunc 2>/dev/null
says 2 'kmsan-audit: arm.o: not for x86-64' arm.o
cp f.o core
printf '\4' | dd of=core bs=1 seek=16 conv=notrunc 2>/dev/null
says 2 'kmsan-audit: core: neither program, shared object nor object' core
ar rcT thin.a f.o
says 2 'kmsan-audit: thin.a: a thin archive: give its members' thin.a
ar rc empty.a
says 2 'kmsan-audit: empty.a: an archive with no object in it' empty.a
ar rc half.a f.c f.o
says 2 'kmsan-audit: half.a(f.c): not an ELF file, nor an archive
kmsan-audit: 1 function instrumented, 0 findings' half.a
says 2 'kmsan-audit: there: No such file or directory
kmsan-audit: 1 function instrumented, 0 findings' there f.o

echo 'function:f' >list
says 2 'kmsan-audit: list:1: "function:f": a line is fun:NAME, src:PATH, lib:NAME or obj:NAME' --ignorelist=list f.o
printf '# all\n\nfun:\n' >list
says 2 'kmsan-audit: list:3: "fun:": a line is fun:NAME, src:PATH, lib:NAME or obj:NAME' --ignorelist=list f.o
says 2 'kmsan-audit: there: No such file or directory' --ignorelist=there f.o
"$audit" program >/dev/full 2>out
[ $? -eq 2 ] && [ "$(cat out)" = 'kmsan-audit: cannot write: No space left on device' ] ||
	{ echo "a full disk: $(cat out)"; failed=1; }
"$audit" --help >out 2>&1 || { echo "--help fails"; failed=1; }
for word in --ignorelist=FILE --json 'Exit status: 0 nothing found, 1 something found, 2 something could not be read.'; do
	grep -qF -e "$word" out || { echo "--help does not say $word"; failed=1; }
done

# Damaged at random: an answer or a complaint, never a crash.
n=0
while [ $n -lt 60 ]; do
	cp f.o fuzzed.o
	at=$((n * 7919 % $(wc -c <f.o)))
	printf '\377\177\200\001' | dd of=fuzzed.o bs=1 seek=$at conv=notrunc 2>/dev/null
	timeout 20 "$audit" fuzzed.o >out 2>&1
	[ $? -le 2 ] || { echo "crashes on f.o with four bytes changed at $at"; failed=1; }
	n=$((n + 1))
done
exit $failed
