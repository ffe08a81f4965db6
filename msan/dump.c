/* SPDX-License-Identifier: BSD-2-Clause */
#include <string.h>

#include <kmsan/hooks.h>
#include <kmsan/kmsan.h>
#include <kmsan/port.h>

#include "msan/diagnose.h"
#include "msan/print.h"
#include "msan/shadow.h"

/* "Kmem 0x5...": a cell in a few words; what it means in full is a report's business. */
static void
dump_cell(struct text *out, uint32_t cell)
{
	struct origin_info info;
	char type[32];

	origin_decode(cell, &info);
	text_print(out, " %08x %s", cell, report_type_word(&info, type, sizeof(type)));
	if (info.variable != NULL && info.variable[0] != '\0')
		text_print(out, " '%s'", info.variable);
	else if (info.place.pc != 0)
		text_print(out, " %p", (void *)info.place.pc);
	if (info.links > 0)
		text_print(out, ", stored %u time%s", info.links, KMSAN_PLURAL(info.links));
}

static void
dump_row(struct text *out, const char *addr, size_t count)
{
	const uint8_t *shad = shad_of(addr);
	uint8_t data[16];
	uint32_t last = 0;

	text_print(out, "%p:", (const void *)addr);
	if (kmsan_port_copy(data, addr, count, KMSAN_COPY_ANY) != 0) {
		text_print(out, " not readable\n");
		return;
	}
	for (size_t i = 0; i < count; i++)
		text_print(out, " %02x", (unsigned)data[i]);
	text_print(out, " |");
	for (size_t i = 0; i < count; i++)
		text_print(out, " %02x", (unsigned)shad[i]);
	text_print(out, " |");
	for (size_t i = 0; i < count; i++) {
		uint32_t cell = *orig_of(addr + i);

		if (shad[i] != 0 && cell != last)
			dump_cell(out, last = cell);
	}
	text_print(out, "\n");
}

void
kmsan_dump(const void *addr, size_t size)
{
	char buffer[1024];
	struct text out;

	kmsan_note("%zu byte%s at %p: data | uninitialised bits | origins", size,
	    KMSAN_PLURAL(size), (void *)addr);
	for (size_t at = 0; at < size; at += 16) {
		size_t count = size - at < 16 ? size - at : 16;

		text_init(&out, buffer, sizeof(buffer));
		if (kmsan_port_shadowed((const char *)addr + at, count))
			dump_row(&out, (const char *)addr + at, count);
		else
			text_print(
			    &out, "%p: no shadow\n", (const void *)((const char *)addr + at));
		kmsan_port_console(out.buf, out.used);
	}
}
