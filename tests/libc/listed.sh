#!/bin/sh
# SPDX-License-Identifier: BSD-2-Clause
# docs/LIBC.md lists what there is; every wrapper is named by a test; harmless functions exist in
# libc and have none.
set -u

tmp=$(mktemp -d)
trap 'rm -rf "$tmp"' EXIT
cd "$KMSAN_SRC" || exit 1
failed=0

sh tools/libc-table.sh "$KMSAN_BUILD" >"$tmp/table" || exit 1
sed '1,/^<!-- generated/d' docs/LIBC.md | sed 1d >"$tmp/documented"
diff "$tmp/documented" "$tmp/table" >"$tmp/diff" || {
	echo "docs/LIBC.md is not what tools/libc-table.sh prints; tools/libc-table.sh --write renews it:"
	head -n 6 "$tmp/diff" | cut -c 1-200
	failed=1
}

# untested WRAPPERS WORDS: those that no test names. C++'s operators and what macros stand for have
# other names in a source; an alias is the same code.
untested() {
	while read -r name; do
		case $name in
		_Z*) word=new ;;
		__isoc*) word=${name#__isoc??_} ;;
		_setjmp | __sigsetjmp) word=${name##*_} ;;
		_obstack_begin) word=obstack_init ;;
		_obstack_newchunk) word=obstack_grow ;;
		__sched_cpucount) word=CPU_COUNT ;;
		__atomic_*_16) word=__int128 ;;
		*) word=$name ;;
		esac
		grep -qx -e "$word" "$2" || echo "$name"
	done <"$1"
}

sed -n 's/^--wrap=//p' "$KMSAN_BUILD/lib/kmsan/wrap" | LC_ALL=C sort >"$tmp/wrapped"
sed -n 's/^ALIAS(\([A-Za-z0-9_]*\),.*/\1/p' msan/port/linux/libc/*.c | LC_ALL=C sort >"$tmp/aliases"
nm -A -g --defined-only "$KMSAN_BUILD/lib/libkmsan-parts.a" 2>/dev/null |
	sed -n 's/^[^:]*:\([a-z_0-9]*\)\.c\.o:.* __wrap_\(.*\)$/\2 \1/p' | LC_ALL=C sort -u |
	while read -r name file; do
		[ ! -e "msan/port/linux/libc/$file.c" ] || echo "$name"
	done >"$tmp/ours"
LC_ALL=C comm -23 "$tmp/ours" "$tmp/aliases" >"$tmp/names"
cat tests/libc/*.c tests/libc/*.cc | tr -cs 'A-Za-z0-9_' '\n' | sort -u >"$tmp/words"
[ "$(wc -l <"$tmp/names")" -gt 500 ] || { echo "only $(wc -l <"$tmp/names") wrappers found"; failed=1; }
found=$(untested "$tmp/names" "$tmp/words")
[ -z "$found" ] || { echo "no test names:" $found; failed=1; }
echo no_such_wrapper >"$tmp/planted"
[ "$(untested "$tmp/planted" "$tmp/words")" = no_such_wrapper ] || { echo "a planted name was not found"; failed=1; }

# What libc, libm and libresolv have: their dynamic symbols, and the few that libc's static part adds to every
# program.
libc=$(ldd "$KMSAN_BUILD/bin/kmsan-cc" | sed -n 's/.*libc\.so\.6 => \([^ ]*\).*/\1/p')
{
	for library in "$libc" "${libc%/*}/libresolv.so.2" "${libc%/*}/libm.so.6"; do
		nm -D --defined-only "$library" | awk '{ print $3 }' | sed 's/@.*//'
	done
	printf '%s\n' atexit at_quick_exit pthread_atfork
} | sort -u >"$tmp/libc"
sed '/^#/d; /^$/d' msan/port/linux/libc/harmless.txt >"$tmp/harmless"
twice=$(LC_ALL=C sort "$tmp/harmless" | uniq -d)
[ -z "$twice" ] || { echo "twice in harmless.txt:" $twice; failed=1; }
while read -r name; do
	grep -qx -e "$name" "$tmp/libc" || { echo "harmless.txt: libc has no $name"; failed=1; }
	! grep -qx -e "$name" "$tmp/ours" || { echo "harmless.txt: $name has a wrapper"; failed=1; }
done <"$tmp/harmless"
exit $failed
