/*
 * contact_fields - numbers and e-mail addresses of contacts as somebody typed them become what is kept.
 *
 * Owns: the form of {"label", "kind", "number", "shown"} and {"label", "email"}: `number` is E.164, `shown` what was
 *       typed (CT-8); what is left out is filled in.
 * Must not know: where they are kept, which country national numbers are of.
 */
#ifndef PRESENCED_CONTACT_FIELDS_H
#define PRESENCED_CONTACT_FIELDS_H

#include <jansson.h>
#include <stdbool.h>

#include "common/base/err.h"

enum { CONTACT_NUMBERS_MAX = 20, CONTACT_EMAILS_MAX = 10, CONTACT_LABEL_MAX = 40 };

/* Whether `item` has a number in national form, or an extension: then a country is needed. */
bool contact_fields_national(const json_t *item);

/* Reads the members "numbers", "emails" and those that are a number each of `item`, where they are, and puts what is kept in their place.
 * `country`: ISO 3166, or NULL. -1: a member is wrong, `err` names it. */
int contact_fields_read(json_t *item, const char *country, struct err *err);

/* The same for one of a file: a number or an address that is none is left out, and `left_out`, a list, tells of it. */
void contact_fields_keep(json_t *item, const char *country, json_t *left_out);

#endif
