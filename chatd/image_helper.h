/*
 * image_helper - re-encodes a picture in a sandboxed process of its own (docs/decisions/0113).
 *
 * Owns: the process, its pipes and its deadline. Must not know: requests, queues.
 */
#ifndef CHATD_IMAGE_HELPER_H
#define CHATD_IMAGE_HELPER_H

#include <uv.h>

#include "common/image/task.h"

struct image_helper;

/* Called once, from the loop. Status 0: `reply` answers the job's task; its files are valid until `done` returns. Status -1: `err` is for
 * the client: ERR_BAD_REQUEST or ERR_TOO_LARGE if the picture is the cause, ERR_UNAVAILABLE or ERR_TIMEOUT if the client may retry. */
typedef void image_done(
    void *ctx, int status, const struct image_reply *reply, const struct err *err);

struct image_job {
	const char *program; /* path of the program helper/image_helper */
	int64_t limit_ms; /* wall clock; the program limits its own CPU time */
	int64_t tenant, user; /* logged when the process fails */
	struct image_task task; /* the source stays valid until `done` */
	image_done *done;
	void *ctx;
};

/* Shows the metrics before the first picture. */
void image_helper_register(void);
/* Copies `job`. Never fails: errors reach `done`. */
struct image_helper *image_helper_start(uv_loop_t *loop, const struct image_job *job);
/* Kills the process; `done` gets ERR_UNAVAILABLE. */
void image_helper_stop(struct image_helper *helper);

#endif
