/*
 * receipts - stores what a carrier reports of a text, and tells the page.
 */
#ifndef SMSGW_RECEIPTS_H
#define SMSGW_RECEIPTS_H

#include "smsgw/core/carrier.h"
#include "smsgw/smsgw.h"

/* `ref`: our own reference as it came back, or "". `tenant`: the account's. After the commit the pages are told, then `done`. */
void receipt_store(struct daemon *daemon, int64_t tenant, int64_t account,
    const struct receipt *receipt, const char *ref, const int64_t *keys, int key_count,
    db_done done, void *ctx);

#endif
