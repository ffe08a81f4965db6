/* SPDX-License-Identifier: BSD-2-Clause */
/* FILES: -latomic */
/* Atomic objects that are too large for an instruction: libatomic copies them. */
#include "check.h"
#include <stdint.h>

struct object {
	int v[6];
};

static struct object a, b, c, d;

static void
fill(struct object *p, int first)
{
	for (int i = 0; i < 6; i++)
		p->v[i] = first + i;
}

static void
generic(void)
{
	bool swapped;

	fill(&a, 1);
	fill(&b, 10);
	UNINIT(&b, sizeof(b));
	SILENT(__atomic_store(&b, &a, __ATOMIC_SEQ_CST));
	CLEAN(&b, sizeof(b));
	UNINIT(&b.v[2], 4);
	SILENT(__atomic_load(&b, &c, __ATOMIC_SEQ_CST));
	DIRTY(&c.v[2], 4);
	CLEAN(&c.v[3], 12);
	fill(&d, 20);
	SILENT(__atomic_exchange(&b, &d, &c, __ATOMIC_SEQ_CST));
	CLEAN(&b, sizeof(b));
	CLEAN(c.v, 8);
	DIRTY(&c.v[2], 4);
	TRUE(b.v[2] == 22 && c.v[0] == 1);
	fill(&a, 20);
	fill(&c, 30);
	UNINIT(&c.v[1], 4);
	SILENT(swapped = __atomic_compare_exchange(
		   &b, &a, &c, false, __ATOMIC_SEQ_CST, __ATOMIC_SEQ_CST));
	TRUE(swapped && b.v[0] == 30);
	DIRTY(&b.v[1], 4);
	CLEAN(&b.v[2], 16);
	REPORTS("__atomic_compare_exchange():arg2", 4,
	    swapped =
		__atomic_compare_exchange(&b, &a, &c, false, __ATOMIC_SEQ_CST, __ATOMIC_SEQ_CST));
	TRUE(!swapped && a.v[0] == 30);
	DIRTY(&a.v[1], 4);
}

int
main(void)
{
	__int128 x __attribute__((aligned(16))) = 1, y = 1, z = 5;

	generic();
	UNINIT(&x, 16);
	SILENT(__atomic_store_n((__int128 *)hide(&x), z, __ATOMIC_SEQ_CST));
	CLEAN(&x, 16);
	SILENT(y = __atomic_exchange_n((__int128 *)hide(&x), 7, __ATOMIC_SEQ_CST));
	CLEAN(&x, 16);
	TRUE(y == 5);
	SILENT(TRUE(__atomic_compare_exchange_n((__int128 *)hide(&x), &z, 9, false,
			__ATOMIC_SEQ_CST, __ATOMIC_SEQ_CST) == false));
	TRUE(z == 7);
	return passed();
}
