/*
 * files - files that users send each other (MS-4): how addresses of them are signed.
 */
#ifndef CHATD_FILES_H
#define CHATD_FILES_H

#include "chatd/chatd.h"

enum { FILE_PART_BYTES = 256 * 1024, FILE_ADDRESS_S = 600 };

/* Adds "?expires=…&signature=…" (`joint`: what stands for "&"). -1: no key ring is configured. */
int file_address_add(struct daemon *daemon, int64_t tenant, int64_t file, int64_t expires_s,
    const char *joint, struct buf *out, struct err *err);

#endif
