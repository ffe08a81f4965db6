/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * An ioctl's argument of every length from 1 to 192, to every misalignment: each uninitialised bit of
 * it is reported as it leaves, and what leaves is what the driver wrote.
 */
// OPTIONS: dedup=0
#include <kmsan/host.h>
#include <kmsan/ioctl.h>
#include <kmsan/kmsan.h>
#include <string.h>

#include "expect.h"

#define LENGTHS 192

static unsigned char source[LENGTHS];
static unsigned found;
static size_t where, bytes;

static bool
expect(const struct kmsan_report_info *info, void *arg)
{
	EXPECT(arg == (void *)&found);
	EXPECT(
	    strcmp(info->kind, "kernel-infoleak") == 0 && strcmp(info->sink, "ioctl():arg3") == 0);
	where = info->first;
	bytes = info->size;
	found++;
	return true;
}

static int
driver(void *cookie, unsigned long command, void *data, int flag)
{
	(void)flag;
	memcpy(data, source + *(size_t *)cookie, IOCPARM_LEN(command));
	return 0;
}

static void
one(size_t len, size_t at, unsigned char *process)
{
	/* Origins are of four bytes: the source takes part at every alignment, too. */
	size_t from = LENGTHS - len;
	unsigned before = found;
	bool leaks = !FIXED_TWIN && at < len;

	if (leaks)
		kmsan_mark(source + from + at, 1, (uint8_t)(1u << at % 8));
	EXPECT(kmsan_ioctl(driver, &from, _IOC(IOC_OUT, 'k', 9, len), process + len % 8, 0) == 0);
	kmsan_mark(source, sizeof(source), KMSAN_STATE_INITED);
	EXPECT(found == before + leaks);
	EXPECT(!leaks || (where == at && bytes == len));
	EXPECT(memcmp(process + len % 8, source + from, len) == 0);
}

int
main(void)
{
	unsigned char *process = kmsan_user_alloc(4096);

	EXPECT(process != NULL);
	kmsan_set_report_callback(expect, &found);
	for (size_t i = 0; i < LENGTHS; i++)
		source[i] = (unsigned char)(i * 7 + 1);
	for (size_t len = 1; len <= LENGTHS; len++)
		for (size_t at = 0; at <= len; at += 1 + at / 16)
			one(len, at, process);
	EXPECT(FIXED_TWIN ? found == 0 : found > 4000);
	return 0;
}

// EXIT: 0
