/*
 * image_helper - re-encodes one picture in a sandbox
 *
 * usage: image_helper < TASK > REPLY
 *
 * chatd starts it for each picture that a user uploads; common/image/task.h describes task and reply. It enters the sandbox before it
 * reads a byte, so a picture that compromises it reaches no file, network, process or other picture. Not meant to be run by hand.
 * Exit status: 0 with a reply, 1 if the system denies the sandbox or its memory, 2 for an invalid task or another version, 3 if
 * memory is exhausted.
 */
#include <stdlib.h>
#include <unistd.h>

#include "common/base/process.h"
#include "common/image/image.h"
#include "common/image/task.h"
#include "helper/sandbox.h"

enum {
	/* The maximum measured is 200 MiB: 64 of pixels, 128 of a progressive CMYK JPEG's coefficients, libraries. */
	MEMORY_BYTES = 320 * 1024 * 1024,
	CPU_S = 5, /* the maximum measured is 1 */
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
	return fd_write(STDOUT_FILENO, buf_view(&output)) ? 0 : STATUS_NO_TASK;
}

/* _exit skips atexit handlers, which may need forbidden system calls. */
int
main(void)
{
	_exit(run());
}
