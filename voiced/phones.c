/* phones - see phones.h */
#include "voiced/phones.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "common/base/utf8.h"
#include "common/daemon/box.h"
#include "common/daemon/rounds.h"
#include "common/log/log.h"
#include "common/metrics/metrics.h"
#include "voiced/devices.h"
#include "voiced/voiced.h"

enum { PAGE = 1000, ROUND_MS = 60000, RETRY_MS = 200, SOON_MS = 20, LOOKS_MAX = 16 };

static GAUGE(phones_now, "voice_phones", "Phones that may register");
static COUNTER(unreadable_total, "voice_phones_unreadable_total",
    "Phones whose secret the key ring does not open: they can't register");

struct phones {
	struct rounds rounds;
	struct phone *by_name; /* uthash */
	uint32_t reading;
	int64_t after; /* where the next page begins */
	int looks;
	bool known, again;
};

/* One that is looked for by its name. */
struct look {
	struct daemon *daemon;
	void (*then)(struct daemon *daemon, void *ctx);
	void *ctx;
};

static struct phones *
phones_of(struct daemon *daemon)
{
	return daemon_data(daemon, "phones");
}

static struct phone *
find(const struct phones *phones, struct view username)
{
	struct phone *found;

	/* NOLINTNEXTLINE(clang-analyzer-core*): uthash's own pointers */
	HASH_FIND(hh, phones->by_name, username.p, username.n, found);
	return found;
}

static void
drop(struct phones *phones, struct phone *phone)
{
	/* NOLINTNEXTLINE(clang-analyzer-core*): uthash's own pointers */
	HASH_DEL(phones->by_name, phone);
	mem_wipe(phone->ha1, sizeof(phone->ha1));
	free(phone);
}

static struct phone *
get(struct phones *phones, struct view username)
{
	struct phone *phone = find(phones, username);

	if (phone != NULL)
		return phone;
	phone = mem_zero(1, sizeof(*phone));
	if (!view_copy(username, phone->username, sizeof(phone->username))) {
		free(phone);
		return NULL;
	}
	/* NOLINTNEXTLINE(clang-analyzer-core*): uthash's own pointers */
	HASH_ADD_KEYPTR(hh, phones->by_name, phone->username, username.n, phone);
	return phone;
}

/* ---- reading ---- */

static void
take(struct phones *phones, const struct db_result *rows, int i)
{
	struct phone *phone = get(phones, db_text(rows, i, db_col(rows, "username")));
	struct buf sealed = { 0 }, secret = { 0 };

	if (phone == NULL)
		return;
	phone->reading = phones->reading;
	phone->tenant = db_int(rows, i, db_col(rows, "tenant"));
	phone->id = db_int(rows, i, db_col(rows, "id"));
	phone->owner = db_int(rows, i, db_col(rows, "owner"));
	phone->side =
	    view_is(db_text(rows, i, db_col(rows, "side")), "work") ? SIDE_WORK : SIDE_AGENT;
	phone->algorithm = digest_algorithm_find(db_text(rows, i, db_col(rows, "algorithm")));
	phone->rotated_us = db_int(rows, i, db_col(rows, "rotated_us"));
	db_bytes(rows, i, db_col(rows, "secret"), &sealed);
	if (box_open(phones->rounds.daemon, DEVICE_TABLE, phone->tenant, phone->id,
		buf_view(&sealed), &secret) != 0 ||
	    !view_copy(buf_view(&secret), phone->ha1, sizeof(phone->ha1))) {
		phone->ha1[0] = '\0';
		metric_add(&unreadable_total, 1);
		LOG(ERROR, "phone_unreadable", LOG_ID("tenant", phone->tenant),
		    LOG_ID("device", phone->id));
	}
	box_wipe(&secret);
	buf_fini(&sealed);
}

static void
take_allowed(struct phones *phones, const struct db_result *rows)
{
	for (int i = 0; i < rows->rows; i++)
		if (db_bool(rows, i, db_col(rows, "allowed")))
			take(phones, rows, i);
}

static void
drop_unseen(struct phones *phones)
{
	struct phone *phone, *next;

	HASH_ITER (hh, phones->by_name, phone, next)
		if (phone->reading != phones->reading)
			drop(phones, phone);
}

static void
finish(struct phones *phones)
{
	drop_unseen(phones);
	phones->known = true;
	metric_set(&phones_now, HASH_COUNT(phones->by_name));
	rounds_in(&phones->rounds, phones->again ? SOON_MS : ROUND_MS);
}

static void read_page(struct phones *phones);

static void
on_page(void *ctx, enum db_outcome outcome, const struct db_result *rows)
{
	struct phones *phones = ctx;

	if (!rounds_back(&phones->rounds))
		return;
	if (outcome != DB_DONE) {
		rounds_in(&phones->rounds, RETRY_MS);
		return;
	}
	take_allowed(phones, rows);
	if (rows->rows < PAGE) {
		finish(phones);
		return;
	}
	phones->after = db_int(rows, rows->rows - 1, db_col(rows, "id"));
	read_page(phones);
}

static void
read_page(struct phones *phones)
{
	const struct db_param params[] = { P_INT(phones->after), P_INT(PAGE) };

	rounds_begun(&phones->rounds);
	db_submit(daemon_db(phones->rounds.daemon),
	    &(struct db_call){ .query = &q_devices_load, .lane = DB_LANE_READ, .params = params },
	    on_page, phones);
}

static void
round_begin(void *part)
{
	struct phones *phones = part;

	phones->again = false;
	phones->after = 0;
	phones->reading++;
	read_page(phones);
}

/* ---- from outside ---- */

const struct phone *
phones_find(struct daemon *daemon, struct view username)
{
	return find(phones_of(daemon), username);
}

static void
on_look(void *ctx, enum db_outcome outcome, const struct db_result *rows)
{
	struct look look = *(struct look *)ctx;
	struct phones *phones = phones_of(look.daemon);

	free(ctx);
	if (phones != NULL) {
		phones->looks--;
		if (outcome == DB_DONE)
			take_allowed(phones, rows);
	}
	look.then(look.daemon, look.ctx);
}

bool
phones_look(struct daemon *daemon, struct view username,
    void (*then)(struct daemon *daemon, void *ctx), void *ctx)
{
	const struct db_param params[] = { P_VIEW(username) };
	struct phones *phones = phones_of(daemon);
	struct look *look;

	if (phones == NULL || phones->looks >= LOOKS_MAX || username.n == 0 ||
	    username.n > PHONE_NAME_MAX || !utf8_valid(username))
		return false;
	look = mem_new(sizeof(*look));
	*look = (struct look){ daemon, then, ctx };
	phones->looks++;
	db_submit(daemon_db(daemon),
	    &(struct db_call){ .query = &q_device_named, .lane = DB_LANE_READ, .params = params },
	    on_look, look);
	return true;
}

bool
phones_known(struct daemon *daemon)
{
	const struct phones *phones = phones_of(daemon);

	return phones != NULL && phones->known;
}

/* During a reading it may have been read already: then there is another one. */
void
phones_changed(struct daemon *daemon)
{
	struct phones *phones = phones_of(daemon);

	if (phones == NULL)
		return;
	phones->again = true;
	rounds_in(&phones->rounds, SOON_MS);
}

int
phones_start(struct daemon *daemon, struct err *err)
{
	struct phones *phones = mem_zero(1, sizeof(*phones));

	(void)err;
	metric_register(&phones_now);
	metric_register(&unreadable_total);
	rounds_init(&phones->rounds, daemon, "phones", round_begin);
	rounds_in(&phones->rounds, 0);
	return 0;
}

void
phones_stop(struct daemon *daemon)
{
	struct phones *phones = phones_of(daemon);
	struct phone *phone, *next;

	HASH_ITER (hh, phones->by_name, phone, next)
		drop(phones, phone);
	rounds_stop(&phones->rounds);
}
