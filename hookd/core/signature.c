/* signature - see signature.h */
#include "hookd/core/signature.h"

#include <inttypes.h>

#include "common/base/bytes.h"

#define SECRET_PREFIX "whsec_"

void
secret_write(struct view bytes, struct buf *out)
{
	buf_add_text(out, SECRET_PREFIX);
	base64_encode(bytes, out);
}

static void
wipe(struct buf *buf)
{
	if (buf->p != NULL)
		mem_wipe(buf->p, buf->n);
	buf_fini(buf);
}

static bool
secret_read(struct view secret, struct buf *key)
{
	const size_t prefix = sizeof(SECRET_PREFIX) - 1;

	if (!view_starts(secret, SECRET_PREFIX))
		return false;
	return base64_decode((struct view){ secret.p + prefix, secret.n - prefix }, key) &&
	    key->n >= SECRET_BYTES_MIN && key->n <= SECRET_BYTES_MAX;
}

bool
signature_add(
    struct view secret, struct view id, int64_t seconds, struct view body, struct buf *out)
{
	unsigned char mac[SHA256_SIZE];
	struct buf key = { 0 }, text = { 0 };

	if (!secret_read(secret, &key)) {
		wipe(&key);
		return false;
	}
	buf_add_view(&text, id);
	buf_addf(&text, ".%" PRId64 ".", seconds);
	buf_add_view(&text, body);
	hmac_sha256(buf_view(&key), buf_view(&text), mac);
	if (out->n > 0)
		buf_add_char(out, ' ');
	buf_add_text(out, "v1,");
	base64_encode((struct view){ (const char *)mac, sizeof(mac) }, out);
	buf_fini(&text);
	wipe(&key);
	return true;
}
