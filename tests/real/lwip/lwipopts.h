/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef LWIPOPTS_H
#define LWIPOPTS_H

/*
 * As much of lwip as works without threads. malloc for everything: memory of static pools is
 * initialised, whatever was in it before.
 */
#define NO_SYS			      1
#define SYS_LIGHTWEIGHT_PROT	      0
#define MEM_LIBC_MALLOC		      1
#define MEMP_MEM_MALLOC		      1
#define MEM_ALIGNMENT		      8
#define MEMP_NUM_SYS_TIMEOUT	      32
#define LWIP_NETCONN		      0
#define LWIP_SOCKET		      0
#define LWIP_RAW		      1
#define LWIP_IPV6		      1
#define LWIP_IGMP		      1
#define LWIP_DHCP		      1
#define LWIP_IPV6_DHCP6		      1
#define LWIP_IPV6_DHCP6_STATELESS     1
#define LWIP_AUTOIP		      1
#define LWIP_DNS		      1
#define LWIP_TCP_SACK_OUT	      1
#define LWIP_TCP_TIMESTAMPS	      1
#define TCP_QUEUE_OOSEQ		      1
#define TCP_MSS			      1460
#define TCP_WND			      (16 * TCP_MSS)
#define TCP_SND_BUF		      (12 * TCP_MSS)
#define TCP_SND_QUEUELEN	      64
#define MEMP_NUM_TCP_SEG	      64
#define PBUF_POOL_SIZE		      256
#define LWIP_NETIF_TX_SINGLE_PBUF     0
#define LWIP_STATS		      1
#define LWIP_STATS_LARGE	      1
#define LWIP_CHECKSUM_ON_COPY	      1
#define LWIP_CHECK_MULTICAST_HOPLIMIT 0

#endif
