/* own_sounds - see own_sounds.h */
#include "voiced/own_sounds.h"

#include <stdlib.h>

#include "common/auth/vault.h"
#include "common/base/list.h"
#include "common/log/log.h"
#include "common/loop/loop.h"
#include "common/metrics/metrics.h"
#include "voiced/voiced.h"

enum {
	WORDS_MS = 60000,
	TUNE_MS = 300000,
	/* Of what no call holds: over an hour of sound, 64 MiB, as each clip is there in both laws. */
	PIECES_MAX = 512,
	SAMPLES_MAX = 32 * 1024 * 1024,
};

const struct own_kind own_kinds[OWN_USES] = {
	[OWN_WELCOME] = { "welcome", WORDS_MS },
	[OWN_MUSIC] = { "music", TUNE_MS },
	[OWN_WAITING] = { "waiting", WORDS_MS },
	[OWN_CLOSED] = { "closed", WORDS_MS },
	[OWN_OVERFLOW] = { "overflow", WORDS_MS },
	[OWN_CALLBACK] = { "callback", WORDS_MS },
	[OWN_VOICEMAIL] = { "voicemail", WORDS_MS },
};

static GAUGE(
    samples_now, "voice_own_sounds_samples", "Samples of users' and queues' own sounds in memory");

/* One file, once for all who hear it. The place in the list: who was asked for last stands last. */
struct piece {
	struct link link;
	struct daemon *daemon;
	int64_t tenant, file;
	struct clip *clip; /* NULL: it is being read */
	struct list waits;
	/* The worker's, as it is read. */
	struct buf sealed;
	char place[VAULT_PLACE_MAX];
	struct clip *made;
};

/* Somebody asks for the sounds of one user or queue. */
struct find {
	struct daemon *daemon;
	unsigned wanted;
	int64_t tenant;
	struct own_sounds sounds;
	int pending; /* the query, pieces that are being read */
	bool failed; /* what there is could not be asked */
	void (*found)(void *ctx, struct own_sounds *sounds);
	void *ctx;
	struct wait {
		struct link link;
		struct find *find;
		enum own_use use;
	} waits[OWN_USES];
};

struct cache {
	struct list pieces;
	int64_t samples;
	int finds; /* all their pieces are read before the last one goes */
	bool stopping;
};

static struct cache *
cache_of(struct daemon *daemon)
{
	return daemon_data(daemon, "own_sounds");
}

bool
own_use_of(struct view word, enum own_use *out)
{
	for (int use = 0; use < OWN_USES; use++) {
		if (!view_is(word, own_kinds[use].word))
			continue;
		*out = (enum own_use)use;
		return true;
	}
	return false;
}

void
own_uses(struct buf *out)
{
	for (int use = 0; use < OWN_USES; use++)
		buf_addf(out, "%s%s", use > 0 ? "," : "{", own_kinds[use].word);
	buf_addf(out, "}");
}

void
own_sounds_drop(struct own_sounds *sounds)
{
	for (int use = 0; use < OWN_USES; use++)
		clip_drop(sounds->at[use]);
	*sounds = (struct own_sounds){ { NULL } };
}

/* ---- pieces ---- */

static void
piece_free(struct cache *cache, struct piece *piece)
{
	list_remove(&cache->pieces, &piece->link);
	if (piece->clip != NULL)
		cache->samples -= (int64_t)clip_samples(piece->clip);
	metric_set(&samples_now, cache->samples);
	clip_drop(piece->clip);
	buf_fini(&piece->sealed);
	free(piece);
}

/* What is being read stays, and what a call holds: it would be read, and be in memory, a second time. */
static void
make_room(struct cache *cache)
{
	list_for_each_safe (&cache->pieces, at) {
		struct piece *piece = LIST_OF(at, struct piece, link);

		if (cache->samples <= SAMPLES_MAX && cache->pieces.count <= PIECES_MAX)
			return;
		if (piece->clip != NULL && !clip_is_shared(piece->clip))
			piece_free(cache, piece);
	}
}

static struct piece *
piece_find(struct cache *cache, int64_t tenant, int64_t file)
{
	list_for_each (&cache->pieces, at) {
		struct piece *piece = LIST_OF(at, struct piece, link);

		if (piece->file == file && piece->tenant == tenant)
			return piece;
	}
	return NULL;
}

static void
cache_settle(struct daemon *daemon)
{
	struct cache *cache = cache_of(daemon);

	if (!cache->stopping || cache->finds > 0)
		return;
	list_for_each_safe (&cache->pieces, at)
		piece_free(cache, LIST_OF(at, struct piece, link));
	daemon_set_data(daemon, "own_sounds", NULL);
	free(cache);
	daemon_part_stopped(daemon);
}

static void
find_settle(struct find *find)
{
	struct daemon *daemon = find->daemon;

	if (find->pending > 0)
		return;
	if (find->failed)
		own_sounds_drop(&find->sounds);
	find->found(find->ctx, find->failed ? NULL : &find->sounds);
	free(find);
	cache_of(daemon)->finds--;
	cache_settle(daemon);
}

/* ---- reading one ---- */

static void
do_open(void *ctx)
{
	struct piece *piece = ctx;
	struct vault_reader *reader = NULL;
	struct buf file = { 0 };
	struct wav wav;
	struct err err;

	if (daemon_key_ring(piece->daemon) != NULL &&
	    vault_open_bytes(daemon_key_ring(piece->daemon), buf_view(&piece->sealed), piece->place,
		&reader, &err) == 0 &&
	    vault_read(reader, 0, vault_size(reader), &file, &err) == 0 &&
	    wav_read(buf_view(&file), &wav, &err) == 0 && wav_samples(&wav) > 0)
		piece->made = clip_new(&wav);
	vault_close(reader);
	buf_fini(&file);
}

/* Whoever waits for it goes on; what could not be read is forgotten, so that it is tried again. */
static void
piece_settle(struct piece *piece)
{
	struct cache *cache = cache_of(piece->daemon);
	struct list waits;
	struct link *at;

	list_init(&waits);
	while ((at = list_take(&piece->waits)) != NULL) {
		struct wait *wait = LIST_OF(at, struct wait, link);

		if (piece->clip != NULL)
			wait->find->sounds.at[wait->use] = clip_hold(piece->clip);
		list_append(&waits, at);
	}
	if (piece->clip == NULL)
		piece_free(cache, piece);
	else
		make_room(cache);
	while ((at = list_take(&waits)) != NULL) {
		struct find *find = LIST_OF(at, struct wait, link)->find;

		find->pending--;
		find_settle(find);
	}
}

static void
on_opened(void *ctx)
{
	struct piece *piece = ctx;
	struct cache *cache = cache_of(piece->daemon);

	buf_fini(&piece->sealed);
	piece->clip = piece->made;
	if (piece->clip != NULL)
		cache->samples += (int64_t)clip_samples(piece->clip);
	else
		LOG(ERROR, "own_sound_unreadable", LOG_ID("tenant", piece->tenant),
		    LOG_ID("file", piece->file));
	metric_set(&samples_now, cache->samples);
	piece_settle(piece);
}

static void
on_bytes(void *ctx, enum db_outcome outcome, const struct db_result *row)
{
	struct piece *piece = ctx;

	if (outcome != DB_DONE || row->rows != 1 || db_is_null(row, 0, 0)) {
		/* Replaced in this moment, or the database is away. */
		list_for_each (&piece->waits, at)
			LIST_OF(at, struct wait, link)->find->failed = true;
		piece_settle(piece);
		return;
	}
	db_bytes(row, 0, 0, &piece->sealed);
	job_run(daemon_loop(piece->daemon), do_open, on_opened, piece);
}

static struct piece *
piece_read(struct daemon *daemon, int64_t tenant, int64_t file, struct view place)
{
	struct piece *piece = mem_zero(1, sizeof(*piece));
	const struct db_param params[] = { P_INT(tenant), P_INT(file) };

	piece->daemon = daemon;
	piece->tenant = tenant;
	piece->file = file;
	(void)view_copy(place, piece->place, sizeof(piece->place));
	list_init(&piece->waits);
	list_append(&cache_of(daemon)->pieces, &piece->link);
	db_submit(daemon_db(daemon),
	    &(struct db_call){
		.query = &q_own_sound_bytes, .lane = DB_LANE_READ, .params = params },
	    on_bytes, piece);
	return piece;
}

/* ---- who asks ---- */

static void
find_one(struct find *find, enum own_use use, int64_t file, struct view place)
{
	struct cache *cache = cache_of(find->daemon);
	struct piece *piece = piece_find(cache, find->tenant, file);

	if (piece == NULL)
		piece = piece_read(find->daemon, find->tenant, file, place);
	list_remove(&cache->pieces, &piece->link);
	list_append(&cache->pieces, &piece->link);
	if (piece->clip != NULL) {
		find->sounds.at[use] = clip_hold(piece->clip);
		return;
	}
	find->waits[use].find = find;
	find->waits[use].use = use;
	list_append(&piece->waits, &find->waits[use].link);
	find->pending++;
}

static void
on_rows(void *ctx, enum db_outcome outcome, const struct db_result *rows)
{
	struct find *find = ctx;
	enum own_use use;

	find->failed = outcome != DB_DONE || cache_of(find->daemon)->stopping;
	for (int i = 0; !find->failed && i < rows->rows; i++)
		if (own_use_of(db_text(rows, i, 0), &use) && (find->wanted & (1U << use)) != 0 &&
		    find->waits[use].find == NULL && find->sounds.at[use] == NULL)
			find_one(find, use, db_int(rows, i, 1), db_text(rows, i, 2));
	find->pending--;
	find_settle(find);
}

void
own_sounds_find(struct daemon *daemon, const struct own_sounds_of *whose, unsigned wanted,
    void (*found)(void *ctx, struct own_sounds *sounds), void *ctx)
{
	struct find *find = mem_zero(1, sizeof(*find));
	const struct db_param params[] = { P_INT(whose->tenant), db_int_or_null(whose->user),
		db_int_or_null(whose->queue) };

	*find = (struct find){ .daemon = daemon,
		.wanted = wanted,
		.tenant = whose->tenant,
		.pending = 1,
		.found = found,
		.ctx = ctx };
	cache_of(daemon)->finds++;
	db_submit(daemon_db(daemon),
	    &(struct db_call){ .query = &q_own_sounds, .lane = DB_LANE_READ, .params = params },
	    on_rows, find);
}

int
own_sounds_start(struct daemon *daemon, struct err *err)
{
	struct cache *cache = mem_zero(1, sizeof(*cache));

	(void)err;
	metric_register(&samples_now);
	list_init(&cache->pieces);
	daemon_set_data(daemon, "own_sounds", cache);
	return 0;
}

void
own_sounds_stop(struct daemon *daemon)
{
	cache_of(daemon)->stopping = true;
	cache_settle(daemon);
}
