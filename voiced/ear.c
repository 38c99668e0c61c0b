/* ear - see ear.h */
#include "voiced/ear.h"

#include "voiced/core/sdp.h"
#include "voiced/guard.h"

enum { EVENTS = 101 };

static struct sdp heard_sdp;

static void
nothing(void *ctx, struct endpoint *endpoint, const struct media_event *event)
{
	(void)ctx;
	(void)endpoint;
	(void)event;
}

/* What we speak of what a party does. False: neither law. */
static bool
laws_of(const struct sdp *sdp, struct endpoint_spec *spec, struct buf *types)
{
	const struct sdp_media *audio = sdp_audio(sdp);
	int mu = audio != NULL ? sdp_payload_of(sdp, audio, "PCMU", 8000) : -1;
	int a = audio != NULL ? sdp_payload_of(sdp, audio, "PCMA", 8000) : -1;
	int digits = audio != NULL ? sdp_digits_payload(sdp, audio, 8000) : -1;

	if (mu >= 0)
		buf_addf(types, " %d", mu);
	if (a >= 0)
		buf_addf(types, " %d", a);
	if (digits >= 0)
		buf_addf(types, " %d\r\na=rtpmap:%d telephone-event/8000\r\na=fmtp:%d 0-15", digits,
		    digits, digits);
	spec->law = mu >= 0 ? G711_ULAW : G711_ALAW;
	spec->event_type = (uint8_t)(digits > 0 ? digits : 0);
	return mu >= 0 || a >= 0;
}

static bool
types_of(const char *inner, struct endpoint_spec *spec, struct buf *types)
{
	struct err err;

	if (inner != NULL)
		return sdp_read(view_of(inner), &heard_sdp, &err) == 0 &&
		    laws_of(&heard_sdp, spec, types);
	spec->law = G711_ULAW;
	spec->event_type = EVENTS;
	buf_addf(types, " 0 8 %d\r\na=rtpmap:%d telephone-event/8000\r\na=fmtp:%d 0-15", EVENTS,
	    EVENTS, EVENTS);
	return true;
}

bool
ear_can_open(const char *inner)
{
	struct endpoint_spec spec;
	struct buf types = { 0 };
	struct err err;
	bool can =
	    sdp_read(view_of(inner), &heard_sdp, &err) == 0 && laws_of(&heard_sdp, &spec, &types);

	buf_fini(&types);
	return can;
}

static bool
remote_set(struct daemon *daemon, struct endpoint *endpoint, const char *inner)
{
	const struct sdp_media *audio = sdp_audio(&heard_sdp);
	char host[64];
	struct err err;

	return view_copy(audio->address, host, sizeof(host)) &&
	    media_remote(endpoint, host, audio->port, guard_is_own(daemon, view_of(inner)), &err) ==
	    0;
}

bool
ear_turn(struct daemon *daemon, struct endpoint *endpoint, const char *inner)
{
	struct endpoint_spec spec = { 0 };
	struct buf types = { 0 };
	struct err err;
	bool done = types_of(inner, &spec, &types) && remote_set(daemon, endpoint, inner) &&
	    media_law(endpoint, spec.law, &err) == 0 &&
	    media_events(endpoint, spec.event_type, &err) == 0;

	buf_fini(&types);
	return done;
}

void
ear_behind(
    struct daemon *daemon, struct endpoint *endpoint, enum say_prompt behind, struct clip *tune)
{
	struct playlist list = { 0 };
	struct err err;

	(void)playlist_add(&list, sound_clip(daemon, behind == SAY_music ? tune : NULL, behind));
	(void)media_music(endpoint, &list, &err);
}

struct endpoint *
ear_open(struct daemon *daemon, const struct ear_spec *spec, struct buf *sdp)
{
	struct endpoint_spec own = { .mixes = true,
		.on_event = spec->on_event != NULL ? spec->on_event : nothing,
		.ctx = spec->ctx };
	const char *address = config_text(daemon_config(daemon), "media_address");
	struct endpoint *endpoint = NULL;
	struct buf types = { 0 };
	struct err err;

	if (types_of(spec->inner, &own, &types) &&
	    media_open(sound_media(daemon), &own, &endpoint, &err) == 0 && spec->inner != NULL &&
	    !remote_set(daemon, endpoint, spec->inner)) {
		media_close(endpoint);
		endpoint = NULL;
	}
	if (endpoint != NULL) {
		ear_behind(daemon, endpoint, spec->behind, spec->tune);
		sdp_write_own(address, media_port(endpoint), sdp);
		buf_addf(sdp, "%.*s\r\na=sendrecv\r\n", (int)types.n, types.p);
	}
	buf_fini(&types);
	return endpoint;
}
