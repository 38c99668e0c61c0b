/*
 * orders - what agents do with the calls of their interactions, over the API
 *
 * Owns: nothing: each order goes to the call, what became of it is news of the interaction.
 */
#include "voiced/core/dtmf.h"
#include "voiced/queued.h"
#include "voiced/voiced.h"

static void
order(struct http_req *req, enum queued_order what)
{
	const struct actor *actor = request_actor(req);
	enum queued_done done;
	int64_t id;

	if (!request_id_param(req, "id", &id))
		return;
	done = queued_do(request_daemon(req), actor->tenant, id, actor->user, what);
	request_reply_outcome(req, 202, view_of(queued_words[done]), VIEW("{}"));
}

void
on_call_hold(struct http_req *req, void *app)
{
	(void)app;
	order(req, QUEUED_HOLD);
}

void
on_call_resume(struct http_req *req, void *app)
{
	(void)app;
	order(req, QUEUED_RESUME);
}

static void
on_mute_done(void *ctx, enum queued_done what)
{
	request_reply_outcome(ctx, 202, view_of(queued_words[what]), VIEW("{}"));
}

static void
mute(struct http_req *req, bool muted)
{
	const struct actor *actor = request_actor(req);
	int64_t id;

	if (request_id_param(req, "id", &id))
		queued_mute(
		    request_daemon(req), actor->tenant, id, actor->user, muted, on_mute_done, req);
}

void
on_call_mute(struct http_req *req, void *app)
{
	(void)app;
	mute(req, true);
}

void
on_call_unmute(struct http_req *req, void *app)
{
	(void)app;
	mute(req, false);
}

/* Which keys they are is said to nobody: they may be a secret. */
static void
reply_no_keys(struct http_req *req)
{
	request_reply_outcome(req, 202, VIEW("invalid"),
	    VIEW("{\"errors\":[{\"pointer\":\"/digits\",\"detail\":\"Keys are 0 to 9, *, #, A to "
		 "D, and between them a comma for a "
		 "second's pause.\"}]}"));
}

static bool
are_keys(struct view keys)
{
	bool any = false;

	for (size_t i = 0; i < keys.n; i++) {
		if (!dtmf_is_key(keys.p[i]))
			return false;
		any = any || keys.p[i] != DTMF_PAUSE;
	}
	return any;
}

void
on_call_digits(struct http_req *req, void *app)
{
	const struct actor *actor = request_actor(req);
	struct view keys = request_values(req)->at[0].text;
	enum queued_done done;
	int64_t id;
	bool well;

	(void)app;
	if (!request_id_param(req, "id", &id))
		return;
	well = are_keys(keys);
	done = queued_digits(request_daemon(req), actor->tenant, id, actor->user,
	    well ? keys : (struct view){ NULL, 0 });
	mem_wipe((char *)(uintptr_t)keys.p, keys.n);
	if (done == QUEUED_OK && !well)
		reply_no_keys(req);
	else
		request_reply_outcome(req, 202, view_of(queued_words[done]), VIEW("{}"));
}

void
on_call_hang_up(struct http_req *req, void *app)
{
	(void)app;
	order(req, QUEUED_HANG_UP);
}

void
on_call_recording_pause(struct http_req *req, void *app)
{
	(void)app;
	order(req, QUEUED_RECORDING_PAUSE);
}

void
on_call_recording_resume(struct http_req *req, void *app)
{
	(void)app;
	order(req, QUEUED_RECORDING_RESUME);
}
