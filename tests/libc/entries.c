/* SPDX-License-Identifier: BSD-2-Clause */
/* Entries of the system's tables, datagrams and names of the domain system. */
#include "check.h"
#include <arpa/nameser.h>
#include <fcntl.h>
#include <grp.h>
#include <gshadow.h>
#include <mntent.h>
#include <netdb.h>
#include <pwd.h>
#include <resolv.h>
#include <shadow.h>
#include <sys/socket.h>
#include <unistd.h>
#include <utmp.h>
#include <utmpx.h>

static char a_space[512], b_space[4096];
static volatile long result;
#define AT(type)	   ((type *)(void *)b)
#define OBJECT(type, call) WRITES(b, sizeof(type), sizeof(type) + 20, call)
#define USE(x)		   (result = (long)(x))

static void
records(char *b)
{
	FILE *f;
	char buf[2000];
	struct utmp *login;

	f = fopen("/etc/passwd", "r");
	SILENT(USE(fgetpwent(f)->pw_uid));
	OBJECT(
	    void *, TRUE(fgetpwent_r(f, &(struct passwd){0}, buf, 2000, AT(struct passwd *)) == 0));
	fclose(f);
	f = fopen("/etc/group", "r");
	SILENT(USE(fgetgrent(f)->gr_gid));
	OBJECT(
	    void *, TRUE(fgetgrent_r(f, &(struct group){0}, buf, 2000, AT(struct group *)) == 0));
	fclose(f);
	f = fopen("/dev/null", "r+");
	SILENT(fgetspent_r(f, &(struct spwd){0}, buf, 2000, AT(struct spwd *)));
	SILENT(fgetsgent_r(f, &(struct sgrp){0}, buf, 2000, AT(struct sgrp *)));
	strcpy(b, "name");
	READS("putpwent():arg1", b, 5, 8,
	    putpwent(
		&(struct passwd){
		    .pw_name = b, .pw_passwd = "", .pw_gecos = "", .pw_dir = "", .pw_shell = ""},
		f));
	READS("putgrent():arg1", b, 5, 8,
	    putgrent(&(struct group){.gr_name = b, .gr_passwd = ""}, f));
	READS("addmntent():arg2", b, 5, 8,
	    addmntent(f,
		&(struct mntent){.mnt_fsname = b, .mnt_dir = "", .mnt_type = "", .mnt_opts = ""}));
	fclose(f);
	f = setmntent("/proc/self/mounts", "r");
	SILENT(USE(getmntent(f)->mnt_freq));
	OBJECT(struct mntent, USE(getmntent_r(f, AT(struct mntent), buf, 2000)));
	endmntent(f);
	SILENT(USE(getspent_r(&(struct spwd){0}, buf, 2000, AT(struct spwd *))));
	SILENT(USE(getsgent_r(&(struct sgrp){0}, buf, 2000, AT(struct sgrp *))));
	SILENT(USE(getnetbyaddr_r(
	    1, AF_INET, &(struct netent){0}, buf, 2000, AT(struct netent *), &(int){0})));
	SILENT(USE(getnetgrent(AT(char *), AT(char *) + 1, AT(char *) + 2)));
	SILENT(USE(getnetgrent_r(AT(char *), AT(char *) + 1, AT(char *) + 2, buf, 2000)));
	utmpname("/nonexistent");
	OBJECT(void *, getutent_r(&(struct utmp){0}, AT(struct utmp *)));
	OBJECT(void *, getutid_r(&(struct utmp){.ut_type = USER_PROCESS}, &(struct utmp){0},
			   AT(struct utmp *)));
	OBJECT(void *,
	    getutline_r(&(struct utmp){.ut_line = "x"}, &(struct utmp){0}, AT(struct utmp *)));
	login = calloc(1, sizeof(*login));
	UNINIT(&login->ut_type, 1);
	REPORTS("getutid():arg1", 0, getutid(login));
	REPORTS("pututline():arg1", 0, pututline(login));
	UNINIT(&login->ut_type, 1);
	REPORTS("pututxline():arg1", 0, pututxline((struct utmpx *)(void *)login));
	UNINIT(login->ut_line, 1);
	REPORTS("getutline():arg1", 0, getutline(login));
	free(login);
	SILENT(USE(getlogin_r(b, 40)));
	SILENT(USE(getdomainname(b, 100)));
}

static void
messages(char *a, char *b)
{
	int fd = socket(AF_INET, SOCK_DGRAM, 0), other = socket(AF_INET, SOCK_DGRAM, 0), r;
	struct sockaddr_in to = {.sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
	struct iovec v[2] = {{b, 4}, {b + 100, 20}};
	struct mmsghdr m[1];
	socklen_t size = sizeof(to);
	unsigned char answer[40] = {0};
	ns_msg handle;
	ns_rr rr;

	TRUE(bind(other, (struct sockaddr *)&to, sizeof(to)) == 0);
	TRUE(getsockname(other, (struct sockaddr *)&to, &size) == 0);
	READS("sendto():arg2", b, 4, 10,
	    TRUE(sendto(fd, b, 4, 0, (struct sockaddr *)&to, sizeof(to)) == 4 &&
		 recv(other, a, 9, 0) == 4));
	TRUE(sendto(fd, b, 4, 0, (struct sockaddr *)&to, sizeof(to)) == 4);
	size = 8;
	UNINIT(a, 40);
	SILENT(TRUE(recvfrom(other, b, 10, 0, (struct sockaddr *)(void *)a, &size) == 4));
	CLEAN(a, 8);
	DIRTY(a + 8, 20);
	TRUE(connect(fd, (struct sockaddr *)&to, sizeof(to)) == 0);
	OBJECT(struct sockaddr_in,
	    (size = sizeof(to), USE(getpeername(fd, AT(struct sockaddr), &size))));
	memset(m, 0, sizeof(m));
	m[0].msg_hdr.msg_iov = v;
	m[0].msg_hdr.msg_iovlen = 1;
	UNINIT(&m[0].msg_len, 4);
	SILENT(TRUE(sendmmsg(fd, m, 1, 0) == 1));
	CLEAN(&m[0].msg_len, 4);
	m[0].msg_hdr.msg_iov = v + 1;
	UNINIT(b + 100, 20);
	SILENT(TRUE(recvmmsg(other, m, 1, 0, NULL) == 1));
	CLEAN(b + 100, 4);
	DIRTY(b + 104, 16);
	INITED(b, 200);
	SILENT(r = accept4(fd, NULL, NULL, 0));
	TRUE(r == -1);
	close(fd);
	close(other);
	WRITES(&handle, sizeof(handle), sizeof(handle), USE(ns_initparse(answer, 40, &handle)));
	UNINIT(&handle, 1);
	REPORTS("ns_parserr():arg1", 0, USE(ns_parserr(&handle, ns_s_qd, 0, &rr)));
	strcpy(a, "x.y");
	WRITES(b, 5, 20, TRUE(dn_comp(a, (unsigned char *)b, 20, NULL, NULL) == 5));
	WRITES(b + 40, 4, 20,
	    TRUE(dn_expand((unsigned char *)b, (unsigned char *)b + 20, (unsigned char *)b, b + 40,
		     20) == 5));
	_res.options |= RES_INIT;
	_res.nscount = 0;
	UNINIT(a, 1);
	REPORTS("res_query():arg1", 0, USE(res_query(a, ns_c_in, ns_t_a, answer, 40)));
	UNINIT(a, 1);
	REPORTS("res_search():arg1", 0, USE(res_search(a, ns_c_in, ns_t_a, answer, 40)));
	INITED(a, 10);
}

int
main(void)
{
	char *a = hide(a_space), *b = hide(b_space);

	records(b);
	messages(a, b);
	return passed();
}
