/* phases - see phases.h */
#include "voiced/phases.h"

#include <inttypes.h>
#include <jansson.h>
#include <stdlib.h>
#include <string.h>

#include "common/base/bytes.h"
#include "common/base/clock.h"
#include "common/base/key.h"
#include "common/daemon/rounds.h"
#include "common/log/log.h"
#include "common/metrics/metrics.h"
#include "voiced/awaited.h"
#include "voiced/journal.h"
#include "voiced/tell.h"
#include "voiced/voiced.h"

enum {
	LOST_MS = 2000, /* how often it is asked for calls of dead daemons */
	LOST_ROWS = 100,
	AWAY_MS =
	    45000, /* so long the database was read without a break before anybody's silence counts */
	NUMBER_MAX = 20, /* as presence.emergency_call has it */
};

enum step { BEGAN, ANSWERED, ENDED, ELSEWHERE, STEPS };
static const char *const steps[STEPS] = { "began", "answered", "ended", "elsewhere" };

static COUNTER(calls_total, "voice_emergency_calls_total",
    "Emergency calls whose phases were told, call backs included");
static COUNTER(lost_total, "voice_emergency_calls_lost_total",
    "Emergency calls of dead daemons that were ended");

struct phases {
	struct daemon *daemon;
	int64_t tenant, agent, boot;
	char *call, *number, *sent, *place; /* NULL: none */
	bool call_back;
	bool lost; /* nobody knows when it ended: now */
	int64_t begun_ms;
	int64_t at_us[STEPS]; /* 0: it did not happen (yet) */
	int told; /* the steps below it are told, or did not happen */
	bool telling, over; /* over: whose call it is has let go */
	bool left; /* by a former process, in its journal */
	bool untold; /* the daemon ended first: the journal keeps it */
};

struct lost {
	struct rounds rounds;
	int left; /* calls of a former process that are still told */
	int64_t read_since_ms; /* 0: the last reading failed */
};

/* ---- one call ---- */

static char *
text_or_null(const char *text)
{
	return text != NULL && text[0] != '\0' ? mem_text(text) : NULL;
}

static struct lost *
lost_of(struct daemon *daemon)
{
	return daemon_data(daemon, "phases");
}

static void
phases_free(struct phases *phases)
{
	if (phases->left && lost_of(phases->daemon) != NULL)
		lost_of(phases->daemon)->left--;
	if (!phases->lost && !phases->untold)
		journal_drop(phases->daemon, phases->call);
	free(phases->call);
	free(phases->number);
	free(phases->sent);
	free(phases->place);
	free(phases);
}

static void next_step(struct phases *phases);

static void
on_told(void *ctx, const struct db_result *row)
{
	struct phases *phases = ctx;

	if (row != NULL && !view_is(db_text(row, 0, 0), "ok") &&
	    !view_is(db_text(row, 0, 0), "unchanged"))
		LOG(ERROR, "emergency_step_refused", LOG_TEXT("call", phases->call),
		    LOG_TEXT("step", steps[phases->told]));
	phases->untold |= row == NULL && daemon_draining(phases->daemon);
	if (phases->told == BEGAN && !phases->call_back && !phases->untold)
		awaited_told(phases->daemon, phases->tenant, phases->agent, phases->begun_ms);
	phases->telling = false;
	phases->told++;
	next_step(phases);
}

static void
tell_step(struct phases *phases, enum step step)
{
	struct fact fact = { .query = &q_emergency_call,
		.params = { P_INT(phases->tenant), P_INT(phases->agent), P_TEXT(phases->call),
		    P_BOOL(phases->call_back), db_text_or_null(phases->number), P_TEXT(steps[step]),
		    phases->lost ? P_NULL() : P_INT(phases->at_us[step]), P_INT(phases->boot),
		    db_text_or_null(phases->sent), db_text_or_null(phases->place) },
		.keys = { key_of_id("agent", phases->tenant, phases->agent) },
		.key_count = 1 };

	phases->told = (int)step;
	phases->telling = true;
	tell(phases->daemon, &fact, on_told, phases);
}

/* One at a time: a later step is never taken before an earlier one. */
static void
next_step(struct phases *phases)
{
	if (phases->telling)
		return;
	for (int step = phases->told; step < STEPS; step++)
		if (phases->at_us[step] != 0) {
			tell_step(phases, (enum step)step);
			return;
		}
	if (phases->over)
		phases_free(phases);
}

/* Each line says all, so that a torn one costs no other. */
static void
note_step(const struct phases *phases, enum step step)
{
	json_t *line = json_pack("{sI sI ss sb ss* ss* ss* sI ss sI}", "tenant", phases->tenant,
	    "agent", phases->agent, "call", phases->call, "call_back", phases->call_back, "number",
	    phases->number, "sent", phases->sent, "place", phases->place, "boot", phases->boot,
	    "step", steps[step], "at_us", phases->at_us[step]);
	char *text = json_dumps(line, JSON_COMPACT);

	if (text != NULL)
		journal_add(phases->daemon, phases->call, view_of(text));
	free(text);
	json_decref(line);
}

static void
happen(struct phases *phases, enum step step)
{
	phases->at_us[step] = daemon_now_us(phases->daemon);
	if (!phases->lost)
		note_step(phases, step);
	next_step(phases);
}

struct phases *
phases_begin(struct daemon *daemon, const struct phases_of *of)
{
	struct phases *phases = mem_zero(1, sizeof(*phases));

	phases->daemon = daemon;
	phases->boot = daemon_boot(daemon);
	phases->tenant = of->tenant;
	phases->agent = of->agent;
	phases->call_back = of->call_back;
	phases->call = mem_text(of->call);
	phases->number = text_or_null(of->number);
	phases->sent = text_or_null(of->sent);
	phases->place = text_or_null(of->place);
	if (phases->number != NULL && strlen(phases->number) > NUMBER_MAX)
		phases->number[NUMBER_MAX] = '\0';
	phases->begun_ms = clock_mono_ms();
	metric_add(&calls_total, 1);
	happen(phases, BEGAN);
	return phases;
}

void
phases_answered(struct phases *phases)
{
	happen(phases, ANSWERED);
}

void
phases_ended(struct phases *phases)
{
	phases->over = true;
	happen(phases, ENDED);
}

void
phases_elsewhere(struct phases *phases)
{
	phases->over = true;
	happen(phases, ELSEWHERE);
}

/* ---- what a former process knew and could not tell ---- */

static char *
text_of(const json_t *line, const char *name)
{
	return text_or_null(json_string_value(json_object_get(line, name)));
}

static int64_t
number_in(const json_t *line, const char *name)
{
	return json_integer_value(json_object_get(line, name));
}

static void
take_line(struct phases *phases, const char *name, struct view text)
{
	json_t *line = json_loadb(text.p, text.n, 0, NULL);
	const char *call = json_string_value(json_object_get(line, "call"));
	const char *word = json_string_value(json_object_get(line, "step"));

	if (phases->call == NULL && call != NULL && strcmp(call, name) == 0) {
		phases->call = mem_text(call);
		phases->tenant = number_in(line, "tenant");
		phases->agent = number_in(line, "agent");
		phases->boot = number_in(line, "boot");
		phases->call_back = json_is_true(json_object_get(line, "call_back"));
		phases->number = text_of(line, "number");
		phases->sent = text_of(line, "sent");
		phases->place = text_of(line, "place");
	}
	for (int step = 0; word != NULL && step < STEPS; step++)
		if (strcmp(word, steps[step]) == 0 && phases->at_us[step] == 0)
			phases->at_us[step] = number_in(line, "at_us");
	json_decref(line);
}

/* Told with the run that carried it: without an end, it is found as a dead daemon's call then. */
static void
on_left(void *ctx, const char *name, struct view text)
{
	struct lost *lost = ctx;
	struct phases *phases = mem_zero(1, sizeof(*phases));

	phases->daemon = lost->rounds.daemon;
	while (text.n > 0)
		take_line(phases, name, view_cut(&text, '\n'));
	if (phases->call == NULL) {
		LOG(ERROR, "emergency_journal_unread", LOG_TEXT("call", name));
		journal_drop(phases->daemon, name);
		free(phases);
		return;
	}
	LOG(WARN, "emergency_call_left", LOG_ID("tenant", phases->tenant),
	    LOG_ID("agent", phases->agent));
	phases->over = phases->left = true;
	lost->left++;
	next_step(phases);
}

/* ---- calls of dead daemons ---- */

static void
end_lost(struct daemon *daemon, const struct db_result *rows, int i)
{
	struct phases *phases = mem_zero(1, sizeof(*phases));

	LOG(WARN, "emergency_call_lost", LOG_ID("tenant", db_int(rows, i, 0)),
	    LOG_ID("agent", db_int(rows, i, 1)));
	metric_add(&lost_total, 1);
	phases->daemon = daemon;
	phases->boot = daemon_boot(daemon);
	phases->tenant = db_int(rows, i, 0);
	phases->agent = db_int(rows, i, 1);
	phases->call = view_dup(db_text(rows, i, 2));
	phases->call_back = db_bool(rows, i, 3);
	phases->lost = true;
	phases_ended(phases);
}

static void
on_lost(void *ctx, enum db_outcome outcome, const struct db_result *rows)
{
	struct lost *lost = ctx;
	struct daemon *daemon = lost->rounds.daemon;

	if (!rounds_back(&lost->rounds))
		return;
	if (outcome != DB_DONE) {
		lost->read_since_ms = 0;
		rounds_in(&lost->rounds, LOST_MS);
		return;
	}
	if (lost->read_since_ms == 0)
		lost->read_since_ms = clock_mono_ms();
	for (int i = 0; i < rows->rows; i++)
		end_lost(daemon, rows, i);
	rounds_in(&lost->rounds, LOST_MS);
}

static void
look_for_lost(void *part)
{
	struct lost *lost = part;
	struct daemon *daemon = lost->rounds.daemon;
	bool away = lost->read_since_ms != 0 && clock_mono_ms() - lost->read_since_ms > AWAY_MS;
	const struct db_param params[] = { P_INT(daemon_boot(daemon)), P_INT(LOST_ROWS),
		P_BOOL(away) };

	if (lost->left > 0) { /* their own times count */
		rounds_in(&lost->rounds, LOST_MS);
		return;
	}
	rounds_begun(&lost->rounds);
	db_submit(daemon_db(daemon),
	    &(struct db_call){
		.query = &q_emergency_calls_lost, .lane = DB_LANE_READ, .params = params },
	    on_lost, lost);
}

int
phases_start(struct daemon *daemon, struct err *err)
{
	struct lost *lost = mem_zero(1, sizeof(*lost));

	(void)err;
	metric_register(&calls_total);
	metric_register(&lost_total);
	rounds_init(&lost->rounds, daemon, "phases", look_for_lost);
	journal_read(daemon, on_left, lost);
	rounds_in(&lost->rounds, 0);
	return 0;
}

void
phases_stop(struct daemon *daemon)
{
	rounds_stop(daemon_data(daemon, "phases"));
}
