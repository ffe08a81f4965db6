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

# All samples that leak: the patterns by which crash collectors know these kernels' reports (the titles
# and frames of Linux's, the strings of NetBSD's), on every report.
if command -v python3 >/dev/null; then
	cat >patterns.py <<'END'
import re, sys
form, name, text = sys.argv[1], sys.argv[2], open(sys.argv[3], errors="replace").read()
kinds = "uninit-value|use-after-free|(kernel|disk|net|dma)-infoleak(-after-free)?"
if form == "linux":
    reports = text.split("=" * 53 + "\n")[1::2]
    for r in reports:
        assert re.match(r"BUG: KMSAN: (%s) in ([a-zA-Z0-9_]+)(?:\.|\+)" % kinds, r), r
        assert re.search(r"^(Local variable .* created at:|Uninit was created at:)\n (\S+|\(stack)", r, re.M), r
        for line in re.findall(r"^(?:Bytes?|Memory access|Uninit was) .*", r, re.M):
            assert re.fullmatch(r"Bytes \d+-\d+ of \d+ are uninitialized|Byte \d+ of \d+ is uninitialized|"
                r"Memory access of size \d+ starts at [0-9a-f]{16}|Uninit was (created|stored to memory) at:", line), line
        assert re.search(r"^CPU: \d+ PID: \d+ Comm: \S+", r, re.M), r
else:
    assert text.startswith("panic: "), text
    reports = [text]
    types, sink = "(Stack|Kmem|Malloc|Pool|Uvm|Unknown)", r"In \S+ At Offset \d+"
    strings = [rf"Memory {sink}", rf"{types} Memory {sink}/\d+, From \S+\(\)",
        rf"{types} Memory {sink}, Variable '.*' From \S+\(\)", rf"{types} Memory, Origin [0-9a-f]+",
        rf"{types} Memory From \S+\(\)", r"Variable '.*' From \S+\(\)"]
    head = text.split("\n")[0].removeprefix("panic: MSan: Uninitialized ")
    assert any(re.fullmatch(s, head) for s in strings), head
    culprit = re.search(r"MSan: Uninitialized (?:.*\n)+(?:kmsan|__msan).*\n(.*)\(", text)
    assert culprit and re.fullmatch(r"\w+", culprit.group(1)), text
    assert re.search(r" at netbsd:([A-Za-z0-9_]+)\+0x([0-9a-f]+)", text), text
print(len(reports))
END
	reports=0
	for sample in "$KMSAN_BUILD"/samples/stat_leak "$KMSAN_BUILD"/samples/disk_heap "$KMSAN_BUILD"/samples/media_bit \
		"$KMSAN_BUILD"/samples/sockopt_branch "$KMSAN_BUILD"/samples/usb_uaf "$KMSAN_BUILD"/samples/alloc_mbuf; do
		for form in linux netbsd; do
			options="report_format=$form:halt_on_error=1 ($(basename "$sample"))"
			KMSAN_OPTIONS=report_format=$form:halt_on_error=1 timeout 60 "$sample" >out 2>err
			n=$(python3 patterns.py $form "$(basename "$sample")" err) || fail "not as the patterns want it"
			reports=$((reports + ${n:-0}))
		done
	done
	options=
	[ $reports -ge 12 ] || fail "$reports reports in all"
fi

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
