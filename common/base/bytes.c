/* bytes - see bytes.h */
#include "common/base/bytes.h"

#include <assert.h>
#include <openssl/crypto.h>
#include <openssl/evp.h>
#include <openssl/hmac.h>
#include <openssl/sha.h>
#include <stdlib.h>
#include <sys/random.h>

void
random_fill(void *out, size_t n)
{
	unsigned char *at = out;

	while (n > 0) {
		size_t part = n < 256 ? n : 256;

		if (getrandom(at, part, 0) != (ssize_t)part)
			abort();
		at += part;
		n -= part;
	}
}

uint64_t
random_u64(void)
{
	uint64_t value;

	random_fill(&value, sizeof(value));
	return value;
}

void
sha256(struct view data, unsigned char out[SHA256_SIZE])
{
	(void)SHA256((const unsigned char *)(data.p != NULL ? data.p : ""), data.n, out);
}

static void
hmac(const EVP_MD *md, struct view key, struct view data, unsigned char *out)
{
	assert(key.n <= INT32_MAX);
	if (HMAC(md, key.p != NULL ? key.p : "", (int)key.n,
		(const unsigned char *)(data.p != NULL ? data.p : ""), data.n, out, NULL) == NULL)
		abort();
}

void
hmac_sha256(struct view key, struct view data, unsigned char out[SHA256_SIZE])
{
	hmac(EVP_sha256(), key, data, out);
}

void
hmac_sha1(struct view key, struct view data, unsigned char out[SHA1_SIZE])
{
	hmac(EVP_sha1(), key, data, out);
}

bool
bytes_equal_secret(struct view a, struct view b)
{
	return a.n == b.n && CRYPTO_memcmp(a.p, b.p, a.n) == 0;
}

int
hex_value(char digit)
{
	if (digit >= '0' && digit <= '9')
		return digit - '0';
	digit = (char)(digit | 0x20);
	return digit >= 'a' && digit <= 'f' ? digit - 'a' + 10 : -1;
}

void
hex_encode(struct view data, struct buf *out)
{
	static const char digits[] = "0123456789abcdef";

	for (size_t i = 0; i < data.n; i++) {
		buf_add_char(out, digits[(unsigned char)data.p[i] >> 4]);
		buf_add_char(out, digits[(unsigned char)data.p[i] & 15]);
	}
}

void
hex_decode(struct view text, struct buf *out)
{
	for (size_t i = 0; i + 1 < text.n; i += 2)
		buf_add_char(out, (char)(hex_value(text.p[i]) * 16 + hex_value(text.p[i + 1])));
}

static void
encode64(struct view data, const char *alphabet, bool pad, struct buf *out)
{
	for (size_t i = 0; i < data.n; i += 3) {
		size_t left = data.n - i;
		uint32_t bits = (uint32_t)(unsigned char)data.p[i] << 16;

		if (left > 1)
			bits |= (uint32_t)(unsigned char)data.p[i + 1] << 8;
		if (left > 2)
			bits |= (unsigned char)data.p[i + 2];
		for (size_t j = 0; j < 4; j++) {
			if (j <= left)
				buf_add_char(out, alphabet[bits >> (18 - 6 * j) & 63]);
			else if (pad)
				buf_add_char(out, '=');
		}
	}
}

void
base64_encode(struct view data, struct buf *out)
{
	encode64(
	    data, "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/", true, out);
}

void
base64url_encode(struct view data, struct buf *out)
{
	encode64(
	    data, "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_", false, out);
}

static int
value64(char c)
{
	if (c >= 'A' && c <= 'Z')
		return c - 'A';
	if (c >= 'a' && c <= 'z')
		return c - 'a' + 26;
	if (c >= '0' && c <= '9')
		return c - '0' + 52;
	return c == '+' ? 62 : c == '/' ? 63 : -1;
}

bool
base64_decode(struct view text, struct buf *out)
{
	size_t pad = 0;

	if (text.n % 4 != 0)
		return false;
	while (pad < 2 && pad < text.n && text.p[text.n - 1 - pad] == '=')
		pad++;
	for (size_t i = 0; i < text.n; i += 4) {
		size_t given = i + 4 == text.n ? 4 - pad : 4;
		uint32_t bits = 0;

		for (size_t j = 0; j < 4; j++) {
			int value = j < given ? value64(text.p[i + j]) : 0;

			if (value < 0)
				return false;
			bits = bits << 6 | (uint32_t)value;
		}
		if (given < 4 && (bits & (given == 2 ? 0xffffU : 0xffU)) != 0)
			return false;
		for (size_t j = 0; j + 1 < given; j++)
			buf_add_char(out, (char)(bits >> (16 - 8 * j)));
	}
	return true;
}

bool
base64url_decode(struct view text, struct buf *out)
{
	struct buf plain = { 0 };
	bool good = true;

	for (size_t i = 0; i < text.n; i++) {
		good = good && text.p[i] != '+' && text.p[i] != '/' && text.p[i] != '=';
		buf_add_char(&plain, text.p[i] == '-' ? '+' : text.p[i] == '_' ? '/' : text.p[i]);
	}
	while (plain.n % 4 != 0)
		buf_add_char(&plain, '=');
	good = good && base64_decode(buf_view(&plain), out);
	buf_fini(&plain);
	return good;
}
