/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * A test framework expects reports: it sees all that a report says, takes those that it wants, which
 * are then neither printed nor counted, and lets others through.
 */
#include <kmsan/host.h>
#include <kmsan/kmem.h>
#include <kmsan/kmsan.h>
#include <kmsan/uaccess.h>
#include <string.h>

#include "expect.h"

struct hole {
	char c;
	int i;
};

static void *process;
static int value;
static volatile unsigned seen;

static bool
expect(const struct kmsan_report_info *info, void *arg)
{
	EXPECT(arg == (void *)&seen);
	EXPECT(strcmp(info->kind, "kernel-infoleak") == 0 &&
	       strcmp(info->sink, "copyout():arg1") == 0);
	EXPECT(info->first == 1 && info->size == 8 && info->line > 40);
	EXPECT(strcmp(info->file, "callback.c") == 0 && strncmp(info->text, "=====", 5) == 0);
	EXPECT(strstr(info->text, "SUMMARY: kMSan: kernel-infoleak callback.c:") != NULL);
	if (strcmp(info->type, "Stack") == 0)
		EXPECT(
		    strcmp(info->variable, "h") == 0 && strcmp(info->function, "leak_stack") == 0);
	else
		EXPECT(strcmp(info->type, "Kmem") == 0 && info->variable == NULL);
	seen++;
	return true;
}

static bool
pass(const struct kmsan_report_info *info, void *arg)
{
	EXPECT(arg == NULL && info->sink == NULL && info->size == 0);
	EXPECT(strcmp(info->kind, "uninit-value") == 0 && strcmp(info->type, "Marked") == 0);
	seen++;
	return false;
}

static NOINLINE void
leak_stack(void)
{
	struct hole h;

	h.c = 1;
	KEEP(&h);
	copyout(&h, process, sizeof(h));
}

static NOINLINE void
leak_heap(void)
{
	struct hole *h = kmem_alloc(sizeof(*h), KM_SLEEP);

	h->c = 1;
	copyout(h, process, sizeof(*h));
	kmem_free(h, sizeof(*h));
}

static NOINLINE void
decide(void)
{
	if (value == 3)
		KEEP(NULL);
}

int
main(void)
{
	process = kmsan_user_alloc(64);
	kmsan_set_report_callback(expect, (void *)&seen);
	leak_stack();
	leak_heap();
	leak_heap();
	EXPECT(seen == 2 && kmsan_report_count() == 0);
	if (FIXED_TWIN)
		return 0;
	kmsan_set_report_callback(pass, NULL);
	kmsan_mark(&value, sizeof(value), KMSAN_STATE_UNINIT);
	decide();
	EXPECT(seen == 3 && kmsan_report_count() == 1);
	kmsan_set_report_callback(NULL, NULL);
	value = 0;
	return 0;
}

// CHECK:=================================================================
// CHECK-NEXT:MSan: Uninitialized Marked Memory From main+{{0x[0-9a-f]+}}
// CHECK-NEXT:    #0 in decide [[FILE]]:73:{{6|12}} (t)
// CHECK-NEXT:    #1 in main [[FILE]]:90:2 (t)
// CHECK-NEXT:  Marked by kmsan_mark at:
// CHECK-NEXT:    #0 in main [[FILE]]:89:2 (t)
// CHECK-NEXT:SUMMARY: kMSan: uninit-value [[FILE]]:73:{{6|12}} in decide
// CHECK-NEXT:=================================================================
// CHECK-NEXT:kMSan: 1 report (1 distinct), 0 suppressed
