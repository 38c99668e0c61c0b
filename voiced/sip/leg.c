/* leg - see leg.h */
#include "voiced/sip/leg.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <sofia-sip/sip_header.h>
#include <sofia-sip/sip_status.h>
#include <sofia-sip/sip_tag.h>

#include "common/metrics/metrics.h"
#include "voiced/sip/leg_parts.h"

static GAUGE(legs_now, "voice_legs", "Dialogs there are");

void
sip_legs_register(void)
{
	sip_legs_came_register();
	sip_legs_sent_register();
	metric_register(&legs_now);
}

/* ---- its memory ---- */

static void
leg_count(struct sip *sip)
{
	metric_set(&legs_now, (int64_t)sip_legs(sip)->count);
}

static void
leg_aim(struct sip_leg *leg, const struct sip_source *peer)
{
	leg->peer = *peer;
	sip_route_text(peer, leg->route);
	sip_contact_text(leg->sip, peer, leg->contact, sizeof(leg->contact));
}

void
leg_follow(struct sip_leg *leg, nta_incoming_t *incoming)
{
	struct sip_source source = { 0 };
	msg_t *message = nta_incoming_getrequest(incoming);

	if (message == NULL)
		return;
	(void)nta_leg_server_route(leg->dialog, NULL, sip_object(message)->sip_contact);
	sip_source_read(leg->sip, incoming, message, &source);
	msg_destroy(message);
	if (leg->roams && leg->peer.name[0] == '\0')
		leg_aim(leg, &source);
}

struct sip_leg *
leg_new(
    struct sip *sip, const struct sip_source *peer, const struct sip_leg_events *events, void *ctx)
{
	struct sip_leg *leg = mem_zero(1, sizeof(*leg));

	leg->sip = sip;
	leg->events = *events;
	leg->ctx = ctx;
	leg_aim(leg, peer);
	list_append(sip_legs(sip), &leg->link);
	leg_count(sip);
	return leg;
}

void
leg_free(struct sip_leg *leg)
{
	leg_incoming_drop(leg);
	leg_ask_end(leg);
	leg_timer_end(leg);
	if (leg->ask.transaction != NULL)
		nta_outgoing_destroy(leg->ask.transaction);
	if (leg->message != NULL)
		msg_destroy(leg->message);
	if (leg->dialog != NULL)
		nta_leg_destroy(leg->dialog);
	for (int i = 0; i < leg->early_count; i++)
		free(leg->early[i].sdp);
	list_remove(sip_legs(leg->sip), &leg->link);
	leg_count(leg->sip);
	free(leg->said);
	free(leg->call_id);
	free(leg);
}

void
leg_over(struct sip_leg *leg, enum sip_end end, int status)
{
	TELL(leg, ended, end, status);
	leg_free(leg);
}

void
leg_said(struct sip_leg *leg, const char *sdp)
{
	if (sdp == NULL)
		return;
	free(leg->said);
	leg->said = mem_text(sdp);
}

su_timer_t *
leg_timer_new(struct sip_leg *leg)
{
	return su_timer_create(su_root_task(sip_su(leg->sip)), 0);
}

/* ---- its end ---- */

/* Nobody waits for its answer: the library repeats it until one comes or its time is up. */
static void
say_bye(struct sip_leg *leg)
{
	nta_outgoing_t *bye =
	    nta_outgoing_tcreate(leg->dialog, NULL, NULL, URL_STRING_MAKE(leg->route),
		SIP_METHOD_BYE, NULL, SIPTAG_CONTACT_STR(leg->contact), TAG_END());

	if (bye != NULL)
		nta_outgoing_destroy(bye);
}

void
leg_hang_up(struct sip_leg *leg, enum sip_end end, int status)
{
	if (leg->ask.late)
		leg_ack(leg, VIEW("")); /* a 2xx is acknowledged, whatever comes of it */
	say_bye(leg);
	leg_over(leg, end, status);
}

void
sip_leg_end(struct sip_leg *leg)
{
	switch (leg->state) {
	case LEG_INVITED:
		sip_leg_refuse(leg, SIP_480_TEMPORARILY_UNAVAILABLE);
		break;
	case LEG_INVITING:
		leg->state = LEG_CANCELLING;
		(void)nta_outgoing_cancel(leg->ask.transaction);
		break;
	case LEG_CANCELLING:
		break;
	case LEG_TALKING:
		leg_hang_up(leg, SIP_END_OURS, 0);
		break;
	}
}

void
sip_leg_vanish(struct sip_leg *leg)
{
	leg_free(leg);
}

const char *
sip_leg_call_id(const struct sip_leg *leg)
{
	return leg->call_id;
}

const struct sip_source *
sip_leg_peer(const struct sip_leg *leg)
{
	return &leg->peer;
}

/* The end of the whole stack: nobody waits for what an INVITE taken back is answered. */
void
sip_legs_end(struct sip *sip)
{
	while (!list_empty(sip_legs(sip))) {
		struct sip_leg *leg = LIST_OF(sip_legs(sip)->head.next, struct sip_leg, link);

		if (leg->state == LEG_INVITING)
			(void)nta_outgoing_cancel(leg->ask.transaction);
		if (leg->state == LEG_INVITING || leg->state == LEG_CANCELLING)
			leg_over(leg, SIP_END_OURS, 0);
		else
			sip_leg_end(leg);
	}
}
