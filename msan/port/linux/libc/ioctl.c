/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * ioctl: a request's number says how many bytes go which way, except for the requests that are
 * older than that rule.
 */
#include "libc.h"
#include <linux/fs.h>
#include <net/if.h>
#include <sys/ioctl.h>
#include <termios.h>

/* The kernel's termios, of which libc's is a longer relative. */
#define KERNEL_TERMIOS 36

struct request {
	unsigned long number;
	uint8_t in, out;
};

static const struct request old_requests[] = {
    {TCGETS, 0, KERNEL_TERMIOS},
    {TCSETS, KERNEL_TERMIOS, 0},
    {TCSETSW, KERNEL_TERMIOS, 0},
    {TCSETSF, KERNEL_TERMIOS, 0},
    {TIOCGPGRP, 0, sizeof(int)},
    {TIOCSPGRP, sizeof(int), 0},
    {TIOCGSID, 0, sizeof(int)},
    {TIOCOUTQ, 0, sizeof(int)},
    {TIOCGWINSZ, 0, sizeof(struct winsize)},
    {TIOCSWINSZ, sizeof(struct winsize), 0},
    {TIOCMGET, 0, sizeof(int)},
    {TIOCMBIS, sizeof(int), 0},
    {TIOCMBIC, sizeof(int), 0},
    {TIOCMSET, sizeof(int), 0},
    {TIOCGSOFTCAR, 0, sizeof(int)},
    {TIOCSSOFTCAR, sizeof(int), 0},
    {TIOCPKT, sizeof(int), 0},
    {TIOCGETD, 0, sizeof(int)},
    {TIOCSETD, sizeof(int), 0},
    {TIOCSTI, sizeof(char), 0},
    {FIONREAD, 0, sizeof(int)},
    {FIONBIO, sizeof(int), 0},
    {FIOASYNC, sizeof(int), 0},
    {FIOQSIZE, 0, sizeof(off_t)},
    {FIOSETOWN, sizeof(int), 0},
    {SIOCSPGRP, sizeof(int), 0},
    {FIOGETOWN, 0, sizeof(int)},
    {SIOCGPGRP, 0, sizeof(int)},
    {SIOCATMARK, 0, sizeof(int)},
    {SIOCGIFNAME, sizeof(struct ifreq), sizeof(struct ifreq)},
    {SIOCGIFFLAGS, IFNAMSIZ, sizeof(struct ifreq)},
    {SIOCSIFFLAGS, IFNAMSIZ + sizeof(short), 0},
    {SIOCGIFADDR, IFNAMSIZ, sizeof(struct ifreq)},
    {SIOCGIFDSTADDR, IFNAMSIZ, sizeof(struct ifreq)},
    {SIOCGIFBRDADDR, IFNAMSIZ, sizeof(struct ifreq)},
    {SIOCGIFNETMASK, IFNAMSIZ, sizeof(struct ifreq)},
    {SIOCGIFMETRIC, IFNAMSIZ, sizeof(struct ifreq)},
    {SIOCGIFMTU, IFNAMSIZ, sizeof(struct ifreq)},
    {SIOCSIFMTU, IFNAMSIZ + sizeof(int), 0},
    {SIOCGIFHWADDR, IFNAMSIZ, sizeof(struct ifreq)},
    {SIOCGIFINDEX, IFNAMSIZ, sizeof(struct ifreq)},
    {SIOCGIFTXQLEN, IFNAMSIZ, sizeof(struct ifreq)},
    {SIOCGIFMAP, IFNAMSIZ, sizeof(struct ifreq)},
    {BLKROSET, sizeof(int), 0},
    {BLKROGET, 0, sizeof(int)},
    {BLKGETSIZE, 0, sizeof(long)},
    {BLKRAGET, 0, sizeof(long)},
    {BLKFRAGET, 0, sizeof(long)},
    {BLKSECTGET, 0, sizeof(short)},
    {BLKSSZGET, 0, sizeof(int)},
    {FIBMAP, sizeof(int), sizeof(int)},
    {FIGETBSZ, 0, sizeof(int)},
};

/* These carry a size that is not that of what they point to: both say long and mean an int. */
static bool
is_flags(unsigned long number)
{
	return number == FS_IOC_GETFLAGS || number == FS_IOC_SETFLAGS ||
	       number == FS_IOC_GETVERSION || number == FS_IOC_SETVERSION;
}

static void
sizes(unsigned long number, size_t *in, size_t *out)
{
	size_t size = is_flags(number) ? sizeof(int) : _IOC_SIZE(number);

	for (size_t i = 0; i < sizeof(old_requests) / sizeof(old_requests[0]); i++) {
		if (old_requests[i].number == number) {
			*in = old_requests[i].in;
			*out = old_requests[i].out;
			return;
		}
	}
	*in = (_IOC_DIR(number) & _IOC_WRITE) != 0 ? size : 0;
	*out = (_IOC_DIR(number) & _IOC_READ) != 0 ? size : 0;
}

/* A name ends with its NUL; the number behind it, if any, is read whole. */
static void
name_in(const char *fn, const char *p, size_t size, uintptr_t pc)
{
	libc_in(fn, 3, p, libc_strn(p, IFNAMSIZ), KMSAN_KIND_VALUE, pc);
	libc_in(fn, 3, p + IFNAMSIZ, size - IFNAMSIZ, KMSAN_KIND_KERNEL, pc);
}

WRAP(int, ioctl, (int fd, unsigned long number, ...))
{
	struct ifconf *list = NULL;
	size_t in, out;
	va_list ap;
	void *p;
	int r;

	va_start(ap, number);
	p = va_arg(ap, void *);
	va_end(ap);
	/* The kernel looks at 32 bits; callers that have it in an int sign-extend it. */
	number = (uint32_t)number;
	sizes(number, &in, &out);
	if (number == SIOCGIFCONF)
		list = p;
	if (list != NULL)
		IN(3, list, sizeof(*list));
	else if (in >= IFNAMSIZ && number >= SIOCGIFNAME && number <= SIOCGIFMAP &&
		 number != SIOCGIFNAME)
		name_in(LIBC_NAME, p, in, KMSAN_RET_ADDR);
	else if (number != SIOCGIFNAME)
		IN_SEND(3, p, in);
	r = ioctl(fd, number, p);
	OUT_IF(r >= 0 && out > 0, p, out);
	if (r >= 0 && list != NULL) {
		OUT_OBJ(&list->ifc_len);
		OUT(list->ifc_buf, (size_t)list->ifc_len);
	}
	return r;
}

FN(int, tcgetattr, (int fd, struct termios *out), (fd, out), NOTHING,
    OUT_IF(r == 0, out, sizeof(*out)));
/* Only the characters that Linux has, and neither padding nor the speeds, which the flags hold. */
FN(int, tcsetattr, (int fd, int when, const struct termios *t), (fd, when, t),
    IN(3, t, offsetof(struct termios, c_cc) + 19), NOTHING);
FN(speed_t, cfgetispeed, (const struct termios *t), (t), IN(1, &t->c_cflag, sizeof(t->c_cflag)),
    NOTHING);
FN(speed_t, cfgetospeed, (const struct termios *t), (t), IN(1, &t->c_cflag, sizeof(t->c_cflag)),
    NOTHING);

#define IN_FLAGS IN(1, t, offsetof(struct termios, c_line))
FN(int, cfsetispeed, (struct termios * t, speed_t s), (t, s), IN_FLAGS, OUT_OBJ(&t->c_ispeed));
FN(int, cfsetospeed, (struct termios * t, speed_t s), (t, s), IN_FLAGS, OUT_OBJ(&t->c_ospeed));
FN(int, cfsetspeed, (struct termios * t, speed_t s), (t, s), IN_FLAGS, OUT_OBJ(&t->c_ispeed);
    OUT_OBJ(&t->c_ospeed));

WRAP(void, cfmakeraw, (struct termios * t))
{
	IN_FLAGS;
	cfmakeraw(t);
	OUT_OBJ(&t->c_cc[VMIN]);
	OUT_OBJ(&t->c_cc[VTIME]);
}
