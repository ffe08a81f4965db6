/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Sorting and searching with the program's comparison functions. libc's qsort moves elements
 * through memory of its own, where their shad does not follow; this one sorts pointers to
 * elements that stay in place, then moves each once. The comparisons and their order, and so the
 * result for equal elements, are those of glibc's merge sort.
 */
#include "libc.h"
#include "plain.h"
#include "sort.h"
#include <errno.h>
#include <search.h>
#include <stdlib.h>

static int
compare(const struct sorter *s, const void *a, const void *b)
{
	int r;

	libc_call();
	r = s->compare_arg != NULL ? s->compare_arg(a, b, s->arg) : s->compare(a, b);
	/* An uninitialised result decides the order. */
	libc_called(s->fn, s->arg_number, sizeof(r), s->pc);
	return r;
}

static void
merge_sort(const struct sorter *s, char **v, size_t n, char **tmp)
{
	size_t n1 = n / 2, n2 = n - n1, i = 0, j = 0, k = 0;
	char **a = v, **b = v + n1;

	if (n <= 1)
		return;
	merge_sort(s, a, n1, tmp);
	merge_sort(s, b, n2, tmp);
	while (i < n1 && j < n2) {
		if (compare(s, a[i], b[j]) <= 0)
			tmp[k++] = a[i++];
		else
			tmp[k++] = b[j++];
	}
	while (i < n1)
		tmp[k++] = a[i++];
	/* What is left of b is in its place. */
	memcpy(v, tmp, k * sizeof(*v));
}

static void
move(char *dst, const char *src, size_t size, uintptr_t pc)
{
	libc_copied(dst, src, size, pc);
	memcpy(dst, src, size);
}

/* v[i]: the element that belongs to place i. Each cycle of the permutation needs one in tmp. */
static void
permute(char *base, size_t n, size_t size, char **v, char *tmp, uintptr_t pc)
{
	for (size_t i = 0; i < n; i++) {
		char *to = base + i * size;
		size_t at = i;

		if (v[i] == to)
			continue;
		move(tmp, to, size, pc);
		while (v[at] != to) {
			char *from = v[at];

			move(base + at * size, from, size, pc);
			v[at] = base + at * size;
			at = (size_t)(from - base) / size;
		}
		move(base + at * size, tmp, size, pc);
		v[at] = base + at * size;
	}
	libc_out(tmp, size);
}

void
libc_sort(const struct sorter *s, void *at, size_t n, size_t size)
{
	char *base = at;
	char **v;
	size_t bytes;

	if (n <= 1 || size == 0)
		return;
	/* libc sorts in place, badly, when there is no memory; nobody could tell the difference. */
	if (__builtin_mul_overflow(n, 2 * sizeof(*v), &bytes) ||
	    __builtin_add_overflow(bytes, size, &bytes) || (v = __libc_malloc(bytes)) == NULL)
		kmsan_fatal(s->pc, "%s: no memory to sort %zu elements", s->fn, n);
	for (size_t i = 0; i < n; i++)
		v[i] = base + i * size;
	merge_sort(s, v, n, v + n);
	permute(base, n, size, v, (char *)(v + 2 * n), s->pc);
	__libc_free(v);
}

WRAP(void, qsort, (void *base, size_t n, size_t size, compare_fn *fn))
{
	struct sorter s = {.fn = LIBC_NAME, .arg_number = 4, .pc = KMSAN_RET_ADDR, .compare = fn};
	int saved = errno;

	libc_sort(&s, base, n, size);
	errno = saved;
}

WRAP(void, qsort_r, (void *base, size_t n, size_t size, compare_arg_fn *fn, void *arg))
{
	struct sorter s = {
	    .fn = LIBC_NAME, .arg_number = 4, .pc = KMSAN_RET_ADDR, .compare_arg = fn, .arg = arg};
	int saved = errno;

	libc_sort(&s, base, n, size);
	errno = saved;
}

WRAP(void *, bsearch, (const void *key, const void *base, size_t n, size_t size, compare_fn *fn))
{
	struct sorter s = {.fn = LIBC_NAME, .arg_number = 5, .pc = KMSAN_RET_ADDR, .compare = fn};
	size_t low = 0, high = n;

	while (low < high) {
		size_t middle = (low + high) / 2;
		const char *at = (const char *)base + middle * size;
		int r = compare(&s, key, at);

		if (r == 0)
			return (void *)(uintptr_t)at;
		if (r < 0)
			high = middle;
		else
			low = middle + 1;
	}
	return NULL;
}

static void *
find(const struct sorter *s, const void *key, const char *base, size_t n, size_t size)
{
	for (size_t i = 0; i < n; i++)
		if (compare(s, key, base + i * size) == 0)
			return (void *)(uintptr_t)(base + i * size);
	return NULL;
}

WRAP(void *, lfind, (const void *key, const void *base, size_t *n, size_t size, compare_fn *fn))
{
	struct sorter s = {.fn = LIBC_NAME, .arg_number = 5, .pc = KMSAN_RET_ADDR, .compare = fn};

	IN(3, n, sizeof(*n));
	return find(&s, key, base, *n, size);
}

WRAP(void *, lsearch, (const void *key, void *base, size_t *n, size_t size, compare_fn *fn))
{
	struct sorter s = {.fn = LIBC_NAME, .arg_number = 5, .pc = KMSAN_RET_ADDR, .compare = fn};
	void *hit;

	IN(3, n, sizeof(*n));
	hit = find(&s, key, base, *n, size);
	if (hit == NULL) {
		hit = (char *)base + *n * size;
		move(hit, key, size, KMSAN_RET_ADDR);
		++*n;
		OUT_OBJ(n);
	}
	return hit;
}

/*
 * Trees and hash tables: their nodes are libc's (initialised), keys are the program's and stay
 * where they are. Only the return state needs care.
 */
#define TREE(ret, name, params, args)                                                              \
	WRAP(ret, name, params)                                                                    \
	{                                                                                          \
		ret r = name args;                                                                 \
                                                                                                   \
		libc_call();                                                                       \
		return r;                                                                          \
	}                                                                                          \
	_Static_assert(1, "")

TREE(void *, tfind, (const void *key, void *const *root, compare_fn *fn), (key, root, fn));

/* *root is written, and may be read: it is NULL before the first element. */
#define TREE_ROOT(name)                                                                            \
	WRAP(void *, name, (const void *restrict key, void **restrict root, compare_fn *fn))       \
	{                                                                                          \
		void *r;                                                                           \
                                                                                                   \
		IN(2, root, sizeof(*root));                                                        \
		r = name(key, root, fn);                                                           \
		OUT_OBJ(root);                                                                     \
		libc_call();                                                                       \
		return r;                                                                          \
	}                                                                                          \
	_Static_assert(1, "")

TREE_ROOT(tsearch);
TREE_ROOT(tdelete);

WRAP(int, hsearch_r, (ENTRY item, ACTION action, ENTRY **out, struct hsearch_data *table))
{
	int r;

	IN_STR(1, item.key);
	IN(4, table, sizeof(*table));
	r = hsearch_r(item, action, out, table);
	OUT_OBJ(out);
	OUT_OBJ(table);
	return r;
}

WRAP(ENTRY *, hsearch, (ENTRY item, ACTION action))
{
	IN_STR(1, item.key);
	return hsearch(item, action);
}

WRAP(int, hcreate_r, (size_t n, struct hsearch_data *table))
{
	int r;

	IN(2, table, sizeof(*table));
	r = hcreate_r(n, table);
	OUT_OBJ(table);
	return r;
}

WRAP(void, hdestroy_r, (struct hsearch_data * table))
{
	IN(1, table, sizeof(*table));
	hdestroy_r(table);
	OUT_OBJ(table);
}

/* A doubly linked list in the program's own elements: two pointers at their start. */
struct element {
	struct element *next, *previous;
};

WRAP(void, insque, (void *element, void *after))
{
	struct element *e = element, *a = after;

	if (a != NULL)
		IN(2, &a->next, sizeof(a->next));
	insque(element, after);
	OUT(e, sizeof(*e));
	if (a != NULL) {
		OUT_OBJ(&a->next);
		if (e->next != NULL)
			OUT_OBJ(&e->next->previous);
	}
}

WRAP(void, remque, (void *element))
{
	struct element *e = element;

	IN(1, e, sizeof(*e));
	remque(element);
	if (e->next != NULL)
		OUT_OBJ(&e->next->previous);
	if (e->previous != NULL)
		OUT_OBJ(&e->previous->next);
}
