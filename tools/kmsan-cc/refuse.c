/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Options that would build a program which reports nonsense: another argument mode than the one
 * that all objects share, another sanitizer's shadow in the same place, no ld.so.
 */
#include "kmsan-cc.h"

#include <string.h>

static const char *const sanitizers[] = {"address", "thread", "memory", "hwaddress",
    "kernel-address", "kernel-hwaddress", "leak", "dataflow", "safe-stack", "scudo", "type"};
#define NSANITIZERS (sizeof(sanitizers) / sizeof(sanitizers[0]))

/* Apply one -fsanitize= or -fno-sanitize= list to what is switched on. */
static void
apply_list(bool *on, const char *list, bool value)
{
	while (*list != '\0') {
		size_t n = strcspn(list, ",");

		for (size_t i = 0; i < NSANITIZERS; i++) {
			if (strlen(sanitizers[i]) == n && memcmp(list, sanitizers[i], n) == 0)
				on[i] = value;
			if (!value && n == 3 && memcmp(list, "all", n) == 0)
				on[i] = false;
		}
		list += n;
		list += *list == ',';
	}
}

static void
refuse_sanitizers(const struct strings *flat)
{
	bool on[NSANITIZERS] = {false};

	for (size_t i = 0; i < flat->n; i++) {
		if (has_prefix(flat->v[i], "-fsanitize="))
			apply_list(on, strchr(flat->v[i], '=') + 1, true);
		else if (has_prefix(flat->v[i], "-fno-sanitize="))
			apply_list(on, strchr(flat->v[i], '=') + 1, false);
	}
	for (size_t i = 0; i < NSANITIZERS; i++)
		if (on[i])
			die("-fsanitize=%s cannot be combined with kMSan", sanitizers[i]);
}

static bool
is_false(const char *value)
{
	return strcmp(value, "0") == 0 || strcmp(value, "false") == 0 ||
	       strcmp(value, "FALSE") == 0 || strcmp(value, "False") == 0;
}

static void
refuse_llvm_option(const char *given)
{
	static const char eager[] = "-msan-eager-checks=", kernel[] = "-msan-kernel=";
	static const char going[] = "-msan-keep-going=";
	const char *option = given + (has_prefix(given, "--") ? 1 : 0); /* LLVM takes both */

	if (has_prefix(option, eager) && is_false(option + strlen(eager)))
		die("-mllvm %s: all objects of a program pass arguments in one way, checked at "
		    "the call",
		    given);
	if (has_prefix(option, kernel) && is_false(option + strlen(kernel)))
		die("-mllvm %s builds for another runtime", given);
	if (has_prefix(option, going) && is_false(option + strlen(going)))
		die("-mllvm %s: there is no code after a warning then, and a suppressed one "
		    "returns; to stop at the first report: KMSAN_OPTIONS=halt_on_error=1",
		    given);
}

static void
refuse_frontend_option(const char *option)
{
	if (strcmp(option, "-disable-noundef-analysis") == 0 ||
	    strcmp(option, "-no-enable-noundef-analysis") == 0 ||
	    strcmp(option, "-fno-sanitize-memory-param-retval") == 0)
		die("%s: all objects of a program pass arguments in one way, checked at the call",
		    option);
}

void
refuse_options(const struct command *command)
{
	const struct strings *flat = &command->flat;

	refuse_sanitizers(flat);
	for (size_t i = 0; i < flat->n; i++) {
		const char *arg = flat->v[i];

		/* The value of -mllvm or -Xclang, the latter once more as its own -Xclang. */
		if (has_prefix(arg, "-Xclang="))
			arg += strlen("-Xclang=");
		if (has_prefix(arg, "-mllvm="))
			arg += strlen("-mllvm=");
		refuse_llvm_option(arg);
		refuse_frontend_option(arg);
	}
	if (command->static_option != NULL && command_is_hosted_link(command))
		die("%s: the runtime needs the dynamic linker; link dynamically",
		    command->static_option);
}
