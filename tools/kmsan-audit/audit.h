/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef KMSAN_AUDIT_H
#define KMSAN_AUDIT_H

/*
 * kmsan-audit says what kMSan does not see of a program: it reads the file (image.c), decodes its
 * code (decode.c, scan.c), knows the functions with wrappers and the harmless ones (lists.c), asks
 * the debug information for places (lines.c), decides (rules.c) and prints (report.c). The process
 * lives that long only, so little is given back.
 */

#include <gelf.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "common/tool.h"

/* An array that grows: the element to fill in, zeroed. Pointers into it last until the next one. */
void *grow(void **array, size_t *n, size_t size);

/* A set of names: fill, sort, ask. */
struct names {
	char **v;
	size_t n;
};
void names_add(struct names *names, const char *name);
void names_sort(struct names *names);
bool names_have(const struct names *names, const char *name);

/* One function. Addresses are the file's own; in an object they count from the section's start. */
struct function {
	const char *name;
	uint64_t addr, size;
	size_t section;
	bool global;
	bool label;	   /* a symbol without a type: assembly */
	bool runtime;	   /* kMSan's, or the compiler's own support */
	bool instrumented; /* the compiler's hooks are in it */
	bool naked, interrupt;
};

/* What the loader or linker writes somewhere: a symbol's address, or one in this image. */
struct slot {
	size_t section; /* in an object: whose code it is in; else 0 */
	uint64_t addr;
	const char *name;      /* of the undefined symbol, or NULL: */
	size_t target_section; /* then this place */
	uint64_t target;
};

/* A call from an instrumented function, of another function here or of an undefined symbol. */
struct call {
	const struct function *caller, *callee;
	const char *name;
	uint64_t addr;
};

struct image {
	const char *title; /* "prog", "libx.a(part.o)" */
	char *data;
	size_t size;
	Elf *elf;
	bool object;	 /* relocatable; else linked */
	bool shared;	 /* linked, and no program */
	bool marked;	 /* has the mark of kmsan-cc's flags */
	bool wants;	 /* calls the hooks of somebody else's */
	bool fast;	 /* some hooks are inlined */
	int32_t context; /* where --kmsan-fast finds the context, from the thread pointer; or 0 */
	struct function *functions; /* sorted by section and address */
	size_t nfunctions;
	struct slot *slots; /* the same */
	size_t nslots;
	struct call *calls;
	size_t ncalls;
	struct names needed, paths; /* DT_NEEDED; DT_RUNPATH or DT_RPATH */
	struct lines *lines;
};

/* Reads; false after a complaint. The data stays in use. */
bool image_read(struct image *image, const char *title, char *data, size_t size);
const struct function *function_at(const struct image *image, size_t section, uint64_t addr);
const struct slot *slot_at(const struct image *image, size_t section, uint64_t addr);

/* The code at an address, and how much of it there is; NULL: none. */
const uint8_t *image_code(const struct image *image, size_t section, uint64_t addr, size_t *size);

/* Finds instrumented functions and what they call. */
void image_scan(struct image *image);

/* One instruction of x86-64. */
enum instruction_kind {
	OTHER,
	CALL,	      /* of .value */
	JUMP,	      /* to .value, unconditional */
	CALL_THROUGH, /* of what is in memory at .value */
	JUMP_THROUGH,
	CONTEXT, /* looks at .value from the thread pointer */
	IRET,
	ENDBR,
};
struct instruction {
	enum instruction_kind kind;
	size_t length;
	int64_t value;	/* from the end of the instruction, but CONTEXT */
	size_t operand; /* where in the instruction its four bytes are */
};
/* False: this is no instruction, or the code ends in it. */
bool decode(const uint8_t *code, size_t size, struct instruction *instruction);

/* What is known of functions: from the installed lists, and from the user's file. */
struct lists {
	struct names wrapped, harmless, exported;
	struct ignore {
		char kind; /* f: fun, s: src, l: lib, o: obj */
		const char *pattern;
	} * ignores;
	size_t nignores;
};
void lists_load(struct lists *lists);
void lists_ignore(struct lists *lists, const char *path);
/* Of the compiler, its start files or its library: writes no memory of others. */
bool is_support(const char *name);
/* Of libm: takes and returns numbers. */
bool is_arithmetic(const char *name);

/* Where in the source. NULL: unknown. */
struct lines *lines_open(const struct image *image);
const char *lines_at(struct lines *lines, const struct image *image, size_t section, uint64_t addr);
bool lines_is_assembly(
    struct lines *lines, const struct image *image, size_t section, uint64_t addr);
/* Identifies the unit that an address is in; 0: unknown. */
uint64_t lines_unit(struct lines *lines, const struct image *image, size_t section, uint64_t addr);
/* The source files that are here and no system's, by name. */
void lines_sources(struct lines *lines, struct names *sources);

enum kind {
	NOT_INSTRUMENTED,
	FUNCTION,
	ASSEMBLY,
	NAKED,
	INTERRUPT,
	MODE,
	CALLS,
	UNWRAPPED,
	ATTRIBUTE
};
struct finding {
	enum kind kind;
	const char *file, *function, *where, *library;
	const char *caller, *at; /* of the first call */
	size_t calls;		 /* how many calls there are */
};
struct findings {
	struct finding *v;
	size_t n;
};

/* All the findings about one of the images; the others say what else there is. */
void rules(struct findings *findings, const struct image *images, size_t nimages, size_t which,
    const struct lists *lists);
/* The attributes in a source file that have no effect. */
void rules_sources(struct findings *findings, const struct image *image);
bool is_ignored(const struct finding *finding, const struct lists *lists);

void report_text(const struct finding *finding);
void report_json(const struct finding *finding);

#endif
