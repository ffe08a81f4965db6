/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Variable arguments: in registers and on the stack, of every class, copied, more than there are
 * registers for, and a structure with a hole. A scalar that is not initialised is reported at the
 * call; what a structure lacks, where it is used.
 */
#include <kmsan/kmsan.h>
#include <stdarg.h>
#include <string.h>

#include "expect.h"

struct pair {
	int first;
	int second;
	long third;
};

static struct pair pair;

static NOINLINE void
make(void)
{
	pair = (struct pair){1, 2, 3};
	if (!FIXED_TWIN)
		kmsan_mark(&pair.second, sizeof(pair.second), KMSAN_STATE_UNINIT);
}

static NOINLINE double
pair_sum(const struct pair *p)
{
	if (p->second > 100)
		KEEP(p);
	return p->first + (double)p->third;
}

/* i: int, l: long, d: double, x: long double, p: pair */
static NOINLINE double
sum(const char *format, ...)
{
	va_list ap, copy;
	double total = 0;

	va_start(ap, format);
	va_copy(copy, ap);
	for (int round = 0; round < 2; round++) {
		for (const char *f = format; *f != '\0'; f++) {
			struct pair p;

			switch (*f) {
			case 'i':
				total += va_arg(ap, int);
				break;
			case 'l':
				total += (double)va_arg(ap, long);
				break;
			case 'd':
				total += va_arg(ap, double);
				break;
			case 'x':
				total += (double)va_arg(ap, long double);
				break;
			case 'p':
				p = va_arg(ap, struct pair);
				total += pair_sum(&p);
				break;
			}
		}
		va_end(ap);
		if (round == 0)
			va_copy(ap, copy);
	}
	va_end(copy);
	return total;
}

static NOINLINE void
clean(void)
{
	EXPECT(sum("iii", 1, 2, 3) == 12);
	EXPECT(sum("iiiiiiiiiiiiiiiiiiii", 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1,
		   1) == 40);
	EXPECT(sum("ddddddddddd", 1., 1., 1., 1., 1., 1., 1., 1., 1., 1., 1.) == 22);
	EXPECT(sum("idlxidlxidlx", 1, 1., 1L, 1.L, 1, 1., 1L, 1.L, 1, 1., 1L, 1.L) == 24);
	EXPECT(sum("") == 0);
}

static NOINLINE void
scalar(void)
{
	sum("ii", pair.first, pair.second);
}

static NOINLINE void
structure(void)
{
	sum("ip", 1, pair);
}

int
main(void)
{
	clean();
	make();
	structure();
	scalar();
	clean();
	return 0;
}

// CHECK:=================================================================
// CHECK-NEXT:MSan: Uninitialized Unknown Memory
// CHECK-NEXT:    #0 in pair_sum [[FILE]]:32:{{6|16}} (t)
// CHECK-NEXT:    #1 in sum [[FILE]]:65:14 (t)
// CHECK-NEXT:    #2 in structure [[FILE]]:97:2 (t)
// CHECK-NEXT:    #3 in main [[FILE]]:105:2 (t)
// CHECK-NEXT:  Stored to memory at:
// CHECK-NEXT:    #0 in sum [[FILE]]:64:9 (t)
// CHECK-NEXT:    #1 in structure [[FILE]]:97:2 (t)
// CHECK-NEXT:    #2 in main [[FILE]]:105:2 (t)
// CHECK-NEXT:  Origin not known
// CHECK-NEXT:SUMMARY: kMSan: uninit-value [[FILE]]:32:{{6|16}} in pair_sum
// CHECK-NEXT:=================================================================
// CHECK-NEXT:=================================================================
// CHECK-NEXT:MSan: Uninitialized Marked Memory From make+{{0x[0-9a-f]+}}
// CHECK-NEXT:    #0 in scalar [[FILE]]:91:2 (t)
// CHECK-NEXT:    #1 in main [[FILE]]:106:2 (t)
// CHECK-NEXT:  Marked by kmsan_mark at:
// CHECK-NEXT:    #0 in make [[FILE]]:26:3 (t)
// CHECK-NEXT:SUMMARY: kMSan: uninit-value [[FILE]]:91:2 in scalar
// CHECK-NEXT:=================================================================
// CHECK-NEXT:kMSan: 3 reports (2 distinct), 0 suppressed
