/*
 * file_show - how a file that a user sent is handed to a browser (MS-4), and addresses in formatted text.
 *
 * Owns: what may be shown in place, how a name is written in a header. Must not know: who may have it.
 */
#ifndef CHATD_CORE_FILE_SHOW_H
#define CHATD_CORE_FILE_SHOW_H

#include <stdbool.h>
#include <stdint.h>

#include "common/base/str.h"

/* Images, sounds and videos may stand in a page; anything else is saved. */
bool file_is_shown(struct view type);

/* "attachment; filename=\"bill.pdf\"; filename*=UTF-8''bill.pdf" (RFC 6266, 8187): no byte of the name can end the
 * header or name a folder. */
void file_disposition(struct view name, bool shown, struct buf *out);

/* A cleaned text (html.h) with another address for each of its images: `add` writes what follows the path and the id. */
void html_with_addresses(struct view clean, void (*add)(void *ctx, int64_t file, struct buf *out),
    void *ctx, struct buf *out);

#endif
