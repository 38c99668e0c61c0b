/*
 * leg_timer - the session timer: a dialog whose peer is gone ends, though nobody hangs up (RFC 4028)
 */
#include <stdio.h>
#include <strings.h>

#include <sofia-sip/sip_header.h>

#include "common/base/clock.h"
#include "voiced/sip/leg_parts.h"

enum {
	MARGIN_S = 32, /* before its end, and at most a third of the interval (RFC 4028 10) */
	AGAIN_PART = 8, /* a refresh that failed is tried again after this part of the interval */
};

static int64_t
deadline_ms(const struct session *session)
{
	const int third = session->interval_s / 3, margin_s = third < MARGIN_S ? third : MARGIN_S;

	return session->began_ms + (int64_t)(session->interval_s - margin_s) * 1000;
}

static void lone_begin(struct sip_leg *leg);
static void on_due(su_root_magic_t *magic, su_timer_t *timer, su_timer_arg_t *arg);

static void
arm(struct sip_leg *leg, int64_t at_ms)
{
	struct session *session = &leg->session;
	const int64_t now_ms = clock_mono_ms();

	if (session->timer == NULL)
		session->timer = leg_timer_new(leg);
	if (session->timer != NULL)
		(void)su_timer_set_interval(session->timer, on_due, (su_timer_arg_t *)leg,
		    at_ms > now_ms ? at_ms - now_ms : 1);
}

/* Again after a while, or at the end of the interval. */
static void
arm_again(struct sip_leg *leg)
{
	const int64_t end_ms = deadline_ms(&leg->session),
		      at_ms =
			  clock_mono_ms() + (int64_t)leg->session.interval_s * 1000 / AGAIN_PART;

	arm(leg, at_ms < end_ms ? at_ms : end_ms);
}

static void
on_due(su_root_magic_t *magic, su_timer_t *timer, su_timer_arg_t *arg)
{
	struct sip_leg *leg = (struct sip_leg *)arg;

	(void)magic;
	(void)timer;
	if (clock_mono_ms() < deadline_ms(&leg->session)) {
		if (leg_refresh(leg))
			arm(leg, deadline_ms(&leg->session)); /* its answer arms anew */
		else
			arm_again(leg);
	} else if (leg->session.lone) {
		lone_begin(leg); /* it could not be asked */
	} else {
		leg_hang_up(leg, SIP_END_LOST, 408);
	}
}

static void
begin(struct sip_leg *leg, int interval_s, bool ours)
{
	struct session *session = &leg->session;

	session->on = true;
	session->lone = false;
	session->ours = ours;
	session->interval_s = interval_s;
	session->began_ms = clock_mono_ms();
	arm(leg, ours ? session->began_ms + (int64_t)interval_s * 500 : deadline_ms(session));
}

/* As a session timer that we alone know. */
static void
lone_begin(struct sip_leg *leg)
{
	const int wished_s = sip_session_s(leg->sip), least_s = leg->session.least_s;

	begin(leg, wished_s > least_s ? wished_s : least_s, true);
	leg->session.lone = true;
}

static void
off(struct session *session)
{
	session->on = session->lone = false;
	if (session->timer != NULL)
		(void)su_timer_reset(session->timer);
}

/* The peer knows no session timer. */
static void
none_agreed(struct sip_leg *leg)
{
	if (leg->session.asked_after)
		lone_begin(leg);
	else
		off(&leg->session);
}

void
sip_leg_ask_after(struct sip_leg *leg, bool on)
{
	leg->session.asked_after = on;
	if (on && !leg->session.on)
		lone_begin(leg);
	else if (!on && leg->session.lone)
		off(&leg->session);
}

void
leg_timer_end(struct sip_leg *leg)
{
	if (leg->session.timer != NULL)
		su_timer_destroy(leg->session.timer);
	leg->session.timer = NULL;
}

void
leg_timer_failed(struct sip_leg *leg)
{
	if (leg->session.lone)
		lone_begin(leg);
	else if (leg->session.on)
		arm_again(leg);
}

/* What the network says, in our bounds. */
static int
bounded(const struct sip_leg *leg, unsigned long told_s)
{
	const int least = sip_session_min_s(leg->sip);

	if (told_s > SIP_SESSION_MAX_S)
		return SIP_SESSION_MAX_S;
	return (int)told_s < least ? least : (int)told_s;
}

/* ---- ours ---- */

void
leg_timer_ask(const struct sip_leg *leg, char expires[TIMER_TEXT_SIZE], char least[TIMER_TEXT_SIZE])
{
	const struct session *session = &leg->session;
	const int interval_s =
	    session->interval_s > 0 ? session->interval_s : sip_session_s(leg->sip);
	const int min_s = sip_session_min_s(leg->sip);

	expires[0] = least[0] = '\0';
	if (leg->state == LEG_TALKING && !session->on)
		return;
	(void)snprintf(expires, TIMER_TEXT_SIZE, "%d%s", interval_s,
	    !session->on        ? ""
		: session->ours ? ";refresher=uac"
				: ";refresher=uas");
	(void)snprintf(
	    least, TIMER_TEXT_SIZE, "%d", min_s > session->least_s ? min_s : session->least_s);
}

bool
leg_timer_longer(struct sip_leg *leg, const sip_t *sip)
{
	struct session *session = &leg->session;
	const sip_min_se_t *least = sip != NULL ? sip_min_se(sip) : NULL;

	if (least == NULL || least->min_delta <= (unsigned long)session->least_s ||
	    least->min_delta > SIP_SESSION_MAX_S)
		return false;
	session->least_s = (int)least->min_delta;
	if (session->interval_s == 0)
		session->interval_s = sip_session_s(leg->sip);
	if (session->interval_s < session->least_s)
		session->interval_s = session->least_s;
	return true;
}

void
leg_timer_agreed(struct sip_leg *leg, const sip_t *sip)
{
	const sip_session_expires_t *agreed = sip->sip_session_expires;

	if (sip->sip_allow != NULL)
		leg->session.update = sip_is_allowed(sip->sip_allow, SIP_METHOD_UPDATE);
	if (agreed == NULL)
		none_agreed(leg);
	else
		begin(leg, bounded(leg, agreed->x_delta),
		    agreed->x_refresher == NULL || strcasecmp(agreed->x_refresher, "uas") != 0);
}

/* ---- theirs ---- */

void
leg_timer_told(struct sip_leg *leg, const sip_t *sip)
{
	struct session *session = &leg->session;
	const sip_session_expires_t *told = sip->sip_session_expires;

	if (sip->sip_allow != NULL)
		session->update = sip_is_allowed(sip->sip_allow, SIP_METHOD_UPDATE);
	session->peer_can = sip_has_supported(sip->sip_supported, "timer") ||
	    sip_has_feature(sip->sip_require, "timer");
	session->told = told != NULL;
	session->told_s = told != NULL ? bounded(leg, told->x_delta) : sip_session_s(leg->sip);
	session->told_refresher = told == NULL || told->x_refresher == NULL ? REFRESHER_ANY
	    : strcasecmp(told->x_refresher, "uac") == 0                     ? REFRESHER_UAC
									    : REFRESHER_UAS;
}

/* Whoever can't do it is refreshed by us; who does not say which side, too. */
void
leg_timer_answer(struct sip_leg *leg, char expires[TIMER_TEXT_SIZE], bool *require)
{
	struct session *session = &leg->session;
	const bool theirs = session->peer_can && session->told_refresher == REFRESHER_UAC;

	expires[0] = '\0';
	*require = false;
	if (!session->peer_can && !session->told) {
		none_agreed(leg);
		return;
	}
	(void)snprintf(
	    expires, TIMER_TEXT_SIZE, "%d;refresher=%s", session->told_s, theirs ? "uac" : "uas");
	*require = theirs;
	begin(leg, session->told_s, !theirs);
}
