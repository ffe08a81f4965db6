/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * generate SEED: print a C program of what csmith does not write: variadic functions, structures by
 * value and returned, unions, bitfields, copies to odd offsets, longjmp, threads, the heap. At most
 * one field of one structure is left uninitialised, and travels; the last line says what must come
 * of it:
 *
 *	// EXPECT: silent
 *	// EXPECT: 123 in step2		the first report: line and function
 *
 * A program is some steps, run one after the other. A step fills a record, moves it, and decides on
 * one field. What is uninitialised goes through an empty assembly statement (touch), or optimisers
 * would take it for a promise. A decision ends in a call that has an effect, or they would make
 * arithmetic of it, which is no decision.
 */
#include <stdarg.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define FIELDS 5 /* at most */
#define NONE   (-1)

static const char *const types[] = {"char", "unsigned char", "short", "int", "unsigned", "long",
    "unsigned long long", "float", "double", "_Bool", "__int128"};
#define NTYPES ((int)(sizeof(types) / sizeof(types[0])))

struct step {
	int n; /* its number */
	int fields;
	int type[FIELDS];
	int bits[FIELDS]; /* width of a bitfield; 0: an ordinary field */
	bool packed, padded;
	int bad;    /* the field that nobody writes, or NONE */
	int look;   /* the field that is decided on */
	bool heals; /* the bad field is written after the way, before the decision */
};

static unsigned long long state;
static int line = 1;
static char expectation[64] = "silent";

static int
any(int n)
{
	state = state * 6364136223846793005ULL + 1442695040888963407ULL;
	return (int)((state >> 33) % (unsigned)n);
}

/* Print, and keep count of the line that the next call starts on. */
__attribute__((format(printf, 1, 2))) static void
emit(const char *format, ...)
{
	char text[1024];
	va_list ap;

	va_start(ap, format);
	vsnprintf(text, sizeof(text), format, ap);
	va_end(ap);
	for (const char *s = text; *s != '\0'; s++)
		line += *s == '\n';
	fputs(text, stdout);
}

static bool
is_floating(const struct step *s, int field)
{
	return strcmp(types[s->type[field]], "float") == 0 ||
	       strcmp(types[s->type[field]], "double") == 0;
}

/* The next line is where the report must come from, if the field is uninitialised there. */
static void
expect(const struct step *s, int field, const char *function)
{
	if (field == s->bad && !s->heals)
		snprintf(expectation, sizeof(expectation), "%d in %s%d", line, function, s->n);
}

static void
emit_record(const struct step *s)
{
	emit("struct %srecord%d {\n", s->packed ? "__attribute__((packed)) " : "", s->n);
	for (int i = 0; i < s->fields; i++) {
		if (s->bits[i] != 0)
			emit("\t%s f%d : %d;\n", types[s->type[i]], i, s->bits[i]);
		else
			emit("\t%s f%d;\n", types[s->type[i]], i);
	}
	if (s->padded)
		emit("\tchar tail[%d];\n", 1 + any(200));
	emit("};\n");
}

/* Write every field of WHAT ("r." or "p->") but the bad one, in any order. */
static void
emit_fill(const struct step *s, const char *what)
{
	int first = any(s->fields);

	for (int i = 0; i < s->fields; i++) {
		int field = (first + i) % s->fields;

		if (field != s->bad)
			emit("\t%sf%d = %d;\n", what, field, any(2) == 0 ? 1 : any(120));
	}
	if (s->padded)
		emit("\tmemset(%stail, 1, sizeof(%stail));\n", what, what);
}

/* One that no compiler can answer from the type alone. */
static int
decision(const struct step *s, int field)
{
	static const int of_bool[] = {0, 3, 6}, of_bits[] = {0, 1, 2, 3, 4, 6};

	if (is_floating(s, field))
		return any(3);
	if (strcmp(types[s->type[field]], "_Bool") == 0)
		return of_bool[any(3)];
	return s->bits[field] != 0 ? of_bits[any(6)] : any(7);
}

/* Decide on a field of WHAT in a function of this step. */
static void
emit_decision(const struct step *s, const char *what, const char *function)
{
	int field = s->look, kind = decision(s, field);

	if (s->heals)
		emit("\t%sf%d = 1;\n", what, s->bad);
	if (kind == 4)
		emit("\t{ static volatile int table[4];\n");
	expect(s, field, function);
	switch (kind) {
	case 0:
		emit("\tif (%sf%d)\n\t\thit();\n", what, field);
		break;
	case 1:
		emit("\tif (%sf%d > 2)\n\t\thit();\n", what, field);
		break;
	case 2:
		emit("\twhile (%sf%d == 1) {\n\t\thit();\n\t\tbreak;\n\t}\n", what, field);
		break;
	case 3:
		emit("\tswitch ((int)%sf%d & 3) { case 1: hit(); case 2: hit(); case 3: hit(); "
		     "default:; }\n",
		    what, field);
		break;
	case 4:
		emit("\tif (table[(unsigned)%sf%d & 3]) hit(); }\n", what, field);
		break;
	case 5:
		emit("\tif (((unsigned)%sf%d ^ 0x55) * 3 + 1 < 200)\n\t\thit();\n", what, field);
		break;
	default:
		emit("\tgiven((int)%sf%d);\n", what, field);
	}
}

static void
emit_head(const struct step *s, const char *result, const char *name, const char *parameters)
{
	emit("static NOINLINE %s %s%d(%s)\n{\n", result, name, s->n, parameters);
}

/* The kinds of steps. Each prints its functions; main calls stepN(). */

static void
by_value(const struct step *s)
{
	int before = any(7);

	emit("static NOINLINE void take%d(", s->n);
	for (int i = 0; i < before; i++)
		emit("%s a%d, ", i % 3 == 2 ? "double" : "long", i);
	emit("struct record%d r, int last)\n{\n\ttouch(&r);\n", s->n);
	emit_decision(s, "r.", "take");
	emit("\tif (last != 7)\n\t\thit();\n}\n");
	emit_head(s, "void", "step", "void");
	emit("\tstruct record%d r;\n\ttouch(&r);\n", s->n);
	emit_fill(s, "r.");
	emit("\ttake%d(", s->n);
	for (int i = 0; i < before; i++)
		emit("%d, ", i);
	emit("r, 7);\n}\n");
}

static void
returned(const struct step *s)
{
	emit(
	    "static NOINLINE struct record%d make%d(void)\n{\n\tstruct record%d r;\n\ttouch(&r);\n",
	    s->n, s->n, s->n);
	emit_fill(s, "r.");
	emit("\treturn r;\n}\n");
	emit_head(s, "void", "step", "void");
	emit("\tstruct record%d r = make%d();\n\ttouch(&r);\n", s->n, s->n);
	emit_decision(s, "r.", "step");
	emit("}\n");
}

/*
 * A structure through "...", among enough others that some go over the stack. The va_ends come last:
 * with va_start, va_copy and va_end in one place clang removes va_start.
 */
static void
variadic(const struct step *s)
{
	int before = any(10), after = any(4);

	emit_head(s, "void", "vary", "int before, ...");
	emit("\tva_list ap, copy;\n\tstruct record%d r;\n\tdouble sum = 0;\n\tva_start(ap, "
	     "before);\n",
	    s->n);
	emit("\tfor (int i = 0; i < before; i++)\n"
	     "\t\tsum += i %% 3 == 2 ? va_arg(ap, double) : va_arg(ap, int);\n");
	emit("\tva_copy(copy, ap);\n");
	emit("\tr = va_arg(copy, struct record%d);\n\ttouch(&r);\n", s->n);
	emit_decision(s, "r.", "vary");
	emit("\tfor (int i = 0; i < %d; i++)\n\t\tsum += va_arg(copy, "
	     "long);\n\tva_end(copy);\n\tva_end(ap);\n",
	    after);
	emit("\tif (sum > 20)\n\t\thit();\n}\n");
	emit_head(s, "void", "step", "void");
	emit("\tstruct record%d r;\n\ttouch(&r);\n", s->n);
	emit_fill(s, "r.");
	emit("\tvary%d(%d", s->n, before);
	for (int i = 0; i < before; i++)
		emit(i % 3 == 2 ? ", %d.5" : ", %d", i);
	emit(", r");
	for (int i = 0; i < after; i++)
		emit(", %dL", i);
	emit(");\n}\n");
}

/* Scalars through "...": the call is the decision. */
static void
variadic_scalars(const struct step *s)
{
	emit_head(s, "void", "vary", "int n, ...");
	emit("\tva_list ap;\n\tdouble sum = 0;\n\tva_start(ap, n);\n"
	     "\twhile (n-- > 0)\n\t\tsum += va_arg(ap, double);\n"
	     "\tva_end(ap);\n\tif (sum > 20)\n\t\thit();\n}\n");
	emit_head(s, "void", "step", "void");
	emit("\tstruct record%d r;\n\ttouch(&r);\n", s->n);
	emit_fill(s, "r.");
	if (s->heals)
		emit("\tr.f%d = 1;\n", s->bad);
	expect(s, s->look, "step");
	emit("\tvary%d(3, 1.0, (double)r.f%d, 2.0);\n}\n", s->n, s->look);
}

/* Through bytes, at two offsets, with an overlap. */
static void
odd_copy(const struct step *s)
{
	int from = 1 + 2 * any(4), to = from + any(9) - 4, whole = any(2);

	if (to < 0)
		to = 0;
	emit_head(s, "void", "step", "void");
	emit("\tstruct record%d r, back;\n\tunsigned char raw[sizeof(r) + 32];\n", s->n);
	emit("\tvolatile unsigned from = %d, to = "
	     "%d;\n\ttouch(&r);\n\ttouch(&back);\n\ttouch(raw);\n",
	    from, to);
	emit_fill(s, "r.");
	if (whole)
		emit("\tmemcpy(raw + from, &r, sizeof(r));\n");
	else
		emit("\tfor (unsigned i = 0; i < sizeof(r); i++)\n"
		     "\t\traw[from + i] = ((unsigned char *)&r)[i];\n");
	emit("\tmemmove(raw + to, raw + from, sizeof(r));\n");
	emit(any(2) == 0 ? "\tmemcpy(&back, raw + %d, sizeof(r));\n"
			 : "\tmemcpy(&back, raw + to, sizeof(r)); /* %d */\n",
	    to);
	emit("\ttouch(&back);\n");
	emit_decision(s, "back.", "step");
	emit("}\n");
}

/* Written through one member of a union, read through another. */
static void
through_union(const struct step *s)
{
	emit("union both%d {\n\tstruct record%d r;\n\tunsigned char b[sizeof(struct "
	     "record%d)];\n};\n",
	    s->n, s->n, s->n);
	emit_head(s, "void", "step", "void");
	emit("\tunion both%d u, v;\n\ttouch(&u);\n\ttouch(&v);\n", s->n);
	emit_fill(s, "u.r.");
	emit("\tfor (unsigned i = 0; i < sizeof(u.b); i++)\n\t\tv.b[i] = u.b[i];\n\tu = "
	     "v;\n\ttouch(&u);\n");
	emit_decision(s, "u.r.", "step");
	emit("}\n");
}

/* A longjmp over some frames; the record is older than the setjmp. */
static void
jumps(const struct step *s)
{
	emit("static jmp_buf env%d;\n", s->n);
	emit_head(s, "void", "deep", "int n, long *p");
	emit("\tlong room[4];\n\ttouch(room);\n\troom[n & 3] = *p;\n"
	     "\tif (n == 0)\n\t\tlongjmp(env%d, 3);\n\tdeep%d(n - 1, room + (n & "
	     "3));\n\thit();\n}\n",
	    s->n, s->n);
	emit_head(s, "void", "step", "void");
	emit("\tstruct record%d r;\n\tlong start = 1;\n\ttouch(&r);\n", s->n);
	emit("\tif (setjmp(env%d) == 0) {\n", s->n);
	emit_fill(s, "\tr.");
	emit("\t\ttouch(&r);\n\t\tdeep%d(%d, &start);\n\t}\n\ttouch(&r);\n", s->n, any(20));
	emit_decision(s, "r.", "step");
	emit("}\n");
}

/* Another thread decides, or fills. */
static void
threads(const struct step *s)
{
	bool fills = any(2) == 0;

	emit_head(s, "void *", "thread", "void *arg");
	emit("\tstruct record%d *p = arg;\n\ttouch(p);\n", s->n);
	if (fills)
		emit_fill(s, "p->");
	else
		emit_decision(s, "p->", "thread");
	emit("\treturn NULL;\n}\n");
	emit_head(s, "void", "step", "void");
	emit("\tstruct record%d r, *p = %s;\n\tpthread_t t;\n\ttouch(&r);\n", s->n,
	    any(2) == 0 ? "&r" : "malloc(sizeof(r))");
	emit("\ttouch(p);\n");
	if (!fills)
		emit_fill(s, "p->");
	emit("\tif (pthread_create(&t, NULL, thread%d, p) != 0 || pthread_join(t, NULL) != 0)\n"
	     "\t\tabort();\n\ttouch(p);\n",
	    s->n);
	if (fills)
		emit_decision(s, "p->", "step");
	emit("}\n");
}

/* The heap: grown, and moved by that. */
static void
heap(const struct step *s)
{
	emit_head(s, "void", "step", "void");
	emit("\tstruct record%d *p = malloc(sizeof(*p) + %d);\n\ttouch(p);\n", s->n, any(64));
	emit_fill(s, "p->");
	emit("\tp = realloc(p, sizeof(*p) + %d);\n\ttouch(p);\n", any(5000));
	emit_decision(s, "p->", "step");
	emit("\tfree(p);\n}\n");
}

/* Down a recursion and through a global structure. */
static void
recursion(const struct step *s)
{
	char what[32];

	emit("static struct record%d *volatile way%d, kept%d;\n", s->n, s->n, s->n);
	emit_head(s, "void", "down", "int n");
	emit("\tif (n > 0) {\n\t\tstruct record%d r = *way%d;\n\t\ttouch(&r);\n\t\tway%d = &r;\n"
	     "\t\tdown%d(n - 1);\n\t\treturn;\n\t}\n\tkept%d = *way%d;\n\ttouch(&kept%d);\n",
	    s->n, s->n, s->n, s->n, s->n, s->n, s->n);
	snprintf(what, sizeof(what), any(2) == 0 ? "way%d->" : "kept%d.", s->n);
	emit_decision(s, what, "down");
	emit("}\n");
	emit_head(s, "void", "step", "void");
	emit("\tstruct record%d r;\n\ttouch(&r);\n", s->n);
	emit_fill(s, "r.");
	emit("\tway%d = &r;\n\tdown%d(%d);\n}\n", s->n, s->n, any(12));
}

static void (*const kinds[])(const struct step *) = {by_value, returned, variadic, variadic_scalars,
    odd_copy, through_union, jumps, threads, heap, recursion};
#define KINDS ((int)(sizeof(kinds) / sizeof(kinds[0])))

static void
choose_fields(struct step *s)
{
	s->fields = 2 + any(FIELDS - 1);
	s->packed = any(4) == 0;
	s->padded = any(4) == 0;
	for (int i = 0; i < s->fields; i++) {
		s->type[i] = any(NTYPES);
		/* Not of _Bool, of what is no integer, nor of __int128. */
		if (s->type[i] < 7 && any(3) == 0)
			s->bits[i] = 3 + any(5);
	}
	s->bad = NONE;
	s->look = any(s->fields);
}

static void
plant(struct step *s)
{
	s->bad = s->look;
	switch (any(5)) {
	case 0:
		s->look = (s->bad + 1) % s->fields; /* it travels, and nobody looks at it */
		break;
	case 1:
		s->heals = true;
		break;
	default:;
	}
}

int
main(int argc, char **argv)
{
	int nsteps, planted;
	char *end;

	if (argc != 2 || (state = strtoull(argv[1], &end, 10), *end != '\0' || end == argv[1])) {
		fprintf(stderr, "usage: generate SEED\n");
		return 2;
	}
	for (int i = 0; i < 8; i++)
		any(2);
	nsteps = 1 + any(4);
	planted = any(5) == 0 ? NONE : any(nsteps);
	emit("#include <pthread.h>\n#include <setjmp.h>\n#include <stdarg.h>\n#include <stdio.h>\n"
	     "#include <stdlib.h>\n#include <string.h>\n\n"
	     "#define NOINLINE __attribute__((noinline))\n"
	     "#define touch(p) __asm__ volatile(\"\" : : \"r\"(p) : \"memory\")\n\n"
	     "static volatile int hits;\n"
	     "static NOINLINE void hit(void) { hits = hits + 1; }\n"
	     "static NOINLINE void given(int x) { hits = hits + x; }\n\n");
	for (int i = 0; i < nsteps; i++) {
		struct step s = {.n = i};

		choose_fields(&s);
		if (i == planted)
			plant(&s);
		emit_record(&s);
		kinds[any(KINDS)](&s);
		emit("\n");
	}
	emit("int main(void)\n{\n");
	for (int i = 0; i < nsteps; i++)
		emit("\tstep%d();\n", i);
	emit("\tprintf(\"%%d\\n\", hits);\n\treturn 0;\n}\n// EXPECT: %s\n", expectation);
	return 0;
}
