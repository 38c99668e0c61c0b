/* webauthn - see webauthn.h */
#include "presenced/core/webauthn.h"

#include <jansson.h>
#include <openssl/core_names.h>
#include <openssl/evp.h>
#include <openssl/param_build.h>
#include <string.h>

#include "common/base/bytes.h"
#include "presenced/core/cbor_item.h"

enum {
	FLAG_PRESENT = 0x01, /* of authenticator data: user present */
	FLAG_CREDENTIAL = 0x40, /* a credential is in it */
	AT_FLAGS = SHA256_SIZE,
	AT_COUNT = AT_FLAGS + 1,
	HEAD = AT_COUNT + 4,
	AAGUID = 16,
	COORDINATE = 32,
	POINT = 1 + 2 * COORDINATE,
	EXPONENT_MAX = 8,
	MEMBERS_MAX = 16 /* of a public key, of an attestation object */
};
/* COSE (RFC 9053, RFC 8230). */
enum { COSE_ES256 = -7, COSE_EDDSA = -8, COSE_RS256 = -257 };
enum { COSE_KTY = 1, COSE_ALG = 3, COSE_1 = -1, COSE_2 = -2, COSE_3 = -3 };
enum { KTY_OKP = 1, KTY_EC2 = 2, KTY_RSA = 3, CURVE_P256 = 1, CURVE_ED25519 = 6 };

const int webauthn_algorithms[] = { COSE_ES256, COSE_EDDSA, COSE_RS256, 0 };

const char *
webauthn_verdict_words(enum webauthn_verdict verdict)
{
	static const char *const words[WEBAUTHN_VERDICTS] = {
		[WEBAUTHN_RIGHT] = "It is right",
		[WEBAUTHN_MALFORMED] = "This is no answer of a security key",
		[WEBAUTHN_TYPE] = "This is the answer to another question",
		[WEBAUTHN_ORIGIN] = "Another page has asked the security key",
		[WEBAUTHN_PARTY] = "The security key has answered for another host",
		[WEBAUTHN_ABSENT] = "Nobody touched the security key",
		[WEBAUTHN_ALGORITHM] = "The security key signs by none of ES256, EdDSA and RS256",
		[WEBAUTHN_SIGNATURE] = "The signature is another key's",
	};

	return words[verdict];
}

/* ---- our side ---- */

static bool
view_ends(struct view text, struct view end)
{
	return text.n >= end.n && memcmp(text.p + text.n - end.n, end.p, end.n) == 0;
}

/* An IPv6 address stands in brackets; a host whose last label has no letter is an IPv4 address. */
static bool
is_domain(struct view host)
{
	bool letters = false;

	for (size_t i = 0; i < host.n; i++) {
		char c = host.p[i];

		if (c == '[' || c == '@')
			return false;
		letters = c != '.' && (letters || c < '0' || c > '9');
	}
	return letters;
}

static struct view
host_of(struct view rest)
{
	struct view host = { rest.p, 0 };

	while (host.n < rest.n && rest.p[host.n] != ':' && rest.p[host.n] != '/')
		host.n++;
	return host;
}

bool
webauthn_party_of(struct view public_url, struct webauthn_party *out)
{
	static const struct view https = VIEW("https://"), http = VIEW("http://");
	bool safe = view_starts(public_url, "https://");
	struct view scheme = safe ? https : http, rest, origin;

	if (!view_starts(public_url, safe ? "https://" : "http://"))
		return false;
	rest = (struct view){ public_url.p + scheme.n, public_url.n - scheme.n };
	out->id = host_of(rest);
	origin = rest;
	origin.n = 0;
	while (origin.n < rest.n && rest.p[origin.n] != '/')
		origin.n++;
	out->origin = (struct view){ public_url.p, scheme.n + origin.n };
	return is_domain(out->id) &&
	    (safe || view_is(out->id, "localhost") || view_ends(out->id, VIEW(".localhost")));
}

/* ---- client data ---- */

static bool
says(const json_t *json, const char *name, struct view wanted)
{
	const json_t *text = json_object_get(json, name);

	return json_is_string(text) && json_string_length(text) == wanted.n &&
	    memcmp(json_string_value(text), wanted.p, wanted.n) == 0;
}

static enum webauthn_verdict
client_judge(const json_t *json, enum webauthn_step step, const struct webauthn_party *party,
    struct buf *challenge)
{
	static const struct view types[] = {
		[WEBAUTHN_CREATE] = VIEW("webauthn.create"), [WEBAUTHN_GET] = VIEW("webauthn.get")
	};
	const json_t *text = json_object_get(json, "challenge");

	if (!json_is_object(json) || !json_is_string(json_object_get(json, "type")) ||
	    !json_is_string(json_object_get(json, "origin")) || !json_is_string(text))
		return WEBAUTHN_MALFORMED;
	if (!says(json, "type", types[step]))
		return WEBAUTHN_TYPE;
	if (!says(json, "origin", party->origin) ||
	    json_is_true(json_object_get(json, "crossOrigin")) ||
	    json_object_get(json, "topOrigin") != NULL)
		return WEBAUTHN_ORIGIN;
	if (json_string_length(text) > WEBAUTHN_CHALLENGE_MAX * 4 / 3 ||
	    !base64url_decode(
		(struct view){ json_string_value(text), json_string_length(text) }, challenge))
		return WEBAUTHN_MALFORMED;
	return WEBAUTHN_RIGHT;
}

enum webauthn_verdict
webauthn_client_read(struct view client, enum webauthn_step step,
    const struct webauthn_party *party, struct buf *challenge)
{
	enum webauthn_verdict verdict;
	json_t *json;

	if (client.n > WEBAUTHN_CLIENT_MAX)
		return WEBAUTHN_MALFORMED;
	json = json_loadb(client.p, client.n, JSON_REJECT_DUPLICATES, NULL);
	verdict = client_judge(json, step, party, challenge);
	json_decref(json);
	return verdict;
}

/* ---- public keys ---- */

/* What COSE writes of one; the numbers -1 to -3 are the curve and coordinates, or modulus and exponent. */
struct cose {
	int64_t type, algorithm, curve;
	struct view at[4]; /* by minus the number */
	bool malformed;
};

static void
cose_member(struct cose *cose, int64_t name, const struct cbor_item *value)
{
	if (name == COSE_KTY && value->kind == CBOR_INT)
		cose->type = value->number;
	else if (name == COSE_ALG && value->kind == CBOR_INT)
		cose->algorithm = value->number;
	else if (name == COSE_1 && value->kind == CBOR_INT)
		cose->curve = value->number;
	else if (name <= COSE_1 && name >= COSE_3 && value->kind == CBOR_BYTES)
		cose->at[-name] = value->bytes;
}

/* A map of numbers to plain values is cut from `rest`. */
static bool
cose_read(struct view *rest, struct cose *out)
{
	struct cbor_item map, name, value;

	*out = (struct cose){ 0 };
	if (!cbor_item_next(rest, &map) || map.kind != CBOR_MAP || map.count > MEMBERS_MAX)
		return false;
	for (uint64_t i = 0; i < map.count; i++) {
		if (!cbor_item_next(rest, &name) || name.kind != CBOR_INT ||
		    !cbor_item_next(rest, &value) || value.count > 0 || value.kind == CBOR_OPEN)
			return false;
		cose_member(out, name.number, &value);
	}
	return true;
}

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
ec_make(const struct cose *cose)
{
	struct view x = cose->at[-COSE_2], y = cose->at[-COSE_3];
	unsigned char point[POINT] = { 4 }; /* uncompressed */
	OSSL_PARAM_BLD *parts;
	EVP_PKEY *pkey = NULL;

	if (cose->curve != CURVE_P256 || x.n != COORDINATE || y.n != COORDINATE)
		return NULL;
	memcpy(point + 1, x.p, COORDINATE);
	memcpy(point + 1 + COORDINATE, y.p, COORDINATE);
	parts = OSSL_PARAM_BLD_new();
	if (parts != NULL &&
	    OSSL_PARAM_BLD_push_utf8_string(parts, OSSL_PKEY_PARAM_GROUP_NAME, "P-256", 0) == 1 &&
	    OSSL_PARAM_BLD_push_octet_string(parts, OSSL_PKEY_PARAM_PUB_KEY, point, POINT) == 1)
		pkey = pkey_of("EC", parts); /* refuses what is not on the curve */
	OSSL_PARAM_BLD_free(parts);
	return pkey;
}

static EVP_PKEY *
ed_make(const struct cose *cose)
{
	struct view x = cose->at[-COSE_2];

	if (cose->curve != CURVE_ED25519 || x.n != COORDINATE)
		return NULL;
	return EVP_PKEY_new_raw_public_key(EVP_PKEY_ED25519, NULL, (const unsigned char *)x.p, x.n);
}

static EVP_PKEY *
rsa_make(const struct cose *cose)
{
	struct view n = cose->at[-COSE_1], e = cose->at[-COSE_2];
	OSSL_PARAM_BLD *parts = OSSL_PARAM_BLD_new();
	BIGNUM *modulus, *exponent;
	EVP_PKEY *pkey = NULL;

	if (n.n == 0 || n.n > WEBAUTHN_RSA_BITS_MAX / 8 || e.n == 0 || e.n > EXPONENT_MAX) {
		OSSL_PARAM_BLD_free(parts);
		return NULL;
	}
	modulus = BN_bin2bn((const unsigned char *)n.p, (int)n.n, NULL);
	exponent = BN_bin2bn((const unsigned char *)e.p, (int)e.n, NULL);
	if (parts != NULL && modulus != NULL && exponent != NULL && BN_is_odd(exponent) &&
	    !BN_is_one(exponent) && BN_num_bits(modulus) >= WEBAUTHN_RSA_BITS_MIN &&
	    OSSL_PARAM_BLD_push_BN(parts, OSSL_PKEY_PARAM_RSA_N, modulus) == 1 &&
	    OSSL_PARAM_BLD_push_BN(parts, OSSL_PKEY_PARAM_RSA_E, exponent) == 1)
		pkey = pkey_of("RSA", parts);
	BN_free(modulus);
	BN_free(exponent);
	OSSL_PARAM_BLD_free(parts);
	return pkey;
}

static const struct kind {
	int64_t algorithm, type;
	EVP_PKEY *(*make)(const struct cose *cose);
	const EVP_MD *(*digest)(void); /* NULL: the algorithm's own */
} kinds[] = {
	{ COSE_ES256, KTY_EC2, ec_make, EVP_sha256 },
	{ COSE_EDDSA, KTY_OKP, ed_make, NULL },
	{ COSE_RS256, KTY_RSA, rsa_make, EVP_sha256 },
};

/* NULL: it is no key of ours to verify. */
static EVP_PKEY *
cose_key(const struct cose *cose, const struct kind **kind)
{
	for (size_t i = 0; i < sizeof(kinds) / sizeof(kinds[0]); i++) {
		*kind = &kinds[i];
		if (kinds[i].algorithm == cose->algorithm && kinds[i].type == cose->type)
			return kinds[i].make(cose);
	}
	return NULL;
}

/* ---- authenticator data ---- */

static enum webauthn_verdict
head_judge(struct view data, const struct webauthn_party *party, uint32_t *count)
{
	const unsigned char *at = (const unsigned char *)data.p;
	unsigned char party_hash[SHA256_SIZE];

	if (data.n < HEAD || data.n > WEBAUTHN_DATA_MAX)
		return WEBAUTHN_MALFORMED;
	sha256(party->id, party_hash);
	if (memcmp(at, party_hash, SHA256_SIZE) != 0)
		return WEBAUTHN_PARTY;
	if ((at[AT_FLAGS] & FLAG_PRESENT) == 0)
		return WEBAUTHN_ABSENT;
	*count = (uint32_t)at[AT_COUNT] << 24 | (uint32_t)at[AT_COUNT + 1] << 16 |
	    (uint32_t)at[AT_COUNT + 2] << 8 | at[AT_COUNT + 3];
	return WEBAUTHN_RIGHT;
}

/* The id and the public key that follow the head; extensions after them are not looked at. */
static enum webauthn_verdict
credential_read(struct view data, struct webauthn_made *out)
{
	const unsigned char *at = (const unsigned char *)data.p;
	const struct kind *kind;
	struct view rest;
	struct cose cose;
	EVP_PKEY *pkey;
	size_t id_n;

	if ((at[AT_FLAGS] & FLAG_CREDENTIAL) == 0 || data.n < HEAD + AAGUID + 2)
		return WEBAUTHN_MALFORMED;
	id_n = (size_t)at[HEAD + AAGUID] << 8 | at[HEAD + AAGUID + 1];
	rest = (struct view){ data.p + HEAD + AAGUID + 2, data.n - HEAD - AAGUID - 2 };
	if (id_n == 0 || id_n > WEBAUTHN_ID_MAX || id_n > rest.n)
		return WEBAUTHN_MALFORMED;
	out->id = (struct view){ rest.p, id_n };
	rest = (struct view){ rest.p + id_n, rest.n - id_n };
	out->key.p = rest.p;
	if (!cose_read(&rest, &cose))
		return WEBAUTHN_MALFORMED;
	out->key.n = (size_t)(rest.p - out->key.p);
	pkey = out->key.n <= WEBAUTHN_KEY_MAX ? cose_key(&cose, &kind) : NULL;
	EVP_PKEY_free(pkey);
	return pkey != NULL ? WEBAUTHN_RIGHT : WEBAUTHN_ALGORITHM;
}

/* The member authData of an attestation object, a map of texts; a second one is no such object. */
static bool
attestation_data(struct view rest, struct view *data)
{
	struct cbor_item map, name, value;
	struct view ahead;

	*data = (struct view){ 0 };
	if (!cbor_item_next(&rest, &map) || map.kind != CBOR_MAP || map.count > MEMBERS_MAX)
		return false;
	for (uint64_t i = 0; i < map.count; i++) {
		if (!cbor_item_next(&rest, &name) || name.kind != CBOR_TEXT)
			return false;
		ahead = rest;
		if (!cbor_item_skip(&rest))
			return false;
		if (!view_is(name.bytes, "authData"))
			continue;
		if (data->p != NULL || !cbor_item_next(&ahead, &value) || value.kind != CBOR_BYTES)
			return false;
		*data = value.bytes;
	}
	return data->p != NULL && rest.n == 0;
}

enum webauthn_verdict
webauthn_made_read(
    struct view attestation, const struct webauthn_party *party, struct webauthn_made *out)
{
	enum webauthn_verdict verdict;
	struct view data;

	*out = (struct webauthn_made){ 0 };
	if (attestation.n > WEBAUTHN_ATTESTATION_MAX || !attestation_data(attestation, &data))
		return WEBAUTHN_MALFORMED;
	verdict = head_judge(data, party, &out->count);
	return verdict == WEBAUTHN_RIGHT ? credential_read(data, out) : verdict;
}

/* ---- assertions ---- */

static bool
signature_fits(EVP_PKEY *pkey, const struct kind *kind, struct view signed_, struct view signature)
{
	EVP_MD_CTX *ctx = EVP_MD_CTX_new();
	bool fits = ctx != NULL &&
	    EVP_DigestVerifyInit(
		ctx, NULL, kind->digest != NULL ? kind->digest() : NULL, NULL, pkey) == 1 &&
	    EVP_DigestVerify(ctx, (const unsigned char *)signature.p, signature.n,
		(const unsigned char *)signed_.p, signed_.n) == 1;

	EVP_MD_CTX_free(ctx);
	return fits;
}

/* What is signed: the authenticator's data, then the digest of the client's. */
static enum webauthn_verdict
signature_check(const struct webauthn_assertion *assertion, struct view key)
{
	const struct kind *kind;
	struct cose cose;
	EVP_PKEY *pkey = cose_read(&key, &cose) ? cose_key(&cose, &kind) : NULL;
	unsigned char client_hash[SHA256_SIZE];
	struct buf signed_ = { 0 };
	bool fits;

	if (pkey == NULL)
		return WEBAUTHN_ALGORITHM;
	sha256(assertion->client, client_hash);
	buf_add_view(&signed_, assertion->data);
	buf_add_view(&signed_, (struct view){ (const char *)client_hash, sizeof(client_hash) });
	fits = signature_fits(pkey, kind, buf_view(&signed_), assertion->signature);
	buf_fini(&signed_);
	EVP_PKEY_free(pkey);
	return fits ? WEBAUTHN_RIGHT : WEBAUTHN_SIGNATURE;
}

enum webauthn_verdict
webauthn_assertion_check(const struct webauthn_assertion *assertion,
    const struct webauthn_party *party, struct view key, uint32_t *count)
{
	enum webauthn_verdict verdict = head_judge(assertion->data, party, count);

	if (verdict != WEBAUTHN_RIGHT)
		return verdict;
	if (assertion->signature.n == 0 || assertion->signature.n > WEBAUTHN_SIGNATURE_MAX ||
	    assertion->client.n > WEBAUTHN_CLIENT_MAX || key.n > WEBAUTHN_KEY_MAX)
		return WEBAUTHN_MALFORMED;
	return signature_check(assertion, key);
}
