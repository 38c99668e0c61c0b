/* fuzz_ng: what answers in rtpengine's place: a datagram of any bytes is an answer, or none, to each command; and
 * what came in SIP goes out as right JSON, or not at all. The first byte chooses the command, the second and third the flags. */
#include <assert.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include "tests/fuzz/fuzz.h"
#include "voiced/core/ng.h"

int fuzz_reached; /* answers that were read */

static void
look(const struct ng_reply *reply)
{
	struct ng_leg legs[NG_LEGS_MAX], leg;
	int count = ng_legs(reply, legs), total, left;

	fuzz_reached++;
	if (ng_ports(reply, &total, &left))
		assert(total >= 1 && left >= 0 && left <= total);
	assert(count >= 0 && count <= NG_LEGS_MAX);
	for (int i = 0; i < count; i++)
		assert(ng_leg_find(reply, legs[i].tag, &leg));
	for (size_t i = 0; i < ng_list_count(reply); i++)
		(void)ng_list_at(reply, i);
}

static void
read_it(struct view datagram, enum ng_command command)
{
	struct ng_reply reply;
	struct err err = { 0 };

	assert(ng_cookie(datagram).n <= NG_ID_MAX);
	if (ng_read(datagram, command, &reply, &err) == 0)
		look(&reply);
	else
		assert(err.kind != ERR_NONE && err.text[0] != '\0');
	ng_reply_fini(&reply);
}

/* What goes out is one JSON object behind the cookie, and says what was given. */
static void
write_it(struct view text, enum ng_command command, unsigned flags)
{
	struct ng_request request = { .command = command,
		.call = text,
		.from = text,
		.to = text,
		.sdp = text,
		.limit = 1,
		.flags = flags };
	struct buf out = { 0 };
	struct err err = { 0 };

	if (text.n > NG_ID_MAX)
		request.call = request.from = request.to = VIEW("id");
	if (ng_write(VIEW("k"), &request, &out, &err) == 0) {
		json_t *root = json_loadb(out.p + 2, out.n - 2, JSON_REJECT_DUPLICATES, NULL);
		const json_t *sdp = json_object_get(root, "sdp");

		assert(out.n <= NG_DATAGRAM_MAX && json_is_object(root));
		assert(sdp == NULL ||
		    view_eq(
			(struct view){ json_string_value(sdp), json_string_length(sdp) }, text));
		json_decref(root);
	} else {
		assert(out.n == 0);
	}
	buf_fini(&out);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct view text;
	enum ng_command command;

	if (size < 3)
		return 0;
	text = (struct view){ (const char *)data + 3, size - 3 };
	command = (enum ng_command)(data[0] % NG_COMMANDS);
	read_it(text, command);
	write_it(text, command, (data[1] | (unsigned)data[2] << 8) % NG_FLAGS_END);
	return 0;
}
