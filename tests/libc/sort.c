/* SPDX-License-Identifier: BSD-2-Clause */
/* Sorting and searching: marks move with the elements, and comparisons may look at all of them. */
#include "check.h"
#include <dlfcn.h>
#include <search.h>
#include <stdint.h>

struct record {
	int key, order;
	char tail[5];
	char more[40];
};

static int
compare(const void *a, const void *b)
{
	const struct record *x = a, *y = b;

	return (x->key > y->key) - (x->key < y->key);
}

static int
compare_arg(const void *a, const void *b, void *arg)
{
	return *(int *)arg * compare(a, b);
}

static int
compare_bytes(const void *a, const void *b)
{
	return *(const unsigned char *)a - *(const unsigned char *)b;
}

static int
compare_badly(const void *a, const void *b)
{
	int r = compare(a, b);

	UNINIT(hide(&r), sizeof(r));
	return r;
}

static unsigned state = 1;

static unsigned
next(void)
{
	return state = state * 1103515245 + 12345;
}

/* libc's own, not wrapped: elements that compare equal must come in its order. */
typedef void sort_fn(void *, size_t, size_t, int (*)(const void *, const void *));

static void
records(size_t n)
{
	struct record *v = calloc(n + 1, sizeof(*v)), *w = calloc(n + 1, sizeof(*v));
	sort_fn *libc_qsort = (sort_fn *)dlsym(RTLD_DEFAULT, "qsort");

	for (size_t i = 0; i < n; i++) {
		v[i].key = (int)(next() >> 16) % (int)(n / 2 + 1);
		v[i].order = (int)i;
		v[i].tail[0] = (char)v[i].key;
	}
	memcpy(w, v, n * sizeof(*v));
	for (size_t i = 0; i < n; i++) {
		UNINIT(&v[i].tail[1 + v[i].order % 4], 1);
		UNINIT(&v[i].more[v[i].order % 40], 1);
	}
	mark_stack();
	SILENT(qsort(v, n, sizeof(*v), compare));
	libc_qsort(w, n, sizeof(*w), compare);
	for (size_t i = 0; i < n; i++) {
		TRUE(v[i].key == w[i].key && v[i].order == w[i].order);
		TRUE(kmsan_test(v[i].tail, 5) == 1 + v[i].order % 4);
		TRUE(kmsan_test(v[i].more, 40) == v[i].order % 40);
	}
	free(v);
	free(w);
}

static void
others(void)
{
	unsigned char bytes[200];
	struct record v[9], key, *hit;
	int minus = -1;
	size_t n = 8;

	for (unsigned i = 0; i < 200; i++)
		bytes[i] = (unsigned char)next();
	SILENT(qsort(bytes, 200, 1, compare_bytes));
	for (unsigned i = 1; i < 200; i++)
		TRUE(bytes[i - 1] <= bytes[i]);
	memset(v, 0, sizeof(v));
	for (int i = 0; i < 8; i++)
		v[i].key = i * 2;
	SILENT(qsort_r(v, 8, sizeof(v[0]), compare_arg, &minus));
	TRUE(v[0].key == 14 && v[7].key == 0);
	REPORTS("qsort():arg4", 0, qsort(v, 8, sizeof(v[0]), compare_badly));
	SILENT(qsort(v, 8, sizeof(v[0]), compare));
	memset(&key, 0, sizeof(key));
	key.key = 6;
	SILENT(hit = bsearch(&key, v, 8, sizeof(v[0]), compare));
	TRUE(hit == &v[3]);
	key.key = 7;
	SILENT(hit = bsearch(&key, v, 8, sizeof(v[0]), compare));
	TRUE(hit == NULL);
	SILENT(hit = lfind(&key, v, &n, sizeof(v[0]), compare));
	TRUE(hit == NULL);
	UNINIT(&key.tail[2], 1);
	UNINIT(&v[8], sizeof(v[8]));
	SILENT(hit = lsearch(&key, v, &n, sizeof(v[0]), compare));
	TRUE(hit == &v[8] && n == 9);
	TRUE(kmsan_test(v[8].tail, 5) == 2);
	/* The comparison is what is uninitialised, not the result. */
	key.key = 4;
	REPORTS("bsearch():arg5", 0, hit = bsearch(&key, v, 8, sizeof(v[0]), compare_badly));
	SILENT(if (hit != NULL && hit->key != 4) abort());
}

static int
compare_strings(const void *a, const void *b)
{
	return strcmp(a, b);
}

static void
trees(void)
{
	static char words[20][8];
	void *root = NULL;
	char *const *hit;

	for (int i = 0; i < 20; i++) {
		snprintf(words[i], 8, "w%d", i * 7 % 20);
		SILENT(hit = tsearch(words[i], &root, compare_strings));
		TRUE(*hit == words[i]);
	}
	SILENT(hit = tfind("w9", &root, compare_strings));
	TRUE(hit != NULL && strcmp(*hit, "w9") == 0);
	for (int i = 0; i < 20; i++)
		SILENT(tdelete(words[i], &root, compare_strings));
	TRUE(root == NULL);
	UNINIT(&root, sizeof(root));
	REPORTS("tsearch():arg2", 0, tsearch(words[0], &root, compare_strings));
}

int
main(void)
{
	records(0);
	records(1);
	records(2);
	records(7);
	records(300);
	others();
	trees();
	return passed();
}
