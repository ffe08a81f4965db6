/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * An object that is freed, and given to somebody else at once: what its first owner reads then is
 * the second's, and initialised. quarantine=BYTES keeps it back, and the mistake shows.
 */
// LEVELS: 0 1
// RUN: KMSAN_OPTIONS=quarantine=0 %t same && KMSAN_OPTIONS=quarantine=64k %t other
#include <string.h>

#include <kmsan/host.h>
#include <kmsan/kmem.h>
#include <kmsan/uaccess.h>

#include "expect.h"

static NOINLINE char *
session_open(int fill)
{
	char *session = kmem_alloc(128, KM_SLEEP);

	memset(session, fill, 128);
	KEEP(session);
	return session;
}

static NOINLINE void
session_close(char *session)
{
	kmem_free(session, 128);
	KEEP(session);
}

static NOINLINE void
session_read(void *process, char *session)
{
	copyout(session, process, 8);
}

int
main(int argc, char **argv)
{
	char *process = kmsan_user_alloc(8), *first, *second;

	EXPECT(process != NULL && argc == 2);
	first = session_open('a');
	session_close(first);
	second = session_open('b');
	EXPECT((strcmp(argv[1], "same") == 0) == (first == second));
	session_read(process, FIXED_TWIN ? second : first);
	/* Without a quarantine what a process gets is the other's. */
	EXPECT(process[0] == 'b' || strcmp(argv[1], "other") == 0);
	session_close(second);
	return 0;
}

// CLANGS: 14 22
// CHECK:=================================================================
// CHECK-NEXT:MSan: Uninitialized Freed Kmem Memory In copyout():arg1 At Offset 0/8, From session_close+{{0x[0-9a-f]+}}
// CHECK-NEXT:    #0 in session_read [[FILE]]:36:2 (t)
// CHECK-NEXT:    #1 in main [[FILE]]:49:2 (t)
// CHECK-NEXT:  Freed by kmem_free at:
// CHECK-NEXT:    #0 in session_close [[FILE]]:29:2 (t)
// CHECK-NEXT:  Created by kmem_alloc(128) at:
// CHECK-NEXT:    #0 in session_open [[FILE]]:19:18 (t)
// CHECK-NEXT:  Bytes 0-7 of 8 are uninitialized
// CHECK-NEXT:  {{0x[0-9a-f]+}}: ?? ?? ?? ?? ?? ?? ?? ??
// CHECK-NEXT:  Address is 0 bytes inside a 128-byte Kmem object allocated by session_open [[FILE]]:19:18, now freed
// CHECK-NEXT:SUMMARY: kMSan: kernel-infoleak-after-free [[FILE]]:36:2 in session_read
// CHECK-NEXT:=================================================================
// CHECK-NEXT:kMSan: 1 report (1 distinct), 0 suppressed
