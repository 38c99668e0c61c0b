/* recording - see recording.h */
#include "voiced/media/recording.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "voiced/core/wav.h"
#include "voiced/media/media.h"

enum { LOUD_STEP = 160 }; /* samples that are judged together: a packet's */

enum fate { FATE_OPEN, FATE_KEEP, FATE_DISCARD };

struct recording {
	uv_loop_t *loop;
	enum g711_law law;
	void (*failed)(void *ctx);
	void (*done)(void *ctx, const struct err *err);
	void *ctx;
	enum fate fate;
	bool working, over, told; /* a job runs; something got lost; that is known */
	struct record_chunk *waiting, **last;
	size_t waiting_count;
	/* Of the job while one works. */
	struct {
		struct record_chunk *chunks;
		enum fate fate;
		struct vault_writer *file;
		bool failed;
		struct err err;
	} job;
	const struct key_ring *ring;
	struct buf about;
	char path[VAULT_PATH_MAX], place[VAULT_PLACE_MAX];
};

/* ---- in a job ---- */

/* The header says the law; its lengths are known when it is read. */
static int
open_file(struct recording *recording)
{
	uint8_t header[WAV_HEADER_MAX];
	size_t n = wav_header(wav_format_of(recording->law), 0, header);

	if (vault_create(recording->ring, recording->path, recording->place,
		buf_view(&recording->about), &recording->job.file, &recording->job.err) != 0)
		return -1;
	return vault_write(
	    recording->job.file, (struct view){ (const char *)header, n }, &recording->job.err);
}

static void
write_chunks(struct recording *recording)
{
	struct record_chunk *chunk;

	while ((chunk = recording->job.chunks) != NULL) {
		const struct view bytes = { (const char *)chunk->bytes, chunk->n };

		recording->job.chunks = chunk->next;
		if (!recording->job.failed &&
		    vault_write(recording->job.file, bytes, &recording->job.err) != 0)
			recording->job.failed = true;
		free(chunk);
	}
}

static void
work(void *ctx)
{
	struct recording *recording = ctx;

	if (recording->job.file == NULL && !recording->job.failed)
		recording->job.failed = open_file(recording) != 0;
	write_chunks(recording);
	if (recording->job.fate == FATE_OPEN)
		return;
	if (recording->job.fate == FATE_KEEP && !recording->job.failed)
		recording->job.failed = vault_keep(recording->job.file, &recording->job.err) != 0;
	if (recording->job.fate != FATE_KEEP || recording->job.failed)
		vault_discard(recording->job.file);
	recording->job.file = NULL;
}

/* ---- on the loop ---- */

static void begin_job(struct recording *recording);

static void
recording_free(struct recording *recording)
{
	struct record_chunk *chunk;

	while ((chunk = recording->waiting) != NULL) {
		recording->waiting = chunk->next;
		free(chunk);
	}
	buf_fini(&recording->about);
	free(recording);
}

static void
on_worked(void *ctx)
{
	struct recording *recording = ctx;

	recording->working = false;
	if (recording->job.fate == FATE_OPEN) {
		if (recording->job.failed && recording->fate == FATE_OPEN && !recording->told) {
			recording->told = true;
			recording->failed(recording->ctx);
		}
		if (recording->waiting != NULL || recording->fate != FATE_OPEN)
			begin_job(recording);
		return;
	}
	recording->done(recording->ctx, recording->job.failed ? &recording->job.err : NULL);
	recording_free(recording);
}

static void
give_up(struct recording *recording, enum err_kind kind, const char *why)
{
	if (recording->job.failed)
		return;
	recording->job.failed = true;
	(void)err_set(
	    &recording->job.err, kind, NULL, "the recording %.150s: %s", recording->path, why);
}

static void
begin_job(struct recording *recording)
{
	if (recording->working)
		return;
	recording->working = true;
	recording->job.chunks = recording->waiting;
	recording->job.fate = recording->fate;
	if (recording->over)
		give_up(recording, ERR_OVERLOAD, "it came faster than it was written");
	if (recording->fate == FATE_DISCARD)
		give_up(recording, ERR_CONFLICT, "it is not wanted any more");
	recording->waiting = NULL;
	recording->last = &recording->waiting;
	recording->waiting_count = 0;
	job_run(recording->loop, work, on_worked, recording);
}

struct recording *
recording_new(uv_loop_t *loop, const struct record_spec *spec, enum g711_law law,
    void (*failed)(void *ctx), void (*done)(void *ctx, const struct err *err), void *ctx)
{
	struct recording *recording = mem_zero(1, sizeof(*recording));

	recording->loop = loop;
	recording->law = law;
	recording->failed = failed;
	recording->done = done;
	recording->ctx = ctx;
	recording->last = &recording->waiting;
	recording->ring = spec->ring;
	buf_add_view(&recording->about, spec->about);
	(void)snprintf(recording->path, sizeof(recording->path), "%s", spec->path);
	(void)snprintf(recording->place, sizeof(recording->place), "%s", spec->place);
	return recording;
}

void
recording_add(struct recording *recording, struct record_chunk *chunk)
{
	if (recording->fate != FATE_OPEN || recording->waiting_count == RECORDING_WAITING_MAX) {
		recording->over = recording->fate == FATE_OPEN;
		free(chunk);
		return;
	}
	chunk->next = NULL;
	*recording->last = chunk;
	recording->last = &chunk->next;
	recording->waiting_count++;
	begin_job(recording);
}

static void
end(struct recording *recording, enum fate fate)
{
	if (recording->fate != FATE_OPEN)
		return;
	recording->fate = fate;
	begin_job(recording);
}

void
recording_finish(struct recording *recording, bool whole)
{
	if (!whole && recording->fate == FATE_OPEN)
		recording->over = true;
	end(recording, FATE_KEEP);
}

void
recording_discard(struct recording *recording)
{
	end(recording, FATE_DISCARD);
}

/* ---- read again ---- */

int64_t
recording_ms(const struct vault_reader *reader)
{
	uint8_t header[WAV_HEADER_MAX];
	int64_t n = vault_size(reader) - (int64_t)wav_header(WAV_ULAW, 0, header);

	return n > 0 ? n / G711_SAMPLES_PER_MS : 0;
}

int
recording_wav(struct vault_reader *reader, struct buf *out, struct err *err)
{
	const enum wav_format laws[] = { WAV_ULAW, WAV_ALAW };
	uint8_t header[WAV_HEADER_MAX];
	struct buf head = { 0 };
	int64_t size = vault_size(reader);

	for (size_t i = 0; i < sizeof(laws) / sizeof(laws[0]); i++) {
		size_t n = wav_header(laws[i], 0, header);

		buf_clear(&head);
		if (vault_read(reader, 0, (int64_t)n, &head, err) != 0)
			break;
		if (!view_eq(buf_view(&head), (struct view){ (const char *)header, n }))
			continue;
		buf_fini(&head);
		size -= (int64_t)n;
		buf_add(out, header, wav_header(laws[i], (uint32_t)size, header));
		if (vault_read(reader, (int64_t)n, size, out, err) != 0)
			return -1;
		if (size % 2 == 1)
			buf_add_char(out, 0);
		return 0;
	}
	buf_fini(&head);
	return err_set(err, ERR_INTERNAL, NULL, "a sealed file is no recording");
}

int64_t
recording_loud_ms(struct vault_reader *reader)
{
	struct buf file = { 0 };
	struct wav wav = { 0 };
	struct err err;
	int64_t loud = 0;

	if (recording_wav(reader, &file, &err) != 0 || wav_read(buf_view(&file), &wav, &err) != 0)
		wav.data.n = 0;
	for (size_t at = 0; at + LOUD_STEP <= wav.data.n; at += LOUD_STEP)
		if (g711_loudness(wav.format == WAV_ALAW ? G711_ALAW : G711_ULAW,
			(const uint8_t *)wav.data.p + at, LOUD_STEP) >= RECORD_LOUDNESS)
			loud += LOUD_STEP;
	buf_fini(&file);
	return loud / G711_SAMPLES_PER_MS;
}
