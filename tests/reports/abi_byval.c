/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Structures passed and returned by value: in one register, in two, in memory, and larger than the
 * 800 bytes whose state is passed on.
 */
#include <kmsan/kmsan.h>
#include <string.h>

#include "expect.h"

#define STRUCTURE(name, words)                                                                     \
	struct name {                                                                              \
		int word[words];                                                                   \
	};                                                                                         \
	static struct name name;                                                                   \
                                                                                                   \
	static NOINLINE struct name return_##name(void)                                            \
	{                                                                                          \
		return name;                                                                       \
	}                                                                                          \
	static NOINLINE void pass_##name(int other, struct name s)                                 \
	{                                                                                          \
		KEEP(&other);                                                                      \
		kmsan_check(&s, sizeof(s), "pass_" #name);                                         \
	}

STRUCTURE(one, 2)
STRUCTURE(two, 4)
STRUCTURE(memory, 20)

struct large {
	char byte[1000];
};
static struct large large;

static NOINLINE void
pass_large(struct large l)
{
	/* Its state does not fit: clean for the callee, whatever it was. */
	EXPECT(kmsan_test(&l, sizeof(l)) == -1);
}

static NOINLINE void
make(void)
{
	if (FIXED_TWIN)
		return;
	kmsan_mark(&one, sizeof(one), KMSAN_STATE_UNINIT);
	kmsan_mark(&two, sizeof(two), KMSAN_STATE_UNINIT);
	kmsan_mark(&memory, sizeof(memory), KMSAN_STATE_UNINIT);
	kmsan_mark(&large, sizeof(large), KMSAN_STATE_UNINIT);
	one.word[0] = 1;
	two.word[0] = two.word[1] = two.word[3] = 1;
	memset(&memory, 1, 72);
}

int
main(void)
{
	make();
	pass_one(1, return_one());
	pass_two(1, return_two());
	pass_memory(1, return_memory());
	pass_large(large);
	return 0;
}

// O0:=================================================================
// O0-NEXT:MSan: Uninitialized Marked Memory In pass_one At Offset 4/8, From make+{{0x[0-9a-f]+}}
// O0-NEXT:    #0 in pass_one [[FILE]]:27:1 (t)
// O0-NEXT:    #1 in main [[FILE]]:61:2 (t)
// O0-NEXT:  Stored to memory at:
// O0-NEXT:    #0 in pass_one [[FILE]]:27 (t)
// O0-NEXT:    #1 in main [[FILE]]:61:2 (t)
// O0-NEXT:  Stored to memory at:
// O0-NEXT:    #0 in main [[FILE]]:61:14 (t)
// O0-NEXT:  Marked by kmsan_mark at:
// O0-NEXT:    #0 in make [[FILE]]:48:2 (t)
// O0-NEXT:  Bytes 4-7 of 8 are uninitialized
// O0-NEXT:  {{0x[0-9a-f]+}}: 01 00 00 00 ?? ?? ?? ??
// O0-NEXT:SUMMARY: kMSan: uninit-value [[FILE]]:27:1 in pass_one
// O0-NEXT:=================================================================
// O0-NEXT:=================================================================
// O0-NEXT:MSan: Uninitialized Marked Memory In pass_two At Offset 8/16, From make+{{0x[0-9a-f]+}}
// O0-NEXT:    #0 in pass_two [[FILE]]:28:1 (t)
// O0-NEXT:    #1 in main [[FILE]]:62:2 (t)
// O0-NEXT:  Stored to memory at:
// O0-NEXT:    #0 in pass_two [[FILE]]:28 (t)
// O0-NEXT:    #1 in main [[FILE]]:62:2 (t)
// O0-NEXT:  Stored to memory at:
// O0-NEXT:    #0 in main [[FILE]]:62:14 (t)
// O0-NEXT:  Marked by kmsan_mark at:
// O0-NEXT:    #0 in make [[FILE]]:49:2 (t)
// O0-NEXT:  Bytes 8-11 of 16 are uninitialized
// O0-NEXT:  {{0x[0-9a-f]+}}: 01 00 00 00 01 00 00 00 ?? ?? ?? ?? 01 00 00 00
// O0-NEXT:SUMMARY: kMSan: uninit-value [[FILE]]:28:1 in pass_two
// O0-NEXT:=================================================================
// O0-NEXT:=================================================================
// O0-NEXT:MSan: Uninitialized Marked Memory In pass_memory At Offset 72/80, From make+{{0x[0-9a-f]+}}
// O0-NEXT:    #0 in pass_memory [[FILE]]:29:1 (t)
// O0-NEXT:    #1 in main [[FILE]]:63:2 (t)
// O0-NEXT:  Stored to memory at:
// O0-NEXT:    #0 in return_memory [[FILE]]:29:{{1|11}} (t)
// O0-NEXT:    #1 in main [[FILE]]:63:17 (t)
// O0-NEXT:  Marked by kmsan_mark at:
// O0-NEXT:    #0 in make [[FILE]]:50:2 (t)
// O0-NEXT:  Bytes 72-79 of 80 are uninitialized
// O0-NEXT:  {{0x[0-9a-f]+}}: 01 01 01 01 01 01 01 01 ?? ?? ?? ?? ?? ?? ?? ??
// O0-NEXT:SUMMARY: kMSan: uninit-value [[FILE]]:29:1 in pass_memory
// O0-NEXT:=================================================================
// O0-NEXT:kMSan: 3 reports (3 distinct), 0 suppressed
// OPT:=================================================================
// OPT-NEXT:MSan: Uninitialized Marked Memory In pass_one At Offset 4/8, From make+{{0x[0-9a-f]+}}
// OPT-NEXT:    #0 in pass_one [[FILE]]:27:1 (t)
// OPT-NEXT:    #1 in main [[FILE]]:61:2 (t)
// OPT-NEXT:  Stored to memory at:
// OPT-NEXT:    #0 in pass_one [[FILE]] (t)
// OPT-NEXT:    #1 in main [[FILE]]:61:2 (t)
// OPT-NEXT:  Marked by kmsan_mark at:
// OPT-NEXT:    #0 in make [[FILE]]:48:2 (t)
// OPT-NEXT:  Bytes 4-7 of 8 are uninitialized
// OPT-NEXT:  {{0x[0-9a-f]+}}: 01 00 00 00 ?? ?? ?? ??
// OPT-NEXT:SUMMARY: kMSan: uninit-value [[FILE]]:27:1 in pass_one
// OPT-NEXT:=================================================================
// OPT-NEXT:=================================================================
// OPT-NEXT:MSan: Uninitialized Marked Memory In pass_two At Offset 8/16, From make+{{0x[0-9a-f]+}}
// OPT-NEXT:    #0 in pass_two [[FILE]]:28:1 (t)
// OPT-NEXT:    #1 in main [[FILE]]:62:2 (t)
// OPT-NEXT:  Stored to memory at:
// OPT-NEXT:    #0 in pass_two [[FILE]] (t)
// OPT-NEXT:    #1 in main [[FILE]]:62:2 (t)
// OPT-NEXT:  Marked by kmsan_mark at:
// OPT-NEXT:    #0 in make [[FILE]]:49:2 (t)
// OPT-NEXT:  Bytes 8-11 of 16 are uninitialized
// OPT-NEXT:  {{0x[0-9a-f]+}}: 01 00 00 00 01 00 00 00 ?? ?? ?? ?? 01 00 00 00
// OPT-NEXT:SUMMARY: kMSan: uninit-value [[FILE]]:28:1 in pass_two
// OPT-NEXT:=================================================================
// OPT-NEXT:=================================================================
// OPT-NEXT:MSan: Uninitialized Marked Memory In pass_memory At Offset 72/80, From make+{{0x[0-9a-f]+}}
// OPT-NEXT:    #0 in pass_memory [[FILE]]:29:1 (t)
// OPT-NEXT:    #1 in main [[FILE]]:63:2 (t)
// OPT-NEXT:  Stored to memory at:
// OPT-NEXT:    #0 in return_memory [[FILE]]:29:{{1|11}} (t)
// OPT-NEXT:    #1 in main [[FILE]]:63:17 (t)
// OPT-NEXT:  Marked by kmsan_mark at:
// OPT-NEXT:    #0 in make [[FILE]]:50:2 (t)
// OPT-NEXT:  Bytes 72-79 of 80 are uninitialized
// OPT-NEXT:  {{0x[0-9a-f]+}}: 01 01 01 01 01 01 01 01 ?? ?? ?? ?? ?? ?? ?? ??
// OPT-NEXT:SUMMARY: kMSan: uninit-value [[FILE]]:29:1 in pass_memory
// OPT-NEXT:=================================================================
// OPT-NEXT:kMSan: 3 reports (3 distinct), 0 suppressed
