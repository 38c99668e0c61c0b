/*
 * person_item - persons of a file become contacts as they are kept, and back.
 *
 * Owns: what a contact has of a person.
 * Must not know: files' forms, the database, which persons are the same (directory.person_keys).
 */
#ifndef PRESENCED_PERSON_ITEM_H
#define PRESENCED_PERSON_ITEM_H

#include <jansson.h>

#include "presenced/core/person.h"

/* What directory.people_import takes of `people`: [{"line", "item", "left_out"} or {"line", "problem"}]. Numbers are read
 * in `country` (ISO 3166, or NULL). The caller's. */
json_t *person_items(const struct people *people, const char *country);

/* One person alone: numbers and addresses that are none are told to `left_out`, a list. The caller's. */
json_t *person_item(const json_t *person, const char *country, json_t *left_out);

/* A person of a contact as it is kept: a list, of a list. The caller's. */
json_t *persons_of_items(const json_t *items);

#endif
