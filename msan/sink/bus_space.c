/* SPDX-License-Identifier: BSD-2-Clause */
#include <kmsan/bus_space.h>

#include <string.h>

#include <kmsan/hooks.h>
#include <kmsan/kmsan.h>

int
kmsan_bus_space_map(
    bus_space_tag_t tag, bus_addr_t address, bus_size_t size, int flags, bus_space_handle_t *handle)
{
	if (address > tag->size || size > tag->size - address)
		return KMSAN_EINVAL;
	if ((flags & BUS_SPACE_MAP_LINEAR) != 0 && tag->memory == NULL)
		return KMSAN_EINVAL;
	*handle = address;
	kmsan_mark(handle, sizeof(*handle), KMSAN_STATE_INITED);
	return 0;
}

int
kmsan_bus_space_subregion(bus_space_tag_t tag, bus_space_handle_t handle, bus_size_t offset,
    bus_size_t size, bus_space_handle_t *subhandle)
{
	if (offset > tag->size - handle)
		return KMSAN_EINVAL;
	return kmsan_bus_space_map(tag, handle + offset, size, 0, subhandle);
}

volatile void *
kmsan_bus_space_vaddr(bus_space_tag_t tag, bus_space_handle_t handle)
{
	return tag->memory == NULL ? NULL : (volatile char *)tag->memory + handle;
}

struct access {
	bus_space_tag_t tag;
	bus_space_handle_t handle;
	bus_size_t offset;
	unsigned size, step;
	const char *name;
};
#define ACCESS                                                                                     \
	{                                                                                          \
		tag, handle, offset, shape & 0xff, shape >> 8, name                                \
	}

/*
 * Where in the space this access starts, when count elements fit there. The name without the
 * argument is the function.
 */
static bus_size_t
start_of(const struct access *a, bus_size_t count, uintptr_t pc)
{
	bus_size_t at = a->handle + a->offset, step = a->step != 0 ? a->step : a->size;
	bus_size_t span = a->step != 0 ? count : count != 0;
	char function[48];
	size_t n = 0;

	if (at >= a->handle && at <= a->tag->size && span <= (a->tag->size - at) / step &&
	    count <= SIZE_MAX / 2 / a->size)
		return at;
	while (a->name[n] != '\0' && a->name[n] != '(' && n < sizeof(function) - 1)
		n++;
	memcpy(function, a->name, n);
	function[n] = '\0';
	kmsan_fatal(pc, "%s: %zu elements of %u bytes at 0x%zx: %s has 0x%zx bytes", function,
	    (size_t)count, a->size, (size_t)at, a->tag->name, (size_t)a->tag->size);
}

static uint64_t
get(const struct access *a, bus_size_t at)
{
	volatile char *p;

	if (a->tag->memory == NULL) {
		/* The device may be instrumented. */
		kmsan_init_arg(3 * sizeof(uint64_t));
		return a->tag->read(a->tag->cookie, at, a->size);
	}
	p = (volatile char *)a->tag->memory + at;
	switch (a->size) {
	case 1:
		return *(volatile uint8_t *)p;
	case 2:
		return *(volatile uint16_t *)p;
	case 4:
		return *(volatile uint32_t *)p;
	default:
		return *(volatile uint64_t *)p;
	}
}

static void
put(const struct access *a, bus_size_t at, uint64_t value)
{
	volatile char *p;

	if (a->tag->memory == NULL) {
		kmsan_init_arg(4 * sizeof(uint64_t));
		a->tag->write(a->tag->cookie, at, a->size, value);
		return;
	}
	p = (volatile char *)a->tag->memory + at;
	switch (a->size) {
	case 1:
		*(volatile uint8_t *)p = (uint8_t)value;
		break;
	case 2:
		*(volatile uint16_t *)p = (uint16_t)value;
		break;
	case 4:
		*(volatile uint32_t *)p = (uint32_t)value;
		break;
	default:
		*(volatile uint64_t *)p = value;
	}
}

/* Elements lie in the kernel's memory in the processor's byte order. */
static uint64_t
load(const void *p, unsigned size)
{
	uint8_t one;
	uint16_t two;
	uint32_t four;
	uint64_t eight;

	switch (size) {
	case 1:
		memcpy(&one, p, sizeof(one));
		return one;
	case 2:
		memcpy(&two, p, sizeof(two));
		return two;
	case 4:
		memcpy(&four, p, sizeof(four));
		return four;
	default:
		memcpy(&eight, p, sizeof(eight));
		return eight;
	}
}

static void
store(void *p, unsigned size, uint64_t value)
{
	uint8_t one = (uint8_t)value;
	uint16_t two = (uint16_t)value;
	uint32_t four = (uint32_t)value;

	memcpy(p,
	    size == 1	? &one
	    : size == 2 ? (void *)&two
	    : size == 4 ? (void *)&four
			: (void *)&value,
	    size);
}

uint64_t
kmsan_bus_space_read(bus_space_tag_t tag, bus_space_handle_t handle, bus_size_t offset,
    unsigned shape, const char *name)
{
	const struct access a = ACCESS;

	return get(&a, start_of(&a, 1, KMSAN_RET_ADDR));
}

void
kmsan_bus_space_read_to(bus_space_tag_t tag, bus_space_handle_t handle, bus_size_t offset,
    void *buf, bus_size_t count, unsigned shape, const char *name)
{
	const struct access a = ACCESS;
	bus_size_t at = start_of(&a, count, KMSAN_RET_ADDR);
	char *p = buf;

	for (bus_size_t i = 0; i < count; i++)
		store(p + i * a.size, a.size, get(&a, at + i * a.step));
	kmsan_mark(buf, count * a.size, KMSAN_STATE_INITED);
}

static void
check(const struct access *a, const void *buf, size_t size, bool copied, uintptr_t pc)
{
	struct kmsan_sink_args args = {
	    .name = a->name, .kind = KMSAN_KIND_DMA, .pc = pc, .copied = copied};

	kmsan_check_range(buf, size, &args);
}

void
kmsan_bus_space_write(bus_space_tag_t tag, bus_space_handle_t handle, bus_size_t offset,
    const void *buf, bus_size_t count, unsigned shape, const char *name)
{
	const struct access a = ACCESS;
	bus_size_t at = start_of(&a, count, KMSAN_RET_ADDR);
	const char *p = buf;

	check(&a, buf, count * a.size, false, KMSAN_RET_ADDR);
	for (bus_size_t i = 0; i < count; i++)
		put(&a, at + i * a.step, load(p + i * a.size, a.size));
}

void
kmsan_bus_space_set(bus_space_tag_t tag, bus_space_handle_t handle, bus_size_t offset,
    const void *value, bus_size_t count, unsigned shape, const char *name)
{
	const struct access a = ACCESS;
	bus_size_t at = start_of(&a, count, KMSAN_RET_ADDR);

	if (count == 0)
		return;
	check(&a, value, a.size, true, KMSAN_RET_ADDR);
	for (bus_size_t i = 0; i < count; i++)
		put(&a, at + i * a.step, load(value, a.size));
}

/* From device to device; what goes through the processor is initialised. Overlap as memmove's. */
void
kmsan_bus_space_copy(bus_space_tag_t tag, bus_space_handle_t handle, bus_size_t offset,
    bus_space_handle_t to, bus_size_t to_offset, bus_size_t count, unsigned shape, const char *name)
{
	const struct access from = ACCESS;
	struct access target = from;
	bus_size_t source_at = start_of(&from, count, KMSAN_RET_ADDR), target_at;

	target.handle = to;
	target.offset = to_offset;
	target_at = start_of(&target, count, KMSAN_RET_ADDR);
	for (bus_size_t i = 0; i < count; i++) {
		bus_size_t at = (target_at <= source_at ? i : count - 1 - i) * from.step;

		put(&target, target_at + at, get(&from, source_at + at));
	}
}
