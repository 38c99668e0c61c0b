/* names - see names.h */
#include "voiced/names.h"

#include <arpa/inet.h>
#include <netdb.h>
#include <stdlib.h>
#include <string.h>

#include <uthash.h>
#include <uv.h>

#include "common/base/clock.h"
#include "common/log/log.h"
#include "common/loop/loop.h"
#include "common/metrics/metrics.h"

enum {
	NAME_SIZE = 254,
	ROUND_MS = 1000,
	FRESH_MS = 60000, /* so long an answer is good */
	AGAIN_MS = 10000, /* after one that failed; twice as long after each further one */
	AGAIN_MOST_MS = 5 * 60 * 1000,
	MS_PER_S = 1000,
	AT_ONCE = 2, /* lookups: the resolver's threads are others' too */
	HELP_AT_ONCE = 3, /* likewise, where a call for help waits for one of them */
	DOUBTFUL_AT_ONCE = 1, /* of them, names that failed last time */
	LOG_MS = 60000,
};

static COUNTER(
    failed_total, "voice_names_failed_total", "Lookups of trunks' hosts that gave nothing");

static GAUGE(names_now, "voice_names", "Hosts of trunks whose addresses are known");

struct name {
	char host[NAME_SIZE];
	struct name_addresses addresses;
	int64_t due_ms, wanted_ms;
	bool looking;
	bool for_help; /* a call for help waits for it: it goes before all others */
	int failures; /* since it was found last */
	uv_getaddrinfo_t request;
	struct names *names;
	UT_hash_handle hh;
};

struct names {
	struct daemon *daemon;
	struct name *by_host; /* uthash, in the order in which they came */
	struct timer timer;
	int looking;
	int doubtful; /* of them, names that failed last time */
	uint64_t additions;
	bool stopping;
};

static struct names *
names_in(struct daemon *daemon)
{
	return daemon_data(daemon, "names");
}

/* ---- a lookup ---- */

static void
on_stopped(void *ctx)
{
	struct names *names = ctx;
	struct daemon *daemon = names->daemon;
	struct name *name, *next;

	HASH_ITER (hh, names->by_host, name, next) {
		/* NOLINTNEXTLINE(clang-analyzer-core*): uthash's own pointers */
		HASH_DEL(names->by_host, name);
		free(name);
	}
	free(names);
	daemon_set_data(daemon, "names", NULL);
	daemon_part_stopped(daemon);
}

static void
settle(struct names *names)
{
	if (names->stopping && names->looking == 0)
		timer_close(&names->timer, on_stopped);
}

/* Resolvers turn the order round and round, which adds nothing. */
static bool
adds(const struct name_addresses *now, const struct name_addresses *before)
{
	for (int i = 0; i < now->count; i++) {
		bool known = false;

		for (int k = 0; k < before->count; k++)
			known |= strcmp(now->text[i], before->text[k]) == 0;
		if (!known)
			return true;
	}
	return false;
}

static void
take(struct name *name, const struct addrinfo *found)
{
	struct name_addresses *out = &name->addresses;
	const struct name_addresses before = *out;

	out->count = 0;
	out->pending = false;
	for (; found != NULL && out->count < NAME_ADDRESSES_MAX; found = found->ai_next)
		if (getnameinfo(found->ai_addr, found->ai_addrlen, out->text[out->count],
			NAME_ADDRESS_SIZE, NULL, 0, NI_NUMERICHOST) == 0 &&
		    strchr(out->text[out->count], '%') == NULL)
			out->count++;
	name->names->additions += adds(out, &before);
}

/* Who fails again and again is asked for more and more rarely. */
static int64_t
again_ms(int failures)
{
	int64_t ms = AGAIN_MS;

	for (int i = 1; i < failures && ms < AGAIN_MOST_MS; i++)
		ms *= 2;
	return ms < AGAIN_MOST_MS ? ms : AGAIN_MOST_MS;
}

static void
failed(struct name *name, const char *why)
{
	int64_t suppressed;

	name->failures++;
	name->due_ms = clock_mono_ms() + again_ms(name->failures);
	name->addresses.pending = false;
	metric_add(&failed_total, 1);
	if (log_allow("name_not_found", view_of(name->host), LOG_MS, &suppressed))
		LOG(WARN, "name_not_found", LOG_TEXT("host", name->host), LOG_TEXT("why", why),
		    LOG_INT("addresses_kept", name->addresses.count),
		    LOG_INT("suppressed", suppressed));
}

static void look_due(struct names *names);

static void
count_known(const struct names *names)
{
	struct name *name, *next;
	int64_t known = 0;

	HASH_ITER (hh, names->by_host, name, next)
		known += name->addresses.count > 0;
	metric_set(&names_now, known);
}

static void
on_found(uv_getaddrinfo_t *request, int status, struct addrinfo *found)
{
	struct name *name = request->data;
	struct names *names = name->names;

	name->looking = name->for_help = false;
	names->looking--;
	names->doubtful -= name->failures > 0;
	if (status == 0) {
		take(name, found);
		name->failures = 0;
		name->due_ms = clock_mono_ms() + FRESH_MS;
	} else if (status != UV_ECANCELED) {
		failed(name, uv_strerror(status));
	}
	uv_freeaddrinfo(found);
	count_known(names);
	if (names->stopping)
		settle(names);
	else
		look_due(names);
}

static void
look(struct names *names, struct name *name)
{
	const struct addrinfo hints = { .ai_family = AF_UNSPEC, .ai_socktype = SOCK_DGRAM };
	int status;

	name->request.data = name;
	status = uv_getaddrinfo(
	    daemon_loop(names->daemon), &name->request, on_found, name->host, NULL, &hints);
	name->looking = status == 0;
	if (!name->looking) {
		failed(name, uv_strerror(status));
		return;
	}
	names->looking++;
	names->doubtful += name->failures > 0;
}

/* Names that failed never take all lookups: with each of them the resolver may be waited for as long as it waits. */
static bool
may_look(const struct names *names, const struct name *name, int64_t now_ms)
{
	return !name->looking && now_ms >= name->due_ms &&
	    (name->failures == 0 || names->doubtful < DOUBTFUL_AT_ONCE);
}

static bool
goes_before(const struct name *name, const struct name *other)
{
	return other == NULL || (name->for_help && !other->for_help) ||
	    (name->for_help == other->for_help && name->due_ms < other->due_ms);
}

/* The one that has waited longest. NULL: none is due. */
static struct name *
next_due(const struct names *names)
{
	struct name *name, *next, *result = NULL;
	int64_t now_ms = clock_mono_ms();

	HASH_ITER (hh, names->by_host, name, next)
		if (may_look(names, name, now_ms) && goes_before(name, result))
			result = name;
	return result;
}

static void
look_due(struct names *names)
{
	struct name *name;

	while ((name = next_due(names)) != NULL &&
	    names->looking < (name->for_help ? HELP_AT_ONCE : AT_ONCE))
		look(names, name);
}

static void
on_round(void *ctx)
{
	struct names *names = ctx;

	look_due(names);
	timer_in(&names->timer, ROUND_MS);
}

/* ---- from outside ---- */

/* "192.0.2.7", "2001:db8::1", "[2001:db8::1]" */
static bool
is_numeric(struct view host, struct name_addresses *out)
{
	unsigned char bytes[sizeof(struct in6_addr)];

	if (host.n > 2 && host.p[0] == '[' && host.p[host.n - 1] == ']')
		host = (struct view){ host.p + 1, host.n - 2 };
	out->count = view_copy(host, out->text[0], NAME_ADDRESS_SIZE) &&
	    (inet_pton(AF_INET, out->text[0], bytes) == 1 ||
		inet_pton(AF_INET6, out->text[0], bytes) == 1);
	return out->count == 1;
}

static void
log_full(struct view host)
{
	int64_t suppressed;

	if (log_allow("names_full", VIEW(""), LOG_MS, &suppressed))
		LOG(ERROR, "names_full", LOG_VIEW("host", host), LOG_INT("most", NAMES_MAX),
		    LOG_INT("suppressed", suppressed));
}

const struct name_addresses *
names_of(struct daemon *daemon, struct view host)
{
	static struct name_addresses numeric;
	struct names *names = names_in(daemon);
	struct name *name;

	if (is_numeric(host, &numeric) || names == NULL || host.n == 0 || host.n >= NAME_SIZE)
		return &numeric;
	/* NOLINTNEXTLINE(clang-analyzer-core*): uthash's own pointers */
	HASH_FIND(hh, names->by_host, host.p, host.n, name);
	if (name == NULL && HASH_COUNT(names->by_host) >= NAMES_MAX) {
		log_full(host);
		return &numeric;
	}
	if (name == NULL) {
		name = mem_zero(1, sizeof(*name));
		(void)view_copy(host, name->host, sizeof(name->host));
		name->names = names;
		name->due_ms = clock_mono_ms();
		name->addresses.pending = true;
		/* NOLINTNEXTLINE(clang-analyzer-core*): uthash's own pointers */
		HASH_ADD_KEYPTR(hh, names->by_host, name->host, host.n, name);
		look_due(names);
	}
	name->wanted_ms = clock_mono_ms();
	return &name->addresses;
}

uint64_t
names_additions(struct daemon *daemon)
{
	const struct names *names = names_in(daemon);

	return names != NULL ? names->additions : 0;
}

bool
names_awaited(struct daemon *daemon, struct view host, bool for_help)
{
	const struct name_addresses *addresses = names_of(daemon, host);
	struct names *names = names_in(daemon);
	struct name *name;

	if (!addresses->pending || names == NULL)
		return false;
	/* NOLINTNEXTLINE(clang-analyzer-core*): uthash's own pointers */
	HASH_FIND(hh, names->by_host, host.p, host.n, name);
	if (name != NULL && !name->looking) {
		name->due_ms = 0;
		name->for_help |= for_help;
		look_due(names);
	}
	return true;
}

void
names_sweep(struct daemon *daemon, int64_t since_ms)
{
	struct names *names = names_in(daemon);
	struct name *name, *next;
	int64_t now_ms = clock_mono_ms(),
		kept_ms = config_int(daemon_config(daemon), "names_kept_s") * MS_PER_S;

	if (names == NULL)
		return;
	HASH_ITER (hh, names->by_host, name, next)
		if (!name->looking && name->wanted_ms < since_ms &&
		    now_ms - name->wanted_ms >= kept_ms) {
			/* NOLINTNEXTLINE(clang-analyzer-core*): uthash's own pointers */
			HASH_DEL(names->by_host, name);
			free(name);
		}
	count_known(names);
}

int
names_start(struct daemon *daemon, struct err *err)
{
	struct names *names = mem_zero(1, sizeof(*names));

	(void)err;
	metric_register(&failed_total);
	metric_register(&names_now);
	names->daemon = daemon;
	timer_init(&names->timer, daemon_loop(daemon), on_round, names);
	daemon_set_data(daemon, "names", names);
	timer_in(&names->timer, ROUND_MS);
	return 0;
}

void
names_stop(struct daemon *daemon)
{
	struct names *names = names_in(daemon);
	struct name *name, *next;

	names->stopping = true;
	timer_stop(&names->timer);
	HASH_ITER (hh, names->by_host, name, next)
		if (name->looking)
			(void)uv_cancel((uv_req_t *)&name->request);
	settle(names);
}
