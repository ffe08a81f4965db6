#!/bin/sh
# SPDX-License-Identifier: BSD-2-Clause
# A program that made reports ends with 77 on every way out, one that made none as it likes; and a
# report names the caller of the libc function, not the wrapper.
set -u

tmp=$(mktemp -d)
trap 'rm -rf "$tmp"' EXIT
cd "$tmp" || exit 1
failed=0

cat >exits.c <<'END'
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
int main(int argc, char **argv)
{
	char *p = malloc(8);

	if (argv[1][0] == 'r')
		p[7] = (char)(strlen(p) > 3);
	switch (argv[1][1]) {
	case '_':
		_exit(5);
	case 'E':
		_Exit(5);
	case 'e':
		exit(5);
	default:
		return argc + 3;
	}
}
END
"$KMSAN_CC_PATH" -g -O0 exits.c -o exits || exit 1
for way in _ E e m; do
	./exits "r$way" 2>err
	[ $? -eq 77 ] || { echo "r$way: not 77"; failed=1; }
	grep -q '#0 .* in main .*exits.c:9:' err || { echo "r$way: another caller"; cat err; failed=1; }
	grep -q 'In strlen():arg1 At Offset 0/' err || { echo "r$way: another head"; cat err; failed=1; }
	./exits "s$way" 2>err
	[ $? -eq 5 ] || { echo "s$way: not 5"; failed=1; }
	[ ! -s err ] || { echo "s$way: not silent"; cat err; failed=1; }
done
exit $failed
