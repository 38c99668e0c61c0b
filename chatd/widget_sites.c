/*
 * widget_sites - the widgets, as administrators have set them: read at the start and whenever configuration changes.
 *
 * Owns: all of them in memory, by key: a stranger who guesses keys costs no question to the database. Bounded: SITES_MAX.
 * Must not know: who asks.
 */
#include <stdlib.h>
#include <string.h>
#include <uthash.h>

#include "chatd/widget.h"
#include "common/daemon/rounds.h"
#include "common/log/log.h"

enum { SITES_MAX = 20000, CHANGED_MS = 100, LOOK_MS = 30000 };
enum {
	COL_TENANT,
	COL_CHANNEL,
	COL_KEY,
	COL_ORIGINS,
	COL_TEXT,
	COL_FILE,
	COL_STARTS,
	COL_SOURCE,
	COL_MESSAGES,
	COL_SETTINGS,
	COL_PROOF
};

struct entry {
	struct site site;
	UT_hash_handle hh;
};

struct sites {
	struct rounds rounds;
	struct entry *by_key;
	bool ready, again;
};

static struct sites *
sites_of(struct daemon *daemon)
{
	return daemon_data(daemon, "widget_sites");
}

static void
forget_all(struct sites *sites)
{
	struct entry *entry, *next;

	HASH_ITER (hh, sites->by_key, entry, next) {
		HASH_DEL(sites->by_key, entry);
		free((char *)entry->site.key);
		free((char *)entry->site.origins);
		free((char *)entry->site.settings);
		free(entry);
	}
}

static void
add(struct sites *sites, const struct db_result *rows, int row)
{
	struct entry *entry = mem_zero(1, sizeof(*entry));

	entry->site = (struct site){
		.tenant = db_int(rows, row, COL_TENANT),
		.channel = db_int(rows, row, COL_CHANNEL),
		.key = view_dup(db_text(rows, row, COL_KEY)),
		.origins = view_dup(db_text(rows, row, COL_ORIGINS)),
		.text_max = db_int(rows, row, COL_TEXT),
		.file_max_bytes = db_int(rows, row, COL_FILE),
		.starts_minute = db_int(rows, row, COL_STARTS),
		.starts_minute_source = db_int(rows, row, COL_SOURCE),
		.messages_minute = db_int(rows, row, COL_MESSAGES),
		.proof_of_work = db_int(rows, row, COL_PROOF),
		.settings = view_dup(db_text(rows, row, COL_SETTINGS)),
	};
	HASH_ADD_KEYPTR(hh, sites->by_key, entry->site.key, strlen(entry->site.key), entry);
}

static void
on_loaded(void *ctx, enum db_outcome outcome, const struct db_result *rows)
{
	struct sites *sites = ctx;
	bool soon = outcome != DB_DONE || sites->again;

	if (outcome == DB_DONE && !sites->rounds.stopping) {
		forget_all(sites);
		for (int i = 0; i < rows->rows; i++)
			add(sites, rows, i);
		sites->ready = true;
	} else if (outcome != DB_DONE) {
		LOG(WARN, "widgets_not_loaded", LOG_INT("outcome", outcome));
	}
	if (!rounds_back(&sites->rounds))
		return;
	rounds_in(&sites->rounds, soon ? CHANGED_MS : LOOK_MS);
}

static void
look(void *ctx)
{
	struct sites *sites = ctx;
	const struct db_param params[] = { P_INT(SITES_MAX) };

	sites->again = false;
	rounds_begun(&sites->rounds);
	db_submit(daemon_db(sites->rounds.daemon),
	    &(struct db_call){ .query = &q_widgets_load, .params = params }, on_loaded, sites);
}

void
widget_sites_changed(struct daemon *daemon)
{
	struct sites *sites = sites_of(daemon);

	sites->again = true; /* one that is under way may have read what was before */
	rounds_in(&sites->rounds, CHANGED_MS);
}

const struct site *
site_find(struct daemon *daemon, struct view key)
{
	struct entry *entry;

	HASH_FIND(hh, sites_of(daemon)->by_key, key.p, key.n, entry);
	return entry != NULL ? &entry->site : NULL;
}

bool
site_allows(const struct site *site, struct view origin)
{
	struct view rest = view_of(site->origins);

	while (rest.n > 0)
		if (view_eq(view_cut(&rest, ' '), origin))
			return true;
	return false;
}

bool
widget_sites_ready(struct daemon *daemon)
{
	const struct sites *sites = sites_of(daemon);

	return sites != NULL && sites->ready;
}

int
widget_sites_start(struct daemon *daemon, struct err *err)
{
	struct sites *sites = mem_zero(1, sizeof(*sites));

	(void)err;
	rounds_init(&sites->rounds, daemon, "widget_sites", look);
	rounds_in(&sites->rounds, 0);
	return 0;
}

void
widget_sites_stop(struct daemon *daemon)
{
	forget_all(sites_of(daemon));
	rounds_stop(&sites_of(daemon)->rounds);
}
