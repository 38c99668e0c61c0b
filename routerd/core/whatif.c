/* whatif - see whatif.h */
#include "routerd/core/whatif.h"

#include <stdlib.h>
#include <string.h>
#include <uthash.h>

/* What became of an interaction since the last moment in which nothing was left to decide. */
struct fate {
	int64_t interaction, tenant;
	int64_t was, would;
	bool told; /* a difference, once */
	bool now; /* it is in this round's list */
	struct fate *next;
	UT_hash_handle hh;
};

struct known_queue {
	int64_t id;
	struct router_queue state;
	UT_hash_handle hh;
};

struct whatif {
	struct router *router;
	struct known_queue *queues;
	int64_t queue_version;
	struct fate *fates, *round;
	void (*differs)(void *ctx, const struct whatif_difference *difference);
	void *ctx;
	struct whatif_report *report;
};

/* ---- the configuration ---- */

static void
set_queue(struct whatif *whatif, struct router_queue *state)
{
	struct err err;

	state->version = ++whatif->queue_version;
	(void)router_queue_set(whatif->router, state, &err);
}

static void
keep_queue(struct whatif *whatif, const struct router_queue *state)
{
	struct known_queue *known;

	HASH_FIND(hh, whatif->queues, &state->id, sizeof(state->id), known);
	if (known == NULL) {
		known = mem_zero(1, sizeof(*known));
		known->id = state->id;
		HASH_ADD(hh, whatif->queues, id, sizeof(known->id), known);
	}
	known->state = *state;
	set_queue(whatif, &known->state);
}

static bool
is_configuration(enum event_kind kind)
{
	return kind == EVENT_QUEUE || kind == EVENT_QUEUE_REMOVE || kind == EVENT_MEMBER ||
	    kind == EVENT_MEMBER_REMOVE || kind == EVENT_RESERVE || kind == EVENT_SKILL ||
	    kind == EVENT_REVISION;
}

/* False: the first decision; the configuration ends here. */
static bool
take_configuration(struct whatif *whatif, const struct record_line *line)
{
	struct err err;

	if (line->kind != RECORD_LINE_INPUT)
		return line->kind != RECORD_LINE_DECIDE;
	if (line->event.kind == EVENT_QUEUE)
		keep_queue(whatif, &line->event.u.queue);
	else if (is_configuration(line->event.kind))
		(void)event_apply(whatif->router, &line->event, &err);
	return true;
}

/* ---- what was, and what would be ---- */

static struct fate *
fate_of(struct whatif *whatif, int64_t interaction)
{
	struct fate *fate;

	HASH_FIND(hh, whatif->fates, &interaction, sizeof(interaction), fate);
	if (fate == NULL) {
		fate = mem_zero(1, sizeof(*fate));
		fate->interaction = interaction;
		HASH_ADD(hh, whatif->fates, interaction, sizeof(fate->interaction), fate);
	}
	if (!fate->now) {
		fate->now = true;
		fate->was = fate->would = 0;
		fate->next = whatif->round;
		whatif->round = fate;
	}
	return fate;
}

static void
decide(struct whatif *whatif, int64_t now_ms)
{
	struct decision decision;

	while (router_decide(whatif->router, now_ms, &decision)) {
		struct fate *fate;

		if (decision.kind != DECISION_OFFER)
			continue;
		fate = fate_of(whatif, decision.interaction);
		fate->tenant = decision.tenant;
		fate->would = decision.agent;
		whatif->report->would_offers++;
	}
}

/* What was not offered goes back: the day goes on as it went. */
static void
judge(struct whatif *whatif, struct fate *fate, int64_t now_ms)
{
	struct whatif_difference difference = { now_ms, fate->tenant, fate->interaction, fate->was,
		fate->would };
	const struct router_interaction *known =
	    router_interaction_find(whatif->router, fate->interaction);
	struct err err;

	if (fate->would != 0 && fate->was == 0)
		(void)router_stale(whatif->router, fate->interaction, now_ms, &err);
	if (fate->was == fate->would || fate->told)
		return;
	fate->told = true;
	difference.tenant = known != NULL ? known->tenant : fate->tenant;
	whatif->report->differences++;
	whatif->differs(whatif->ctx, &difference);
}

static void
end_round(struct whatif *whatif, int64_t now_ms)
{
	while (whatif->round != NULL) {
		struct fate *fate = whatif->round;

		whatif->round = fate->next;
		fate->now = false;
		judge(whatif, fate, now_ms);
	}
}

static void
take_decision(struct whatif *whatif, const struct record_line *line)
{
	if (line->agent != 0) {
		fate_of(whatif, line->interaction)->was = line->agent;
		whatif->report->offers++;
	}
	decide(whatif, line->now_ms);
	if (line->none)
		end_round(whatif, line->now_ms);
}

/* A queue opens and closes as it did. */
static void
take_open(struct whatif *whatif, const struct router_queue *state)
{
	struct known_queue *known;

	HASH_FIND(hh, whatif->queues, &state->id, sizeof(state->id), known);
	if (known == NULL || known->state.open == state->open)
		return;
	known->state.open = state->open;
	set_queue(whatif, &known->state);
}

static bool
take_day(struct whatif *whatif, const struct record_line *line)
{
	struct err err;

	if (line->kind == RECORD_LINE_DECIDE)
		take_decision(whatif, line);
	else if (line->kind == RECORD_LINE_INPUT && line->event.kind == EVENT_QUEUE)
		take_open(whatif, &line->event.u.queue);
	else if (line->kind == RECORD_LINE_INPUT && !is_configuration(line->event.kind))
		(void)event_apply(
		    whatif->router, &line->event, &err); /* what was not offered is refused */
	return true;
}

/* ---- files ---- */

static int
read_file(struct whatif *whatif, FILE *file,
    bool (*take)(struct whatif *whatif, const struct record_line *line))
{
	struct whatif_report *report = whatif->report;
	char text[RECORD_LINE_MAX];
	struct record_line line;

	report->lines = 0;
	while (fgets(text, sizeof(text), file) != NULL) {
		struct view view = view_of(text);

		report->bad_line = ++report->lines;
		if (view.n > 0 && view.p[view.n - 1] == '\n')
			view.n--;
		if (report->lines == 1 && !record_is_header(view))
			return err_set(&report->err, ERR_INVALID, NULL, "this is no router's log");
		if (record_parse(view, &line, &report->err) != 0)
			return -1;
		if (!take(whatif, &line))
			break;
	}
	if (report->lines == 0)
		return err_set(&report->err, ERR_INVALID, NULL, "the log is empty");
	report->bad_line = 0;
	return 0;
}

static void
fini(struct whatif *whatif)
{
	struct known_queue *known, *next_known;
	struct fate *fate, *next_fate;

	HASH_ITER (hh, whatif->queues, known, next_known) {
		HASH_DEL(whatif->queues, known);
		free(known);
	}
	HASH_ITER (hh, whatif->fates, fate, next_fate) {
		HASH_DEL(whatif->fates, fate);
		free(fate);
	}
	router_free(whatif->router);
}

int
whatif_run(FILE *log, FILE *configuration,
    void (*differs)(void *ctx, const struct whatif_difference *difference), void *ctx,
    struct whatif_report *report)
{
	struct whatif whatif = {
		.router = router_new(), .differs = differs, .ctx = ctx, .report = report
	};
	int rc;

	*report = (struct whatif_report){ .in_configuration = true };
	rc = read_file(&whatif, configuration, take_configuration);
	if (rc == 0) {
		report->in_configuration = false;
		rc = read_file(&whatif, log, take_day);
	}
	fini(&whatif);
	return rc;
}
