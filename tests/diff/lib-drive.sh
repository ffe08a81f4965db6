# SPDX-License-Identifier: BSD-2-Clause
# Many programs, by seed: drive "$@" calls prepare once, then one SEED for each seed in a process of
# its own, and sums FILE with all that these said, whose exit status is the test's. one says lines of
# three columns: "seed 7 clang-14 -O2", a word to count, what is to be said. With them:
#
#	--count=N --seed=N    so many, from that one up
#	--variants=N          so many variants of each
#	--jobs=N              so many at a time
#	--kept=FOLDER         where reduced disagreements go

# nth N WORD...: the N-th, round and round.
nth() {
	n=$1
	shift
	shift $((n % $#))
	echo "$1"
}

# disagrees FILE TITLE FLAG...: say so, keep it, and leave the rest of this seed.
disagrees() {
	printf '%s\tdisagree\t%s\n' "$about" "$detail"
	keep "$@" >"$tmp/keep" 2>&1
	printf '%s\tkept\t%s\n' "$about" "$(tail -n 1 "$tmp/keep")"
	exit 0
}

read_options() {
	for option; do
		case $option in
		--count=*) count=${option#*=} ;;
		--seed=*) seed=${option#*=} ;;
		--variants=*) variants=${option#*=} ;;
		--jobs=*) jobs=${option#*=} ;;
		--kept=*) kept=${option#*=} ;;
		--one=*) single=${option#*=} ;;
		*) die "there is no option $option: see lib-drive.sh" ;;
		esac
	done
	for number in "$count" "$seed" "$variants" "$jobs" "${single:-0}"; do
		case $number in
		'' | *[!0-9]*) die "\"$number\" is not a number" ;;
		esac
	done
}

drive() {
	jobs=$(nproc 2>/dev/null || echo 1) variants=${variants:-2} seed=${seed:-1} single=
	kept=${kept:-$KMSAN_BUILD/diff}
	read_options "$@"
	tmp=$(mktemp -d)
	trap 'rm -rf "$tmp"' EXIT
	if [ -n "$single" ]; then
		one "$single"
		exit
	fi
	shared=$tmp
	prepare
	clangs=$(usable_clangs)
	[ -n "$clangs" ] || skip "no clang with a runtime of MSan is here (package libclang-rt-14-dev)"
	export clangs variants kept shared
	echo "seeds $seed to $((seed + count - 1)), clang $clangs"
	seq "$seed" $((seed + count - 1)) | xargs -P "$jobs" -I{} sh "$0" --one={} >"$tmp/said"
	cat "$tmp/said"
	sums "$tmp/said"
}
