/*
 * where - whether a description sends media where its speaker has no business: to this machine, or to many at once.
 *
 * Owns: which addresses those are. Must not know: who speaks beyond their address, the relay.
 */
#ifndef VOICED_CORE_WHERE_H
#define VOICED_CORE_WHERE_H

#include "voiced/core/nets.h"
#include "voiced/core/sdp.h"

enum { WHERE_OWN_MAX = 32 };

/* Addresses of this machine. */
struct where_own {
	struct net nets[WHERE_OWN_MAX];
	int count;
};

/* peer: where the description came from. True: `bad` is an address that may not be. Sections that are switched off don't
 * count, nor does 0.0.0.0 (a hold). Candidates of ICE and the address of RTCP count as the media's own. */
bool where_astray(
    const struct sdp *sdp, struct view peer, const struct where_own *own, struct view *bad);

/* The same of a page, whose own connection is on this machine: `peer` is where the page is. What a page does not describe as a browser does
 * (WebRTC with ICE, keys by DTLS alone) is astray, too: the relay sends nothing else before it was asked to. Addresses of this machine are let
 * be in it: the page's machine may have the same ones (of containers). */
bool where_page_astray(const struct sdp *sdp, struct view peer, struct view *bad);

/* Whether the sound of it comes from an address of this machine. */
bool where_is_own(const struct sdp *sdp, const struct where_own *own);

#endif
