#!/bin/sh
# SPDX-License-Identifier: BSD-2-Clause
# What each option does, beside what happens without it.
. "$(dirname "$0")/lib.sh"

under '' 77
said 'kMSan: 4 reports (2 distinct), 0 suppressed'
said "MSan: Uninitialized Stack Memory In copyout():arg1 At Offset 1/8, Variable 'first' From sys_first()"
said 'MSan: Uninitialized Kmem Memory In copyout():arg1 At Offset 0/8, From sys_second+0x'
said 'SUMMARY: kMSan: kernel-infoleak leaks.c:' 2
grep -q '^end$' out || fail "the program did not run to its end"

under halt_on_error=1 77
said 'kMSan: 1 report (1 distinct), 0 suppressed'
[ ! -s out ] || fail "the program went on"

under exitcode=9 9
under exitcode=0 0
said 'SUMMARY:' 2
under '' 77 _exit
said 'kMSan: 4 reports (2 distinct), 0 suppressed'

under log_path=stdout 77
[ ! -s err ] || fail "stderr was written to"
grep -q '^SUMMARY' out || fail "nothing on stdout"
under "log_path=$tmp/log" 77
[ ! -s err ] || fail "stderr was written to"
[ "$(cat log.* | grep -c '^SUMMARY')" -eq 2 ] || fail "no log.PID"
under "log_path=$tmp/a%pb" 77
ls a[0-9]*b >/dev/null 2>&1 || fail "no aPIDb"
under "log_path=$tmp/none/log" 77
said 'log_path: cannot write'
said 'SUMMARY:' 2

under symbolize=0 77
said 'leaks.c' 0
said 'in sys_first+0x' 1
under external_symbolizer_path=/nonexistent 77
said 'leaks.c' 0
said '/nonexistent' 1

under dedup=0 77
said 'SUMMARY:' 4
said 'kMSan: 4 reports (4 distinct), 0 suppressed'
under max_reports=1 77
said 'SUMMARY:' 1
said '1 report printed (max_reports), further ones are only counted'
said 'kMSan: 4 reports (2 distinct), 0 suppressed'

under poison_on_free=0 77
under source=1 77
said '| 	return copyout(&first, ub, sizeof(first));'
under color=always 77
said "$(printf '\033[1;31mMSan: Uninitialized')" 2
under color=never 77
said "$(printf '\033')" 0
under print_stats=1 77
said 'kMSan: origins: '
under verbosity=2 77
said 'poisoned bytes, each with an origin'
under verbosity=0 77
said 'self-check' 0
# The self-check sees what it is for: here a cell is cleared behind the runtime's back.
cat >uncelled.c <<'END'
#include <kmsan/kmsan.h>
#include <stdint.h>
static int value[4];
__attribute__((disable_sanitizer_instrumentation)) int
main(void)
{
	kmsan_mark(value, sizeof(value), KMSAN_STATE_UNINIT);
	*(uint32_t *)(((uintptr_t)&value[1] ^ 0x500000000000) + 0x100000000000) = 0;
	return 0;
}
END
"$KMSAN_CC_PATH" -g -O1 uncelled.c -o leaks || exit 1
under verbosity=2 0
grep -Eq '^kMSan: self-check FAILED: 4 of [0-9]+ poisoned bytes have no origin, the first at 0x[0-9a-f]+$' err ||
	fail "the self-check does not see a cell that is gone"
"$KMSAN_CC_PATH" -g -O1 leaks.c -o leaks || exit 1

# Where the copy goes: strict, only a process's memory will do.
sed 's/ub = kmsan_user_alloc(sizeof(\*ub));/static struct reply kernel; ub = \&kernel;/' leaks.c >kernel.c
"$KMSAN_CC_PATH" -g -O1 kernel.c -o leaks || exit 1
under '' 77
grep -q '^end$' out || fail "kernel memory is user memory by default"
under user_strict=1 77
! grep -q '^end$' out || fail "kernel memory is no user memory"
"$KMSAN_CC_PATH" -g -O1 leaks.c -o leaks || exit 1
under user_strict=1 77
grep -q '^end$' out || fail "user memory is user memory"

# Suppressions: each sort, then one of each that does not match.
suppressed() {
	printf '%s\n' '# a comment' '' "$2" >supp
	under "suppressions=$tmp/supp:print_stats=1" "$1"
	said 'SUMMARY:' "$3"
	said 'unused suppression' "$4"
}
suppressed 77 fun:sys_first 1 0
said 'kMSan: 1 report (1 distinct), 3 suppressed'
suppressed 77 'fun:sys_sec*' 1 0
suppressed 3 'src:*leaks.c' 0 0
suppressed 77 origin:sys_second 1 0
suppressed 77 var:first 1 0
suppressed 3 'fun:sys_*' 0 0
said 'kMSan: 0 reports (0 distinct), 4 suppressed'
suppressed 77 fun:sys_firs 2 1
suppressed 77 var:firs 2 1
suppressed 77 origin:first 2 1
suppressed 77 src:leak 2 1
printf 'fun:sys_first\nfunction:x\nfun:\n' >supp
under "suppressions=$tmp/supp" 77
said "kMSan: suppressions line 2: 'function:x' is not fun:NAME, src:PATH, origin:NAME or var:NAME; left out"
said "kMSan: suppressions line 3: 'fun:' is not"
said 'SUMMARY:' 1

# The program's own defaults come first.
echo 'const char *kmsan_default_options(void) { return "exitcode=11:dedup=0"; }' |
	cat leaks.c - >own.c
"$KMSAN_CC_PATH" -g -O1 own.c -o leaks || exit 1
under '' 11
said 'SUMMARY:' 4
under exitcode=12 12
finish
