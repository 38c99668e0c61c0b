/*
 * smpp_submit - a message on its way by SMPP: its parts one after another, each answered before the next leaves.
 *
 * So nothing is half sent that need not be: what the first part is refused for leaves nothing behind, and goes
 * back to the outbox when it may be tried again. Once a part was taken the rest is tried here, a few times; it
 * can't go back, as the first would be sent twice (SMS-31).
 */
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>

#include "common/base/bytes.h"
#include "common/base/clock.h"
#include "smsgw/core/smpp_submit.h"
#include "smsgw/smpp_links.h"

struct job {
	struct link link; /* in set->queue; or in none: a part is under way, or it waits */
	struct smpp_set *set;
	struct smpp_parts parts;
	struct smpp_pdu pdu; /* what all parts have */
	char from[NUMBER_SIZE], to[NUMBER_SIZE], validity[SMPP_TIME_SIZE];
	int part; /* the one that is next, or under way */
	int tries; /* of it, that were refused for now */
	int64_t attempt;
	struct timer timer;
	struct smpp_result result;
	bool (*sure)(void *ctx);
	void (*done)(void *ctx, const struct smpp_result *result);
	void *ctx;
	bool ended;
};

/* ---- the end ---- */

static void
job_free(void *ctx)
{
	struct job *job = ctx;
	struct smpp_set *set = job->set;
	void (*done)(void *, const struct smpp_result *) = job->done;
	struct smpp_result result = job->result;

	ctx = job->ctx;
	smpp_parts_fini(&job->parts);
	free(job);
	set->jobs--;
	done(ctx, &result);
	smpp_set_free_when_quiet(set);
}

/* Told on a later turn, from wherever it is found out. */
static void
end(struct job *job, enum sending sending, const char *code, const char *reason)
{
	struct sending_result *result = &job->result.result;

	if (job->ended)
		return;
	job->ended = true;
	list_remove(&job->set->queue, &job->link);
	result->sending = sending;
	(void)snprintf(result->code, sizeof(result->code), "%s", code);
	(void)snprintf(result->reason, sizeof(result->reason), "%s", reason);
	timer_close(&job->timer, job_free);
}

/* Nothing of the present part can have left. */
static void
end_unsent(struct job *job, const char *reason)
{
	if (job->part == 0)
		end(job, SENDING_RETRY, "", reason);
	else
		end(job, SENDING_UNKNOWN, "", reason);
}

/* ---- answers ---- */

static void
on_taken(struct job *job, struct view id)
{
	char *kept = job->result.ids[job->part];

	if (smpp_id_is_readable(id))
		smpp_id_of_response((enum smpp_id_type)job->set->settings.id_type, id, kept);
	else /* taken all the same; no receipt will be found for it */
		(void)snprintf(kept, SMPP_ID_SIZE, "none:%" PRIx64 ".%d", random_u64(), job->part);
	job->result.id_count = ++job->part;
	job->tries = 0;
	if (job->part == job->parts.count) {
		(void)snprintf(job->result.result.provider_id,
		    sizeof(job->result.result.provider_id), "%s", job->result.ids[0]);
		end(job, SENDING_SENT, "", "");
		return;
	}
	list_prepend(&job->set->queue, &job->link);
}

static void
on_refused(struct job *job, uint32_t status)
{
	const struct smpp_status_row *row = smpp_status_find(status);
	struct smpp_verdict verdict = smpp_judge(status, job->part, job->tries, job->attempt);
	char code[16];

	(void)snprintf(code, sizeof(code), "0x%08" PRIx32, status);
	if (verdict.again_here) {
		job->tries++;
		timer_in(&job->timer, verdict.wait_ms);
		return;
	}
	job->result.retry_ms = verdict.wait_ms;
	end(job, verdict.sending, code, row->words);
}

void
smpp_on_answer(void *token, const struct smpp_action *action)
{
	struct job *job = token;
	struct smpp_set *set = job->set;

	if (action->act == SMPP_ACT_ANSWERED && action->status == SMPP_ROK)
		on_taken(job, action->message_id);
	else if (action->act == SMPP_ACT_ANSWERED)
		on_refused(job, action->status);
	else if (set->settings.requeue == 0 || set->ending)
		end(job, SENDING_UNKNOWN, "", "the carrier did not answer");
	else if (job->part == 0)
		end(job, SENDING_RETRY, "", "the carrier did not answer");
	else
		list_prepend(&set->queue, &job->link);
	smpp_pump(set);
}

/* ---- sending ---- */

static struct smpp_bind *
find_bind(struct smpp_set *set, int64_t now_ms, int64_t *wait_ms)
{
	list_for_each (&set->binds, at) {
		struct smpp_bind *bind = LIST_OF(at, struct smpp_bind, link);
		int64_t wait = bind->ending ? -1 : smpp_link_take(&bind->machine, 1, now_ms);

		if (wait == 0)
			return bind;
		if (wait > 0 && (*wait_ms < 0 || wait < *wait_ms))
			*wait_ms = wait;
	}
	return NULL;
}

static void
submit(struct job *job, struct smpp_bind *bind, int64_t now_ms)
{
	struct smpp_pdu pdu = job->pdu;
	struct buf tlvs = { 0 };

	pdu.sequence = smpp_link_submit(&bind->machine, job, now_ms);
	smpp_part_fill(&job->parts, job->part, &pdu, &tlvs);
	(void)smpp_bind_send(bind, &pdu); /* its bounds were checked when the job was made */
	buf_fini(&tlvs);
	/* The next one goes by another bind. */
	list_remove(&bind->set->binds, &bind->link);
	list_append(&bind->set->binds, &bind->link);
}

void
smpp_pump(struct smpp_set *set)
{
	while (!list_empty(&set->queue)) {
		struct job *job = LIST_OF(set->queue.head.next, struct job, link);
		int64_t now_ms = clock_mono_ms(), wait_ms = -1;
		struct smpp_bind *bind;

		if (!job->sure(job->ctx)) {
			end_unsent(job, "another gateway has taken over");
			continue;
		}
		bind = find_bind(set, now_ms, &wait_ms);
		if (bind == NULL) {
			if (wait_ms > 0)
				timer_in(&set->pace, wait_ms);
			return;
		}
		list_remove(&set->queue, &job->link);
		submit(job, bind, now_ms);
		smpp_bind_act(bind); /* its deadlines have changed */
	}
}

void
smpp_on_all_down(struct smpp_set *set)
{
	list_for_each_safe (&set->queue, at)
		end_unsent(LIST_OF(at, struct job, link), "the carrier can't be reached");
}

/* The part may go: for the first time, or again. */
static void
on_timer(void *ctx)
{
	struct job *job = ctx;

	list_append(&job->set->queue, &job->link);
	if (job->set->up == 0)
		end_unsent(job, "the carrier can't be reached");
	else
		smpp_pump(job->set);
}

void
smpp_job_start(struct smpp_set *set, const struct outgoing *outgoing, int64_t attempt,
    bool (*sure)(void *ctx), void (*done)(void *ctx, const struct smpp_result *result), void *ctx)
{
	const struct smpp_settings *settings = &set->settings;
	const struct smpp_charsets charsets = { (enum smpp_charset)settings->dcs0,
		(enum smpp_charset)settings->dcs1 };
	struct job *job = mem_zero(1, sizeof(*job));
	struct err err;

	job->set = set;
	job->attempt = attempt;
	job->sure = sure;
	job->done = done;
	job->ctx = ctx;
	job->result.retry_ms = -1;
	set->jobs++;
	timer_init(&job->timer, daemon_loop(set->smpp->daemon), on_timer, job);
	(void)view_copy(outgoing->from, job->from, sizeof(job->from));
	(void)view_copy(outgoing->to, job->to, sizeof(job->to));
	smpp_validity(outgoing->validity_s, job->validity);
	job->pdu = (struct smpp_pdu){ .command = SMPP_SUBMIT_SM,
		.validity = view_of(job->validity),
		.registered_delivery = 1 };
	smpp_address(
	    view_of(job->from), &job->pdu.source_ton, &job->pdu.source_npi, &job->pdu.source);
	smpp_address(view_of(job->to), &job->pdu.destination_ton, &job->pdu.destination_npi,
	    &job->pdu.destination);
	if (smpp_parts_make(outgoing->text, &charsets, (enum smpp_long)settings->how_long,
		(uint8_t)random_u64(), &job->parts, &err) != 0)
		end(job, SENDING_FAILED, "", err.text);
	else
		timer_in(&job->timer, 0);
}
