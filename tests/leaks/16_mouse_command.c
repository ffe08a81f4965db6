/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * A mouse does not answer, the command fails, and the driver looks at the answer all the same: it
 * forgets to look at the error first.
 *
 * Origin: Stack
 * Sink: branch
 */
#include "kernel.h"

struct port {
	int present;
};

static NOINLINE int
pms_command(const struct port *port, uint8_t command, uint8_t *reply)
{
	if (!port->present)
		return EIO;
	reply[0] = command == 0xe9 ? 0x3c : 0xfa;
	reply[1] = 3;
	return 0;
}

static NOINLINE int
pms_is_synaptics(const struct port *port)
{
	uint8_t reply[4];
	int error = pms_command(port, 0xe9, reply);

#ifdef FIXED
	if (error != 0)
		return 0;
#else
	(void)error;
#endif
	if (reply[0] == 0x3c)
		return 1;
	return 0;
}

int
main(void)
{
	struct port here = {1}, gone = {0};

	KEEP(&gone);
	if (pms_is_synaptics(&here) != 1)
		return 1;
	return pms_is_synaptics(&gone);
}

// CHECK:=================================================================
// CHECK-NEXT:MSan: Uninitialized Variable 'reply' From pms_is_synaptics()
// O0-NEXT:    #0 in pms_is_synaptics [[FILE]]:37:{{15|6}} (t)
// O0-NEXT:    #1 in main [[FILE]]:50:9 (t)
// O0-NEXT:  Variable 'reply' of pms_is_synaptics created at [[FILE]]:28:10
// O0-NEXT:SUMMARY: kMSan: uninit-value [[FILE]]:37:{{15|6}} in pms_is_synaptics
// OPT-NEXT:    #0 in main [[FILE]]:51:1 (t)
// OPT-NEXT:  Variable 'reply' of pms_is_synaptics created at [[FILE]]:28:10
// OPT-NEXT:SUMMARY: kMSan: uninit-value [[FILE]]:51:1 in main
// CHECK-NEXT:=================================================================
// CHECK-NEXT:kMSan: 1 report (1 distinct), 0 suppressed
