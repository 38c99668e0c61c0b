/* numbers - see numbers.h */
#include "presenced/numbers.h"

#include <stdlib.h>

#include "presenced/presenced.h"

enum { COUNTRY_SIZE = 3 };

struct asked {
	country_then then;
	void *ctx;
};

static void
on_country(void *ctx, enum db_outcome outcome, const struct db_result *result)
{
	struct asked *asked = ctx;
	char country[COUNTRY_SIZE] = "";
	struct err err;

	if (outcome != DB_DONE) {
		db_outcome_err(outcome, result, &err);
		asked->then(asked->ctx, NULL, &err);
	} else {
		if (result->rows == 1 && !db_is_null(result, 0, 0))
			(void)view_copy(db_text(result, 0, 0), country, sizeof(country));
		asked->then(asked->ctx, country[0] != '\0' ? country : NULL, NULL);
	}
	free(asked);
}

static void
country_query(struct http_req *req, const struct db_query *query, country_then then, void *ctx)
{
	const struct actor *actor = request_actor(req);
	const struct db_param params[] = { P_INT(actor->tenant), P_INT(actor->user) };
	struct asked *asked = mem_new(sizeof(*asked));

	*asked = (struct asked){ then, ctx };
	db_submit(daemon_db(request_daemon(req)),
	    &(struct db_call){ .query = query, .lane = DB_LANE_READ, .params = params }, on_country,
	    asked);
}

void
country_ask(struct http_req *req, bool needed, country_then then, void *ctx)
{
	if (needed)
		country_query(req, &q_country_home, then, ctx);
	else
		then(ctx, NULL, NULL);
}

void
import_country_ask(struct http_req *req, country_then then, void *ctx)
{
	country_query(req, &q_import_country, then, ctx);
}
