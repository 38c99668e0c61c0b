/* sip - see sip.h */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include <uthash.h>

#include <sofia-sip/nta_stateless.h>
#include <sofia-sip/nta_tport.h>
#include <sofia-sip/sip_header.h>
#include <sofia-sip/sip_status.h>
#include <sofia-sip/sip_tag.h>
#include <sofia-sip/tport.h>
#include <sofia-sip/tport_tag.h>
#include <sofia-sip/url_tag.h>

#include "common/base/bytes.h"
#include "common/base/clock.h"
#include "common/log/log.h"
#include "common/metrics/metrics.h"
#include "voiced/core/recent.h"
#include "voiced/sip/internal.h"
#include "voiced/sip/tls.h"

enum {
	TCP_IDLE_MS = 15 * 60 *
	    1000, /* of a connection since its last message: longer than a registration is kept; of unproved ones see accept.h */
	TCP_PARTIAL_MS = 10000, /* for the rest of a message that has begun */
	SESSION_MIN_S = 90, /* RFC 4028 4 */
	PUBLIC_HOST_MAX = 64,
	TLS_DEPTH = 8, /* of a certificate's way to its authority */
	IDENTITY_SIZE = RECENT_KEY_MAX,
};

#define HOST_CHARACTERS "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789.-:"

static COUNTER(requests_total, "voice_sip_requests_total", "Requests outside a dialog");
static COUNTER(refused_total, "voice_sip_refused_total",
    "Requests told 503, as too many waited for their answer");

static COUNTER(
    unheard_total, "voice_sip_dropped_total", "Requests of strangers that were not answered");

static COUNTER(stateless_total, "voice_sip_stateless_total",
    "Answers without a transaction: to strangers, and to requests that can't be served");
static COUNTER(stateless_failed, "voice_sip_stateless_failed_total",
    "Answers without a transaction that could not be sent: no route, no such port");

struct sip {
	struct sip_root *root;
	struct sip_acceptor *acceptor;
	nta_agent_t *agent;
	nta_leg_t *leg; /* of all that belongs to no dialog */
	struct list requests; /* that wait for their answer */
	struct sip_request *by_identity; /* uthash: the same */
	struct list legs; /* of leg.c */
	struct list sent; /* of request.c */
	struct recent
	    unavailable; /* identities of requests that were told 503 without a transaction */
	struct sip_config config;
	uint32_t tag_seed;
	void (*closed)(void *ctx);
	void *ctx;
};

struct sip_request {
	struct sip *sip;
	nta_incoming_t *incoming; /* NULL: it is answered without a transaction */
	msg_t *msg; /* NULL: it has its answer, or the stack has ended */
	tport_t *transport; /* that it came by */
	char identity[IDENTITY_SIZE];
	struct sip_head head;
	struct buf authorization;
	struct link link;
	UT_hash_handle hh;
};

/* ---- requests ---- */

static void
waiting_add(struct sip_request *request)
{
	list_append(&request->sip->requests, &request->link);
	/* NOLINTNEXTLINE(clang-analyzer-core*): uthash's own pointers */
	HASH_ADD_STR(request->sip->by_identity, identity, request);
}

static void
waiting_remove(struct sip_request *request)
{
	list_remove(&request->sip->requests, &request->link);
	/* NOLINTNEXTLINE(clang-analyzer-core*): uthash's own pointers */
	HASH_DEL(request->sip->by_identity, request);
}

/* One of our own words. */
static const char *
transport_of(const struct sip *sip, nta_incoming_t *incoming, msg_t *msg)
{
	static const char *const names[] = { "udp", "tcp", "tls" };
	tport_t *transport = nta_incoming_transport(sip->agent, incoming, msg);
	const char *name = transport != NULL ? tport_name(transport)->tpn_proto : "udp",
		   *result = "udp";

	for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++)
		if (strcasecmp(name, names[i]) == 0)
			result = names[i];
	tport_unref(transport);
	return result;
}

void
sip_source_read(const struct sip *sip, nta_incoming_t *incoming, msg_t *msg, struct sip_source *out)
{
	sip_address_read(msg, out);
	out->transport = transport_of(sip, incoming, msg);
}

void
sip_sender_proved(const struct sip *sip, nta_incoming_t *incoming)
{
	struct sip_source source = { 0 };
	msg_t *message = nta_incoming_getrequest(incoming);

	if (message == NULL)
		return;
	sip_source_read(sip, incoming, message, &source);
	msg_destroy(message);
	sip_accept_proved(sip->acceptor, &source);
}

/* What tells a request from others; the same if it is repeated. */
static void
identity_of(const sip_t *parsed, char out[IDENTITY_SIZE])
{
	(void)snprintf(out, IDENTITY_SIZE, "%lx %lx %lx %s",
	    (unsigned long)msg_hash_string(parsed->sip_call_id->i_id),
	    (unsigned long)msg_hash_string(parsed->sip_via->v_branch),
	    (unsigned long)parsed->sip_cseq->cs_seq, parsed->sip_request->rq_method_name);
}

/* Takes a reference of the message. */
static struct sip_request *
request_new(struct sip *sip, msg_t *msg, const sip_t *parsed, const struct sip_source *source,
    const char identity[IDENTITY_SIZE])
{
	struct sip_request *request = mem_zero(1, sizeof(*request));

	request->sip = sip;
	request->msg = msg_ref_create(msg);
	request->transport = nta_incoming_transport(sip->agent, NULL, msg);
	sip_head_read(parsed, request->msg, &request->authorization, &request->head);
	request->head.source = *source;
	memcpy(request->identity, identity, IDENTITY_SIZE);
	waiting_add(request);
	return request;
}

/* What it was told came back, or the stack has ended: from here it is only its owner's. */
static void
request_end(struct sip_request *request)
{
	waiting_remove(request);
	msg_destroy(request->msg);
	tport_unref(request->transport);
	if (request->incoming != NULL)
		nta_incoming_destroy(request->incoming);
	request->incoming = NULL;
	request->msg = NULL;
}

static void
request_free(struct sip_request *request)
{
	if (request->msg != NULL)
		request_end(request);
	buf_fini(&request->authorization);
	free(request);
}

bool
sip_waits(const struct sip_request *request)
{
	/* Who takes back an INVITE that no leg has yet is told 487 by the library. */
	return request->msg != NULL &&
	    (request->incoming == NULL || nta_incoming_status(request->incoming) < 200);
}

const struct sip_head *
sip_head(const struct sip_request *request)
{
	return &request->head;
}

void
sip_transaction_reply(nta_incoming_t *incoming, int status, const char *phrase, struct view headers)
{
	char *lines = headers.n > 0 ? view_dup(headers) : NULL;

	if (nta_incoming_treply(incoming, status, phrase,
		TAG_IF(lines != NULL, SIPTAG_HEADER_STR(lines)), TAG_END()) != 0)
		LOG(WARN, "sip_reply_failed", LOG_INT("status", status));
	free(lines);
}

/* Our tag in the answers to a request: the same if it is repeated (RFC 3261 8.2.7). */
static const sip_to_t *
tagged_to(const struct sip *sip, msg_t *msg, const sip_t *parsed)
{
	sip_to_t *to = sip_to_dup(msg_home(msg), parsed->sip_to);
	char tag[32];

	(void)snprintf(tag, sizeof(tag), "%08lx%08lx",
	    (unsigned long)(msg_hash_string(parsed->sip_call_id->i_id) ^ sip->tag_seed) &
		UINT32_MAX,
	    (unsigned long)(msg_hash_string(parsed->sip_via->v_branch) + parsed->sip_cseq->cs_seq) &
		UINT32_MAX);
	if (to != NULL && to->a_tag == NULL)
		(void)sip_to_tag(msg_home(msg), to, tag);
	return to;
}

/* By the transport that the message came by and by no other: a connection that has ended is not made anew. */
static void
answer_stateless(struct sip *sip, msg_t *msg, tport_t *transport, int status, const char *phrase,
    struct view headers)
{
	char identity[IDENTITY_SIZE], *lines;

	if (status == 503) {
		identity_of(sip_object(msg), identity);
		recent_add(&sip->unavailable, view_of(identity), clock_mono_ms());
	}
	if (transport == NULL || !tport_is_clear_to_send(transport))
		return;
	lines = headers.n > 0 ? view_dup(headers) : NULL;
	metric_add(&stateless_total, 1);
	/* Anybody can make it fail, by an address that does not exist: it is counted, not logged. */
	if (nta_msg_treply(sip->agent, msg_ref_create(msg), status, phrase, NTATAG_TPORT(transport),
		SIPTAG_TO(tagged_to(sip, msg, sip_object(msg))),
		TAG_IF(lines != NULL, SIPTAG_HEADER_STR(lines)), TAG_END()) != 0)
		metric_add(&stateless_failed, 1);
	free(lines);
}

static void
say(struct sip_request *request, int status, const char *phrase, struct view headers)
{
	if (request->incoming != NULL)
		sip_transaction_reply(request->incoming, status, phrase, headers);
	else
		answer_stateless(
		    request->sip, request->msg, request->transport, status, phrase, headers);
}

void
sip_reply(struct sip_request *request, int status, const char *phrase, struct view headers)
{
	if (sip_waits(request))
		say(request, status, phrase, headers);
	request_free(request);
}

void
sip_request_accept(struct sip_request *request)
{
	if (request->msg == NULL || request->incoming != NULL)
		return;
	sip_accept_proved(request->sip->acceptor, &request->head.source);
	request->incoming =
	    nta_incoming_create(request->sip->agent, NULL, msg_ref_create(request->msg),
		sip_object(request->msg), NTATAG_TPORT(request->transport), TAG_END());
}

void
sip_request_give(struct sip_request *request, nta_incoming_t **incoming, msg_t **message)
{
	sip_request_accept(request);
	waiting_remove(request);
	tport_unref(request->transport);
	*incoming = request->incoming;
	*message = request->msg;
	buf_fini(&request->authorization);
	free(request);
}

struct sip *
sip_request_sip(const struct sip_request *request)
{
	return request->sip;
}

nta_agent_t *
sip_agent(const struct sip *sip)
{
	return sip->agent;
}

nta_leg_t *
sip_no_dialog(const struct sip *sip)
{
	return sip->leg;
}

struct list *
sip_sent_list(struct sip *sip)
{
	return &sip->sent;
}

struct list *
sip_legs(struct sip *sip)
{
	return &sip->legs;
}

su_root_t *
sip_su(const struct sip *sip)
{
	return sip_root_su(sip->root);
}

int
sip_patience_ms(const struct sip *sip)
{
	return sip->config.patience_ms > 0 ? sip->config.patience_ms : SIP_PATIENCE_MS;
}

int
sip_session_min_s(const struct sip *sip)
{
	return sip->config.session_min_s > 0 ? sip->config.session_min_s : SESSION_MIN_S;
}

int
sip_session_s(const struct sip *sip)
{
	return sip->config.session_s > 0 ? sip->config.session_s : SIP_SESSION_S;
}

static bool
bound_to_any(const struct sip *sip)
{
	return strcmp(sip->config.bind, "0.0.0.0") == 0 || strcmp(sip->config.bind, "::") == 0;
}

static int
port_of(const struct sip *sip, const char *transport)
{
	return strcmp(transport, "tls") == 0 ? sip->config.tls.port : sip->config.port;
}

void
sip_contact_text(const struct sip *sip, const struct sip_source *peer, char *out, size_t size)
{
	const char *host = sip->config.public_host;
	char uri[SIP_URI_SIZE], local[SIP_HOST_MAX];

	if (host == NULL || host[0] == '\0')
		host = bound_to_any(sip) && sip_address_towards(peer->host, local)
		    ? local
		    : sip->config.bind;
	sip_uri_text(host, port_of(sip, peer->transport), peer->transport, uri);
	(void)snprintf(out, size, "<%s>", uri);
}

int
sip_unanswered(const struct sip *sip)
{
	return (int)sip->requests.count;
}

static struct view
user_of(const url_t *url)
{
	return view_of(url->url_user);
}

/* Good for as long as the message is. */
static void
knock_read(const struct sip *sip, msg_t *msg, const sip_t *parsed, struct sip_knock *out)
{
	*out = (struct sip_knock){ .method = sip_method_of(parsed->sip_request->rq_method),
		.from = user_of(parsed->sip_from->a_url),
		.to = user_of(parsed->sip_to->a_url),
		.user_agent = view_of(
		    parsed->sip_user_agent != NULL ? parsed->sip_user_agent->g_string : NULL) };
	sip_source_read(sip, NULL, msg, &out->source);
}

static bool
is_heard(const struct sip *sip, const struct sip_knock *knock)
{
	return sip->config.hears == NULL || sip->config.hears(sip->config.ctx, knock);
}

static void
tell_refused(const struct sip *sip, const struct sip_knock *knock)
{
	if (sip->config.refused != NULL)
		sip->config.refused(sip->config.ctx, knock);
}

/* Calls for help are not kept out by registrations that wait for the database. */
static int
waiting_max(const sip_t *parsed)
{
	return parsed->sip_request->rq_method == sip_method_invite ? SIP_INVITES_MAX
								   : SIP_UNANSWERED_MAX;
}

/* True: it has been refused, whoever sent it. */
static bool
refused_outside(struct sip *sip, msg_t *msg, const sip_t *parsed, tport_t *transport)
{
	struct sip_refusal refusal = { 0 };
	const bool refused = sip_check_outside(sip, parsed, &refusal);

	if (refused)
		answer_stateless(sip, msg, transport, refusal.status, refusal.phrase,
		    buf_view(&refusal.headers));
	buf_fini(&refusal.headers);
	return refused;
}

/* It is here already, without a transaction that would know it again. */
static bool
is_repetition(const struct sip *sip, const char *identity)
{
	struct sip_request *found;

	/* NOLINTNEXTLINE(clang-analyzer-core*): uthash's own pointers */
	HASH_FIND_STR(sip->by_identity, identity, found);
	return found != NULL;
}

/* A copy of what was told 503 is told so again, though there may be room now: its caller has given up, and must not be called twice. */
static bool
is_unavailable(const struct sip *sip, const sip_t *parsed, const char *identity)
{
	return sip_unanswered(sip) >= waiting_max(parsed) ||
	    recent_has(&sip->unavailable, view_of(identity), clock_mono_ms());
}

static void
take(struct sip *sip, msg_t *msg, const sip_t *parsed, const struct sip_knock *knock)
{
	tport_t *transport = tport_delivered_by(nta_agent_tports(sip->agent), msg);
	char identity[IDENTITY_SIZE];

	identity_of(parsed, identity);
	if (is_repetition(sip, identity))
		return;
	metric_add(&requests_total, 1);
	if (refused_outside(sip, msg, parsed, transport)) {
		tell_refused(sip, knock);
	} else if (is_unavailable(sip, parsed, identity)) {
		metric_add(&refused_total, 1);
		answer_stateless(sip, msg, transport, SIP_503_SERVICE_UNAVAILABLE, VIEW(""));
	} else {
		sip->config.on_request(
		    sip->config.ctx, request_new(sip, msg, parsed, &knock->source, identity));
	}
}

/* What belongs to no dialog and to no transaction. Who is not heard costs no transaction. */
static int
on_message(nta_agent_magic_t *magic, nta_agent_t *agent, msg_t *msg, sip_t *parsed)
{
	struct sip *sip = (struct sip *)magic;
	struct sip_knock knock;

	if (parsed->sip_request == NULL || parsed->sip_request->rq_method == sip_method_ack) {
		nta_msg_discard(agent, msg);
		return 0;
	}
	knock_read(sip, msg, parsed, &knock);
	if (sip_input_enter(&sip->config, &knock.source) && is_heard(sip, &knock)) {
		sip_accept_heard(sip->acceptor, &knock.source);
		take(sip, msg, parsed, &knock);
	} else {
		metric_add(&unheard_total, 1);
	}
	nta_msg_discard(agent, msg);
	return 0;
}

static int
on_nobody(nta_leg_magic_t *magic, nta_leg_t *leg, nta_incoming_t *incoming, const sip_t *parsed)
{
	(void)magic;
	(void)leg;
	(void)incoming;
	(void)parsed;
	return 404;
}

/* ---- begin and end ---- */

/* One transport a call: a list of them ends in a crash the second time a process asks for it. */
static bool
bind_all(struct sip *sip)
{
	char udp[SIP_URI_SIZE], tcp[SIP_URI_SIZE];

	sip_uri_text(sip->config.bind, sip->config.port, "udp", udp);
	sip_uri_text(sip->config.bind, sip->config.port, "tcp", tcp);
	sip->agent = nta_agent_create(sip_root_su(sip->root), URL_STRING_MAKE(udp), on_message,
	    (nta_agent_magic_t *)sip, NTATAG_UA(1), NTATAG_MAXSIZE(SIP_MESSAGE_MAX),
	    NTATAG_SERVER_RPORT(1),
	    TAG_IF(
		sip->config.patience_ms > 0, NTATAG_SIP_T1X64((unsigned)sip->config.patience_ms)),
	    TAG_END());
	return sip->agent != NULL &&
	    nta_agent_add_tport(sip->agent, URL_STRING_MAKE(tcp), TPTAG_IDLE(TCP_IDLE_MS),
		TPTAG_TIMEOUT(TCP_PARTIAL_MS), TPTAG_REUSE(1), TAG_END()) == 0;
}

/* A name or a numeric address; IPv6 without brackets. It goes into headers as it is. */
static int
public_host_check(const char *host, struct err *err)
{
	if (host == NULL)
		return 0;
	if (strlen(host) > PUBLIC_HOST_MAX || host[strspn(host, HOST_CHARACTERS)] != '\0' ||
	    (strchr(host, ':') != NULL && host[strspn(host, "0123456789abcdefABCDEF:.")] != '\0'))
		return err_set(err, ERR_INVALID, "sip_public",
		    "it is a host's name or a numeric address, at most %d characters",
		    PUBLIC_HOST_MAX);
	return 0;
}

/* SSL and the first TLS are refused: the library's word 0 is "whatever OpenSSL allows", which is TLS 1.2 and later. */
static int
bind_tls(struct sip *sip, struct err *err)
{
	struct sip_tls_folder folder;
	char at[SIP_URI_SIZE], uri[SIP_URI_SIZE + 1];
	int result;

	if (sip->config.tls.port == 0)
		return 0;
	if (sip_tls_open(&sip->config.tls, &folder, err) != 0)
		return -1;
	sip_uri_text(sip->config.bind, sip->config.tls.port, "tls", at);
	(void)snprintf(
	    uri, sizeof(uri), "sips%s", at + strlen("sip")); /* it knows TLS by the scheme alone */
	result = nta_agent_add_tport(sip->agent, URL_STRING_MAKE(uri),
	    TPTAG_CERTIFICATE(folder.path), TPTAG_TLS_VERSION(0),
	    TPTAG_TLS_VERIFY_POLICY(TPTLS_VERIFY_SUBJECTS_OUT), TPTAG_TLS_VERIFY_DEPTH(TLS_DEPTH),
	    TPTAG_IDLE(TCP_IDLE_MS), TPTAG_TIMEOUT(TCP_PARTIAL_MS), TPTAG_REUSE(1), TAG_END());
	sip_tls_close(&folder);
	if (result == 0)
		return 0;
	return err_set(err, ERR_CONFLICT, "sip_tls_port", "%s:%d of TLS can't be bound",
	    sip->config.bind, sip->config.tls.port);
}

static int
listen_on(struct sip *sip, struct err *err)
{
	if (public_host_check(sip->config.public_host, err) != 0)
		return -1;
	if (!sip_via_begin())
		return err_set(err, ERR_INTERNAL, NULL,
		    "this build of sofia-sip lacks sip_via_d or su_getaddrinfo");
	if (!bind_all(sip)) {
		if (sip->agent != NULL)
			nta_agent_destroy(sip->agent);
		return err_set(err, ERR_CONFLICT, "sip_port", "%s:%d of UDP and TCP can't be bound",
		    sip->config.bind, sip->config.port);
	}
	if (bind_tls(sip, err) != 0) {
		nta_agent_destroy(sip->agent);
		return -1;
	}
	/* Of an URI that nobody calls: requests come by on_message. */
	sip->leg = nta_leg_tcreate(sip->agent, on_nobody, NULL, NTATAG_NO_DIALOG(1),
	    URLTAG_URL("sip:requests-of-ours@trunkline.invalid"), TAG_END());
	return 0;
}

static void
on_root_closed(void *ctx)
{
	struct sip *sip = ctx;
	void (*closed)(void *) = sip->closed;
	void *closed_ctx = sip->ctx;

	recent_fini(&sip->unavailable);
	free(sip);
	if (closed != NULL)
		closed(closed_ctx);
}

struct sip *
sip_new(uv_loop_t *loop, const struct sip_config *config, struct err *err)
{
	struct sip *sip = mem_zero(1, sizeof(*sip));

	metric_register(&requests_total);
	metric_register(&refused_total);
	metric_register(&unheard_total);
	metric_register(&stateless_total);
	metric_register(&stateless_failed);
	sip->config = *config;
	random_fill(&sip->tag_seed, sizeof(sip->tag_seed));
	sip->unavailable.for_ms = sip_patience_ms(sip);
	list_init(&sip->requests);
	list_init(&sip->legs);
	list_init(&sip->sent);
	sip_legs_register();
	sip_sent_register();
	sip->root = sip_root_new();
	if (sip->root == NULL)
		(void)err_set(err, ERR_INTERNAL, NULL, "the SIP library could not begin");
	if (sip->root == NULL || listen_on(sip, err) != 0) {
		if (sip->root != NULL)
			sip_root_free(sip->root);
		free(sip);
		return NULL;
	}
	sip->acceptor = sip_accept_new(loop, &sip->config);
	sip_root_begin(sip->root, loop, sip->acceptor);
	return sip;
}

static void
on_acceptor_closed(void *ctx)
{
	struct sip *sip = ctx;

	sip_root_close(sip->root, on_root_closed, sip);
}

void
sip_close(struct sip *sip, void (*closed)(void *ctx), void *ctx)
{
	while (!list_empty(&sip->requests)) {
		struct sip_request *request =
		    LIST_OF(sip->requests.head.next, struct sip_request, link);

		if (sip_waits(request))
			say(request, SIP_503_SERVICE_UNAVAILABLE, VIEW(""));
		request_end(request);
	}
	sip_legs_end(sip);
	sip_sent_end(sip);
	sip->closed = closed;
	sip->ctx = ctx;
	nta_leg_destroy(sip->leg);
	nta_agent_destroy(sip->agent);
	sip_accept_close(sip->acceptor, on_acceptor_closed, sip);
}
