/* SPDX-License-Identifier: BSD-2-Clause */
/* The lists that are installed beside the runtime, and the user's own. */
#include "audit.h"

#include <ctype.h>
#include <errno.h>
#include <limits.h>
#include <string.h>
#include <unistd.h>

/* for_lines(PATH, LINE): each line, without blanks around it and comments. */
static void
for_lines(const char *path, void (*line)(struct lists *, const char *, const char *, unsigned),
    struct lists *lists)
{
	size_t size;
	char *text = read_file(path, &size), *next;
	unsigned n = 1;

	if (text == NULL)
		die("%s: %s", path, strerror(errno));
	for (char *s = text; s != NULL; s = next, n++) {
		size_t length = strcspn(s, "\n");

		next = s[length] == '\n' ? s + length + 1 : NULL;
		s[length] = '\0';
		s[strcspn(s, "#")] = '\0';
		for (length = strlen(s); length > 0 && isspace((unsigned char)s[length - 1]);)
			s[--length] = '\0';
		s += strspn(s, " \t");
		if (*s != '\0')
			line(lists, s, path, n);
	}
}

static void
wrapped(struct lists *lists, const char *line, const char *path, unsigned n)
{
	static const char option[] = "--wrap=";

	(void)path, (void)n;
	if (strncmp(line, option, strlen(option)) == 0)
		names_add(&lists->wrapped, line + strlen(option));
}

static void
harmless(struct lists *lists, const char *line, const char *path, unsigned n)
{
	(void)path, (void)n;
	names_add(&lists->harmless, line);
}

static void
exported(struct lists *lists, const char *line, const char *path, unsigned n)
{
	size_t length = strcspn(line, ";");

	(void)path, (void)n;
	if (line[length] == ';' && line[0] != '}')
		names_add(&lists->exported, format_string("%.*s", (int)length, line));
}

static void
ignore(struct lists *lists, const char *line, const char *path, unsigned n)
{
	static const char *const kinds[] = {"fun:", "src:", "lib:", "obj:"};
	struct ignore *i;

	for (size_t k = 0; k < sizeof(kinds) / sizeof(kinds[0]); k++) {
		if (strncmp(line, kinds[k], 4) != 0 || line[4] == '\0')
			continue;
		i = grow((void **)&lists->ignores, &lists->nignores, sizeof(*i));
		i->kind = kinds[k][0];
		i->pattern = format_string("%s", line + 4);
		return;
	}
	die("%s:%u: \"%s\": a line is fun:NAME, src:PATH, lib:NAME or obj:NAME", path, n, line);
}

void
lists_load(struct lists *lists)
{
	char self[PATH_MAX];
	ssize_t n = readlink("/proc/self/exe", self, sizeof(self) - 1);
	const char *folder;

	if (n <= 0)
		die("cannot read /proc/self/exe");
	self[n] = '\0';
	*strrchr(self, '/') = '\0';
	folder = format_string("%s/" KMSAN_AUDIT_LIBDIR "/kmsan", self);
	for_lines(format_string("%s/wrap", folder), wrapped, lists);
	for_lines(format_string("%s/wrap-shared", folder), wrapped, lists);
	for_lines(format_string("%s/harmless", folder), harmless, lists);
	for_lines(format_string("%s/exports", folder), exported, lists);
	names_sort(&lists->wrapped);
	names_sort(&lists->harmless);
	names_sort(&lists->exported);
}

void
lists_ignore(struct lists *lists, const char *path)
{
	for_lines(path, ignore, lists);
}

bool
is_arithmetic(const char *name)
{
	static const char *const names[] = {"acos", "acosh", "asin", "asinh", "atan", "atan2",
	    "atanh", "cbrt", "ceil", "copysign", "cos", "cosh", "drem", "erf", "erfc", "exp",
	    "exp10", "exp2", "expm1", "fabs", "fdim", "floor", "fma", "fmax", "fmin", "fmod",
	    "gamma", "hypot", "ilogb", "j0", "j1", "jn", "ldexp", "lgamma", "llogb", "llrint",
	    "llround", "log", "log10", "log1p", "log2", "logb", "lrint", "lround", "nearbyint",
	    "nextafter", "nextdown", "nexttoward", "nextup", "pow", "pow10", "remainder", "rint",
	    "round", "roundeven", "scalb", "scalbln", "scalbn", "significand", "sin", "sinh",
	    "sqrt", "tan", "tanh", "tgamma", "trunc", "y0", "y1", "yn", "cabs", "cacos", "cacosh",
	    "carg", "casin", "casinh", "catan", "catanh", "ccos", "ccosh", "cexp", "cimag", "clog",
	    "clog10", "conj", "cpow", "cproj", "creal", "csin", "csinh", "csqrt", "ctan", "ctanh",
	    "feclearexcept", "fegetround", "feraiseexcept", "fesetround", "fetestexcept",
	    "feenableexcept", "fedisableexcept", "fegetexcept"};
	static const char *const suffixes[] = {"", "f", "l", "f32", "f64", "f32x", "f64x", "f128"};

	for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++) {
		size_t n = strlen(names[i]);

		if (strncmp(name, names[i], n) != 0)
			continue;
		for (size_t j = 0; j < sizeof(suffixes) / sizeof(suffixes[0]); j++)
			if (strcmp(name + n, suffixes[j]) == 0)
				return true;
	}
	return false;
}

bool
is_support(const char *name)
{
	/*
	 * Of crt1.o, crti.o and crtbegin.o; libc's static part; what C++ programs need of its
	 * library; compiler-rt and libgcc, whose functions on numbers take and return them by value.
	 */
	static const char *const names[] = {"_start", "_init", "_fini", "deregister_tm_clones",
	    "register_tm_clones", "__do_global_dtors_aux", "frame_dummy", "_dl_relocate_static_pie",
	    "__libc_csu_init", "__libc_csu_fini", "atexit", "at_quick_exit", "pthread_atfork",
	    "__pthread_atfork", "__clang_call_terminate", "_Unwind_Resume", "_ZSt9terminatev",
	    "__cxa_allocate_exception", "__cxa_free_exception", "__cxa_begin_catch",
	    "__cxa_end_catch", "__cxa_throw", "__cxa_rethrow", "__cxa_get_exception_ptr",
	    "__cxa_guard_acquire", "__cxa_guard_release", "__cxa_guard_abort", "__cxa_pure_virtual",
	    "__cxa_bad_cast", "__cxa_bad_typeid", "__cxa_throw_bad_array_new_length",
	    "__dynamic_cast", "__udivti3", "__umodti3", "__divti3", "__modti3", "__multi3",
	    "__ashlti3", "__ashrti3", "__lshrti3", "__negti2", "__cmpti2", "__ucmpti2", "__clzti2",
	    "__ctzti2", "__popcountdi2", "__popcountti2", "__paritydi2", "__bswapdi2",
	    "__bswapsi2"};
	static const char *const prefixes[] = {"__floatti", "__floatunti", "__floattidf",
	    "__fixunsdfti", "__fixdfti", "__fixsfti", "__fixunssfti", "__fixxfti", "__fixunsxfti",
	    "__powi", "__muldc3", "__mulsc3", "__mulxc3", "__divdc3", "__divsc3", "__divxc3",
	    "__extend", "__trunc", "__msan_", "__cpu_indicator_init", "has_cpu_feature",
	    "get_available_features", "set_cpu_feature", "__llvm_retpoline_",
	    "__x86_indirect_thunk_", "__ubsan_"};

	for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++)
		if (strcmp(name, names[i]) == 0)
			return true;
	for (size_t i = 0; i < sizeof(prefixes) / sizeof(prefixes[0]); i++)
		if (strncmp(name, prefixes[i], strlen(prefixes[i])) == 0)
			return true;
	return false;
}
