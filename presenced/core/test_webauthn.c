/* webauthn: a key of each algorithm registers and answers; whatever differs from its answer is refused, and says why; what is cut is no answer. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <string.h>

#include <cmocka.h>
#include <openssl/core_names.h>
#include <openssl/ec.h>
#include <openssl/evp.h>
#include <openssl/rsa.h>

#include "common/base/bytes.h"
#include "presenced/core/webauthn.h"

enum { HEAD = 37, POINT = 65, SIGNATURE = 512 };

static struct webauthn_party party;

/* ---- a security key ---- */

static void
add_bytes(struct buf *out, const void *bytes, size_t n)
{
	const unsigned char head[] = { 0x59, (unsigned char)(n >> 8), (unsigned char)n };

	buf_add(out, head, sizeof(head));
	buf_add(out, bytes, n);
}

static void
cose_of_ec(EVP_PKEY *pkey, struct buf *out)
{
	unsigned char point[POINT];
	size_t n;

	assert_int_equal(EVP_PKEY_get_octet_string_param(
			     pkey, OSSL_PKEY_PARAM_PUB_KEY, point, sizeof(point), &n),
	    1);
	buf_add(out, "\xa5\x01\x02\x03\x26\x20\x01\x21", 8);
	add_bytes(out, point + 1, 32);
	buf_add(out, "\x22", 1);
	add_bytes(out, point + 33, 32);
}

static void
cose_of_ed(EVP_PKEY *pkey, struct buf *out)
{
	unsigned char raw[32];
	size_t n = sizeof(raw);

	assert_int_equal(EVP_PKEY_get_raw_public_key(pkey, raw, &n), 1);
	buf_add(out, "\xa4\x01\x01\x03\x27\x20\x06\x21", 8);
	add_bytes(out, raw, n);
}

static void
cose_of_rsa(EVP_PKEY *pkey, struct buf *out)
{
	unsigned char bytes[512];
	BIGNUM *n = NULL;

	assert_int_equal(EVP_PKEY_get_bn_param(pkey, OSSL_PKEY_PARAM_RSA_N, &n), 1);
	buf_add(out, "\xa4\x01\x03\x03\x39\x01\x00\x20", 8);
	add_bytes(out, bytes, (size_t)BN_bn2bin(n, bytes));
	buf_add(out, "\x21\x43\x01\x00\x01", 5);
	BN_free(n);
}

static const struct kind {
	const char *name;
	EVP_PKEY *(*make)(void);
	void (*cose)(EVP_PKEY *pkey, struct buf *out);
	const EVP_MD *(*digest)(void);
} kinds[];

static EVP_PKEY *
make_ec(void)
{
	return EVP_EC_gen("P-256");
}

static EVP_PKEY *
make_ed(void)
{
	return EVP_PKEY_Q_keygen(NULL, NULL, "ED25519");
}

static EVP_PKEY *
make_rsa(void)
{
	return EVP_RSA_gen(2048);
}

static EVP_PKEY *
make_small_rsa(void)
{
	return EVP_RSA_gen(1024);
}

enum { EC, ED, RSA_, KINDS, SMALL_RSA = KINDS };
static const struct kind kinds[] = {
	[EC] = { "ES256", make_ec, cose_of_ec, EVP_sha256 },
	[ED] = { "EdDSA", make_ed, cose_of_ed, NULL },
	[RSA_] = { "RS256", make_rsa, cose_of_rsa, EVP_sha256 },
	[SMALL_RSA] = { "RS256, 1024 bits", make_small_rsa, cose_of_rsa, EVP_sha256 },
};

static void
add_head(struct buf *out, const char *host, unsigned char flags, unsigned char count)
{
	unsigned char head[HEAD] = { 0 };

	sha256(view_of(host), head);
	head[32] = flags;
	head[36] = count;
	buf_add(out, head, sizeof(head));
}

static void
attestation_of(
    const struct kind *kind, EVP_PKEY *pkey, const char *host, unsigned char flags, struct buf *out)
{
	static const unsigned char aaguid[16];
	struct buf data = { 0 };

	add_head(&data, host, flags, 7);
	buf_add(&data, aaguid, sizeof(aaguid));
	buf_add(&data, "\0\4name", 6);
	kind->cose(pkey, &data);
	buf_add(out,
	    "\xa3\x63"
	    "fmt\x64none\x67"
	    "attStmt\xa0\x68"
	    "authData",
	    28);
	add_bytes(out, data.p, data.n);
	buf_fini(&data);
}

static const char client[] =
    "{\"type\":\"webauthn.get\",\"challenge\":\"AAEC\",\"origin\":\"https://desk.example\"}";

static void
sign(const struct kind *kind, EVP_PKEY *pkey, const struct buf *data, struct buf *out)
{
	unsigned char hash[SHA256_SIZE], signature[SIGNATURE];
	size_t n = sizeof(signature);
	EVP_MD_CTX *ctx = EVP_MD_CTX_new();
	struct buf text = { 0 };

	sha256(view_of(client), hash);
	buf_add(&text, data->p, data->n);
	buf_add(&text, hash, sizeof(hash));
	assert_int_equal(
	    EVP_DigestSignInit(ctx, NULL, kind->digest ? kind->digest() : NULL, NULL, pkey), 1);
	assert_int_equal(
	    EVP_DigestSign(ctx, signature, &n, (const unsigned char *)text.p, text.n), 1);
	buf_add(out, signature, n);
	EVP_MD_CTX_free(ctx);
	buf_fini(&text);
}

/* ---- tests ---- */

static void
a_key_of_each_algorithm_registers_and_answers(void **unused)
{
	(void)unused;
	for (int i = 0; i < KINDS; i++) {
		EVP_PKEY *pkey = kinds[i].make();
		struct buf attestation = { 0 }, data = { 0 }, signature = { 0 };
		struct webauthn_made made;
		uint32_t count;

		attestation_of(&kinds[i], pkey, "desk.example", 0x41, &attestation);
		assert_int_equal(
		    webauthn_made_read(buf_view(&attestation), &party, &made), WEBAUTHN_RIGHT);
		assert_true(view_is(made.id, "name"));
		assert_int_equal(made.count, 7);
		add_head(&data, "desk.example", 1, 9);
		sign(&kinds[i], pkey, &data, &signature);
		struct webauthn_assertion answer = { view_of(client), buf_view(&data),
			buf_view(&signature) };
		assert_int_equal(
		    webauthn_assertion_check(&answer, &party, made.key, &count), WEBAUTHN_RIGHT);
		assert_int_equal(count, 9);
		/* One bit of anything that is signed, or of the signature, makes it another's. */
		data.p[36] ^= 1;
		assert_int_equal(webauthn_assertion_check(&answer, &party, made.key, &count),
		    WEBAUTHN_SIGNATURE);
		data.p[36] ^= 1;
		answer.client = VIEW("{}");
		assert_int_equal(webauthn_assertion_check(&answer, &party, made.key, &count),
		    WEBAUTHN_SIGNATURE);
		answer.client = view_of(client);
		signature.p[signature.n - 1] ^= 1;
		assert_int_equal(webauthn_assertion_check(&answer, &party, made.key, &count),
		    WEBAUTHN_SIGNATURE);
		signature.p[signature.n - 1] ^= 1;
		assert_int_equal(webauthn_assertion_check(&answer, &party, VIEW("\xa0"), &count),
		    WEBAUTHN_ALGORITHM);
		buf_fini(&attestation);
		buf_fini(&data);
		buf_fini(&signature);
		EVP_PKEY_free(pkey);
	}
}

static void
a_registration_that_is_cut_or_longer_is_none(void **unused)
{
	EVP_PKEY *pkey = make_ec();
	struct buf attestation = { 0 };
	struct webauthn_made made;

	(void)unused;
	attestation_of(&kinds[EC], pkey, "desk.example", 0x41, &attestation);
	for (size_t n = 0; n < attestation.n; n++) {
		struct buf part = { 0 };

		buf_add(&part, attestation.p, n); /* by itself: a read beyond it shows */
		assert_int_equal(
		    webauthn_made_read(buf_view(&part), &party, &made), WEBAUTHN_MALFORMED);
		buf_fini(&part);
	}
	struct buf twice = { 0 };

	buf_add(&twice, "\xa4", 1);
	buf_add(&twice, attestation.p + 1, attestation.n - 1);
	buf_add(&twice,
	    "\x68"
	    "authData",
	    9);
	add_bytes(&twice, client, HEAD); /* of another host */
	assert_int_equal(webauthn_made_read(buf_view(&twice), &party, &made), WEBAUTHN_MALFORMED);
	buf_fini(&twice);
	buf_add(&attestation, "", 1);
	assert_int_equal(
	    webauthn_made_read(buf_view(&attestation), &party, &made), WEBAUTHN_MALFORMED);
	buf_fini(&attestation);
	EVP_PKEY_free(pkey);
}

static void
a_registration_of_another_host_untouched_or_of_a_weak_key_says_so(void **unused)
{
	static const struct {
		int kind;
		const char *host;
		unsigned char flags;
		enum webauthn_verdict wanted;
	} cases[] = {
		{ EC, "evil.example", 0x41, WEBAUTHN_PARTY },
		{ EC, "desk.example", 0x40, WEBAUTHN_ABSENT },
		{ EC, "desk.example", 0x01,
		    WEBAUTHN_MALFORMED }, /* says that no credential is in it */
		{ SMALL_RSA, "desk.example", 0x41, WEBAUTHN_ALGORITHM },
	};
	struct webauthn_made made;

	(void)unused;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		const struct kind *kind = &kinds[cases[i].kind];
		EVP_PKEY *pkey = kind->make();
		struct buf attestation = { 0 };

		attestation_of(kind, pkey, cases[i].host, cases[i].flags, &attestation);
		assert_int_equal(
		    webauthn_made_read(buf_view(&attestation), &party, &made), cases[i].wanted);
		buf_fini(&attestation);
		EVP_PKEY_free(pkey);
	}
}

static void
cbor_that_claims_more_than_there_is_is_refused_at_once(void **unused)
{
	static const struct view cases[] = { VIEW("\xbb\x10\0\0\0\0\0\0\0"),
		VIEW("\x9b\xff\xff\xff\xff\xff\xff\xff\xff"),
		VIEW("\xa1\x68"
		     "authData\x5b\xff\xff\xff\xff\xff\xff\xff\xff"),
		VIEW("\xbf\xff"),
		VIEW("\xa1\x61"
		     "a\x9f\xff"),
		VIEW("\xa1\x61"
		     "a\x9b\x80\0\0\0\0\0\0\0"),
		VIEW("\xa2\x68"
		     "authData\x41"
		     "a\x68"
		     "authData\x41"
		     "a"),
		VIEW("\xa1\x68"
		     "authData\x61"
		     "a"),
		VIEW("\xa0"), VIEW("\x00") };
	struct webauthn_made made;

	(void)unused;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++)
		assert_int_equal(webauthn_made_read(cases[i], &party, &made), WEBAUTHN_MALFORMED);
}

static void
client_data_are_of_this_step_and_origin(void **unused)
{
	static const struct {
		const char *text;
		enum webauthn_verdict wanted;
	} cases[] = {
		{ client, WEBAUTHN_RIGHT },
		{ "{\"type\":\"webauthn.create\",\"challenge\":\"AAEC\",\"origin\":\"https://"
		  "desk.example\"}",
		    WEBAUTHN_TYPE },
		{ "{\"type\":\"webauthn.get\",\"challenge\":\"AAEC\",\"origin\":\"http://"
		  "desk.example\"}",
		    WEBAUTHN_ORIGIN },
		{ "{\"type\":\"webauthn.get\",\"challenge\":\"AAEC\",\"origin\":\"https://"
		  "desk.example/\"}",
		    WEBAUTHN_ORIGIN },
		{ "{\"type\":\"webauthn.get\",\"challenge\":\"AAEC\",\"origin\":\"https://"
		  "desk.example\",\"crossOrigin\":true}",
		    WEBAUTHN_ORIGIN },
		{ "{\"type\":\"webauthn.get\",\"challenge\":\"AAEC\",\"origin\":\"https://"
		  "desk.example\",\"topOrigin\":\"https://evil.example\"}",
		    WEBAUTHN_ORIGIN },
		{ "{\"type\":\"webauthn.get\",\"challenge\":\"A+EC\",\"origin\":\"https://"
		  "desk.example\"}",
		    WEBAUTHN_MALFORMED },
		{ "{\"type\":\"webauthn.get\",\"type\":\"webauthn.get\",\"challenge\":\"AAEC\","
		  "\"origin\":\"https://desk.example\"}",
		    WEBAUTHN_MALFORMED },
		{ "{\"type\":\"webauthn.get\",\"origin\":\"https://desk.example\"}",
		    WEBAUTHN_MALFORMED },
		{ "[]", WEBAUTHN_MALFORMED },
		{ "", WEBAUTHN_MALFORMED },
	};

	(void)unused;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct buf challenge = { 0 };

		assert_int_equal(
		    webauthn_client_read(view_of(cases[i].text), WEBAUTHN_GET, &party, &challenge),
		    cases[i].wanted);
		if (cases[i].wanted == WEBAUTHN_RIGHT)
			assert_memory_equal(challenge.p, "\0\1\2", 3);
		buf_fini(&challenge);
	}
}

static void
the_party_is_the_host_of_the_pages(void **unused)
{
	static const struct {
		const char *url, *origin, *id; /* origin NULL: no security keys there */
	} cases[] = {
		{ "https://desk.example", "https://desk.example", "desk.example" },
		{ "https://desk.example:8443/", "https://desk.example:8443", "desk.example" },
		{ "http://localhost:8080", "http://localhost:8080", "localhost" },
		{ "http://a.localhost", "http://a.localhost", "a.localhost" },
		{ "http://desk.example", NULL, NULL },
		{ "http://notlocalhost", NULL, NULL },
		{ "http://127.0.0.1:8080", NULL, NULL },
		{ "https://127.0.0.1", NULL, NULL },
		{ "https://[::1]:8443", NULL, NULL },
		{ "https://", NULL, NULL },
		{ "ftp://desk.example", NULL, NULL },
	};

	(void)unused;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct webauthn_party out;

		assert_int_equal(
		    webauthn_party_of(view_of(cases[i].url), &out), cases[i].origin != NULL);
		if (cases[i].origin == NULL)
			continue;
		assert_true(view_is(out.origin, cases[i].origin));
		assert_true(view_is(out.id, cases[i].id));
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_key_of_each_algorithm_registers_and_answers),
		cmocka_unit_test(a_registration_that_is_cut_or_longer_is_none),
		cmocka_unit_test(a_registration_of_another_host_untouched_or_of_a_weak_key_says_so),
		cmocka_unit_test(cbor_that_claims_more_than_there_is_is_refused_at_once),
		cmocka_unit_test(client_data_are_of_this_step_and_origin),
		cmocka_unit_test(the_party_is_the_host_of_the_pages),
	};

	(void)webauthn_party_of(VIEW("https://desk.example"), &party);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
