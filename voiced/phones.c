/* phones - see phones.h */
#include "voiced/phones.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "common/auth/purpose.h"
#include "common/base/utf8.h"
#include "common/daemon/box.h"
#include "common/daemon/reload.h"
#include "common/log/log.h"
#include "common/metrics/metrics.h"
#include "voiced/devices.h"
#include "voiced/voiced.h"

enum { LOOKS_MAX = 16 };

static GAUGE(phones_now, "voice_phones", "Phones that may register");
static COUNTER(unreadable_total, "voice_phones_unreadable_total",
    "Phones whose secret the key ring does not open: they can't register");

struct phones {
	struct reload reload;
	struct phone *by_name; /* uthash */
	int looks;
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
	phone->reading = phones->reload.reading;
	phone->tenant = db_int(rows, i, db_col(rows, "tenant"));
	phone->id = db_int(rows, i, db_col(rows, "id"));
	phone->owner = db_int(rows, i, db_col(rows, "owner"));
	phone->side =
	    view_is(db_text(rows, i, db_col(rows, "side")), "work") ? SIDE_WORK : SIDE_AGENT;
	phone->algorithm = digest_algorithm_find(db_text(rows, i, db_col(rows, "algorithm")));
	phone->rotated_us = db_int(rows, i, db_col(rows, "rotated_us"));
	db_bytes(rows, i, db_col(rows, "secret"), &sealed);
	if (box_open(phones->reload.rounds.daemon, PURPOSE_DEVICE, phone->tenant, phone->id,
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
take_allowed(void *part, const struct db_result *rows, int i)
{
	if (db_bool(rows, i, db_col(rows, "allowed")))
		take(part, rows, i);
}

static void
drop_unseen(struct phones *phones)
{
	struct phone *phone, *next;

	HASH_ITER (hh, phones->by_name, phone, next)
		if (phone->reading != phones->reload.reading)
			drop(phones, phone);
}

static void
reading_finish(void *part)
{
	struct phones *phones = part;

	drop_unseen(phones);
	metric_set(&phones_now, HASH_COUNT(phones->by_name));
}

static const struct reload_table tables[] = {
	{ &q_devices_load, { "id" }, take_allowed },
};

static const struct reload_spec reading = {
	.name = "phones",
	.tables = tables,
	.table_count = sizeof(tables) / sizeof(tables[0]),
	.finish = reading_finish,
	.round_ms = 60000,
	.soon_ms = 20,
};

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
		for (int i = 0; outcome == DB_DONE && i < rows->rows; i++)
			take_allowed(phones, rows, i);
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

	return phones != NULL && phones->reload.known;
}

void
phones_changed(struct daemon *daemon)
{
	struct phones *phones = phones_of(daemon);

	if (phones != NULL)
		reload_changed(&phones->reload);
}

int
phones_start(struct daemon *daemon, struct err *err)
{
	struct phones *phones = mem_zero(1, sizeof(*phones));

	(void)err;
	metric_register(&phones_now);
	metric_register(&unreadable_total);
	reload_init(&phones->reload, daemon, &reading);
	return 0;
}

void
phones_stop(struct daemon *daemon)
{
	struct phones *phones = phones_of(daemon);
	struct phone *phone, *next;

	HASH_ITER (hh, phones->by_name, phone, next)
		drop(phones, phone);
	reload_stop(&phones->reload);
}
