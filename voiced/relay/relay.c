/* relay - the socket, and the commands under way; see relay.h */
#include "voiced/relay/relay.h"

#include <arpa/inet.h>
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>
#include <uthash.h>

#include "common/base/bytes.h"
#include "common/base/clock.h"
#include "common/base/list.h"
#include "common/log/log.h"
#include "common/loop/loop.h"
#include "common/metrics/metrics.h"
#include "voiced/relay/internal.h"

enum {
	TRIES_MAX = 8,
	UNDER_WAY_LIMIT = 4096,
	COOKIE_SIZE = 48,
	LOG_EVERY_MS = 10000,
	RECEIVE_BYTES = 4 * 1024 * 1024
};

static COUNTER(done_total, "voiced_relay_commands_total{result=\"done\"}",
    "Commands to rtpengine by what came of them");
static COUNTER(refused_total, "voiced_relay_commands_total{result=\"refused\"}",
    "Commands to rtpengine by what came of them");
static COUNTER(full_total, "voiced_relay_commands_total{result=\"full\"}",
    "Commands to rtpengine by what came of them");
static COUNTER(lost_total, "voiced_relay_commands_total{result=\"lost\"}",
    "Commands to rtpengine by what came of them");
static COUNTER(unsent_total, "voiced_relay_commands_total{result=\"unsent\"}",
    "Commands to rtpengine by what came of them");
static COUNTER(repeats_total, "voiced_relay_repeats_total", "Datagrams that were sent again");
static COUNTER(strays_total, "voiced_relay_strays_total",
    "Answers that nobody waits for: late, twice, or not ours");
static GAUGE(ports_gauge, "voiced_relay_ports", "rtpengine's ports for media");
static GAUGE(free_ports_gauge, "voiced_relay_ports_free",
    "Those of them that are free, on the interface with the fewest");
static GAUGE(under_way_gauge, "voiced_relay_under_way", "Commands that wait for rtpengine");
static HISTOGRAM(answer_ms, "voiced_relay_answer_ms", "How long rtpengine took to answer");

/* One command: free, in flight (in the list of its try), queued behind another command of its call (not sent yet), or settled and
 * not told yet. */
struct command {
	struct link link;
	struct list queued; /* later commands of the same call, oldest first */
	UT_hash_handle by_call; /* if it is in flight and concerns a call */
	struct relay *relay;
	enum ng_command command;
	bool cleans;
	int ports; /* that it may allocate */
	int64_t report; /* the last one of free ports when it was sent first */
	int sent; /* so many times */
	uint64_t serial; /* tells commands in one slot apart */
	int64_t began_ms, deadline_ms;
	char cookie[COOKIE_SIZE];
	struct buf datagram;
	struct err err; /* settled: why it was never sent */
	char call[NG_ID_MAX + 1]; /* "": it concerns none */
	relay_done done;
	void *ctx;
};

/* A call whose delete was given up: it is asked for again once rtpengine answers, or its ports would be taken until it lets go of them by
 * itself. */
struct undeleted {
	struct link link;
	char call[NG_ID_MAX + 1];
};

/* Commands that were sent equally often wait equally long: each list is in the order of its deadlines. */
struct relay {
	uv_udp_t socket;
	struct timer timer;
	int tries, slots_count, open_handles;
	int64_t wait_ms;
	uint64_t nonce, serials; /* cookies differ from those of the process before us */
	struct command *slots;
	struct command *calls; /* by call: its command in flight */
	struct list idle, waiting[TRIES_MAX], unsent;
	int under_way;
	struct relay_ports ports;
	int64_t reports; /* of free ports that came */
	int ports_under_way; /* that commands under way may allocate */
	bool gone; /* nobody listened to the last datagram, and no answer has come since */
	struct list undeleted;
	bool closing;
	void (*closed)(void *ctx);
	void *closed_ctx;
	char datagram[NG_DATAGRAM_MAX + 1];
};

/* ---- the life of a command ---- */

static void
arm(struct relay *relay)
{
	int64_t soonest = INT64_MAX;

	if (relay->closing)
		return;
	if (!list_empty(&relay->unsent))
		soonest = 0;
	for (int i = 0; i < relay->tries; i++) {
		const struct link *first = relay->waiting[i].head.next;

		if (list_empty(&relay->waiting[i]))
			continue;
		if (LIST_OF(first, struct command, link)->deadline_ms < soonest)
			soonest = LIST_OF(first, struct command, link)->deadline_ms;
	}
	if (soonest == INT64_MAX)
		timer_stop(&relay->timer);
	else
		timer_at(&relay->timer, soonest);
}

static void
count_under_way(struct relay *relay, int change)
{
	relay->under_way += change;
	metric_set(&under_way_gauge, relay->under_way);
}

static struct list *
waiting_of(struct command *command)
{
	return &command->relay->waiting[command->sent - 1];
}

static void
log_failure(const struct command *command, const struct err *err)
{
	int64_t suppressed;

	if (log_allow("relay_failed", view_of(err->text), LOG_EVERY_MS, &suppressed))
		LOG(WARN, "relay_failed", LOG_TEXT("command", ng_command_name(command->command)),
		    LOG_TEXT("error", err->text), LOG_INT("suppressed", suppressed));
}

static void
no_matter(void *ctx, const struct relay_result *result)
{
	(void)ctx;
	(void)result;
}

static void
undeleted_add(struct relay *relay, const char *call)
{
	struct undeleted *undeleted;

	if (relay->undeleted.count >= RELAY_UNDER_WAY_MAX) {
		LOG(ERROR, "relay_call_left", LOG_TEXT("call", call));
		return;
	}
	undeleted = mem_zero(1, sizeof(*undeleted));
	memcpy(undeleted->call, call, sizeof(undeleted->call));
	list_append(&relay->undeleted, &undeleted->link);
}

/* One for each answer that comes. */
static void
undeleted_next(struct relay *relay)
{
	struct undeleted *undeleted;

	if (list_empty(&relay->undeleted) || relay->closing)
		return;
	undeleted = LIST_OF(list_take(&relay->undeleted), struct undeleted, link);
	relay_delete(relay, view_of(undeleted->call), no_matter, NULL);
	free(undeleted);
}

static bool
is_left(const struct command *command, const struct err *err)
{
	return command->command == NG_DELETE && err != NULL && !command->relay->closing &&
	    (err->kind == ERR_TIMEOUT || (err->kind == ERR_OVERLOAD && command->sent == 0));
}

/* The slot is given back before the caller is told: it may ask at once. `command` is a copy. */
static void
tell(struct command command, const struct err *err, const struct ng_reply *reply)
{
	struct relay *relay = command.relay;

	if (err != NULL)
		log_failure(&command, err);
	if (is_left(&command, err))
		undeleted_add(relay, command.call);
	if (err != NULL && command.cleans && command.sent > 0 && !relay->closing)
		relay_delete(relay, view_of(command.call), no_matter, NULL);
	command.done(
	    command.ctx, &(struct relay_result){ .err = err, .reply = err == NULL ? reply : NULL });
}

/* A full socket: the next try may help, and if not the last one ends it. That nobody listened to the datagram
 * before is told instead of sending this one: then it is sent once more. */
static void
transmit(struct command *command)
{
	struct relay *relay = command->relay;
	uv_buf_t buf = uv_buf_init(command->datagram.p, (unsigned)command->datagram.n);

	if (uv_udp_try_send(&relay->socket, &buf, 1, NULL) == UV_ECONNREFUSED) {
		relay->gone = true;
		(void)uv_udp_try_send(&relay->socket, &buf, 1, NULL);
	}
	command->deadline_ms = clock_mono_ms() + (relay->wait_ms << command->sent);
	command->sent++;
	list_append(waiting_of(command), &command->link);
}

static void
send_first(struct command *command)
{
	if (command->call[0] != '\0')
		HASH_ADD(by_call, command->relay->calls, call, strlen(command->call), command);
	command->began_ms = clock_mono_ms();
	command->report = command->relay->reports;
	transmit(command);
}

/* Sends the next command of the same call. */
static void
pass_on(struct command *command)
{
	struct command *next;

	if (command->sent == 0 || command->call[0] == '\0')
		return;
	HASH_DELETE(by_call, command->relay->calls, command);
	if (list_empty(&command->queued))
		return;
	next = LIST_OF(list_take(&command->queued), struct command, link);
	while (!list_empty(&command->queued))
		list_append(&next->queued, list_take(&command->queued));
	send_first(next);
}

/* Out of its list already. */
static void
finish(struct command *command, const struct err *err, const struct ng_reply *reply)
{
	struct command copy = *command;
	struct relay *relay = command->relay;

	pass_on(command);
	buf_fini(&command->datagram);
	command->serial = 0;
	list_append(&relay->idle, &command->link);
	count_under_way(relay, -1);
	relay->ports_under_way -= copy.ports;
	tell(copy, err, reply);
}

static void
give_up(struct command *command)
{
	struct err err;

	metric_add(&lost_total, 1);
	(void)err_set(
	    &err, ERR_TIMEOUT, "", "rtpengine gave no answer to %d datagrams", command->sent);
	finish(command, &err, NULL);
}

static void
overdue(struct command *command)
{
	list_remove(waiting_of(command), &command->link);
	if (command->sent == command->relay->tries) {
		give_up(command);
		return;
	}
	metric_add(&repeats_total, 1);
	transmit(command);
}

/* ---- those that were never sent ---- */

/* Told on the loop's next turn. It has no slot: as many as the caller makes in one turn. */
void
relay_refuse(struct relay *relay, const struct ng_request *request, const struct err *err,
    relay_done done, void *ctx)
{
	struct command *command = mem_zero(1, sizeof(*command));

	*command = (struct command){
		.relay = relay, .command = request->command, .err = *err, .done = done, .ctx = ctx
	};
	(void)view_copy(request->call, command->call, sizeof(command->call));
	metric_add(&unsent_total, 1);
	list_append(&relay->unsent, &command->link);
	arm(relay);
}

/* As many as there are now: who is told may ask again. */
static void
tell_unsent(struct relay *relay)
{
	for (size_t left = relay->unsent.count; left > 0 && !list_empty(&relay->unsent); left--) {
		struct command *command = LIST_OF(list_take(&relay->unsent), struct command, link);
		struct command copy = *command;

		free(command);
		tell(copy, &copy.err, NULL);
	}
}

/* ---- asking ---- */

/* How many it may allocate at most: two for a copy of one leg, four for one of both, or for a call. */
static int
ports_of(const struct ng_request *request, bool cleans)
{
	bool half = request->command == NG_SUBSCRIBE && request->from.n > 0;

	return half                                      ? RELAY_PORTS_PER_CALL / 2
	    : cleans || request->command == NG_SUBSCRIBE ? RELAY_PORTS_PER_CALL
							 : 0;
}

static void
ports_count(struct relay *relay, const struct command *command)
{
	if (command->command == NG_STATISTICS)
		relay_ports_queried(&relay->ports, relay->ports_under_way);
	relay_ports_take(&relay->ports, command->ports);
	relay->ports_under_way += command->ports;
}

static void
begin(struct relay *relay, struct command *command, const struct ng_request *request, bool cleans,
    relay_done done, void *ctx)
{
	struct command *before;

	command->command = request->command;
	command->cleans = cleans;
	command->ports = ports_of(request, cleans);
	command->sent = 0;
	command->done = done;
	command->ctx = ctx;
	(void)view_copy(request->call, command->call, sizeof(command->call));
	list_remove(&relay->idle, &command->link);
	count_under_way(relay, 1);
	ports_count(relay, command);
	HASH_FIND(by_call, relay->calls, command->call, strlen(command->call), before);
	if (before != NULL)
		list_append(&before->queued, &command->link);
	else
		send_first(command);
	arm(relay);
}

static void
cookie_make(struct command *command)
{
	struct relay *relay = command->relay;

	command->serial = ++relay->serials;
	(void)snprintf(command->cookie, sizeof(command->cookie), "%016" PRIx64 "-%td-%" PRIu64,
	    relay->nonce, command - relay->slots, command->serial);
}

void
relay_ask(
    struct relay *relay, const struct ng_request *request, bool cleans, relay_done done, void *ctx)
{
	struct command *command;
	struct err err;

	if (list_empty(&relay->idle) || relay->closing) {
		(void)err_set(&err, relay->closing ? ERR_UNAVAILABLE : ERR_OVERLOAD, "",
		    relay->closing ? "the relay is closed"
				   : "too many commands wait for rtpengine");
		relay_refuse(relay, request, &err, done, ctx);
		return;
	}
	command = LIST_OF(relay->idle.head.next, struct command, link);
	cookie_make(command);
	if (ng_write(view_of(command->cookie), request, &command->datagram, &err) != 0) {
		relay_refuse(relay, request, &err, done, ctx);
		return;
	}
	begin(relay, command, request, cleans, done, ctx);
}

/* ---- answers ---- */

/* The command that was sent with this cookie and waits, or NULL: our nonce, its slot, its serial. */
static struct command *
find(struct relay *relay, struct view cookie)
{
	struct view rest = cookie, slot;
	int64_t index;
	struct command *command;

	(void)view_cut(&rest, '-');
	slot = rest.p != NULL ? view_cut(&rest, '-') : (struct view){ NULL, 0 };
	if (!view_to_int(slot, 0, relay->slots_count - 1, &index))
		return NULL;
	command = &relay->slots[index];
	return command->serial != 0 && command->sent > 0 && view_is(cookie, command->cookie)
	    ? command
	    : NULL;
}

/* rtpengine releases a call's ports with the answer to its delete; with a warning there was no call. */
static void
ports_release(struct relay *relay, const struct command *command)
{
	if (command->report == relay->reports)
		relay_ports_release(&relay->ports, RELAY_PORTS_PER_CALL);
}

/* Without a figure there is no reserve: better that than no calls. */
static void
ports_update(struct relay *relay, const struct ng_reply *reply)
{
	int total = 0, free = 0;
	int64_t suppressed;

	if (reply == NULL || !ng_ports(reply, &total, &free)) {
		total = free = 0;
		if (log_allow("relay_ports_unknown", VIEW(""), LOG_EVERY_MS, &suppressed))
			LOG(WARN, "relay_ports_unknown", LOG_INT("suppressed", suppressed));
	}
	relay->reports++;
	relay_ports_update(&relay->ports, free, total);
	metric_set(&ports_gauge, total);
	metric_set(&free_ports_gauge, free);
}

static void
on_answer(struct relay *relay, struct view datagram)
{
	struct command *command = find(relay, ng_cookie(datagram));
	struct ng_reply reply;
	struct err err;
	bool done;

	if (command == NULL) {
		metric_add(&strays_total, 1);
		return;
	}
	relay->gone = false;
	list_remove(waiting_of(command), &command->link);
	metric_observe(&answer_ms, clock_mono_ms() - command->began_ms);
	done = ng_read(datagram, command->command, &reply, &err) == 0;
	metric_add(done ? &done_total : err.kind == ERR_OVERLOAD ? &full_total : &refused_total, 1);
	if (command->command == NG_STATISTICS)
		ports_update(relay, done ? &reply : NULL);
	else if (command->command == NG_DELETE && done && reply.warning.n == 0)
		ports_release(relay, command);
	finish(command, done ? NULL : &err, &reply);
	ng_reply_fini(&reply);
	undeleted_next(relay);
}

static void
on_alloc(uv_handle_t *handle, size_t suggested, uv_buf_t *out)
{
	struct relay *relay = handle->data;

	(void)suggested;
	*out = uv_buf_init(relay->datagram, sizeof(relay->datagram));
}

/* An error is what the kernel heard of a datagram of ours (nobody listens): when it is given up, the timer decides. */
static void
on_datagram(
    uv_udp_t *handle, ssize_t n, const uv_buf_t *buf, const struct sockaddr *from, unsigned flags)
{
	struct relay *relay = handle->data;

	(void)flags;
	relay->gone |= n == UV_ECONNREFUSED;
	if (n < 0 || from == NULL || relay->closing)
		return;
	on_answer(relay, (struct view){ buf->base, (size_t)n });
	if (!relay->closing)
		arm(relay);
}

static void
on_timer(void *ctx)
{
	struct relay *relay = ctx;
	int64_t now = clock_mono_ms();

	tell_unsent(relay);
	for (int i = relay->tries - 1; i >= 0 && !relay->closing; i--)
		while (!relay->closing && !list_empty(&relay->waiting[i])) {
			struct command *first =
			    LIST_OF(relay->waiting[i].head.next, struct command, link);

			if (first->deadline_ms > now)
				break;
			overdue(first);
		}
	arm(relay);
}

/* ---- begin and end ---- */

static int
bad(struct err *err, const char *field, const char *what)
{
	return err_set(err, ERR_CONFIG, field, "%s", what);
}

static int
address_of(const struct relay_config *config, struct sockaddr_storage *out, struct err *err)
{
	struct sockaddr_in *four = (struct sockaddr_in *)out;
	struct sockaddr_in6 *six = (struct sockaddr_in6 *)out;

	if (config->port < 1 || config->port > 65535)
		return bad(err, "port", "rtpengine's port must be from 1 to 65535");
	if (uv_ip4_addr(config->address, config->port, four) == 0) {
		if (ntohl(four->sin_addr.s_addr) >> 24 == IN_LOOPBACKNET)
			return 0;
	} else if (uv_ip6_addr(config->address, config->port, six) == 0 &&
	    IN6_IS_ADDR_LOOPBACK(&six->sin6_addr)) {
		return 0;
	}
	return bad(err, "address",
	    "rtpengine must be on this machine (127.0.0.1 or ::1): ng has no authentication");
}

static int
judge(const struct relay_config *config, struct sockaddr_storage *to, struct err *err)
{
	if (config->tries < 0 || config->tries > TRIES_MAX)
		return bad(err, "tries", "there are 1 to 8 tries");
	if (config->under_way < 0 || config->under_way > UNDER_WAY_LIMIT)
		return bad(err, "under_way", "at most 4096 commands can be under way");
	if (config->wait_ms < 0 || config->wait_ms > 60000)
		return bad(err, "wait_ms", "one waits for an answer at most a minute");
	return address_of(config, to, err);
}

static void
lists_init(struct relay *relay)
{
	list_init(&relay->undeleted);
	list_init(&relay->idle);
	list_init(&relay->unsent);
	for (int i = 0; i < TRIES_MAX; i++)
		list_init(&relay->waiting[i]);
	for (int i = 0; i < relay->slots_count; i++) {
		relay->slots[i].relay = relay;
		list_init(&relay->slots[i].queued);
		list_append(&relay->idle, &relay->slots[i].link);
	}
}

static void
on_closed(struct relay *relay)
{
	if (--relay->open_handles > 0)
		return;
	tell_unsent(relay);
	if (relay->closed != NULL)
		relay->closed(relay->closed_ctx);
	while (!list_empty(&relay->undeleted))
		free(LIST_OF(list_take(&relay->undeleted), struct undeleted, link));
	free(relay->slots);
	free(relay);
}

static void
on_socket_closed(uv_handle_t *handle)
{
	on_closed(handle->data);
}

static void
on_timer_closed(void *ctx)
{
	on_closed(ctx);
}

static void
handles_close(struct relay *relay)
{
	timer_close(&relay->timer, on_timer_closed);
	uv_close((uv_handle_t *)&relay->socket, on_socket_closed);
}

static int
socket_open(struct relay *relay, const struct sockaddr_storage *to)
{
	int status = uv_udp_connect(&relay->socket, (const struct sockaddr *)to);
	int bytes = RECEIVE_BYTES;

	(void)uv_recv_buffer_size(
	    (uv_handle_t *)&relay->socket, &bytes); /* what the system allows */
	return status != 0 ? status : uv_udp_recv_start(&relay->socket, on_alloc, on_datagram);
}

static void
metrics_show(void)
{
	struct metric *const all[] = { &done_total, &refused_total, &full_total, &lost_total,
		&unsent_total, &repeats_total, &strays_total, &ports_gauge, &free_ports_gauge,
		&under_way_gauge, &answer_ms };

	for (size_t i = 0; i < sizeof(all) / sizeof(all[0]); i++)
		metric_register(all[i]);
}

int
relay_new(uv_loop_t *loop, const struct relay_config *config, struct relay **out, struct err *err)
{
	struct sockaddr_storage to = { 0 };
	struct relay *relay;
	int status;

	if (judge(config, &to, err) != 0)
		return -1;
	relay = mem_zero(1, sizeof(*relay));
	relay->tries = config->tries > 0 ? config->tries : RELAY_TRIES;
	relay->wait_ms = config->wait_ms > 0 ? config->wait_ms : RELAY_WAIT_MS;
	relay->slots_count = config->under_way > 0 ? config->under_way : RELAY_UNDER_WAY_MAX;
	relay->slots = mem_zero((size_t)relay->slots_count, sizeof(*relay->slots));
	relay->nonce = random_u64();
	lists_init(relay);
	timer_init(&relay->timer, loop, on_timer, relay);
	(void)uv_udp_init(loop, &relay->socket);
	relay->socket.data = relay;
	relay->open_handles = 2;
	metrics_show();
	status = socket_open(relay, &to);
	if (status != 0) {
		handles_close(relay);
		return err_set(err, ERR_UNAVAILABLE, "address", "no socket to rtpengine: %s",
		    uv_strerror(status));
	}
	*out = relay;
	return 0;
}

/* Finishes the queued commands first, so that none of them is sent. */
static void
abandon(struct command *command, const struct err *err)
{
	while (!list_empty(&command->queued))
		finish(LIST_OF(list_take(&command->queued), struct command, link), err, NULL);
	finish(command, err, NULL);
}

void
relay_close(struct relay *relay, void (*closed)(void *ctx), void *ctx)
{
	struct err err;

	relay->closing = true;
	relay->closed = closed;
	relay->closed_ctx = ctx;
	(void)err_set(&err, ERR_UNAVAILABLE, "", "the relay is closed");
	for (int i = 0; i < TRIES_MAX; i++)
		while (!list_empty(&relay->waiting[i]))
			abandon(LIST_OF(list_take(&relay->waiting[i]), struct command, link), &err);
	tell_unsent(relay);
	handles_close(relay);
}

bool
relay_can_admit(const struct relay *relay)
{
	return relay_ports_allow(&relay->ports, RELAY_NEW_CALL, 2 * RELAY_PORTS_PER_CALL);
}

bool
relay_allows(const struct relay *relay, enum relay_claim claim)
{
	return relay_ports_allow(&relay->ports, claim, RELAY_PORTS_PER_CALL);
}

bool
relay_can_extend(const struct relay *relay)
{
	return relay_allows(relay, RELAY_EXISTING_CALL);
}

bool
relay_runs_low(const struct relay *relay)
{
	return relay_ports_low(&relay->ports);
}

bool
relay_is_gone(const struct relay *relay)
{
	return relay->gone;
}

int
relay_under_way(const struct relay *relay)
{
	return relay->under_way;
}
