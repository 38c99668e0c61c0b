/*
 * dry_runs - where a text would go, now or at another time, and why.
 *
 * Owns: nothing but the way from a request to the owner function, which judges by the rules as they
 *       are stored; any instance serves it.
 */
#include "routerd/routerd.h"

enum { FIELD_CHANNEL, FIELD_NUMBER, FIELD_TEXT, FIELD_KNOWN, FIELD_LANGUAGE, FIELD_AT };

/* A time as the database takes it, once it is known to be one. */
static bool
time_given(struct http_req *req, const struct body_value *at)
{
	struct err err;
	int64_t us;

	if (field_time(at, "/at", &us, &err))
		return true;
	http_reply_err(req, &err, NULL);
	return false;
}

void
on_route_dry_run(struct http_req *req, void *app)
{
	const struct body_value *at = request_values(req)->at;
	const struct db_param params[] = {
		P_INT(request_actor(req)->tenant),
		P_INT(at[FIELD_CHANNEL].number),
		P_VIEW(at[FIELD_NUMBER].text),
		P_VIEW(at[FIELD_TEXT].text),
		field_bool(&at[FIELD_KNOWN]),
		field_text(&at[FIELD_LANGUAGE]),
		field_text(&at[FIELD_AT]),
	};

	(void)app;
	if (time_given(req, &at[FIELD_AT]))
		read_run(req, &q_route_dry_run, params);
}
