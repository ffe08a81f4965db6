#!/bin/sh
# SPDX-License-Identifier: BSD-2-Clause
# Memory that a program uses costs three times as much: itself, shad and orig. What it only reserves, or
# never had uninitialised, costs less.
set -u

tmp=$(mktemp -d)
trap 'rm -rf "$tmp"' EXIT
cat >"$tmp/t.c" <<'END'
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#define MIB	((size_t)1 << 20)
#define KEEP(p) __asm__ volatile("" : : "g"(p) : "memory")

static long
resident(void)
{
	long all, here = 0;
	FILE *f = fopen("/proc/self/statm", "r");

	if (f == NULL || fscanf(f, "%ld %ld", &all, &here) != 2)
		abort();
	fclose(f);
	return here * sysconf(_SC_PAGESIZE);
}

static int
costs(const char *what, long bytes, double low, double high)
{
	double times = (double)bytes / (32.0 * (double)MIB);

	printf("%s: %.2f bytes for a byte\n", what, times);
	return times < low || times > high;
}

int
main(void)
{
	long start = resident();
	char *p = malloc(32 * MIB), *q;
	int failed;

	memset(p, 1, 32 * MIB);
	KEEP(p);
	failed = costs("malloc", resident() - start, 2.9, 3.2);
	start = resident();
	q = mmap(NULL, 32 * MIB, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
	failed |= costs("reserved", resident() - start, 0, 0.1);
	memset(q, 1, 32 * MIB);
	KEEP(q);
	failed |= costs("mmap", resident() - start, 0.9, 2.2);
	return failed;
}
END
"$KMSAN_CC_PATH" -O1 "$tmp/t.c" -o "$tmp/t" && "$tmp/t"
