/*
 * fuzz_online - pages and token answers of address books elsewhere, as anybody may send them.
 *
 * The first byte picks the book. What was read keeps its bounds, and a link that is followed leads to the API.
 */
#include <assert.h>
#include <stdlib.h>
#include <string.h>

#include "presenced/core/book.h"
#include "tests/fuzz/fuzz.h"

int fuzz_reached; /* pages that were read, marks that are too old */

static const int statuses[] = { 200, 400, 401, 403, 404, 410, 429, 500, 503 };
#define STATUSES (sizeof(statuses) / sizeof(statuses[0]))

static void
check_person(const json_t *person)
{
	size_t uid = json_string_length(json_object_get(person, "uid"));

	assert(uid > 0 && uid <= PERSON_UID_MAX);
	assert(json_string_length(json_object_get(person, "name")) <= PERSON_TEXT_MAX);
	assert(json_array_size(json_object_get(person, "numbers")) <= PERSON_ITEMS_MAX);
	assert(json_array_size(json_object_get(person, "emails")) <= PERSON_ITEMS_MAX);
}

static void
check_links(enum person_book book, const struct person_page *page)
{
	const struct book_client client = { .kind = book, .api_url = "https://api.example/v1" };
	struct buf url = { 0 };

	if (book_page_url(&client, page->sync, page->next, &url))
		assert(url.n >= 20 && strncasecmp(url.p, "https://api.example/", 20) == 0);
	buf_fini(&url);
}

static void
check_page(enum person_book book, const json_t *body)
{
	struct person_page page;
	json_t *person;
	size_t i;

	if (!person_page_read(book, body, &page))
		return;
	fuzz_reached++;
	json_array_foreach (page.persons, i, person)
		check_person(person);
	check_links(book, &page);
	person_page_fini(&page);
}

/* What an answer says beside its status changes only that all is to be read again. */
static void
check_statuses(enum person_book book, const json_t *body)
{
	for (size_t i = 0; i < STATUSES; i++) {
		const enum book_verdict verdict = book_judge(book, statuses[i], body);

		assert((verdict == BOOK_PAGE) == (statuses[i] == 200));
		assert((verdict == BOOK_UNAUTHORIZED) == (statuses[i] == 401));
		assert(verdict == BOOK_EXPIRED || verdict == book_judge(book, statuses[i], NULL));
		fuzz_reached += verdict == BOOK_EXPIRED;
	}
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	enum person_book book = size > 0 && data[0] % 2 ? BOOK_GOOGLE : BOOK_MICROSOFT;
	struct book_tokens tokens;
	json_t *body;

	if (size == 0)
		return 0;
	body = json_loadb((const char *)data + 1, size - 1, 0, NULL);
	check_page(book, body);
	check_statuses(book, body);
	for (size_t i = 0; i < STATUSES; i++) {
		book_tokens_read(statuses[i], body, &tokens);
		assert(
		    tokens.access.n == 0 || memchr(tokens.access.p, '\n', tokens.access.n) == NULL);
		assert(statuses[i] == 200 || tokens.access.n == 0);
	}
	book_tokens_read(200, body, &tokens);
	(void)book_scopes_granted(VIEW("a b"), tokens.scope);
	json_decref(body);
	return 0;
}
