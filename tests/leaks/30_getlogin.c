/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * getlogin(2) copies MAXLOGNAME bytes, whatever the name's length, and the session has the name as
 * setlogin(2) left it: the bytes of a stack buffer after the NUL included.
 *
 * Origin: Stack
 * Sink: copyout
 */
#include "kernel.h"

#define MAXLOGNAME 17

struct session {
	char login[MAXLOGNAME];
};

static NOINLINE int
sys_setlogin(struct session *s, const char *uname)
{
	char name[MAXLOGNAME];
	int error;

#ifdef FIXED
	memset(name, 0, sizeof(name));
#endif
	error = copyinstr(uname, name, sizeof(name), NULL);
	if (error != 0)
		return error;
	memcpy(s->login, name, sizeof(name));
	return 0;
}

static int
sys_getlogin(const struct session *s, char *ubuf)
{
	return copyout(s->login, ubuf, sizeof(s->login));
}

int
main(void)
{
	static struct session s;
	char *process = kmsan_user_alloc(MAXLOGNAME);

	if (copyout("root", process, 5) != 0 || sys_setlogin(&s, process) != 0)
		return 1;
	return sys_getlogin(&s, process);
}

// CHECK:=================================================================
// CHECK-NEXT:MSan: Uninitialized Stack Memory In copyout():arg1 At Offset 5/17, Variable 'name' From sys_setlogin()
// CHECK-NEXT:    #0 in sys_getlogin [[FILE]]:36:9 (t)
// CHECK-NEXT:    #1 in main [[FILE]]:47:9 (t)
// CHECK-NEXT:  Stored to memory at:
// CHECK-NEXT:    #0 in sys_setlogin [[FILE]]:29:2 (t)
// CHECK-NEXT:    #1 in main [[FILE]]:45:42 (t)
// CHECK-NEXT:  Variable 'name' of sys_setlogin created at [[FILE]]:20:7
// CHECK-NEXT:  Bytes 5-16 of 17 are uninitialized
// CHECK-NEXT:  {{0x[0-9a-f]+}}: 72 6f 6f 74 00 ?? ?? ?? ?? ?? ?? ?? ?? ?? ?? ??
// CHECK-NEXT:  {{0x[0-9a-f]+}}: ??
// CHECK-NEXT:  struct session: offset 5, 12 bytes: member 'login[5..16]'
// CHECK-NEXT:SUMMARY: kMSan: kernel-infoleak [[FILE]]:36:9 in sys_getlogin
// CHECK-NEXT:=================================================================
// CHECK-NEXT:kMSan: 1 report (1 distinct), 0 suppressed
