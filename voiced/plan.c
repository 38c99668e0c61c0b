/* plan - see plan.h */
#include "voiced/plan.h"

#include <stdlib.h>
#include <string.h>

#include "common/auth/purpose.h"
#include "voiced/dialers.h"
#include "voiced/help.h"
#include "voiced/voiced.h"

enum { DIAL_NUMBER, DIAL_CALLER_ID };

/* ---- trunks ---- */

void
trunk_prepare(struct resource_write *write)
{
	const char *password = json_string_value(json_object_get(write->item, "password"));
	struct err err = { 0 };

	if (password != NULL &&
	    resource_seal(write, "password", "secret", PURPOSE_TRUNK, view_of(password), &err) != 0)
		resource_write_refuse(write, &err);
	else
		resource_write_run(write);
}

/* ---- what would become of a number ---- */

/* A question under way. */
struct asked {
	struct http_req *req;
	struct dial dial;
};

/* Why a call that the plan allows would not be made; NULL: it would be. A price class that is switched
 * off comes first: another number to show does not help against it. */
static const char *
held_up(const struct asked *asked, const json_t *facts)
{
	const char *problem = json_string_value(json_object_get(facts, "problem"));
	const char *limit = json_string_value(json_object_get(facts, "limit"));

	if (asked->dial.kind != DIAL_OUTSIDE)
		return NULL;
	if (problem != NULL && (limit == NULL || strcmp(limit, "price_off") != 0))
		return problem;
	return limit;
}

static const char *
held_words(const char *reason)
{
	static const struct {
		const char *reason, *words;
	} table[] = {
		{ "caller_id_not_granted", "This number is not granted as a caller id." },
		{ "not_available",
		    "The number that would be shown is a queue's: you may show it while you are "
		    "Available." },
		{ "price_off",
		    "Your organisation does not allow calls of this price class. Ask your "
		    "administrator if you need them." },
		{ "user_calls", "You have as many calls of this price class as you may have." },
		{ "tenant_calls",
		    "The organisation has as many calls of this price class as it may have." },
		{ "user_per_minute",
		    "You have begun as many calls of this price class in a minute as you may." },
		{ "tenant_per_minute",
		    "The organisation has begun as many calls of this price class in a minute as "
		    "it may." },
		{ "user_minutes_per_day",
		    "Your minutes of this price class are used up for today." },
		{ "tenant_minutes_per_day",
		    "The organisation's minutes of this price class are used up for today." },
	};

	for (size_t i = 0; i < sizeof(table) / sizeof(table[0]); i++)
		if (strcmp(table[i].reason, reason) == 0)
			return table[i].words;
	return "It may not be called now.";
}

static json_t *
text_or_null(const char *text)
{
	return text != NULL ? json_string(text) : json_null();
}

static void
answer(const struct asked *asked, json_t *facts)
{
	const struct dial *dial = &asked->dial;
	bool refused = dial->kind == DIAL_REFUSED, outside = dial->kind == DIAL_OUTSIDE;
	const char *reason = refused ? dial_refusal_name(dial->refusal) : held_up(asked, facts);
	const char *words = refused ? dial_words(dial) : reason != NULL ? held_words(reason) : NULL;
	json_t *shown = outside ? json_object_get(facts, "caller_id") : NULL;

	http_reply_json(asked->req, 200,
	    json_pack("{s:s, s:s, s:b, s:o, s:o, s:o, s:O?, s:O}", "kind",
		dial_kind_name(dial->kind), "number", dial->number, "allowed", reason == NULL,
		"reason", text_or_null(reason), "detail", text_or_null(words), "price_class",
		text_or_null(price_name(dial->price)), "caller_id",
		json_is_string(shown) ? shown : NULL, "caller_ids",
		json_object_get(facts, "caller_ids")));
	json_decref(facts);
}

static void
on_facts(void *ctx, enum db_outcome outcome, const struct db_result *rows)
{
	struct asked *asked = ctx;
	struct view text;
	json_t *facts;

	if (outcome != DB_DONE) {
		request_reply_retry(asked->req, outcome, rows);
	} else {
		text = db_text(rows, 0, 0);
		facts = json_loadb(text.p, text.n, 0, NULL);
		if (facts == NULL)
			abort(); /* what the database makes is JSON */
		answer(asked, facts);
	}
	free(asked);
}

void
on_dial(struct http_req *req, void *app)
{
	const struct actor *actor = request_actor(req);
	const struct body_value *at = request_values(req)->at;
	struct asked *asked = mem_zero(1, sizeof(*asked));
	const char *price;

	asked->req = req;
	dial_user(app, actor->tenant, actor->user, NULL, at[DIAL_NUMBER].text, &asked->dial);
	help_judge(app, actor->tenant, actor->user, at[DIAL_NUMBER].text, &asked->dial);
	price = asked->dial.kind == DIAL_OUTSIDE ? price_name(asked->dial.price) : NULL;
	const struct db_param params[] = { P_INT(actor->tenant), P_INT(actor->user),
		db_text_or_null(price), field_text(&at[DIAL_CALLER_ID]),
		P_BOOL(actor_side(actor) == SIDE_AGENT) };

	db_submit(daemon_db(app),
	    &(struct db_call){ .query = &q_dial_facts, .lane = DB_LANE_READ, .params = params },
	    on_facts, asked);
}
