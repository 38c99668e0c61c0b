/*
 * image_helper - a picture is written anew in a process of its own, which can do nothing else (docs/decisions/0113).
 *
 * Owns: the process, its pipes and its time. Must not know: requests, queues.
 */
#ifndef CHATD_IMAGE_HELPER_H
#define CHATD_IMAGE_HELPER_H

#include <uv.h>

#include "common/image/task.h"

struct image_helper;

struct image_job {
	const char *program; /* path of helper/image_helper */
	int64_t
	    limit_ms; /* by the clock: a machine that is behind; the program bounds its own computing */
	int64_t tenant, user; /* whose picture: for the log */
	struct image_task task; /* its source stays until `done` */
	/* Once, from the loop. Status 0: `reply` is one of `task`, its files stay until `done` returns. -1: `err` says to whoever sent the
	 * picture what happened: bad_request when it was the picture (it ended the process, took too long, is no picture …), unavailable or
	 * timeout when it was not: it can be sent again. */
	void (*done)(void *ctx, int status, const struct image_reply *reply, const struct err *err);
	void *ctx;
};

/* Copies `job`. */
struct image_helper *image_helper_start(uv_loop_t *loop, const struct image_job *job);
/* `done` is called with unavailable. */
void image_helper_stop(struct image_helper *helper);

#endif
