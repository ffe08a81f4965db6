/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * A FAT12 file system on a floppy disk's image, made through the buffer cache: directories, and
 * files that other systems read. fatdisk IMAGE
 *
 * -DLEAK leaves out the clearing of a new directory's block. Other systems do not mind: the first
 * entry whose name is empty ends a directory. But the rest of the block goes to the disk too.
 */
#include <stdio.h>
#include <string.h>

#include <kmsan/buf.h>
#include <kmsan/host.h>

#define SECTOR	    512
#define SECTORS	    2880
#define FAT_SECTORS 9
#define FATS	    2
#define ROOT_SIZE   224 /* entries */
#define FAT_START   1
#define ROOT_START  (FAT_START + FATS * FAT_SECTORS)
#define DATA_START  (ROOT_START + ROOT_SIZE * 32 / SECTOR)
#define CLUSTERS    (SECTORS - DATA_START)
#define LAST	    0xfff
#define ATTR_DIR    0x10
#define ATTR_FILE   0x20

struct direntry {
	char name[11];
	uint8_t attributes;
	uint8_t reserved[10];
	uint8_t time[2], date[2], cluster[2], size[4]; /* little endian */
};

/* A directory: the root, which lies by itself, or a chain of clusters. */
struct dir {
	unsigned cluster; /* 0: the root */
};

struct fat {
	struct vnode *vp;
	unsigned next; /* the first cluster that may be free */
};

static void
put16(uint8_t *p, unsigned v)
{
	p[0] = (uint8_t)v;
	p[1] = (uint8_t)(v >> 8);
}

static void
put32(uint8_t *p, unsigned long v)
{
	put16(p, v & 0xffff);
	put16(p + 2, v >> 16 & 0xffff);
}

static int
write_zeroes(struct vnode *vp, int64_t sector)
{
	struct buf *bp = getblk(vp, sector, SECTOR, 0, 0);

	memset(bp->b_data, 0, SECTOR);
	return bwrite(bp);
}

static int
write_boot_sector(struct vnode *vp)
{
	static const uint8_t jump[] = {0xeb, 0x3c, 0x90};
	struct buf *bp = getblk(vp, 0, SECTOR, 0, 0);
	uint8_t *b = bp->b_data;

	memset(b, 0, SECTOR);
	memcpy(b, jump, sizeof(jump));
	memcpy(b + 3, "KMSAN1.0", 8);
	put16(b + 11, SECTOR);
	b[13] = 1; /* sectors of a cluster */
	put16(b + 14, FAT_START);
	b[16] = FATS;
	put16(b + 17, ROOT_SIZE);
	put16(b + 19, SECTORS);
	b[21] = 0xf0; /* 3.5 inches */
	put16(b + 22, FAT_SECTORS);
	put16(b + 24, 18); /* sectors of a track */
	put16(b + 26, 2);  /* heads */
	b[38] = 0x29;
	put32(b + 39, 0x12345678); /* serial number */
	memcpy(b + 43, "NO NAME    FAT12   ", 19);
	put16(b + 510, 0xaa55);
	return bwrite(bp);
}

/* The byte of the table at this offset, in both copies. */
static int
fat_put_byte(struct fat *fs, unsigned at, uint8_t mask, uint8_t value)
{
	for (unsigned copy = 0; copy < FATS; copy++) {
		int64_t sector = FAT_START + copy * FAT_SECTORS + at / SECTOR;
		struct buf *bp;
		uint8_t *p;
		int error = bread(fs->vp, sector, SECTOR, 0, &bp);

		if (error != 0)
			return error;
		p = (uint8_t *)bp->b_data + at % SECTOR;
		*p = (uint8_t)((*p & ~mask) | value);
		bdwrite(bp);
	}
	return 0;
}

/* Entries of 12 bits: two of them in three bytes. */
static int
fat_put(struct fat *fs, unsigned cluster, unsigned value)
{
	unsigned at = cluster * 3 / 2;
	int error;

	if (cluster % 2 == 0) {
		error = fat_put_byte(fs, at, 0xff, value & 0xff);
		return error != 0 ? error : fat_put_byte(fs, at + 1, 0x0f, value >> 8);
	}
	error = fat_put_byte(fs, at, 0xf0, (value & 0x0f) << 4);
	return error != 0 ? error : fat_put_byte(fs, at + 1, 0xff, value >> 4 & 0xff);
}

static int64_t
sector_of(unsigned cluster)
{
	return DATA_START + (int64_t)cluster - 2;
}

/* A new cluster, behind the one before; 0: it is the first. */
static int
fat_alloc(struct fat *fs, unsigned before, unsigned *cluster)
{
	int error;

	if (fs->next >= CLUSTERS + 2)
		return KMSAN_ENOSPC;
	*cluster = fs->next++;
	error = fat_put(fs, *cluster, LAST);
	if (error == 0 && before != 0)
		error = fat_put(fs, before, *cluster);
	return error;
}

static int
fat_format(struct fat *fs)
{
	int error = write_boot_sector(fs->vp);

	for (int64_t sector = FAT_START; sector < DATA_START && error == 0; sector++)
		error = write_zeroes(fs->vp, sector);
	fs->next = 2;
	if (error == 0)
		error = fat_put(fs, 0, 0xff0);
	return error != 0 ? error : fat_put(fs, 1, LAST);
}

static void
make_entry(struct direntry *e, const char *name, unsigned attributes, unsigned cluster, size_t size)
{
	memset(e, 0, sizeof(*e));
	memcpy(e->name, name, sizeof(e->name));
	e->attributes = (uint8_t)attributes;
	put16(e->time, 12 << 11);
	put16(e->date, (2026 - 1980) << 9 | 11 << 5 | 23);
	put16(e->cluster, cluster);
	put32(e->size, size);
}

/* The first free place of a directory; directories here have one block, or the root's many. */
static int
dir_add(struct fat *fs, const struct dir *dir, const struct direntry *new)
{
	int64_t sector = dir->cluster == 0 ? ROOT_START : sector_of(dir->cluster);
	int64_t end = dir->cluster == 0 ? DATA_START : sector + 1;

	for (; sector < end; sector++) {
		struct buf *bp;
		struct direntry *e;
		int error = bread(fs->vp, sector, SECTOR, 0, &bp);

		if (error != 0)
			return error;
		e = bp->b_data;
		for (unsigned i = 0; i < SECTOR / sizeof(*e); i++) {
			if (e[i].name[0] != '\0')
				continue;
			e[i] = *new;
			if (i + 1 < SECTOR / sizeof(*e))
				e[i + 1].name[0] = '\0';
			return bwrite(bp);
		}
		brelse(bp, 0);
	}
	return KMSAN_ENOSPC;
}

static int
fat_mkdir(struct fat *fs, const struct dir *parent, const char *name, struct dir *dir)
{
	struct direntry entry;
	struct direntry *e;
	struct buf *bp;
	int error = fat_alloc(fs, 0, &dir->cluster);

	if (error != 0)
		return error;
	bp = getblk(fs->vp, sector_of(dir->cluster), SECTOR, 0, 0);
	e = bp->b_data;
#if !defined(LEAK) || defined(FIXED)
	memset(bp->b_data, 0, SECTOR);
#endif
	make_entry(&e[0], ".          ", ATTR_DIR, dir->cluster, 0);
	make_entry(&e[1], "..         ", ATTR_DIR, parent->cluster, 0);
	e[2].name[0] = '\0';
	error = bwrite(bp);
	if (error != 0)
		return error;
	make_entry(&entry, name, ATTR_DIR, dir->cluster, 0);
	return dir_add(fs, parent, &entry);
}

static int
fat_write_file(
    struct fat *fs, const struct dir *dir, const char *name, const char *data, size_t size)
{
	struct direntry entry;
	unsigned first = 0, last = 0;
	int error;

	for (size_t at = 0; at < size; at += SECTOR) {
		size_t n = size - at < SECTOR ? size - at : SECTOR;
		struct buf *bp;

		error = fat_alloc(fs, last, &last);
		if (error != 0)
			return error;
		first = first == 0 ? last : first;
		bp = getblk(fs->vp, sector_of(last), SECTOR, 0, 0);
		memcpy(bp->b_data, data + at, n);
		memset((char *)bp->b_data + n, 0, SECTOR - n);
		bdwrite(bp);
	}
	make_entry(&entry, name, ATTR_FILE, first, size);
	return dir_add(fs, dir, &entry);
}

static int
fill(struct fat *fs)
{
	static const struct dir root = {0};
	static char numbers[3000];
	struct dir docs, deep;
	int error = fat_format(fs);

	for (size_t i = 0; i < sizeof(numbers); i++)
		numbers[i] = (char)('0' + i / 10 % 10);
	if (error == 0)
		error = fat_write_file(fs, &root, "README  TXT", "Hello, disk!\n", 13);
	if (error == 0)
		error = fat_mkdir(fs, &root, "DOCS       ", &docs);
	if (error == 0)
		error = fat_write_file(fs, &docs, "NUMBERS TXT", numbers, sizeof(numbers));
	if (error == 0)
		error = fat_mkdir(fs, &docs, "DEEP       ", &deep);
	if (error == 0)
		error = fat_write_file(fs, &deep, "EMPTY      ", "", 0);
	return error;
}

int
main(int argc, char **argv)
{
	struct fat fs = {.vp = NULL};
	int error, close_error;

	if (argc != 2) {
		fprintf(stderr, "usage: fatdisk IMAGE\n");
		return 2;
	}
	fs.vp = kmsan_disk_open(argv[1], SECTORS * SECTOR);
	if (fs.vp == NULL)
		return 1;
	error = fill(&fs);
	close_error = kmsan_disk_close(fs.vp);
	error = error != 0 ? error : close_error;
	if (error != 0)
		fprintf(stderr, "fatdisk: %s: error %d\n", argv[1], error);
	return error != 0;
}

// RUN-FLAGS: -DLEAK
// RUN: %t %d/log/image

// CHECK:=================================================================
// CHECK-NEXT:MSan: Uninitialized Pool Memory In bwrite() At Offset 65/512, From fat_mkdir+{{0x[0-9a-f]+}}
// CHECK-NEXT:    #0 in fat_mkdir [[FILE]]:221:10 (t)
// CHECK-NEXT:    #1 in fill [[FILE]]:266:11 (t)
// CHECK-NEXT:    #2 in main [[FILE]]:289:10 (t)
// CHECK-NEXT:  Created by getblk(512) at:
// CHECK-NEXT:    #0 in fat_mkdir [[FILE]]:213:7 (t)
// CHECK-NEXT:  Bytes 65-511 of 512 are uninitialized
// CHECK-NEXT:  {{0x[0-9a-f]+}}: 00 ?? ?? ?? ?? ?? ?? ?? ?? ?? ?? ?? ?? ?? ?? ??
// CHECK-NEXT:  {{0x[0-9a-f]+}}: ?? ?? ?? ?? ?? ?? ?? ?? ?? ?? ?? ?? ?? ?? ?? ??
// CHECK-NEXT:  {{0x[0-9a-f]+}}: ?? ?? ?? ?? ?? ?? ?? ?? ?? ?? ?? ?? ?? ?? ?? ??
// CHECK-NEXT:  {{0x[0-9a-f]+}}: ?? ?? ?? ?? ?? ?? ?? ?? ?? ?? ?? ?? ?? ?? ?? ??
// CHECK-NEXT:  {{0x[0-9a-f]+}}: ?? ?? ?? ?? ?? ?? ?? ?? ?? ?? ?? ?? ?? ?? ?? ??
// CHECK-NEXT:  {{0x[0-9a-f]+}}: ?? ?? ?? ?? ?? ?? ?? ?? ?? ?? ?? ?? ?? ?? ?? ??
// CHECK-NEXT:  {{0x[0-9a-f]+}}: ?? ?? ?? ?? ?? ?? ?? ?? ?? ?? ?? ?? ?? ?? ?? ??
// CHECK-NEXT:  {{0x[0-9a-f]+}}: ?? ?? ?? ?? ?? ?? ?? ?? ?? ?? ?? ?? ?? ?? ?? ??
// CHECK-NEXT:  and 20 rows more
// CHECK-NEXT:  Address is 65 bytes inside a 512-byte Pool object allocated by fat_mkdir [[FILE]]:213:7
// CHECK-NEXT:SUMMARY: kMSan: disk-infoleak [[FILE]]:221:10 in fat_mkdir
// CHECK-NEXT:=================================================================
// CHECK-NEXT:kMSan: 2 reports (1 distinct), 0 suppressed
