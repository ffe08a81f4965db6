/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef KMSAN_UVM_KM_H
#define KMSAN_UVM_KM_H

/*
 * uvm_km(9): whole pages of kernel memory. Names, arguments and behaviour are NetBSD's.
 *
 * A map here is an account with a limit, and not a range of addresses: a submap that is used up
 * behaves as on a machine, but two submaps' pages may lie side by side.
 *
 * Marks: uninitialised, with the origin Uvm and the place of the call; initialised with
 * UVM_KMF_ZERO and UVM_KMF_PAGEABLE (demand-zero pages). What is freed is uninitialised again, with
 * the origin Freed Uvm, until its pages go back to the system.
 */

#include <kmsan/port.h>
#include <kmsan/types.h>

#ifdef __cplusplus
extern "C" {
#endif

typedef uintptr_t vaddr_t;
typedef size_t vsize_t;

/* What: one of the first three. */
#define UVM_KMF_WIRED	 0x01
#define UVM_KMF_PAGEABLE 0x02
#define UVM_KMF_VAONLY	 0x04 /* addresses without access */
/* How. */
#define UVM_KMF_ZERO	   0x10
#define UVM_KMF_NOWAIT	   0x20 /* 0 at once if there is none; for interrupt level */
#define UVM_KMF_CANFAIL	   0x40 /* 0 if there is none, after giving back what is only cached */
#define UVM_KMF_WAITVA	   0x80 /* sleep until the map has room and the system has pages */
#define UVM_KMF_EXEC	   0x100
#define UVM_KMF_COLORMATCH 0x200
#define UVM_KMF_TRYLOCK	   0x400

/* All members are the allocator's; sizes in bytes. */
struct vm_map {
	uint32_t magic;
	const char *name;
	struct vm_map *parent; /* what is used of this map is used of that one too */
	size_t limit, used;    /* limit 0: none */
	struct kmsan_lock lock;
	unsigned waiters;
	bool mine; /* the allocators' memory */
};
extern struct vm_map *kernel_map;

/*
 * size is rounded up to pages and is not 0. align: bytes, a power of 2, 0 for a page. Returns an
 * address, or 0 where the flags allow it; if the map is full and none of NOWAIT, CANFAIL and WAITVA
 * is given the program stops, with a message that says how much of the map is in use.
 */
vaddr_t uvm_km_alloc(struct vm_map *map, vsize_t size, vsize_t align, unsigned flags);

/* All of one allocation, to the map that it came from. flags: VAONLY if it was allocated with that. */
void uvm_km_free(struct vm_map *map, vaddr_t addr, vsize_t size, unsigned flags);

/*
 * A map with a limit of size bytes out of map. submap: memory for it, or NULL for the allocators'.
 * vmin, vmax, flags and fixed are for ranges of addresses: *vmin becomes 0 and *vmax the largest
 * address. NULL: no memory for it.
 */
struct vm_map *uvm_km_suballoc(struct vm_map *map, vaddr_t *vmin, vaddr_t *vmax, vsize_t size,
    int flags, bool fixed, struct vm_map *submap);

/* A name for messages, which stays valid; a submap is "submap" at first. */
void uvm_km_setname(struct vm_map *map, const char *name);

#ifdef __cplusplus
}
#endif

#endif
