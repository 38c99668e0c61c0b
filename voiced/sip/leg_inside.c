/*
 * leg_inside - requests of the peer inside the dialog (RFC 3261 12.2.2, RFC 3311, RFC 6086)
 */
#include <sofia-sip/sip_header.h>
#include <sofia-sip/sip_status.h>
#include <sofia-sip/sip_tag.h>

#include "voiced/core/info.h"
#include "voiced/sip/leg_parts.h"

static const struct {
	sip_method_t method;
	int status;
	const char *phrase;
} answers[] = {
	{ sip_method_options, SIP_200_OK },
	{ sip_method_refer,
	    SIP_603_DECLINE }, /* a phone does not move calls of the contact center (SP-12) */
	{ sip_method_notify, SIP_489_BAD_EVENT },
	{ sip_method_subscribe, SIP_489_BAD_EVENT },
	{ sip_method_ack, SIP_481_NO_TRANSACTION },
	{ sip_method_cancel, SIP_481_NO_TRANSACTION },
};

static int
answer(nta_incoming_t *incoming, int status, const char *phrase)
{
	(void)nta_incoming_treply(incoming, status, phrase,
	    TAG_IF(status == 405 || status == 200, SIPTAG_ALLOW_STR(ALLOW_INSIDE)), TAG_END());
	nta_incoming_destroy(incoming);
	return 0;
}

static int
on_bye(struct sip_leg *leg, nta_incoming_t *incoming)
{
	(void)answer(incoming, SIP_200_OK);
	leg_over(leg, SIP_END_PEER, 0);
	return 0;
}

static int
on_info(struct sip_leg *leg, nta_incoming_t *incoming, const sip_t *sip)
{
	struct info_digit digit;
	const struct view type = sip_body_type(sip);

	if (sip_body(sip).n > 0 && !info_digit_known(type))
		return answer(incoming, SIP_415_UNSUPPORTED_MEDIA);
	if (sip_body(sip).n == 0)
		return answer(incoming, SIP_200_OK); /* it asks whether we live */
	if (!info_digit_read(type, sip_body(sip), &digit))
		return answer(incoming, SIP_400_BAD_REQUEST);
	if (leg->events.digit == NULL ||
	    !leg->events.digit(leg->ctx, digit.digit, digit.duration_ms))
		return answer(incoming, SIP_415_UNSUPPORTED_MEDIA);
	return answer(incoming, SIP_200_OK);
}

/* An UPDATE without an offer: it refreshes the session, or tells another Contact. */
static int
on_refresh(struct sip_leg *leg, nta_incoming_t *incoming, const sip_t *sip)
{
	char expires[TIMER_TEXT_SIZE] = "";
	bool require = false;

	leg_follow(leg, incoming);
	leg_timer_told(leg, sip);
	if (leg->state == LEG_TALKING)
		leg_timer_answer(leg, expires, &require);
	(void)nta_incoming_treply(incoming, SIP_200_OK, SIPTAG_CONTACT_STR(leg->contact),
	    SIPTAG_ALLOW_STR(ALLOW_INSIDE), SIPTAG_SUPPORTED_STR("timer"),
	    TAG_IF(require, SIPTAG_REQUIRE_STR("timer")),
	    TAG_IF(expires[0] != '\0', SIPTAG_SESSION_EXPIRES_STR(expires)), TAG_END());
	nta_incoming_destroy(incoming);
	return 0;
}

/* True if a new offer of the peer proves that our 2xx needs no ACK any more. A peer must not send an INVITE while its previous one is
 * under way (RFC 3261 14.1), so the ACK was lost, or its page was reloaded before it could send it. Two ACKs can't be done without:
 * that of the first INVITE, which confirms the call, and one that carries the answer to our offer. */
static bool
is_acknowledged(struct sip_leg *leg)
{
	msg_t *message = leg->answered ? nta_incoming_getrequest(leg->incoming) : NULL;
	bool acknowledged = false;

	if (message != NULL) {
		const sip_t *sip = sip_object(message);

		acknowledged = sip->sip_to->a_tag != NULL && sip_sdp(sip).n > 0;
		msg_destroy(message);
	}
	return acknowledged;
}

static int
on_offer(struct sip_leg *leg, nta_incoming_t *incoming, const sip_t *sip)
{
	if (is_acknowledged(leg))
		leg_incoming_drop(leg);
	if (leg->state != LEG_TALKING || leg->incoming != NULL || leg_ask_under_way(leg))
		return answer(incoming, SIP_491_REQUEST_PENDING);
	if (leg->events.offered == NULL)
		return answer(incoming, SIP_488_NOT_ACCEPTABLE);
	leg->incoming = incoming;
	leg->answered = false;
	nta_incoming_bind(incoming, leg_on_ack, (nta_incoming_magic_t *)leg);
	leg_timer_told(leg, sip);
	TELL(leg, offered, sip_sdp(sip));
	return 0;
}

/* True: it has its answer, and is gone. */
static bool
refused_inside(const struct sip_leg *leg, nta_incoming_t *incoming, const sip_t *sip)
{
	struct sip_refusal refusal = { 0 };
	const bool refused = sip_check_inside(leg->sip, sip, &refusal);

	if (refused) {
		sip_transaction_reply(
		    incoming, refusal.status, refusal.phrase, buf_view(&refusal.headers));
		nta_incoming_destroy(incoming);
	}
	buf_fini(&refusal.headers);
	return refused;
}

int
leg_on_request(
    nta_leg_magic_t *magic, nta_leg_t *dialog, nta_incoming_t *incoming, const sip_t *sip)
{
	struct sip_leg *leg = (struct sip_leg *)magic;
	const sip_method_t method = sip->sip_request->rq_method;

	(void)dialog;
	sip_sender_proved(leg->sip, incoming); /* it knows the dialog's tags */
	if (method == sip_method_bye)
		return on_bye(leg, incoming);
	for (size_t i = 0; i < sizeof(answers) / sizeof(answers[0]); i++)
		if (answers[i].method == method)
			return answer(incoming, answers[i].status, answers[i].phrase);
	if (refused_inside(leg, incoming, sip))
		return 0;
	if (method == sip_method_info)
		return on_info(leg, incoming, sip);
	if (method == sip_method_update && sip_sdp(sip).n == 0)
		return on_refresh(leg, incoming, sip);
	if (method == sip_method_invite || method == sip_method_update)
		return on_offer(leg, incoming, sip);
	return answer(incoming, SIP_405_METHOD_NOT_ALLOWED);
}
