/* digest - see digest.h */
#include "voiced/core/digest.h"

#include <assert.h>
#include <inttypes.h>
#include <openssl/evp.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "common/base/bytes.h"

/* ---- hashes ---- */

static const struct {
	const char *name;
	const char *openssl;
} algorithms[DIGEST_ALGORITHMS] = {
	[DIGEST_MD5] = { "MD5", "MD5" },
	[DIGEST_SHA256] = { "SHA-256", "SHA256" },
	[DIGEST_SHA512_256] = { "SHA-512-256", "SHA512-256" },
};

/* Looked up once: by its name it takes longer than the digest does. On one thread. */
static const EVP_MD *
md_of(enum digest_algorithm algorithm)
{
	static EVP_MD *found[DIGEST_ALGORITHMS];

	if (found[algorithm] == NULL)
		found[algorithm] = EVP_MD_fetch(NULL, algorithms[algorithm].openssl, NULL);
	return found[algorithm];
}

const char *
digest_algorithm_name(enum digest_algorithm algorithm)
{
	return algorithms[algorithm].name;
}

enum digest_algorithm
digest_algorithm_find(struct view name)
{
	enum digest_algorithm i = DIGEST_MD5;

	if (name.n == 0)
		return DIGEST_MD5;
	while (i < DIGEST_ALGORITHMS && !view_is_nocase(name, algorithms[i].name))
		i++;
	return i;
}

/* The hash of the parts with ":" between them. */
static void
hash(
    enum digest_algorithm algorithm, const struct view *parts, int count, char out[DIGEST_HEX_SIZE])
{
	static const char digits[] = "0123456789abcdef";
	unsigned char bytes[EVP_MAX_MD_SIZE];
	unsigned int n = 0;
	EVP_MD_CTX *ctx = EVP_MD_CTX_new();

	if (ctx == NULL || EVP_DigestInit_ex(ctx, md_of(algorithm), NULL) != 1)
		abort();
	for (int i = 0; i < count; i++) {
		if (i > 0)
			(void)EVP_DigestUpdate(ctx, ":", 1);
		if (parts[i].n > 0)
			(void)EVP_DigestUpdate(ctx, parts[i].p, parts[i].n);
	}
	if (EVP_DigestFinal_ex(ctx, bytes, &n) != 1)
		abort();
	EVP_MD_CTX_free(ctx);
	for (unsigned int i = 0; i < n; i++) {
		*out++ = digits[bytes[i] >> 4];
		*out++ = digits[bytes[i] & 0xf];
	}
	*out = '\0';
	mem_wipe(bytes, sizeof(bytes));
}

void
digest_ha1(enum digest_algorithm algorithm, struct view username, struct view realm,
    struct view password, char out[DIGEST_HEX_SIZE])
{
	const struct view parts[] = { username, realm, password };

	hash(algorithm, parts, 3, out);
}

void
digest_response(
    const struct digest_auth *auth, struct view ha1, struct view method, char out[DIGEST_HEX_SIZE])
{
	char ha2[DIGEST_HEX_SIZE];
	const struct view asked[] = { method, auth->uri };

	out[0] = '\0';
	if (auth->algorithm == DIGEST_ALGORITHMS)
		return;
	hash(auth->algorithm, asked, 2, ha2);
	const struct view parts[] = { ha1, auth->nonce, auth->count, auth->cnonce, auth->qop,
		view_of(ha2) };

	hash(auth->algorithm, parts, 6, out);
}

/* ---- what a client sent ---- */

static const struct {
	const char *name;
	size_t place; /* of the view in struct digest_auth */
} names[] = {
	{ "username", offsetof(struct digest_auth, username) },
	{ "realm", offsetof(struct digest_auth, realm) },
	{ "nonce", offsetof(struct digest_auth, nonce) },
	{ "uri", offsetof(struct digest_auth, uri) },
	{ "response", offsetof(struct digest_auth, response) },
	{ "cnonce", offsetof(struct digest_auth, cnonce) },
	{ "qop", offsetof(struct digest_auth, qop) },
	{ "nc", offsetof(struct digest_auth, count) },
	{ "opaque", offsetof(struct digest_auth, opaque) },
};

static void
skip_space(struct view *rest)
{
	while (rest->n > 0 && strchr(" \t\r\n", rest->p[0]) != NULL && rest->p[0] != '\0') {
		rest->p++;
		rest->n--;
	}
}

static bool
is_token_char(char c)
{
	return c > ' ' && c < 0x7f && strchr("()<>@,;:\\\"/[]?={}", c) == NULL;
}

static struct view
take(struct view *rest, size_t n)
{
	struct view part = { rest->p, n };

	rest->p += n;
	rest->n -= n;
	return part;
}

static struct view
take_token(struct view *rest)
{
	size_t n = 0;

	while (n < rest->n && is_token_char(rest->p[n]))
		n++;
	return take(rest, n);
}

/* What stands between quotation marks. An escape would have to be undone before it is hashed, and no two clients agree
 * on that: none of ours needs one. */
static bool
take_quoted(struct view *rest, struct view *out)
{
	size_t n = 0;

	(void)take(rest, 1);
	while (n < rest->n && rest->p[n] != '"') {
		if (rest->p[n] == '\\' || (unsigned char)rest->p[n] < ' ' || rest->p[n] == 0x7f)
			return false;
		n++;
	}
	if (n == rest->n)
		return false;
	*out = take(rest, n);
	(void)take(rest, 1);
	return true;
}

static bool
take_value(struct view *rest, struct view *out)
{
	bool good = true;

	if (rest->n > 0 && rest->p[0] == '"')
		good = take_quoted(rest, out);
	else
		*out = take_token(rest);
	return good && out->n <= DIGEST_VALUE_MAX;
}

/* A list that is read. Of a challenge `userhash` says what may be done, of an answer what was. */
struct reading {
	struct digest_auth *auth;
	bool is_challenge;
	struct view algorithm, stale;
};

/* A name that nobody knows is passed over; one that stands twice is refused: two readers might choose differently. */
static bool
put(struct reading *reading, struct view name, struct view value)
{
	struct digest_auth *auth = reading->auth;
	struct view *place = NULL;

	if (view_is_nocase(name, "userhash"))
		return reading->is_challenge || view_is_nocase(value, "false");
	if (view_is_nocase(name, "algorithm"))
		place = &reading->algorithm;
	if (reading->is_challenge && view_is_nocase(name, "stale"))
		place = &reading->stale;
	for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++)
		if (view_is_nocase(name, names[i].name))
			place = (struct view *)(void *)((char *)auth + names[i].place);
	if (place == NULL)
		return true;
	if (place->p != NULL)
		return false;
	*place = value;
	return true;
}

/* One `name = value`, with the comma behind it. */
static bool
read_one(struct view *rest, struct reading *reading)
{
	struct view name = take_token(rest), value;

	skip_space(rest);
	if (name.n == 0 || rest->n == 0 || rest->p[0] != '=')
		return false;
	(void)take(rest, 1);
	skip_space(rest);
	if (!take_value(rest, &value) || !put(reading, name, value))
		return false;
	skip_space(rest);
	if (rest->n == 0)
		return true;
	if (rest->p[0] != ',')
		return false;
	(void)take(rest, 1);
	skip_space(rest);
	return rest->n > 0;
}

static bool
read_count(struct view text, uint32_t *out)
{
	*out = 0;
	if (text.n != 8)
		return false;
	for (size_t i = 0; i < text.n; i++) {
		int digit = hex_value(text.p[i]);

		if (digit < 0)
			return false;
		*out = *out << 4 | (uint32_t)digit;
	}
	return *out > 0;
}

static bool
is_whole(struct digest_auth *auth)
{
	return auth->username.n > 0 && auth->realm.n > 0 && auth->nonce.n > 0 && auth->uri.n > 0 &&
	    auth->response.n > 0 && auth->cnonce.n > 0 && view_is_nocase(auth->qop, "auth") &&
	    read_count(auth->count, &auth->nc);
}

static void
skip_scheme(struct view *rest)
{
	skip_space(rest);
	if (rest->n > 6 && view_is_nocase((struct view){ rest->p, 6 }, "Digest") &&
	    !is_token_char(rest->p[6]) && rest->p[6] != '=') {
		(void)take(rest, 6);
		skip_space(rest);
	}
}

static bool
read_all(struct view text, struct reading *reading)
{
	int count = 0;

	*reading->auth = (struct digest_auth){ 0 };
	if (text.n > DIGEST_HEADER_MAX)
		return false;
	skip_scheme(&text);
	while (text.n > 0)
		if (count++ == DIGEST_VALUES_MAX || !read_one(&text, reading))
			return false;
	reading->auth->algorithm = digest_algorithm_find(reading->algorithm);
	return true;
}

bool
digest_auth_read(struct view text, struct digest_auth *out)
{
	struct reading reading = { .auth = out };

	return read_all(text, &reading) && is_whole(out);
}

/* ---- the client's side ---- */

/* "auth" stands alone or in a list; without a list there is none, as before RFC 2617. */
static bool
offers_auth(struct view qop)
{
	while (qop.n > 0)
		if (view_is_nocase(view_trim(view_cut(&qop, ',')), "auth"))
			return true;
	return false;
}

bool
digest_challenge_read(struct view text, struct digest_challenge *out)
{
	struct digest_auth auth;
	struct reading reading = { .auth = &auth, .is_challenge = true };

	*out = (struct digest_challenge){ 0 };
	if (!read_all(text, &reading) || auth.realm.p == NULL || auth.nonce.n == 0)
		return false;
	*out = (struct digest_challenge){ .algorithm = auth.algorithm,
		.realm = auth.realm,
		.nonce = auth.nonce,
		.opaque = auth.opaque,
		.qop = offers_auth(auth.qop),
		.stale = view_is_nocase(reading.stale, "true") };
	return auth.algorithm != DIGEST_ALGORITHMS && (auth.qop.p == NULL || out->qop);
}

/* What stands between quotation marks needs no escape. */
static bool
is_quotable(struct view text)
{
	for (size_t i = 0; i < text.n; i++)
		if ((unsigned char)text.p[i] < ' ' || text.p[i] == 0x7f || text.p[i] == '"' ||
		    text.p[i] == '\\')
			return false;
	return text.n <= DIGEST_VALUE_MAX;
}

static void
add_quoted(struct buf *out, const char *name, struct view value)
{
	buf_addf(out, ", %s=\"", name);
	buf_add_view(out, value);
	buf_add_char(out, '"');
}

static void
answer_response(const struct digest_challenge *challenge, const struct digest_auth *auth,
    struct view password, struct view method, char out[DIGEST_HEX_SIZE])
{
	char ha1[DIGEST_HEX_SIZE], ha2[DIGEST_HEX_SIZE];
	const struct view asked[] = { method, auth->uri };

	digest_ha1(challenge->algorithm, auth->username, challenge->realm, password, ha1);
	if (challenge->qop) {
		digest_response(auth, view_of(ha1), method, out);
	} else {
		hash(challenge->algorithm, asked, 2, ha2);
		const struct view parts[] = { view_of(ha1), challenge->nonce, view_of(ha2) };

		hash(challenge->algorithm, parts, 3, out);
	}
	mem_wipe(ha1, sizeof(ha1));
}

bool
digest_answer(const struct digest_challenge *challenge, const struct digest_login *login,
    struct view method, struct view uri, uint32_t nc, struct view cnonce, struct buf *out)
{
	char count[9], response[DIGEST_HEX_SIZE];
	struct digest_auth auth = { .algorithm = challenge->algorithm,
		.username = login->username,
		.nonce = challenge->nonce,
		.uri = uri,
		.cnonce = cnonce,
		.qop = VIEW("auth") };

	if (challenge->algorithm >= DIGEST_ALGORITHMS || nc == 0 || cnonce.n == 0 ||
	    !is_quotable(login->username) || !is_quotable(uri) || !is_quotable(cnonce))
		return false;
	(void)snprintf(count, sizeof(count), "%08" PRIx32, nc);
	auth.count = view_of(count);
	answer_response(challenge, &auth, login->password, method, response);
	buf_add_text(out, "Digest username=\"");
	buf_add_view(out, login->username);
	buf_add_char(out, '"');
	add_quoted(out, "realm", challenge->realm);
	add_quoted(out, "nonce", challenge->nonce);
	add_quoted(out, "uri", uri);
	add_quoted(out, "response", view_of(response));
	buf_addf(out, ", algorithm=%s", digest_algorithm_name(challenge->algorithm));
	if (challenge->opaque.p != NULL)
		add_quoted(out, "opaque", challenge->opaque);
	if (challenge->qop) {
		add_quoted(out, "cnonce", cnonce);
		buf_addf(out, ", qop=auth, nc=%s", count);
	}
	return true;
}

/* ---- nonces ---- */

enum { NONCE_PLAIN = 32, NONCE_MAC = 32 };

static void
nonce_write(const struct digest_nonces *nonces, struct view peer, uint64_t at_s, uint64_t id,
    char out[DIGEST_NONCE_SIZE])
{
	unsigned char mac[SHA256_SIZE];
	struct buf text = { 0 };

	(void)snprintf(out, NONCE_PLAIN + 1, "%016" PRIx64 "%016" PRIx64, at_s, id);
	buf_add_text(&text, out);
	buf_add_view(&text, peer);
	hmac_sha256(
	    (struct view){ (const char *)nonces->key, sizeof(nonces->key) }, buf_view(&text), mac);
	buf_fini(&text);
	for (size_t i = 0; i < NONCE_MAC / 2; i++)
		(void)snprintf(out + NONCE_PLAIN + 2 * i, 3, "%02x", mac[i]);
}

void
digest_nonce_make(const struct digest_nonces *nonces, struct view peer, int64_t now_s,
    uint64_t random, char out[DIGEST_NONCE_SIZE])
{
	assert(now_s > 0);
	nonce_write(nonces, peer, (uint64_t)now_s, random != 0 ? random : 1, out);
}

static bool
hex64(struct view text, uint64_t *out)
{
	*out = 0;
	for (size_t i = 0; i < text.n; i++) {
		int digit = hex_value(text.p[i]);

		if (digit < 0)
			return false;
		*out = *out << 4 | (uint64_t)digit;
	}
	return true;
}

/* Ours: made with our key. Its time and its number are told. */
static bool
nonce_is_ours(const struct digest_nonces *nonces, struct view peer, struct view nonce,
    int64_t *at_s, uint64_t *id)
{
	char right[DIGEST_NONCE_SIZE];
	uint64_t at;

	if (nonce.n != DIGEST_NONCE_SIZE - 1 || !hex64((struct view){ nonce.p, 16 }, &at) ||
	    !hex64((struct view){ nonce.p + 16, 16 }, id))
		return false;
	nonce_write(nonces, peer, at, *id, right);
	*at_s = (int64_t)at;
	return bytes_equal_secret(nonce, view_of(right));
}

/* Where a nonce stands, else the place it gets: a free one, else the oldest's among those that it may take. */
static struct digest_used *
place_of(struct digest_nonces *nonces, uint64_t id)
{
	enum { WAYS = 8 };
	struct digest_used *best = NULL;

	for (unsigned int i = 0; i < WAYS; i++) {
		struct digest_used *at = &nonces->used[(id + i) % DIGEST_NONCES];

		if (at->id == id)
			return at;
		if (best == NULL || at->id == 0 || (best->id != 0 && at->at_s < best->at_s))
			best = at;
	}
	return best;
}

static bool
use_first(
    struct digest_nonces *nonces, struct digest_used *place, int64_t at_s, uint64_t id, uint32_t nc)
{
	if (at_s <= nonces->floor_s)
		return false;
	if (place->id != 0 && place->at_s > nonces->floor_s)
		nonces->floor_s = place->at_s;
	*place = (struct digest_used){ .id = id, .at_s = at_s, .highest = nc, .seen = 1 };
	return true;
}

/* True, once, for each count; those of the last 64 may come in any order. */
static bool
use_again(struct digest_used *place, uint32_t nc)
{
	uint32_t step;

	if (nc > place->highest) {
		step = nc - place->highest;
		place->seen = (step < DIGEST_WINDOW ? place->seen << step : 0) | 1;
		place->highest = nc;
		return true;
	}
	step = place->highest - nc;
	if (step >= DIGEST_WINDOW || (place->seen >> step & 1) != 0)
		return false;
	place->seen |= UINT64_C(1) << step;
	return true;
}

static bool
nonce_use(
    struct digest_nonces *nonces, struct view peer, const struct digest_auth *auth, int64_t now_s)
{
	struct digest_used *place;
	int64_t at_s;
	uint64_t id;

	if (!nonce_is_ours(nonces, peer, auth->nonce, &at_s, &id) || at_s > now_s ||
	    now_s - at_s > nonces->life_s)
		return false;
	place = place_of(nonces, id);
	return place->id == id ? use_again(place, auth->nc)
			       : use_first(nonces, place, at_s, id, auth->nc);
}

bool
digest_nonce_given(const struct digest_nonces *nonces, struct view peer, struct view nonce)
{
	int64_t at_s;
	uint64_t id;

	return nonce_is_ours(nonces, peer, nonce, &at_s, &id);
}

/* ---- the judgement ---- */

enum digest_verdict
digest_judge(struct digest_nonces *nonces, const struct digest_auth *auth, struct view ha1,
    struct view realm, struct view method, struct view peer, int64_t now_s)
{
	char right[DIGEST_HEX_SIZE];
	bool same;

	digest_response(auth, ha1, method, right);
	same = right[0] != '\0' && bytes_equal_secret(auth->response, view_of(right));
	mem_wipe(right, sizeof(right));
	if (!same || ha1.n == 0 || !view_eq(auth->realm, realm))
		return DIGEST_WRONG;
	return nonce_use(nonces, peer, auth, now_s) ? DIGEST_RIGHT : DIGEST_STALE;
}
