/* Numbers are said as English does; each prompt has a text, and each text a prompt. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "common/base/str.h"
#include "voiced/core/say.h"

static void
expect(size_t count, const enum say_prompt *words, const char *text)
{
	struct buf said = { 0 };

	for (size_t i = 0; i < count; i++)
		buf_addf(&said, "%s%s", i > 0 ? " " : "", say_name(words[i]));
	assert_string_equal(said.p, text);
	buf_fini(&said);
}

static void
numbers_are_put_together(void **state)
{
	static const struct {
		int number;
		const char *said;
	} cases[] = {
		{ 0, "n0" },
		{ -5, "n0" },
		{ 7, "n7" },
		{ 10, "n10" },
		{ 19, "n19" },
		{ 20, "n20" },
		{ 21, "n20 n1" },
		{ 99, "n90 n9" },
		{ 100, "n1 hundred" },
		{ 101, "n1 hundred n1" },
		{ 230, "n2 hundred n30" },
		{ 999, "n9 hundred n90 n9" },
		{ 1000, "more_than n9 hundred n90 n9" },
		{ INT32_MAX, "more_than n9 hundred n90 n9" },
	};
	enum say_prompt out[SAY_WORDS_MAX];

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++)
		expect(say_number(cases[i].number, out), out, cases[i].said);
	for (int i = -10; i < 3000; i++)
		assert_in_range(say_wait(i * 60, out), 3, SAY_WORDS_MAX);
}

static void
places_and_waits_are_sentences(void **state)
{
	enum say_prompt out[SAY_WORDS_MAX];

	(void)state;
	expect(say_position(12, out), out, "your_position_is n12");
	expect(say_wait(0, out), out, "estimated_wait n1 minute");
	expect(say_wait(60, out), out, "estimated_wait n1 minute");
	expect(say_wait(61, out), out, "estimated_wait n2 minutes");
	expect(say_wait(25 * 60, out), out, "estimated_wait n20 n5 minutes");
	expect(say_wait(INT32_MAX, out), out, "estimated_wait more_than n9 hundred n90 n9 minutes");
}

static void
each_prompt_has_one_text_and_each_text_a_prompt(void **state)
{
	FILE *file = fopen("voiced/prompts/en.txt", "r");
	char line[512], name[64];
	int seen[SAY_COUNT] = { 0 };

	(void)state;
	assert_non_null(file);
	while (fgets(line, sizeof(line), file) != NULL) {
		int at = 0;

		if (line[0] == '#' || line[0] == '\n')
			continue;
		assert_int_equal(sscanf(line, "%63s", name), 1);
		while (at < SAY_COUNT && strcmp(say_name((enum say_prompt)at), name) != 0)
			at++;
		if (at == SAY_COUNT)
			fail_msg("%s is no prompt", name);
		seen[at]++;
	}
	(void)fclose(file);
	for (int i = 0; i < SAY_COUNT; i++)
		if (seen[i] != 1)
			fail_msg("%s has %d texts", say_name((enum say_prompt)i), seen[i]);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(numbers_are_put_together),
		cmocka_unit_test(places_and_waits_are_sentences),
		cmocka_unit_test(each_prompt_has_one_text_and_each_text_a_prompt),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
