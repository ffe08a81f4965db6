/* SPDX-License-Identifier: BSD-2-Clause */
/* FLAGS: -D_FORTIFY_SOURCE=2 -O2 */
/* Calls as libc's headers make them under _FORTIFY_SOURCE: reported under the source's names. */
#include "check.h"
#include <fcntl.h>
#include <poll.h>
#include <unistd.h>

static volatile size_t amount = 6;

static __attribute__((noinline)) void
all(char *a)
{
	FILE *null = fopen("/dev/null", "w");
	char b[40];

	strcpy(a, "abcdef");
	READS("strcpy():arg2", a, 7, 20, strcpy(b, a));
	READS("strcat():arg2", a, 7, 20, (b[0] = '\0', strcat(b, a)));
	READS("strncpy():arg2", a, 6, 20, strncpy(b, a, amount));
	READS("snprintf():arg4", a, 7, 20, snprintf(b, amount, "%s", a));
	READS("sprintf():arg3", a, 7, 20, sprintf(b, "%s", a));
	READS("fprintf():arg4", a, 3, 20, fprintf(null, "%d %.3s", 1, a));
	UNINIT(b, 40);
	UNINIT(a + 2, 1);
	SILENT(memcpy(b, a, amount));
	CLEAN(b, 2);
	DIRTY(b + 2, 1);
	CLEAN(b + 3, 3);
	DIRTY(b + 6, 20);
	INITED(a, 20);
	SILENT(memset(b, 0, amount));
	CLEAN(b, 6);
	UNINIT(b, 40);
	SILENT(TRUE(snprintf(b, amount + 2, "%d", 12) == 2));
	CLEAN(b, 3);
	{
		int fd = open("/proc/self/status", O_RDONLY);
		struct pollfd p = {.fd = fd, .events = POLLIN};

		UNINIT(b, 40);
		SILENT(TRUE(read(fd, b, amount) == 6));
		CLEAN(b, 6);
		DIRTY(b + 6, 10);
		UNINIT(&p.revents, 2);
		SILENT(TRUE(poll(&p, amount / 6, 0) == 1));
		CLEAN(&p.revents, 2);
		close(fd);
	}
	fclose(null);
}

int
main(void)
{
	static char a[64];

	all(hide(a));
	return passed();
}
