#!/bin/sh
# SPDX-License-Identifier: BSD-2-Clause
# No function is forgotten: all that libc's headers declare and its libraries have has a wrapper or is in
# harmless.txt with the reason, but for what only computes, which kmsan-audit knows. The declarations
# come from the compiler, plainly and as what the headers make of them with 64-bit offsets and
# fortification.
set -u

cc=clang-${KMSAN_HEADERS_CLANG:-14}
command -v "$cc" >/dev/null || { echo "skipped: no $cc to read headers with"; exit 77; }
tmp=$(mktemp -d)
trap 'rm -rf "$tmp"' EXIT
cd "$KMSAN_SRC" || exit 1
failed=0

# thread_db.h and proc_service.h are a debugger's; regexp.h, sys/elf.h and sys/vm86.h only say that they
# are no more.
headers='aio aliases alloca argp argz arpa/inet arpa/nameser arpa/nameser_compat assert byteswap complex
	ctype dirent dlfcn endian envz err errno error execinfo fcntl fenv fmtmsg fnmatch fstab fts ftw
	gconv getopt glob grp gshadow iconv ifaddrs inttypes langinfo libgen libintl limits link locale
	malloc math mcheck memory mntent monetary mqueue net/if netdb netinet/ether netinet/in nl_types
	nss obstack poll printf pthread pty pwd re_comp regex resolv rpc/netdb sched search semaphore
	setjmp sgtty shadow signal spawn stdint stdio stdio_ext stdlib string strings sys/acct sys/auxv
	sys/epoll sys/eventfd sys/fanotify sys/file sys/fsuid sys/gmon sys/inotify sys/io sys/ioctl
	sys/ipc sys/klog sys/mman sys/mount sys/msg sys/param sys/personality sys/pidfd
	sys/platform/x86 sys/poll sys/prctl sys/profil sys/ptrace sys/quota sys/random sys/reboot
	sys/resource sys/rseq sys/select sys/sem sys/sendfile sys/shm sys/signalfd
	sys/single_threaded sys/socket sys/stat sys/statfs sys/statvfs sys/swap sys/sysinfo sys/syslog
	sys/sysmacros sys/time sys/timeb sys/timerfd sys/times sys/timex sys/types sys/ucontext sys/uio
	sys/un sys/utsname sys/vfs sys/vlimit sys/wait sys/xattr syslog termios tgmath threads time
	ttyent uchar ucontext ulimit unistd utime utmp utmpx wait wchar wctype wordexp'

# declared FLAG...: "NAME<tab>TYPE" for each function that the headers in $tmp/all.c declare; NAME is
# what is linked: that of an asm label, if there is one. An inline function calls others.
declared() {
	"$cc" "$@" -D_GNU_SOURCE -w -fsyntax-only -Xclang -ast-dump "$tmp/all.c" 2>"$tmp/said" |
		awk '
		/^[|`]-/ {
			if (name != "")
				print name "\t" type
			name = ""
		}
		/^[|`]-FunctionDecl/ && !/ static / && match($0, /[A-Za-z_0-9]+ '\''[^'\'']*'\''/) {
			name = type = substr($0, RSTART, RLENGTH)
			sub(/ .*/, "", name)
			sub(/^[^'\'']*'\''/, "", type)
		}
		/^[| ] [|`]-AsmLabelAttr/ && name != "" {
			split($0, quoted, "\"")
			name = quoted[2]
		}
		END { if (name != "") print name "\t" type }'
}

# forgotten FILE: those of the names in it that kmsan-audit does not know: an object calls each.
forgotten() {
	awk 'BEGIN { print "void all(int n)\n{\n\tswitch (n) {" }
		{ print "\tcase " NR ": {\n\t\textern int " $0 "();\n\t\t" $0 "();\n\t}" }
		END { print "\t}\n}" }' "$1" >"$tmp/calls.c"
	KMSAN_CC=$cc "$KMSAN_CC_PATH" -w -fno-builtin -c "$tmp/calls.c" -o "$tmp/calls.o" || exit 1
	"$KMSAN_BUILD/bin/kmsan-audit" "$tmp/calls.o" >"$tmp/audit" ||
		sed -n 's/^.*: not instrumented: \([^(]*\)(), which.*/\1/p' "$tmp/audit"
}

missing=
: >"$tmp/all.c"
echo '#include <stdio.h>' >>"$tmp/all.c" # obstack.h and printf.h have more with it
for header in $headers; do
	if echo "#include <$header.h>" | "$cc" -D_GNU_SOURCE -w -E -x c - >/dev/null 2>&1; then
		echo "#include <$header.h>" >>"$tmp/all.c"
	else
		missing="$missing $header.h"
	fi
done
[ -z "$missing" ] || echo "not in this libc:$missing"
for flags in '-O0' '-O2 -D_FORTIFY_SOURCE=2 -D_FILE_OFFSET_BITS=64'; do
	# shellcheck disable=SC2086
	declared $flags
done | LC_ALL=C sort -u >"$tmp/declared"
count=$(cut -f 1 "$tmp/declared" | LC_ALL=C sort -u | wc -l)
[ "$count" -gt 2500 ] || { cat "$tmp/said"; echo "only $count functions are declared"; failed=1; }

for library in libc.so.6 libm.so.6 libresolv.so.2 libutil.so.1 librt.so.1 libanl.so.1; do
	file=$("$cc" -print-file-name=$library)
	[ ! -e "$file" ] || nm -D --defined-only "$file"
done | awk '{ sub(/@.*/, "", $3); print $3 }' | LC_ALL=C sort -u >"$tmp/libc"
cut -f 1 "$tmp/declared" | LC_ALL=C sort -u | LC_ALL=C comm -12 - "$tmp/libc" >"$tmp/names"
known=$(wc -l <"$tmp/names")
[ "$known" -gt 2000 ] || { echo "libc has only $known of them"; failed=1; }
for name in stat fgetc __isoc99_sscanf pread64 __fprintf_chk sin; do
	grep -qx -e "$name" "$tmp/names" || { echo "$name is not among what headers declare"; failed=1; }
done
found=$(forgotten "$tmp/names")
[ -z "$found" ] || { echo "neither wrapped nor in harmless.txt:" $found; failed=1; }
grep -q '^kmsan-audit: 1 function instrumented, 0 findings$' "$tmp/audit" || { tail -n 3 "$tmp/audit"; failed=1; }
echo not_of_libc >>"$tmp/names"
[ "$(forgotten "$tmp/names")" = not_of_libc ] || { echo 'that one is forgotten is not seen'; failed=1; }

# The first reason is about numbers: the compiler knows better.
sed -n '/^# Numbers in/,/^$/{/^#/d;/^$/d;p;}' msan/port/linux/libc/harmless.txt | LC_ALL=C sort >"$tmp/numbers"
[ "$(wc -l <"$tmp/numbers")" -gt 100 ] || { echo "no list of functions of numbers"; failed=1; }
found=$(awk -F '\t' '$2 ~ /[*]|va_list/ { print $1 }' "$tmp/declared" | LC_ALL=C sort -u |
	LC_ALL=C comm -12 - "$tmp/numbers")
[ -z "$found" ] || { echo "said to be about numbers, but there is an address:" $found; failed=1; }

echo "$count functions, $known of them in libc"
exit $failed
