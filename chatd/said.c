/* said - see said.h */
#include "chatd/said.h"

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

void
said_hear(struct stream *stream, struct view text)
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
