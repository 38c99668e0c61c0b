/* outward - see outward.h */
#include "voiced/outward.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "common/base/bytes.h"
#include "common/base/clock.h"
#include "common/base/key.h"
#include "common/daemon/box.h"
#include "common/log/log.h"
#include "common/loop/loop.h"
#include "voiced/calls.h"
#include "voiced/core/digest.h"
#include "voiced/names.h"
#include "voiced/ring.h"
#include "voiced/tell.h"
#include "voiced/trunks.h"
#include "voiced/voiced.h"

enum {
	RING_MS = 60000,
	HELP_MS = 10000, /* a trunk that says nothing to a call for help: the next one */
	NAMES_MS =
	    100, /* a call for help looks again whether a host's addresses are known by now */
	HELP_RING_MS = 30000, /* one that has the call, and where it does not ring */
	TRIES_MAX = 2 * DIAL_TRUNKS_MAX,
	MS_PER_S = 1000,
	CNONCE_SIZE = 17,
};

/* One trunk, asked once. */
struct
try {
	int64_t trunk;
	bool located; /* with the caller's location: not every carrier reads a body of two parts */
};

struct outward {
	struct daemon *daemon;
	struct call *call;
	char id[CALL_ID_SIZE];
	int64_t tenant, user;
	struct dial dial;
	char shown[DIAL_TEXT_SIZE]; /* the caller id */
	bool help, counted, over;
	char *location; /* NULL: none */
	struct try tries[TRIES_MAX];
	unsigned int try_count, next;
	int64_t names_until_ms; /* so long a call for help waits for them */
	int address; /* of the next one's trunk: which is called next */
	int64_t trunk; /* that is taken; 0: none */
	struct far *far;
	bool rang; /* it rings where this trunk leads */
	bool sound; /* and can be heard */
	bool no_media, not_called; /* that is how the last one ended */
	bool answered;
	int status; /* the last refusal */
	int64_t talk_since_ms, seconds_most;
	struct timer timer;
	int pending; /* answers that are waited for, and the timer */
	struct outward_events events;
	void *ctx;
};

/* ---- the end ---- */

static void
settle(struct outward *outward)
{
	if (!outward->over || outward->pending > 0)
		return;
	free(outward->location);
	free(outward);
}

static void
on_timer_closed(void *ctx)
{
	struct outward *outward = ctx;

	outward->pending--;
	settle(outward);
}

static void
trunk_drop(struct outward *outward)
{
	if (outward->trunk != 0)
		trunk_give(outward->daemon, outward->tenant, outward->trunk);
	outward->trunk = 0;
}

static int64_t
talked_s(const struct outward *outward)
{
	return outward->talk_since_ms == 0
	    ? 0
	    : (clock_mono_ms() - outward->talk_since_ms + MS_PER_S - 1) / MS_PER_S;
}

static void
tell_end(struct outward *outward)
{
	struct fact fact = { .query = &q_out_end,
		.params = { P_INT(outward->tenant), P_TEXT(outward->id), P_INT(talked_s(outward)) },
		.keys = { key_of("out", outward->tenant, VIEW("")) },
		.key_count = 1 };

	tell(outward->daemon, &fact, NULL, NULL);
}

bool
outward_not_called(const struct outward *outward)
{
	return outward->not_called;
}

bool
outward_no_media(const struct outward *outward)
{
	return outward->no_media;
}

void
outward_end(struct outward *outward)
{
	struct far *far = outward->far;

	outward->over = true;
	outward->far = NULL;
	trunk_drop(outward);
	if (outward->counted)
		tell_end(outward);
	timer_close(
	    &outward->timer, on_timer_closed); /* `pending` has counted it since it was made */
	if (far != NULL)
		far_end(far);
}

void
outward_give(struct outward *outward, const struct outward_events *events, void *ctx)
{
	outward->events = *events;
	outward->ctx = ctx;
}

struct far *
outward_sound(const struct outward *outward)
{
	return outward->sound ? outward->far : NULL;
}

static void
finish(struct outward *outward, const char *cause, int status, const char *phrase)
{
	struct outward_events events = outward->events;
	void *ctx = outward->ctx;

	outward_end(outward);
	events.ended(ctx, cause, status, phrase);
}

static void
refused(struct outward *outward)
{
	int status = outward->status >= 400 ? outward->status : 480;

	LOG(INFO, "call_not_reached", LOG_TEXT("call", outward->id),
	    LOG_ID("tenant", outward->tenant), LOG_ID("trunk", outward->trunk),
	    LOG_INT("status", status));
	finish(outward, far_refusal(status, "failed"), status, "Not Reached");
}

/* ---- one trunk ---- */

static void next_trunk(struct outward *outward);

/* A carrier's own trouble: the next trunk may do better. Where it rang already it is the end of the call. */
static bool
is_trouble(const struct outward *outward, enum party_end end, int status)
{
	return !outward->rang &&
	    (end == PARTY_LOST || status == 408 || status == 500 ||
		(status >= 502 && status <= 504));
}

/* With nobody else left there is no reason not to wait. */
static bool
is_last(const struct outward *outward)
{
	return outward->next >= outward->try_count && outward->address == 0;
}

static void
try_add(struct outward *outward, unsigned int at, int64_t trunk, bool located)
{
	if (outward->try_count == TRIES_MAX)
		return;
	memmove(&outward->tries[at + 1], &outward->tries[at],
	    (outward->try_count - at) * sizeof(outward->tries[0]));
	outward->tries[at] = (struct try){ trunk, located };
	outward->try_count++;
}

static void
uri_make(const struct outward *outward, const struct trunk *trunk, const char *host,
    char out[PARTY_URI_MAX])
{
	(void)snprintf(out, PARTY_URI_MAX,
	    strchr(host, ':') != NULL && host[0] != '[' ? "sip:%s@[%s]:%d;transport=%s"
							: "sip:%s@%s:%d;transport=%s",
	    outward->dial.number, host, trunk->port, trunk_transport_name(trunk->transport));
}

/* It goes to the address; what it says, and what a certificate must name, is the trunk's own host. */
static bool
target_make(const struct outward *outward, const struct trunk *trunk, const char *address,
    bool located, struct party_target *out)
{
	char uri[PARTY_URI_MAX];

	uri_make(outward, trunk, address, uri);
	if (!ring_uri(view_of(uri), out))
		return false;
	uri_make(outward, trunk, trunk->host, out->uri);
	(void)snprintf(out->who, sizeof(out->who), "%s", out->uri);
	if (trunk->host[0] != '[' && !view_copy(view_of(trunk->host), out->to.name, SIP_NAME_MAX))
		return false;
	(void)snprintf(out->from, sizeof(out->from), "<sip:%s@%s>", outward->shown, trunk->host);
	if (located)
		out->location = view_of(outward->location);
	if (!outward->help)
		out->first_ms = (int)config_int(daemon_config(outward->daemon), "trunk_wait_ms");
	else if (!is_last(outward))
		out->first_ms = HELP_MS;
	return true;
}

/* The trunk's own login, for the first challenge that can be answered. */
static bool
on_challenged(void *ctx, const struct sip_challenge *asked, struct buf *out)
{
	struct outward *outward = ctx;
	const struct trunk *trunk = trunk_find(outward->daemon, outward->tenant, outward->trunk);
	struct digest_challenge challenge;
	struct buf password = { 0 };
	char cnonce[CNONCE_SIZE];
	bool made = false;

	if (trunk == NULL || !trunk_password(outward->daemon, trunk, &password))
		return false;
	(void)snprintf(cnonce, sizeof(cnonce), "%016" PRIx64, random_u64());
	for (int i = 0; i < asked->count && !made; i++)
		made = digest_challenge_read(asked->all[i], &challenge) &&
		    digest_answer(&challenge,
			&(struct digest_login){ view_of(trunk->username), buf_view(&password) },
			asked->method, asked->uri, 1, view_of(cnonce), out);
	box_wipe(&password);
	return made;
}

static void
on_progress(void *ctx, struct far *far, int status, bool sound)
{
	struct outward *outward = ctx;

	outward->rang = true;
	outward->sound |= sound;
	if (outward->help)
		timer_stop(&outward->timer);
	if (outward->events.progress != NULL)
		outward->events.progress(outward->ctx, far, status, sound);
}

static void
on_answered(void *ctx, struct far *far)
{
	struct outward *outward = ctx;

	outward->answered = true;
	outward->talk_since_ms = clock_mono_ms();
	timer_stop(&outward->timer);
	if (outward->seconds_most > 0)
		timer_in(&outward->timer, outward->seconds_most * MS_PER_S);
	trunk_worked(outward->daemon, outward->tenant, outward->trunk);
	outward->events.answered(outward->ctx, far);
}

static void
on_connected(void *ctx, struct far *far)
{
	struct outward *outward = ctx;

	if (outward->events.connected != NULL)
		outward->events.connected(outward->ctx, far);
}

static void
on_held(void *ctx, struct far *far, bool held)
{
	struct outward *outward = ctx;

	if (outward->events.held != NULL)
		outward->events.held(outward->ctx, far, held);
}

/* A location may be why: without it at once; who said nothing at all is asked so after the others. */
static void
trunk_troubled(struct outward *outward, int status, bool silent)
{
	outward->status = status;
	if (outward->address == 0) { /* it was the trunk's last */
		const struct try tried = outward->tries[outward->next - 1];

		if (is_trouble(outward, silent ? PARTY_LOST : PARTY_REFUSED, status))
			trunk_failed(outward->daemon, outward->tenant, outward->trunk, status);
		if (tried.located)
			try_add(outward, silent ? outward->try_count : outward->next, tried.trunk,
			    false);
	}
	trunk_drop(outward);
	next_trunk(outward);
}

static void
on_far_ended(void *ctx, struct far *far, enum party_end end, int status)
{
	struct outward *outward = ctx;

	(void)far;
	outward->far = NULL;
	outward->no_media = party_end_is_media(end);
	outward->not_called = end == PARTY_NOT_CALLED;
	if (outward->answered) {
		finish(outward, end == PARTY_HUNG_UP ? "normal" : "failed", 480, "Ended");
		return;
	}
	status = status >= 400 ? status : end == PARTY_LOST ? 408 : 480;
	if (outward->help || is_trouble(outward, end, status)) { /* a call for help tries all */
		trunk_troubled(outward, status, end == PARTY_LOST);
		return;
	}
	outward->status = status;
	if (end == PARTY_REFUSED)
		trunk_worked(outward->daemon, outward->tenant, outward->trunk);
	refused(outward);
}

/* ---- one after the other ---- */

/* The address of this trunk that is tried now; behind its last one it is the next trunk's turn. False: it has none. */
static bool
address_next(struct outward *outward, const struct trunk *trunk, char out[NAME_ADDRESS_SIZE])
{
	const struct name_addresses *all =
	    trunk != NULL ? names_of(outward->daemon, view_of(trunk->host)) : NULL;
	int at = outward->address;
	bool found = all != NULL && at < all->count;

	if (found)
		memcpy(out, all->text[at], NAME_ADDRESS_SIZE);
	outward->address = found && at + 1 < all->count ? at + 1 : 0;
	if (outward->address == 0)
		outward->next++;
	return found;
}

/* A call for help waits for a host that is looked up for the first time. */
static bool
is_awaited(const struct outward *outward, const struct trunk *trunk)
{
	return outward->help && outward->address == 0 && trunk != NULL &&
	    clock_mono_ms() < outward->names_until_ms &&
	    names_awaited(outward->daemon, view_of(trunk->host), true);
}

/* The next one comes after all others. */
static void
try_later(struct outward *outward)
{
	const struct try try = outward->tries[outward->next];

	outward->try_count--;
	memmove(&outward->tries[outward->next], &outward->tries[outward->next + 1],
	    (outward->try_count - outward->next) * sizeof(try));
	outward->tries[outward->try_count++] = try;
}

/* From when it is asked for until somebody answers; each trunk that takes it begins it anew. */
static void
ring_time(struct outward *outward)
{
	timer_in(&outward->timer,
	    outward->help ? RING_MS
			  : config_int(daemon_config(outward->daemon), "outside_ring_ms"));
}

static void
next_trunk(struct outward *outward)
{
	static const struct far_events events = {
		.progress = on_progress,
		.answered = on_answered,
		.connected = on_connected,
		.held = on_held,
		.challenged = on_challenged,
		.ended = on_far_ended,
	};
	unsigned int awaited = 0;

	while (outward->next + awaited < outward->try_count) {
		const struct try try = outward->tries[outward->next];
		const struct trunk *trunk = trunk_find(outward->daemon, outward->tenant, try.trunk);
		char address[NAME_ADDRESS_SIZE];
		struct party_target target;

		if (is_awaited(outward, trunk)) {
			try_later(outward);
			awaited++;
			continue;
		}
		if (!address_next(outward, trunk, address) ||
		    !(outward->help ? trunk_take_emergency : trunk_take)(
			outward->daemon, outward->tenant, try.trunk))
			continue;
		outward->trunk = try.trunk;
		outward->rang = outward->sound = outward->no_media = outward->not_called = false;
		if (target_make(outward, trunk, address, try.located, &target))
			outward->far = call_invite(outward->call, &target, &events, outward);
		if (outward->far != NULL) {
			if (outward->help && !is_last(outward))
				timer_in(&outward->timer, HELP_RING_MS);
			else
				ring_time(outward);
			return;
		}
		trunk_drop(outward);
	}
	if (awaited > 0) {
		timer_in(&outward->timer, NAMES_MS);
		return;
	}
	if (outward->status < 400)
		outward->status = 503;
	refused(outward);
}

static void
cut(struct outward *outward)
{
	LOG(INFO, "call_minutes_used", LOG_TEXT("call", outward->id),
	    LOG_ID("tenant", outward->tenant), LOG_ID("user", outward->user),
	    LOG_INT("seconds", outward->seconds_most));
	finish(outward, OUTWARD_MINUTES_USED, 480, "Ended");
}

/* Nobody answers, or it has lasted as long as its limits allow. Also the first step of a call for help. */
static void
on_time(void *ctx)
{
	struct outward *outward = ctx;

	if (outward->answered) {
		cut(outward);
	} else if (!outward->help &&
	    !outward->counted) { /* the database has not said that it may be called */
		finish(outward, "failed", 503, "Service Unavailable");
	} else if (!outward->help) {
		finish(outward, "no_answer", 408, "No Answer");
	} else if (outward->far != NULL) {
		far_end(outward->far);
		outward->far = NULL;
		trunk_troubled(outward, 408, true);
	} else {
		next_trunk(outward);
	}
}

/* ---- the beginning ---- */

static void
shown_set(struct outward *outward, const char *number)
{
	(void)snprintf(outward->shown, sizeof(outward->shown), "%s",
	    number != NULL && number[0] != '\0' ? number : "anonymous");
}

/* What a phone shows of why the database did not let it out. */
static const char *
refusal_words(struct view outcome)
{
	static const struct {
		const char *outcome, *words;
	} refusals[] = {
		{ "limit", "Limit Reached" },
		{ "caller_id_not_granted", "Caller ID Not Granted" },
		{ "not_available", "Calls For A Queue Need Available" },
	};

	for (size_t i = 0; i < sizeof(refusals) / sizeof(refusals[0]); i++)
		if (view_is(outcome, refusals[i].outcome))
			return refusals[i].words;
	return "Not Allowed";
}

static void
on_begun(void *ctx, const struct db_result *row)
{
	struct outward *outward = ctx;
	struct view outcome = row != NULL ? db_text(row, 0, 0) : VIEW("");
	json_t *body;

	outward->pending--;
	outward->counted = view_is(outcome, "created") || view_is(outcome, "ok");
	if (outward->over) {
		if (outward->counted)
			tell_end(outward);
		settle(outward);
		return;
	}
	if (!outward->counted) {
		LOG(INFO, "call_not_let_out", LOG_TEXT("call", outward->id),
		    LOG_ID("tenant", outward->tenant), LOG_ID("user", outward->user),
		    LOG_VIEW("reason", row != NULL ? outcome : VIEW("no_database")));
		finish(outward, "failed", row != NULL ? 403 : 503, refusal_words(outcome));
		return;
	}
	body = effect_body(row);
	shown_set(outward, json_string_value(json_object_get(body, "caller_id")));
	outward->seconds_most = json_integer_value(json_object_get(body, "seconds"));
	json_decref(body);
	if (outward->seconds_most > 0)
		next_trunk(outward);
	else
		finish(outward, "failed", 503, "Service Unavailable");
}

static void
count(struct outward *outward, const struct outward_spec *spec)
{
	struct fact fact = { .query = &q_out_begin,
		.params = { P_INT(outward->tenant), P_INT(outward->user), P_TEXT(outward->id),
		    P_INT(calls_epoch(outward->daemon)), P_TEXT(outward->dial.number),
		    P_TEXT(price_name(outward->dial.price)),
		    spec->caller_id != NULL ? P_TEXT(spec->caller_id) : P_NULL(),
		    P_BOOL(spec->as_agent) },
		.keys = { key_of("out", outward->tenant, VIEW("")) },
		.key_count = 1 };

	outward->pending++;
	tell(outward->daemon, &fact, on_begun, outward);
}

struct outward *
outward_begin(struct daemon *daemon, struct call *call, const struct outward_spec *spec,
    const struct outward_events *events, void *ctx)
{
	struct outward *outward = mem_zero(1, sizeof(*outward));

	outward->daemon = daemon;
	outward->call = call;
	outward->tenant = spec->tenant;
	outward->user = spec->user;
	outward->dial = *spec->dial;
	outward->help = spec->dial->kind == DIAL_EMERGENCY;
	outward->events = *events;
	outward->ctx = ctx;
	outward->pending = 1;
	(void)view_copy(view_of(spec->id), outward->id, sizeof(outward->id));
	if (outward->help && spec->location.n > 0)
		outward->location = view_dup(spec->location);
	for (unsigned int i = 0; i < spec->dial->trunk_count; i++)
		try_add(outward, i, spec->dial->trunks[i], outward->location != NULL);
	timer_init(&outward->timer, daemon_loop(daemon), on_time, outward);
	if (outward->help) {
		outward->names_until_ms = clock_mono_ms() + HELP_MS;
		shown_set(outward, spec->caller_id);
		timer_in(&outward->timer, 0);
	} else {
		ring_time(outward);
		count(outward, spec);
	}
	return outward;
}
