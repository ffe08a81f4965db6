#!/bin/sh
# SPDX-License-Identifier: BSD-2-Clause
# timeout: 600
# Programs whose debug information is missing, cut or wrong, in a folder with blanks in its name: each
# report is there, as good as what is left of it allows, in time, with one note at most.
. "$(dirname "$0")/lib.sh"

clang=${clangs##* }
folder="$tmp/a folder, with (blanks)"
mkdir "$folder"
cat >"$folder/leak.c" <<'EOC'
#include <kmsan/host.h>
#include <kmsan/uaccess.h>
struct reply { char code; int value; };
__attribute__((noinline)) int
sys_reply(void *ub)
{
	struct reply reply;

	reply.code = 1;
	return copyout(&reply, ub, sizeof(reply));
}
int
main(void)
{
	return sys_reply(kmsan_user_alloc(64));
}
EOC
cd "$folder" || exit 1
KMSAN_CC=clang-$clang "$KMSAN_CC_PATH" -g -O1 leak.c -o whole || exit 1

# report PROGRAM: runs it; its report is in err.
report() {
	timeout 120 "./$1" 2>err
	status=$?
	[ $status -eq 77 ] || wrong "$1" "exit status $status"
	[ "$(grep -c '^MSan: Uninitialized Stack Memory In copyout():arg1 At Offset 1/8, ' err)" -eq 1 ] || wrong "$1" "no head line"
	[ "$(grep -c '^SUMMARY: kMSan: kernel-infoleak ' err)" -eq 1 ] || wrong "$1" "no summary"
	grep -qx '  Bytes 1-7 of 8 are uninitialized' err || wrong "$1" "no bytes"
	[ "$(grep -c '^kMSan: [^0-9]' err)" -le 1 ] || wrong "$1" "more than one note"
	! grep -q "$(printf '[\001-\010\013-\037]')" err || wrong "$1" "control characters"
}

wrong() {
	echo "$1: $2"
	cat err
	failed=1
}

# has PROGRAM LINE...: extended regular expressions of whole lines.
has() {
	program=$1
	shift
	for line in "$@"; do
		grep -Eqx "$line" err || wrong "$program" "no line '$line'"
	done
}

report whole
has whole '    #0 0x[0-9a-f]+ in sys_reply leak.c:10:9 \(whole\+0x[0-9a-f]+\)' "  Variable 'reply' of sys_reply created at leak.c:7:15" \
	"  struct reply: offset 1, 3 bytes: padding after 'code'"

cp whole no_debug
strip -g no_debug
report no_debug
has no_debug '    #0 0x[0-9a-f]+ in sys_reply\+0x[0-9a-f]+ \(no_debug\+0x[0-9a-f]+\)' "  Variable 'reply' of sys_reply created at \(no_debug\+0x[0-9a-f]+\)"
! grep -q 'offset 1, 3 bytes' err || wrong no_debug "members from nowhere"

cp whole no_names
strip -s no_names
report no_names
has no_names '    #[01] 0x[0-9a-f]+ .*\(no_names\+0x[0-9a-f]+\)' 'SUMMARY: kMSan: kernel-infoleak no_names\+0x[0-9a-f]+.*'

# section NAME SCRIPT: a copy of the program in which SCRIPT made "new" from the section's "old".
section() {
	objcopy --dump-section "$1=old" whole || exit 1
	sh -c "$2"
	cp whole changed
	objcopy --update-section "$1=new" changed 2>/dev/null || { echo "$1: cannot be changed"; failed=1; return; }
	report changed
	has "$1, $2" '    #0 0x[0-9a-f]+ in [^ ]*.*\(changed\+0x[0-9a-f]+\)'
}

noise='awk "BEGIN { srand(7); for (i = 0; i < 4000; i++) printf \"%c\", 33 + int(rand() * 90) }" | head -c $(wc -c <old) >new'
for part in .debug_info .debug_abbrev .debug_line .debug_str; do
	section $part 'head -c $(($(wc -c <old) / 2)) old >new'
	section $part 'head -c 7 old >new'
	section $part "$noise"
	section $part 'head -c $(wc -c <old) /dev/zero >new'
done
finish
