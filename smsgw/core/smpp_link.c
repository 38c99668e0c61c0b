/* smpp_link - see smpp_link.h */
#include "smsgw/core/smpp_link.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

/* ---- actions ---- */

static void
act(struct smpp_link *link, struct smpp_action action)
{
	int at = (link->action_first + link->action_count) % SMPP_ACTIONS_MAX;

	assert(link->action_count < SMPP_ACTIONS_MAX);
	link->actions[at] = action;
	link->action_count++;
}

static void
send_pdu(struct smpp_link *link, uint32_t command, uint32_t status, uint32_t sequence)
{
	act(link,
	    (struct smpp_action){
		.act = SMPP_ACT_SEND, .command = command, .status = status, .sequence = sequence });
}

static void
answer(struct smpp_link *link, const struct smpp_pdu *pdu, uint32_t status)
{
	send_pdu(link, smpp_response_to(pdu->command), status, pdu->sequence);
}

static uint32_t
request(struct smpp_link *link)
{
	link->sequence = smpp_sequence_next(link->sequence);
	if (link->sequence == 1)
		link->proven = 0; /* marks of before are never proven: they age */
	return link->sequence;
}

static bool
is_connected(const struct smpp_link *link)
{
	return link->state == SMPP_LINK_BINDING || link->state == SMPP_LINK_BOUND ||
	    link->state == SMPP_LINK_UNBINDING;
}

static void
submit_remove(struct smpp_link *link, int i)
{
	link->unanswered--;
	memmove(&link->window[i], &link->window[i + 1],
	    (size_t)(link->unanswered - i) * sizeof(link->window[0]));
}

/* Of a connection that has gone, or is going, no answer comes any more. */
static bool
next_lost(struct smpp_link *link, struct smpp_action *out)
{
	if (link->unanswered == 0 || is_connected(link))
		return false;
	*out = (struct smpp_action){ .act = SMPP_ACT_UNANSWERED, .token = link->window[0].token };
	submit_remove(link, 0);
	return true;
}

bool
smpp_link_next(struct smpp_link *link, struct smpp_action *out)
{
	if (next_lost(link, out))
		return true;
	if (link->action_count == 0)
		return false;
	*out = link->actions[link->action_first];
	link->action_first = (link->action_first + 1) % SMPP_ACTIONS_MAX;
	link->action_count--;
	return true;
}

/* ---- states ---- */

/* The one way from state to state. */
static void
set_state(struct smpp_link *link, enum smpp_link_state state, int64_t until_ms)
{
	static const enum smpp_act entered[] = { [SMPP_LINK_CONNECTING] = SMPP_ACT_CONNECT,
		[SMPP_LINK_BOUND] = SMPP_ACT_UP,
		[SMPP_LINK_CLOSING] = SMPP_ACT_CLOSE,
		[SMPP_LINK_REFUSED] = SMPP_ACT_NONE,
		[SMPP_LINK_ENDED] = SMPP_ACT_ENDED };
	static const unsigned allowed[] = {
		[SMPP_LINK_WAITING] = 1U << SMPP_LINK_CONNECTING | 1U << SMPP_LINK_ENDED,
		[SMPP_LINK_CONNECTING] =
		    1U << SMPP_LINK_BINDING | 1U << SMPP_LINK_CLOSING | 1U << SMPP_LINK_WAITING,
		[SMPP_LINK_BINDING] =
		    1U << SMPP_LINK_BOUND | 1U << SMPP_LINK_CLOSING | 1U << SMPP_LINK_WAITING,
		[SMPP_LINK_BOUND] = 1U << SMPP_LINK_UNBINDING | 1U << SMPP_LINK_CLOSING |
		    1U << SMPP_LINK_WAITING | 1U << SMPP_LINK_ENDED,
		[SMPP_LINK_UNBINDING] = 1U << SMPP_LINK_CLOSING | 1U << SMPP_LINK_ENDED,
		[SMPP_LINK_CLOSING] =
		    1U << SMPP_LINK_WAITING | 1U << SMPP_LINK_REFUSED | 1U << SMPP_LINK_ENDED,
		[SMPP_LINK_REFUSED] = 1U << SMPP_LINK_ENDED,
		[SMPP_LINK_ENDED] = 0,
	};

	assert((allowed[link->state] & 1U << state) != 0);
	if (link->state == SMPP_LINK_BOUND)
		act(link, (struct smpp_action){ .act = SMPP_ACT_DOWN });
	link->state = state;
	link->until_ms = until_ms;
	if (entered[state] != SMPP_ACT_NONE)
		act(link, (struct smpp_action){ .act = entered[state] });
}

static void
close_link(struct smpp_link *link)
{
	set_state(link, SMPP_LINK_CLOSING, INT64_MAX);
}

static void
unbind(struct smpp_link *link, int64_t now_ms)
{
	set_state(link, SMPP_LINK_UNBINDING, now_ms + SMPP_UNBIND_MS);
	send_pdu(link, SMPP_UNBIND, SMPP_ROK, request(link));
}

void
smpp_link_init(struct smpp_link *link, const struct smpp_link_config *config, int64_t now_ms)
{
	assert(config->window >= 1 && config->window <= SMPP_WINDOW_MAX);
	*link = (struct smpp_link){ .config = *config,
		.state = SMPP_LINK_WAITING,
		.until_ms = now_ms + config->first_ms,
		.window = mem_zero((size_t)config->window, sizeof(link->window[0])) };
	bucket_init(&link->bucket, config->rate_milli, now_ms);
}

void
smpp_link_fini(struct smpp_link *link)
{
	assert(link->unanswered == 0);
	free(link->window);
	link->window = NULL;
}

void
smpp_link_on_connected(struct smpp_link *link, int64_t now_ms)
{
	if (link->state != SMPP_LINK_CONNECTING)
		return;
	link->heard_ms = now_ms;
	link->enquiry = 0;
	link->proven = 0;
	link->proof_ms = 0;
	set_state(link, SMPP_LINK_BINDING, now_ms + SMPP_BIND_MS);
	act(link,
	    (struct smpp_action){ .act = SMPP_ACT_BIND,
		.command = (uint32_t)link->config.bind,
		.sequence = request(link) });
}

/* Full jitter over 1 s, 2 s … 60 s. */
static int64_t
reconnect_ms(struct smpp_link *link, uint64_t random)
{
	int64_t ceiling = SMPP_RECONNECT_FIRST_MS;

	for (int i = 0; i < link->failures && ceiling < SMPP_RECONNECT_MAX_MS; i++)
		ceiling *= 2;
	if (ceiling > SMPP_RECONNECT_MAX_MS)
		ceiling = SMPP_RECONNECT_MAX_MS;
	link->failures++;
	return (int64_t)(random % (uint64_t)(ceiling + 1));
}

void
smpp_link_on_closed(struct smpp_link *link, int64_t now_ms, uint64_t random)
{
	if (link->state == SMPP_LINK_ENDED || link->state == SMPP_LINK_REFUSED ||
	    link->state == SMPP_LINK_WAITING)
		return;
	if (link->bound_ms > 0 && now_ms - link->bound_ms >= SMPP_STEADY_MS)
		link->failures = 0;
	link->bound_ms = 0;
	if (link->ending)
		set_state(link, SMPP_LINK_ENDED, INT64_MAX);
	else if (link->refused)
		set_state(link, SMPP_LINK_REFUSED, INT64_MAX);
	else
		set_state(link, SMPP_LINK_WAITING, now_ms + reconnect_ms(link, random));
}

void
smpp_link_end(struct smpp_link *link, int64_t now_ms)
{
	if (link->ending)
		return;
	link->ending = true;
	if (link->state == SMPP_LINK_BOUND && link->unanswered == 0)
		unbind(link, now_ms);
	else if (link->state == SMPP_LINK_BOUND)
		link->until_ms = now_ms + SMPP_UNBIND_MS;
	else if (link->state == SMPP_LINK_CONNECTING || link->state == SMPP_LINK_BINDING)
		close_link(link);
	else if (link->state == SMPP_LINK_WAITING || link->state == SMPP_LINK_REFUSED)
		set_state(link, SMPP_LINK_ENDED, INT64_MAX);
}

/* ---- what the peer says ---- */

static void
on_bound(struct smpp_link *link, const struct smpp_pdu *pdu, int64_t now_ms)
{
	enum smpp_meaning meaning = smpp_status_find(pdu->status)->meaning;

	if (meaning == SMPP_OK) {
		link->bound_ms = link->raise_ms = now_ms;
		set_state(link, SMPP_LINK_BOUND, INT64_MAX);
		return;
	}
	/* Of what is wrong with the login nothing becomes better by trying again. */
	link->refused = pdu->status == SMPP_RINVSYSID || pdu->status == SMPP_RINVPASWD ||
	    pdu->status == SMPP_RINVSYSTYP;
	act(link, (struct smpp_action){ .act = SMPP_ACT_REFUSED, .status = pdu->status });
	close_link(link);
}

/* The link is to be slower: once for all answers of one pause. */
static void
slow_down(struct smpp_link *link, int64_t now_ms)
{
	int64_t half = link->bucket.rate_milli / 2;

	if (now_ms >= link->pause_ms)
		bucket_set_rate(&link->bucket, half > 0 ? half : 1, now_ms);
	link->pause_ms = now_ms + SMPP_THROTTLE_MS;
	link->raise_ms = now_ms;
}

static void
raise_rate(struct smpp_link *link, int64_t now_ms)
{
	int64_t rate = link->bucket.rate_milli, most = link->config.rate_milli;

	while (rate < most && now_ms - link->raise_ms >= SMPP_RAISE_MS) {
		rate += rate / 10 > 0 ? rate / 10 : 1;
		link->raise_ms += SMPP_RAISE_MS;
	}
	bucket_set_rate(&link->bucket, rate < most ? rate : most, now_ms);
}

static int
submit_find(const struct smpp_link *link, uint32_t sequence)
{
	for (int i = 0; i < link->unanswered; i++)
		if (link->window[i].sequence == sequence)
			return i;
	return -1;
}

static void
on_answer(struct smpp_link *link, int i, const struct smpp_pdu *pdu, int64_t now_ms)
{
	act(link,
	    (struct smpp_action){ .act = SMPP_ACT_ANSWERED,
		.status = pdu->status,
		.token = link->window[i].token,
		.message_id = pdu->message_id });
	submit_remove(link, i);
	if (smpp_status_find(pdu->status)->meaning == SMPP_THROTTLED)
		slow_down(link, now_ms);
	if (link->ending && link->state == SMPP_LINK_BOUND && link->unanswered == 0)
		unbind(link, now_ms);
}

static void
on_response(struct smpp_link *link, const struct smpp_pdu *pdu, int64_t now_ms)
{
	bool nack = pdu->command == SMPP_GENERIC_NACK;
	uint32_t to = pdu->command & ~SMPP_RESPONSE;
	int i = submit_find(link, pdu->sequence);

	if (pdu->sequence == link->enquiry && (nack || to == SMPP_ENQUIRE_LINK))
		link->enquiry = 0;
	if (pdu->sequence <= link->sequence && pdu->sequence > link->proven)
		link->proven = pdu->sequence;
	if (link->state == SMPP_LINK_BINDING && (nack || to == (uint32_t)link->config.bind))
		on_bound(link, pdu, now_ms);
	else if (link->state == SMPP_LINK_UNBINDING && (nack || to == SMPP_UNBIND) && i < 0)
		close_link(link);
	else if (i >= 0 && (nack || to == SMPP_SUBMIT_SM))
		on_answer(link, i, pdu, now_ms);
}

static void
on_request(struct smpp_link *link, const struct smpp_pdu *pdu)
{
	bool bound = link->state == SMPP_LINK_BOUND;

	switch (pdu->command) {
	case SMPP_ENQUIRE_LINK:
		answer(link, pdu, SMPP_ROK);
		break;
	case SMPP_UNBIND:
		answer(link, pdu, SMPP_ROK);
		close_link(link);
		break;
	case SMPP_DELIVER_SM:
	case SMPP_DATA_SM:
		if (bound)
			act(link, (struct smpp_action){ .act = SMPP_ACT_DELIVER });
		else /* it comes again, by another link */
			answer(link, pdu,
			    link->state == SMPP_LINK_BINDING ? SMPP_RINVBNDSTS : SMPP_RX_T_APPN);
		break;
	case SMPP_ALERT_NOTIFICATION: /* neither has a response, nor do we need them */
	case SMPP_OUTBIND:
		break;
	default:
		send_pdu(link, SMPP_GENERIC_NACK, SMPP_RINVCMDID, pdu->sequence);
	}
}

void
smpp_link_on_pdu(struct smpp_link *link, const struct smpp_pdu *pdu, int64_t now_ms)
{
	if (!is_connected(link))
		return;
	link->heard_ms = now_ms;
	if ((pdu->command & SMPP_RESPONSE) != 0)
		on_response(link, pdu, now_ms);
	else
		on_request(link, pdu);
}

void
smpp_link_on_unreadable(struct smpp_link *link, const struct smpp_pdu *pdu, int64_t now_ms)
{
	struct smpp_pdu nack = {
		.command = SMPP_GENERIC_NACK, .status = SMPP_RUNKNOWNERR, .sequence = pdu->sequence
	};

	if (!is_connected(link))
		return;
	link->heard_ms = now_ms;
	/* What we asked for was answered, though nobody can say what: for a submit that is no id. */
	if ((pdu->command & SMPP_RESPONSE) != 0 && submit_find(link, pdu->sequence) < 0)
		on_response(link, &nack, now_ms);
	else if ((pdu->command & SMPP_RESPONSE) == 0)
		answer(link, pdu, pdu->status);
}

void
smpp_link_on_garbage(struct smpp_link *link, int64_t now_ms)
{
	if (!is_connected(link))
		return;
	link->heard_ms = now_ms;
	send_pdu(link, SMPP_GENERIC_NACK, SMPP_RINVCMDLEN, 0);
	close_link(link);
}

/* ---- what time does ---- */

static void
enquire(struct smpp_link *link, int64_t now_ms)
{
	link->enquiry = request(link);
	link->enquiry_ms = now_ms + SMPP_ENQUIRE_ANSWER_MS;
	link->proof_ms = 0;
	send_pdu(link, SMPP_ENQUIRE_LINK, SMPP_ROK, link->enquiry);
}

static int64_t
enquire_at(const struct smpp_link *link)
{
	int64_t at = link->heard_ms + link->config.enquire_ms;

	return link->proof_ms > 0 && link->proof_ms < at ? link->proof_ms : at;
}

static void
on_time_bound(struct smpp_link *link, int64_t now_ms)
{
	while (link->unanswered > 0 && link->window[0].until_ms <= now_ms &&
	    link->action_count < SMPP_ACTIONS_MAX - 4) {
		act(link,
		    (struct smpp_action){
			.act = SMPP_ACT_UNANSWERED, .token = link->window[0].token });
		submit_remove(link, 0);
	}
	if ((link->enquiry != 0 && now_ms >= link->enquiry_ms) ||
	    now_ms >= link->heard_ms + SMPP_SILENCE_MS)
		close_link(link);
	else if (link->ending && (link->unanswered == 0 || now_ms >= link->until_ms))
		unbind(link, now_ms);
	else if (link->enquiry == 0 && now_ms >= enquire_at(link))
		enquire(link, now_ms);
}

void
smpp_link_on_time(struct smpp_link *link, int64_t now_ms)
{
	if (link->state == SMPP_LINK_BOUND)
		on_time_bound(link, now_ms);
	else if (now_ms < link->until_ms)
		return;
	else if (link->state == SMPP_LINK_WAITING)
		set_state(link, SMPP_LINK_CONNECTING, now_ms + SMPP_CONNECT_MS);
	else if (link->state == SMPP_LINK_CONNECTING || is_connected(link))
		close_link(link);
}

static int64_t
sooner(int64_t a, int64_t b)
{
	return a < b ? a : b;
}

int64_t
smpp_link_deadline(const struct smpp_link *link)
{
	int64_t at = link->until_ms;

	if (link->state != SMPP_LINK_BOUND)
		return at;
	at = sooner(at, link->heard_ms + SMPP_SILENCE_MS);
	at = sooner(at, link->enquiry != 0 ? link->enquiry_ms : enquire_at(link));
	return link->unanswered > 0 ? sooner(at, link->window[0].until_ms) : at;
}

/* ---- sending ---- */

bool
smpp_link_may_send(const struct smpp_link *link)
{
	return link->state == SMPP_LINK_BOUND && !link->ending &&
	    link->config.bind != SMPP_BIND_RECEIVER;
}

int64_t
smpp_link_take(struct smpp_link *link, int64_t segments, int64_t now_ms)
{
	if (!smpp_link_may_send(link) || link->unanswered == link->config.window)
		return -1;
	if (now_ms < link->pause_ms)
		return link->pause_ms - now_ms;
	raise_rate(link, now_ms);
	return bucket_take(&link->bucket, segments, now_ms);
}

uint32_t
smpp_link_submit(struct smpp_link *link, void *token, int64_t now_ms)
{
	uint32_t sequence = request(link);

	assert(link->unanswered < link->config.window);
	link->window[link->unanswered++] = (struct smpp_submit){
		.sequence = sequence, .until_ms = now_ms + link->config.submit_ms, .token = token
	};
	return sequence;
}

uint32_t
smpp_link_mark(struct smpp_link *link, int64_t now_ms)
{
	if (link->proof_ms == 0)
		link->proof_ms = now_ms + SMPP_PROOF_MS;
	return link->sequence;
}

bool
smpp_link_has_proven(const struct smpp_link *link, uint32_t mark)
{
	return link->proven > mark;
}
