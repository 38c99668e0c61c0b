/*
 * numbers - numbers of requests that somebody typed are read in the country where the asking user is at home (CT-8).
 *
 * Owns: asking the database for that country, and only where a number is in national form.
 * Must not know: what becomes of the numbers.
 */
#ifndef PRESENCED_NUMBERS_H
#define PRESENCED_NUMBERS_H

#include "common/daemon/daemon.h"

/* `country`: ISO 3166, or NULL: nobody knows. `err`: the database could not be asked, else NULL. */
typedef void (*country_then)(void *ctx, const char *country, const struct err *err);

/* Calls `then`, now (`needed` is false, country NULL) or later. */
void country_ask(struct http_req *req, bool needed, country_then then, void *ctx);

/* The same for a file of contacts: the tenant's default_country counts, which nothing that is dialled depends on. */
void import_country_ask(struct http_req *req, country_then then, void *ctx);

#endif
