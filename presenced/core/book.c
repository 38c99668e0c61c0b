/* book - see book.h */
#include "presenced/core/book.h"

#include <string.h>

#include "presenced/core/oidc.h"

enum {
	AGAIN_FIRST_MS = 30 * 1000,
	AGAIN_DOUBLED = 6,
	AGAIN_LEAST_MS = 1000,
	AGAIN_MOST_MS = 24 * 3600 * 1000,
};

/* Whoever has consented before gets no refresh token from Google but with prompt=consent. All parameters of one list
 * must be those of its first page. */
static const struct book_kind kinds[BOOK_COUNT] = {
	[BOOK_GOOGLE] = { "google", "https://accounts.google.com/o/oauth2/v2/auth",
	    "https://oauth2.googleapis.com/token", "https://oauth2.googleapis.com/revoke",
	    "https://people.googleapis.com/v1", "https://www.googleapis.com/auth/contacts.readonly",
	    "access_type=offline&prompt=consent",
	    "/people/me/connections?personFields=names,emailAddresses,phoneNumbers,organizations,"
	    "biographies,metadata&pageSize=200&requestSyncToken=true",
	    NULL },
	[BOOK_MICROSOFT] = { "microsoft",
	    "https://login.microsoftonline.com/common/oauth2/v2.0/authorize",
	    "https://login.microsoftonline.com/common/oauth2/v2.0/token", NULL,
	    "https://graph.microsoft.com/v1.0",
	    "offline_access https://graph.microsoft.com/Contacts.Read", "response_mode=query",
	    "/me/contacts/"
	    "delta?$select=displayName,givenName,surname,companyName,department,jobTitle,"
	    "emailAddresses,mobilePhone,businessPhones,homePhones,personalNotes",
	    "Prefer: odata.maxpagesize=200" },
};

const struct book_kind *
book_kind_find(struct view name, enum person_book *out)
{
	for (int i = 0; i < BOOK_COUNT; i++)
		if (view_is(name, kinds[i].name)) {
			*out = (enum person_book)i;
			return &kinds[i];
		}
	return NULL;
}

const struct book_kind *
book_kind_get(enum person_book kind)
{
	return &kinds[kind];
}

/* ---- OAuth 2.0 ---- */

void
book_authorize_url(const struct book_client *client, struct view redirect_uri, struct view state,
    struct view verifier, struct buf *out)
{
	struct buf challenge = { 0 };

	oidc_challenge(verifier, &challenge);
	buf_add_text(out, client->authorize_url);
	oidc_query_add(out, "response_type", VIEW("code"));
	oidc_query_add(out, "client_id", view_of(client->client_id));
	oidc_query_add(out, "redirect_uri", redirect_uri);
	oidc_query_add(out, "scope", view_of(client->scopes));
	oidc_query_add(out, "state", state);
	oidc_query_add(out, "code_challenge", buf_view(&challenge));
	oidc_query_add(out, "code_challenge_method", VIEW("S256"));
	buf_addf(out, "&%s", kinds[client->kind].ask);
	buf_fini(&challenge);
}

/* Both take the secret in the form. */
static void
client_add(const struct book_client *client, struct buf *out)
{
	oidc_form_add(out, "client_id", view_of(client->client_id));
	if (client->secret.n > 0)
		oidc_form_add(out, "client_secret", client->secret);
}

void
book_code_form(const struct book_client *client, struct view redirect_uri, struct view code,
    struct view verifier, struct buf *out)
{
	oidc_form_add(out, "grant_type", VIEW("authorization_code"));
	oidc_form_add(out, "code", code);
	oidc_form_add(out, "redirect_uri", redirect_uri);
	oidc_form_add(out, "code_verifier", verifier);
	client_add(client, out);
}

void
book_refresh_form(const struct book_client *client, struct view refresh, struct buf *out)
{
	oidc_form_add(out, "grant_type", VIEW("refresh_token"));
	oidc_form_add(out, "refresh_token", refresh);
	client_add(client, out);
}

static struct view
text(const json_t *object, const char *member)
{
	return view_of(json_string_value(json_object_get(object, member)));
}

/* Of visible characters, as a header takes it. */
static struct view
token(const json_t *body, const char *member)
{
	struct view value = text(body, member);

	if (value.n > BOOK_TOKEN_MAX)
		return VIEW("");
	for (size_t i = 0; i < value.n; i++)
		if (value.p[i] <= ' ' || value.p[i] >= 0x7f)
			return VIEW("");
	return value;
}

void
book_tokens_read(int status, const json_t *body, struct book_tokens *out)
{
	*out = (struct book_tokens){ VIEW(""), VIEW(""), VIEW(""), false };
	if (status == 200) {
		out->access = token(body, "access_token");
		out->refresh = token(body, "refresh_token");
		out->scope = text(body, "scope");
	} else {
		out->ended = (status == 400 || status == 401) &&
		    view_is(text(body, "error"), "invalid_grant");
	}
}

/* Microsoft answers with or without the address before the name, and in letters of its own. */
static struct view
scope_name(struct view scope)
{
	for (size_t i = scope.n; i > 0; i--)
		if (scope.p[i - 1] == '/')
			return (struct view){ scope.p + i, scope.n - i };
	return scope;
}

static bool
is_among(struct view scope, struct view list)
{
	struct view name = scope_name(scope);

	while (list.p != NULL) {
		struct view one = scope_name(view_cut(&list, ' '));

		if (one.n == name.n && strncasecmp(one.p, name.p, one.n) == 0)
			return true;
	}
	return false;
}

/* Those of OpenID Connect are never among the granted ones of Microsoft. */
static bool
is_of_login(struct view scope)
{
	return is_among(scope, VIEW("offline_access openid email profile"));
}

bool
book_scopes_granted(struct view asked, struct view granted)
{
	if (granted.n == 0)
		return true;
	while (asked.p != NULL) {
		struct view one = view_cut(&asked, ' ');

		if (one.n > 0 && !is_of_login(one) && !is_among(one, granted))
			return false;
	}
	return true;
}

/* ---- pages ---- */

/* Scheme, host and port are those of the API: behind `api_url`, whose path may be another, comes a path. */
static bool
is_of_api(const char *api_url, struct view link)
{
	const char *host = strstr(api_url, "://");
	size_t n = host == NULL ? 0 : (size_t)(host - api_url) + 3 + strcspn(host + 3, "/?#");

	if (n == 0 || link.n > BOOK_LINK_MAX || link.n <= n || link.p[n] != '/' ||
	    strncasecmp(link.p, api_url, n) != 0)
		return false;
	for (size_t i = 0; i < link.n; i++)
		if (link.p[i] <= ' ' || link.p[i] >= 0x7f)
			return false;
	return true;
}

bool
book_page_url(const struct book_client *client, struct view mark, struct view next, struct buf *out)
{
	struct view link = next.n > 0 ? next : mark;

	if (client->kind == BOOK_MICROSOFT && link.n > 0) {
		buf_add_view(out, link);
		return is_of_api(client->api_url, link);
	}
	buf_addf(out, "%s%s", client->api_url, kinds[client->kind].path);
	if (mark.n > 0)
		oidc_query_add(out, "syncToken", mark);
	if (next.n > 0)
		oidc_query_add(out, "pageToken", next);
	return mark.n <= BOOK_LINK_MAX && next.n <= BOOK_LINK_MAX;
}

enum book_verdict
book_judge(enum person_book kind, int status, const json_t *body)
{
	if (status == 200)
		return BOOK_PAGE;
	if (status == 401)
		return BOOK_UNAUTHORIZED;
	if (person_sync_expired(kind, status, body))
		return BOOK_EXPIRED;
	return status == 429 || status >= 500 ? BOOK_WAIT : BOOK_REFUSED;
}

int64_t
book_again_ms(int64_t tries, int64_t retry_after_ms)
{
	int64_t ms = retry_after_ms;

	if (ms < 0)
		return (int64_t)AGAIN_FIRST_MS << (tries <= 1 ? 0
			       : tries > AGAIN_DOUBLED        ? AGAIN_DOUBLED
							      : tries - 1);
	return ms < AGAIN_LEAST_MS ? AGAIN_LEAST_MS : ms > AGAIN_MOST_MS ? AGAIN_MOST_MS : ms;
}
