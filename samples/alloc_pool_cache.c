/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Objects of a pool_cache(9) are made once by its constructor, and keep what it gave them between
 * put and get. What it leaves out is nobody's: a process that asks for the attributes of a new
 * vnode gets a generation that was never set.
 */
#include <stdint.h>

#include <kmsan/host.h>
#include <kmsan/pool.h>
#include <kmsan/uaccess.h>

struct attributes {
	uint32_t mode, links;
	uint64_t generation;
};

struct vnode_private {
	uint32_t vp_lock;
	struct attributes vp_attr;
};

static pool_cache_t vnode_cache;

static int
vnode_ctor(void *arg, void *object, int flags)
{
	struct vnode_private *vp = object;

	(void)arg;
	(void)flags;
	vp->vp_lock = 0;
#ifdef FIXED
	vp->vp_attr.generation = 0;
#endif
	return 0;
}

static __attribute__((noinline)) struct vnode_private *
vnode_new(uint32_t mode)
{
	struct vnode_private *vp = pool_cache_get(vnode_cache, PR_WAITOK);

	vp->vp_attr.mode = mode;
	vp->vp_attr.links = 1;
	return vp;
}

static __attribute__((noinline)) int
vnode_getattr(struct vnode_private *vp, void *udata)
{
	return copyout(&vp->vp_attr, udata, sizeof(vp->vp_attr));
}

int
main(void)
{
	void *process = kmsan_user_alloc(sizeof(struct attributes));
	struct vnode_private *vp;
	int error;

	if (process == NULL)
		return 1;
	vnode_cache = pool_cache_init(sizeof(struct vnode_private), 0, 0, 0, "vnodepl", NULL,
	    IPL_NONE, vnode_ctor, NULL, NULL);
	vp = vnode_new(0644);
	error = vnode_getattr(vp, process);
	pool_cache_put(vnode_cache, vp);
	pool_cache_destroy(vnode_cache);
	return error;
}

// LEVELS: 0 1
// CHECK:=================================================================
// CHECK-NEXT:MSan: Uninitialized Pool Memory In copyout():arg1 At Offset 8/16, From vnode_new+{{0x[0-9a-f]+}}
// CHECK-NEXT:    #0 in vnode_getattr [[FILE]]:52:9 (t)
// CHECK-NEXT:    #1 in main [[FILE]]:67:10 (t)
// CHECK-NEXT:  Created by pool_cache_get(24) at:
// CHECK-NEXT:    #0 in vnode_new [[FILE]]:42:29 (t)
// CHECK-NEXT:  Bytes 8-15 of 16 are uninitialized
// CHECK-NEXT:  {{0x[0-9a-f]+}}: a4 01 00 00 01 00 00 00 ?? ?? ?? ?? ?? ?? ?? ??
// CHECK-NEXT:  Address is 16 bytes inside a 24-byte Pool object allocated by vnode_new [[FILE]]:42:29
// CHECK-NEXT:  probably struct vnode_private: offset 16, 8 bytes: member 'vp_attr.generation'
// CHECK-NEXT:SUMMARY: kMSan: kernel-infoleak [[FILE]]:52:9 in vnode_getattr
// CHECK-NEXT:=================================================================
// CHECK-NEXT:kMSan: 1 report (1 distinct), 0 suppressed
