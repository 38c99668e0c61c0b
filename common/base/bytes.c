/* bytes - see bytes.h */
#include "common/base/bytes.h"

#include <openssl/crypto.h>
#include <openssl/evp.h>
#include <pthread.h>
#include <stdlib.h>
#include <string.h>
#include <sys/random.h>

enum { HMAC_BLOCK = 64, INNER_PAD = 0x36, OUTER_PAD = 0x5c }; /* RFC 2104, of both digests */

/* OpenSSL's own short ways look a digest up by its name each time, which takes longer than the digest. */
static EVP_MD *sha256_md, *sha1_md;
static pthread_once_t found = PTHREAD_ONCE_INIT;

static void
find(void)
{
	sha256_md = EVP_MD_fetch(NULL, "SHA256", NULL);
	sha1_md = EVP_MD_fetch(NULL, "SHA1", NULL);
	if (sha256_md == NULL || sha1_md == NULL)
		abort();
}

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

static void
digest(EVP_MD_CTX *ctx, const EVP_MD *md, struct view first, struct view second, unsigned char *out)
{
	if (EVP_DigestInit_ex(ctx, md, NULL) != 1 ||
	    EVP_DigestUpdate(ctx, first.p != NULL ? first.p : "", first.n) != 1 ||
	    EVP_DigestUpdate(ctx, second.p != NULL ? second.p : "", second.n) != 1 ||
	    EVP_DigestFinal_ex(ctx, out, NULL) != 1)
		abort();
}

static EVP_MD_CTX *
digest_begin(void)
{
	EVP_MD_CTX *ctx = EVP_MD_CTX_new();

	if (ctx == NULL || pthread_once(&found, find) != 0)
		abort();
	return ctx;
}

void
sha256(struct view data, unsigned char out[SHA256_SIZE])
{
	EVP_MD_CTX *ctx = digest_begin();

	digest(ctx, sha256_md, data, (struct view){ NULL, 0 }, out);
	EVP_MD_CTX_free(ctx);
}

static struct view
block_xor(unsigned char block[HMAC_BLOCK], unsigned char with)
{
	for (int i = 0; i < HMAC_BLOCK; i++)
		block[i] ^= with;
	return (struct view){ (const char *)block, HMAC_BLOCK };
}

static void
hmac(EVP_MD_CTX *ctx, const EVP_MD *md, struct view key, struct view data, unsigned char *out)
{
	unsigned char block[HMAC_BLOCK] = { 0 };
	struct view inner = { (const char *)out, (size_t)EVP_MD_get_size(md) };

	if (key.n > sizeof(block))
		digest(ctx, md, key, (struct view){ NULL, 0 }, block);
	else if (key.n > 0)
		memcpy(block, key.p, key.n);
	digest(ctx, md, block_xor(block, INNER_PAD), data, out);
	digest(ctx, md, block_xor(block, INNER_PAD ^ OUTER_PAD), inner, out);
	OPENSSL_cleanse(block, sizeof(block));
	EVP_MD_CTX_free(ctx);
}

void
hmac_sha256(struct view key, struct view data, unsigned char out[SHA256_SIZE])
{
	EVP_MD_CTX *ctx = digest_begin();

	hmac(ctx, sha256_md, key, data, out);
}

void
hmac_sha1(struct view key, struct view data, unsigned char out[SHA1_SIZE])
{
	EVP_MD_CTX *ctx = digest_begin();

	hmac(ctx, sha1_md, key, data, out);
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
	char block[4096]; /* files come so: a call a byte would take longer than all else */
	size_t n = 0;

	for (size_t i = 0; i + 1 < text.n; i += 2) {
		block[n++] = (char)(hex_value(text.p[i]) * 16 + hex_value(text.p[i + 1]));
		if (n == sizeof(block)) {
			buf_add(out, block, n);
			n = 0;
		}
	}
	buf_add(out, block, n);
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
