/* signature - see signature.h */
#include "smsgw/core/signature.h"

#include <assert.h>
#include <openssl/evp.h>
#include <openssl/hmac.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "common/base/bytes.h"
#include "smsgw/core/signed_text.h"
#include "smsgw/core/token.h"

enum { DIGEST_MAX = 64, ED25519_KEY = 32, ED25519_SIGNATURE = 64 };

struct judging {
	const struct carrier *carrier;
	const struct account *account;
	const struct call *call;
	const struct signature *by;
	struct view given, time, nonce;
};

static bool
header_of(const struct call *call, const char *name, struct view *out)
{
	*out = (struct view){ NULL, 0 };
	return name != NULL && call->header(call->ctx, name, out);
}

static const char *
credential(const struct judging *judging, const char *name)
{
	const char *value =
	    name != NULL ? account_value(judging->carrier, judging->account, name) : NULL;

	return value != NULL && value[0] != '\0' ? value : NULL;
}

static void
add_signed(const struct judging *judging, bool other_port, struct buf *out)
{
	signed_text_add(&(const struct signed_text){ judging->call, judging->by->parts,
			    judging->time, judging->nonce },
	    other_port, out);
}

/* ---- HMAC ---- */

static size_t
hmac_of(const char *digest, struct view key, struct view data, unsigned char out[DIGEST_MAX])
{
	unsigned n = 0;

	assert(key.n <= INT32_MAX);
	if (HMAC(EVP_get_digestbyname(digest), key.p != NULL ? key.p : "", (int)key.n,
		(const unsigned char *)(data.p != NULL ? data.p : ""), data.n, out, &n) == NULL)
		abort();
	return n;
}

static bool
key_bytes(const char *secret, unsigned flags, struct buf *out)
{
	if ((flags & SIGNED_KEY_WHSEC) == 0) {
		buf_add_text(out, secret);
		return true;
	}
	return base64_decode(
		   view_of(strncmp(secret, "whsec_", 6) == 0 ? secret + 6 : secret), out) &&
	    out->n > 0;
}

/* One of the signatures that came fits. */
static bool
any_fits(const struct signature *by, struct view given, struct view expected)
{
	struct view rest = given;

	for (int i = 0; rest.p != NULL && i < SIGNATURE_TRIES_MAX; i++) {
		struct view one = by->list != '\0' ? view_trim(view_cut(&rest, by->list)) : rest;

		if (by->list == '\0')
			rest.p = NULL;
		if (by->prefix != NULL && !view_starts(one, by->prefix))
			continue;
		if (by->prefix != NULL) {
			one.p += strlen(by->prefix);
			one.n -= strlen(by->prefix);
		}
		if (bytes_equal_secret(one, expected))
			return true;
	}
	return false;
}

static bool
hmac_fits(const struct judging *judging, struct view key, bool other_port)
{
	unsigned char digest[DIGEST_MAX];
	struct buf text = { 0 }, expected = { 0 };
	struct view raw = { (const char *)digest, 0 };
	bool fits;

	add_signed(judging, other_port, &text);
	raw.n = hmac_of(judging->by->digest, key, buf_view(&text), digest);
	if ((judging->by->flags & SIGNED_HEX) != 0)
		hex_encode(raw, &expected);
	else
		base64_encode(raw, &expected);
	fits = any_fits(judging->by, judging->given, buf_view(&expected));
	buf_fini(&text);
	buf_fini(&expected);
	return fits;
}

static enum verdict
judge_hmac(const struct judging *judging, struct buf *nonce)
{
	const char *secret = credential(judging, judging->by->credential);
	struct buf key = { 0 };
	bool fits;

	if (secret == NULL || !key_bytes(secret, judging->by->flags, &key)) {
		buf_fini(&key);
		return VERDICT_NO_KEY;
	}
	fits = hmac_fits(judging, buf_view(&key), false) ||
	    ((judging->by->flags & SIGNED_EITHER_PORT) != 0 &&
		hmac_fits(judging, buf_view(&key), true));
	mem_wipe(key.p, key.n);
	buf_fini(&key);
	if (fits)
		buf_add_view(nonce, judging->nonce);
	return fits ? VERDICT_GOOD : VERDICT_WRONG;
}

/* ---- Ed25519 ---- */

static bool
ed25519_fits(struct view key, struct view signature, struct view data)
{
	EVP_PKEY *pkey = EVP_PKEY_new_raw_public_key(
	    EVP_PKEY_ED25519, NULL, (const unsigned char *)key.p, key.n);
	EVP_MD_CTX *ctx = EVP_MD_CTX_new();
	bool fits = pkey != NULL && ctx != NULL &&
	    EVP_DigestVerifyInit(ctx, NULL, NULL, NULL, pkey) == 1 &&
	    EVP_DigestVerify(ctx, (const unsigned char *)signature.p, signature.n,
		(const unsigned char *)(data.p != NULL ? data.p : ""), data.n) == 1;

	EVP_MD_CTX_free(ctx);
	EVP_PKEY_free(pkey);
	return fits;
}

static enum verdict
judge_ed25519(const struct judging *judging, struct buf *nonce)
{
	const char *known = credential(judging, judging->by->credential);
	struct buf key = { 0 }, signature = { 0 }, text = { 0 };
	enum verdict verdict = VERDICT_WRONG;

	(void)nonce;
	if (known == NULL || !base64_decode(view_of(known), &key) || key.n != ED25519_KEY) {
		verdict = VERDICT_NO_KEY;
	} else if (base64_decode(judging->given, &signature) && signature.n == ED25519_SIGNATURE) {
		add_signed(judging, false, &text);
		if (ed25519_fits(buf_view(&key), buf_view(&signature), buf_view(&text)))
			verdict = VERDICT_GOOD;
	}
	buf_fini(&key);
	buf_fini(&signature);
	buf_fini(&text);
	return verdict;
}

/* ---- a token ---- */

static enum verdict
judge_jwt(const struct judging *judging, struct buf *nonce)
{
	const char *secret = credential(judging, judging->by->credential);
	struct view given = judging->given;
	struct buf url = { 0 };
	enum verdict verdict;

	if (secret == NULL)
		return VERDICT_NO_KEY;
	if (view_starts(given, "Bearer ")) {
		given.p += 7;
		given.n -= 7;
	}
	signed_url(judging->call, false, true, &url);
	const struct token_rule rule = { .issuer = judging->by->issuer,
		.now_s = judging->call->now_s,
		.max_age_s = judging->by->max_age_s > 0 ? judging->by->max_age_s : SIGNATURE_AGE_S,
		.leeway_s = SIGNATURE_LEEWAY_S,
		.url = buf_view(&url),
		.url_needed = (judging->by->flags & SIGNED_URL) != 0,
		.body = judging->call->body };

	verdict = token_judge(view_of(secret), given, &rule, nonce);
	buf_fini(&url);
	return verdict;
}

/* ---- what is only told ---- */

static enum verdict
judge_basic(const struct judging *judging, struct buf *nonce)
{
	const char *user = credential(judging, judging->by->user),
		   *password = credential(judging, judging->by->credential);
	struct buf pair = { 0 }, expected = { 0 };
	bool fits;

	(void)nonce;
	if (user == NULL || password == NULL)
		return VERDICT_NO_KEY;
	buf_addf(&pair, "%s:%s", user, password);
	buf_add_text(&expected, "Basic ");
	base64_encode(buf_view(&pair), &expected);
	fits = bytes_equal_secret(buf_view(&expected), judging->given);
	mem_wipe(pair.p, pair.n);
	mem_wipe(expected.p, expected.n);
	buf_fini(&pair);
	buf_fini(&expected);
	return fits ? VERDICT_GOOD : VERDICT_WRONG;
}

static enum verdict
judge_equal(const struct judging *judging, struct buf *nonce)
{
	const char *known = credential(judging, judging->by->credential);

	(void)nonce;
	if (known == NULL)
		return VERDICT_NO_KEY;
	return bytes_equal_secret(view_of(known), judging->given) ? VERDICT_GOOD : VERDICT_WRONG;
}

/* ---- Vonage's signature among the parameters ---- */

/* "&name=value…", sorted, "&" and "=" within values replaced. */
static void
add_params_but(const struct pairs *params, const char *left, struct buf *out)
{
	struct pair *list = pairs_sorted(params);

	for (int i = 0; i < params->count; i++) {
		if (view_is(list[i].name, left))
			continue;
		buf_add_char(out, '&');
		buf_add_view(out, list[i].name);
		buf_add_char(out, '=');
		for (size_t k = 0; k < list[i].value.n; k++) {
			char c = list[i].value.p[k];

			if (c == '&' || c == '=')
				c = '_';
			buf_add_char(out, c);
		}
	}
	free(list);
}

/* As the account's `signature_method` names them: "MD5-HASH", "SHA256-HMAC". What comes must have its length. */
static const struct {
	const char *digest;
	bool hmac;
	size_t hex;
} methods[] = { { "MD5", false, 32 }, { "MD5", true, 32 }, { "SHA1", true, 40 },
	{ "SHA256", true, 64 }, { "SHA512", true, 128 } };

static bool
params_fit(int method, struct view secret, struct view text, struct view given)
{
	unsigned char digest[DIGEST_MAX];
	struct buf whole = { 0 }, expected = { 0 }, lower = { 0 };
	unsigned n = 0;
	bool fits;

	if (methods[method].hmac) {
		n = (unsigned)hmac_of(methods[method].digest, secret, text, digest);
	} else {
		buf_add_view(&whole, text);
		buf_add_view(&whole, secret);
		if (EVP_Digest(whole.p != NULL ? whole.p : "", whole.n, digest, &n,
			EVP_get_digestbyname(methods[method].digest), NULL) != 1)
			abort();
	}
	hex_encode((struct view){ (const char *)digest, n }, &expected);
	buf_add_lower(&lower, given);
	fits = bytes_equal_secret(buf_view(&expected), buf_view(&lower));
	if (whole.p != NULL)
		mem_wipe(whole.p, whole.n);
	buf_fini(&whole);
	buf_fini(&expected);
	buf_fini(&lower);
	return fits;
}

static enum verdict
judge_params(const struct judging *judging, struct buf *nonce)
{
	const char *secret = credential(judging, judging->by->credential);
	const char *wanted = credential(judging, "signature_method");
	struct buf text = { 0 };
	bool fits = false;

	if (secret == NULL)
		return VERDICT_NO_KEY;
	add_params_but(judging->call->params, judging->by->header, &text);
	for (int i = 0; !fits && i < (int)(sizeof(methods) / sizeof(methods[0])); i++) {
		char name[16];

		(void)snprintf(name, sizeof(name), "%s%s", methods[i].digest,
		    methods[i].hmac ? "-HMAC" : "-HASH");
		if (judging->given.n == methods[i].hex &&
		    view_is_nocase(view_of(wanted != NULL ? wanted : "MD5-HASH"), name))
			fits = params_fit(i, view_of(secret), buf_view(&text), judging->given);
	}
	buf_fini(&text);
	if (fits)
		buf_add_view(nonce, judging->nonce);
	return fits ? VERDICT_GOOD : VERDICT_WRONG;
}

/* ---- all kinds ---- */

static const struct {
	enum verdict (*judge)(const struct judging *judging, struct buf *nonce);
	bool in_params; /* signature, time and nonce are parameters, not headers */
} kinds[] = {
	[SIGNATURE_HMAC] = { judge_hmac, false },
	[SIGNATURE_ED25519] = { judge_ed25519, false },
	[SIGNATURE_JWT] = { judge_jwt, false },
	[SIGNATURE_BASIC] = { judge_basic, false },
	[SIGNATURE_EQUAL] = { judge_equal, false },
	[SIGNATURE_PARAMS] = { judge_params, true },
};

static bool
given_of(const struct judging *judging, const char *name, struct view *out)
{
	if (!kinds[judging->by->kind].in_params)
		return header_of(judging->call, name, out);
	*out = pairs_find(judging->call->params, name);
	return out->p != NULL;
}

static bool
in_time(const struct judging *judging)
{
	int64_t most = judging->by->max_age_s > 0 ? judging->by->max_age_s : SIGNATURE_AGE_S, at;

	if (judging->by->time_header == NULL)
		return true;
	return view_to_int(judging->time, 0, INT64_MAX / 2, &at) &&
	    at >= judging->call->now_s - most && at <= judging->call->now_s + most;
}

/* The signature first: whether an unsigned time is old is nobody's business. */
static enum verdict
judge_by(struct judging *judging, struct buf *nonce)
{
	enum verdict verdict;

	if ((judging->by->time_header != NULL &&
		!given_of(judging, judging->by->time_header, &judging->time)) ||
	    (judging->by->nonce_header != NULL &&
		!given_of(judging, judging->by->nonce_header, &judging->nonce)) ||
	    judging->nonce.n > NONCE_MAX)
		return VERDICT_WRONG;
	verdict = kinds[judging->by->kind].judge(judging, nonce);
	return verdict == VERDICT_GOOD && !in_time(judging) ? VERDICT_OLD : verdict;
}

/* Of JSON no parameter is signed as one of a form: Twilio's and Plivo's signatures would stand over the address alone,
 * and a signed call's parameters can be moved there. */
bool
signature_covers_json(const struct carrier *carrier)
{
	for (const struct signature *by = carrier->signatures;
	     by < carrier->signatures + SIGNATURES_MAX && by->kind != SIGNATURE_END; by++)
		if (by->kind == SIGNATURE_HMAC && strpbrk(by->parts, "bh") == NULL)
			return false;
	return true;
}

static bool
is_allowed(const struct judging *judging)
{
	const char *word = credential(judging, judging->by->allowed);

	return judging->by->allowed == NULL || (word != NULL && strcmp(word, "yes") == 0);
}

/* Of all that came one must fit. */
static enum verdict
judge_some(struct judging *judging, bool weak, struct buf *nonce)
{
	enum verdict verdict = VERDICT_MISSING;

	for (int i = 0; i < SIGNATURES_MAX && judging->carrier->signatures[i].kind != SIGNATURE_END;
	     i++) {
		judging->by = &judging->carrier->signatures[i];
		judging->time = judging->nonce = (struct view){ NULL, 0 };
		if (((judging->by->flags & SIGNED_WEAK) != 0) != weak || !is_allowed(judging))
			continue;
		if ((judging->by->flags & SIGNED_IF_SET) != 0 &&
		    credential(judging, judging->by->credential) == NULL)
			return VERDICT_GOOD; /* the operator relies on the secret path */
		if (given_of(judging, judging->by->header, &judging->given))
			verdict = judge_by(judging, nonce);
		if (verdict == VERDICT_GOOD)
			break;
	}
	return verdict;
}

enum verdict
signature_judge(const struct carrier *carrier, const struct account *account,
    const struct call *call, struct buf *nonce)
{
	struct judging judging = { .carrier = carrier, .account = account, .call = call };
	enum verdict verdict;

	if (account->sealed) /* whether it has a key is not known either */
		return VERDICT_NO_KEY;
	verdict = judge_some(&judging, false, nonce);
	return verdict != VERDICT_MISSING ? verdict : judge_some(&judging, true, nonce);
}

bool
signature_standard(
    struct view secret, struct view id, int64_t time_s, struct view body, struct buf *out)
{
	unsigned char digest[DIGEST_MAX];
	struct buf key = { 0 }, text = { 0 };
	char *copy = view_dup(secret);
	bool well = key_bytes(copy, SIGNED_KEY_WHSEC, &key);

	if (well) {
		buf_add_view(&text, id);
		buf_addf(&text, ".%lld.", (long long)time_s);
		buf_add_view(&text, body);
		buf_add_text(out, "v1,");
		base64_encode((struct view){ (const char *)digest,
				  hmac_of("SHA256", buf_view(&key), buf_view(&text), digest) },
		    out);
	}
	mem_wipe(copy, secret.n);
	free(copy);
	if (key.p != NULL)
		mem_wipe(key.p, key.n);
	buf_fini(&key);
	buf_fini(&text);
	return well;
}
