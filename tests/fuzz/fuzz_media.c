/*
 * fuzz_media - the first bytes of strangers' files, the hosts where they may stand, where an answer leads.
 *
 * A file has one type, whatever follows its first bytes; a resolved address can be read again.
 */
#include <assert.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "common/base/media_type.h"
#include "common/http/url.h"
#include "smsgw/core/media.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

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

static void
try_url(struct view text)
{
	struct view rest = text, base = view_cut(&rest, '\n');
	struct buf host = { 0 }, next = { 0 }, origin = { 0 };

	if (url_host(base, &host))
		(void)media_host_is_listed(".twilio.com example.org", buf_view(&host));
	if (rest.p != NULL && url_resolve(base, rest, &next))
		assert(next.n <= URL_MAX && url_origin(buf_view(&next), &origin));
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
