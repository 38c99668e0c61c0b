/* media_type - see media_type.h */
#include "common/base/media_type.h"

#include <string.h>

enum { MARKS_MAX = 2 };

/* A file of the type has each of these at its place. */
struct mark {
	size_t at;
	struct view bytes;
};

static const struct {
	const char *type, *file_name;
	struct mark marks[MARKS_MAX];
} types[] = {
	{ "image/jpeg", "picture.jpg", { { 0, VIEW("\xff\xd8\xff") } } },
	{ "image/png", "picture.png", { { 0, VIEW("\x89PNG\r\n\x1a\n") } } },
	{ "image/gif", "picture.gif", { { 0, VIEW("GIF87a") } } },
	{ "image/gif", "picture.gif", { { 0, VIEW("GIF89a") } } },
	{ "image/webp", "picture.webp", { { 0, VIEW("RIFF") }, { 8, VIEW("WEBP") } } },
	/* What phones record: the brand of the ISO base media format says which. */
	{ "video/3gpp", "video.3gp", { { 4, VIEW("ftyp3gp") } } },
	{ "video/mp4", "video.mp4", { { 4, VIEW("ftypisom") } } },
	{ "video/mp4", "video.mp4", { { 4, VIEW("ftypiso2") } } },
	{ "video/mp4", "video.mp4", { { 4, VIEW("ftypmp4") } } },
	{ "video/mp4", "video.mp4", { { 4, VIEW("ftypavc1") } } },
	{ "video/mp4", "video.mp4", { { 4, VIEW("ftypM4V") } } },
	{ "audio/mpeg", "sound.mp3", { { 0, VIEW("ID3") } } },
	{ "audio/mpeg", "sound.mp3", { { 0, VIEW("\xff\xfb") } } },
	{ "audio/mpeg", "sound.mp3", { { 0, VIEW("\xff\xf3") } } },
	{ "audio/mpeg", "sound.mp3", { { 0, VIEW("\xff\xf2") } } },
	{ "audio/amr", "sound.amr", { { 0, VIEW("#!AMR\n") } } },
	{ "audio/amr", "sound.amr", { { 0, VIEW("#!AMR-WB\n") } } },
	{ "audio/ogg", "sound.ogg", { { 0, VIEW("OggS") } } },
	{ "image/tiff", "document.tiff", { { 0, VIEW("II*\0") } } },
	{ "image/tiff", "document.tiff", { { 0, VIEW("MM\0*") } } },
	{ "application/pdf", "document.pdf", { { 0, VIEW("%PDF-") } } },
	{ "text/vcard", "contact.vcf", { { 0, VIEW("BEGIN:VCARD\n") } } },
	{ "text/vcard", "contact.vcf", { { 0, VIEW("BEGIN:VCARD\r\n") } } },
};

static bool
has(struct view bytes, const struct mark *mark)
{
	return bytes.n >= mark->at + mark->bytes.n &&
	    (mark->bytes.n == 0 || memcmp(bytes.p + mark->at, mark->bytes.p, mark->bytes.n) == 0);
}

const char *
media_type(struct view bytes)
{
	for (size_t i = 0; i < sizeof(types) / sizeof(types[0]); i++)
		if (has(bytes, &types[i].marks[0]) && has(bytes, &types[i].marks[1]))
			return types[i].type;
	return NULL;
}

const char *
media_type_file_name(struct view type)
{
	for (size_t i = 0; i < sizeof(types) / sizeof(types[0]); i++)
		if (view_is(type, types[i].type))
			return types[i].file_name;
	return "file";
}
