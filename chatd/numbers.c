/* numbers - see numbers.h */
#include "chatd/numbers.h"

#include <stdlib.h>

#include "chatd/chatd.h"
#include "common/phone/phone.h"

enum { SHORT_CODE_MIN = 3, SHORT_CODE_MAX = 8, COUNTRY_SIZE = 3 };

struct reading {
	struct http_req *req;
	const char *field;
	struct view typed; /* the request's */
	number_then then;
};

int
numbers_start(struct daemon *daemon, struct err *err)
{
	(void)daemon, (void)err;
	phone_start(); /* with the first number it would be tens of milliseconds */
	return 0;
}

static void
read_in(const struct reading *reading, const char *country)
{
	struct phone phone;
	enum phone_verdict verdict =
	    phone_read(reading->typed.p, reading->typed.n, country, &phone);
	struct err err;

	if (verdict >= PHONE_POSSIBLE) {
		reading->then(reading->req, view_of(phone.e164));
		return;
	}
	(void)err_set(&err, ERR_INVALID, reading->field, "%s", phone_words(verdict));
	http_reply_err(reading->req, &err, NULL);
}

static void
on_home(void *ctx, enum db_outcome outcome, const struct db_result *result)
{
	struct reading *reading = ctx;
	char country[COUNTRY_SIZE] = "";
	struct err err;

	if (outcome != DB_DONE) {
		db_outcome_err(outcome, result, &err);
		http_reply_err(reading->req, &err, NULL);
	} else {
		if (result->rows == 1 && !db_is_null(result, 0, 0))
			(void)view_copy(db_text(result, 0, 0), country, sizeof(country));
		read_in(reading, country[0] != '\0' ? country : NULL);
	}
	free(reading);
}

static bool
is_short_code(struct view typed)
{
	return view_is_digits(typed) && typed.n >= SHORT_CODE_MIN && typed.n <= SHORT_CODE_MAX;
}

/* What a web chat calls its visitor, or a call whose caller withheld theirs: no number, but what a record hangs on all the same. */
static bool
is_visitor(struct view typed)
{
	return view_starts(typed, "web:") || view_starts(typed, "call:");
}

void
number_read(struct http_req *req, const char *field, const struct body_value *typed,
    const struct body_value *country, number_then then)
{
	const struct reading reading = { req, field, typed->text, then };
	char said[COUNTRY_SIZE];
	struct reading *later;

	if (country->present && !country->null && view_copy(country->text, said, sizeof(said))) {
		read_in(&reading, said);
	} else if (is_short_code(typed->text) || is_visitor(typed->text)) {
		then(req, typed->text);
	} else if (view_starts(typed->text, "+")) {
		read_in(&reading, NULL);
	} else {
		const struct db_param params[] = { P_INT(request_actor(req)->tenant) };

		later = mem_new(sizeof(*later));
		*later = reading;
		db_submit(daemon_db(request_daemon(req)),
		    &(struct db_call){
			.query = &q_country_home, .lane = DB_LANE_READ, .params = params },
		    on_home, later);
	}
}
