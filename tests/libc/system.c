/* SPDX-License-Identifier: BSD-2-Clause */
/* The rest: the system, users, locales, conversions, numbers, loading, regular expressions. */
#include "check.h"
#include <argp.h>
#include <dlfcn.h>
#include <fenv.h>
#include <grp.h>
#include <iconv.h>
#include <link.h>
#include <locale.h>
#include <malloc.h>
#include <math.h>
#include <obstack.h>
#include <pwd.h>
#include <regex.h>
#include <sys/resource.h>
#include <sys/sysinfo.h>
#include <sys/utsname.h>
#include <sys/wait.h>
#include <unistd.h>

#define obstack_chunk_alloc malloc
#define obstack_chunk_free  free

static char buf_space[1024];
static volatile double number;

static void
numbers(char *b)
{
	char *end;

	strcpy(b, "  12x");
	READS("strtol():arg1", b, 5, 20, number = strtol(b, NULL, 10));
	READS("atoi():arg1", b, 5, 20, number = atoi(b));
	READS("strtod():arg1", b, 5, 20, number = strtod(b, NULL));
	UNINIT(&end, sizeof(end));
	SILENT(number = strtol(b, &end, 10));
	CLEAN(&end, sizeof(end));
	TRUE(end == b + 4);
	strcpy(b, " z");
	READS("strtol():arg1", b, 2, 20, number = strtol(b, NULL, 10));
	strcpy(b, "1.5e3,");
	READS("atof():arg1", b, 6, 20, number = atof(b));
	READS("strtof():arg1", b, 6, 20, number = strtof(b, NULL));
}

static void
stores(void)
{
	union {
		int i;
		float f;
		double d;
		long double l;
		char bytes[32];
	} a, c;

	WRITES(&a, 4, 32, number = frexp(10.5, &a.i));
	WRITES(&a, 4, 32, number = frexpf(10.5f, &a.i));
	WRITES(&a, 4, 32, number = frexpl(10.5L, &a.i));
	WRITES(&a, 8, 32, number = modf(10.5, &a.d));
	WRITES(&a, 4, 32, number = modff(10.5f, &a.f));
	WRITES(&a, 10, 32, number = modfl(10.5L, &a.l));
	WRITES(&a, 4, 32, number = remquo(10.5, 3.0, &a.i));
	WRITES(&a, 4, 32, number = lgamma_r(10.5, &a.i));
	UNINIT(&c, 32);
	WRITES(&a, 8, 32, sincos(1.0, &a.d, &c.d));
	CLEAN(&c, 8);
	DIRTY(&c.bytes[8], 24);
	WRITES(&a, 4, 32, sincosf(1.0f, &a.f, &c.f));
	WRITES(&a, sizeof(fenv_t), 32, TRUE(fegetenv((fenv_t *)&a) == 0));
	TRUE(fesetenv(FE_DFL_ENV) == 0);
}

static void
system_facts(char *b)
{
	int status;
	pid_t child;

	WRITES(b, sizeof(struct utsname), 500, TRUE(uname((struct utsname *)(void *)b) == 0));
	WRITES(b, sizeof(struct sysinfo), 200, TRUE(sysinfo((struct sysinfo *)(void *)b) == 0));
	WRITES(b, 16, 60, TRUE(getrlimit(RLIMIT_NOFILE, (struct rlimit *)(void *)b) == 0));
	WRITES(b, sizeof(struct rusage), 200,
	    TRUE(getrusage(RUSAGE_SELF, (struct rusage *)(void *)b) == 0));
	fflush(NULL);
	child = fork();
	if (child == 0)
		_exit(5);
	UNINIT(&status, sizeof(status));
	SILENT(TRUE(waitpid(child, &status, 0) == child));
	CLEAN(&status, sizeof(status));
	TRUE(WIFEXITED(status) && WEXITSTATUS(status) == 5);
	{
		struct mallinfo2 info;

		SILENT(info = mallinfo2());
		CLEAN(&info, sizeof(info));
	}
}

static void
users(char *b)
{
	struct passwd user, *found;
	struct group group, *group_found;

	strcpy(b, "root");
	READS("getpwnam():arg1", b, 5, 20, getpwnam(b));
	SILENT(found = getpwuid(0));
	CLEAN(found->pw_name, 5);
	UNINIT(&user, sizeof(user));
	UNINIT(&found, sizeof(found));
	UNINIT(b, 1000);
	SILENT(TRUE(getpwuid_r(0, &user, b, 1000, &found) == 0));
	CLEAN(&found, sizeof(found));
	CLEAN(&user, sizeof(user));
	CLEAN(user.pw_name, 5);
	CLEAN(user.pw_shell, strlen(user.pw_shell) + 1);
	UNINIT(&group, sizeof(group));
	UNINIT(b, 1000);
	SILENT(TRUE(getgrgid_r(0, &group, b, 1000, &group_found) == 0));
	CLEAN(&group, sizeof(group));
	CLEAN(group.gr_name, 5);
	CLEAN(group.gr_mem, 8);
	INITED(b, 1000);
}

static void
conversions(char *b)
{
	char source[] = "abc", *in = source, *out = b;
	size_t in_left = 3, out_left = 60;
	iconv_t cd = iconv_open("UTF-16LE", "UTF-8");
	struct lconv *l;

	UNINIT(b, 60);
	SILENT(TRUE(iconv(cd, &in, &in_left, &out, &out_left) == 0));
	CLEAN(b, 6);
	DIRTY(b + 6, 54);
	in = source;
	in_left = 3;
	UNINIT(source + 1, 1);
	REPORTS("iconv():arg2", 1, iconv(cd, &in, &in_left, &out, &out_left));
	iconv_close(cd);
	SILENT(l = localeconv());
	CLEAN(l->decimal_point, 2);
	TRUE(setlocale(LC_ALL, "C") != NULL);
	INITED(b, 60);
}

static void
patterns(char *b)
{
	regmatch_t m[3];
	regex_t re;

	UNINIT(&re, sizeof(re));
	SILENT(TRUE(regcomp(&re, "b(c+)", REG_EXTENDED) == 0));
	CLEAN(&re, sizeof(re));
	strcpy(b, "abccd");
	UNINIT(m, sizeof(m));
	SILENT(TRUE(regexec(&re, b, 2, m, 0) == 0));
	CLEAN(m, 2 * sizeof(m[0]));
	DIRTY(&m[2], sizeof(m[2]));
	TRUE(m[1].rm_so == 2 && m[1].rm_eo == 4);
	READS("regexec():arg2", b, 6, 20, regexec(&re, b, 2, m, 0));
	WRITES(b, 8, 60, TRUE(regerror(0, &re, b, 60) == 8));
	regfree(&re);
}

static int images;

static int
image(struct dl_phdr_info *info, size_t size, void *data)
{
	CLEAN(info, size);
	if (info->dlpi_phnum > 0 && data == &images)
		images++;
	return 0;
}

static void
loading(void)
{
	Dl_info info;
	void *lib;
	int *(*fn)(void);

	mark_stack();
	SILENT(TRUE(dl_iterate_phdr(image, &images) == 0));
	TRUE(images > 1);
	WRITES(&info, sizeof(info), sizeof(info), TRUE(dladdr(hide((void *)dlopen), &info) != 0));
	SILENT(lib = dlopen("libutil.so.1", RTLD_NOW));
	if (lib != NULL)
		SILENT(dlclose(lib));
	SILENT(fn = (int *(*)(void))dlsym(RTLD_DEFAULT, "__errno_location"));
	CLEAN(fn(), 4);
	TRUE(dlsym(RTLD_DEFAULT, "no such name") == NULL);
	CLEAN(dlerror(), 10);
}

static error_t
option(int key, char *arg, struct argp_state *state)
{
	int *seen_key = (int *)state->input;

	(void)arg;
	if (key == 'v')
		*seen_key += state->argc;
	return key == 'v' || key == ARGP_KEY_ARG ? 0 : ARGP_ERR_UNKNOWN;
}

static void
arguments(void)
{
	struct argp_option options[] = {{.name = "verbose", .key = 'v'}, {0}};
	struct argp argp = {.options = options, .parser = option};
	char *argv[] = {"x", "-v", "word", NULL};
	int sum = 0;

	mark_stack();
	SILENT(TRUE(argp_parse(&argp, 3, argv, 0, NULL, &sum) == 0));
	TRUE(sum == 3);
}

static void
growing(void)
{
	struct obstack o;
	char *p;

	UNINIT(&o, sizeof(o));
	SILENT(obstack_init(&o));
	for (int i = 0; i < 300; i++)
		SILENT(obstack_grow(&o, "0123456789abcdefghijklmnopqrstuv", 32));
	obstack_blank(&o, 3);
	for (int i = 0; i < 300; i++)
		SILENT(obstack_grow(&o, "0123456789abcdefghijklmnopqrstuv", 32));
	p = obstack_finish(&o);
	CLEAN(p, 9600);
	DIRTY(p + 9600, 3);
	CLEAN(p + 9603, 9600);
	SILENT(obstack_free(&o, NULL));
}

static void
randoms(char *b)
{
	struct random_data data;
	int32_t r;
	unsigned seed;

	memset(&data, 0, sizeof(data));
	UNINIT(b, 100);
	SILENT(TRUE(initstate_r(1, b, 64, &data) == 0));
	CLEAN(b, 64);
	DIRTY(b + 64, 36);
	WRITES(&r, 4, 4, TRUE(random_r(&data, &r) == 0));
	UNINIT(&seed, sizeof(seed));
	REPORTS("rand_r():arg1", 0, number = rand_r(&seed));
	INITED(b, 100);
}

int
main(void)
{
	char *b = hide(buf_space);

	numbers(b);
	stores();
	system_facts(b);
	users(b);
	conversions(b);
	patterns(b);
	loading();
	arguments();
	growing();
	randoms(b);
	return passed();
}
