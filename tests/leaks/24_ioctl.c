/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The generic part of ioctl(2) copies out as many bytes as the command's number says. The driver
 * answers the question that it understands and leaves the rest of the buffer, the kernel's stack.
 *
 * Origin: Stack
 * Sink: copyout
 */
#include "kernel.h"

#define IOC(group, num, len) ((uint32_t)(len) << 16 | (uint32_t)(group) << 8 | (num))
#define IOC_LEN(command)     ((command) >> 16 & 0x1fff)
#define AUDIO_GETINFO	     IOC('A', 21, sizeof(struct audio_info))

struct audio_info {
	uint32_t rate, channels;
	uint32_t gain[4];
	uint32_t port;
};

static NOINLINE int
audio_ioctl(uint32_t command, void *data)
{
	struct audio_info *ai = data;

	if (command != AUDIO_GETINFO)
		return ENOTTY;
	ai->rate = 48000;
	ai->channels = 2;
	ai->gain[0] = ai->gain[1] = 128;
#ifdef FIXED
	ai->gain[2] = ai->gain[3] = 0;
#endif
	ai->port = 1;
	return 0;
}

static int
sys_ioctl(uint32_t command, void *udata)
{
	uint64_t stkbuf[16];
	int error;

	error = audio_ioctl(command, stkbuf);
	if (error != 0)
		return error;
	return copyout(stkbuf, udata, IOC_LEN(command));
}

int
main(void)
{
	return sys_ioctl(AUDIO_GETINFO, kmsan_user_alloc(sizeof(struct audio_info)));
}

// CHECK:=================================================================
// CHECK-NEXT:MSan: Uninitialized Stack Memory In copyout():arg1 At Offset 16/28, Variable 'stkbuf' From sys_ioctl()
// CHECK-NEXT:    #0 in sys_ioctl [[FILE]]:47:9 (t)
// CHECK-NEXT:    #1 in main [[FILE]]:53:9 (t)
// CHECK-NEXT:  Variable 'stkbuf' of sys_ioctl created at [[FILE]]:41:11
// CHECK-NEXT:  Bytes 16-23 of 28 are uninitialized
// CHECK-NEXT:  {{0x[0-9a-f]+}}: ?? ?? ?? ?? ?? ?? ?? ?? 01 00 00 00
// CHECK-NEXT:  __uint64_t[16]: offset 16, 8 bytes: element [2]
// CHECK-NEXT:SUMMARY: kMSan: kernel-infoleak [[FILE]]:47:9 in sys_ioctl
// CHECK-NEXT:=================================================================
// CHECK-NEXT:kMSan: 1 report (1 distinct), 0 suppressed
