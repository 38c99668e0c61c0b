/*
 * vcard - address cards as other people's programs write them: vCard 2.1 (versit), 3.0 (RFC 2426) and 4.0
 * (RFC 6350).
 *
 * Owns: unfolding, parameters, escapes, labels of groups (Apple's X-ABLabel); folding when written.
 * Must not know: the database, which contacts exist.
 *
 * What a contact does not keep (pictures, birthdays, postal addresses) is counted (people_drop).
 */
#ifndef PRESENCED_CORE_VCARD_H
#define PRESENCED_CORE_VCARD_H

#include "common/base/err.h"
#include "common/base/str.h"
#include "presenced/core/person.h"

enum vcard_version { VCARD_3, VCARD_4 };

/* `text` is UTF-8, or as it came: each value is then read by its own CHARSET, else as charset_to_utf8 does. A card that can't be read is skipped with its reason. -1: the text is none, or holds more than
 * PEOPLE_MAX cards. */
int people_from_vcard(struct view text, struct people *people, struct err *err);

/* One card (persons as person.h has them). */
void vcard_write(const json_t *person, enum vcard_version version, struct buf *out);

#endif
