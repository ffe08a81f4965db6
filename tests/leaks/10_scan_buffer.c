/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * A driver looks for the first free entry in a table that it has just allocated and nobody has
 * written: malloc(9) without M_ZERO.
 *
 * Origin: Malloc
 * Sink: branch
 */
#include "kernel.h"

#include <kmsan/malloc.h>

#define NSLOTS 32

static NOINLINE int
slot_first_free(const uint8_t *table)
{
	int i;

	for (i = 0; i < NSLOTS; i++)
		if (table[i] == 0)
			return i;
	return -1;
}

static int
uvisor_attach(void)
{
#ifdef FIXED
	uint8_t *table = malloc(NSLOTS, M_DEVBUF, M_WAITOK | M_ZERO);
#else
	uint8_t *table = malloc(NSLOTS, M_DEVBUF, M_WAITOK);
#endif
	int slot;

	table[0] = 1; /* the console's */
	slot = slot_first_free(table);
	free(table, M_DEVBUF);
	return slot;
}

int
main(void)
{
	return uvisor_attach() < 0;
}

// CHECK:=================================================================
// O0-NEXT:MSan: Uninitialized Malloc Memory From uvisor_attach+{{0x[0-9a-f]+}}
// OPT-NEXT:MSan: Uninitialized Malloc Memory From main+{{0x[0-9a-f]+}}
// CHECK-NEXT:    #0 in slot_first_free [[FILE]]:21:{{16|7}} (t)
// CHECK-NEXT:    #1 in uvisor_attach [[FILE]]:37:9 (t)
// CHECK-NEXT:    #2 in main [[FILE]]:45:9 (t)
// CHECK-NEXT:  Created by malloc at:
// CHECK-NEXT:    #0 in uvisor_attach [[FILE]]:32:19 (t)
// OPT-NEXT:    #1 in main [[FILE]]:45:9 (t)
// CHECK-NEXT:SUMMARY: kMSan: uninit-value [[FILE]]:21:{{16|7}} in slot_first_free
// CHECK-NEXT:=================================================================
// CHECK-NEXT:kMSan: 1 report (1 distinct), 0 suppressed
