/* task - see task.h */
#include "common/image/task.h"

#include <assert.h>
#include <string.h>

#include "common/base/media_type.h"

/* Both programs come from one build, so the structs are the encoding. Increase FORMAT with each change: during an upgrade a running
 * daemon starts the new program. */
enum { FORMAT = 1 };

struct task_head {
	uint32_t format, count, source_bytes;
	struct image_spec specs[IMAGE_FILES_MAX];
};

struct reply_head {
	uint32_t format, result;
	struct {
		uint32_t type, bytes;
	} files[IMAGE_FILES_MAX];
};

static_assert(sizeof(struct reply_head) <= 64, "IMAGE_REPLY_BYTES_MAX");

static const char *const types[] = { "image/png", "image/jpeg" };

enum { TYPES = sizeof(types) / sizeof(types[0]) };

/* ---- task ---- */

void
image_task_head(const struct image_task *task, struct buf *out)
{
	struct task_head head = {
		.format = FORMAT, .count = task->count, .source_bytes = (uint32_t)task->source.n
	};

	memcpy(head.specs, task->specs, sizeof(head.specs));
	buf_add(out, &head, sizeof(head));
}

static bool
is_between(uint32_t value, uint32_t min, uint32_t max)
{
	return value >= min && value <= max;
}

static bool
spec_is_valid(const struct image_spec *spec)
{
	return spec->shape < IMAGE_SHAPES && is_between(spec->side, 1, IMAGE_SIDE_WANTED_MAX) &&
	    is_between(spec->bytes_max, 1, IMAGE_FILE_BYTES_MAX);
}

bool
image_task_decode(struct view bytes, struct image_task *out)
{
	struct task_head head;

	if (bytes.n < sizeof(head))
		return false;
	memcpy(&head, bytes.p, sizeof(head));
	if (head.format != FORMAT || !is_between(head.count, 1, IMAGE_FILES_MAX) ||
	    !is_between(head.source_bytes, 1, IMAGE_SOURCE_BYTES_MAX) ||
	    head.source_bytes != bytes.n - sizeof(head))
		return false;
	for (uint32_t i = 0; i < head.count; i++)
		if (!spec_is_valid(&head.specs[i]))
			return false;
	*out = (struct image_task){ .count = head.count,
		.source = { bytes.p + sizeof(head), head.source_bytes } };
	memcpy(out->specs, head.specs, sizeof(out->specs));
	return true;
}

/* ---- reply ---- */

static uint32_t
type_number(const char *type)
{
	uint32_t number = 0;

	while (number < TYPES && strcmp(types[number], type) != 0)
		number++;
	assert(number < TYPES);
	return number;
}

void
image_reply_encode(const struct image_reply *reply, uint32_t count, struct buf *out)
{
	struct reply_head head = { .format = FORMAT, .result = (uint32_t)reply->result };
	uint32_t files = reply->result == IMAGE_DONE ? count : 0;

	assert(count <= IMAGE_FILES_MAX);
	for (uint32_t i = 0; i < files; i++) {
		head.files[i].type = type_number(reply->files[i].type);
		head.files[i].bytes = (uint32_t)reply->files[i].bytes.n;
	}
	buf_add(out, &head, sizeof(head));
	for (uint32_t i = 0; i < files; i++)
		buf_add_view(out, reply->files[i].bytes);
}

/* Takes one file off the front of `rest`. */
static bool
file_decode(uint32_t type, uint32_t n, uint32_t max, struct view *rest, struct image_file *out)
{
	const char *seen;

	if (type >= TYPES || n > max || n > rest->n)
		return false;
	*out = (struct image_file){ types[type], { rest->p, n } };
	rest->p += n;
	rest->n -= n;
	seen = media_type(out->bytes);
	return seen != NULL && strcmp(seen, out->type) == 0;
}

bool
image_reply_decode(struct view bytes, const struct image_task *task, struct image_reply *out)
{
	struct reply_head head;
	struct view rest;
	uint32_t files;

	if (bytes.n < sizeof(head))
		return false;
	memcpy(&head, bytes.p, sizeof(head));
	if (head.format != FORMAT || head.result >= IMAGE_RESULTS)
		return false;
	*out = (struct image_reply){ .result = (enum image_result)head.result };
	rest = (struct view){ bytes.p + sizeof(head), bytes.n - sizeof(head) };
	files = out->result == IMAGE_DONE ? task->count : 0;
	for (uint32_t i = 0; i < files; i++)
		if (!file_decode(head.files[i].type, head.files[i].bytes, task->specs[i].bytes_max,
			&rest, &out->files[i]))
			return false;
	return rest.n == 0;
}

int
image_result_err(enum image_result result, struct err *err)
{
	static const struct {
		enum err_kind kind;
		const char *text;
	} errors[IMAGE_RESULTS] = {
		[IMAGE_OF_NO_FORMAT] = { ERR_BAD_REQUEST, "An image is PNG, JPEG, GIF or WebP" },
		[IMAGE_DAMAGED] = { ERR_BAD_REQUEST,
		    "The image is damaged, or has too many pixels" },
		[IMAGE_TOO_LONG] = { ERR_TOO_LARGE, "The image is too large" },
	};

	if (result == IMAGE_DONE)
		return 0;
	return err_set(err, errors[result].kind, NULL, "%s", errors[result].text);
}
