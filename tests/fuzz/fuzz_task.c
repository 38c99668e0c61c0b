/*
 * fuzz_task - what an image's helper answers is believed only as far as it can be checked; what it is given is within its bounds.
 *
 * The first byte says how many files were asked for.
 */
#include <assert.h>
#include <stdint.h>
#include <string.h>

#include "common/base/media_type.h"
#include "common/image/task.h"
#include "tests/fuzz/fuzz.h"

int fuzz_reached; /* replies and tasks that were taken */

static void
reply(struct view bytes, uint32_t count)
{
	const struct image_task task = { { { IMAGE_SQUARE, 256, 4096 }, { IMAGE_FIT, 64, 512 } },
		count, VIEW("x") };
	struct image_reply got;
	size_t n = 0;

	if (!image_reply_decode(bytes, &task, &got))
		return;
	fuzz_reached++;
	assert(got.result < IMAGE_RESULTS);
	for (uint32_t i = 0; i < IMAGE_FILES_MAX; i++) {
		const struct image_file *file = &got.files[i];

		assert((got.result == IMAGE_DONE && i < count) || file->bytes.n == 0);
		assert(file->bytes.n <= task.specs[i].bytes_max);
		assert(file->bytes.n == 0 || view_is(view_of(file->type), media_type(file->bytes)));
		n += file->bytes.n;
	}
	assert(n < bytes.n);
}

static void
task(struct view bytes)
{
	struct image_task got;
	struct buf again = { .n = 0 };

	if (!image_task_decode(bytes, &got))
		return;
	fuzz_reached++;
	assert(got.count >= 1 && got.count <= IMAGE_FILES_MAX && got.source.n > 0);
	for (uint32_t i = 0; i < got.count; i++) {
		const struct image_spec *spec = &got.specs[i];

		assert(spec->shape < IMAGE_SHAPES && spec->side >= 1 && spec->bytes_max >= 1 &&
		    spec->side <= IMAGE_SIDE_WANTED_MAX && spec->bytes_max <= IMAGE_FILE_BYTES_MAX);
	}
	image_task_head(&got, &again);
	assert(again.n + got.source.n == bytes.n && memcmp(again.p, bytes.p, again.n) == 0);
	buf_fini(&again);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	if (size == 0)
		return 0;
	reply((struct view){ (const char *)data + 1, size - 1 }, 1 + data[0] % IMAGE_FILES_MAX);
	task((struct view){ (const char *)data + 1, size - 1 });
	return 0;
}
