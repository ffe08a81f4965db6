/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * SIOCGIFMEDIA: a driver fills in the state of a link and forgets one bit of it. The generic part
 * of ioctl(2) gives the whole structure to the process, and with it a bit of the kernel's stack.
 */
#include <errno.h>
#include <stdint.h>
#include <string.h>

#include <kmsan/host.h>
#include <kmsan/uaccess.h>

#define SIOCGIFMEDIA 0xc0286938UL

struct media_state {
	uint32_t speed; /* Mbit/s */
	uint8_t up : 1;
	uint8_t full_duplex : 1;
	uint8_t autoneg : 1;
	uint8_t pause : 1;
	uint8_t phy : 4;
	uint8_t name[3];
};

struct ifnet {
	const char *if_xname;
	int (*if_ioctl)(struct ifnet *, unsigned long, void *);
};

static int
wm_ioctl(struct ifnet *ifp, unsigned long cmd, void *data)
{
	struct media_state *state = data;

	if (cmd != SIOCGIFMEDIA)
		return ENOTTY;
	state->speed = 1000;
	state->up = 1;
	state->full_duplex = 1;
	state->autoneg = 0;
#ifdef FIXED
	state->pause = 0;
#endif
	state->phy = 2;
	memcpy(state->name, ifp->if_xname, sizeof(state->name));
	return 0;
}

struct ifnet wm0 = {"wm0", wm_ioctl};

static int
ifioctl(struct ifnet *ifp, unsigned long cmd, void *udata)
{
	struct media_state state;
	int error;

	error = ifp->if_ioctl(ifp, cmd, &state);
	if (error != 0)
		return error;
	return copyout(&state, udata, sizeof(state));
}

int
main(void)
{
	void *process = kmsan_user_alloc(sizeof(struct media_state));

	if (process == NULL)
		return 1;
	return ifioctl(&wm0, SIOCGIFMEDIA, process);
}

// O0:=================================================================
// O0-NEXT:MSan: Uninitialized Stack Memory In copyout():arg1 At Offset 4/8, Variable 'state' From ifioctl()
// O0-NEXT:    #0 in ifioctl [[FILE]]:60:9 (t)
// O0-NEXT:    #1 in main [[FILE]]:70:9 (t)
// O0-NEXT:  Stored to memory at:
// O0-NEXT:    #0 in wm_ioctl [[FILE]]:44:13 (t)
// O0-NEXT:    #1 in ifioctl [[FILE]]:57:10 (t)
// O0-NEXT:    #2 in main [[FILE]]:70:9 (t)
// O0-NEXT:  Stored to memory at:
// O0-NEXT:    #0 in wm_ioctl [[FILE]]:40:17 (t)
// O0-NEXT:    #1 in ifioctl [[FILE]]:57:10 (t)
// O0-NEXT:    #2 in main [[FILE]]:70:9 (t)
// O0-NEXT:  Stored to memory at:
// O0-NEXT:    #0 in wm_ioctl [[FILE]]:39:21 (t)
// O0-NEXT:    #1 in ifioctl [[FILE]]:57:10 (t)
// O0-NEXT:    #2 in main [[FILE]]:70:9 (t)
// O0-NEXT:  Stored to memory at:
// O0-NEXT:    #0 in wm_ioctl [[FILE]]:38:12 (t)
// O0-NEXT:    #1 in ifioctl [[FILE]]:57:10 (t)
// O0-NEXT:    #2 in main [[FILE]]:70:9 (t)
// O0-NEXT:  Variable 'state' of ifioctl created at [[FILE]]:54:21
// O0-NEXT:  Bits 0x08 of byte 4 are uninitialized
// O0-NEXT:  {{0x[0-9a-f]+}}: e8 03 00 00 2? 77 6d 30
// O0-NEXT:SUMMARY: kMSan: kernel-infoleak [[FILE]]:60:9 in ifioctl
// O0-NEXT:=================================================================
// O0-NEXT:kMSan: 1 report (1 distinct), 0 suppressed
// OPT:=================================================================
// OPT-NEXT:MSan: Uninitialized Stack Memory In copyout():arg1 At Offset 4/8, Variable 'state' From ifioctl()
// OPT-NEXT:    #0 in ifioctl [[FILE]]:60:9 (t)
// OPT-NEXT:    #1 in main [[FILE]]:70:9 (t)
// OPT-NEXT:  Stored to memory at:
// OPT-NEXT:    #0 in wm_ioctl [[FILE]]:44:13 (t)
// OPT-NEXT:    #1 in ifioctl [[FILE]]:57:10 (t)
// OPT-NEXT:    #2 in main [[FILE]]:70:9 (t)
// OPT-NEXT:  Variable 'state' of ifioctl created at [[FILE]]:54:21
// OPT-NEXT:  Bits 0x08 of byte 4 are uninitialized
// OPT-NEXT:  {{0x[0-9a-f]+}}: e8 03 00 00 2? 77 6d 30
// OPT-NEXT:SUMMARY: kMSan: kernel-infoleak [[FILE]]:60:9 in ifioctl
// OPT-NEXT:=================================================================
// OPT-NEXT:kMSan: 1 report (1 distinct), 0 suppressed
