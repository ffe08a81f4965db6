/* SPDX-License-Identifier: BSD-2-Clause */
/* Wide characters and multibyte conversion. */
#include "check.h"
#include <locale.h>
#include <wchar.h>

static wchar_t a_space[64], b_space[64];
static volatile size_t result;
#define USE(x) (result = (size_t)(x))
#define W      sizeof(wchar_t)

static void
strings(wchar_t *a, wchar_t *b)
{
	wchar_t *rest, *r;

	wmemset(a, L'z', 20);
	wcscpy(a, L"abcd");
	wmemset(b, L'z', 20);
	wcscpy(b, L"abxd");
	READS("wcslen():arg1", a, 5 * W, 40, USE(wcslen(a)));
	READS("wcsnlen():arg1", a, 2 * W, 40, USE(wcsnlen(a, 2)));
	READS("wcscmp():arg1", a, 3 * W, 40, USE(wcscmp(a, b)));
	READS("wcsncmp():arg2", b, 2 * W, 40, USE(wcsncmp(a, b, 2)));
	READS("wmemcmp():arg1", a, 3 * W, 40, USE(wmemcmp(a, b, 4)));
	READS("wcschr():arg1", a, 2 * W, 40, USE(wcschr(a, L'b')));
	READS("wcsrchr():arg1", a, 5 * W, 40, USE(wcsrchr(a, L'b')));
	READS("wmemchr():arg1", a, 3 * W, 40, USE(wmemchr(a, L'c', 9)));
	READS("wcsstr():arg1", a, 3 * W, 40, USE(wcsstr(a, L"bc")));
	READS("wcsspn():arg1", a, 3 * W, 40, USE(wcsspn(a, L"ba")));
	READS("wcstol():arg1", a, 1 * W, 40, USE(wcstol(a, NULL, 10)));
	WRITES(b, 5 * W, 40, USE(wcscpy(b, a)));
	WRITES(b, 7 * W, 40, USE(wcsncpy(b, a, 7)));
	WRITES(b, 3 * W, 40, USE(wmemset(b, 0, 3)));
	UNINIT(a + 1, W);
	UNINIT(b, 40);
	SILENT(USE(wmemcpy(b, a, 3)));
	CLEAN(b, W);
	DIRTY(b + 1, W);
	CLEAN(b + 2, W);
	DIRTY(b + 3, W);
	REPORTS("wcsdup():arg1", W, r = wcsdup(a));
	free(r);
	INITED(a, 40);
	wcscpy(b, L"a,b");
	UNINIT(&rest, sizeof(rest));
	SILENT(r = wcstok(b, L",", &rest));
	CLEAN(&rest, sizeof(rest));
	TRUE(wcscmp(r, L"a") == 0);
}

static void
conversions(wchar_t *a, wchar_t *b)
{
	char *s = hide(b);
	const char *from = s;
	mbstate_t state;

	memset(s, 0, 60);
	strcpy(s, "abcd");
	WRITES(a, 5 * W, 60, TRUE(mbstowcs(a, s, 10) == 4));
	WRITES(a, 3 * W, 60, TRUE(mbstowcs(a, s, 3) == 3));
	READS("mbstowcs():arg2", s, 5, 20, mbstowcs(a, s, 10));
	wcscpy(a, L"abc");
	WRITES(s, 4, 40, TRUE(wcstombs(s, a, 20) == 3));
	WRITES(s, 2, 40, TRUE(wcstombs(s, a, 2) == 2));
	memset(&state, 0, sizeof(state));
	strcpy(s, "xy");
	WRITES(a, W, 40, TRUE(mbrtowc(a, s, 2, &state) == 1));
	READS("mbrtowc():arg2", s, 1, 20, mbrtowc(a, s, 2, &state));
	WRITES(s, 1, 20, TRUE(wcrtomb(s, L'q', &state) == 1));
	WRITES(a, W, 40, TRUE(mbtowc(a, s, 2) == 1));
	UNINIT(&state, sizeof(state));
	REPORTS("mbrtowc():arg4", 0, mbrtowc(a, s, 2, &state));
	memset(&state, 0, sizeof(state));
	strcpy(s, "abcd");
	UNINIT(a, 60);
	SILENT(TRUE(mbsrtowcs(a, &from, 10, &state) == 4));
	CLEAN(a, 5 * W);
	DIRTY(a + 5, 20);
	TRUE(from == NULL);
	if (setlocale(LC_ALL, "C.UTF-8") != NULL) {
		strcpy(s, "\xc3\xa4x");
		READS("mbrtowc():arg2", s, 2, 20, mbrtowc(a, s, 3, &state));
		TRUE(a[0] == 0xe4);
	}
}

int
main(void)
{
	wchar_t *a = hide(a_space), *b = hide(b_space);

	strings(a, b);
	conversions(a, b);
	return passed();
}
