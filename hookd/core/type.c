/* type - see type.h */
#include "hookd/core/type.h"

#define TYPE_PREFIX "trunkline."

static const struct class
{
	const char *name;
	const char *const *words;
} classes[] = {
	{ "interaction",
	    (const char *const[]){ "arrived", "waiting", "offered", "assigned", "wrap_up", "ended",
		"changed", "transferred", "consulted", NULL } },
	{ "message",
	    (const char *const[]){
		"received", "written", "noted", "completed", "attached", "erased", NULL } },
	{ "receipt",
	    (const char *const[]){ "held", "queued", "sending", "sent", "delivered", "undelivered",
		"failed", "expired", "rejected", "blocked", "unknown", "cancelled", NULL } },
	{ "status",
	    (const char *const[]){
		"logged_out", "available", "work_offline", "on_break", "busy", "changed", NULL } },
	{ "emergency",
	    (const char *const[]){ "dialled", "called_back", "answered", "ended", NULL } },
	{ "alarm", (const char *const[]){ "raised", "cleared", NULL } },
	{ "callback",
	    (const char *const[]){ "promised", "taken", "released", "done", "changed", NULL } },
	{ "offer", (const char *const[]){ "missed", "rejected", NULL } },
	{ "opt_out", (const char *const[]){ "recorded", "revoked", NULL } },
	/* The next need a scope of their own: ops.event_scope. */
	{ "customer", (const char *const[]){ "created", "changed", "erased", NULL } },
	{ "case", (const char *const[]){ "opened", "changed", "closed", "reopened", NULL } },
	{ "number", (const char *const[]){ "blocked", "unblocked", "block_changed", NULL } },
	{ "login", (const char *const[]){ "succeeded", "ended", "refused", NULL } },
};

static bool
is_word(const struct class *class, struct view word)
{
	if (view_is(word, "*"))
		return true;
	for (int i = 0; class->words[i] != NULL; i++)
		if (view_is(word, class->words[i]))
			return true;
	return false;
}

/* What stands behind the prefix; p NULL: no such type. */
static struct view
short_name(struct view text)
{
	const size_t prefix = sizeof(TYPE_PREFIX) - 1;
	struct view name, rest;

	if (view_is(text, "*"))
		return text;
	if (!view_starts(text, TYPE_PREFIX))
		return (struct view){ NULL, 0 };
	name = rest = (struct view){ text.p + prefix, text.n - prefix };
	struct view class_name = view_cut(&rest, '.');

	for (size_t i = 0; i < sizeof(classes) / sizeof(classes[0]); i++)
		if (view_is(class_name, classes[i].name) && is_word(&classes[i], rest))
			return name;
	return (struct view){ NULL, 0 };
}

bool
type_is_wanted_form(struct view text)
{
	return short_name(text).p != NULL;
}

bool
type_list(struct view text, struct buf *out)
{
	int count = 0;

	buf_add_char(out, '{');
	while (text.p != NULL) {
		struct view name = short_name(view_cut(&text, ','));

		if (name.p == NULL || count == TYPES_MAX)
			return false;
		if (count++ > 0)
			buf_add_char(out, ',');
		buf_add_view(out, name);
	}
	buf_add_char(out, '}');
	return true;
}
