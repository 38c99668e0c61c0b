/* dialers - see dialers.h */
#include "voiced/dialers.h"

#include <stdlib.h>
#include <string.h>
#include <uthash.h>

#include "common/daemon/reload.h"
#include "common/metrics/metrics.h"
#include "common/phone/phone.h"
#include "voiced/trunks.h"
#include "voiced/voiced.h"

enum { EMERGENCY_MAX = 20 };
enum { ROW_USER, ROW_SERVICE, ROW_CHANNEL };

static GAUGE(dialers_now, "voice_dialers", "Users who may dial");

struct user_key {
	int64_t tenant, id;
};

struct dialer {
	struct user_key key;
	int64_t site;
	char country[3]; /* "": nobody knows */
	char number[DIAL_TEXT_SIZE]; /* their own; "": none */
	bool watched[2]; /* by side: a receptionist sees the calls of that line */
	UT_hash_handle hh;
};

struct inside_key {
	int64_t tenant;
	char text[DIAL_PREFIX_SIZE + 7]; /* the rest is 0: it is hashed */
};

struct inside {
	struct inside_key key;
	struct dial_inside reaches;
	UT_hash_handle hh;
};

/* What one organisation dials for help besides what its countries do. */
struct help {
	int64_t tenant;
	char text[EMERGENCY_MAX][16];
	const char *numbers[EMERGENCY_MAX + 1]; /* ended by NULL */
	UT_hash_handle hh;
};

/* One whole reading. */
struct book {
	struct dialer *users; /* uthash */
	struct inside *insides; /* uthash */
	struct help *helps; /* uthash */
};

struct dialers {
	struct reload reload;
	struct book now, next; /* what is being read */
};

static struct dialers *
dialers_of(struct daemon *daemon)
{
	return daemon_data(daemon, "dialers");
}

/* ---- one reading ---- */

static void
book_fini(struct book *book)
{
	struct dialer *user, *next_user;
	struct inside *inside, *next_inside;
	struct help *help, *next_help;

	HASH_ITER (hh, book->users, user, next_user) {
		HASH_DEL(book->users, user); /* NOLINT(clang-analyzer-core*): uthash's own */
		free(user);
	}
	HASH_ITER (hh, book->insides, inside, next_inside) {
		HASH_DEL(book->insides, inside); /* NOLINT(clang-analyzer-core*): uthash's own */
		free(inside);
	}
	HASH_ITER (hh, book->helps, help, next_help) {
		HASH_DEL(book->helps, help); /* NOLINT(clang-analyzer-core*): uthash's own */
		free(help);
	}
}

static bool
inside_key_make(int64_t tenant, struct view text, struct inside_key *out)
{
	memset(out, 0, sizeof(*out));
	out->tenant = tenant;
	return text.n > 0 && view_copy(text, out->text, sizeof(out->text));
}

static struct inside *
inside_find(const struct book *book, const struct inside_key *key)
{
	struct inside *found;

	/* NOLINTNEXTLINE(clang-analyzer-core*): uthash's own pointers */
	HASH_FIND(hh, book->insides, key, sizeof(*key), found);
	return found;
}

static void
add_inside(
    struct book *book, int64_t tenant, struct view text, enum dial_inside_kind kind, int64_t id)
{
	struct inside *inside;
	struct inside_key key;

	if (!inside_key_make(tenant, text, &key) || inside_find(book, &key) != NULL)
		return;
	inside = mem_zero(1, sizeof(*inside));
	inside->key = key;
	inside->reaches = (struct dial_inside){ kind, id };
	/* NOLINTNEXTLINE(clang-analyzer-core*): uthash's own pointers */
	HASH_ADD(hh, book->insides, key, sizeof(inside->key), inside);
}

static struct dialer *
user_find(const struct book *book, int64_t tenant, int64_t id)
{
	const struct user_key key = { tenant, id };
	struct dialer *found;

	/* NOLINTNEXTLINE(clang-analyzer-core*): uthash's own pointers */
	HASH_FIND(hh, book->users, &key, sizeof(key), found);
	return found;
}

static void
add_user(struct book *book, int64_t tenant, int64_t id, const struct db_result *rows, int i)
{
	struct dialer *user;

	if (user_find(book, tenant, id) != NULL)
		return;
	user = mem_zero(1, sizeof(*user));
	user->key = (struct user_key){ tenant, id };
	user->site =
	    db_is_null(rows, i, db_col(rows, "site")) ? 0 : db_int(rows, i, db_col(rows, "site"));
	(void)view_copy(
	    db_text(rows, i, db_col(rows, "country")), user->country, sizeof(user->country));
	(void)view_copy(
	    db_text(rows, i, db_col(rows, "work_number")), user->number, sizeof(user->number));
	user->watched[SIDE_WORK] = db_bool(rows, i, db_col(rows, "work_watched"));
	user->watched[SIDE_AGENT] = db_bool(rows, i, db_col(rows, "agent_watched"));
	/* NOLINTNEXTLINE(clang-analyzer-core*): uthash's own pointers */
	HASH_ADD(hh, book->users, key, sizeof(user->key), user);
}

static void
take_row(void *part, const struct db_result *rows, int i)
{
	static const enum dial_inside_kind kinds[] = {
		[ROW_USER] = DIAL_WORK,
		[ROW_SERVICE] = DIAL_SERVICE,
		[ROW_CHANNEL] = DIAL_CHANNEL,
	};
	int64_t tenant = db_int(rows, i, db_col(rows, "tenant")),
		id = db_int(rows, i, db_col(rows, "id"));
	int64_t kind = db_int(rows, i, db_col(rows, "kind"));
	struct dialers *dialers = part;
	struct book *book = &dialers->next;

	if (kind < ROW_USER || kind > ROW_CHANNEL)
		return;
	add_inside(book, tenant, db_text(rows, i, db_col(rows, "work_number")), kinds[kind], id);
	add_inside(book, tenant, db_text(rows, i, db_col(rows, "work_extension")), kinds[kind], id);
	if (kind != ROW_USER)
		return;
	add_inside(book, tenant, db_text(rows, i, db_col(rows, "agent_extension")), DIAL_AGENT, id);
	add_user(book, tenant, id, rows, i);
}

static struct help *
help_find(const struct book *book, int64_t tenant)
{
	struct help *found;

	/* NOLINTNEXTLINE(clang-analyzer-core*): uthash's own pointers */
	HASH_FIND(hh, book->helps, &tenant, sizeof(tenant), found);
	return found;
}

static void
take_help(void *part, const struct db_result *rows, int i)
{
	struct dialers *dialers = part;
	struct view list = db_text(rows, i, db_col(rows, "emergency_numbers"));
	struct help *help = mem_zero(1, sizeof(*help));
	size_t n = 0;

	help->tenant = db_int(rows, i, db_col(rows, "tenant"));
	while (list.n > 0 && n < EMERGENCY_MAX)
		if (view_copy(view_cut(&list, ','), help->text[n], sizeof(help->text[n]))) {
			help->numbers[n] = help->text[n];
			n++;
		}
	/* NOLINTNEXTLINE(clang-analyzer-core*): uthash's own pointers */
	HASH_ADD(hh, dialers->next.helps, tenant, sizeof(help->tenant), help);
}

/* ---- reading ---- */

static void
reading_begin(void *part)
{
	struct dialers *dialers = part;

	book_fini(&dialers->next);
}

static void
reading_finish(void *part)
{
	struct dialers *dialers = part;

	book_fini(&dialers->now);
	dialers->now = dialers->next;
	dialers->next = (struct book){ 0 };
	metric_set(&dialers_now, HASH_COUNT(dialers->now.users));
}

static const struct reload_table tables[] = {
	{ &q_dial_tenants_load, { NULL }, take_help },
	{ &q_dialers_load, { "tenant", "kind", "id" }, take_row },
};

static const struct reload_spec reading = {
	.name = "dialers",
	.tables = tables,
	.table_count = sizeof(tables) / sizeof(tables[0]),
	.begin = reading_begin,
	.finish = reading_finish,
	.round_ms = 60000,
	.soon_ms = 100,
};

/* ---- from outside ---- */

struct asking {
	const struct book *book;
	int64_t tenant;
};

static bool
reaches(const void *ctx, struct view text, struct dial_inside *out)
{
	const struct asking *asking = ctx;
	const struct inside *found;
	struct inside_key key;

	if (!inside_key_make(asking->tenant, text, &key))
		return false;
	found = inside_find(asking->book, &key);
	if (found != NULL)
		*out = found->reaches;
	return found != NULL;
}

void
dial_user(struct daemon *daemon, int64_t tenant, int64_t user, const char *country,
    struct view typed, struct dial *out)
{
	const struct book *book = &dialers_of(daemon)->now;
	const struct dialer *dialer = user_find(book, tenant, user);
	const struct help *help = help_find(book, tenant);
	const struct asking asking = { book, tenant };
	struct dial_from from = { .inside = reaches, .ctx = &asking };

	if (country == NULL || country[0] == '\0')
		country = dialer != NULL ? dialer->country : "";
	from.country = country[0] != '\0' ? country : NULL;
	from.site = dialer != NULL ? dialer->site : 0;
	from.emergency = help != NULL ? help->numbers : NULL;
	from.rules = trunks_rules(daemon, tenant, &from.rule_count);
	dial_decide(typed, &from, out);
	trunks_order(daemon, tenant, out);
}

void
dial_own_number(struct daemon *daemon, int64_t tenant, int64_t user, char out[DIAL_TEXT_SIZE])
{
	const struct dialer *dialer = user_find(&dialers_of(daemon)->now, tenant, user);

	(void)view_copy(view_of(dialer != NULL ? dialer->number : ""), out, DIAL_TEXT_SIZE);
}

bool
dial_is_watched(struct daemon *daemon, int64_t tenant, int64_t user, enum side side)
{
	const struct dialer *dialer = user_find(&dialers_of(daemon)->now, tenant, user);

	return dialer != NULL && dialer->watched[side];
}

/* ---- its life ---- */

bool
dialers_known(struct daemon *daemon)
{
	const struct dialers *dialers = dialers_of(daemon);

	return dialers != NULL && dialers->reload.known;
}

void
dialers_changed(struct daemon *daemon)
{
	struct dialers *dialers = dialers_of(daemon);

	if (dialers != NULL)
		reload_changed(&dialers->reload);
}

int
dialers_start(struct daemon *daemon, struct err *err)
{
	struct dialers *dialers = mem_zero(1, sizeof(*dialers));

	(void)err;
	phone_start();
	metric_register(&dialers_now);
	reload_init(&dialers->reload, daemon, &reading);
	return 0;
}

void
dialers_stop(struct daemon *daemon)
{
	struct dialers *dialers = dialers_of(daemon);

	book_fini(&dialers->now);
	book_fini(&dialers->next);
	reload_stop(&dialers->reload);
}
