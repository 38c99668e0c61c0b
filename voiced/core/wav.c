/* wav - see wav.h */
#include "voiced/core/wav.h"

#include <string.h>

enum { RIFF_SIZE = 12, CHUNK_SIZE = 8, FMT_MIN = 16 };

static uint32_t
get16(const char *p)
{
	return (uint32_t)((const uint8_t *)p)[0] | (uint32_t)((const uint8_t *)p)[1] << 8;
}

static uint32_t
get32(const char *p)
{
	return get16(p) | get16(p + 2) << 16;
}

static uint8_t *
put16(uint8_t *p, uint32_t value)
{
	p[0] = (uint8_t)value;
	p[1] = (uint8_t)(value >> 8);
	return p + 2;
}

static uint8_t *
put32(uint8_t *p, uint32_t value)
{
	return put16(put16(p, value & 0xffff), value >> 16);
}

static uint8_t *
put_name(uint8_t *p, const char *name)
{
	memcpy(p, name, 4);
	return p + 4;
}

static size_t
sample_bytes(enum wav_format format)
{
	return format == WAV_PCM ? 2 : 1;
}

static int
wrong(struct err *err, const char *text)
{
	return err_set(err, ERR_INVALID, NULL, "%s", text);
}

static int
read_format(struct view chunk, struct wav *out, struct err *err)
{
	uint32_t format, bits;

	if (chunk.n < FMT_MIN)
		return wrong(err, "the file's format chunk is too short");
	format = get16(chunk.p);
	bits = get16(chunk.p + 14);
	if (format != WAV_PCM && format != WAV_ALAW && format != WAV_ULAW)
		return err_set(err, ERR_INVALID, NULL,
		    "the sound's format is %u: it must be PCM (1), A-law (6) or mu-law (7)",
		    format);
	out->format = (enum wav_format)format;
	if (get16(chunk.p + 2) != 1)
		return wrong(err, "the sound must have one channel");
	if (get32(chunk.p + 4) != G711_RATE)
		return wrong(err, "the sound must have 8000 samples a second");
	if (bits != 8 * sample_bytes(out->format))
		return wrong(err, "the sound must have 16 bits a sample as PCM, else 8");
	return 0;
}

/* The next chunk: its name and content; false: there is none, or it is longer than the file. */
static bool
next_chunk(struct view *rest, const char **name, struct view *content)
{
	size_t n, padded;

	if (rest->n < CHUNK_SIZE)
		return false;
	*name = rest->p;
	n = get32(rest->p + 4);
	if (n > rest->n - CHUNK_SIZE)
		return false;
	*content = (struct view){ rest->p + CHUNK_SIZE, n };
	padded = n + (n & 1);
	if (padded > rest->n - CHUNK_SIZE)
		padded = n;
	*rest = (struct view){ rest->p + CHUNK_SIZE + padded, rest->n - CHUNK_SIZE - padded };
	return true;
}

int
wav_read(struct view file, struct wav *out, struct err *err)
{
	struct view rest, content;
	const char *name;
	bool formatted = false;

	if (file.n > WAV_BYTES_MAX)
		return err_set(err, ERR_TOO_LARGE, NULL, "the file is larger than 64 MiB");
	if (file.n < RIFF_SIZE || memcmp(file.p, "RIFF", 4) != 0 ||
	    memcmp(file.p + 8, "WAVE", 4) != 0)
		return wrong(err, "the file is no WAV file");
	rest = (struct view){ file.p + RIFF_SIZE, file.n - RIFF_SIZE };
	for (int i = 0; i < WAV_CHUNKS_MAX && next_chunk(&rest, &name, &content); i++) {
		if (memcmp(name, "fmt ", 4) == 0) {
			if (read_format(content, out, err) != 0)
				return -1;
			formatted = true;
		} else if (memcmp(name, "data", 4) == 0) {
			if (!formatted)
				return wrong(err, "the file's sound stands before its format");
			out->data = content;
			out->data.n -= out->data.n % sample_bytes(out->format);
			return 0;
		}
	}
	return wrong(err, "the file ends before its sound does");
}

size_t
wav_samples(const struct wav *wav)
{
	return wav->data.n / sample_bytes(wav->format);
}

void
wav_to_g711(const struct wav *wav, enum g711_law law, uint8_t *out)
{
	if (wav->format == WAV_PCM)
		for (size_t i = 0; i < wav_samples(wav); i++)
			out[i] = g711_encode(law, (int16_t)get16(wav->data.p + 2 * i));
	else
		g711_convert(wav->format == WAV_ALAW ? G711_ALAW : G711_ULAW,
		    (const uint8_t *)wav->data.p, law, out, wav->data.n);
}

/* What is not PCM has a longer format chunk and a fact chunk (the number of samples). */
size_t
wav_header_of(
    enum wav_format format, int channels, uint32_t data_bytes, uint8_t out[WAV_HEADER_MAX])
{
	const uint32_t width = (uint32_t)sample_bytes(format) * (uint32_t)channels;
	const uint32_t fmt = format == WAV_PCM ? FMT_MIN : FMT_MIN + 2;
	const uint32_t fact = format == WAV_PCM ? 0 : CHUNK_SIZE + 4;
	uint8_t *p = put_name(out, "RIFF");

	p = put32(p, 4 + CHUNK_SIZE + fmt + fact + CHUNK_SIZE + data_bytes + (data_bytes & 1));
	p = put32(put_name(put_name(p, "WAVE"), "fmt "), fmt);
	p = put32(put16(put16(p, format), (uint32_t)channels), G711_RATE);
	p = put16(put16(put32(p, G711_RATE * width), width), 8 * width / (uint32_t)channels);
	if (format != WAV_PCM) {
		p = put16(p, 0);
		p = put32(put32(put_name(p, "fact"), 4), data_bytes / width);
	}
	p = put32(put_name(p, "data"), data_bytes);
	return (size_t)(p - out);
}

size_t
wav_header(enum wav_format format, uint32_t data_bytes, uint8_t out[WAV_HEADER_MAX])
{
	return wav_header_of(format, 1, data_bytes, out);
}

enum wav_format
wav_format_of(enum g711_law law)
{
	return law == G711_ALAW ? WAV_ALAW : WAV_ULAW;
}
