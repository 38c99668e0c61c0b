/*
 * fax_cover - the first page of a fax, a PDF of its words.
 *
 * Owns: the page's layout and its bytes. Must not know: who sends it.
 */
#ifndef SMSGW_CORE_FAX_COVER_H
#define SMSGW_CORE_FAX_COVER_H

#include "common/base/str.h"

enum { FAX_COVER_COLUMNS = 78, FAX_COVER_LINES = 62, FAX_COVER_PAGES_MAX = 4 };

struct fax_cover {
	struct view to, from, at, subject, text; /* UTF-8 */
};

/* Latin letters as they are, others as "?"; lines are broken between words; what is beyond FAX_COVER_PAGES_MAX pages is left away. */
void fax_cover_write(const struct fax_cover *cover, struct buf *out);

#endif
