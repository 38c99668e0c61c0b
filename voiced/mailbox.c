/* mailbox - see mailbox.h */
#include "voiced/mailbox.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "common/base/utf8.h"
#include "common/log/log.h"
#include "common/loop/loop.h"
#include "common/metrics/metrics.h"
#include "voiced/keep.h"
#include "voiced/own_sounds.h"
#include "voiced/sound.h"
#include "voiced/voiced.h"

enum {
	NUMBER_SIZE = 32,
	SHOWN_MAX = 80, /* letters, as voice.voicemail has it */
	SHOWN_SIZE = 4 * SHOWN_MAX + 1,
	SAY_MS = 90000, /* no greeting is longer, and nobody waits longer for one */
	MS_PER_S = 1000,
	US_PER_MS = 1000,
};

static GAUGE(now_here, "voice_mailbox_calls", "Callers who leave a message now");
static COUNTER(taken_total, "voice_messages_total{outcome=\"taken\"}", "Messages of callers");
static COUNTER(brief_total, "voice_messages_total{outcome=\"brief\"}", "Messages of callers");
static COUNTER(full_total, "voice_messages_total{outcome=\"full\"}", "Messages of callers");
static COUNTER(lost_total, "voice_messages_total{outcome=\"not_kept\"}", "Messages of callers");

enum stage { STAGE_ASKING, STAGE_READY, STAGE_GREETING, STAGE_RECORDING, STAGE_PARTING };

struct visit {
	struct daemon *daemon;
	struct call *call; /* NULL: it is over */
	enum stage stage;
	struct mailbox_for whose; /* its views are of the texts here */
	char number[NUMBER_SIZE], shown[SHOWN_SIZE], id[CALL_ID_SIZE];
	char folder[VAULT_PATH_MAX];
	bool writable; /* a message could be kept: the disk and the mailbox have room */
	struct own_sounds own; /* the user's or the queue's own greeting */
	struct kept_file file;
	struct timer timer;
	bool recording;
	int pending; /* a job, a query, a closing timer */
};

struct mailboxes {
	int count;
	bool stopping;
};

static struct mailboxes *
all_of(struct daemon *daemon)
{
	return daemon_data(daemon, "mailbox");
}

/* ---- the end ---- */

static void
all_settle(struct daemon *daemon)
{
	struct mailboxes *all = all_of(daemon);

	if (!all->stopping || all->count > 0)
		return;
	daemon_set_data(daemon, "mailbox", NULL);
	free(all);
	daemon_part_stopped(daemon);
}

static void
settle(struct visit *visit)
{
	struct daemon *daemon = visit->daemon;

	if (visit->call != NULL || visit->recording || visit->pending > 0)
		return;
	metric_set(&now_here, --all_of(daemon)->count);
	own_sounds_drop(&visit->own);
	buf_fini(&visit->file.about);
	free(visit);
	all_settle(daemon);
}

static void
on_timer_closed(void *ctx)
{
	struct visit *visit = ctx;

	visit->pending--;
	settle(visit);
}

/* The call itself is over, or is ended by whoever calls this. */
static void
leave(struct visit *visit)
{
	visit->call = NULL;
	visit->pending++;
	timer_close(&visit->timer, on_timer_closed);
}

static void
finish(struct visit *visit)
{
	struct call *call = visit->call;

	leave(visit);
	call_end(call, 480, "Temporarily Unavailable");
}

/* ---- what the caller hears ---- */

/* The clip, if there is one, then these prompts. */
static bool
say(struct visit *visit, const enum say_prompt *prompts, size_t count, struct clip *first)
{
	struct playlist list = { 0 };

	if (first != NULL)
		(void)playlist_add(&list, first);
	(void)prompts_say(sound_prompts(visit->daemon), prompts, count, &list);
	return call_say(visit->call, &list);
}

static void
greet(struct visit *visit)
{
	const enum say_prompt user[] = { SAY_not_there, SAY_leave_message, SAY_beep };
	const enum say_prompt queue[] = { SAY_nobody_free, SAY_leave_message, SAY_beep };
	const enum say_prompt beep[] = { SAY_beep };
	bool said;

	visit->stage = STAGE_GREETING;
	timer_in(&visit->timer, SAY_MS);
	if (visit->own.at[OWN_VOICEMAIL] != NULL)
		said = say(visit, beep, 1, visit->own.at[OWN_VOICEMAIL]);
	else
		said = say(visit, visit->whose.user != 0 ? user : queue, 3, NULL);
	if (!said)
		finish(visit);
}

/* The last words; then it ends. */
static void
part(struct visit *visit, enum say_prompt words)
{
	visit->stage = STAGE_PARTING;
	timer_in(&visit->timer, SAY_MS);
	if (!say(visit, &words, 1, NULL))
		finish(visit);
}

static void
on_listens(void *ctx)
{
	struct visit *visit = ctx;

	if (visit->stage != STAGE_READY || !call_listens(visit->call))
		return;
	if (visit->writable)
		greet(visit);
	else
		part(visit, SAY_not_kept);
}

/* ---- what they say ---- */

static void
on_recorded(void *ctx, const struct call_recorded *what)
{
	struct visit *visit = ctx;
	bool brief = what->loud_ms < KEEP_LEAST_MS;

	visit->recording = false;
	metric_add(!what->kept ? &lost_total : brief ? &brief_total : &taken_total, 1);
	if (what->kept)
		(brief ? keep_drop : keep_take)(visit->daemon, visit->file.name);
	if (visit->call == NULL)
		settle(visit);
	else if (!what->kept)
		part(visit, SAY_not_kept);
	else
		part(visit, SAY_message_kept);
}

static void
record(struct visit *visit)
{
	const struct config *config = daemon_config(visit->daemon);
	const struct kept_about about = { .tenant = visit->whose.tenant,
		.owner = visit->whose.user,
		.side = side_name(visit->whose.side),
		.queue = visit->whose.queue,
		.interaction = visit->whose.interaction,
		.caller = visit->whose.caller,
		.call = visit->id,
		.number = visit->number,
		.shown = visit->shown,
		.at_ms = daemon_now_us(visit->daemon) / US_PER_MS };
	struct record_spec spec;

	keep_file(visit->daemon, &about, &visit->file);
	spec = (struct record_spec){ .path = visit->file.path,
		.ring = daemon_key_ring(visit->daemon),
		.place = visit->file.place,
		.about = buf_view(&visit->file.about),
		.length_ms = (int)config_int(config, "voicemail_length_s") * MS_PER_S,
		.silence_ms = (int)config_int(config, "voicemail_silence_s") * MS_PER_S };
	visit->stage = STAGE_RECORDING;
	timer_stop(&visit->timer);
	visit->recording = call_record(visit->call, &spec, on_recorded, visit);
	if (!visit->recording)
		part(visit, SAY_not_kept);
}

static void
on_said(void *ctx)
{
	struct visit *visit = ctx;

	if (visit->stage == STAGE_GREETING)
		record(visit);
	else if (visit->stage == STAGE_PARTING)
		finish(visit);
}

static void
on_digit(void *ctx, char digit)
{
	struct visit *visit = ctx;

	if (visit->stage == STAGE_RECORDING && digit == '#')
		call_record_stop(visit->call);
}

static void
on_ended(void *ctx, enum party_end end, int status)
{
	struct visit *visit = ctx;

	(void)end;
	(void)status;
	leave(visit);
}

static void
on_late(void *ctx)
{
	struct visit *visit = ctx;

	if (visit->call != NULL)
		finish(visit);
}

/* ---- before: can it be kept, is there a greeting of one's own ---- */

static void
ready(struct visit *visit)
{
	if (visit->call == NULL) {
		settle(visit);
		return;
	}
	visit->stage = STAGE_READY;
	on_listens(visit);
}

static void
on_greeting(void *ctx, struct own_sounds *sounds)
{
	struct visit *visit = ctx;

	visit->pending--;
	if (sounds != NULL)
		visit->own = *sounds;
	ready(visit);
}

static void
find_greeting(struct visit *visit)
{
	const struct own_sounds_of whose = { visit->whose.tenant, visit->whose.user,
		visit->whose.queue };

	if (visit->call == NULL || !visit->writable) {
		ready(visit);
		return;
	}
	visit->pending++;
	own_sounds_find(visit->daemon, &whose, 1U << OWN_VOICEMAIL, on_greeting, visit);
}

/* While the database is away messages wait on the disk, as long as that has room. */
static void
on_room(void *ctx, enum db_outcome outcome, const struct db_result *row)
{
	struct visit *visit = ctx;

	visit->pending--;
	if (outcome == DB_DONE && row->rows == 1 && !db_bool(row, 0, 0)) {
		visit->writable = false;
		metric_add(&full_total, 1);
		LOG(WARN, "mailbox_full", LOG_ID("tenant", visit->whose.tenant),
		    LOG_ID("user", visit->whose.user), LOG_ID("queue", visit->whose.queue));
	}
	find_greeting(visit);
}

static void
do_look(void *ctx)
{
	struct visit *visit = ctx;

	visit->writable = keep_writable(visit->folder);
}

static void
on_looked(void *ctx)
{
	struct visit *visit = ctx;
	const struct db_param params[] = { P_INT(visit->whose.tenant), P_INT(visit->whose.user),
		P_INT(visit->whose.queue) };

	visit->pending--;
	if (daemon_key_ring(visit->daemon) == NULL)
		visit->writable = false;
	if (visit->call == NULL || !visit->writable) {
		ready(visit);
		return;
	}
	visit->pending++;
	db_submit(daemon_db(visit->daemon),
	    &(struct db_call){ .query = &q_voicemail_room, .lane = DB_LANE_READ, .params = params },
	    on_room, visit);
}

static const struct call_events events = {
	.listens = on_listens,
	.said = on_said,
	.digit = on_digit,
	.ended = on_ended,
};

void
mailbox_take(struct daemon *daemon, struct call *call, const struct mailbox_for *whose)
{
	struct visit *visit = mem_zero(1, sizeof(*visit));

	visit->daemon = daemon;
	visit->call = call;
	visit->whose = *whose;
	(void)view_copy(whose->number, visit->number, sizeof(visit->number));
	if (utf8_valid(whose->shown))
		(void)view_copy(
		    utf8_head(whose->shown, SHOWN_MAX), visit->shown, sizeof(visit->shown));
	(void)view_copy(view_of(call_id(call)), visit->id, sizeof(visit->id));
	(void)snprintf(visit->folder, sizeof(visit->folder), "%s", keep_folder(daemon));
	timer_init(&visit->timer, daemon_loop(daemon), on_late, visit);
	timer_in(&visit->timer, SAY_MS);
	metric_set(&now_here, ++all_of(daemon)->count);
	call_give(call, &events, visit);
	call_fars_end(call, NULL, NULL);
	call_quiet(call);
	call_music(call);
	call_answer(call);
	visit->pending++;
	job_run(daemon_loop(daemon), do_look, on_looked, visit);
}

int
mailbox_start(struct daemon *daemon, struct err *err)
{
	struct metric *const all[] = { &now_here, &taken_total, &brief_total, &lost_total,
		&full_total };

	(void)err;
	for (size_t i = 0; i < sizeof(all) / sizeof(all[0]); i++)
		metric_register(all[i]);
	daemon_set_data(daemon, "mailbox", mem_zero(1, sizeof(struct mailboxes)));
	return 0;
}

/* The calls have ended with the SIP stack; what they said is still written. */
void
mailbox_stop(struct daemon *daemon)
{
	all_of(daemon)->stopping = true;
	all_settle(daemon);
}
