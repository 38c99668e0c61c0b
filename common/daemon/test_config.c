/* config: what counts over what, and every error with the line it stands in. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>

#include <cmocka.h>

#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "common/daemon/config.h"

static const struct config_key own[] = {
	{ "rate", CONFIG_INT, "10", 1, 100, "texts a second" },
	{ "carrier", CONFIG_TEXT, NULL, 0, 0, "who carries" },
	{ "http_port", CONFIG_INT, "8080", 1, 65535, "another default than the common one" },
	{ "pepper", CONFIG_SECRET, "", 0, 0, "nobody else's" },
	{ "pepper_chain", CONFIG_KEYS, "", 0, 0, "what was added to it" },
	{ NULL, CONFIG_TEXT, NULL, 0, 0, NULL },
};

#define KEY "0123456789abcdef0123456789abcdef0123456789abcdef0123456789ABCDEF"
#define GIVEN "[common]\npublic_url = https://x\n[smsgw]\ncarrier = sandbox\n" /* 4 lines */

static char path[64];
static mode_t mode = 0640; /* of the file */

static int
load(const char *text, const char *instance, struct config **out, struct err *err)
{
	FILE *file;
	int result;

	(void)snprintf(path, sizeof(path), "/tmp/test_config.%d", (int)getpid());
	file = fopen(path, "w");
	assert_non_null(file);
	(void)fputs(text, file);
	assert_int_equal(fchmod(fileno(file), mode), 0);
	assert_int_equal(fclose(file), 0);
	result = config_load(path, "smsgw", instance, own, out, err);
	(void)unlink(path);
	return result;
}

static struct config *
loaded(const char *text, const char *instance)
{
	struct config *config = NULL;
	struct err err = { .text = "" };

	if (load(text, instance, &config, &err) != 0)
		fail_msg("%s", err.text);
	return config;
}

static void
defaults_hold_where_nothing_is_said(void **unused)
{
	struct config *config = loaded(GIVEN, NULL);

	(void)unused;
	assert_int_equal(config_int(config, "rate"), 10);
	assert_string_equal(config_text(config, "carrier"), "sandbox");
	assert_string_equal(config_text(config, "http_bind"), "127.0.0.1");
	assert_int_equal(config_int(config, "http_port"), 8080);
	assert_string_equal(config_text(config, "key_ring"), "");
	config_free(config);
}

static void
the_instance_counts_over_the_daemon_and_that_over_common_in_any_order(void **unused)
{
	static const char text[] = "[smsgw-2]\nhttp_port = 3\nrate = 33\n[smsgw]\nhttp_port = 2\n"
				   "carrier = a\nrate=22\n[common]\nhttp_port = 1\n"
				   "log_level = debug\npublic_url = http://a\n[chatd]\nown = 1\n";
	struct config *config = loaded(text, "smsgw-2");

	(void)unused;
	assert_int_equal(config_int(config, "http_port"), 3);
	assert_int_equal(config_int(config, "rate"), 33);
	assert_string_equal(config_text(config, "log_level"), "debug");
	config_free(config);
	config = loaded(text, "smsgw");
	assert_int_equal(config_int(config, "http_port"), 2);
	assert_int_equal(config_int(config, "rate"), 22);
	config_free(config);
}

static void
the_environment_overrides_its_section(void **unused)
{
	struct config *config;

	(void)unused;
	(void)setenv("TRUNKLINE_SMSGW_RATE", "50", 1);
	(void)setenv("TRUNKLINE_COMMON_HTTP_BIND", "127.0.0.2", 1);
	(void)setenv("TRUNKLINE_SMSGW_2_RATE", "60", 1);
	config = loaded(GIVEN "rate = 20\n", NULL);
	assert_int_equal(config_int(config, "rate"), 50);
	assert_string_equal(config_text(config, "http_bind"), "127.0.0.2");
	config_free(config);
	config = loaded(GIVEN "http_bind = 127.0.0.3\n[smsgw-2]\nrate = 21\n", "smsgw-2");
	assert_int_equal(config_int(config, "rate"), 60);
	assert_string_equal(config_text(config, "http_bind"), "127.0.0.3");
	config_free(config);
	(void)unsetenv("TRUNKLINE_SMSGW_RATE");
	(void)unsetenv("TRUNKLINE_COMMON_HTTP_BIND");
	(void)unsetenv("TRUNKLINE_SMSGW_2_RATE");
}

static void
a_wrong_variable_is_named(void **unused)
{
	static const struct {
		const char *name, *value, *says;
	} cases[] = {
		{ "TRUNKLINE_SMSGW_RAT", "1", "TRUNKLINE_SMSGW_RAT: there is no such key" },
		{ "TRUNKLINE_COMMON_RATES", "1", "TRUNKLINE_COMMON_RATES: there is no such key" },
		{ "TRUNKLINE_SMSGW_RATE", "x",
		    "TRUNKLINE_SMSGW_RATE: rate must be a number from 1 to 100" },
		{ "TRUNKLINE_SMSGW_CARRIER", "",
		    "TRUNKLINE_SMSGW_CARRIER: carrier must not be empty" },
	};

	(void)unused;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct config *config = NULL;
		struct err err = { .text = "" };

		(void)setenv(cases[i].name, cases[i].value, 1);
		assert_int_equal(load(GIVEN, NULL, &config, &err), -1);
		assert_non_null(strstr(err.text, cases[i].says));
		(void)unsetenv(cases[i].name);
	}
}

static void
without_a_file_defaults_and_environment_are_all(void **unused)
{
	struct config *config = NULL;
	struct err err;

	(void)unused;
	assert_int_equal(config_load(NULL, "smsgw", NULL, own, &config, &err), -1);
	assert_non_null(strstr(err.text, "must give carrier"));
	(void)setenv("TRUNKLINE_SMSGW_CARRIER", "b", 1);
	(void)setenv("TRUNKLINE_COMMON_PUBLIC_URL", "http://b", 1);
	assert_int_equal(config_load(NULL, "smsgw", NULL, own, &config, &err), 0);
	assert_string_equal(config_text(config, "carrier"), "b");
	config_free(config);
	(void)unsetenv("TRUNKLINE_SMSGW_CARRIER");
	(void)unsetenv("TRUNKLINE_COMMON_PUBLIC_URL");
}

static void
every_error_names_its_line(void **unused)
{
	static const struct {
		const char *text, *says;
	} cases[] = {
		{ GIVEN "rate = 0\n", ":5: rate must be a number from 1 to 100" },
		{ GIVEN "\nrate = 101\n", ":6: rate must be a number from 1 to 100" },
		{ GIVEN "rate = ten\n", ":5: rate must be a number" },
		{ GIVEN "rate =\n", ":5: rate must be a number" },
		{ GIVEN "rate = 99999999999999999999\n", ":5: rate must be a number" },
		{ GIVEN "log_level = loud\n", ":5: log_level must be debug, info, warn or error" },
		{ GIVEN "key_ring = keys\n", ":5: key_ring must be a path that begins with /" },
		{ GIVEN "bus_dir =\n", ":5: bus_dir must be a path" },
		{ GIVEN "colour = red\n", ":5: [smsgw] has no key colour" },
		{ GIVEN "carrier = again\n", ":5: carrier stands in line 4 already" },
		{ GIVEN "; a comment\n[smsqw]\n", ":6: there is no section [smsqw]" },
		{ GIVEN "[smsgw\n", ":5: a section must end with ]" },
		{ GIVEN "[]\n", ":5: a section's name" },
		{ GIVEN "[smsgw] x\n", ":5: a section must end with ]" },
		{ GIVEN "rate\n", ":5: a line must be key = value" },
		{ GIVEN "[common]\nrates = 1\n", ":6: [common] has no key rates" },
		{ "rate = 1\n" GIVEN, ":1: a key stands before the first section" },
		{ "[smsgw]\ncarrier =\n", ":2: carrier must not be empty" },
		{ "[common]\npublic_url = https://x\n", "must give carrier: who carries" },
		{ GIVEN "carrier\xff = x\n", ":5: [smsgw] has no key" },
		{ "[common]\npublic_url = a\xff\n", ":2: public_url is not UTF-8 text" },
	};

	(void)unused;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct config *config = NULL;
		struct err err = { .text = "" };

		assert_int_equal(load(cases[i].text, NULL, &config, &err), -1);
		if (strstr(err.text, cases[i].says) == NULL || strstr(err.text, path) != err.text)
			fail_msg("case %zu says \"%s\", not \"%s\"", i, err.text, cases[i].says);
		assert_int_equal(err.kind, ERR_CONFIG);
	}
}

static void
a_line_or_value_that_is_too_long_is_refused_whole(void **unused)
{
	static char text[4000];
	struct config *config = NULL;
	struct err err = { .text = "" };

	(void)unused;
	(void)strcpy(text, "[smsgw]\ncarrier = ");
	memset(text + strlen(text), 'c', 1100);
	text[strlen(text)] = '\n';
	assert_int_equal(load(text, NULL, &config, &err), -1);
	assert_non_null(strstr(err.text, ":2: carrier is too long"));
	memset(text + 18, 'c', 2000);
	assert_int_equal(load(text, NULL, &config, &err), -1);
	assert_non_null(strstr(err.text, ":2: the line is too long"));
	assert_null(strstr(err.text, "cccc"));
}

static void
a_secret_stands_in_no_file_that_everybody_can_read(void **unused)
{
	struct config *config;
	struct err err = { .text = "" };

	(void)unused;
	config = loaded(GIVEN "pepper = hot\n", NULL);
	assert_string_equal(config_text(config, "pepper"), "hot");
	config_free(config);
	mode = 0644;
	config = loaded(GIVEN "pepper =\n", NULL); /* there is none */
	config_free(config);
	assert_int_equal(load(GIVEN "pepper = hot\n", NULL, &config, &err), -1);
	assert_non_null(
	    strstr(err.text, ":5: everybody can read the secret pepper in this file: chmod o= it"));
	assert_null(strstr(err.text, "hot"));
	assert_int_equal(load(GIVEN "pepper_chain = " KEY "\n", NULL, &config, &err), -1);
	assert_non_null(
	    strstr(err.text, ":5: everybody can read the secret pepper_chain in this file"));
	(void)setenv("TRUNKLINE_SMSGW_PEPPER", "mild", 1);
	config = loaded(GIVEN, NULL);
	assert_string_equal(config_text(config, "pepper"), "mild");
	config_free(config);
	(void)unsetenv("TRUNKLINE_SMSGW_PEPPER");
	mode = 0640;
}

static void
keys_that_follow_another_one_have_their_form(void **unused)
{
	struct config *config = loaded(GIVEN "pepper_chain = " KEY "\n", NULL);
	struct err err = { .text = "" };

	(void)unused;
	assert_string_equal(config_text(config, "pepper_chain"), KEY);
	config_free(config);
	assert_int_equal(load(GIVEN "pepper_chain = " KEY " 01\n", NULL, &config, &err), -1);
	assert_non_null(
	    strstr(err.text, ":5: pepper_chain must hold keys of 64 hexadecimal digits"));
	assert_null(strstr(err.text, "0123"));
}

/* Wherever the two stand, and whichever of them stands first. */
static void
keys_that_follow_another_one_do_not_hold_that_one(void **unused)
{
	struct config *config = NULL;
	struct err err = { .text = "" };

	(void)unused;
	assert_int_equal(
	    load(GIVEN "pepper_chain = " KEY "\npepper = " KEY "\n", NULL, &config, &err), -1);
	assert_non_null(strstr(err.text, ": pepper_chain must not hold the first key itself"));
	assert_null(strstr(err.text, "0123"));
	config_free(loaded(GIVEN "pepper_chain = " KEY "\npepper = other\n", NULL));
	(void)setenv("TRUNKLINE_SMSGW_PEPPER", KEY, 1);
	assert_int_equal(load(GIVEN "pepper_chain = " KEY "\n", NULL, &config, &err), -1);
	(void)setenv("TRUNKLINE_SMSGW_PEPPER_CHAIN", "", 1);
	config_free(loaded(GIVEN "pepper_chain = " KEY "\n", NULL));
	(void)unsetenv("TRUNKLINE_SMSGW_PEPPER");
	(void)unsetenv("TRUNKLINE_SMSGW_PEPPER_CHAIN");
}

static void
a_file_that_is_not_there_is_named(void **unused)
{
	struct config *config = NULL;
	struct err err;

	(void)unused;
	assert_int_equal(config_load("/nonexistent/x.conf", "smsgw", NULL, own, &config, &err), -1);
	assert_non_null(strstr(err.text, "/nonexistent/x.conf: No such file"));
}

static void
what_is_printed_as_documentation_is_a_configuration_file(void **unused)
{
	struct config *config = NULL;
	struct err err = { .text = "" };
	char *text = NULL;
	size_t n = 0;
	FILE *out = open_memstream(&text, &n);

	(void)unused;
	config_print("smsgw", own, out);
	assert_int_equal(fclose(out), 0);
	for (const struct config_key *key = own; key->name != NULL; key++)
		assert_non_null(strstr(text, key->summary));
	assert_int_equal(load(text, NULL, &config, &err), -1);
	assert_non_null(strstr(err.text, "public_url must not be empty"));
	free(text);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(defaults_hold_where_nothing_is_said),
		cmocka_unit_test(
		    the_instance_counts_over_the_daemon_and_that_over_common_in_any_order),
		cmocka_unit_test(the_environment_overrides_its_section),
		cmocka_unit_test(a_wrong_variable_is_named),
		cmocka_unit_test(without_a_file_defaults_and_environment_are_all),
		cmocka_unit_test(every_error_names_its_line),
		cmocka_unit_test(a_line_or_value_that_is_too_long_is_refused_whole),
		cmocka_unit_test(a_secret_stands_in_no_file_that_everybody_can_read),
		cmocka_unit_test(keys_that_follow_another_one_have_their_form),
		cmocka_unit_test(keys_that_follow_another_one_do_not_hold_that_one),
		cmocka_unit_test(a_file_that_is_not_there_is_named),
		cmocka_unit_test(what_is_printed_as_documentation_is_a_configuration_file),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
