/* SPDX-License-Identifier: BSD-2-Clause */
/* FILES: parts/own.c */
/*
 * A program with functions of its own by the names of libc's, with other prototypes, as kernel code
 * has them: its callers reach them, with all arguments and nothing else done.
 */
#include "check.h"
#include <unistd.h>

struct proc {
	int pid;
};

/* parts/own.c has them: from here they are undefined symbols. */
int own_getline(int a, double x, struct proc *p, long c, long d, long e, long f, long g) __asm__(
    "getline");
double own_strsep(double x, float y) __asm__("strsep");
int own_printk(const char *fmt, ...) __asm__("warnx");
void *own_tempnam(void *p) __asm__("tempnam");
long own_remquo(const char *s) __asm__("remquo");
int own_hidden(int *p) __asm__("psignal") __attribute__((visibility("hidden")));

int
main(void)
{
	struct proc p = {7};
	char dirty[8];
	int (*address)(int, double, struct proc *, long, long, long, long, long) = own_getline;

	for (int i = 0; i < 2; i++) {
		SILENT(
		    TRUE(own_getline(1, 2.5, &p, 3, 4, 5, 6, 7) == 1 + 2 + 7 + 3 + 4 + 5 + 6 + 7));
		SILENT(TRUE(own_strsep(1.5, 2.0f) == 3.0));
		SILENT(TRUE(own_printk("%d %f %s", 3, 2.5, "x") == 5));
		SILENT(TRUE(address(1, 2.5, &p, 3, 4, 5, 6, 7) == 35));
		UNINIT(dirty, sizeof(dirty));
		/* libc's would report the string and mark the result. */
		SILENT(TRUE(own_tempnam(dirty) == dirty));
		SILENT(TRUE(own_remquo(dirty) == 9));
		DIRTY(dirty, sizeof(dirty));
		SILENT(TRUE(own_hidden(&p.pid) == 7));
	}
	return passed();
}
