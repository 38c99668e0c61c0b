/*
 * gate - the SIP port: what comes in, by its method
 *
 * Owns: the SIP stack of this instance.
 */
#include <stdlib.h>
#include <string.h>

#include "common/daemon/quarantine.h"
#include "common/metrics/metrics.h"
#include "voiced/browsers.h"
#include "voiced/calls.h"
#include "voiced/inbound.h"
#include "voiced/registrar.h"
#include "voiced/sandbox.h"
#include "voiced/sip/sip.h"
#include "voiced/strangers.h"
#include "voiced/voiced.h"

#define ALLOW VIEW("Allow: REGISTER, OPTIONS, INVITE, ACK, BYE, CANCEL, UPDATE, INFO, PRACK\r\n")

static COUNTER(unserved, "voice_sip_unserved_total", "Requests with a method that is not served");

static void
on_options(struct daemon *daemon, struct sip_request *request)
{
	strangers_note(daemon, sip_head(request));
	sip_reply(request, 200, "OK", ALLOW);
}

static void
on_unserved(struct daemon *daemon, struct sip_request *request)
{
	metric_add(&unserved, 1);
	strangers_note(daemon, sip_head(request));
	sip_reply(request, 405, "Method Not Allowed", ALLOW);
}

static void (*const takers[])(struct daemon *daemon, struct sip_request *request) = {
	[SIP_OTHER] = on_unserved,
	[SIP_REGISTER] = registrar_take,
	[SIP_OPTIONS] = on_options,
	[SIP_INVITE] = inbound_take,
	[SIP_ACK] = on_unserved,
	[SIP_BYE] = on_unserved,
	[SIP_CANCEL] = on_unserved,
};

/* By its connection, or by an address of this machine. */
static bool
is_ours(struct daemon *daemon, const struct sip_source *source)
{
	return browser_of(daemon, source) != NULL || sandbox_is(daemon, source);
}

/* A trunk's address in a datagram proves nothing, and is known to many: its calls get their transaction when they are taken
 * (inbound.c), and what is refused at once costs none. Phones prove themselves by their password (registrar.h). */
static bool
is_proved(struct daemon *daemon, const struct sip_source *source)
{
	return is_ours(daemon, source) ||
	    (strcmp(source->transport, "udp") != 0 && strangers_is_trunk(daemon, source));
}

static void
on_request(void *ctx, struct sip_request *request)
{
	if (is_proved(ctx, &sip_head(request)->source))
		sip_request_accept(request);
	if (browser_speaks_truly(ctx, sip_head(request)))
		takers[sip_head(request)->method](ctx, request);
	else
		sip_reply(request, 403, "Forbidden", VIEW(""));
}

/* A datagram's address proves nothing: whoever finds an input that crashes the daemon could have anybody refused by it. A trunk carries
 * calls for help. Both are counted, for the log, and never refused. */
static enum input_kind
sip_input_kind(struct daemon *daemon, const struct sip_source *source)
{
	if (strcmp(source->transport, "udp") == 0)
		return INPUT_SIP_DATAGRAM;
	return strangers_is_trunk(daemon, source) ? INPUT_SIP_TRUNK : INPUT_SIP_ADDRESS;
}

/* Input on a page's connection is its user's, wherever our own end of it is; of the rest the address is known. */
static bool
on_input(void *ctx, const struct sip_source *source, struct input_peer *out)
{
	const struct browser *page = browser_of(ctx, source);

	if (page != NULL)
		*out = input_peer_of(INPUT_USER, page->tenant, page->user);
	else if (!sandbox_is(ctx, source))
		*out = quarantine_address(ctx, sip_input_kind(ctx, source), view_of(source->host));
	return quarantine_refuses_s(ctx, out) == 0;
}

static bool
on_knock(void *ctx, const struct sip_knock *knock)
{
	return strangers_heard(ctx, knock);
}

static enum sip_peer
on_peer(void *ctx, const struct sip_source *source)
{
	if (is_ours(ctx, source) || strangers_is_trunk(ctx, source))
		return SIP_PEER_TRUSTED;
	return strangers_acquainted(ctx, source) ? SIP_PEER_ACQUAINTED : SIP_PEER_STRANGER;
}

static void
on_refused(void *ctx, const struct sip_knock *knock)
{
	strangers_note_knock(ctx, knock);
}

struct sip *
gate_sip(struct daemon *daemon)
{
	return daemon_data(daemon, "gate");
}

int
gate_start(struct daemon *daemon, struct err *err)
{
	const struct config *config = daemon_config(daemon);
	struct sip *sip;

	metric_register(&unserved);
	sip = sip_new(daemon_loop(daemon),
	    &(struct sip_config){ .bind = config_text(config, "sip_bind"),
		.port = (int)config_int(config, "sip_port"),
		.tls = { .port = (int)config_int(config, "sip_tls_port"),
		    .certificate = config_text(config, "sip_tls_certificate"),
		    .key = config_text(config, "sip_tls_key"),
		    .authorities = config_text(config, "sip_tls_authorities") },
		.public_host = config_text(config, "sip_public"),
		.session_s = (int)config_int(config, "sip_session_s"),
		.connections_max = (int)config_int(config, "sip_connections"),
		.connections_of_source = (int)config_int(config, "sip_connections_of_address"),
		.peer = on_peer,
		.input = on_input,
		.hears = on_knock,
		.refused = on_refused,
		.on_request = on_request,
		.ctx = daemon },
	    err);
	daemon_set_data(daemon, "gate", sip);
	return sip != NULL ? 0 : -1;
}

static void
on_closed(void *ctx)
{
	daemon_set_data(ctx, "gate", NULL);
	daemon_part_stopped(ctx);
}

void
gate_stop(struct daemon *daemon)
{
	sip_close(gate_sip(daemon), on_closed, daemon);
}
