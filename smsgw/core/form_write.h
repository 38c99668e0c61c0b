/* form_write - writes application/x-www-form-urlencoded (percent-encoding of RFC 3986). */
#ifndef SMSGW_CORE_FORM_WRITE_H
#define SMSGW_CORE_FORM_WRITE_H

#include "common/base/str.h"

void form_add(struct buf *out, const char *name, struct view value);
void percent_encode(struct buf *out, struct view value);

#endif
