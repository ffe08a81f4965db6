#!/bin/sh
# SPDX-License-Identifier: BSD-2-Clause
# timeout: 900
# Every kind of report there is a test of: what kmsan-symbolize makes of its raw form is what the
# program writes itself.
. "$(dirname "$0")/lib.sh"

clang=${clangs##* }
# Both runs have the same addresses, as far as the system allows.
setarch=
! setarch -R true 2>/dev/null || setarch="setarch -R"

cat >"$tmp/handler.c" <<'EOF'
#include <kmsan/hooks.h>
#include <kmsan/kmsan.h>
#include <signal.h>
static int one;
static void decide(int *p) { if (*p) one++; }
static void handler(int number) { int x, *volatile p = &x; (void)number; decide(p); }
int main(void)
{
	signal(SIGUSR1, handler);
	raise(SIGUSR1);
	kmsan_intr_enter();
	handler(0);
	kmsan_intr_leave();
	return 0;
}
EOF

# run FILE OPTION LOG
run() {
	# shellcheck disable=SC2086
	(cd "$KMSAN_SRC/tests/reports" && KMSAN_OPTIONS="$2" timeout 60 $setarch "$1" >/dev/null 2>"$3" </dev/null)
}

compared=0
for file in "$tmp"/handler.c "$KMSAN_SRC"/tests/reports/*.c; do
	name=$(basename "$file" .c)
	# Options of their own, extra processes and libraries, other forms.
	grep -qE '^// (OPTIONS|ARGS|RUN-FLAGS|CLANGS)' "$file" && continue
	# Without the arguments that they are made for they end, or crash, before there is a report.
	grep -qE '^// RUN:.*%t [^0-9;&|]' "$file" && continue
	# Interrupts that come when they come.
	[ "$name" != intr_asynchronous ] || continue
	case $name in handler | names | abi_dynamic) levels="-O0 -O2" ;; *) levels=-O2 ;; esac
	for level in $levels; do
		(cd "$(dirname "$file")" && KMSAN_CC=clang-$clang "$KMSAN_CC_PATH" -g $level -I"$KMSAN_SRC/tests/reports" \
			-o "$tmp/program" "$(basename "$file")" -ldl -lpthread) >"$tmp/built" 2>&1 || continue
		run "$tmp/program" symbolize=1 "$tmp/expected"
		run "$tmp/program" symbolize=0 "$tmp/raw"
		grep -q 'MSan: ' "$tmp/raw" || continue
		(cd "$KMSAN_SRC/tests/reports" && "$symbolize" <"$tmp/raw" >"$tmp/got") || { echo "$name $level: status $?"; failed=1; }
		for f in expected got; do
			sed 's/0x[0-9a-f]\{9,\}/0xADDR/g; s/symbolize=[01]/symbolize=N/g' "$tmp/$f" >"$tmp/$f.plain"
		done
		same "$name $level" "$tmp/expected.plain" "$tmp/got.plain"
		compared=$((compared + 1))
		run "$tmp/program" report_format=json:symbolize=1 "$tmp/expected"
		run "$tmp/program" report_format=json:symbolize=0 "$tmp/raw"
		(cd "$KMSAN_SRC/tests/reports" && "$symbolize" <"$tmp/raw" >"$tmp/got") || { echo "$name $level: status $?"; failed=1; }
		for f in expected got; do
			tr , '\n' <"$tmp/$f" | sed 's/0x[0-9a-f]\{9,\}/0xADDR/g; s/symbolize=[01]/symbolize=N/g' >"$tmp/$f.plain"
		done
		same "$name $level, json" "$tmp/expected.plain" "$tmp/got.plain"
	done
done
echo "$compared programs compared"
[ $compared -ge 10 ] || failed=1
finish
