/*
 * load - a carrier under load (PF-1, PF-2): posts signed texts to smsgw on 127.0.0.1.
 *
 * usage: LOAD_TOKEN=… load --port N --url URL --account SID --to NUMBER [--connections N]
 *        [--seconds N] [--count N] [--rate N] [--customers N] [--in-order]
 *
 *   --url         the hook's public address; its path is asked for, all of it is signed
 *   --connections kept alive, each with one request at a time (default 64)
 *   --seconds     for how long requests are sent (default 5)
 *   --count       how many requests are made beforehand, so at most as many are sent
 *   --rate        open loop: so many a second on average, at random gaps; the time of each
 *                 answer counts from when the request was due. Without it, closed loop.
 *   --customers   From is one of so many numbers (default 20000), at random or --in-order
 *
 * One thread, epoll. Each request has a MessageSid of its own. Prints one JSON object; every
 * answer other than 200 is counted under "other" by its status, a lost connection as 0.
 */
#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <getopt.h>
#include <inttypes.h>
#include <math.h>
#include <netinet/tcp.h>
#include <sys/epoll.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/timerfd.h>
#include <unistd.h>

#include "common/base/clock.h"
#include "tests/bench/signed_form.h"

enum {
	CONNECTIONS_MAX = 256,
	COUNT_MAX = 400000,
	ANSWER_SIZE = 4096,
	STATUS_MAX = 600,
	DRAIN_US = 15 * 1000 * 1000, /* for the last answers */
	LOST_MAX = 1000, /* connections; then it ends */
	EVENTS = 64,
};

static const int64_t first_number = 5550000;
static const char said[] = "Hi, my order 88213 says delivered but nothing is here. Can you look?";

struct conn {
	int fd;
	int64_t request; /* the one under way, -1: none */
	int64_t since_us; /* when it was sent, or due */
	size_t sent, n; /* bytes of the request sent, of the answer read */
	char answer[ANSWER_SIZE];
};

struct load {
	struct hook_target target;
	int64_t port, connections, seconds, count, rate, customers;
	bool in_order;
	struct buf bytes;
	size_t *starts; /* count + 1 of them */
	int epoll, timer;
	struct conn conns[CONNECTIONS_MAX];
	int64_t next, answered, lost;
	int64_t begun_us, end_us, last_us, due_us;
	double *latency_us; /* of the answers that were 200 */
	int64_t ok, by_status[STATUS_MAX];
	uint64_t random;
};

static void
fail(const char *what)
{
	fprintf(stderr, "load: %s: %s\n", what, strerror(errno));
	exit(1);
}

static uint64_t
roll(struct load *load)
{
	load->random = load->random * UINT64_C(6364136223846793005) + 1442695040888963407;
	return load->random >> 33;
}

/* ---- requests ---- */

static void
make_requests(struct load *load)
{
	char from[NUMBER_TEXT], sid[SID_SIZE];
	size_t *starts = mem_zero((size_t)load->count + 1, sizeof(size_t));

	load->bytes.max = (size_t)COUNT_MAX * 2048;
	load->starts = starts;
	load->latency_us = mem_zero((size_t)load->count, sizeof(double));
	for (int64_t i = 0; i < load->count; i++) {
		int64_t customer = (load->in_order ? i : (int64_t)roll(load)) % load->customers;

		(void)snprintf(from, sizeof(from), "+1212%07" PRId64, first_number + customer);
		sid_make(sid);
		form_request(&load->target, sid, from, said, &load->bytes);
		starts[i + 1] = load->bytes.n;
	}
}

/* ---- connections ---- */

static void
conn_open(struct load *load, struct conn *conn)
{
	struct sockaddr_in address = { .sin_family = AF_INET,
		.sin_port = htons((uint16_t)load->port),
		.sin_addr.s_addr = htonl(INADDR_LOOPBACK) };
	struct epoll_event event = { .events = EPOLLIN, .data.ptr = conn };
	int one = 1;

	conn->request = -1;
	conn->sent = conn->n = 0;
	conn->fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
	if (conn->fd < 0 || connect(conn->fd, (struct sockaddr *)&address, sizeof(address)) != 0)
		fail("can't connect");
	(void)setsockopt(conn->fd, IPPROTO_TCP, TCP_NODELAY, &one, sizeof(one));
	if (fcntl(conn->fd, F_SETFL, O_NONBLOCK) != 0 ||
	    epoll_ctl(load->epoll, EPOLL_CTL_ADD, conn->fd, &event) != 0)
		fail("epoll");
}

static void
conn_lost(struct load *load, struct conn *conn)
{
	(void)close(conn->fd);
	load->by_status[0]++;
	load->answered += conn->request >= 0 ? 1 : 0;
	if (++load->lost > LOST_MAX) {
		fprintf(stderr, "load: lost %d connections\n", LOST_MAX);
		exit(1);
	}
	conn_open(load, conn);
}

/* A request is smaller than a socket's buffer and goes out at once. */
static void
conn_send(struct load *load, struct conn *conn, int64_t since_us)
{
	size_t from = load->starts[load->next], n = load->starts[load->next + 1] - from;

	conn->request = load->next++;
	conn->since_us = since_us;
	conn->n = 0;
	if (send(conn->fd, load->bytes.p + from, n, MSG_NOSIGNAL) != (ssize_t)n)
		conn_lost(load, conn);
}

static bool
may_send(const struct load *load, int64_t now_us)
{
	return load->next < load->count && now_us < load->end_us;
}

/* ---- answers ---- */

/* The status of a whole answer, 0 while more is to come. */
static int
answer_status(const struct conn *conn)
{
	static const char length_name[] = "\r\ncontent-length:";
	char *head_end = memmem(conn->answer, conn->n, "\r\n\r\n", 4);
	const char *length;
	size_t head_n;

	if (head_end == NULL)
		return 0;
	head_n = (size_t)(head_end - conn->answer) + 4;
	length = strcasestr(conn->answer, length_name);
	if (length == NULL || length > head_end ||
	    conn->n < head_n + strtoul(length + sizeof(length_name) - 1, NULL, 10))
		return 0;
	return (int)strtol(conn->answer + sizeof("HTTP/1.1"), NULL, 10);
}

static void
note_answer(struct load *load, struct conn *conn, int status, int64_t now_us)
{
	load->answered++;
	load->last_us = now_us;
	conn->request = -1;
	if (status == 200)
		load->latency_us[load->ok++] = (double)(now_us - conn->since_us);
	else
		load->by_status[status > 0 && status < STATUS_MAX ? status : 0]++;
}

static void
conn_read(struct load *load, struct conn *conn)
{
	ssize_t n = recv(conn->fd, conn->answer + conn->n, sizeof(conn->answer) - 1 - conn->n, 0);
	int64_t now_us;
	int status;

	if (n < 0 && (errno == EAGAIN || errno == EINTR))
		return;
	if (n <= 0 || conn->request < 0) {
		conn_lost(load, conn);
		return;
	}
	conn->n += (size_t)n;
	conn->answer[conn->n] = '\0';
	status = answer_status(conn);
	if (status == 0)
		return;
	now_us = clock_mono_us();
	note_answer(load, conn, status, now_us);
	if (load->rate == 0 && may_send(load, now_us))
		conn_send(load, conn, now_us);
}

/* ---- the open loop's clock ---- */

static void
plan_next(struct load *load)
{
	double unit = ((double)roll(load) + 1) / (double)(UINT64_C(1) << 31);
	struct itimerspec when = { 0 };

	load->due_us += (int64_t)(-log(unit) * 1e6 / (double)load->rate);
	when.it_value.tv_sec = load->due_us / 1000000;
	when.it_value.tv_nsec = load->due_us % 1000000 * 1000;
	if (timerfd_settime(load->timer, TFD_TIMER_ABSTIME, &when, NULL) != 0)
		fail("timerfd_settime");
}

static struct conn *
idle_conn(struct load *load)
{
	for (int64_t i = 0; i < load->connections; i++)
		if (load->conns[i].request < 0)
			return &load->conns[i];
	return NULL;
}

/* With no free connection the request waits; its time runs from when it was due. */
static void
send_due(struct load *load)
{
	struct conn *conn;

	while (load->due_us < load->end_us && load->next < load->count &&
	    load->due_us <= clock_mono_us() && (conn = idle_conn(load)) != NULL) {
		conn_send(load, conn, load->due_us);
		plan_next(load);
	}
}

/* ---- the run ---- */

static bool
finished(const struct load *load, int64_t now_us)
{
	int64_t sending_until = load->rate > 0 ? load->due_us : now_us;
	bool sent_all = load->next >= load->count || sending_until >= load->end_us;

	return (sent_all && load->answered >= load->next) || now_us > load->end_us + DRAIN_US;
}

static void
begin(struct load *load)
{
	load->begun_us = load->due_us = clock_mono_us();
	load->end_us = load->begun_us + load->seconds * 1000000;
	if (load->rate > 0) {
		struct epoll_event event = { .events = EPOLLIN, .data.ptr = NULL };

		load->timer = timerfd_create(CLOCK_MONOTONIC, TFD_NONBLOCK | TFD_CLOEXEC);
		if (load->timer < 0 ||
		    epoll_ctl(load->epoll, EPOLL_CTL_ADD, load->timer, &event) != 0)
			fail("timerfd");
		plan_next(load);
		return;
	}
	for (int64_t i = 0; i < load->connections && load->next < load->count; i++)
		conn_send(load, &load->conns[i], clock_mono_us());
}

static void
run(struct load *load)
{
	struct epoll_event events[EVENTS];
	uint64_t ticks;

	begin(load);
	while (!finished(load, clock_mono_us())) {
		int n = epoll_wait(load->epoll, events, EVENTS, 100);

		for (int i = 0; i < n; i++) {
			if (events[i].data.ptr != NULL)
				conn_read(load, events[i].data.ptr);
			else
				(void)!read(load->timer, &ticks, sizeof(ticks));
		}
		if (load->rate > 0)
			send_due(load);
	}
}

/* ---- the report ---- */

static int
by_size(const void *a, const void *b)
{
	double left = *(const double *)a, right = *(const double *)b;

	return left < right ? -1 : left > right ? 1 : 0;
}

static double
percentile(const struct load *load, double share)
{
	return load->ok == 0 ? 0 : load->latency_us[(int64_t)((double)(load->ok - 1) * share)];
}

static double
cpu_s(void)
{
	struct rusage usage;

	(void)getrusage(RUSAGE_SELF, &usage);
	return (double)(usage.ru_utime.tv_sec + usage.ru_stime.tv_sec) +
	    (double)(usage.ru_utime.tv_usec + usage.ru_stime.tv_usec) / 1e6;
}

static void
report(struct load *load, double cpu)
{
	double seconds = (double)(load->last_us - load->begun_us) / 1e6;
	const char *between = "";

	qsort(load->latency_us, (size_t)load->ok, sizeof(double), by_size);
	printf("{\"connections\":%" PRId64 ",\"sent\":%" PRId64 ",\"ok\":%" PRId64
	       ",\"unanswered\":%" PRId64 ",\"other\":{",
	    load->connections, load->next, load->ok, load->next - load->answered);
	for (int status = 0; status < STATUS_MAX; status++) {
		if (load->by_status[status] == 0)
			continue;
		printf("%s\"%d\":%" PRId64, between, status, load->by_status[status]);
		between = ",";
	}
	printf("},\"seconds\":%.3f,\"per_s\":%.0f,\"p50_us\":%.0f,\"p99_us\":%.0f,\"max_us\":%.0f,"
	       "\"ran_out\":%s,\"cpu_s\":%.3f}\n",
	    seconds, seconds > 0 ? (double)load->ok / seconds : 0, percentile(load, 0.5),
	    percentile(load, 0.99), percentile(load, 1),
	    load->next >= load->count ? "true" : "false", cpu);
}

/* ---- the command line ---- */

static void
usage(void)
{
	fprintf(stderr,
	    "usage: LOAD_TOKEN=… load --port N --url URL --account SID --to NUMBER\n"
	    "       [--connections 1..256] [--seconds 1..60] [--count 1..400000]\n"
	    "       [--rate N] [--customers N] [--in-order]\n");
	exit(2);
}

static int64_t
number(const char *text, int64_t min, int64_t max)
{
	int64_t value;

	if (!view_to_int(view_of(text), min, max, &value))
		usage();
	return value;
}

static void
take_option(struct load *load, int option, const char *value)
{
	switch (option) {
	case 'p':
		load->port = number(value, 1, 65535);
		break;
	case 'u':
		load->target.url = value;
		break;
	case 'a':
		load->target.account_sid = value;
		break;
	case 't':
		load->target.to = value;
		break;
	case 'c':
		load->connections = number(value, 1, CONNECTIONS_MAX);
		break;
	case 's':
		load->seconds = number(value, 1, 60);
		break;
	case 'n':
		load->count = number(value, 1, COUNT_MAX);
		break;
	case 'r':
		load->rate = number(value, 1, 1000000);
		break;
	case 'm':
		load->customers = number(value, 1, 1000000);
		break;
	case 'i':
		load->in_order = true;
		break;
	default:
		usage();
	}
}

static void
read_options(struct load *load, int argc, char **argv)
{
	static const struct option options[] = { { "port", 1, NULL, 'p' }, { "url", 1, NULL, 'u' },
		{ "account", 1, NULL, 'a' }, { "to", 1, NULL, 't' },
		{ "connections", 1, NULL, 'c' }, { "seconds", 1, NULL, 's' },
		{ "count", 1, NULL, 'n' }, { "rate", 1, NULL, 'r' }, { "customers", 1, NULL, 'm' },
		{ "in-order", 0, NULL, 'i' }, { NULL, 0, NULL, 0 } };
	const char *host;
	int option;

	while ((option = getopt_long(argc, argv, "", options, NULL)) != -1)
		take_option(load, option, optarg);
	load->target.token = getenv("LOAD_TOKEN");
	host = load->target.url != NULL ? strstr(load->target.url, "://") : NULL;
	load->target.path = host != NULL ? strchr(host + 3, '/') : NULL;
	if (optind < argc || load->port == 0 || load->target.path == NULL ||
	    load->target.token == NULL || load->target.account_sid == NULL ||
	    load->target.to == NULL)
		usage();
}

int
main(int argc, char **argv)
{
	static struct load load = {
		.connections = 64, .seconds = 5, .count = 100000, .customers = 20000
	};
	double cpu;

	read_options(&load, argc, argv);
	load.random = random_u64();
	load.epoll = epoll_create1(EPOLL_CLOEXEC);
	if (load.epoll < 0)
		fail("epoll_create1");
	make_requests(&load);
	for (int64_t i = 0; i < load.connections; i++)
		conn_open(&load, &load.conns[i]);
	cpu = cpu_s();
	run(&load);
	report(&load, cpu_s() - cpu);
	buf_fini(&load.bytes);
	free(load.starts);
	free(load.latency_us);
	return load.ok > 0 ? 0 : 1;
}
