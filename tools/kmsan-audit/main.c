/* SPDX-License-Identifier: BSD-2-Clause */
#include "audit.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>

const char tool_name[] = "kmsan-audit";
const int tool_failure = 2;

static const char help[] =
    "kmsan-audit: what kMSan does not see of a program\n"
    "\n"
    "  kmsan-audit [option...] FILE...\n"
    "\n"
    "FILE is a program, a shared object, an object or an archive of objects; objects are\n"
    "best given all together, since a function that one of them has is known to the others.\n"
    "It prints one line for each\n"
    "  - function that is not instrumented, in C or in assembly, and who calls it\n"
    "  - function outside that instrumented code calls, which is not instrumented, has no\n"
    "    wrapper and is not known to be harmless: it may write memory unseen\n"
    "  - naked or interrupt function that is instrumented\n"
    "  - file that was instrumented by other means than kmsan-cc\n"
    "  - no_sanitize(\"memory\") in a source, which has no effect\n"
    "\n"
    "  --ignorelist=FILE  leave out what FILE names, one a line: fun:NAME, src:PATH,\n"
    "                     lib:NAME or obj:NAME, with * and ?; # starts a comment\n"
    "  --json             one object a line\n"
    "  --help             this\n"
    "\n"
    "Exit status: 0 nothing found, 1 something found, 2 something could not be read.\n";

struct audit {
	struct lists lists;
	struct image *images;
	size_t nimages;
	bool json, unread;
};

static void
add_image(struct audit *audit, const char *title, char *data, size_t size)
{
	struct image image;

	if (image_read(&image, title, data, size))
		*(struct image *)grow((void **)&audit->images, &audit->nimages, sizeof(image)) =
		    image;
	else
		audit->unread = true;
}

static void
add_archive(struct audit *audit, const char *path, char *data, size_t size)
{
	Elf *archive = elf_memory(data, size), *member;
	size_t before = audit->nimages;

	/* ELF_C_READ would want a file. */
	while ((member = elf_begin(-1, ELF_C_READ_MMAP, archive)) != NULL) {
		Elf_Arhdr *header = elf_getarhdr(member);
		bool more;
		size_t n = 0;
		const char *body = elf_rawfile(member, &n);

		/* Those that start with a slash are the archive's own: symbols and long names. */
		if (header != NULL && body != NULL && header->ar_name[0] != '/') {
			char *copy = allocate(n + 1);

			memcpy(copy, body, n);
			add_image(audit, format_string("%s(%s)", path, header->ar_name), copy, n);
		}
		more = elf_next(member) != ELF_C_NULL;
		elf_end(member);
		if (!more)
			break;
	}
	if (audit->nimages == before && !audit->unread) {
		complain("%s: an archive with no object in it", path);
		audit->unread = true;
	}
	elf_end(archive);
}

static void
add_file(struct audit *audit, const char *path)
{
	size_t size;
	char *data = read_file(path, &size);

	if (data == NULL) {
		complain("%s: %s", path, strerror(errno));
		audit->unread = true;
	} else if (size >= 8 && memcmp(data, "!<thin>\n", 8) == 0) {
		complain("%s: a thin archive: give its members", path);
		audit->unread = true;
	} else if (size >= 8 && memcmp(data, "!<arch>\n", 8) == 0) {
		add_archive(audit, path, data, size);
	} else {
		add_image(audit, path, data, size);
	}
}

/* Returns how many findings there are. */
static size_t
judge(struct audit *audit)
{
	struct findings findings = {0};
	size_t n = 0;

	for (size_t i = 0; i < audit->nimages; i++) {
		audit->images[i].lines = lines_open(&audit->images[i]);
		image_scan(&audit->images[i]);
	}
	for (size_t i = 0; i < audit->nimages; i++) {
		rules(&findings, audit->images, audit->nimages, i, &audit->lists);
		rules_sources(&findings, &audit->images[i]);
	}
	for (size_t i = 0; i < findings.n; i++) {
		if (is_ignored(&findings.v[i], &audit->lists))
			continue;
		n++;
		(audit->json ? report_json : report_text)(&findings.v[i]);
	}
	return n;
}

static void
sum_up(const struct audit *audit, size_t found)
{
	size_t instrumented = 0;

	for (size_t i = 0; i < audit->nimages; i++)
		for (size_t j = 0; j < audit->images[i].nfunctions; j++)
			instrumented += audit->images[i].functions[j].instrumented;
	printf("kmsan-audit: %zu function%s instrumented, %zu finding%s\n", instrumented,
	    instrumented == 1 ? "" : "s", found, found == 1 ? "" : "s");
}

int
main(int argc, char **argv)
{
	static const char ignorelist[] = "--ignorelist=";
	struct audit audit = {0};
	size_t found;
	int files = 0;

	elf_version(EV_CURRENT);
	for (int i = 1; i < argc; i++) {
		if (strcmp(argv[i], "--help") == 0) {
			fputs(help, stdout);
			return 0;
		}
	}
	lists_load(&audit.lists);
	for (int i = 1; i < argc; i++) {
		if (strcmp(argv[i], "--json") == 0)
			audit.json = true;
		else if (strncmp(argv[i], ignorelist, strlen(ignorelist)) == 0)
			lists_ignore(&audit.lists, argv[i] + strlen(ignorelist));
		else if (argv[i][0] == '-')
			die("there is no option %s: see --help", argv[i]);
		else
			files++;
	}
	if (files == 0)
		die("no file: kmsan-audit [option...] FILE...");
	for (int i = 1; i < argc; i++)
		if (argv[i][0] != '-')
			add_file(&audit, argv[i]);
	found = judge(&audit);
	if (!audit.json && audit.nimages > 0)
		sum_up(&audit, found);
	if (fflush(stdout) != 0 || ferror(stdout))
		die("cannot write: %s", strerror(errno));
	return audit.unread ? 2 : found > 0 ? 1 : 0;
}
