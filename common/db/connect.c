/*
 * connect - from a connection string to a lane that is ready.
 *
 * Owns: the handshake, the session's settings, the list of statements that each
 *       lane prepares, the wrapping of the fence, the admission.
 * Must not know: calls and batches.
 */
#include "common/db/internal.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "common/log/log.h"

enum { OID_INT8_ARRAY = 1016, SETTINGS = 3 };

/* What the setup pipeline holds before the statements; after the last of them comes the admission. */
enum { SETUP_FORGET, SETUP_SETTINGS, SETUP_STATEMENTS };

/* ---- the configuration ---------------------------------------------------------- */

/* "No row" becomes an error, which skips the members of the batch on the server: no round
 * trip is spent on looking at the answer first. */
char *
connect_wrap_fence(const char *sql)
{
	struct view inner = view_trim(view_of(sql));
	struct buf out = { 0 };

	while (inner.n > 0 && inner.p[inner.n - 1] == ';')
		inner = view_trim((struct view){ inner.p, inner.n - 1 });
	buf_add_text(&out, "WITH fence AS (\n");
	buf_add_view(&out, inner);
	buf_add_text(&out, "\n) SELECT 1 / count(*) FROM fence");
	return out.p;
}

static bool
lane_runs(const struct lane *lane, const struct db_query *query)
{
	return ((query->flags & DB_READ) != 0) == (lane->kind == DB_LANE_READ);
}

static bool
lane_needs(const struct lane *lane, int own)
{
	if (lane->kind == DB_LANE_READ || lane->db->own[own].sql == NULL)
		return false;
	return own != OWN_FENCE || lane->kind == DB_LANE_FENCED;
}

static void
list_add(struct lane *lane, const struct db_query *query)
{
	size_t size = (size_t)(lane->setup_count + 1) * sizeof(struct db_query *);

	lane->setup = mem_grow(lane->setup, size);
	lane->setup[lane->setup_count++] = query;
}

int
connect_list(struct lane *lane, struct err *err)
{
	const struct db_query *const *const *sets = lane->db->config.query_sets;

	for (int i = 0; i < OWN_COUNT; i++)
		if (lane_needs(lane, i))
			list_add(lane, &lane->db->own[i]);
	for (; sets != NULL && *sets != NULL; sets++) {
		for (const struct db_query *const *query = *sets; *query != NULL; query++) {
			if ((*query)->param_count < 0 || (*query)->param_count > DB_PARAMS_MAX)
				return err_set(err, ERR_CONFIG, (*query)->name,
				    "A statement takes at most %d parameters", DB_PARAMS_MAX);
			if (lane_runs(lane, *query))
				list_add(lane, *query);
		}
	}
	return 0;
}

/* ---- the handshake ---------------------------------------------------------------- */

/* Follows libpq to its present socket, which it may change at any step. */
static int
follow_socket(struct lane *lane, int events)
{
	int fd = PQsocket(lane->conn);

	if (lane->wire == NULL || lane->wire->fd != fd) {
		wire_close(lane, NULL);
		if (wire_open(lane, fd) != 0)
			return -1;
	}
	return wire_events(lane->wire, events);
}

void
connect_start(struct lane *lane)
{
	/* Before "dbname" stand defaults, which the connection string may override. */
	static const char *const keywords[] = { "target_session_attrs", "tcp_user_timeout",
		"dbname", "application_name", "client_encoding", "host", "hostaddr", "port", NULL };
	const struct hosts *hosts = &lane->db->hosts;
	const char *const values[] = { "read-write", "5000", lane->db->conninfo,
		lane->db->application_name, "UTF8", hosts->host[lane->host],
		hosts->address[lane->host], hosts->port[lane->host], NULL };

	lane_set_state(lane, LANE_CONNECTING);
	lane_arm(lane, DB_SETUP_MS);
	lane->conn = PQconnectStartParams(keywords, values, 1);
	if (lane->conn == NULL || PQstatus(lane->conn) == CONNECTION_BAD ||
	    follow_socket(lane, UV_WRITABLE) != 0)
		lane_lost(lane, PQerrorMessage(lane->conn));
}

static void
ignore_notice(void *unused, const PGresult *result)
{
	(void)unused;
	(void)result; /* may hold values of parameters */
}

static void
connected(struct lane *lane)
{
	(void)PQsetNoticeReceiver(lane->conn, ignore_notice, NULL);
	if (follow_socket(lane, UV_READABLE) != 0 || PQsetnonblocking(lane->conn, 1) != 0 ||
	    PQenterPipelineMode(lane->conn) != 1)
		lane_lost(lane, PQerrorMessage(lane->conn));
	else
		connect_setup(lane);
}

void
connect_step(struct lane *lane)
{
	PostgresPollingStatusType status;
	int rc = wire_events(lane->wire, 0); /* the socket may be closed in the next line */

	status = rc == 0 ? PQconnectPoll(lane->conn) : PGRES_POLLING_FAILED;
	if (status == PGRES_POLLING_OK)
		connected(lane);
	else if (status == PGRES_POLLING_FAILED ||
	    follow_socket(lane, status == PGRES_POLLING_READING ? UV_READABLE : UV_WRITABLE) != 0)
		lane_lost(lane, PQerrorMessage(lane->conn));
}

/* ---- settings and statements -------------------------------------------------------- */

static bool
send_settings(struct lane *lane)
{
	uint32_t numbers[SETTINGS] = { lane->statement_ms, lane->lock_ms, lane->idle_tx_ms };
	char texts[SETTINGS][16];
	const char *values[SETTINGS];

	for (int i = 0; i < SETTINGS; i++) {
		(void)snprintf(texts[i], sizeof(texts[i]), "%" PRIu32 "ms", numbers[i]);
		values[i] = texts[i];
	}
	return PQsendQueryParams(lane->conn,
		   "SELECT pg_catalog.set_config('statement_timeout', $1, false),"
		   " pg_catalog.set_config('lock_timeout', $2, false),"
		   " pg_catalog.set_config('idle_in_transaction_session_timeout', $3, false)",
		   SETTINGS, NULL, values, NULL, NULL, 0) == 1;
}

/* Only db's own statements say their parameter's type: the key array. */
static bool
send_prepare(struct lane *lane, const struct db_query *query)
{
	static const Oid types[] = { OID_INT8_ARRAY };
	bool own = query >= lane->db->own && query < lane->db->own + OWN_COUNT;

	return PQsendPrepare(lane->conn, query->name, query->sql, own ? query->param_count : 0,
		   own ? types : NULL) == 1;
}

/* The last one: a schema of another release is told first. */
static bool
send_admission(struct lane *lane)
{
	const struct db_admission *admission = &lane->db->config.admission;
	const char *const values[] = { admission->param };

	return admission->query == NULL ||
	    PQsendQueryParams(lane->conn, admission->query->sql, 1, NULL, values, NULL, NULL, 0) ==
	    1;
}

static bool
send_setup(struct lane *lane)
{
	if (PQsendQueryParams(lane->conn, "DEALLOCATE ALL", 0, NULL, NULL, NULL, NULL, 0) != 1 ||
	    !send_settings(lane))
		return false;
	for (int i = 0; i < lane->setup_count; i++)
		if (!send_prepare(lane, lane->setup[i]))
			return false;
	return send_admission(lane) && PQpipelineSync(lane->conn) == 1 && lane_flush(lane);
}

void
connect_setup(struct lane *lane)
{
	lane_set_state(lane, LANE_PREPARING);
	lane_arm(lane, DB_SETUP_MS);
	lane->setup_at = SETUP_FORGET;
	if (!send_setup(lane))
		lane_lost(lane, PQerrorMessage(lane->conn));
}

/* The statement that is answered next; NULL: none that a wrong schema can break. */
static const struct db_query *
setup_query(const struct lane *lane)
{
	int statement = lane->setup_at - SETUP_STATEMENTS;

	if (statement == lane->setup_count)
		return lane->db->config.admission.query;
	return statement >= 0 && statement < lane->setup_count ? lane->setup[statement] : NULL;
}

static void
failed(struct lane *lane, const PGresult *result)
{
	const struct db_query *query = setup_query(lane);

	if (query != NULL && retry_is_schema_fault(result_sqlstate(result))) {
		(void)fprintf(stderr,
		    "db: the statement %s can't be prepared or run: %s (SQLSTATE %s); "
		    "install the schema of this release\n",
		    query->name, PQresultErrorField(result, PG_DIAG_MESSAGE_PRIMARY),
		    result_sqlstate(result));
		exit(1);
	}
	lane_lost(lane, PQresultErrorMessage(result));
}

/* The owner is told by db_deliver: here a lane is in the middle of a change. */
static void
refuse(struct lane *lane, int64_t answer)
{
	struct db *db = lane->db;

	if (!db->refused)
		db->refusal = answer;
	db->refused = true;
	lane_lost(lane, "the admission's answer is not the wanted one");
}

static void
judge(struct lane *lane, const PGresult *result)
{
	int64_t answer;

	if (PQntuples(result) != 1 || PQnfields(result) != 1 ||
	    !view_to_int(view_of(PQgetvalue(result, 0, 0)), INT64_MIN, INT64_MAX, &answer))
		lane_lost(lane, "the admission has not answered one integer");
	else if (answer != lane->db->config.admission.wanted)
		refuse(lane, answer);
	else
		lane->setup_at++;
}

static void
ready(struct lane *lane)
{
	struct db *db = lane->db;

	if (!lane->up) {
		lane->connects++;
		db->stats.reconnects += lane->connects > 1 ? 1 : 0;
		LOG(INFO, "db_lane_up", LOG_TEXT("lane", lane->name),
		    LOG_INT("connects", lane->connects));
	}
	lane->up = true;
	lane->backoff_ms = 0;
	lane_rest(lane);
}

void
connect_take(struct lane *lane, PGresult *result)
{
	switch (PQresultStatus(result)) {
	case PGRES_COMMAND_OK:
	case PGRES_TUPLES_OK:
		if (lane->setup_at == SETUP_STATEMENTS + lane->setup_count)
			judge(lane, result);
		else
			lane->setup_at++;
		break;
	case PGRES_PIPELINE_SYNC:
		ready(lane);
		break;
	default:
		failed(lane, result);
		break;
	}
	PQclear(result);
}
