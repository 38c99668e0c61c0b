/*
 * providers - identity providers: what is set up of them, what they say of themselves, and requests to them.
 *
 * Owns: the client that requests leave by, documents of issuers (endpoints, keys) for an hour each, at most
 *       ISSUERS_MAX of them; how many logins are under way, and wait for each provider.
 * Must not know: logins (federated.c), what a document may say (core/oidc.h, core/jwt.h).
 *
 * No address of our own network is asked, unless the configuration says so; redirects are not followed.
 */
#ifndef PRESENCED_PROVIDERS_H
#define PRESENCED_PROVIDERS_H

#include "common/http/client.h"
#include "presenced/core/jwt.h"
#include "presenced/core/oidc.h"
#include "presenced/presenced.h"

enum { ISSUERS_MAX = 64 };

/* A row of directory.identity_provider. */
struct provider {
	int64_t tenant, id;
	char *slug, *issuer, *client_id, *scopes, *claim, *domains;
	struct buf secret; /* its box; empty: a public client */
};

void provider_read(const struct db_result *row, struct provider *out);
void provider_fini(struct provider *provider);
/* Adds the client's secret, which the caller ends with box_wipe. -1: there is none, or it does not open. */
int provider_secret(struct daemon *daemon, const struct provider *provider, struct buf *out);

/* What is known of an issuer; NULL: nothing, or too long ago. The pointers are good until the next
 * turn of the loop. */
const struct oidc_endpoints *issuer_endpoints(struct daemon *daemon, const char *issuer);
const struct jwt_keys *issuer_keys(struct daemon *daemon, const char *issuer, int64_t *age_ms);

/* Asks an issuer for its document, or for its keys at `url`, and keeps it. `done` exactly once: at once if
 * that URL may not be asked, or gave no document some seconds ago, else later; problem NULL: it is there. */
typedef void (*issuer_done)(void *ctx, const char *problem);
void issuer_discover(struct daemon *daemon, const char *issuer, issuer_done done, void *ctx);
void issuer_ask_keys(
    struct daemon *daemon, const char *issuer, const char *url, issuer_done done, void *ctx);

/* A form to a provider. `done` later, exactly once. */
void provider_post(struct daemon *daemon, const char *url, const char *basic_auth, struct view form,
    void (*done)(void *ctx, const struct http_answer *answer), void *ctx);

/* Logins under way keep this part from ending. False: it ends, or there are too many. */
bool provider_flight_begin(struct daemon *daemon);
/* From now on it may have to wait for this provider; answers its place there. 0: too many do already, or too many
 * from `source` (address_source). */
int provider_flight_at(struct daemon *daemon, int64_t provider, const char *source);
void provider_flight_end(struct daemon *daemon, int place); /* 0: it waited for none */

#endif
