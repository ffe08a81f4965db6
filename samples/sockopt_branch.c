/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * setsockopt(SO_LINGER) believes that the process gave a whole struct linger. Given less, what lay
 * on the stack decides whether the call fails.
 */
#include <errno.h>
#include <stdint.h>

#include <kmsan/host.h>
#include <kmsan/uaccess.h>

#define SO_LINGER  0x0080
#define LINGER_MAX 32767

struct linger {
	int l_onoff;
	int l_linger;
};

struct sockopt {
	int sopt_name;
	const void *sopt_data; /* the process's */
	size_t sopt_size;
};

struct socket {
	int so_options;
	int so_linger;
} so;

/* What the process gave, as far as there is room for it. */
static int
sockopt_get(const struct sockopt *sopt, void *buf, size_t len)
{
	return copyin(sopt->sopt_data, buf, sopt->sopt_size < len ? sopt->sopt_size : len);
}

static int
sosetopt(struct socket *sock, const struct sockopt *sopt)
{
	struct linger l;
	int error;

	if (sopt->sopt_name != SO_LINGER)
		return ENOPROTOOPT;
#ifdef FIXED
	if (sopt->sopt_size != sizeof(l))
		return EINVAL;
#endif
	error = sockopt_get(sopt, &l, sizeof(l));
	if (error != 0)
		return error;
	sock->so_options |= SO_LINGER;
	if (l.l_linger > LINGER_MAX)
		return EDOM;
	sock->so_linger = l.l_linger;
	return 0;
}

static void
sys_setsockopt(int name, const void *data, size_t size)
{
	struct sockopt sopt = {name, data, size};

	/* Whatever came of it, the program goes on. */
	(void)sosetopt(&so, &sopt);
}

int
main(void)
{
	struct linger *process = kmsan_user_alloc(sizeof(*process));

	if (process == NULL)
		return 1;
	sys_setsockopt(SO_LINGER, process, sizeof(*process));
	sys_setsockopt(SO_LINGER, process, sizeof(process->l_onoff));
	return 0;
}

// CHECK:=================================================================
// CHECK-NEXT:MSan: Uninitialized Variable 'l' From sosetopt()
// CHECK-NEXT:    #0 in sosetopt [[FILE]]:54:{{6|17}} (t)
// CHECK-NEXT:    #1 in sys_setsockopt [[FILE]]:66:8 (t)
// CHECK-NEXT:    #2 in main [[FILE]]:77:2 (t)
// CHECK-NEXT:  Variable 'l' of sosetopt created at [[FILE]]:41:16
// CHECK-NEXT:SUMMARY: kMSan: uninit-value [[FILE]]:54:{{6|17}} in sosetopt
// CHECK-NEXT:=================================================================
// CHECK-NEXT:kMSan: 1 report (1 distinct), 0 suppressed
