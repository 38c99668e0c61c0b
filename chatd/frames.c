/*
 * frames - what happens, told to the pages it concerns.
 *
 * Owns: the frame's form: (kind, id, version, state), api.md 10. A frame is a state, so
 *       sending one twice or late does no harm (consistency.md, rule 5).
 * Must not know: sockets (seats.c), what a state says.
 */
#include <inttypes.h>

#include "chatd/chat_keys.h"
#include "chatd/chatd.h"
#include "chatd/seats.h"
#include "chatd/watch.h"

static void
check_lease(struct daemon *daemon, const struct news *news)
{
	const char *lease = json_string_value(json_object_get(news->state, "lease"));

	if (lease != NULL && !view_is(view_of(lease), "live"))
		seats_doubt(daemon, news->tenant, news->key);
}

/* The same of a Work user; who is invisible is asked about in vain. */
static void
check_shown(struct daemon *daemon, const struct news *news)
{
	const json_t *work = json_object_get(news->state, "work");
	const char *shown = json_string_value(json_object_get(work, "shown"));

	if (shown != NULL && view_is(view_of(shown), "offline"))
		seats_doubt(daemon, news->tenant, account_of(news->key, SIDE_WORK));
}

void
on_chatd_news(struct daemon *daemon, const struct news *news)
{
	struct buf rest = { 0 };

	chat_keys_learn(daemon, news);
	if (news->kind == MESSAGE_session) {
		if (news->version > SESSION_OPENED)
			seats_revoke(daemon, news->key);
		return;
	}
	if (news->kind == MESSAGE_config) {
		if (news->key == CONFIG_TENANT)
			seats_relearn(daemon, news->tenant);
		watch_news(daemon, news);
		return;
	}
	if (news->kind == MESSAGE_person) {
		check_shown(daemon, news);
		watch_news(daemon, news);
		return;
	}
	if (news->kind == MESSAGE_agent) {
		check_lease(daemon, news);
		watch_news(daemon, news);
	}
	if (news->audience_count == 0)
		return;
	buf_addf(&rest,
	    "\"kind\":\"%s\",\"id\":\"%" PRId64 "\",\"version\":\"%" PRId64 "\",\"state\":",
	    message_kind_name(news->kind), news->key, news->version);
	buf_add_view(&rest, news->state != NULL ? news->state_text : VIEW("null"));
	buf_add_char(&rest, '}');
	seats_tell(daemon, news->tenant, news->audience, news->audience_count, buf_view(&rest));
	buf_fini(&rest);
}

/* More was missed than the feed remembers: every page takes a new snapshot. */
void
on_chatd_reload(struct daemon *daemon)
{
	watch_reload(daemon);
	seats_tell_all(daemon, VIEW("\"type\":\"stale\"}"));
}
