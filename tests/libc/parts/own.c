/* SPDX-License-Identifier: BSD-2-Clause */
/* Part of own.c beside this folder. */
#include <stdarg.h>

struct proc {
	int pid;
};

int own_getline(int a, double x, struct proc *p, long c, long d, long e, long f, long g) __asm__(
    "getline");
int
own_getline(int a, double x, struct proc *p, long c, long d, long e, long f, long g)
{
	return a + (int)x + p->pid + (int)(c + d + e + f + g);
}

double own_strsep(double x, float y) __asm__("strsep");
double
own_strsep(double x, float y)
{
	return x * (double)y;
}

int own_printk(const char *fmt, ...) __asm__("warnx");
int
own_printk(const char *fmt, ...)
{
	va_list ap;
	int r;

	(void)fmt;
	va_start(ap, fmt);
	r = va_arg(ap, int);
	r += (int)va_arg(ap, double);
	va_end(ap);
	return r;
}

void *own_tempnam(void *p) __asm__("tempnam");
void *
own_tempnam(void *p)
{
	return p;
}

long own_remquo(const char *s) __asm__("remquo");
long
own_remquo(const char *s)
{
	return s != 0 ? 9 : 0;
}

int own_hidden(int *p) __asm__("psignal") __attribute__((visibility("hidden")));
int
own_hidden(int *p)
{
	return *p;
}
