/*
 * image_helper - writes one picture anew, in a process that can do nothing else
 *
 * usage: image_helper < TASK > REPLY
 *
 * chatd starts it for each picture that a user sends, and gives it the picture and what to make of it (common/image/task.h). Before it
 * reads a byte it gives up all system calls but those for memory and its two pipes: a picture that takes it over has no file, no
 * network, no other process and no other picture. Not for people. Exit status: 0 with a reply, 1 the system offers no such
 * sandbox or not that memory, 2 no task of this release, 3 memory has run out.
 */
#include <stdlib.h>
#include <unistd.h>

#include "common/image/image.h"
#include "common/image/task.h"
#include "helper/sandbox.h"

enum {
	/* 64 MiB of pixels, and 128 of a progressive JPEG's coefficients or 64 while it is turned upright; libraries, files, what malloc loses. */
	MEMORY_BYTES = 320 * 1024 * 1024,
	CPU_S = 5, /* the largest picture takes one */
	CHUNK = 65536,
	INPUT_MAX = 256 + IMAGE_SOURCE_BYTES_MAX,
};

enum { STATUS_NO_SANDBOX = 1, STATUS_NO_TASK, STATUS_NO_MEMORY };

static void (*const shapes[IMAGE_SHAPES])(struct image *image, int side) = {
	[IMAGE_FIT] = image_fit,
	[IMAGE_SQUARE] = image_square,
};

static bool
input_read(struct buf *out)
{
	char chunk[CHUNK];
	ssize_t n;

	while ((n = read(STDIN_FILENO, chunk, sizeof(chunk))) > 0)
		buf_add(out, chunk, (size_t)n);
	return n == 0 && !out->full;
}

static bool
output_write(struct view bytes)
{
	while (bytes.n > 0) {
		ssize_t n = write(STDOUT_FILENO, bytes.p, bytes.n);

		if (n < 0)
			return false;
		bytes.p += n;
		bytes.n -= (size_t)n;
	}
	return true;
}

static void
write_anew(const struct image_task *task, struct buf files[], struct image_reply *reply)
{
	struct image image;

	reply->result = image_decode(task->source, &image);
	if (reply->result != IMAGE_DONE)
		return;
	for (uint32_t i = 0; i < task->count && reply->result == IMAGE_DONE; i++) {
		const struct image_spec *spec = &task->specs[i];

		shapes[spec->shape](&image, (int)spec->side);
		reply->result =
		    image_encode(&image, spec->bytes_max, &files[i], &reply->files[i].type);
		reply->files[i].bytes = buf_view(&files[i]);
	}
	image_fini(&image);
}

static void
on_exhausted(void)
{
	_exit(STATUS_NO_MEMORY);
}

static int
run(void)
{
	static const struct sandbox_limits limits = { MEMORY_BYTES, CPU_S };
	struct buf input = { .max = INPUT_MAX }, files[IMAGE_FILES_MAX] = { { .n = 0 } };
	struct buf output = { .n = 0 };
	struct image_reply reply;
	struct image_task task;

	mem_on_exhausted(on_exhausted);
	image_prepare();
	if (sandbox_enter(&limits) != 0)
		return STATUS_NO_SANDBOX;
	if (!input_read(&input) || !image_task_decode(buf_view(&input), &task))
		return STATUS_NO_TASK;
	write_anew(&task, files, &reply);
	image_reply_encode(&reply, task.count, &output);
	return output_write(buf_view(&output)) ? 0 : STATUS_NO_TASK;
}

/* Nothing is freed, and nothing registered for the end is run: that may need what is forbidden. */
int
main(void)
{
	_exit(run());
}
