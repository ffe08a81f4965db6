#!/bin/sh
# SPDX-License-Identifier: BSD-2-Clause
# The shadow needs the address space: a program whose space is limited does not start, and says why; it
# cannot have addresses outside the windows; and it is not linked statically.
set -u

tmp=$(mktemp -d)
trap 'rm -rf "$tmp"' EXIT
cd "$tmp" || exit 1
failed=0
cat >t.c <<'END'
#define _GNU_SOURCE
#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>

/* Where shadow lies, where nothing may lie, and in the window of libraries. */
int
main(int argc, char **argv)
{
	static const unsigned long at[] = {0x210000000000, 0x110000000000, 0x7e8000000000};
	unsigned long reserved = 0;
	char line[512];
	FILE *maps = fopen("/proc/self/maps", "r");

	if (argc > 1) {
		unsigned long lo, hi;
		char rights[5];

		/* Private memory that may be written counts for vm.overcommit_memory=2. */
		while (maps != NULL && fgets(line, sizeof(line), maps) != NULL)
			if (sscanf(line, "%lx-%lx %4s", &lo, &hi, rights) == 3 &&
			    strcmp(rights, "rw-p") == 0)
				reserved += hi - lo;
		printf("%lu\n", reserved >> 10);
		return 0;
	}
	(void)argv;
	for (int i = 0; i < 3; i++)
		printf("%d %s\n", i,
		    mmap((void *)at[i], 4096, PROT_READ | PROT_WRITE,
			MAP_PRIVATE | MAP_ANONYMOUS | MAP_FIXED, -1, 0) == MAP_FAILED ?
			strerror(errno) : "mapped");
	return 0;
}
END
"$KMSAN_CC_PATH" t.c -o t || exit 1

check() { # WHAT EXPECTED
	printf '%s\n' "$2" | cmp -s - out || { echo "$1:"; cat out; failed=1; }
}

./t >out 2>&1
check 'fixed addresses' '0 Cannot allocate memory
1 Cannot allocate memory
2 mapped'
(ulimit -v 20000000 && ./t) >out 2>&1 && { echo 'it runs in 20 GB of addresses'; failed=1; }
sed -i 's/0x[0-9a-f]*/ADDRESS/' out
check 'ulimit -v' 'kMSan: cannot map the shadow at ADDRESS: out of memory: is the address space limited (ulimit -v) or vm.overcommit_memory 2?'
"$KMSAN_CC_PATH" -static t.c -o static >out 2>&1 && { echo 'a static program is linked'; failed=1; }
grep -q '^kmsan-cc: -static: the runtime needs the dynamic linker' out || { cat out; failed=1; }

# With vm.overcommit_memory=2 the kernel has at most CommitLimit to give, whatever MAP_NORESERVE says.
limit=$(sed -n 's/^CommitLimit: *\([0-9]*\) kB$/\1/p' /proc/meminfo)
if [ "$(cat /proc/sys/vm/overcommit_memory)" = 2 ]; then
	./t >out 2>&1 && { echo 'it runs with vm.overcommit_memory=2'; failed=1; }
	grep -q '^kMSan: cannot map the shadow at' out || { cat out; failed=1; }
elif ! reserved=$(./t reserved) || [ "$reserved" -le "${limit:-0}" ]; then
	echo "only ${reserved-nothing} kB of $limit are reserved: the limit is gone"
	failed=1
fi
exit $failed
