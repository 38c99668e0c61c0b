/*
 * player - what an endpoint plays: a front list once, music round and round behind it.
 *
 * Owns: where in which clip it is. Must not know: packets, time. The media thread alone has it.
 *
 * The front list (announcements) is heard first; meanwhile the music rests where it was. Without either: silence.
 */
#ifndef VOICED_MEDIA_PLAYER_H
#define VOICED_MEDIA_PLAYER_H

#include "voiced/media/clip.h"

struct track {
	struct playlist list;
	size_t clip, at; /* which of the list, how many of its samples were heard */
};

struct player {
	struct track front, music;
};

/* Replace what is there; take over what `list` holds. An empty list ends it. */
void player_front(struct player *player, struct playlist *list);
void player_music(struct player *player, struct playlist *list);
bool player_busy(const struct player *player); /* the front list is not at its end */

/* The next `n` samples. True: the front list ended within them. */
bool player_fill(struct player *player, enum g711_law law, uint8_t *out, size_t n);
void player_fini(struct player *player);

#endif
