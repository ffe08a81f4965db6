/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef KMSAN_BUF_H
#define KMSAN_BUF_H

/*
 * The buffer cache: buffercache(9). Names, arguments and behaviour are NetBSD's.
 *
 * bwrite checks the b_bcount bytes of a block before they go to the disk, and reports every
 * uninitialised one as "bwrite()", a disk-infoleak; a delayed write is checked when it goes, and
 * the report names who delayed it. A read marks the bytes that the disk gave, b_bcount - b_resid, and no
 * more. A block that is not read first (getblk, geteblk) is uninitialised, with the origin Pool and the
 * place of that call. (NetBSD leaves the rest of a short read as it was in the recycled buffer.)
 *
 * Blocks are counted in DEV_BSIZE bytes, sizes are bytes: at least 1, at most MAXBSIZE. Errors are
 * those of errno(2), the disk's own. Thread context, but for biodone and brelse: they may be called in an
 * interrupt. A buffer that was got is its getter's alone (BC_BUSY) until it is released or written;
 * what breaks that stops the program with a message.
 */

#include <kmsan/list.h>
#include <kmsan/types.h>

#ifdef __cplusplus
extern "C" {
#endif

#define DEV_BSIZE     512
#define DEV_BSHIFT    9
#define MAXBSIZE      65536
#define btodb(bytes)  ((int64_t)(bytes) >> DEV_BSHIFT)
#define dbtob(blocks) ((int64_t)(blocks) << DEV_BSHIFT)

struct buf;
struct vnode;

/*
 * A disk. strategy starts a transfer of b_bcount bytes at block b_blkno between the disk and b_data, as
 * b_flags says, sets b_resid and b_error, and calls biodone when it is over, at once or later, in any
 * context. v_size is in bytes.
 */
struct kmsan_vnode_ops {
	void (*strategy)(struct vnode *vp, struct buf *bp);
};
struct vnode {
	const struct kmsan_vnode_ops *v_ops;
	void *v_data; /* the disk's */
	uint64_t v_size;
	/* The cache's. */
	unsigned v_bufs;
	unsigned v_numoutput; /* writes that are under way */
	int v_error;	      /* of a bawrite, until bufflush tells */
};
#define VOP_STRATEGY(vp, bp) ((vp)->v_ops->strategy((vp), (bp)))

struct buf {
	int b_flags;  /* B_*: the owner's */
	int b_cflags; /* BC_*: the cache's */
	int b_oflags; /* BO_*: the transfer's */
	int b_error;
	unsigned b_bcount;  /* bytes of the block */
	unsigned b_bufsize; /* bytes of memory at b_data */
	unsigned b_resid;   /* bytes that were not transferred */
	void *b_data;
	int64_t b_blkno;    /* in DEV_BSIZE */
	struct vnode *b_vp; /* NULL: of no disk */
	void (*b_iodone)(
	    struct buf *); /* called by biodone, if not NULL, and responsible for bp then */
	void *b_private;
	/* The cache's. */
	struct kmsan_list b_hash, b_queue, b_dirty;
	uintptr_t b_pc; /* who delayed the write */
};

#define B_WRITE 0x00000000
#define B_READ	0x00100000
#define B_ASYNC 0x00000004

#define BC_AGE	   0x00000001 /* the next to be recycled */
#define BC_BUSY	   0x00000010
#define BC_INVAL   0x00002000 /* forget it when it is released */
#define BC_NOCACHE 0x00008000 /* the same */
#define BC_WANTED  0x00800000

#define BO_DELWRI 0x00000080
#define BO_DONE	  0x00000200

/*
 * The block, with its contents: from the cache or from the disk. On failure *bpp is NULL and
 * nothing is held. breada and breadn also start to read blocks that will be wanted next; that they
 * cannot be read is found out then. flags: 0.
 */
int bread(struct vnode *vp, int64_t blkno, int size, int flags, struct buf **bpp);
int breada(struct vnode *vp, int64_t blkno, int size, int64_t rablkno, int rasize, int flags,
    struct buf **bpp);
int breadn(struct vnode *vp, int64_t blkno, int size, const int64_t *rablks, const int *rasizes,
    int nrablks, int flags, struct buf **bpp);

/*
 * The block, without reading it: BO_DONE or BO_DELWRI in b_oflags say that its contents are there.
 * Waits while somebody else has it. A cached block of another size is cut, or grows by
 * uninitialised bytes. geteblk: a buffer of no disk. Never NULL. slpflag and slptimeo: 0.
 */
struct buf *getblk(struct vnode *vp, int64_t blkno, int size, int slpflag, int slptimeo);
struct buf *geteblk(int size);

/* Is the block in the cache? It may be busy, and gone the next moment. NULL if not. */
struct buf *incore(struct vnode *vp, int64_t blkno);

/* Release. set: BC_INVAL, BC_NOCACHE, BC_AGE or 0. With BC_INVAL a delayed write is forgotten. */
void brelse(struct buf *bp, int set);

/*
 * Write, and release. bwrite waits and returns the error; then the block is forgotten. bawrite does
 * not wait. bdwrite only notes it: delayed writes go out in the order in which they were first
 * delayed, when there are more than the limit, when memory is wanted, or by bufflush.
 */
int bwrite(struct buf *bp);
void bawrite(struct buf *bp);
void bdwrite(struct buf *bp);

/*
 * Write all delayed blocks of a disk but those that somebody has, and wait for all writes. The first
 * error, also one of a bawrite before; all are tried.
 */
int bufflush(struct vnode *vp);

/* Forget all blocks of a disk; save: write delayed ones first. Nobody may have one. The first error. */
int bufinval(struct vnode *vp, bool save);

/* A disk says that a transfer is over; wait for that. */
void biodone(struct buf *bp);
int biowait(struct buf *bp);

/* Report what is not initialised of b_bcount bytes; the number of such bytes. (NetBSD) */
size_t kmsan_check_buf(const struct buf *bp);

/*
 * How much is cached, in bytes of blocks, and how many writes are delayed, for all disks (4 MiB and 256
 * at first); and what happened. A limit is kept as far as blocks can be had back: those in use cannot.
 */
struct kmsan_bufcache {
	size_t bytes, max_bytes;
	unsigned dirty, max_dirty;
	uint64_t hits, misses, evicted, reads, writes;
};
void kmsan_bufcache_limits(size_t max_bytes, unsigned max_dirty);
void kmsan_bufcache_get(struct kmsan_bufcache *stats);

#ifdef __cplusplus
}
#endif

#endif
