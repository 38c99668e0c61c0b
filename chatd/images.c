/*
 * images - pictures that users send: in formatted text (MS-3), and of themselves (CT-3, CT-11).
 *
 * Owns: the queue in front of the job that reads and writes pictures: one at a time, so that their memory is that of one
 *       (common/image), and a bound for those that wait.
 * Must not know: formats, sizes in pixels beyond what is asked for.
 */
#include <stdlib.h>

#include "chatd/chatd.h"
#include "common/base/key.h"
#include "common/base/list.h"
#include "common/daemon/daemon.h"
#include "common/image/image.h"
#include "common/loop/loop.h"

enum {
	WAITING_MAX = 16,
	INLINE_SIDE = 1600,
	INLINE_MAX = 2 * 1024 * 1024,
	AVATAR_LARGE = 256,
	AVATAR_SMALL = 64,
	AVATAR_MAX = 256 * 1024,
	FILES_MAX = 2,
};
enum { FIELD_SIZE };
enum { READ_TYPE, READ_BYTES, READ_VERSION };

struct picture {
	const char *type;
	struct buf file;
};

struct work {
	struct link link;
	struct http_req *req;
	struct view bytes; /* the request's own */
	int (*write)(struct work *work, struct image *image);
	void (*store)(struct work *work);
	struct picture made[FILES_MAX];
	struct err err;
	int status;
};

struct images {
	struct daemon *daemon;
	struct list waiting;
	struct work *running;
	bool stopping;
};

static struct images *
images_of(struct daemon *daemon)
{
	return daemon_data(daemon, "images");
}

static void
images_end(struct images *images)
{
	struct daemon *daemon = images->daemon;

	free(images);
	daemon_part_stopped(daemon);
}

/* ---- one after the other ---- */

static void
work_free(struct work *work)
{
	for (int i = 0; i < FILES_MAX; i++)
		buf_fini(&work->made[i].file);
	free(work);
}

static void
on_work(void *ctx)
{
	struct work *work = ((struct images *)ctx)->running;
	struct image image;

	work->status = image_decode(work->bytes, &image, &work->err);
	if (work->status != 0)
		return;
	work->status = work->write(work, &image);
	image_fini(&image);
}

static void begin_next(struct images *images);

static void
on_done(void *ctx)
{
	struct images *images = ctx;
	struct work *work = images->running;

	images->running = NULL;
	if (work->status != 0)
		http_reply_err(work->req, &work->err, NULL);
	else
		work->store(work);
	work_free(work);
	begin_next(images);
}

static void
begin_next(struct images *images)
{
	struct link *link = list_take(&images->waiting);

	if (link != NULL) {
		images->running = LIST_OF(link, struct work, link);
		job_run(daemon_loop(images->daemon), on_work, on_done, images);
	} else if (images->stopping) {
		images_end(images);
	}
}

static void
take(struct http_req *req, struct daemon *daemon,
    int (*write)(struct work *work, struct image *image), void (*store)(struct work *work))
{
	struct images *images = images_of(daemon);
	struct work *work;
	struct err err;

	if (images->waiting.count >= WAITING_MAX) {
		(void)err_set(&err, ERR_OVERLOAD, NULL, "Too many images are under way, try again");
		http_add_header(req, "Retry-After", "1");
		http_reply_err(req, &err, NULL);
		return;
	}
	work = mem_zero(1, sizeof(*work));
	work->req = req;
	work->bytes = http_body(req);
	work->write = write;
	work->store = store;
	list_append(&images->waiting, &work->link);
	if (images->running == NULL)
		begin_next(images);
}

/* ---- in formatted text ---- */

static int
write_inline(struct work *work, struct image *image)
{
	struct picture *made = &work->made[0];

	image_fit(image, INLINE_SIDE);
	return image_encode(image, INLINE_MAX, &made->file, &made->type, &work->err);
}

static void
store_inline(struct work *work)
{
	const struct actor *actor = request_actor(work->req);
	struct view bytes = buf_view(&work->made[0].file);
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
		P_TEXT(side_name(actor_side(actor))), P_TEXT(work->made[0].type),
		P_BYTES(hash_view), P_BYTES(bytes) };

	command_run(work->req,
	    &(struct command){ .query = &q_image_store,
		.params = params,
		.keys = keys,
		.key_count = 2,
		.status_ok = 201 });
}

void
on_inline_image(struct http_req *req, void *app)
{
	take(req, app, write_inline, store_inline);
}

/* ---- of themselves ---- */

static int
write_avatar(struct work *work, struct image *image)
{
	static const int sides[FILES_MAX] = { AVATAR_LARGE, AVATAR_SMALL };

	for (int i = 0; i < FILES_MAX; i++) {
		struct picture *made = &work->made[i];

		image_square(image, sides[i]);
		if (image_encode(image, AVATAR_MAX, &made->file, &made->type, &work->err) != 0)
			return -1;
	}
	return 0;
}

static struct db_param
type_param(const struct picture *picture)
{
	return picture != NULL ? P_TEXT(picture->type) : P_NULL();
}

static struct db_param
bytes_param(const struct picture *picture)
{
	return picture != NULL ? P_BYTES(buf_view(&picture->file)) : P_NULL();
}

static void
set_avatar(struct http_req *req, const struct picture *large, const struct picture *small)
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
store_avatar(struct work *work)
{
	set_avatar(work->req, &work->made[0], &work->made[1]);
}

void
on_avatar_set(struct http_req *req, void *app)
{
	take(req, app, write_avatar, store_avatar);
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

int
images_start(struct daemon *daemon, struct err *err)
{
	struct images *images = mem_zero(1, sizeof(*images));

	(void)err;
	images->daemon = daemon;
	list_init(&images->waiting);
	daemon_set_data(daemon, "images", images);
	return 0;
}

/* HTTP has drained: what runs still was answered 503 and is only waited for. */
void
images_stop(struct daemon *daemon)
{
	struct images *images = images_of(daemon);

	images->stopping = true;
	if (images->running == NULL)
		images_end(images);
}
