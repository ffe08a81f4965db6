#!/bin/sh
# SPDX-License-Identifier: BSD-2-Clause
# timeout: 900
# Programs of several parts find what they need of the runtime: C++, shared objects, modules opened
# later, LTO; and printed flags do what kmsan-cc does.
. "$KMSAN_SRC/tests/cc/lib.sh"

cat >module.c <<'END'
#include <string.h>
int module(const char *s, int *p);
int module(const char *s, int *p) { return (int)strlen(s) + *p; }
END
cat >user.c <<'END'
#include <stdio.h>
int module(const char *s, int *p);
int main(void) { int x = 39; printf("%d\n", module("abc", &x)); return 0; }
END
cat >opener.c <<'END'
#include <dlfcn.h>
#include <stdio.h>
int main(void) {
	int x = 39, (*module)(const char *, int *);
	void *handle = dlopen("./libmodule.so", RTLD_NOW);
	if (handle == NULL) { puts(dlerror()); return 1; }
	*(void **)&module = dlsym(handle, "module");
	printf("%d\n", module("abc", &x));
	return dlclose(handle);
}
END
cat >throws.cc <<'END'
#include <cstdio>
#include <stdexcept>
static int checked(int x) { if (x > 3) throw std::runtime_error("too big"); return x; }
int main(int argc, char **) {
	try { std::printf("%d\n", checked(argc + 5)); }
	catch (const std::exception &e) { std::puts(e.what()); }
	return 0;
}
END
cat >plain.cc <<'END'
#include <cstdio>
struct base { virtual ~base() {} virtual int get(int *p) { return *p; } };
struct derived : base { int get(int *p) override { return *p + 1; } };
int main() { int x = 41; derived d; base *b = &d; return std::printf("%d\n", b->get(&x)) != 3; }
END
# The one thing that clang 14 cannot compile, and must be told about.
cat >pair.cc <<'END'
struct pair { long a, b; };
pair make(int);
struct guard { ~guard(); };
long sum(int x) { guard g; pair p = make(x); return p.a + p.b; }
END

reports() {
	./"$1" >out 2>&1
	[ $? -eq 77 ] && grep -q "Variable 'x' From main()" out || fail "$1 does not report"
}

for KMSAN_CC in $(clangs); do
	export KMSAN_CC
	version=${KMSAN_CC#clang-}
	does "$cc" -fPIC -shared module.c -o libmodule.so
	! nm libmodule.so | grep -q ' [TW] __msan_' || fail "the runtime is in a shared object"
	for defs in -Wl,-z,defs -Wl,-zdefs -Wl,--no-undefined '-Xlinker --no-undefined' '-z defs'; do
		does "$cc" -fPIC -shared $defs module.c -o libmodule.so
		does "$cc" -fPIC -shared $defs -o libmodule.so -- module.c
	done
	does "$cc" user.c -L. -lmodule -Wl,-rpath,. -o user
	is 42 ./user
	does "$cc" opener.c -o opener
	is 42 ./opener

	does "$cxx" -fno-exceptions plain.cc -o plain
	is 42 ./plain
	if [ "$version" -eq 14 ]; then
		TMPDIR=$tmp "$cxx" -O1 -c pair.cc >out 2>&1 && fail "clang 14 compiles pair.cc now"
		grep -q '^kmsan-cc: clang 14 can crash on C++ exceptions' out || fail "a crash goes without a word"
		does "$cxx" -O1 -fno-exceptions -c pair.cc
		echo 'int x = ;' >error.cc
		"$cxx" -c error.cc >out 2>&1 && fail "error.cc compiles"
		! grep -q kmsan-cc: out || fail "an error is taken for a crash"
	else
		does "$cxx" -O1 -c pair.cc
		does "$cxx" throws.cc -o throws
		is 'too big' ./throws
		does "$cxx" -x c++ -c throws.cc -o throws.o
		does "$cxx" throws.o -o throws2
		is 'too big' ./throws2
		does "$cc" throws.cc -lstdc++ -o throws3
		is 'too big' ./throws3
	fi

	does "$cc" -g -O0 bug.c -o bug
	reports bug
	eval "set -- $("$cc" --kmsan-print-flags=compile)"
	does "$KMSAN_CC" -g -O1 "$@" -c bug.c
	eval "set -- $("$cc" --kmsan-print-flags=link)"
	does "$KMSAN_CC" bug.o "$@" -o bug2
	reports bug2
	eval "set -- $("$cc" --kmsan-print-flags=link -shared)"
	case $* in
	*libkmsan.a*) fail "link flags of a shared object have the runtime" ;;
	esac

	if command -v "ld.lld-$version" >/dev/null; then
		for lto in full thin; do
			does "$cc" -g -O1 -flto=$lto -fuse-ld="lld-$version" bug.c -o bug3
			reports bug3
			does "$cc" -O1 -flto=$lto -fuse-ld="lld-$version" part.c whole.c -o whole
			is 42 ./whole
		done
	fi
done
exit $failed
