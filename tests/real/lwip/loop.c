/* SPDX-License-Identifier: BSD-2-Clause */

/*
 * lwip with itself: two interfaces on one wire that loses, doubles and delays frames. Every frame
 * goes through a sink first. TCP and UDP over IPv4 and IPv6, fragments, echo, and what DHCP, DNS,
 * IGMP and MLD send by themselves. With -DPLANTED a message has a hole in it that was never set.
 */

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <lwip/dhcp.h>
#include <lwip/dhcp6.h>
#include <lwip/dns.h>
#include <lwip/etharp.h>
#include <lwip/ethip6.h>
#include <lwip/icmp.h>
#include <lwip/igmp.h>
#include <lwip/inet_chksum.h>
#include <lwip/init.h>
#include <lwip/mld6.h>
#include <lwip/netif.h>
#include <lwip/raw.h>
#include <lwip/tcp.h>
#include <lwip/timeouts.h>
#include <lwip/udp.h>
#ifdef KMSAN
#include <kmsan/kmsan.h>
#endif

#define STREAM 200000 /* bytes, each way */
#define DEPTH  256    /* frames on the wire */

struct frame {
	struct pbuf *p;
	struct netif *to;
	u32_t at;
};

static struct netif side[2], third;
static struct frame wire[DEPTH];
static unsigned frames, lost, doubled, checked_bytes, pings, datagrams, resolved;
static u32_t now = 1000, dice = 7;
static int lossy;

u32_t
sys_now(void)
{
	return now;
}

static u32_t
roll(u32_t n)
{
	dice = dice * 1103515245u + 12345u;
	return (dice >> 16) % n;
}

static void
die(const char *what)
{
	printf("lwip: %s\n", what);
	exit(1);
}

static void
put(struct pbuf *p, struct netif *to, u32_t delay)
{
	for (unsigned i = 0; i < DEPTH; i++) {
		if (wire[i].p == NULL) {
			wire[i].p = pbuf_clone(PBUF_RAW, PBUF_RAM, p);
			wire[i].to = to;
			wire[i].at = now + delay;
			return;
		}
	}
	die("the wire is full");
}

static err_t
transmit(struct netif *from, struct pbuf *p)
{
	for (struct pbuf *q = p; q != NULL; q = q->next) {
#ifdef KMSAN
		kmsan_sink("linkoutput():arg2", "net-infoleak", q->payload, q->len);
#endif
		checked_bytes += q->len;
	}
	frames++;
	if (from == &third)
		return ERR_OK;
	if (lossy && roll(17) == 0) {
		lost++;
		return ERR_OK;
	}
	put(p, from == &side[0] ? &side[1] : &side[0], 1 + (lossy ? roll(30) : 0));
	if (lossy && roll(23) == 0) {
		doubled++;
		put(p, from == &side[0] ? &side[1] : &side[0], 5);
	}
	return ERR_OK;
}

static err_t
open_netif(struct netif *n)
{
	n->name[0] = 'w';
	n->name[1] = 'r';
	n->mtu = 1500;
	n->hwaddr_len = 6;
	memcpy(n->hwaddr, "\2\0\0\0\0", 5);
	n->hwaddr[5] = (u8_t)(n == &side[0] ? 1 : n == &side[1] ? 2 : 3);
	n->flags = NETIF_FLAG_BROADCAST | NETIF_FLAG_ETHARP | NETIF_FLAG_ETHERNET |
		   NETIF_FLAG_IGMP | NETIF_FLAG_MLD6;
	n->output = etharp_output;
	n->output_ip6 = ethip6_output;
	n->linkoutput = transmit;
	return ERR_OK;
}

/* Until done says so: time goes on by a millisecond, frames arrive, timers run. */
static void
run(int (*done)(void), u32_t limit)
{
	for (u32_t end = now + limit; now < end && !done(); now++) {
		for (unsigned i = 0; i < DEPTH; i++) {
			struct pbuf *p = wire[i].p;

			if (p == NULL || wire[i].at > now)
				continue;
			wire[i].p = NULL;
			if (wire[i].to->input(p, wire[i].to) != ERR_OK)
				pbuf_free(p);
		}
		sys_check_timeouts();
	}
}

static int
never(void)
{
	return 0;
}

/* A client sends a stream, the server sends it back with each byte inverted. */
static struct peer {
	struct tcp_pcb *pcb;
	unsigned sent, got;
	int closed, failed;
} client, server;

static u8_t
byte(unsigned i)
{
	return (u8_t)(i * 31u + (i >> 8));
}

static void
push(struct peer *c)
{
	u8_t some[900];
	unsigned n;

	while (c->sent < STREAM && (n = tcp_sndbuf(c->pcb)) >= sizeof(some)) {
		n = sizeof(some) < STREAM - c->sent ? (unsigned)sizeof(some) : STREAM - c->sent;
		for (unsigned i = 0; i < n; i++)
			some[i] = byte(c->sent + i);
		if (tcp_write(c->pcb, some, (u16_t)n, TCP_WRITE_FLAG_COPY) != ERR_OK)
			break;
		c->sent += n;
	}
	tcp_output(c->pcb);
}

static err_t
client_sent(void *arg, struct tcp_pcb *pcb, u16_t n)
{
	(void)arg, (void)pcb, (void)n;
	push(&client);
	return ERR_OK;
}

static err_t
client_got(void *arg, struct tcp_pcb *pcb, struct pbuf *p, err_t err)
{
	(void)arg, (void)err;
	if (p == NULL) {
		client.closed = 1;
		return tcp_close(pcb);
	}
	for (unsigned i = 0; i < p->tot_len; i++)
		if (pbuf_get_at(p, (u16_t)i) != (u8_t)~byte(client.got + i))
			die("another byte came back");
	client.got += p->tot_len;
	tcp_recved(pcb, p->tot_len);
	pbuf_free(p);
	if (client.got == STREAM)
		return tcp_shutdown(pcb, 0, 1);
	return ERR_OK;
}

static void
failed(void *arg, err_t err)
{
	struct peer *c = arg;

	(void)err;
	c->failed = 1;
}

static err_t
client_up(void *arg, struct tcp_pcb *pcb, err_t err)
{
	(void)arg, (void)err;
	tcp_sent(pcb, client_sent);
	push(&client);
	return ERR_OK;
}

static err_t
server_got(void *arg, struct tcp_pcb *pcb, struct pbuf *p, err_t err)
{
	u8_t back[TCP_WND];
	u16_t n;

	(void)arg, (void)err;
	if (p == NULL) {
		server.closed = 1;
		return tcp_close(pcb);
	}
	if (tcp_sndbuf(pcb) < p->tot_len || tcp_sndqueuelen(pcb) > TCP_SND_QUEUELEN / 2)
		return ERR_MEM; /* lwip offers it again */
	n = pbuf_copy_partial(p, back, p->tot_len, 0);
	for (unsigned i = 0; i < n; i++)
		back[i] = (u8_t)~back[i];
	if (tcp_write(pcb, back, n, TCP_WRITE_FLAG_COPY) != ERR_OK)
		return ERR_MEM;
	server.got += n;
	tcp_recved(pcb, n);
	pbuf_free(p);
	return tcp_output(pcb);
}

static err_t
server_up(void *arg, struct tcp_pcb *pcb, err_t err)
{
	(void)arg, (void)err;
	tcp_arg(pcb, &server);
	tcp_recv(pcb, server_got);
	tcp_err(pcb, failed);
	return ERR_OK;
}

static int
closed(void)
{
	return client.closed && server.closed;
}

static void
transfer(const ip_addr_t *from, const ip_addr_t *to, u16_t port)
{
	u8_t type = IP_IS_V6(to) ? IPADDR_TYPE_V6 : IPADDR_TYPE_V4;
	struct tcp_pcb *listener = tcp_new_ip_type(type);

	memset(&client, 0, sizeof(client));
	memset(&server, 0, sizeof(server));
	tcp_bind(listener, to, port);
	tcp_bind_netif(listener, &side[1]);
	listener = tcp_listen(listener);
	tcp_accept(listener, server_up);
	client.pcb = tcp_new_ip_type(type);
	tcp_bind(client.pcb, from, 0);
	tcp_bind_netif(client.pcb, &side[0]);
	tcp_arg(client.pcb, &client);
	tcp_recv(client.pcb, client_got);
	tcp_err(client.pcb, failed);
	if (tcp_connect(client.pcb, to, port, client_up) != ERR_OK)
		die("no connection is tried");
	run(closed, 600000);
	if (client.failed || server.failed || !closed() || client.got != STREAM)
		die("the transfer failed");
	tcp_close(listener);
	run(never, 3000);
}

static void
datagram(void *arg, struct udp_pcb *pcb, struct pbuf *p, const ip_addr_t *addr, u16_t port)
{
	(void)pcb, (void)addr, (void)port;
	if (p->tot_len != *(unsigned *)arg)
		die("a datagram of another size");
	for (unsigned i = 0; i < p->tot_len; i++)
		if (pbuf_get_at(p, (u16_t)i) != byte(i))
			die("another datagram");
	datagrams++;
	pbuf_free(p);
}

static void
send_datagrams(const ip_addr_t *from, const ip_addr_t *to)
{
	static const unsigned sizes[] = {1, 100, 1472, 1473, 5000, 0};
	u8_t type = IP_IS_V6(to) ? IPADDR_TYPE_V6 : IPADDR_TYPE_V4;
	struct udp_pcb *out = udp_new_ip_type(type), *in = udp_new_ip_type(type);
	unsigned size, before;

	udp_bind(in, to, 9);
	udp_bind_netif(in, &side[1]);
	udp_recv(in, datagram, &size);
	udp_bind(out, from, 0);
	udp_bind_netif(out, &side[0]);
	for (unsigned i = 0; i < sizeof(sizes) / sizeof(sizes[0]); i++) {
		struct pbuf *p = pbuf_alloc(PBUF_TRANSPORT, (u16_t)sizes[i], PBUF_RAM);

		size = sizes[i];
		before = datagrams;
		for (unsigned j = 0; j < size; j++)
			pbuf_put_at(p, (u16_t)j, byte(j));
		udp_sendto(out, p, to, 9);
		pbuf_free(p);
		run(never, 50);
		if (datagrams != before + 1)
			die("a datagram did not arrive");
	}
	udp_remove(in);
	udp_remove(out);
}

static u8_t
pong(void *arg, struct raw_pcb *pcb, struct pbuf *p, const ip_addr_t *addr)
{
	(void)arg, (void)pcb, (void)addr;
	if (pbuf_get_at(p, 20) == ICMP_ER && pbuf_memcmp(p, 28, "ping", 4) == 0) {
		pings++;
		pbuf_free(p);
		return 1;
	}
	return 0;
}

static void
ping(const ip_addr_t *from, const ip_addr_t *to)
{
	struct raw_pcb *pcb = raw_new(IP_PROTO_ICMP);
	struct pbuf *p = pbuf_alloc(PBUF_IP, 64, PBUF_RAM);
	struct icmp_echo_hdr *h = p->payload;

	memset(p->payload, 0, 64);
	ICMPH_TYPE_SET(h, ICMP_ECHO);
	h->id = lwip_htons(1);
	h->seqno = lwip_htons(1);
	memcpy(h + 1, "ping", 4);
	h->chksum = inet_chksum(h, 64);
	raw_recv(pcb, pong, NULL);
	raw_bind(pcb, from);
	raw_bind_netif(pcb, &side[0]);
	raw_sendto(pcb, p, to);
	pbuf_free(p);
	run(never, 50);
	raw_remove(pcb);
	if (pings != 1)
		die("no answer to a ping");
}

static void
found(const char *name, const ip_addr_t *addr, void *arg)
{
	(void)name, (void)addr, (void)arg;
	resolved++;
}

/* Nobody answers these: they send, wait, send again and give up. */
static void
alone(void)
{
	ip_addr_t server_addr = IPADDR4_INIT_BYTES(10, 0, 0, 2), addr;
	ip4_addr_t any = {0}, group;
	ip6_addr_t group6;

	netif_add(&third, &any, &any, &any, NULL, open_netif, netif_input);
	netif_create_ip6_linklocal_address(&third, 1);
	netif_set_up(&third);
	netif_set_link_up(&third);
	dhcp_start(&third);
	dhcp6_enable_stateless(&third);
	dns_setserver(0, &server_addr);
	dns_gethostbyname("www.example.org", &addr, found, NULL);
	IP4_ADDR(&group, 224, 1, 2, 3);
	igmp_joingroup_netif(&side[0], &group);
	ip6addr_aton("ff02::1234", &group6);
	mld6_joingroup_netif(&side[0], &group6);
	run(never, 90000);
	igmp_leavegroup_netif(&side[0], &group);
	mld6_leavegroup_netif(&side[0], &group6);
	dhcp_release_and_stop(&third);
	run(never, 3000);
	if (resolved != 1)
		die("the resolver never gave up");
}

#ifdef PLANTED
static void
planted(const ip_addr_t *to)
{
	struct message {
		char kind;
		int value;
	} m;
	struct udp_pcb *out = udp_new();
	struct pbuf *p = pbuf_alloc(PBUF_TRANSPORT, sizeof(m), PBUF_RAM);

	m.kind = 1;
	m.value = 2;
	pbuf_take(p, &m, sizeof(m));
	udp_bind_netif(out, &side[0]);
	udp_setflags(out, UDP_FLAGS_NOCHKSUM); /* or the sum would be uninitialised as well */
	udp_sendto(out, p, to, 9);
	pbuf_free(p);
	udp_remove(out);
}
#endif

int
main(void)
{
	ip4_addr_t addr, mask, gw = {0};
	ip6_addr_t addr6;
	ip_addr_t from = IPADDR4_INIT_BYTES(10, 0, 0, 1), to = IPADDR4_INIT_BYTES(10, 0, 0, 2);

	lwip_init();
	IP4_ADDR(&mask, 255, 255, 255, 0);
	for (int i = 0; i < 2; i++) {
		IP4_ADDR(&addr, 10, 0, 0, i + 1);
		netif_add(&side[i], &addr, &mask, &gw, NULL, open_netif, netif_input);
		netif_create_ip6_linklocal_address(&side[i], 1);
		ip6addr_aton(i == 0 ? "2001:db8::1" : "2001:db8::2", &addr6);
		netif_ip6_addr_set(&side[i], 1, &addr6);
		netif_ip6_addr_set_state(&side[i], 1, IP6_ADDR_TENTATIVE);
		netif_set_up(&side[i]);
		netif_set_link_up(&side[i]);
	}
	run(never, 5000); /* duplicate addresses are looked for */
	ping(&from, &to);
	send_datagrams(&from, &to);
	transfer(&from, &to, 7);
#ifdef PLANTED
	planted(&to);
	return 0;
#endif
	lossy = 1;
	transfer(&from, &to, 8);
	lossy = 0;
	ip_addr_copy_from_ip6(from, *netif_ip6_addr(&side[0], 1));
	ip_addr_copy_from_ip6(to, *netif_ip6_addr(&side[1], 1));
	send_datagrams(&from, &to);
	transfer(&from, &to, 7);
	lossy = 1;
	transfer(&from, &to, 8);
	lossy = 0;
	alone();
	if (lost == 0 || doubled == 0)
		die("the wire is too good");
	printf(
	    "%u frames of %u bytes, %u lost, %u doubled\n", frames, checked_bytes, lost, doubled);
	return 0;
}
