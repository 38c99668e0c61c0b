/*
 * smpp_bind - one bind: a socket and the machine that says what to do with it (core/smpp_link.h).
 */
#include <stdio.h>
#include <stdlib.h>

#include "common/base/bytes.h"
#include "common/base/clock.h"
#include "common/daemon/quarantine.h"
#include "common/http/address.h"
#include "common/log/log.h"
#include "common/metrics/metrics.h"
#include "smsgw/smpp_links.h"
#include "smsgw/smsgw.h"

enum { TOLD_MS = 60000 };

static COUNTER(received, "sms_smpp_received_total", "PDUs that came by SMPP");
static COUNTER(unreadable, "sms_smpp_unreadable_total", "PDUs that could not be read");
static COUNTER(
    lost, "sms_smpp_lost_total", "Connections by SMPP that ended without being asked to");
static COUNTER(refused, "sms_smpp_refused_total", "Binds that a carrier refused");

static void
tell(struct smpp_bind *bind, enum log_level level, const char *event, const char *why)
{
	char source[48];
	int64_t suppressed = 0;

	(void)snprintf(source, sizeof(source), "%lld", (long long)bind->set->account);
	if (!log_allow(event, view_of(source), TOLD_MS, &suppressed))
		return;
	if (level == LOG_ERROR)
		LOG(ERROR, event, LOG_ID("account", bind->set->account), LOG_TEXT("why", why),
		    LOG_INT("suppressed", suppressed));
	else
		LOG(WARN, event, LOG_ID("account", bind->set->account), LOG_TEXT("why", why),
		    LOG_INT("suppressed", suppressed));
}

/* ---- the end ---- */

static void
bind_free(void *ctx)
{
	struct smpp_bind *bind = ctx;
	struct smpp_set *set = bind->set;

	list_remove(&set->binds, &bind->link);
	smpp_link_fini(&bind->machine);
	buf_fini(&bind->in);
	free(bind);
	smpp_set_free_when_quiet(set);
}

void
smpp_bind_free_when_quiet(struct smpp_bind *bind)
{
	if (bind->freed || bind->machine.state != SMPP_LINK_ENDED || bind->socket != NULL ||
	    !list_empty(&bind->stores) || !list_empty(&bind->orphans))
		return;
	bind->freed = true;
	timer_close(&bind->timer, bind_free);
}

/* ---- the socket ---- */

int
smpp_bind_send(struct smpp_bind *bind, const struct smpp_pdu *pdu)
{
	struct buf frame = { 0 };
	struct err err;
	int result = smpp_encode(pdu, &frame, &err);

	if (result != 0)
		LOG(ERROR, "smpp_unwritable", LOG_ID("account", bind->set->account),
		    LOG_TEXT("field", err.field));
	else if (bind->socket != NULL)
		smpp_socket_send(bind->socket, buf_view(&frame));
	if (frame.p != NULL)
		mem_wipe(frame.p, frame.n); /* a bind holds a password */
	buf_fini(&frame);
	return result;
}

static void
on_frame(struct smpp_bind *bind, struct view frame)
{
	struct smpp_pdu pdu;
	struct err err;
	int64_t now_ms = clock_mono_ms();

	metric_add(&received, 1);
	bind->frame = frame;
	if (smpp_decode(frame, &pdu, &err) == 0) {
		bind->pdu = &pdu;
		smpp_link_on_pdu(&bind->machine, &pdu, now_ms);
	} else {
		metric_add(&unreadable, 1);
		tell(bind, LOG_WARN, "smpp_unreadable", err.field);
		smpp_link_on_unreadable(&bind->machine, &pdu, now_ms);
	}
	smpp_bind_act(bind);
	smpp_deliver_proven(bind);
	bind->pdu = NULL;
}

static void
on_bytes(void *ctx, struct view bytes)
{
	struct smpp_bind *bind = ctx;
	struct view rest, frame;
	enum smpp_frame found = SMPP_FRAME_MORE;

	buf_add_view(&bind->in, bytes);
	rest = buf_view(&bind->in);
	while (bind->machine.state != SMPP_LINK_CLOSING &&
	    (found = smpp_frame(rest, &frame)) == SMPP_FRAME_WHOLE) {
		on_frame(bind, frame);
		rest.p += frame.n;
		rest.n -= frame.n;
	}
	if (found == SMPP_FRAME_BAD) {
		metric_add(&unreadable, 1);
		smpp_link_on_garbage(&bind->machine, clock_mono_ms());
	}
	buf_drop(&bind->in, bind->in.n - rest.n);
	smpp_bind_act(bind);
}

static void
on_opened(void *ctx)
{
	struct smpp_bind *bind = ctx;

	smpp_link_on_connected(&bind->machine, clock_mono_ms());
	smpp_bind_act(bind);
}

static void
on_closed(void *ctx, const char *why)
{
	struct smpp_bind *bind = ctx;

	bind->socket = NULL;
	bind->set->tried = true;
	buf_clear(&bind->in);
	if (why[0] != '\0') {
		metric_add(&lost, 1);
		tell(bind, LOG_WARN, "smpp_lost", why);
	}
	smpp_deliver_forget(bind);
	smpp_bind_end_when_answered(bind);
	smpp_link_on_closed(&bind->machine, clock_mono_ms(), random_u64());
	smpp_bind_act(bind);
}

static void
open_socket(struct smpp_bind *bind)
{
	struct daemon *daemon = bind->set->smpp->daemon;
	const struct smpp_settings *settings = &bind->set->settings;

	bind->socket = smpp_socket_open(daemon_loop(daemon),
	    &(struct smpp_socket_config){ .host = settings->host,
		.port = settings->port,
		.tls = settings->tls != 0,
		.may_connect = config_int(daemon_config(daemon), "carrier_allow_private") != 0
		    ? NULL
		    : address_is_public,
		.input = &bind->set->input,
		.opened = on_opened,
		.bytes = on_bytes,
		.closed = on_closed,
		.ctx = bind });
}

/* ---- what the machine says ---- */

static void
log_in(struct smpp_bind *bind, const struct smpp_action *action)
{
	const struct smpp_settings *settings = &bind->set->settings;

	(void)smpp_bind_send(bind,
	    &(struct smpp_pdu){ .command = action->command,
		.sequence = action->sequence,
		.system_id = view_of(settings->system_id),
		.password = view_of(settings->password),
		.system_type = view_of(settings->system_type),
		.version = SMPP_VERSION });
}

static void
do_one(struct smpp_bind *bind, const struct smpp_action *action)
{
	switch (action->act) {
	case SMPP_ACT_CONNECT:
		open_socket(bind);
		break;
	case SMPP_ACT_SEND:
		(void)smpp_bind_send(bind,
		    &(struct smpp_pdu){ .command = action->command,
			.status = action->status,
			.sequence = action->sequence });
		break;
	case SMPP_ACT_BIND:
		log_in(bind, action);
		break;
	case SMPP_ACT_CLOSE:
		if (bind->socket != NULL)
			smpp_socket_close(bind->socket);
		break;
	case SMPP_ACT_UP:
		LOG(INFO, "smpp_bound", LOG_ID("account", bind->set->account));
		smpp_set_up(bind->set, bind, 1);
		break;
	case SMPP_ACT_DOWN:
		smpp_set_up(bind->set, bind, -1);
		break;
	case SMPP_ACT_REFUSED:
		metric_add(&refused, 1);
		tell(bind, LOG_ERROR, "smpp_refused", smpp_status_find(action->status)->words);
		break;
	case SMPP_ACT_ANSWERED:
	case SMPP_ACT_UNANSWERED:
		smpp_on_answer(action->token, action);
		break;
	case SMPP_ACT_DELIVER:
		smpp_on_deliver(bind, bind->pdu, bind->frame);
		break;
	case SMPP_ACT_NONE:
	case SMPP_ACT_ENDED:
		break;
	}
}

void
smpp_bind_act(struct smpp_bind *bind)
{
	struct smpp_action action;
	int64_t deadline, other;

	while (smpp_link_next(&bind->machine, &action))
		do_one(bind, &action);
	if (bind->machine.state == SMPP_LINK_ENDED) {
		smpp_bind_free_when_quiet(bind);
		return;
	}
	deadline = smpp_link_deadline(&bind->machine);
	other = smpp_deliver_deadline(bind);
	if (other < deadline)
		deadline = other;
	if (deadline < INT64_MAX)
		timer_at(&bind->timer, deadline);
	else
		timer_stop(&bind->timer);
}

static void
on_timer(void *ctx)
{
	struct smpp_bind *bind = ctx;
	int64_t now_ms = clock_mono_ms();

	smpp_deliver_on_time(bind, now_ms);
	smpp_bind_end_when_answered(bind);
	smpp_link_on_time(&bind->machine, now_ms);
	smpp_bind_act(bind);
}

void
smpp_bind_start(struct smpp_set *set, enum smpp_command command)
{
	struct smpp_bind *bind = mem_zero(1, sizeof(*bind));
	const struct smpp_settings *settings = &set->settings;
	int64_t refused_s = quarantine_refuses_s(set->smpp->daemon, &set->input);

	bind->set = set;
	list_init(&bind->stores);
	list_init(&bind->orphans);
	list_init(&bind->proofs);
	list_append(&set->binds, &bind->link);
	smpp_link_init(&bind->machine,
	    &(struct smpp_link_config){ .bind = command,
		.window = settings->window,
		.rate_milli = settings->rate * INT64_C(1000),
		.enquire_ms = settings->enquire_s * INT64_C(1000),
		.submit_ms = settings->submit_s * INT64_C(1000),
		.first_ms = refused_s * 1000 },
	    clock_mono_ms());
	timer_init(&bind->timer, daemon_loop(set->smpp->daemon), on_timer, bind);
	timer_in(&bind->timer, refused_s * 1000);
	if (refused_s == 0)
		return;
	/* Texts wait as while the carrier can't be reached, and a second carrier takes over. */
	set->tried = true;
	tell(bind, LOG_ERROR, "smpp_quarantined", "its input ended the gateway again and again");
}

void
smpp_bind_end_when_answered(struct smpp_bind *bind)
{
	if (bind->ending && list_empty(&bind->stores))
		smpp_link_end(&bind->machine, clock_mono_ms());
}

void
smpp_bind_end(struct smpp_bind *bind)
{
	bind->ending = true;
	smpp_bind_end_when_answered(bind);
	smpp_bind_act(bind);
}
