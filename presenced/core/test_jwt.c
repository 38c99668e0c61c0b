/* jwt: tokens that another library made are right; each change of one is told apart. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "common/base/bytes.h"
#include "presenced/core/jwt.h"
#include "presenced/core/jwt_samples.h"

static enum jwt_verdict
verdict_of(const char *token, const struct jwt_keys *keys)
{
	json_t *claims;
	enum jwt_verdict verdict = jwt_read(view_of(token), keys, &claims);

	assert_int_equal(verdict == JWT_RIGHT, claims != NULL);
	json_decref(claims);
	return verdict;
}

static void
tokens_of_both_algorithms_are_right_and_no_byte_of_them_may_change(void **unused)
{
	static const char *const tokens[] = { sample_rs256, sample_es256 };
	struct jwt_keys *keys = jwt_keys_read(view_of(sample_keys));

	(void)unused;
	assert_non_null(keys);
	assert_int_equal(jwt_keys_count(keys), 2);
	for (size_t i = 0; i < 2; i++) {
		char *token = mem_text(tokens[i]);
		size_t n = strlen(token);

		assert_int_equal(verdict_of(token, keys), JWT_RIGHT);
		/* The last character of a part holds unused bits, which must be zero: another one is malformed
		 * or another signature. */
		for (size_t at = 0; at < n; at++) {
			char was = token[at];

			token[at] = was == 'A' ? 'B' : 'A';
			assert_int_not_equal(verdict_of(token, keys), JWT_RIGHT);
			token[at] = was;
		}
		for (size_t cut = 0; cut < n; cut += 7) {
			char was = token[cut];

			token[cut] = '\0';
			assert_int_not_equal(verdict_of(token, keys), JWT_RIGHT);
			token[cut] = was;
		}
		free(token);
	}
	jwt_keys_free(keys);
}

/* The sample's token with another head. */
static enum jwt_verdict
with_head(const char *head, const struct jwt_keys *keys)
{
	struct buf token = { 0 };
	enum jwt_verdict verdict;

	base64url_encode(view_of(head), &token);
	buf_add_text(&token, strchr(sample_rs256, '.'));
	verdict = verdict_of(token.p, keys);
	buf_fini(&token);
	return verdict;
}

static void
a_token_does_not_choose_how_it_is_verified(void **unused)
{
	static const struct {
		const char *head;
		enum jwt_verdict verdict;
	} cases[] = {
		{ "{\"alg\":\"none\",\"kid\":\"rs256\"}", JWT_ALGORITHM },
		{ "{\"alg\":\"HS256\",\"kid\":\"rs256\"}", JWT_ALGORITHM },
		{ "{\"alg\":\"RS512\",\"kid\":\"rs256\"}", JWT_ALGORITHM },
		{ "{\"alg\":\"rs256\",\"kid\":\"rs256\"}", JWT_ALGORITHM },
		{ "{\"kid\":\"rs256\"}", JWT_ALGORITHM },
		{ "{\"alg\":\"RS256\",\"kid\":\"rs256\",\"crit\":[\"exp\"]}", JWT_ALGORITHM },
		{ "{\"alg\":\"ES256\",\"kid\":\"rs256\"}", JWT_UNKNOWN_KEY },
		{ "{\"alg\":\"RS256\",\"kid\":\"other\"}", JWT_UNKNOWN_KEY },
		{ "{\"alg\":\"RS256\"}", JWT_SIGNATURE }, /* the one key of its kind is tried */
		{ "{\"alg\":\"RS256\",\"alg\":\"RS256\"}", JWT_MALFORMED },
		{ "[]", JWT_MALFORMED },
		{ "", JWT_MALFORMED },
	};
	struct jwt_keys *keys = jwt_keys_read(view_of(sample_keys));

	(void)unused;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++)
		assert_int_equal(with_head(cases[i].head, keys), cases[i].verdict);
	jwt_keys_free(keys);
}

static void
keys_that_are_weak_or_for_something_else_are_left_out(void **unused)
{
	static const char off_curve[] = /* a point that is not on it */
	    "{\"keys\":[{\"kty\":\"EC\",\"crv\":\"P-256\","
	    "\"x\":\"AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAE\","
	    "\"y\":\"AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAE\"}]}";
	static const char *const none[] = {
		"{\"keys\":[]}",
		"{\"keys\":[1,null,{}]}",
		"{\"keys\":[{\"kty\":\"RSA\",\"n\":\"AQAB\",\"e\":\"AQAB\"}]}", /* 17 bits */
		"{\"keys\":[{\"kty\":\"EC\",\"crv\":\"P-256\",\"x\":\"AA\",\"y\":\"AA\"}]}",
		off_curve,
		"{\"keys\":[{\"kty\":\"oct\",\"k\":\"AAAA\"}]}",
	};

	(void)unused;
	for (size_t i = 0; i < sizeof(none) / sizeof(none[0]); i++) {
		struct jwt_keys *keys = jwt_keys_read(view_of(none[i]));

		assert_non_null(keys);
		assert_int_equal(jwt_keys_count(keys), 0);
		assert_int_equal(verdict_of(sample_rs256, keys), JWT_UNKNOWN_KEY);
		jwt_keys_free(keys);
	}
	assert_null(jwt_keys_read(VIEW("{}")));
	assert_null(jwt_keys_read(VIEW("")));
	assert_null(jwt_keys_read(VIEW("{\"keys\":{}}")));
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(
		    tokens_of_both_algorithms_are_right_and_no_byte_of_them_may_change),
		cmocka_unit_test(a_token_does_not_choose_how_it_is_verified),
		cmocka_unit_test(keys_that_are_weak_or_for_something_else_are_left_out),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
