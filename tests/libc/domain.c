/* SPDX-License-Identifier: BSD-2-Clause */
/* FLAGS: -lresolv */
/* The domain system: names, messages and what goes into them. Nobody is asked. */
#include "check.h"
#include <arpa/inet.h>
#include <arpa/nameser.h>
#include <netdb.h>
#include <netinet/ether.h>
#include <netinet/in.h>
#include <nss.h>
#include <resolv.h>
#include <time.h>

typedef unsigned char u_byte;

static char a_space[512], b_space[4096];
static volatile long result;
#define USE(x)		   (result = (long)(x))
#define AT(type)	   ((type *)(void *)b)
#define OBJECT(type, call) WRITES(b, sizeof(type), sizeof(type) + 20, call)

/* a: "www.a.b" as text. */
static void
text(char *a, char *b)
{
	int found = 0;
	struct res_sym table[] = {{1, (char *)"www.a.b", (char *)"x"}, {0, NULL, NULL}};

	strcpy(a, "www.a.b");
	READS("res_hnok():arg1", a, 8, 12, USE(res_hnok(a)));
	READS("res_dnok():arg1", a, 8, 12, USE(res_dnok(a)));
	READS("res_mailok():arg1", a, 8, 12, USE(res_mailok(a)));
	READS("res_ownok():arg1", a, 8, 12, USE(res_ownok(a)));
	READS("__dn_count_labels():arg1", a, 8, 12, USE(__dn_count_labels(a)));
	READS("ns_samename():arg1", a, 8, 12, USE(ns_samename(a, "www.a.b")));
	READS("ns_samename():arg2", a, 8, 12, USE(ns_samename("www.a.b", a)));
	READS("ns_samedomain():arg1", a, 8, 12, USE(ns_samedomain(a, "a.b")));
	READS("ns_samedomain():arg2", a, 8, 12, USE(ns_samedomain("x", a)));
	READS("ns_subdomain():arg1", a, 8, 12, USE(ns_subdomain(a, "a.b")));
	READS("ns_subdomain():arg2", a, 8, 12, USE(ns_subdomain("x", a)));
	READS("ns_makecanon():arg1", a, 8, 12, USE(ns_makecanon(a, b, 20)));
	WRITES(b, 9, 20, TRUE(ns_makecanon(a, b, 20) == 0));
	WRITES(b, 9, 20, TRUE(ns_name_pton(a, (u_byte *)b, 20) == 0));
	READS("ns_name_pton():arg1", a, 8, 12, USE(ns_name_pton(a, (u_byte *)b, 20)));
	READS("__hostalias():arg1", a, 8, 12, USE(__hostalias(a)));
	READS("__sym_ston():arg2", a, 8, 12, USE(__sym_ston(table, a, &found)));
	OBJECT(int, TRUE(__sym_ston(table, a, AT(int)) == 1));
	OBJECT(int, USE(*__sym_ntos(table, 1, AT(int))));
	OBJECT(int, USE(*__sym_ntop(table, 1, AT(int))));
	READS("__nss_configure_lookup():arg1", a, 8, 12, USE(__nss_configure_lookup(a, "files")));
	READS("__nss_configure_lookup():arg2", a, 8, 12, USE(__nss_configure_lookup("x", a)));
}

/* b: the same as labels. */
static void
labels(char *a, char *b)
{
	const u_byte *at, *list[5] = {(u_byte *)b, NULL};
	const u_byte **refs = hide(list), **end = refs + 5;
	u_byte *raw = (u_byte *)b;

	TRUE(ns_name_pton("www.a.b", raw, 20) == 0);
	READS("ns_name_ntop():arg1", b, 9, 12, USE(ns_name_ntop(raw, a, 20)));
	WRITES(a, 8, 20, TRUE(ns_name_ntop(raw, a, 20) > 0));
	READS("ns_name_ntol():arg1", b, 9, 12, USE(ns_name_ntol(raw, (u_byte *)a, 20)));
	WRITES(a, 9, 20, TRUE(ns_name_ntol(raw, (u_byte *)a, 20) > 0));
	READS("ns_name_pack():arg1", b, 9, 12, USE(ns_name_pack(raw, (u_byte *)a, 20, NULL, NULL)));
	WRITES(a, 9, 20, TRUE(ns_name_pack(raw, (u_byte *)a, 20, NULL, NULL) == 9));
	WRITES(a, 9, 20, TRUE(ns_name_unpack(raw, raw + 9, raw, (u_byte *)a, 20) == 9));
	READS("ns_name_unpack():arg1", b, 9, 12,
	    USE(ns_name_unpack(raw, raw + 9, raw, (u_byte *)a, 20)));
	WRITES(a, 8, 20, TRUE(ns_name_uncompress(raw, raw + 9, raw, a, 20) == 9));
	READS("ns_name_uncompress():arg1", b, 9, 12,
	    USE(ns_name_uncompress(raw, raw + 9, raw, a, 20)));
	WRITES(a, 8, 20, TRUE(dn_expand(raw, raw + 9, raw, a, 20) == 9));
	READS("dn_expand():arg1", b, 9, 12, USE(dn_expand(raw, raw + 9, raw, a, 20)));
	WRITES(a, 9, 20, TRUE(__p_fqnname(raw, raw, 9, a, 20) != NULL));
	READS("__p_fqnname():arg2", b, 9, 12, USE(__p_fqnname(raw, raw, 9, a, 20)));
	READS("dn_skipname():arg1", b, 9, 12, USE(dn_skipname(raw, raw + 12)));
	READS("ns_name_skip():arg1", b, 9, 12, (at = raw, USE(ns_name_skip(&at, raw + 12))));
	READS("ns_skiprr():arg1", b, 13, 16, USE(ns_skiprr(raw, raw + 20, ns_s_qd, 1)));

	/* References: the list has the message, then the names, then a null pointer. */
	strcpy(a, "www.a.b");
	READS("ns_name_compress():arg1", a, 8, 12, USE(ns_name_compress(a, raw, 20, NULL, NULL)));
	UNINIT(refs + 1, 32);
	refs[1] = NULL;
	SILENT(TRUE(ns_name_compress(a, raw, 20, refs, end) == 9));
	TRUE(refs[1] == raw && refs[2] == NULL);
	SILENT(ns_name_rollback(raw, refs, end));
	TRUE(refs[0] == NULL);
	CLEAN(refs, 8);
	READS("dn_comp():arg1", a, 8, 12, USE(dn_comp(a, raw, 20, NULL, NULL)));
	WRITES(b, 9, 20, TRUE(dn_comp(a, raw, 20, NULL, NULL) == 9));
}

/* A question as res_mkquery makes it: 12 bytes, the name, two numbers of two bytes. */
#define QUESTION 25

static void
messages(char *a, char *b)
{
	u_byte *raw = (u_byte *)b;
	ns_msg message;
	ns_rr record;
	static struct __res_state state;
	struct sockaddr_in sa;

	UNINIT(&state, sizeof(state));
	SILENT(TRUE(__res_ninit(&state) == 0));
	CLEAN(&state, sizeof(state));
	strcpy(a, "www.a.b");
	READS("res_mkquery():arg2", a, 8, 12,
	    USE(res_mkquery(ns_o_query, a, C_IN, T_A, NULL, 0, NULL, raw, 100)));
	WRITES(b, QUESTION, 40,
	    TRUE(res_mkquery(ns_o_query, a, C_IN, T_A, NULL, 0, NULL, raw, 100) == QUESTION));
	READS("res_nmkquery():arg3", a, 8, 12,
	    USE(res_nmkquery(&state, ns_o_query, a, C_IN, T_A, NULL, 0, NULL, raw, 100)));
	WRITES(b, QUESTION, 40,
	    TRUE(res_nmkquery(&state, ns_o_query, a, C_IN, T_A, NULL, 0, NULL, raw, 100) ==
		 QUESTION));
	READS("__res_nameinquery():arg1", a, 8, 12,
	    TRUE(res_nameinquery(a, T_A, C_IN, raw, raw + QUESTION) == 1));
	READS("__res_nameinquery():arg4", b, QUESTION, 30,
	    USE(res_nameinquery(a, T_A, C_IN, raw, raw + QUESTION)));
	memcpy(b + 100, b, QUESTION);
	READS("__res_queriesmatch():arg1", b, QUESTION, 30,
	    USE(res_queriesmatch(raw, raw + QUESTION, raw + 100, raw + 100 + QUESTION)));
	READS("__res_queriesmatch():arg3", b, QUESTION, 30,
	    USE(res_queriesmatch(raw + 100, raw + 100 + QUESTION, raw, raw + QUESTION)));
	memset(&sa, 0, sizeof(sa));
	READS("__res_isourserver():arg1", &sa, 8, 16, USE(res_isourserver(&sa)));

	READS("ns_initparse():arg1", b, QUESTION, 30, USE(ns_initparse(raw, QUESTION, &message)));
	UNINIT(&record, sizeof(record));
	SILENT(TRUE(ns_parserr(&message, ns_s_qd, 0, &record) == 0));
	CLEAN(&record, sizeof(record));
	strcpy(a, "x.");
	record.type = T_A;
	record.rdlength = 4;
	record.rdata = raw;
	READS(
	    "ns_sprintrr():arg3", a, 3, 8, USE(ns_sprintrr(&message, &record, a, a, b + 200, 100)));
	SILENT(USE(strlen(b + 200)));
	READS("ns_sprintrrf():arg7", b, 4, 8,
	    TRUE(ns_sprintrrf(raw, QUESTION, a, C_IN, T_A, 1, raw, 4, a, a, b + 200, 100) > 0));

	/* No server answers: what would be sent is looked at all the same. */
	state.nscount = 0;
	state.retry = 1;
	state.retrans = 1;
	READS("res_nsend():arg2", b, 4, 4, USE(res_nsend(&state, raw, 4, raw + 100, 100)));
	strcpy(a, "www.a.b");
	READS("res_nquery():arg2", a, 8, 12, USE(res_nquery(&state, a, C_IN, T_A, raw, 100)));
	READS("res_nsearch():arg2", a, 8, 12, USE(res_nsearch(&state, a, C_IN, T_A, raw, 100)));
	READS("res_nquerydomain():arg3", a, 8, 12,
	    USE(res_nquerydomain(&state, "x", a, C_IN, T_A, raw, 100)));
	READS("__res_hostalias():arg2", a, 8, 12, USE(res_hostalias(&state, a, b, 100)));
	_res.nscount = 0;
	READS("res_send():arg1", b, 4, 4, USE(res_send(raw, 4, raw + 100, 100)));
	READS(
	    "res_querydomain():arg1", a, 8, 12, USE(res_querydomain(a, "x", C_IN, T_A, raw, 100)));
	READS("res_query():arg1", a, 8, 12, USE(res_query(a, C_IN, T_A, raw, 100)));
	READS("res_search():arg1", a, 8, 12, USE(res_search(a, C_IN, T_A, raw, 100)));
	res_nclose(&state);
}

static void
numbers(char *a, char *b)
{
	u_byte *raw = (u_byte *)b;

	READS("ns_get16():arg1", b, 2, 6, USE(ns_get16(raw)));
	READS("ns_get32():arg1", b, 4, 6, USE(ns_get32(raw)));
	WRITES(b, 2, 6, ns_put16(1, raw));
	WRITES(b, 4, 6, ns_put32(1, raw));
	WRITES(b, 2, 6, __putshort(1, raw));
	WRITES(b, 4, 6, __putlong(1, raw));
	strcpy(a, "20260102030405");
	READS("ns_datetosecs():arg1", a, 15, 20, USE(ns_datetosecs(a, &(int){0})));
	OBJECT(int, USE(ns_datetosecs(a, AT(int))));
	strcpy(a, "1h");
	READS("ns_parse_ttl():arg1", a, 3, 8, USE(ns_parse_ttl(a, &(unsigned long){0})));
	OBJECT(unsigned long, TRUE(ns_parse_ttl(a, AT(unsigned long)) == 0));
	WRITES(b, 3, 20, TRUE(ns_format_ttl(3600, b, 20) == 2));
	strcpy(a, "42 21 54 N 71 06 18 W 24m 30m");
	READS("__loc_aton():arg1", a, 30, 40, USE(loc_aton(a, raw)));
	WRITES(b, 16, 20, TRUE(loc_aton(a, raw) == 16));
	TRUE(loc_aton(a, raw) == 16);
	READS("__loc_ntoa():arg1", b, 16, 20, USE(loc_ntoa(raw, a)));
	UNINIT(a, 100);
	SILENT(USE(strlen(loc_ntoa(raw, a))));
	strcpy(a, "QUJD");
	READS("__b64_pton():arg1", a, 5, 8, USE(b64_pton(a, raw, 20)));
	WRITES(b, 3, 20, TRUE(b64_pton(a, raw, 20) == 3));
	TRUE(b64_pton(a, raw, 20) == 3);
	READS("__b64_ntop():arg1", b, 3, 8, USE(b64_ntop(raw, 3, a, 20)));
	WRITES(a, 5, 20, TRUE(b64_ntop(raw, 3, a, 20) == 4));
}

static void
addresses(char *a, char *b)
{
	WRITES(b, 9, 20, TRUE(inet_neta(0x0a010203, b, 20) == b));
	strcpy(a, "47.0005");
	READS("inet_nsap_addr():arg1", a, 8, 12, USE(inet_nsap_addr(a, (u_byte *)b, 20)));
	WRITES(b, 3, 20, TRUE(inet_nsap_addr("47.0005", (u_byte *)b, 20) == 3));
	READS("inet_nsap_ntoa():arg2", b, 3, 8, USE(inet_nsap_ntoa(3, (u_byte *)b, a)));
	UNINIT(a, 100);
	SILENT(USE(strlen(inet_nsap_ntoa(3, (u_byte *)b, a))));
	READS("inet_net_ntop():arg2", b, 2, 8, USE(inet_net_ntop(AF_INET, b, 12, a, 20)));
	UNINIT(a, 100);
	SILENT(USE(strlen(inet_net_ntop(AF_INET, b, 12, a, 20))));
	strcpy(a, "10.1/16");
	READS("inet_net_pton():arg2", a, 8, 12, USE(inet_net_pton(AF_INET, a, b, 20)));
	WRITES(b, 2, 20, TRUE(inet_net_pton(AF_INET, a, b, 20) == 16));
	WRITES(b, 4, 20, TRUE(inet_net_pton(AF_INET, "10.1.2.3/8", b, 20) == 8));

	strcpy(a, "/nonexistent");
	READS("ether_hostton():arg1", a, 13, 16, USE(ether_hostton(a, (struct ether_addr *)b)));
	READS("ether_ntohost():arg2", b, 6, 8, USE(ether_ntohost(a, (struct ether_addr *)b)));
	strcpy(a, "1:2:3:4:5:6 here");
	READS("ether_line():arg1", a, 17, 20, USE(ether_line(a, (struct ether_addr *)b, b + 20)));
	WRITES(b, 6, 20, TRUE(ether_line(a, (struct ether_addr *)b, b + 20) == 0));
	WRITES(b, 5, 20, TRUE(ether_line(a, (struct ether_addr *)(b + 20), b) == 0));
}

/* In the background: an address, which needs nobody who knows it. */
static void
background(char *a, char *b)
{
	struct gaicb *request = (struct gaicb *)(void *)b, *list[1] = {request};
	const struct gaicb *const *wait = (void *)list;
	struct addrinfo hints = {.ai_flags = AI_NUMERICHOST, .ai_socktype = SOCK_STREAM};
	struct timespec t = {5, 0};

	strcpy(a, "10.1.2.3");
	UNINIT(request, sizeof(*request));
	request->ar_name = a;
	request->ar_service = NULL;
	request->ar_request = &hints;
	SILENT(TRUE(getaddrinfo_a(GAI_WAIT, list, 1, NULL) == 0));
	SILENT(TRUE(gai_error(request) == 0 && request->ar_result->ai_family == AF_INET));
	freeaddrinfo(request->ar_result);
	UNINIT(a + 1, 1);
	REPORTS("getaddrinfo_a():arg2", 1, USE(getaddrinfo_a(GAI_WAIT, list, 1, NULL)));
	INITED(a, 20);
	SILENT(TRUE(getaddrinfo_a(GAI_NOWAIT, list, 1, NULL) == 0));
	while (gai_error(request) == EAI_INPROGRESS)
		SILENT(USE(gai_suspend(wait, 1, &t)));
	UNINIT(&t.tv_nsec, 4);
	REPORTS("gai_suspend():arg3", 8, USE(gai_suspend(wait, 1, &t)));
}

int
main(void)
{
	char *a = hide(a_space), *b = hide(b_space);

	text(a, b);
	labels(a, b);
	messages(a, b);
	numbers(a, b);
	addresses(a, b);
	background(a, b);
	return passed();
}
