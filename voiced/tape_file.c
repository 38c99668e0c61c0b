/* tape_file - see tape_file.h */
#include "voiced/tape_file.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { SILENCE_FRAMES = 1024 };

struct tape_file {
	uv_loop_t *loop;
	struct tape_file_spec spec;
	struct tape_chunk *waiting, **last;
	int waiting_count;
	bool working, ended, told; /* a job runs; no more comes; it was told that it failed */
	/* Of the job while one works. */
	struct {
		struct vault_writer *writer;
		struct tape_chunk *chunks;
		int64_t frames;
		bool begun, last, failed;
		struct err err;
	} job;
	char path[VAULT_PATH_MAX], place[VAULT_PLACE_MAX];
	struct buf about;
};

/* ---- in a job ---- */

static void
write_view(struct tape_file *file, struct view bytes)
{
	if (!file->job.failed)
		file->job.failed = vault_write(file->job.writer, bytes, &file->job.err) != 0;
}

static void
write_silence(struct tape_file *file, int64_t frames)
{
	char silence[SILENCE_FRAMES * TAPE_SIDES];

	memset(silence, g711_silence(G711_ULAW), sizeof(silence));
	while (frames > 0 && !file->job.failed) {
		int64_t n = frames < SILENCE_FRAMES ? frames : SILENCE_FRAMES;

		write_view(file, (struct view){ silence, (size_t)n * TAPE_SIDES });
		frames -= n;
	}
}

static void
write_chunks(struct tape_file *file)
{
	struct tape_chunk *chunk;

	while ((chunk = file->job.chunks) != NULL) {
		file->job.chunks = chunk->next;
		write_silence(file, chunk->from - file->job.frames);
		write_view(file, (struct view){ (char *)chunk->bytes, chunk->frames * TAPE_SIDES });
		file->job.frames = chunk->from + (int64_t)chunk->frames;
		mem_wipe(chunk, sizeof(*chunk));
		free(chunk);
	}
}

static void
work(void *ctx)
{
	struct tape_file *file = ctx;
	struct vault_writer *writer;

	if (!file->job.begun)
		file->job.failed =
		    vault_create(file->spec.ring, file->path, file->place, buf_view(&file->about),
			&file->job.writer, &file->job.err) != 0;
	file->job.begun = true;
	write_chunks(file);
	if (!file->job.last)
		return;
	writer = file->job.writer;
	file->job.writer = NULL;
	if (!file->job.failed)
		file->job.failed = vault_keep(writer, &file->job.err) != 0;
	if (file->job.failed)
		vault_leave(writer);
}

/* ---- on the loop ---- */

static void begin_job(struct tape_file *file);

static void
on_worked(void *ctx)
{
	struct tape_file *file = ctx;

	file->working = false;
	if (file->job.failed && !file->told) {
		file->told = true;
		file->spec.failed(file->spec.ctx, &file->job.err);
	}
	if (!file->job.last) {
		if (file->waiting != NULL || file->ended)
			begin_job(file);
		return;
	}
	file->spec.over(file->spec.ctx, file->job.failed ? &file->job.err : NULL, file->job.frames);
	buf_fini(&file->about);
	free(file);
}

static void
begin_job(struct tape_file *file)
{
	if (file->working)
		return;
	file->working = true;
	file->job.chunks = file->waiting;
	file->job.last = file->ended;
	file->waiting = NULL;
	file->last = &file->waiting;
	file->waiting_count = 0;
	job_run(file->loop, work, on_worked, file);
}

struct tape_file *
tape_file_new(uv_loop_t *loop, const struct tape_file_spec *spec)
{
	struct tape_file *file = mem_zero(1, sizeof(*file));

	file->loop = loop;
	file->spec = *spec;
	file->last = &file->waiting;
	(void)snprintf(file->path, sizeof(file->path), "%s", spec->path);
	(void)snprintf(file->place, sizeof(file->place), "%s", spec->place);
	buf_add_view(&file->about, spec->about);
	begin_job(file);
	return file;
}

void
tape_file_add(struct tape_file *file, struct tape_chunk *chunk)
{
	if (file->ended || file->told || file->waiting_count == TAPE_WAITING_MAX) {
		mem_wipe(chunk, sizeof(*chunk));
		free(chunk);
		return;
	}
	chunk->next = NULL;
	*file->last = chunk;
	file->last = &chunk->next;
	file->waiting_count++;
	begin_job(file);
}

void
tape_file_end(struct tape_file *file)
{
	if (file->ended)
		return;
	file->ended = true;
	begin_job(file);
}
