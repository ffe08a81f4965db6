/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * A disk that moves data by itself: a driver writes commands to memory that it shares with the
 * disk, rings a doorbell through a register, and is told by an interrupt. The disk is a thread that has
 * nothing but bus addresses: it fetches the command, then the data, piece by piece.
 *
 * -DLEAK fills in the members of a command that the disk looks at, and not the reserved word, which the
 * disk fetches all the same.
 */
#include <stddef.h>
#include <stdio.h>
#include <string.h>

#include <kmsan/atomic.h>
#include <kmsan/bus_dma.h>
#include <kmsan/host.h>
#include <kmsan/intr.h>
#include <kmsan/kmem.h>
#include <kmsan/kmsan.h>
#include <kmsan/lock.h>
#include <kmsan/uvm_km.h>

#if defined(LEAK) && !defined(FIXED)
#define LEAKS 1
#else
#define LEAKS 0
#endif

#define IRQ	 11
#define BLOCK	 512
#define BLOCKS	 128
#define SLOTS	 4
#define SEGMENTS 8
#define MAXSIZE	 65536

/* Registers. */
#define REG_COMMANDS  0x00 /* 8 bytes: bus address of the commands */
#define REG_RESULTS   0x08 /* 8 bytes: of the results */
#define REG_DOORBELL  0x10 /* write: bits of the slots to start */
#define REG_INTERRUPT 0x14 /* read: bits of the slots that are done; write: these are known */

enum opcode { DISK_READ = 1, DISK_WRITE };

struct segment {
	uint64_t address;
	uint64_t size;
};
struct command {
	uint32_t opcode, block, segments;
	uint32_t reserved;
	struct segment segment[SEGMENTS]; /* the disk fetches as many as there are */
};
struct result {
	uint32_t error;
	uint32_t size; /* bytes that were read or written */
};

/* THE DISK */

static struct disk {
	struct kmsan_device *device;
	uint64_t commands, results;
	uint32_t doorbell, interrupt;
	char data[BLOCKS * BLOCK];
} disk;

/* As far as the disk goes. */
static uint32_t
disk_transfer(const struct command *c)
{
	size_t at = (size_t)c->block * BLOCK, first = at;

	for (uint32_t i = 0; i < c->segments && at < sizeof(disk.data); i++) {
		const struct segment *s = &c->segment[i];
		size_t left = sizeof(disk.data) - at, n = s->size < left ? s->size : left;

		if ((c->opcode == DISK_READ
			    ? kmsan_device_write(s->address, disk.data + at, n)
			    : kmsan_device_read(s->address, disk.data + at, n)) != 0)
			break;
		at += n;
	}
	return (uint32_t)(at - first);
}

static void
disk_command(unsigned slot)
{
	uint64_t address = disk.commands + slot * sizeof(struct command);
	struct command c;
	struct result result = {0, 0};

	memset(&c, 0, sizeof(c));
	if (kmsan_device_read(address, &c, offsetof(struct command, segment)) != 0 ||
	    c.segments > SEGMENTS ||
	    kmsan_device_read(address + offsetof(struct command, segment), c.segment,
		c.segments * sizeof(struct segment)) != 0)
		result.error = KMSAN_EIO;
	else
		result.size = disk_transfer(&c);
	kmsan_device_write(disk.results + slot * sizeof(result), &result, sizeof(result));
	atomic_or_32(&disk.interrupt, 1u << slot);
	intr_raise(0, IRQ);
}

static void
disk_run(struct kmsan_device *device, void *arg)
{
	(void)arg;
	while (kmsan_device_wait(device)) {
		uint32_t rung = atomic_swap_32(&disk.doorbell, 0);

		for (unsigned slot = 0; slot < SLOTS; slot++)
			if ((rung & 1u << slot) != 0)
				disk_command(slot);
	}
}

static uint64_t
register_read(void *cookie, bus_size_t offset, unsigned size)
{
	(void)cookie;
	(void)size;
	return offset == REG_INTERRUPT ? atomic_load_acquire(&disk.interrupt) : 0;
}

static void
register_write(void *cookie, bus_size_t offset, unsigned size, uint64_t value)
{
	(void)cookie;
	(void)size;
	if (offset == REG_COMMANDS) {
		disk.commands = value;
	} else if (offset == REG_RESULTS) {
		disk.results = value;
	} else if (offset == REG_INTERRUPT) {
		atomic_and_32(&disk.interrupt, ~(uint32_t)value);
	} else if (offset == REG_DOORBELL) {
		atomic_or_32(&disk.doorbell, (uint32_t)value);
		kmsan_device_ring(disk.device);
	}
}

static const struct kmsan_bus_space registers = {
    .name = "disk", .size = 0x18, .read = register_read, .write = register_write};

/* THE DRIVER */

struct shared {
	bus_dma_segment_t segment;
	bus_dmamap_t map;
	void *memory;
};

struct dd_softc {
	bus_space_tag_t sc_iot;
	bus_space_handle_t sc_ioh;
	bus_dma_tag_t sc_dmat;
	struct shared sc_commands, sc_results;
	bus_dmamap_t sc_data[SLOTS];
	void *sc_ih;
	kmutex_t sc_lock;
	kcondvar_t sc_cv;
	uint32_t sc_done; /* slots */
};

static int
dd_alloc_shared(struct dd_softc *sc, struct shared *shared, size_t size)
{
	int nsegs, error;

	error =
	    bus_dmamem_alloc(sc->sc_dmat, size, 0, 0, &shared->segment, 1, &nsegs, BUS_DMA_WAITOK);
	if (error == 0)
		error = bus_dmamem_map(sc->sc_dmat, &shared->segment, 1, size, &shared->memory,
		    BUS_DMA_WAITOK | BUS_DMA_COHERENT);
	if (error == 0)
		error =
		    bus_dmamap_create(sc->sc_dmat, size, 1, size, 0, BUS_DMA_WAITOK, &shared->map);
	if (error == 0)
		error = bus_dmamap_load(
		    sc->sc_dmat, shared->map, shared->memory, size, NULL, BUS_DMA_WAITOK);
	return error;
}

static void
dd_free_shared(struct dd_softc *sc, struct shared *shared)
{
	bus_dmamap_unload(sc->sc_dmat, shared->map);
	bus_dmamap_destroy(sc->sc_dmat, shared->map);
	bus_dmamem_unmap(sc->sc_dmat, shared->memory, shared->segment.ds_len);
	bus_dmamem_free(sc->sc_dmat, &shared->segment, 1);
}

static int
dd_intr(void *arg)
{
	struct dd_softc *sc = arg;
	uint32_t done = bus_space_read_4(sc->sc_iot, sc->sc_ioh, REG_INTERRUPT);

	if (done == 0)
		return 0;
	bus_space_write_4(sc->sc_iot, sc->sc_ioh, REG_INTERRUPT, done);
	mutex_enter(&sc->sc_lock);
	sc->sc_done |= done;
	cv_broadcast(&sc->sc_cv);
	mutex_exit(&sc->sc_lock);
	return 1;
}

static int
dd_attach(struct dd_softc *sc)
{
	int error;

	sc->sc_dmat = kmsan_bus_dma_tag();
	sc->sc_iot = &registers;
	error = bus_space_map(sc->sc_iot, 0, 0x18, 0, &sc->sc_ioh);
	if (error == 0)
		error = dd_alloc_shared(sc, &sc->sc_commands, SLOTS * sizeof(struct command));
	if (error == 0)
		error = dd_alloc_shared(sc, &sc->sc_results, SLOTS * sizeof(struct result));
	for (unsigned i = 0; i < SLOTS && error == 0; i++)
		error = bus_dmamap_create(
		    sc->sc_dmat, MAXSIZE, SEGMENTS, MAXSIZE, 0, BUS_DMA_WAITOK, &sc->sc_data[i]);
	if (error != 0)
		return error;
	mutex_init(&sc->sc_lock, MUTEX_DEFAULT, IPL_VM);
	cv_init(&sc->sc_cv, "ddxfer");
	sc->sc_ih = intr_establish(IRQ, IPL_VM, IST_LEVEL | IST_MPSAFE, dd_intr, sc);
	bus_space_write_8(
	    sc->sc_iot, sc->sc_ioh, REG_COMMANDS, sc->sc_commands.map->dm_segs[0].ds_addr);
	bus_space_write_8(
	    sc->sc_iot, sc->sc_ioh, REG_RESULTS, sc->sc_results.map->dm_segs[0].ds_addr);
	return 0;
}

static void
dd_detach(struct dd_softc *sc)
{
	intr_disestablish(sc->sc_ih);
	cv_destroy(&sc->sc_cv);
	mutex_destroy(&sc->sc_lock);
	for (unsigned i = 0; i < SLOTS; i++)
		bus_dmamap_destroy(sc->sc_dmat, sc->sc_data[i]);
	dd_free_shared(sc, &sc->sc_results);
	dd_free_shared(sc, &sc->sc_commands);
}

/* The data's segments, and the rest of the command. */
static void
dd_make_command(struct dd_softc *sc, unsigned slot, enum opcode opcode, uint32_t block)
{
	struct command *c = (struct command *)sc->sc_commands.memory + slot;
	bus_dmamap_t data = sc->sc_data[slot];

	c->opcode = opcode;
	c->block = block;
	c->segments = (uint32_t)data->dm_nsegs;
	if (!LEAKS)
		c->reserved = 0;
	for (int i = 0; i < data->dm_nsegs; i++) {
		c->segment[i].address = data->dm_segs[i].ds_addr;
		c->segment[i].size = data->dm_segs[i].ds_len;
	}
	bus_dmamap_sync(sc->sc_dmat, sc->sc_commands.map, slot * sizeof(*c),
	    offsetof(struct command, segment[data->dm_nsegs]), BUS_DMASYNC_PREWRITE);
}

static int
dd_start(
    struct dd_softc *sc, unsigned slot, enum opcode opcode, uint32_t block, void *buf, size_t size)
{
	bus_dmamap_t data = sc->sc_data[slot];
	int error = bus_dmamap_load(sc->sc_dmat, data, buf, size, NULL, BUS_DMA_WAITOK);

	if (error != 0)
		return error;
	bus_dmamap_sync(sc->sc_dmat, data, 0, size,
	    opcode == DISK_READ ? BUS_DMASYNC_PREREAD : BUS_DMASYNC_PREWRITE);
	dd_make_command(sc, slot, opcode, block);
	bus_dmamap_sync(sc->sc_dmat, sc->sc_results.map, slot * sizeof(struct result),
	    sizeof(struct result), BUS_DMASYNC_PREREAD);
	bus_space_write_4(sc->sc_iot, sc->sc_ioh, REG_DOORBELL, 1u << slot);
	return 0;
}

/* How much was transferred; 0 on an error. */
static size_t
dd_wait(struct dd_softc *sc, unsigned slot, enum opcode opcode)
{
	struct result *result = (struct result *)sc->sc_results.memory + slot;
	bus_dmamap_t data = sc->sc_data[slot];
	size_t size;

	mutex_enter(&sc->sc_lock);
	while ((sc->sc_done & 1u << slot) == 0)
		cv_wait(&sc->sc_cv, &sc->sc_lock);
	sc->sc_done &= ~(1u << slot);
	mutex_exit(&sc->sc_lock);
	bus_dmamap_sync(sc->sc_dmat, sc->sc_results.map, slot * sizeof(*result), sizeof(*result),
	    BUS_DMASYNC_POSTREAD);
	size = result->error != 0 ? 0 : result->size;
	/* Not the whole buffer, if the disk wrote less. */
	kmsan_dma_written(data, size);
	bus_dmamap_sync(sc->sc_dmat, data, 0, data->dm_mapsize,
	    opcode == DISK_READ ? BUS_DMASYNC_POSTREAD : BUS_DMASYNC_POSTWRITE);
	bus_dmamap_unload(sc->sc_dmat, data);
	return size;
}

static int
write_and_compare(struct dd_softc *sc, char *a, char *b, size_t size)
{
	int error;

	for (size_t i = 0; i < size; i++)
		a[i] = (char)(i * 7 >> 3);
	error = dd_start(sc, 0, DISK_WRITE, 2, a, size);
	if (error == 0)
		error = dd_start(sc, 1, DISK_WRITE, 100, a + BLOCK, 3 * BLOCK);
	if (error == 0 &&
	    (dd_wait(sc, 0, DISK_WRITE) != size || dd_wait(sc, 1, DISK_WRITE) != 3 * BLOCK))
		error = KMSAN_EIO;
	if (error == 0)
		error = dd_start(sc, 3, DISK_READ, 2, b, size);
	if (error == 0 && (dd_wait(sc, 3, DISK_READ) != size || memcmp(a, b, size) != 0))
		error = KMSAN_EIO;
	return error;
}

/*
 * Two commands at once, then back again. For a device of this host four pages are in a row: so ten
 * pages are three segments.
 */
static int
write_and_read(struct dd_softc *sc)
{
	const vsize_t size = 40000, pages = 40960, align = 16384;
	vaddr_t a = uvm_km_alloc(kernel_map, pages, align, UVM_KMF_WIRED);
	vaddr_t b = uvm_km_alloc(kernel_map, pages, align, UVM_KMF_WIRED);
	int error = write_and_compare(sc, (char *)a, (char *)b, size);

	uvm_km_free(kernel_map, a, pages, UVM_KMF_WIRED);
	uvm_km_free(kernel_map, b, pages, UVM_KMF_WIRED);
	return error;
}

/* The disk ends before the buffer does. */
static int
read_the_end(struct dd_softc *sc)
{
	char *buf = kmem_alloc(4 * BLOCK, KM_SLEEP);
	int error = dd_start(sc, 2, DISK_READ, BLOCKS - 1, buf, 4 * BLOCK);
	size_t size = error == 0 ? dd_wait(sc, 2, DISK_READ) : 0;

	printf("%zu bytes at the end, initialised: %zd\n", size, kmsan_test(buf, 4 * BLOCK));
	kmem_free(buf, 4 * BLOCK);
	return error;
}

int
main(void)
{
	static struct dd_softc sc;
	int error;

	disk.device = kmsan_device_start(disk_run, NULL);
	if (disk.device == NULL)
		return 1;
	error = dd_attach(&sc);
	if (error == 0)
		error = write_and_read(&sc);
	if (error == 0)
		error = read_the_end(&sc);
	if (error == 0)
		dd_detach(&sc);
	kmsan_device_stop(disk.device);
	if (error != 0)
		fprintf(stderr, "dmadisk: error %d\n", error);
	return error != 0;
}

// RUN-FLAGS: -DLEAK

// CHECK:=================================================================
// CHECK-NEXT:MSan: Uninitialized Uvm Memory In LinearDmaSyncOp At Offset 12/576, From dd_alloc_shared+{{0x[0-9a-f]+}}
// CHECK-NEXT:    #0 in dd_make_command [[FILE]]:266:{{2|9}} (t)
// CHECK-NEXT:    #1 in dd_start [[FILE]]:281:{{2|9}} (t)
// CHECK-NEXT:    #2 in write_and_compare [[FILE]]:319:10 (t)
// CHECK-NEXT:    #3 in write_and_read [[FILE]]:342:14 (t)
// CHECK-NEXT:    #4 in main [[FILE]]:373:11 (t)
// CHECK-NEXT:  Created by bus_dmamem_alloc(576) at:
// CHECK-NEXT:    #0 in dd_alloc_shared [[FILE]]:173:6 (t)
// CHECK-NEXT:  Bytes 12-15 of 576 are uninitialized
// CHECK-NEXT:  {{0x[0-9a-f]+}}: 02 00 00 00 02 00 00 00 03 00 00 00 ?? ?? ?? ??
// CHECK-NEXT:  Address is 12 bytes inside a 576-byte Uvm object allocated by dd_alloc_shared [[FILE]]:173:6
// CHECK-NEXT:SUMMARY: kMSan: dma-infoleak [[FILE]]:266:{{2|9}} in dd_make_command
// CHECK-NEXT:=================================================================
// CHECK-NEXT:kMSan: 4 reports (1 distinct), 0 suppressed
