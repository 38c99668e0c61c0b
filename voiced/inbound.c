/* inbound - see inbound.h */
#include "voiced/inbound.h"

#include <stdlib.h>
#include <string.h>

#include "common/base/clock.h"
#include "common/log/log.h"
#include "common/metrics/metrics.h"
#include "voiced/awaited.h"
#include "voiced/back.h"
#include "voiced/call.h"
#include "voiced/browsers.h"
#include "voiced/calls.h"
#include "voiced/core/sdp.h"
#include "voiced/direct.h"
#include "voiced/guard.h"
#include "voiced/phones.h"
#include "voiced/queued.h"
#include "voiced/reach.h"
#include "voiced/registrar.h"
#include "voiced/sandbox.h"
#include "voiced/strangers.h"
#include "voiced/trunks.h"
#include "voiced/voiced.h"

enum { NUMBER_SIZE = 20, NUMBER_DIGITS_MIN = 7, NUMBER_DIGITS_MAX = 15 };

/* Without room so many calls wait until it is known whether they are call backs; who awaited.h says is one waits beyond them. */
enum { HELD_MAX = 64 };

static COUNTER(
    admitted_total, "voice_invites_total{outcome=\"admitted\"}", "INVITEs by what became of them");
static COUNTER(
    strangers_total, "voice_invites_total{outcome=\"stranger\"}", "INVITEs by what became of them");
static COUNTER(unknown_total, "voice_invites_total{outcome=\"unknown_number\"}",
    "INVITEs by what became of them");
static COUNTER(
    refused_total, "voice_invites_total{outcome=\"refused\"}", "INVITEs by what became of them");

/* From where a call comes. */
struct origin {
	struct daemon *daemon;
	char address[SIP_HOST_MAX];
	enum trunk_transport by;
	bool sandbox; /* the service to try with, which calls back alone, and by no trunk */
	int64_t awaited; /* the organisation that awaited the call as it came; 0: none */
};

/* A call whose called number is looked for while the relay takes its media. */
struct arrival {
	struct origin origin;
	struct call *call; /* NULL: it went meanwhile */
	char went[CALL_ID_SIZE]; /* the id of such a call, and how it ended */
	enum party_end end;
	struct sip_request *request; /* held: there was no room when it came; else NULL */
	enum calls_shortage shortage; /* that is why */
	bool ready, looking;
	int64_t asked_ms; /* when it began to be looked for */
	char called[NUMBER_SIZE];
	int64_t tenant, id;
	struct awaited_by awaited; /* of a call back */
	char kind[16]; /* whose number it is; "": nobody's */
	char number[NUMBER_SIZE];
	char *shown;
};

struct inbound {
	int held; /* arrivals with a request */
	bool stopping; /* the last of them takes this along */
};

static struct inbound *
inbound_of(struct daemon *daemon)
{
	return daemon_data(daemon, "inbound");
}

static void
settle(struct daemon *daemon)
{
	struct inbound *inbound = inbound_of(daemon);

	if (!inbound->stopping || inbound->held > 0)
		return;
	daemon_set_data(daemon, "inbound", NULL);
	free(inbound);
}

static void
arrival_free(struct arrival *arrival)
{
	free(arrival->shown);
	free(arrival);
}

/* ---- what is called ---- */

static void
refuse(struct arrival *arrival, struct metric *count, int status, const char *phrase)
{
	metric_add(count, 1);
	call_end(arrival->call, status, phrase);
}

/* Whether this organisation has a trunk that takes calls from there. When the daemon ends trunks go before the last answers come, so it
 * counts that one had when the call came: a call back that is missed then is recorded. */
static bool
may_be_of(const void *ctx, int64_t tenant)
{
	const struct origin *origin = ctx;

	return origin->sandbox || tenant == origin->awaited ||
	    trunk_calls_for(origin->daemon, tenant, origin->by, view_of(origin->address));
}

/* By the first trunk of whose call it is that has room for it. */
static bool
take_room(struct arrival *arrival)
{
	const struct origin *origin = &arrival->origin;
	int64_t trunk;

	if (!trunk_take_from(
		origin->daemon, arrival->tenant, origin->by, view_of(origin->address), &trunk))
		return false;
	call_came_by(arrival->call, arrival->tenant, trunk);
	return true;
}

static bool
is_call_back(const struct arrival *arrival)
{
	return strcmp(arrival->kind, "call_back") == 0;
}

static struct back_for
back_for(const struct arrival *arrival)
{
	return (
	    struct back_for){ arrival->awaited, view_of(arrival->number), view_of(arrival->shown) };
}

/* It ended before it could be dispatched. A call back is recorded as missed. */
static void
arrival_gone(struct arrival *arrival)
{
	const struct back_for back = back_for(arrival);

	if (is_call_back(arrival))
		back_missed(arrival->origin.daemon, arrival->went, &back, arrival->end);
	arrival_free(arrival);
}

/* Both are known: its media, and whose number it is. */
static void
dispatch(struct arrival *arrival)
{
	const struct queued_call queued = { arrival->tenant, arrival->id, view_of(arrival->number),
		view_of(arrival->shown) };
	const struct reach_for reached = { .tenant = arrival->tenant,
		.who = { DIAL_WORK, arrival->id },
		.number = view_of(arrival->number),
		.shown = view_of(arrival->shown) };
	const struct back_for back = back_for(arrival);
	bool channel;

	if (!arrival->ready || arrival->looking)
		return;
	if (is_call_back(arrival)) { /* before any other rule and limit */
		metric_add(&admitted_total, 1);
		back_take(arrival->origin.daemon, arrival->call, &back);
		arrival_free(arrival);
		return;
	}
	channel = strcmp(arrival->kind, "channel") == 0;
	if (arrival->kind[0] == '\0') {
		refuse(arrival, &unknown_total, 404, "Not Found");
	} else if (!channel && strcmp(arrival->kind, "user") != 0) {
		refuse(arrival, &refused_total, 480, "Temporarily Unavailable");
	} else if (!calls_ready(arrival->origin.daemon) || !take_room(arrival)) {
		refuse(arrival, &refused_total, 503, "Service Unavailable");
	} else {
		metric_add(&admitted_total, 1);
		if (channel)
			queued_take(arrival->origin.daemon, arrival->call, &queued);
		else
			reach_take(arrival->origin.daemon, arrival->call, &reached);
	}
	arrival_free(arrival);
}

static const struct call_events arrival_events;

/* The caller gave up while it was held, or the stack has ended: it has its answer, and is refused by nobody. */
static void
went_held(struct arrival *arrival, struct sip_request *request)
{
	sip_reply(request, 487, "Request Terminated", VIEW("")); /* unheard */
	call_id_make(arrival->went);
	arrival->end = daemon_draining(arrival->origin.daemon) ? PARTY_STOPPED : PARTY_HUNG_UP;
}

static void
refuse_short(enum calls_shortage why, struct sip_request *request)
{
	metric_add(&refused_total, 1);
	calls_refuse(why, request);
}

/* It is known whose a call is that was held. A call back is taken without room, any other if there is room meanwhile.
 * False: it is refused, and gone. */
static bool
held_end(struct arrival *arrival)
{
	struct daemon *daemon = arrival->origin.daemon;
	struct sip_request *request = arrival->request;
	bool waits = sip_waits(request),
	     refused = waits && !is_call_back(arrival) && calls_shortage(daemon) != SHORT_NOTHING;

	arrival->request = NULL;
	inbound_of(daemon)->held--;
	if (refused) {
		refuse_short(arrival->shortage, request);
		arrival_free(arrival);
	} else if (waits) {
		arrival->call =
		    call_take(daemon, request, is_call_back(arrival), &arrival_events, arrival);
	} else {
		went_held(arrival, request);
	}
	settle(daemon);
	return !refused;
}

/* While the database says nothing a call back is led from memory. */
static bool
is_awaited(struct arrival *arrival)
{
	if (!awaited_find(arrival->origin.daemon, arrival->called, may_be_of, &arrival->origin,
		&arrival->awaited))
		return false;
	(void)view_copy(VIEW("call_back"), arrival->kind, sizeof(arrival->kind));
	LOG(WARN, "call_back_from_memory", LOG_ID("tenant", arrival->awaited.tenant),
	    LOG_ID("agent", arrival->awaited.agents[0]), LOG_INT("agents", arrival->awaited.count));
	return true;
}

/* A row for each agent of the organisation who awaits it, from this one on. */
static void
take_awaited(struct arrival *arrival, const struct db_result *rows, int i)
{
	arrival->awaited.tenant = arrival->tenant;
	for (; i < rows->rows; i++)
		if (db_int(rows, i, 0) == arrival->tenant &&
		    view_is(db_text(rows, i, 1), "call_back"))
			awaited_by_add(&arrival->awaited, db_int(rows, i, 2));
}

/* Whose the number is, if they have a trunk from there; a number that nobody has claimed may be that of several. Others are not told
 * that there is such a number. */
static void
take_whose(struct arrival *arrival, const struct db_result *rows)
{
	for (int i = 0; i < rows->rows; i++) {
		const int64_t tenant = db_int(rows, i, 0);
		const struct view kind = db_text(rows, i, 1);

		if (!may_be_of(&arrival->origin, tenant) ||
		    (arrival->origin.sandbox && !view_is(kind, "call_back")))
			continue;
		arrival->tenant = tenant;
		(void)view_copy(kind, arrival->kind, sizeof(arrival->kind));
		arrival->id = db_int(rows, i, 2);
		if (is_call_back(arrival))
			take_awaited(arrival, rows, i);
		return;
	}
}

static bool
is_tenant(const void *ctx, int64_t tenant)
{
	return *(const int64_t *)ctx == tenant;
}

/* Who called for help too lately for the database's answer awaits it, too, and was the last to. */
static void
take_untold(struct arrival *arrival)
{
	struct daemon *daemon = arrival->origin.daemon;
	bool owned = arrival->kind[0] != '\0';
	struct awaited_by by;

	if (!awaited_untold(daemon, arrival->called, arrival->asked_ms,
		owned ? is_tenant : may_be_of,
		owned ? (const void *)&arrival->tenant : &arrival->origin, &by))
		return;
	for (int i = 0; is_call_back(arrival) && i < arrival->awaited.count; i++)
		awaited_by_add(&by, arrival->awaited.agents[i]);
	arrival->awaited = by;
	arrival->tenant = by.tenant;
	(void)view_copy(VIEW("call_back"), arrival->kind, sizeof(arrival->kind));
}

static void
on_called(void *ctx, enum db_outcome outcome, const struct db_result *rows)
{
	struct arrival *arrival = ctx;
	bool known = outcome == DB_DONE || is_awaited(arrival);

	arrival->looking = false;
	if (outcome == DB_DONE) {
		take_whose(arrival, rows);
		take_untold(arrival);
	}
	if (arrival->request != NULL && !held_end(arrival))
		return;
	if (arrival->call == NULL) {
		arrival_gone(arrival);
		return;
	}
	if (!known) {
		refuse(arrival, &refused_total, 503, "Service Unavailable");
		arrival_free(arrival);
		return;
	}
	dispatch(arrival);
}

static void
look(struct arrival *arrival, bool awaited)
{
	const struct db_param params[] = { P_TEXT(arrival->called) };

	arrival->looking = true;
	arrival->asked_ms = clock_mono_ms();
	db_submit(daemon_db(arrival->origin.daemon),
	    &(struct db_call){ .query = &q_called,
		.lane = DB_LANE_READ,
		.params = params,
		.deadline_ms = awaited ? awaited_patience_ms(arrival->origin.daemon) : 0 },
	    on_called, arrival);
}

/* ---- who calls ---- */

/* A number as carriers write it, with or without its plus. False: none. */
static bool
number_read(struct view text, char out[NUMBER_SIZE])
{
	struct view digits = text;

	if (digits.n > 0 && digits.p[0] == '+')
		digits = (struct view){ digits.p + 1, digits.n - 1 };
	if (!view_is_digits(digits) || digits.n < NUMBER_DIGITS_MIN ||
	    digits.n > NUMBER_DIGITS_MAX || digits.p[0] == '0')
		return false;
	out[0] = '+';
	return view_copy(digits, out + 1, NUMBER_SIZE - 1);
}

/* Who the carrier says it is, else who the caller says; nobody is told who wants to be withheld. */
static void
caller_read(struct arrival *arrival, const struct sip_head *head)
{
	const struct sip_uri *who = head->asserted_tel.scheme.n > 0 ? &head->asserted_tel
	    : head->asserted_sip.scheme.n > 0                       ? &head->asserted_sip
								    : &head->from;

	if (head->privacy_id || !number_read(who->user, arrival->number)) {
		arrival->number[0] = '\0';
		arrival->shown = mem_text("");
		return;
	}
	arrival->shown =
	    view_dup(head->asserted_display.n > 0 ? head->asserted_display : head->from_display);
}

/* ---- the call meanwhile ---- */

static void
on_ready(void *ctx)
{
	struct arrival *arrival = ctx;

	arrival->ready = true;
	dispatch(arrival);
}

static void
on_ended(void *ctx, enum party_end end, int status)
{
	struct arrival *arrival = ctx;

	(void)status;
	(void)view_copy(view_of(call_id(arrival->call)), arrival->went, sizeof(arrival->went));
	arrival->call = NULL;
	arrival->end = end;
	if (!arrival->looking)
		arrival_gone(arrival);
}

static const struct call_events arrival_events = { .ready = on_ready, .ended = on_ended };

/* What the call came by, as trunks are told apart. */
static enum trunk_transport
transport_of(const struct sip_source *source)
{
	for (int i = TRUNK_UDP; i <= TRUNK_TLS; i++)
		if (strcmp(source->transport, trunk_transport_name((enum trunk_transport)i)) == 0)
			return (enum trunk_transport)i;
	return TRUNK_UDP;
}

/* What can't be read, has no sound, or would send media where it may not, is not carried: false, and it is answered. Without a
 * description ours is the offer. */
static bool
describes(struct daemon *daemon, struct sip_request *request)
{
	static struct sdp read;
	const struct sip_head *head = sip_head(request);
	struct err err;

	if (head->sdp.n == 0 ||
	    (sdp_read(head->sdp, &read, &err) == 0 && sdp_audio(&read) != NULL &&
		guard_allows(daemon, &read, &head->source)))
		return true;
	metric_add(&refused_total, 1);
	sip_reply(request, 488, "Not Acceptable Here", VIEW(""));
	return false;
}

/* A carrier's call: its called number says whose it is. */
static void
take_trunk(struct daemon *daemon, struct sip_request *request, const struct origin *origin)
{
	const struct sip_head *head = sip_head(request);
	struct arrival *arrival;
	char number[NUMBER_SIZE];
	struct awaited_by by;
	enum calls_shortage shortage = calls_shortage(daemon);
	bool awaited;

	if (!describes(daemon, request))
		return;
	if (!number_read(head->target.user, number)) {
		metric_add(&unknown_total, 1);
		sip_reply(request, 404, "Not Found", VIEW(""));
		return;
	}
	awaited = awaited_find(daemon, number, may_be_of, origin, &by);
	if (shortage != SHORT_NOTHING && !awaited && inbound_of(daemon)->held >= HELD_MAX) {
		refuse_short(shortage, request);
		return;
	}
	arrival = mem_zero(1, sizeof(*arrival));
	arrival->origin = *origin;
	arrival->origin.awaited = by.tenant;
	memcpy(arrival->called, number, sizeof(number));
	caller_read(arrival, head);
	if (shortage == SHORT_NOTHING) {
		arrival->call = call_take(daemon, request, false, &arrival_events, arrival);
	} else {
		sip_request_accept(request);
		arrival->request = request;
		arrival->shortage = shortage;
		inbound_of(daemon)->held++;
	}
	look(arrival, awaited);
}

/* A user's phone: a page by its connection, any other by its password. */
static void
take_user(struct daemon *daemon, struct sip_request *request)
{
	const struct browser *browser = browser_of(daemon, &sip_head(request)->source);
	const struct phone *phone = browser == NULL ? registrar_admit(daemon, request) : NULL;
	struct caller caller;

	if (browser != NULL) {
		caller = (struct caller){ browser->tenant, browser->user, browser->side };
	} else if (phone != NULL) {
		caller = (struct caller){ phone->tenant, phone->owner, phone->side };
	} else {
		metric_add(&strangers_total, 1);
		return;
	}
	if (describes(daemon, request))
		direct_take(daemon, request, &caller);
}

/* Neither a phone nor a trunk: a scanner, or a carrier's address that its trunk does not name. */
static void
stranger_tell(const struct sip_head *head)
{
	int64_t suppressed;

	if (strangers_log_allow("call_of_stranger", head->source.host, &suppressed))
		LOG(INFO, "call_of_stranger", LOG_TEXT("address", head->source.host),
		    LOG_INT("suppressed", suppressed));
}

/* Proof counts before an address: a page's connection, a phone's name. Carriers' callers have no such names. */
static bool
is_users(struct daemon *daemon, const struct sip_head *head)
{
	return browser_of(daemon, &head->source) != NULL ||
	    phones_find(daemon, head->from.user) != NULL;
}

void
inbound_take(struct daemon *daemon, struct sip_request *request)
{
	const struct sip_head *head = sip_head(request);
	struct origin origin = { .daemon = daemon, .by = transport_of(&head->source) };
	bool users = is_users(daemon, head);
	bool trunks = !users && trunk_calls_from(daemon, origin.by, view_of(head->source.host));

	memcpy(origin.address, head->source.host, sizeof(origin.address));
	origin.sandbox = !trunks && sandbox_is(daemon, &head->source);
	if (trunks || origin.sandbox) {
		take_trunk(daemon, request, &origin);
	} else {
		if (!users)
			stranger_tell(head);
		take_user(daemon, request);
	}
}

int
inbound_start(struct daemon *daemon, struct err *err)
{
	struct metric *const all[] = { &admitted_total, &strangers_total, &unknown_total,
		&refused_total };

	(void)err;
	daemon_set_data(daemon, "inbound", mem_zero(1, sizeof(struct inbound)));
	for (size_t i = 0; i < sizeof(all) / sizeof(all[0]); i++)
		metric_register(all[i]);
	return 0;
}

void
inbound_stop(struct daemon *daemon)
{
	inbound_of(daemon)->stopping = true;
	settle(daemon);
	daemon_part_stopped(daemon);
}
