/*
 * fuzz_fax - a fax provider's call and answer, what the sandbox makes of a number, and the cover made of somebody's words. First byte:
 * what the rest is, and which status an answer has.
 *
 * What is read of a call stays within its bounds; a cover is whole, of as many pages as there may be, its table of places right.
 */
#include <assert.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "smsgw/core/fax.h"
#include "smsgw/core/fax_cover.h"
#include "tests/fuzz/fuzz.h"

int fuzz_reached; /* events that were read, answers that a fax is sent */

static const int statuses[] = { 200, 202, 299, 300, 400, 401, 402, 403, 404, 422, 429, 500, 503 };
#define STATUSES (sizeof(statuses) / sizeof(statuses[0]))

static void
try_call(const struct fax_provider *provider, struct view text)
{
	struct pairs pairs = { 0 };
	struct fax_event event;
	struct err err = { 0 };

	if (pairs_read_json(&pairs, text) && fax_event_read(provider, &pairs, &event, &err) == 0 &&
	    event.kind != FAX_EVENT_NONE) {
		fuzz_reached++;
		assert(event.provider_id.n > 0 && event.provider_id.n <= PROVIDER_ID_MAX);
		assert(event.pages >= 0 && event.pages <= FAX_PAGES_MAX);
		assert(
		    (event.kind == FAX_EVENT_RECEIVED) == (strcmp(event.state, "received") == 0));
		assert(event.url.n <= MEDIA_URL_MAX && strlen(event.from) < NUMBER_SIZE);
	}
	pairs_fini(&pairs);
}

static void
try_answer(const struct fax_provider *provider, int status, struct view text)
{
	struct sending_result result;

	carrier_decode_answer(&provider->carrier, status, text, &result);
	fuzz_reached += result.sending == SENDING_SENT;
	if (status < 300)
		assert(result.sending == SENDING_SENT || result.sending == SENDING_UNKNOWN ||
		    result.sending == SENDING_FAILED);
	else
		assert(result.sending != SENDING_SENT);
	assert((result.sending == SENDING_SENT) == (result.provider_id[0] != '\0'));
}

/* A fax that is told of has been sent, or says why not. */
static void
try_sandbox(struct view number)
{
	struct fax_event event;

	if (!fax_sandbox_plan(number, &event))
		return;
	assert(event.kind == FAX_EVENT_REPORT);
	assert((event.reason != NULL) == (strcmp(event.state, "failed") == 0));
}

static int
count(struct view text, const char *word)
{
	const char *at = text.p, *end = text.p + text.n;
	int found = 0;

	while ((at = memmem(at, (size_t)(end - at), word, strlen(word))) != NULL) {
		found++;
		at += strlen(word);
	}
	return found;
}

static void
try_cover(struct view text)
{
	struct view rest = text, subject = view_cut(&rest, '\n');
	struct buf out = { 0 };
	struct view all, end;
	int64_t place = 0;

	fax_cover_write(
	    &(struct fax_cover){ .to = subject, .subject = subject, .text = rest }, &out);
	all = buf_view(&out);
	assert(view_starts(all, "%PDF-1.4\n") && memcmp(all.p + all.n - 6, "%%EOF\n", 6) == 0);
	assert(count(all, "/Type /Page /Parent") >= 1);
	end = (struct view){ all.p, all.n - 7 };
	while (end.n > 0 && end.p[end.n - 1] >= '0' && end.p[end.n - 1] <= '9')
		end.n--;
	assert(
	    view_to_int((struct view){ all.p + end.n, all.n - 7 - end.n }, 1, INT64_MAX, &place));
	assert(memcmp(all.p + place, "xref\n", 5) == 0);
	buf_fini(&out);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct view text;

	if (size == 0)
		return 0;
	text = (struct view){ (const char *)data + 1, size - 1 };
	switch (data[0] & 3) {
	case 0:
		try_call(fax_providers[0], text);
		try_call(fax_providers[1], text);
		break;
	case 1:
		try_sandbox(text);
		break;
	case 2:
		try_answer(fax_providers[0], statuses[data[0] / 4 % STATUSES], text);
		break;
	default:
		try_cover(text);
	}
	return 0;
}
