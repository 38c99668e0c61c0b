/*
 * oidc - what an identity provider says, judged (OpenID Connect Core 1.0, 3.1; Discovery 1.0; RFC 7636, 9700).
 *
 * Owns: the rules of discovery documents and of the claims of an ID token; PKCE.
 * Must not know: HTTP, signatures (jwt.h), sessions, the clock.
 */
#ifndef PRESENCED_CORE_OIDC_H
#define PRESENCED_CORE_OIDC_H

#include <jansson.h>
#include <stdbool.h>
#include <stdint.h>

#include "common/base/str.h"

enum { OIDC_URL_MAX = 2000, OIDC_SKEW_S = 60, OIDC_SUBJECT_MAX = 255, OIDC_NAME_MAX = 200 };

struct oidc_endpoints {
	char authorization[OIDC_URL_MAX + 1], token[OIDC_URL_MAX + 1], keys[OIDC_URL_MAX + 1];
	bool secret_in_body; /* the provider takes a client's secret in the form only */
};

/* NULL: `out` is filled; else what is wrong, for the log. Its issuer must be the one that was asked. */
const char *oidc_endpoints_read(struct view json, const char *issuer, struct oidc_endpoints *out);

struct oidc_expected {
	const char *issuer, *client_id, *nonce;
	int64_t now_s;
};

/* NULL: they are for us, from them, of now; else what is wrong, for the log. */
const char *oidc_claims_judge(const json_t *claims, const struct oidc_expected *expected);

/* Which user the claims name: the text of `claim`, copied. An e-mail address counts only when the provider
 * has verified it. `domains`, separated by spaces: if there are any, what stands behind its @ is one of
 * them. NULL: `out` is filled; else what is wrong. */
const char *oidc_username(
    const json_t *claims, const char *claim, struct view domains, char out[OIDC_NAME_MAX + 1]);

/* Adds the S256 challenge of a verifier. */
void oidc_challenge(struct view verifier, struct buf *out);
/* Adds "name=value", percent-encoded, after a `&` or `?` where one is needed. */
void oidc_query_add(struct buf *url, const char *name, struct view value);
/* The same for a form, whose first pair has nothing before it. */
void oidc_form_add(struct buf *form, const char *name, struct view value);

#endif
