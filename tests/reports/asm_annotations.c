/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * KMSAN_ASM_READS reports what assembly would read and nobody would see; KMSAN_ASM_WRITES marks the bytes
 * that it names, and no others.
 */
#include <kmsan/kmsan.h>
#include <string.h>

#include "expect.h"

struct packet {
	char head[6];
	short type;
	char data[8];
};

static NOINLINE unsigned
byte_sum(const void *p, long n)
{
	unsigned sum = 0, byte = 0;

	KMSAN_ASM_READS(p, (size_t)n);
	__asm__ volatile("1: movzbl (%2), %1\n\taddl %1, %0\n\tincq %2\n\tdecq %3\n\tjnz 1b"
			 : "+r"(sum), "+r"(byte), "+r"(p), "+r"(n)
			 :
			 : "memory", "cc");
	return sum;
}

static NOINLINE void
byte_fill(char *p, long n)
{
	void *at = p;
	long left = n;

	__asm__ volatile("rep stosb" : "+D"(at), "+c"(left) : "a"(7L) : "memory");
	KMSAN_ASM_WRITES(p, (size_t)n);
}

static void
writes(void)
{
	char buf[32];

	for (long from = 0; from < 8; from++) {
		for (long n = 1; n <= 16; n++) {
			kmsan_mark(buf, sizeof(buf), KMSAN_STATE_UNINIT);
			byte_fill(buf + from, n);
			EXPECT(kmsan_test(buf + from, (size_t)n) == -1);
			EXPECT(kmsan_test(buf + from + n, 1) == 0);
			EXPECT(from == 0 || kmsan_test(buf, (size_t)from) == 0);
		}
	}
	KMSAN_ASM_WRITES(buf, 0);
	KMSAN_ASM_READS(buf, 0);
}

static NOINLINE void
make(struct packet *p)
{
	if (FIXED_TWIN)
		memset(p, 0, sizeof(*p));
	memset(p->head, 1, sizeof(p->head));
	memset(p->data, 2, 7);
	KEEP(p);
}

int
main(void)
{
	struct packet p;

	writes();
	make(&p);
	EXPECT(byte_sum(p.head, sizeof(p.head)) == 6);
	EXPECT(byte_sum(&p, sizeof(p)) >= 20);
	return 0;
}

// CHECK:=================================================================
// CHECK-NEXT:MSan: Uninitialized Stack Memory In asm() At Offset 6/16, Variable 'p' From main()
// CHECK-NEXT:    #0 in byte_sum [[FILE]]:22:{{2|9}} (t)
// CHECK-NEXT:    #1 in main [[FILE]]:76:{{2|9}} (t)
// CHECK-NEXT:  Variable 'p' of main created at [[FILE]]:{{71(:16|:2)?}}
// CHECK-NEXT:  Bytes 6-7, 15 of 16 are uninitialized
// CHECK-NEXT:  {{0x[0-9a-f]+}}: 01 01 01 01 01 01 ?? ?? 02 02 02 02 02 02 02 ??
// CHECK-NEXT:SUMMARY: kMSan: uninit-value [[FILE]]:22:2 in byte_sum
// CHECK-NEXT:=================================================================
// CHECK-NEXT:kMSan: 1 report (1 distinct), 0 suppressed
