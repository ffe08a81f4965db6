/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * uiomove and uiomove_frombuf to a process: offsets are those of the kernel's buffer, whatever the pieces
 * are. Within the kernel shad and origin go along, and copyout finds them. From a process all is
 * initialised.
 */
#include <kmsan/host.h>
#include <kmsan/kmsan.h>
#include <kmsan/uaccess.h>
#include <kmsan/uio.h>
#include <string.h>
#include <sys/uio.h>

#include "expect.h"

struct entry {
	unsigned id;
	char name[12];
};

static char *process;

static NOINLINE void
fill(struct entry *e)
{
	if (FIXED_TWIN)
		memset(e, 0, sizeof(*e));
	e->id = 7;
	memcpy(e->name, "tty", 4);
	KEEP(e);
}

/* In pieces of 3 and 30 bytes. */
static struct uio *
pieces(enum uio_rw rw, char *base, bool kernel)
{
	static struct iovec iov[2];
	static struct uio uio;

	iov[0] = (struct iovec){base, 3};
	iov[1] = (struct iovec){base + 8, 30};
	uio = (struct uio){.uio_iov = iov, .uio_iovcnt = 2, .uio_resid = 33, .uio_rw = rw};
	if (kernel)
		UIO_SETUP_SYSSPACE(&uio);
	return &uio;
}

static NOINLINE void
read_entry(void)
{
	struct entry e;

	fill(&e);
	EXPECT(uiomove(&e, sizeof(e), pieces(UIO_READ, process, false)) == 0);
}

static NOINLINE void
read_file(void)
{
	struct entry file[2];
	struct uio *uio = pieces(UIO_READ, process, false);

	fill(&file[0]);
	fill(&file[1]);
	uio->uio_offset = 10;
	EXPECT(uiomove_frombuf(file, sizeof(file), uio) == 0);
	EXPECT(uio->uio_resid == 33 - 22);
}

static NOINLINE void
through_the_kernel(void)
{
	static char queue[40];
	struct entry e;

	fill(&e);
	EXPECT(uiomove(&e, sizeof(e), pieces(UIO_READ, queue, true)) == 0);
	EXPECT(copyout(queue, process, sizeof(queue)) == 0);
}

static void
write_entry(void)
{
	struct entry e;

	EXPECT(uiomove(&e, sizeof(e), pieces(UIO_WRITE, process, false)) == 0);
	EXPECT(kmsan_test(&e, sizeof(e)) == -1);
}

int
main(void)
{
	process = kmsan_user_alloc(64);
	EXPECT(process != NULL);
	read_entry();
	read_file();
	through_the_kernel();
	write_entry();
	return 0;
}

// CHECK:=================================================================
// CHECK-NEXT:MSan: Uninitialized Stack Memory In uiomove():arg1 At Offset 8/16, Variable 'e' From read_entry()
// CHECK-NEXT:    #0 in read_entry [[FILE]]:54:{{2|9}} (t)
// CHECK-NEXT:    #1 in main [[FILE]]:95:{{2|9}} (t)
// CHECK-NEXT:  Variable 'e' of read_entry created at [[FILE]]:{{51(:15|:2)?}}
// CHECK-NEXT:  Bytes 8-15 of 16 are uninitialized
// CHECK-NEXT:  {{0x[0-9a-f]+}}: 07 00 00 00 74 74 79 00 ?? ?? ?? ?? ?? ?? ?? ??
// CHECK-NEXT:SUMMARY: kMSan: kernel-infoleak [[FILE]]:54:{{2|9}} in read_entry
// CHECK-NEXT:=================================================================
// CHECK-NEXT:=================================================================
// CHECK-NEXT:MSan: Uninitialized Stack Memory In uiomove_frombuf():arg1 At Offset 10/32, Variable 'file' From read_file()
// CHECK-NEXT:    #0 in read_file [[FILE]]:66:{{2|9}} (t)
// CHECK-NEXT:    #1 in main [[FILE]]:96:{{2|9}} (t)
// CHECK-NEXT:  Variable 'file' of read_file created at [[FILE]]:{{60(:15|:2)?}}
// CHECK-NEXT:  Bytes 10-15, 24-31 of 32 are uninitialized
// CHECK-NEXT:  {{0x[0-9a-f]+}}: ?? ?? ?? ?? ?? ?? 07 00 00 00 74 74 79 00 ?? ??
// CHECK-NEXT:  {{0x[0-9a-f]+}}: ?? ?? ?? ?? ?? ??
// CHECK-NEXT:SUMMARY: kMSan: kernel-infoleak [[FILE]]:66:{{2|9}} in read_file
// CHECK-NEXT:=================================================================
// CHECK-NEXT:=================================================================
// CHECK-NEXT:MSan: Uninitialized Stack Memory In copyout():arg1 At Offset 13/40, Variable 'e' From through_the_kernel()
// CHECK-NEXT:    #0 in through_the_kernel [[FILE]]:78:{{2|9}} (t)
// CHECK-NEXT:    #1 in main [[FILE]]:97:{{2|9}} (t)
// CHECK-NEXT:  Stored to memory at:
// CHECK-NEXT:    #0 in through_the_kernel [[FILE]]:77:{{2|9}} (t)
// CHECK-NEXT:    #1 in main [[FILE]]:97:{{2|9}} (t)
// CHECK-NEXT:  Variable 'e' of through_the_kernel created at [[FILE]]:{{74(:15|:2)?}}
// CHECK-NEXT:  Bytes 13-20 of 40 are uninitialized
// CHECK-NEXT:  {{0x[0-9a-f]+}}: 07 00 00 00 00 00 00 00 00 74 74 79 00 ?? ?? ??
// CHECK-NEXT:  {{0x[0-9a-f]+}}: ?? ?? ?? ?? ?? 00 00 00 00 00 00 00 00 00 00 00
// CHECK-NEXT:SUMMARY: kMSan: kernel-infoleak [[FILE]]:78:{{2|9}} in through_the_kernel
// CHECK-NEXT:=================================================================
// CHECK-NEXT:kMSan: 3 reports (3 distinct), 0 suppressed
