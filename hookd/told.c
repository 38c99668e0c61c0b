/* told - see told.h */
#include "hookd/told.h"

#include <stdio.h>

#include "common/base/str.h"

void
told_init(struct told *told)
{
	*told = (struct told){
		.park = json_array(),
		.done = json_array(),
		.failed = json_array(),
		.log = json_array(),
	};
}

void
told_fini(struct told *told)
{
	json_decref(told->park);
	json_decref(told->done);
	json_decref(told->failed);
	json_decref(told->log);
}

bool
told_empty(const struct told *told)
{
	return told->count == 0 && !told->gone && !told->back;
}

/* What administrators are shown as the last failure, of what got no answer. */
static const char *const failures[] = {
	[SENT_NO_ANSWER] = "No answer in time",
	[SENT_UNREACHABLE] = "The host can't be reached",
	[SENT_ADDRESS_REFUSED] = "The host's address is not public",
};

static void
add(struct told *told, json_t *list, json_t *entry)
{
	(void)json_array_append_new(list, entry);
	told->count++;
}

void
told_park(struct told *told, const struct event *event, int attempt, int64_t wait_ms)
{
	json_t *entry = json_pack("{s:I, s:I, s:s, s:i, s:I, s:s, s:s, s:i}", "pos",
	    (json_int_t)event->pos, "event", (json_int_t)event->id, "at", event->at, "kind",
	    event->kind, "key", (json_int_t)event->key, "type", event->type, "thread",
	    event->thread, "attempt", attempt);

	if (wait_ms >= 0)
		(void)json_object_set_new(entry, "wait_ms", json_integer(wait_ms));
	add(told, told->park, entry);
}

void
told_done(struct told *told, const struct event *event)
{
	add(told, told->done,
	    json_pack("{s:I, s:I}", "pos", (json_int_t)event->pos, "event", (json_int_t)event->id));
}

void
told_failed(struct told *told, const struct event *event, int attempt, int64_t wait_ms)
{
	add(told, told->failed,
	    json_pack("{s:I, s:I, s:i, s:I}", "pos", (json_int_t)event->pos, "event",
		(json_int_t)event->id, "attempt", attempt, "wait_ms", (json_int_t)wait_ms));
}

void
told_attempt(struct told *told, const struct event *event, int attempt, const struct sent *sent)
{
	json_t *entry = json_pack("{s:I, s:s, s:i, s:s, s:I}", "event", (json_int_t)event->id,
	    "type", event->type, "attempt", attempt, "result", sent_result_name(sent->result),
	    "duration_ms", (json_int_t)sent->duration_ms);

	if (sent->status != 0)
		(void)json_object_set_new(entry, "status", json_integer(sent->status));
	add(told, told->log, entry);
	if (sent->result == SENT_REFUSED)
		(void)snprintf(
		    told->failure, sizeof(told->failure), "HTTP status %d", sent->status);
	else if (sent->result != SENT_DELIVERED)
		(void)snprintf(told->failure, sizeof(told->failure), "%s", failures[sent->result]);
}

char *
told_take(struct told *told, const struct standing *standing, json_t *ahead)
{
	json_t *all = json_pack("{s:I, s:I, s:o, s:b, s:b, s:b, s:O, s:O, s:O, s:O}", "pos",
	    (json_int_t)standing->pos, "event", (json_int_t)standing->event, "ahead", ahead,
	    "paused", standing->paused, "gone", told->gone, "back", told->back, "park", told->park,
	    "done", told->done, "failed", told->failed, "log", told->log);
	char *text;

	if (told->failure[0] != '\0')
		(void)json_object_set_new(all, "failure", json_string(told->failure));
	text = json_dumps(all, JSON_COMPACT);
	json_decref(all);
	told_fini(told);
	told_init(told);
	return text;
}
