/* book: requests to both address books and what their answers mean, by table. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

#include <string.h>

#include "presenced/core/book.h"

static struct book_client
client_of(enum person_book kind)
{
	const struct book_kind *usual = book_kind_get(kind);

	return (struct book_client){ .kind = kind,
		.client_id = "us",
		.authorize_url = usual->authorize_url,
		.token_url = usual->token_url,
		.revoke_url = usual->revoke_url,
		.api_url = usual->api_url,
		.scopes = usual->scopes,
		.secret = VIEW("s &") };
}

static void
kinds_are_found_by_name(void **unused)
{
	enum person_book kind;

	(void)unused;
	assert_ptr_equal(book_kind_find(VIEW("google"), &kind), book_kind_get(BOOK_GOOGLE));
	assert_int_equal(kind, BOOK_GOOGLE);
	assert_non_null(book_kind_find(VIEW("microsoft"), &kind));
	assert_null(book_kind_find(VIEW("yahoo"), &kind));
}

/* The verifier of RFC 7636, appendix B. */
static void
the_way_there_asks_for_what_each_wants(void **unused)
{
	static const char challenge[] = "&code_challenge=E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-"
					"cM&code_challenge_method=S256";
	static const struct {
		enum person_book kind;
		const char *wanted;
	} cases[] = {
		{ BOOK_GOOGLE,
		    "https://accounts.google.com/o/oauth2/v2/"
		    "auth?response_type=code&client_id=us&redirect_uri=https%3A%2F%2Fx%2Fb&scope="
		    "https%3A%2F%2Fwww.googleapis.com%2Fauth%2Fcontacts.readonly&state=st%s&access_"
		    "type=offline&prompt=consent" },
		{ BOOK_MICROSOFT,
		    "https://login.microsoftonline.com/common/oauth2/v2.0/"
		    "authorize?response_type=code&client_id=us&redirect_uri=https%3A%2F%2Fx%2Fb&"
		    "scope="
		    "offline_access%20https%3A%2F%2Fgraph.microsoft.com%2FContacts.Read&state=st%s&"
		    "response_mode=query" },
	};

	(void)unused;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct book_client client = client_of(cases[i].kind);
		const char *cut = strstr(cases[i].wanted, "%s");
		struct buf url = { 0 }, wanted = { 0 };

		buf_add(&wanted, cases[i].wanted, (size_t)(cut - cases[i].wanted));
		buf_add_text(&wanted, challenge);
		buf_add_text(&wanted, cut + 2);
		book_authorize_url(&client, VIEW("https://x/b"), VIEW("st"),
		    VIEW("dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk"), &url);
		assert_string_equal(url.p, wanted.p);
		buf_fini(&url);
		buf_fini(&wanted);
	}
}

static void
forms_say_who_we_are(void **unused)
{
	struct book_client client = client_of(BOOK_GOOGLE);
	struct buf form = { 0 };

	(void)unused;
	book_code_form(&client, VIEW("https://x/b"), VIEW("c/1"), VIEW("v"), &form);
	assert_string_equal(form.p,
	    "grant_type=authorization_code&code=c%2F1&redirect_uri=https%3A%2F%2Fx%2Fb&code_"
	    "verifier=v&client_id=us&client_secret=s%20%26");
	buf_clear(&form);
	client.secret = VIEW("");
	book_refresh_form(&client, VIEW("r"), &form);
	assert_string_equal(form.p, "grant_type=refresh_token&refresh_token=r&client_id=us");
	buf_fini(&form);
}

static void
reads(int status, const char *body, const char *access, const char *refresh, bool ended)
{
	json_t *json = json_loads(body, 0, NULL);
	struct book_tokens tokens;

	book_tokens_read(status, json, &tokens);
	assert_true(view_is(tokens.access, access) && view_is(tokens.refresh, refresh));
	assert_int_equal(tokens.ended, ended);
	json_decref(json);
}

static void
tokens_are_such_as_a_header_takes(void **unused)
{
	(void)unused;
	reads(200, "{\"access_token\":\"a\",\"refresh_token\":\"r\"}", "a", "r", false);
	reads(200, "{\"access_token\":\"a\"}", "a", "", false);
	reads(200, "{\"access_token\":\"a\\r\\nX: 1\",\"refresh_token\":7}", "", "", false);
	reads(200, "[]", "", "", false);
	reads(500, "{\"access_token\":\"a\"}", "", "", false);
	reads(400, "{\"error\":\"invalid_grant\"}", "", "", true);
	reads(400, "{\"error\":\"invalid_request\"}", "", "", false);
	reads(401, "{\"error\":\"invalid_client\"}", "", "", false);
	reads(503, "{\"error\":\"invalid_grant\"}", "", "", false);
}

static void
each_scope_must_be_granted(void **unused)
{
	static const struct {
		const char *asked, *granted;
		bool good;
	} cases[] = {
		{ "https://www.googleapis.com/auth/contacts.readonly",
		    "openid https://www.googleapis.com/auth/contacts.readonly", true },
		{ "https://www.googleapis.com/auth/contacts.readonly", "openid email", false },
		{ "offline_access https://graph.microsoft.com/Contacts.Read", "contacts.read",
		    true },
		{ "offline_access Contacts.Read", "https://graph.microsoft.com/Contacts.Read",
		    true },
		{ "offline_access Contacts.Read", "User.Read", false },
		{ "a b", "a", false },
		{ "a b", "b a c", true },
		{ "a", "", true },
		{ "offline_access", "x", true },
	};

	(void)unused;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++)
		assert_int_equal(
		    book_scopes_granted(view_of(cases[i].asked), view_of(cases[i].granted)),
		    cases[i].good);
}

static void
pages_follow_each_other_and_lead_nowhere_else(void **unused)
{
	static const char google[] =
	    "https://people.googleapis.com/v1/people/me/connections?personFields=names,"
	    "emailAddresses,phoneNumbers,organizations,biographies,metadata&pageSize=200&"
	    "requestSyncToken=true";
	static const char graph[] =
	    "https://graph.microsoft.com/v1.0/me/contacts/delta?$select=displayName,givenName,"
	    "surname,companyName,department,jobTitle,emailAddresses,mobilePhone,businessPhones,"
	    "homePhones,personalNotes";
	static const struct {
		enum person_book kind;
		const char *mark, *next, *base, *more; /* base NULL: it is refused */
	} cases[] = {
		{ BOOK_GOOGLE, "", "", google, "" },
		{ BOOK_GOOGLE, "m=", "", google, "&syncToken=m%3D" },
		{ BOOK_GOOGLE, "m", "p", google, "&syncToken=m&pageToken=p" },
		{ BOOK_GOOGLE, "", "p", google, "&pageToken=p" },
		{ BOOK_MICROSOFT, "", "", graph, "" },
		{ BOOK_MICROSOFT, "https://graph.microsoft.com/v1.0/x?$deltatoken=1", "",
		    "https://graph.microsoft.com/v1.0/x?$deltatoken=1", "" },
		{ BOOK_MICROSOFT, "https://graph.microsoft.com/m", "https://GRAPH.microsoft.com/n",
		    "https://GRAPH.microsoft.com/n", "" },
		{ BOOK_MICROSOFT, "", "https://graph.microsoft.com.evil.example/n", NULL, NULL },
		{ BOOK_MICROSOFT, "", "https://graph.microsoft.com@evil.example/n", NULL, NULL },
		{ BOOK_MICROSOFT, "", "https://graph.microsoft.com:444/n", NULL, NULL },
		{ BOOK_MICROSOFT, "", "https://graph.microsoft.com", NULL, NULL },
		{ BOOK_MICROSOFT, "", "http://graph.microsoft.com/n", NULL, NULL },
		{ BOOK_MICROSOFT, "", "https://graph.microsoft.com/n\r\nX:1", NULL, NULL },
		{ BOOK_MICROSOFT, "", "/n", NULL, NULL },
	};

	(void)unused;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct book_client client = client_of(cases[i].kind);
		struct buf url = { 0 }, wanted = { 0 };
		bool good =
		    book_page_url(&client, view_of(cases[i].mark), view_of(cases[i].next), &url);

		assert_int_equal(good, cases[i].base != NULL);
		if (good) {
			buf_addf(&wanted, "%s%s", cases[i].base, cases[i].more);
			assert_string_equal(url.p, wanted.p);
		}
		buf_fini(&url);
		buf_fini(&wanted);
	}
}

static void
answers_are_judged(void **unused)
{
	static const struct {
		int status;
		enum book_verdict verdict;
	} cases[] = {
		{ 200, BOOK_PAGE },
		{ 401, BOOK_UNAUTHORIZED },
		{ 410, BOOK_EXPIRED },
		{ 429, BOOK_WAIT },
		{ 500, BOOK_WAIT },
		{ 503, BOOK_WAIT },
		{ 400, BOOK_REFUSED },
		{ 403, BOOK_REFUSED },
		{ 302, BOOK_REFUSED },
		{ 204, BOOK_REFUSED },
	};

	(void)unused;
	for (int kind = 0; kind < BOOK_COUNT; kind++)
		for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++)
			assert_int_equal(book_judge((enum person_book)kind, cases[i].status, NULL),
			    cases[i].verdict);
}

static void
waits_grow_unless_the_provider_says_how_long(void **unused)
{
	(void)unused;
	assert_int_equal(book_again_ms(1, -1), 30000);
	assert_int_equal(book_again_ms(2, -1), 60000);
	assert_int_equal(book_again_ms(7, -1), book_again_ms(1000, -1));
	assert_int_equal(book_again_ms(5, 7000), 7000);
	assert_int_equal(book_again_ms(5, 0), 1000);
	assert_int_equal(book_again_ms(5, INT64_MAX), 24 * 3600 * 1000);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(kinds_are_found_by_name),
		cmocka_unit_test(the_way_there_asks_for_what_each_wants),
		cmocka_unit_test(forms_say_who_we_are),
		cmocka_unit_test(tokens_are_such_as_a_header_takes),
		cmocka_unit_test(each_scope_must_be_granted),
		cmocka_unit_test(pages_follow_each_other_and_lead_nowhere_else),
		cmocka_unit_test(answers_are_judged),
		cmocka_unit_test(waits_grow_unless_the_provider_says_how_long),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
