/* intents - what is asked of the relay, as commands of ng; see relay.h */
#include "voiced/relay/internal.h"

static unsigned
flags_of(const struct relay_media *media)
{
	static const unsigned given[] = { [RELAY_RTP] = NG_ADVERTISED_FIRST,
		[RELAY_SRTP] = NG_ADVERTISED_FIRST | NG_ENCRYPTED,
		[RELAY_WEBRTC] = 0 };
	static const unsigned wanted[] = { [RELAY_RTP] = NG_PLAIN | NG_STRICT,
		[RELAY_SRTP] = NG_SDES | NG_ENCRYPTED | NG_STRICT,
		[RELAY_WEBRTC] = NG_WEBRTC };

	return NG_REPLACE | given[media->given] | wanted[media->wanted] |
	    (media->again ? NG_LATCH : 0) | (media->exact ? NG_EXACT | NG_STRICT : 0);
}

static void
refuse_reserved(struct relay *relay, const struct ng_request *request, relay_done done, void *ctx)
{
	struct err err;

	(void)err_set(
	    &err, ERR_OVERLOAD, "", "the free ports of rtpengine are reserved for emergency calls");
	relay_refuse(relay, request, &err, done, ctx);
}

void
relay_offer(struct relay *relay, const struct relay_media *media, relay_done done, void *ctx)
{
	const struct ng_request request = { .command = NG_OFFER,
		.call = media->call,
		.from = media->from,
		.sdp = media->sdp,
		.flags = flags_of(media) };
	enum relay_claim claim = media->priority ? RELAY_EMERGENCY_CALL : RELAY_EXISTING_CALL;
	struct err err;

	if (media->again && media->wanted == RELAY_WEBRTC) {
		(void)err_set(&err, ERR_INVALID, "wanted",
		    "a browser does not take over in a call: its leg is a call of its own");
		relay_refuse(relay, &request, &err, done, ctx);
	} else if (!media->again && !relay_allows(relay, claim)) {
		refuse_reserved(relay, &request, done, ctx);
	} else {
		relay_ask(relay, &request, !media->again, done, ctx);
	}
}

void
relay_answer(struct relay *relay, const struct relay_media *media, relay_done done, void *ctx)
{
	relay_ask(relay,
	    &(struct ng_request){ .command = NG_ANSWER,
		.call = media->call,
		.from = media->from,
		.to = media->to,
		.sdp = media->sdp,
		.flags = flags_of(media) },
	    false, done, ctx);
}

void
relay_statistics(struct relay *relay, relay_done done, void *ctx)
{
	relay_ask(relay, &(struct ng_request){ .command = NG_STATISTICS }, false, done, ctx);
}

void
relay_list(struct relay *relay, int limit, relay_done done, void *ctx)
{
	relay_ask(
	    relay, &(struct ng_request){ .command = NG_LIST, .limit = limit }, false, done, ctx);
}

/* A command about a call and one of its tags. */
static void
ask_of(struct relay *relay, enum ng_command command, struct view call, struct view from,
    relay_done done, void *ctx)
{
	relay_ask(relay, &(struct ng_request){ .command = command, .call = call, .from = from },
	    false, done, ctx);
}

void
relay_delete(struct relay *relay, struct view call, relay_done done, void *ctx)
{
	ask_of(relay, NG_DELETE, call, (struct view){ NULL, 0 }, done, ctx);
}

void
relay_query(struct relay *relay, struct view call, relay_done done, void *ctx)
{
	ask_of(relay, NG_QUERY, call, (struct view){ NULL, 0 }, done, ctx);
}

void
relay_block(struct relay *relay, struct view call, struct view speaks, relay_done done, void *ctx)
{
	ask_of(relay, NG_BLOCK, call, speaks, done, ctx);
}

void
relay_unblock(struct relay *relay, struct view call, struct view speaks, relay_done done, void *ctx)
{
	ask_of(relay, NG_UNBLOCK, call, speaks, done, ctx);
}

void
relay_silence(struct relay *relay, struct view call, struct view speaks, relay_done done, void *ctx)
{
	ask_of(relay, NG_SILENCE, call, speaks, done, ctx);
}

void
relay_unsilence(
    struct relay *relay, struct view call, struct view speaks, relay_done done, void *ctx)
{
	ask_of(relay, NG_UNSILENCE, call, speaks, done, ctx);
}

void
relay_subscribe(
    struct relay *relay, struct view call, struct view speaks, relay_done done, void *ctx)
{
	const struct ng_request request = { .command = NG_SUBSCRIBE,
		.call = call,
		.from = speaks,
		.flags = speaks.n == 0 ? NG_ALL : 0 };

	if (relay_can_extend(relay))
		relay_ask(relay, &request, false, done, ctx);
	else
		refuse_reserved(relay, &request, done, ctx);
}

void
relay_subscribed(struct relay *relay, struct view call, struct view copy, struct view sdp,
    relay_done done, void *ctx)
{
	relay_ask(relay,
	    &(struct ng_request){ .command = NG_SUBSCRIBED, .call = call, .to = copy, .sdp = sdp },
	    false, done, ctx);
}

void
relay_unsubscribe(
    struct relay *relay, struct view call, struct view copy, relay_done done, void *ctx)
{
	relay_ask(relay,
	    &(struct ng_request){ .command = NG_UNSUBSCRIBE, .call = call, .to = copy }, false,
	    done, ctx);
}
