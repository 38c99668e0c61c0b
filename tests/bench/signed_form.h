/*
 * signed_form - a carrier's webhook request as bytes, in the form and with the signature
 * that Twilio sends: base64(HMAC-SHA1(token, URL + each name and value, names sorted)).
 *
 * Owns: the full set of parameters of an inbound text, the request's head.
 * Must not know: sockets; the daemon's own code for the same thing.
 */
#ifndef TESTS_BENCH_SIGNED_FORM_H
#define TESTS_BENCH_SIGNED_FORM_H

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "common/base/bytes.h"
#include "common/base/str.h"

enum { FORM_FIELDS = 19, SID_SIZE = 35, NUMBER_TEXT = 32 };

struct hook_target {
	const char *url; /* the public address, which is what the carrier signs */
	const char *path; /* its path, which is what the request asks for */
	const char *token; /* the account's secret */
	const char *account_sid, *to;
};

struct form_field {
	const char *name, *value;
};

/* "SM" and 32 hexadecimal digits. */
static inline void
sid_make(char out[SID_SIZE])
{
	(void)snprintf(out, SID_SIZE, "SM%016llx%016llx", (unsigned long long)random_u64(),
	    (unsigned long long)random_u64());
}

static inline int
form_by_name(const void *a, const void *b)
{
	const struct form_field *left = a, *right = b;

	return strcmp(left->name, right->name);
}

static inline void
form_encode(struct buf *out, const char *text)
{
	for (; *text != '\0'; text++) {
		unsigned char c = (unsigned char)*text;

		if (c == ' ')
			buf_add_char(out, '+');
		else if (strchr("-._", c) != NULL || (c >= '0' && c <= '9') ||
		    (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z'))
			buf_add_char(out, (char)c);
		else
			buf_addf(out, "%%%02X", c);
	}
}

static inline void
form_sign(
    const struct hook_target *target, const struct form_field fields[FORM_FIELDS], struct buf *out)
{
	struct form_field sorted[FORM_FIELDS];
	unsigned char digest[SHA1_SIZE];
	struct buf text = { 0 };

	memcpy(sorted, fields, sizeof(sorted));
	qsort(sorted, FORM_FIELDS, sizeof(sorted[0]), form_by_name);
	buf_add_text(&text, target->url);
	for (int i = 0; i < FORM_FIELDS; i++) {
		buf_add_text(&text, sorted[i].name);
		buf_add_text(&text, sorted[i].value);
	}
	hmac_sha1(view_of(target->token), buf_view(&text), digest);
	base64_encode((struct view){ (const char *)digest, sizeof(digest) }, out);
	buf_fini(&text);
}

/* The parameters in the order in which the carrier sends them. */
static inline void
form_body(const struct form_field fields[FORM_FIELDS], struct buf *out)
{
	for (int i = 0; i < FORM_FIELDS; i++) {
		buf_addf(out, "%s%s=", i > 0 ? "&" : "", fields[i].name);
		form_encode(out, fields[i].value);
	}
}

/* Adds one whole request to `out`. */
static inline void
form_request(const struct hook_target *target, const char *sid, const char *from, const char *text,
    struct buf *out)
{
	const struct form_field fields[FORM_FIELDS] = { { "ToCountry", "US" }, { "ToState", "CA" },
		{ "SmsMessageSid", sid }, { "NumMedia", "0" }, { "ToCity", "SAN FRANCISCO" },
		{ "FromZip", "94612" }, { "SmsSid", sid }, { "FromState", "CA" },
		{ "SmsStatus", "received" }, { "FromCity", "OAKLAND" }, { "Body", text },
		{ "FromCountry", "US" }, { "To", target->to }, { "ToZip", "94105" },
		{ "NumSegments", "1" }, { "MessageSid", sid },
		{ "AccountSid", target->account_sid }, { "From", from },
		{ "ApiVersion", "2010-04-01" } };
	struct buf body = { 0 }, signature = { 0 };

	form_body(fields, &body);
	form_sign(target, fields, &signature);
	buf_addf(out,
	    "POST %s HTTP/1.1\r\nHost: 127.0.0.1\r\nAccept: */*\r\nUser-Agent: TwilioProxy/1.1\r\n"
	    "Content-Type: application/x-www-form-urlencoded; charset=UTF-8\r\n"
	    "X-Twilio-Signature: %s\r\nContent-Length: %zu\r\n\r\n",
	    target->path, signature.p, body.n);
	buf_add_view(out, buf_view(&body));
	buf_fini(&body);
	buf_fini(&signature);
}

#endif
