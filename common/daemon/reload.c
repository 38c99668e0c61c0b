/* reload - see reload.h */
#include "common/daemon/reload.h"

#include <string.h>

enum { PAGE = 1000, RETRY_MS = 200 };

static void read_page(struct reload *reload);

static const struct reload_table *
table_of(const struct reload *reload)
{
	return &reload->spec->tables[reload->table];
}

static int
key_count(const struct reload_table *table)
{
	int count = 0;

	while (count < RELOAD_KEYS_MAX && table->keys[count] != NULL)
		count++;
	return count;
}

static void
finish(struct reload *reload)
{
	reload->known = true;
	reload->spec->finish(reload);
	rounds_in(&reload->rounds, reload->again ? reload->spec->soon_ms : reload->spec->round_ms);
}

/* The next page, the next table, or the end. */
static void
go_on(struct reload *reload, const struct db_result *rows)
{
	const struct reload_table *table = table_of(reload);
	bool more = key_count(table) > 0 && rows->rows == PAGE;

	for (int i = 0; more && i < key_count(table); i++)
		reload->after[i] = db_int(rows, PAGE - 1, db_col(rows, table->keys[i]));
	if (!more) {
		memset(reload->after, 0, sizeof(reload->after));
		reload->table++;
	}
	if (reload->table < reload->spec->table_count)
		read_page(reload);
	else
		finish(reload);
}

static void
on_page(void *ctx, enum db_outcome outcome, const struct db_result *rows)
{
	struct reload *reload = ctx;

	if (!rounds_back(&reload->rounds))
		return;
	if (outcome != DB_DONE) {
		rounds_in(&reload->rounds, RETRY_MS);
		return;
	}
	for (int i = 0; i < rows->rows; i++)
		table_of(reload)->take(reload, rows, i);
	go_on(reload, rows);
}

static void
read_page(struct reload *reload)
{
	const struct reload_table *table = table_of(reload);
	struct db_param params[RELOAD_KEYS_MAX + 1];
	int keys = key_count(table);

	for (int i = 0; i < keys; i++)
		params[i] = P_INT(reload->after[i]);
	params[keys] = P_INT(PAGE);
	rounds_begun(&reload->rounds);
	db_submit(daemon_db(reload->rounds.daemon),
	    &(struct db_call){
		.query = table->query, .lane = DB_LANE_READ, .params = keys > 0 ? params : NULL },
	    on_page, reload);
}

static void
round_begin(void *part)
{
	struct reload *reload = part;

	reload->again = false;
	reload->reading++;
	reload->table = 0;
	memset(reload->after, 0, sizeof(reload->after));
	if (reload->spec->begin != NULL)
		reload->spec->begin(reload);
	read_page(reload);
}

void
reload_init(struct reload *reload, struct daemon *daemon, const struct reload_spec *spec)
{
	reload->spec = spec;
	rounds_init(&reload->rounds, daemon, spec->name, round_begin);
	rounds_in(&reload->rounds, 0);
}

void
reload_changed(struct reload *reload)
{
	reload->again = true;
	rounds_in(&reload->rounds, reload->spec->soon_ms);
}

void
reload_stop(struct reload *reload)
{
	rounds_stop(&reload->rounds);
}
