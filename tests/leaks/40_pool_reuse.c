/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * A pool's item comes back with what its last user left, and a member that only some users have is
 * tested before anybody set it. The memory is known, the value is not.
 *
 * Origin: Pool
 * Sink: branch
 */
#include "kernel.h"

#include <kmsan/pool.h>

struct node {
	uint32_t type, usecount;
	void (*reclaim)(struct node *);
};

static struct pool vnode_pool;
static int reclaimed;

static NOINLINE void
fifo_reclaim(struct node *vp)
{
	reclaimed += (int)vp->usecount + 1;
}

static NOINLINE struct node *
getnewvnode(uint32_t type)
{
	struct node *vp = pool_get(&vnode_pool, PR_WAITOK);

	vp->type = type;
	vp->usecount = 0;
#ifdef FIXED
	vp->reclaim = NULL;
#endif
	if (type == 7)
		vp->reclaim = fifo_reclaim;
	return vp;
}

static NOINLINE void
vrele(struct node *vp)
{
	if (vp->reclaim != NULL)
		reclaimed++;
	pool_put(&vnode_pool, vp);
}

int
main(void)
{
	pool_init(&vnode_pool, sizeof(struct node), 0, 0, 0, "vnodepl", NULL, IPL_NONE);
	vrele(getnewvnode(7));
	vrele(getnewvnode(1));
	KEEP(&reclaimed);
	return 0;
}

// CHECK:=================================================================
// CHECK-NEXT:MSan: Uninitialized Pool Memory From getnewvnode+{{0x[0-9a-f]+}}
// CHECK-NEXT:    #0 in vrele [[FILE]]:45:{{18|6}} (t)
// CHECK-NEXT:    #1 in main [[FILE]]:55:2 (t)
// CHECK-NEXT:  Created by pool_get at:
// CHECK-NEXT:    #0 in getnewvnode [[FILE]]:30:20 (t)
// CHECK-NEXT:SUMMARY: kMSan: uninit-value [[FILE]]:45:{{18|6}} in vrele
// CHECK-NEXT:=================================================================
// CHECK-NEXT:kMSan: 1 report (1 distinct), 0 suppressed
