/*
 * blocked - block lists (SMS-24): whose texts are stored and offered to nobody.
 *
 * Owns: nothing but how a number that somebody typed is kept: as texts have it, with the hash by which it is found. What
 *       comes of it stands in sms.blocked_accept.
 */
#include <stdlib.h>

#include "common/base/bytes.h"
#include "smsgw/accept.h"
#include "smsgw/numbers.h"
#include "smsgw/smsgw.h"

/* Short codes and senders' names are none of libphonenumber's, nor are numbers that it holds for impossible. */
static bool
read_number(const struct resource_write *write, struct view typed, char out[NUMBER_SIZE])
{
	const char *channel = json_string_value(json_object_get(write->item, "channel_id"));
	struct phone phone;
	int64_t id = 0;

	if (channel != NULL)
		(void)view_to_int(view_of(channel), 1, INT64_MAX, &id);
	if (number_typed(write->req, id, typed, &phone) >= PHONE_POSSIBLE)
		return view_copy(view_of(phone.e164), out, NUMBER_SIZE);
	return number_normalise(typed, out) && !view_starts(view_of(out), "+0");
}

void
blocked_number_prepare(struct resource_write *write)
{
	const char *typed = json_string_value(json_object_get(write->item, "number"));
	unsigned char hash[SHA256_SIZE];
	char number[NUMBER_SIZE];
	struct buf hex = { 0 };
	struct err err = { 0 };

	if (write->id != 0) { /* its number is fixed */
		resource_write_run(write);
		return;
	}
	if (typed == NULL || !read_number(write, view_of(typed), number)) {
		(void)err_set(&err, ERR_INVALID, "/number",
		    "Is neither a number, with + or of the channel's country, nor a short code or "
		    "a "
		    "sender's name.");
		resource_write_refuse(write, &err);
		return;
	}
	number_hash(
	    request_daemon(write->req), request_actor(write->req)->tenant, view_of(number), hash);
	buf_add_text(&hex, "\\x");
	hex_encode((struct view){ (const char *)hash, sizeof(hash) }, &hex);
	resource_replace(write, "number", "number", view_of(number));
	resource_replace(write, "number_hash", "number_hash", buf_view(&hex));
	buf_fini(&hex);
	resource_write_run(write);
}
