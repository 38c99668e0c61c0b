/*
 * widget_streams - customers' open pages: whatever is new in their chat is told at once (MS-6).
 *
 * Owns: the streams, by conversation and by address, bounded in both; one look at the database a stream at a time. A frame is the chat as
 *       it stands and the messages after the last one told, so that one too many does no harm. A page's first message says whose
 *       chat it is: an upgrade can't carry a token, and an address must not.
 * Must not know: what is said.
 */
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <uthash.h>

#include "chatd/widget.h"
#include "common/base/clock.h"
#include "common/daemon/quarantine.h"
#include "common/base/json_text.h"
#include "common/base/list.h"
#include "common/http/address.h"
#include "common/loop/loop.h"
#include "common/metrics/metrics.h"

enum {
	TICK_MS = 1000,
	HELLO_MS = 10000, /* until a page has said whose chat it is */
	PLACE_MS = 5000, /* how often who waits is told their place */
	LOOK_FAILED = 0, /* in the place of its time */
	MESSAGES_MAX = 120, /* of a stream in a minute: hello, typing */
	RETURN_MS = 5000,
};
enum { CLOSE_HELLO = 4001, CLOSE_UNKNOWN = 4004, CLOSE_TOO_MUCH = 4029 };

static GAUGE(streams_open, "widget_streams", "Open pages of customers");
static COUNTER(frames_sent, "widget_frames_total", "Frames sent to customers' pages");

struct chat {
	struct {
		int64_t tenant, conversation;
	} key;
	struct list streams;
	UT_hash_handle hh;
};

/* An address, or a network, from which streams are open. */
struct source {
	char name[ADDRESS_SOURCE_SIZE];
	int64_t streams;
	UT_hash_handle hh;
};

struct stream {
	struct streams *all;
	struct ws_session *ws; /* NULL: closed, waits for its look */
	struct source *sources[ADDRESS_SOURCES]; /* NULL from the first one that is not there */
	struct chat *chat; /* NULL: not known yet */
	struct visitor visitor;
	int64_t tenant, channel, agent, after_seq;
	int64_t opened_ms, looked_ms, counted_ms;
	int messages;
	bool hello, looking, again, waiting;
	char *told; /* the chat as it was told last */
	struct link link, in_chat;
};

struct streams {
	struct daemon *daemon;
	struct timer timer;
	struct list all;
	struct chat *chats;
	struct source *sources;
	int64_t most, most_source;
	bool draining, stopping, closing;
};

/* What authorize hands to open. */
struct opening {
	int64_t tenant, channel;
	char sources[ADDRESS_SOURCES][ADDRESS_SOURCE_SIZE];
	int source_count;
};

static struct streams *
streams_of(struct daemon *daemon)
{
	return daemon_data(daemon, "widget_streams");
}

/* ---- where a stream belongs ---- */

static struct source *
source_find(struct streams *streams, const char *name)
{
	struct source *source;

	HASH_FIND_STR(streams->sources, name, source);
	return source;
}

/* Is there room for one more in each? A wider network has more, as in quota_take. */
static bool
sources_have_room(struct streams *streams, const struct opening *opening)
{
	int64_t most = streams->most_source;

	for (int i = 0; i < opening->source_count; i++, most *= QUOTA_WIDER) {
		const struct source *source = source_find(streams, opening->sources[i]);

		if (source != NULL && source->streams >= most)
			return false;
	}
	return true;
}

static struct source *
source_take(struct stream *stream, const char *name)
{
	struct source *source = source_find(stream->all, name);

	if (source == NULL) {
		source = mem_zero(1, sizeof(*source));
		(void)snprintf(source->name, sizeof(source->name), "%s", name);
		HASH_ADD_STR(stream->all->sources, name, source);
	}
	source->streams++;
	return source;
}

static void
sources_leave(struct stream *stream)
{
	for (int i = 0; i < ADDRESS_SOURCES; i++) {
		struct source *source = stream->sources[i];

		if (source == NULL || --source->streams > 0)
			continue;
		HASH_DEL(stream->all->sources, source);
		free(source);
	}
}

static void
chat_leave(struct stream *stream)
{
	struct chat *chat = stream->chat;

	if (chat == NULL)
		return;
	list_remove(&chat->streams, &stream->in_chat);
	stream->chat = NULL;
	if (!list_empty(&chat->streams))
		return;
	HASH_DEL(stream->all->chats, chat);
	free(chat);
}

static void
chat_join(struct stream *stream, int64_t conversation)
{
	struct chat *chat, key = { .key = { stream->tenant, conversation } };

	if (stream->chat != NULL)
		return;
	HASH_FIND(hh, stream->all->chats, &key.key, sizeof(key.key), chat);
	if (chat == NULL) {
		chat = mem_zero(1, sizeof(*chat));
		chat->key = key.key;
		list_init(&chat->streams);
		HASH_ADD(hh, stream->all->chats, key, sizeof(chat->key), chat);
	}
	list_append(&chat->streams, &stream->in_chat);
	stream->chat = chat;
}

/* ---- looking ---- */

static void look(struct stream *stream);
static void stop_when_empty(struct streams *streams);

static void
stream_free(struct stream *stream)
{
	struct streams *streams = stream->all;

	list_remove(&streams->all, &stream->link);
	free(stream->told);
	free(stream);
	stop_when_empty(streams);
}

static void
tell(struct stream *stream, struct view body)
{
	struct buf frame = { 0 };

	buf_add_text(&frame, "{\"type\":\"chat\",");
	buf_add(&frame, body.p + 1, body.n - 1);
	(void)ws_send(stream->ws, buf_view(&frame));
	buf_fini(&frame);
	metric_add(&frames_sent, 1);
}

static void
take(struct stream *stream, const struct db_result *row)
{
	struct view body = db_text(row, 0, 0);
	json_t *root = json_loadb(body.p, body.n, 0, NULL);
	const json_t *chat = json_object_get(root, "chat");
	int64_t next = json_integer_value(json_object_get(root, "next_seq"));
	char *now = json_dumps(chat, JSON_COMPACT);

	chat_join(stream, db_int(row, 0, 1));
	stream->agent = db_int(row, 0, 2);
	stream->waiting =
	    view_is(view_of(json_string_value(json_object_get(chat, "state"))), "waiting");
	if (stream->told == NULL || strcmp(stream->told, now) != 0 ||
	    json_array_size(json_object_get(root, "messages")) > 0)
		tell(stream, body);
	free(stream->told);
	stream->told = now;
	stream->again =
	    stream->again || next < json_integer_value(json_object_get(chat, "last_seq"));
	stream->after_seq = next > stream->after_seq ? next : stream->after_seq;
	json_decref(root);
}

static void
on_looked(void *ctx, enum db_outcome outcome, const struct db_result *row)
{
	struct stream *stream = ctx;

	stream->looking = false;
	if (stream->ws == NULL) {
		stream_free(stream);
		return;
	}
	if (outcome == DB_DONE && row->rows == 1)
		take(stream, row);
	else if (outcome == DB_DONE)
		ws_close(stream->ws, CLOSE_UNKNOWN, "no such chat");
	else
		stream->looked_ms = LOOK_FAILED; /* the next tick looks again */
	if (outcome == DB_DONE && stream->again)
		look(stream);
}

static void
look(struct stream *stream)
{
	const struct db_param params[] = { P_INT(stream->tenant), P_INT(stream->channel),
		P_BYTES(((struct view){
		    (const char *)stream->visitor.hash, sizeof(stream->visitor.hash) })),
		P_INT(stream->after_seq) };

	stream->again = stream->looking;
	if (stream->looking)
		return;
	stream->looking = true;
	stream->looked_ms = clock_mono_ms();
	db_submit(daemon_db(stream->all->daemon),
	    &(struct db_call){ .query = &q_visitor_look, .params = params }, on_looked, stream);
}

/* Typing is told both ways by the same message; a visitor's own comes back here, too. */
static bool
by_agent(const struct news *news)
{
	json_t *state = news->state_text.n > 0
	    ? json_loadb(news->state_text.p, news->state_text.n, 0, NULL)
	    : NULL;
	bool agent = view_is(view_of(json_string_value(json_object_get(state, "side"))), "agent");

	json_decref(state);
	return agent;
}

static void
tell_typing(struct stream *stream)
{
	if (stream->ws != NULL)
		(void)ws_send(stream->ws, VIEW("{\"type\":\"typing\"}"));
}

void
on_widget_news(struct daemon *daemon, const struct news *news)
{
	struct chat *chat, key = { .key = { news->tenant, news->key } };
	bool typed;

	if (news->kind == MESSAGE_config) {
		widget_sites_changed(daemon);
		return;
	}
	HASH_FIND(hh, streams_of(daemon)->chats, &key.key, sizeof(key.key), chat);
	if (chat == NULL)
		return;
	typed = news->kind == MESSAGE_typing && by_agent(news);
	list_for_each (&chat->streams, at) {
		if (news->kind == MESSAGE_visitor)
			look(LIST_OF(at, struct stream, in_chat));
		else if (typed)
			tell_typing(LIST_OF(at, struct stream, in_chat));
	}
}

/* More was missed than the feed remembers: everybody looks. */
void
on_widget_reload(struct daemon *daemon)
{
	widget_sites_changed(daemon);
	list_for_each (&streams_of(daemon)->all, at) {
		struct stream *stream = LIST_OF(at, struct stream, link);

		if (stream->chat != NULL)
			look(stream);
	}
}

/* ---- a page comes ---- */

static int
on_authorize(struct http_req *req, void *app)
{
	const struct input_peer input = quarantine_address(app, INPUT_ADDRESS, http_peer(req));
	struct streams *streams = streams_of(app);
	const struct site *site;
	struct opening *opening;

	if (!quarantine_admits(req, &input) || !widget_before(req, app))
		return -1;
	site = widget_site(req);
	if (site == NULL)
		return -1;
	opening = mem_zero(1, sizeof(*opening));
	opening->tenant = site->tenant;
	opening->channel = site->channel;
	opening->source_count = address_sources(http_peer(req), opening->sources);
	http_set_user(req, opening, free);
	if (streams->draining || (int64_t)streams->all.count >= streams->most)
		return 503;
	return sources_have_room(streams, opening) ? 0 : 429;
}

static void
on_open(struct ws_session *ws, void *user, void *app)
{
	struct streams *streams = streams_of(app);
	struct opening *opening = user;
	struct stream *stream = mem_zero(1, sizeof(*stream));

	stream->all = streams;
	stream->ws = ws;
	stream->tenant = opening->tenant;
	stream->channel = opening->channel;
	stream->opened_ms = clock_mono_ms();
	for (int i = 0; i < opening->source_count; i++)
		stream->sources[i] = source_take(stream, opening->sources[i]);
	free(opening);
	list_append(&streams->all, &stream->link);
	ws_set_user(ws, stream);
	metric_add(&streams_open, 1);
}

static void
say_hello(struct stream *stream, const json_t *message)
{
	const char *token = json_string_value(json_object_get(message, "token"));
	int64_t after = json_integer_value(json_object_get(message, "after_seq"));

	if (token == NULL || !visitor_read(view_of(token), &stream->visitor)) {
		ws_close(stream->ws, CLOSE_HELLO, "say whose chat it is");
		return;
	}
	stream->hello = true;
	stream->after_seq = after > 0 ? after : 0;
	look(stream);
}

/* Told to the agent who has the chat, if there is one: kept nowhere. */
static void
say_typing(struct stream *stream, const json_t *message)
{
	char state[96];
	int n;

	if (stream->chat == NULL || stream->agent == 0 ||
	    !view_is(view_of(json_string_value(json_object_get(message, "type"))), "typing"))
		return;
	n = snprintf(state, sizeof(state),
	    "{\"conversation\":\"%" PRId64 "\",\"side\":\"visitor\",\"name\":null,\"user\":null}",
	    stream->chat->key.conversation);
	struct message told = {
		.kind = MESSAGE_typing,
		.tenant = stream->tenant,
		.key = stream->chat->key.conversation,
		.version = clock_wall_us(),
		.audience = { stream->agent },
		.audience_count = 1,
		.state = { state, (size_t)n },
	};

	daemon_publish(stream->all->daemon, &told);
}

/* False: this page says too much. */
static bool
count(struct stream *stream)
{
	int64_t now = clock_mono_ms();

	if (now - stream->counted_ms >= QUOTA_WINDOW_MS) {
		stream->counted_ms = now;
		stream->messages = 0;
	}
	return ++stream->messages <= MESSAGES_MAX;
}

static void
on_message(struct ws_session *ws, struct view text, void *app)
{
	struct stream *stream = ws_user(ws);
	json_t *message;

	(void)app;
	if (stream == NULL)
		return;
	if (!count(stream)) {
		ws_close(ws, CLOSE_TOO_MUCH, "too many messages");
		return;
	}
	message = json_loadb(text.p, text.n, 0, NULL);
	if (!stream->hello)
		say_hello(stream, message);
	else
		say_typing(stream, message);
	json_decref(message);
}

static void
on_closed(struct ws_session *ws, int code, void *app)
{
	struct stream *stream = ws_user(ws);

	(void)code;
	(void)app;
	if (stream == NULL)
		return;
	metric_add(&streams_open, -1);
	chat_leave(stream);
	sources_leave(stream);
	stream->ws = NULL;
	if (!stream->looking)
		stream_free(stream);
}

const struct ws_config widget_stream = {
	.authorize = on_authorize,
	.open = on_open,
	.message = on_message,
	.closed = on_closed,
	.max_message = 1024,
	.queue_bytes = 512 * 1024,
	.ping_ms = 10000,
};

/* ---- the tick ---- */

static bool
due(const struct stream *stream, int64_t now)
{
	return stream->looked_ms == LOOK_FAILED ||
	    ((stream->waiting || stream->chat == NULL) && now - stream->looked_ms >= PLACE_MS);
}

static void
tend(struct stream *stream, int64_t now)
{
	if (stream->ws == NULL)
		return;
	if (!stream->hello && now - stream->opened_ms > HELLO_MS)
		ws_close(stream->ws, CLOSE_HELLO, "say whose chat it is");
	if (stream->chat != NULL)
		beat_note(stream->all->daemon, stream->tenant, stream->chat->key.conversation);
	if (stream->hello && !stream->looking && due(stream, now))
		look(stream);
}

static void
tick(void *ctx)
{
	struct streams *streams = ctx;
	int64_t now = clock_mono_ms();

	list_for_each_safe (&streams->all, at)
		tend(LIST_OF(at, struct stream, link), now);
	if (!streams->closing)
		timer_in(&streams->timer, TICK_MS);
}

int
widget_streams_start(struct daemon *daemon, struct err *err)
{
	struct streams *streams = mem_zero(1, sizeof(*streams));

	(void)err;
	metric_register(&streams_open);
	metric_register(&frames_sent);
	streams->daemon = daemon;
	streams->most = config_int(daemon_config(daemon), "streams");
	streams->most_source = config_int(daemon_config(daemon), "source_streams");
	list_init(&streams->all);
	daemon_set_data(daemon, "widget_streams", streams);
	timer_init(&streams->timer, daemon_loop(daemon), tick, streams);
	timer_in(&streams->timer, TICK_MS);
	return 0;
}

static void
streams_free(void *ctx)
{
	struct streams *streams = ctx;
	struct daemon *daemon = streams->daemon;

	free(streams);
	daemon_part_stopped(daemon);
}

static void
stop_when_empty(struct streams *streams)
{
	if (!streams->stopping || !list_empty(&streams->all) || streams->closing)
		return;
	streams->closing = true;
	timer_close(&streams->timer, streams_free);
}

/* Rule 34: pages come back spread over some seconds, to another instance. */
void
widget_streams_drain(struct daemon *daemon)
{
	struct streams *streams = streams_of(daemon);
	char bye[64];

	streams->draining = true;
	list_for_each (&streams->all, at) {
		struct stream *stream = LIST_OF(at, struct stream, link);
		int n = snprintf(bye, sizeof(bye), "{\"type\":\"bye\",\"retry_ms\":%d}",
		    (int)(random_u64() % RETURN_MS));

		if (stream->ws != NULL)
			(void)ws_send(stream->ws, (struct view){ bye, (size_t)n });
	}
}

void
widget_streams_stop(struct daemon *daemon)
{
	streams_of(daemon)->stopping = true;
	stop_when_empty(streams_of(daemon));
}
