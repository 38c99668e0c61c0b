/*
 * contact_id - what the API calls a contact: "user:12", "service:3", "external:7", "personal:9".
 *
 * Owns: that form. Must not know: who may see whom.
 */
#ifndef PRESENCED_CORE_CONTACT_ID_H
#define PRESENCED_CORE_CONTACT_ID_H

#include <stdbool.h>
#include <stdint.h>

#include "common/base/str.h"

extern const char *const contact_kinds[]; /* as in SQL; ends with NULL */

struct contact_id {
	const char *kind; /* one of contact_kinds */
	int64_t ref; /* positive */
};

/* False: no contact is called so. */
bool contact_id_read(struct view text, struct contact_id *out);

#endif
