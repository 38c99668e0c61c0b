/*
 * images - pictures that users send: in formatted text (MS-3), and of themselves (CT-3, CT-11).
 *
 * Owns: the queue of pictures that wait for a helper process (image_helper.h). Two processes run at a time, which bounds their memory;
 *       organisations are served round-robin (core/fair_queue.h).
 * Must not know: formats, sizes in pixels beyond the requested ones.
 */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "chatd/chatd.h"
#include "chatd/core/fair_queue.h"
#include "chatd/image_helper.h"
#include "common/base/clock.h"
#include "common/base/key.h"
#include "common/base/process.h"
#include "common/daemon/daemon.h"
#include "common/loop/loop.h"

enum {
	DEADLINE_MS = 25 * 1000, /* from the request on; shorter than HTTP's own */
	RUN_MS_MIN = 5 * 1000, /* a job with less time left is not started */
	PATH_SIZE = 4096,
	INLINE_SIDE = 1600,
	AVATAR_LARGE = 256,
	AVATAR_SMALL = 64,
	AVATAR_MAX = 256 * 1024,
};
enum { FIELD_SIZE };
enum { READ_TYPE, READ_BYTES, READ_VERSION };

/* The bytes are a part of what HTTP grants to all request bodies (max_bodies). */
static const struct fair_limits limits = {
	.running = 2,
	.waiting = 64,
	.waiting_bytes = 16 * 1024 * 1024,
	.tenant_waiting = 16,
	.tenant_bytes = 6 * 1024 * 1024,
};

/* What a picture is for. */
struct use {
	struct image_spec specs[IMAGE_FILES_MAX];
	uint32_t count;
	void (*store)(struct http_req *req, const struct image_file files[]);
};

struct work {
	struct fair_job job;
	struct images *images;
	struct http_req *req;
	const struct use *use;
	int64_t deadline_ms; /* of the monotonic clock */
	struct image_helper *helper; /* NULL while it waits */
};

struct images {
	struct daemon *daemon;
	struct fair_queue queue;
	struct timer late; /* for the earliest deadline of the waiting ones */
	bool stopping;
	char program[PATH_SIZE];
};

static struct images *
images_of(struct daemon *daemon)
{
	return daemon_data(daemon, "images");
}

static void
on_closed(void *ctx)
{
	struct images *images = ctx;
	struct daemon *daemon = images->daemon;

	free(images);
	daemon_part_stopped(daemon);
}

/* ---- waiting ---- */

static void
image_refuse(struct http_req *req, enum err_kind kind, const char *text)
{
	struct err err;

	(void)err_set(&err, kind, NULL, "%s", text);
	if (err_status(kind) == 503)
		http_add_header(req, "Retry-After", "1");
	http_reply_err(req, &err, NULL);
}

static struct work *
work_of(struct link *link)
{
	return LIST_OF(link, struct work, job.link);
}

static void
work_drop(struct work *work, enum err_kind kind, const char *text)
{
	fair_queue_remove(&work->images->queue, &work->job);
	image_refuse(work->req, kind, text);
	free(work);
}

/* Removes works whose client has gone or whose time is up. */
static void
works_drop_late(struct images *images)
{
	int64_t now = clock_mono_ms();

	list_for_each_safe (&images->queue.waiting, at) {
		struct work *work = work_of(at);

		if (http_gone(work->req) || now >= work->deadline_ms - RUN_MS_MIN)
			work_drop(work, ERR_TIMEOUT, "The image took too long, try again");
	}
}

static void
late_arm(struct images *images)
{
	int64_t first_ms = INT64_MAX;

	list_for_each (&images->queue.waiting, at) {
		const struct work *work = work_of(at);

		if (work->deadline_ms < first_ms)
			first_ms = work->deadline_ms;
	}
	if (first_ms != INT64_MAX)
		timer_at(&images->late, first_ms - RUN_MS_MIN);
	else
		timer_stop(&images->late);
}

/* ---- running ---- */

static void work_start_next(struct images *images);

static void
on_done(void *ctx, int status, const struct image_reply *reply, const struct err *err)
{
	struct work *work = ctx;
	struct images *images = work->images;

	fair_queue_end(&images->queue, &work->job);
	if (status != 0)
		image_refuse(work->req, err->kind, err->text);
	else if (http_gone(work->req)) /* the client got a 503 and may have retried */
		image_refuse(work->req, ERR_TIMEOUT, "The image took too long, try again");
	else
		work->use->store(work->req, reply->files);
	free(work);
	work_start_next(images);
}

static void
work_start(struct work *work)
{
	struct images *images = work->images;
	struct image_job job = { .program = images->program,
		.limit_ms = work->deadline_ms - clock_mono_ms(),
		.tenant = work->job.tenant,
		.user = request_actor(work->req)->user,
		.task = { .count = work->use->count, .source = http_body(work->req) },
		.done = on_done,
		.ctx = work };

	memcpy(job.task.specs, work->use->specs, sizeof(job.task.specs));
	work->helper = image_helper_start(daemon_loop(images->daemon), &job);
}

static void
work_start_next(struct images *images)
{
	struct fair_job *next;

	works_drop_late(images);
	while ((next = fair_queue_start(&images->queue)) != NULL)
		work_start(work_of(&next->link));
	late_arm(images);
	if (images->stopping && list_empty(&images->queue.running))
		timer_close(&images->late, on_closed);
}

static void
on_late(void *ctx)
{
	work_start_next(ctx);
}

static void
image_take(struct http_req *req, struct daemon *daemon, const struct use *use)
{
	struct images *images = images_of(daemon);
	struct work *work;
	struct err err;

	if (http_body(req).n == 0) {
		(void)image_result_err(IMAGE_OF_NO_FORMAT, &err);
		http_reply_err(req, &err, NULL);
		return;
	}
	work = mem_zero(1, sizeof(*work));
	*work = (struct work){ .job = { .tenant = request_actor(req)->tenant,
				   .bytes = http_body_held(req) },
		.images = images,
		.req = req,
		.use = use,
		.deadline_ms = clock_mono_ms() + DEADLINE_MS };
	works_drop_late(images);
	if (!fair_queue_add(&images->queue, &work->job)) {
		image_refuse(req, ERR_OVERLOAD, "Too many images are under way, try again");
		free(work);
		return;
	}
	work_start_next(images);
}

/* ---- in formatted text ---- */

static void
store_inline(struct http_req *req, const struct image_file files[])
{
	const struct actor *actor = request_actor(req);
	struct view bytes = files[0].bytes;
	unsigned char hash[SHA256_SIZE];
	struct view hash_view = { (const char *)hash, sizeof(hash) };
	struct buf hex = { .n = 0 };
	int64_t keys[2];

	sha256(bytes, hash);
	hex_encode(hash_view, &hex);
	keys[0] = key_of_id("uploads", actor->tenant, actor->user);
	keys[1] = key_of("file", actor->tenant, buf_view(&hex));
	buf_fini(&hex);
	const struct db_param params[] = { P_INT(actor->tenant), P_INT(actor->user),
		P_TEXT(side_name(actor_side(actor))), P_TEXT(files[0].type), P_BYTES(hash_view),
		P_BYTES(bytes) };

	command_run(req,
	    &(struct command){ .query = &q_image_store,
		.params = params,
		.keys = keys,
		.key_count = 2,
		.status_ok = 201 });
}

void
on_inline_image(struct http_req *req, void *app)
{
	static const struct use use = { { { IMAGE_FIT, INLINE_SIDE, IMAGE_FILE_BYTES_MAX } }, 1,
		store_inline };

	image_take(req, app, &use);
}

/* ---- of themselves ---- */

static struct db_param
type_param(const struct image_file *file)
{
	return file != NULL ? P_TEXT(file->type) : P_NULL();
}

static struct db_param
bytes_param(const struct image_file *file)
{
	return file != NULL ? P_BYTES(file->bytes) : P_NULL();
}

static void
set_avatar(struct http_req *req, const struct image_file *large, const struct image_file *small)
{
	const struct actor *actor = request_actor(req);
	int64_t key = key_of_id("avatar", actor->tenant, actor->user);
	const struct db_param params[] = { P_INT(actor->tenant), P_INT(actor->user),
		type_param(small), bytes_param(small), type_param(large), bytes_param(large) };

	command_run(req,
	    &(struct command){
		.query = &q_avatar_set, .params = params, .keys = &key, .key_count = 1 });
}

static void
store_avatar(struct http_req *req, const struct image_file files[])
{
	set_avatar(req, &files[0], &files[1]);
}

void
on_avatar_set(struct http_req *req, void *app)
{
	static const struct use use = { { { IMAGE_SQUARE, AVATAR_LARGE, AVATAR_MAX },
					    { IMAGE_SQUARE, AVATAR_SMALL, AVATAR_MAX } },
		2, store_avatar };

	image_take(req, app, &use);
}

void
on_avatar_remove(struct http_req *req, void *app)
{
	(void)app;
	set_avatar(req, NULL, NULL);
}

/* ---- of colleagues ---- */

static void
reply_avatar(struct http_req *req, const struct db_result *row)
{
	struct buf bytes = { .n = 0 }, etag = { .n = 0 };
	struct view known;
	char type[32];

	buf_add_char(&etag, '"');
	buf_add_view(&etag, db_text(row, 0, READ_VERSION));
	buf_add_char(&etag, '"');
	http_set_header(req, "Cache-Control", "private, no-cache"); /* kept, and asked for again */
	http_add_header(req, "ETag", etag.p);
	http_add_header(req, "Content-Security-Policy", "default-src 'none'; sandbox");
	(void)view_copy(db_text(row, 0, READ_TYPE), type, sizeof(type));
	if (http_header(req, "if-none-match", &known) && view_eq(known, buf_view(&etag))) {
		http_reply(req, 304, NULL, VIEW(""));
	} else {
		db_bytes(row, 0, READ_BYTES, &bytes);
		http_reply(req, 200, type, buf_view(&bytes));
	}
	buf_fini(&bytes);
	buf_fini(&etag);
}

static void
on_avatar_read(void *ctx, enum db_outcome outcome, const struct db_result *row)
{
	struct http_req *req = ctx;
	struct err err;

	if (outcome == DB_DONE && row->rows == 1) {
		reply_avatar(req, row);
		return;
	}
	db_row_err(outcome, row, &err);
	http_reply_err(req, &err, NULL);
}

void
on_avatar_show(struct http_req *req, void *app)
{
	const struct actor *actor = request_actor(req);
	const struct body_value *size = &request_values(req)->at[FIELD_SIZE];
	int64_t id;

	if (!request_id_param(req, "id", &id))
		return;
	const struct db_param params[] = { P_INT(actor->tenant), P_INT(id),
		P_INT(size->present && size->number == 0 ? AVATAR_SMALL : AVATAR_LARGE),
		P_INT(actor->user), P_TEXT(side_name(actor_side(actor))) };

	db_submit(daemon_db(app),
	    &(struct db_call){ .query = &q_avatar_read, .lane = DB_LANE_READ, .params = params },
	    on_avatar_read, req);
}

/* ---- the part ---- */

/* The program is installed beside the daemon. */
static int
helper_find(char out[PATH_SIZE], struct err *err)
{
	char folder[PATH_SIZE - sizeof("/image_helper")];

	if (!program_folder(folder, sizeof(folder)))
		return err_set(err, ERR_CONFIG, NULL, "The folder of this program is not known");
	(void)snprintf(out, PATH_SIZE, "%s/image_helper", folder);
	if (access(out, X_OK) != 0)
		return err_set(
		    err, ERR_CONFIG, NULL, "%.200s can't be run: %s", out, strerror(errno));
	return 0;
}

int
images_start(struct daemon *daemon, struct err *err)
{
	struct images *images = mem_zero(1, sizeof(*images));

	if (helper_find(images->program, err) != 0) {
		free(images);
		return -1;
	}
	image_helper_register();
	images->daemon = daemon;
	fair_queue_init(&images->queue, &limits);
	timer_init(&images->late, daemon_loop(daemon), on_late, images);
	daemon_set_data(daemon, "images", images);
	return 0;
}

/* HTTP has drained: it has answered 503 for the waiting requests. */
void
images_stop(struct daemon *daemon)
{
	struct images *images = images_of(daemon);

	images->stopping = true;
	list_for_each_safe (&images->queue.waiting, at)
		work_drop(work_of(at), ERR_UNAVAILABLE, "This daemon ends, try again");
	list_for_each (&images->queue.running, at)
		image_helper_stop(work_of(at)->helper);
	if (list_empty(&images->queue.running))
		timer_close(&images->late, on_closed);
}
