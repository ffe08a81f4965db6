/* SPDX-License-Identifier: BSD-2-Clause */
#include "alloc/kmem_class.h"

#include "alloc/pool.h"

const uint16_t kmem_class_sizes[KMEM_CLASSES] = {
    8, 16, 24, 32, 40, 48, 56, 64,		    /* by 8 */
    128, 192, 256, 320, 384, 448, 512,		    /* by 64 */
    576, 640, 704, 768, 832, 896, 960, 1024,	    /* by 64 */
    1152, 1280, 1408, 1536, 1664, 1792, 1920, 2048, /* by 128 */
    2304, 2560, 2816, 3072, 3328, 3584, 3840, 4096, /* by 256 */
};

/* So many times this class. */
#define X8(c)  c, c, c, c, c, c, c, c
#define X16(c) X8(c), X8(c)
#define X32(c) X16(c), X16(c)
const uint8_t kmem_classes[KMEM_MAX_SMALL / 8 + 1] = {0, 0, 1, 2, 3, 4, 5, 6, 7, X8(8), X8(9),
    X8(10), X8(11), X8(12), X8(13), X8(14), X8(15), X8(16), X8(17), X8(18), X8(19), X8(20), X8(21),
    X8(22), X16(23), X16(24), X16(25), X16(26), X16(27), X16(28), X16(29), X16(30), X32(31),
    X32(32), X32(33), X32(34), X32(35), X32(36), X32(37), X32(38)};

static const char *const names[KMEM_CLASSES] = {
    "kmem-8",
    "kmem-16",
    "kmem-24",
    "kmem-32",
    "kmem-40",
    "kmem-48",
    "kmem-56",
    "kmem-64",
    "kmem-128",
    "kmem-192",
    "kmem-256",
    "kmem-320",
    "kmem-384",
    "kmem-448",
    "kmem-512",
    "kmem-576",
    "kmem-640",
    "kmem-704",
    "kmem-768",
    "kmem-832",
    "kmem-896",
    "kmem-960",
    "kmem-1024",
    "kmem-1152",
    "kmem-1280",
    "kmem-1408",
    "kmem-1536",
    "kmem-1664",
    "kmem-1792",
    "kmem-1920",
    "kmem-2048",
    "kmem-2304",
    "kmem-2560",
    "kmem-2816",
    "kmem-3072",
    "kmem-3328",
    "kmem-3584",
    "kmem-3840",
    "kmem-4096",
};

static struct pool kmem_pools[KMEM_CLASSES];
static struct kmsan_lock lock;
static bool ready;

static void
setup(void)
{
	for (unsigned i = 0; i < KMEM_CLASSES; i++) {
		unsigned size = kmem_class_sizes[i];
		unsigned align = size < 64 ? 8 : size % KMSAN_PAGE_SIZE == 0 ? KMSAN_PAGE_SIZE : 64;

		pool_setup(
		    &kmem_pools[i], names[i], size, align, i, KMSAN_TYPE_KMEM, GIVER_KMEM_ALLOC);
		/* Each object has a size of its own. */
		kmem_pools[i].pr_reqsize = 0;
	}
}

struct pool *
kmem_pool(unsigned class)
{
	if (unlikely(!__atomic_load_n(&ready, __ATOMIC_ACQUIRE))) {
		uintptr_t mask = lock_enter(&lock);

		if (!ready)
			setup();
		__atomic_store_n(&ready, true, __ATOMIC_RELEASE);
		lock_leave(&lock, mask);
	}
	return &kmem_pools[class];
}
