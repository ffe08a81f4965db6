/* SPDX-License-Identifier: BSD-2-Clause */
/* FLAGS: -fno-exceptions */
/* C++: operators new and delete, also those of the containers; threads. */
#include "check.h"
#include <new>
#include <thread>
#include <vector>

struct alignas(64) wide {
	int v[16];
};

static int
in_thread()
{
	int r = 0;
	std::thread t([&r] {
		char here[1];

		CLEAN((const char *)hide(here) - 50000, 40000);
		r = 5;
	});

	t.join();
	return r;
}

int
main()
{
	int *p = (int *)hide(new int);

	DIRTY(p, sizeof(*p));
	*p = 3;
	CLEAN(p, sizeof(*p));
	delete p;
	REPORTS(NULL, 0, if (*(int *)hide(p) == 3) abort());
	TRUE(strcmp(seen.type, "Freed Malloc") == 0);
	p = (int *)hide(new int[10]);
	DIRTY(p, 10 * sizeof(*p));
	delete[] p;
	p = (int *)hide(new int[10]());
	CLEAN(p, 10 * sizeof(*p));
	delete[] p;
	p = (int *)hide(new (std::nothrow) int);
	DIRTY(p, sizeof(*p));
	operator delete(p, std::nothrow);
	wide *w = (wide *)hide(new wide);
	DIRTY(w, sizeof(*w));
	TRUE((uintptr_t)w % 64 == 0);
	delete w;
	SILENT({
		std::vector<int> v;

		for (int i = 0; i < 1000; i++)
			v.push_back(i);
		TRUE(v[999] == 999);
	});
	mark_stack();
	SILENT(TRUE(in_thread() == 5));
	return passed();
}
