/*
 * check - what is refused before anybody asks whose it is (RFC 3261 8.2, 16.3)
 *
 * Owns: which extensions, URIs and bodies are understood at all.
 * Must not know: users, phones, calls.
 */
#include <sofia-sip/sip_header.h>
#include <sofia-sip/sip_protos.h>
#include <sofia-sip/sip_status.h>
#include <sofia-sip/sip_tag.h>

#include "voiced/sip/internal.h"

#define BODIES "application/sdp"
#define EXTENSIONS "timer, 100rel"

static bool
refuse(struct sip_refusal *out, int status, const char *phrase)
{
	out->status = status;
	out->phrase = phrase;
	if (status == 415)
		buf_add_text(&out->headers, "Accept: " BODIES "\r\n");
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

/* Extensions that an INVITE may require; no other request may require any. */
static bool
refuse_extension(const sip_t *parsed, struct sip_refusal *out)
{
	su_home_t home[1] = { SU_HOME_INIT(home) };
	sip_supported_t *ours = offers(parsed) ? sip_supported_make(home, EXTENSIONS) : NULL;
	sip_unsupported_t *unknown = parsed->sip_require != NULL
	    ? sip_has_unsupported(home, ours, parsed->sip_require)
	    : NULL;
	const char *names =
	    unknown != NULL ? sip_header_as_string(home, (sip_header_t *)unknown) : NULL;

	if (unknown != NULL) {
		(void)refuse(out, SIP_420_BAD_EXTENSION);
		buf_addf(&out->headers, "Unsupported: %s\r\n", names != NULL ? names : "");
		if (ours != NULL)
			buf_add_text(&out->headers, "Supported: " EXTENSIONS "\r\n");
	}
	su_home_deinit(home);
	return unknown != NULL;
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
refuse_session(const struct sip *sip, struct sip_refusal *out)
{
	buf_addf(&out->headers, "Min-SE: %d\r\n", sip_session_min_s(sip));
	return refuse(out, SIP_422_SESSION_TIMER_TOO_SMALL);
}

bool
sip_check_inside(const struct sip *sip, const sip_t *parsed, struct sip_refusal *out)
{
	if (refuse_extension(parsed, out))
		return true;
	if (body_unknown(parsed))
		return refuse(out, SIP_415_UNSUPPORTED_MEDIA);
	if (accepts_none(parsed))
		return refuse(out, SIP_406_NOT_ACCEPTABLE);
	if (session_too_short(sip, parsed))
		return refuse_session(sip, out);
	return false;
}

bool
sip_check_outside(const struct sip *sip, const sip_t *parsed, struct sip_refusal *out)
{
	if (parsed->sip_request->rq_method == sip_method_cancel || dialog_unknown(parsed))
		return refuse(out, SIP_481_NO_TRANSACTION);
	if (scheme_unknown(parsed))
		return refuse(out, SIP_416_UNSUPPORTED_URI);
	if (forwarded_out(parsed))
		return refuse(out, SIP_483_TOO_MANY_HOPS);
	return sip_check_inside(sip, parsed, out);
}
