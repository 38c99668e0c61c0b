/* bus: real sockets between two buses of one loop, and between a bus and a bare
 * publisher that says what a daemon never would. */
#include <setjmp.h>
#include <stdarg.h>
#include <stdatomic.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include <cmocka.h>
#include <nng/nng.h>
#include <nng/protocol/pubsub0/pub.h>

#include "common/base/test_patience.h"
#include "common/bus/bus.h"
#include "common/bus/frame.h"

enum {
	QUICK_MS = 20, /* a heartbeat that tests wait for */
	NEVER_MS = 3600000, /* a heartbeat that never comes within a test */
	BURST = 64,
	BURSTS_TOTAL = 20000,
	WINDOW = 1024, /* under way at most, so that a busy machine is no overload */
	WHY_COUNT = BUS_UNREADABLE + 1,
};

static struct {
	uv_loop_t loop;
	uv_timer_t patience;
	bool impatient;
	uv_async_t wake; /* for what happens on nng's threads */
	atomic_int bare_pipes; /* subscribers that a bare publisher got */
	char folder[32], path[48], url[64];
} test;

/* One end: what its bus told. */
struct end {
	struct bus *bus;
	int64_t messages, versions_in_order, told[WHY_COUNT];
	struct message last;
	char state[MESSAGE_STATE_MAX];
	void (*on_message)(struct end *end);
	bool closed;
};

static struct end daemon_end, page_end;

#ifdef __SANITIZE_ADDRESS__
/* nng forgets a message now and then that is on its way when a publisher is closed. It
 * is nng's once it was sent; send_frame frees what could not be. */
const char *__lsan_default_suppressions(void);

const char *
__lsan_default_suppressions(void)
{
	return "leak:send_frame\n";
}
#endif

#ifdef __SANITIZE_THREAD__
/* As in tsan.supp, which says why. */
const char *__tsan_default_suppressions(void);

const char *
__tsan_default_suppressions(void)
{
	return "race:__interceptor_sendmsg\n";
}
#endif

static void
note_message(void *ctx, const struct message *message)
{
	struct end *end = ctx;

	end->messages++;
	end->versions_in_order += message->version == end->last.version + 1;
	end->last = *message;
	memcpy(end->state, message->state.p, message->state.n);
	end->last.state.p = end->state;
	if (end->on_message != NULL)
		end->on_message(end);
}

static void
note_resync(void *ctx, enum bus_why why)
{
	struct end *end = ctx;

	end->told[why]++;
}

static void
note_closed(void *ctx)
{
	struct end *end = ctx;

	end->closed = true;
	end->bus = NULL;
}

static void
on_impatient(uv_timer_t *timer)
{
	(void)timer;
	test.impatient = true;
}

static void
do_nothing(uv_async_t *wake)
{
	(void)wake;
}

/* Turns the loop until the condition holds. */
#define WAIT_FOR(condition) \
	do { \
		test.impatient = false; \
		(void)uv_timer_start( \
		    &test.patience, on_impatient, (uint64_t)test_patience_ms(), 0); \
		while (!(condition) && !test.impatient) \
			(void)uv_run(&test.loop, UV_RUN_ONCE); \
		(void)uv_timer_stop(&test.patience); \
		if (test.impatient) \
			fail_msg("waited in vain for: %s", #condition); \
	} while (0)

static struct bus_config
config_of(struct end *end, const char *listen, uint64_t boot, uint32_t heartbeat_ms, int queue)
{
	return (struct bus_config){
		.listen = listen,
		.boot = boot,
		.heartbeat_ms = heartbeat_ms,
		.queue = queue,
		.on_message = note_message,
		.on_resync = note_resync,
		.ctx = end,
	};
}

static void
open_end(struct end *end, const char *listen, uint64_t boot, uint32_t heartbeat_ms, int queue)
{
	struct bus_config config = config_of(end, listen, boot, heartbeat_ms, queue);
	struct err err = { 0 };

	end->closed = false;
	if (bus_open(&test.loop, &config, &end->bus, &err) != 0)
		fail_msg("%s", err.text);
}

static void
close_end(struct end *end)
{
	if (end->bus == NULL)
		return;
	bus_close(end->bus, note_closed, end);
	WAIT_FOR(end->closed);
}

static struct bus_stats
stats_of(const struct end *end)
{
	struct bus_stats stats;

	bus_stats(end->bus, &stats);
	return stats;
}

static void
publish(struct end *end, enum message_kind kind, int64_t version)
{
	struct message message = { .kind = kind, .tenant = 1, .key = 2, .version = version };

	bus_publish(end->bus, &message);
}

/* The page's bus dials the daemon's, wants offers, and both know each other. */
static void
connect_ends(uint32_t daemon_heartbeat_ms, uint32_t page_heartbeat_ms, int queue)
{
	open_end(&daemon_end, test.url, 11, daemon_heartbeat_ms, queue);
	open_end(&page_end, NULL, 12, page_heartbeat_ms, queue);
	bus_want(page_end.bus, MESSAGE_offer);
	bus_dial(page_end.bus, test.url);
	WAIT_FOR(page_end.told[BUS_PIPE_UP] == 1 && page_end.told[BUS_BOOT] == 1);
}

static int
set_up(void **unused)
{
	(void)unused;
	memset(&test, 0, sizeof(test));
	memset(&daemon_end, 0, sizeof(daemon_end));
	memset(&page_end, 0, sizeof(page_end));
	(void)snprintf(test.folder, sizeof(test.folder), "/tmp/test_bus.XXXXXX");
	if (mkdtemp(test.folder) == NULL)
		return -1;
	(void)snprintf(test.path, sizeof(test.path), "%s/daemon", test.folder);
	(void)snprintf(test.url, sizeof(test.url), "ipc://%s", test.path);
	if (uv_loop_init(&test.loop) != 0)
		return -1;
	if (uv_async_init(&test.loop, &test.wake, do_nothing) != 0)
		return -1;
	return uv_timer_init(&test.loop, &test.patience);
}

static int
tear_down(void **unused)
{
	(void)unused;
	close_end(&daemon_end);
	close_end(&page_end);
	uv_close((uv_handle_t *)&test.patience, NULL);
	uv_close((uv_handle_t *)&test.wake, NULL);
	(void)uv_run(&test.loop, UV_RUN_DEFAULT);
	(void)unlink(test.path);
	return uv_loop_close(&test.loop) == 0 && rmdir(test.folder) == 0 ? 0 : -1;
}

/* ---- a bare publisher --------------------------------------------------------- */

static void
on_bare_pipe(nng_pipe pipe, nng_pipe_ev event, void *unused)
{
	(void)pipe;
	(void)event;
	(void)unused;
	(void)atomic_fetch_add(&test.bare_pipes, 1);
	(void)uv_async_send(&test.wake);
}

static nng_socket
bare_listen(void)
{
	nng_socket publisher;

	assert_int_equal(nng_pub0_open(&publisher), 0);
	assert_int_equal(nng_pipe_notify(publisher, NNG_PIPE_EV_ADD_POST, on_bare_pipe, NULL), 0);
	assert_int_equal(nng_listen(publisher, test.url, NULL, 0), 0);
	return publisher;
}

static nng_socket
bare_publisher(void)
{
	nng_socket publisher = bare_listen();

	open_end(&page_end, NULL, 12, NEVER_MS, 0);
	bus_want(page_end.bus, MESSAGE_offer);
	bus_dial(page_end.bus, test.url);
	WAIT_FOR(page_end.told[BUS_PIPE_UP] == 1 && test.bare_pipes == 1);
	return publisher;
}

static void
bare_send(nng_socket publisher, struct buf *wire)
{
	assert_int_equal(nng_send(publisher, wire->p, wire->n, 0), 0);
	buf_fini(wire);
}

static void
bare_offer(nng_socket publisher, uint64_t boot, uint64_t seq)
{
	struct message message = { .kind = MESSAGE_offer, .version = (int64_t)seq };
	struct buf wire = { 0 };

	frame_begin(&wire, MESSAGE_offer, boot, seq);
	message_encode(&message, &wire);
	bare_send(publisher, &wire);
}

static void
bare_heartbeat(nng_socket publisher, uint64_t boot, uint64_t offers, uint64_t agents)
{
	uint64_t last[MESSAGE_KIND_MAX] = { [MESSAGE_offer] = offers, [MESSAGE_agent] = agents };
	struct buf wire = { 0 };

	frame_begin(&wire, FRAME_HEARTBEAT, boot, 0);
	heartbeat_encode(last, &wire);
	bare_send(publisher, &wire);
}

/* ---- tests ------------------------------------------------------------------- */

static void
a_message_arrives_as_it_was_published(void **unused)
{
	struct message message = {
		.kind = MESSAGE_offer,
		.tenant = 3,
		.key = 4,
		.version = 5,
		.audience = { 6, 7 },
		.audience_count = 2,
		.state = VIEW("{\"state\":\"made\"}"),
	};

	(void)unused;
	connect_ends(NEVER_MS, NEVER_MS, 0);
	bus_publish(daemon_end.bus, &message);
	WAIT_FOR(page_end.messages == 1);
	assert_int_equal(page_end.last.kind, MESSAGE_offer);
	assert_int_equal(page_end.last.tenant, 3);
	assert_int_equal(page_end.last.key, 4);
	assert_int_equal(page_end.last.version, 5);
	assert_int_equal(page_end.last.audience_count, 2);
	assert_int_equal(page_end.last.audience[1], 7);
	assert_true(view_eq(page_end.last.state, message.state));
	assert_int_equal(stats_of(&daemon_end).sent, 1);
	assert_int_equal(stats_of(&page_end).received, 1);
	assert_int_equal(stats_of(&page_end).pipes, 1);
}

static void
the_start_is_told_once_as_a_reason_to_read_the_feed(void **unused)
{
	(void)unused;
	connect_ends(QUICK_MS, QUICK_MS, 0);
	assert_int_equal(page_end.told[BUS_START], 1);
	assert_int_equal(daemon_end.told[BUS_START], 1);
	assert_int_equal(stats_of(&page_end).resyncs, 3);
}

static void
kinds_that_are_not_wanted_do_not_arrive_and_are_not_missed(void **unused)
{
	nng_socket publisher = bare_publisher();

	(void)unused;
	bare_heartbeat(publisher, 21, 0, 0);
	bare_heartbeat(publisher, 21, 0, 500);
	bare_offer(publisher, 21, 1);
	WAIT_FOR(page_end.messages == 1);
	assert_int_equal(page_end.told[BUS_GAP], 0);
	assert_int_equal(nng_close(publisher), 0);
}

static void
a_kind_wanted_later_arrives_from_then_on(void **unused)
{
	(void)unused;
	connect_ends(NEVER_MS, NEVER_MS, 0);
	publish(&daemon_end, MESSAGE_agent, 1);
	publish(&daemon_end, MESSAGE_offer, 2);
	WAIT_FOR(page_end.messages == 1);
	assert_int_equal(page_end.last.kind, MESSAGE_offer);
	bus_want(page_end.bus, MESSAGE_agent);
	bus_want(page_end.bus, MESSAGE_agent);
	publish(&daemon_end, MESSAGE_agent, 3);
	WAIT_FOR(page_end.messages == 2);
	assert_int_equal(page_end.last.kind, MESSAGE_agent);
	assert_int_equal(page_end.told[BUS_GAP], 1); /* the one before was not received */
}

static void
what_overflows_a_queue_is_told_as_a_gap_and_counted(void **unused)
{
	enum { SMALL_QUEUE = 4, FLOOD = 1000 };

	(void)unused;
	connect_ends(NEVER_MS, NEVER_MS, SMALL_QUEUE);
	for (int i = 1; i <= FLOOD; i++)
		publish(&daemon_end, MESSAGE_offer, i);
	WAIT_FOR(page_end.last.version == FLOOD);
	assert_true(page_end.messages < FLOOD);
	assert_true(page_end.told[BUS_GAP] > 0);
	assert_true(page_end.told[BUS_GAP] <= stats_of(&page_end).gaps);
	assert_int_equal(page_end.messages + stats_of(&page_end).lost, FLOOD);
}

static void
a_lost_tail_is_told_by_the_heartbeat(void **unused)
{
	nng_socket publisher = bare_publisher();

	(void)unused;
	bare_heartbeat(publisher, 21, 3, 0);
	WAIT_FOR(page_end.told[BUS_BOOT] == 1);
	assert_int_equal(page_end.told[BUS_GAP], 0);
	bare_heartbeat(publisher, 21, 5, 0);
	WAIT_FOR(page_end.told[BUS_GAP] == 1);
	assert_int_equal(stats_of(&page_end).lost, 2);
	assert_int_equal(nng_close(publisher), 0);
}

static void
a_message_seen_before_is_dropped(void **unused)
{
	nng_socket publisher = bare_publisher();

	(void)unused;
	bare_offer(publisher, 21, 7);
	bare_offer(publisher, 21, 7);
	bare_offer(publisher, 21, 6);
	bare_offer(publisher, 21, 8);
	WAIT_FOR(page_end.last.version == 8);
	assert_int_equal(page_end.messages, 2);
	assert_int_equal(page_end.told[BUS_GAP], 0);
	assert_int_equal(nng_close(publisher), 0);
}

static void
what_can_not_be_read_is_counted_and_told(void **unused)
{
	nng_socket publisher = bare_publisher();
	struct buf garbage = { 0 }, wrong_body = { 0 }, wrong_beat = { 0 };

	(void)unused;
	buf_add(&garbage, "\0\x02garbage", 9);
	bare_send(publisher, &garbage);
	frame_begin(&wrong_body, MESSAGE_offer, 21, 1);
	buf_add_text(&wrong_body, "not a message");
	bare_send(publisher, &wrong_body);
	frame_begin(&wrong_beat, FRAME_HEARTBEAT, 21, 0);
	buf_add_text(&wrong_beat, "\xff");
	bare_send(publisher, &wrong_beat);
	bare_offer(publisher, 21, 2);
	WAIT_FOR(page_end.messages == 1);
	WAIT_FOR(page_end.told[BUS_UNREADABLE] > 0);
	assert_int_equal(stats_of(&page_end).unreadable, 3);
	assert_int_equal(page_end.told[BUS_GAP], 0);
	assert_int_equal(nng_close(publisher), 0);
}

static void
a_publisher_that_restarts_is_told_as_pipe_up_and_boot(void **unused)
{
	(void)unused;
	connect_ends(NEVER_MS, NEVER_MS, 0);
	publish(&daemon_end, MESSAGE_offer, 1);
	WAIT_FOR(page_end.messages == 1);
	close_end(&daemon_end);
	WAIT_FOR(stats_of(&page_end).pipes == 0);
	open_end(&daemon_end, test.url, 13, NEVER_MS, 0);
	WAIT_FOR(page_end.told[BUS_PIPE_UP] == 2 && page_end.told[BUS_BOOT] == 2);
	publish(&daemon_end, MESSAGE_offer, 2);
	WAIT_FOR(page_end.messages == 2);
	assert_int_equal(page_end.told[BUS_GAP], 0);
}

static void
a_line_that_broke_with_news_on_it_is_pipe_up_and_gap_but_no_boot(void **unused)
{
	nng_socket publisher = bare_publisher();

	(void)unused;
	bare_offer(publisher, 21, 1);
	WAIT_FOR(page_end.messages == 1);
	assert_int_equal(nng_close(publisher), 0);
	WAIT_FOR(stats_of(&page_end).pipes == 0);
	publisher = bare_listen();
	WAIT_FOR(page_end.told[BUS_PIPE_UP] == 2 && test.bare_pipes == 2);
	bare_heartbeat(publisher, 21, 4, 0);
	WAIT_FOR(page_end.told[BUS_GAP] == 1);
	assert_int_equal(page_end.told[BUS_BOOT], 1);
	assert_int_equal(stats_of(&page_end).lost, 3);
	assert_int_equal(nng_close(publisher), 0);
}

static void
count_tick(uv_timer_t *timer)
{
	(*(int *)timer->data)++;
}

/* As many ticks of the page's heartbeat as make three silences. */
static void
let_heartbeats_pass(void)
{
	int ticks = 0;
	uv_timer_t timer;

	(void)uv_timer_init(&test.loop, &timer);
	timer.data = &ticks;
	(void)uv_timer_start(&timer, count_tick, QUICK_MS, QUICK_MS);
	WAIT_FOR(ticks >= 9);
	uv_close((uv_handle_t *)&timer, NULL);
	(void)uv_run(&test.loop, UV_RUN_NOWAIT);
}

static void
a_silent_peer_is_told_once_until_it_is_heard_again(void **unused)
{
	(void)unused;
	connect_ends(NEVER_MS, QUICK_MS, 0);
	WAIT_FOR(page_end.told[BUS_SILENT] == 1);
	let_heartbeats_pass();
	assert_int_equal(page_end.told[BUS_SILENT], 1);
	publish(&daemon_end, MESSAGE_offer, 1);
	WAIT_FOR(page_end.messages == 1);
	WAIT_FOR(page_end.told[BUS_SILENT] == 2);
}

static void
a_peer_that_was_never_there_is_told_as_silent_and_dialled_until_it_is(void **unused)
{
	(void)unused;
	open_end(&page_end, NULL, 12, QUICK_MS, 0);
	bus_want(page_end.bus, MESSAGE_offer);
	bus_dial(page_end.bus, test.url);
	WAIT_FOR(page_end.told[BUS_SILENT] == 1);
	open_end(&daemon_end, test.url, 11, QUICK_MS, 0);
	WAIT_FOR(page_end.told[BUS_BOOT] == 1 && page_end.told[BUS_PIPE_UP] == 1);
	publish(&daemon_end, MESSAGE_offer, 1);
	WAIT_FOR(page_end.messages == 1);
}

static void
a_process_that_stood_still_does_not_blame_its_peers(void **unused)
{
	enum { BEAT_MS = 200 };

	(void)unused;
	connect_ends(NEVER_MS, BEAT_MS, 0);
	uv_sleep(4 * BEAT_MS); /* the loop does not turn: this is what is tested */
	(void)uv_run(&test.loop, UV_RUN_ONCE);
	(void)uv_run(&test.loop, UV_RUN_NOWAIT);
	assert_int_equal(page_end.told[BUS_SILENT], 0);
	WAIT_FOR(page_end.told[BUS_SILENT] == 1);
}

static void
publish_bursts(uv_idle_t *idle)
{
	int64_t sent = stats_of(&daemon_end).sent;

	(void)idle;
	if (sent - page_end.messages > WINDOW)
		return;
	for (int i = 0; i < BURST && sent < BURSTS_TOTAL; i++)
		publish(&daemon_end, MESSAGE_offer, ++sent);
}

static void
twenty_thousand_messages_in_bursts_lose_none(void **unused)
{
	uv_idle_t idle;

	(void)unused;
	connect_ends(QUICK_MS, NEVER_MS, 0);
	(void)uv_idle_init(&test.loop, &idle);
	(void)uv_idle_start(&idle, publish_bursts);
	WAIT_FOR(page_end.last.version == BURSTS_TOTAL);
	uv_close((uv_handle_t *)&idle, NULL);
	(void)uv_run(&test.loop, UV_RUN_NOWAIT);
	assert_int_equal(page_end.messages, BURSTS_TOTAL);
	assert_int_equal(page_end.versions_in_order, BURSTS_TOTAL);
	assert_int_equal(page_end.told[BUS_GAP], 0);
	assert_int_equal(stats_of(&page_end).lost, 0);
}

static void
a_url_dialled_twice_is_one_peer_and_ones_own_is_none(void **unused)
{
	(void)unused;
	connect_ends(NEVER_MS, NEVER_MS, 0);
	bus_dial(page_end.bus, test.url);
	bus_want(daemon_end.bus, MESSAGE_offer);
	bus_dial(daemon_end.bus, test.url);
	publish(&daemon_end, MESSAGE_offer, 1);
	publish(&daemon_end, MESSAGE_offer, 2);
	WAIT_FOR(page_end.last.version == 2);
	assert_int_equal(page_end.messages, 2);
	assert_int_equal(stats_of(&page_end).pipes, 1);
	assert_int_equal(stats_of(&daemon_end).pipes, 0);
	assert_int_equal(daemon_end.messages, 0);
}

static void
hang_up_at_once(struct end *end)
{
	bus_hang_up(end->bus, test.url);
}

static void
after_hanging_up_nothing_more_arrives_even_from_within_a_message(void **unused)
{
	(void)unused;
	connect_ends(QUICK_MS, QUICK_MS, 0);
	page_end.on_message = hang_up_at_once;
	for (int i = 1; i <= BURST; i++)
		publish(&daemon_end, MESSAGE_offer, i);
	WAIT_FOR(page_end.messages > 0);
	let_heartbeats_pass();
	assert_int_equal(page_end.messages, 1);
	assert_int_equal(page_end.told[BUS_SILENT], 0);
	assert_int_equal(stats_of(&page_end).pipes, 0);
	page_end.on_message = NULL;
	bus_dial(page_end.bus, test.url);
	WAIT_FOR(page_end.told[BUS_BOOT] == 2);
}

static void
close_at_once(struct end *end)
{
	bus_close(end->bus, note_closed, end);
}

static void
a_bus_may_be_closed_from_within_a_message(void **unused)
{
	(void)unused;
	connect_ends(NEVER_MS, NEVER_MS, 0);
	page_end.on_message = close_at_once;
	for (int i = 1; i <= BURST; i++)
		publish(&daemon_end, MESSAGE_offer, i);
	WAIT_FOR(page_end.closed);
	assert_int_equal(page_end.messages, 1);
}

static void
publish_from_idle(uv_idle_t *idle)
{
	int64_t *version = idle->data;

	publish(&daemon_end, MESSAGE_offer, ++*version);
}

/* nng 1.5.2 hangs when a socket is closed while a message arrives (issue 1543). */
static void
hanging_up_amid_a_stream_of_messages_never_hangs(void **unused)
{
	enum { TIMES = 20 };
	int64_t version = 0;
	uv_idle_t idle;

	(void)unused;
	connect_ends(NEVER_MS, NEVER_MS, 0);
	(void)uv_idle_init(&test.loop, &idle);
	idle.data = &version;
	(void)uv_idle_start(&idle, publish_from_idle);
	for (int i = 0; i < TIMES; i++) {
		int64_t before = page_end.messages;

		bus_hang_up(page_end.bus, test.url);
		bus_dial(page_end.bus, test.url);
		WAIT_FOR(page_end.messages > before);
	}
	uv_close((uv_handle_t *)&idle, NULL);
	publish(&daemon_end, MESSAGE_offer, ++version);
	WAIT_FOR(page_end.last.version == version);
}

static void
a_stale_socket_file_is_taken_over(void **unused)
{
	struct sockaddr_un address = { .sun_family = AF_UNIX };
	int fd = socket(AF_UNIX, SOCK_STREAM, 0);

	(void)unused;
	(void)snprintf(address.sun_path, sizeof(address.sun_path), "%s", test.path);
	assert_int_equal(bind(fd, (struct sockaddr *)&address, sizeof(address)), 0);
	assert_int_equal(close(fd), 0);
	assert_int_equal(access(test.path, F_OK), 0);
	connect_ends(NEVER_MS, NEVER_MS, 0);
	publish(&daemon_end, MESSAGE_offer, 1);
	WAIT_FOR(page_end.messages == 1);
}

static void
a_start_that_can_not_succeed_says_why(void **unused)
{
	static const struct {
		const char *url;
		int queue;
		const char *why;
	} cases[] = {
		{ NULL, 0, "does this daemon run already?" }, /* the daemon's own */
		{ "ipc:///nowhere/at/all/bus", 0, "/nowhere/at/all/bus" },
		{ "nonsense", 0, "nonsense" },
		{ "ipc:///tmp/never", 8193, "8193" },
		{ "ipc:///tmp/never", -1, "-1" },
	};

	(void)unused;
	open_end(&daemon_end, test.url, 11, NEVER_MS, 0);
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		const char *url = cases[i].url != NULL ? cases[i].url : test.url;
		struct bus_config config = config_of(&page_end, url, 1, 0, cases[i].queue);
		struct err err = { 0 };

		assert_int_equal(bus_open(&test.loop, &config, &page_end.bus, &err), -1);
		assert_null(page_end.bus);
		assert_int_equal(err.kind, ERR_CONFIG);
		if (strstr(err.text, cases[i].why) == NULL)
			fail_msg("not \"%s\" in: %s", cases[i].why, err.text);
	}
}

static void
a_url_that_can_not_be_dialled_harms_nothing_else(void **unused)
{
	(void)unused;
	connect_ends(NEVER_MS, NEVER_MS, 0);
	bus_dial(page_end.bus, "nonsense");
	bus_hang_up(page_end.bus, "nonsense");
	publish(&daemon_end, MESSAGE_offer, 1);
	WAIT_FOR(page_end.messages == 1);
}

#define WITH_LOOP(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)

int
main(void)
{
	const struct CMUnitTest tests[] = {
		WITH_LOOP(a_message_arrives_as_it_was_published),
		WITH_LOOP(the_start_is_told_once_as_a_reason_to_read_the_feed),
		WITH_LOOP(kinds_that_are_not_wanted_do_not_arrive_and_are_not_missed),
		WITH_LOOP(a_kind_wanted_later_arrives_from_then_on),
		WITH_LOOP(what_overflows_a_queue_is_told_as_a_gap_and_counted),
		WITH_LOOP(a_lost_tail_is_told_by_the_heartbeat),
		WITH_LOOP(a_message_seen_before_is_dropped),
		WITH_LOOP(what_can_not_be_read_is_counted_and_told),
		WITH_LOOP(a_publisher_that_restarts_is_told_as_pipe_up_and_boot),
		WITH_LOOP(a_line_that_broke_with_news_on_it_is_pipe_up_and_gap_but_no_boot),
		WITH_LOOP(a_silent_peer_is_told_once_until_it_is_heard_again),
		WITH_LOOP(a_peer_that_was_never_there_is_told_as_silent_and_dialled_until_it_is),
		WITH_LOOP(a_process_that_stood_still_does_not_blame_its_peers),
		WITH_LOOP(twenty_thousand_messages_in_bursts_lose_none),
		WITH_LOOP(a_url_dialled_twice_is_one_peer_and_ones_own_is_none),
		WITH_LOOP(after_hanging_up_nothing_more_arrives_even_from_within_a_message),
		WITH_LOOP(a_bus_may_be_closed_from_within_a_message),
		WITH_LOOP(hanging_up_amid_a_stream_of_messages_never_hangs),
		WITH_LOOP(a_stale_socket_file_is_taken_over),
		WITH_LOOP(a_start_that_can_not_succeed_says_why),
		WITH_LOOP(a_url_that_can_not_be_dialled_harms_nothing_else),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
