#!/bin/sh
# SPDX-License-Identifier: BSD-2-Clause
# The other forms of a report, read with the patterns of the tools that they are for.
. "$(dirname "$0")/lib.sh"

# Linux: "BUG: KMSAN: <kind> in <function>+", and the titles that crash collectors make of it.
under report_format=linux:halt_on_error=1 77
grep -Eq '^BUG: KMSAN: ([a-z-]+) in ([a-zA-Z0-9_]+)(\.|\+)' err || fail "no head line"
said 'BUG: KMSAN: kernel-infoleak in sys_first+0x'
grep -Eq '^(Local variable .* created at:|Uninit was created at:)$' err || fail "no origin"
said 'Local variable first created at:'
said 'Bytes 1-7 of 8 are uninitialized' 1
said 'Memory access of size 8 starts at 0000'
grep -Eq '^ sys_first\+0x[0-9a-f]+/0x[0-9a-f]+ ' err || fail "no frame"

# NetBSD: the frame behind the sanitizer's last one, on a line of its own, is the culprit.
under report_format=netbsd:halt_on_error=1 77
said "panic: MSan: Uninitialized Stack Memory In copyout():arg1 At Offset 1, Variable 'first' From sys_first()"
culprit=$(tr '\n' '~' <err | sed -nE 's/.*MSan: Uninitialized ([^~]*~)+(kmsan|__msan)[^~]*~([^~(]*)\(.*/\3/p')
[ "$culprit" = sys_first ] || fail "the culprit is '$culprit'"
grep -Eq ' at netbsd:([A-Za-z0-9_]+)\+0x([0-9a-f]+)$' err || fail "no frame"
under report_format=netbsd 77
said panic 0
said 'MSan: Uninitialized Kmem Memory In copyout():arg1 At Offset 0/8, From sys_second()'

# JSON: one object a line, and each of them is one.
under report_format=json 77
if command -v python3 >/dev/null; then
	python3 - err <<'END' || fail "not the objects that docs/REPORTS.md describes"
import json, sys
lines = [json.loads(line) for line in open(sys.argv[1])]
first, second, summary = lines
assert first["kmsan"] == 1 and first["kind"] == "kernel-infoleak"
assert first["sink"] == "copyout():arg1" and first["size"] == 8
assert first["ranges"] == [{"first": 1, "size": 7, "bits": "0xff"}]
assert first["type"] == "Stack" and first["freed"] is False and first["variable"] == "first"
assert first["stack"][0]["function"] == "sys_first" and first["stack"][0]["file"] == "leaks.c"
assert first["layout"] == [{"probably": False, "type": "struct reply", "offset": 1, "extent": "3 bytes",
    "what": "padding after 'code'"}, {"probably": False, "type": "struct reply", "offset": 4, "extent": "4 bytes",
    "what": "member 'value'"}]
assert (first["file"], first["line"], first["column"]) == ("leaks.c", 19, 15)
assert second["type"] == "Kmem" and second["created"][0]["function"] == "sys_second"
assert summary == {"kmsan": 1, "reports": 4, "distinct": 2, "suppressed": 0}
END
fi
said '{"kmsan":1,"kind":"kernel-infoleak","sink":"copyout():arg1",' 2
said '{"kmsan":1,"reports":4,"distinct":2,"suppressed":0}'
finish
