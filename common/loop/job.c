/* job - see loop.h */
#include <assert.h>
#include <stdlib.h>

#include "common/base/input_mark.h"
#include "common/base/str.h"
#include "common/loop/loop.h"

struct job {
	uv_work_t request;
	void (*work)(void *ctx);
	void (*done)(void *ctx);
	void *ctx;
	struct input_peer input; /* of the moment of job_run: entered again for `done` */
};

static void
on_work(uv_work_t *request)
{
	struct job *job = request->data;

	job->work(job->ctx);
}

/* A job that was cancelled (`status`) comes here too: its owner gets `ctx` back. */
static void
on_work_done(uv_work_t *request, int status)
{
	struct job *job = request->data;
	void (*done)(void *) = job->done;
	void *ctx = job->ctx;

	(void)status;
	input_enter(&job->input);
	free(job);
	done(ctx);
	input_leave();
}

void
job_run(uv_loop_t *loop, void (*work)(void *ctx), void (*done)(void *ctx), void *ctx)
{
	struct job *job = mem_new(sizeof(*job));

	*job = (struct job){ .work = work, .done = done, .ctx = ctx, .input = input_current() };
	job->request.data = job;
	if (uv_queue_work(loop, &job->request, on_work, on_work_done) != 0)
		abort(); /* only a NULL work function fails: a bug */
}
