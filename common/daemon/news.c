/* news - see daemon.h: what a commit has changed, told to the others and to oneself */
#include <stdlib.h>

#include "common/base/json_text.h"
#include "common/daemon/skeleton.h"

enum { NEWS_MAX = 512 }; /* of one answer; the feed brings the rest */

void
daemon_tell(struct daemon *daemon, const struct news *news)
{
	const enum message_kind *wants = daemon->spec->wants;

	/* Parts that have stopped want to hear nothing more. */
	if (daemon->spec->on_news == NULL || daemon->stage >= STAGE_PARTS)
		return;
	for (; wants != NULL && *wants != MESSAGE_NONE; wants++)
		if (*wants == news->kind)
			daemon->spec->on_news(daemon, news);
}

static void
publish(struct daemon *daemon, const struct message *message, const json_t *state)
{
	if (daemon->bus != NULL)
		bus_publish(daemon->bus, message);
	follow_doorbell(&daemon->follow, message, state);
}

void
daemon_publish(struct daemon *daemon, const struct message *message)
{
	publish(daemon, message, NULL);
}

static bool
read_id(const json_t *value, int64_t *out)
{
	return json_id(value, INT64_MIN, out);
}

static void
read_audience(const json_t *list, struct message *out)
{
	size_t n = json_array_size(list);

	for (size_t i = 0; i < n && out->audience_count < MESSAGE_AUDIENCE_MAX; i++)
		if (read_id(json_array_get(list, i), &out->audience[out->audience_count]))
			out->audience_count++;
}

static bool
read_one(const json_t *entry, struct message *out)
{
	int64_t kind;

	*out = (struct message){ .kind = MESSAGE_NONE };
	if (!read_id(json_object_get(entry, "kind"), &kind) || kind < 1 ||
	    !read_id(json_object_get(entry, "tenant"), &out->tenant) ||
	    !read_id(json_object_get(entry, "key"), &out->key) ||
	    !read_id(json_object_get(entry, "version"), &out->version))
		return false;
	if (kind >= MESSAGE_KIND_MAX || message_kind_name((enum message_kind)kind) == NULL)
		return true; /* of functions of a later release, whose daemons have it from the feed */
	out->kind = (enum message_kind)kind;
	read_audience(json_object_get(entry, "audience"), out);
	return true;
}

static void
publish_one(struct daemon *daemon, const json_t *entry)
{
	const json_t *state = json_object_get(entry, "state");
	struct message message;
	char *text = NULL;

	if (!read_one(entry, &message)) {
		LOG(ERROR, "news_unreadable", LOG_TEXT("daemon", daemon->spec->name));
		return;
	}
	if (message.kind == MESSAGE_NONE)
		return;
	if (state != NULL && !follow_stateless(message.kind))
		text = json_dumps(state, JSON_COMPACT | JSON_ENCODE_ANY);
	message.state = view_of(text);
	publish(daemon, &message, text != NULL ? state : NULL);
	free(text);
}

bool
daemon_publish_answer(struct daemon *daemon, struct view news_json)
{
	bool replayed = false;
	json_t *news;

	if (news_json.n <= 2) /* "[]" */
		return false;
	news = json_loadb(news_json.p, news_json.n, 0, NULL);
	for (size_t i = 0; i < json_array_size(news) && i < NEWS_MAX; i++) {
		const json_t *entry = json_array_get(news, i);

		if (json_is_true(json_object_get(entry, "replayed")))
			replayed = true;
		else
			publish_one(daemon, entry);
	}
	json_decref(news);
	return replayed;
}

void
daemon_publish_news(struct daemon *daemon, struct view news_json)
{
	(void)daemon_publish_answer(daemon, news_json);
}
