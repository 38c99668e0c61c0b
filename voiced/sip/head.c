/*
 * head - what a request says, in our own words
 *
 * Owns: the way from the library's headers to struct sip_head. Every field that the parser left out is an empty
 *       view or "not told": nothing here fails.
 */
#include <arpa/inet.h>
#include <netinet/in.h>
#include <stdio.h>
#include <string.h>
#include <strings.h>
#include <sys/socket.h>
#include <unistd.h>

#include <sofia-sip/msg_addr.h>
#include <sofia-sip/sip_extra.h>
#include <sofia-sip/sip_protos.h>
#include <sofia-sip/sip_util.h>
#include <sofia-sip/url.h>

#include "voiced/sip/internal.h"

/* Seconds above this are as good as this: RFC 3261 20.19 allows up to 2^32 - 1. */
#define EXPIRES_MAX INT64_C(4294967295)

enum {
	FORWARDS_MAX = 255, /* RFC 3261 20.22 */
	ANY_PORT = 9,
};

static const struct {
	sip_method_t theirs;
	enum sip_method ours;
} methods[] = {
	{ sip_method_register, SIP_REGISTER },
	{ sip_method_options, SIP_OPTIONS },
	{ sip_method_invite, SIP_INVITE },
	{ sip_method_ack, SIP_ACK },
	{ sip_method_bye, SIP_BYE },
	{ sip_method_cancel, SIP_CANCEL },
};

enum sip_method
sip_method_of(sip_method_t theirs)
{
	for (size_t i = 0; i < sizeof(methods) / sizeof(methods[0]); i++)
		if (methods[i].theirs == theirs)
			return methods[i].ours;
	return SIP_OTHER;
}

/* The parser takes "urn:service:sos" for a host with a port. */
bool
sip_is_sos(const url_t *url)
{
	static const char sos[] = "urn:service:sos";
	char text[64];

	return url_e(text, sizeof(text), url) < (issize_t)sizeof(text) &&
	    strncasecmp(text, sos, sizeof(sos) - 1) == 0 &&
	    (text[sizeof(sos) - 1] == '\0' || text[sizeof(sos) - 1] == '.');
}

/* "tel:+1555": the parser has it as a host. */
static struct sip_uri
uri_of(const url_t *url)
{
	const bool tel = url->url_type == url_tel && url->url_user == NULL;
	int64_t port = 0;

	(void)view_to_int(view_of(url->url_port), 1, 65535, &port);
	return (struct sip_uri){ view_of(url->url_scheme),
		view_of(tel ? url->url_host : url->url_user), view_of(tel ? NULL : url->url_host),
		(int)port };
}

static int64_t
seconds(const char *text)
{
	int64_t result = -1;

	if (text != NULL && !view_to_int(view_of(text), 0, EXPIRES_MAX, &result))
		result = -1;
	return result;
}

static void
read_contacts(const sip_contact_t *contact, msg_t *msg, struct sip_head *out)
{
	for (; contact != NULL; contact = contact->m_next) {
		struct sip_contact *to = &out->contacts[out->contact_count];

		if (contact->m_url->url_type == url_any) {
			out->contacts_all = true;
		} else if (out->contact_count == SIP_CONTACTS_MAX) {
			out->contacts_over = true;
		} else {
			to->uri = uri_of(contact->m_url);
			to->text = view_of(url_as_string(msg_home(msg), contact->m_url));
			to->expires_s = seconds(contact->m_expires);
			out->contact_count++;
		}
	}
}

static void
read_authorization(const sip_authorization_t *from, struct buf *out)
{
	if (from == NULL || from->au_scheme == NULL)
		return;
	buf_add_text(out, from->au_scheme);
	for (size_t i = 0; from->au_params != NULL && from->au_params[i] != NULL; i++) {
		buf_add_text(out, i == 0 ? " " : ", ");
		buf_add_text(out, from->au_params[i]);
	}
}

void
sip_address_text(const struct sockaddr *address, struct sip_source *out)
{
	if (address->sa_family == AF_INET) {
		const struct sockaddr_in *v4 = (const struct sockaddr_in *)address;

		(void)inet_ntop(AF_INET, &v4->sin_addr, out->host, sizeof(out->host));
		out->port = ntohs(v4->sin_port);
	} else if (address->sa_family == AF_INET6) {
		const struct sockaddr_in6 *v6 = (const struct sockaddr_in6 *)address;

		if (IN6_IS_ADDR_V4MAPPED(&v6->sin6_addr))
			(void)inet_ntop(
			    AF_INET, &v6->sin6_addr.s6_addr[12], out->host, sizeof(out->host));
		else
			(void)inet_ntop(AF_INET6, &v6->sin6_addr, out->host, sizeof(out->host));
		out->port = ntohs(v6->sin6_port);
	}
}

/* No packet is sent: the kernel alone is asked, by which way one would go. */
static bool
asked_kernel(const struct sockaddr *to, socklen_t size, struct sip_source *out)
{
	struct sockaddr_storage at = { 0 };
	socklen_t n = sizeof(at);
	int fd = socket(to->sa_family, SOCK_DGRAM | SOCK_CLOEXEC, 0);
	bool done = fd >= 0 && connect(fd, to, size) == 0 &&
	    getsockname(fd, (struct sockaddr *)&at, &n) == 0;

	if (fd >= 0)
		(void)close(fd);
	if (done)
		sip_address_text((const struct sockaddr *)&at, out);
	return done && out->host[0] != '\0';
}

bool
sip_address_towards(const char *host, char out[SIP_HOST_MAX])
{
	struct sockaddr_in v4 = { .sin_family = AF_INET, .sin_port = htons(ANY_PORT) };
	struct sockaddr_in6 v6 = { .sin6_family = AF_INET6, .sin6_port = htons(ANY_PORT) };
	struct sip_source at = { 0 };
	const bool found = inet_pton(AF_INET, host, &v4.sin_addr) == 1
	    ? asked_kernel((const struct sockaddr *)&v4, sizeof(v4), &at)
	    : inet_pton(AF_INET6, host, &v6.sin6_addr) == 1 &&
		asked_kernel((const struct sockaddr *)&v6, sizeof(v6), &at);

	(void)snprintf(out, SIP_HOST_MAX, "%s", at.host);
	return found;
}

void
sip_address_read(msg_t *msg, struct sip_source *out)
{
	sip_address_text(msg_addrinfo(msg)->ai_addr, out);
}

void
sip_uri_text(const char *host, int port, const char *transport, char out[SIP_URI_SIZE])
{
	const bool v6 = strchr(host, ':') != NULL;

	(void)snprintf(out, SIP_URI_SIZE, "sip:%s%s%s:%d;transport=%s", v6 ? "[" : "", host,
	    v6 ? "]" : "", port, transport);
}

void
sip_route_text(const struct sip_source *to, char out[SIP_ROUTE_SIZE])
{
	char uri[SIP_URI_SIZE];

	sip_uri_text(to->host, to->port, to->transport, uri);
	if (to->name[0] == '\0')
		(void)snprintf(out, SIP_ROUTE_SIZE, "%s;lr", uri);
	else
		(void)snprintf(out, SIP_ROUTE_SIZE, "sip:%s:%d;transport=%s;maddr=%s;lr", to->name,
		    to->port, to->transport, to->host);
}

struct view
sip_body(const sip_t *sip)
{
	if (sip == NULL || sip->sip_payload == NULL)
		return (struct view){ NULL, 0 };
	return (struct view){ sip->sip_payload->pl_data, sip->sip_payload->pl_len };
}

/* ---- bodies ---- */

struct view
sip_body_type(const sip_t *sip)
{
	return sip->sip_content_type != NULL
	    ? multipart_type(view_of(sip->sip_content_type->c_type))
	    : (struct view){ NULL, 0 };
}

/* Parameters as the parser leaves them may be quoted. */
static struct view
boundary_of(const sip_t *sip)
{
	struct view value = view_of(msg_params_find(sip->sip_content_type->c_params, "boundary="));

	if (value.n >= 2 && value.p[0] == '"' && value.p[value.n - 1] == '"')
		value = (struct view){ value.p + 1, value.n - 2 };
	return value;
}

static struct view
sdp_among(const struct multipart *parts)
{
	for (int i = 0; i < parts->count; i++)
		if (view_is_nocase(parts->parts[i].type, "application/sdp"))
			return parts->parts[i].body;
	return (struct view){ NULL, 0 };
}

static struct view
read_body(const sip_t *sip, struct multipart *parts)
{
	struct view type = sip_body_type(sip), body = sip_body(sip);

	*parts = (struct multipart){ 0 };
	if (body.n == 0 || view_is_nocase(type, "application/sdp"))
		return body;
	if (type.n > 10 && view_is_nocase((struct view){ type.p, 10 }, "multipart/") &&
	    multipart_read(body, boundary_of(sip), parts))
		return sdp_among(parts);
	return (struct view){ NULL, 0 };
}

struct view
sip_sdp(const sip_t *sip)
{
	struct multipart parts;

	return sip != NULL ? read_body(sip, &parts) : (struct view){ NULL, 0 };
}

/* ---- who calls ---- */

/* "\"Ann \\\"A\\\" Lee\"" → "Ann "A" Lee", in the message's memory. */
static struct view
display_of(const char *text, msg_t *msg)
{
	struct view from = view_trim(view_of(text));
	char *out;
	size_t n = 0;

	if (from.n < 2 || from.p[0] != '"' || from.p[from.n - 1] != '"')
		return from;
	out = su_alloc(msg_home(msg), (isize_t)from.n);
	if (out == NULL)
		return (struct view){ NULL, 0 };
	for (size_t i = 1; i < from.n - 1; i++) {
		if (from.p[i] == '\\' && i + 1 < from.n - 1)
			i++;
		out[n++] = from.p[i];
	}
	return (struct view){ out, n };
}

static void
take_asserted(const sip_p_asserted_identity_t *identity, msg_t *msg, struct sip_head *out)
{
	const enum url_type_e type = identity->paid_url->url_type;

	if ((type == url_sip || type == url_sips) && out->asserted_sip.scheme.n == 0) {
		out->asserted_sip = uri_of(identity->paid_url);
		out->asserted_display = display_of(identity->paid_display, msg);
	} else if (type == url_tel && out->asserted_tel.scheme.n == 0) {
		out->asserted_tel = uri_of(identity->paid_url);
	}
}

static void
take_preferred(const sip_p_asserted_identity_t *identity, msg_t *msg, struct sip_head *out)
{
	struct sip_uri uri = uri_of(identity->paid_url);

	(void)msg;
	if (out->preferred.n == 0)
		out->preferred = uri.user.n > 0 ? uri.user : uri.host;
}

/* The library's parser leaves these headers alone: they are read here, both in one way. */
static const struct {
	const char *name;
	void (*take)(const sip_p_asserted_identity_t *identity, msg_t *msg, struct sip_head *out);
} identities[] = {
	{ "p-asserted-identity", take_asserted },
	{ "p-preferred-identity", take_preferred },
};

static void
read_identity(const sip_unknown_t *header, msg_t *msg, struct sip_head *out)
{
	for (size_t i = 0; i < sizeof(identities) / sizeof(identities[0]); i++) {
		if (!view_is_nocase(view_of(header->un_name), identities[i].name))
			continue;
		for (const sip_p_asserted_identity_t *identity =
			 sip_p_asserted_identity_make(msg_home(msg), header->un_value);
		     identity != NULL; identity = identity->paid_next)
			identities[i].take(identity, msg, out);
	}
}

static void
read_identities(const sip_t *sip, msg_t *msg, struct sip_head *out)
{
	for (const sip_unknown_t *at = sip->sip_unknown; at != NULL; at = at->un_next)
		if (at->un_value != NULL)
			read_identity(at, msg, out);
}

static bool
wants_privacy(const sip_privacy_t *privacy)
{
	static const char *const hide[] = { "id", "user", "full" };

	for (size_t i = 0;
	     privacy != NULL && privacy->priv_values != NULL && privacy->priv_values[i] != NULL;
	     i++)
		for (size_t j = 0; j < sizeof(hide) / sizeof(hide[0]); j++)
			if (view_is_nocase(view_of(privacy->priv_values[i]), hide[j]))
				return true;
	return false;
}

void
sip_head_read(const sip_t *sip, msg_t *msg, struct buf *authorization, struct sip_head *out)
{
	*out = (struct sip_head){ .expires_s = -1, .max_forwards = -1 };
	out->method = sip_method_of(sip->sip_request->rq_method);
	out->method_name = view_of(sip->sip_request->rq_method_name);
	out->target = uri_of(sip->sip_request->rq_url);
	if (sip->sip_from != NULL) {
		out->from = uri_of(sip->sip_from->a_url);
		out->from_display = display_of(sip->sip_from->a_display, msg);
	}
	if (sip->sip_to != NULL) {
		out->to = uri_of(sip->sip_to->a_url);
		out->to_tag = view_of(sip->sip_to->a_tag);
	}
	if (sip->sip_max_forwards != NULL)
		out->max_forwards = sip->sip_max_forwards->mf_count < FORWARDS_MAX
		    ? (int)sip->sip_max_forwards->mf_count
		    : FORWARDS_MAX;
	out->privacy_id = wants_privacy(sip->sip_privacy);
	out->content_type = sip_body_type(sip);
	out->sdp = read_body(sip, &out->parts);
	read_identities(sip, msg, out);
	if (sip->sip_call_id != NULL)
		out->call_id = view_of(sip->sip_call_id->i_id);
	if (sip->sip_cseq != NULL)
		out->cseq = sip->sip_cseq->cs_seq;
	if (sip->sip_expires != NULL)
		out->expires_s = (int64_t)sip->sip_expires->ex_delta;
	if (sip->sip_user_agent != NULL)
		out->user_agent = view_of(sip->sip_user_agent->g_string);
	out->body = sip_body(sip);
	read_contacts(sip->sip_contact, msg, out);
	read_authorization(sip->sip_authorization, authorization);
	out->authorization = buf_view(authorization);
}
