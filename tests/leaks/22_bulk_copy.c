/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Compressed memory moves whole blocks with a bulk copy. Where that is invisible to the sanitizer,
 * as in a peer with a copy of pages in assembly, it forgets what was uninitialised (and finds
 * nothing) or keeps what the destination was before (and reports what is right). Here the copy is
 * memcpy: the destination knows exactly what the source knew, and nothing of what it was itself.
 *
 * Origin: Kmem
 * Sink: copyout
 */
#include "kernel.h"

#include <kmsan/kmem.h>

#define BLOCK 64

struct page {
	uint32_t magic;
	uint32_t used;
	uint8_t data[BLOCK - 8];
};

static NOINLINE void
zpage_migrate(struct page *to, const struct page *from)
{
	memcpy(to, from, sizeof(*to));
}

static NOINLINE void
zpage_fill(struct page *p, const char *text)
{
	p->magic = 0x5a5a;
	p->used = (uint32_t)strlen(text);
#ifdef FIXED
	memset(p->data, 0, sizeof(p->data));
#endif
	memcpy(p->data, text, p->used);
}

static NOINLINE int
zpage_read(const char *text, void *ubuf)
{
	struct page *old = kmem_alloc(sizeof(*old), KM_SLEEP);
	struct page *new = kmem_alloc(sizeof(*new), KM_SLEEP);
	int error;

	zpage_fill(old, text);
	zpage_migrate(new, old);
	kmem_free(old, sizeof(*old));
	error = copyout(new, ubuf, sizeof(*new));
	kmem_free(new, sizeof(*new));
	return error;
}

int
main(void)
{
	return zpage_read("compressed", kmsan_user_alloc(sizeof(struct page)));
}

// CHECK:=================================================================
// CHECK-NEXT:MSan: Uninitialized Kmem Memory In copyout():arg1 At Offset 18/64, From zpage_read+{{0x[0-9a-f]+}}
// CHECK-NEXT:    #0 in zpage_read [[FILE]]:50:10 (t)
// CHECK-NEXT:    #1 in main [[FILE]]:58:9 (t)
// CHECK-NEXT:  Stored to memory at:
// CHECK-NEXT:    #0 in zpage_migrate [[FILE]]:26:2 (t)
// CHECK-NEXT:    #1 in zpage_read [[FILE]]:48:2 (t)
// CHECK-NEXT:    #2 in main [[FILE]]:58:9 (t)
// CHECK-NEXT:  Created by kmem_alloc at:
// CHECK-NEXT:    #0 in zpage_read [[FILE]]:43:21 (t)
// CHECK-NEXT:  Bytes 18-63 of 64 are uninitialized
// CHECK-NEXT:  {{0x[0-9a-f]+}}: 65 64 ?? ?? ?? ?? ?? ?? ?? ?? ?? ?? ?? ?? ?? ??
// CHECK-NEXT:  {{0x[0-9a-f]+}}: ?? ?? ?? ?? ?? ?? ?? ?? ?? ?? ?? ?? ?? ?? ?? ??
// CHECK-NEXT:  {{0x[0-9a-f]+}}: ?? ?? ?? ?? ?? ?? ?? ?? ?? ?? ?? ?? ?? ?? ?? ??
// CHECK-NEXT:  Address is 18 bytes inside a 64-byte Kmem object allocated by zpage_read [[FILE]]:44:21
// CHECK-NEXT:  probably struct page: offset 18, 46 bytes: member 'data[10..55]'
// CHECK-NEXT:SUMMARY: kMSan: kernel-infoleak [[FILE]]:50:10 in zpage_read
// CHECK-NEXT:=================================================================
// CHECK-NEXT:kMSan: 1 report (1 distinct), 0 suppressed
