/* SPDX-License-Identifier: BSD-2-Clause */
/* The word in SUMMARY for every kind of sink, of live and of freed memory. */
#include <kmsan/hooks.h>
#include <kmsan/kmsan.h>

#include "expect.h"

static unsigned char memory[8];

static NOINLINE void
allocate(bool freed)
{
	if (freed)
		kmsan_mark_free(memory, 1, KMSAN_TYPE_POOL, KMSAN_RET_ADDR);
	else
		kmsan_mark_alloc(memory, 1, KMSAN_TYPE_POOL, KMSAN_RET_ADDR);
	if (FIXED_TWIN)
		kmsan_unpoison_memory(memory, sizeof(memory));
}

static NOINLINE void
leave(const char *name, enum kmsan_kind kind)
{
	struct kmsan_sink_args args = {
	    .name = name, .kind = kind, .kind_word = "hypercall-infoleak", .pc = KMSAN_RET_ADDR};

	kmsan_check_range(memory, sizeof(memory), &args);
}

static NOINLINE void
kinds(bool freed)
{
	allocate(freed);
	leave("value():arg1", KMSAN_KIND_VALUE);
	leave("process():arg1", KMSAN_KIND_KERNEL);
	leave("disk():arg1", KMSAN_KIND_DISK);
	leave("net():arg1", KMSAN_KIND_NET);
	leave("dma():arg1", KMSAN_KIND_DMA);
	leave("own():arg1", KMSAN_KIND_USER);
}

int
main(void)
{
	kinds(false);
	kinds(true);
	return 0;
}

// CHECK:=================================================================
// CHECK-NEXT:MSan: Uninitialized Pool Memory In value():arg1 At Offset 0/8, From kinds+{{0x[0-9a-f]+}}
// CHECK-NEXT:    #0 in kinds [[FILE]]:34:2 (t)
// CHECK-NEXT:    #1 in main [[FILE]]:45:2 (t)
// CHECK-NEXT:  Created by pool_get at:
// CHECK-NEXT:    #0 in kinds [[FILE]]:33:2 (t)
// CHECK-NEXT:  Byte 0 of 8 is uninitialized
// CHECK-NEXT:  {{0x[0-9a-f]+}}: ?? 00 00 00 00 00 00 00
// CHECK-NEXT:SUMMARY: kMSan: uninit-value [[FILE]]:34:2 in kinds
// CHECK-NEXT:=================================================================
// CHECK-NEXT:=================================================================
// CHECK-NEXT:MSan: Uninitialized Pool Memory In process():arg1 At Offset 0/8, From kinds+{{0x[0-9a-f]+}}
// CHECK-NEXT:    #0 in kinds [[FILE]]:35:2 (t)
// CHECK-NEXT:    #1 in main [[FILE]]:45:2 (t)
// CHECK-NEXT:  Created by pool_get at:
// CHECK-NEXT:    #0 in kinds [[FILE]]:33:2 (t)
// CHECK-NEXT:  Byte 0 of 8 is uninitialized
// CHECK-NEXT:  {{0x[0-9a-f]+}}: ?? 00 00 00 00 00 00 00
// CHECK-NEXT:SUMMARY: kMSan: kernel-infoleak [[FILE]]:35:2 in kinds
// CHECK-NEXT:=================================================================
// CHECK-NEXT:=================================================================
// CHECK-NEXT:MSan: Uninitialized Pool Memory In disk():arg1 At Offset 0/8, From kinds+{{0x[0-9a-f]+}}
// CHECK-NEXT:    #0 in kinds [[FILE]]:36:2 (t)
// CHECK-NEXT:    #1 in main [[FILE]]:45:2 (t)
// CHECK-NEXT:  Created by pool_get at:
// CHECK-NEXT:    #0 in kinds [[FILE]]:33:2 (t)
// CHECK-NEXT:  Byte 0 of 8 is uninitialized
// CHECK-NEXT:  {{0x[0-9a-f]+}}: ?? 00 00 00 00 00 00 00
// CHECK-NEXT:SUMMARY: kMSan: disk-infoleak [[FILE]]:36:2 in kinds
// CHECK-NEXT:=================================================================
// CHECK-NEXT:=================================================================
// CHECK-NEXT:MSan: Uninitialized Pool Memory In net():arg1 At Offset 0/8, From kinds+{{0x[0-9a-f]+}}
// CHECK-NEXT:    #0 in kinds [[FILE]]:37:2 (t)
// CHECK-NEXT:    #1 in main [[FILE]]:45:2 (t)
// CHECK-NEXT:  Created by pool_get at:
// CHECK-NEXT:    #0 in kinds [[FILE]]:33:2 (t)
// CHECK-NEXT:  Byte 0 of 8 is uninitialized
// CHECK-NEXT:  {{0x[0-9a-f]+}}: ?? 00 00 00 00 00 00 00
// CHECK-NEXT:SUMMARY: kMSan: net-infoleak [[FILE]]:37:2 in kinds
// CHECK-NEXT:=================================================================
// CHECK-NEXT:=================================================================
// CHECK-NEXT:MSan: Uninitialized Pool Memory In dma():arg1 At Offset 0/8, From kinds+{{0x[0-9a-f]+}}
// CHECK-NEXT:    #0 in kinds [[FILE]]:38:2 (t)
// CHECK-NEXT:    #1 in main [[FILE]]:45:2 (t)
// CHECK-NEXT:  Created by pool_get at:
// CHECK-NEXT:    #0 in kinds [[FILE]]:33:2 (t)
// CHECK-NEXT:  Byte 0 of 8 is uninitialized
// CHECK-NEXT:  {{0x[0-9a-f]+}}: ?? 00 00 00 00 00 00 00
// CHECK-NEXT:SUMMARY: kMSan: dma-infoleak [[FILE]]:38:2 in kinds
// CHECK-NEXT:=================================================================
// CHECK-NEXT:=================================================================
// CHECK-NEXT:MSan: Uninitialized Pool Memory In own():arg1 At Offset 0/8, From kinds+{{0x[0-9a-f]+}}
// CHECK-NEXT:    #0 in kinds [[FILE]]:39:2 (t)
// CHECK-NEXT:    #1 in main [[FILE]]:45:2 (t)
// CHECK-NEXT:  Created by pool_get at:
// CHECK-NEXT:    #0 in kinds [[FILE]]:33:2 (t)
// CHECK-NEXT:  Byte 0 of 8 is uninitialized
// CHECK-NEXT:  {{0x[0-9a-f]+}}: ?? 00 00 00 00 00 00 00
// CHECK-NEXT:SUMMARY: kMSan: hypercall-infoleak [[FILE]]:39:2 in kinds
// CHECK-NEXT:=================================================================
// CHECK-NEXT:=================================================================
// CHECK-NEXT:MSan: Uninitialized Freed Pool Memory In value():arg1 At Offset 0/8, From kinds+{{0x[0-9a-f]+}}
// CHECK-NEXT:    #0 in kinds [[FILE]]:34:2 (t)
// CHECK-NEXT:    #1 in main [[FILE]]:46:2 (t)
// CHECK-NEXT:  Freed by pool_put at:
// CHECK-NEXT:    #0 in kinds [[FILE]]:33:2 (t)
// CHECK-NEXT:  Created by pool_get at:
// CHECK-NEXT:    #0 in kinds [[FILE]]:33:2 (t)
// CHECK-NEXT:  Byte 0 of 8 is uninitialized
// CHECK-NEXT:  {{0x[0-9a-f]+}}: ?? 00 00 00 00 00 00 00
// CHECK-NEXT:SUMMARY: kMSan: use-after-free [[FILE]]:34:2 in kinds
// CHECK-NEXT:=================================================================
// CHECK-NEXT:=================================================================
// CHECK-NEXT:MSan: Uninitialized Freed Pool Memory In process():arg1 At Offset 0/8, From kinds+{{0x[0-9a-f]+}}
// CHECK-NEXT:    #0 in kinds [[FILE]]:35:2 (t)
// CHECK-NEXT:    #1 in main [[FILE]]:46:2 (t)
// CHECK-NEXT:  Freed by pool_put at:
// CHECK-NEXT:    #0 in kinds [[FILE]]:33:2 (t)
// CHECK-NEXT:  Created by pool_get at:
// CHECK-NEXT:    #0 in kinds [[FILE]]:33:2 (t)
// CHECK-NEXT:  Byte 0 of 8 is uninitialized
// CHECK-NEXT:  {{0x[0-9a-f]+}}: ?? 00 00 00 00 00 00 00
// CHECK-NEXT:SUMMARY: kMSan: kernel-infoleak-after-free [[FILE]]:35:2 in kinds
// CHECK-NEXT:=================================================================
// CHECK-NEXT:=================================================================
// CHECK-NEXT:MSan: Uninitialized Freed Pool Memory In disk():arg1 At Offset 0/8, From kinds+{{0x[0-9a-f]+}}
// CHECK-NEXT:    #0 in kinds [[FILE]]:36:2 (t)
// CHECK-NEXT:    #1 in main [[FILE]]:46:2 (t)
// CHECK-NEXT:  Freed by pool_put at:
// CHECK-NEXT:    #0 in kinds [[FILE]]:33:2 (t)
// CHECK-NEXT:  Created by pool_get at:
// CHECK-NEXT:    #0 in kinds [[FILE]]:33:2 (t)
// CHECK-NEXT:  Byte 0 of 8 is uninitialized
// CHECK-NEXT:  {{0x[0-9a-f]+}}: ?? 00 00 00 00 00 00 00
// CHECK-NEXT:SUMMARY: kMSan: disk-infoleak-after-free [[FILE]]:36:2 in kinds
// CHECK-NEXT:=================================================================
// CHECK-NEXT:=================================================================
// CHECK-NEXT:MSan: Uninitialized Freed Pool Memory In net():arg1 At Offset 0/8, From kinds+{{0x[0-9a-f]+}}
// CHECK-NEXT:    #0 in kinds [[FILE]]:37:2 (t)
// CHECK-NEXT:    #1 in main [[FILE]]:46:2 (t)
// CHECK-NEXT:  Freed by pool_put at:
// CHECK-NEXT:    #0 in kinds [[FILE]]:33:2 (t)
// CHECK-NEXT:  Created by pool_get at:
// CHECK-NEXT:    #0 in kinds [[FILE]]:33:2 (t)
// CHECK-NEXT:  Byte 0 of 8 is uninitialized
// CHECK-NEXT:  {{0x[0-9a-f]+}}: ?? 00 00 00 00 00 00 00
// CHECK-NEXT:SUMMARY: kMSan: net-infoleak-after-free [[FILE]]:37:2 in kinds
// CHECK-NEXT:=================================================================
// CHECK-NEXT:=================================================================
// CHECK-NEXT:MSan: Uninitialized Freed Pool Memory In dma():arg1 At Offset 0/8, From kinds+{{0x[0-9a-f]+}}
// CHECK-NEXT:    #0 in kinds [[FILE]]:38:2 (t)
// CHECK-NEXT:    #1 in main [[FILE]]:46:2 (t)
// CHECK-NEXT:  Freed by pool_put at:
// CHECK-NEXT:    #0 in kinds [[FILE]]:33:2 (t)
// CHECK-NEXT:  Created by pool_get at:
// CHECK-NEXT:    #0 in kinds [[FILE]]:33:2 (t)
// CHECK-NEXT:  Byte 0 of 8 is uninitialized
// CHECK-NEXT:  {{0x[0-9a-f]+}}: ?? 00 00 00 00 00 00 00
// CHECK-NEXT:SUMMARY: kMSan: dma-infoleak-after-free [[FILE]]:38:2 in kinds
// CHECK-NEXT:=================================================================
// CHECK-NEXT:=================================================================
// CHECK-NEXT:MSan: Uninitialized Freed Pool Memory In own():arg1 At Offset 0/8, From kinds+{{0x[0-9a-f]+}}
// CHECK-NEXT:    #0 in kinds [[FILE]]:39:2 (t)
// CHECK-NEXT:    #1 in main [[FILE]]:46:2 (t)
// CHECK-NEXT:  Freed by pool_put at:
// CHECK-NEXT:    #0 in kinds [[FILE]]:33:2 (t)
// CHECK-NEXT:  Created by pool_get at:
// CHECK-NEXT:    #0 in kinds [[FILE]]:33:2 (t)
// CHECK-NEXT:  Byte 0 of 8 is uninitialized
// CHECK-NEXT:  {{0x[0-9a-f]+}}: ?? 00 00 00 00 00 00 00
// CHECK-NEXT:SUMMARY: kMSan: hypercall-infoleak-after-free [[FILE]]:39:2 in kinds
// CHECK-NEXT:=================================================================
// CHECK-NEXT:kMSan: 12 reports (12 distinct), 0 suppressed
