/* where - see where.h */
#include "voiced/core/where.h"

#include <string.h>

enum { CANDIDATE_ADDRESS = 4, RTCP_ADDRESS = 3 }; /* which word of the line */

static bool
is_in(const char *net, const struct net *address)
{
	struct net read;

	return net_read(view_of(net), &read) && net_holds(&read, address);
}

static bool
is_loopback(const struct net *address)
{
	return is_in("127.0.0.0/8", address) || is_in("::1", address);
}

/* "0.0.0.0": what is sent there arrives on this machine. */
static bool
is_nowhere(const struct net *address)
{
	return is_in("0.0.0.0", address) || is_in("::", address);
}

static bool
is_own(const struct where_own *own, const struct net *address)
{
	for (int i = 0; i < own->count; i++)
		if (net_holds(&own->nets[i], address))
			return true;
	return false;
}

static bool
is_many(const struct net *address)
{
	return is_in("224.0.0.0/4", address) || is_in("255.255.255.255", address) ||
	    is_in("ff00::/8", address);
}

/* A name is nobody's address: the relay reads none. */
static bool
may_be(struct view text, const struct net *peer, const struct where_own *own)
{
	struct net address;

	if (!net_read(text, &address))
		return true;
	if (is_many(&address))
		return false;
	if (is_loopback(&address))
		return is_loopback(peer);
	return !is_own(own, &address) || is_loopback(peer) || is_own(own, peer);
}

static struct view
word(struct view text, int n)
{
	struct view result = { NULL, 0 };

	for (int i = 0; i <= n; i++) {
		while (text.n > 0 && text.p[0] == ' ')
			text = (struct view){ text.p + 1, text.n - 1 };
		result = view_cut(&text, ' ');
	}
	return result;
}

/* Nowhere is a hold in c=, and nothing in rtcp (browsers say so); a candidate is sent to. */
static bool
candidate_may_be(struct view text, const struct net *peer)
{
	struct net address;

	return !net_read(text, &address) || !is_nowhere(&address) || is_loopback(peer);
}

static bool
is_candidate(const struct sdp_line *line)
{
	return line->type == 'a' && view_starts(line->value, "candidate:");
}

/* The address that a line of a section tells besides c=; empty: none. */
static struct view
told(const struct sdp_line *line)
{
	if (is_candidate(line))
		return word(line->value, CANDIDATE_ADDRESS);
	if (line->type == 'a' && view_starts(line->value, "rtcp:"))
		return word(line->value, RTCP_ADDRESS);
	return VIEW("");
}

bool
where_astray(const struct sdp *sdp, struct view peer, const struct where_own *own, struct view *bad)
{
	struct net from = { 0 };

	(void)net_read(peer, &from);
	for (int i = 0; i < sdp->media_count; i++) {
		const struct sdp_media *media = &sdp->media[i];

		*bad = media->address;
		if (media->port != 0 && !may_be(*bad, &from, own))
			return true;
		for (int k = media->first_line; media->port != 0 && k < media->end_line; k++) {
			*bad = told(&sdp->lines[k]);
			if (bad->n > 0 &&
			    (!may_be(*bad, &from, own) ||
				(is_candidate(&sdp->lines[k]) && !candidate_may_be(*bad, &from))))
				return true;
		}
	}
	return false;
}

/* The user of the relay's questions (STUN): what a browser writes (RFC 8839 5.4), so that no other protocol reads it. */
static bool
is_ice(struct view ufrag)
{
	for (size_t i = 0; i < ufrag.n; i++) {
		char c = ufrag.p[i];

		if (!(c >= 'a' && c <= 'z') && !(c >= 'A' && c <= 'Z') && !(c >= '0' && c <= '9') &&
		    c != '+' && c != '/')
			return false;
	}
	return ufrag.n > 0;
}

bool
where_page_astray(const struct sdp *sdp, struct view peer, struct view *bad)
{
	static const struct where_own none;

	for (int i = 0; i < sdp->media_count; i++) {
		const struct sdp_media *media = &sdp->media[i];

		*bad = media->address;
		if (media->port != 0 &&
		    (!sdp_is_webrtc(media) || !is_ice(media->ice_ufrag) || media->sdes))
			return true;
	}
	return where_astray(sdp, peer, &none, bad);
}

bool
where_is_own(const struct sdp *sdp, const struct where_own *own)
{
	const struct sdp_media *audio = sdp_audio(sdp);
	struct net address;

	return audio != NULL && net_read(audio->address, &address) &&
	    (is_loopback(&address) || is_own(own, &address));
}
