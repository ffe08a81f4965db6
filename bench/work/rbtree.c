/* SPDX-License-Identifier: BSD-2-Clause */
/* A red-black tree with nodes from the heap, as a map of address ranges: insert, find, remove. */
#include <stdbool.h>
#include <stdlib.h>

#include "work.h"

#define NODES 4000

struct node {
	struct node *child[2], *parent;
	uint64_t start, end;
	bool red;
};

struct tree {
	struct node *root;
};

static void
rotate(struct tree *t, struct node *x, int dir)
{
	struct node *y = x->child[!dir];

	x->child[!dir] = y->child[dir];
	if (y->child[dir] != NULL)
		y->child[dir]->parent = x;
	y->parent = x->parent;
	if (x->parent == NULL)
		t->root = y;
	else
		x->parent->child[x == x->parent->child[1]] = y;
	y->child[dir] = x;
	x->parent = y;
}

static void
insert(struct tree *t, struct node *n)
{
	struct node **link = &t->root, *p = NULL;

	while (*link != NULL) {
		p = *link;
		link = &p->child[n->start > p->start];
	}
	n->parent = p;
	n->child[0] = n->child[1] = NULL;
	n->red = true;
	*link = n;
	while ((p = n->parent) != NULL && p->red) {
		struct node *g = p->parent;
		int dir = p == g->child[1];
		struct node *uncle = g->child[!dir];

		if (uncle != NULL && uncle->red) {
			p->red = uncle->red = false;
			g->red = true;
			n = g;
			continue;
		}
		if (n == p->child[!dir]) {
			rotate(t, p, dir);
			n = p;
			p = n->parent;
		}
		p->red = false;
		g->red = true;
		rotate(t, g, !dir);
	}
	t->root->red = false;
}

/* n, a child of p that may be NULL, lacks a black node. */
static void
remove_fix(struct tree *t, struct node *n, struct node *p)
{
	while (n != t->root && (n == NULL || !n->red)) {
		int dir = n == p->child[1];
		struct node *s = p->child[!dir];

		if (s->red) {
			s->red = false;
			p->red = true;
			rotate(t, p, dir);
			s = p->child[!dir];
		}

		bool near = s->child[dir] != NULL && s->child[dir]->red;
		bool far = s->child[!dir] != NULL && s->child[!dir]->red;

		if (!near && !far) {
			s->red = true;
			n = p;
			p = n->parent;
			continue;
		}
		if (!far) {
			s->child[dir]->red = false;
			s->red = true;
			rotate(t, s, !dir);
			s = p->child[!dir];
		}
		s->red = p->red;
		p->red = false;
		s->child[!dir]->red = false;
		rotate(t, p, dir);
		n = t->root;
	}
	if (n != NULL)
		n->red = false;
}

static void
replace(struct tree *t, struct node *old, struct node *new)
{
	if (old->parent == NULL)
		t->root = new;
	else
		old->parent->child[old == old->parent->child[1]] = new;
	if (new != NULL)
		new->parent = old->parent;
}

static void
erase(struct tree *t, struct node *n)
{
	struct node *x, *p, *next = n;
	bool was_red = n->red;

	if (n->child[0] == NULL || n->child[1] == NULL) {
		x = n->child[n->child[0] == NULL];
		p = n->parent;
		replace(t, n, x);
	} else {
		for (next = n->child[1]; next->child[0] != NULL; next = next->child[0])
			;
		was_red = next->red;
		x = next->child[1];
		p = next->parent;
		if (p == n) {
			p = next;
		} else {
			replace(t, next, x);
			next->child[1] = n->child[1];
			next->child[1]->parent = next;
		}
		replace(t, n, next);
		next->child[0] = n->child[0];
		next->child[0]->parent = next;
		next->red = n->red;
	}
	if (!was_red)
		remove_fix(t, x, p);
	free(n);
}

static struct node *
find(const struct tree *t, uint64_t address)
{
	struct node *n = t->root;

	while (n != NULL && (address < n->start || address >= n->end))
		n = n->child[address >= n->end];
	return n;
}

uint32_t
work(unsigned rounds)
{
	uint32_t sum = 1, seed = 1;

	for (unsigned i = 0; i < rounds; i++) {
		struct tree t = {NULL};
		struct node *n;
		unsigned found = 0;

		for (unsigned j = 0; j < NODES; j++) {
			uint64_t start = (uint64_t)(work_random(&seed) % 65536) << 12;

			if (find(&t, start) != NULL)
				continue;
			n = work_alloc(sizeof(*n));
			n->start = start;
			n->end = start + 4096;
			insert(&t, n);
		}
		for (unsigned j = 0; j < 4 * NODES; j++) {
			n = find(&t, (uint64_t)(work_random(&seed) % (65536 << 12)));
			if (n != NULL && found++ % 4 == 0)
				erase(&t, n);
		}
		sum = work_mix(sum, found);
		while (t.root != NULL) {
			sum = work_mix(sum, (uint32_t)t.root->start);
			erase(&t, t.root);
		}
	}
	return sum;
}
