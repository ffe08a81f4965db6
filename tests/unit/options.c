/* SPDX-License-Identifier: BSD-2-Clause */
/* KMSAN_OPTIONS: what is taken, what is refused and with which words. */
#define _GNU_SOURCE
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>

#include <kmsan/options.h>

#include "testport.h"
#include "unit/random.h"

static struct kmsan_options defaults;
static char *kept;

static int
set_up(void **state)
{
	(void)state;
	kmsan_test_reset();
	kmsan_options = defaults;
	return 0;
}

static int
tear_down(void **state)
{
	(void)state;
	free(kept);
	kept = NULL;
	return 0;
}

/* In memory of exactly its size, so that ASan sees a byte too many. */
static int
parse(const char *text)
{
	free(kept);
	kept = strdup(text);
	return kmsan_options_parse(kept);
}

static void
takes(void **state)
{
	(void)state;
	assert_int_equal(parse("halt_on_error=1:exitcode=255:dedup=0:max_reports=12:origins=alloc:"
			       "origin_history_size=0:poison_on_free=0:print_stats=1:verbosity=2:"
			       "symbolize=0:user_strict=1:log_path=/tmp/x.%p:suppressions=s:"
			       "external_symbolizer_path=/bin/sym:report_format=text:help=1"),
	    0);
	assert_string_equal(kmsan_test_console(), "");
	assert_true(kmsan_options.halt_on_error);
	assert_int_equal(kmsan_options.exitcode, 255);
	assert_false(kmsan_options.dedup);
	assert_int_equal(kmsan_options.max_reports, 12);
	assert_int_equal(kmsan_options.origins, KMSAN_ORIGINS_ALLOC);
	assert_int_equal(kmsan_options.origin_history_size, 0);
	assert_false(kmsan_options.poison_on_free);
	assert_true(kmsan_options.print_stats);
	assert_int_equal(kmsan_options.verbosity, 2);
	assert_false(kmsan_options.symbolize);
	assert_true(kmsan_options.user_strict);
	assert_true(kmsan_options.help);
	assert_string_equal(kmsan_options.log_path, "/tmp/x.%p");
	assert_string_equal(kmsan_options.suppressions, "s");
	assert_string_equal(kmsan_options.external_symbolizer_path, "/bin/sym");
	assert_int_equal(kmsan_options.report_format, KMSAN_FORMAT_TEXT);
}

/* What nobody set stays what it was; the last of two wins; empty words are nothing. */
static void
leaves(void **state)
{
	struct kmsan_options expected = defaults;

	(void)state;
	expected.exitcode = 3;
	assert_int_equal(parse("::exitcode=9::exitcode=3:"), 0);
	assert_memory_equal(&kmsan_options, &expected, sizeof(expected));
	assert_int_equal(parse(""), 0);
	assert_memory_equal(&kmsan_options, &expected, sizeof(expected));
	assert_int_equal(parse("suppressions=C\\:/a\\:b:exitcode=4"), 0);
	assert_string_equal(kmsan_options.suppressions, "C:/a:b");
	assert_int_equal(kmsan_options.exitcode, 4);
	assert_int_equal(parse("suppressions=back\\slash\\"), 0);
	assert_string_equal(kmsan_options.suppressions, "back\\slash\\");
}

/* The defaults that docs/OPTIONS.md promises. */
static void
starts(void **state)
{
	(void)state;
	assert_false(defaults.halt_on_error);
	assert_int_equal(defaults.exitcode, 77);
	assert_string_equal(defaults.log_path, "stderr");
	assert_true(defaults.symbolize);
	assert_string_equal(defaults.external_symbolizer_path, "");
	assert_string_equal(defaults.suppressions, "");
	assert_true(defaults.dedup);
	assert_int_equal(defaults.max_reports, 0);
	assert_int_equal(defaults.origins, KMSAN_ORIGINS_CHAIN);
	assert_int_equal(defaults.origin_history_size, 7);
	assert_true(defaults.poison_on_free);
	assert_false(defaults.print_stats);
	assert_false(defaults.user_strict);
	assert_int_equal(defaults.verbosity, 0);
	assert_false(defaults.help);
}

static const struct {
	const char *text, *said;
} bad[] = {
    {"halt_on_eror=1", "unknown option 'halt_on_eror': did you mean 'halt_on_error'?"},
    {"dedupe=1", "unknown option 'dedupe': did you mean 'dedup'?"},
    {"exit_code=1", "unknown option 'exit_code': did you mean 'exitcode'?"},
    {"EXITCODE=1", "unknown option 'EXITCODE': did you mean 'exitcode'?"},
    {"verbose=1", "unknown option 'verbose': did you mean 'verbosity'?"},
    {"=", "unknown option '': did you mean 'hz'?"},
    {"dedup=0: exitcode=1", "unknown option ' exitcode': did you mean 'exitcode'?"},
    {"halt_on_error", "option 'halt_on_error' has no value: write halt_on_error=VALUE"},
    {"hlep", "option 'hlep' has no value: write help=VALUE"},
    {"halt_on_error=", "option halt_on_error: '' is not valid: 0 or 1"},
    {"halt_on_error=yes", "option halt_on_error: 'yes' is not valid: 0 or 1"},
    {"halt_on_error=2", "option halt_on_error: '2' is not valid: 0 or 1"},
    {"halt_on_error=01", "option halt_on_error: '01' is not valid: 0 or 1"},
    {"exitcode=256", "option exitcode: '256' is not valid: 0 to 255"},
    {"exitcode=-1", "option exitcode: '-1' is not valid: 0 to 255"},
    {"exitcode=7 ", "option exitcode: '7 ' is not valid: 0 to 255"},
    {"exitcode=", "option exitcode: '' is not valid: 0 to 255"},
    {"exitcode=1e1", "option exitcode: '1e1' is not valid: 0 to 255"},
    {"max_reports=1000000001", "option max_reports: '1000000001' is not valid: 0 to 1000000000"},
    {"max_reports=18446744073709551617",
	"option max_reports: '18446744073709551617' is not valid: 0 to 1000000000"},
    {"max_reports=1k", "option max_reports: '1k' is not valid: 0 to 1000000000"},
    {"origin_history_size=8", "option origin_history_size: '8' is not valid: 0 to 7"},
    {"verbosity=9", "option verbosity: '9' is not valid: 0 to 2"},
    {"origins=all", "option origins: 'all' is not valid: chain or alloc"},
    {"origins=", "option origins: '' is not valid: chain or alloc"},
    {"origins=chained", "option origins: 'chained' is not valid: chain or alloc"},
};

static void
refuses(void **state)
{
	char line[300];

	(void)state;
	for (unsigned i = 0; i < sizeof(bad) / sizeof(bad[0]); i++) {
		set_up(NULL);
		assert_int_equal(parse(bad[i].text), -1);
		snprintf(line, sizeof(line), "kMSan: %s\n", bad[i].said);
		assert_string_equal(kmsan_test_console(), line);
	}
}

/* A word that is much too long is cut in the message, which stays one line. */
static void
refuses_long(void **state)
{
	char text[5000];

	(void)state;
	memset(text, 'x', sizeof(text));
	text[sizeof(text) - 1] = '\0';
	assert_int_equal(parse(text), -1);
	assert_string_equal(strchr(kmsan_test_console(), '\n'), "\n");
	kmsan_test_reset();
	memcpy(text, "dedup=", 6);
	assert_int_equal(parse(text), -1);
	assert_string_equal(strchr(kmsan_test_console(), '\n'), "\n");
	assert_true(strlen(kmsan_test_console()) < 600);
}

/* Names with a wrong letter, a letter too many or too few still find their option. */
static void
nearest(void **state)
{
	static const char *const names[] = {"halt_on_error", "exitcode", "log_path", "symbolize",
	    "suppressions", "max_reports", "origins", "poison_on_free", "print_stats"};
	char text[64], expected[64];

	(void)state;
	for (unsigned i = 0; i < sizeof(names) / sizeof(names[0]); i++) {
		size_t length = strlen(names[i]);

		snprintf(expected, sizeof(expected), "did you mean '%s'?\n", names[i]);
		for (size_t at = 0; at < length; at++) {
			snprintf(
			    text, sizeof(text), "%.*s?%s=1", (int)at, names[i], names[i] + at + 1);
			kmsan_test_reset();
			assert_int_equal(parse(text), -1);
			assert_non_null(strstr(kmsan_test_console(), expected));
			snprintf(text, sizeof(text), "%.*s?%s=1", (int)at, names[i], names[i] + at);
			kmsan_test_reset();
			assert_int_equal(parse(text), -1);
			assert_non_null(strstr(kmsan_test_console(), expected));
			snprintf(
			    text, sizeof(text), "%.*s%s=1", (int)at, names[i], names[i] + at + 1);
			kmsan_test_reset();
			assert_int_equal(parse(text), -1);
			assert_non_null(strstr(kmsan_test_console(), expected));
		}
	}
}

/* Whatever comes: taken in silence, or refused with one line. */
static void
anything(void **state)
{
	static const char *const pieces[] = {"exitcode", "=", ":", "\\", "\\:", "0", "1", "77", "9",
	    "dedup", "origins", "alloc", "chain", "log_path", "help", "%p", " ", "\n", "\x80\xff",
	    "report_format", "text", "max_reports", "000000000000000000000000000000000000001", "-",
	    "a", "verbosity=1", "symbolize=0:"};
	char text[1024];
	unsigned taken = 0;

	(void)state;
	for (unsigned round = 0; round < 20000; round++) {
		size_t n = 0;

		for (unsigned i = random_below(12); i > 0; i--)
			n += (size_t)snprintf(text + n, sizeof(text) - n, "%s",
			    pieces[random_below(sizeof(pieces) / sizeof(pieces[0]))]);
		text[n] = '\0';
		set_up(NULL);
		if (parse(text) == 0) {
			taken++;
			assert_string_equal(kmsan_test_console(), "");
		} else {
			assert_memory_equal(kmsan_test_console(), "kMSan: ", 7);
			/* A newline of the input's own may be quoted in it. */
			if (strchr(text, '\n') == NULL)
				assert_string_equal(strchr(kmsan_test_console(), '\n'), "\n");
		}
	}
	assert_in_range(taken, 100, 19900);
}

/* Each option, its value now, what it means and what it takes. */
static void
help(void **state)
{
	const char *text;

	(void)state;
	assert_int_equal(parse("exitcode=5:log_path=here:origins=alloc"), 0);
	kmsan_options_help();
	text = kmsan_test_console();
	assert_non_null(
	    strstr(text, "\n  exitcode=5\n      exit status after a report (0 to 255)\n"));
	assert_non_null(strstr(text, "\n  log_path=here\n"));
	assert_non_null(strstr(text, "\n  origins=alloc\n"));
	assert_non_null(strstr(text, "(chain or alloc)\n"));
	assert_non_null(strstr(text, "\n  dedup=1\n"));
	assert_int_equal(text[strlen(text) - 1], '\n');
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test_setup_teardown(takes, set_up, tear_down),
	    cmocka_unit_test_setup_teardown(leaves, set_up, tear_down),
	    cmocka_unit_test_setup_teardown(starts, set_up, tear_down),
	    cmocka_unit_test_setup_teardown(refuses, set_up, tear_down),
	    cmocka_unit_test_setup_teardown(refuses_long, set_up, tear_down),
	    cmocka_unit_test_setup_teardown(nearest, set_up, tear_down),
	    cmocka_unit_test_setup_teardown(anything, set_up, tear_down),
	    cmocka_unit_test_setup_teardown(help, set_up, tear_down),
	};

	defaults = kmsan_options;
	return cmocka_run_group_tests(tests, NULL, NULL);
}
