/*
 * fuzz_text - short texts that anybody may put into a request: where a list goes on, a time, a contact, a token, a telephone number,
 * the name of a file.
 *
 * The first byte picks the reader. What is read is written back as it was read, or stays within its bounds.
 */
#include <assert.h>
#include <inttypes.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "chatd/core/file_show.h"
#include "common/auth/auth.h"
#include "common/base/utf8.h"
#include "common/daemon/cursor.h"
#include "common/daemon/dbclock.h"
#include "common/phone/phone.h"
#include "presenced/core/contact_id.h"
#include "tests/fuzz/fuzz.h"

int fuzz_reached; /* texts that were taken */

static void
try_cursor(struct view text)
{
	struct buf place = { 0 }, again = { 0 };

	if (cursor_decode(text, &place)) {
		fuzz_reached++;
		assert(text.n <= CURSOR_MAX && utf8_valid(buf_view(&place)));
		cursor_encode(buf_view(&place), &again);
		assert(view_eq(buf_view(&again), text));
	}
	buf_fini(&place);
	buf_fini(&again);
}

static void
try_time(struct view text)
{
	enum { DAY_S = 86400, US = 1000000 };
	int64_t us, same;
	char again[64];

	if (!dbclock_parse(text.p, text.n, &us))
		return;
	fuzz_reached++;
	if (us < 0)
		return; /* a zone ahead of 1970 */
	/* As a count of days: no other reader of times is asked. */
	(void)snprintf(again, sizeof(again), "1970-01-01T%02d:%02d:%02d.%06dZ",
	    (int)(us / US % DAY_S / 3600), (int)(us / US / 60 % 60), (int)(us / US % 60),
	    (int)(us % US));
	assert(dbclock_parse(again, strlen(again), &same));
	assert(same == us % ((int64_t)DAY_S * US));
}

static void
try_contact(struct view text)
{
	struct contact_id id;
	struct buf again = { 0 };

	if (!contact_id_read(text, &id))
		return;
	fuzz_reached++;
	assert(id.ref > 0);
	buf_addf(&again, "%s:%" PRId64, id.kind, id.ref);
	assert(view_eq(buf_view(&again), text));
	buf_fini(&again);
}

static void
try_token(struct view text)
{
	unsigned char hash[SHA256_SIZE];

	fuzz_reached += token_hash(text, hash);
}

/* A number that is read reads as itself, in no country. */
static void
try_phone(struct view text)
{
	static const char *const countries[] = { NULL, "DE", "US", "SE", "XX" };
	const char *country = countries[text.n > 0 ? (unsigned char)text.p[0] % 5 : 0];
	struct phone phone, again;
	enum phone_verdict verdict;
	enum phone_cost cost;
	char called[PHONE_TYPED_MAX + 1];

	if (text.n > 0)
		text.p++, text.n--;
	verdict = phone_read(text.p, text.n, country, &phone);
	assert(verdict != PHONE_FAILED);
	assert((phone_words(verdict) == NULL) == (verdict >= PHONE_POSSIBLE));
	if (verdict >= PHONE_POSSIBLE) {
		fuzz_reached++;
		assert(phone.e164[0] == '+' && strlen(phone.e164) < PHONE_SIZE);
		assert(phone_read(phone.e164, strlen(phone.e164), NULL, &again) >= PHONE_DOUBTFUL);
		assert(strcmp(again.e164, phone.e164) == 0);
	}
	(void)phone_read_call(text.p, text.n, country, &phone, &cost);
	if (country != NULL && phone_emergency(country, text.p, text.n, NULL, called))
		assert(strlen(called) > 0 &&
		    phone_is_emergency(country, called, strlen(called), NULL));
}

/* No byte of a name ends the header, or the text that it stands in. */
static void
try_name(struct view text)
{
	struct view rest = text, type = view_cut(&rest, '\n');
	struct buf out = { 0 };
	int quotes = 0;

	file_disposition(rest.p != NULL ? rest : text, file_is_shown(type), &out);
	for (size_t i = 0; i < out.n; i++) {
		assert((unsigned char)out.p[i] >= ' ' && (unsigned char)out.p[i] < 0x7f);
		quotes += out.p[i] == '"';
	}
	assert(quotes == 2);
	fuzz_reached++;
	buf_fini(&out);
}

static void (*const readers[])(
    struct view text) = { try_cursor, try_time, try_contact, try_token, try_phone, try_name };

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	char *own;

	if (size == 0)
		return 0;
	own = malloc(size); /* its own, so that a read beyond the end is seen */
	memcpy(own, data + 1, size - 1);
	readers[data[0] % (sizeof(readers) / sizeof(readers[0]))]((struct view){ own, size - 1 });
	free(own);
	return 0;
}
