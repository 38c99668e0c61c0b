/* sdp_write - writing, and answers of our own; see sdp.h */
#include <string.h>

#include "voiced/core/sdp.h"

/* What becomes of a body while it is written again. */
struct change {
	const struct sdp_origin *origin; /* NULL: kept */
	bool directed; /* directions are set */
	bool ungrouped; /* a=group would name sections that are left out */
	enum sdp_direction direction[SDP_MEDIA_MAX];
	enum sdp_setup setup[SDP_MEDIA_MAX]; /* NONE: kept */
};

/* ---- lines ---- */

static void
add_origin(const struct sdp *sdp, const struct sdp_origin *origin, struct buf *out)
{
	bool own = origin->id.n > 0;
	struct view user = own ? VIEW("-") : sdp->origin_user;
	struct view address = origin->address.n > 0 ? origin->address : sdp->origin_address;
	bool six = address.p != NULL && memchr(address.p, ':', address.n) != NULL;

	buf_add_text(out, "o=");
	buf_add_view(out, user);
	buf_add_char(out, ' ');
	buf_add_view(out, own ? origin->id : sdp->origin_id);
	buf_addf(out, " %llu IN %s ", (unsigned long long)origin->version, six ? "IP6" : "IP4");
	buf_add_view(out, address);
	buf_add_text(out, "\r\n");
}

static void
add_attribute(struct buf *out, const char *prefix, const char *name)
{
	buf_addf(out, "a=%s%s\r\n", prefix, name);
}

/* A line as it was; the last one of a body may lack its end, or half of it. */
static void
add_line(const struct sdp_line *line, struct buf *out)
{
	struct view whole = line->whole;

	if (whole.p[whole.n - 1] == '\n') {
		buf_add_view(out, whole);
		return;
	}
	if (whole.p[whole.n - 1] == '\r')
		whole.n--;
	buf_add_view(out, whole);
	buf_add_text(out, "\r\n");
}

static bool
is_direction(const struct sdp_line *line)
{
	return line->type == 'a' && sdp_direction_of(line->value) >= 0;
}

static bool
is_group(const struct sdp_line *line)
{
	return line->type == 'a' && view_starts(line->value, "group:");
}

static bool
is_setup(const struct sdp_line *line)
{
	return line->type == 'a' && view_starts(line->value, "setup:");
}

/* ---- a body ---- */

/* The direction of the session is left out if each section says one. */
static void
write_session(const struct sdp *sdp, const struct change *change, struct buf *out)
{
	int end = sdp->media_count > 0 ? sdp->media[0].first_line : sdp->line_count;

	for (int i = 0; i < end; i++) {
		const struct sdp_line *line = &sdp->lines[i];

		if (line->type == 'o' && change->origin != NULL)
			add_origin(sdp, change->origin, out);
		else if ((!change->directed || !is_direction(line)) &&
		    (!change->ungrouped || !is_group(line)))
			add_line(line, out);
	}
}

static void
write_section(const struct sdp *sdp, int index, const struct change *change, struct buf *out)
{
	const struct sdp_media *media = &sdp->media[index];
	const char *direction = sdp_direction_name(change->direction[index]);
	enum sdp_setup setup = change->setup[index];
	bool directed = !change->directed || media->port == 0; /* or nothing to say */

	for (int i = media->first_line; i < media->end_line; i++) {
		const struct sdp_line *line = &sdp->lines[i];

		if (is_direction(line) && !directed) {
			add_attribute(out, "", direction);
			directed = true;
		} else if (is_setup(line) && setup != SDP_SETUP_NONE) {
			add_attribute(out, "setup:", sdp_setup_name(setup));
		} else {
			add_line(line, out);
		}
	}
	if (!directed)
		add_attribute(out, "", direction);
}

/* A port count ("4000/2") is for layers of pictures (RFC 8866, 5.14) and is left out. */
static void
add_media_line(const struct sdp *sdp, const struct sdp_media *media, int port, struct buf *out)
{
	struct view rest = sdp->lines[media->first_line].value;
	struct view kind = view_cut(&rest, ' ');

	(void)view_cut(&rest, ' ');
	buf_add_text(out, "m=");
	buf_add_view(out, kind);
	buf_addf(out, " %d ", port);
	buf_add_view(out, rest);
	buf_add_text(out, "\r\n");
}

/* Each section needs an address, of its own or the session's (RFC 8866, 5.7). */
static bool
has_address(const struct sdp *sdp)
{
	for (int i = 0; i < sdp->media[0].first_line; i++)
		if (sdp->lines[i].type == 'c')
			return true;
	return false;
}

/* In the answer `ours`, as one refuses it (RFC 3264, 6). */
static void
add_refused(
    const struct sdp *ours, const struct sdp *sdp, const struct sdp_media *media, struct buf *out)
{
	add_media_line(sdp, media, 0, out);
	if (!has_address(ours))
		buf_add_text(out, "c=IN IP4 0.0.0.0\r\n");
	if (media->mid.n == 0)
		return;
	buf_add_text(out, "a=mid:");
	buf_add_view(out, media->mid);
	buf_add_text(out, "\r\n");
}

static void
write_changed(const struct sdp *sdp, const struct change *change, struct buf *out)
{
	write_session(sdp, change, out);
	for (int i = 0; i < sdp->media_count; i++)
		write_section(sdp, i, change, out);
}

void
sdp_write_origin(const struct sdp *sdp, const struct sdp_origin *origin, struct buf *out)
{
	struct change change = { .origin = origin };

	write_changed(sdp, &change, out);
}

void
sdp_write(const struct sdp *sdp, enum sdp_direction direction, const struct sdp_origin *origin,
    struct buf *out)
{
	struct change change = { .origin = origin, .directed = true };

	for (int i = 0; i < SDP_MEDIA_MAX; i++)
		change.direction[i] = direction;
	write_changed(sdp, &change, out);
}

/* ---- sound alone ---- */

void
sdp_write_audio(const struct sdp *sdp, struct buf *out)
{
	const struct change change = { .ungrouped = sdp->media_count > 1 };
	const struct sdp_media *audio = sdp_audio(sdp);

	write_session(sdp, &change, out);
	add_media_line(sdp, audio, audio->port, out);
	for (int i = audio->first_line + 1; i < audio->end_line; i++)
		add_line(&sdp->lines[i], out);
}

void
sdp_write_answer(const struct sdp *ours, const struct sdp *offer, const struct sdp_origin *origin,
    struct buf *out)
{
	const struct change change = { .origin = origin };
	const struct sdp_media *asked = sdp_audio(offer), *said = sdp_audio(ours);

	if (asked == NULL || said == NULL) {
		write_changed(ours, &change, out);
		return;
	}
	write_session(ours, &change, out);
	for (int i = 0; i < offer->media_count; i++)
		if (&offer->media[i] == asked)
			write_section(ours, (int)(said - ours->media), &change, out);
		else
			add_refused(ours, offer, &offer->media[i], out);
}

/* ---- an answer of our own ---- */

static int
cannot(struct err *err, const struct sdp_media *media, const char *what)
{
	return err_set(err, ERR_CONFLICT, "sdp", "line %d: %s", media->first_line + 1, what);
}

/* Whether the offer still has a codec that we have said: the same name and rate under the same number. */
static bool
shares_codec(const struct sdp *offer, const struct sdp_media *offered, const struct sdp *ours,
    const struct sdp_media *said)
{
	for (int i = 0; i < said->payload_count; i++) {
		const struct sdp_payload *payload = sdp_payload_at(ours, said, i);

		for (int k = 0; k < offered->payload_count; k++) {
			const struct sdp_payload *other = sdp_payload_at(offer, offered, k);

			if (other->number == payload->number && other->rate == payload->rate &&
			    !view_is_nocase(payload->name, "telephone-event") &&
			    view_eq(other->name, payload->name))
				return true;
		}
	}
	return false;
}

static int
judge_section(const struct sdp *offer, const struct sdp *ours, int index, struct err *err)
{
	const struct sdp_media *offered = &offer->media[index], *said = &ours->media[index];

	if (said->port == 0)
		return 0; /* it stays refused */
	if (!view_eq(offered->kind, said->kind))
		return cannot(err, offered, "a section changes its kind");
	if (offered->port == 0)
		return cannot(err, offered, "a section is switched off");
	if (!view_eq(offered->protocol, said->protocol))
		return cannot(err, offered, "a section changes its protocol");
	if (said->rtp && !shares_codec(offer, offered, ours, said))
		return cannot(err, offered, "no codec is left");
	return 0;
}

/* Who calls the DTLS handshake stays as it was settled (RFC 8842, 5.5): what we have said, or the other
 * of what they have said; a first answer is active. */
static enum sdp_setup
role(const struct sdp_media *said, const struct sdp_media *heard)
{
	if (said->setup != SDP_SETUP_ACTPASS)
		return said->setup;
	return heard != NULL && heard->setup == SDP_SETUP_ACTIVE ? SDP_SETUP_PASSIVE
								 : SDP_SETUP_ACTIVE;
}

int
sdp_answer(const struct sdp *offer, const struct sdp *theirs, const struct sdp *ours,
    enum sdp_direction want, struct buf *out, struct err *err)
{
	struct sdp_origin origin = { .version = ours->origin_version + 1 };
	struct change change = { .origin = &origin, .directed = true };

	for (int i = 0; i < ours->media_count; i++) {
		if (i >= offer->media_count && ours->media[i].port != 0)
			return err_set(err, ERR_CONFLICT, "sdp",
			    "line %d: the offer leaves out a section", offer->line_count);
		if (i >= offer->media_count)
			break; /* one that we had refused */
		if (judge_section(offer, ours, i, err) != 0)
			return -1;
		change.direction[i] = want & sdp_direction_mirror(offer->media[i].direction);
		change.setup[i] =
		    role(&ours->media[i], i < theirs->media_count ? &theirs->media[i] : NULL);
	}
	write_session(ours, &change, out);
	for (int i = 0; i < offer->media_count; i++)
		if (i < ours->media_count && ours->media[i].port != 0)
			write_section(ours, i, &change, out);
		else
			add_refused(ours, offer, &offer->media[i], out);
	return 0;
}

void
sdp_write_own(const char *address, int port, struct buf *out)
{
	const char *family = strchr(address, ':') != NULL ? "IP6" : "IP4";

	buf_addf(out, "v=0\r\no=- 1 1 IN %s %s\r\ns=-\r\nc=IN %s %s\r\nt=0 0\r\nm=audio %d RTP/AVP",
	    family, address, family, address, port);
}
