#!/bin/sh
# SPDX-License-Identifier: BSD-2-Clause
# build.sh DIR [VARIANT...]: every workload in every variant, as DIR/VARIANT/WORKLOAD. Variants: plain
# kmsan fast msan0 msan1 msan2. Environment: KMSAN_BUILD, KMSAN_SRC, KMSAN_CC (the compiler of all),
# KMSAN_FLAGS (more flags for kmsan and fast; in a DIR of their own, for programs are not built again for them).
#
# A workload of somebody else's code says so in its first comment: "source: PACKAGE FILE..." are files
# of a Debian source package, fetched here; "flags: ..." go to the compiler.
set -eu

dir=$1
shift
work=$KMSAN_SRC/bench/work
cc=${KMSAN_CC:-clang-14}
variants=${*:-plain kmsan fast msan0 msan1 msan2}
# All the same, so that what differs is the sanitizer: warnings return in kMSan and in MSan, and
# arguments are checked at the call in both. DWARF 4, because valgrind 3.19 cannot read clang's 5.
common='-O2 -gdwarf-4 -w -fno-omit-frame-pointer -fno-optimize-sibling-calls -std=gnu11'

. "$KMSAN_SRC/tests/real/lib.sh"

# parts SOURCE: the further words that this workload is compiled with.
parts() {
	sed -n '/^ \*\//q; s/^ \* \(source\|flags\): //p' "$1" | while read -r words; do
		# shellcheck disable=SC2086
		case $words in
		-*) echo "$words" ;;
		*) part_files $words ;;
		esac
	done
}

part_files() {
	real_fetch "$1" || exit
	shift
	for file in "$@"; do
		echo "$real_source/$file -I$(dirname "$real_source/$file")"
	done
}

eager='-mllvm -msan-eager-checks=1'
"$cc" -fsanitize=memory -fsanitize-memory-param-retval -x c -c -o /dev/null /dev/null \
	-Werror 2>/dev/null && eager=-fsanitize-memory-param-retval

compiler() {
	case $1 in
	plain) echo "$cc" ;;
	kmsan) echo "$KMSAN_BUILD/bin/kmsan-cc ${KMSAN_FLAGS:-}" ;;
	fast) echo "$KMSAN_BUILD/bin/kmsan-cc --kmsan-fast ${KMSAN_FLAGS:-}" ;;
	msan[012])
		echo "$cc -fsanitize=memory -fsanitize-memory-track-origins=${1#msan} \
			-fsanitize-recover=memory $eager" ;;
	*) fail "there is no variant $1 (plain kmsan fast msan0 msan1 msan2)" ;;
	esac
}

# A file's objects are only built again when something that goes into them is newer.
stale() { # PROGRAM SOURCE...
	program=$1
	shift
	[ -e "$program" ] || return 0
	for part in "$@" "$work/main.c" "$work/work.h" "$KMSAN_BUILD/lib/libkmsan.a" \
		"$KMSAN_BUILD/bin/kmsan-cc" "$KMSAN_SRC/bench/build.sh"; do
		[ ! "$part" -nt "$program" ] || return 0
	done
	return 1
}

for variant in $variants; do
	with=$(compiler "$variant")
	mkdir -p "$dir/$variant"
	for source in "$work"/*.c; do
		name=$(basename "$source" .c)
		[ "$name" != main ] || continue
		stale "$dir/$variant/$name" "$source" || continue
		more=$(parts "$source") || {
			status=$?
			echo "$more" # why
			exit $status
		}
		# shellcheck disable=SC2086
		$with $common -I"$work" -o "$dir/$variant/$name.new" "$work/main.c" "$source" $more ||
			fail "$name cannot be built as $variant"
		mv "$dir/$variant/$name.new" "$dir/$variant/$name"
	done
done
