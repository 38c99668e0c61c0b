/* sender - see sender.h */
#include "hookd/sender.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "common/base/clock.h"
#include "common/daemon/quarantine.h"
#include "common/http/address.h"
#include "common/http/client.h"
#include "common/http/url.h"
#include "common/loop/loop.h"
#include "common/metrics/metrics.h"
#include "hookd/core/signature.h"
#include "hookd/hookd.h"

static COUNTER(
    delivered, "hook_sends_total{result=\"delivered\"}", "Requests to webhooks by result");
static COUNTER(refused, "hook_sends_total{result=\"refused\"}", "Requests to webhooks by result");
static COUNTER(
    no_answer, "hook_sends_total{result=\"no_answer\"}", "Requests to webhooks by result");
static COUNTER(
    unreachable, "hook_sends_total{result=\"unreachable\"}", "Requests to webhooks by result");
static COUNTER(address_refused, "hook_sends_total{result=\"address_refused\"}",
    "Requests to webhooks by result");
static COUNTER(held, "hook_sends_total{result=\"held\"}", "Requests to webhooks by result");
static HISTOGRAM(answer_ms, "hook_answer_ms", "How long receivers take to answer");

static const struct {
	const char *name;
	struct metric *count;
} results[] = {
	[SENT_DELIVERED] = { "delivered", &delivered },
	[SENT_REFUSED] = { "refused", &refused },
	[SENT_NO_ANSWER] = { "no_answer", &no_answer },
	[SENT_UNREACHABLE] = { "unreachable", &unreachable },
	[SENT_ADDRESS_REFUSED] = { "address_refused", &address_refused },
	[SENT_HELD] = { "held", &held },
};

enum { HEADER_MAX = 256, LANDING_MS = 3000, LANDING_LOOK_MS = 20 };

struct sender {
	struct daemon *daemon;
	struct http_client *client;
	int open; /* requests under way */
	bool closing; /* nothing leaves any more */
	struct timer landing;
	int64_t landing_ms;
};

struct post {
	struct sender *sender;
	int64_t begun_ms;
	bool (*sure)(void *ctx);
	void (*done)(void *ctx, const struct sent *sent);
	void *ctx;
	struct timer held; /* for what never leaves */
	struct sent unsent; /* what is told of that */
};

static struct sender *
sender_of(struct daemon *daemon)
{
	return daemon_data(daemon, "sender");
}

const char *
sent_result_name(enum sent_result result)
{
	return results[result].name;
}

/* ---- which URLs ---- */

static bool
allows_private(struct daemon *daemon)
{
	return config_int(daemon_config(daemon), "hook_allow_private") != 0;
}

int
sender_url_check(struct daemon *daemon, struct view url, struct err *err)
{
	const struct url_rule rule = { allows_private(daemon),
		config_text(daemon_config(daemon), "hook_http_hosts"), "/url" };

	return url_check(url, &rule, err);
}

/* ---- a request ---- */

static void
finish(struct post *post, struct sent *sent)
{
	sent->duration_ms = clock_mono_ms() - post->begun_ms;
	metric_add(results[sent->result].count, 1);
	if (sent->status != 0)
		metric_observe(&answer_ms, sent->duration_ms);
	post->done(post->ctx, sent);
}

/* What is cut off at our own end says nothing about the receiver: it is sent again, at least once. */
static enum sent_result
judge(const struct sender *sender, const struct http_answer *answer)
{
	if (sender->closing && answer->reach != HTTP_ANSWERED)
		return SENT_HELD;
	switch (answer->reach) {
	case HTTP_ANSWERED:
		return answer->status >= 200 && answer->status < 300 ? SENT_DELIVERED
								     : SENT_REFUSED;
	case HTTP_SENT:
		return SENT_NO_ANSWER;
	case HTTP_NOT_SENT:
	default:
		if (answer->held_back)
			return SENT_HELD;
		return answer->barred ? SENT_ADDRESS_REFUSED : SENT_UNREACHABLE;
	}
}

static void
on_answer(void *ctx, const struct http_answer *answer)
{
	struct post *post = ctx;
	struct sent sent = {
		.result = judge(post->sender, answer),
		.status = answer->reach == HTTP_ANSWERED ? answer->status : 0,
		.retry_after_ms = answer->retry_after_ms,
		.answer = answer->body,
		.error = answer->error != NULL ? answer->error : "",
	};

	post->sender->open--;
	finish(post, &sent);
	free(post);
}

static void
post_free(void *ctx)
{
	free(ctx);
}

static void
on_held(void *ctx)
{
	struct post *post = ctx;

	finish(post, &post->unsent);
	timer_close(&post->held, post_free);
}

static bool
is_sure(void *ctx)
{
	const struct post *post = ctx;

	return post->sure == NULL || post->sure(post->ctx);
}

static bool
sign(struct daemon *daemon, const struct endpoint *endpoint, const char *id, int64_t seconds,
    struct view body, struct buf *out)
{
	struct buf secrets[SECRETS_MAX] = { { 0 } };
	int count = endpoint_secrets(daemon, endpoint, secrets);
	bool good = count > 0;

	for (int i = 0; i < count; i++)
		good =
		    signature_add(buf_view(&secrets[i]), view_of(id), seconds, body, out) && good;
	for (int i = 0; i < SECRETS_MAX; i++) {
		if (secrets[i].p != NULL)
			mem_wipe(secrets[i].p, secrets[i].n);
		buf_fini(&secrets[i]);
	}
	return good;
}

static void
post_send(struct daemon *daemon, struct post *post, const struct endpoint *endpoint, const char *id,
    int64_t seconds, struct view body, struct view signature, const struct input_peer *input)
{
	bool any = allows_private(daemon);
	char id_header[HEADER_MAX], time_header[HEADER_MAX], sign_header[HEADER_MAX];
	const char *const headers[] = { "Content-Type: application/cloudevents+json; charset=utf-8",
		id_header, time_header, sign_header, NULL };

	(void)snprintf(id_header, sizeof(id_header), "webhook-id: %s", id);
	(void)snprintf(time_header, sizeof(time_header), "webhook-timestamp: %" PRId64, seconds);
	(void)snprintf(sign_header, sizeof(sign_header), "webhook-signature: %.*s",
	    (int)signature.n, signature.p);
	post->sender->open++;
	http_client_send(post->sender->client,
	    &(struct http_request){
		.method = "POST",
		.url = endpoint->url,
		.headers = headers,
		.body = body,
		.timeout_ms = (uint32_t)config_int(daemon_config(daemon), "answer_ms"),
		.max_answer = ANSWER_MAX,
		.may_leave = is_sure,
		.may_connect = any ? NULL : address_is_public,
		.input = input,
	    },
	    on_answer, post);
}

static void
post_keep(struct post *post, enum sent_result result, const char *why)
{
	post->unsent = (struct sent){ .result = result, .retry_after_ms = -1, .error = why };
	timer_init(&post->held, daemon_loop(post->sender->daemon), on_held, post);
	timer_in(&post->held, 0);
}

void
sender_post(struct daemon *daemon, const struct endpoint *endpoint, const char *id,
    struct view body, bool (*sure)(void *ctx), void (*done)(void *ctx, const struct sent *sent),
    void *ctx)
{
	const struct input_peer input =
	    input_peer_of(INPUT_WEBHOOK, endpoint->tenant, endpoint->id);
	int64_t seconds = clock_wall_us() / 1000000;
	struct post *post = mem_zero(1, sizeof(*post));
	struct buf signature = { 0 };

	post->sender = sender_of(daemon);
	post->begun_ms = clock_mono_ms();
	post->sure = sure;
	post->done = done;
	post->ctx = ctx;
	if (quarantine_refuses_s(daemon, &input) > 0)
		post_keep(post, SENT_UNREACHABLE,
		    "The webhook is in quarantine: its answers crashed hookd repeatedly");
	else if (!post->sender->closing && sign(daemon, endpoint, id, seconds, body, &signature))
		post_send(daemon, post, endpoint, id, seconds, body, buf_view(&signature), &input);
	else
		post_keep(
		    post, SENT_HELD, "The webhook's secret can't be read, or the daemon stops");
	buf_fini(&signature);
}

/* ---- start and stop ---- */

int
sender_start(struct daemon *daemon, struct err *err)
{
	struct sender *sender = mem_zero(1, sizeof(*sender));

	sender->daemon = daemon;
	daemon_set_data(daemon, "sender", sender);
	return http_client_new(daemon_loop(daemon),
	    (int)config_int(daemon_config(daemon), "sends_in_all_max"), &sender->client, err);
}

void
sender_stop(struct daemon *daemon)
{
	free(sender_of(daemon));
	daemon_set_data(daemon, "sender", NULL);
	daemon_part_stopped(daemon);
}

int
landing_start(struct daemon *daemon, struct err *err)
{
	(void)daemon;
	(void)err;
	return 0;
}

static void
on_client_closed(void *ctx)
{
	struct sender *sender = ctx;

	daemon_part_stopped(sender->daemon);
}

static void
on_landed(void *ctx)
{
	struct sender *sender = ctx;

	http_client_close(sender->client, on_client_closed, sender);
}

static void
land(void *ctx)
{
	struct sender *sender = ctx;

	if (sender->open > 0 && clock_mono_ms() < sender->landing_ms)
		timer_in(&sender->landing, LANDING_LOOK_MS);
	else
		timer_close(&sender->landing, on_landed);
}

void
landing_stop(struct daemon *daemon)
{
	struct sender *sender = sender_of(daemon);

	sender->closing = true;
	sender->landing_ms = clock_mono_ms() + LANDING_MS;
	timer_init(&sender->landing, daemon_loop(daemon), land, sender);
	land(sender);
}
