/* log: lines that any JSON reader takes, whatever stands in a field; the bound of a
 * line; levels; rate limits. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>
#include <jansson.h>

#include "common/log/log.h"

enum { MINUTE_MS = 60000, LINE_LIMIT = 8192, REMEMBERED = 1024 };

static char folder[] = "/tmp/test_log.XXXXXX";
static char path[sizeof(folder) + 8];

static int
open_log(void **unused)
{
	(void)unused;
	(void)snprintf(path, sizeof(path), "%s/log", folder);
	return log_open("testd", path, LOG_INFO, NULL);
}

static int
close_log(void **unused)
{
	(void)unused;
	log_close();
	return unlink(path);
}

static int
make_folder(void **unused)
{
	(void)unused;
	return mkdtemp(folder) != NULL ? 0 : -1;
}

static int
remove_folder(void **unused)
{
	(void)unused;
	return rmdir(folder);
}

/* The file's lines as parsed JSON, an array. Each line must be an object. */
static json_t *
read_lines(void)
{
	static char line[LINE_LIMIT + 2];
	FILE *file = fopen(path, "r");
	json_t *lines = json_array();

	assert_non_null(file);
	while (fgets(line, sizeof(line), file) != NULL) {
		json_t *object = json_loads(line, JSON_REJECT_DUPLICATES, NULL);

		assert_true(strlen(line) <= LINE_LIMIT);
		assert_true(line[strlen(line) - 1] == '\n');
		assert_true(json_is_object(object));
		assert_int_equal(json_array_append_new(lines, object), 0);
	}
	assert_int_equal(fclose(file), 0);
	return lines;
}

static const char *
text_of(const json_t *lines, size_t i, const char *name)
{
	return json_string_value(json_object_get(json_array_get(lines, i), name));
}

static void
a_line_is_one_object_with_time_level_daemon_event_and_fields(void **unused)
{
	json_t *lines;

	(void)unused;
	LOG(WARN, "offer_made", LOG_ID("offer", INT64_MAX), LOG_INT("wait_ms", -7),
	    LOG_TEXT("queue", "sales"));
	lines = read_lines();
	assert_int_equal(json_array_size(lines), 1);
	assert_string_equal(text_of(lines, 0, "level"), "warn");
	assert_string_equal(text_of(lines, 0, "daemon"), "testd");
	assert_string_equal(text_of(lines, 0, "event"), "offer_made");
	assert_string_equal(text_of(lines, 0, "offer"), "9223372036854775807");
	assert_string_equal(text_of(lines, 0, "queue"), "sales");
	assert_int_equal(
	    json_integer_value(json_object_get(json_array_get(lines, 0), "wait_ms")), -7);
	assert_int_equal(strlen(text_of(lines, 0, "at")), strlen("2026-11-20T07:38:29.123Z"));
	json_decref(lines);
}

static void
an_event_without_fields_is_a_line_too(void **unused)
{
	json_t *lines;

	(void)unused;
	log_write(LOG_INFO, "ready", NULL, 0);
	lines = read_lines();
	assert_string_equal(text_of(lines, 0, "event"), "ready");
	assert_int_equal(json_object_size(json_array_get(lines, 0)), 4);
	json_decref(lines);
}

static void
quotes_and_line_feeds_and_control_characters_come_back_as_they_were(void **unused)
{
	static const char text[] =
	    "a\"b\\c\nd\r\te\x01\x1b[31m\x7f\xc2\x9b \xc3\xa4 \xf0\x9f\x98\x80";
	json_t *lines;

	(void)unused;
	LOG(INFO, "said", LOG_TEXT("text", text));
	lines = read_lines();
	assert_int_equal(json_array_size(lines), 1);
	assert_string_equal(text_of(lines, 0, "text"), text);
	json_decref(lines);
}

static void
no_control_character_reaches_the_file(void **unused)
{
	FILE *file;
	int c, before = 0;

	(void)unused;
	LOG(INFO, "said", LOG_TEXT("text", "\x1b[2J\x7f\xc2\x9b\x05"));
	file = fopen(path, "r");
	assert_non_null(file);
	while ((c = fgetc(file)) != EOF) {
		assert_true((c >= ' ' && c != 0x7f) || c == '\n');
		assert_false(before == 0xc2 && c < 0xa0);
		before = c;
	}
	assert_int_equal(fclose(file), 0);
}

static void
bytes_that_are_not_utf8_become_replacement_characters(void **unused)
{
	json_t *lines;

	(void)unused;
	LOG(INFO, "said", LOG_TEXT("text", "x\xff\xed\xa0\x80y\xc3"));
	lines = read_lines();
	assert_string_equal(text_of(lines, 0, "text"),
	    "x\xef\xbf\xbd\xef\xbf\xbd\xef\xbf\xbd\xef\xbf\xbdy\xef\xbf\xbd");
	json_decref(lines);
}

static void
a_nul_inside_a_text_does_not_end_it(void **unused)
{
	FILE *file;
	json_t *line;

	(void)unused;
	LOG(INFO, "said", LOG_VIEW("text", VIEW("a\0b")));
	file = fopen(path, "r");
	assert_non_null(file);
	line = json_loadf(file, JSON_ALLOW_NUL, NULL);
	assert_int_equal(json_string_length(json_object_get(line, "text")), 3);
	json_decref(line);
	assert_int_equal(fclose(file), 0);
}

/* Lengths in bytes around which a line of `unit` escaped to `wide` bytes is full. */
static size_t
log_long_texts(const char *unit, size_t wide)
{
	static char text[2 * LINE_LIMIT];
	size_t step = strlen(unit);
	size_t full = LINE_LIMIT / wide, count = 0;

	for (size_t n = 0; n + step <= sizeof(text); n += step)
		memcpy(text + n, unit, step);
	for (size_t units = full > 150 ? full - 150 : 0; units < full + 50; units++, count++)
		LOG(INFO, "long", LOG_VIEW("text", ((struct view){ text, units * step })),
		    LOG_INT("after", 1));
	return count;
}

static void
a_line_of_any_length_stays_json_within_its_bound(void **unused)
{
	size_t count = 0;
	json_t *lines;

	(void)unused;
	count += log_long_texts("x", 1);
	count += log_long_texts("\"", 2);
	count += log_long_texts("\x01", 6);
	count += log_long_texts("\xff", 6);
	count += log_long_texts("\xf0\x9f\x98\x80", 4);
	lines = read_lines();
	assert_int_equal(json_array_size(lines), count);
	assert_null(json_object_get(json_array_get(lines, 0), "truncated"));
	assert_true(json_is_true(json_object_get(json_array_get(lines, count - 1), "truncated")));
	json_decref(lines);
}

static void
what_is_below_the_level_is_not_written(void **unused)
{
	json_t *lines;

	(void)unused;
	LOG(DEBUG, "quiet", LOG_INT("n", 1));
	log_set_level(LOG_ERROR);
	LOG(WARN, "quiet", LOG_INT("n", 2));
	LOG(ERROR, "loud", LOG_INT("n", 3));
	log_set_level(LOG_DEBUG);
	LOG(DEBUG, "loud", LOG_INT("n", 4));
	lines = read_lines();
	assert_int_equal(json_array_size(lines), 2);
	assert_string_equal(text_of(lines, 0, "event"), "loud");
	assert_string_equal(text_of(lines, 1, "event"), "loud");
	json_decref(lines);
}

static void
levels_have_names_and_other_words_are_refused(void **unused)
{
	enum log_level level = LOG_DEBUG;

	(void)unused;
	assert_true(log_level_parse("error", &level));
	assert_int_equal(level, LOG_ERROR);
	assert_true(log_level_parse("debug", &level));
	assert_int_equal(level, LOG_DEBUG);
	assert_false(log_level_parse("ERROR", &level));
	assert_false(log_level_parse("", &level));
	assert_false(log_level_parse("info ", &level));
	assert_int_equal(level, LOG_DEBUG);
}

static void
a_log_that_can_not_be_opened_says_which_and_why(void **unused)
{
	struct err err = { 0 };

	(void)unused;
	assert_int_equal(log_open("testd", "/nowhere/at/all", LOG_INFO, &err), -1);
	assert_int_equal(err.kind, ERR_CONFIG);
	assert_non_null(strstr(err.text, "/nowhere/at/all"));
	assert_non_null(strstr(err.text, "No such file"));
}

static void
a_pair_is_allowed_once_and_the_others_are_counted(void **unused)
{
	int64_t suppressed = -1;

	(void)unused;
	assert_true(log_allow("refused", VIEW("192.0.2.1"), 0, &suppressed));
	assert_int_equal(suppressed, 0);
	assert_true(log_allow("refused", VIEW("192.0.2.1"), 1, &suppressed));
	for (int64_t told = 0; told == 0;) { /* until the millisecond has passed */
		int64_t refused = 0;

		while (!log_allow("refused", VIEW("192.0.2.1"), 1, &suppressed))
			refused++;
		assert_int_equal(suppressed, refused);
		told = refused;
	}
}

static void
event_and_source_both_tell_pairs_apart(void **unused)
{
	(void)unused;
	assert_true(log_allow("one", VIEW("a"), MINUTE_MS, NULL));
	assert_false(log_allow("one", VIEW("a"), MINUTE_MS, NULL));
	assert_true(log_allow("two", VIEW("a"), MINUTE_MS, NULL));
	assert_true(log_allow("one", VIEW("b"), MINUTE_MS, NULL));
	assert_true(log_allow("onea", VIEW(""), MINUTE_MS, NULL));
	assert_true(log_allow("one", (struct view){ NULL, 0 }, MINUTE_MS, NULL));
}

static void
only_the_oldest_pair_is_forgotten_when_too_many_come(void **unused)
{
	char source[16];

	(void)unused;
	for (int i = 0; i < REMEMBERED; i++) {
		(void)snprintf(source, sizeof(source), "%d", i);
		assert_true(log_allow("flood", view_of(source), MINUTE_MS, NULL));
	}
	for (int i = 0; i < REMEMBERED; i++) {
		(void)snprintf(source, sizeof(source), "%d", i);
		assert_false(log_allow("flood", view_of(source), MINUTE_MS, NULL));
	}
	assert_true(log_allow("flood", VIEW("one more"), MINUTE_MS, NULL));
	assert_false(log_allow("flood", VIEW("1"), MINUTE_MS, NULL));
	assert_true(log_allow("flood", VIEW("0"), MINUTE_MS, NULL));
	assert_true(log_allow("flood", VIEW("1"), MINUTE_MS, NULL));
}

#define WITH_LOG(test) cmocka_unit_test_setup_teardown(test, open_log, close_log)

int
main(void)
{
	const struct CMUnitTest tests[] = {
		WITH_LOG(a_line_is_one_object_with_time_level_daemon_event_and_fields),
		WITH_LOG(an_event_without_fields_is_a_line_too),
		WITH_LOG(quotes_and_line_feeds_and_control_characters_come_back_as_they_were),
		WITH_LOG(no_control_character_reaches_the_file),
		WITH_LOG(bytes_that_are_not_utf8_become_replacement_characters),
		WITH_LOG(a_nul_inside_a_text_does_not_end_it),
		WITH_LOG(a_line_of_any_length_stays_json_within_its_bound),
		WITH_LOG(what_is_below_the_level_is_not_written),
		cmocka_unit_test(levels_have_names_and_other_words_are_refused),
		cmocka_unit_test(a_log_that_can_not_be_opened_says_which_and_why),
		cmocka_unit_test(a_pair_is_allowed_once_and_the_others_are_counted),
		cmocka_unit_test(event_and_source_both_tell_pairs_apart),
		cmocka_unit_test(only_the_oldest_pair_is_forgotten_when_too_many_come),
	};
	return cmocka_run_group_tests(tests, make_folder, remove_folder);
}
