/*
 * leg_came - an INVITE that came, and our answers to it and to what comes later (RFC 3261 13.3, 14.2; RFC 3262 3)
 */
#include <stdlib.h>

#include <sofia-sip/sip_header.h>
#include <sofia-sip/sip_status.h>
#include <sofia-sip/sip_tag.h>

#include "common/log/log.h"
#include "common/metrics/metrics.h"
#include "voiced/sip/leg_parts.h"

static COUNTER(taken_total, "voice_legs_total{side=\"came\"}", "Dialogs by which side began them");

void
sip_legs_came_register(void)
{
	metric_register(&taken_total);
}

void
leg_incoming_drop(struct sip_leg *leg)
{
	nta_incoming_t *incoming = leg->incoming;

	if (incoming == NULL)
		return;
	leg->incoming = NULL;
	leg->answered = false;
	nta_incoming_bind(incoming, NULL, NULL);
	nta_incoming_destroy(incoming);
}

/* ---- ACK, CANCEL, PRACK ---- */

static void
on_cancel(struct sip_leg *leg)
{
	(void)nta_incoming_treply(leg->incoming, SIP_487_REQUEST_CANCELLED, TAG_END());
	if (leg->state == LEG_INVITED) {
		leg_over(leg, SIP_END_PEER, 487);
		return;
	}
	leg_incoming_drop(leg); /* of a further one: the call goes on as it was */
}

/* No ACK, or no PRACK, came for as long as is waited. */
static void
on_unheard(struct sip_leg *leg)
{
	if (leg->state != LEG_INVITED) {
		leg_hang_up(leg, SIP_END_LOST, 408);
		return;
	}
	(void)nta_incoming_treply(leg->incoming, SIP_504_GATEWAY_TIME_OUT, TAG_END());
	leg_over(leg, SIP_END_LOST, 504);
}

int
leg_on_ack(nta_incoming_magic_t *magic, nta_incoming_t *incoming, const sip_t *sip)
{
	struct sip_leg *leg = (struct sip_leg *)magic;

	(void)incoming;
	if (sip == NULL) {
		on_unheard(leg);
	} else if (sip->sip_request->rq_method == sip_method_cancel) {
		if (!leg->answered)
			on_cancel(leg);
	} else if (leg->answered) {
		struct view sdp = sip_sdp(sip);

		leg_incoming_drop(leg);
		TELL(leg, confirmed, sdp);
	}
	return 0;
}

/* A further offer in a PRACK is none that we take; what it acknowledges is acknowledged all the same. */
static int
on_prack(
    nta_reliable_magic_t *magic, nta_reliable_t *reliable, nta_incoming_t *prack, const sip_t *sip)
{
	(void)magic;
	nta_reliable_destroy(reliable);
	if (prack == NULL || sip_sdp(sip).n == 0)
		return 200;
	(void)nta_incoming_treply(prack, SIP_488_NOT_ACCEPTABLE, TAG_END());
	nta_incoming_destroy(prack);
	return 0;
}

/* ---- answers ---- */

static char *
text_of(struct view view)
{
	return view.n > 0 ? view_dup(view) : NULL;
}

static void
say(struct sip_leg *leg, const struct sip_answer *answer)
{
	const bool final = answer->status >= 200, good = final && answer->status < 300;
	char *body = answer->status < 300 ? text_of(answer->sdp) : NULL,
	     *lines = text_of(answer->headers), expires[TIMER_TEXT_SIZE] = "";
	bool require = false;

	if (good) {
		leg_timer_answer(leg, expires, &require);
		leg_said(leg, body);
	}
	if (nta_incoming_treply(leg->incoming, answer->status,
		answer->phrase != NULL ? answer->phrase : sip_status_phrase(answer->status),
		TAG_IF(answer->status < 300, SIPTAG_CONTACT_STR(leg->contact)),
		TAG_IF(good, SIPTAG_ALLOW_STR(ALLOW_INSIDE)),
		TAG_IF(good, SIPTAG_SUPPORTED_STR("timer")),
		TAG_IF(require, SIPTAG_REQUIRE_STR("timer")),
		TAG_IF(expires[0] != '\0', SIPTAG_SESSION_EXPIRES_STR(expires)),
		TAG_IF(lines != NULL, SIPTAG_HEADER_STR(lines)),
		TAG_IF(body != NULL, SIPTAG_CONTENT_TYPE_STR("application/sdp")),
		TAG_IF(body != NULL, SIPTAG_PAYLOAD_STR(body)), TAG_END()) != 0)
		LOG(WARN, "leg_reply_failed", LOG_INT("status", answer->status));
	free(body);
	free(lines);
}

/* RFC 3262 5: where the INVITE had no offer the first reliable answer would have to bring ours, and its PRACK an answer.
 * Nothing is said then until the 2xx. */
static void
say_reliably(struct sip_leg *leg, const struct sip_answer *answer)
{
	char *body = text_of(answer->sdp), *lines = text_of(answer->headers);

	if (!leg->offers_late)
		(void)nta_reliable_treply(leg->incoming, on_prack, NULL, answer->status,
		    answer->phrase != NULL ? answer->phrase : sip_status_phrase(answer->status),
		    SIPTAG_CONTACT_STR(leg->contact), SIPTAG_ALLOW_STR(ALLOW_INSIDE),
		    TAG_IF(lines != NULL, SIPTAG_HEADER_STR(lines)),
		    TAG_IF(body != NULL, SIPTAG_CONTENT_TYPE_STR("application/sdp")),
		    TAG_IF(body != NULL, SIPTAG_PAYLOAD_STR(body)), TAG_END());
	free(body);
	free(lines);
}

static void
reply_provisionally(struct sip_leg *leg, const struct sip_answer *answer)
{
	if (leg->state != LEG_INVITED)
		return;
	if (leg->reliable)
		say_reliably(leg, answer);
	else
		say(leg, answer);
}

void
sip_leg_reply(struct sip_leg *leg, const struct sip_answer *answer)
{
	const bool first = leg->state == LEG_INVITED;

	if (leg->incoming == NULL || leg->answered)
		return;
	if (answer->status < 200) {
		reply_provisionally(leg, answer);
	} else if (answer->status < 300) {
		leg->state = LEG_TALKING;
		leg->answered = true;
		if (!first)
			leg_follow(leg, leg->incoming);
		if (leg->ask.kind == ASK_REFRESH && leg->ask.waiting)
			leg_ask_end(leg); /* this refreshes it, and what we would say is old */
		say(leg, answer);
		if (nta_incoming_method(leg->incoming) == sip_method_update)
			leg_incoming_drop(leg); /* it has no ACK */
	} else {
		say(leg, answer);
		if (first)
			leg_over(leg, SIP_END_OURS, answer->status);
		else
			leg_incoming_drop(leg);
	}
}

void
sip_leg_ring(struct sip_leg *leg, int status, struct view sdp)
{
	sip_leg_reply(leg, &(struct sip_answer){ .status = status, .sdp = sdp });
}

void
sip_leg_answer(struct sip_leg *leg, struct view sdp)
{
	sip_leg_reply(leg, &(struct sip_answer){ .status = 200, .sdp = sdp });
}

void
sip_leg_refuse(struct sip_leg *leg, int status, const char *phrase)
{
	sip_leg_reply(leg, &(struct sip_answer){ .status = status, .phrase = phrase });
}

/* ---- take ---- */

struct sip_leg *
sip_leg_take(struct sip_request *request, const struct sip_leg_events *events, void *ctx)
{
	struct sip *sip = sip_request_sip(request);
	struct sip_leg *leg = leg_new(sip, &sip_head(request)->source, events, ctx);
	const sip_t *parsed;

	sip_request_give(request, &leg->incoming, &leg->message);
	parsed = sip_object(leg->message);
	leg->state = LEG_INVITED;
	leg->roams = true;
	leg->reliable = sip_has_feature(parsed->sip_require, "100rel");
	leg->offers_late = sip_sdp(parsed).n == 0;
	leg->call_id = view_dup(view_of(parsed->sip_call_id->i_id));
	leg->dialog = nta_leg_tcreate(sip_agent(sip), leg_on_request, (nta_leg_magic_t *)leg,
	    SIPTAG_CALL_ID(parsed->sip_call_id), SIPTAG_FROM(parsed->sip_to),
	    SIPTAG_TO(parsed->sip_from), TAG_END());
	(void)nta_leg_tag(leg->dialog, nta_incoming_tag(leg->incoming, NULL));
	(void)nta_leg_server_route(leg->dialog, parsed->sip_record_route, parsed->sip_contact);
	nta_incoming_bind(leg->incoming, leg_on_ack, (nta_incoming_magic_t *)leg);
	leg_timer_told(leg, parsed);
	metric_add(&taken_total, 1);
	return leg;
}
