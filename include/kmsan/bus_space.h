/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef KMSAN_BUS_SPACE_H
#define KMSAN_BUS_SPACE_H

/*
 * bus_space(9): a device's registers and memory. Names and behaviour are NetBSD's.
 *
 * What is read is initialised: what the result is stored to, and exactly the count * N bytes of a
 * buffer. What is written leaves the kernel: every uninitialised byte is reported first, as
 * "bus_space_write_4():arg4", a dma-infoleak. Sizes N are 1, 2, 4 and 8 bytes; counts are of
 * elements, offsets and lengths bytes. An access beyond the end of the space, or a count that wraps, stops
 * the program with a message before anything is read or written. Any context that the device allows.
 */

#include <kmsan/types.h>

#ifdef __cplusplus
extern "C" {
#endif

typedef uint64_t bus_addr_t;
typedef uint64_t bus_size_t;
typedef uint64_t bus_space_handle_t;

/*
 * A space: a driver's tag points at one. read and write are called in the driver's context, with
 * an offset from the start of the space; they are the device. memory, if not NULL, is used
 * instead, with plain accesses of the size asked for; it is at least size bytes and stays the owner's.
 */
struct kmsan_bus_space {
	const char *name;
	bus_size_t size; /* bytes */
	void *cookie;
	uint64_t (*read)(void *cookie, bus_size_t offset, unsigned size);
	void (*write)(void *cookie, bus_size_t offset, unsigned size, uint64_t value);
	volatile void *memory;
};
typedef const struct kmsan_bus_space *bus_space_tag_t;

#define BUS_SPACE_MAP_CACHEABLE	   0x01
#define BUS_SPACE_MAP_LINEAR	   0x02
#define BUS_SPACE_MAP_PREFETCHABLE 0x04
#define BUS_SPACE_BARRIER_READ	   0x01
#define BUS_SPACE_BARRIER_WRITE	   0x02

/*
 * 0, or KMSAN_EINVAL for a part that is not in the space, or that is not memory although
 * BUS_SPACE_MAP_LINEAR was asked for. Nothing has to be given back, but unmap is there.
 */
int kmsan_bus_space_map(bus_space_tag_t tag, bus_addr_t address, bus_size_t size, int flags,
    bus_space_handle_t *handle);
int kmsan_bus_space_subregion(bus_space_tag_t tag, bus_space_handle_t handle, bus_size_t offset,
    bus_size_t size, bus_space_handle_t *subhandle);
#define bus_space_map(tag, address, size, flags, handle)                                           \
	kmsan_bus_space_map(tag, address, size, flags, handle)
#define bus_space_subregion(tag, handle, offset, size, subhandle)                                  \
	kmsan_bus_space_subregion(tag, handle, offset, size, subhandle)
#define bus_space_unmap(tag, handle, size) ((void)(tag), (void)(handle), (void)(size))
#define bus_space_barrier(tag, handle, offset, length, flags)                                      \
	((void)(tag), (void)(handle), (void)(offset), (void)(length), (void)(flags),               \
	    __atomic_thread_fence(__ATOMIC_SEQ_CST))

/* NULL if the space is not memory. What is stored through the pointer is not seen: kmsan_sink(). */
volatile void *kmsan_bus_space_vaddr(bus_space_tag_t tag, bus_space_handle_t handle);
#define bus_space_vaddr(tag, handle) kmsan_bus_space_vaddr(tag, handle)

/*
 * What the functions below are made of. shape is the size of an element, and times 256 the distance
 * of one element from the next in the space: 0 or the size. name is the sink, or who reads.
 * write takes count elements at buf; set one element count times, a copy of a value that the caller made
 * just now. All but that value are plain arguments, so that the compiler checks them at the call.
 */
uint64_t kmsan_bus_space_read(bus_space_tag_t tag, bus_space_handle_t handle, bus_size_t offset,
    unsigned shape, const char *name);
void kmsan_bus_space_read_to(bus_space_tag_t tag, bus_space_handle_t handle, bus_size_t offset,
    void *buf, bus_size_t count, unsigned shape, const char *name);
void kmsan_bus_space_write(bus_space_tag_t tag, bus_space_handle_t handle, bus_size_t offset,
    const void *buf, bus_size_t count, unsigned shape, const char *name);
void kmsan_bus_space_set(bus_space_tag_t tag, bus_space_handle_t handle, bus_size_t offset,
    const void *value, bus_size_t count, unsigned shape, const char *name);
void kmsan_bus_space_copy(bus_space_tag_t tag, bus_space_handle_t handle, bus_size_t offset,
    bus_space_handle_t to, bus_size_t to_offset, bus_size_t count, unsigned shape,
    const char *name);
#define KMSAN_BUS_SHAPE(n, step) ((n) + 256u * (step))

/* Inlined and without debug information, so that a report names the driver's line. */
#define KMSAN_BUS_INLINE static inline __attribute__((always_inline, unused, nodebug))

#define KMSAN_BUS_READ(n, type, infix)                                                             \
	KMSAN_BUS_INLINE type bus_space_read##infix##_##n(                                         \
	    bus_space_tag_t tag, bus_space_handle_t handle, bus_size_t offset)                     \
	{                                                                                          \
		const char *const name_ = "bus_space_read" #infix "_" #n;                          \
		const unsigned shape_ = KMSAN_BUS_SHAPE(n, 0);                                     \
                                                                                                   \
		return (type)kmsan_bus_space_read(tag, handle, offset, shape_, name_);             \
	}
#define KMSAN_BUS_READ_TO(n, type, infix, step)                                                    \
	KMSAN_BUS_INLINE void bus_space_read##infix##_##n(bus_space_tag_t tag,                     \
	    bus_space_handle_t handle, bus_size_t offset, type *buf, bus_size_t count)             \
	{                                                                                          \
		const char *const name_ = "bus_space_read" #infix "_" #n;                          \
		const unsigned shape_ = KMSAN_BUS_SHAPE(n, step);                                  \
                                                                                                   \
		kmsan_bus_space_read_to(tag, handle, offset, buf, count, shape_, name_);           \
	}
#define KMSAN_BUS_WRITE(n, type, infix)                                                            \
	KMSAN_BUS_INLINE void bus_space_write##infix##_##n(                                        \
	    bus_space_tag_t tag, bus_space_handle_t handle, bus_size_t offset, type value)         \
	{                                                                                          \
		const char *const name_ = "bus_space_write" #infix "_" #n "():arg4";               \
		const unsigned shape_ = KMSAN_BUS_SHAPE(n, 0);                                     \
                                                                                                   \
		kmsan_bus_space_set(tag, handle, offset, &value, 1, shape_, name_);                \
	}
#define KMSAN_BUS_WRITE_FROM(n, type, infix, step)                                                 \
	KMSAN_BUS_INLINE void bus_space_write##infix##_##n(bus_space_tag_t tag,                    \
	    bus_space_handle_t handle, bus_size_t offset, const type *buf, bus_size_t count)       \
	{                                                                                          \
		const char *const name_ = "bus_space_write" #infix "_" #n "():arg4";               \
		const unsigned shape_ = KMSAN_BUS_SHAPE(n, step);                                  \
                                                                                                   \
		kmsan_bus_space_write(tag, handle, offset, buf, count, shape_, name_);             \
	}
#define KMSAN_BUS_SET(n, type, infix, step)                                                        \
	KMSAN_BUS_INLINE void bus_space_set##infix##_##n(bus_space_tag_t tag,                      \
	    bus_space_handle_t handle, bus_size_t offset, type value, bus_size_t count)            \
	{                                                                                          \
		const char *const name_ = "bus_space_set" #infix "_" #n "():arg4";                 \
		const unsigned shape_ = KMSAN_BUS_SHAPE(n, step);                                  \
                                                                                                   \
		kmsan_bus_space_set(tag, handle, offset, &value, count, shape_, name_);            \
	}
#define KMSAN_BUS_COPY(n, infix)                                                                   \
	KMSAN_BUS_INLINE void bus_space_copy_region##infix##_##n(bus_space_tag_t tag,              \
	    bus_space_handle_t handle, bus_size_t offset, bus_space_handle_t to,                   \
	    bus_size_t to_offset, bus_size_t count)                                                \
	{                                                                                          \
		const char *const name_ = "bus_space_copy_region" #infix "_" #n;                   \
		const unsigned shape_ = KMSAN_BUS_SHAPE(n, n);                                     \
                                                                                                   \
		kmsan_bus_space_copy(tag, handle, offset, to, to_offset, count, shape_, name_);    \
	}
#define KMSAN_BUS_PEEK_POKE(n, type)                                                               \
	KMSAN_BUS_INLINE int bus_space_peek_##n(                                                   \
	    bus_space_tag_t tag, bus_space_handle_t handle, bus_size_t offset, type *value)        \
	{                                                                                          \
		const char *const name_ = "bus_space_peek_" #n;                                    \
		const unsigned shape_ = KMSAN_BUS_SHAPE(n, 0);                                     \
                                                                                                   \
		kmsan_bus_space_read_to(tag, handle, offset, value, 1, shape_, name_);             \
		return 0;                                                                          \
	}                                                                                          \
	KMSAN_BUS_INLINE int bus_space_poke_##n(                                                   \
	    bus_space_tag_t tag, bus_space_handle_t handle, bus_size_t offset, type value)         \
	{                                                                                          \
		const char *const name_ = "bus_space_poke_" #n "():arg4";                          \
		const unsigned shape_ = KMSAN_BUS_SHAPE(n, 0);                                     \
                                                                                                   \
		kmsan_bus_space_set(tag, handle, offset, &value, 1, shape_, name_);                \
		return 0;                                                                          \
	}

/* The stream forms do not swap bytes; here no form does. */
#define KMSAN_BUS_SIZE(n, type)                                                                    \
	KMSAN_BUS_READ(n, type, )                                                                  \
	KMSAN_BUS_READ(n, type, _stream)                                                           \
	KMSAN_BUS_READ_TO(n, type, _multi, 0)                                                      \
	KMSAN_BUS_READ_TO(n, type, _multi_stream, 0)                                               \
	KMSAN_BUS_READ_TO(n, type, _region, n)                                                     \
	KMSAN_BUS_READ_TO(n, type, _region_stream, n)                                              \
	KMSAN_BUS_WRITE(n, type, )                                                                 \
	KMSAN_BUS_WRITE(n, type, _stream)                                                          \
	KMSAN_BUS_WRITE_FROM(n, type, _multi, 0)                                                   \
	KMSAN_BUS_WRITE_FROM(n, type, _multi_stream, 0)                                            \
	KMSAN_BUS_WRITE_FROM(n, type, _region, n)                                                  \
	KMSAN_BUS_WRITE_FROM(n, type, _region_stream, n)                                           \
	KMSAN_BUS_SET(n, type, _multi, 0)                                                          \
	KMSAN_BUS_SET(n, type, _multi_stream, 0)                                                   \
	KMSAN_BUS_SET(n, type, _region, n)                                                         \
	KMSAN_BUS_SET(n, type, _region_stream, n)                                                  \
	KMSAN_BUS_COPY(n, )                                                                        \
	KMSAN_BUS_COPY(n, _stream)                                                                 \
	KMSAN_BUS_PEEK_POKE(n, type)

KMSAN_BUS_SIZE(1, uint8_t)
KMSAN_BUS_SIZE(2, uint16_t)
KMSAN_BUS_SIZE(4, uint32_t)
KMSAN_BUS_SIZE(8, uint64_t)

#ifdef __cplusplus
}
#endif

#endif
