#!/bin/sh
# SPDX-License-Identifier: BSD-2-Clause
# kmsan-audit decodes as objdump does: all of libc and libm, and a few of what they do not have.
. "$KMSAN_SRC/tests/audit/lib.sh"

command -v objdump >/dev/null || { echo "skipped: objdump is missing"; exit 77; }
cat >lengths.c <<'END2'
/* Lines of "objdump -d -w" in, those whose length is another out. */
#include "audit.h"
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

int main(void)
{
	static char line[4096];
	unsigned long n = 0, bad = 0;

	while (fgets(line, sizeof(line), stdin) != NULL) {
		char *bytes = strchr(line, '\t'), *text = bytes ? strchr(bytes + 1, '\t') : NULL, *end;
		unsigned char code[32];
		struct instruction i;
		size_t length = 0;

		if (text == NULL || strstr(text, "(bad)") != NULL)
			continue;
		memset(code, 0x90, sizeof(code));
		for (char *s = bytes + 1; s < text; s = end) {
			unsigned long byte = strtoul(s, &end, 16);

			if (end == s || end > text)
				break;
			code[length++] = (unsigned char)byte;
		}
		/* objdump joins these two instructions. */
		if (code[0] == 0x9b && length > 1)
			continue;
		n++;
		if (!decode(code, sizeof(code), &i) || i.length != length) {
			if (bad++ < 10)
				printf("%zu, not %zu bytes: %s", i.length, length, line);
		}
		/* Cut short it is none. */
		for (size_t cut = 0; cut < length; cut++)
			if (decode(code, cut, &i) && i.length > cut) {
				printf("reads beyond %zu bytes: %s", cut, line);
				bad++;
			}
	}
	printf("%lu bad\n", bad);
	return n < 1000 || bad > 0;
}
END2
${CC:-clang-14} -g -O1 -D_GNU_SOURCE -fsanitize=address,undefined -I"$KMSAN_SRC/tools" -I"$KMSAN_SRC/tools/kmsan-audit" lengths.c \
	"$KMSAN_SRC/tools/kmsan-audit/decode.c" -o lengths || exit 1
libc=$(ldd "$audit" | sed -n "s/.*libc\.so\.6 => \([^ ]*\).*/\1/p")
for file in "$libc" "$(dirname "$libc")/libm.so.6"; do
	objdump -d -w "$file" | ./lengths || failed=1
done
exit $failed
