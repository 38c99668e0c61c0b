/* phone_test - see phone_test.h */
#include "voiced/phone_test.h"

#include "common/metrics/metrics.h"
#include "voiced/call.h"
#include "voiced/calls.h"
#include "voiced/sound.h"
#include "voiced/voiced.h"

static COUNTER(tests_total, "voice_phone_tests_total", "Calls of pages that test their sound");

struct phone_test {
	struct daemon *daemon;
	struct call *call;
};

static void
on_ready(void *ctx)
{
	struct phone_test *test = ctx;

	call_answer(test->call);
}

static void
finish(struct phone_test *test)
{
	struct call *call = test->call;

	free(test);
	call_end(call, 480, "Temporarily Unavailable");
}

/* The page has heard enough long before: its end is the bound. */
static void
on_confirmed(void *ctx)
{
	struct phone_test *test = ctx;
	const enum say_prompt music = SAY_music;
	struct playlist list = { 0 };

	if (!prompts_say(sound_prompts(test->daemon), &music, 1, &list) ||
	    !call_say(test->call, &list)) {
		playlist_fini(&list);
		finish(test);
	}
}

static void
on_said(void *ctx)
{
	finish(ctx);
}

static void
on_ended(void *ctx, enum party_end end, int status)
{
	(void)end;
	(void)status;
	free(ctx);
}

bool
phone_test_take(struct daemon *daemon, struct sip_request *request, const struct caller *caller)
{
	static const struct call_events events = {
		.ready = on_ready, .confirmed = on_confirmed, .said = on_said, .ended = on_ended
	};
	struct phone_test *test;
	struct share *share;

	if (!view_is(sip_head(request)->target.user, PHONE_TEST_NUMBER))
		return false;
	if (!calls_admit(daemon, request))
		return true;
	share = share_take(daemon, request, caller->tenant, caller->user);
	if (share == NULL)
		return true;
	metric_add(&tests_total, 1);
	test = mem_zero(1, sizeof(*test));
	test->daemon = daemon;
	test->call = call_take(daemon, request, false, &events, test);
	call_counts(test->call, share);
	return true;
}
