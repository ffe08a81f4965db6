/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * A reference count is incremented before it is set: the constructor that would have done so is
 * called for one kind of object only.
 *
 * Origin: Kmem
 * Sink: atomic_inc_uint
 */
#include "kernel.h"

#include <kmsan/kmem.h>
#include <kmsan/atomic.h>

struct file {
	unsigned int count;
	unsigned int type;
};

static NOINLINE struct file *
file_alloc(unsigned int type)
{
	struct file *fp = kmem_alloc(sizeof(*fp), KM_SLEEP);

	fp->type = type;
#ifndef FIXED
	if (type == 1)
#endif
		fp->count = 0;
	return fp;
}

static NOINLINE void
file_hold(struct file *fp)
{
	atomic_inc_uint(&fp->count);
}

int
main(void)
{
	struct file *fp = file_alloc(3);

	file_hold(fp);
	kmem_free(fp, sizeof(*fp));
	return 0;
}

// CHECK:=================================================================
// CHECK-NEXT:MSan: Uninitialized Kmem Memory In atomic_inc_uint():arg1 At Offset 0/4, From file_alloc+{{0x[0-9a-f]+}}
// CHECK-NEXT:    #0 in file_hold [[FILE]]:35:2 (t)
// CHECK-NEXT:    #1 in main [[FILE]]:43:2 (t)
// CHECK-NEXT:  Created by kmem_alloc(8) at:
// CHECK-NEXT:    #0 in file_alloc [[FILE]]:22:20 (t)
// CHECK-NEXT:  Bytes 0-3 of 4 are uninitialized
// CHECK-NEXT:  {{0x[0-9a-f]+}}: ?? ?? ?? ??
// CHECK-NEXT:  Address is 0 bytes inside a 8-byte Kmem object allocated by file_alloc [[FILE]]:22:20
// CHECK-NEXT:  probably struct file: offset 0, 4 bytes: member 'count'
// CHECK-NEXT:SUMMARY: kMSan: uninit-value [[FILE]]:35:2 in file_hold
// CHECK-NEXT:=================================================================
// CHECK-NEXT:kMSan: 1 report (1 distinct), 0 suppressed
