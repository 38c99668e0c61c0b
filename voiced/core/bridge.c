/* bridge - see bridge.h */
#include "voiced/core/bridge.h"

#include <stdio.h>
#include <string.h>

enum {
	VIA_PREFIX = 8, /* "SIP/2.0/" */
	VIA_GROWS = 5, /* at most, as we write it */
	THOUSAND = 1000
};

static const struct view blank_line = { "\r\n\r\n", 4 };

/* Headers of a browser that others would believe, or that say where a message goes: only we say that. */
static const char *const dropped[] = { "authorization", "proxy-authorization", "identity",
	"identity-info", "y", "remote-party-id", "privacy", "route", "record-route", "path",
	"service-route", "history-info", "diversion", "geolocation", "geolocation-routing",
	"geolocation-error", "content-length", "l" };
/* Whole families of them: what networks assert of their users (RFC 3455), and what is ours. */
static const char *const dropped_families[] = { "p-", "x-trunkline-" };

struct header {
	struct view name, line; /* line: with what it was folded into, without the last CRLF */
};

/* ---- lines ---- */

static bool
starts_nocase(struct view text, const char *prefix)
{
	size_t n = strlen(prefix);

	return text.n >= n && view_is_nocase((struct view){ text.p, n }, prefix);
}

/* Controls besides TAB would end a line, or a text, for some readers and not for others. */
static bool
is_clean(struct view line)
{
	for (size_t i = 0; i < line.n; i++) {
		unsigned char c = (unsigned char)line.p[i];

		if ((c < 0x20 && c != '\t') || c == 0x7f)
			return false;
	}
	return line.n <= BRIDGE_LINE_MAX;
}

/* Cuts a line at CRLF. False: there is none, or something stands in it that may not. */
static bool
line_cut(struct view *rest, struct view *line)
{
	const char *end = rest->n > 0 ? memmem(rest->p, rest->n, "\r\n", 2) : NULL;

	if (end == NULL)
		return false;
	*line = (struct view){ rest->p, (size_t)(end - rest->p) };
	*rest = (struct view){ end + 2, rest->n - line->n - 2 };
	return is_clean(*line);
}

static bool
is_token(struct view name)
{
	static const char marks[] = "-.!%*_+`'~";

	for (size_t i = 0; i < name.n; i++) {
		char c = name.p[i];

		if (!((c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
			(c != '\0' && strchr(marks, c) != NULL)))
			return false;
	}
	return name.n > 0 && name.n <= BRIDGE_NAME_MAX;
}

static bool
is_fold(struct view rest)
{
	return rest.n > 0 && (rest.p[0] == ' ' || rest.p[0] == '\t');
}

/* A header with the lines that go on with it. */
static bool
header_cut(struct view *rest, int *lines, struct header *out)
{
	struct view line, name;
	const char *begin = rest->p;

	if (is_fold(*rest) || !line_cut(rest, &line))
		return false;
	name = line;
	out->name = view_trim(view_cut(&name, ':'));
	if (name.p == NULL || !is_token(out->name))
		return false;
	for (; is_fold(*rest); (*lines)++)
		if (*lines > BRIDGE_LINES_MAX || !line_cut(rest, &line))
			return false;
	out->line = (struct view){ begin, (size_t)(line.p + line.n - begin) };
	return ++*lines <= BRIDGE_LINES_MAX;
}

/* A wish, judged by what the user was granted (RFC 3325 9.2); never believed. */
static const char wish[] = "p-preferred-identity";

static bool
is_dropped(struct view name)
{
	if (view_is_nocase(name, wish))
		return false;
	for (size_t i = 0; i < sizeof(dropped) / sizeof(dropped[0]); i++)
		if (view_is_nocase(name, dropped[i]))
			return true;
	for (size_t i = 0; i < sizeof(dropped_families) / sizeof(dropped_families[0]); i++)
		if (starts_nocase(name, dropped_families[i]))
			return true;
	return false;
}

static bool
is_via(struct view name)
{
	return view_is_nocase(name, "via") || view_is_nocase(name, "v");
}

static bool
is_length(struct view name)
{
	return view_is_nocase(name, "content-length") || view_is_nocase(name, "l");
}

static struct view
value_of(const struct header *header)
{
	struct view rest = header->line;

	(void)view_cut(&rest, ':');
	return view_trim(rest);
}

/* ---- the topmost Via ---- */

/* Its transport and what follows it. */
static bool
via_read(const struct header *header, struct view *transport, struct view *rest)
{
	struct view value = value_of(header);

	if (!starts_nocase(value, "SIP/2.0/"))
		return false;
	*rest = (struct view){ value.p + VIA_PREFIX, value.n - VIA_PREFIX };
	*transport = view_cut(rest, ' ');
	return rest->p != NULL && is_token(*transport);
}

static void
via_write(const char *transport, struct view rest, struct buf *out)
{
	buf_add_text(out, "Via: SIP/2.0/");
	buf_add_text(out, transport);
	buf_add_char(out, ' ');
	buf_add_view(out, rest);
	buf_add_text(out, "\r\n");
}

/* ---- from the browser ---- */

static bool
is_start_line(struct view line)
{
	struct view rest = line, method, target;

	if (view_starts(line, "SIP/2.0 "))
		return line.n >= 12 && view_is_digits((struct view){ line.p + 8, 3 }) &&
		    line.p[11] == ' ';
	method = view_cut(&rest, ' ');
	target = view_cut(&rest, ' ');
	return is_token(method) && target.n > 0 && rest.p != NULL && view_is(rest, "SIP/2.0");
}

struct passage {
	struct buf *out;
	bool secure;
	int vias, lengths;
	int64_t length;
};

static bool
take_via(struct passage *passage, const struct header *header)
{
	struct view transport, rest;

	if (passage->vias++ > 0 || !via_read(header, &transport, &rest) ||
	    header->line.n > BRIDGE_LINE_MAX - VIA_GROWS)
		return false;
	passage->secure = view_is_nocase(transport, "WSS");
	if (!passage->secure && !view_is_nocase(transport, "WS"))
		return false;
	via_write("TCP", rest, passage->out);
	return true;
}

static bool
take_length(struct passage *passage, const struct header *header)
{
	return passage->lengths++ == 0 &&
	    view_to_int(value_of(header), 0, BRIDGE_FRAME_MAX, &passage->length);
}

static bool
take_header(struct passage *passage, const struct header *header)
{
	if (is_via(header->name))
		return take_via(passage, header);
	if (is_length(header->name))
		return take_length(passage, header);
	if (!is_dropped(header->name)) {
		buf_add_view(passage->out, header->line);
		buf_add_text(passage->out, "\r\n");
	}
	return true;
}

static bool
take_head(struct passage *passage, struct view head)
{
	struct header header;
	struct view line;
	int lines = 1; /* the length, which we add */

	if (!line_cut(&head, &line) || !is_start_line(line))
		return false;
	buf_add_view(passage->out, line);
	buf_add_text(passage->out, "\r\n");
	while (head.n > 0)
		if (!header_cut(&head, &lines, &header) || !take_header(passage, &header))
			return false;
	return passage->vias == 1;
}

static bool
take_message(struct view frame, bool *secure, struct buf *out)
{
	const char *end = memmem(frame.p, frame.n, blank_line.p, blank_line.n);
	struct passage passage = { .out = out };
	struct view body;

	if (end == NULL || frame.n > BRIDGE_FRAME_MAX)
		return false;
	body.p = end + blank_line.n;
	body.n = frame.n - (size_t)(body.p - frame.p);
	if (!take_head(&passage, (struct view){ frame.p, (size_t)(end - frame.p) + 2 }) ||
	    (passage.lengths > 0 && passage.length != (int64_t)body.n))
		return false;
	buf_addf(out, "Content-Length: %zu\r\n\r\n", body.n);
	buf_add_view(out, body);
	*secure = passage.secure;
	return true;
}

/* How many bytes of CRLF CRLF … it begins with. */
static size_t
crlfs(struct view text)
{
	size_t n = 0;

	while (n + 1 < text.n && text.p[n] == '\r' && text.p[n + 1] == '\n')
		n += 2;
	return n;
}

enum bridge_kind
bridge_in(struct view frame, bool *secure, struct buf *out)
{
	size_t skip = crlfs(frame), before = out->n;

	if (frame.n > 0 && skip == frame.n)
		return skip >= blank_line.n ? BRIDGE_PING : BRIDGE_NOTHING;
	frame = (struct view){ frame.p + skip, frame.n - skip };
	if (frame.n > 0 && take_message(frame, secure, out))
		return BRIDGE_MESSAGE;
	if (out->p != NULL) {
		out->n = before;
		out->p[before] = '\0';
	}
	return BRIDGE_BAD;
}

/* ---- to the browser ---- */

static bool
show_header(const struct header *header, bool secure, struct passage *passage)
{
	struct view transport, rest;

	if (is_length(header->name) && !take_length(passage, header))
		return false;
	if (is_via(header->name) && passage->vias++ == 0 && via_read(header, &transport, &rest) &&
	    view_is_nocase(transport, "TCP")) {
		via_write(secure ? "WSS" : "WS", rest, passage->out);
		return true;
	}
	buf_add_view(passage->out, header->line);
	buf_add_text(passage->out, "\r\n");
	return true;
}

static bool
show_head(struct view head, bool secure, struct passage *passage)
{
	struct header header;
	struct view line;
	int lines = 0;

	if (!line_cut(&head, &line) || !is_start_line(line))
		return false;
	buf_add_view(passage->out, line);
	buf_add_text(passage->out, "\r\n");
	while (head.n > 0)
		if (!header_cut(&head, &lines, &header) || !show_header(&header, secure, passage))
			return false;
	return true;
}

int64_t
bridge_out(struct view stream, bool secure, struct buf *out)
{
	size_t skip = crlfs(stream), head_n;
	struct view rest = { stream.p + skip, stream.n - skip };
	const char *end = rest.n > 0 ? memmem(rest.p, rest.n, blank_line.p, blank_line.n) : NULL;
	struct buf made = { 0 };
	struct passage passage = { .out = &made };

	if (end == NULL)
		return rest.n > BRIDGE_MESSAGE_MAX ? -1 : (int64_t)skip;
	head_n = (size_t)(end - rest.p) + blank_line.n;
	if (!show_head((struct view){ rest.p, head_n - 2 }, secure, &passage) ||
	    head_n + (size_t)passage.length > BRIDGE_MESSAGE_MAX) {
		buf_fini(&made);
		return -1;
	}
	if (head_n + (size_t)passage.length > rest.n) {
		buf_fini(&made);
		return (int64_t)skip;
	}
	buf_add_view(out, buf_view(&made));
	buf_add_text(out, "\r\n");
	buf_add(out, rest.p + head_n, (size_t)passage.length);
	buf_fini(&made);
	return (int64_t)(skip + head_n) + passage.length;
}

/* ---- its pace ---- */

bool
bridge_pace_take(struct bridge_pace *pace, int64_t now_ms)
{
	int64_t most = pace->burst * THOUSAND;

	if (!pace->begun) {
		pace->begun = true;
		pace->at_ms = now_ms;
		pace->left_thousandths = most;
	}
	if (now_ms - pace->at_ms > pace->burst * THOUSAND / pace->per_s)
		pace->left_thousandths = most;
	else if (now_ms > pace->at_ms)
		pace->left_thousandths += (now_ms - pace->at_ms) * pace->per_s;
	if (pace->left_thousandths > most)
		pace->left_thousandths = most;
	pace->at_ms = now_ms;
	if (pace->left_thousandths < THOUSAND)
		return false;
	pace->left_thousandths -= THOUSAND;
	return true;
}
