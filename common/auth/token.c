/* token - see auth.h: "tls_", "tlk_", "tlv_" or "tlp_" and 43 characters of base64url (256 bits) */
#include "common/auth/auth.h"

#include <assert.h>
#include <string.h>

enum { TOKEN_BYTES = 32, TOKEN_PREFIX = 4, TOKEN_LENGTH = TOKEN_PREFIX + 43 };

void
token_make(const char *prefix, char out[TOKEN_TEXT_SIZE])
{
	unsigned char secret[TOKEN_BYTES];
	struct buf text = { .max = TOKEN_TEXT_SIZE };

	assert(strlen(prefix) == TOKEN_PREFIX);
	random_fill(secret, sizeof(secret));
	buf_add_text(&text, prefix);
	base64url_encode((struct view){ (const char *)secret, sizeof(secret) }, &text);
	assert(text.n == TOKEN_LENGTH);
	memcpy(out, text.p, text.n + 1);
	mem_wipe(text.p, text.n);
	mem_wipe(secret, sizeof(secret));
	buf_fini(&text);
}

static bool
is_base64url(char c)
{
	return (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') ||
	    c == '-' || c == '_';
}

bool
token_hash(struct view token, unsigned char out[SHA256_SIZE])
{
	if (token.n != TOKEN_LENGTH ||
	    !(view_starts(token, "tls_") || view_starts(token, "tlk_") ||
		view_starts(token, "tlv_") || view_starts(token, "tlp_")))
		return false;
	for (size_t i = TOKEN_PREFIX; i < token.n; i++)
		if (!is_base64url(token.p[i]))
			return false;
	sha256(token, out);
	return true;
}
