/* SPDX-License-Identifier: BSD-2-Clause */
/* user_strict=1: kernel memory is no process's, and a process's memory is not the kernel's. */
// OPTIONS: user_strict=1
#include <kmsan/host.h>
#include <kmsan/kmsan.h>
#include <kmsan/uaccess.h>
#include <kmsan/uio.h>
#include <sys/uio.h>

#include "expect.h"

static unsigned kernel;

static NOINLINE void
give(unsigned *process)
{
	unsigned value;

	kmsan_mark(&value, sizeof(value), FIXED_TWIN ? KMSAN_STATE_INITED : KMSAN_STATE_UNINIT);
	EXPECT(copyout(&value, process, sizeof(value)) == 0);
}

/* A process's address where the kernel's is expected. */
static NOINLINE void
reversed(unsigned *process)
{
	struct iovec iov = {process, sizeof(*process)};
	struct uio uio = {.uio_iov = &iov, .uio_iovcnt = 1, .uio_resid = sizeof(*process)};
	size_t done = 7;

	UIO_SETUP_SYSSPACE(&uio);
	process[0] = 0x41;
	EXPECT(copyin(process, process + 1, sizeof(*process)) == KMSAN_EFAULT);
	EXPECT(copyout(process, process + 1, sizeof(*process)) == KMSAN_EFAULT);
	EXPECT(copyinstr(process, process + 1, 4, &done) == KMSAN_EFAULT && done == 0);
	done = 7;
	EXPECT(copyoutstr(process, process + 1, 4, &done) == KMSAN_EFAULT && done == 0);
	EXPECT(kcopy(process, &kernel, sizeof(kernel)) == KMSAN_EFAULT);
	EXPECT(kcopy(&kernel, process + 1, sizeof(kernel)) == KMSAN_EFAULT);
	EXPECT(ufetch_int(process, process + 1) == KMSAN_EFAULT);
	EXPECT(uiomove(&kernel, sizeof(kernel), &uio) == KMSAN_EFAULT);
	EXPECT(uio.uio_resid == sizeof(*process));
	EXPECT(process[0] == 0x41 && process[1] == 0 && kernel == 1);
}

int
main(void)
{
	unsigned *process = kmsan_user_alloc(2 * sizeof(*process)), value = 1, found;

	EXPECT(copyout(&value, &kernel, sizeof(value)) == KMSAN_EFAULT && kernel == 0);
	EXPECT(copyin(&kernel, &value, sizeof(value)) == KMSAN_EFAULT && value == 1);
	EXPECT(ustore_int(&kernel, 3) == KMSAN_EFAULT && kernel == 0);
	EXPECT(ucas_int(&kernel, 0, 3, &found) == KMSAN_EFAULT && kernel == 0);
	EXPECT(kcopy(&value, &kernel, sizeof(value)) == 0 && kernel == 1);
	EXPECT(copyin(process, &value, sizeof(value)) == 0 && value == 0);
	reversed(process);
	give(process);
	return 0;
}

// CHECK:=================================================================
// CHECK-NEXT:MSan: Uninitialized Marked Memory In copyout():arg1 At Offset 0/4, From give+{{0x[0-9a-f]+}}
// CHECK-NEXT:    #0 in give [[FILE]]:20:{{2|9}} (t)
// CHECK-NEXT:    #1 in main [[FILE]]:58:{{2|9}} (t)
// CHECK-NEXT:  Marked by kmsan_mark at:
// CHECK-NEXT:    #0 in give [[FILE]]:19:{{2|9}} (t)
// CHECK-NEXT:  Bytes 0-3 of 4 are uninitialized
// CHECK-NEXT:  {{0x[0-9a-f]+}}: ?? ?? ?? ??
// CHECK-NEXT:SUMMARY: kMSan: kernel-infoleak [[FILE]]:20:{{2|9}} in give
// CHECK-NEXT:=================================================================
// CHECK-NEXT:kMSan: 1 report (1 distinct), 0 suppressed
