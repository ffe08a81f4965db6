# SPDX-License-Identifier: BSD-2-Clause
# What the scripts of this folder have in common. Sourced, with KMSAN_SRC set, it sets what is not said:
# $KMSAN_BUILD, $KMSAN_CC, and $dir, where programs and results go.

KMSAN_BUILD=${KMSAN_BUILD:-$KMSAN_SRC/build}
KMSAN_CC=${KMSAN_CC:-clang-14}
export KMSAN_SRC KMSAN_BUILD KMSAN_CC
dir=${dir:-$KMSAN_BUILD/bench/$(basename "$KMSAN_CC")$(printf %s "${KMSAN_FLAGS:-}" | tr -c 'a-zA-Z0-9=-' _)}
mkdir -p "$dir"
unset KMSAN_OPTIONS
[ -x "$KMSAN_BUILD/bin/kmsan-cc" ] || {
	echo "bench: build first: cmake --preset default && cmake --build --preset default" >&2
	exit 1
}

# options "--runs --count" "$@": which of the two a script takes: sets $runs (5) and $count.
options() {
	known=" $1 " runs=5 count=
	shift
	while [ $# -gt 0 ]; do
		case "$known" in
		*" $1 "*) ;;
		*) sed -n '3,/:/s/^# \([a-z]*\.sh[^:]*\):.*/usage: \1/p' "$0" >&2; exit 2 ;;
		esac
		case $1 in
		--runs) runs=${2:?--runs needs a number}; shift ;;
		--count) count=1 ;;
		esac
		shift
	done
}

# build NAME VARIANT...: bench/NAME.c as $dir/NAME-VARIANT: plain, kmsan, msan2.
build() {
	name=$1
	shift
	for variant in "$@"; do
		case $variant in
		plain) with=$KMSAN_CC ;;
		kmsan) with=$KMSAN_BUILD/bin/kmsan-cc ;;
		msan2) with="$KMSAN_CC -DMSAN -fsanitize=memory -fsanitize-memory-track-origins=2" ;;
		esac
		$with -O2 -gdwarf-4 -pthread -o "$dir/$name-$variant" "$KMSAN_SRC/bench/$name.c"
	done
}

# difference N COMMAND MORE...: pairs of commands, of which the second does N operations more:
# instructions of an operation, the program's name, and the first two words of what it did. The first
# command runs once more before all: the kernel is cold then.
difference() {
	more=$1
	shift
	sh "$KMSAN_SRC/bench/count/count.sh" "$KMSAN_BUILD/bench/count" "$1" "$@" >"$dir/counted.txt" ||
		return $?
	awk -v more="$more" '
		$3 != 0 { print $4 " ends with status " $3 >"/dev/stderr"; exit 1 }
		NR == 1 { next }
		NR % 2 == 0 { before = $1; next }
		{ name = $4; sub(/.*\//, "", name); printf "%.0f %s %s\n", ($1 - before) / more, name, $6 " " $7 }
	' "$dir/counted.txt"
}

# row NAME VALUE LIMIT
row() {
	over=
	[ "$2" -le "$3" ] || over='**over**'
	echo "| $1 | $2 | $3 | $over |"
}
