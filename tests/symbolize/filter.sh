#!/bin/sh
# SPDX-License-Identifier: BSD-2-Clause
# timeout: 900
# A raw log becomes the report that the program itself would have written: also from another
# machine, among other lines, cut, and with files that are not what they should be.
. "$(dirname "$0")/lib.sh"

cat >"$tmp/leak.cc" <<'EOF'
#include <kmsan/host.h>
#include <kmsan/kmsan.h>
#include <kmsan/uaccess.h>
#include <cstdlib>
namespace ns {
struct stat_out { int mode; long ino; int flags; };
static inline __attribute__((always_inline)) int out(const void *p, void *u, unsigned long n) { return copyout(p, u, n); }
__attribute__((noinline)) int sys_stat(void *u) {
	struct stat_out st, copy;
	st.mode = 1;
	st.ino = 2;
	copy = st;
	return out(&copy, u, sizeof(copy));
}
template <class T> __attribute__((noinline)) int heap(void *u) {
	T *p = static_cast<T *>(malloc(sizeof(T)));
	p->mode = 1;
	int e = out(p, u, sizeof(*p));
	free(p);
	return e;
}
}
int main(void) {
	void *u = kmsan_user_alloc(4096);
	return ns::sys_stat(u) + ns::heap<ns::stat_out>(u);
}
EOF

# addresses differ from run to run
plain() {
	sed 's/0x[0-9a-f]\{9,\}/0xADDR/g' "$1"
}

build() {
	# shellcheck disable=SC2086
	(cd "$tmp" && KMSAN_CC=clang-$1 "$(dirname "$KMSAN_CC_PATH")/kmsan-c++" -fno-exceptions -g $2 -o leak leak.cc) || {
		echo "clang-$1 $2: does not build"
		exit 1
	}
	(cd "$tmp" && ./leak 2>report; KMSAN_OPTIONS=symbolize=0 ./leak 2>raw)
	plain "$tmp/report" >"$tmp/expected"
	grep -q "padding after 'mode'" "$tmp/expected" || {
		echo "clang-$1 $2: the program's own report has no layout"
		cat "$tmp/expected"
		failed=1
	}
}

# filters WHAT LOG [argument...]: gives $tmp/expected.
filters() {
	what=$1 log=$2
	shift 2
	(cd "$tmp" && "$symbolize" "$@" <"$log" >got 2>said) || { echo "$what: status $?"; failed=1; }
	plain "$tmp/got" >"$tmp/got.plain"
	same "$what" "$tmp/expected" "$tmp/got.plain"
}

# says WHAT TEXT
says() {
	grep -qF -e "$2" "$tmp/said" || { echo "$1: did not say: $2"; cat "$tmp/said"; failed=1; }
}

for clang in $clangs; do
	for level in -O0 -O2; do
		build "$clang" $level
		filters "clang-$clang $level" raw
		[ ! -s "$tmp/said" ] || { cat "$tmp/said"; failed=1; }
	done
done

# As JSON: also behind a time stamp. Without the files all is kept for another run; what is cut is copied.
(cd "$tmp" && KMSAN_OPTIONS=report_format=json ./leak 2>json; KMSAN_OPTIONS=report_format=json:symbolize=0 ./leak 2>raw.json)
plain "$tmp/json" >"$tmp/json.plain"
cp "$tmp/expected" "$tmp/expected.text"
cp "$tmp/got" "$tmp/got.text"
cp "$tmp/json.plain" "$tmp/expected"
grep -q '"layout":\[{"probably":false,"type":"struct ns::stat_out","offset":4,"extent":"4 bytes","what":"padding after .mode.' \
	"$tmp/expected" || { echo "json: no layout"; cat "$tmp/expected"; failed=1; }
filters "json" raw.json
sed 's/^/[   12.345678] /' "$tmp/json.plain" >"$tmp/expected"
sed 's/^/[   12.345678] /' "$tmp/raw.json" >"$tmp/stamped"
filters "json, time stamps" stamped
mkdir "$tmp/away"
mv "$tmp/leak" "$tmp/away/other name"
(cd "$tmp" && "$symbolize" <raw.json >half 2>said && ! grep -q leak.cc half && grep -q layout_questions half && grep -q described half) ||
	{ echo "json, without its file: not kept for another run"; failed=1; }
cp "$tmp/json.plain" "$tmp/expected"
filters "json, the second run" half "away/other name"
mv "$tmp/away/other name" "$tmp/leak"
for n in 1 20 300 900; do
	head -c $n "$tmp/raw.json" >"$tmp/cut"
	echo >>"$tmp/cut"
	plain "$tmp/cut" >"$tmp/expected"
	filters "json, cut after $n bytes" cut
done
cp "$tmp/expected.text" "$tmp/expected"
cp "$tmp/got.text" "$tmp/got"

# What is complete already stays as it is, and so does everything else.
cp "$tmp/got" "$tmp/again"
filters "twice" again
cp "$tmp/expected" "$tmp/expected.whole"
printf 'a\0b\nno report #1 0xg (x+0x1)\n\n#0 0x1 in f\nlast' >"$tmp/other"
"$symbolize" <"$tmp/other" >"$tmp/got"
printf '\n' >>"$tmp/other"
same "other lines" "$tmp/other" "$tmp/got"

# A console: a time stamp in front, other lines between.
sed 's/^/[   12.345678] /' "$tmp/expected.whole" >"$tmp/expected"
sed 's/^/[   12.345678] /' "$tmp/raw" >"$tmp/stamped"
filters "time stamps" stamped
sed '3~4a usb 1-1: new device (fast+0x)' "$tmp/raw" >"$tmp/mixed"
grep -v usb "$tmp/expected.whole" >"$tmp/expected"
(cd "$tmp" && "$symbolize" <mixed | grep -v usb >got)
plain "$tmp/got" >"$tmp/got.plain"
same "other lines between" "$tmp/expected" "$tmp/got.plain"
[ "$("$symbolize" <"$tmp/mixed" | grep -c usb)" = "$(grep -c usb "$tmp/mixed")" ] || { echo "lines were lost"; failed=1; }

# The file has moved: found by build id whatever its name is, in a folder, and not without.
mkdir "$tmp/else where"
mv "$tmp/leak" "$tmp/else where/renamed"
cp "$tmp/expected.whole" "$tmp/expected"
filters "by build id" raw "else where/renamed"
mv "$tmp/else where/renamed" "$tmp/else where/leak"
filters "in a folder" raw --path="else where"
id=$(sed -n 's/.*Image leak: .*, build id //p' "$tmp/raw" | head -1)
folder="$tmp/debug/.build-id/$(echo "$id" | cut -c1-2)"
mkdir -p "$folder"
cp "$tmp/else where/leak" "$folder/$(echo "$id" | cut -c3-).debug"
filters "by build id in a folder" raw --path=debug
"$symbolize" <"$tmp/raw" >"$tmp/got"
grep -q ' in main.*leak+0x' "$tmp/got" || { echo "not found, and changed"; failed=1; }
grep -q 'Image leak: ' "$tmp/got" || { echo "a file that was not found is not named any more"; failed=1; }

# Another build of it would give wrong lines.
(cd "$tmp" && clang-"${clangs##* }" -x c -Wl,--build-id -o leak - <<'EOF'
int main(void) { return 0; }
EOF
)
(cd "$tmp" && "$symbolize" leak <raw >got2 2>said)
same "another build" "$tmp/got" "$tmp/got2"
says "another build" "leak has another build id than the log says"

# A log cut anywhere: no failure, and the files on the command line help without Image lines.
lines=$(wc -l <"$tmp/raw")
n=1
while [ $n -le "$lines" ]; do
	head -n $n "$tmp/raw" >"$tmp/cut"
	"$symbolize" "$tmp/else where/leak" <"$tmp/cut" >"$tmp/got" || { echo "cut after $n lines: status $?"; failed=1; }
	n=$((n + 7))
done
head -n 4 "$tmp/raw" >"$tmp/cut"
"$symbolize" "$tmp/else where/leak" <"$tmp/cut" | grep -q ' in ns::out .*leak.cc:7:' || { echo "cut: no lines"; failed=1; }
head -c 700 "$tmp/raw" | "$symbolize" "$tmp/else where/leak" | tail -n 1 | grep -q . || { echo "cut in a line: lost"; failed=1; }

# Bad use.
"$symbolize" --nothing </dev/null 2>/dev/null
[ $? = 2 ] || { echo "--nothing: not 2"; failed=1; }
"$symbolize" "$tmp/none" </dev/null 2>"$tmp/said"
[ $? = 2 ] || { echo "no such file: not 2"; failed=1; }
says "no such file" "$tmp/none: there is no such file"
"$symbolize" --help | grep -q '^usage: kmsan-symbolize' || { echo "--help"; failed=1; }
"$symbolize" <"$tmp/raw" >/dev/full 2>"$tmp/said"
[ $? = 1 ] || { echo "a full disk: not 1"; failed=1; }
finish
