/* SPDX-License-Identifier: BSD-2-Clause */
/* ustore of every width: a leak at the call, never an uninitialised argument. */
// OPTIONS: dedup=0
#include <kmsan/host.h>
#include <kmsan/kmsan.h>
#include <kmsan/uaccess.h>

#include "expect.h"

struct values {
	void *pointer;
	uint64_t v64;
	unsigned long v_long;
	uint32_t v32;
	unsigned int v_int;
	uint16_t v16;
	unsigned short v_short;
	uint8_t v8;
	unsigned char v_char;
};

static NOINLINE void
values_init(struct values *v)
{
	KEEP(v);
	if (FIXED_TWIN)
		*v = (struct values){0};
}

static NOINLINE void
give(const struct values *v, struct values *process)
{
	EXPECT(ustore_8(&process->v8, v->v8) == 0);
	EXPECT(ustore_16(&process->v16, v->v16) == 0);
	EXPECT(ustore_32(&process->v32, v->v32) == 0);
	EXPECT(ustore_64(&process->v64, v->v64) == 0);
	EXPECT(ustore_char(&process->v_char, v->v_char) == 0);
	EXPECT(ustore_short(&process->v_short, v->v_short) == 0);
	EXPECT(ustore_int(&process->v_int, v->v_int) == 0);
	EXPECT(ustore_long(&process->v_long, v->v_long) == 0);
	EXPECT(ustore_ptr(&process->pointer, v->pointer) == 0);
}

int
main(void)
{
	struct values *process = kmsan_user_alloc(sizeof(*process));
	struct values v;

	kmsan_mark(process, sizeof(*process), KMSAN_STATE_UNINIT);
	values_init(&v);
	give(&v, process);
	/* All but the padding at the end. */
	EXPECT(kmsan_test(process, sizeof(*process)) == 38);
	EXPECT(ustore_int(NULL, 1) == KMSAN_EFAULT);
	EXPECT(ustore_long((unsigned long *)((char *)process + 4096), 1) == KMSAN_EFAULT);
	return 0;
}
