/* awaited - see awaited.h */
#include "voiced/awaited.h"

#include <stdlib.h>
#include <string.h>

#include "common/base/bytes.h"
#include "common/base/clock.h"
#include "common/base/list.h"
#include "common/daemon/rounds.h"
#include "common/metrics/metrics.h"
#include "voiced/voiced.h"

enum { ROUND_MS = 2000, NUMBERS_MAX = 200, OWN_MAX = 100 };

static GAUGE(awaited_now, "voice_awaited",
    "Phones and numbers known to await a call back of an emergency service");

/* A number and one phone of whom it reaches. */
struct entry {
	int64_t tenant, agent;
	char *number, *contact, *source, *transport; /* contact NULL: no phone */
	int64_t at_ms, told_ms; /* of one of our own: dialled; told to the database (0: not yet) */
	struct link link;
};

struct awaited {
	struct rounds rounds;
	int64_t asked_ms; /* when the reading that is under way began */
	struct list read, own; /* as it was read; of this daemon's since, the last one first */
};

static struct awaited *
awaited_of(struct daemon *daemon)
{
	return daemon_data(daemon, "awaited");
}

static void
count(const struct awaited *awaited)
{
	metric_set(&awaited_now, (int64_t)(awaited->read.count + awaited->own.count));
}

/* ---- entries ---- */

static void
entry_free(struct list *list, struct entry *entry)
{
	list_remove(list, &entry->link);
	free(entry->number);
	free(entry->contact);
	free(entry->source);
	free(entry->transport);
	free(entry);
}

static void
list_clear(struct list *list)
{
	list_for_each_safe (list, at)
		entry_free(list, LIST_OF(at, struct entry, link));
}

/* What a reading shows that began after they were told is all of them: these are not needed any more. */
static void
own_expire(struct awaited *awaited)
{
	list_for_each_safe (&awaited->own, at) {
		struct entry *entry = LIST_OF(at, struct entry, link);

		if (entry->told_ms != 0 && entry->told_ms < awaited->asked_ms)
			entry_free(&awaited->own, entry);
	}
}

static void
take_row(struct awaited *awaited, const struct db_result *rows, int i)
{
	struct entry *entry = mem_zero(1, sizeof(*entry));

	entry->tenant = db_int(rows, i, 0);
	entry->agent = db_int(rows, i, 1);
	entry->number = view_dup(db_text(rows, i, 2));
	if (!db_is_null(rows, i, 3)) {
		entry->contact = view_dup(db_text(rows, i, 3));
		entry->source = view_dup(db_text(rows, i, 4));
		entry->transport = view_dup(db_text(rows, i, 5));
	}
	list_append(&awaited->read, &entry->link);
}

/* ---- reading ---- */

/* What was read last stands until something else is. */
static void
on_read(void *ctx, enum db_outcome outcome, const struct db_result *rows)
{
	struct awaited *awaited = ctx;

	if (!rounds_back(&awaited->rounds))
		return;
	if (outcome == DB_DONE) {
		list_clear(&awaited->read);
		for (int i = 0; i < rows->rows; i++)
			take_row(awaited, rows, i);
		own_expire(awaited);
		count(awaited);
	}
	rounds_in(&awaited->rounds, ROUND_MS);
}

static void
read_all(void *part)
{
	struct awaited *awaited = part;
	const struct db_param params[] = { P_INT(NUMBERS_MAX) };

	awaited->asked_ms = clock_mono_ms();
	rounds_begun(&awaited->rounds);
	db_submit(daemon_db(awaited->rounds.daemon),
	    &(struct db_call){ .query = &q_awaited, .lane = DB_LANE_READ, .params = params },
	    on_read, awaited);
}

/* ---- from outside ---- */

void
awaited_by_add(struct awaited_by *by, int64_t agent)
{
	for (int i = 0; i < by->count; i++)
		if (by->agents[i] == agent)
			return;
	if (by->count < AWAITED_AGENTS_MAX)
		by->agents[by->count++] = agent;
}

/* since_ms: only those of whom the database did not know then; 0: all. */
static void
find_in(const struct list *list, const char *number, int64_t since_ms,
    bool (*may_be_of)(const void *ctx, int64_t tenant), const void *ctx, struct awaited_by *by)
{
	list_for_each (list, at) {
		const struct entry *entry = LIST_OF(at, struct entry, link);

		if (strcmp(entry->number, number) != 0 ||
		    (since_ms != 0 && entry->told_ms != 0 && entry->told_ms < since_ms))
			continue;
		if (by->count == 0 && may_be_of(ctx, entry->tenant))
			by->tenant = entry->tenant;
		if (entry->tenant == by->tenant)
			awaited_by_add(by, entry->agent);
	}
}

bool
awaited_find(struct daemon *daemon, const char *number,
    bool (*may_be_of)(const void *ctx, int64_t tenant), const void *ctx, struct awaited_by *by)
{
	const struct awaited *awaited = awaited_of(daemon);

	*by = (struct awaited_by){ 0 };
	if (awaited == NULL)
		return false;
	find_in(&awaited->own, number, 0, may_be_of, ctx, by);
	find_in(&awaited->read, number, 0, may_be_of, ctx, by);
	return by->count > 0;
}

bool
awaited_untold(struct daemon *daemon, const char *number, int64_t asked_ms,
    bool (*may_be_of)(const void *ctx, int64_t tenant), const void *ctx, struct awaited_by *by)
{
	const struct awaited *awaited = awaited_of(daemon);

	*by = (struct awaited_by){ 0 };
	if (awaited != NULL)
		find_in(&awaited->own, number, asked_ms, may_be_of, ctx, by);
	return by->count > 0;
}

void
awaited_told(struct daemon *daemon, int64_t tenant, int64_t agent, int64_t begun_ms)
{
	const struct awaited *awaited = awaited_of(daemon);

	if (awaited == NULL)
		return;
	list_for_each (&awaited->own, at) {
		struct entry *entry = LIST_OF(at, struct entry, link);

		if (entry->tenant == tenant && entry->agent == agent && entry->told_ms == 0 &&
		    entry->at_ms <= begun_ms)
			entry->told_ms = clock_mono_ms();
	}
}

/* The same one of an agent's may be found in both, and by several numbers. */
static bool
is_told(const struct list *list, const struct entry *entry)
{
	list_for_each (list, at) {
		const struct entry *other = LIST_OF(at, struct entry, link);

		if (other == entry)
			return false;
		if (other->tenant == entry->tenant && other->agent == entry->agent &&
		    other->contact != NULL && strcmp(other->contact, entry->contact) == 0)
			return true;
	}
	return false;
}

void
awaited_phones(struct daemon *daemon, int64_t tenant, int64_t agent,
    void (*found)(void *ctx, const struct awaited_phone *phone), void *ctx)
{
	const struct awaited *awaited = awaited_of(daemon);

	if (awaited ==
	    NULL) /* it ends: the database's last answers come after this part has stopped */
		return;
	const struct list *const lists[] = { &awaited->own, &awaited->read };

	for (int n = 0; n < 2; n++)
		list_for_each (lists[n], at) {
			const struct entry *entry = LIST_OF(at, struct entry, link);

			if (entry->tenant == tenant && entry->agent == agent &&
			    entry->contact != NULL && !is_told(lists[0], entry) &&
			    (n == 0 || !is_told(lists[1], entry)))
				found(ctx,
				    &(struct awaited_phone){
					entry->contact, entry->source, entry->transport });
		}
}

void
awaited_add(struct daemon *daemon, int64_t tenant, int64_t agent, const char *number,
    const struct awaited_phone *phone)
{
	struct awaited *awaited = awaited_of(daemon);
	struct entry *entry = mem_zero(1, sizeof(*entry));

	if (awaited->own.count >= OWN_MAX)
		entry_free(&awaited->own, LIST_OF(awaited->own.head.prev, struct entry, link));
	*entry = (struct entry){ .tenant = tenant,
		.agent = agent,
		.number = mem_text(number),
		.contact = mem_text(phone->contact),
		.source = mem_text(phone->source),
		.transport = mem_text(phone->transport),
		.at_ms = clock_mono_ms() };
	list_prepend(&awaited->own, &entry->link);
	count(awaited);
}

uint32_t
awaited_patience_ms(struct daemon *daemon)
{
	return db_up(daemon_db(daemon)) ? AWAITED_PATIENCE_MS : 1;
}

int
awaited_start(struct daemon *daemon, struct err *err)
{
	struct awaited *awaited = mem_zero(1, sizeof(*awaited));

	(void)err;
	metric_register(&awaited_now);
	list_init(&awaited->read);
	list_init(&awaited->own);
	rounds_init(&awaited->rounds, daemon, "awaited", read_all);
	rounds_in(&awaited->rounds, 0);
	return 0;
}

void
awaited_stop(struct daemon *daemon)
{
	struct awaited *awaited = awaited_of(daemon);

	list_clear(&awaited->read);
	list_clear(&awaited->own);
	rounds_stop(&awaited->rounds);
}
