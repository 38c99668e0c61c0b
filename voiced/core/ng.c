/* ng - see ng.h */
#include "voiced/core/ng.h"

#include <string.h>

#include "common/base/utf8.h"

enum { PORTS_MAX = 65536 };

/* ---- the tables ---- */

enum need {
	NEED_CALL = 1 << 0,
	NEED_FROM = 1 << 1,
	NEED_TO = 1 << 2,
	NEED_SDP = 1 << 3,
	NEED_LIMIT = 1 << 4,
	MAY_FROM = 1 << 5,
	MAY_FLAGS = 1 << 6,
	GIVES_SDP = 1 << 7,
	GIVES_CALLS = 1 << 8,
	GIVES_LEGS = 1 << 9,
};

/* Each command: its name in ng, what it needs and gives. */
static const struct {
	const char *name;
	unsigned needs;
} commands[NG_COMMANDS] = {
	[NG_STATISTICS] = { "statistics", 0 },
	[NG_OFFER] = { "offer", NEED_CALL | NEED_FROM | NEED_SDP | MAY_FLAGS | GIVES_SDP },
	[NG_ANSWER] = { "answer",
	    NEED_CALL | NEED_FROM | NEED_TO | NEED_SDP | MAY_FLAGS | GIVES_SDP },
	[NG_DELETE] = { "delete", NEED_CALL | MAY_FROM },
	[NG_QUERY] = { "query", NEED_CALL | GIVES_LEGS },
	[NG_LIST] = { "list", NEED_LIMIT | GIVES_CALLS },
	[NG_BLOCK] = { "block media", NEED_CALL | NEED_FROM },
	[NG_UNBLOCK] = { "unblock media", NEED_CALL | NEED_FROM },
	[NG_SILENCE] = { "silence media", NEED_CALL | NEED_FROM },
	[NG_UNSILENCE] = { "unsilence media", NEED_CALL | NEED_FROM },
	[NG_SUBSCRIBE] = { "subscribe request", NEED_CALL | MAY_FROM | MAY_FLAGS | GIVES_SDP },
	[NG_SUBSCRIBED] = { "subscribe answer", NEED_CALL | NEED_TO | NEED_SDP | MAY_FLAGS },
	[NG_UNSUBSCRIBE] = { "unsubscribe", NEED_CALL | NEED_TO },
};

/* Each flag: the keys that say it. A key with `list` takes several values. */
static const struct {
	unsigned flag;
	const char *key, *value;
	bool list;
} flags[] = {
	{ NG_LATCH, "flags", "port latching", true },
	{ NG_REPLACE, "replace", "origin", true },
	{ NG_REPLACE, "replace", "session-connection", true },
	{ NG_STRICT, "flags", "strict source", true },
	{ NG_PLAIN, "transport-protocol", "RTP/AVP", false },
	{ NG_PLAIN, "ICE", "remove", false },
	{ NG_PLAIN, "rtcp-mux", "demux", true },
	{ NG_SDES, "transport-protocol", "RTP/SAVP", false },
	{ NG_SDES, "ICE", "remove", false },
	{ NG_SDES, "rtcp-mux", "demux", true },
	{ NG_SDES, "DTLS", "off", false },
	{ NG_SDES, "SDES", "pad", true },
	{ NG_SDES, "SDES", "no-AEAD_AES_256_GCM", true },
	{ NG_SDES, "SDES", "no-AEAD_AES_128_GCM", true },
	{ NG_SDES, "SDES", "no-AES_256_CM_HMAC_SHA1_80", true },
	{ NG_SDES, "SDES", "no-AES_256_CM_HMAC_SHA1_32", true },
	{ NG_SDES, "SDES", "no-AES_192_CM_HMAC_SHA1_80", true },
	{ NG_SDES, "SDES", "no-AES_192_CM_HMAC_SHA1_32", true },
	{ NG_SDES, "SDES", "no-F8_128_HMAC_SHA1_80", true },
	{ NG_SDES, "SDES", "no-F8_128_HMAC_SHA1_32", true },
	{ NG_ENCRYPTED, "SDES", "no-NULL_HMAC_SHA1_80", true },
	{ NG_ENCRYPTED, "SDES", "no-NULL_HMAC_SHA1_32", true },
	{ NG_WEBRTC, "transport-protocol", "UDP/TLS/RTP/SAVPF", false },
	{ NG_WEBRTC, "ICE", "force", false },
	{ NG_WEBRTC, "rtcp-mux", "offer", true },
	{ NG_WEBRTC, "rtcp-mux", "require", true },
	{ NG_WEBRTC, "SDES", "off", true },
	{ NG_WEBRTC, "flags", "generate mid", true },
	{ NG_PASSIVE, "DTLS", "passive", false },
	{ NG_ALL, "flags", "all", true },
	{ NG_EXACT, "flags", "asymmetric", true },
	{ NG_ADVERTISED_FIRST, "flags", "endpoint-learning-heuristic", true },
};

/* Why rtpengine refuses, as it says it, and what it is to us. What is not here is UPSTREAM. */
static const struct {
	const char *reason;
	enum err_kind kind;
} reasons[] = {
	{ "Ran out of ports", ERR_OVERLOAD },
	{ "Parallel session limit reached", ERR_OVERLOAD },
	{ "Load limit reached", ERR_OVERLOAD },
	{ "CPU usage limit reached", ERR_OVERLOAD },
	{ "Bandwidth limit reached", ERR_OVERLOAD },
	{ "Unknown call-id", ERR_NOT_FOUND },
	{ "Unknown call-ID", ERR_NOT_FOUND },
	{ "Unknown from-tag", ERR_NOT_FOUND },
	{ "Unknown to-tag", ERR_NOT_FOUND },
	{ "From-tag given, but no such tag exists", ERR_NOT_FOUND },
};

const char *
ng_command_name(enum ng_command command)
{
	return commands[command].name;
}

/* ---- writing ---- */

/* Written as it goes out, for it is done six times a call; what is text was judged before. */
static void
add_string(struct buf *out, struct view text)
{
	size_t from = 0;

	buf_add_char(out, '"');
	for (size_t i = 0; i < text.n; i++) {
		unsigned char c = (unsigned char)text.p[i];

		if (c >= ' ' && c != '"' && c != '\\')
			continue;
		buf_add(out, text.p + from, i - from);
		from = i + 1;
		if (c == '\r' || c == '\n')
			buf_add_text(out, c == '\r' ? "\\r" : "\\n");
		else if (c == '"' || c == '\\')
			buf_addf(out, "\\%c", c);
		else
			buf_addf(out, "\\u%04X", c);
	}
	buf_add(out, text.p + from, text.n - from);
	buf_add_char(out, '"');
}

/* `command` is the first, so that there is always one before. */
static void
add_key(struct buf *out, const char *key)
{
	buf_add_text(out, ",\"");
	buf_add_text(out, key);
	buf_add_text(out, "\":");
}

static void
add_text(struct buf *out, const char *key, struct view value)
{
	add_key(out, key);
	add_string(out, value);
}

static void
add_number(struct buf *out, const char *key, int value)
{
	add_key(out, key);
	buf_addf(out, "%d", value);
}

/* Ids are our own, or came in SIP's headers: visible ASCII, and bounded. */
static bool
is_id(struct view id)
{
	if (id.n == 0 || id.n > NG_ID_MAX)
		return false;
	for (size_t i = 0; i < id.n; i++)
		if (id.p[i] <= ' ' || id.p[i] > '~')
			return false;
	return true;
}

static bool
is_text(struct view text, size_t most)
{
	return text.n > 0 && text.n <= most && memchr(text.p, '\0', text.n) == NULL &&
	    utf8_valid(text);
}

static int
lacks(struct err *err, const struct ng_request *request, const char *field)
{
	return err_set(err, ERR_INVALID, field, "%s needs a right %s",
	    ng_command_name(request->command), field);
}

static bool
id_is_wrong(unsigned needs, unsigned need, unsigned may, struct view id)
{
	return ((needs & need) != 0 && !is_id(id)) ||
	    ((needs & may) != 0 && id.n > 0 && !is_id(id));
}

static int
judge(const struct ng_request *request, struct err *err)
{
	unsigned needs = commands[request->command].needs;

	if (id_is_wrong(needs, NEED_CALL, 0, request->call))
		return lacks(err, request, "call-id");
	if (id_is_wrong(needs, NEED_FROM, MAY_FROM, request->from))
		return lacks(err, request, "from-tag");
	if (id_is_wrong(needs, NEED_TO, 0, request->to))
		return lacks(err, request, "to-tag");
	if ((needs & NEED_SDP) != 0 && !is_text(request->sdp, NG_DATAGRAM_MAX / 2))
		return lacks(err, request, "sdp");
	if ((needs & NEED_LIMIT) != 0 && (request->limit < 1 || request->limit > NG_LIST_MAX))
		return lacks(err, request, "limit");
	return 0;
}

/* All values of the key that the first row with it names, as far as they are wanted. */
static void
add_list(struct buf *out, unsigned wanted, const char *key)
{
	const char *between = "[";

	add_key(out, key);
	for (size_t i = 0; i < sizeof(flags) / sizeof(flags[0]); i++) {
		if ((wanted & flags[i].flag) == 0 || strcmp(flags[i].key, key) != 0)
			continue;
		buf_add_text(out, between);
		add_string(out, view_of(flags[i].value));
		between = ",";
	}
	buf_add_char(out, ']');
}

static bool
is_said(unsigned wanted, size_t before, const char *key)
{
	for (size_t i = 0; i < before; i++)
		if ((wanted & flags[i].flag) != 0 && strcmp(flags[i].key, key) == 0)
			return true;
	return false;
}

static void
add_flags(struct buf *out, unsigned wanted)
{
	for (size_t i = 0; i < sizeof(flags) / sizeof(flags[0]); i++) {
		if ((wanted & flags[i].flag) == 0 || is_said(wanted, i, flags[i].key))
			continue;
		if (flags[i].list)
			add_list(out, wanted, flags[i].key);
		else
			add_text(out, flags[i].key, view_of(flags[i].value));
	}
}

static void
add_members(struct buf *out, const struct ng_request *request)
{
	unsigned needs = commands[request->command].needs;

	if ((needs & NEED_CALL) != 0)
		add_text(out, "call-id", request->call);
	if ((needs & (NEED_FROM | MAY_FROM)) != 0 && request->from.n > 0)
		add_text(out, "from-tag", request->from);
	if ((needs & NEED_TO) != 0)
		add_text(out, "to-tag", request->to);
	if ((needs & NEED_SDP) != 0)
		add_text(out, "sdp", request->sdp);
	if ((needs & NEED_LIMIT) != 0)
		add_number(out, "limit", request->limit);
	if ((needs & MAY_FLAGS) != 0)
		add_flags(out, request->flags);
	/* Else rtpengine keeps the call and its ports for 30 s. */
	if (request->command == NG_DELETE)
		add_number(out, "delete-delay", 0);
}

int
ng_write(struct view cookie, const struct ng_request *request, struct buf *out, struct err *err)
{
	size_t before = out->n;

	if (!is_id(cookie))
		return lacks(err, request, "cookie");
	if (judge(request, err) != 0)
		return -1;
	buf_add_view(out, cookie);
	buf_add_text(out, " {\"command\":");
	add_string(out, view_of(ng_command_name(request->command)));
	add_members(out, request);
	buf_add_char(out, '}');
	if (out->n - before <= NG_DATAGRAM_MAX)
		return 0;
	out->n = before;
	out->p[before] = '\0';
	return err_set(err, ERR_TOO_LARGE, "sdp", "it is too large for one datagram");
}

/* ---- reading ---- */

struct view
ng_cookie(struct view datagram)
{
	struct view cookie = view_cut(&datagram, ' ');

	return datagram.p != NULL && is_id(cookie) ? cookie : (struct view){ NULL, 0 };
}

static struct view
text_of(const json_t *value)
{
	return json_is_string(value)
	    ? (struct view){ json_string_value(value), json_string_length(value) }
	    : (struct view){ NULL, 0 };
}

static struct view
member(const json_t *object, const char *name)
{
	return text_of(json_object_get(object, name));
}

/* What rtpengine says is told on: it is for the log. */
static int
refused(const json_t *root, struct err *err)
{
	struct view reason = member(root, "error-reason");
	enum err_kind kind = ERR_UPSTREAM;

	for (size_t i = 0; i < sizeof(reasons) / sizeof(reasons[0]); i++)
		if (view_is(reason, reasons[i].reason))
			kind = reasons[i].kind;
	reason = reason.n > 0 ? utf8_head(reason, 200) : VIEW("it gives no reason");
	return err_set(err, kind, "", "rtpengine: %.*s", (int)reason.n, reason.p);
}

static int
unreadable(struct err *err, const char *what)
{
	return err_set(err, ERR_UPSTREAM, "", "rtpengine's answer %s", what);
}

/* An answer that lacks what its command gives is none: an offer of nothing is "ok" to rtpengine. */
static int
complete(const struct ng_reply *reply, enum ng_command command, struct err *err)
{
	unsigned needs = commands[command].needs;

	if ((needs & GIVES_SDP) != 0 && reply->sdp.n == 0)
		return unreadable(err, "has no SDP");
	if ((needs & GIVES_CALLS) != 0 && !json_is_array(json_object_get(reply->root, "calls")))
		return unreadable(err, "has no list of calls");
	if ((needs & GIVES_LEGS) != 0 && !json_is_object(json_object_get(reply->root, "tags")))
		return unreadable(err, "has no tags");
	return 0;
}

int
ng_read(struct view datagram, enum ng_command command, struct ng_reply *out, struct err *err)
{
	struct view result, rest = datagram;

	*out = (struct ng_reply){ 0 };
	(void)view_cut(&rest, ' ');
	if (rest.p == NULL || datagram.n > NG_DATAGRAM_MAX)
		return unreadable(err, "has no cookie");
	out->root = json_loadb(rest.p, rest.n, 0, NULL);
	if (!json_is_object(out->root))
		return unreadable(err, "is no JSON object");
	result = member(out->root, "result");
	out->sdp = member(out->root, "sdp");
	out->to = member(out->root, "to-tag");
	out->warning = member(out->root, "warning");
	if (view_is(result, "error"))
		return refused(out->root, err);
	if (!view_is(result, "ok"))
		return unreadable(err, "has no result");
	return complete(out, command, err);
}

void
ng_reply_fini(struct ng_reply *reply)
{
	json_decref(reply->root);
	*reply = (struct ng_reply){ 0 };
}

/* ---- what an answer holds ---- */

size_t
ng_list_count(const struct ng_reply *reply)
{
	return json_array_size(json_object_get(reply->root, "calls"));
}

struct view
ng_list_at(const struct ng_reply *reply, size_t index)
{
	return text_of(json_array_get(json_object_get(reply->root, "calls"), index));
}

static int64_t
number(const json_t *object, const char *name)
{
	return json_integer_value(json_object_get(object, name));
}

/* One interface's ports; false: they can't be. */
static bool
interface_ports(const json_t *interface, int *total, int *free)
{
	const json_t *ports = json_object_get(interface, "ports");
	int64_t all = number(ports, "totals"), left = number(ports, "free");

	if (all < 1 || all > PORTS_MAX || left < 0 || left > all)
		return false;
	*total = (int)all;
	*free = (int)left;
	return true;
}

bool
ng_ports(const struct ng_reply *reply, int *total, int *free)
{
	const json_t *statistics = json_object_get(reply->root, "statistics");
	const json_t *interfaces = json_object_get(statistics, "interfaces");
	bool known = false;

	for (size_t i = 0; i < json_array_size(interfaces); i++) {
		int all, left;

		if (!interface_ports(json_array_get(interfaces, i), &all, &left))
			return false;
		if (known && left >= *free)
			continue;
		*total = all;
		*free = left;
		known = true;
	}
	return known;
}

static struct ng_leg
leg_of(const char *tag, const json_t *value)
{
	const json_t *media = json_array_get(json_object_get(value, "medias"), 0);
	const json_t *stream = json_array_get(json_object_get(media, "streams"), 0);
	const json_t *end = json_object_get(stream, "endpoint");
	const json_t *stats = json_object_get(stream, "stats");

	return (struct ng_leg){
		.tag = view_of(tag),
		.local_port = (int)number(stream, "local port"),
		.address = member(end, "address"),
		.port = (int)number(end, "port"),
		.packets = number(stats, "packets"),
		.bytes = number(stats, "bytes"),
		.errors = number(stats, "errors"),
		.last_packet_s = number(stream, "last packet"),
	};
}

int
ng_legs(const struct ng_reply *reply, struct ng_leg out[NG_LEGS_MAX])
{
	json_t *tags = json_object_get(reply->root, "tags"), *value;
	const char *tag;
	int count = 0;

	json_object_foreach (tags, tag, value)
		if (count < NG_LEGS_MAX)
			out[count++] = leg_of(tag, value);
	return count;
}

bool
ng_leg_find(const struct ng_reply *reply, struct view tag, struct ng_leg *out)
{
	json_t *tags = json_object_get(reply->root, "tags"), *value;
	const char *name;

	json_object_foreach (tags, name, value)
		if (view_is(tag, name)) {
			*out = leg_of(name, value);
			return true;
		}
	return false;
}
