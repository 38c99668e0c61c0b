/* oidc: discovery documents, claims and names by table; the vector of RFC 7636. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "presenced/core/oidc.h"

#define NOW 1700000000
#define GOOD \
	"'iss':'https://" \
	"id.example','aud':'us','sub':'1','nonce':'n','exp':1700000100,'iat':1700000000"

static json_t *
json_of(const char *text)
{
	char *copy = mem_text(text);
	json_t *json;

	for (char *c = copy; *c != '\0'; c++)
		if (*c == '\'')
			*c = '"';
	json = json_loads(copy, 0, NULL);
	assert_non_null(json);
	free(copy);
	return json;
}

static void
claims_are_ours_theirs_and_of_now(void **unused)
{
	static const struct {
		const char *claims, *why; /* a word of the reason; NULL: they are right */
	} cases[] = {
		{ "{" GOOD "}", NULL },
		{ "{" GOOD ",'azp':'us'}", NULL },
		{ "{" GOOD ",'nbf':1700000059}", NULL },
		{ "{" GOOD ",'azp':'them'}", "audience" },
		{ "{" GOOD ",'nbf':1700000061}", "yet" },
		{ "{'aud':['us'],'iss':'https://"
		  "id.example','sub':'1','nonce':'n','exp':1700000100,'iat':1700000000}",
		    NULL },
		{ "{'aud':['us','them'],'azp':'us','iss':'https://"
		  "id.example','sub':'1','nonce':'n','exp':1700000100,'iat':1700000000}",
		    NULL },
		{ "{'aud':['us','them'],'iss':'https://"
		  "id.example','sub':'1','nonce':'n','exp':1700000100,'iat':1700000000}",
		    "audience" },
		{ "{'aud':['them'],'iss':'https://"
		  "id.example','sub':'1','nonce':'n','exp':1700000100,'iat':1700000000}",
		    "audience" },
		{ "{'aud':7,'iss':'https://"
		  "id.example','sub':'1','nonce':'n','exp':1700000100,'iat':1700000000}",
		    "audience" },
		{ "{'aud':'us','iss':'https://id.example/"
		  "','sub':'1','nonce':'n','exp':1700000100,'iat':1700000000}",
		    "issuer" },
		{ "{'aud':'us','iss':'https://"
		  "id.example','sub':'','nonce':'n','exp':1700000100,'iat':1700000000}",
		    "nobody" },
		{ "{'aud':'us','iss':'https://"
		  "id.example','sub':1,'nonce':'n','exp':1700000100,'iat':1700000000}",
		    "nobody" },
		{ "{'aud':'us','iss':'https://"
		  "id.example','sub':'1','nonce':'m','exp':1700000100,'iat':1700000000}",
		    "nonce" },
		{ "{'aud':'us','iss':'https://"
		  "id.example','sub':'1','exp':1700000100,'iat':1700000000}",
		    "nonce" },
		{ "{'aud':'us','iss':'https://"
		  "id.example','sub':'1','nonce':'n','exp':1699999941,'iat':1699999000}",
		    NULL },
		{ "{'aud':'us','iss':'https://"
		  "id.example','sub':'1','nonce':'n','exp':1699999940,'iat':1699999000}",
		    "expired" },
		{ "{'aud':'us','iss':'https://"
		  "id.example','sub':'1','nonce':'n','exp':'1700000100','iat':1700000000}",
		    "expired" },
		{ "{'aud':'us','iss':'https://"
		  "id.example','sub':'1','nonce':'n','exp':1700000100,'iat':1700000061}",
		    "future" },
		{ "{'aud':'us','iss':'https://id.example','sub':'1','nonce':'n','exp':1700000100}",
		    "future" },
		{ "{}", "issuer" },
	};
	const struct oidc_expected expected = { "https://id.example", "us", "n", NOW };

	(void)unused;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		json_t *claims = json_of(cases[i].claims);
		const char *why = oidc_claims_judge(claims, &expected);

		if (cases[i].why == NULL)
			assert_null(why);
		else
			assert_true(why != NULL && strstr(why, cases[i].why) != NULL);
		json_decref(claims);
	}
}

static void
a_name_is_a_verified_address_of_an_allowed_domain(void **unused)
{
	static const struct {
		const char *claims, *claim, *domains, *name; /* NULL: refused */
	} cases[] = {
		{ "{'email':'m@a.example','email_verified':true}", "email", "", "m@a.example" },
		{ "{'email':'m@a.example','email_verified':true}", "email", "b.example A.example",
		    "m@a.example" },
		{ "{'email':'m@a.example','email_verified':true}", "email", "example b.example",
		    NULL },
		{ "{'email':'m@a.example@b.example','email_verified':true}", "email", "a.example",
		    NULL },
		{ "{'email':'m@a.example','email_verified':false}", "email", "", NULL },
		{ "{'email':'m@a.example','email_verified':'true'}", "email", "", NULL },
		{ "{'email':'m@a.example'}", "email", "", NULL },
		{ "{'upn':'maya'}", "upn", "", "maya" },
		{ "{'upn':'maya'}", "upn", "a.example", NULL },
		{ "{'upn':''}", "upn", "", NULL },
		{ "{'upn':7}", "upn", "", NULL },
		{ "{}", "upn", "", NULL },
	};

	(void)unused;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		json_t *claims = json_of(cases[i].claims);
		char name[OIDC_NAME_MAX + 1];
		const char *why =
		    oidc_username(claims, cases[i].claim, view_of(cases[i].domains), name);

		assert_int_equal(why == NULL, cases[i].name != NULL);
		if (why == NULL)
			assert_string_equal(name, cases[i].name);
		json_decref(claims);
	}
}

static void
a_document_is_the_issuers_own_and_names_three_endpoints(void **unused)
{
	static const char whole[] =
	    "{\"issuer\":\"https://id.example\",\"authorization_endpoint\":\"https://id.example/"
	    "a\","
	    "\"token_endpoint\":\"https://id.example/t\",\"jwks_uri\":\"https://id.example/k\"}";
	static const char post[] =
	    "{\"issuer\":\"https://"
	    "id.example\",\"authorization_endpoint\":\"a\",\"token_endpoint\":\"t\","
	    "\"jwks_uri\":\"k\",\"token_endpoint_auth_methods_supported\":[\"client_secret_post\"]"
	    "}";
	struct oidc_endpoints out = { .secret_in_body = true };

	(void)unused;
	assert_null(oidc_endpoints_read(view_of(whole), "https://id.example", &out));
	assert_string_equal(out.token, "https://id.example/t");
	assert_false(out.secret_in_body);
	assert_null(oidc_endpoints_read(view_of(post), "https://id.example", &out));
	assert_true(out.secret_in_body);
	assert_non_null(oidc_endpoints_read(view_of(whole), "https://id.example/", &out));
	assert_non_null(oidc_endpoints_read(VIEW("{\"issuer\":\"i\"}"), "i", &out));
	assert_non_null(oidc_endpoints_read(VIEW("[]"), "i", &out));
	assert_non_null(oidc_endpoints_read(VIEW(""), "i", &out));
}

static void
the_challenge_is_that_of_rfc_7636_and_queries_are_encoded(void **unused)
{
	struct buf out = { 0 };

	(void)unused;
	oidc_challenge(VIEW("dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk"), &out);
	assert_string_equal(out.p, "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM");
	buf_clear(&out);
	buf_add_text(&out, "https://id.example/a");
	oidc_query_add(&out, "x", VIEW("a b&c"));
	oidc_query_add(&out, "y", VIEW("\xc3\xbc~"));
	assert_string_equal(out.p, "https://id.example/a?x=a%20b%26c&y=%C3%BC~");
	buf_fini(&out);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(claims_are_ours_theirs_and_of_now),
		cmocka_unit_test(a_name_is_a_verified_address_of_an_allowed_domain),
		cmocka_unit_test(a_document_is_the_issuers_own_and_names_three_endpoints),
		cmocka_unit_test(the_challenge_is_that_of_rfc_7636_and_queries_are_encoded),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
