/* SPDX-License-Identifier: BSD-2-Clause */
/* A value marked uninitialised is stored into a message, and decides much later. */
#include <kmsan/kmsan.h>

struct message {
	unsigned length, flags;
};

static unsigned negotiated;
static volatile int retries;

static __attribute__((noinline)) void
receive(unsigned *flags)
{
#ifndef FIXED
	kmsan_mark(flags, sizeof(*flags), KMSAN_STATE_UNINIT);
#else
	*flags = 0;
#endif
}

static __attribute__((noinline)) void
store(struct message *m, unsigned *flags)
{
	m->length = sizeof(*m);
	m->flags = *flags;
}

static __attribute__((noinline)) void
decide(struct message *m)
{
	if (m->flags & 4)
		retries++;
}

int
main(void)
{
	static struct message m;

	receive(&negotiated);
	store(&m, &negotiated);
	decide(&m);
	return 0;
}

// CHECK:=================================================================
// CHECK-NEXT:MSan: Uninitialized Marked Memory From receive+0x{{[0-9a-f]+}}
// CHECK-NEXT:    #0 in decide [[FILE]]:32:{{6|15}} (t)
// CHECK-NEXT:    #1 in main [[FILE]]:43:2 (t)
// CHECK-NEXT:  Stored to memory at:
// CHECK-NEXT:    #0 in store [[FILE]]:26:11 (t)
// CHECK-NEXT:    #1 in main [[FILE]]:42:2 (t)
// CHECK-NEXT:  Marked by kmsan_mark at:
// CHECK-NEXT:    #0 in receive [[FILE]]:16:2 (t)
// CHECK-NEXT:SUMMARY: kMSan: uninit-value [[FILE]]:32:{{6|15}} in decide
// CHECK-NEXT:=================================================================
// CHECK-NEXT:kMSan: 1 report (1 distinct), 0 suppressed
