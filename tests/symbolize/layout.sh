#!/bin/sh
# SPDX-License-Identifier: BSD-2-Clause
# timeout: 900
# The debug information of every clang, DWARF 4 and 5, at every level, also in files of its own: the
# same answers.
. "$(dirname "$0")/lib.sh"

cat >"$tmp/types.h" <<'EOF'
typedef struct { char c; long l; } anon_t;
struct in { int a; char b; };
struct stat_out { int mode; long ino; int flags; };
struct big {
	char tag;
	struct in arr[16];
	struct { short s; long q; };
	union { struct { char x; int y; } a; struct { int z; char w; } b; long long ll[2]; } u;
	unsigned f1 : 3, f2 : 7, f3 : 2;
	anon_t an;
	char name[13];
	const volatile struct stat_out *next;
	int matrix[2][3];
};
EOF
cat >"$tmp/c.c" <<'EOF'
#include "types.h"
__attribute__((noinline)) void use(const void *p) { __asm__ volatile("" ::"r"(p) : "memory"); }
__attribute__((noinline)) void *alloc(unsigned long n) { static char m[4096]; use(&n); return m; }
struct in table[3];
static struct stat_out hidden;
__attribute__((noinline)) int variables(int k) {
	struct stat_out st;
	struct big b;
	struct in list[16];
	int nums[4];
	use(&st); use(&b); use(list); use(nums); use(&hidden);
	if (k) { struct in st; use(&st); }
	return k;
}
__attribute__((noinline)) struct stat_out *returned(void) {
	struct stat_out *p = alloc(sizeof(struct stat_out));
	use(p);
	return p;
}
struct softc { struct in *sc_in; struct stat_out *sc_stat; };
__attribute__((noinline)) void member(struct softc *sc) { sc->sc_in = alloc(sizeof(struct in)); use(sc); }
struct other { int mode; long ino; int flags; };
__attribute__((noinline)) void two(void) {
	struct stat_out *a;
	struct other *b;
	a = alloc(sizeof(*a));
	b = (struct other *)a;
	use(a); use(b);
}
int main(int argc, char **argv) {
	struct softc sc;
	use(table); two(); member(&sc);
	return variables(argc) + (returned() != 0);
}
EOF
cat >"$tmp/c.expected" <<'EOF'
struct stat_out: offset 4, 4 bytes: padding after 'mode'
struct stat_out: offset 16, 4 bytes: member 'flags'
struct stat_out: offset 20, 4 bytes: tail padding

struct in: offset 5, 3 bytes: tail padding

struct stat_out: offset 4, 4 bytes: padding after 'mode'


struct big: offset 1, 3 bytes: padding after 'tag'
struct big: offset 9, 3 bytes: padding after 'arr[0].b'
struct big: offset 136, 2 bytes: member 's'
struct big: offset 138, 6 bytes: padding after 's'
struct big: offset 156, 4 bytes: in union 'u': member 'u.a.y', member 'u.b.w', padding after 'u.b.w', member 'u.ll[0]', its bytes 4-7
struct big: offset 168, bits 4-9: member 'f2', in part
struct big: offset 169, bits 0x0c: member 'f3'
struct big: offset 177, 7 bytes: padding after 'an.c'
struct big: offset 205, 3 bytes: padding after 'name'
struct big: offset 208, 8 bytes: member 'next'
struct big: offset 220, 8 bytes: member 'matrix[0][1..2]'
struct big: offset 228, 4 bytes: member 'matrix[1][0]'

struct in[16]: offset 5, 3 bytes: padding after 'b' in each of the elements 0 to 1

int[4]: offset 4, 2 bytes: element [1], its bytes 0-1
int[4]: offset 8, 8 bytes: elements [2..3]



struct in[3]: offset 13, 3 bytes: padding after '[1].b'

struct stat_out: offset 4, 4 bytes: padding after 'mode'

struct stat_out: offset 4, 4 bytes: padding after 'mode'

anon_t: offset 1, 7 bytes: padding after 'c'


EOF
cat >"$tmp/heap.expected" <<'EOF'
probably struct stat_out: offset 4, 4 bytes: padding after 'mode'


probably struct in: offset 5, 3 bytes: tail padding


EOF

# questions FILE
questions() {
	at="$1$tab$(address "$1" variables)$tab"
	printf 'variable\t%s\t%s\t%s\n' \
		"$1" "$(address "$1" variables)" "st${tab}24${tab}4+4,16+8" \
		"$1" "$(address "$1" variables)" "st${tab}8${tab}5+3" \
		"$1" "$(address "$1" variables)" "st${tab}24~${tab}4+4" \
		"$1" "$(address "$1" variables)" "st${tab}28${tab}4+4" \
		"$1" "$(address "$1" variables)" \
		"b${tab}0${tab}1+3,9+3,136+8,156+4,168:f0,169:0f,177+7,205+11,220+12" \
		"$1" "$(address "$1" variables)" "list${tab}128${tab}5+3,13+3" \
		"$1" "$(address "$1" variables)" "nums${tab}16${tab}4+2,8+8" \
		"$1" "$(address "$1" variables)" "nothing${tab}0${tab}0+1" \
		"$1" 0xfffffff0 "st${tab}0${tab}0+1"
	printf 'global\t%s\t%s\t\t0\t%s\n' "$1" "$(printf '0x%x' $(($(address "$1" table) + 8)))" 5+3 \
		"$1" "$(address "$1" hidden)" 4+4
	printf 'type\t%s\t0\t%s\n' "$1" "struct stat_out${tab}24${tab}4+4" "$1" "anon_t${tab}0${tab}1+7" \
		"$1" "struct nothing${tab}0${tab}0+1"
}

# calls FILE FUNCTION: where it calls alloc.
call() {
	objdump -d --no-show-raw-insn "$1" | awk -v f="<$2>:" '
		$2 == f { inside = 1; next } inside && NF == 0 { exit }
		inside && /call.*<alloc>/ { sub(":", "", $1); print "0x" $1; exit }'
}

heap_questions() {
	printf 'heap\t%s\t%s\t\t%s\n' "$1" "$(call "$1" returned)" "24${tab}4+4" \
		"$1" "$(call "$1" returned)" "32${tab}4+4" "$1" "$(call "$1" member)" "8${tab}5+3" \
		"$1" "$(call "$1" two)" "24${tab}4+4"
}

# check NAME FILE
check() {
	questions "$2" | "$symbolize" --serve >"$tmp/c.got" || failed=1
	same "$1" "$tmp/c.expected" "$tmp/c.got"
	heap_questions "$2" | "$symbolize" --serve >"$tmp/heap.got" || failed=1
	same "$1, heap" "$tmp/heap.expected" "$tmp/heap.got"
}

# All forms with the oldest and the newest, the two usual ones with those between.
usual="-O0:-gdwarf-4 -O2:-gdwarf-5"
forms="$usual -O1:-gdwarf-5 -O3:-gdwarf-4 -O1:-gsplit-dwarf:-gdwarf-5 -O1:-gdwarf-4:-fdebug-types-section
	-O1:-gdwarf-5:-fsanitize=kernel-memory"
for clang in $clangs; do
	case $clang in
	"${clangs##* }" | "$(echo $clangs | cut -d' ' -f1)") these=$forms ;;
	*) these=$usual ;;
	esac
	for form in $these; do
		flags=$(echo "$form" | tr : ' ')
		case $flags in
		*kernel-memory*) build=$KMSAN_CC_PATH ;;
		*) build=clang-$clang ;;
		esac
		# shellcheck disable=SC2086
		(cd "$tmp" && KMSAN_CC=clang-$clang "$build" ${flags%-fsanitize*} -o "c $clang" c.c) ||
			{ failed=1; continue; }
		check "clang-$clang $flags" "$tmp/c $clang"
	done
done

# Debug information in a file of its own, found by its link.
objcopy --only-keep-debug "$tmp/c $clang" "$tmp/c.debug"
objcopy --strip-debug --add-gnu-debuglink="$tmp/c.debug" "$tmp/c $clang"
check "debug link" "$tmp/c $clang"
rm "$tmp/c.debug"
questions "$tmp/c $clang" | "$symbolize" --serve | grep . && { echo "lines out of nowhere"; failed=1; }
finish
