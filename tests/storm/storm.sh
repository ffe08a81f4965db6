#!/bin/sh
# SPDX-License-Identifier: BSD-2-Clause
# timeout: 900
# storm.c with every compiler at -O0 and -O2: no false report, no interrupt lost, every result as
# without interrupts, the clock at its 5 kHz, handlers four deep. With a leak planted in a handler:
# found once, with its level, both stacks and its origin. And with a kmsan_intr_enter() that does
# nothing it must fail: else it could not see what it is for.
# STORM=1000000 in the environment is the long form. STORM_CLANGS chooses among 14 16 19 22.
set -u

: "${STORM:=50000}"
: "${KMSAN_SRC:=$(cd "$(dirname "$0")/../.." && pwd)}"
: "${KMSAN_BUILD:=$KMSAN_SRC/build}"
: "${KMSAN_CC_PATH:=$KMSAN_BUILD/bin/kmsan-cc}"
src=$KMSAN_SRC/tests/storm
lib=$KMSAN_BUILD/lib
tmp=$(mktemp -d)
trap 'rm -rf "$tmp"' EXIT

fails() {
	printf 'clang-%s -O%s: %s\n' "$clang" "$level" "$1"
	head -n 60 "$tmp/err"
	exit 1
}

# build OUTPUT FLAG...
build() {
	output=$tmp/$1
	shift
	(cd "$src" && KMSAN_CC=clang-$clang "${cc:-$KMSAN_CC_PATH}" -g "-O$level" -o "$output" \
		storm.c work.c "$@") >"$tmp/err" 2>&1 || fails "does not compile"
}

# The runtime with another kmsan_intr_enter.
weaken() {
	mkdir -p "$tmp/open/lib" "$tmp/open/bin"
	cp "$KMSAN_CC_PATH" "$tmp/open/bin/kmsan-cc"
	ln -s "$KMSAN_BUILD/include" "$tmp/open/include"
	cp -R "$lib/kmsan" "$tmp/open/lib/"
	objcopy --weaken-symbol=kmsan_intr_enter --weaken-symbol=kmsan_intr_leave \
		--weaken-symbol=kmsan_intr_describe "$lib/libkmsan-open.a" "$tmp/open/lib/libkmsan.a"
	echo 'void kmsan_intr_enter(void) {} void kmsan_intr_leave(void) {}
		void kmsan_intr_describe(const char *what) { (void)what; }' >"$tmp/none.c"
	"clang-$clang" -c -o "$tmp/none.o" "$tmp/none.c"
}

quiet() {
	build storm
	"$tmp/storm" "$STORM" >"$tmp/out" 2>"$tmp/err" || fails "exit status $?"
	[ ! -s "$tmp/err" ] || fails "reports"
	printf 'clang-%s -O%s: %s\n' "$clang" "$level" "$(cat "$tmp/out")"
	grep -q ' 4 deep,' "$tmp/out" || fails "not four levels deep"
	rate=$(sed 's/.* \([0-9]*\) a second of each clock.*/\1/' "$tmp/out")
	[ "$rate" -ge 4900 ] || fails "the clock is slow"
}

leaks() {
	build storm -DLEAK
	"$tmp/storm" 2000 >"$tmp/out" 2>"$tmp/err"
	[ $? -eq 77 ] || fails "a leak: another exit status"
	[ "$(grep -c '^SUMMARY:' "$tmp/err")" -eq 1 ] || fails "a leak: not one report"
	for line in "MSan: Uninitialized Variable 'leak' From line()" \
		'    #0 0x.* in line .*storm.c:' '    --- interrupt at IPL_SCHED ---' '    #1 0x' \
		'  In interrupt at IPL_SCHED, level [1-9], CPU [01], lwp ' \
		"  Variable 'leak' of line created at .*storm.c:" \
		'SUMMARY: kMSan: uninit-value .*storm.c:.* in line$'; do
		grep -q "^$line" "$tmp/err" || fails "a leak: no line '$line'"
	done
}

blind() {
	[ -d "$tmp/open" ] || weaken
	cc=$tmp/open/bin/kmsan-cc
	build storm "$tmp/none.o"
	cc=
	if KMSAN_OPTIONS=external_symbolizer_path=/nowhere/llvm-symbolizer timeout 60 "$tmp/storm" \
		60000 >"$tmp/out" 2>"$tmp/err"; then
		fails "without kmsan_intr_enter() nothing was found"
	fi
	# Nearly always a false report; now and then an allocator comes first, whose magazines have to know
	# of the level as well.
	grep -qE '^(MSan: Uninitialized|kMSan: .*(freed|freelist|was allocated by))' "$tmp/err" ||
		fails "without kmsan_intr_enter() no false report"
}

runs=0
for clang in ${STORM_CLANGS:-14 16 19 22}; do
	command -v "clang-$clang" >/dev/null || continue
	for level in 0 2; do
		quiet
		leaks
		blind
		runs=$((runs + 1))
	done
done
[ $runs -gt 0 ] || { echo "no compiler"; exit 77; }
exit 0
