/* token - see token.h */
#include "smsgw/core/token.h"

#include <jansson.h>
#include <openssl/evp.h>
#include <openssl/hmac.h>
#include <stdlib.h>
#include <string.h>

#include "common/base/bytes.h"

enum { DIGEST_MAX = 64 };

static const struct {
	const char *name, *digest;
} algorithms[] = { { "HS256", "SHA256" }, { "HS384", "SHA384" }, { "HS512", "SHA512" } };

/* The JSON object in a part of the token; NULL: it is none. */
static json_t *
part_json(struct view part)
{
	struct buf text = { 0 };
	json_t *json = NULL;

	if (base64url_decode(part, &text) && text.n > 0)
		json = json_loadb(text.p, text.n, JSON_REJECT_DUPLICATES, NULL);
	buf_fini(&text);
	if (json_is_object(json))
		return json;
	json_decref(json);
	return NULL;
}

static const char *
digest_of(struct view head)
{
	json_t *json = part_json(head);
	const char *alg = json_string_value(json_object_get(json, "alg")), *found = NULL;

	for (size_t i = 0; alg != NULL && i < sizeof(algorithms) / sizeof(algorithms[0]); i++)
		if (strcmp(alg, algorithms[i].name) == 0)
			found = algorithms[i].digest;
	json_decref(json);
	return found;
}

static bool
signature_fits(const char *digest, struct view secret, struct view signed_, struct view given)
{
	unsigned char raw[DIGEST_MAX];
	struct buf expected = { 0 };
	unsigned n = 0;
	bool fits;

	if (secret.n > INT32_MAX ||
	    HMAC(EVP_get_digestbyname(digest), secret.p, (int)secret.n,
		(const unsigned char *)signed_.p, signed_.n, raw, &n) == NULL)
		return false;
	base64url_encode((struct view){ (const char *)raw, n }, &expected);
	fits = bytes_equal_secret(buf_view(&expected), given);
	buf_fini(&expected);
	return fits;
}

/* A claim that is the hexadecimal SHA-256 of `data`. Absent: `may_lack`. */
static bool
hash_fits(const json_t *claims, const char *name, struct view data, bool may_lack)
{
	const char *given = json_string_value(json_object_get(claims, name));
	unsigned char digest[SHA256_SIZE];
	struct buf expected = { 0 };
	bool fits;

	if (given == NULL)
		return may_lack && json_object_get(claims, name) == NULL;
	sha256(data, digest);
	hex_encode((struct view){ (const char *)digest, sizeof(digest) }, &expected);
	fits = bytes_equal_secret(buf_view(&expected), view_of(given));
	buf_fini(&expected);
	return fits;
}

/* Absent: true, and nothing is noted. */
static bool
time_fits(const json_t *claims, const char *name, int64_t from, int64_t until, bool *any)
{
	const json_t *claim = json_object_get(claims, name);

	if (claim == NULL)
		return true;
	*any = true;
	return json_is_integer(claim) && json_integer_value(claim) >= from &&
	    json_integer_value(claim) <= until;
}

static enum verdict
judge_claims(const json_t *claims, const struct token_rule *rule)
{
	const char *issuer = json_string_value(json_object_get(claims, "iss"));
	bool any = false, now;

	if (rule->issuer != NULL && (issuer == NULL || strcmp(issuer, rule->issuer) != 0))
		return VERDICT_WRONG;
	if (!hash_fits(claims, "payload_hash", rule->body, rule->body.n == 0) ||
	    !hash_fits(claims, "url_hash", rule->url, !rule->url_needed))
		return VERDICT_WRONG;
	now = time_fits(
	    claims, "iat", rule->now_s - rule->max_age_s, rule->now_s + rule->max_age_s, &any);
	now = time_fits(claims, "nbf", INT64_MIN, rule->now_s + rule->leeway_s, &any) && now;
	now = time_fits(claims, "exp", rule->now_s - rule->leeway_s, INT64_MAX, &any) && now;
	return !any ? VERDICT_WRONG : now ? VERDICT_GOOD : VERDICT_OLD;
}

enum verdict
token_judge(struct view secret, struct view token, const struct token_rule *rule, struct buf *nonce)
{
	struct view rest = token, head = view_cut(&rest, '.'), body = view_cut(&rest, '.');
	const char *digest = token.n <= TOKEN_MAX && rest.p != NULL ? digest_of(head) : NULL, *jti;
	enum verdict verdict = VERDICT_WRONG;
	json_t *claims;

	if (digest == NULL ||
	    !signature_fits(digest, secret, (struct view){ token.p, head.n + 1 + body.n }, rest))
		return VERDICT_WRONG;
	claims = part_json(body);
	if (claims != NULL)
		verdict = judge_claims(claims, rule);
	jti = json_string_value(json_object_get(claims, "jti"));
	if (verdict == VERDICT_GOOD && jti != NULL && strlen(jti) <= NONCE_MAX)
		buf_add_text(nonce, jti);
	json_decref(claims);
	return verdict;
}
