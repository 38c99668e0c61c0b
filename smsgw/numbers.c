/* numbers - see numbers.h */
#include "smsgw/numbers.h"

#include <string.h>

#include "smsgw/accept.h"
#include "smsgw/channels.h"
#include "smsgw/smsgw.h"

enum { FIELD_NUMBER, FIELD_CHANNEL, FIELD_COUNTRY };
enum { COUNTRY_SIZE = 3 };

static enum phone_verdict
read_in(struct view typed, const char *country, struct phone *out)
{
	return phone_read(typed.p, typed.n, country[0] != '\0' ? country : NULL, out);
}

enum phone_verdict
number_typed(struct http_req *req, int64_t id, struct view typed, struct phone *out)
{
	const struct channel *channel =
	    id > 0 ? channel_get(request_daemon(req), request_actor(req)->tenant, id) : NULL;
	struct phone own = { .e164 = "" };

	if (channel != NULL)
		(void)phone_read(channel->number, strlen(channel->number), NULL, &own);
	return read_in(typed, own.country, out);
}

void
number_refuse(struct http_req *req, enum phone_verdict verdict)
{
	struct err err;

	(void)err_set(&err, ERR_INVALID, "/number", "%s", phone_words(verdict));
	http_reply_err(req, &err, NULL);
}

bool
number_texted(struct http_req *req, int64_t channel, struct view typed, struct texted *out)
{
	enum phone_verdict verdict = number_typed(req, channel, typed, &out->phone);

	if (verdict < PHONE_POSSIBLE) {
		number_refuse(req, verdict);
		return false;
	}
	number_hash(
	    request_daemon(req), request_actor(req)->tenant, view_of(out->phone.e164), out->hash);
	return true;
}

void
on_number_judge(struct http_req *req, void *app)
{
	const struct body_value *at = request_values(req)->at;
	struct view typed = at[FIELD_NUMBER].text;
	char country[COUNTRY_SIZE];
	enum phone_verdict verdict;
	struct phone phone;

	(void)app;
	if (at[FIELD_COUNTRY].present &&
	    view_copy(at[FIELD_COUNTRY].text, country, sizeof(country)))
		verdict = read_in(typed, country, &phone);
	else
		verdict = number_typed(
		    req, at[FIELD_CHANNEL].present ? at[FIELD_CHANNEL].number : 0, typed, &phone);
	if (verdict < PHONE_POSSIBLE) {
		number_refuse(req, verdict);
		return;
	}
	const struct db_param params[] = { P_INT(request_actor(req)->tenant), P_TEXT(phone.e164),
		P_BOOL(verdict == PHONE_VALID) };

	read_run(req, &q_number_judge, params);
}
