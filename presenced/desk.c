/*
 * desk - the front desk of a receptionist: their lines, and the calls under way on them (CT-17).
 *
 * Owns: the way from requests to directory.desk_set and voice.desk_get. Whose calls somebody sees is directory.v_desk_line's to say.
 * Must not know: how calls are made, who tells of them.
 */
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "presenced/presenced.h"

enum { SET_LINES };
enum { LINES_MAX = 200 };

void
on_desk_show(struct http_req *req, void *app)
{
	const struct actor *actor = request_actor(req);
	const struct db_param params[] = { P_INT(actor->tenant), P_INT(actor->user) };

	(void)app;
	read_run(req, &q_desk_get, params);
}

/* "work:12" -> a member of an array's text; false: no line is called so. */
static bool
add_line(struct view text, struct buf *out)
{
	static const char *const kinds[] = { "work", "agent", "service" };
	struct view kind = view_cut(&text, ':');
	int64_t ref;

	for (size_t i = 0; i < sizeof(kinds) / sizeof(kinds[0]); i++) {
		if (!view_is(kind, kinds[i]) || !view_to_int(text, 1, INT64_MAX, &ref))
			continue;
		buf_addf(out, "%s%s:%" PRId64, out->n > 1 ? "," : "", kinds[i], ref);
		return true;
	}
	return false;
}

/* ["work:12"] -> "{work:12}"; -1: `err` says why not. */
static int
read_lines(const json_t *given, struct buf *out, struct err *err)
{
	char field[32];

	if (!json_is_array(given) || json_array_size(given) > LINES_MAX)
		return err_set(
		    err, ERR_INVALID, "/lines", "Must be a list of at most %d lines.", LINES_MAX);
	buf_add_char(out, '{');
	for (size_t i = 0; i < json_array_size(given); i++) {
		if (add_line(view_of(json_string_value(json_array_get(given, i))), out))
			continue;
		(void)snprintf(field, sizeof(field), "/lines/%zu", i);
		return err_set(err, ERR_INVALID, field, "Is no line, as \"work:12\" is one.");
	}
	buf_add_char(out, '}');
	return 0;
}

void
on_desk_set(struct http_req *req, void *app)
{
	const struct actor *actor = request_actor(req);
	const int64_t keys[] = { key_of("config", actor->tenant, VIEW("")) };
	struct buf lines = { 0 };
	struct err err;

	(void)app;
	if (read_lines(request_values(req)->at[SET_LINES].json, &lines, &err) != 0) {
		http_reply_err(req, &err, NULL);
	} else {
		const struct db_param params[] = { P_INT(actor->tenant), P_INT(actor->user),
			P_VIEW(buf_view(&lines)) };

		command_run(req,
		    &(struct command){ .query = &q_desk_set,
			.params = params,
			.keys = keys,
			.key_count = 1,
			.lane = DB_LANE_ALONE });
	}
	buf_fini(&lines);
}
