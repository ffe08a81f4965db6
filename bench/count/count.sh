#!/bin/sh
# SPDX-License-Identifier: BSD-2-Clause
# count.sh CACHE COMMAND...: how many instructions each command executes as a whole process, start-up
# and kernel included; one line each: INSTRUCTIONS PEAK-KIB STATUS COMMAND. A command is words apart
# by single spaces; programs and files that it names by their absolute paths are taken along.
#
# There is no noise in it: an emulated processor whose clock is its instruction counter. Tools that
# count on the host do not do: a virtual machine has no hardware counters, and valgrind's and QEMU's
# user emulators have no room for the shadow, which is most of the address space.
#
# Needs qemu-system-x86_64, a C compiler that links statically, and one download of Debian's
# kernel package, kept in CACHE. Exit status 77: one of them is missing; a line says which.
set -eu

cache=$1
shift
here=$(dirname "$0")

missing() {
	echo "cannot count instructions: $*" >&2
	exit 77
}

for tool in qemu-system-x86_64 dpkg-deb apt-get; do
	command -v $tool >/dev/null || missing "there is no $tool"
done
mkdir -p "$cache"
work=$(mktemp -d "$cache/run.XXXXXX")
trap 'rm -rf "$work"' EXIT

if [ ! -e "$cache/vmlinuz" ]; then
	package=$(apt-cache depends linux-image-cloud-amd64 2>/dev/null |
		sed -n 's/.*Depends: \(linux-image-[^ ]*\)$/\1/p' | head -n 1)
	[ -n "$package" ] || missing "apt does not know linux-image-cloud-amd64 (apt-get update?)"
	(cd "$work" && apt-get -q -o APT::Sandbox::User=root download "$package" >log 2>&1) ||
		missing "$package cannot be fetched"
	dpkg-deb --fsys-tarfile "$work/$package"*.deb |
		tar -xf - -C "$work" --strip-components=2 --wildcards './boot/vmlinuz-*'
	mv "$work"/vmlinuz-* "$cache/vmlinuz"
fi
if [ ! -e "$cache/init" ] || [ "$here/init.c" -nt "$cache/init" ]; then
	"${CC:-clang-14}" -O2 -static -o "$cache/init" "$here/init.c" || missing "no static libc"
fi

root=$work/root
mkdir "$root"
cp "$cache/init" "$root/init"

take() {
	[ ! -e "$root$1" ] || return 0
	mkdir -p "$root$(dirname "$1")"
	cp -L "$1" "$root$1"
}

for command in "$@"; do
	printf '%s\n' "$command" >>"$root/jobs"
	for word in $command; do
		case $word in
		/*) [ ! -f "$word" ] || {
			take "$word"
			for library in $(ldd "$word" 2>/dev/null | grep -o '/[^ ]*' || :); do
				take "$library"
			done
		} ;;
		esac
	done
done

# An archive in the one format that the kernel unpacks, newc: a header of hexadecimal numbers, the
# name, the content, both filled up to a multiple of 4.
entry() { # NAME MODE SIZE [FILE]
	printf '070701%08X%08X%08X%08X%08X%08X%08X%08X%08X%08X%08X%08X%08X%s\0' \
		0 "$2" 0 0 1 0 "$3" 0 0 0 0 $((${#1} + 1)) 0 "$1"
	pad $((110 + ${#1} + 1))
	[ $# -lt 4 ] || cat "$4"
	pad "$3"
}
pad() {
	case $(($1 % 4)) in
	1) printf '\0\0\0' ;;
	2) printf '\0\0' ;;
	3) printf '\0' ;;
	esac
}
(
	cd "$root"
	find . -mindepth 1 -type d | cut -c 3- | sort | while read -r name; do
		entry "$name" $((0040755)) 0
	done
	find . -type f | cut -c 3- | sort | while read -r name; do
		entry "$name" $((0100755)) "$(wc -c <"$name")" "$name"
	done
	entry 'TRAILER!!!' 0 0
) >"$work/initrd"

# The layout must be the same every time: no randomisation. And no wall clock: it would tick at
# another instruction every time. Huge pages are for those who ask: else whether there happens to be one
# that is free decides on millions of instructions, which clear it.
timeout "${COUNT_TIMEOUT:-540}" qemu-system-x86_64 -accel tcg -cpu max -icount shift=0,sleep=off \
	-rtc clock=vm,base=2000-01-01 -m "${COUNT_MEMORY:-2048}" -display none -serial stdio \
	-monitor none -no-reboot -kernel "$cache/vmlinuz" -initrd "$work/initrd" \
	-append 'console=ttyS0 quiet panic=-1 nokaslr norandmaps mitigations=off transparent_hugepage=madvise rdinit=/init' \
	</dev/null >"$work/console" 2>&1 || :
tr -d '\r' <"$work/console" | awk -v jobs="$root/jobs" '
	BEGIN { while ((getline line < jobs) > 0) job[n++] = line }
	/^counted job / { print $7, $9, int($5 / 256) + $5 % 256, job[$3] }
	/^counted all/ { all = 1 }
	END { exit !all }' || {
	echo "count.sh: the machine did not come to its end; its last words:" >&2
	tail -n 15 "$work/console" >&2
	exit 1
}
