/*
 * vcard - address cards as other programs write them: vCard 2.1 (versit), 3.0 (RFC 2426) and 4.0 (RFC 6350).
 *
 * Owns: unfolding, parameters, escapes, labels of groups (Apple's X-ABLabel); folding on the way out.
 * Must not know: the database, which contacts exist.
 *
 * Data that a contact does not keep (photos, birthdays, postal addresses) is counted (people.dropped).
 */
#ifndef PRESENCED_CORE_VCARD_H
#define PRESENCED_CORE_VCARD_H

#include "common/base/err.h"
#include "common/base/str.h"
#include "presenced/core/person.h"

enum vcard_version { VCARD_3, VCARD_4 };

/* `text` is UTF-8, or undecoded: then each value is read in its own CHARSET, or as UTF-8 (people.utf8), or as charset_to_utf8
 * does. Decoding comes after unfolding, because some programs fold inside characters. Unreadable cards are skipped with the
 * reason. -1: there is no card, or there are more than PEOPLE_MAX. Takes time linear in the text's length. */
int people_from_vcard(struct view text, struct people *people, struct err *err);

/* Adds one card (a person as in person.h). */
void vcard_write(const json_t *person, enum vcard_version version, struct buf *out);

#endif
