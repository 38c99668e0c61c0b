/* fuzz_oidc: what an identity provider, or somebody who says to be one, sends: keys, documents, tokens, claims
 * of any bytes are taken or refused; and codes as people type them. The first byte chooses, modulo 5, so that each gets its share of the inputs. */
#include <assert.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include "presenced/core/jwt.h"
#include "presenced/core/jwt_samples.h"
#include "presenced/core/oidc.h"
#include "presenced/core/one_time.h"
#include "tests/fuzz/fuzz.h"

int fuzz_reached; /* tokens that are right, documents that were read */

static void
token(struct view text)
{
	static struct jwt_keys *keys;
	json_t *claims;

	if (keys == NULL)
		keys = jwt_keys_read(view_of(sample_keys));
	/* Nobody has the keys: what is right is one of the samples. */
	if (jwt_read(text, keys, &claims) == JWT_RIGHT) {
		assert(view_is(text, sample_rs256) || view_is(text, sample_es256));
		fuzz_reached++;
	}
	json_decref(claims);
}

static void
key_set(struct view text)
{
	struct jwt_keys *keys = jwt_keys_read(text);
	json_t *claims;

	if (keys != NULL) {
		assert(jwt_keys_count(keys) <= JWT_KEYS_MAX);
		(void)jwt_read(view_of(sample_rs256), keys, &claims);
		json_decref(claims);
		(void)jwt_read(view_of(sample_es256), keys, &claims);
		json_decref(claims);
	}
	jwt_keys_free(keys);
}

static void
claims(struct view text)
{
	const struct oidc_expected expected = { "https://id.example", "us", "n", 1700000000 };
	json_t *json = json_loadb(text.p, text.n, 0, NULL);
	char name[OIDC_NAME_MAX + 1];

	(void)oidc_claims_judge(json, &expected);
	if (oidc_username(json, "email", VIEW("b.example"), name) == NULL)
		assert(name[0] != '\0');
	json_decref(json);
}

static void
document(struct view text)
{
	struct oidc_endpoints out;

	if (oidc_endpoints_read(text, "https://id.example", &out) == NULL) {
		assert(strlen(out.token) > 0 && strlen(out.token) <= OIDC_URL_MAX);
		fuzz_reached++;
	}
}

static void
code(struct view text)
{
	unsigned char hash[SHA256_SIZE];
	int64_t step = one_time_step(VIEW("12345678901234567890"), text, 1111111111, 0);

	assert(step == -1 || text.n == ONE_TIME_DIGITS);
	assert(!recovery_hash(text, hash) || step == -1);
}

static void (*const readers[])(struct view) = {
	['t' % 5] = token,
	['k' % 5] = key_set,
	['c' % 5] = claims,
	['d' % 5] = document,
	['l' % 5] = code,
};

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct view text;

	if (size == 0)
		return 0;
	text = (struct view){ (const char *)data + 1, size - 1 };
	readers[data[0] % (sizeof(readers) / sizeof(readers[0]))](text);
	return 0;
}
