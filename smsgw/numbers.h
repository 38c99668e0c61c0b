/*
 * numbers - a number that somebody typed becomes E.164 (SMS-12).
 *
 * Owns: in which country a national number is read: that of the channel it is texted by.
 * Must not know: what the number is for. Carriers' numbers go by number_normalise (core/carrier.h).
 */
#ifndef SMSGW_NUMBERS_H
#define SMSGW_NUMBERS_H

#include "common/base/bytes.h"
#include "common/daemon/daemon.h"
#include "common/phone/phone.h"

/* `channel` 0: none; one that is not there helps with nothing. Below PHONE_POSSIBLE `out` is not set. */
enum phone_verdict number_typed(
    struct http_req *req, int64_t channel, struct view typed, struct phone *out);
/* A number that is texted, and its hash as opt-outs have it. False: answered why it is none. */
struct texted {
	struct phone phone;
	unsigned char hash[SHA256_SIZE];
};
bool number_texted(struct http_req *req, int64_t channel, struct view typed, struct texted *out);
/* Answers why it is no number, naming the field "/number". */
void number_refuse(struct http_req *req, enum phone_verdict verdict);

#endif
