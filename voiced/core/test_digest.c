/* Digest authentication: the RFCs' examples, what is no answer, which nonce and count are good how often. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "common/base/bytes.h"
#include "voiced/core/digest.h"

/* ---- the RFCs' examples ---- */

static const struct {
	const char *header, *password, *right;
} examples[] = {
	/* RFC 2617, 3.5 */
	{ "Digest username=\"Mufasa\", realm=\"testrealm@host.com\","
	  " nonce=\"dcd98b7102dd2f0e8b11d0f600bfb0c093\", uri=\"/dir/index.html\", qop=auth,"
	  " nc=00000001, cnonce=\"0a4f113b\", response=\"6629fae49393a05397450978507c4ef1\","
	  " opaque=\"5ccc069c403ebaf9f0171e9517f40e41\"",
	    "Circle Of Life", "6629fae49393a05397450978507c4ef1" },
	/* RFC 7616, 3.9.1, MD5 */
	{ "Digest username=\"Mufasa\", realm=\"http-auth@example.org\", uri=\"/dir/index.html\","
	  " algorithm=MD5, nonce=\"7ypf/xlj9XXwfDPEoM4URrv/xwf94BcCAzFZH4GiTo0v\", nc=00000001,"
	  " cnonce=\"f2/wE4q74E6zIJEtWaHKaf5wv/H5QzzpXusqGemxURZJ\", qop=auth,"
	  " response=\"8ca523f5e9506fed4657c9700eebdbec\","
	  " opaque=\"FQhe/qaU925kfnzjCev0ciny7QMkPqMAFRtzCUYo5tdS\"",
	    "Circle of Life", "8ca523f5e9506fed4657c9700eebdbec" },
	/* The same, SHA-256 */
	{ "Digest username=\"Mufasa\", realm=\"http-auth@example.org\", uri=\"/dir/index.html\","
	  " algorithm=SHA-256, nonce=\"7ypf/xlj9XXwfDPEoM4URrv/xwf94BcCAzFZH4GiTo0v\", nc=00000001,"
	  " cnonce=\"f2/wE4q74E6zIJEtWaHKaf5wv/H5QzzpXusqGemxURZJ\", qop=auth,"
	  " response=\"753927fa0e85d155564e2e272a28d1802ca10daf4496794697cf8db5856cb6c1\","
	  " opaque=\"FQhe/qaU925kfnzjCev0ciny7QMkPqMAFRtzCUYo5tdS\"",
	    "Circle of Life", "753927fa0e85d155564e2e272a28d1802ca10daf4496794697cf8db5856cb6c1" },
	/* RFC 7616, 3.9.2, SHA-512-256, without the hash of the name, as erratum 4897 corrects it */
	{ "Digest username=\"J\xc3\xa4s\xc3\xb8n Doe\", realm=\"api@example.org\", "
	  "uri=\"/doe.json\","
	  " algorithm=SHA-512-256, nonce=\"5TsQWLVdgBdmrQ0XsxbDODV+57QdFR34I9HAbC/RVvkK\","
	  " nc=00000001, cnonce=\"NTg6RKcb9boFIAS3KrFK9BGeh+iDa/sm6jUMp2wds69v\", qop=auth,"
	  " response=\"3798d4131c277846293534c3edc11bd8a5e4cdcbff78b05db9d95eeb1cec68a5\"",
	    "Secret, or not?", "3798d4131c277846293534c3edc11bd8a5e4cdcbff78b05db9d95eeb1cec68a5" },
};

static void
the_examples_of_the_rfcs_come_out_as_they_say(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof(examples) / sizeof(examples[0]); i++) {
		char ha1[DIGEST_HEX_SIZE], response[DIGEST_HEX_SIZE];
		struct digest_auth auth;

		assert_true(digest_auth_read(view_of(examples[i].header), &auth));
		digest_ha1(
		    auth.algorithm, auth.username, auth.realm, view_of(examples[i].password), ha1);
		digest_response(&auth, view_of(ha1), VIEW("GET"), response);
		assert_string_equal(response, examples[i].right);
		assert_true(view_is(auth.response, examples[i].right));
	}
}

static void
algorithms_have_their_names_and_none_is_md5(void **state)
{
	(void)state;
	for (enum digest_algorithm i = DIGEST_MD5; i < DIGEST_ALGORITHMS; i++)
		assert_int_equal(digest_algorithm_find(view_of(digest_algorithm_name(i))), i);
	assert_int_equal(digest_algorithm_find(VIEW("")), DIGEST_MD5);
	assert_int_equal(digest_algorithm_find(VIEW("sha-256")), DIGEST_SHA256);
	assert_int_equal(digest_algorithm_find(VIEW("MD5-sess")), DIGEST_ALGORITHMS);
}

/* ---- reading ---- */

#define WHOLE \
	"username=\"u\", realm=\"r\", nonce=\"n\", uri=\"sip:a\", response=\"x\", qop=auth, " \
	"nc=0000000a, cnonce=\"c\""

static void
values_are_read_in_any_order_quoted_or_not(void **state)
{
	static const char *const good[] = {
		WHOLE,
		"Digest " WHOLE,
		"  digest\t" WHOLE " ",
		WHOLE ", opaque=\"\", algorithm=\"MD5\"",
		WHOLE ", something=else, more=\"of, it\"",
		WHOLE ", userhash=false",
		"nc = 0000000A ,cnonce=c,qop=\"auth\",response=x,uri=\"sip:a\",nonce=n,realm=\"r\","
		"USERNAME=u",
	};

	(void)state;
	for (size_t i = 0; i < sizeof(good) / sizeof(good[0]); i++) {
		struct digest_auth auth;

		assert_true(digest_auth_read(view_of(good[i]), &auth));
		assert_true(view_is(auth.username, "u") && view_is(auth.realm, "r"));
		assert_true(view_is(auth.uri, "sip:a") && view_is(auth.cnonce, "c"));
		assert_int_equal(auth.nc, 10);
	}
}

static void
what_is_no_whole_answer_is_refused(void **state)
{
	static const char *const bad[] = {
		"",
		"Digest",
		"Digest ",
		"Basic dTpw",
		"username",
		"username=",
		"username=\"u",
		"=\"u\"",
		WHOLE ",",
		WHOLE ",,a=b",
		WHOLE " a=b",
		WHOLE ", username=\"v\"", /* twice */
		WHOLE ", algorithm=MD5, algorithm=SHA-256",
		WHOLE ", userhash=true",
		WHOLE ", a=\"b\\\"c\"", /* an escape */
		"username=\"u\", realm=\"r\", nonce=\"n\", uri=\"sip:a\", "
		"response=\"x\"", /* RFC 2069 */
		"username=\"u\", realm=\"r\", nonce=\"n\", uri=\"sip:a\", "
		"response=\"x\", qop=auth-int,"
		" nc=00000001, cnonce=\"c\"",
		"username=\"u\", realm=\"r\", nonce=\"n\", uri=\"sip:a\", "
		"response=\"x\", qop=auth,"
		" nc=00000000, cnonce=\"c\"",
		"username=\"u\", realm=\"r\", nonce=\"n\", uri=\"sip:a\", "
		"response=\"x\", qop=auth,"
		" nc=1, cnonce=\"c\"",
		"username=\"u\", realm=\"r\", nonce=\"n\", uri=\"sip:a\", "
		"response=\"x\", qop=auth,"
		" nc=0000000g, cnonce=\"c\"",
		"username=\"u\", realm=\"r\", nonce=\"n\", uri=\"sip:a\", "
		"response=\"x\", qop=auth,"
		" nc=00000001, cnonce=\"\"",
	};

	(void)state;
	for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++) {
		struct digest_auth auth;

		if (digest_auth_read(view_of(bad[i]), &auth))
			fail_msg("taken: %s", bad[i]);
	}
}

static void
what_is_too_long_or_too_much_is_refused(void **state)
{
	struct digest_auth auth;
	struct buf text = { 0 };

	(void)state;
	buf_add_text(&text, WHOLE ", a=\"");
	for (int i = 0; i < DIGEST_VALUE_MAX; i++)
		buf_add_char(&text, 'x');
	buf_add_char(&text, '"');
	assert_true(digest_auth_read(buf_view(&text), &auth));
	text.p[text.n - 1] = 'x';
	buf_add_char(&text, '"');
	assert_false(digest_auth_read(buf_view(&text), &auth));
	buf_clear(&text);
	buf_add_text(&text, WHOLE);
	for (int i = 8; i < DIGEST_VALUES_MAX; i++)
		buf_add_text(&text, ",a=b");
	assert_true(digest_auth_read(buf_view(&text), &auth));
	buf_add_text(&text, ",a=b");
	assert_false(digest_auth_read(buf_view(&text), &auth));
	while (text.n <= DIGEST_HEADER_MAX)
		buf_add_char(&text, ' ');
	assert_false(digest_auth_read(buf_view(&text), &auth));
	buf_fini(&text);
}

/* ---- the judgement ---- */

enum { NOW = 1700000000, LIFE = 300 };

#define PEER VIEW("192.0.2.1")

static struct digest_nonces nonces;

static int
set_up(void **state)
{
	(void)state;
	nonces = (struct digest_nonces){ .key = { 1, 2, 3 }, .life_s = LIFE };
	return 0;
}

/* Somebody who knows `password` answers `nonce` for the `nc`-th time. */
static enum digest_verdict
answered(const char *nonce, const char *password, uint32_t nc, int64_t now_s)
{
	char header[512], ha1[DIGEST_HEX_SIZE], response[DIGEST_HEX_SIZE];
	struct digest_auth auth;

	(void)snprintf(header, sizeof(header),
	    "username=\"u\", realm=\"r\", nonce=\"%s\", uri=\"sip:a\", response=\"x\", qop=auth, "
	    "nc=%08x, cnonce=\"c\", algorithm=SHA-256",
	    nonce, nc);
	assert_true(digest_auth_read(view_of(header), &auth));
	digest_ha1(DIGEST_SHA256, VIEW("u"), VIEW("r"), view_of(password), ha1);
	digest_response(&auth, view_of(ha1), VIEW("REGISTER"), response);
	auth.response = view_of(response);
	digest_ha1(DIGEST_SHA256, VIEW("u"), VIEW("r"), VIEW("secret"), ha1);
	return digest_judge(&nonces, &auth, view_of(ha1), VIEW("r"), VIEW("REGISTER"), PEER, now_s);
}

static void
a_right_answer_counts_once_for_each_count(void **state)
{
	char nonce[DIGEST_NONCE_SIZE];

	(void)state;
	digest_nonce_make(&nonces, PEER, NOW, 7, nonce);
	assert_int_equal(strlen(nonce), DIGEST_NONCE_SIZE - 1);
	assert_int_equal(answered(nonce, "wrong", 1, NOW), DIGEST_WRONG);
	assert_int_equal(answered(nonce, "secret", 1, NOW), DIGEST_RIGHT);
	assert_int_equal(answered(nonce, "secret", 1, NOW), DIGEST_STALE);
	assert_int_equal(answered(nonce, "secret", 3, NOW), DIGEST_RIGHT);
	assert_int_equal(answered(nonce, "secret", 2, NOW), DIGEST_RIGHT); /* overtaken on UDP */
	assert_int_equal(answered(nonce, "secret", 2, NOW), DIGEST_STALE);
	assert_int_equal(answered(nonce, "secret", 3 + DIGEST_WINDOW, NOW), DIGEST_RIGHT);
	assert_int_equal(answered(nonce, "secret", 3, NOW), DIGEST_STALE);
	assert_int_equal(answered(nonce, "secret", 4, NOW), DIGEST_RIGHT);
	assert_int_equal(answered(nonce, "secret", UINT32_MAX, NOW), DIGEST_RIGHT);
	assert_int_equal(answered(nonce, "secret", UINT32_MAX, NOW), DIGEST_STALE);
}

static void
a_nonce_is_good_for_its_life_and_only_here(void **state)
{
	char nonce[DIGEST_NONCE_SIZE], other[DIGEST_NONCE_SIZE];

	(void)state;
	digest_nonce_make(&nonces, PEER, NOW, 7, nonce);
	assert_int_equal(answered(nonce, "secret", 1, NOW + LIFE), DIGEST_RIGHT);
	assert_int_equal(answered(nonce, "secret", 2, NOW + LIFE + 1), DIGEST_STALE);
	assert_int_equal(answered(nonce, "wrong", 2, NOW + LIFE + 1), DIGEST_WRONG);
	assert_int_equal(answered(nonce, "secret", 3, NOW - 1), DIGEST_STALE); /* of the future */
	memcpy(other, nonce, sizeof(other));
	for (size_t i = 0; i < strlen(nonce); i++) {
		other[i] = nonce[i] == '0' ? '1' : '0';
		assert_int_equal(answered(other, "secret", 4, NOW), DIGEST_STALE);
		other[i] = nonce[i];
	}
	assert_true(digest_nonce_given(&nonces, PEER, view_of(nonce)));
	assert_false(digest_nonce_given(&nonces, VIEW("192.0.2.2"), view_of(nonce)));
	digest_nonce_make(&nonces, VIEW("192.0.2.2"), NOW, 8, other); /* given to somebody else */
	assert_int_equal(answered(other, "secret", 1, NOW), DIGEST_STALE);
	nonces.key[0]++;
	assert_int_equal(answered(nonce, "secret", 5, NOW), DIGEST_STALE);
	assert_int_equal(answered("n", "secret", 5, NOW), DIGEST_STALE);
}

static void
nobody_is_no_user_even_with_the_hash_of_nobody(void **state)
{
	char nonce[DIGEST_NONCE_SIZE], header[512], response[DIGEST_HEX_SIZE];
	struct digest_auth auth;

	(void)state;
	digest_nonce_make(&nonces, PEER, NOW, 7, nonce);
	(void)snprintf(header, sizeof(header),
	    "username=\"u\", realm=\"r\", nonce=\"%s\", uri=\"sip:a\", response=\"x\", qop=auth, "
	    "nc=00000001, cnonce=\"c\"",
	    nonce);
	assert_true(digest_auth_read(view_of(header), &auth));
	digest_response(&auth, VIEW(""), VIEW("REGISTER"), response);
	auth.response = view_of(response);
	assert_int_equal(
	    digest_judge(&nonces, &auth, VIEW(""), VIEW("r"), VIEW("REGISTER"), PEER, NOW),
	    DIGEST_WRONG);
	/* Another realm's answer, another method's, an algorithm that nobody knows. */
	digest_response(&auth, VIEW("h"), VIEW("REGISTER"), response);
	assert_int_equal(
	    digest_judge(&nonces, &auth, VIEW("h"), VIEW("s"), VIEW("REGISTER"), PEER, NOW),
	    DIGEST_WRONG);
	assert_int_equal(
	    digest_judge(&nonces, &auth, VIEW("h"), VIEW("r"), VIEW("INVITE"), PEER, NOW),
	    DIGEST_WRONG);
	auth.algorithm = DIGEST_ALGORITHMS;
	auth.response = VIEW("");
	assert_int_equal(
	    digest_judge(&nonces, &auth, VIEW("h"), VIEW("r"), VIEW("REGISTER"), PEER, NOW),
	    DIGEST_WRONG);
}

/* With more nonces in use than fit, some clients are asked again; no answer is ever taken twice. */
static void
a_full_table_forgets_no_answer(void **state)
{
	enum { MANY = DIGEST_NONCES * 2, SECONDS = 100 };
	static char given[MANY][DIGEST_NONCE_SIZE];
	int right = 0;

	(void)state;
	for (int i = 0; i < MANY; i++) {
		int64_t now = NOW + i / (MANY / SECONDS);

		digest_nonce_make(&nonces, PEER, now, random_u64(), given[i]);
		right += answered(given[i], "secret", 1, now) == DIGEST_RIGHT;
	}
	assert_in_range(right, DIGEST_NONCES, MANY);
	for (int i = 0; i < MANY; i += 7)
		assert_int_not_equal(answered(given[i], "secret", 1, NOW + SECONDS), DIGEST_RIGHT);
}

/* ---- the client's side ---- */

static const struct {
	const char *challenge, *username, *password, *uri, *cnonce, *response;
} challenged[] = {
	/* RFC 7616, 3.9.1: the server offers both; MD5 and SHA-256 */
	{ "Digest realm=\"http-auth@example.org\", qop=\"auth, auth-int\", algorithm=MD5,"
	  " nonce=\"7ypf/xlj9XXwfDPEoM4URrv/xwf94BcCAzFZH4GiTo0v\","
	  " opaque=\"FQhe/qaU925kfnzjCev0ciny7QMkPqMAFRtzCUYo5tdS\"",
	    "Mufasa", "Circle of Life", "/dir/index.html",
	    "f2/wE4q74E6zIJEtWaHKaf5wv/H5QzzpXusqGemxURZJ", "8ca523f5e9506fed4657c9700eebdbec" },
	{ "Digest realm=\"http-auth@example.org\", qop=\"auth, auth-int\", algorithm=SHA-256,"
	  " nonce=\"7ypf/xlj9XXwfDPEoM4URrv/xwf94BcCAzFZH4GiTo0v\","
	  " opaque=\"FQhe/qaU925kfnzjCev0ciny7QMkPqMAFRtzCUYo5tdS\"",
	    "Mufasa", "Circle of Life", "/dir/index.html",
	    "f2/wE4q74E6zIJEtWaHKaf5wv/H5QzzpXusqGemxURZJ",
	    "753927fa0e85d155564e2e272a28d1802ca10daf4496794697cf8db5856cb6c1" },
	/* RFC 7616, 3.9.2, without userhash, which is offered and needs not be taken; erratum 4897 */
	{ "Digest realm=\"api@example.org\", qop=\"auth\", algorithm=SHA-512-256,"
	  " nonce=\"5TsQWLVdgBdmrQ0XsxbDODV+57QdFR34I9HAbC/RVvkK\", charset=UTF-8, userhash=true",
	    "J\xc3\xa4s\xc3\xb8n Doe", "Secret, or not?", "/doe.json",
	    "NTg6RKcb9boFIAS3KrFK9BGeh+iDa/sm6jUMp2wds69v",
	    "3798d4131c277846293534c3edc11bd8a5e4cdcbff78b05db9d95eeb1cec68a5" },
	/* RFC 2617, 3.5; the algorithm is not said */
	{ "Digest realm=\"testrealm@host.com\", qop=\"auth,auth-int\","
	  " nonce=\"dcd98b7102dd2f0e8b11d0f600bfb0c093\", "
	  "opaque=\"5ccc069c403ebaf9f0171e9517f40e41\"",
	    "Mufasa", "Circle Of Life", "/dir/index.html", "0a4f113b",
	    "6629fae49393a05397450978507c4ef1" },
	/* RFC 2069, 2.4, as its erratum 749 corrects it: no qop */
	{ "Digest realm=\"testrealm@host.com\", nonce=\"dcd98b7102dd2f0e8b11d0f600bfb0c093\","
	  " opaque=\"5ccc069c403ebaf9f0171e9517f40e41\"",
	    "Mufasa", "CircleOfLife", "/dir/index.html", "x", "1949323746fe6a43ef61f9606e7febea" },
};

static void
a_challenge_is_answered_as_the_rfcs_say(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof(challenged) / sizeof(challenged[0]); i++) {
		struct digest_challenge challenge;
		struct buf answer = { 0 };
		char part[DIGEST_HEX_SIZE + 16];

		assert_true(digest_challenge_read(view_of(challenged[i].challenge), &challenge));
		assert_false(challenge.stale);
		assert_true(digest_answer(&challenge,
		    &(struct digest_login){
			view_of(challenged[i].username), view_of(challenged[i].password) },
		    VIEW("GET"), view_of(challenged[i].uri), 1, view_of(challenged[i].cnonce),
		    &answer));
		(void)snprintf(part, sizeof(part), "response=\"%s\"", challenged[i].response);
		if (strstr(answer.p, part) == NULL)
			print_message("%s\n", answer.p);
		assert_non_null(strstr(answer.p, part));
		assert_null(strstr(answer.p, challenged[i].password));
		assert_int_equal(strstr(answer.p, "qop=auth, nc=00000001") != NULL, challenge.qop);
		assert_int_equal(strstr(answer.p, "opaque=\"") != NULL, challenge.opaque.p != NULL);
		buf_fini(&answer);
	}
}

/* What we answer our own server takes, for each algorithm. */
static void
our_own_server_takes_our_answer(void **state)
{
	static struct digest_nonces server = { .key = { 1 }, .life_s = 60 };

	(void)state;
	for (enum digest_algorithm i = DIGEST_MD5; i < DIGEST_ALGORITHMS; i++) {
		char nonce[DIGEST_NONCE_SIZE], ha1[DIGEST_HEX_SIZE];
		struct buf text = { 0 }, answer = { 0 };
		struct digest_challenge challenge;
		struct digest_auth auth;

		digest_nonce_make(&server, PEER, 100, (uint64_t)i + 1, nonce);
		buf_addf(&text,
		    "Digest realm=\"r\", nonce=\"%s\", algorithm=%s, qop=\"auth\", stale=TRUE",
		    nonce, digest_algorithm_name(i));
		assert_true(digest_challenge_read(buf_view(&text), &challenge));
		assert_true(challenge.stale);
		digest_ha1(i, VIEW("u"), VIEW("r"), VIEW("p"), ha1);
		for (uint32_t nc = 1; nc <= 2; nc++) {
			buf_clear(&answer);
			assert_true(digest_answer(&challenge,
			    &(struct digest_login){ VIEW("u"), VIEW("p") }, VIEW("INVITE"),
			    VIEW("sip:+4930123456@example.com"), nc, VIEW("abc"), &answer));
			assert_true(digest_auth_read(buf_view(&answer), &auth));
			assert_int_equal(digest_judge(&server, &auth, view_of(ha1), VIEW("r"),
					     VIEW("INVITE"), PEER, 101),
			    DIGEST_RIGHT);
			assert_int_equal(digest_judge(&server, &auth, view_of(ha1), VIEW("r"),
					     VIEW("INVITE"), PEER, 101),
			    DIGEST_STALE);
		}
		buf_fini(&text);
		buf_fini(&answer);
	}
}

static void
what_is_no_challenge_that_we_know_is_not_answered(void **state)
{
	static const char *const wrong[] = { "", "Digest", "Basic realm=\"r\"",
		"Digest realm=\"r\"", "Digest nonce=\"n\"", "Digest realm=\"r\", nonce=\"\"",
		"Digest realm=\"r\", nonce=\"n\", algorithm=MD5-sess",
		"Digest realm=\"r\", nonce=\"n\", algorithm=SHA-1",
		"Digest realm=\"r\", nonce=\"n\", qop=\"auth-int\"",
		"Digest realm=\"r\", nonce=\"n\", qop=\"\"",
		"Digest realm=\"r\", realm=\"s\", nonce=\"n\"",
		"Digest realm=\"r\", nonce=\"n\", stale=true, stale=false",
		"Digest realm=\"a\\\"b\", nonce=\"n\"", "Digest realm=\"r\", nonce=\"n\",",
		"Digest realm=\"r\", nonce=\"n\r\nX: y\"" };
	struct digest_challenge challenge;
	struct buf answer = { 0 };

	(void)state;
	for (size_t i = 0; i < sizeof(wrong) / sizeof(wrong[0]); i++)
		if (digest_challenge_read(view_of(wrong[i]), &challenge))
			fail_msg("%s", wrong[i]);
	assert_true(digest_challenge_read(VIEW("Digest realm=\"r\", nonce=\"n\""), &challenge));
	assert_false(digest_answer(&challenge, &(struct digest_login){ VIEW("u\"x"), VIEW("p") },
	    VIEW("INVITE"), VIEW("sip:a"), 1, VIEW("c"), &answer));
	assert_false(digest_answer(&challenge, &(struct digest_login){ VIEW("u"), VIEW("p") },
	    VIEW("INVITE"), VIEW("sip:a\r\n"), 1, VIEW("c"), &answer));
	assert_false(digest_answer(&challenge, &(struct digest_login){ VIEW("u"), VIEW("p") },
	    VIEW("INVITE"), VIEW("sip:a"), 0, VIEW("c"), &answer));
	assert_int_equal(answer.n, 0);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_examples_of_the_rfcs_come_out_as_they_say),
		cmocka_unit_test(algorithms_have_their_names_and_none_is_md5),
		cmocka_unit_test(values_are_read_in_any_order_quoted_or_not),
		cmocka_unit_test(what_is_no_whole_answer_is_refused),
		cmocka_unit_test(what_is_too_long_or_too_much_is_refused),
		cmocka_unit_test_setup(a_right_answer_counts_once_for_each_count, set_up),
		cmocka_unit_test_setup(a_nonce_is_good_for_its_life_and_only_here, set_up),
		cmocka_unit_test_setup(nobody_is_no_user_even_with_the_hash_of_nobody, set_up),
		cmocka_unit_test_setup(a_full_table_forgets_no_answer, set_up),
		cmocka_unit_test(a_challenge_is_answered_as_the_rfcs_say),
		cmocka_unit_test(our_own_server_takes_our_answer),
		cmocka_unit_test(what_is_no_challenge_that_we_know_is_not_answered),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
