/*
 * result - reading what the server answered.
 *
 * Owns: struct db_result and its accessors, the errors that callers are told.
 * Must not know: lanes, retries of a whole batch.
 */
#include "common/db/internal.h"

#include <limits.h>
#include <string.h>

#include "common/base/bytes.h"

static const PGresult *
handle_of(const struct db_result *result, int row, int col)
{
	if (row < 0 || row >= result->rows || col < 0 || col >= result->cols)
		return NULL;
	return result->handle;
}

bool
db_is_null(const struct db_result *result, int row, int col)
{
	const PGresult *handle = handle_of(result, row, col);

	return handle == NULL || PQgetisnull(handle, row, col) != 0;
}

struct view
db_text(const struct db_result *result, int row, int col)
{
	const PGresult *handle = handle_of(result, row, col);

	if (handle == NULL)
		return (struct view){ "", 0 };
	return (struct view){ PQgetvalue(handle, row, col), (size_t)PQgetlength(handle, row, col) };
}

/* It comes as \x followed by hexadecimal digits. */
void
db_bytes(const struct db_result *result, int row, int col, struct buf *out)
{
	struct view text = db_text(result, row, col);

	if (text.n >= 2)
		hex_decode((struct view){ text.p + 2, text.n - 2 }, out);
}

int64_t
db_int(const struct db_result *result, int row, int col)
{
	int64_t value = 0;

	if (!view_to_int(db_text(result, row, col), INT64_MIN, INT64_MAX, &value))
		return 0;
	return value;
}

bool
db_bool(const struct db_result *result, int row, int col)
{
	return view_is(db_text(result, row, col), "t");
}

int
db_col(const struct db_result *result, const char *name)
{
	for (int i = 0; i < result->cols; i++)
		if (strcmp(PQfname(result->handle, i), name) == 0)
			return i;
	return -1;
}

const char *
result_sqlstate(const PGresult *result)
{
	const char *state = PQresultErrorField(result, PG_DIAG_SQLSTATE);

	return state != NULL ? state : "";
}

/* The text of class 22 ("invalid input syntax for type …") repeats the value. */
static const char *
message_of(const PGresult *result)
{
	const char *text = PQresultErrorField(result, PG_DIAG_MESSAGE_PRIMARY);

	if (strncmp(result_sqlstate(result), "22", 2) == 0)
		return "a value does not fit its type";
	return text != NULL ? text : "";
}

enum retry_action
result_judge(const PGresult *result, enum retry_place place)
{
	const char *severity = PQresultErrorField(result, PG_DIAG_SEVERITY_NONLOCALIZED);

	/* After FATAL or PANIC there is no session, whatever the code says. */
	if (severity != NULL && strcmp(severity, "ERROR") != 0)
		return RETRY_RECONNECT;
	return retry_judge(result_sqlstate(result), place);
}

void
result_of_call(const struct call *call, struct db_result *out)
{
	const PGresult *result = call->result;
	bool rows = result != NULL && PQresultStatus(result) == PGRES_TUPLES_OK;

	*out = (struct db_result){
		.rows = rows ? PQntuples(result) : 0,
		.cols = rows ? PQnfields(result) : 0,
		.handle = result,
		.message = call->why != NULL ? call->why : "",
	};
	if (result == NULL || PQresultStatus(result) != PGRES_FATAL_ERROR)
		return;
	(void)view_copy(view_of(result_sqlstate(result)), out->sqlstate, sizeof(out->sqlstate));
	out->message = message_of(result);
}

void
db_outcome_err(enum db_outcome outcome, const struct db_result *result, struct err *err)
{
	switch (outcome) {
	case DB_DONE:
		*err = (struct err){ .kind = ERR_NONE };
		break;
	case DB_FAILED:
		(void)err_set(err, ERR_INTERNAL, NULL, "The database refused the statement (%s)",
		    result != NULL && result->sqlstate[0] != '\0' ? result->sqlstate : "no code");
		break;
	case DB_TIMED_OUT:
		(void)err_set(err, ERR_TIMEOUT, NULL, "The database did not answer in time");
		break;
	case DB_OVERLOADED:
		(void)err_set(err, ERR_OVERLOAD, NULL, "Too much is waiting for the database");
		break;
	case DB_FENCED:
		(void)err_set(err, ERR_UNAVAILABLE, NULL,
		    "Another instance has taken over this work, try again");
		break;
	case DB_CLOSED:
		(void)err_set(err, ERR_UNAVAILABLE, NULL, "This instance is stopping, try again");
		break;
	}
}

void
db_row_err(enum db_outcome outcome, const struct db_result *result, struct err *err)
{
	if (outcome == DB_DONE)
		(void)err_set(err, ERR_NOT_FOUND, NULL, "There is no such thing");
	else
		db_outcome_err(outcome, result, err);
}
