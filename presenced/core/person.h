/*
 * person - a contact as a file or another address book has it, on its way in or out.
 *
 * Owns: the shape: {"name", "given_name", "family_name", "company", "job_title", "department", "notes", "uid",
 *       "emails": [{"label", "address"}], "numbers": [{"label", "number", "fax"}], "left_out": [text]}; empty members are
 *       absent. The bounds of each; "left_out" says what they cut off. The name of a person whose source gives none.
 * Must not know: file formats (person_csv.h, vcard.h), the database, which numbers exist.
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
	PERSON_ITEMS_MAX = 20, /* addresses, numbers; entries of "left_out" */
	PEOPLE_MAX = 5000, /* a file */
	PEOPLE_DROPPED_MAX =
	    100, /* names of dropped data, of a person and of a file; further ones are not reported */
};

/* Sets a text unless the person has it already or `value` is empty; cut between two characters. `value` is UTF-8. */
void person_set(json_t *person, const char *member, struct view value);
/* Adds an address or a number unless the person has it. Returns the new item, owned by the person; NULL: the value is empty
 * or present, or there are PERSON_ITEMS_MAX. */
json_t *person_add_email(json_t *person, struct view label, struct view address);
json_t *person_add_number(json_t *person, struct view label, struct view number, bool fax);
/* Appends a middle name to the given name. */
void person_add_middle(json_t *person, struct view middle);
/* A label without the marks that Apple puts around its own words: _$!<Mobile>!$_ */
struct view person_label(struct view label);
/* A text, "" if it is absent. */
struct view person_get(const json_t *person, const char *member);

/* Records that the person's source has data that a contact does not keep; `source` is what the file calls it. */
void person_drop(json_t *person, struct view source);
/* A nickname is the name of a person without another name or company; otherwise it is dropped. Call it after all names are set. */
void person_nickname(json_t *person, struct view nickname, struct view source);
/* Drops the labels (groups, categories) in `value`, separated by `between`, unless they are only Google's "* myContacts",
 * which every contact there has. */
void person_drop_labels(json_t *person, struct view value, const char *between, struct view source);
/* Takes the next part of a text before `between`. False: the end. */
bool person_part_next(struct view *rest, const char *between, struct view *out);

/* Names a person without a name: given and family name, otherwise company, first address, first number. False: the person
 * has none of them. */
bool person_finish(json_t *person);

/* The list that a file becomes: persons with the line on which each begins, or the reason why that one is skipped. */
struct people {
	json_t *list; /* [{"line", "person"} or {"line", "problem"}] */
	json_t *
	    dropped; /* {name of data that contacts do not keep: number of persons that have it}; NULL: nothing */
	bool
	    utf8; /* set by the caller: the sender says that the text is UTF-8, so that invalid bytes are no other charset */
};

void people_add(struct people *people, int64_t line, json_t *person); /* takes the person */
void people_skip(struct people *people, int64_t line, const char *problem);
void people_fini(struct people *people);

#endif
