/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Loads and stores of every size that the compiler has a hook for: exactly the uninitialised bytes
 * travel, and one report shows them all.
 */
#include <kmsan/kmsan.h>
#include <string.h>

#include "expect.h"

typedef int vector16 __attribute__((vector_size(16)));
typedef int vector32 __attribute__((vector_size(32)));
typedef int vector64 __attribute__((vector_size(64)));

struct values {
	vector64 v64;
	vector32 v32;
	vector16 v16;
	__int128 i128;
	long double ld;
	double d;
	long l;
	float f;
	int i;
	short s;
	unsigned char c;
	unsigned char rest[21];
};

static struct values from, to;

static NOINLINE void
make(void)
{
	/* A load looks at the first cell of what it loads: let all of them say where it came from. */
	kmsan_mark(&from, sizeof(from), KMSAN_STATE_UNINIT);
	memset(&from, 1, sizeof(from));
	kmsan_mark((char *)&from.v64 + 60, 4, KMSAN_STATE_UNINIT);
	kmsan_mark((char *)&from.v32 + 8, 1, KMSAN_STATE_UNINIT);
	kmsan_mark((char *)&from.v16 + 15, 1, KMSAN_STATE_UNINIT);
	kmsan_mark((char *)&from.i128 + 7, 2, KMSAN_STATE_UNINIT);
	kmsan_mark((char *)&from.ld + 9, 1, KMSAN_STATE_UNINIT);
	kmsan_mark((char *)&from.d + 2, 3, KMSAN_STATE_UNINIT);
	kmsan_mark((char *)&from.l + 7, 1, KMSAN_STATE_UNINIT);
	kmsan_mark((char *)&from.f, 1, KMSAN_STATE_UNINIT);
	kmsan_mark((char *)&from.i + 2, 2, KMSAN_STATE_UNINIT);
	kmsan_mark((char *)&from.s + 1, 1, KMSAN_STATE_UNINIT);
	kmsan_mark(&from.c, 1, 0x42);
	if (FIXED_TWIN)
		kmsan_mark(&from, sizeof(from), KMSAN_STATE_INITED);
	/* What is overwritten does not matter. */
	kmsan_mark(&to, sizeof(to), KMSAN_STATE_UNINIT);
	memset(&to.ld, 0, sizeof(to.ld));
	memset(to.rest, 0, sizeof(to.rest));
}

static NOINLINE void
move(volatile struct values *f, volatile struct values *t)
{
	t->v64 = f->v64;
	t->v32 = f->v32;
	t->v16 = f->v16;
	t->i128 = f->i128;
	t->ld = f->ld;
	t->d = f->d;
	t->l = f->l;
	t->f = f->f;
	t->i = f->i;
	t->s = f->s;
	t->c = f->c;
}

int
main(void)
{
	make();
	move(&from, &to);
	kmsan_check(&to, sizeof(to), "check");
	return 0;
}

// CHECK:=================================================================
// CHECK-NEXT:MSan: Uninitialized Marked Memory In check At Offset 60/192, From make+{{0x[0-9a-f]+}}
// CHECK-NEXT:    #0 in main [[FILE]]:78:2 (t)
// CHECK-NEXT:  Stored to memory at:
// CHECK-NEXT:    #0 in move [[FILE]]:60:9 (t)
// CHECK-NEXT:    #1 in main [[FILE]]:77:2 (t)
// CHECK-NEXT:  Marked by kmsan_mark at:
// CHECK-NEXT:    #0 in make [[FILE]]:36:2 (t)
// CHECK-NEXT:  Bytes 60-63, 72, 111, 119-120, 137, 146-148, 159-160, 166-167, 169 of 192 are uninitialized
// CHECK-NEXT:  Bits 0x42 of byte 170 are uninitialized
// CHECK-NEXT:  {{0x[0-9a-f]+}}: 01 01 01 01 01 01 01 01 01 01 01 01 ?? ?? ?? ??
// CHECK-NEXT:  {{0x[0-9a-f]+}}: 01 01 01 01 01 01 01 01 ?? 01 01 01 01 01 01 01
// CHECK-NEXT:  {{0x[0-9a-f]+}}: 01 01 01 01 01 01 01 01 01 01 01 01 01 01 01 ??
// CHECK-NEXT:  {{0x[0-9a-f]+}}: 01 01 01 01 01 01 01 ?? ?? 01 01 01 01 01 01 01
// CHECK-NEXT:  {{0x[0-9a-f]+}}: 01 01 01 01 01 01 01 01 01 ?? 00 00 00 00 00 00
// CHECK-NEXT:  {{0x[0-9a-f]+}}: 01 01 ?? ?? ?? 01 01 01 01 01 01 01 01 01 01 ??
// CHECK-NEXT:  {{0x[0-9a-f]+}}: ?? 01 01 01 01 01 ?? ?? 01 ?? ?? 00 00 00 00 00
// CHECK-NEXT:SUMMARY: kMSan: uninit-value [[FILE]]:78:2 in main
// CHECK-NEXT:=================================================================
// CHECK-NEXT:kMSan: 1 report (1 distinct), 0 suppressed
