/* fuzz_sdp: a session description of any bytes is read or refused with the line that is wrong; what is read is
 * written again, reads as it should, is answered, and is judged by where it leads. The first byte splits offer and what was said before. */
#include <assert.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include "tests/fuzz/fuzz.h"
#include "voiced/core/where.h"

int fuzz_reached; /* descriptions that lead where they may */

static struct sdp first, second, again;

static bool
reads(struct view text, struct sdp *out)
{
	struct err err = { 0 };

	if (sdp_read(text, out, &err) == 0)
		return true;
	assert(err.kind == ERR_TOO_LARGE || strncmp(err.text, "line ", 5) == 0);
	return false;
}

/* Every number and view stays in its bounds. */
static void
look(const struct sdp *sdp)
{
	assert(sdp->line_count <= SDP_LINES_MAX && sdp->media_count <= SDP_MEDIA_MAX);
	for (int i = 0; i < sdp->media_count; i++) {
		const struct sdp_media *media = &sdp->media[i];

		assert(media->port >= 0 && media->port <= 65535);
		assert(media->first_line < media->end_line && media->end_line <= sdp->line_count);
		assert(media->first_payload + media->payload_count <= sdp->payload_count);
		assert(media->port == 0 || media->address.n > 0);
		(void)sdp_is_webrtc(media);
		assert(sdp_is_webrtc(media) + sdp_is_sdes(media) + sdp_is_plain(media) <= 1);
		assert(sdp_key_count(sdp, media) >= 0);
		(void)sdp_can_be_silent(sdp, media);
		(void)sdp_digits_payload(sdp, media, 8000);
	}
	(void)sdp_is_hold(sdp);
	assert(sdp_same_media(sdp, sdp));
}

/* Written bodies may be longer than may be read: a direction is added to each section. */
static void
write_again(const struct sdp *sdp, enum sdp_direction direction)
{
	const struct sdp_origin origin = { .id = VIEW("7"), .version = 8 };
	struct buf out = { 0 };

	sdp_write(sdp, direction, &origin, &out);
	if (out.n <= SDP_BYTES_MAX && sdp->line_count + sdp->media_count <= SDP_LINES_MAX) {
		assert(reads(buf_view(&out), &again));
		assert(again.origin_version == 8 && again.media_count == sdp->media_count);
		assert(sdp_same_media(sdp, &again));
		for (int i = 0; i < again.media_count; i++)
			assert(again.media[i].port == 0 || again.media[i].held_by_address ||
			    again.media[i].direction == direction);
	}
	buf_fini(&out);
}

/* What answers what is carried of it, in `again`, answers all of it. */
static void
write_answer(const struct sdp *sdp)
{
	const struct sdp_origin origin = { .version = 8 };
	struct buf out = { 0 };

	sdp_write_answer(&again, sdp, &origin, &out);
	if (out.n <= SDP_BYTES_MAX && reads(buf_view(&out), &second)) {
		assert(second.media_count == sdp->media_count);
		for (int i = 0; i < second.media_count; i++)
			assert(second.media[i].port ==
			    (&sdp->media[i] == sdp_audio(sdp) ? again.media[0].port : 0));
	}
	buf_fini(&out);
}

/* What is carried of it: the section that has the sound. */
static void
write_audio(const struct sdp *sdp)
{
	const struct sdp_media *audio = sdp_audio(sdp);
	struct buf out = { 0 };

	if (audio == NULL)
		return;
	sdp_write_audio(sdp, &out);
	if (out.n <= SDP_BYTES_MAX) {
		assert(reads(buf_view(&out), &again));
		assert(again.media_count == 1 && again.media[0].port == audio->port);
		assert(sdp_same_media(sdp, &again) && sdp_is_hold(&again) == sdp_is_hold(sdp));
		write_answer(sdp);
	}
	buf_fini(&out);
}

static void
answer(const struct sdp *offer, const struct sdp *ours)
{
	struct buf out = { 0 };
	struct err err = { 0 };

	if (ours->origin_version == UINT64_MAX)
		return;
	if (sdp_answer(offer, ours, ours, SDP_SENDRECV, &out, &err) != 0)
		assert(out.n == 0 && err.kind == ERR_CONFLICT);
	else if (reads(buf_view(&out), &again))
		assert(again.media_count == offer->media_count &&
		    again.origin_version == ours->origin_version + 1);
	buf_fini(&out);
}

/* What is not astray leads a stranger's sound to no address of ours; what a page may say is what a browser says. */
static void
judge_place(const struct sdp *sdp)
{
	static struct where_own own = { .count = 2 };
	struct net address;
	struct view bad;
	bool astray, own_sound = where_is_own(sdp, &own);

	if (own.nets[0].family == 0)
		assert(net_read(VIEW("192.0.2.7"), &own.nets[0]) &&
		    net_read(VIEW("2001:db8::7"), &own.nets[1]));
	astray = where_astray(sdp, VIEW("203.0.113.9"), &own, &bad);
	assert(astray || !own_sound);
	for (int i = 0; !astray && i < sdp->media_count; i++) {
		if (sdp->media[i].port == 0 || !net_read(sdp->media[i].address, &address))
			continue;
		fuzz_reached++;
		assert(!net_holds(&own.nets[0], &address) && !net_holds(&own.nets[1], &address));
	}
	(void)where_astray(sdp, VIEW("127.0.0.1"), &own, &bad);
	if (where_page_astray(sdp, VIEW("203.0.113.9"), &bad))
		return;
	for (int i = 0; i < sdp->media_count; i++)
		assert(sdp->media[i].port == 0 || sdp_is_webrtc(&sdp->media[i]));
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct view text;
	size_t cut;

	if (size == 0)
		return 0;
	text = (struct view){ (const char *)data + 1, size - 1 };
	cut = text.n * data[0] / 256;
	if (data[0] == '0' ? !reads(text, &first) : !reads((struct view){ text.p, cut }, &first))
		return 0;
	look(&first);
	judge_place(&first);
	write_again(&first, (enum sdp_direction)(size % 4));
	write_audio(&first);
	answer(&first, &first);
	if (data[0] != '0' && reads((struct view){ text.p + cut, text.n - cut }, &second))
		answer(&first, &second);
	return 0;
}
