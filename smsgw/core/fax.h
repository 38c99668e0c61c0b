/*
 * fax - what a fax provider is to us: a carrier's table (carrier.h) of login, request, answer, signature, and what more a fax needs.
 *
 * Owns: the table `fax_providers` (fax_providers.c), the form of what a provider's call says. Must not know: sockets, the database.
 *
 * A provider fetches the pages itself, at addresses that it is given; `{text}` of its request is the first of them.
 */
#ifndef SMSGW_CORE_FAX_H
#define SMSGW_CORE_FAX_H

#include "smsgw/core/carrier.h"

enum {
	FAX_FILES_MAX = 10,
	FAX_RECIPIENTS_MAX = 20,
	FAX_URL_SIZE = 400, /* of one page file with its final NUL */
	FAX_PAGES_MAX = 10000,
};

struct fax_provider {
	struct carrier
	    carrier; /* its name begins with "fax_"; states: an event's name -> sending, sent, failed, received */
	const char *const *takes; /* kinds of files; ends with NULL */
	const char *media; /* the request's member that holds the addresses: one, or a list */
	/* Names of a call's parameters. */
	struct {
		const char *event, *id, *direction, *from, *to, *pages, *url, *reason;
	} fields;
	const char *inbound; /* what `direction` is of a fax that came */
};

extern const struct fax_provider *const fax_providers[]; /* ends with NULL */
const struct fax_provider *fax_provider_find(struct view name);

enum fax_event_kind { FAX_EVENT_NONE, FAX_EVENT_REPORT, FAX_EVENT_RECEIVED };

/* Views borrow from the pairs. */
struct fax_event {
	enum fax_event_kind kind;
	struct view provider_id; /* 1 to PROVIDER_ID_MAX bytes */
	const char *state; /* of a report: sending, sent, failed */
	const char *reason; /* in words; NULL: none */
	struct view code; /* as the provider says it */
	struct view url; /* of one that came: where its file is, at most MEDIA_URL_MAX bytes */
	char from[NUMBER_SIZE], to[NUMBER_SIZE]; /* E.164 as far as they are; "": unknown */
	int64_t pages; /* 0: it does not say */
};

/* What a call that was signed says. -1: it can't be read; `err` names the parameter. */
int fax_event_read(const struct fax_provider *provider, const struct pairs *pairs,
    struct fax_event *out, struct err *err);

/* The request that sends the pages at these addresses, of which there is one at least. */
void fax_encode(const struct fax_provider *provider, const struct account *account,
    const struct outgoing *outgoing, const char urls[][FAX_URL_SIZE], int count,
    struct carrier_request *request);

/* What the sandbox reports of a fax to this number, all but provider_id; false: nothing, ever. */
bool fax_sandbox_plan(struct view number, struct fax_event *out);

/* {"fax_telnyx":["application/pdf"],…}; the caller frees. */
char *fax_taken_text(void);

#endif
