/*
 * call - one submitted statement: its parameters and keys in one block of memory.
 *
 * Owns: the copy and how a parameter is written for the server.
 * Must not know: lanes, connections.
 */
#include "common/db/internal.h"

#include <assert.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { INT_TEXT_SIZE = 21, BOOL_TEXT_SIZE = 2, FORMAT_TEXT = 0, FORMAT_BINARY = 1 };

/* The rest of a call's block, handed out from the front. The pointers come first,
 * then the ints, then the bytes, so that each is aligned. */
struct arena {
	char *p, *end;
};

static void *
arena_take(struct arena *arena, size_t n)
{
	void *p = arena->p;

	assert(n <= (size_t)(arena->end - arena->p));
	arena->p += n;
	return p;
}

struct db_param
db_text_or_null(const char *text)
{
	return text != NULL && text[0] != '\0' ? P_TEXT(text) : P_NULL();
}

struct db_param
db_view_or_null(struct view text)
{
	return text.n > 0 ? P_VIEW(text) : P_NULL();
}

struct db_param
db_int_or_null(int64_t number)
{
	return number != 0 ? P_INT(number) : P_NULL();
}

static size_t
param_size(const struct db_param *param)
{
	switch (param->type) {
	case DB_INT:
		return INT_TEXT_SIZE;
	case DB_BOOL:
		return BOOL_TEXT_SIZE;
	case DB_TEXT:
	case DB_BYTES:
		return param->text.n + 1;
	case DB_NULL:
		break;
	}
	return 0;
}

static int
keys_room(const struct db_call *call)
{
	return (call->query->flags & DB_MOVES) != 0 ? DB_KEYS_MAX : call->key_count;
}

static size_t
block_size(const struct db_call *call)
{
	size_t n = (size_t)call->query->param_count;
	size_t size = sizeof(struct call) + (size_t)keys_room(call) * sizeof(int64_t);

	size += n * (sizeof(char *) + 2 * sizeof(int));
	for (size_t i = 0; i < n; i++)
		size += param_size(&call->params[i]);
	return size;
}

static void
param_copy(struct call *call, int i, const struct db_param *param, struct arena *arena)
{
	char *out = arena_take(arena, param_size(param));

	call->values[i] = param->type == DB_NULL ? NULL : out;
	call->formats[i] = FORMAT_TEXT;
	call->lengths[i] = (int)param->text.n;
	switch (param->type) {
	case DB_NULL:
		break;
	case DB_INT:
		(void)snprintf(out, INT_TEXT_SIZE, "%" PRId64, param->number);
		break;
	case DB_BOOL:
		out[0] = param->number != 0 ? 't' : 'f';
		out[1] = '\0';
		break;
	case DB_TEXT:
	case DB_BYTES:
		if (param->text.n > 0)
			memcpy(out, param->text.p, param->text.n);
		out[param->text.n] = '\0';
		/* Text with a NUL would be cut in silence; as binary the server refuses it. */
		if (param->type == DB_BYTES || memchr(out, '\0', param->text.n) != NULL)
			call->formats[i] = FORMAT_BINARY;
		break;
	}
}

struct call *
call_new(const struct db_call *from, int64_t now_ms, uint32_t deadline_ms, db_done done, void *ctx)
{
	size_t size = block_size(from), n = (size_t)from->query->param_count;
	struct call *call = mem_new(size);
	struct arena arena = { (char *)call + sizeof(*call), (char *)call + size };
	static const struct input_peer nobody = { .kind = INPUT_NONE };

	*call = (struct call){
		.query = from->query,
		.done = done,
		.ctx = ctx,
		.input = from->shared ? nobody : input_current(),
		.deadline_ms = now_ms + deadline_ms,
		.last_ms = now_ms + 2 * (int64_t)deadline_ms,
		.bytes = size,
		.limit = DB_BATCH_MAX,
		.key_count = from->key_count,
		.own_key_count = from->key_count,
		.epoch = from->epoch,
	};
	call->keys = arena_take(&arena, (size_t)keys_room(from) * sizeof(int64_t));
	call->values = arena_take(&arena, n * sizeof(char *));
	call->lengths = arena_take(&arena, n * sizeof(int));
	call->formats = arena_take(&arena, n * sizeof(int));
	for (int i = 0; i < from->key_count; i++)
		call->keys[i] = from->keys[i];
	for (int i = 0; i < from->query->param_count; i++)
		param_copy(call, i, &from->params[i], &arena);
	return call;
}

void
call_free(struct call *call)
{
	PQclear(call->result);
	free(call);
}

int64_t
call_deadline(const struct call *call)
{
	return call->unsure ? call->last_ms : call->deadline_ms;
}

void
call_keep(struct call *call, PGresult *result)
{
	PQclear(call->result);
	call->result = result;
}

bool
call_is_moved(const struct call *call)
{
	struct db_result result;

	if ((call->query->flags & DB_MOVES) == 0)
		return false;
	result_of_call(call, &result);
	return view_is(db_text(&result, 0, db_col(&result, "outcome")), "moved");
}

static bool
key_among(const int64_t *keys, int count, int64_t key)
{
	for (int i = 0; i < count; i++)
		if (keys[i] == key)
			return true;
	return false;
}

int
call_move(struct call *call)
{
	struct db_result result;
	struct view rest;
	int64_t keys[DB_KEYS_MAX];
	int count = call->own_key_count;

	memcpy(keys, call->keys, (size_t)count * sizeof(keys[0]));
	result_of_call(call, &result);
	rest = db_text(&result, 0, db_col(&result, "keys"));
	if (rest.n < 3 || rest.p[0] != '{' || rest.p[rest.n - 1] != '}')
		return -1;
	rest = (struct view){ rest.p + 1, rest.n - 2 };
	while (rest.p != NULL) {
		struct view word = view_cut(&rest, ',');
		int64_t key;

		if (!view_to_int(word, INT64_MIN, INT64_MAX, &key))
			return -1;
		/* The answer names every key that is needed, also those that the call holds. */
		if (key_among(keys, count, key))
			continue;
		if (count == DB_KEYS_MAX)
			return -1;
		keys[count++] = key;
	}
	memcpy(call->keys, keys, (size_t)count * sizeof(keys[0]));
	call->key_count = count;
	call_keep(call, NULL);
	return 0;
}
