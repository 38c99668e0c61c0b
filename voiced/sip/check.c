/*
 * check - what is refused before anybody asks whose it is (RFC 3261 8.2, 16.3)
 *
 * Owns: which extensions, URIs and bodies are understood at all.
 * Must not know: users, phones, calls.
 */
#include <stdio.h>

#include <sofia-sip/sip_header.h>
#include <sofia-sip/sip_protos.h>
#include <sofia-sip/sip_status.h>
#include <sofia-sip/sip_tag.h>

#include "voiced/sip/internal.h"

#define BODIES "application/sdp"

static bool
refuse(nta_incoming_t *incoming, int status, const char *phrase)
{
	(void)nta_incoming_treply(
	    incoming, status, phrase, TAG_IF(status == 415, SIPTAG_ACCEPT_STR(BODIES)), TAG_END());
	nta_incoming_destroy(incoming);
	return true;
}

/* What is to be sent on is sent on so often and no more. */
static bool
forwarded_out(const sip_t *parsed)
{
	return parsed->sip_request->rq_method == sip_method_invite &&
	    parsed->sip_max_forwards != NULL && parsed->sip_max_forwards->mf_count == 0;
}

/* It names a dialog that there is not (12.2.2). */
static bool
dialog_unknown(const sip_t *parsed)
{
	const sip_method_t method = parsed->sip_request->rq_method;

	return method != sip_method_register && method != sip_method_options &&
	    parsed->sip_to != NULL && parsed->sip_to->a_tag != NULL;
}

static bool
scheme_unknown(const sip_t *parsed)
{
	const enum url_type_e type = parsed->sip_request->rq_url->url_type;

	return type != url_sip && type != url_sips && type != url_tel &&
	    !sip_is_sos(parsed->sip_request->rq_url);
}

static bool
offers(const sip_t *parsed)
{
	const sip_method_t method = parsed->sip_request->rq_method;

	return method == sip_method_invite || method == sip_method_update;
}

/* A body of an INVITE or UPDATE that is no offer, nor holds one. */
static bool
body_unknown(const sip_t *parsed)
{
	return offers(parsed) && sip_body(parsed).n > 0 &&
	    (parsed->sip_content_encoding != NULL || sip_sdp(parsed).n == 0);
}

/* It takes no answer that we could give. */
static bool
accepts_none(const sip_t *parsed)
{
	su_home_t home[1] = { SU_HOME_INIT(home) };
	sip_accept_t *ours = sip_accept_make(home, BODIES);
	const bool result =
	    offers(parsed) && nta_check_accept(NULL, parsed, ours, NULL, TAG_END()) != 0;

	su_home_deinit(home);
	return result;
}

/* What is required of an INVITE; nothing is of anything else. */
static bool
extension_unknown(nta_incoming_t *incoming, const sip_t *parsed)
{
	su_home_t home[1] = { SU_HOME_INIT(home) };
	sip_supported_t *ours = offers(parsed) ? sip_supported_make(home, "timer, 100rel") : NULL;
	const bool result = nta_check_required(incoming, parsed, ours, TAG_END()) != 0;

	if (result)
		nta_incoming_destroy(incoming);
	su_home_deinit(home);
	return result;
}

/* Who can't do session timers is not told how (RFC 4028 9): what a proxy asked for is lengthened. */
static bool
session_too_short(const struct sip *sip, const sip_t *parsed)
{
	return offers(parsed) && parsed->sip_session_expires != NULL &&
	    parsed->sip_session_expires->x_delta < (unsigned long)sip_session_min_s(sip) &&
	    sip_has_supported(parsed->sip_supported, "timer");
}

static bool
refuse_session(const struct sip *sip, nta_incoming_t *incoming)
{
	char least[16];

	(void)snprintf(least, sizeof(least), "%d", sip_session_min_s(sip));
	(void)nta_incoming_treply(
	    incoming, SIP_422_SESSION_TIMER_TOO_SMALL, SIPTAG_MIN_SE_STR(least), TAG_END());
	nta_incoming_destroy(incoming);
	return true;
}

bool
sip_check_inside(const struct sip *sip, nta_incoming_t *incoming, const sip_t *parsed)
{
	if (extension_unknown(incoming, parsed))
		return true;
	if (body_unknown(parsed))
		return refuse(incoming, SIP_415_UNSUPPORTED_MEDIA);
	if (accepts_none(parsed))
		return refuse(incoming, SIP_406_NOT_ACCEPTABLE);
	if (session_too_short(sip, parsed))
		return refuse_session(sip, incoming);
	return false;
}

bool
sip_check_outside(const struct sip *sip, nta_incoming_t *incoming, const sip_t *parsed)
{
	if (dialog_unknown(parsed))
		return refuse(incoming, SIP_481_NO_TRANSACTION);
	if (scheme_unknown(parsed))
		return refuse(incoming, SIP_416_UNSUPPORTED_URI);
	if (forwarded_out(parsed))
		return refuse(incoming, SIP_483_TOO_MANY_HOPS);
	return sip_check_inside(sip, incoming, parsed);
}
