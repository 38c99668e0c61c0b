/* player - see player.h */
#include "voiced/media/player.h"

#include <string.h>

static void
track_set(struct track *track, struct playlist *list)
{
	playlist_fini(&track->list);
	*track = (struct track){ .list = *list };
	list->count = 0;
}

void
player_front(struct player *player, struct playlist *list)
{
	track_set(&player->front, list);
}

void
player_music(struct player *player, struct playlist *list)
{
	track_set(&player->music, list);
}

bool
player_busy(const struct player *player)
{
	return player->front.clip < player->front.list.count;
}

/* Up to `n` samples of the clip it is in; moves on to the next at its end. */
static size_t
track_take(struct track *track, enum g711_law law, uint8_t *out, size_t n)
{
	const struct clip *clip = track->list.clips[track->clip];
	size_t left = clip_samples(clip) - track->at;

	if (n > left)
		n = left;
	memcpy(out, clip_bytes(clip, law) + track->at, n);
	track->at += n;
	if (track->at == clip_samples(clip)) {
		track->clip++;
		track->at = 0;
	}
	return n;
}

static size_t
take_front(struct player *player, enum g711_law law, uint8_t *out, size_t n)
{
	size_t done = 0;

	while (done < n && player_busy(player))
		done += track_take(&player->front, law, out + done, n - done);
	return done;
}

/* A list of nothing but empty clips would go round without end: it is given up after one round. */
static size_t
take_music(struct track *music, enum g711_law law, uint8_t *out, size_t n)
{
	size_t done = 0, empty = 0;

	while (done < n && empty < music->list.count) {
		size_t took = track_take(music, law, out + done, n - done);

		empty = took > 0 ? 0 : empty + 1;
		done += took;
		if (music->clip == music->list.count)
			music->clip = 0;
	}
	return done;
}

bool
player_fill(struct player *player, enum g711_law law, uint8_t *out, size_t n)
{
	bool busy = player_busy(player);
	size_t done = take_front(player, law, out, n);
	bool ended = busy && !player_busy(player);

	done += take_music(&player->music, law, out + done, n - done);
	memset(out + done, g711_silence(law), n - done);
	if (ended)
		playlist_fini(&player->front.list);
	return ended;
}

void
player_fini(struct player *player)
{
	playlist_fini(&player->front.list);
	playlist_fini(&player->music.list);
}
