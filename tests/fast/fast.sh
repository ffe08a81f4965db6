#!/bin/sh
# SPDX-License-Identifier: BSD-2-Clause
# timeout: 900
# --kmsan-fast: no hook is called, what is found stays the same, and what cannot be fast is named.
set -u

tmp=$(mktemp -d)
trap 'rm -rf "$tmp"' EXIT
cd "$tmp" || exit 1
# Temporary files are looked for at the end: not those of a link that somebody else does meanwhile.
mkdir temporary
TMPDIR=$tmp/temporary
export TMPDIR
failed=0
cc=$KMSAN_CC_PATH

bad() {
	echo "$*"
	failed=1
}

cat >main.c <<'END'
#include <stdlib.h>
int sum(const int *v, int n);
int main(int argc, char **argv)
{
	int *v = malloc(16 * sizeof(*v));

	for (int i = 0; i < 16 - (argc > 1); i++)
		v[i] = i;
	(void)argv;
	if (sum(v, 16) == 121)
		exit(3);
	free(v);
	return 0;
}
END
cat >sum.c <<'END'
#include <stdarg.h>
int sum(const int *v, int n);
int nothing(int n, ...);
int nothing(int n, ...) /* va_start is a memcpy that comes up when LTO is nearly done */
{
	va_list args;
	int s = 0;

	va_start(args, n);
	while (n-- > 0)
		s += va_arg(args, int);
	va_end(args);
	return s;
}
int sum(const int *v, int n)
{
	int s = nothing(2, n, -n);

	for (int i = 0; i < n; i++)
		s += v[i];
	return s;
}
END

# calls FILE: how many calls of metadata hooks are in it, found in another way than kmsan-cc's.
calls() {
	objdump -d --no-show-raw-insn "$1" |
		grep -cE '(call|jmp) .*<__msan_metadata_ptr_for_(load|store)_[1248n](@plt)?>'
}

# finds PROGRAM: silent without the mistake, and with it a report that names what is wrong.
finds() {
	status=0
	./"$1" 2>err || status=$?
	[ $status -eq 0 ] && [ ! -s err ] || bad "$1: status $status: $(cat err)"
	status=0
	./"$1" wrong 2>err || status=$?
	[ $status -eq 77 ] || bad "$1 wrong: status $status"
	grep -q '^MSan: Uninitialized Malloc Memory From main+0x' err || bad "$1: $(cat err)"
	grep -q '^SUMMARY: kMSan: uninit-value main.c:10:[0-9]* in main$' err ||
		bad "$1: $(grep SUMMARY err)"
}

# quick LABEL COMMAND...: the link succeeds and has nothing to say.
quick() {
	label=$1
	shift
	"$@" >out 2>&1 || bad "$label: fails: $(cat out)"
	[ ! -s out ] || bad "$label: says: $(cat out)"
}

tested=0
for version in 14 15 16 17 18 19 20 21 22; do
	command -v clang-$version >/dev/null || continue
	if [ ! -x "/usr/lib/llvm-$version/bin/ld.lld" ] && ! command -v ld.lld-$version >/dev/null; then
		echo "clang $version: no lld-$version, not tested"
		continue
	fi
	tested=$((tested + 1))
	KMSAN_CC=clang-$version
	export KMSAN_CC
	for lto in full thin; do
		"$cc" -g -O1 main.c sum.c -o slow
		[ "$(calls slow)" -gt 0 ] || bad "$version: plain links have no hook calls either"
		for level in -O0 -O1 -O3; do
			quick "$version $lto $level" "$cc" --kmsan-fast -flto=$lto -g $level main.c sum.c -o fast
			[ "$(calls fast)" -eq 0 ] || bad "$version $lto $level: $(calls fast) calls left"
			finds fast
		done
		# In several steps, through an archive; and a shared object.
		"$cc" --kmsan-fast -flto=$lto -g -O2 -fPIC -c main.c sum.c
		"/usr/lib/llvm-$version/bin/llvm-ar" rcs libsum.a sum.o 2>/dev/null || ar rcs libsum.a sum.o
		quick "$version $lto archive" "$cc" --kmsan-fast -flto=$lto main.o libsum.a -o archived
		[ "$(calls archived)" -eq 0 ] || bad "$version $lto archive: calls left"
		finds archived
		rm libsum.a
		echo 'V1 { global: sum; no_such_function; local: *; };' >map # as zlib's has, which is made for all platforms
		quick "$version $lto shared" "$cc" --kmsan-fast -flto=$lto -shared sum.o -Wl,--version-script,map -o libsum.so
		[ "$(calls libsum.so)" -eq 0 ] || bad "$version $lto shared: calls left"
		quick "$version $lto user" "$cc" --kmsan-fast -flto=$lto main.o -L. -lsum -Wl,-rpath,"$tmp" -o user
		finds user
	done
done
[ $tested -gt 0 ] || {
	echo "no clang with the lld of its version"
	exit 77
}
unset KMSAN_CC

# says PATTERN COMMAND...
says() {
	pattern=$1
	shift
	"$@" >out 2>&1
	status=$?
	grep -qe "$pattern" out || bad "$*: not said: $pattern, but: $(cat out)"
}

# A plain object among fast ones works, and is named.
"$cc" -g -O2 -c sum.c -o plain.o
"$cc" --kmsan-fast -g -O2 -c main.c -o main.o
says 'mixed is not as fast as --kmsan-fast can be: [0-9]* calls\{0,1\} of hooks left, in .*sum: ' \
	"$cc" --kmsan-fast main.o plain.o -o mixed
[ $status -eq 0 ] || bad "mixed: status $status"
finds mixed
"$cc" --kmsan-fast -fno-lto -g -O2 -c sum.c -o nolto.o
says 'left, in .*sum: ' "$cc" --kmsan-fast main.o nolto.o -o mixed
finds mixed
says 'stripped.* has no symbol table' "$cc" --kmsan-fast -s main.o sum.c -o stripped
# A plain link takes bitcode only through lld: the linker says so, not a broken program.
"$cc" main.o plain.o -o odd >out 2>&1 && bad "a link without --kmsan-fast takes bitcode: $(cat out)"

says '^kmsan-cc: --kmsan-fast links through LTO, and -fno-lto forbids it' \
	"$cc" --kmsan-fast -fno-lto main.o -o no
[ $status -eq 1 ] || bad "-fno-lto: status $status"
says '^kmsan-cc: --kmsan-fast links with lld [0-9]*: leave -fuse-ld=bfd away' \
	"$cc" --kmsan-fast -fuse-ld=bfd main.o -o no
says '^kmsan-cc: --kmsan-fast is a link of' "$cc" --kmsan-fast --kmsan-print-flags=link
says ' -flto=full ' "$cc" --kmsan-fast --kmsan-print-flags=compile

# Without lld: a clang that is alone in its folder.
real=$(realpath "$(command -v "${KMSAN_CC:-clang-14}" || command -v clang)")
mkdir alone
cat >alone/clang-99 <<END
#!/bin/sh
exec "$real" "\$@"
END
chmod +x alone/clang-99
version=$("$real" --version | sed -n 's/.*version \([0-9]*\).*/\1/p')
mkdir path
for tool in sh sed grep; do ln -s "$(command -v $tool)" path/; done
says "^kmsan-cc: --kmsan-fast links with lld $version, and there is neither .* apt-get install lld-$version" \
	env PATH="$tmp/path" KMSAN_CC="$tmp/alone/clang-99" "$cc" --kmsan-fast main.o -o no

# Another compiler's bitcode.
for other in 22 19 16; do
	[ "$other" != "$version" ] && command -v clang-$other >/dev/null || continue
	KMSAN_CC=clang-$other "$cc" --kmsan-fast -O2 -c sum.c -o other.o
	says "links bitcode of the compiler in use only, which is clang $version" \
		"$cc" --kmsan-fast main.o other.o -o no
	[ $status -ne 0 ] || bad "bitcode of clang $other went into a program of clang $version"
	break
done

leftover=$(find "$TMPDIR" -maxdepth 1 -name 'kmsan-hooks-*')
[ -z "$leftover" ] || bad "left behind: $leftover"
exit $failed
