/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef KMSAN_IOCTL_H
#define KMSAN_IOCTL_H

/* What ioctl(2) does around a driver's d_ioctl(9). */

#include <kmsan/types.h>

#ifdef __cplusplus
extern "C" {
#endif

/*
 * Commands: the kernel's encoding, or libc's if <sys/ioctl.h> is there too. Which of the two is
 * decided where kmsan_ioctl is used, so it does not matter which header came first.
 */
#ifndef IOC_IN
#define IOC_VOID  0x20000000UL
#define IOC_OUT	  0x40000000UL
#define IOC_IN	  0x80000000UL
#define IOC_INOUT (IOC_IN | IOC_OUT)
#define _IOC(dir, group, num, len)                                                                 \
	((dir) | ((unsigned long)(len)&0x1fff) << 16 | (unsigned long)(group) << 8 | (num))
#define _IO(group, num)		_IOC(IOC_VOID, group, num, 0)
#define _IOR(group, num, type)	_IOC(IOC_OUT, group, num, sizeof(type))
#define _IOW(group, num, type)	_IOC(IOC_IN, group, num, sizeof(type))
#define _IOWR(group, num, type) _IOC(IOC_INOUT, group, num, sizeof(type))
#endif
#define IOCPARM_LEN(command) ((size_t)(command) >> 16 & 0x1fff)

/* cookie stands for the device; data is the kernel's, of IOCPARM_LEN(command) bytes. */
typedef int kmsan_d_ioctl(void *cookie, unsigned long command, void *data, int flag);

/*
 * The argument's bytes come from the process (IOC_IN), or are zeros that count as uninitialised
 * (IOC_OUT alone: the kernel clears them, but a driver that leaves some out has forgotten them; their
 * origin is Kmem, at the caller). After a success they go to the process (IOC_OUT), and every
 * uninitialised one is reported first, as "ioctl():arg3", a kernel-infoleak. For a command without
 * length data points at the address that the process gave. Returns the driver's error, or
 * KMSAN_EFAULT. Thread context; sleeps for memory.
 */
int kmsan_ioctl_run(kmsan_d_ioctl *d_ioctl, void *cookie, unsigned long command, void *udata,
    int flag, bool in, bool out);
#define kmsan_ioctl(d_ioctl, cookie, command, udata, flag)                                         \
	__extension__({                                                                            \
		unsigned long kmsan_command_ = (command);                                          \
		kmsan_ioctl_run(d_ioctl, cookie, kmsan_command_, udata, flag,                      \
		    (kmsan_command_ & IOC_IN) != 0, (kmsan_command_ & IOC_OUT) != 0);              \
	})

/*
 * copy(9): what else a driver copies for an ioctl, to or from an address in its argument. As copyin
 * and copyout, with the sink "ioctl_copyout():arg2"; or within the kernel, as kcopy, where that is who
 * asks: FKIOCTL in the flags that d_ioctl was given.
 */
#define FKIOCTL ((int)0x80000000)
int kmsan_ioctl_copyin(int ioctlflags, const void *src, void *dst, size_t len);
int kmsan_ioctl_copyout(int ioctlflags, const void *src, void *dst, size_t len);
int ioctl_copyin(int ioctlflags, const void *src, void *dst, size_t len)
    KMSAN_AS(kmsan_ioctl_copyin);
int ioctl_copyout(int ioctlflags, const void *src, void *dst, size_t len)
    KMSAN_AS(kmsan_ioctl_copyout);

#ifdef __cplusplus
}
#endif

#endif
