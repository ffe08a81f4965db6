/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * A route lookup compares keys with a union in them: ports for TCP and UDP, type and code for
 * ICMP. A raw socket's send sets neither.
 *
 * Origin: Stack
 * Sink: branch
 */
#include "kernel.h"

struct flow {
	uint32_t dst;
	uint8_t proto;
	union {
		uint16_t port[2];
		uint8_t icmp[4];
	} u;
};

struct policy {
	uint32_t dst;
	uint16_t dport;
	int action;
};

static NOINLINE int
policy_lookup(const struct policy *p, const struct flow *fl)
{
	if (p->dst != fl->dst)
		return 0;
	if (p->dport == fl->u.port[1])
		return p->action;
	return 0;
}

static NOINLINE void
flow_raw(struct flow *fl, uint32_t dst, uint8_t proto)
{
#ifdef FIXED
	memset(&fl->u, 0, sizeof(fl->u));
#endif
	fl->dst = dst;
	fl->proto = proto;
}

static int
raw_send(const struct policy *p, uint32_t dst)
{
	struct flow fl;

	flow_raw(&fl, dst, 1);
	return policy_lookup(p, &fl);
}

int
main(void)
{
	struct policy ssh = {0x0100007f, 22, EACCES};

	KEEP(&ssh);
	return raw_send(&ssh, 0x0100007f);
}

// CHECK:=================================================================
// CHECK-NEXT:MSan: Uninitialized Variable 'fl' From raw_send()
// CHECK-NEXT:    #0 in policy_lookup [[FILE]]:31:{{15|6}} (t)
// CHECK-NEXT:    #1 in raw_send [[FILE]]:52:9 (t)
// CHECK-NEXT:    #2 in main [[FILE]]:61:9 (t)
// CHECK-NEXT:  Variable 'fl' of raw_send created at [[FILE]]:49:14
// CHECK-NEXT:SUMMARY: kMSan: uninit-value [[FILE]]:31:{{15|6}} in policy_lookup
// CHECK-NEXT:=================================================================
// CHECK-NEXT:kMSan: 1 report (1 distinct), 0 suppressed
