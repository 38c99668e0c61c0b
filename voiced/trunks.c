/* trunks - see trunks.h */
#include "voiced/trunks.h"

#include <limits.h>
#include <stdlib.h>
#include <string.h>

#include "common/auth/purpose.h"
#include "common/daemon/box.h"
#include "common/daemon/reload.h"
#include "common/log/log.h"
#include "common/base/clock.h"
#include "common/metrics/metrics.h"
#include "voiced/names.h"
#include "voiced/plan.h"
#include "voiced/voiced.h"

static GAUGE(trunks_now, "voice_trunks", "Trunks that are in use");
static GAUGE(rules_now, "voice_dial_rules", "Rules of dial plans");
static COUNTER(failed_total, "voice_trunk_failures_total",
    "Times that a trunk did not answer a call, or said that it can't");

/* The rules of one organisation. */
struct plan {
	int64_t tenant;
	struct dial_rule *rules;
	size_t count, room;
	UT_hash_handle hh;
};

struct trunks {
	struct reload reload;
	struct trunk *by_key; /* uthash */
	struct plan *plans, *next; /* uthash; what is being read */
	int64_t began_ms; /* it */
	struct net_set sources; /* from where any of them calls, at least */
	bool sources_old; /* trunks were read since */
	uint64_t sources_names; /* the names_additions that it knows */
};

static struct trunks *
trunks_of(struct daemon *daemon)
{
	return daemon_data(daemon, "trunks");
}

/* ---- trunks ---- */

static struct trunk *
find(const struct trunks *trunks, int64_t tenant, int64_t id)
{
	const struct trunk_key key = { tenant, id };
	struct trunk *found;

	/* NOLINTNEXTLINE(clang-analyzer-core*): uthash's own pointers */
	HASH_FIND(hh, trunks->by_key, &key, sizeof(key), found);
	return found;
}

static void
forget_box(struct trunk *trunk)
{
	free(trunk->box);
	trunk->box = NULL;
	trunk->box_n = 0;
}

static void
drop(struct trunks *trunks, struct trunk *trunk)
{
	/* NOLINTNEXTLINE(clang-analyzer-core*): uthash's own pointers */
	HASH_DEL(trunks->by_key, trunk);
	forget_box(trunk);
	free(trunk->source_names);
	free(trunk);
}

static struct trunk *
get(struct trunks *trunks, int64_t tenant, int64_t id)
{
	struct trunk *trunk = find(trunks, tenant, id);

	if (trunk != NULL)
		return trunk;
	trunk = mem_zero(1, sizeof(*trunk));
	trunk->key = (struct trunk_key){ tenant, id };
	/* NOLINTNEXTLINE(clang-analyzer-core*): uthash's own pointers */
	HASH_ADD(hh, trunks->by_key, key, sizeof(trunk->key), trunk);
	return trunk;
}

static const char *const transports[] = {
	[TRUNK_UDP] = "udp",
	[TRUNK_TCP] = "tcp",
	[TRUNK_TLS] = "tls",
};

const char *
trunk_transport_name(enum trunk_transport transport)
{
	return transports[transport];
}

static enum trunk_transport
transport_find(struct view name)
{
	return view_is(name, "tls") ? TRUNK_TLS : view_is(name, "tcp") ? TRUNK_TCP : TRUNK_UDP;
}

static void
take_sources(struct trunk *trunk, struct view list)
{
	struct buf names = { 0 };

	trunk->source_count = 0;
	while (list.n > 0 && trunk->source_count < TRUNK_SOURCES_MAX) {
		struct view source = view_cut(&list, ',');

		if (net_read(source, &trunk->sources[trunk->source_count]))
			trunk->source_count++;
		else
			buf_addf(&names, "%s%.*s", names.n > 0 ? "," : "", (int)source.n, source.p);
	}
	free(trunk->source_names);
	trunk->source_names = names.n > 0 ? view_dup(buf_view(&names)) : NULL;
	buf_fini(&names);
}

static void
take_box(struct trunk *trunk, const struct db_result *rows, int i)
{
	struct buf box = { 0 };

	forget_box(trunk);
	if (db_is_null(rows, i, db_col(rows, "secret")))
		return;
	db_bytes(rows, i, db_col(rows, "secret"), &box);
	trunk->box = view_dup(buf_view(&box));
	trunk->box_n = box.n;
	trunk->box_row = db_int(rows, i, db_col(rows, "box"));
	buf_fini(&box);
}

/* So that they are known when it is called, and when it calls. */
static void
want_names(struct daemon *daemon, const struct trunk *trunk)
{
	struct view names = view_of(trunk->source_names);

	(void)names_of(daemon, view_of(trunk->host));
	while (names.n > 0)
		(void)names_of(daemon, view_cut(&names, ','));
}

static void
take_trunk(void *part, const struct db_result *rows, int i)
{
	struct trunks *trunks = part;
	struct trunk *trunk = get(
	    trunks, db_int(rows, i, db_col(rows, "tenant")), db_int(rows, i, db_col(rows, "id")));

	trunk->reading = trunks->reload.reading;
	(void)view_copy(db_text(rows, i, db_col(rows, "name")), trunk->name, sizeof(trunk->name));
	(void)view_copy(db_text(rows, i, db_col(rows, "host")), trunk->host, sizeof(trunk->host));
	(void)view_copy(
	    db_text(rows, i, db_col(rows, "username")), trunk->username, sizeof(trunk->username));
	trunk->port = (int)db_int(rows, i, db_col(rows, "port"));
	trunk->transport = transport_find(db_text(rows, i, db_col(rows, "transport")));
	trunk->max_calls = (int)db_int(rows, i, db_col(rows, "max_calls"));
	trunk->disabled = db_bool(rows, i, db_col(rows, "disabled"));
	trunk->emergency = db_bool(rows, i, db_col(rows, "emergency"));
	take_sources(trunk, db_text(rows, i, db_col(rows, "sources")));
	trunks->sources_old = true;
	want_names(trunks->reload.rounds.daemon, trunk);
	take_box(trunk, rows, i);
}

/* One that has calls stays until they have ended, disabled: their counts are given back. */
static void
drop_unseen(struct trunks *trunks)
{
	struct trunk *trunk, *next;
	int64_t used = 0;

	HASH_ITER (hh, trunks->by_key, trunk, next)
		if (trunk->reading == trunks->reload.reading)
			used += !trunk->disabled;
		else if (trunk->calls > 0)
			trunk->disabled = true;
		else
			drop(trunks, trunk);
	metric_set(&trunks_now, used);
}

/* ---- rules ---- */

static struct plan *
plan_find(struct plan *plans, int64_t tenant)
{
	struct plan *found;

	/* NOLINTNEXTLINE(clang-analyzer-core*): uthash's own pointers */
	HASH_FIND(hh, plans, &tenant, sizeof(tenant), found);
	return found;
}

static void
plans_free(struct plan **plans)
{
	struct plan *plan, *next;

	HASH_ITER (hh, *plans, plan, next) {
		/* NOLINTNEXTLINE(clang-analyzer-core*): uthash's own pointers */
		HASH_DEL(*plans, plan);
		free(plan->rules);
		free(plan);
	}
}

static struct dial_rule *
rule_new(struct trunks *trunks, int64_t tenant)
{
	struct plan *plan = plan_find(trunks->next, tenant);

	if (plan == NULL) {
		plan = mem_zero(1, sizeof(*plan));
		plan->tenant = tenant;
		/* NOLINTNEXTLINE(clang-analyzer-core*): uthash's own pointers */
		HASH_ADD(hh, trunks->next, tenant, sizeof(plan->tenant), plan);
	}
	if (plan->count == plan->room) {
		plan->room = plan->room > 0 ? 2 * plan->room : 8;
		plan->rules = mem_grow(plan->rules, plan->room * sizeof(*plan->rules));
	}
	plan->rules[plan->count] = (struct dial_rule){ 0 };
	return &plan->rules[plan->count++];
}

static void
take_rule(void *part, const struct db_result *rows, int i)
{
	struct trunks *trunks = part;
	struct dial_rule *rule = rule_new(trunks, db_int(rows, i, db_col(rows, "tenant")));
	struct view list = db_text(rows, i, db_col(rows, "trunks"));
	int64_t id;

	rule->id = db_int(rows, i, db_col(rows, "id"));
	rule->site = db_is_null(rows, i, db_col(rows, "site_id"))
	    ? 0
	    : db_int(rows, i, db_col(rows, "site_id"));
	(void)view_copy(
	    db_text(rows, i, db_col(rows, "prefix")), rule->prefix, sizeof(rule->prefix));
	rule->allow = db_bool(rows, i, db_col(rows, "allow"));
	rule->price = price_find(db_text(rows, i, db_col(rows, "price_class")));
	while (list.n > 0 && rule->trunk_count < DIAL_TRUNKS_MAX)
		if (view_to_int(view_cut(&list, ','), 1, INT64_MAX, &id))
			rule->trunks[rule->trunk_count++] = id;
}

/* ---- reading ---- */

static void
reading_begin(void *part)
{
	struct trunks *trunks = part;

	trunks->began_ms = clock_mono_ms();
	plans_free(&trunks->next);
}

static void
reading_finish(void *part)
{
	struct trunks *trunks = part;
	struct plan *plan, *next;
	int64_t rules = 0;

	drop_unseen(trunks);
	plans_free(&trunks->plans);
	trunks->plans = trunks->next;
	trunks->next = NULL;
	HASH_ITER (hh, trunks->plans, plan, next)
		rules += (int64_t)plan->count;
	metric_set(&rules_now, rules);
	names_sweep(trunks->reload.rounds.daemon, trunks->began_ms);
}

static const struct reload_table tables[] = {
	{ &q_trunks_load, { "tenant", "id" }, take_trunk },
	{ &q_dial_rules_load, { "tenant", "id" }, take_rule },
};

static const struct reload_spec reading = {
	.name = "trunks",
	.tables = tables,
	.table_count = sizeof(tables) / sizeof(tables[0]),
	.begin = reading_begin,
	.finish = reading_finish,
	.round_ms = 60000,
	.soon_ms = 20,
};

/* ---- from outside: whose call is this ---- */

static bool
is_named(struct daemon *daemon, struct view names, const struct net *address)
{
	while (names.n > 0) {
		const struct name_addresses *found = names_of(daemon, view_cut(&names, ','));
		struct net net;

		for (int i = 0; i < found->count; i++)
			if (net_read(view_of(found->text[i]), &net) && net_holds(&net, address))
				return true;
	}
	return false;
}

static bool
has_source(struct daemon *daemon, const struct trunk *trunk, const struct net *address)
{
	for (unsigned int i = 0; i < trunk->source_count; i++)
		if (net_holds(&trunk->sources[i], address))
			return true;
	return is_named(daemon, view_of(trunk->source_names), address);
}

static void
add_named(struct daemon *daemon, struct view names, struct net_set *set)
{
	while (names.n > 0) {
		const struct name_addresses *found = names_of(daemon, view_cut(&names, ','));
		struct net net;

		for (int i = 0; i < found->count; i++)
			if (net_read(view_of(found->text[i]), &net))
				net_set_add(set, &net);
	}
}

/* Anybody can send datagrams, from as many addresses as they like: most are told apart here, without a look at each trunk. */
static const struct net_set *
sources_of(struct daemon *daemon, struct trunks *trunks)
{
	struct trunk *trunk, *next;

	if (!trunks->sources_old && trunks->sources_names == names_additions(daemon))
		return &trunks->sources;
	net_set_clear(&trunks->sources);
	HASH_ITER (hh, trunks->by_key, trunk, next) {
		for (unsigned int i = 0; i < trunk->source_count; i++)
			net_set_add(&trunks->sources, &trunk->sources[i]);
		add_named(daemon, view_of(trunk->source_names), &trunks->sources);
	}
	trunks->sources_old = false;
	trunks->sources_names = names_additions(daemon);
	return &trunks->sources;
}

/* What is promised to come encrypted is not taken in clear. */
static bool
fits(const struct trunk *trunk, enum trunk_transport transport)
{
	return !trunk->disabled && (trunk->transport != TRUNK_TLS || transport == TRUNK_TLS);
}

/* What is looked for at an address. */
struct sought {
	enum trunk_transport by;
	struct net address;
};

enum { ANYBODY = 0 };

static bool
calls_from(struct daemon *daemon, const struct trunk *trunk, const struct sought *sought)
{
	return fits(trunk, sought->by) && has_source(daemon, trunk, &sought->address);
}

static bool
has_room_from(struct daemon *daemon, const struct trunk *trunk, const struct sought *sought)
{
	return trunk->calls < trunk->max_calls && calls_from(daemon, trunk, sought);
}

static bool
is_called_at(struct daemon *daemon, const struct trunk *trunk, const struct sought *sought)
{
	return is_named(daemon, view_of(trunk->host), &sought->address);
}

/* The first one of which this is so. NULL: of none. */
static struct trunk *
first_at(struct daemon *daemon, int64_t tenant, enum trunk_transport by, struct view address,
    bool (*is_so)(struct daemon *daemon, const struct trunk *trunk, const struct sought *sought))
{
	struct sought sought = { .by = by };
	struct trunk *trunk, *next;

	if (!trunks_known(daemon) || !net_read(address, &sought.address))
		return NULL;
	HASH_ITER (hh, trunks_of(daemon)->by_key, trunk, next)
		if ((tenant == ANYBODY || trunk->key.tenant == tenant) &&
		    is_so(daemon, trunk, &sought))
			return trunk;
	return NULL;
}

/* The same of what is_so only where the address is one of the trunk's sources. */
static struct trunk *
first_from(struct daemon *daemon, int64_t tenant, enum trunk_transport by, struct view address,
    bool (*is_so)(struct daemon *daemon, const struct trunk *trunk, const struct sought *sought))
{
	struct net net;

	if (!trunks_known(daemon) || !net_read(address, &net) ||
	    !net_set_holds(sources_of(daemon, trunks_of(daemon)), &net))
		return NULL;
	return first_at(daemon, tenant, by, address, is_so);
}

bool
trunk_calls_from(struct daemon *daemon, enum trunk_transport by, struct view address)
{
	return first_from(daemon, ANYBODY, by, address, calls_from) != NULL;
}

bool
trunk_calls_for(struct daemon *daemon, int64_t tenant, enum trunk_transport by, struct view address)
{
	return first_from(daemon, tenant, by, address, calls_from) != NULL;
}

bool
trunk_take_from(struct daemon *daemon, int64_t tenant, enum trunk_transport by, struct view address,
    int64_t *id)
{
	struct trunk *trunk = first_from(daemon, tenant, by, address, has_room_from);

	if (trunk == NULL)
		return false;
	trunk->calls++;
	*id = trunk->key.id;
	return true;
}

bool
trunk_is_at(struct daemon *daemon, struct view address)
{
	return first_at(daemon, ANYBODY, TRUNK_BY_ANY, address, is_called_at) != NULL;
}

const struct trunk *
trunk_find(struct daemon *daemon, int64_t tenant, int64_t id)
{
	return find(trunks_of(daemon), tenant, id);
}

bool
trunk_password(struct daemon *daemon, const struct trunk *trunk, struct buf *out)
{
	return trunk->box != NULL &&
	    box_open(daemon, PURPOSE_TRUNK, trunk->key.tenant, trunk->box_row,
		(struct view){ trunk->box, trunk->box_n }, out) == 0;
}

/* ---- from outside: how it goes ---- */

static bool
take(struct trunk *trunk, int most)
{
	if (trunk == NULL || trunk->disabled || trunk->calls >= most)
		return false;
	trunk->calls++;
	return true;
}

bool
trunk_take(struct daemon *daemon, int64_t tenant, int64_t id)
{
	struct trunk *trunk = find(trunks_of(daemon), tenant, id);

	return take(trunk, trunk != NULL ? trunk->max_calls : 0);
}

bool
trunk_take_emergency(struct daemon *daemon, int64_t tenant, int64_t id)
{
	return take(find(trunks_of(daemon), tenant, id), INT_MAX);
}

void
trunk_give(struct daemon *daemon, int64_t tenant, int64_t id)
{
	struct trunk *trunk = find(trunks_of(daemon), tenant, id);

	if (trunk != NULL && trunk->calls > 0)
		trunk->calls--;
}

void
trunk_failed(struct daemon *daemon, int64_t tenant, int64_t id, int status)
{
	struct trunk *trunk = find(trunks_of(daemon), tenant, id);

	if (trunk == NULL)
		return;
	trunk->failed_until_ms = clock_mono_ms() + TRUNK_FAILED_MS;
	metric_add(&failed_total, 1);
	LOG(WARN, "trunk_failed", LOG_ID("tenant", tenant), LOG_ID("trunk", id),
	    LOG_INT("status", status));
}

void
trunk_worked(struct daemon *daemon, int64_t tenant, int64_t id)
{
	struct trunk *trunk = find(trunks_of(daemon), tenant, id);

	if (trunk != NULL)
		trunk->failed_until_ms = 0;
}

const struct dial_rule *
trunks_rules(struct daemon *daemon, int64_t tenant, size_t *count)
{
	const struct plan *plan = plan_find(trunks_of(daemon)->plans, tenant);

	*count = plan != NULL ? plan->count : 0;
	return plan != NULL ? plan->rules : NULL;
}

struct ordering {
	struct daemon *daemon;
	int64_t tenant, now_ms;
};

static enum dial_trunk
state_of(const void *ctx, int64_t id)
{
	const struct ordering *ordering = ctx;
	const struct trunk *trunk = trunk_find(ordering->daemon, ordering->tenant, id);

	if (trunk == NULL || trunk->disabled)
		return DIAL_TRUNK_OUT;
	return trunk->failed_until_ms > ordering->now_ms ? DIAL_TRUNK_FAILED : DIAL_TRUNK_GOOD;
}

/* Which of two is tried first for help: one marked for it, whatever failed before: what others called must not decide it.
 * Else one that did not fail lately, else the one that was made first. */
static bool
helps_before(const struct trunk *one, const struct trunk *two, int64_t now_ms)
{
	const bool failed = one->failed_until_ms > now_ms, other = two->failed_until_ms > now_ms;

	if (one->emergency != two->emergency)
		return one->emergency;
	return failed != other ? other : one->key.id < two->key.id;
}

/* The best ones of the organisation, kept sorted. */
static void
take_helping(struct daemon *daemon, int64_t tenant, struct dial *dial)
{
	const struct trunk *best[DIAL_TRUNKS_MAX + 1];
	struct trunk *trunk, *next;
	const int64_t now_ms = clock_mono_ms();
	unsigned int n = 0;

	HASH_ITER (hh, trunks_of(daemon)->by_key, trunk, next) {
		unsigned int at = n;

		if (trunk->key.tenant != tenant || trunk->disabled)
			continue;
		for (; at > 0 && helps_before(trunk, best[at - 1], now_ms); at--)
			best[at] = best[at - 1];
		best[at] = trunk;
		n += n < DIAL_TRUNKS_MAX;
	}
	for (unsigned int i = 0; i < n; i++)
		dial->trunks[i] = best[i]->key.id;
	dial->trunk_count = n;
}

void
trunks_order(struct daemon *daemon, int64_t tenant, struct dial *dial)
{
	const struct ordering ordering = { daemon, tenant, clock_mono_ms() };

	if (dial->kind == DIAL_EMERGENCY)
		take_helping(daemon, tenant, dial);
	else
		dial_order(dial, state_of, &ordering);
}

/* ---- its life ---- */

bool
trunks_known(struct daemon *daemon)
{
	const struct trunks *trunks = trunks_of(daemon);

	return trunks != NULL && trunks->reload.known;
}

void
trunks_changed(struct daemon *daemon)
{
	struct trunks *trunks = trunks_of(daemon);

	if (trunks != NULL)
		reload_changed(&trunks->reload);
}

int
trunks_start(struct daemon *daemon, struct err *err)
{
	struct trunks *trunks = mem_zero(1, sizeof(*trunks));

	(void)err;
	metric_register(&trunks_now);
	metric_register(&rules_now);
	metric_register(&failed_total);
	reload_init(&trunks->reload, daemon, &reading);
	return 0;
}

void
trunks_stop(struct daemon *daemon)
{
	struct trunks *trunks = trunks_of(daemon);
	struct trunk *trunk, *next;

	HASH_ITER (hh, trunks->by_key, trunk, next)
		drop(trunks, trunk);
	net_set_clear(&trunks->sources);
	plans_free(&trunks->plans);
	plans_free(&trunks->next);
	reload_stop(&trunks->reload);
}
