/*
 * ask - voiced's relay client and its session descriptions as a program, for tests that bring real ends of calls.
 *
 * usage: ask PORT-OF-RTPENGINE < one JSON object a line > one JSON object a line
 *
 * {"do":"offer"|"answer","call":…,"sdp":…,"webrtc":…,"again":…}  →  {"sdp":…}
 * {"do":"delete","call":…}                                       →  {}
 * {"do":"query","call":…}                                        →  {"packets":{tag: count}}
 * {"do":"hold","offer":…,"theirs":…,"ours":…}                    →  {"sdp":…,"hold":…,"same":…}
 * What is not done: {"error":…}.
 */
#include <jansson.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "voiced/core/sdp.h"
#include "voiced/relay/relay.h"

static uv_loop_t loop;
static struct relay *relay;
static json_t *made; /* what the command at hand came to, NULL: not yet */

static struct view
given(const json_t *line, const char *name)
{
	return view_of(json_string_value(json_object_get(line, name)));
}

static json_t *
failed(const struct err *err)
{
	return json_pack("{s:s}", "error", err->text);
}

static json_t *
packets(const struct ng_reply *reply)
{
	struct ng_leg legs[NG_LEGS_MAX];
	int count = ng_legs(reply, legs);
	json_t *by_tag = json_object();

	for (int i = 0; i < count; i++)
		(void)json_object_set_new(by_tag, legs[i].tag.p, json_integer(legs[i].packets));
	return by_tag;
}

static void
on_done(void *ctx, const struct relay_result *result)
{
	(void)ctx;
	if (result->err != NULL) {
		made = failed(result->err);
		return;
	}
	made = json_object();
	(void)json_object_set_new(
	    made, "sdp", json_stringn(result->reply->sdp.p, result->reply->sdp.n));
	(void)json_object_set_new(made, "packets", packets(result->reply));
}

static json_t *
hold(const json_t *line)
{
	static struct sdp offer, theirs, ours;
	struct buf out = { 0 };
	struct err err;
	json_t *answer;

	if (sdp_read(given(line, "offer"), &offer, &err) != 0 ||
	    sdp_read(given(line, "theirs"), &theirs, &err) != 0 ||
	    sdp_read(given(line, "ours"), &ours, &err) != 0 ||
	    sdp_answer(&offer, &theirs, &ours, SDP_SENDRECV, &out, &err) != 0)
		return failed(&err);
	answer = json_pack("{s:s, s:b, s:b}", "sdp", out.p, "hold", sdp_is_hold(&offer), "same",
	    sdp_same_media(&theirs, &offer));
	buf_fini(&out);
	return answer;
}

static void
carry(const json_t *line, bool answers)
{
	struct relay_media media = { .call = given(line, "call"),
		.from = VIEW("caller"),
		.to = VIEW("far"),
		.sdp = given(line, "sdp"),
		.wanted = json_is_true(json_object_get(line, "webrtc")) ? RELAY_WEBRTC : RELAY_RTP,
		.again = json_is_true(json_object_get(line, "again")) };

	(answers ? relay_answer : relay_offer)(relay, &media, on_done, NULL);
}

static void
act(const json_t *line)
{
	struct view what = given(line, "do");

	made = NULL;
	if (view_is(what, "offer") || view_is(what, "answer"))
		carry(line, view_is(what, "answer"));
	else if (view_is(what, "delete"))
		relay_delete(relay, given(line, "call"), on_done, NULL);
	else if (view_is(what, "query"))
		relay_query(relay, given(line, "call"), on_done, NULL);
	else if (view_is(what, "hold"))
		made = hold(line);
	else
		made = json_pack("{s:s}", "error", "nobody knows how");
	while (made == NULL)
		(void)uv_run(&loop, UV_RUN_ONCE);
}

/* uv_run may run a timer and then wait for a datagram: it must not wait for ever. */
static void
on_tick(uv_timer_t *tick)
{
	(void)tick;
}

int
main(int argc, char **argv)
{
	static char text[128 * 1024];
	struct relay_config config = { .address = "127.0.0.1" };
	struct err err;
	uv_timer_t tick;

	config.port = argc == 2 ? (int)strtol(argv[1], NULL, 10) : 0;
	(void)uv_loop_init(&loop);
	(void)uv_timer_init(&loop, &tick);
	(void)uv_timer_start(&tick, on_tick, 20, 20);
	if (relay_new(&loop, &config, &relay, &err) != 0) {
		(void)fprintf(stderr, "ask: %s\n", err.text);
		return 1;
	}
	while (fgets(text, sizeof(text), stdin) != NULL) {
		json_t *line = json_loads(text, 0, NULL);

		act(line);
		(void)json_dumpf(made, stdout, JSON_COMPACT);
		(void)putchar('\n');
		(void)fflush(stdout);
		json_decref(made);
		json_decref(line);
	}
	return 0;
}
