#!/bin/sh
# SPDX-License-Identifier: BSD-2-Clause
# Classes: bases, virtual functions, tail padding that is used again, static members, namespaces,
# templates, and types that are complete in another unit only.
. "$(dirname "$0")/lib.sh"

cat >"$tmp/a.cc" <<'EOF'
struct Elsewhere { virtual ~Elsewhere(); char e; long f; };
Elsewhere::~Elsewhere() {}
EOF
cat >"$tmp/b.cc" <<'EOF'
struct Elsewhere { virtual ~Elsewhere(); char e; long f; };
namespace ns {
struct Empty {};
class Base { public: Base(); long l; char c; static int shared; };
Base::Base() {}
class Derived : public Empty, public Base { public: char d; long e; };
namespace { struct Hidden { char a; int b; }; }
template <class T> struct Box { T t; char more; };
struct V { int v; };
struct Virtual : virtual V { char w; };
}
__attribute__((noinline)) extern "C" void use(void *p) { __asm__ volatile("" ::"r"(p) : "memory"); }
__attribute__((noinline)) extern "C" int variables(int k) {
	ns::Derived derived;
	ns::Hidden hidden;
	ns::Box<long> box;
	ns::Virtual virt;
	Elsewhere elsewhere;
	struct { char x; long y; } unnamed;
	use(&derived); use(&hidden); use(&box); use(&virt); use(&elsewhere); use(&unnamed);
	return k;
}
int main(int argc, char **) { return variables(argc); }
EOF
cat >"$tmp/expected" <<'EOF'
class ns::Derived: offset 8, 1 byte: member 'c'
class ns::Derived: offset 9, 1 byte: member 'd'
class ns::Derived: offset 10, 6 bytes: padding after 'd'

struct ns::(anonymous namespace)::Hidden: offset 1, 3 bytes: padding after 'a'

struct ns::Box<long>: offset 8, 1 byte: member 'more'
struct ns::Box<long>: offset 9, 7 bytes: tail padding

struct ns::Virtual: offset 8, 1 byte: member 'w'
struct ns::Virtual: offset 9, 3 bytes: not a known member

struct Elsewhere: offset 8, 1 byte: member 'e'
struct Elsewhere: offset 9, 7 bytes: padding after 'e'

struct (unnamed): offset 1, 7 bytes: padding after 'x'

EOF

questions() {
	for v in "derived 24 8+8" "hidden 0 1+3" "box 16 8+8" "virt 0 8+4" "elsewhere 24 8+8" "unnamed 16 1+7"; do
		printf 'variable\t%s\t%s\t%s\n' "$1" "$(address "$1" variables)" "$(echo "$v" | tr ' ' '\t')"
	done
}

for clang in $clangs; do
	for flags in "-O0 -gdwarf-4" "-O1 -gdwarf-5"; do
		# shellcheck disable=SC2086
		clang++-"$clang" $flags -o "$tmp/x" "$tmp/a.cc" "$tmp/b.cc" || { failed=1; continue; }
		questions "$tmp/x" | "$symbolize" --serve >"$tmp/got" || failed=1
		same "clang-$clang $flags" "$tmp/expected" "$tmp/got"
	done
done
finish
