/* SPDX-License-Identifier: BSD-2-Clause */
// EXIT: 0
/*
 * Entering an interrupt level clears 8 bytes of its slot on NetBSD and nothing on FreeBSD, so that a
 * handler that is called by assembly finds the marks of the arguments of whoever was called last at
 * this level. Here a level is clean.
 */
#include "bsd.h"

#include <kmsan/hooks.h>

struct frame {
	long registers[6];
};

static NOINLINE void
ignores(struct frame tf)
{
	KEEP(&tf);
}

static NOINLINE void
handler(struct frame tf)
{
	MUST(tf.registers[5] == 7);
}

/* Stands for assembly. */
__attribute__((noinline, disable_sanitizer_instrumentation)) static void
vector(void)
{
	struct frame tf = {{1, 2, 3, 4, 5, 7}};

	handler(tf);
}

static NOINLINE void
dirty(void)
{
	struct frame tf;

	if (!FIXED_TWIN)
		KEEP(&tf);
	else
		tf = (struct frame){{0}};
	ignores(tf);
}

int
main(void)
{
	kmsan_intr_enter();
	dirty();
	kmsan_intr_leave();
	kmsan_intr_enter();
	vector();
	kmsan_intr_leave();
	return 0;
}
