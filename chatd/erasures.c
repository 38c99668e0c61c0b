/*
 * erasures - personal data: a customer's export, their erasure (AD-7; consistency.md, 31).
 *
 * Owns: one timer, which takes erasures that are under way a bounded step further, whoever began them and
 *       on whatever instance. Each step is a transaction of its own that waits for nobody.
 * Must not know: what is erased where; that is messaging's.
 */
#include <stdlib.h>

#include "chatd/chatd.h"
#include "common/daemon/resource.h"
#include "common/daemon/rounds.h"
#include "common/log/log.h"

enum { LOOK_MS = 10000, STEP_ROWS = 500, EXPORT_DEFAULT = 20 };
enum { EXPORT_CURSOR, EXPORT_LIMIT };

struct erasures {
	struct rounds rounds;
	bool again; /* asked for while a step is under way */
};

static struct erasures *
erasures_of(struct daemon *daemon)
{
	return daemon_data(daemon, "erasures");
}

/* ---- the steps ---- */

static void
on_step(void *ctx, enum db_outcome outcome, const struct db_result *result)
{
	struct erasures *erasures = ctx;
	bool did = outcome == DB_DONE && result->rows == 1 && db_int(result, 0, 0) > 0;

	if (outcome == DB_FAILED)
		LOG(ERROR, "erasure_failed", LOG_TEXT("sqlstate", result->sqlstate));
	if (rounds_back(&erasures->rounds))
		rounds_in(&erasures->rounds, did || erasures->again ? 0 : LOOK_MS);
}

static void
step(void *ctx)
{
	struct erasures *erasures = ctx;
	const struct db_param params[] = { P_INT(STEP_ROWS) };

	erasures->again = false;
	rounds_begun(&erasures->rounds);
	db_submit(daemon_db(erasures->rounds.daemon),
	    &(struct db_call){ .query = &q_erasures_step, .lane = DB_LANE_ALONE, .params = params },
	    on_step, erasures);
}

int
erasures_start(struct daemon *daemon, struct err *err)
{
	struct erasures *erasures = mem_zero(1, sizeof(*erasures));

	(void)err;
	rounds_init(&erasures->rounds, daemon, "erasures", step);
	rounds_in(&erasures->rounds, 0);
	return 0;
}

void
erasures_stop(struct daemon *daemon)
{
	rounds_stop(&erasures_of(daemon)->rounds);
}

/* ---- the routes ---- */

/* It has been asked for: no need to wait for the next look. */
static void
begin(struct http_req *req, json_t *body)
{
	struct erasures *erasures = erasures_of(request_daemon(req));

	(void)body;
	if (erasures == NULL)
		return;
	erasures->again = true;
	rounds_in(&erasures->rounds, 0);
}

void
on_customer_erase(struct http_req *req, void *app)
{
	const struct actor *actor = request_actor(req);
	int64_t id;

	(void)app;
	if (!request_id_param(req, "id", &id))
		return;
	const struct db_param params[] = { P_INT(actor->tenant), db_int_or_null(actor->user),
		P_TEXT(role_name(actor->role)), P_INT(id),
		P_BOOL(request_values(req)->at[0].number != 0) };
	const int64_t keys[] = { key_of_id("customer", actor->tenant, id) };

	command_run(req,
	    &(struct command){ .query = &q_customer_erase,
		.params = params,
		.keys = keys,
		.key_count = 1,
		.lane = DB_LANE_ALONE,
		.show = begin });
}

void
on_customer_export(struct http_req *req, void *app)
{
	const struct actor *actor = request_actor(req);
	const struct body_value *at = request_values(req)->at;
	char *origin;
	int64_t id;

	(void)app;
	if (!request_id_param(req, "id", &id))
		return;
	origin = request_origin(req);
	const struct db_param params[] = { P_INT(actor->tenant), db_int_or_null(actor->user),
		P_TEXT(role_name(actor->role)), P_INT(id), field_text(&at[EXPORT_CURSOR]),
		P_INT(at[EXPORT_LIMIT].present ? at[EXPORT_LIMIT].number : EXPORT_DEFAULT),
		P_TEXT(origin) };

	command_run(req,
	    &(struct command){
		.query = &q_customer_export, .params = params, .lane = DB_LANE_ALONE });
	free(origin);
}

void
on_erasures_list(struct http_req *req, void *app)
{
	const struct db_param params[] = { P_INT(request_actor(req)->tenant), P_NULL(), P_NULL() };

	(void)app;
	list_run(req, &q_erasures_list, params);
}
