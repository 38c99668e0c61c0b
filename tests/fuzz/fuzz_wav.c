/*
 * fuzz_wav - sound files of strangers: what is read lies within the file; written anew it is the same sound.
 */
#include <assert.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "tests/fuzz/fuzz.h"
#include "voiced/core/wav.h"

int fuzz_reached; /* files that were read */

static void
write_anew(const struct wav *wav)
{
	struct buf file = { .n = 0 };
	uint8_t header[WAV_HEADER_MAX];
	struct wav again;

	buf_add(&file, header, wav_header(wav->format, (uint32_t)wav->data.n, header));
	buf_add_view(&file, wav->data);
	assert(wav_read(buf_view(&file), &again, NULL) == 0);
	assert(again.format == wav->format && view_eq(again.data, wav->data));
	buf_fini(&file);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct wav wav;
	struct err err;
	char *file =
	    malloc(size > 0 ? size : 1); /* its own, so that a read beyond the end is seen */

	if (size > 0)
		memcpy(file, data, size);
	if (wav_read((struct view){ file, size }, &wav, &err) == 0) {
		uint8_t *sound = malloc(wav_samples(&wav) + 1);

		fuzz_reached++;
		assert(wav.data.p >= file && wav.data.p + wav.data.n <= file + size);
		wav_to_g711(&wav, G711_ALAW, sound);
		write_anew(&wav);
		free(sound);
	} else {
		assert(err.text[0] != '\0');
	}
	free(file);
	return 0;
}
