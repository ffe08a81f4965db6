/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef TESTS_LIBKERN_ORACLE_H
#define TESTS_LIBKERN_ORACLE_H

/*
 * "The result depends on it", by brute force: some bits of one byte are uninitialised; a reference
 * is run for every value that these bits can have; a report is due exactly if not all results are
 * equal. That is done for every byte of strings of 0 to 64 bytes, for whole bytes and for some bits,
 * and the function under test is called with the string at each misalignment, 0 to 7.
 */

#include <setjmp.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <cmocka.h>

#define KMSAN_LIBKERN_PLAIN
#include <kmsan/hooks.h>
#include <kmsan/kmsan.h>
#include <kmsan/libkern.h>
#include <kmsan/port.h>

#include "msan/shadow.h"
#include "sinks/sinks.h"

/* Two operands in rooms of this size; what lies around them must not change. */
#define ORACLE_ROOM 256
#define ORACLE_MAX  64

struct oracle_call {
	char *a, *b;
	size_t n;
	int c;
	/* For functions that copy: b + to was written, and first so many bytes of a. */
	size_t to, written, copied;
};

/*
 * run and reference return what there is to compare: numbers as they are, pointers as offsets,
 * orders as signs. reference also says what was copied. fill makes the strings of a case: len is that of
 * a, and as many variants are tried; a and b have ORACLE_ROOM bytes, all 'z'.
 */
struct oracle {
	const char *name;
	long (*run)(struct oracle_call *call);
	long (*reference)(struct oracle_call *call);
	void (*fill)(struct oracle_call *call, size_t len, unsigned variant);
	unsigned variants;
	unsigned operands; /* 2: each in turn has the uninitialised byte; 1: only a */
	bool copies;
};

/* Memory with a shadow; the same each time. */
static inline char *
oracle_area(void)
{
	static char *area;

	if (area == NULL) {
		area = kmsan_port_pages(KMSAN_PAGE_SIZE);
		assert_non_null(area);
	}
	return area;
}

struct oracle_case {
	const struct oracle *oracle;
	struct oracle_call call; /* its strings are the pattern */
	char pattern[2][ORACLE_ROOM];
	unsigned operand;
	size_t at;
	uint8_t mask;
};

static inline char *
oracle_operand(struct oracle_call *call, unsigned operand)
{
	return operand == 0 ? call->a : call->b;
}

/* The reference's result with this value in the bits of the mask. */
static inline long
oracle_value(const struct oracle_case *k, unsigned bits, struct oracle_call *call)
{
	/* A string that lost its end goes on to the last byte, and its copy finds room. */
	static char room[2][3 * ORACLE_ROOM];

	memcpy(room[0], k->pattern[0], ORACLE_ROOM);
	memcpy(room[1], k->pattern[1], ORACLE_ROOM);
	*call = k->call;
	call->a = room[0];
	call->b = room[1];
	oracle_operand(call, k->operand)[k->at] =
	    (char)((k->pattern[k->operand][k->at] & ~k->mask) | (bits & k->mask));
	return k->oracle->reference(call);
}

static inline bool
oracle_depends(const struct oracle_case *k, long known)
{
	struct oracle_call call;

	for (unsigned bits = 0; bits <= UINT8_MAX; bits++)
		if ((bits & ~(unsigned)k->mask) == 0 && oracle_value(k, bits, &call) != known)
			return true;
	return false;
}

/* From where on b is uninitialised and stays so: behind what is written, unless that is read. */
static inline size_t
oracle_behind(const struct oracle_case *k, const struct oracle_call *want)
{
	size_t end = want->to + want->written;

	return want->written == 0 || (k->operand == 1 && k->at >= end) ? ORACLE_ROOM : end;
}

/* What the reference made of b, and the shad that it ought to have. */
static inline void
oracle_check_copy(const struct oracle_case *k, const struct oracle_call *want,
    const struct oracle_call *got, bool reported)
{
	const uint8_t *shad = shad_of(got->b);

	assert_memory_equal(got->b, want->b, ORACLE_ROOM);
	for (size_t i = 0; i < ORACLE_ROOM; i++) {
		uint8_t due = 0;

		if (k->operand == 0 && i >= want->to && i - want->to < want->copied &&
		    i - want->to == k->at && !reported)
			due = k->mask;
		/* A byte of b that was there before and is still. */
		if (k->operand == 1 && i == k->at &&
		    (i < want->to || i - want->to >= want->written))
			due = k->mask;
		if (i >= oracle_behind(k, want))
			due = 0xff;
		if (shad[i] != due)
			fail_msg("%s: shad of byte %zu of the copy is %#x, not %#x",
			    k->oracle->name, i, shad[i], due);
	}
}

static inline void
oracle_run_at(const struct oracle_case *k, size_t misaligned, bool due, long known)
{
	char *area = oracle_area();
	struct oracle_call call = k->call, want;
	long result;
	bool reported;

	oracle_value(k, (uint8_t)k->pattern[k->operand][k->at], &want);
	call.a = area + 64 + misaligned;
	call.b = area + 1024 + (misaligned * 5 + 3) % 8;
	memcpy(call.a, k->pattern[0], ORACLE_ROOM);
	memcpy(call.b, k->pattern[1], ORACLE_ROOM);
	kmsan_mark(area, KMSAN_PAGE_SIZE, KMSAN_STATE_INITED);
	if (k->mask != 0)
		kmsan_mark(oracle_operand(&call, k->operand) + k->at, 1, k->mask);
	if (k->oracle->copies) {
		size_t behind = oracle_behind(k, &want);

		kmsan_mark(call.b + behind, ORACLE_ROOM - behind, KMSAN_STATE_UNINIT);
	}
	report_expect();
	result = k->oracle->run(&call);
	reported = report_seen();
	if (reported != due || result != known)
		fail_msg("%s: operand %u, byte %zu, bits %#x, misaligned by %zu, n %zu, c %d: "
			 "%sreported (%sdue), result %ld (%ld)",
		    k->oracle->name, k->operand + 1, k->at, k->mask, misaligned, call.n, call.c,
		    reported ? "" : "not ", due ? "" : "not ", result, known);
	if (k->oracle->copies)
		oracle_check_copy(k, &want, &call, reported);
	else
		assert_memory_equal(call.b, want.b, ORACLE_ROOM);
	assert_memory_equal(call.a, want.a, ORACLE_ROOM);
}

static inline void
oracle_byte(struct oracle_case *k)
{
	static const uint8_t masks[] = {0xff, 0x01, 0x20, 0x80, 0x0f};
	struct oracle_call call;

	for (unsigned m = 0; m < sizeof(masks); m++) {
		long known;
		bool due;

		k->mask = masks[m];
		known = oracle_value(k, (uint8_t)k->pattern[k->operand][k->at], &call);
		due = oracle_depends(k, known);
		for (size_t misaligned = 0; misaligned < 8; misaligned++)
			oracle_run_at(k, misaligned, due, known);
	}
}

static inline void
oracle_check(const struct oracle *oracle)
{
	static struct oracle_case k;

	for (unsigned variant = 0; variant < oracle->variants; variant++) {
		for (size_t len = 0; len <= ORACLE_MAX; len++) {
			k = (struct oracle_case){.oracle = oracle};
			memset(k.pattern, 'z', sizeof(k.pattern));
			k.call.a = k.pattern[0];
			k.call.b = k.pattern[1];
			k.pattern[0][ORACLE_ROOM - 1] = k.pattern[1][ORACLE_ROOM - 1] = '\0';
			oracle->fill(&k.call, len, variant);
			for (k.operand = 0; k.operand < oracle->operands; k.operand++)
				for (k.at = 0; k.at <= len; k.at++)
					oracle_byte(&k);
		}
	}
}

#endif
