#!/bin/sh
# SPDX-License-Identifier: BSD-2-Clause
# After reports a program says which of its libraries are not instrumented: what they write looks
# uninitialised. It does not say it of those that are, of libc, and of what only others need.
. "$KMSAN_SRC/tests/cc/lib.sh"

note='is not instrumented: what it writes looks uninitialized (kmsan-audit says more)'
cat >deep.c <<'END'
int deep(int *p);
int deep(int *p) { return *p = 7; }
END
cat >fill.c <<'END'
int deep(int *p);
int *fill(int *p);
int *fill(int *p) { deep(p); return p; }
END
cat >main.c <<'END'
int *fill(int *p);
int main(int argc, char **argv)
{
	int x[4];

	(void)argv;
	fill(x);
	return x[argc > 3] == 7 ? 3 : 4;
}
END

# ends_with STATUS LAST-LINE WORD...
ends_with() {
	expected=$1 last=$2
	shift 2
	"$@" >out 2>&1
	[ $? -eq "$expected" ] || fail "not status $expected: $*"
	[ "$(tail -n 1 out)" = "$last" ] || fail "does not end with \"$last\": $*"
}

for KMSAN_CC in $(clangs); do
	export KMSAN_CC
	does "$KMSAN_CC" -shared -fPIC deep.c -o libdeep.so
	does "$KMSAN_CC" -shared -fPIC fill.c -o libfill.so "$tmp/libdeep.so"
	does "$cc" -g main.c -o main "$tmp/libfill.so"
	ends_with 77 "kMSan: libfill.so $note" ./main
	[ "$(grep -c 'is not instrumented' out)" -eq 1 ] || fail "libdeep.so is not called by instrumented code"
	ends_with 77 '{"kmsan":1,"reports":1,"distinct":1,"suppressed":0}' \
		env KMSAN_OPTIONS=report_format=json ./main
	for mode in '' --kmsan-fast; do
		[ -z "$mode" ] || command -v "ld.lld-${KMSAN_CC#clang-}" >/dev/null || continue
		# Instrumented, the one that it needs is not: that one counts then.
		does "$cc" $mode -shared -fPIC fill.c -o libfill.so "$tmp/libdeep.so"
		does "$cc" $mode -g main.c -o main "$tmp/libfill.so"
		ends_with 77 "kMSan: libdeep.so $note" ./main
		# All of it: nothing to report, nothing to say.
		does "$cc" $mode -shared -fPIC deep.c fill.c -o libfill.so
		ends_with 3 '' ./main
		# All of it, and a report.
		does "$cc" $mode bug.c -o bug "$tmp/libfill.so" -Wl,--no-as-needed
		ends_with 77 'kMSan: 1 report (1 distinct), 0 suppressed' ./bug
	done
done
exit $failed
