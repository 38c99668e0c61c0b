/* key_form - see key_form.h */
#include "common/daemon/key_form.h"

#include "common/auth/auth.h"
#include "common/daemon/skeleton.h"
#include "common_queries.h"

/* An answer that comes late is asked for again. */
enum { ANSWER_MS = 3000 };

static void
on_builds(void *ctx, enum db_outcome outcome, const struct db_result *result)
{
	struct key_form *form = ctx;

	if (form->stopped)
		return;
	if (outcome == DB_DONE && db_bool(result, 0, 0) && !form->told) {
		form->told = true;
		LOG(WARN, "keys_former", LOG_TEXT("name", form->daemon->options.name));
	}
	if (outcome != DB_DONE || db_bool(result, 0, 0)) {
		timer_in(&form->timer, KEY_FORM_MS);
		return;
	}
	key_ring_derive(form->daemon->ring, true);
	LOG(INFO, "keys_derived", LOG_TEXT("name", form->daemon->options.name));
}

static void
ask(void *ctx)
{
	struct key_form *form = ctx;

	db_submit(form->daemon->db,
	    &(struct db_call){
		.query = &q_key_check_missing, .lane = DB_LANE_READ, .deadline_ms = ANSWER_MS },
	    on_builds, form);
}

void
key_form_init(struct key_form *form, struct daemon *daemon)
{
	*form = (struct key_form){ .daemon = daemon };
	timer_init(&form->timer, &daemon->loop, ask, form);
}

void
key_form_start(struct key_form *form)
{
	if (form->daemon->ring == NULL)
		return;
	key_ring_derive(form->daemon->ring, false);
	ask(form);
}

void
key_form_stop(struct key_form *form)
{
	form->stopped = true;
	timer_close(&form->timer, NULL);
}
