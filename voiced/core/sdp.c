/* sdp - reading; see sdp.h */
#include "voiced/core/sdp.h"

#include <string.h>

#include "common/base/utf8.h"

/* What is being read. */
struct reading {
	struct sdp *sdp;
	struct sdp_media session; /* what holds for all sections that say nothing else */
	bool own_direction; /* the section, or the session, has said it */
	int line; /* of the line at hand, 1 is the first */
	struct err *err;
};

static int
wrong(const struct reading *at, const char *what)
{
	return err_set(at->err, ERR_INVALID, "sdp", "line %d: %s", at->line, what);
}

static struct sdp_media *
section(struct reading *at)
{
	return at->sdp->media_count > 0 ? &at->sdp->media[at->sdp->media_count - 1] : &at->session;
}

/* ---- the parts of a line ---- */

/* The next word; true if there is one and no second space stands beside it. */
static bool
word(struct view *rest, struct view *out)
{
	if (rest->p == NULL)
		return false;
	*out = view_cut(rest, ' ');
	return out->n > 0;
}

static bool
words(struct view rest, struct view *out, int count)
{
	for (int i = 0; i < count; i++)
		if (!word(&rest, &out[i]))
			return false;
	return rest.p == NULL;
}

static bool
is_number(struct view text)
{
	return view_is_digits(text) && text.n <= SDP_DIGITS_MAX;
}

static uint64_t
number_of(struct view digits)
{
	uint64_t value = 0;

	for (size_t i = 0; i < digits.n; i++) {
		uint64_t digit = (uint64_t)(digits.p[i] - '0');

		if (value > (UINT64_MAX - digit) / 10)
			return UINT64_MAX;
		value = value * 10 + digit;
	}
	return value;
}

/* "IN IP4 192.0.2.1", a TTL behind it is cut off. */
static bool
address_read(const struct view *parts, struct view *out)
{
	struct view rest = parts[2];

	if (!view_is_nocase(parts[0], "IN") ||
	    (!view_is_nocase(parts[1], "IP4") && !view_is_nocase(parts[1], "IP6")))
		return false;
	*out = view_cut(&rest, '/');
	return out->n > 0;
}

/* ---- one line of each letter ---- */

static int
read_version(struct reading *at, struct view value)
{
	return view_is(value, "0") ? 0 : wrong(at, "v= must be 0");
}

static int
read_origin(struct reading *at, struct view value)
{
	struct view parts[6];
	struct sdp *sdp = at->sdp;

	if (!words(value, parts, 6) || !address_read(parts + 3, &sdp->origin_address))
		return wrong(
		    at, "o= must hold a user, two numbers, IN, IP4 or IP6, and an address");
	if (!is_number(parts[1]) || !is_number(parts[2]))
		return wrong(at, "id and version of o= must be numbers");
	sdp->origin_user = parts[0];
	sdp->origin_id = parts[1];
	sdp->origin_version = number_of(parts[2]);
	return 0;
}

static int
read_connection(struct reading *at, struct view value)
{
	struct view parts[3];

	if (!words(value, parts, 3) || !address_read(parts, &section(at)->address))
		return wrong(at, "c= must hold IN, IP4 or IP6, and an address");
	return 0;
}

static bool
payload_listed(const struct sdp *sdp, const struct sdp_media *media, int number)
{
	for (int i = 0; i < media->payload_count; i++)
		if (sdp->payloads[media->first_payload + i].number == number)
			return true;
	return false;
}

/* Numbers that need no rtpmap (RFC 3551, 6). */
static const struct {
	int number;
	const char *name;
	int rate;
} assigned[] = {
	{ 0, "PCMU", 8000 },
	{ 3, "GSM", 8000 },
	{ 4, "G723", 8000 },
	{ 8, "PCMA", 8000 },
	{ 9, "G722", 8000 },
	{ 13, "CN", 8000 },
	{ 15, "G728", 8000 },
	{ 18, "G729", 8000 },
};

static struct sdp_payload
payload_new(int number)
{
	for (size_t i = 0; i < sizeof(assigned) / sizeof(assigned[0]); i++)
		if (assigned[i].number == number)
			return (struct sdp_payload){ number, view_of(assigned[i].name),
				assigned[i].rate, 1, { NULL, 0 } };
	return (struct sdp_payload){ .number = number };
}

static int
read_payloads(struct reading *at, struct sdp_media *media, struct view rest)
{
	struct view text;
	int64_t number;

	while (rest.p != NULL) {
		if (!word(&rest, &text) || !view_to_int(text, 0, 127, &number))
			return wrong(at, "a payload type is a number from 0 to 127");
		if (payload_listed(at->sdp, media, (int)number))
			return wrong(at, "a payload type stands there twice");
		if (at->sdp->payload_count == SDP_PAYLOADS_MAX)
			return wrong(at, "there are too many payload types");
		at->sdp->payloads[at->sdp->payload_count++] = payload_new((int)number);
		media->payload_count++;
	}
	return 0;
}

/* Whether what stands behind the carriers ("UDP/TLS/RTP/SAVPF") is RTP. */
static bool
is_rtp(struct view protocol)
{
	while (protocol.p != NULL)
		if (view_is(view_cut(&protocol, '/'), "RTP"))
			return protocol.n > 0;
	return false;
}

static bool
read_port(struct view text, int *out)
{
	struct view first = view_cut(&text, '/');
	int64_t port, count;

	if (!view_to_int(first, 0, 65535, &port) ||
	    (text.p != NULL && !view_to_int(text, 1, 65535, &count)))
		return false;
	*out = (int)port;
	return true;
}

/* All lines of the section at hand are read, as far as `end`. */
static int
section_end(struct reading *at, int end)
{
	struct sdp_media *media = section(at);

	if (at->sdp->media_count == 0)
		return 0;
	media->end_line = end;
	if (media->address.n == 0 && media->port != 0) {
		at->line = media->first_line + 1;
		return wrong(at, "neither this section nor the session has a c= line");
	}
	/* An address of nowhere holds (RFC 3264, 8.4), but with ICE it only says that the candidates tell. */
	media->held_by_address = media->ice_ufrag.n == 0 &&
	    (view_is(media->address, "0.0.0.0") || view_is(media->address, "::"));
	if (media->held_by_address)
		media->direction &= SDP_SENDONLY;
	return 0;
}

static int
read_media(struct reading *at, struct view value)
{
	struct sdp *sdp = at->sdp;
	struct sdp_media *media = &sdp->media[sdp->media_count];
	struct view port;

	if (section_end(at, at->line - 1) != 0)
		return -1;
	if (sdp->media_count == SDP_MEDIA_MAX)
		return wrong(at, "there are too many sections of media");
	*media = at->session;
	media->first_payload = sdp->payload_count;
	media->first_line = at->line - 1;
	sdp->media_count++;
	at->own_direction = false;
	if (!word(&value, &media->kind) || !word(&value, &port) ||
	    !word(&value, &media->protocol) || value.p == NULL)
		return wrong(at, "m= must hold a kind, a port, a protocol and formats");
	if (!read_port(port, &media->port))
		return wrong(at, "the port of m= must be from 0 to 65535");
	media->rtp = is_rtp(media->protocol);
	return media->rtp ? read_payloads(at, media, value) : 0;
}

/* ---- attributes ---- */

static int
read_direction(struct reading *at, enum sdp_direction direction)
{
	if (at->own_direction)
		return wrong(at, "the direction was said before");
	at->own_direction = true;
	section(at)->direction = direction;
	return 0;
}

int
sdp_direction_of(struct view attribute)
{
	for (int i = SDP_INACTIVE; i <= SDP_SENDRECV; i++)
		if (view_is(attribute, sdp_direction_name((enum sdp_direction)i)))
			return i;
	return -1;
}

static struct sdp_payload *
payload_find(struct reading *at, struct view *rest)
{
	const struct sdp_media *media = section(at);
	struct view text;
	int64_t number;

	if (!word(rest, &text) || rest->p == NULL || !view_to_int(text, 0, 127, &number))
		return NULL;
	for (int i = 0; i < media->payload_count; i++)
		if (at->sdp->payloads[media->first_payload + i].number == number)
			return &at->sdp->payloads[media->first_payload + i];
	return NULL;
}

/* "0 PCMU/8000" or "111 opus/48000/2". One for a number that the section has not is nothing. */
static int
read_rtpmap(struct reading *at, struct view value)
{
	struct sdp_payload *payload = payload_find(at, &value);
	struct view name, rate;
	int64_t hertz, channels = 1;

	if (payload == NULL)
		return 0;
	name = view_cut(&value, '/');
	rate = value.p != NULL ? view_cut(&value, '/') : (struct view){ NULL, 0 };
	if (name.n == 0 || !view_to_int(rate, 1, 1000000, &hertz) ||
	    (value.p != NULL && !view_to_int(value, 1, 255, &channels)))
		return wrong(at, "a=rtpmap must hold a number, a name and a rate");
	*payload =
	    (struct sdp_payload){ payload->number, name, (int)hertz, (int)channels, payload->fmtp };
	return 0;
}

static int
read_fmtp(struct reading *at, struct view value)
{
	struct sdp_payload *payload = payload_find(at, &value);

	if (payload != NULL)
		payload->fmtp = value;
	return 0;
}

static const char *const setup_names[] = { "", "active", "passive", "actpass" };

static int
read_setup(struct reading *at, struct view value)
{
	for (int i = SDP_SETUP_ACTIVE; i <= SDP_SETUP_ACTPASS; i++)
		if (view_is(value, setup_names[i]))
			section(at)->setup = (enum sdp_setup)i;
	return 0;
}

const char *
sdp_setup_name(enum sdp_setup setup)
{
	return setup_names[setup];
}

static int
read_fingerprint(struct reading *at, struct view value)
{
	section(at)->fingerprint = value;
	return 0;
}

static int
read_ufrag(struct reading *at, struct view value)
{
	section(at)->ice_ufrag = value;
	return 0;
}

static int
read_pwd(struct reading *at, struct view value)
{
	section(at)->ice_pwd = value;
	return 0;
}

static int
read_mid(struct reading *at, struct view value)
{
	section(at)->mid = value;
	return 0;
}

static int
read_mux(struct reading *at, struct view value)
{
	(void)value;
	section(at)->rtcp_mux = true;
	return 0;
}

static int
read_crypto(struct reading *at, struct view value)
{
	(void)value;
	section(at)->sdes = true;
	return 0;
}

static const struct {
	const char *name;
	int (*read)(struct reading *at, struct view value);
} attributes[] = {
	{ "rtpmap", read_rtpmap },
	{ "fmtp", read_fmtp },
	{ "setup", read_setup },
	{ "fingerprint", read_fingerprint },
	{ "ice-ufrag", read_ufrag },
	{ "ice-pwd", read_pwd },
	{ "mid", read_mid },
	{ "rtcp-mux", read_mux },
	{ "crypto", read_crypto },
};

static int
read_attribute(struct reading *at, struct view value)
{
	int direction = sdp_direction_of(value);
	struct view name = view_cut(&value, ':');

	if (direction >= 0)
		return read_direction(at, (enum sdp_direction)direction);
	for (size_t i = 0; i < sizeof(attributes) / sizeof(attributes[0]); i++)
		if (view_is(name, attributes[i].name))
			return attributes[i].read(at, value);
	return 0;
}

static int
pass(struct reading *at, struct view value)
{
	(void)at;
	(void)value;
	return 0;
}

/* ---- a body ---- */

/* Each letter, and where it may stand. What is not here makes no sense of the rest (RFC 8866, 5). */
static const struct {
	char type;
	bool in_section;
	int (*read)(struct reading *at, struct view value);
} letters[] = {
	{ 'v', false, read_version },
	{ 'o', false, read_origin },
	{ 's', false, pass },
	{ 'i', true, pass },
	{ 'u', false, pass },
	{ 'e', false, pass },
	{ 'p', false, pass },
	{ 'c', true, read_connection },
	{ 'b', true, pass },
	{ 't', false, pass },
	{ 'r', false, pass },
	{ 'z', false, pass },
	{ 'k', true, pass },
	{ 'a', true, read_attribute },
	{ 'm', true, read_media },
};

/* The first two lines are v= and o=, and no other is. */
static int
judge_place(const struct reading *at, char type)
{
	static const char head[] = "vo";

	if (at->line <= 2 && type != head[at->line - 1])
		return wrong(at, at->line == 1 ? "a body begins with v=" : "o= must follow v=");
	if (at->line > 2 && strchr(head, type) != NULL)
		return wrong(at, "v= and o= stand at the beginning, once");
	return 0;
}

static int
read_line(struct reading *at, const struct sdp_line *line)
{
	if (judge_place(at, line->type) != 0)
		return -1;
	for (size_t i = 0; i < sizeof(letters) / sizeof(letters[0]); i++) {
		if (letters[i].type != line->type)
			continue;
		if (at->sdp->media_count > 0 && !letters[i].in_section)
			return wrong(at, "this line belongs before the first m= line");
		return letters[i].read(at, line->value);
	}
	return wrong(at, "no line begins with this letter");
}

/* Takes a line off; neither the CR before its end nor spaces belong to its value. */
static int
cut_line(struct reading *at, struct view *rest, struct sdp_line *line)
{
	struct view value, left = *rest;

	value = view_cut(&left, '\n');
	line->whole = (struct view){ rest->p, left.p != NULL ? value.n + 1 : value.n };
	*rest = left.n > 0 ? left : (struct view){ NULL, 0 };
	if (value.n > 0 && value.p[value.n - 1] == '\r')
		value.n--;
	while (value.n > 2 && value.p[value.n - 1] == ' ')
		value.n--;
	if (value.n < 2 || value.p[1] != '=')
		return wrong(at, "a line is a letter, '=' and a value");
	for (size_t i = 0; i < value.n; i++)
		if ((unsigned char)value.p[i] < ' ' && value.p[i] != '\t')
			return wrong(at, "it holds a control character");
	if (!utf8_valid(value))
		return wrong(at, "it is not UTF-8");
	line->type = value.p[0];
	line->value = (struct view){ value.p + 2, value.n - 2 };
	return 0;
}

int
sdp_read(struct view body, struct sdp *out, struct err *err)
{
	struct reading at = { .sdp = out, .session = { .direction = SDP_SENDRECV }, .err = err };

	*out = (struct sdp){ 0 };
	while (body.n > 4 && memcmp(body.p + body.n - 4, "\r\n\r\n", 4) == 0)
		body.n -= 2; /* some phones end with empty lines */
	if (body.n == 0)
		return err_set(err, ERR_INVALID, "sdp", "line 1: there is none");
	if (body.n > SDP_BYTES_MAX)
		return err_set(
		    err, ERR_TOO_LARGE, "sdp", "A body has at most %d bytes", SDP_BYTES_MAX);
	while (body.p != NULL) {
		struct sdp_line *line = &out->lines[out->line_count];

		at.line++;
		if (out->line_count == SDP_LINES_MAX)
			return wrong(&at, "there are too many lines");
		if (cut_line(&at, &body, line) != 0 || read_line(&at, line) != 0)
			return -1;
		out->line_count++;
	}
	if (at.line < 2)
		return wrong(&at, "o= must follow v=");
	return section_end(&at, out->line_count);
}

/* ---- what it says ---- */

const struct sdp_media *
sdp_audio(const struct sdp *sdp)
{
	for (int i = 0; i < sdp->media_count; i++)
		if (view_is(sdp->media[i].kind, "audio") && sdp->media[i].port != 0)
			return &sdp->media[i];
	return NULL;
}

const struct sdp_payload *
sdp_payload_at(const struct sdp *sdp, const struct sdp_media *media, int index)
{
	return index >= 0 && index < media->payload_count
	    ? &sdp->payloads[media->first_payload + index]
	    : NULL;
}

int
sdp_payload_of(const struct sdp *sdp, const struct sdp_media *media, const char *name, int rate)
{
	for (int i = 0; i < media->payload_count; i++) {
		const struct sdp_payload *payload = sdp_payload_at(sdp, media, i);

		if (view_is_nocase(payload->name, name) && (rate == 0 || payload->rate == rate))
			return payload->number;
	}
	return -1;
}

int
sdp_digits_payload(const struct sdp *sdp, const struct sdp_media *media, int rate)
{
	return sdp_payload_of(sdp, media, "telephone-event", rate);
}

bool
sdp_is_webrtc(const struct sdp_media *media)
{
	return media != NULL && media->fingerprint.n > 0 &&
	    (view_is(media->protocol, "UDP/TLS/RTP/SAVPF") ||
		view_is(media->protocol, "RTP/SAVPF"));
}

bool
sdp_is_sdes(const struct sdp_media *media)
{
	return media != NULL && media->sdes && view_is(media->protocol, "RTP/SAVP");
}

bool
sdp_is_plain(const struct sdp_media *media)
{
	return media != NULL &&
	    (view_is(media->protocol, "RTP/AVP") || view_is(media->protocol, "RTP/AVPF"));
}

bool
sdp_is_hold(const struct sdp *sdp)
{
	const struct sdp_media *audio = sdp_audio(sdp);

	return audio != NULL && (audio->direction & SDP_RECVONLY) == 0;
}

static bool
has_silence(struct view codec)
{
	static const char *const names[] = { "PCMU", "PCMA", "G722", "telephone-event", "CN" };

	for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++)
		if (view_is_nocase(codec, names[i]))
			return true;
	return false;
}

bool
sdp_can_be_silent(const struct sdp *sdp, const struct sdp_media *media)
{
	int count = media != NULL ? media->payload_count : 0;

	for (int i = 0; i < count; i++)
		if (!has_silence(sdp_payload_at(sdp, media, i)->name))
			return false;
	return count > 0;
}

/* The next a=crypto of a section from `line` on, or NULL. */
static const struct sdp_line *
key_from(const struct sdp *sdp, const struct sdp_media *media, int *line)
{
	while (*line < media->end_line) {
		const struct sdp_line *at = &sdp->lines[(*line)++];

		if (at->type == 'a' && view_starts(at->value, "crypto:"))
			return at;
	}
	return NULL;
}

int
sdp_key_count(const struct sdp *sdp, const struct sdp_media *media)
{
	int count = 0;

	for (int line = media->first_line; key_from(sdp, media, &line) != NULL;)
		count++;
	return count;
}

static bool
same_keys(const struct sdp *a, const struct sdp_media *of_a, const struct sdp *b,
    const struct sdp_media *of_b)
{
	int at_a = of_a->first_line, at_b = of_b->first_line;
	const struct sdp_line *key_a, *key_b;

	do {
		key_a = key_from(a, of_a, &at_a);
		key_b = key_from(b, of_b, &at_b);
		if ((key_a == NULL) != (key_b == NULL) ||
		    (key_a != NULL && !view_eq(key_a->value, key_b->value)))
			return false;
	} while (key_a != NULL);
	return true;
}

static bool
same_place(const struct sdp_media *now, const struct sdp_media *before)
{
	return now->port == before->port && view_eq(now->kind, before->kind) &&
	    view_eq(now->protocol, before->protocol) &&
	    view_eq(now->ice_ufrag, before->ice_ufrag) && view_eq(now->ice_pwd, before->ice_pwd) &&
	    view_eq(now->fingerprint, before->fingerprint) &&
	    (now->held_by_address || view_eq(now->address, before->address));
}

bool
sdp_same_media(const struct sdp *now, const struct sdp *before)
{
	const struct sdp_media *a = sdp_audio(now), *b = sdp_audio(before);

	if (a == NULL || b == NULL)
		return a == b;
	return same_place(a, b) && (!sdp_is_sdes(a) || same_keys(now, a, before, b));
}

const char *
sdp_direction_name(enum sdp_direction direction)
{
	static const char *const names[] = { "inactive", "sendonly", "recvonly", "sendrecv" };

	return names[direction];
}

enum sdp_direction
sdp_direction_mirror(enum sdp_direction direction)
{
	static const enum sdp_direction mirrored[] = { SDP_INACTIVE, SDP_RECVONLY, SDP_SENDONLY,
		SDP_SENDRECV };

	return mirrored[direction];
}
