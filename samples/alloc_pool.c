/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * kqueue's notes come from a pool(9), each with the event that a process is told. Not every filter
 * has something to say in every member; what is left out is what the object's last owner had there.
 */
#include <stdint.h>

#include <kmsan/host.h>
#include <kmsan/pool.h>
#include <kmsan/uaccess.h>

struct kevent {
	uintptr_t ident;
	uint32_t filter, flags;
	int64_t data;
	void *udata;
};

struct knote {
	struct kevent kn_kevent;
	uint32_t kn_status;
};

static struct pool knote_pool;

static __attribute__((noinline)) struct knote *
knote_alloc(uintptr_t ident, void *udata)
{
	struct knote *kn;

#ifdef FIXED
	kn = pool_get(&knote_pool, PR_WAITOK | PR_ZERO);
#else
	kn = pool_get(&knote_pool, PR_WAITOK);
#endif
	kn->kn_kevent.ident = ident;
	kn->kn_kevent.filter = 1;
	kn->kn_kevent.flags = 0;
	kn->kn_kevent.udata = udata;
	kn->kn_status = 0;
	return kn;
}

static __attribute__((noinline)) int
kqueue_scan(struct knote *kn, void *events)
{
	return copyout(&kn->kn_kevent, events, sizeof(kn->kn_kevent));
}

int
main(void)
{
	void *process = kmsan_user_alloc(sizeof(struct kevent));
	struct knote *kn;
	int error;

	if (process == NULL)
		return 1;
	pool_init(&knote_pool, sizeof(struct knote), 0, 0, 0, "knotepl", NULL, IPL_VM);
	kn = knote_alloc(5, NULL);
	error = kqueue_scan(kn, process);
	pool_put(&knote_pool, kn);
	pool_destroy(&knote_pool);
	return error;
}

// LEVELS: 0 1
// CHECK:=================================================================
// CHECK-NEXT:MSan: Uninitialized Pool Memory In copyout():arg1 At Offset 16/32, From knote_alloc+{{0x[0-9a-f]+}}
// CHECK-NEXT:    #0 in kqueue_scan [[FILE]]:47:9 (t)
// CHECK-NEXT:    #1 in main [[FILE]]:61:10 (t)
// CHECK-NEXT:  Created by pool_get(40) at:
// CHECK-NEXT:    #0 in knote_alloc [[FILE]]:34:7 (t)
// CHECK-NEXT:  Bytes 16-23 of 32 are uninitialized
// CHECK-NEXT:  {{0x[0-9a-f]+}}: ?? ?? ?? ?? ?? ?? ?? ?? 00 00 00 00 00 00 00 00
// CHECK-NEXT:  Address is 16 bytes inside a 40-byte Pool object allocated by knote_alloc [[FILE]]:34:7
// CHECK-NEXT:  probably struct knote: offset 16, 8 bytes: member 'kn_kevent.data'
// CHECK-NEXT:SUMMARY: kMSan: kernel-infoleak [[FILE]]:47:9 in kqueue_scan
// CHECK-NEXT:=================================================================
// CHECK-NEXT:kMSan: 1 report (1 distinct), 0 suppressed
