# SPDX-License-Identifier: BSD-2-Clause
# For alloc.sh, bulk.sh and scale.sh. $dir: where programs and results go.

# build NAME: bench/NAME.c as $dir/NAME-plain, -kmsan and -msan2.
build() {
	for variant in plain kmsan msan2; do
		case $variant in
		plain) with=$KMSAN_CC ;;
		kmsan) with=$KMSAN_BUILD/bin/kmsan-cc ;;
		msan2) with="$KMSAN_CC -DMSAN -fsanitize=memory -fsanitize-memory-track-origins=2" ;;
		esac
		$with -O2 -gdwarf-4 -pthread -o "$dir/$1-$variant" "$KMSAN_SRC/bench/$1.c"
	done
}

# difference N COMMAND MORE...: pairs of commands, of which the second does N operations more:
# instructions of an operation, the program's name, and the first two words of what it did.
difference() {
	more=$1
	shift
	sh "$KMSAN_SRC/bench/count/count.sh" "$KMSAN_BUILD/bench/count" "$@" >"$dir/counted.txt" ||
		return $?
	awk -v more="$more" '
		$3 != 0 { print $4 " ends with status " $3 >"/dev/stderr"; exit 1 }
		NR % 2 { before = $1; next }
		{ name = $4; sub(/.*\//, "", name); printf "%.0f %s %s\n", ($1 - before) / more, name, $6 " " $7 }
	' "$dir/counted.txt"
}

# row NAME VALUE LIMIT
row() {
	over=
	[ "$2" -le "$3" ] || over='**over**'
	echo "| $1 | $2 | $3 | $over |"
}
