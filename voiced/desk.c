/*
 * desk - what a receptionist does with a call on their own line, over the API (CT-17)
 *
 * Owns: nothing: how a call is given to somebody else is reach's.
 */
#include "voiced/reach.h"
#include "voiced/voiced.h"

static void
reply_refused(struct http_req *req, struct view why)
{
	struct buf body = { 0 };

	buf_addf(&body, "{\"errors\":[{\"pointer\":\"/number\",\"detail\":\"%.*s\"}]}", (int)why.n,
	    why.p);
	request_reply_outcome(req, 202, VIEW("invalid"), buf_view(&body));
	buf_fini(&body);
}

void
on_desk_transfer(struct http_req *req, void *app)
{
	static const char *const outcomes[] = {
		[REACH_OK] = "ok",
		[REACH_NO_CALL] = "not_found",
		[REACH_NOT_TALKING] = "not_talking",
	};
	const struct actor *actor = request_actor(req);
	const struct caller who = { actor->tenant, actor->user, SIDE_WORK };
	struct buf refusal = { 0 };
	enum reach_done done;

	(void)app;
	done = reach_transfer(request_daemon(req), &who, request_values(req)->at[0].text,
	    request_values(req)->at[1].text, &refusal);
	if (done == REACH_REFUSED)
		reply_refused(req, buf_view(&refusal));
	else
		request_reply_outcome(req, 202, view_of(outcomes[done]), VIEW("{}"));
	buf_fini(&refusal);
}
