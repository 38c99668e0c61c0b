/*
 * person_csv - contacts in the tables that Google Contacts and Outlook write, and in ours.
 *
 * Owns: the names of their columns (person_columns.def): Google's before and since 2024, Outlook's of the desktop, in English,
 *       German and French, and of outlook.com.
 * Must not know: CSV's own rules (common/base/csv.h), the database.
 *
 * Columns that say what a contact does not keep are counted (people_drop). A cell of Google's may hold several values, parted
 * by " ::: ".
 */
#ifndef PRESENCED_CORE_PERSON_CSV_H
#define PRESENCED_CORE_PERSON_CSV_H

#include "common/base/err.h"
#include "common/base/str.h"
#include "presenced/core/person.h"

/* `text` is UTF-8. A row that can't be read is skipped with its reason. -1: no column is known, the text is no table, or
 * there are more than PEOPLE_MAX rows; `err` says the line. */
int people_from_csv(struct view text, struct people *people, struct err *err);

/* Google's columns of 2024, which Google Contacts, Outlook and we read again. `persons` is a list of persons. */
void people_to_csv(const json_t *persons, struct buf *out);

#endif
