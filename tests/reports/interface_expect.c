/* SPDX-License-Identifier: BSD-2-Clause */
/* Between __msan_set_expect_umr(1) and (0) there has to be a report, which nobody reads. */
#include <kmsan/kmsan.h>
#include <sanitizer/msan_interface.h>

#include "expect.h"

static int value;

static NOINLINE void
use(void)
{
	if (value == 3)
		KEEP(NULL);
}

int
main(void)
{
	kmsan_mark(&value, sizeof(value), KMSAN_STATE_UNINIT);
	__msan_set_expect_umr(1);
	use();
	use();
	__msan_set_expect_umr(0);
	EXPECT(__msan_get_umr_origin() == __msan_get_origin(&value));
	EXPECT(kmsan_report_count() == 0);
	kmsan_mark(&value, sizeof(value), KMSAN_STATE_INITED);
	if (!FIXED_TWIN)
		__msan_set_expect_umr(1);
	use();
	__msan_set_expect_umr(0);
	return 0;
}

// CHECK:kMSan: __msan_set_expect_umr: expected a report, saw none
// CHECK-NEXT:    #0 in main [[FILE]]:31:2 (t)
