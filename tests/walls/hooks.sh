#!/bin/sh
# SPDX-License-Identifier: BSD-2-Clause
# A metadata hook runs at every load and store: straight-line code, at most eight instructions, and no
# registers besides those of argument and result: msan/port/linux/preserve.h promises that.
. "$KMSAN_SRC/tests/walls/lib.sh"

# check OBJECT-OR-ARCHIVE: one line for every hook that is missing, long, or not straight.
check() {
	for access in load store; do
		for size in 1 2 4 8 n; do
			hook=__msan_metadata_ptr_for_${access}_$size
			objdump -d --no-show-raw-insn "$1" | awk -v hook="$hook" '
				/^[0-9a-f]+ <.*>:$/ { inside = index($0, "<" hook ">:") > 0; next }
				!inside || !/^ *[0-9a-f]+:\t/ { next }
				done { next } # padding
				{ sub(/^ *[0-9a-f]+:\t/, ""); count++ }
				/^ret/ { done = 1; next }
				/^(j|call|loop)/ { print hook ": " $0 }
				{
					line = $0
					gsub(/%([re]?(ax|dx|di|si)|[ad][lh]|dil|sil)/, "", line)
					if (line ~ /%/) print hook ": another register: " $0
				}
				END {
					if (!done)
						print hook ": no straight way to ret"
					if (count > 8)
						print hook ": " count " instructions"
				}'
		done
	done
}

[ "$(uname -m)" = x86_64 ] || exit 77
found=$(check "$KMSAN_BUILD/lib/libkmsan.a")
[ -z "$found" ] || { printf '%s\n' "$found"; failed=1; }

cat >"$tmp/planted.c" <<'END'
struct pair { void *shad, *orig; };
struct pair __msan_metadata_ptr_for_load_1(char *p), __msan_metadata_ptr_for_load_2(char *p);
struct pair __msan_metadata_ptr_for_load_4(char *p), other(char *p);
struct pair __msan_metadata_ptr_for_store_1(char *p);
struct pair __msan_metadata_ptr_for_load_1(char *p) { return p ? other(p) : (struct pair){0, 0}; }
struct pair __msan_metadata_ptr_for_load_2(char *p) { struct pair x = other(p); x.shad = p; return x; }
struct pair __msan_metadata_ptr_for_load_4(char *p) {
	for (volatile char *q = p; q < p + 9; q++) *q = 1;
	return (struct pair){p, p + 1};
}
struct pair __msan_metadata_ptr_for_store_1(char *p) {
	__asm__ volatile("xor %%ecx, %%ecx" ::: "rcx");
	return (struct pair){p, p + 1};
}
END
"${CC:-clang-14}" -O2 -c -o "$tmp/planted.o" "$tmp/planted.c"
found=$(check "$tmp/planted.o")
for part in 'load_1: j' 'load_2: call' 'load_4: ' 'load_8: no straight way' 'instructions' \
	'store_1: another register: xor'; do
	case $found in
	*"$part"*) ;;
	*)
		printf 'planted hooks: "%s" was not found in: %s\n' "$part" "$found"
		failed=1
		;;
	esac
done
finish
