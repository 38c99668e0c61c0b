/* party - see party.h */
#include "voiced/party.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "common/base/bytes.h"
#include "common/base/list.h"
#include "common/log/log.h"
#include "common/metrics/metrics.h"
#include "voiced/browsers.h"
#include "voiced/calls.h"
#include "voiced/core/pidf.h"
#include "voiced/core/sdp.h"
#include "voiced/guard.h"
#include "voiced/relay/relay.h"
#include "voiced/shares.h"

/* What stands for the caller's description at the relay until it comes with the ACK: G.711 that goes nowhere (port 9, discard). */
#define NOT_YET \
	"v=0\r\no=- 1 1 IN IP4 127.0.0.1\r\ns=-\r\nc=IN IP4 127.0.0.1\r\nt=0 0\r\n" \
	"m=audio 9 RTP/AVP 0 101\r\na=rtpmap:0 PCMU/8000\r\n" \
	"a=rtpmap:101 telephone-event/8000\r\na=fmtp:101 0-15\r\na=sendrecv\r\n"
#define OUTER VIEW(PARTY_OUTER)
#define INNER VIEW(PARTY_INNER)

enum {
	LOCATION_ID_SIZE = 60,
	DIGITS_SIZE = 24,
	ORIGIN_BITS = 53,
	LOG_MS = 60000,
	HUSH_ASKS_MAX = 20, /* of 3 s each: longer than media may be lost */
};

static COUNTER(refused_offers, "voice_offers_refused_total",
    "New descriptions inside a call that could not be answered");

static COUNTER(plain_total, "voice_phones_without_srtp_total",
    "Calls to phones over TLS that were offered SRTP and go on without");

static COUNTER(logged_out_total, "voice_parties_logged_out_total",
    "Call legs that were ended because the login of their page had ended");

struct party {
	struct daemon *daemon;
	struct sip_leg *leg; /* NULL: it is over on the wire */
	bool came, priority;
	enum relay_wire wire; /* of its phone or browser */
	bool carried; /* the relay has a call of it */
	bool early, answered, confirmed, detached;
	bool held; /* by the phone itself */
	bool late; /* its INVITE had no description: our 200 offers */
	bool moving; /* it wants its media elsewhere, and the relay is asked */
	bool never_held; /* it may not hold */
	bool retried; /* it was called with SRTP, refused that, and is called again */
	int64_t session; /* the login of the page that is its phone; 0: it is another phone */
	struct link link; /* in paged(), if it is a page */
	struct share *share;
	char id[CALLS_RELAY_ID_SIZE]; /* of its call at the relay */
	char origin[DIGITS_SIZE];
	uint64_t version;
	char *theirs, *ours, *far; /* descriptions: what came, what was said, whom it hears */
	char *before; /* theirs, while it moves */
	char *carried_as; /* the description of its own that the relay has: no hold changes it */
	struct party_target *target; /* called */
	int status; /* of the progress that is told when the relay has answered */
	int asked; /* of the relay, not answered yet */
	int64_t
	    hushes[PARTY_HUSHES]; /* how often each kind was wished for: the newest wish counts */
	int hops; /* came */
	struct party_events events;
	void *ctx;
};

/* Read into one of these; each is good until its next use. */
static struct sdp offer_sdp, theirs_sdp, ours_sdp, carried_sdp;

/* ---- its memory ---- */

static void
text_set(char **text, struct view value)
{
	char *copy = view_dup(value);

	free(*text);
	*text = copy;
}

static void
party_name(struct party *party)
{
	uint64_t random;

	random_fill(&random, sizeof(random));
	calls_relay_id(party->daemon, random, party->id);
}

/* The parties whose phone is a page; NULL: there are none. */
static struct list *
paged(struct daemon *daemon)
{
	return daemon_data(daemon, "paged");
}

/* `at`: where it calls from, or is called. */
static void
paged_add(struct party *party, const struct sip_source *at)
{
	const struct browser *browser = browser_of(party->daemon, at);
	struct list *all = paged(party->daemon);

	if (browser == NULL)
		return;
	if (all == NULL) {
		all = mem_new(sizeof(*all));
		list_init(all);
		daemon_set_data(party->daemon, "paged", all);
	}
	party->session = browser->session;
	list_append(all, &party->link);
}

/* The last one takes the list along. */
static void
paged_remove(struct party *party)
{
	struct list *all = paged(party->daemon);

	if (party->session == 0)
		return;
	list_remove(all, &party->link);
	if (!list_empty(all))
		return;
	daemon_set_data(party->daemon, "paged", NULL);
	free(all);
}

static struct party *
party_new(struct daemon *daemon, bool priority, const struct party_events *events, void *ctx)
{
	struct party *party = mem_zero(1, sizeof(*party));
	uint64_t random;

	random_fill(&random, sizeof(random));
	party->daemon = daemon;
	party->priority = priority;
	party->events = *events;
	party->ctx = ctx;
	party_name(party);
	(void)snprintf(
	    party->origin, sizeof(party->origin), "%" PRIu64, random >> (64 - ORIGIN_BITS));
	return party;
}

static void
on_deleted(void *ctx, const struct relay_result *result)
{
	(void)ctx;
	if (result->err != NULL)
		LOG(WARN, "relay_call_not_deleted", LOG_TEXT("why", result->err->text));
}

/* It goes when its leg is over and the relay has answered all. */
static void
party_settle(struct party *party)
{
	if (party->leg != NULL || party->asked > 0)
		return;
	if (party->carried)
		relay_delete(calls_relay(party->daemon), view_of(party->id), on_deleted, NULL);
	paged_remove(party);
	share_drop(party->share);
	if (party->target != NULL) {
		free((void *)(uintptr_t)party->target->headers.p);
		free((void *)(uintptr_t)party->target->location.p);
	}
	free(party->target);
	free(party->theirs);
	free(party->carried_as);
	free(party->ours);
	free(party->far);
	free(party->before);
	free(party);
}

static void
over(struct party *party, enum party_end end, int status)
{
	if (!party->detached) {
		party->detached = true;
		party->events.ended(party->ctx, end, status);
	}
	party_settle(party);
}

void
party_end(struct party *party, int status, const char *phrase)
{
	party->detached = true;
	if (party->leg == NULL)
		party_settle(party);
	else if (party->came && !party->answered)
		sip_leg_refuse(party->leg, status, phrase);
	else
		sip_leg_end(party->leg);
}

static struct party *
logged_out_next(struct daemon *daemon, int64_t session)
{
	struct list *all = paged(daemon);

	if (all == NULL)
		return NULL;
	list_for_each (all, at) {
		struct party *party = LIST_OF(at, struct party, link);

		if (party->session == session && !party->detached && !party->never_held)
			return party;
	}
	return NULL;
}

/* Its connection has ended with the login: nobody is there who would hear a BYE, and who is called would hold ports until a CANCEL is
 * given up. */
static void
log_out(struct party *party)
{
	metric_add(&logged_out_total, 1);
	LOG(INFO, "call_logged_out", LOG_TEXT("media", party->id),
	    LOG_ID("session", party->session));
	party->detached = true;
	party->events.ended(party->ctx, PARTY_LOGGED_OUT, 0);
	if (party->leg != NULL)
		sip_leg_vanish(party->leg);
	party->leg = NULL;
	party_settle(party);
}

/* One that ends may take others along: each is looked for anew. */
void
party_logged_out(struct daemon *daemon, int64_t session)
{
	struct party *party;

	while ((party = logged_out_next(daemon, session)) != NULL)
		log_out(party);
}

bool
party_end_is_media(enum party_end end)
{
	return end == PARTY_NO_MEDIA || end == PARTY_NOT_CALLED;
}

/* Whoever waits for the party is told, then the leg ends. */
static void
fail_by(struct party *party, enum party_end end)
{
	if (!party->detached) {
		party->detached = true;
		party->events.ended(party->ctx, end, 0);
	}
	if (party->leg != NULL)
		party_end(party, 503, "Service Unavailable");
	else
		party_settle(party);
}

/* The media can't be had. */
static void
fail(struct party *party)
{
	fail_by(party, PARTY_NO_MEDIA);
}

/* ---- the relay ---- */

/* Of a description of its own the relay has the sound alone: nothing else takes ports. */
static void
carry_as(struct party *party, struct view sdp)
{
	struct buf audio = { 0 };
	struct err err;

	if (sdp_read(sdp, &carried_sdp, &err) == 0 && sdp_audio(&carried_sdp) != NULL)
		sdp_write_audio(&carried_sdp, &audio);
	text_set(&party->carried_as, audio.n > 0 ? buf_view(&audio) : sdp);
	buf_fini(&audio);
}

/* outer: the outer side offers. Of who came it always does; of who was called when it is paired anew, as if their phone had asked
 * for it: a browser's ICE and keys stay as they are. */
static struct relay_media
media_of(const struct party *party, bool outer, struct view sdp)
{
	return (struct relay_media){ .call = view_of(party->id),
		.from = outer ? OUTER : INNER,
		.to = outer ? INNER : OUTER,
		.sdp = sdp,
		.given = party->wire,
		.priority = party->priority };
}

/* The same of whom it hears. Such an end is on this machine: when its address says so, too, nobody else can take its place. An
 * address that the relay only shows (rtpengine behind NAT) is none that it sends from. */
static struct relay_media
media_of_far(const struct party *party, bool outer)
{
	struct relay_media media = media_of(party, outer, view_of(party->far));

	media.given = RELAY_RTP;
	media.exact = guard_is_own(party->daemon, media.sdp);
	return media;
}

/* Whether its answer still matters; else what is left is cleared away. */
static bool
relay_answered(struct party *party, const struct relay_result *result)
{
	party->asked--;
	if (result->err != NULL)
		LOG(WARN, "relay_refused", LOG_TEXT("call", party->id),
		    LOG_TEXT("why", result->err->text));
	if (!party->detached && party->leg != NULL)
		return true;
	if (party->leg == NULL)
		party_settle(party);
	return false;
}

/* What the relay gives has the origin of the far end; ours has one id and counts. */
static bool
ours_make(struct party *party, struct view sdp)
{
	struct sdp_origin origin = { .id = view_of(party->origin), .version = ++party->version };
	struct buf text = { 0 };
	struct err err;

	if (sdp_read(sdp, &ours_sdp, &err) != 0) {
		LOG(WARN, "relay_description_bad", LOG_TEXT("why", err.text));
		return false;
	}
	if (sdp_audio(&ours_sdp) == NULL)
		return false;
	/* What it answers to keys of which it knows none has none, and nobody would hear the other. */
	if (party->wire == RELAY_SRTP && !sdp_is_sdes(sdp_audio(&ours_sdp)))
		return false;
	if (party->theirs != NULL && sdp_read(view_of(party->theirs), &theirs_sdp, &err) == 0)
		sdp_write_answer(&ours_sdp, &theirs_sdp, &origin, &text);
	else
		sdp_write_origin(&ours_sdp, &origin, &text);
	text_set(&party->ours, buf_view(&text));
	buf_fini(&text);
	return true;
}

/* ---- inside the dialog ---- */

/* As its description says; keys that came over a transport in the clear are better than none. */
static enum relay_wire
wire_of(const struct sdp *sdp)
{
	const struct sdp_media *audio = sdp_audio(sdp);

	return sdp_is_webrtc(audio) ? RELAY_WEBRTC : sdp_is_sdes(audio) ? RELAY_SRTP : RELAY_RTP;
}

/* A description of theirs, into offer_sdp. False: it can't be read, has no sound, or would send media where it may not. */
static bool
theirs_read(const struct party *party, struct view sdp)
{
	struct err err;

	return sdp_read(sdp, &offer_sdp, &err) == 0 && sdp_audio(&offer_sdp) != NULL &&
	    guard_allows(party->daemon, &offer_sdp, sip_leg_peer(party->leg));
}

static void
refuse_offer(struct party *party)
{
	metric_add(&refused_offers, 1);
	sip_leg_refuse(party->leg, 488, "Not Acceptable Here");
}

/* The answer to what is in offer_sdp, which came after `before`. */
static void
answer_offer(struct party *party, struct view sdp, const struct sdp *before)
{
	struct buf answer = { 0 };
	struct err err;
	bool held = sdp_is_hold(&offer_sdp);

	if (sdp_read(view_of(party->ours), &ours_sdp, &err) != 0 ||
	    sdp_answer(&offer_sdp, before, &ours_sdp, SDP_SENDRECV, &answer, &err) != 0) {
		refuse_offer(party);
		buf_fini(&answer);
		return;
	}
	party->version++;
	text_set(&party->ours, buf_view(&answer));
	text_set(&party->theirs, sdp);
	sip_leg_answer(party->leg, buf_view(&answer));
	buf_fini(&answer);
	if (held != party->held) { /* else it is a refresh */
		party->held = held;
		sip_leg_ask_after(party->leg, held);
		party->events.held(party->ctx, held);
	}
}

/* ---- media that move ---- */

/* A late description was our own offer's answer: nothing is left to say, but the call can't go on without it. False: it has failed, and may be
 * gone with that. */
static bool
media_moved(struct party *party, struct view ours)
{
	char *theirs = party->theirs;
	bool late = party->late;
	struct err err;

	party->moving = party->late = false;
	if (!late && ours.n > 0 && ours_make(party, ours) &&
	    sdp_read(view_of(theirs), &offer_sdp, &err) == 0) {
		party->theirs = NULL;
		answer_offer(party, view_of(theirs), &offer_sdp);
		if (party->theirs == NULL) /* refused; but the relay has it */
			text_set(&party->theirs, view_of(theirs));
		free(theirs);
	} else if (!late) {
		text_set(&party->theirs, view_of(party->before));
		carry_as(party, view_of(party->before));
		refuse_offer(party);
	} else if (ours.n == 0) {
		fail(party);
		return false;
	}
	return true;
}

static void
on_moved(void *ctx, const struct relay_result *result)
{
	struct party *party = ctx;

	if (!relay_answered(party, result))
		return;
	if (media_moved(party, result->err == NULL ? result->reply->sdp : VIEW("")) &&
	    !party->detached && party->events.moved != NULL)
		party->events.moved(party->ctx);
}

static void
on_moved_offer(void *ctx, const struct relay_result *result)
{
	struct party *party = ctx;
	struct relay_media media;

	if (!relay_answered(party, result))
		return;
	if (result->err != NULL) {
		(void)media_moved(party, VIEW(""));
		return;
	}
	media = media_of_far(party, true);
	media.again = true;
	media.wanted = party->wire;
	party->asked++;
	relay_answer(calls_relay(party->daemon), &media, on_moved, party);
}

/* What is paired meanwhile is paired with the new one. */
static void
move(struct party *party, struct view sdp)
{
	struct relay_media media;

	text_set(&party->before, view_of(party->theirs));
	text_set(&party->theirs, sdp);
	carry_as(party, view_of(party->theirs));
	media = media_of(party, true, view_of(party->carried_as));
	media.again = true;
	party->moving = true;
	party->asked++;
	relay_offer(calls_relay(party->daemon), &media, on_moved_offer, party);
}

/* Whether what is in offer_sdp is what the relay has of them. An offer of ours with several keys must be followed by one answer with the
 * key that they took (RFC 4568 5.1.2), which the relay knows. */
static bool
is_carried(const struct party *party)
{
	struct err err;

	return sdp_read(view_of(party->carried_as), &carried_sdp, &err) == 0 &&
	    sdp_same_media(&offer_sdp, &carried_sdp) &&
	    (party->wire != RELAY_SRTP ||
		(sdp_read(view_of(party->ours), &ours_sdp, &err) == 0 &&
		    sdp_key_count(&ours_sdp, sdp_audio(&ours_sdp)) == 1));
}

/* A hold, its end, or a refresh is answered here; media that move are the relay's to follow. */
static void
on_offered(void *ctx, struct view sdp)
{
	struct party *party = ctx;
	struct err err;

	if (party->detached || party->ours == NULL)
		sip_leg_refuse(party->leg, 488, "Not Acceptable Here");
	else if (party->moving) /* to be made again soon (RFC 3261 14.1, 14.2) */
		sip_leg_refuse(party->leg, 491, "Request Pending");
	else if (sdp.n == 0)
		sip_leg_answer(party->leg, view_of(party->ours));
	else if (!theirs_read(party, sdp) ||
	    sdp_read(view_of(party->theirs), &theirs_sdp, &err) != 0 ||
	    wire_of(&offer_sdp) != party->wire ||
	    (party->never_held && party->wire != RELAY_WEBRTC && sdp_is_hold(&offer_sdp)))
		refuse_offer(party);
	else if (is_carried(party))
		answer_offer(party, sdp, &theirs_sdp);
	else if (party->far != NULL)
		move(party, sdp);
	else
		refuse_offer(party);
}

static bool retry_plain(struct party *party, enum sip_end end, int status);

static void
on_ended(void *ctx, enum sip_end end, int status)
{
	static const enum party_end ends[] = {
		[SIP_END_PEER] = PARTY_HUNG_UP,
		[SIP_END_OURS] = PARTY_STOPPED,
		[SIP_END_REFUSED] = PARTY_REFUSED,
		[SIP_END_LOST] = PARTY_LOST,
	};
	struct party *party = ctx;

	party->leg = NULL;
	if (!retry_plain(party, end, status))
		over(party, ends[end], status);
}

/* ---- who came ---- */

static void
on_carried(void *ctx, const struct relay_result *result)
{
	struct party *party = ctx;

	party->carried = result->err == NULL;
	if (!relay_answered(party, result))
		return;
	if (result->err != NULL)
		fail(party);
	else
		party->events.ready(party->ctx, result->reply->sdp);
}

/* A description of theirs to which nothing is to be said: with the ACK of an offer that they asked us for, or to a refresh of ours. */
static void
on_described(void *ctx, struct view sdp)
{
	struct party *party = ctx;

	if (party->detached || party->ours == NULL || party->far == NULL || party->moving ||
	    !theirs_read(party, sdp) || wire_of(&offer_sdp) != party->wire || is_carried(party))
		return;
	party->late = true;
	move(party, sdp);
}

static void
on_confirmed(void *ctx, struct view sdp)
{
	struct party *party = ctx;

	if (!party->came || party->confirmed) { /* of a hold, or its end */
		on_described(party, sdp);
		return;
	}
	if (party->detached)
		return;
	party->confirmed = true;
	if (party->late && !theirs_read(party, sdp)) {
		fail(party);
		return;
	}
	if (party->late)
		move(party, sdp);
	party->events.confirmed(party->ctx);
}

static bool
on_digit(void *ctx, char digit, int duration_ms)
{
	struct party *party = ctx;

	(void)duration_ms;
	return !party->detached && party->events.digit != NULL &&
	    party->events.digit(party->ctx, digit);
}

/* Loops end: whatever comes round has come further each time. */
static int
hops_of(const struct sip_head *head)
{
	bool told = head->max_forwards >= 0 && head->max_forwards < SIP_FORWARDS;

	return 1 + (told ? SIP_FORWARDS - head->max_forwards : 0);
}

struct party *
party_take(struct daemon *daemon, struct sip_request *request, bool priority,
    const struct party_events *events, void *ctx)
{
	static const struct sip_leg_events leg_events = {
		.confirmed = on_confirmed,
		.offered = on_offered,
		.ended = on_ended,
		.digit = on_digit,
		.refreshed = on_described,
	};
	struct party *party = party_new(daemon, priority, events, ctx);
	struct relay_media media;
	struct err err;

	party->late = sip_head(request)->sdp.n == 0;
	text_set(&party->theirs, party->late ? VIEW(NOT_YET) : sip_head(request)->sdp);
	party->came = true;
	if (sdp_read(view_of(party->theirs), &offer_sdp, &err) == 0)
		party->wire = wire_of(&offer_sdp);
	party->hops = hops_of(sip_head(request));
	paged_add(party, &sip_head(request)->source);
	party->leg = sip_leg_take(request, &leg_events, party);
	carry_as(party, view_of(party->theirs));
	media = media_of(party, true, view_of(party->carried_as));
	party->asked++;
	relay_offer(calls_relay(daemon), &media, on_carried, party);
	return party;
}

static void
on_paired(void *ctx, const struct relay_result *result)
{
	struct party *party = ctx;
	bool done;

	if (!relay_answered(party, result))
		return;
	/* What is said must not change once it was: the relay keeps the outer side's port and keys. */
	done = result->err == NULL && (party->ours != NULL || ours_make(party, result->reply->sdp));
	party->events.paired(party->ctx, done);
}

static void
pair_answer(struct party *party)
{
	struct relay_media media = media_of_far(party, true);

	media.wanted = party->wire;
	media.again = party->ours != NULL;
	party->asked++;
	relay_answer(calls_relay(party->daemon), &media, on_paired, party);
}

static void
on_offered_again(void *ctx, const struct relay_result *result)
{
	struct party *party = ctx;

	if (!relay_answered(party, result))
		return;
	if (result->err != NULL)
		party->events.paired(party->ctx, false);
	else
		pair_answer(party);
}

void
party_pair(struct party *party, struct view far)
{
	struct relay_media media = media_of(party, true, view_of(party->carried_as));

	text_set(&party->far, far);
	if (party->ours == NULL) {
		pair_answer(party);
		return;
	}
	media.again = true;
	party->asked++;
	relay_offer(calls_relay(party->daemon), &media, on_offered_again, party);
}

/* With the call itself: a page that had to ask for it would do without, with the database away. */
static struct view
said_to(const struct party *party)
{
	return party->never_held && party->wire == RELAY_WEBRTC
	    ? VIEW("X-Trunkline-Emergency: call\r\n")
	    : VIEW("");
}

void
party_ring(struct party *party, int status, bool sound)
{
	if (party->leg != NULL)
		sip_leg_reply(party->leg,
		    &(struct sip_answer){ .status = status,
			.headers = said_to(party),
			.sdp = sound && !party->late ? view_of(party->ours) : VIEW("") });
}

bool
party_describes_late(const struct party *party)
{
	return party->late;
}

void
party_answer(struct party *party)
{
	if (party->leg == NULL || party->answered)
		return;
	party->answered = true;
	sip_leg_reply(party->leg,
	    &(struct sip_answer){
		.status = 200, .headers = said_to(party), .sdp = view_of(party->ours) });
}

/* ---- who is called ---- */

static void
on_progress_carried(void *ctx, const struct relay_result *result)
{
	struct party *party = ctx;

	if (relay_answered(party, result) && !party->answered)
		party->events.progress(
		    party->ctx, party->status, result->err == NULL ? result->reply->sdp : VIEW(""));
}

static void
ask_inner(struct party *party, struct view sdp, relay_done done)
{
	struct relay_media media;

	text_set(&party->theirs, sdp);
	carry_as(party, view_of(party->theirs));
	media = media_of(party, false, view_of(party->carried_as));
	media.again = party->early;
	party->early = true;
	party->asked++;
	relay_answer(calls_relay(party->daemon), &media, done, party);
}

static void
without_srtp(struct party *party, int status)
{
	int64_t suppressed;

	party->wire = RELAY_RTP;
	metric_add(&plain_total, 1);
	if (log_allow("phone_without_srtp", view_of(party->target->uri), LOG_MS, &suppressed))
		LOG(INFO, "phone_without_srtp", LOG_TEXT("uri", party->target->uri),
		    LOG_INT("status", status), LOG_INT("suppressed", suppressed));
}

/* An answer that can be used, into offer_sdp: an offer of SRTP may be answered with plain RTP, for then the phone knows that it is. */
static bool
answer_read(struct party *party, int status, struct view sdp)
{
	if (!theirs_read(party, sdp))
		return false;
	if (party->wire != RELAY_SRTP || sdp_is_sdes(sdp_audio(&offer_sdp)))
		return true;
	if (!sdp_is_plain(sdp_audio(&offer_sdp)))
		return false;
	without_srtp(party, status);
	return true;
}

static void
on_progress(void *ctx, int status, struct view sdp)
{
	struct party *party = ctx;

	if (party->detached)
		return;
	party->status = status;
	if (sdp.n > 0 && !party->early && answer_read(party, status, sdp))
		ask_inner(party, sdp, on_progress_carried);
	else
		party->events.progress(party->ctx, status, VIEW(""));
}

static void
on_answer_carried(void *ctx, const struct relay_result *result)
{
	struct party *party = ctx;

	if (!relay_answered(party, result))
		return;
	if (result->err != NULL)
		fail(party);
	else
		party->events.answered(party->ctx, result->reply->sdp);
}

static void
on_answered(void *ctx, struct view sdp)
{
	struct party *party = ctx;

	party->answered = true;
	if (sdp.n > 0 && !party->detached && !answer_read(party, 200, sdp))
		fail(party);
	else if (sdp.n > 0)
		ask_inner(party, sdp, on_answer_carried);
	else if (party->early)
		ask_inner(party, view_of(party->theirs), on_answer_carried);
	else
		fail(party);
}

/* Without credentials within the event the request counts as refused. */
static void
on_challenged(void *ctx, const struct sip_challenge *challenge)
{
	struct party *party = ctx;
	struct buf credentials = { 0 };

	if (!party->detached && party->events.challenged != NULL &&
	    party->events.challenged(party->ctx, challenge, &credentials))
		sip_leg_authorize(party->leg, buf_view(&credentials));
	buf_fini(&credentials);
}

static struct sip_leg *
invite(struct party *party)
{
	static const struct sip_leg_events leg_events = {
		.progress = on_progress,
		.answered = on_answered,
		.confirmed = on_confirmed,
		.offered = on_offered,
		.ended = on_ended,
		.challenged = on_challenged,
		.refreshed = on_described,
	};
	const struct party_target *target = party->target;
	struct buf headers = { 0 };
	char id[LOCATION_ID_SIZE];
	struct sip_leg *leg;

	buf_add_view(&headers, target->headers);
	(void)snprintf(id, sizeof(id), "%s@trunkline.invalid", strrchr(party->id, ':') + 1);
	if (target->location.n > 0)
		buf_addf(&headers, "Geolocation: <cid:%s>\r\nGeolocation-Routing: yes\r\n", id);
	const struct sip_invite invite = { .to = target->to,
		.target = target->uri,
		.from_uri = target->from,
		.to_uri = target->who,
		.headers = buf_view(&headers),
		.roams = target->phone,
		.part_type = VIEW(PIDF_TYPE),
		.part_id = view_of(id),
		.part = target->location,
		.first_ms = target->first_ms,
		.hops = target->hops,
		.sdp = view_of(party->ours) };

	leg = sip_leg_invite(gate_sip(party->daemon), &invite, &leg_events, party);
	buf_fini(&headers);
	return leg;
}

static void
on_target_carried(void *ctx, const struct relay_result *result)
{
	struct party *party = ctx;

	party->asked--;
	party->carried = result->err == NULL;
	if (party->detached) {
		party_settle(party);
		return;
	}
	if (result->err == NULL && ours_make(party, result->reply->sdp))
		party->leg = invite(party);
	if (party->leg == NULL)
		fail_by(party,
		    result->err != NULL && !party->retried ? PARTY_NOT_CALLED : PARTY_NO_MEDIA);
}

static void
offer_target(struct party *party)
{
	struct relay_media media = media_of_far(party, false);

	media.wanted = party->wire;
	party->asked++;
	relay_offer(calls_relay(party->daemon), &media, on_target_carried, party);
}

/* True: a phone that refused SRTP (RFC 3261 21.4.26, 21.6.4; RFC 4568 7.1.2) is called again with plain RTP, as another call at the relay. */
static bool
retry_plain(struct party *party, enum sip_end end, int status)
{
	static const int refusals[] = { 406, 415, 488, 606 };
	bool refused = false;

	for (size_t i = 0; i < sizeof(refusals) / sizeof(refusals[0]); i++)
		refused |= status == refusals[i];
	if (party->came || party->detached || party->early || party->wire != RELAY_SRTP ||
	    end != SIP_END_REFUSED || !refused)
		return false;
	relay_delete(calls_relay(party->daemon), view_of(party->id), on_deleted, NULL);
	party->carried = false;
	party->retried = true;
	without_srtp(party, status);
	party_name(party);
	offer_target(party);
	return true;
}

struct party *
party_call(struct daemon *daemon, const struct party_target *target, bool priority,
    struct view peer, const struct party_events *events, void *ctx)
{
	struct party *party = party_new(daemon, priority, events, ctx);

	party->target = mem_new(sizeof(*target));
	*party->target = *target;
	party->target->headers = (struct view){ view_dup(target->headers), target->headers.n };
	party->target->location = (struct view){ view_dup(target->location), target->location.n };
	party->wire = target->wire;
	if (target->wire == RELAY_WEBRTC)
		paged_add(party, &target->to);
	text_set(&party->far, peer);
	offer_target(party);
	return party;
}

/* ---- what is heard ---- */

struct hushing {
	struct party *party;
	enum party_hush how;
	bool on;
	int64_t wish; /* which of its kind */
	int asks; /* so many times */
	bool told; /* somebody was told that it failed, or did not */
	void (*done)(void *ctx, bool well); /* NULL: told, or nobody waits */
	void *ctx;
};

static void hush_ask(struct hushing *hushing);

/* Whether it is asked for once more: nobody knows what the relay did, nothing else was wished for since, and the call goes on. Else
 * an end of a hold that was lost would leave one way silent. A beginning of which somebody was told that it failed does not come later. */
static bool
is_still_wished(const struct hushing *hushing, const struct relay_result *result)
{
	const struct party *party = hushing->party;

	return result->err != NULL && result->err->kind == ERR_TIMEOUT && party->leg != NULL &&
	    !party->detached && !(hushing->on && hushing->told) &&
	    hushing->wish == party->hushes[hushing->how] && hushing->asks < HUSH_ASKS_MAX;
}

static void
on_hushed(void *ctx, const struct relay_result *result)
{
	struct hushing *hushing = ctx;
	struct party *party = hushing->party;

	if (result->err != NULL)
		LOG(WARN, "relay_block_refused", LOG_TEXT("call", party->id),
		    LOG_TEXT("why", result->err->text));
	if (hushing->done != NULL) { /* it may wish for something else, or end the call */
		hushing->told = true;
		hushing->done(hushing->ctx, result->err == NULL);
	}
	hushing->done = NULL;
	if (is_still_wished(hushing, result)) {
		hush_ask(hushing);
	} else {
		free(hushing);
		party->asked--;
		party_settle(party);
	}
}

static void
hush_ask(struct hushing *hushing)
{
	static void (*const asks[][2])(struct relay * relay, struct view call, struct view speaks,
	    relay_done done, void *ctx) = {
		[PARTY_BLOCK] = { relay_unblock, relay_block },
		[PARTY_SILENCE] = { relay_unsilence, relay_silence },
	};
	struct party *party = hushing->party;

	hushing->asks++;
	asks[hushing->how][hushing->on](
	    calls_relay(party->daemon), view_of(party->id), OUTER, on_hushed, hushing);
}

void
party_never_held(struct party *party)
{
	party->never_held = true;
}

void
party_counts(struct party *party, struct share *share)
{
	party->share = share_hold(share);
}

static bool
all_can_be_silent(const char *text)
{
	struct err err;

	return text != NULL && sdp_read(view_of(text), &carried_sdp, &err) == 0 &&
	    sdp_can_be_silent(&carried_sdp, sdp_audio(&carried_sdp));
}

bool
party_can_be_silent(const struct party *party)
{
	return all_can_be_silent(party->carried_as) && all_can_be_silent(party->ours);
}

void
party_hush(struct party *party, enum party_hush how, bool on, void (*done)(void *ctx, bool well),
    void *ctx)
{
	struct hushing *hushing = mem_new(sizeof(*hushing));

	*hushing = (struct hushing){ .party = party,
		.how = how,
		.on = on,
		.wish = ++party->hushes[how],
		.done = done,
		.ctx = ctx };
	party->asked++;
	hush_ask(hushing);
}

int
party_hops(const struct party *party)
{
	return party->hops;
}

const char *
party_media(const struct party *party)
{
	return party->id;
}

struct hearing {
	struct daemon *daemon;
	void (*done)(void *ctx, int64_t packets);
	void *ctx;
};

static void
on_query(void *ctx, const struct relay_result *result)
{
	struct hearing *hearing = ctx;
	struct ng_leg leg;
	bool known = result->err == NULL && ng_leg_find(result->reply, OUTER, &leg);
	bool gone = result->err != NULL &&
	    (result->err->kind == ERR_NOT_FOUND ||
		(result->err->kind == ERR_TIMEOUT && relay_is_gone(calls_relay(hearing->daemon))));

	hearing->done(hearing->ctx, known ? leg.packets : gone ? PARTY_NOT_CARRIED : -1);
	free(hearing);
}

void
party_heard(struct party *party, void (*done)(void *ctx, int64_t packets), void *ctx)
{
	struct hearing *hearing = mem_new(sizeof(*hearing));

	*hearing = (struct hearing){ party->daemon, done, ctx };
	relay_query(calls_relay(party->daemon), view_of(party->id), on_query, hearing);
}
