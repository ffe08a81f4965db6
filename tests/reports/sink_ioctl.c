/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * An ioctl's argument on its way out: what a driver forgot, in a small argument and in a large one. What
 * came in is initialised, and goes out again silently.
 */
#include <kmsan/host.h>
#include <kmsan/ioctl.h>
#include <kmsan/kmsan.h>
#include <string.h>

#include "expect.h"

struct small {
	unsigned rate, channels;
};
struct large {
	unsigned count;
	char name[300];
};
#define GET_SMALL _IOR('A', 1, struct small)
#define GET_LARGE _IOR('A', 2, struct large)
#define ADD_SMALL _IOWR('A', 3, struct small)

static int
audio_ioctl(void *cookie, unsigned long command, void *data, int flag)
{
	struct small *small = data;
	struct large *large = data;

	EXPECT(cookie == NULL && flag == 1);
	switch (command) {
	case GET_SMALL:
		small->rate = 48000;
		if (FIXED_TWIN)
			small->channels = 2;
		return 0;
	case GET_LARGE:
		large->count = 1;
		memset(large->name, 'x', FIXED_TWIN ? 300 : 290);
		return 0;
	default:
		small->rate += small->channels;
		return 0;
	}
}

/* Whoever had this stack before left it uninitialised. */
static NOINLINE void
leave_marks(void)
{
	char frames[2000];

	KEEP(frames);
}

int
main(void)
{
	struct small *small = kmsan_user_alloc(sizeof(struct large));

	leave_marks();
	EXPECT(kmsan_ioctl(audio_ioctl, NULL, GET_SMALL, small, 1) == 0);
	EXPECT(kmsan_ioctl(audio_ioctl, NULL, GET_LARGE, small, 1) == 0);
	*small = (struct small){3, 4};
	leave_marks();
	EXPECT(kmsan_ioctl(audio_ioctl, NULL, ADD_SMALL, small, 1) == 0);
	EXPECT(small->rate == 7);
	return 0;
}

// CHECK:=================================================================
// CHECK-NEXT:MSan: Uninitialized Kmem Memory In ioctl():arg3 At Offset 4/8, From main+{{0x[0-9a-f]+}}
// CHECK-NEXT:    #0 in main [[FILE]]:62:{{2|9}} (t)
// CHECK-NEXT:  Created by kmem_alloc at:
// CHECK-NEXT:    #0 in main [[FILE]]:62:{{2|9}} (t)
// CHECK-NEXT:  Bytes 4-7 of 8 are uninitialized
// CHECK-NEXT:  {{0x[0-9a-f]+}}: 80 bb 00 00 ?? ?? ?? ??
// CHECK-NEXT:SUMMARY: kMSan: kernel-infoleak [[FILE]]:62:{{2|9}} in main
// CHECK-NEXT:=================================================================
// CHECK-NEXT:=================================================================
// CHECK-NEXT:MSan: Uninitialized Kmem Memory In ioctl():arg3 At Offset 294/304, From main+{{0x[0-9a-f]+}}
// CHECK-NEXT:    #0 in main [[FILE]]:63:{{2|9}} (t)
// CHECK-NEXT:  Created by kmem_alloc(304) at:
// CHECK-NEXT:    #0 in main [[FILE]]:63:{{2|9}} (t)
// CHECK-NEXT:  Bytes 294-303 of 304 are uninitialized
// CHECK-NEXT:  {{0x[0-9a-f]+}}: 78 78 78 78 78 78 ?? ?? ?? ?? ?? ?? ?? ?? ?? ??
// CHECK-NEXT:  Address is 294 bytes inside a 304-byte Kmem object allocated by main [[FILE]]:63:{{2|9}}
// CHECK-NEXT:SUMMARY: kMSan: kernel-infoleak [[FILE]]:63:{{2|9}} in main
// CHECK-NEXT:=================================================================
// CHECK-NEXT:kMSan: 2 reports (2 distinct), 0 suppressed
