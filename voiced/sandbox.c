/* sandbox - see sandbox.h */
#include "voiced/sandbox.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "common/base/list.h"
#include "common/log/log.h"
#include "common/loop/loop.h"
#include "common/phone/phone.h"
#include "voiced/core/sdp.h"
#include "voiced/ring.h"
#include "voiced/sound.h"
#include "voiced/voiced.h"

#define HOST "127.0.0.1"

enum {
	CALLS_MAX = 20,
	NUMBER_SIZE = 24,
	RING_MS = 1500, /* so that "dialling" can be seen */
	SOON_MS = 1000, /* from a digit to what it asks for */
	BACK_MS = 10000,
	LONG_MS = 600000, /* no call to try with lasts longer */
};

struct visit {
	struct sandbox *sandbox;
	struct sip_leg *leg; /* NULL: none yet, or no more */
	struct endpoint *endpoint;
	char offered[SDP_BYTES_MAX + 1]; /* their description: a page's has well over 1,000 bytes */
	char caller[NUMBER_SIZE]; /* whom a call back reaches */
	bool back; /* we call */
	bool closing;
	char asked; /* the digit that is carried out when the timer comes; 0: none */
	struct timer timer;
	struct link link;
};

struct sandbox {
	struct daemon *daemon;
	struct sip *sip;
	const char *number;
	int port;
	struct list visits;
	bool stopping, sip_closed;
};

static struct sandbox *
sandbox_of(struct daemon *daemon)
{
	return daemon_data(daemon, "sandbox");
}

static void
settle(struct sandbox *sandbox)
{
	struct daemon *daemon = sandbox->daemon;

	if (!sandbox->sip_closed || !list_empty(&sandbox->visits))
		return;
	free(sandbox);
	daemon_set_data(daemon, "sandbox", NULL);
	daemon_part_stopped(daemon);
}

/* ---- a visit's end ---- */

static void
on_timer_closed(void *ctx)
{
	struct visit *visit = ctx;
	struct sandbox *sandbox = visit->sandbox;

	list_remove(&sandbox->visits, &visit->link);
	free(visit);
	settle(sandbox);
}

static void
silence(struct visit *visit)
{
	if (visit->endpoint != NULL)
		media_close(visit->endpoint);
	visit->endpoint = NULL;
}

static void
visit_close(struct visit *visit)
{
	if (visit->closing)
		return;
	visit->closing = true;
	silence(visit);
	timer_close(&visit->timer, on_timer_closed);
}

static void
on_leg_ended(void *ctx, enum sip_end end, int status)
{
	struct visit *visit = ctx;

	(void)end;
	(void)status;
	visit->leg = NULL;
	silence(visit);
	if (visit->asked != '3' || visit->back)
		visit_close(visit);
}

/* ---- sound ---- */

static void
say(struct visit *visit, enum say_prompt prompt)
{
	struct playlist list = { 0 };
	struct err err;

	if (visit->endpoint == NULL)
		return;
	if (prompts_say(sound_prompts(visit->sandbox->daemon), &prompt, 1, &list))
		(void)media_play(visit->endpoint, &list, 0, &err);
	else
		playlist_fini(&list);
}

static void call_back(struct sandbox *sandbox, const char *caller);

static void
on_sound(void *ctx, struct endpoint *endpoint, const struct media_event *event)
{
	struct visit *visit = ctx;

	if (endpoint != visit->endpoint || event->kind != MEDIA_DIGIT || visit->asked != 0)
		return;
	if (strchr(visit->back ? "12" : "1234", event->digit) == NULL)
		return;
	if (event->digit == '4') {
		call_back(visit->sandbox, visit->caller);
		return;
	}
	visit->asked = event->digit;
	timer_in(&visit->timer, SOON_MS);
}

/* Our end of the sound, and its description in `sdp`; `theirs` NULL: it is an offer. */
static bool
sound_open(struct visit *visit, const struct sdp *theirs, struct buf *sdp)
{
	struct daemon *daemon = visit->sandbox->daemon;
	const struct sdp_media *audio = theirs != NULL ? sdp_audio(theirs) : NULL;
	int mu = audio != NULL ? sdp_payload_of(theirs, audio, "PCMU", 8000) : 0;
	int digits = audio != NULL ? sdp_digits_payload(theirs, audio, 8000) : 101;
	const struct endpoint_spec spec = { .law = mu >= 0 ? G711_ULAW : G711_ALAW,
		.event_type = (uint8_t)(digits > 0 ? digits : 0),
		.on_event = on_sound,
		.ctx = visit };
	const char *address = config_text(daemon_config(daemon), "media_address");
	struct err err;

	if (media_open(sound_media(daemon), &spec, &visit->endpoint, &err) != 0) {
		LOG(WARN, "sandbox_without_sound", LOG_TEXT("why", err.text));
		visit->endpoint = NULL;
		return false;
	}
	sdp_write_own(address, media_port(visit->endpoint), sdp);
	buf_addf(sdp, " %d", mu >= 0 ? 0 : 8);
	if (digits > 0)
		buf_addf(sdp, " %d\r\na=rtpmap:%d telephone-event/8000\r\na=fmtp:%d 0-15", digits,
		    digits, digits);
	buf_add_text(sdp, "\r\na=sendrecv\r\n");
	return true;
}

static void
sound_to(struct visit *visit, const struct sdp *theirs)
{
	const struct sdp_media *audio = sdp_audio(theirs);
	char host[64];
	struct err err;

	if (audio != NULL && visit->endpoint != NULL &&
	    view_copy(audio->address, host, sizeof(host)))
		(void)media_remote(visit->endpoint, host, audio->port, false, &err);
}

/* ---- a visit ---- */

static struct sdp read_sdp;

static void
answer(struct visit *visit)
{
	struct buf sdp = { 0 };
	struct err err;

	if (sdp_read(view_of(visit->offered), &read_sdp, &err) == 0 &&
	    sound_open(visit, &read_sdp, &sdp)) {
		sound_to(visit, &read_sdp);
		sip_leg_answer(visit->leg, buf_view(&sdp));
		timer_in(&visit->timer, LONG_MS);
	} else {
		sip_leg_refuse(visit->leg, 488, "Not Acceptable Here");
	}
	buf_fini(&sdp);
}

static void
on_confirmed(void *ctx, struct view sdp)
{
	(void)sdp;
	say(ctx, SAY_sandbox);
}

static void
on_answered(void *ctx, struct view sdp)
{
	struct visit *visit = ctx;
	struct err err;

	if (sdp_read(sdp, &read_sdp, &err) == 0)
		sound_to(visit, &read_sdp);
	timer_in(&visit->timer, LONG_MS);
	say(visit, SAY_sandbox_back);
}

static void
on_time(void *ctx)
{
	struct visit *visit = ctx;

	if (visit->leg == NULL) { /* it hung up, and has waited */
		call_back(visit->sandbox, visit->caller);
		visit_close(visit);
	} else if (!visit->back && visit->endpoint == NULL) {
		answer(visit);
	} else if (visit->asked == '2') {
		sip_leg_vanish(visit->leg);
		visit->leg = NULL;
		visit_close(visit);
	} else {
		if (visit->asked == '3')
			timer_in(&visit->timer, BACK_MS);
		sip_leg_end(visit->leg);
	}
}

static struct visit *
visit_new(struct sandbox *sandbox)
{
	struct visit *visit = mem_zero(1, sizeof(*visit));

	visit->sandbox = sandbox;
	timer_init(&visit->timer, daemon_loop(sandbox->daemon), on_time, visit);
	list_append(&sandbox->visits, &visit->link);
	return visit;
}

static const struct sip_leg_events leg_events = {
	.confirmed = on_confirmed,
	.answered = on_answered,
	.ended = on_leg_ended,
};

/* As a service does: by the number that was sent, to the port that trunks call. */
static void
call_back(struct sandbox *sandbox, const char *caller)
{
	const struct config *config = daemon_config(sandbox->daemon);
	struct visit *visit;
	struct buf sdp = { 0 };
	char target[100], from[60];

	if (caller[0] != '+' || sandbox->visits.count >= CALLS_MAX || sandbox->stopping)
		return;
	visit = visit_new(sandbox);
	visit->back = true;
	(void)snprintf(target, sizeof(target), "sip:%s@" HOST ":%d", caller,
	    (int)config_int(config, "sip_port"));
	(void)snprintf(from, sizeof(from), "<sip:%s@" HOST ">", sandbox->number);
	const struct sip_invite invite = {
		.to = { "udp", HOST, "", (int)config_int(config, "sip_port") },
		.target = target,
		.from_uri = from,
		.to_uri = target,
	};
	struct sip_invite call = invite;

	if (sound_open(visit, NULL, &sdp)) {
		call.sdp = buf_view(&sdp);
		visit->leg = sip_leg_invite(sandbox->sip, &call, &leg_events, visit);
	}
	buf_fini(&sdp);
	if (visit->leg == NULL)
		visit_close(visit);
	else
		timer_in(&visit->timer, LONG_MS);
}

static void
take(struct sandbox *sandbox, struct sip_request *request)
{
	const struct sip_head *head = sip_head(request);
	struct visit *visit;

	if (head->method != SIP_INVITE || !view_is(head->target.user, sandbox->number) ||
	    sandbox->visits.count >= CALLS_MAX || sandbox->stopping) {
		sip_reply(request, head->method == SIP_OPTIONS ? 200 : 404, "Sandbox", VIEW(""));
		return;
	}
	visit = visit_new(sandbox);
	(void)view_copy(head->from.user, visit->caller, sizeof(visit->caller));
	(void)view_copy(head->sdp, visit->offered, sizeof(visit->offered));
	LOG(INFO, "sandbox_called", LOG_INT("parts", head->parts.count));
	visit->leg = sip_leg_take(request, &leg_events, visit);
	sip_leg_ring(visit->leg, 180, VIEW(""));
	timer_in(&visit->timer, RING_MS);
}

static void
on_request(void *ctx, struct sip_request *request)
{
	struct sandbox *sandbox = ctx;

	if (strncmp(sip_head(request)->source.host, "127.", 4) == 0)
		take(sandbox, request);
	else
		sip_reply(request, 403, "Forbidden", VIEW(""));
}

/* ---- from outside ---- */

bool
sandbox_takes(struct daemon *daemon, const char *country, const char *number)
{
	const struct sandbox *sandbox = sandbox_of(daemon);

	return sandbox != NULL && strcmp(number, sandbox->number) == 0 &&
	    !phone_is_emergency(country[0] != '\0' ? country : NULL, number, strlen(number), NULL);
}

bool
sandbox_target(struct daemon *daemon, const char *country, const char *number, const char *from,
    struct party_target *out)
{
	const struct sandbox *sandbox = sandbox_of(daemon);
	char uri[PARTY_URI_MAX];

	if (!sandbox_takes(daemon, country, number))
		return false;
	(void)snprintf(uri, sizeof(uri), "sip:%s@" HOST ":%d;transport=udp", number, sandbox->port);
	if (!ring_uri(view_of(uri), out))
		return false;
	(void)snprintf(out->from, sizeof(out->from), "<sip:%s@" HOST ">",
	    from[0] != '\0' ? from : "anonymous");
	return true;
}

bool
sandbox_is(struct daemon *daemon, const struct sip_source *source)
{
	const struct sandbox *sandbox = sandbox_of(daemon);

	return sandbox != NULL && source->port == sandbox->port && strcmp(source->host, HOST) == 0;
}

/* ---- its life ---- */

/* What is dialled for help anywhere is none to try with. */
static bool
is_real(const char *number)
{
	static const char *const numbers[] = { "000", "110", "112", "911", "999" };

	for (size_t i = 0; i < sizeof(numbers) / sizeof(numbers[0]); i++)
		if (strcmp(number, numbers[i]) == 0)
			return true;
	return false;
}

int
sandbox_start(struct daemon *daemon, struct err *err)
{
	const struct config *config = daemon_config(daemon);
	const char *number = config_text(config, "emergency_sandbox");
	struct sandbox *sandbox;

	if (number[0] == '\0')
		return 0;
	if (!view_is_digits(view_of(number)) || strlen(number) < 3 ||
	    strlen(number) >= NUMBER_SIZE || is_real(number))
		return err_set(err, ERR_CONFIG, "emergency_sandbox",
		    "a number of three digits or more that calls no real service");
	sandbox = mem_zero(1, sizeof(*sandbox));
	sandbox->daemon = daemon;
	sandbox->number = number;
	sandbox->port = (int)config_int(config, "emergency_sandbox_port");
	list_init(&sandbox->visits);
	sandbox->sip = sip_new(daemon_loop(daemon),
	    &(struct sip_config){
		.bind = HOST, .port = sandbox->port, .on_request = on_request, .ctx = sandbox },
	    err);
	if (sandbox->sip == NULL) {
		free(sandbox);
		return -1;
	}
	LOG(WARN, "emergency_sandbox_on", LOG_TEXT("number", number));
	daemon_set_data(daemon, "sandbox", sandbox);
	return 0;
}

static void
on_sip_closed(void *ctx)
{
	struct sandbox *sandbox = ctx;

	sandbox->sip_closed = true;
	list_for_each_safe (&sandbox->visits, at) {
		struct visit *visit = LIST_OF(at, struct visit, link);

		if (visit->asked == '3' && visit->leg == NULL && visit->endpoint == NULL)
			visit_close(visit);
	}
	settle(sandbox);
}

void
sandbox_stop(struct daemon *daemon)
{
	struct sandbox *sandbox = sandbox_of(daemon);

	if (sandbox == NULL) {
		daemon_part_stopped(daemon);
		return;
	}
	sandbox->stopping = true;
	sip_close(sandbox->sip, on_sip_closed, sandbox);
}
