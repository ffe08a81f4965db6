#!/bin/sh
# SPDX-License-Identifier: BSD-2-Clause
# timeout: 900
# libFuzzer on what reads untrusted input: debug information, logs, a symbolizer's answers. In all
# KMSAN_FUZZ_SECONDS (30), after the committed corpus; what it finds is left in the build tree.
set -u

: "${KMSAN_SRC:=$(cd "$(dirname "$0")/../.." && pwd)}"
: "${KMSAN_BUILD:=$KMSAN_SRC/build}"
: "${KMSAN_FUZZ_SECONDS:=30}"
cc=${KMSAN_FUZZ_CC:-clang-14}
work=$KMSAN_BUILD/fuzz
mkdir -p "$work"
failed=0

echo 'int LLVMFuzzerTestOneInput(const char *d, unsigned long n) { return d == 0 && n; }' >"$work/probe.c"
"$cc" -fsanitize=fuzzer,address "$work/probe.c" -o "$work/probe" 2>/dev/null || {
	echo "$cc has no libFuzzer here"
	exit 77
}

# build NAME file...
build() {
	name=$1
	shift
	(cd "$KMSAN_SRC" && "$cc" -std=gnu11 -g -O1 -fsanitize=fuzzer,address,undefined -fno-sanitize-recover=all \
		-fno-sanitize=alignment -I. -Iinclude -Itools/kmsan-symbolize -o "$work/$name" \
		"tests/fuzz/$name.c" "$@" -ldw -lelf) || exit 1
}

# fuzz NAME SECONDS maximal-length
fuzz() {
	mkdir -p "$work/corpus-$1"
	(cd "$work" && ASAN_OPTIONS=detect_leaks=1 "./$1" -max_total_time="$2" -max_len="$3" -timeout=20 -rss_limit_mb=1500 \
		-print_final_stats=1 -artifact_prefix="$work/$1-" "corpus-$1" \
		"$KMSAN_SRC/tests/fuzz/corpus/$1") >"$work/$1.log" 2>&1 || {
		tail -n 60 "$work/$1.log"
		failed=1
	}
	sed -n "s/^stat::number_of_executed_units: */$1: inputs tried: /p" "$work/$1.log"
}

k=tools/kmsan-symbolize
p=msan/port/linux
build layout $k/layout_query.c $k/layout_find.c $k/layout_file.c $k/layout_unit.c $k/layout_type.c $k/layout_text.c \
	$p/symbol_elf.c
build filter $k/filter.c $k/rewrite.c $k/rewrite_json.c $k/json.c $k/modules.c origin/symbolize.c
build symbol $p/symbol_parse.c
fuzz layout $((KMSAN_FUZZ_SECONDS * 2 / 3)) 65536
fuzz filter $((KMSAN_FUZZ_SECONDS / 6)) 8192
fuzz symbol $((KMSAN_FUZZ_SECONDS / 6)) 2048
exit $failed
