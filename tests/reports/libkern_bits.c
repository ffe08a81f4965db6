/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The lowest and the highest bit of a word, for each bit that is not initialised and each that is set: the
 * bits beyond the answer do not matter.
 */
// EXIT: 0
// OPTIONS: dedup=0:symbolize=0
#include <kmsan/kmsan.h>
#include <kmsan/libkern.h>

#include "expect.h"

static unsigned expected;

static bool
count(const struct kmsan_report_info *info, void *arg)
{
	(void)info;
	(void)arg;
	expected++;
	return true;
}

/* Did the result depend on what is not initialised? Then it was reported, or the result carries it. */
#define DEPENDS(call, truth)                                                                       \
	__extension__({                                                                            \
		volatile int result_;                                                              \
		bool carries_;                                                                     \
                                                                                                   \
		expected = 0;                                                                      \
		result_ = (call);                                                                  \
		carries_ = kmsan_test((const void *)&result_, sizeof(result_)) >= 0;               \
		kmsan_unpoison_memory((const void *)&result_, sizeof(result_));                    \
		EXPECT(result_ == (truth));                                                        \
		carries_ || expected > 0;                                                          \
	})

/* Set bit i; bit j is not initialised, and 0 or 1 as it happens. */
static NOINLINE void
check(int i, int j, int j_is)
{
	static volatile uint64_t word;
	static volatile uint32_t half;
	uint64_t w = (uint64_t)1 << i | (uint64_t)j_is << j, bit = (uint64_t)1 << j;
	int low = i < j || !j_is ? i : j, high = i > j || !j_is ? i : j;

	word = w;
	kmsan_mark((char *)&word + j / 8, 1, (uint8_t)(bit >> j / 8 * 8));
	EXPECT(DEPENDS(kmsan_ffs64(word), low + 1) == (j <= i));
	EXPECT(DEPENDS(kmsan_fls64(word), high + 1) == (j >= i));
	if (i >= 32 || j >= 32)
		return;
	half = (uint32_t)w;
	kmsan_mark((char *)&half + j / 8, 1, (uint8_t)(bit >> j / 8 * 8));
	EXPECT(DEPENDS(kmsan_ffs32(half), low + 1) == (j <= i));
	EXPECT(DEPENDS(kmsan_ffs((int)half), low + 1) == (j <= i));
	EXPECT(DEPENDS(kmsan_fls32(half), high + 1) == (j >= i));
}

int
main(void)
{
	static const int bits[] = {0, 1, 2, 3, 7, 8, 15, 16, 23, 30, 31, 32, 33, 47, 62, 63};
	const int n = sizeof(bits) / sizeof(bits[0]);

	kmsan_set_report_callback(count, NULL);
	for (int i = 0; i < n * n; i++) {
		check(bits[i / n], bits[i % n], 0);
		if (i / n != i % n)
			check(bits[i / n], bits[i % n], 1);
	}
	return 0;
}
