/*
 * leg_sent - our own INVITE and UPDATE requests, the first and further ones, and what is answered to them
 * (RFC 3261 13.2, 14.1, 22; RFC 3262 4)
 */
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <sofia-sip/sip_header.h>
#include <sofia-sip/sip_protos.h>
#include <sofia-sip/sip_status.h>
#include <sofia-sip/sip_tag.h>

#include "common/base/bytes.h"
#include "common/metrics/metrics.h"
#include "voiced/sip/leg_parts.h"

enum {
	REPEATS_MAX = 5, /* of one request, for whatever reason */
	CALM_MS = 250, /* before an offer is made again while one of theirs is in hand */
};

static COUNTER(sent_total, "voice_legs_total{side=\"sent\"}", "Dialogs by which side began them");
static COUNTER(crossed_total, "voice_legs_crossed_total",
    "Answers that crossed our CANCEL: acknowledged and ended");

void
sip_legs_sent_register(void)
{
	metric_register(&sent_total);
	metric_register(&crossed_total);
}

/* ---- what is under way ---- */

bool
leg_asks_nothing(const struct sip_leg *leg)
{
	return leg->ask.kind == ASK_NONE && !leg->ask.late;
}

bool
leg_ask_under_way(const struct sip_leg *leg)
{
	return leg->ask.late || (leg->ask.kind != ASK_NONE && !leg->ask.waiting);
}

/* The transaction stays: an answer that comes once more, or from another branch, is the library's to settle. */
void
leg_ask_end(struct sip_leg *leg)
{
	struct ask *ask = &leg->ask;

	free(ask->target);
	free(ask->headers);
	free(ask->sdp);
	free(ask->credentials);
	free(ask->type);
	free(ask->body);
	if (ask->timer != NULL)
		su_timer_destroy(ask->timer);
	*ask = (struct ask){ .transaction = ask->transaction };
}

static void
ask_begin(struct sip_leg *leg, enum ask_kind kind, struct view sdp)
{
	leg_ask_end(leg);
	leg->ask.kind = kind;
	leg->ask.sdp = sdp.n > 0 ? view_dup(sdp) : NULL;
	leg->ask.max_forwards = SIP_FORWARDS;
}

static int on_response(nta_outgoing_magic_t *magic, nta_outgoing_t *outgoing, const sip_t *sip);

static bool
ask_create(struct sip_leg *leg)
{
	struct ask *ask = &leg->ask;
	const char *type = ask->body != NULL ? ask->type : "application/sdp";
	const char *body = ask->body != NULL ? ask->body : ask->sdp;
	char expires[TIMER_TEXT_SIZE], least[TIMER_TEXT_SIZE], hops[12];

	leg_timer_ask(leg, expires, least);
	(void)snprintf(hops, sizeof(hops), "%d", ask->max_forwards);
	if (ask->transaction != NULL)
		nta_outgoing_destroy(ask->transaction);
	ask->transaction = nta_outgoing_tcreate(leg->dialog, on_response,
	    (nta_outgoing_magic_t *)leg, URL_STRING_MAKE(leg->route),
	    ask->update ? sip_method_update : sip_method_invite, ask->update ? "UPDATE" : "INVITE",
	    ask->target != NULL ? URL_STRING_MAKE(ask->target) : NULL,
	    NTATAG_PASS_100(1), /* a trunk that says 100 is there: heard() */
	    SIPTAG_CONTACT_STR(leg->contact), SIPTAG_MAX_FORWARDS_STR(hops),
	    SIPTAG_ALLOW_STR(ALLOW_INSIDE),
	    /* A reliable answer to an INVITE without an offer would bring one (RFC 3262 5): not done. */
	    SIPTAG_SUPPORTED_STR(
		ask->kind == ASK_FIRST && ask->sdp != NULL ? "timer, 100rel" : "timer"),
	    TAG_IF(expires[0] != '\0', SIPTAG_SESSION_EXPIRES_STR(expires)),
	    TAG_IF(least[0] != '\0', SIPTAG_MIN_SE_STR(least)),
	    TAG_IF(ask->headers != NULL, SIPTAG_HEADER_STR(ask->headers)),
	    TAG_IF(ask->credentials != NULL, SIPTAG_HEADER_STR(ask->credentials)),
	    TAG_IF(body != NULL, SIPTAG_CONTENT_TYPE_STR(type)),
	    TAG_IF(body != NULL, SIPTAG_PAYLOAD_STR(body)), TAG_END());
	return ask->transaction != NULL;
}

bool
leg_ask_send(struct sip_leg *leg)
{
	leg->ask.waiting = false;
	if (ask_create(leg))
		return true;
	leg_over(leg, SIP_END_LOST, 503);
	return false;
}

/* The ACK has the credentials of its INVITE (22.1). */
void
leg_ack(struct sip_leg *leg, struct view sdp)
{
	su_home_t home[1] = { SU_HOME_INIT(home) };
	struct ask *ask = &leg->ask;
	sip_cseq_t *cseq =
	    sip_cseq_create(home, nta_outgoing_cseq(ask->transaction), SIP_METHOD_ACK);
	char *body = sdp.n > 0 ? view_dup(sdp) : NULL;
	nta_outgoing_t *ack = nta_outgoing_tcreate(leg->dialog, NULL, NULL,
	    URL_STRING_MAKE(leg->route), SIP_METHOD_ACK, NULL, SIPTAG_CSEQ(cseq),
	    TAG_IF(ask->credentials != NULL, SIPTAG_HEADER_STR(ask->credentials)),
	    TAG_IF(body != NULL, SIPTAG_CONTENT_TYPE_STR("application/sdp")),
	    TAG_IF(body != NULL, SIPTAG_PAYLOAD_STR(body)), TAG_END());

	if (ack != NULL)
		nta_outgoing_destroy(ack);
	ask->late = false;
	free(body);
	su_home_deinit(home);
}

/* ---- once more ---- */

static void
on_again(su_root_magic_t *magic, su_timer_t *timer, su_timer_arg_t *arg)
{
	struct sip_leg *leg = (struct sip_leg *)arg;

	(void)magic;
	if (leg->incoming != NULL)
		(void)su_timer_set_interval(
		    timer, on_again, arg, CALM_MS); /* it ends: it has a deadline of its own */
	else
		(void)leg_ask_send(leg);
}

static bool
ask_again_in(struct sip_leg *leg, int64_t wait_ms)
{
	struct ask *ask = &leg->ask;

	if (ask->repeats++ >= REPEATS_MAX)
		return false;
	if (ask->timer == NULL)
		ask->timer = leg_timer_new(leg);
	ask->waiting = true;
	return ask->timer != NULL &&
	    su_timer_set_interval(ask->timer, on_again, (su_timer_arg_t *)leg, wait_ms) == 0;
}

/* 14.1: whose Call-ID it is waits longer. In tests with short patience all is shorter. */
static int64_t
glare_wait_ms(const struct sip_leg *leg)
{
	const bool own_call = leg->message == NULL;
	const int64_t steps = (int64_t)(random_u64() % (own_call ? 191 : 201)); /* of 10 ms */
	const int64_t wait_ms = steps * 10 + (own_call ? 2100 : 0);

	return wait_ms * sip_patience_ms(leg->sip) / SIP_PATIENCE_MS;
}

static int
challenges_of(const sip_t *sip, int status, su_home_t *home, struct view out[SIP_CHALLENGES_MAX])
{
	const sip_www_authenticate_t *at =
	    status == 401 ? sip->sip_www_authenticate : sip->sip_proxy_authenticate;
	int count = 0;

	for (; at != NULL && count < SIP_CHALLENGES_MAX; at = at->au_next) {
		char *text = sip_header_as_string(home, (const sip_header_t *)at);

		if (text != NULL)
			out[count++] = view_of(text);
	}
	return count;
}

static void
tell_challenge(struct sip_leg *leg, const struct sip_challenge *told, su_home_t *home)
{
	struct sip_challenge challenge = *told;
	msg_t *message = nta_outgoing_getrequest(leg->ask.transaction);
	const sip_request_t *line = message != NULL ? sip_object(message)->sip_request : NULL;

	if (line != NULL) {
		challenge.method = view_of(line->rq_method_name);
		challenge.uri = view_of(url_as_string(home, line->rq_url));
		TELL(leg, challenged, &challenge);
	}
	if (message != NULL)
		msg_destroy(message);
}

/* False: nobody gave credentials; they are for this request alone. */
static bool
credentials_given(struct sip_leg *leg, int status, const sip_t *sip)
{
	su_home_t home[1] = { SU_HOME_INIT(home) };
	struct view challenges[SIP_CHALLENGES_MAX];
	struct sip_challenge challenge = { .status = status, .all = challenges };

	free(leg->ask.credentials);
	leg->ask.credentials = NULL;
	if (leg->ask.authorized || sip == NULL)
		return false;
	challenge.count = challenges_of(sip, status, home, challenges);
	leg->ask.authorized = true;
	if (challenge.count > 0)
		tell_challenge(leg, &challenge, home);
	su_home_deinit(home);
	return leg->ask.credentials != NULL;
}

void
sip_leg_authorize(struct sip_leg *leg, struct view credentials)
{
	struct buf line = { 0 };

	if (!leg->ask.authorized || leg->ask.credentials != NULL)
		return;
	buf_add_text(&line,
	    nta_outgoing_status(leg->ask.transaction) == 401 ? "Authorization: "
							     : "Proxy-Authorization: ");
	buf_add_view(&line, credentials);
	buf_add_text(&line, "\r\n");
	leg->ask.credentials = line.p;
}

/* ---- the first INVITE: 1xx ---- */

static struct early *
early_of(struct sip_leg *leg, const sip_t *sip)
{
	const char *tag = sip->sip_to != NULL ? sip->sip_to->a_tag : NULL;
	struct early *early;

	if (tag == NULL || strlen(tag) >= EARLY_TAG_SIZE)
		return NULL;
	for (int i = 0; i < leg->early_count; i++)
		if (strcmp(leg->early[i].tag, tag) == 0)
			return &leg->early[i];
	if (leg->early_count == EARLY_MAX)
		return NULL;
	early = &leg->early[leg->early_count++];
	(void)snprintf(early->tag, sizeof(early->tag), "%s", tag);
	return early;
}

static void
say_prack(struct sip_leg *leg, const sip_t *sip)
{
	sip_rack_t rack[1];
	nta_outgoing_t *prack;

	sip_rack_init(rack);
	rack->ra_response = (uint32_t)sip->sip_rseq->rs_response;
	rack->ra_cseq = sip->sip_cseq->cs_seq;
	rack->ra_method = sip_method_invite;
	rack->ra_method_name = "INVITE";
	prack = nta_outgoing_tcreate(leg->dialog, NULL, NULL, URL_STRING_MAKE(leg->route),
	    SIP_METHOD_PRACK,
	    sip->sip_contact != NULL ? (const url_string_t *)sip->sip_contact->m_url
				     : URL_STRING_MAKE(leg->ask.target),
	    SIPTAG_TO(sip->sip_to), SIPTAG_RACK(rack), TAG_END());
	if (prack != NULL)
		nta_outgoing_destroy(prack);
}

/* False: it came before, or before its turn; it comes again. */
static bool
heard_reliably(struct sip_leg *leg, struct early *early, const sip_t *sip)
{
	const uint32_t rseq = (uint32_t)sip->sip_rseq->rs_response;

	if (early == NULL || (early->rseq != 0 && rseq != early->rseq + 1))
		return false;
	early->rseq = rseq;
	say_prack(leg, sip);
	return true;
}

static void
on_provisional(struct sip_leg *leg, int status, const sip_t *sip)
{
	struct early *early;
	struct view sdp;

	if (leg->ask.kind != ASK_FIRST || status == 100 || sip == NULL)
		return;
	early = early_of(leg, sip);
	if (sip->sip_rseq != NULL && sip_has_feature(sip->sip_require, "100rel") &&
	    !heard_reliably(leg, early, sip))
		return;
	sdp = sip_sdp(sip);
	if (early != NULL && sdp.n > 0) {
		free(early->sdp);
		early->sdp = view_dup(sdp);
	}
	if (leg->state == LEG_INVITING)
		TELL(leg, progress, status, sdp);
}

/* ---- the first INVITE: its end ---- */

static void
on_first_refused(struct sip_leg *leg, int status, const sip_t *sip)
{
	const bool again = leg->state == LEG_INVITING &&
	    (status == 401 || status == 407 ? credentials_given(leg, status, sip)
					    : status == 422 && leg_timer_longer(leg, sip));

	/* What was told may have taken it back. */
	if (leg->state == LEG_CANCELLING)
		leg_over(leg, SIP_END_OURS, status);
	else if (again && leg->ask.repeats++ < REPEATS_MAX)
		(void)leg_ask_send(leg);
	else
		leg_over(
		    leg, sip != NULL && status != 408 ? SIP_END_REFUSED : SIP_END_LOST, status);
}

static void
on_nobody_acknowledges(su_root_magic_t *magic, su_timer_t *timer, su_timer_arg_t *arg)
{
	(void)magic;
	(void)timer;
	leg_hang_up((struct sip_leg *)arg, SIP_END_LOST, 408);
}

/* The ACK waits for our answer to their offer. */
static void
await_acknowledge(struct sip_leg *leg)
{
	leg->ask.kind = ASK_NONE;
	leg->ask.late = true;
	if (leg->ask.timer == NULL)
		leg->ask.timer = leg_timer_new(leg);
	if (leg->ask.timer != NULL)
		(void)su_timer_set_interval(leg->ask.timer, on_nobody_acknowledges,
		    (su_timer_arg_t *)leg, sip_patience_ms(leg->sip));
}

/* ACK at once, or when our answer is there. */
static void
acknowledge_or_wait(struct sip_leg *leg)
{
	if (leg->ask.sdp == NULL) {
		await_acknowledge(leg);
		return;
	}
	leg_ack(leg, VIEW(""));
	leg_said(leg, leg->ask.sdp);
	leg_ask_end(leg);
}

void
sip_leg_acknowledge(struct sip_leg *leg, struct view sdp)
{
	char *said = view_dup(sdp);

	if (leg->ask.late) {
		leg_ack(leg, sdp);
		leg_said(leg, said);
		leg_ask_end(leg);
	}
	free(said);
}

/* An answer that came reliably or early needs not come again (RFC 3261 13.2.1). */
static struct view
answer_of(struct sip_leg *leg, const sip_t *sip)
{
	struct view sdp = sip_sdp(sip);
	const struct early *early = sdp.n == 0 ? early_of(leg, sip) : NULL;

	return early != NULL ? view_of(early->sdp) : sdp;
}

static void
on_first_answered(struct sip_leg *leg, int status, const sip_t *sip)
{
	(void)nta_leg_rtag(leg->dialog, sip->sip_to->a_tag);
	(void)nta_leg_client_route(leg->dialog, sip->sip_record_route, sip->sip_contact);
	if (leg->state == LEG_CANCELLING) {
		metric_add(&crossed_total, 1);
		leg_ack(leg, VIEW(""));
		leg_hang_up(leg, SIP_END_OURS, status);
		return;
	}
	leg->state = LEG_TALKING;
	acknowledge_or_wait(leg);
	leg_timer_agreed(leg, sip);
	TELL(leg, answered, answer_of(leg, sip));
}

/* ---- further ones ---- */

static void
settle(struct sip_leg *leg, int status, struct view sdp)
{
	const enum ask_kind kind = leg->ask.kind;

	leg_ask_end(leg);
	if (kind == ASK_OFFER)
		TELL(leg, settled, status, sdp);
	else
		leg_timer_failed(leg);
}

static void
on_further_answered(struct sip_leg *leg, int status, const sip_t *sip)
{
	const bool offered = leg->ask.kind == ASK_OFFER, invited = !leg->ask.update;

	(void)nta_leg_client_route(leg->dialog, NULL, sip->sip_contact);
	if (leg->ask.update)
		leg_ask_end(leg);
	else
		acknowledge_or_wait(leg);
	leg_timer_agreed(leg, sip);
	if (offered)
		TELL(leg, settled, status, sip_sdp(sip));
	else if (invited)
		TELL(leg, refreshed, sip_sdp(sip));
}

/* The peer does not know UPDATE after all. */
static bool
refresh_by_invite(struct sip_leg *leg, int status)
{
	if (!leg->ask.update || (status != 405 && status != 501) || leg->said == NULL)
		return false;
	leg->session.update = leg->ask.update = false;
	leg->ask.sdp = mem_text(leg->said);
	return true;
}

static bool
further_again(struct sip_leg *leg, int status, const sip_t *sip)
{
	return status == 401 || status == 407 ? credentials_given(leg, status, sip)
	    : status == 422                   ? leg_timer_longer(leg, sip)
					      : refresh_by_invite(leg, status);
}

static void
on_further_refused(struct sip_leg *leg, int status, const sip_t *sip)
{
	if (status == 408 || status == 481 || (sip == NULL && !leg->session.lone))
		leg_hang_up(leg, SIP_END_LOST, status); /* 12.2.1.2: the peer has no such dialog */
	else if (status == 491 && ask_again_in(leg, glare_wait_ms(leg)))
		return;
	else if (status != 491 && leg->ask.repeats++ < REPEATS_MAX &&
	    further_again(leg, status, sip))
		(void)leg_ask_send(leg);
	else
		settle(leg, status, VIEW(""));
}

bool
sip_leg_offer(struct sip_leg *leg, struct view sdp)
{
	if (leg->state != LEG_TALKING || leg->incoming != NULL || !leg_asks_nothing(leg))
		return false;
	ask_begin(leg, ASK_OFFER, sdp);
	if (ask_create(leg))
		return true;
	leg_ask_end(leg);
	return false;
}

bool
leg_refresh(struct sip_leg *leg)
{
	const bool update = leg->session.update;

	if (leg->state != LEG_TALKING || leg->incoming != NULL || !leg_asks_nothing(leg) ||
	    (!update && leg->said == NULL))
		return false;
	ask_begin(leg, ASK_REFRESH, update ? VIEW("") : view_of(leg->said));
	leg->ask.update = update;
	if (ask_create(leg))
		return true;
	leg_ask_end(leg);
	return false;
}

/* ---- nobody there ---- */

/* Whose it is has it no more; what still comes is taken back, or acknowledged and ended. */
static void
on_unheard(su_root_magic_t *magic, su_timer_t *timer, su_timer_arg_t *arg)
{
	struct sip_leg *leg = (struct sip_leg *)arg;

	(void)magic;
	(void)timer;
	leg->ask.unheard = false;
	if (leg->state != LEG_INVITING)
		return;
	leg->state = LEG_CANCELLING;
	TELL(leg, ended, SIP_END_LOST, 408);
	leg->events = (struct sip_leg_events){ 0 };
	(void)nta_outgoing_cancel(leg->ask.transaction);
}

static void
await_first(struct sip_leg *leg, int first_ms)
{
	leg->ask.timer = leg_timer_new(leg);
	leg->ask.unheard = leg->ask.timer != NULL &&
	    su_timer_set_interval(leg->ask.timer, on_unheard, (su_timer_arg_t *)leg, first_ms) == 0;
}

static void
heard(struct sip_leg *leg)
{
	if (!leg->ask.unheard)
		return;
	leg->ask.unheard = false;
	(void)su_timer_reset(leg->ask.timer);
}

/* ---- answers ---- */

static void
on_final(struct sip_leg *leg, int status, const sip_t *sip)
{
	const bool first = leg->ask.kind == ASK_FIRST, good = status < 300;

	if (first && good)
		on_first_answered(leg, status, sip);
	else if (first)
		on_first_refused(leg, status, sip);
	else if (good)
		on_further_answered(leg, status, sip);
	else
		on_further_refused(leg, status, sip);
}

static int
on_response(nta_outgoing_magic_t *magic, nta_outgoing_t *outgoing, const sip_t *sip)
{
	struct sip_leg *leg = (struct sip_leg *)magic;
	int status = sip_answer_status(outgoing);

	if (leg->ask.kind == ASK_NONE || leg->ask.waiting || outgoing != leg->ask.transaction)
		return 0; /* it has ended; what comes once more the library settles */
	heard(leg);
	if (status < 200)
		on_provisional(leg, status, sip);
	else
		on_final(leg, status, sip);
	return 0;
}

/* ---- begin ---- */

static char *
call_id_of(nta_outgoing_t *outgoing)
{
	msg_t *message = nta_outgoing_getrequest(outgoing);
	const sip_t *sip = message != NULL ? sip_object(message) : NULL;
	char *id = view_dup(view_of(sip != NULL ? sip->sip_call_id->i_id : NULL));

	if (message != NULL)
		msg_destroy(message);
	return id;
}

/* The description and one part more (RFC 2046 5.1); no part holds a random boundary. */
static void
body_make(const struct sip_invite *invite, struct ask *ask)
{
	struct buf type = { 0 }, body = { 0 };
	uint64_t random[2];
	char boundary[40];

	random_fill(random, sizeof(random));
	(void)snprintf(
	    boundary, sizeof(boundary), "%016" PRIx64 "%016" PRIx64, random[0], random[1]);
	buf_addf(&type, "multipart/mixed;boundary=%s", boundary);
	buf_addf(&body, "--%s\r\nContent-Type: application/sdp\r\n\r\n", boundary);
	buf_add_view(&body, invite->sdp);
	buf_addf(&body, "\r\n--%s\r\nContent-Type: %.*s\r\nContent-ID: <%.*s>\r\n\r\n", boundary,
	    (int)invite->part_type.n, invite->part_type.p, (int)invite->part_id.n,
	    invite->part_id.p);
	buf_add_view(&body, invite->part);
	buf_addf(&body, "\r\n--%s--\r\n", boundary);
	ask->type = type.p;
	ask->body = body.p;
}

struct sip_leg *
sip_leg_invite(struct sip *sip, const struct sip_invite *invite,
    const struct sip_leg_events *events, void *ctx)
{
	struct sip_leg *leg = leg_new(sip, &invite->to, events, ctx);

	leg->state = LEG_INVITING;
	leg->roams = invite->roams;
	ask_begin(leg, ASK_FIRST, invite->sdp);
	leg->ask.target = mem_text(invite->target);
	leg->ask.headers = invite->headers.n > 0 ? view_dup(invite->headers) : NULL;
	if (invite->part.n > 0 && invite->sdp.n > 0)
		body_make(invite, &leg->ask);
	leg->ask.max_forwards = invite->hops < SIP_FORWARDS ? SIP_FORWARDS - invite->hops : 0;
	leg->dialog = nta_leg_tcreate(sip_agent(sip), leg_on_request, (nta_leg_magic_t *)leg,
	    SIPTAG_FROM_STR(invite->from_uri), SIPTAG_TO_STR(invite->to_uri), TAG_END());
	if (leg->dialog == NULL || nta_leg_tag(leg->dialog, NULL) == NULL || !ask_create(leg)) {
		leg_free(leg);
		return NULL;
	}
	leg->call_id = call_id_of(leg->ask.transaction);
	if (invite->first_ms > 0)
		await_first(leg, invite->first_ms);
	metric_add(&sent_total, 1);
	return leg;
}
