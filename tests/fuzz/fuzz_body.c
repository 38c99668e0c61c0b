/*
 * fuzz_body - bodies and queries against a table of fields of every type.
 *
 * The first byte picks JSON, query or bare pairs. What is accepted must keep what the table
 * promises; what is refused must say so in text that is UTF-8.
 */
#include <assert.h>
#include <stdlib.h>
#include <string.h>

#include "common/base/utf8.h"
#include "common/http/body.h"
#include "tests/fuzz/fuzz.h"

int fuzz_reached;

static const char *const colours[] = { "red", "green", NULL };

static const struct body_field fields[] = {
	{ "t", BODY_TEXT, BODY_REQUIRED, 1, 3, NULL, "" },
	{ "n", BODY_INT, BODY_NULLABLE, -5, 10, NULL, "" },
	{ "i", BODY_ID, 0, 0, 0, NULL, "" },
	{ "b", BODY_BOOL, 0, 0, 0, NULL, "" },
	{ "c", BODY_ENUM, 0, 0, 0, colours, "" },
	{ "d", BODY_ANY, 0, 0, 0, NULL, "" },
	{ NULL, BODY_TEXT, 0, 0, 0, NULL, NULL },
};

static void
check(const struct body_values *values)
{
	assert(values->at[0].present && utf8_valid(values->at[0].text));
	assert(utf8_count(values->at[0].text) >= 1 && utf8_count(values->at[0].text) <= 3);
	assert(values->at[1].number >= -5 && values->at[1].number <= 10);
	assert(!values->at[2].present || values->at[2].number > 0);
	assert(values->at[4].number == 0 || values->at[4].number == 1);
}

static void
decode(const struct body *body, struct view query, struct view raw)
{
	struct body_values values;
	struct body_errs errs;

	if (body_decode(body, VIEW("application/json"), query, raw, &values, &errs) == 0) {
		check(&values);
		fuzz_reached++;
		body_values_fini(&values);
		return;
	}
	assert(errs.count >= 1 && errs.count <= BODY_ERRS_MAX);
	for (int i = 0; i < errs.count; i++) {
		const struct err *err = &errs.at[i];

		assert(err_status(err->kind) == 400 || err_status(err->kind) == 422);
		assert(utf8_valid(view_of(err->field)) && utf8_valid(view_of(err->text)));
		for (int j = 0; j < i; j++)
			assert(err->field[0] == '\0' || strcmp(err->field, errs.at[j].field) != 0);
	}
}

static bool
count_pair(void *ctx, struct view name, struct view value)
{
	size_t *total = ctx;

	*total += name.n + value.n;
	return true;
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static const struct body json = { "json", BODY_JSON, fields };
	static const struct body query = { "query", BODY_QUERY, fields };
	struct view text, none = { "", 0 };
	size_t total = 0;

	if (size == 0)
		return 0;
	text = (struct view){ (const char *)data + 1, size - 1 };
	if (data[0] % 3 == 0)
		decode(&json, none, text);
	else if (data[0] % 3 == 1)
		decode(&query, text, none);
	else if (form_each(text, 100, count_pair, &total) == 0 && total > text.n)
		abort();
	return 0;
}
