/*
 * numbers - a customer's number as somebody typed it becomes E.164 (SMS-12).
 *
 * Owns: in which country a national number is read: the one that was said, else that of the
 *       organisation's first SMS channel.
 * Must not know: what the number is for.
 */
#ifndef CHATD_NUMBERS_H
#define CHATD_NUMBERS_H

#include "common/daemon/daemon.h"

int numbers_start(struct daemon *daemon, struct err *err);

/* `number` is valid during the call. */
typedef void (*number_then)(struct http_req *req, struct view number);

/* Calls `then`, now or when the database has said the country; or answers why it is no number, naming
 * `field`. 3 to 8 digits without a country are a short code: they stay as they are. */
void number_read(struct http_req *req, const char *field, const struct body_value *typed,
    const struct body_value *country, number_then then);

#endif
