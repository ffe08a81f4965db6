/* SPDX-License-Identifier: BSD-2-Clause */
// CLANGS: 14 16 19
// LEVELS: 2
// DIFFERS: clang 14 checks what is counted, later ones give the count an origin
/*
 * A false report before clang 22: a string function that reads a word at a time also gets bytes behind
 * the end, and counts the zeros before the first bit. That bit is initialised, and with it the count,
 * but the count of a word that is not wholly initialised is taken for uninitialised.
 */
#include "limits.h"

#include <kmsan/kmem.h>

#define ONES  0x0101010101010101UL
#define HIGHS 0x8080808080808080UL

static NOINLINE void
length(const char *s, size_t *n)
{
	uint64_t word;

	*n = 0;
	if (FIXED_TWIN) {
		while (s[*n] != '\0')
			++*n;
		return;
	}
	memcpy(&word, s, sizeof(word));
	*n = (size_t)__builtin_ctzl((word - ONES) & ~word & HIGHS) / 8;
}

int
main(void)
{
	char *s = kmem_alloc(8, KM_SLEEP);
	size_t n;

	memcpy(s, "wm0", 4);
	length(s, &n);
	if (n > 4)
		KEEP(s);
	kmem_free(s, 8);
	return 0;
}

// CHECK:=================================================================
// CHECK-NEXT:MSan: Uninitialized Kmem Memory From main+{{0x[0-9a-f]+}}
// CLANG14-NEXT:    #0 in length [[FILE]]:29:15 (t)
// CLANG14-NEXT:    #1 in main [[FILE]]:39:2 (t)
// CLANG16UP-NEXT:    #0 in main [[FILE]]:40:6 (t)
// CLANG16UP-NEXT:  Stored to memory at:
// CLANG16UP-NEXT:    #0 in length [[FILE]]:29:5 (t)
// CLANG16UP-NEXT:    #1 in main [[FILE]]:39:2 (t)
// CHECK-NEXT:  Created by kmem_alloc at:
// CHECK-NEXT:    #0 in main [[FILE]]:35:12 (t)
// CLANG14-NEXT:SUMMARY: kMSan: uninit-value [[FILE]]:29:15 in length
// CLANG16UP-NEXT:SUMMARY: kMSan: uninit-value [[FILE]]:40:6 in main
// CHECK-NEXT:=================================================================
// CHECK-NEXT:kMSan: 1 report (1 distinct), 0 suppressed
