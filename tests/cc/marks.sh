#!/bin/sh
# SPDX-License-Identifier: BSD-2-Clause
# label: tool
# timeout: 900
# A link refuses instrumented code that kmsan-cc did not make, wherever it hides, and says where.
. "$KMSAN_SRC/tests/cc/lib.sh"

because='is instrumented, but not by kmsan-cc'

# refused NAME INPUT...
refused() {
	name=$1
	shift
	says "kmsan-cc: $name $because" "$cc" "$@" -o program
}

for KMSAN_CC in $(clangs); do
	export KMSAN_CC
	rm -rf sub ./*.a ./*.so ./*.o
	mkdir sub
	does "$cc" -c whole.c
	does "$cc" -c hello.c
	does "$KMSAN_CC" -fsanitize=kernel-memory -c part.c -o bad.o
	refused bad.o whole.o bad.o
	refused bad.o whole.o -Wl,bad.o
	refused bad.o whole.o -Xlinker bad.o
	refused bad.o whole.c bad.o
	refused bad.o -shared bad.o

	does ar rcs libbad.a hello.o bad.o
	refused 'libbad.a(bad.o)' whole.o libbad.a
	refused './libbad.a(bad.o)' whole.o -L. -lbad
	refused './libbad.a(bad.o)' whole.o -L . -l bad
	refused './libbad.a(bad.o)' whole.o -L. -l:libbad.a
	refused './libbad.a(bad.o)' whole.o -Wl,-L.,-lbad
	cp bad.o sub/an-object-with-a-name-that-is-longer-than-a-header-has-room-for.o
	does ar rcs liblong.a hello.o sub/an-object-with-a-name-that-is-longer-than-a-header-has-room-for.o
	refused 'liblong.a(an-object-with-a-name-that-is-longer-than-a-header-has-room-for.o)' \
		whole.o liblong.a
	does ar rcsT sub/libthin.a hello.o sub/an-object-with-a-name-that-is-longer-than-a-header-has-room-for.o
	refused 'sub/libthin.a(an-object-with-a-name-that-is-longer-than-a-header-has-room-for.o)' \
		whole.o sub/libthin.a
	does "$KMSAN_CC" -fPIC -shared -fsanitize=kernel-memory part.c -o libso.so
	refused libso.so whole.o libso.so
	strip libso.so
	refused ./libso.so whole.o -L. -lso
	does "$KMSAN_CC" -flto -fsanitize=kernel-memory -c part.c -o bitcode.o
	refused bitcode.o whole.o bitcode.o

	# The same places with the mark, or without instrumentation.
	rm -f ./*.a ./*.so sub/*.a
	does "$cc" -c part.c
	strip -g part.o
	does ar rcs libpart.a part.o
	does "$cc" whole.o -L. -lpart -o program
	does ar rcsT sub/libpart.a part.o
	does "$cc" whole.o sub/libpart.a -o program
	is 42 ./program
	does "$cc" -fPIC -shared part.c -o libpart.so
	strip libpart.so
	does "$cc" whole.o -L. -lpart -Wl,-rpath,. -o program
	is 42 ./program
	does "$KMSAN_CC" -c part.c -o plain.o
	does "$cc" whole.o plain.o -o program
	is 42 ./program
done

# gcc's objects are plain ones too.
if command -v gcc >/dev/null; then
	does gcc -c part.c -o gcc.o
	does "$cc" whole.o gcc.o -o program
fi
exit $failed
