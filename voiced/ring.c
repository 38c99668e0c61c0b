/* ring - see ring.h */
#include "voiced/ring.h"

#include <arpa/inet.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "common/base/clock.h"
#include "common/base/utf8.h"
#include "common/log/log.h"
#include "common/loop/loop.h"
#include "voiced/awaited.h"
#include "voiced/browsers.h"
#include "voiced/devices.h"
#include "voiced/dialers.h"
#include "voiced/names.h"
#include "voiced/trunks.h"
#include "voiced/voiced.h"

enum { SIP_PORT = 5060, SIPS_PORT = 5061, PORT_MAX = 65535, SHOWN_MAX = 80, FROM_PARTS_MAX = 100 };
enum {
	NAME_LOOK_MS = 50,
	NAME_WAIT_MS = 2000, /* for a host that is looked up for the first time */
	TRUNK_LOG_MS = 60000, /* lines about an address */
};

/* The SIP library knows a browser's connection as the TCP that it is on this machine. SRTP's keys stand in the description: they are
 * offered over an encrypted transport only. */
static const struct {
	const char *name, *carried_by;
	enum relay_wire wire;
	int port; /* where a URI names none */
} transports[] = {
	{ "udp", "udp", RELAY_RTP, SIP_PORT },
	{ "tcp", "tcp", RELAY_RTP, SIP_PORT },
	{ "tls", "tls", RELAY_SRTP, SIPS_PORT },
	{ "ws", "tcp", RELAY_WEBRTC, 0 },
};

static int
transport_of(struct view name)
{
	for (int i = 0; i < (int)(sizeof(transports) / sizeof(transports[0])); i++)
		if (view_is_nocase(name, transports[i].name))
			return i;
	return -1;
}

static bool
is_address(const char *host)
{
	unsigned char address[sizeof(struct in6_addr)];

	return inet_pton(AF_INET, host, address) == 1 || inet_pton(AF_INET6, host, address) == 1;
}

/* "1.2.3.4:5060", "[::1]:5060", "pbx.example.com"; `port` is left where none is told. */
static bool
place_read(struct view text, struct view *host, int *port)
{
	struct view number = { NULL, 0 };
	int64_t value = *port;
	const char *end;

	if (text.n > 0 && text.p[0] == '[') {
		end = memchr(text.p, ']', text.n);
		if (end == NULL)
			return false;
		*host = (struct view){ text.p + 1, (size_t)(end - text.p) - 1 };
		number = (struct view){ end + 1, text.n - (size_t)(end + 1 - text.p) };
		(void)view_cut(&number, ':');
	} else {
		number = text;
		*host = view_cut(&number, ':');
	}
	if (number.p != NULL && !view_to_int(number, 1, PORT_MAX, &value))
		return false;
	*port = (int)value;
	return host->n > 0;
}

static bool
address_read(struct view text, char *host, int *port)
{
	struct view name;

	*port = SIP_PORT;
	return place_read(text, &name, port) && view_copy(name, host, SIP_HOST_MAX) &&
	    is_address(host);
}

void
ring_source(const struct sip_source *source, char out[RING_SOURCE_SIZE])
{
	(void)snprintf(out, RING_SOURCE_SIZE,
	    strchr(source->host, ':') != NULL ? "[%s]:%d" : "%s:%d", source->host, source->port);
}

bool
ring_binding(
    struct view contact, struct view source, struct view transport, struct party_target *out)
{
	int kind = transport_of(transport);

	*out = (struct party_target){ 0 };
	if (kind < 0 || !view_copy(contact, out->uri, sizeof(out->uri)) ||
	    !view_copy(contact, out->who, sizeof(out->who)) ||
	    !address_read(source, out->to.host, &out->to.port))
		return false;
	out->to.transport = transports[kind].carried_by;
	out->wire = transports[kind].wire;
	out->phone = true;
	return true;
}

/* What a SIP URI says of where it leads. */
struct place {
	struct view whom; /* user and host, port */
	struct view host; /* a name or an address */
	int kind, port;
	bool secure; /* sips */
};

static bool
parameters_read(struct view rest, struct place *out)
{
	while (rest.p != NULL) {
		struct view parameter = view_cut(&rest, ';'), value = parameter;

		if (view_is_nocase(view_cut(&value, '='), "transport"))
			out->kind = transport_of(value);
	}
	if (out->secure)
		out->kind = transport_of(VIEW("tls"));
	return out->kind >= 0 && transports[out->kind].wire != RELAY_WEBRTC;
}

static bool
uri_read(struct view uri, struct place *out)
{
	struct view rest = uri, scheme = view_cut(&rest, ':'), whom = view_cut(&rest, ';'),
		    host = whom, user = view_cut(&host, '@');

	*out = (struct place){ .whom = whom, .secure = view_is_nocase(scheme, "sips") };
	if ((!out->secure && !view_is_nocase(scheme, "sip")) || user.n == 0 || host.p == NULL ||
	    !parameters_read(rest, out))
		return false;
	out->port = transports[out->kind].port;
	return place_read(host, &out->host, &out->port);
}

/* What is secure is called over TLS, by the address that our routes have: it is the host itself that is asked. */
static bool
target_make(
    const struct place *place, struct view uri, const char *address, struct party_target *out)
{
	int n = place->secure ? snprintf(out->uri, sizeof(out->uri), "sip:%.*s;transport=tls",
				    (int)place->whom.n, place->whom.p)
			      : snprintf(out->uri, sizeof(out->uri), "%.*s", (int)uri.n, uri.p);

	if (n < 0 || n >= (int)sizeof(out->uri) ||
	    !view_copy(view_of(address), out->to.host, SIP_HOST_MAX))
		return false;
	memcpy(out->who, out->uri, sizeof(out->uri));
	out->to.port = place->port;
	out->to.transport = transports[place->kind].carried_by;
	return true;
}

bool
ring_uri(struct view uri, struct party_target *out)
{
	char address[SIP_HOST_MAX];
	struct place place;

	*out = (struct party_target){ 0 };
	return uri_read(uri, &place) && view_copy(place.host, address, sizeof(address)) &&
	    is_address(address) && target_make(&place, uri, address, out);
}

/* ---- who calls ---- */

static void
from_make(struct daemon *daemon, const struct ring_from *from, char out[PARTY_URI_MAX])
{
	struct view shown = utf8_valid(from->shown) ? utf8_head(from->shown, SHOWN_MAX) : VIEW("");
	struct buf text = { 0 };

	if (from->number.n == 0 && shown.n == 0)
		shown = VIEW("Anonymous");
	if (shown.n > 0) {
		buf_add_char(&text, '"');
		for (size_t i = 0; i < shown.n; i++)
			if (shown.p[i] != '"' && shown.p[i] != '\\' &&
			    (unsigned char)shown.p[i] >= ' ')
				buf_add_char(&text, shown.p[i]);
		buf_add_text(&text, "\" ");
	}
	if (from->number.n > 0)
		buf_addf(&text, "<sip:%.*s@%s>", (int)from->number.n, from->number.p,
		    devices_realm(daemon));
	else
		buf_add_text(&text, "<sip:anonymous@anonymous.invalid>");
	if (!view_copy(buf_view(&text), out, PARTY_URI_MAX))
		(void)snprintf(out, PARTY_URI_MAX, "<sip:%.*s@trunkline.invalid>",
		    (int)from->number.n, from->number.p);
	buf_fini(&text);
}

/* ---- an agent's phones ---- */

struct search {
	struct daemon *daemon;
	char from[PARTY_URI_MAX];
	ring_found found;
	ring_mode_found mode_found; /* instead of `found` */
	void *ctx;
	int64_t tenant, user;
	int64_t
	    owner; /* of the phones that are asked for: the user, or who has their number here */
	bool awaited; /* an agent who is also known from memory */
	char number[DIAL_TEXT_SIZE]; /* of an agent whose phone it is */
	char uri[PARTY_URI_MAX]; /* of an agent whose phone is there */
	struct timer timer; /* while the host of it is looked up */
	int64_t until_ms;
};

/* A page is rung by its connection. What is stored of one that went may outlive it while the database is away, and the port may be another
 * page's by now, of anybody. */
static bool
is_page_of(const struct search *search, const struct party_target *target)
{
	const struct browser *browser = browser_of(search->daemon, &target->to);

	return browser != NULL && browser->tenant == search->tenant &&
	    browser->user == search->owner;
}

/* A carrier would take our INVITE for a call that the dial plan allowed. A phone is called where it proved itself from, so another organisation's
 * carrier is not there, whatever network that organisation calls its trunk's: it could silence phones. */
static bool
may_ring(const struct search *search, const struct party_target *target)
{
	return target->wire == RELAY_WEBRTC ? is_page_of(search, target)
					    : !trunk_calls_for(search->daemon, search->tenant,
						  TRUNK_BY_ANY, view_of(target->to.host));
}

static bool
target_of(
    const struct search *search, const struct db_result *rows, int i, struct party_target *out)
{
	return view_is(db_text(rows, i, 0), "binding") &&
	    ring_binding(db_text(rows, i, 1), db_text(rows, i, 2), db_text(rows, i, 3), out) &&
	    may_ring(search, out);
}

/* What is said of how an agent is reached and is no address. */
static bool
take_words(struct search *search, struct ring_mode *mode, const struct db_result *rows, int i)
{
	struct view kind = db_text(rows, i, 0), words = db_text(rows, i, 1);

	if (view_is(kind, "number"))
		(void)view_copy(words, search->number, sizeof(search->number));
	else if (view_is(kind, "uri"))
		(void)view_copy(words, search->uri, sizeof(search->uri));
	else if (view_is(kind, "dnd"))
		mode->dnd = view_is(words, "return") ? RING_DND_RETURN : RING_DND_VOICEMAIL;
	else
		return false;
	return true;
}

struct remembered {
	const struct search *search;
	struct ring_mode *mode;
};

static void
on_remembered(void *ctx, const struct awaited_phone *phone)
{
	const struct remembered *into = ctx;
	struct ring_mode *mode = into->mode;
	struct party_target *target;

	if (mode->count >= RING_TARGETS_MAX)
		return;
	target = &mode->targets[mode->count];
	if (!ring_binding(view_of(phone->contact), view_of(phone->source),
		view_of(phone->transport), target) ||
	    !may_ring(into->search, target))
		return;
	memcpy(target->from, into->search->from, sizeof(into->search->from));
	mode->count++;
}

static bool goes_to_number(struct search *search, struct ring_mode *mode);

/* `search` and its targets are gone. */
static void
give(struct search *search, struct ring_mode *mode)
{
	if (search->mode_found != NULL)
		search->mode_found(search->ctx, mode);
	else
		search->found(search->ctx, mode->targets, mode->count);
	free(mode->targets);
	free(search);
}

/* ---- a phone that is a SIP URI ---- */

/* NULL: it is no URI that can be called. A host that is a name is looked up, as those of trunks are. */
static const struct name_addresses *
addresses_of(const struct search *search, struct place *place)
{
	return uri_read(view_of(search->uri), place) ? names_of(search->daemon, place->host) : NULL;
}

/* Nobody proves that a SIP URI is a phone: it leads to no trunk of any organisation. Whoever operates the installation is told, as an
 * organisation that calls a PBX of another one its trunk makes agents there unreachable. */
static bool
leads_to_trunk(const struct search *search, struct view address)
{
	int64_t suppressed;

	if (!trunk_calls_from(search->daemon, TRUNK_BY_ANY, address) &&
	    !trunk_is_at(search->daemon, address))
		return false;
	if (log_allow("sip_uri_of_trunk", address, TRUNK_LOG_MS, &suppressed))
		LOG(WARN, "sip_uri_of_trunk", LOG_ID("tenant", search->tenant),
		    LOG_ID("agent", search->user), LOG_VIEW("address", address),
		    LOG_INT("suppressed", suppressed));
	return true;
}

/* The first address; a certificate must name the host. */
static void
take_uri(struct search *search, struct ring_mode *mode)
{
	struct party_target *target = &mode->targets[mode->count];
	const struct name_addresses *addresses;
	char address[NAME_ADDRESS_SIZE];
	struct place place;

	addresses = addresses_of(search, &place);
	if (addresses == NULL || addresses->count == 0 || mode->count >= RING_TARGETS_MAX)
		return;
	memcpy(address, addresses->text[0], sizeof(address));
	if (leads_to_trunk(search, view_of(address)) ||
	    !target_make(&place, view_of(search->uri), address, target))
		return;
	if (!view_is(place.host, target->to.host))
		(void)view_copy(place.host, target->to.name, sizeof(target->to.name));
	target->wire = transports[place.kind].wire;
	memcpy(target->from, search->from, sizeof(search->from));
	mode->count++;
}

static void
on_name_known(void *ctx)
{
	struct search *search = ctx;
	struct ring_mode mode = { .targets = mem_zero(RING_TARGETS_MAX, sizeof(*mode.targets)) };

	take_uri(search, &mode);
	give(search, &mode);
}

static bool
is_pending(const struct search *search)
{
	struct place place;

	return uri_read(view_of(search->uri), &place) &&
	    names_awaited(search->daemon, place.host, false);
}

static void
on_name_time(void *ctx)
{
	struct search *search = ctx;

	if (is_pending(search) && clock_mono_ms() < search->until_ms)
		timer_in(&search->timer, NAME_LOOK_MS);
	else
		timer_close(&search->timer, on_name_known);
}

/* True: its host is looked up first. */
static bool
goes_to_uri(struct search *search, struct ring_mode *mode)
{
	if (search->uri[0] == '\0')
		return false;
	if (!is_pending(search)) {
		take_uri(search, mode);
		return false;
	}
	search->until_ms = clock_mono_ms() + NAME_WAIT_MS;
	timer_init(&search->timer, daemon_loop(search->daemon), on_name_time, search);
	timer_in(&search->timer, NAME_LOOK_MS);
	return true;
}

static void
on_phones(void *ctx, enum db_outcome outcome, const struct db_result *rows)
{
	struct search *search = ctx;
	struct ring_mode mode = {
		.targets = mem_zero(RING_TARGETS_MAX, sizeof(*mode.targets)),
	};
	struct remembered into = { search, &mode };

	if (outcome != DB_DONE)
		mode.kind = RING_UNKNOWN;
	if (outcome != DB_DONE && search->awaited)
		awaited_phones(search->daemon, search->tenant, search->user, on_remembered, &into);

	for (int i = 0; outcome == DB_DONE && i < rows->rows && mode.count < RING_TARGETS_MAX;
	     i++) {
		if (take_words(search, &mode, rows, i) ||
		    !target_of(search, rows, i, &mode.targets[mode.count]))
			continue;
		memcpy(mode.targets[mode.count].from, search->from, sizeof(search->from));
		mode.count++;
	}
	if (goes_to_number(search, &mode) || goes_to_uri(search, &mode))
		free(mode.targets);
	else
		give(search, &mode);
}

static void
submit(struct search *search, const struct db_query *query, int64_t user, struct view number)
{
	const struct db_param params[] = { P_INT(search->tenant), P_INT(user),
		db_view_or_null(number) };

	search->owner = user;
	db_submit(daemon_db(search->daemon),
	    &(struct db_call){ .query = query,
		.lane = DB_LANE_READ,
		.params = params,
		.deadline_ms = search->awaited ? awaited_patience_ms(search->daemon) : 0 },
	    on_phones, search);
}

/* A phone that is a number: outside, or a Work number here, whose devices are asked for; true then. */
static bool
goes_to_number(struct search *search, struct ring_mode *mode)
{
	struct view number = view_of(search->number);

	if (number.n == 0 || mode->dnd != RING_DND_OFF)
		return false;
	dial_user(search->daemon, search->tenant, search->user, NULL, number, &mode->dial);
	search->number[0] = '\0';
	if (mode->dial.kind == DIAL_INSIDE && mode->dial.inside.kind == DIAL_WORK) {
		submit(search, &q_work_phones, mode->dial.inside.id, VIEW(""));
		return true;
	}
	mode->kind = mode->dial.kind == DIAL_OUTSIDE ? RING_OUTSIDE : RING_REFUSED;
	return false;
}

static void
ring_by(struct daemon *daemon, const struct db_query *query, const struct ring_from *from,
    const struct search *how)
{
	struct search *search = mem_new(sizeof(*search));

	*search = *how;
	search->daemon = daemon;
	from_make(daemon, from, search->from);
	submit(search, query, how->user, from->number);
}

void
ring_mode(struct daemon *daemon, int64_t tenant, int64_t agent, const struct ring_from *from,
    ring_mode_found found, void *ctx)
{
	ring_by(daemon, &q_agent_phones, from,
	    &(struct search){ .mode_found = found, .ctx = ctx, .tenant = tenant, .user = agent });
}

void
ring_work(struct daemon *daemon, int64_t tenant, int64_t user, const struct ring_from *from,
    ring_found found, void *ctx)
{
	ring_by(daemon, &q_work_phones, from,
	    &(struct search){ .found = found, .ctx = ctx, .tenant = tenant, .user = user });
}

void
ring_back(struct daemon *daemon, int64_t tenant, int64_t agent, const struct ring_from *from,
    ring_found found, void *ctx)
{
	ring_by(daemon, &q_back_phones, from,
	    &(struct search){
		.found = found, .ctx = ctx, .tenant = tenant, .user = agent, .awaited = true });
}
