#!/bin/sh
# SPDX-License-Identifier: BSD-2-Clause
# lib-seeds.sh CLANG...: make corpus/layout/ again: small shared objects with a question in front.
set -eu

out=$(cd "$(dirname "$0")" && pwd)/corpus/layout
tmp=$(mktemp -d)
trap 'rm -rf "$tmp"' EXIT
cd "$tmp"

cat >seed.c <<'EOF'
struct in { int a; char b; };
typedef struct { char c; long l; } anon_t;
struct big { char tag; struct in arr[4]; union { struct in i; long l; } u; unsigned f1:3, f2:7; anon_t an; char name[5]; struct big *next; };
struct in glob[3];
void *alloc(unsigned long);
void use(void *);
int f(int k) { struct big st; struct in *p = alloc(8); use(&st); use(p); return k; }
EOF
cat >seed.cc <<'EOF'
namespace ns {
class B { public: long l; char c; };
class D : public B { public: char d; };
template <class T> struct X { T t; char m; };
int f(void (*use)(void *)) { D st; X<long> x; use(&st); use(&x); return 1; }
}
EOF

build() {
	clang=$1
	shift
	"$clang" -g -fdebug-compilation-dir . -shared -nostdlib -fPIC -Wl,--build-id -Wl,-z,max-page-size=64 \
		-Wl,-z,noseparate-code -fno-asynchronous-unwind-tables "$@" -o seed.so
	objcopy -R .comment seed.so
}
address() {
	echo "0x$(nm seed.so | awk -v s="$1" '$3 == s { print $1 }')"
}
# seed NAME what address name size ranges
seed() {
	printf '%s\t/\t%s\t%s\t%s\t%s\n' "$2" "$3" "$4" "$5" "$6" | cat - seed.so >"$out/$1"
}

rm -f "$out"/*
for clang; do
	v=${clang##*-}
	build "$clang" -O1 -gdwarf-4 seed.c
	seed "c-$v-4" variable "$(address f)" st 0 1+3,9+3,40+8
	build "$clang" -O1 -gdwarf-5 -x c++ seed.cc
	seed "cxx-$v-5" variable "$(address _ZN2ns1fEPFvPvE)" st 0 8+8
done
build "$clang" -O0 seed.c
seed heap heap "0x$(objdump -d seed.so | awk '/call/ { sub(":", "", $1); print $1; exit }')" "" 8 5+3
seed global global "$(address glob)" "" 0 5+3,9:f0
seed type type 0 "struct big" 0 1+3
ls -l "$out"
