/* SPDX-License-Identifier: BSD-2-Clause */
/* One line for each finding. */
#include "audit.h"

#include <stdio.h>

static void
place(const char *where)
{
	if (where != NULL)
		printf(" %s", where);
}

/* ", called by save() save.c:41 and 2 more times" */
static void
callers(const struct finding *f)
{
	if (f->calls == 0)
		return;
	printf(", called by %s()", f->caller);
	place(f->at);
	if (f->calls > 1)
		printf(" and %zu more %s", f->calls - 1, f->calls == 2 ? "time" : "times");
}

void
report_text(const struct finding *f)
{
	printf("%s: ", f->file);
	switch (f->kind) {
	case NOT_INSTRUMENTED:
		printf("nothing in it is instrumented");
		break;
	case FUNCTION:
		printf("not instrumented: %s()", f->function);
		break;
	case ASSEMBLY:
		printf("assembly: %s()", f->function);
		break;
	case NAKED:
		printf("a naked function is instrumented: %s()", f->function);
		break;
	case INTERRUPT:
		printf("an interrupt function is instrumented: %s()", f->function);
		break;
	case MODE:
		printf("instrumented, but not by kmsan-cc: it may pass arguments in another way");
		break;
	case CALLS:
		printf("not instrumented: %s()", f->function);
		printf(
		    f->library != NULL ? " of %s" : ", which is in none of the files", f->library);
		break;
	case UNWRAPPED:
		printf("linked without its wrapper: %s()", f->function);
		break;
	case ATTRIBUTE:
		printf("has no effect on kMSan: %s", f->function);
		break;
	}
	place(f->where);
	callers(f);
	putchar('\n');
}

static void
string(const char *name, const char *s)
{
	if (s == NULL)
		return;
	printf(",\"%s\":\"", name);
	for (; *s != '\0'; s++) {
		unsigned char c = (unsigned char)*s;

		if (c == '"' || c == '\\')
			printf("\\%c", c);
		else if (c < 0x20)
			printf("\\u%04x", c);
		else
			putchar(c);
	}
	putchar('"');
}

void
report_json(const struct finding *f)
{
	static const char *const kinds[] = {[NOT_INSTRUMENTED] = "not-instrumented-file",
	    [FUNCTION] = "not-instrumented",
	    [ASSEMBLY] = "assembly",
	    [NAKED] = "naked",
	    [INTERRUPT] = "interrupt",
	    [MODE] = "argument-mode",
	    [CALLS] = "uninstrumented-call",
	    [UNWRAPPED] = "unwrapped-call",
	    [ATTRIBUTE] = "attribute"};

	printf("{\"kind\":\"%s\"", kinds[f->kind]);
	string("file", f->file);
	string("function", f->function);
	string("library", f->library);
	string("where", f->where);
	if (f->calls > 0) {
		string("caller", f->caller);
		string("called_at", f->at);
		printf(",\"calls\":%zu", f->calls);
	}
	puts("}");
}
