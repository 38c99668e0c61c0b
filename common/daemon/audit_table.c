/* audit_table - see audit_table.h */
#include "common/daemon/audit_table.h"

#include <stdlib.h>
#include <uthash.h>
#include <utlist.h>

struct entry {
	struct audit_count count;
	int64_t due_ms;
	struct entry *
	    group; /* of a stranger's with a source: the one without; NULL: it is one itself, or an actor's */
	int sources; /* whose group this is */
	struct entry *prev, *next; /* among the idle */
	UT_hash_handle hh;
};

static const char others_word[] = AUDIT_OTHERS;

/* Idle: entries of actors that were written, and are there for the minute alone. */
struct audit_table {
	struct entry *actors, *strangers, *idle;
};

/* A note is compared by its bytes. */
_Static_assert(sizeof(struct audit_note) ==
	3 * sizeof(void *) + 4 * sizeof(int64_t) + AUDIT_SOURCE_SIZE + AUDIT_ACCOUNT_SIZE,
    "no padding");

struct audit_table *
audit_table_new(void)
{
	return mem_zero(1, sizeof(struct audit_table));
}

static bool
is_actor(const struct audit_note *note)
{
	return note->role != NULL;
}

static struct entry **
side_of(struct audit_table *table, const struct audit_note *note)
{
	return is_actor(note) ? &table->actors : &table->strangers;
}

static void
drop(struct audit_table *table, struct entry *entry)
{
	struct entry **side = side_of(table, &entry->count.note);

	if (is_actor(&entry->count.note) && entry->count.times == 0)
		DL_DELETE(table->idle, entry);
	if (entry->group != NULL)
		entry->group->sources--;
	HASH_DEL(*side, entry);
	free(entry);
}

void
audit_table_free(struct audit_table *table)
{
	struct entry **sides[] = { &table->actors, &table->strangers };
	struct entry *entry, *next;

	for (size_t i = 0; i < sizeof(sides) / sizeof(sides[0]); i++) {
		HASH_ITER (hh, *sides[i], entry, next) {
			HASH_DEL(*sides[i], entry);
			free(entry);
		}
	}
	free(table);
}

static struct entry *
find(struct audit_table *table, const struct audit_note *note)
{
	struct entry *entry;

	HASH_FIND(hh, *side_of(table, note), note, sizeof(*note), entry);
	return entry;
}

static struct entry *
begin(
    struct audit_table *table, const struct audit_note *note, struct view username, int64_t now_ms)
{
	struct entry *entry = mem_zero(1, sizeof(*entry));
	struct entry **side = side_of(table, note);

	entry->count.note = *note;
	if (username.n < sizeof(entry->count.username))
		(void)view_copy(username, entry->count.username, sizeof(entry->count.username));
	entry->due_ms = now_ms + AUDIT_SOON_MS;
	HASH_ADD(hh, *side, count.note, sizeof(entry->count.note), entry);
	if (is_actor(note))
		DL_APPEND(table->idle, entry);
	return entry;
}

/* The entry of a note, made if the side has less than `max`; NULL: it has not. */
static struct entry *
find_or_begin(struct audit_table *table, const struct audit_note *note, struct view username,
    int64_t now_ms, size_t max)
{
	struct entry *entry = find(table, note);

	if (entry == NULL && HASH_COUNT(*side_of(table, note)) < max)
		entry = begin(table, note, username, now_ms);
	return entry;
}

/* By act and actor; what strangers tried, by act and tenant. */
static struct audit_note
others_of(const struct audit_note *note)
{
	return (struct audit_note){ .act = note->act,
		.why = others_word,
		.role = note->role,
		.tenant = note->tenant,
		.user = note->user,
		.api_key = note->api_key };
}

/* ---- actors ---- */

bool
audit_table_full(const struct audit_table *table)
{
	return HASH_COUNT(table->actors) >= AUDIT_ACTORS_MAX && table->idle == NULL;
}

static struct entry *
entry_of_actor(struct audit_table *table, const struct audit_note *note, int64_t now_ms)
{
	const struct audit_note others = others_of(note);
	struct entry *entry = find(table, note);

	if (entry != NULL)
		return entry;
	while (HASH_COUNT(table->actors) >= AUDIT_ACTORS_MAX && table->idle != NULL)
		drop(table, table->idle);
	if (HASH_COUNT(table->actors) < AUDIT_ACTORS_MAX)
		return begin(table, note, VIEW(""), now_ms);
	return find_or_begin(table, &others, VIEW(""), now_ms, AUDIT_ACTORS_MAX + AUDIT_OTHERS_MAX);
}

/* ---- strangers ---- */

static bool
concerns_somebody(const struct audit_note *note)
{
	return note->key != 0 || note->account[0] != '\0';
}

/* What a stranger's note is counted under without its source. */
static struct audit_note
group_of(const struct audit_note *note)
{
	struct audit_note group = *note;

	if (!concerns_somebody(note))
		return others_of(note);
	memset(group.source, 0, sizeof(group.source));
	return group;
}

static struct entry *
entry_of_stranger(
    struct audit_table *table, const struct audit_note *note, struct view username, int64_t now_ms)
{
	const struct audit_note group_note = group_of(note), others = others_of(note);
	struct entry *entry = find(table, note), *group;

	if (entry != NULL)
		return entry;
	group = find_or_begin(table, &group_note, username, now_ms, AUDIT_STRANGERS_MAX);
	if (group == NULL)
		return find_or_begin(
		    table, &others, VIEW(""), now_ms, AUDIT_STRANGERS_MAX + AUDIT_OTHERS_MAX);
	/* Sources have half of the places, so that they take none from who was tried. */
	if (note->source[0] == '\0' || group->sources >= AUDIT_SOURCES_MAX ||
	    HASH_COUNT(table->strangers) >= AUDIT_STRANGERS_MAX / 2)
		return group;
	entry = begin(table, note, username, now_ms);
	entry->group = group;
	group->sources++;
	return entry;
}

/* ---- all ---- */

bool
audit_table_add(struct audit_table *table, const struct audit_note *note, struct view username,
    int64_t now_ms, int64_t now_us)
{
	struct entry *entry = is_actor(note) ? entry_of_actor(table, note, now_ms)
					     : entry_of_stranger(table, note, username, now_ms);

	if (entry == NULL)
		return false;
	if (entry->count.times++ == 0) {
		entry->count.since_us = now_us;
		if (is_actor(&entry->count.note))
			DL_DELETE(table->idle, entry);
	}
	return true;
}

static void
hand_over(struct audit_table *table, struct entry *entry, int64_t now_ms,
    void (*each)(void *ctx, const struct audit_count *count), void *ctx)
{
	each(ctx, &entry->count);
	entry->count.times = 0;
	entry->due_ms = now_ms + AUDIT_WINDOW_MS;
	if (is_actor(&entry->count.note))
		DL_APPEND(table->idle, entry);
}

bool
audit_table_take(struct audit_table *table, int64_t now_ms, bool all,
    void (*each)(void *ctx, const struct audit_count *count), void *ctx)
{
	struct entry **sides[] = { &table->strangers, &table->actors };
	const bool at_once[] = { all, all || audit_table_full(table) };
	struct entry *entry, *next;
	int taken = 0;

	for (size_t i = 0; i < sizeof(sides) / sizeof(sides[0]); i++) {
		HASH_ITER (hh, *sides[i], entry, next) {
			bool due = entry->due_ms <= now_ms;

			if (entry->count.times > 0 && (due || at_once[i])) {
				if (taken++ == AUDIT_TAKE_MAX)
					return true;
				hand_over(table, entry, now_ms, each, ctx);
			} else if (entry->count.times == 0 && due && entry->sources == 0) {
				drop(table, entry);
			}
		}
	}
	return false;
}
