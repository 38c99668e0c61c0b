/* webp - WebP by libwebp; of one that moves the first frame. */
#include <stdint.h>
#include <webp/decode.h>
#include <webp/demux.h>

#include "common/image/codec.h"

static bool
read_frame(const WebPIterator *frame, struct image *out)
{
	WebPBitstreamFeatures features;
	size_t stride;

	if (!frame->complete ||
	    WebPGetFeatures(frame->fragment.bytes, frame->fragment.size, &features) !=
		VP8_STATUS_OK ||
	    !image_make(out, features.width, features.height))
		return false;
	stride = 4 * (size_t)out->width;
	return WebPDecodeRGBAInto(frame->fragment.bytes, frame->fragment.size, out->pixels,
		   stride * (size_t)out->height, (int)stride) != NULL;
}

bool
webp_read(struct view bytes, struct image *out)
{
	WebPDemuxer *demux =
	    WebPDemux(&(WebPData){ .bytes = (const uint8_t *)bytes.p, .size = bytes.n });
	WebPIterator frame;
	bool good = false;

	if (demux == NULL)
		return false;
	if (WebPDemuxGetFrame(demux, 1, &frame)) {
		good = read_frame(&frame, out);
		WebPDemuxReleaseIterator(&frame);
	}
	WebPDemuxDelete(demux);
	return good;
}
