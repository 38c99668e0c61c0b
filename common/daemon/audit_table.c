/* audit_table - see audit_table.h */
#include "common/daemon/audit_table.h"

#include <stdlib.h>
#include <uthash.h>

struct entry {
	struct audit_count count;
	int64_t due_ms;
	UT_hash_handle hh;
};

struct audit_table {
	struct entry *entries;
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

static void
drop(struct audit_table *table, struct entry *entry)
{
	HASH_DEL(table->entries, entry);
	free(entry);
}

void
audit_table_free(struct audit_table *table)
{
	while (table->entries != NULL)
		drop(table, table->entries);
	free(table);
}

static struct entry *
find(const struct audit_table *table, const struct audit_note *note)
{
	struct entry *entry;

	HASH_FIND(hh, table->entries, note, sizeof(*note), entry);
	return entry;
}

static struct entry *
begin(
    struct audit_table *table, const struct audit_note *note, struct view username, int64_t now_ms)
{
	struct entry *entry = mem_zero(1, sizeof(*entry));

	entry->count.note = *note;
	if (username.n < sizeof(entry->count.username))
		(void)view_copy(username, entry->count.username, sizeof(entry->count.username));
	entry->due_ms = now_ms + AUDIT_SOON_MS;
	HASH_ADD(hh, table->entries, count.note, sizeof(entry->count.note), entry);
	return entry;
}

bool
audit_table_add(struct audit_table *table, const struct audit_note *note, struct view username,
    int64_t now_ms, int64_t now_us)
{
	struct entry *entry = find(table, note);
	struct audit_note others = { .act = note->act, .why = AUDIT_OTHERS };

	if (entry == NULL && HASH_COUNT(table->entries) >= AUDIT_NOTES_MAX) {
		if (note->role != NULL) {
			others.role = note->role;
			others.tenant = note->tenant;
			others.user = note->user;
			others.api_key = note->api_key;
		}
		note = &others;
		username = VIEW("");
		entry = find(table, note);
		if (entry == NULL && HASH_COUNT(table->entries) >= (size_t)2 * AUDIT_NOTES_MAX)
			return false;
	}
	if (entry == NULL)
		entry = begin(table, note, username, now_ms);
	if (entry->count.times++ == 0)
		entry->count.since_us = now_us;
	return true;
}

void
audit_table_take(struct audit_table *table, int64_t now_ms, bool all,
    void (*each)(void *ctx, const struct audit_count *count), void *ctx)
{
	struct entry *entry, *next;

	HASH_ITER (hh, table->entries, entry, next) {
		if (entry->due_ms > now_ms && !all)
			continue;
		if (entry->count.times > 0) {
			each(ctx, &entry->count);
			entry->count.times = 0;
			entry->due_ms = now_ms + AUDIT_WINDOW_MS;
		} else if (entry->due_ms <= now_ms) {
			drop(table, entry);
		}
	}
}
