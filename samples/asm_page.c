/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * What the compiler does not see: a page is cleared, and summed, by assembly that has its address in a
 * register. KMSAN_ASM_WRITES() says that the page is initialised afterwards, KMSAN_ASM_READS()
 * that it has to be before.
 *
 * -DPLAIN leaves both away: then the page counts as uninitialised when a process gets it, and that
 * report is false.
 */
#include <stdio.h>

#include <kmsan/host.h>
#include <kmsan/kmsan.h>
#include <kmsan/uaccess.h>
#include <kmsan/uvm_km.h>

#if defined(PLAIN) && !defined(FIXED)
#undef KMSAN_ASM_READS
#undef KMSAN_ASM_WRITES
#define KMSAN_ASM_READS(p, n)  ((void)(p))
#define KMSAN_ASM_WRITES(p, n) ((void)(p))
#endif

#define PAGE 4096

static void
pagezero(void *page)
{
	void *at = page;
	size_t words = PAGE / 8;

	__asm__ volatile("rep stosq" : "+D"(at), "+c"(words) : "a"(0L) : "memory");
	KMSAN_ASM_WRITES(page, PAGE);
}

/* The sum of a page's words, as a checksum of a swapped page may be. */
static uint64_t
pagesum(const void *page)
{
	const void *at = page;
	uint64_t sum = 0, word;
	size_t words = PAGE / 8;

	KMSAN_ASM_READS(page, PAGE);
	__asm__ volatile("1: lodsq\n\taddq %%rax, %0\n\tdecq %2\n\tjnz 1b"
			 : "+r"(sum), "+S"(at), "+r"(words), "=&a"(word)
			 :
			 : "memory", "cc");
	return sum;
}

static int
give_page(char *page, void *process)
{
	pagezero(page);
	page[7] = 1;
	if (pagesum(page) != (uint64_t)1 << 56)
		return 1;
	return copyout(page, process, PAGE);
}

int
main(void)
{
	vaddr_t page = uvm_km_alloc(kernel_map, PAGE, 0, UVM_KMF_WIRED);
	void *process = kmsan_user_alloc(PAGE);
	int error = give_page((char *)page, process);

	uvm_km_free(kernel_map, page, PAGE, UVM_KMF_WIRED);
	kmsan_user_free(process, PAGE);
	if (error != 0)
		fprintf(stderr, "asm_page: error %d\n", error);
	return error;
}

// RUN-FLAGS: -DPLAIN

// CHECK:=================================================================
// CHECK-NEXT:MSan: Uninitialized Uvm Memory In copyout():arg1 At Offset 0/4096, From main+{{0x[0-9a-f]+}}
// CHECK-NEXT:    #0 in give_page [[FILE]]:59:9 (t)
// CHECK-NEXT:    #1 in main [[FILE]]:67:14 (t)
// CHECK-NEXT:  Created by uvm_km_alloc(4096) at:
// CHECK-NEXT:    #0 in main [[FILE]]:65:17 (t)
// CHECK-NEXT:  Bytes 0-6, 8-4095 of 4096 are uninitialized
// CHECK-NEXT:  {{0x[0-9a-f]+}}: ?? ?? ?? ?? ?? ?? ?? 01 ?? ?? ?? ?? ?? ?? ?? ??
// CHECK-NEXT:  {{0x[0-9a-f]+}}: ?? ?? ?? ?? ?? ?? ?? ?? ?? ?? ?? ?? ?? ?? ?? ??
// CHECK-NEXT:  {{0x[0-9a-f]+}}: ?? ?? ?? ?? ?? ?? ?? ?? ?? ?? ?? ?? ?? ?? ?? ??
// CHECK-NEXT:  {{0x[0-9a-f]+}}: ?? ?? ?? ?? ?? ?? ?? ?? ?? ?? ?? ?? ?? ?? ?? ??
// CHECK-NEXT:  {{0x[0-9a-f]+}}: ?? ?? ?? ?? ?? ?? ?? ?? ?? ?? ?? ?? ?? ?? ?? ??
// CHECK-NEXT:  {{0x[0-9a-f]+}}: ?? ?? ?? ?? ?? ?? ?? ?? ?? ?? ?? ?? ?? ?? ?? ??
// CHECK-NEXT:  {{0x[0-9a-f]+}}: ?? ?? ?? ?? ?? ?? ?? ?? ?? ?? ?? ?? ?? ?? ?? ??
// CHECK-NEXT:  {{0x[0-9a-f]+}}: ?? ?? ?? ?? ?? ?? ?? ?? ?? ?? ?? ?? ?? ?? ?? ??
// CHECK-NEXT:  and 248 rows more
// CHECK-NEXT:  Address is 0 bytes inside a 4096-byte Uvm object allocated by main [[FILE]]:65:17
// CHECK-NEXT:SUMMARY: kMSan: kernel-infoleak [[FILE]]:59:9 in give_page
// CHECK-NEXT:=================================================================
// CHECK-NEXT:kMSan: 1 report (1 distinct), 0 suppressed
