/*
 * ear - our own end of a party's sound: an endpoint of the media thread, told and read as a description.
 *
 * Owns: what we speak of what a party does. Must not know: calls, who hears whom.
 */
#ifndef VOICED_EAR_H
#define VOICED_EAR_H

#include "voiced/core/say.h"
#include "voiced/sound.h"

struct ear_spec {
	const char *inner; /* the description of whose it is; NULL: not known yet (ear_turn) */
	enum say_prompt behind; /* what is heard when nobody is */
	struct clip *tune; /* what SAY_music is here; NULL: the standard tune */
	void (*on_event)(void *ctx, struct endpoint *endpoint,
	    const struct media_event *event); /* may be NULL */
	void *ctx;
};

/* Whether it speaks one of our laws. */
bool ear_can_open(const char *inner);
/* Its own description is added to `sdp`. NULL: neither law is spoken, or there is no endpoint left. */
struct endpoint *ear_open(struct daemon *daemon, const struct ear_spec *spec, struct buf *sdp);
/* Whose it is hears there, as described. False: as above. */
bool ear_turn(struct daemon *daemon, struct endpoint *endpoint, const char *inner);
/* tune: as above. */
void ear_behind(
    struct daemon *daemon, struct endpoint *endpoint, enum say_prompt behind, struct clip *tune);

#endif
