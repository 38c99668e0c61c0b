/* oidc - see oidc.h */
#include "presenced/core/oidc.h"

#include <ctype.h>
#include <string.h>

#include "common/base/bytes.h"

static const char *
text_of(const json_t *object, const char *name)
{
	return json_string_value(json_object_get(object, name));
}

static bool
list_has(const json_t *list, const char *text)
{
	const json_t *one;
	size_t i;

	json_array_foreach (list, i, one)
		if (json_string_value(one) != NULL && strcmp(json_string_value(one), text) == 0)
			return true;
	return false;
}

/* ---- discovery ---- */

static bool
url_copy(const json_t *json, const char *name, char out[OIDC_URL_MAX + 1])
{
	const char *url = text_of(json, name);

	return url != NULL && view_copy(view_of(url), out, OIDC_URL_MAX + 1) && out[0] != '\0';
}

static const char *
endpoints_judge(const json_t *json, const char *issuer, struct oidc_endpoints *out)
{
	const json_t *methods = json_object_get(json, "token_endpoint_auth_methods_supported");
	const char *own = text_of(json, "issuer");

	if (own == NULL || strcmp(own, issuer) != 0)
		return "the document is another issuer's";
	if (!url_copy(json, "authorization_endpoint", out->authorization) ||
	    !url_copy(json, "token_endpoint", out->token) || !url_copy(json, "jwks_uri", out->keys))
		return "an endpoint is missing";
	out->secret_in_body = json_is_array(methods) && !list_has(methods, "client_secret_basic") &&
	    list_has(methods, "client_secret_post");
	return NULL;
}

const char *
oidc_endpoints_read(struct view json, const char *issuer, struct oidc_endpoints *out)
{
	json_t *root = json_loadb(json.p != NULL ? json.p : "", json.n, 0, NULL);
	const char *problem =
	    json_is_object(root) ? endpoints_judge(root, issuer, out) : "it is no JSON object";

	json_decref(root);
	return problem;
}

/* ---- claims ---- */

static bool
is_for(const json_t *audience, const char *client_id)
{
	if (json_is_array(audience))
		return list_has(audience, client_id);
	return json_string_value(audience) != NULL &&
	    strcmp(json_string_value(audience), client_id) == 0;
}

/* With several audiences, or where it is said, the token was issued for us. */
static bool
is_ours(const json_t *claims, const char *client_id)
{
	const json_t *audience = json_object_get(claims, "aud");
	const char *party = text_of(claims, "azp");

	if (party == NULL)
		return !json_is_array(audience) || json_array_size(audience) == 1;
	return strcmp(party, client_id) == 0;
}

static bool
seconds_of(const json_t *claims, const char *name, double *out)
{
	const json_t *value = json_object_get(claims, name);

	*out = json_number_value(value);
	return json_is_number(value) && *out >= 0 && *out < 1e12;
}

static const char *
time_judge(const json_t *claims, int64_t now_s)
{
	double expires, issued, begins, now = (double)now_s;

	if (!seconds_of(claims, "exp", &expires) || expires + OIDC_SKEW_S <= now)
		return "it has expired";
	if (!seconds_of(claims, "iat", &issued) || issued - OIDC_SKEW_S > now)
		return "it is of the future";
	if (json_object_get(claims, "nbf") != NULL &&
	    (!seconds_of(claims, "nbf", &begins) || begins - OIDC_SKEW_S > now))
		return "it does not hold yet";
	return NULL;
}

const char *
oidc_claims_judge(const json_t *claims, const struct oidc_expected *expected)
{
	const char *issuer = text_of(claims, "iss"), *nonce = text_of(claims, "nonce"),
		   *subject = text_of(claims, "sub");

	if (issuer == NULL || strcmp(issuer, expected->issuer) != 0)
		return "it is another issuer's";
	if (!is_for(json_object_get(claims, "aud"), expected->client_id) ||
	    !is_ours(claims, expected->client_id))
		return "it is for another audience";
	if (nonce == NULL || !bytes_equal_secret(view_of(nonce), view_of(expected->nonce)))
		return "its nonce is another login's";
	if (subject == NULL || subject[0] == '\0' || strlen(subject) > OIDC_SUBJECT_MAX)
		return "it names nobody";
	return time_judge(claims, expected->now_s);
}

static bool
domain_allowed(struct view name, struct view domains)
{
	struct view domain = { NULL, 0 }, rest = domains;
	bool any = false;

	for (size_t i = 0; i < name.n; i++)
		if (name.p[i] == '@')
			domain = (struct view){ name.p + i + 1, name.n - i - 1 };
	while (rest.p != NULL) {
		struct view one = view_cut(&rest, ' ');

		if (one.n == 0)
			continue;
		any = true;
		if (one.n == domain.n && strncasecmp(one.p, domain.p, one.n) == 0)
			return true;
	}
	return !any;
}

const char *
oidc_username(
    const json_t *claims, const char *claim, struct view domains, char out[OIDC_NAME_MAX + 1])
{
	const char *name = text_of(claims, claim);

	if (name == NULL || !view_copy(view_of(name), out, OIDC_NAME_MAX + 1) || out[0] == '\0')
		return "the claim that names the user is missing";
	if (strcmp(claim, "email") == 0 && !json_is_true(json_object_get(claims, "email_verified")))
		return "the e-mail address is not verified";
	return domain_allowed(view_of(name), domains) ? NULL : "the domain is not allowed";
}

/* ---- requests ---- */

void
oidc_challenge(struct view verifier, struct buf *out)
{
	unsigned char hash[SHA256_SIZE];

	sha256(verifier, hash);
	base64url_encode((struct view){ (const char *)hash, sizeof(hash) }, out);
}

static void
pair_add(struct buf *out, const char *name, struct view value)
{
	buf_add_text(out, name);
	buf_add_char(out, '=');
	for (size_t i = 0; i < value.n; i++) {
		unsigned char c = (unsigned char)value.p[i];

		if (isalnum(c) || (c != '\0' && strchr("-._~", c) != NULL))
			buf_add_char(out, (char)c);
		else
			buf_addf(out, "%%%02X", c);
	}
}

void
oidc_query_add(struct buf *url, const char *name, struct view value)
{
	buf_add_char(url, memchr(url->p, '?', url->n) != NULL ? '&' : '?');
	pair_add(url, name, value);
}

void
oidc_form_add(struct buf *form, const char *name, struct view value)
{
	if (form->n > 0)
		buf_add_char(form, '&');
	pair_add(form, name, value);
}
