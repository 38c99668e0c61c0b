/*
 * mail - an e-mail's bytes (RFC 5322, 2047, 2045): a subject and a plain text, whatever they hold.
 *
 * Must not know: relays, who is written to and why.
 */
#ifndef CHATD_CORE_MAIL_H
#define CHATD_CORE_MAIL_H

#include <stdbool.h>
#include <stdint.h>

#include "common/base/str.h"

struct mail {
	const char *from,
	    *to; /* addresses without space, comma, control characters or angle brackets */
	const char *subject, *text; /* UTF-8 */
	const char *id; /* of the Message-ID, before the @ of `from`'s host */
	int64_t at_s; /* since 1970 */
};

/* Adds it with CRLF at each line's end. False, and nothing is added: an address that is none. */
bool mail_encode(const struct mail *mail, struct buf *out);

#endif
