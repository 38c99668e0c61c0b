/*
 * root - the library's own loop inside ours
 *
 * Owns: the library's root, stepped without waiting before our loop sleeps.
 *
 * The library waits by epoll and does not tell the descriptor. It is seen where it is made: the library calls
 * epoll_create, and finds ours (design: voice, 2). Readable means that one of its sockets has something;
 * our loop wakes, and `step` runs in the next turn. Turns of the loop for something else (half of them) ask the library
 * at most every LOOK_MS: they may have set one of its timers, which are of seconds, or half of one.
 */
#include <stdlib.h>
#include <sys/epoll.h>

#include <sofia-sip/su_log.h>

#include "common/base/input_mark.h"
#include "common/base/str.h"
#include "common/metrics/metrics.h"
#include "voiced/sip/internal.h"

enum { LOOK_MS = 5 };

struct sip_root {
	su_root_t *su;
	struct sip_acceptor *acceptor;
	int epoll; /* the library's */
	uv_poll_t poll;
	uv_prepare_t prepare;
	uv_timer_t timer;
	bool ready; /* one of its sockets is */
	uint64_t look_ms,
	    due_ms; /* when it is asked again at the latest if we turn; when the timer goes off */
	int handles; /* still to be closed */
	void (*closed)(void *ctx);
	void *ctx;
};

static COUNTER(complaints_total, "voice_sip_complaints_total",
    "Lines that the SIP library would have logged: messages it can't read, sockets that refuse");

static int epoll_made = -1;

/* Its lines hold what strangers send; what matters of them is how many there are. */
static void
complain(void *ctx, const char *format, va_list args)
{
	(void)ctx;
	(void)format;
	(void)args;
	metric_add(&complaints_total, 1);
}

/* Found by the library instead of libc's own. */
int
epoll_create(int size)
{
	(void)size;
	return epoll_made = epoll_create1(EPOLL_CLOEXEC);
}

static void
on_timer(uv_timer_t *timer)
{
	(void)timer; /* the turn itself is what was wanted: step() comes before the next sleep */
}

static void
on_poll(uv_poll_t *poll, int status, int events)
{
	struct sip_root *root = poll->data;

	(void)status;
	(void)events;
	root->ready = true;
}

/* A timer that goes off too early costs a turn; one that is set anew in each turn costs more. */
static void
wake_by(struct sip_root *root, uint64_t due_ms)
{
	uint64_t now_ms = uv_now(root->timer.loop);

	if (uv_is_active((uv_handle_t *)&root->timer) != 0 && root->due_ms <= due_ms)
		return;
	root->due_ms = due_ms;
	(void)uv_timer_start(&root->timer, on_timer, due_ms > now_ms ? due_ms - now_ms : 0, 0);
}

static void
step(uv_prepare_t *prepare)
{
	struct sip_root *root = prepare->data;
	uint64_t now_ms = uv_now(prepare->loop);
	su_duration_t wait_ms;

	if (!root->ready && now_ms < root->look_ms) {
		wake_by(root, root->look_ms);
		return;
	}
	root->ready = false;
	sip_accept_enter(root->acceptor);
	wait_ms = su_root_step(root->su, 0);
	input_leave();
	sip_accept_enter(NULL);
	root->look_ms = now_ms + LOOK_MS;
	if (wait_ms >= 0 && wait_ms != SU_WAIT_FOREVER)
		wake_by(root, now_ms + (uint64_t)wait_ms);
}

su_root_t *
sip_root_su(const struct sip_root *root)
{
	return root->su;
}

struct sip_root *
sip_root_new(void)
{
	struct sip_root *root = mem_zero(1, sizeof(*root));

	metric_register(&complaints_total);
	su_log_redirect(NULL, complain, NULL);
	epoll_made = -1;
	if (su_init() == 0)
		root->su = su_root_create(NULL);
	root->epoll = epoll_made;
	if (root->su == NULL || root->epoll < 0) {
		sip_root_free(root);
		return NULL;
	}
	(void)su_root_threading(root->su, 0);
	return root;
}

void
sip_root_free(struct sip_root *root)
{
	if (root->su != NULL)
		su_root_destroy(root->su);
	free(root);
}

void
sip_root_begin(struct sip_root *root, uv_loop_t *loop, struct sip_acceptor *acceptor)
{
	root->acceptor = acceptor;
	(void)uv_poll_init(loop, &root->poll, root->epoll);
	(void)uv_prepare_init(loop, &root->prepare);
	(void)uv_timer_init(loop, &root->timer);
	root->poll.data = root->prepare.data = root->timer.data = root;
	root->handles = 3;
	(void)uv_poll_start(&root->poll, UV_READABLE, on_poll);
	(void)uv_prepare_start(&root->prepare, step);
}

/* The library's root owns the descriptor that `poll` watches: it goes last. */
static void
on_closed(uv_handle_t *handle)
{
	struct sip_root *root = handle->data;
	void (*closed)(void *) = root->closed;
	void *ctx = root->ctx;

	if (--root->handles > 0)
		return;
	sip_root_free(root);
	closed(ctx);
}

void
sip_root_close(struct sip_root *root, void (*closed)(void *ctx), void *ctx)
{
	root->closed = closed;
	root->ctx = ctx;
	uv_close((uv_handle_t *)&root->poll, on_closed);
	uv_close((uv_handle_t *)&root->prepare, on_closed);
	uv_close((uv_handle_t *)&root->timer, on_closed);
}
