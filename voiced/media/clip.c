/* clip - see clip.h */
#include "voiced/media/clip.h"

#include <errno.h>
#include <fcntl.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

struct clip {
	atomic_int held;
	size_t samples;
	uint8_t *ulaw, *alaw; /* within the same piece of memory */
};

struct clip *
clip_new(const struct wav *wav)
{
	size_t n = wav_samples(wav);
	struct clip *clip = mem_new(sizeof(*clip) + 2 * n);

	atomic_init(&clip->held, 1);
	clip->samples = n;
	clip->ulaw = (uint8_t *)(clip + 1);
	clip->alaw = clip->ulaw + n;
	wav_to_g711(wav, G711_ULAW, clip->ulaw);
	wav_to_g711(wav, G711_ALAW, clip->alaw);
	return clip;
}

static int
read_whole(int fd, const char *path, struct buf *out, struct err *err)
{
	struct stat about;
	char piece[16384];
	ssize_t n;

	if (fstat(fd, &about) != 0 || !S_ISREG(about.st_mode))
		return err_set(err, ERR_NOT_FOUND, NULL, "%s is no file", path);
	if (about.st_size > WAV_BYTES_MAX)
		return err_set(err, ERR_TOO_LARGE, NULL, "%s is larger than 64 MiB", path);
	while ((n = read(fd, piece, sizeof(piece))) > 0 && out->n <= WAV_BYTES_MAX)
		buf_add(out, piece, (size_t)n);
	if (n < 0)
		return err_set(
		    err, ERR_INTERNAL, NULL, "%s can't be read: %s", path, strerror(errno));
	return 0;
}

int
clip_load(const char *path, struct clip **out, struct err *err)
{
	struct buf file = { .max = (size_t)WAV_BYTES_MAX + 65536 };
	struct err wrong;
	struct wav wav;
	int fd = open(path, O_RDONLY | O_CLOEXEC), result;

	if (fd < 0)
		return err_set(
		    err, ERR_NOT_FOUND, NULL, "%s can't be opened: %s", path, strerror(errno));
	result = read_whole(fd, path, &file, err);
	(void)close(fd);
	if (result == 0 && wav_read(buf_view(&file), &wav, &wrong) != 0)
		result = err_set(err, wrong.kind, NULL, "%s: %s", path, wrong.text);
	if (result == 0)
		*out = clip_new(&wav);
	buf_fini(&file);
	return result;
}

struct clip *
clip_hold(struct clip *clip)
{
	atomic_fetch_add(&clip->held, 1);
	return clip;
}

void
clip_drop(struct clip *clip)
{
	if (clip != NULL && atomic_fetch_sub(&clip->held, 1) == 1)
		free(clip);
}

bool
clip_is_shared(const struct clip *clip)
{
	return atomic_load(&clip->held) > 1;
}

size_t
clip_samples(const struct clip *clip)
{
	return clip->samples;
}

const uint8_t *
clip_bytes(const struct clip *clip, enum g711_law law)
{
	return law == G711_ALAW ? clip->alaw : clip->ulaw;
}

bool
playlist_add(struct playlist *list, struct clip *clip)
{
	if (list->count == PLAYLIST_MAX)
		return false;
	list->clips[list->count++] = clip_hold(clip);
	return true;
}

void
playlist_fini(struct playlist *list)
{
	for (size_t i = 0; i < list->count; i++)
		clip_drop(list->clips[i]);
	list->count = 0;
}
