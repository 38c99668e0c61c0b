/* quarantine_table - see quarantine_table.h */
#include "common/daemon/quarantine_table.h"

#include <string.h>

enum { DOUBLINGS_MAX = 16 }; /* more than lead from the first refusal to the longest */

/* ---- what a file may hold ---- */

static bool
peer_is_sound(const struct input_peer *peer)
{
	size_t n = strnlen(peer->id, sizeof(peer->id));

	if (peer->kind == INPUT_NONE || peer->kind >= INPUT_KIND_COUNT || n == 0 ||
	    n == sizeof(peer->id))
		return false;
	for (size_t i = 0; i < n; i++)
		if (peer->id[i] <= ' ' || peer->id[i] > '~')
			return false;
	return true;
}

static int64_t
row_end_us(const struct quarantine_row *row)
{
	return row->until_us > row->last_us ? row->until_us : row->last_us;
}

/* Times that are ahead were written before the machine was started again; a row whose hour is over says nothing more. */
static bool
row_is_sound(const struct quarantine_row *row, int64_t now_us)
{
	return peer_is_sound(&row->peer) && row->crashes >= 1 &&
	    row->crashes <= QUARANTINE_CRASHES_MAX && row->last_us >= 0 && row->last_us <= now_us &&
	    now_us - row_end_us(row) <= QUARANTINE_WINDOW_US &&
	    (row->until_us == 0 ||
		(row->until_us > row->last_us &&
		    row->until_us - row->last_us <= QUARANTINE_MAX_US));
}

void
quarantine_table_repair(struct quarantine_table *table, const char *boot, int64_t now_us)
{
	if (memcmp(table->magic, QUARANTINE_MAGIC, sizeof(table->magic)) != 0 ||
	    table->version != QUARANTINE_VERSION ||
	    strncmp(table->boot, boot, sizeof(table->boot)) != 0) {
		*table = (struct quarantine_table){
			.magic = QUARANTINE_MAGIC,
			.version = QUARANTINE_VERSION,
		};
		(void)view_copy(view_of(boot), table->boot, sizeof(table->boot));
	}
	for (int i = 0; i < QUARANTINE_ROWS; i++)
		if (!row_is_sound(&table->rows[i], now_us))
			table->rows[i] = (struct quarantine_row){ .peer.kind = INPUT_NONE };
}

/* ---- rows ---- */

static bool
same_peer(const struct input_peer *a, const struct input_peer *b)
{
	return a->kind == b->kind && strncmp(a->id, b->id, sizeof(a->id)) == 0;
}

static const struct quarantine_row *
row_find(const struct quarantine_table *table, const struct input_peer *peer)
{
	for (int i = 0; i < QUARANTINE_ROWS; i++)
		if (same_peer(&table->rows[i].peer, peer))
			return &table->rows[i];
	return NULL;
}

/* A free one, else the one that is over first: refusals outlive single crashes. */
static struct quarantine_row *
row_to_use(struct quarantine_table *table)
{
	struct quarantine_row *least = &table->rows[0];

	for (int i = 0; i < QUARANTINE_ROWS; i++) {
		if (table->rows[i].peer.kind == INPUT_NONE)
			return &table->rows[i];
		if (row_end_us(&table->rows[i]) < row_end_us(least))
			least = &table->rows[i];
	}
	return least;
}

static struct quarantine_row *
row_get(struct quarantine_table *table, const struct input_peer *peer)
{
	const struct quarantine_row *found = row_find(table, peer);
	struct quarantine_row *row;

	if (found != NULL)
		return &table->rows[found - table->rows];
	row = row_to_use(table);
	*row = (struct quarantine_row){ .peer = *peer };
	return row;
}

/* ---- the rule ---- */

/* 0: not refused. */
static int64_t
refusal_us(const struct quarantine_row *row, int64_t limit)
{
	const int64_t more = row->crashes - limit;
	const int64_t us = QUARANTINE_FIRST_US << (more < DOUBLINGS_MAX ? more : DOUBLINGS_MAX);
	const int64_t max_us = input_kind_refusal_max_us(row->peer.kind);

	return us < max_us ? us : max_us;
}

const struct quarantine_row *
quarantine_table_crash(struct quarantine_table *table, int64_t limit, int64_t now_us)
{
	const struct input_peer peer = table->mark;
	const int64_t signal = table->signal;
	struct quarantine_row *row;

	table->mark.kind = INPUT_NONE;
	table->signal = 0;
	if (signal <= 0 || signal > QUARANTINE_SIGNAL_MAX || !peer_is_sound(&peer))
		return NULL;
	row = row_get(table, &peer);
	if (now_us - row_end_us(row) > QUARANTINE_WINDOW_US)
		row->crashes = 0;
	if (row->crashes < QUARANTINE_CRASHES_MAX)
		row->crashes++;
	row->last_us = now_us;
	row->until_us = 0;
	if (row->crashes >= limit && refusal_us(row, limit) > 0)
		row->until_us = now_us + refusal_us(row, limit);
	return row;
}

int64_t
quarantine_table_left_us(
    const struct quarantine_table *table, const struct input_peer *peer, int64_t now_us)
{
	const struct quarantine_row *row = peer->kind != INPUT_NONE ? row_find(table, peer) : NULL;

	return row != NULL && row->until_us > now_us ? row->until_us - now_us : 0;
}

int
quarantine_table_count(const struct quarantine_table *table, int64_t now_us)
{
	int count = 0;

	for (int i = 0; i < QUARANTINE_ROWS; i++)
		count += table->rows[i].peer.kind != INPUT_NONE && table->rows[i].until_us > now_us;
	return count;
}
