/*
 * person_csv - contacts in the tables of Google Contacts and Outlook, and in ours.
 *
 * Owns: the names of their columns (person_columns.def): Google's before and since 2024, outlook.com's, and those of
 *       Outlook for the desktop in English, German and French.
 * Must not know: CSV's own rules (common/base/csv.h), the database.
 *
 * Columns with data that contacts do not keep are counted (people.dropped). A cell of Google's may hold several values,
 * separated by " ::: ".
 */
#ifndef PRESENCED_CORE_PERSON_CSV_H
#define PRESENCED_CORE_PERSON_CSV_H

#include "common/base/err.h"
#include "common/base/str.h"
#include "presenced/core/person.h"

/* `text` is UTF-8. Unreadable rows are skipped with the reason. -1: no column is known, the text is not a table, or it has
 * more than PEOPLE_MAX rows; `err` names the line. */
int people_from_csv(struct view text, struct people *people, struct err *err);

/* Google's columns of 2024, which Google Contacts, Outlook and people_from_csv read. `persons` is a list of persons. */
void people_to_csv(const json_t *persons, struct buf *out);

#endif
