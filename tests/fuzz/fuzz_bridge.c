/* fuzz_bridge: whatever a browser sends is refused or becomes one message, which a stream's reader cuts at its end, and in which nothing stands
 * that a browser may not say; whatever a stream holds is cut within its bounds. The first byte says which. */
#include <assert.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <strings.h>

#include "tests/fuzz/fuzz.h"
#include "voiced/core/bridge.h"

int fuzz_reached; /* messages, either way */

/* As a reader would who takes CR and LF alone for a line's end, too. */
static void
look(struct view message)
{
	static const char wish[] =
	    "P-Preferred-Identity:"; /* of the words of a trusted network a browser has this one */
	const char *end = memmem(message.p, message.n, "\r\n\r\n", 4);

	assert(end != NULL);
	for (const char *at = message.p; at < end; at++) {
		size_t left = (size_t)(end - at);

		assert(*at != '\0');
		if (*at != '\r' && *at != '\n')
			continue;
		assert(*at == '\r' ? at[1] == '\n' : at[-1] == '\r');
		assert(left < 3 || strncasecmp(at + 1, "P-", 2) != 0 ||
		    (left >= sizeof(wish) && strncasecmp(at + 1, wish, sizeof(wish) - 1) == 0));
		assert(left < 13 || strncasecmp(at + 1, "X-Trunkline-", 12) != 0);
	}
}

static void
from_browser(struct view frame)
{
	struct buf out = { 0 }, back = { 0 };
	bool secure = false;

	if (bridge_in(frame, &secure, &out) == BRIDGE_MESSAGE) {
		fuzz_reached++;
		look(buf_view(&out));
		assert(bridge_out(buf_view(&out), secure, &back) == (int64_t)out.n);
		assert(back.n > 0);
	} else {
		assert(out.n == 0);
	}
	buf_fini(&out);
	buf_fini(&back);
}

static void
from_stream(struct view stream)
{
	int64_t n = 1;

	while (n > 0 && stream.n > 0) {
		struct buf out = { 0 };

		n = bridge_out(stream, false, &out);
		fuzz_reached += out.n > 0;
		assert(n <= (int64_t)stream.n && (n > 0 || out.n == 0));
		buf_fini(&out);
		if (n > 0)
			stream = (struct view){ stream.p + n, stream.n - (size_t)n };
	}
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct view text;

	if (size == 0)
		return 0;
	text = (struct view){ (const char *)data + 1, size - 1 };
	if (data[0] & 1)
		from_browser(text);
	else
		from_stream(text);
	return 0;
}
