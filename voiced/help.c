/* help - see help.h */
#include "voiced/help.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "common/base/list.h"
#include "common/log/log.h"
#include "common/metrics/metrics.h"
#include "common/phone/phone.h"
#include "voiced/awaited.h"
#include "voiced/browsers.h"
#include "voiced/call.h"
#include "voiced/call_log.h"
#include "voiced/core/pidf.h"
#include "voiced/devices.h"
#include "voiced/dialers.h"
#include "voiced/lines.h"
#include "voiced/outward.h"
#include "voiced/phases.h"
#include "voiced/ring.h"
#include "voiced/sandbox.h"
#include "voiced/trunks.h"
#include "voiced/voiced.h"

enum {
	US_PER_S = 1000000,
	TIME_SIZE = 32,
	PRIORITY_MAX = 2, /* of one caller at the same time; others may need the reserve */
};

static COUNTER(made_total, "voice_help_calls_total", "Calls to emergency numbers");
static GAUGE(help_now, "voice_help_calls", "Calls to emergency numbers there are");

struct help {
	struct daemon *daemon;
	struct call *call; /* NULL: it is over */
	char id[CALL_ID_SIZE];
	struct caller caller;
	struct dial dial;
	char sent[LINE_NUMBER_SIZE]; /* by which they are called back; "": nobody can */
	struct buf location; /* as PIDF_TYPE; empty: nobody knows */
	struct phases *phases; /* NULL: not told */
	struct outward *outward; /* NULL: not yet, or no more */
	bool answered, priority;
	struct link link;
};

struct helps {
	struct list list;
	bool stopping; /* the last one takes this along */
};

static struct helps *
all_of(struct daemon *daemon)
{
	return daemon_data(daemon, "help");
}

static void
log_step(struct help *help, const char *step, const char *cause)
{
	call_log_tell(help->daemon,
	    &(struct call_log){ .tenant = help->caller.tenant,
		.owner = help->caller.user,
		.side = help->caller.side,
		.call = help->id,
		.out = true,
		.number = help->dial.number,
		.shown = "" },
	    step, cause);
}

/* ---- the end ---- */

static void
all_settle(struct daemon *daemon)
{
	struct helps *all = all_of(daemon);

	if (!all->stopping || all->list.count > 0)
		return;
	daemon_set_data(daemon, "help", NULL);
	free(all);
}

static const char *
kind_of(bool call_back)
{
	return call_back ? "call_back" : "dialled";
}

/* status: as SIP has it; 0: none came. */
static void
log_not_taken(int64_t tenant, const char *call, bool call_back, const char *why, int status)
{
	LOG(ERROR, "emergency_call_not_taken", LOG_ID("tenant", tenant), LOG_TEXT("call", call),
	    LOG_TEXT("kind", kind_of(call_back)), LOG_TEXT("why", why), LOG_INT("status", status));
}

void
help_log_no_media(int64_t tenant, const char *call, bool call_back, bool answered)
{
	if (!answered)
		log_not_taken(tenant, call, call_back, "no_media", 0);
	else
		LOG(ERROR, "emergency_call_media_lost", LOG_ID("tenant", tenant),
		    LOG_TEXT("call", call), LOG_TEXT("kind", kind_of(call_back)));
}

static void
log_no_media(const struct help *help)
{
	help_log_no_media(help->caller.tenant, help->id, false, help->answered);
}

/* The call itself is over, or is ended by whoever calls this. `help` is gone. */
static void
leave(struct help *help, const char *cause)
{
	struct daemon *daemon = help->daemon;

	if (help->outward != NULL)
		outward_end(help->outward);
	if (help->phases != NULL)
		phases_ended(help->phases);
	log_step(help, "ended", cause);
	list_remove(&all_of(daemon)->list, &help->link);
	metric_set(&help_now, (int64_t)all_of(daemon)->list.count);
	buf_fini(&help->location);
	free(help);
	all_settle(daemon);
}

static void
on_outward_ended(void *ctx, const char *cause, int status, const char *phrase)
{
	struct help *help = ctx;
	struct call *call = help->call;

	if (outward_no_media(help->outward))
		log_no_media(help);
	else if (!help->answered)
		log_not_taken(help->caller.tenant, help->id, false, cause, status);
	help->outward = NULL;
	leave(help, cause);
	call_end(call, status, phrase);
}

static void
on_ended(void *ctx, enum party_end end, int status)
{
	struct help *help = ctx;

	(void)status;
	if (end == PARTY_NO_MEDIA)
		log_no_media(help);
	leave(help, call_caller_cause(end, help->answered));
}

/* ---- the call ---- */

static void
on_progress(void *ctx, struct far *far, int status, bool sound)
{
	struct help *help = ctx;

	if (sound)
		call_connect(help->call, far);
	else if (status == 180)
		call_ring(help->call);
}

static void
on_answered(void *ctx, struct far *far)
{
	struct help *help = ctx;

	help->answered = true;
	if (help->phases != NULL)
		phases_answered(help->phases);
	log_step(help, "answered", NULL);
	call_connect(help->call, far);
	call_answer(help->call);
}

/* ---- the service to try with ---- */

static void
on_sandbox_ended(void *ctx, struct far *far, enum party_end end, int status)
{
	struct help *help = ctx;
	struct call *call = help->call;

	(void)far;
	if (party_end_is_media(end))
		log_no_media(help);
	leave(help, end == PARTY_HUNG_UP ? "normal" : "failed");
	call_end(call, status >= 400 ? status : 480, "Ended");
}

/* Whether it goes to the sandbox. */
static bool
is_trial(const struct help *help, const struct line *line)
{
	return sandbox_takes(help->daemon, line != NULL ? line->country : "", help->dial.number);
}

static bool
go_sandbox(struct help *help)
{
	static const struct far_events events = {
		.progress = on_progress,
		.answered = on_answered,
		.ended = on_sandbox_ended,
	};
	const struct line *line = line_find(help->daemon, help->caller.tenant, help->caller.user);
	struct party_target target;

	if (!sandbox_target(help->daemon, line != NULL ? line->country : "", help->dial.number,
		help->sent, &target))
		return false;
	target.location = buf_view(&help->location);
	return call_invite(help->call, &target, &events, help) != NULL;
}

static void
on_ready(void *ctx)
{
	/* `held` is not there: what the service's own phone does with its side is its own. */
	static const struct outward_events events = {
		.progress = on_progress,
		.answered = on_answered,
		.ended = on_outward_ended,
	};
	struct help *help = ctx;
	const struct outward_spec spec = { .tenant = help->caller.tenant,
		.user = help->caller.user,
		.dial = &help->dial,
		.id = help->id,
		.caller_id = help->sent,
		.location = buf_view(&help->location) };

	if (!go_sandbox(help))
		help->outward = outward_begin(help->daemon, help->call, &spec, &events, help);
}

/* ---- what goes with it ---- */

static void
time_write(int64_t us, char out[TIME_SIZE])
{
	time_t at = (time_t)(us / US_PER_S);
	struct tm parts;

	if (gmtime_r(&at, &parts) == NULL ||
	    strftime(out, TIME_SIZE, "%Y-%m-%dT%H:%M:%SZ", &parts) == 0)
		out[0] = '\0';
}

static const char *
part(const json_t *place, const char *name)
{
	return json_string_value(json_object_get(place, name));
}

/* An address without fields goes as the words that it is. */
static void
location_make(struct help *help, const struct line *line)
{
	json_t *place = json_loads(line->place, 0, NULL);
	char entity[LINE_NUMBER_SIZE + 300], at[TIME_SIZE];
	const char *street = part(place, "street");

	(void)snprintf(entity, sizeof(entity), "pres:%s@%.255s",
	    help->sent[0] != '\0' ? help->sent : "anonymous", devices_realm(help->daemon));
	time_write(daemon_now_us(help->daemon), at);
	const struct pidf pidf = { .entity = entity,
		.id = "caller",
		.at = at,
		.confirmed = json_is_true(json_object_get(place, "confirmed")),
		.country = part(place, "country"),
		.region = part(place, "region"),
		.city = part(place, "city"),
		.postal_code = part(place, "postal_code"),
		.street = street,
		.house_number = part(place, "house_number"),
		.additional = street == NULL || street[0] == '\0' ? part(place, "words")
								  : part(place, "additional") };

	(void)pidf_write(&pidf, &help->location);
	json_decref(place);
}

/* ---- the beginning ---- */

/* RFC 5031: a phone may name the service in place of a number. */
static bool
is_service(const struct sip_head *head)
{
	return view_is_nocase(head->target.scheme, "urn");
}

/* A number by which help is called in this country. */
static const char *
number_of(const char *country)
{
	static const char *const numbers[] = { "112", "911", "999", "000", "119", "110", "190",
		"100" };

	for (size_t i = 0; i < sizeof(numbers) / sizeof(numbers[0]); i++)
		if (country[0] != '\0' &&
		    phone_is_emergency(country, numbers[i], strlen(numbers[i]), NULL))
			return numbers[i];
	return numbers[0];
}

void
help_judge(
    struct daemon *daemon, int64_t tenant, int64_t user, struct view typed, struct dial *dial)
{
	const struct line *line = line_find(daemon, tenant, user);
	struct dial there;

	if (dial->kind == DIAL_EMERGENCY || line == NULL || line->country[0] == '\0')
		return;
	dial_user(daemon, tenant, user, line->country, typed, &there);
	if (there.kind == DIAL_EMERGENCY)
		*dial = there;
}

void
help_dialled(struct daemon *daemon, const struct caller *caller, const struct sip_request *request,
    struct dial *dial)
{
	const struct line *line = line_find(daemon, caller->tenant, caller->user);
	const struct sip_head *head = sip_head(request);
	struct view typed = is_service(head) ? view_of(number_of(line != NULL ? line->country : ""))
					     : head->target.user;

	dial_user(daemon, caller->tenant, caller->user, NULL, typed, dial);
	help_judge(daemon, caller->tenant, caller->user, typed, dial);
	if (is_service(head) &&
	    dial->kind != DIAL_EMERGENCY) { /* it is help by its name, in any country */
		*dial = (struct dial){ .kind = DIAL_EMERGENCY };
		(void)view_copy(typed, dial->number, sizeof(dial->number));
		trunks_order(daemon, caller->tenant, dial);
	}
}

static void
tell_begin(struct help *help, const struct line *line)
{
	const struct phases_of of = { .tenant = help->caller.tenant,
		.agent = help->caller.user,
		.call = help->id,
		.number = help->dial.number,
		.sent = help->sent,
		.place = line->place };

	help->phases = phases_begin(help->daemon, &of);
}

/* By the phone that they hold in their hand they are called back, too, with the database away. */
static void
await_call_back(struct help *help, const struct sip_head *head)
{
	char contact[PARTY_URI_MAX], source[RING_SOURCE_SIZE];

	if (help->sent[0] == '\0' || head->contact_count == 0 ||
	    !view_copy(head->contacts[0].text, contact, sizeof(contact)))
		return;
	ring_source(&head->source, source);
	awaited_add(help->daemon, help->caller.tenant, help->caller.user, help->sent,
	    &(struct awaited_phone){ contact, source,
		browser_of(help->daemon, &head->source) != NULL ? "ws" : head->source.transport });
}

/* Whether the call may use the relay's reserve: of one caller not all may, and those to the sandbox don't. */
static bool
has_priority(const struct help *help, const struct line *line)
{
	int others = 0;

	list_for_each (&all_of(help->daemon)->list, at) {
		const struct help *other = LIST_OF(at, struct help, link);

		others += other->priority && other->caller.tenant == help->caller.tenant &&
		    other->caller.user == help->caller.user;
	}
	return others < PRIORITY_MAX && !is_trial(help, line);
}

void
help_take(struct daemon *daemon, struct sip_request *request, const struct caller *caller,
    const struct dial *dial)
{
	static const struct call_events events = { .ready = on_ready, .ended = on_ended };
	const struct line *line = line_find(daemon, caller->tenant, caller->user);
	struct help *help = mem_zero(1, sizeof(*help));
	bool phases = line != NULL && line->workspace && caller->side == SIDE_AGENT;

	help->daemon = daemon;
	help->caller = *caller;
	help->dial = *dial;
	if (line != NULL)
		memcpy(help->sent, line->sent, sizeof(help->sent));
	if (phases)
		await_call_back(help, sip_head(request));
	metric_add(&made_total, 1);
	help->priority = has_priority(help, line);
	list_append(&all_of(daemon)->list, &help->link);
	metric_set(&help_now, (int64_t)all_of(daemon)->list.count);
	help->call = call_take(daemon, request, help->priority, &events, help);
	call_never_held(help->call);
	(void)view_copy(view_of(call_id(help->call)), help->id, sizeof(help->id));
	if (line != NULL)
		location_make(help, line);
	if (phases)
		tell_begin(help, line);
	log_step(help, "began", NULL);
}

int
help_start(struct daemon *daemon, struct err *err)
{
	struct helps *all;

	(void)err;
	metric_register(&made_total);
	metric_register(&help_now);
	all = mem_zero(1, sizeof(*all));
	list_init(&all->list);
	daemon_set_data(daemon, "help", all);
	return 0;
}

void
help_stop(struct daemon *daemon)
{
	all_of(daemon)->stopping = true;
	all_settle(daemon);
	daemon_part_stopped(daemon);
}
