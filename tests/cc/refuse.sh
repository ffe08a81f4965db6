#!/bin/sh
# SPDX-License-Identifier: BSD-2-Clause
# label: tool
# timeout: 900
# What cannot work is refused in one line that names it, and its harmless neighbour is not.
. "$KMSAN_SRC/tests/cc/lib.sh"

# refused TEXT OPTION...
refused() {
	text=$1
	shift
	says "kmsan-cc: $text" "$cc" "$@" -c part.c
	[ ! -e part.o ] || fail "$*: compiles all the same"
}

accepted() {
	does "$cc" "$@" -c part.c
	rm -f part.o
}

one_way='all objects of a program pass arguments in one way'
for KMSAN_CC in $(clangs); do
	export KMSAN_CC
	for sanitizer in address thread memory hwaddress kernel-address kernel-hwaddress leak dataflow \
		safe-stack; do
		refused "-fsanitize=$sanitizer cannot be combined" -fsanitize=$sanitizer
	done
	refused "-fsanitize=address cannot be combined" -fsanitize=undefined,address
	accepted -fsanitize=address -fno-sanitize=address
	accepted -fsanitize=thread -fno-sanitize=all -fsanitize=kernel-memory
	accepted -fsanitize=undefined

	refused "-fno-sanitize-memory-param-retval: $one_way" -fno-sanitize-memory-param-retval
	for off in 0 false FALSE False; do
		refused "-mllvm -msan-eager-checks=$off: $one_way" -mllvm -msan-eager-checks=$off
	done
	refused "-mllvm --msan-eager-checks=0: $one_way" -mllvm --msan-eager-checks=0
	refused "-mllvm -msan-eager-checks=0: $one_way" -Xclang -mllvm -Xclang -msan-eager-checks=0
	refused "-mllvm -msan-kernel=0 builds for another runtime" -mllvm -msan-kernel=0
	refused '-mllvm -msan-keep-going=0: there is no code after a warning then, and a suppressed one returns; to stop at the first report: KMSAN_OPTIONS=halt_on_error=1' \
		-mllvm -msan-keep-going=0
	accepted -mllvm -msan-keep-going=1
	accepted -mllvm -msan-eager-checks=1
	accepted -mllvm -msan-eager-checks
	accepted -mllvm -msan-check-access-address=0
	refused "-disable-noundef-analysis: $one_way" -Xclang -disable-noundef-analysis
	refused "-no-enable-noundef-analysis: $one_way" -Xclang -no-enable-noundef-analysis
	echo '-Xclang -disable-noundef-analysis' >response
	refused "-disable-noundef-analysis: $one_way" @response

	for static in -static --static -static-pie; do
		says "kmsan-cc: $static: the runtime needs the dynamic linker" "$cc" $static hello.c
		accepted $static
	done
	does "$cc" -Wl,-Bstatic -Wl,-Bdynamic hello.c
	does "$cc" -static-libgcc hello.c
done
unset KMSAN_CC

says 'kmsan-cc: unknown option --kmsan-quick (known: --kmsan-fast, --kmsan-print-flags=compile, --kmsan-print-flags=link)' \
	"$cc" --kmsan-quick hello.c
says 'kmsan-cc: --kmsan-print-flags=all: the flags are those to compile or to link' \
	"$cc" --kmsan-print-flags=all
exit $failed
