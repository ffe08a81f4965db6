# SPDX-License-Identifier: BSD-2-Clause
# One program, built with kmsan-cc and with clang's own MSan for programs: do the two say the same?
# Both get the same clang, the same level, the same argument mode, and go no further than their
# first report.
set -u

here=$(cd "$(dirname "$0")" && pwd)
: "${KMSAN_BUILD:=$(cd "$here/../.." && pwd)/build}"
: "${KMSAN_CC_PATH:=$KMSAN_BUILD/bin/kmsan-cc}"
: "${KMSAN_DIFF_LIMIT:=20}" # seconds for a run
export KMSAN_BUILD KMSAN_CC_PATH KMSAN_DIFF_LIMIT

skip() {
	echo "skipped: $*"
	exit 77
}

die() {
	echo "$(basename "$0"): $*" >&2
	exit 2
}

# The clangs of KMSAN_CLANGS that are here and have a runtime of MSan: "14 19".
usable_clangs() {
	echo 'int main(void) { return 0; }' >"$tmp/usable.c"
	for version in ${KMSAN_CLANGS:-14 16 19 22}; do
		! clang-$version -fsanitize=memory "$tmp/usable.c" -o "$tmp/usable" 2>/dev/null ||
			printf '%s ' "$version"
	done
}

# What makes MSan's build the same as kMSan's. Recovering, as kernel mode always does: a report is
# then no end of the function for the optimiser. No calls for the checks of large functions. At -O0
# clang marks the lifetime of variables for MSan alone: without, a variable of a loop is
# uninitialised once, not in every round.
msan_flags() { # CLANG LEVEL
	echo -fsanitize=memory -fsanitize-memory-track-origins=2 -fsanitize-recover=memory \
		-mllvm -msan-instrumentation-with-call-threshold=-1 \
		-fno-omit-frame-pointer -fno-optimize-sibling-calls
	[ "$1" -ge 15 ] && echo -fsanitize-memory-param-retval || echo -mllvm -msan-eager-checks=1
	[ "$2" != 0 ] || echo -Xclang -disable-lifetime-markers
}

# From 15 on clang tells MSan, and not kMSan, that what a function of C returns is initialised: it is then
# checked at the return, as in C++, where kMSan checks what the caller does with it. So that promise is
# taken out of what MSan's pass gets.
build_msan() {
	flags="-w -g -O$level $(msan_flags "$clang" "$level")"
	if [ "$clang" -lt 15 ]; then
		clang-$clang $flags -DKMSAN=1 "$@" "$file" -o "$tmp/msan"
		return
	fi
	clang-$clang $flags -DKMSAN=1 "$@" -S -emit-llvm -Xclang -disable-llvm-passes "$file" \
		-o "$tmp/msan.whole.ll" || return
	sed -E 's/^(define [^@(]*)noundef /\1/; s/(call [^@%(]*)noundef /\1/' \
		"$tmp/msan.whole.ll" >"$tmp/msan.ll"
	clang-$clang $flags "$@" "$tmp/msan.ll" -o "$tmp/msan"
}

# MSan has words of its own for a crash, which are no report of what we compare.
fatal=handle_segv=0:handle_sigbus=0:handle_sigfpe=0:handle_sigill=0:handle_abort=0

# run PROGRAM: its output in PROGRAM.out and PROGRAM.err, its exit status in PROGRAM.status.
# Whoever runs too long is killed.
run() {
	timeout -s KILL "$KMSAN_DIFF_LIMIT" "$1" >"$1.out" 2>"$1.err" </dev/null
	echo $? >"$1.status"
}

hangs() {
	[ "$(cat "$1.status")" -eq 137 ] && ! grep -q '^SUMMARY:' "$1.err"
}

# place PROGRAM: where its first report is, "file.c:12 in function", or nothing.
place() {
	sed -n 's/^SUMMARY: [A-Za-z]*: [a-z-]* \(.*\)$/\1/p' "$1.err" | head -n 1 |
		sed 's|^[^ ]*/||; s/^\([^ :]*:[0-9]*\):[0-9]* /\1 /'
}

# Optimisers that join the checks of two lines leave the report without a line.
has_line() {
	case $1 in
	*:[0-9]*' in '*) return 0 ;;
	esac
	return 1
}

# created PROGRAM: where the first uninitialised value came from, "file.c:12", or nothing.
created() {
	sed -n '/created/,/^SUMMARY/s/^ .*[ /]\([^ /:]*:[0-9]*\):[0-9]*$/\1/p' "$1.err" | head -n 1
}

# compare FILE.c CLANG LEVEL FLAG...: sets verdict and detail.
#	silent  neither reports, and both do the same
#	same    both report, in the same function and line
#	hangs   both run too long
#	differ  anything else
#	broken  a compiler fails
# What was built and said stays in $tmp/kmsan* and $tmp/msan*.
compare() {
	file=$1 clang=$2 level=$3
	shift 3
	rm -f "$tmp"/kmsan* "$tmp"/msan*
	verdict=broken detail='does not compile with kmsan-cc'
	KMSAN_CC=clang-$clang "$KMSAN_CC_PATH" -w -g "-O$level" "$@" "$file" -o "$tmp/kmsan" \
		>"$tmp/kmsan.cc" 2>&1 || return 0
	detail='does not compile with -fsanitize=memory'
	build_msan "$@" >"$tmp/msan.cc" 2>&1 || return 0
	KMSAN_OPTIONS=halt_on_error=1 run "$tmp/kmsan"
	MSAN_OPTIONS=halt_on_error=1:exitcode=77:$fatal \
		MSAN_SYMBOLIZER_PATH=$(command -v llvm-symbolizer-$clang || command -v llvm-symbolizer) \
		run "$tmp/msan"
	judge
}

judge() {
	ours=$(place "$tmp/kmsan") theirs=$(place "$tmp/msan") verdict=differ
	if hangs "$tmp/kmsan" && hangs "$tmp/msan"; then
		verdict=hangs detail="killed after $KMSAN_DIFF_LIMIT s, both"
	elif hangs "$tmp/kmsan"; then
		detail="with kMSan it hangs: killed after $KMSAN_DIFF_LIMIT s"
	elif hangs "$tmp/msan"; then
		detail="with MSan it hangs: killed after $KMSAN_DIFF_LIMIT s"
	elif [ -n "$ours" ] && [ "$ours" = "$theirs" ]; then
		verdict=same detail=$ours
	elif [ -n "$ours" ] && [ -n "$theirs" ] && ! { has_line "$ours" && has_line "$theirs"; } &&
		[ -n "$(created "$tmp/kmsan")" ] && [ "$(created "$tmp/kmsan")" = "$(created "$tmp/msan")" ]; then
		verdict=same detail="$theirs; kMSan: $ours; of what was created at $(created "$tmp/kmsan")"
	elif [ -n "$ours" ] && [ -n "$theirs" ]; then
		detail="two places: kMSan $ours, MSan $theirs"
	elif [ -n "$ours" ]; then
		detail="kMSan alone: $ours"
	elif [ -n "$theirs" ]; then
		detail="MSan alone: $theirs"
	elif [ "$(cat "$tmp/kmsan.status")" -ne "$(cat "$tmp/msan.status")" ]; then
		detail="two exit statuses: kMSan $(cat "$tmp/kmsan.status"), MSan $(cat "$tmp/msan.status")"
	elif ! cmp -s "$tmp/kmsan.out" "$tmp/msan.out"; then
		detail="two outputs: kMSan $(head -n 1 "$tmp/kmsan.out"), MSan $(head -n 1 "$tmp/msan.out")"
	elif [ "$(cat "$tmp/kmsan.status")" -lt 128 ] && cat "$tmp/kmsan.err" "$tmp/msan.err" | grep -q .; then
		detail="says something: $(cat "$tmp/kmsan.err" "$tmp/msan.err" | head -n 1)"
	else
		verdict=silent detail="exit status $(cat "$tmp/kmsan.status")"
	fi
}

# keep FILE.c TITLE FLAG...: a disagreement that compare just found: reduced, in $kept, with the
# line by which kept.sh runs it again.
keep() {
	mkdir -p "$kept"
	result=$kept/$2.c
	class=${detail%%:*}
	cp "$1" "$result.whole"
	shift 2
	{
		echo "// DIFF: clang-$clang -O$level${*:+ $*}"
		echo "// $detail"
		reduced "$result.whole" "$class" "$clang" "$level" "$@"
	} >"$result.part"
	mv "$result.part" "$result"
	echo "$result (before it was reduced: $result.whole)"
}

# reduced FILE.c CLASS CLANG LEVEL FLAG...: print the program with as few lines as still disagree in
# this way. By creduce where it is installed; else line by line.
reduced() {
	cp "$1" "$tmp/small.c"
	cp "$1" "$tmp/try.c"
	shift
	if command -v creduce >/dev/null; then
		printf 'exec sh "%s/run.sh" --class="%s" small.c %s\n' "$here" "$1" \
			"$(shift && echo "$*")" >"$tmp/interesting"
		sed -i '1i #!/bin/sh' "$tmp/interesting"
		chmod +x "$tmp/interesting"
		(cd "$tmp" && creduce --n 1 ./interesting small.c) >"$tmp/creduce.log" 2>&1
	else
		reduce_lines "$@"
	fi
	cat "$tmp/small.c"
}

# Chunks of lines, each half as long as the last ones; all again for as long as that removes some.
reduce_lines() {
	class=$1
	shift
	end=$(($(date +%s) + ${KMSAN_DIFF_REDUCE:-120}))
	before=0
	while [ "$(wc -l <"$tmp/small.c")" -ne "$before" ]; do
		before=$(wc -l <"$tmp/small.c")
		size=$before
		while [ "$size" -gt 1 ]; do
			size=$(((size + 1) / 2))
			reduce_chunks "$@" || return 0
		done
	done
}

# Fails when the time is over.
reduce_chunks() {
	first=1
	while [ "$first" -le "$(wc -l <"$tmp/small.c")" ]; do
		[ "$(date +%s)" -lt "$end" ] || return 1
		sed "$first,$((first + size - 1))d" "$tmp/small.c" >"$tmp/try.c"
		compare "$tmp/try.c" "$@"
		if [ "$verdict" = differ ] && [ "${detail%%:*}" = "$class" ]; then
			cp "$tmp/try.c" "$tmp/small.c"
		else
			first=$((first + size))
		fi
	done
}
