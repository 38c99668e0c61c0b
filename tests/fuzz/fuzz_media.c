/*
 * fuzz_media - the first bytes of strangers' files, the hosts where they may stand, where an answer leads.
 *
 * A file has one type, whatever follows its first bytes; a resolved address can be read again; one that others may name leads to no
 * address of a private network, in whatever form it is written.
 */
#include <arpa/inet.h>
#include <assert.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "common/base/media_type.h"
#include "common/http/address.h"
#include "common/http/url.h"
#include "smsgw/core/media.h"
#include "tests/fuzz/fuzz.h"

int fuzz_reached; /* addresses that others may name, and that lead on */

enum { FIRST_BYTES = 16 };

static void
try_type(struct view bytes)
{
	const char *type = media_type(bytes);
	struct view first = { bytes.p, bytes.n < FIRST_BYTES ? bytes.n : FIRST_BYTES };

	assert(media_type(first) == type);
	assert(type == NULL || strcmp(media_type_file_name(view_of(type)), "file") != 0);
	(void)media_judge(200, bytes, false);
}

/* As the resolver would read it: "127.1" and "0x7f.0.0.1" are addresses, too. */
static bool
leads_inside(const char *host)
{
	struct in_addr address;
	char text[INET_ADDRSTRLEN];
	bool literal;

	if (inet_aton(host, &address) == 0)
		return false;
	(void)inet_ntop(AF_INET, &address, text, sizeof(text));
	return !address_text_is_public(view_of(text), &literal);
}

static void
try_rule(struct view url, const char *http_hosts)
{
	const struct url_rule rule = { .http_hosts = http_hosts, .field = "/url" };
	struct buf host = { 0 }, origin = { 0 };
	struct err err;

	if (url_check(url, &rule, &err) == 0) {
		fuzz_reached++;
		assert(url_host(url, &host) && url_origin(url, &origin));
		assert(view_starts(buf_view(&origin), "https://") || http_hosts != NULL);
		buf_add_char(&host, '\0');
		assert(strcmp(host.p, "localhost") != 0 && !leads_inside(host.p));
	} else {
		assert(err.kind == ERR_INVALID && err.text[0] != '\0');
	}
	buf_fini(&host);
	buf_fini(&origin);
}

static void
try_url(struct view text)
{
	struct view rest = text, base = view_cut(&rest, '\n');
	struct buf host = { 0 }, next = { 0 }, origin = { 0 };

	if (url_host(base, &host))
		(void)media_host_is_listed(".twilio.com example.org", buf_view(&host));
	if (rest.p != NULL && url_resolve(base, rest, &next))
		assert(next.n <= URL_MAX && url_origin(buf_view(&next), &origin));
	try_rule(base, NULL);
	try_rule(base, "example.org plain.example");
	buf_fini(&host);
	buf_fini(&next);
	buf_fini(&origin);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	/* A copy of its own, so that a read beyond the end is seen. */
	char *text = malloc(size > 0 ? size : 1);

	if (size > 0)
		memcpy(text, data, size);
	try_type((struct view){ text, size });
	try_url((struct view){ text, size });
	free(text);
	return 0;
}
