/* jwt - see jwt.h */
#include "presenced/core/jwt.h"

#include <openssl/core_names.h>
#include <openssl/ec.h>
#include <openssl/evp.h>
#include <openssl/param_build.h>
#include <stdlib.h>
#include <string.h>

#include "common/base/bytes.h"

enum { COORDINATE = 32, POINT = 1 + 2 * COORDINATE, KID_MAX = 256, EXPONENT_MAX = 8 };

enum algorithm { ALGORITHM_NONE, RS256, ES256 };

struct key {
	enum algorithm algorithm;
	char *kid; /* NULL: none */
	EVP_PKEY *pkey;
};

struct jwt_keys {
	struct key at[JWT_KEYS_MAX];
	int count;
};

static const char *
text_of(const json_t *object, const char *name)
{
	return json_string_value(json_object_get(object, name));
}

/* The member `name` of a key or token, base64url decoded. False: it is not there, or not of that form. */
static bool
bytes_of(const json_t *object, const char *name, struct buf *out)
{
	const char *text = text_of(object, name);

	return text != NULL && strlen(text) <= JWT_MAX && base64url_decode(view_of(text), out);
}

/* ---- keys ---- */

static EVP_PKEY *
pkey_of(const char *type, OSSL_PARAM_BLD *parts)
{
	OSSL_PARAM *params = OSSL_PARAM_BLD_to_param(parts);
	EVP_PKEY_CTX *ctx = EVP_PKEY_CTX_new_from_name(NULL, type, NULL);
	EVP_PKEY *pkey = NULL;

	if (params == NULL || ctx == NULL || EVP_PKEY_fromdata_init(ctx) != 1 ||
	    EVP_PKEY_fromdata(ctx, &pkey, EVP_PKEY_PUBLIC_KEY, params) != 1)
		pkey = NULL;
	EVP_PKEY_CTX_free(ctx);
	OSSL_PARAM_free(params);
	return pkey;
}

static EVP_PKEY *
rsa_make(const struct buf *n, const struct buf *e)
{
	OSSL_PARAM_BLD *parts = OSSL_PARAM_BLD_new();
	BIGNUM *modulus = BN_bin2bn((const unsigned char *)n->p, (int)n->n, NULL);
	BIGNUM *exponent = BN_bin2bn((const unsigned char *)e->p, (int)e->n, NULL);
	EVP_PKEY *pkey = NULL;

	if (parts != NULL && modulus != NULL && exponent != NULL && BN_is_odd(exponent) &&
	    !BN_is_one(exponent) &&
	    OSSL_PARAM_BLD_push_BN(parts, OSSL_PKEY_PARAM_RSA_N, modulus) == 1 &&
	    OSSL_PARAM_BLD_push_BN(parts, OSSL_PKEY_PARAM_RSA_E, exponent) == 1)
		pkey = pkey_of("RSA", parts);
	BN_free(modulus);
	BN_free(exponent);
	OSSL_PARAM_BLD_free(parts);
	if (pkey != NULL && EVP_PKEY_get_bits(pkey) < JWT_RSA_BITS_MIN) {
		EVP_PKEY_free(pkey);
		pkey = NULL;
	}
	return pkey;
}

static EVP_PKEY *
rsa_read(const json_t *json)
{
	struct buf n = { 0 }, e = { 0 };
	EVP_PKEY *pkey = NULL;

	if (bytes_of(json, "n", &n) && bytes_of(json, "e", &e) && n.n <= JWT_RSA_BITS_MAX / 8 + 1 &&
	    e.n > 0 && e.n <= EXPONENT_MAX)
		pkey = rsa_make(&n, &e);
	buf_fini(&n);
	buf_fini(&e);
	return pkey;
}

static EVP_PKEY *
ec_make(const unsigned char point[POINT])
{
	OSSL_PARAM_BLD *parts = OSSL_PARAM_BLD_new();
	EVP_PKEY *pkey = NULL;

	if (parts != NULL &&
	    OSSL_PARAM_BLD_push_utf8_string(parts, OSSL_PKEY_PARAM_GROUP_NAME, "P-256", 0) == 1 &&
	    OSSL_PARAM_BLD_push_octet_string(parts, OSSL_PKEY_PARAM_PUB_KEY, point, POINT) == 1)
		pkey = pkey_of("EC", parts); /* refuses what is not on the curve */
	OSSL_PARAM_BLD_free(parts);
	return pkey;
}

static EVP_PKEY *
ec_read(const json_t *json)
{
	const char *curve = text_of(json, "crv");
	struct buf x = { 0 }, y = { 0 };
	unsigned char point[POINT] = { 4 }; /* uncompressed */
	EVP_PKEY *pkey = NULL;

	if (curve != NULL && strcmp(curve, "P-256") == 0 && bytes_of(json, "x", &x) &&
	    bytes_of(json, "y", &y) && x.n == COORDINATE && y.n == COORDINATE) {
		memcpy(point + 1, x.p, COORDINATE);
		memcpy(point + 1 + COORDINATE, y.p, COORDINATE);
		pkey = ec_make(point);
	}
	buf_fini(&x);
	buf_fini(&y);
	return pkey;
}

static const struct {
	const char *type, *name;
	enum algorithm algorithm;
	EVP_PKEY *(*read)(const json_t *json);
} kinds[] = {
	{ "RSA", "RS256", RS256, rsa_read },
	{ "EC", "ES256", ES256, ec_read },
};

enum { KINDS = sizeof(kinds) / sizeof(kinds[0]) };

static bool
says(const json_t *json, const char *name, const char *value)
{
	const char *text = text_of(json, name);

	return text == NULL || strcmp(text, value) == 0;
}

static void
key_add(struct jwt_keys *keys, const json_t *json)
{
	const char *type = text_of(json, "kty"), *kid = text_of(json, "kid");

	if (type == NULL || keys->count == JWT_KEYS_MAX || !says(json, "use", "sig") ||
	    (kid != NULL && strlen(kid) > KID_MAX))
		return;
	for (int i = 0; i < KINDS; i++) {
		struct key *key = &keys->at[keys->count];

		if (strcmp(type, kinds[i].type) != 0 || !says(json, "alg", kinds[i].name) ||
		    (key->pkey = kinds[i].read(json)) == NULL)
			continue;
		key->algorithm = kinds[i].algorithm;
		key->kid = kid != NULL ? mem_text(kid) : NULL;
		keys->count++;
		return;
	}
}

struct jwt_keys *
jwt_keys_read(struct view json)
{
	json_t *root =
	    json_loadb(json.p != NULL ? json.p : "", json.n, JSON_REJECT_DUPLICATES, NULL);
	const json_t *list = json_object_get(root, "keys");
	struct jwt_keys *keys = NULL;
	const json_t *one;
	size_t i;

	if (json_is_array(list)) {
		keys = mem_zero(1, sizeof(*keys));
		json_array_foreach (list, i, one)
			key_add(keys, one);
	}
	json_decref(root);
	return keys;
}

void
jwt_keys_free(struct jwt_keys *keys)
{
	if (keys == NULL)
		return;
	for (int i = 0; i < keys->count; i++) {
		free(keys->at[i].kid);
		EVP_PKEY_free(keys->at[i].pkey);
	}
	free(keys);
}

int
jwt_keys_count(const struct jwt_keys *keys)
{
	return keys->count;
}

/* By its id; a token without one means the only key of its kind. */
static const struct key *
key_find(const struct jwt_keys *keys, enum algorithm algorithm, const char *kid)
{
	const struct key *found = NULL;

	for (int i = 0; i < keys->count; i++) {
		const struct key *key = &keys->at[i];

		if (key->algorithm != algorithm ||
		    (kid != NULL && (key->kid == NULL || strcmp(key->kid, kid) != 0)))
			continue;
		if (found != NULL)
			return NULL;
		found = key;
	}
	return found;
}

/* ---- tokens ---- */

struct token {
	struct view head, claims, signature, signed_part;
};

/* Three parts, each base64url. */
static bool
token_cut(struct view text, struct token *out)
{
	struct view rest = text;

	if (text.n > JWT_MAX)
		return false;
	out->head = view_cut(&rest, '.');
	if (rest.p == NULL)
		return false;
	out->claims = view_cut(&rest, '.');
	if (rest.p == NULL)
		return false;
	out->signature = rest;
	out->signed_part = (struct view){ text.p, out->head.n + 1 + out->claims.n };
	return true;
}

static json_t *
object_of(struct view part)
{
	struct buf text = { 0 };
	json_t *json = NULL;

	if (base64url_decode(part, &text) && text.n > 0)
		json = json_loadb(text.p, text.n, JSON_REJECT_DUPLICATES, NULL);
	buf_fini(&text);
	if (!json_is_object(json)) {
		json_decref(json);
		json = NULL;
	}
	return json;
}

/* ES256 is r and s side by side (RFC 7518, 3.4); OpenSSL wants them as DER. */
static bool
ecdsa_der(struct view raw, unsigned char **der, int *n)
{
	ECDSA_SIG *pair;
	BIGNUM *r, *s;

	if (raw.n != 2 * (size_t)COORDINATE)
		return false;
	pair = ECDSA_SIG_new();
	r = BN_bin2bn((const unsigned char *)raw.p, COORDINATE, NULL);
	s = BN_bin2bn((const unsigned char *)raw.p + COORDINATE, COORDINATE, NULL);
	if (pair == NULL || r == NULL || s == NULL || ECDSA_SIG_set0(pair, r, s) != 1)
		abort(); /* out of memory */
	*n = i2d_ECDSA_SIG(pair, der);
	ECDSA_SIG_free(pair);
	return *n > 0;
}

static bool
digest_fits(EVP_PKEY *pkey, const unsigned char *signature, size_t n, struct view text)
{
	EVP_MD_CTX *ctx = EVP_MD_CTX_new();
	bool fits = ctx != NULL && EVP_DigestVerifyInit(ctx, NULL, EVP_sha256(), NULL, pkey) == 1 &&
	    EVP_DigestVerify(ctx, signature, n, (const unsigned char *)text.p, text.n) == 1;

	EVP_MD_CTX_free(ctx);
	return fits;
}

static bool
signature_fits(const struct key *key, struct view signature, struct view text)
{
	struct buf raw = { 0 };
	unsigned char *der = NULL;
	int n = 0;
	bool fits = false;

	if (!base64url_decode(signature, &raw) || raw.n == 0)
		fits = false;
	else if (key->algorithm == RS256)
		fits = digest_fits(key->pkey, (const unsigned char *)raw.p, raw.n, text);
	else if (ecdsa_der(buf_view(&raw), &der, &n))
		fits = digest_fits(key->pkey, der, (size_t)n, text);
	OPENSSL_free(der);
	buf_fini(&raw);
	return fits;
}

static enum algorithm
algorithm_of(const json_t *head)
{
	const char *name = text_of(head, "alg");

	for (int i = 0; name != NULL && i < KINDS; i++)
		if (strcmp(name, kinds[i].name) == 0)
			return kinds[i].algorithm;
	return ALGORITHM_NONE;
}

static enum jwt_verdict
verify(const struct token *token, const json_t *head, const struct jwt_keys *keys)
{
	enum algorithm algorithm = algorithm_of(head);
	const struct key *key;

	/* What we do not know must not be critical (RFC 7515, 4.1.11): we know nothing of the kind. */
	if (algorithm == ALGORITHM_NONE || json_object_get(head, "crit") != NULL)
		return JWT_ALGORITHM;
	key = key_find(keys, algorithm, text_of(head, "kid"));
	if (key == NULL)
		return JWT_UNKNOWN_KEY;
	return signature_fits(key, token->signature, token->signed_part) ? JWT_RIGHT
									 : JWT_SIGNATURE;
}

enum jwt_verdict
jwt_read(struct view token, const struct jwt_keys *keys, json_t **claims)
{
	enum jwt_verdict verdict = JWT_MALFORMED;
	struct token parts;
	json_t *head;

	*claims = NULL;
	if (!token_cut(token, &parts) || (head = object_of(parts.head)) == NULL)
		return JWT_MALFORMED;
	verdict = verify(&parts, head, keys);
	json_decref(head);
	if (verdict == JWT_RIGHT && (*claims = object_of(parts.claims)) == NULL)
		verdict = JWT_MALFORMED;
	return verdict;
}
