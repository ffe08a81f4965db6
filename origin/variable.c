/* SPDX-License-Identifier: BSD-2-Clause */
#include "origin/variable.h"

#include "origin/encode.h"
#include "origin/record.h"
#include "origin/space.h"
#include "origin/str.h"

#define CACHE_BITS 15
#define CACHE (1u << CACHE_BITS)
#define NUMBER_BITS 22
#define NAME_MAX 400

_Static_assert(SPACE_WINDOWS == 1u << NUMBER_BITS, "a record's number fits the cache entry");

/*
 * key: the return address above the bits that chose the entry, and the record's number; one word,
 * so that it is never seen half written. descr besides, because a backend may merge the calls for
 * two variables into one.
 */
static struct {
	uint64_t key;
	const char *descr;
} cache[CACHE];

static uint64_t
cache_tag(uintptr_t pc)
{
	return (uint64_t)(pc >> CACHE_BITS) << NUMBER_BITS;
}

/* "name\0function\0" of what the compiler says. Returns its size. */
static size_t
variable_name(const char *descr, char *name)
{
	size_t n = 0;

	if (descr == NULL)
		descr = "";
	bool old = str_starts(descr, "----"), function = false;

	for (descr += old ? 4 : 0; *descr != '\0' && n < NAME_MAX - 2; descr++) {
		bool at = old && !function && *descr == '@';

		name[n++] = at ? '\0' : *descr;
		function = function || at;
	}
	name[n++] = '\0';
	if (!function)
		name[n++] = '\0';
	return n;
}

static uint32_t
variable_new(const char *descr, uintptr_t pc)
{
	char name[NAME_MAX];
	struct record r = {.kind = RECORD_VARIABLE};
	uint32_t number = 0;

	r.link = space_code(pc);
	r.name = record_intern(name, variable_name(descr, name));
	if (r.name != NULL)
		number = record_make(&r);
	if (number == 0)
		return cell_make(KMSAN_TYPE_UNKNOWN, r.link);
	cache[pc % CACHE].descr = descr;
	__atomic_store_n(&cache[pc % CACHE].key, cache_tag(pc) | number, __ATOMIC_RELAXED);
	return cell_make(KMSAN_TYPE_STACK, number);
}

uint32_t
variable_cell(const char *descr, uintptr_t pc)
{
	uint64_t key = __atomic_load_n(&cache[pc % CACHE].key, __ATOMIC_RELAXED);

	if (__builtin_expect((key ^ cache_tag(pc)) >> NUMBER_BITS == 0 && key != 0 &&
	            cache[pc % CACHE].descr == descr,
	        1))
		return cell_make(KMSAN_TYPE_STACK, (uint32_t)key & (SPACE_WINDOWS - 1));
	return variable_new(descr, pc);
}

void
variable_forget(void)
{
	for (unsigned i = 0; i < CACHE; i++)
		if (cache[i].key != 0)
			__atomic_store_n(&cache[i].key, 0, __ATOMIC_RELAXED);
}
