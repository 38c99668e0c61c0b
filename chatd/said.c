/*
 * said - what a page says on its own stream, by the word `type`.
 *
 * Owns: the table of words. Must not know: what follows from one.
 *
 * {"type":"pong"} answers a ping, {"type":"idle","idle":true} tells that nobody has touched the page for a
 * while, {"type":"watch"} whom it watches (watch.h). What is not understood is no error: a newer page may say more. That it says
 * anything proves that it runs, which seats.c has noted before.
 */
#include <jansson.h>

#include "chatd/seats.h"
#include "chatd/watch.h"

static void
on_idle(struct stream *stream, const json_t *said)
{
	stream_idle(stream, json_is_true(json_object_get(said, "idle")));
}

static const struct {
	const char *type;
	unsigned roles; /* whose pages may say it */
	void (*hear)(struct stream *stream, const json_t *said);
} words[] = {
	{ "idle", ROLE_WORK, on_idle },
	{ "watch", ROLES_ACCOUNT, watch_said },
};

/* Nearly all that is said: not worth to be parsed. */
static bool
is_pong(struct view text)
{
	return view_starts(text, "{\"type\":\"pong\"");
}

static void
hear(struct stream *stream, struct view text)
{
	json_t *said = is_pong(text) ? NULL : json_loadb(text.p, text.n, 0, NULL);
	struct view type = view_of(json_string_value(json_object_get(said, "type")));

	for (size_t i = 0; type.n > 0 && i < sizeof(words) / sizeof(words[0]); i++)
		if (view_is(type, words[i].type) &&
		    (words[i].roles & stream_actor(stream)->role) != 0) {
			words[i].hear(stream, said);
			break;
		}
	json_decref(said);
}

static void
closed(struct stream *stream)
{
	watch_end(*stream_watch(stream));
}

const struct stream_hooks stream_hooks = { .hear = hear, .closed = closed };
