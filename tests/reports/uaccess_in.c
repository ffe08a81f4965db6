/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * What comes from a process is initialised as far as it came, also where the copy ended early.
 * The mistake: believing that all of it came.
 */
#include <kmsan/host.h>
#include <kmsan/kmsan.h>
#include <kmsan/uaccess.h>
#include <string.h>
#include <sys/mman.h>

#include "expect.h"

#define PAGE 4096

static char buffer[PAGE];

static NOINLINE void
dirty(void)
{
	kmsan_mark(buffer, sizeof(buffer), KMSAN_STATE_UNINIT);
}

static NOINLINE void
strings(char *process)
{
	char *end = process + PAGE;
	size_t done;

	dirty();
	strcpy(process, "root");
	EXPECT(copyinstr(process, buffer, 64, &done) == 0 && done == 5);
	EXPECT(kmsan_test(buffer, PAGE) == 5 && strcmp(buffer, "root") == 0);
	dirty();
	EXPECT(copyinstr(process, buffer, 3, &done) == KMSAN_ENAMETOOLONG && done == 3);
	EXPECT(kmsan_test(buffer, PAGE) == 3);
	dirty();
	EXPECT(copyinstr(process, buffer, 0, &done) == KMSAN_ENAMETOOLONG && done == 0);
	/* A string that ends with the last byte there is; and one that does not end. */
	memcpy(end - 3, "ab", 3);
	EXPECT(copyinstr(end - 3, buffer, 64, &done) == 0 && done == 3);
	memset(end - 200, 'x', 200);
	dirty();
	EXPECT(copyinstr(end - 200, buffer, 1000, &done) == KMSAN_EFAULT && done == 200);
	EXPECT(kmsan_test(buffer, PAGE) == 200);
	dirty();
	EXPECT(copyinstr(NULL, buffer, 64, &done) == KMSAN_EFAULT && done == 0);
	EXPECT(kmsan_test(buffer, PAGE) == 0);
}

static NOINLINE void
values(char *process)
{
	uint64_t v64;
	uint32_t v32;
	uint16_t v16;
	uint8_t v8;
	void *pointer;

	memcpy(process, "\1\2\3\4\5\6\7\10", 8);
	EXPECT(ufetch_8((uint8_t *)process, &v8) == 0 && v8 == 1);
	EXPECT(ufetch_16((uint16_t *)process, &v16) == 0 && v16 == 0x201);
	EXPECT(ufetch_32((uint32_t *)process, &v32) == 0 && v32 == 0x4030201);
	EXPECT(ufetch_64((uint64_t *)process, &v64) == 0 && v64 == 0x807060504030201);
	EXPECT(ufetch_ptr((const void **)process, &pointer) == 0 &&
	       pointer == (void *)0x807060504030201);
	v32 = 77;
	EXPECT(ufetch_32((uint32_t *)(process + PAGE), &v32) == KMSAN_EFAULT && v32 == 77);
	EXPECT(ufetch_32(NULL, &v32) == KMSAN_EFAULT);
}

/* Addresses that are none, and lengths that wrap: nothing is copied, and nothing marked. */
static NOINLINE void
nowhere(char *process)
{
	static const struct {
		uintptr_t addr;
		size_t len;
	} bad[] = {{0, 8}, {PAGE - 1, 1}, {UINTPTR_MAX - 15, 32}, {UINTPTR_MAX, 1},
	    {0x800000000000, 8}, {UINTPTR_MAX - 15, 8}, {0, SIZE_MAX}};
	size_t done;

	dirty();
	memset(buffer, 0, 64);
	strcpy(buffer, "kernel");
	for (unsigned i = 0; i < sizeof(bad) / sizeof(bad[0]); i++) {
		void *addr = (void *)bad[i].addr;

		EXPECT(copyin(addr, buffer, bad[i].len) == KMSAN_EFAULT);
		EXPECT(copyout(buffer, addr, bad[i].len) == KMSAN_EFAULT);
		EXPECT(kcopy(addr, buffer, bad[i].len) == KMSAN_EFAULT);
		EXPECT(kcopy(buffer, addr, bad[i].len) == KMSAN_EFAULT);
		EXPECT(copyinstr(addr, buffer, bad[i].len, &done) == KMSAN_EFAULT && done == 0);
		EXPECT(copyoutstr(buffer, addr, bad[i].len, &done) == KMSAN_EFAULT && done == 0);
		EXPECT(copyinstr(process, addr, bad[i].len, &done) == KMSAN_EFAULT && done == 0);
		EXPECT(copyoutstr(addr, process, bad[i].len, &done) == KMSAN_EFAULT && done == 0);
	}
	EXPECT(copyin(process, buffer, SIZE_MAX) == KMSAN_EFAULT);
	EXPECT(copyout(buffer, process, SIZE_MAX) == KMSAN_EFAULT);
	EXPECT(kcopy(process, buffer, SIZE_MAX) == KMSAN_EFAULT);
	EXPECT(kcopy(buffer, process, SIZE_MAX) == KMSAN_EFAULT);
	EXPECT(strcmp(buffer, "kernel") == 0 && kmsan_test(buffer, PAGE) == 64);
	EXPECT(memcmp(process, "\1\2\3\4", 4) == 0);
}

/* The kernel's side may end too: of a string that it thinks it has, the process gets what there is. */
static NOINLINE void
kernel_ends(char *process)
{
	char *pages =
	    mmap(NULL, 2 * PAGE, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
	size_t done;

	EXPECT(pages != MAP_FAILED && mprotect(pages + PAGE, PAGE, PROT_NONE) == 0);
	memset(pages, 'k', PAGE);
	strcpy(process, "0123456789");
	EXPECT(copyoutstr(pages + PAGE - 3, process, 64, &done) == KMSAN_EFAULT && done == 3);
	EXPECT(strcmp(process, "kkk3456789") == 0);
	EXPECT(copyinstr(process, pages + PAGE - 4, 64, &done) == KMSAN_EFAULT && done == 4);
	EXPECT(memcmp(pages + PAGE - 5, "kkkk3", 5) == 0);
	munmap(pages, 2 * PAGE);
}

static NOINLINE bool
believe(char *process)
{
	int error = copyin(process + PAGE - 8, buffer, 16);

	EXPECT(error == KMSAN_EFAULT);
	EXPECT(memcmp(buffer, "xxxxxxx", 7) == 0);
	return !FIXED_TWIN || error == 0;
}

int
main(void)
{
	char *process = kmsan_user_alloc(PAGE);

	strings(process);
	values(process);
	nowhere(process);
	kernel_ends(process);
	memset(process, 'x', PAGE);
	dirty();
	EXPECT(copyin(process, buffer, PAGE) == 0 && kmsan_test(buffer, PAGE) == -1);
	EXPECT(copyin(NULL, NULL, 0) == 0);
	dirty();
	if (believe(process) && buffer[8] == 'x')
		buffer[0] = 0;
	kmsan_user_free(process, PAGE);
	EXPECT(copyin(process, buffer, 1) == KMSAN_EFAULT);
	return 0;
}

// CHECK:=================================================================
// CHECK-NEXT:MSan: Uninitialized Marked Memory From dirty+{{0x[0-9a-f]+}}
// CHECK-NEXT:    #0 in main [[FILE]]:148:{{6|23}} (t)
// CHECK-NEXT:  Marked by kmsan_mark at:
// CHECK-NEXT:    #0 in dirty [[FILE]]:21:{{2|9}} (t)
// CHECK-NEXT:SUMMARY: kMSan: uninit-value [[FILE]]:148:{{6|23}} in main
// CHECK-NEXT:=================================================================
// CHECK-NEXT:kMSan: 1 report (1 distinct), 0 suppressed
