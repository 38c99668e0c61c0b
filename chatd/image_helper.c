/* image_helper - see image_helper.h */
#include "chatd/image_helper.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <spawn.h>
#include <stdlib.h>
#include <string.h>
#include <sys/pidfd.h>
#include <sys/wait.h>
#include <unistd.h>

#include "common/log/log.h"
#include "common/loop/loop.h"
#include "common/metrics/metrics.h"

static COUNTER(
    died_total, "image_helpers_died_total", "Helper processes that failed to re-encode a picture");

enum { EXIT_UNKNOWN = -1 }; /* waitid failed */

struct image_helper {
	struct image_job job;
	uv_pipe_t input, output; /* the process's standard input and output */
	uv_poll_t end; /* watches `pidfd` */
	uv_write_t write;
	struct timer timer;
	struct buf head, reply;
	char chunk[65536];
	int spawn_errno; /* 0: the process was started */
	pid_t pid;
	int pidfd, exit_status, exit_signal;
	int open; /* handles */
	bool exited, output_ended, late, stopped, overlong, killed, closing;
};

/* ---- result ---- */

/* Signals that a picture can cause. Others come from outside, such as SIGKILL from the OOM killer. */
static const int signals_of_pictures[] = { SIGSEGV, SIGBUS, SIGILL, SIGFPE, SIGTRAP, SIGSYS };

static bool
is_of_picture(int signal)
{
	for (size_t i = 0; i < sizeof(signals_of_pictures) / sizeof(signals_of_pictures[0]); i++)
		if (signals_of_pictures[i] == signal)
			return true;
	return false;
}

/* How the process failed, and the error for the client. */
struct failure {
	bool holds;
	const char *reason;
	enum err_kind kind;
	const char *text;
};

/* Returns false if it did not fail; `reply` is its answer then. */
static bool
failure_find(const struct image_helper *helper, struct image_reply *reply, struct failure *failure)
{
	static const char again[] = "Images can't be read now, try again";
	static const char never[] = "The image can't be read";
	const struct failure rows[] = {
		{ helper->spawn_errno != 0, "not_started", ERR_UNAVAILABLE, again },
		{ helper->overlong, "overlong", ERR_BAD_REQUEST, never },
		{ helper->late, "late", ERR_TIMEOUT, "The image took too long, try again" },
		{ helper->exit_signal == SIGXCPU, "cpu", ERR_BAD_REQUEST,
		    "The image takes too long to read" },
		{ is_of_picture(helper->exit_signal), "signal", ERR_BAD_REQUEST, never },
		{ helper->exit_signal != 0, "signal", ERR_UNAVAILABLE, again },
		{ helper->exit_status != 0, "exit_status", ERR_UNAVAILABLE, again },
		{ !image_reply_decode(buf_view(&helper->reply), &helper->job.task, reply),
		    "no_answer", ERR_BAD_REQUEST, never },
	};

	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		if (!rows[i].holds)
			continue;
		*failure = rows[i];
		return true;
	}
	return false;
}

static int
helper_judge(const struct image_helper *helper, struct image_reply *reply, struct err *err)
{
	const struct image_job *job = &helper->job;
	struct failure failure;

	if (helper->stopped)
		return err_set(err, ERR_UNAVAILABLE, NULL, "This daemon ends, try again");
	if (!failure_find(helper, reply, &failure))
		return image_result_err(reply->result, err);
	metric_add(&died_total, 1);
	LOG(ERROR, "image_helper_died", LOG_ID("tenant", job->tenant), LOG_ID("user", job->user),
	    LOG_TEXT("reason", failure.reason), LOG_INT("signal", helper->exit_signal),
	    LOG_INT("exit_status", helper->exit_status),
	    LOG_TEXT("spawn_error",
		helper->spawn_errno != 0 ? strerrorname_np(helper->spawn_errno) : ""));
	return err_set(err, failure.kind, NULL, "%s", failure.text);
}

static void
helper_finish(struct image_helper *helper)
{
	struct image_reply reply = { .result = IMAGE_DAMAGED };
	struct err err = { .kind = ERR_NONE };
	int status = helper_judge(helper, &reply, &err);

	helper->job.done(helper->job.ctx, status, &reply, &err);
	buf_fini(&helper->head);
	buf_fini(&helper->reply);
	free(helper);
}

/* ---- the end of the process ---- */

static void
on_closed(void *ctx)
{
	struct image_helper *helper = ctx;

	if (--helper->open == 0)
		helper_finish(helper);
}

static void
on_pipe_closed(uv_handle_t *handle)
{
	on_closed(handle->data);
}

static void
on_end_closed(uv_handle_t *handle)
{
	struct image_helper *helper = handle->data;

	(void)close(helper->pidfd);
	on_closed(helper);
}

static void
pipe_close(uv_pipe_t *pipe)
{
	if (!uv_is_closing((uv_handle_t *)pipe))
		uv_close((uv_handle_t *)pipe, on_pipe_closed);
}

static void
close_all(struct image_helper *helper)
{
	if (helper->closing)
		return;
	helper->closing = true;
	pipe_close(&helper->input);
	pipe_close(&helper->output);
	if (helper->spawn_errno == 0)
		uv_close((uv_handle_t *)&helper->end, on_end_closed);
	timer_close(&helper->timer, on_closed);
}

/* A pidfd needs no SIGCHLD handler, of which a process has one only. */
static void
on_end(uv_poll_t *end, int status, int events)
{
	struct image_helper *helper = end->data;
	siginfo_t info = { .si_pid = 0 };
	int rc = waitid(P_PIDFD, (id_t)helper->pidfd, &info, WEXITED | WNOHANG);

	(void)events;
	if (rc == 0 && info.si_pid == 0 && status == 0)
		return;
	(void)uv_poll_stop(end);
	if (rc == 0 && info.si_pid == 0) { /* the poll failed while the process runs */
		(void)pidfd_send_signal(helper->pidfd, SIGKILL, NULL, 0);
		rc = waitid(P_PIDFD, (id_t)helper->pidfd, &info, WEXITED);
	}
	helper->exited = true;
	if (rc != 0)
		helper->exit_status = EXIT_UNKNOWN;
	else if (info.si_code == CLD_EXITED)
		helper->exit_status = info.si_status;
	else
		helper->exit_signal = info.si_status;
	if (helper->output_ended || helper->killed)
		close_all(helper);
}

static void
on_output_end(struct image_helper *helper)
{
	helper->output_ended = true;
	pipe_close(&helper->output);
	if (helper->exited)
		close_all(helper);
}

static void
helper_kill(struct image_helper *helper)
{
	helper->killed = true;
	if (helper->exited)
		close_all(helper);
	else
		(void)pidfd_send_signal(helper->pidfd, SIGKILL, NULL, 0);
}

static void
on_late(void *ctx)
{
	struct image_helper *helper = ctx;

	helper->late = true;
	helper_kill(helper);
}

/* ---- its pipes ---- */

static void
on_chunk_wanted(uv_handle_t *handle, size_t suggested, uv_buf_t *out)
{
	struct image_helper *helper = handle->data;

	(void)suggested;
	*out = uv_buf_init(helper->chunk, sizeof(helper->chunk));
}

static void
on_output(uv_stream_t *stream, ssize_t n, const uv_buf_t *chunk)
{
	struct image_helper *helper = stream->data;

	if (n < 0) {
		on_output_end(helper);
		return;
	}
	buf_add(&helper->reply, chunk->base, (size_t)n);
	if (helper->reply.full) {
		helper->overlong = true;
		helper_kill(helper);
	}
}

/* A write error needs no handling: the exit status tells why the process stopped reading. */
static void
on_written(uv_write_t *write, int status)
{
	struct image_helper *helper = write->data;

	(void)status;
	pipe_close(&helper->input);
}

static void
helper_feed(struct image_helper *helper)
{
	struct view source = helper->job.task.source;
	uv_buf_t parts[2];

	image_task_head(&helper->job.task, &helper->head);
	parts[0] = uv_buf_init(helper->head.p, (unsigned int)helper->head.n);
	parts[1] = uv_buf_init((char *)(uintptr_t)source.p, (unsigned int)source.n);
	helper->write.data = helper;
	if (uv_write(&helper->write, (uv_stream_t *)&helper->input, parts, 2, on_written) != 0)
		pipe_close(&helper->input);
	if (uv_read_start((uv_stream_t *)&helper->output, on_chunk_wanted, on_output) != 0)
		on_output_end(helper);
}

/* ---- its start ---- */

/* The environment is empty, because the daemon's may hold secrets. posix_spawn rather than uv_spawn: that forks, which copies the page
 * tables and blocks a daemon of 100 MiB for 5 ms. Returns 0 or an errno. */
static int
program_start(const char *program, int input, int output, pid_t *pid)
{
	char *arguments[] = { (char *)(uintptr_t)program, NULL }, *environment[] = { NULL };
	posix_spawn_file_actions_t files;
	posix_spawnattr_t attributes;
	sigset_t ends, all;
	int rc;

	/* A terminal or systemd signals the whole group; the daemon decides when this process ends. */
	(void)sigemptyset(&ends);
	(void)sigaddset(&ends, SIGTERM);
	(void)sigaddset(&ends, SIGINT);
	(void)sigaddset(&ends, SIGHUP);
	(void)sigaddset(&ends, SIGQUIT);
	(void)sigfillset(&all);
	(void)posix_spawnattr_init(&attributes);
	(void)posix_spawnattr_setsigmask(&attributes, &ends);
	(void)posix_spawnattr_setsigdefault(&attributes, &all);
	(void)posix_spawnattr_setflags(&attributes, POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF);
	(void)posix_spawn_file_actions_init(&files);
	rc = posix_spawn_file_actions_adddup2(&files, input, STDIN_FILENO);
	if (rc == 0)
		rc = posix_spawn_file_actions_adddup2(&files, output, STDOUT_FILENO);
	if (rc == 0)
		rc = posix_spawn_file_actions_addopen(
		    &files, STDERR_FILENO, "/dev/null", O_WRONLY, 0);
	if (rc == 0)
		rc = posix_spawn(pid, program, &files, &attributes, arguments, environment);
	(void)posix_spawn_file_actions_destroy(&files);
	(void)posix_spawnattr_destroy(&attributes);
	return rc;
}

/* Opens `pipe` as the daemon's end; `other` is the end of the process. Returns 0 or an errno. */
static int
pipe_make(uv_pipe_t *pipe, bool writes, int *other)
{
	uv_file ends[2];
	int rc = uv_pipe(ends, writes ? 0 : UV_NONBLOCK_PIPE, writes ? UV_NONBLOCK_PIPE : 0);

	if (rc != 0)
		return -rc;
	*other = ends[writes ? 0 : 1];
	rc = uv_pipe_open(pipe, ends[writes ? 1 : 0]);
	if (rc != 0)
		(void)close(ends[writes ? 1 : 0]);
	return -rc;
}

static int
end_watch(struct image_helper *helper, uv_loop_t *loop)
{
	int rc;

	helper->pidfd = pidfd_open(helper->pid, 0);
	if (helper->pidfd >= 0 && uv_poll_init(loop, &helper->end, helper->pidfd) == 0) {
		helper->end.data = helper;
		helper->open++;
		(void)uv_poll_start(&helper->end, UV_READABLE, on_end);
		return 0;
	}
	rc = helper->pidfd < 0 ? errno : EMFILE;
	if (helper->pidfd >= 0)
		(void)close(helper->pidfd);
	(void)kill(helper->pid, SIGKILL);
	(void)waitpid(helper->pid, NULL, 0);
	return rc;
}

static int
helper_spawn(struct image_helper *helper, uv_loop_t *loop)
{
	int input = -1, output = -1, rc;

	rc = pipe_make(&helper->input, true, &input);
	if (rc == 0)
		rc = pipe_make(&helper->output, false, &output);
	if (rc == 0)
		rc = program_start(helper->job.program, input, output, &helper->pid);
	if (rc == 0)
		rc = end_watch(helper, loop);
	if (input >= 0)
		(void)close(input);
	if (output >= 0)
		(void)close(output);
	return rc;
}

void
image_helper_register(void)
{
	metric_register(&died_total);
}

struct image_helper *
image_helper_start(uv_loop_t *loop, const struct image_job *job)
{
	struct image_helper *helper = mem_zero(1, sizeof(*helper));

	helper->job = *job;
	helper->reply.max = IMAGE_REPLY_BYTES_MAX;
	helper->input.data = helper->output.data = helper;
	(void)uv_pipe_init(loop, &helper->input, 0);
	(void)uv_pipe_init(loop, &helper->output, 0);
	timer_init(&helper->timer, loop, on_late, helper);
	helper->open = 3;
	helper->spawn_errno = helper_spawn(helper, loop);
	if (helper->spawn_errno != 0) {
		close_all(helper);
		return helper;
	}
	timer_in(&helper->timer, job->limit_ms);
	helper_feed(helper);
	return helper;
}

void
image_helper_stop(struct image_helper *helper)
{
	helper->stopped = true;
	if (helper->spawn_errno == 0)
		helper_kill(helper);
}
