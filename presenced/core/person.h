/*
 * person - a contact as a file or another address book tells it, on its way in or out.
 *
 * Owns: the shape: {"name", "given_name", "family_name", "company", "job_title", "department", "notes", "uid",
 *       "emails": [{"label", "address"}], "numbers": [{"label", "number", "fax"}], "left_out": [text]}; what is empty is absent.
 *       Bounds of each, "left_out" tells what they cut away; the name of who has none.
 * Must not know: files' forms (person_csv.h, vcard.h), the database, which numbers are any.
 *
 * Rules: CT-4, CT-6.
 */
#ifndef PRESENCED_CORE_PERSON_H
#define PRESENCED_CORE_PERSON_H

#include <jansson.h>
#include <stdbool.h>

#include "common/base/str.h"

enum {
	PERSON_TEXT_MAX = 200, /* bytes of a name, a label, an address */
	PERSON_NOTES_MAX = 4000,
	PERSON_ITEMS_MAX = 20, /* addresses, numbers; what is told to be left out */
	PEOPLE_MAX = 5000, /* a file */
	PEOPLE_DROPPED_MAX = 100, /* names of what is dropped; further ones are not told */
};

/* Sets a text if it has none and `value` is not empty; cut between two characters. `value` is UTF-8. */
void person_set(json_t *person, const char *member, struct view value);
/* Once by what they say. The new item, which the person owns; NULL: there is nothing in it, it is there already, or
 * PERSON_ITEMS_MAX are. */
json_t *person_add_email(json_t *person, struct view label, struct view address);
json_t *person_add_number(json_t *person, struct view label, struct view number, bool fax);
/* A label without the marks that Apple puts around its own words: _$!<Mobile>!$_ */
struct view person_label(struct view label);
/* A text, "" where it is absent. */
struct view person_get(const json_t *person, const char *member);

/* Gives a name to who has none: given and family name, else company, first address, first number. False: none of them. */
bool person_finish(json_t *person);

/* The list that a file becomes: persons with the line in which each begins, or why that one is skipped. */
struct people {
	json_t *list; /* [{"line", "person"} or {"line", "problem"}] */
	json_t *
	    dropped; /* {what a contact does not keep, as the file calls it: of how many}; NULL: nothing */
};

/* Somebody of the file had such data. */
void people_drop(struct people *people, struct view name);
void people_fini(struct people *people);

void people_add(struct people *people, int64_t line, json_t *person); /* takes the person */
void people_skip(struct people *people, int64_t line, const char *problem);

#endif
