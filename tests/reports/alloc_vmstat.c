/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The tables of vmstat -m: a program asks for them, line by line, and print_stats=1 prints them at
 * the end. The fixed twin frees what it allocated: nothing is in use.
 */
// LEVELS: 0 1
// EXIT: 0
// RUN: %t ask && KMSAN_OPTIONS=print_stats=1 %t 2>&1 | sed '/^kMSan: /d; /^Memory totals/,$d' >&2
#include <string.h>

#include <kmsan/kmem.h>
#include <kmsan/malloc.h>
#include <kmsan/pool.h>

#include "expect.h"

static MALLOC_DEFINE_LIMIT(M_SOCK, "socket", "socket structures", 20000);
static MALLOC_DEFINE(M_VNODE, "vnode", "vnodes");

static struct pool pool;

/* Instrumented: its arguments are initialised, whoever calls it. */
static void
ask(void *arg, const char *line)
{
	if (strstr(line, arg) != NULL)
		fprintf(stderr, "asked: %s\n", line);
}

int
main(int argc, char **argv)
{
	void *vnode[10], *sock[4], *item[3], *p;

	EXPECT(argc < 3);
	pool_init(&pool, 200, 0, 0, 0, "testpl", NULL, IPL_NONE);
	pool_sethardlimit(&pool, 3, NULL, 0);
	for (unsigned i = 0; i < 10; i++)
		vnode[i] = malloc(i < 8 ? 100 : 3000, M_VNODE, M_WAITOK);
	for (unsigned i = 0; i < 4; i++)
		sock[i] = malloc(5000, M_SOCK, M_NOWAIT);
	EXPECT(malloc(1, M_SOCK, M_NOWAIT) == NULL);
	for (unsigned i = 0; i < 3; i++)
		item[i] = pool_get(&pool, PR_NOWAIT);
	EXPECT(pool_get(&pool, PR_NOWAIT) == NULL);
	p = kmem_alloc(2000, KM_SLEEP);
	for (unsigned i = 0; i < (FIXED_TWIN ? 10 : 4); i++)
		free(vnode[i], M_VNODE);
	for (unsigned i = 0; i < (FIXED_TWIN ? 4 : 1); i++)
		free(sock[i], M_SOCK);
	for (unsigned i = 0; i < (FIXED_TWIN ? 3 : 1); i++)
		pool_put(&pool, item[i]);
	if (FIXED_TWIN)
		kmem_free(p, 2000);
	if (argc == 2)
		kmsan_vmstat(ask, "vnode");
	EXPECT(argc == 1 || strcmp(argv[1], "ask") == 0);
	return 0;
}

// CLANGS: 14 22
// CHECK:asked:      128  vnode
// CHECK-NEXT:asked:     4096  vnode
// CHECK-NEXT:asked:            vnode      6       7K       7K       0K           10     0     0  128,4K
// CHECK-NEXT:Memory statistics by size class
// CHECK-NEXT:    Size   In Use     Free     Requests HighWater Couldfree
// CHECK-NEXT:     128        4{{ +[0-9]+}}            8{{ +[0-9]+}}         0
// CHECK-NEXT:    2048        1{{ +[0-9]+}}            1{{ +[0-9]+}}         0
// CHECK-NEXT:    3072        2{{ +[0-9]+}}            2{{ +[0-9]+}}         0
// CHECK-NEXT:Memory usage type by request size
// CHECK-NEXT:    Size  Type(s)
// CHECK-NEXT:     128  vnode
// CHECK-NEXT:    4096  vnode
// CHECK-NEXT:    8192  socket
// CHECK-NEXT:Memory statistics by type                                Type  Kern
// CHECK-NEXT:            Type  InUse   MemUse  HighUse    Limit     Requests Limit Limit Size(s)
// CHECK-NEXT:           vnode      6       7K       7K       0K           10     0     0  128,4K
// CHECK-NEXT:          socket      3      15K      20K      20K            4     1     0  8K
// CHECK-NEXT:Memory resource pool statistics
// CHECK-NEXT:Name          Size     Requests  Fail    InUse  Pgreq  Pgrel  Npage  Hiwat
// CHECK-NEXT:testpl         200            3     1        2      1      0      1      1

// FIXED:asked:      128  vnode
// FIXED-NEXT:asked:     4096  vnode
// FIXED-NEXT:asked:            vnode      0       0K       7K       0K           10     0     0  128,4K
// FIXED-NEXT:Memory statistics by size class
// FIXED-NEXT:    Size   In Use     Free     Requests HighWater Couldfree
// FIXED-NEXT:     128        0{{ +[0-9]+}}            8{{ +[0-9]+}}         0
// FIXED-NEXT:    2048        0{{ +[0-9]+}}            1{{ +[0-9]+}}         0
// FIXED-NEXT:    3072        0{{ +[0-9]+}}            2{{ +[0-9]+}}         0
// FIXED-NEXT:Memory usage type by request size
// FIXED-NEXT:    Size  Type(s)
// FIXED-NEXT:     128  vnode
// FIXED-NEXT:    4096  vnode
// FIXED-NEXT:    8192  socket
// FIXED-NEXT:Memory statistics by type                                Type  Kern
// FIXED-NEXT:            Type  InUse   MemUse  HighUse    Limit     Requests Limit Limit Size(s)
// FIXED-NEXT:           vnode      0       0K       7K       0K           10     0     0  128,4K
// FIXED-NEXT:          socket      0       0K      20K      20K            4     1     0  8K
// FIXED-NEXT:Memory resource pool statistics
// FIXED-NEXT:Name          Size     Requests  Fail    InUse  Pgreq  Pgrel  Npage  Hiwat
// FIXED-NEXT:testpl         200            3     1        0      1      0      1      1
