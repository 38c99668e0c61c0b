/*
 * person_item - converts persons of a file to contacts as the database keeps them, and back.
 *
 * Owns: which of a person's data a contact keeps.
 * Must not know: file formats, the database, which persons are the same (directory.person_keys).
 */
#ifndef PRESENCED_PERSON_ITEM_H
#define PRESENCED_PERSON_ITEM_H

#include <jansson.h>

#include "presenced/core/person.h"

/* The argument of directory.people_import for `people`: [{"line", "item", "left_out"} or {"line", "problem"}]. National numbers
 * are read in `country` (ISO 3166, or NULL). The caller frees. */
json_t *person_items(const struct people *people, const char *country);

/* The item of one person. Invalid numbers and addresses are reported in `left_out`, a list. The caller frees. */
json_t *person_item(const json_t *person, const char *country, json_t *left_out);

/* The persons of contacts as directory.people_all returns them. The caller frees. */
json_t *persons_of_items(const json_t *items);

#endif
