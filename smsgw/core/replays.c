/* replays - see replays.h */
#include "smsgw/core/replays.h"

#include <inttypes.h>
#include <string.h>

#include "common/base/bytes.h"

static uint64_t
short_hash(struct view bytes)
{
	unsigned char digest[SHA256_SIZE];
	uint64_t hash;

	sha256(bytes, digest);
	memcpy(&hash, digest, sizeof(hash));
	return hash != 0 ? hash : 1;
}

static uint64_t
nonce_hash(int64_t account, struct view nonce)
{
	struct buf text = { 0 };
	uint64_t hash;

	buf_addf(&text, "%" PRId64 ":", account);
	buf_add_view(&text, nonce);
	hash = short_hash(buf_view(&text));
	buf_fini(&text);
	return hash;
}

enum replay_verdict
replays_judge(const struct replays *replays, int64_t account, struct view nonce, struct view bytes,
    int64_t now_s, int64_t max_age_s)
{
	uint64_t hash = nonce.n > 0 ? nonce_hash(account, nonce) : 0;

	for (int i = 0; nonce.n > 0 && i < REPLAYS_MAX; i++)
		if (replays->at[i].nonce == hash && replays->at[i].at_s >= now_s - max_age_s)
			return replays->at[i].bytes == short_hash(bytes) ? REPLAY_AGAIN
									 : REPLAY_OTHER;
	return REPLAY_NEW;
}

void
replays_note(
    struct replays *replays, int64_t account, struct view nonce, struct view bytes, int64_t now_s)
{
	if (nonce.n == 0)
		return;
	replays->at[replays->next] =
	    (struct replay){ nonce_hash(account, nonce), short_hash(bytes), now_s };
	replays->next = (replays->next + 1) % REPLAYS_MAX;
}
