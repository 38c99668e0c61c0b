/* What a connection must answer before it serves: nothing runs on one that answers otherwise, at the first connection and at each
 * later one. */
#include "common/db/test_kit.h"

/* Each asking counts, also one whose transaction was undone. */
static const char gate_schema[] =
    "CREATE SEQUENCE t.asked;"
    "CREATE TABLE t.gate (answer bigint);"
    "INSERT INTO t.gate VALUES (0);"
    "CREATE FUNCTION t.admit(p text) RETURNS bigint LANGUAGE plpgsql AS $$ DECLARE a bigint; BEGIN"
    " PERFORM nextval('t.asked'); SELECT answer INTO a FROM t.gate FOR SHARE;"
    " RETURN CASE WHEN p = 'password' THEN a END; END $$;";

static const struct db_query admit = { "admit", "SELECT t.admit($1)", 1, 0 };

enum { WANTED = 2, TURNS = 3 };

struct gate {
	struct kit kit; /* db_config.ctx */
	int refusals;
	int64_t answer;
	struct seen write, read, alone;
};

static void
on_refused(void *ctx, int64_t answer)
{
	struct gate *gate = ctx;

	gate->refusals++;
	gate->answer = answer;
}

static struct db_config
gate_config(struct gate *gate)
{
	struct db_config config = kit_config(&gate->kit);

	config.admission = (struct db_admission){ &admit, "password", WANTED };
	config.refused = on_refused;
	return config;
}

static void
open_gate(struct gate *gate, const char *answer)
{
	struct db_config config = gate_config(gate);
	char sql[96];

	(void)snprintf(sql, sizeof(sql), "UPDATE t.gate SET answer = %s", answer);
	fixture_sql(sql);
	kit_open(&gate->kit, &config);
}

/* Of each kind one, and what only a lane of its own runs. */
static void
submit_all(struct gate *gate)
{
	const struct db_param twelve = P_INT(12);

	kit_call(&gate->kit, &kit_accept, 1, 1, &gate->write);
	kit_submit(
	    &gate->kit, (struct db_call){ .query = &kit_divide, .params = &twelve }, &gate->read);
	kit_submit(&gate->kit, (struct db_call){ .query = &kit_emergency, .params = &twelve },
	    &gate->alone);
}

static bool
no_lane_is_up(const struct kit *kit)
{
	for (int i = 0; i < kit->db->lane_count; i++)
		if (kit->db->lanes[i].up)
			return false;
	return true;
}

/* Until each lane must have been asked several times. */
static void
until_asked_again(struct gate *gate)
{
	long long asked = fixture_number("SELECT last_value FROM t.asked");

	KIT_UNTIL(&gate->kit,
	    fixture_number("SELECT last_value FROM t.asked") >=
		asked + (long long)TURNS * gate->kit.db->lane_count);
}

static void
nothing_has_run(struct gate *gate)
{
	assert_int_equal(gate->kit.done, 0);
	assert_int_equal(fixture_number("SELECT count(*) FROM t.log"), 0);
	assert_true(no_lane_is_up(&gate->kit));
}

static void
all_run(struct gate *gate)
{
	KIT_UNTIL(&gate->kit, gate->kit.done == 3 && kit_all_idle(&gate->kit));
	assert_int_equal(gate->write.outcome, DB_DONE);
	assert_int_equal(gate->read.outcome, DB_DONE);
	assert_int_equal(gate->alone.outcome, DB_DONE);
	assert_int_equal(fixture_number("SELECT count(*) FROM t.log"), 2);
}

static void
nothing_runs_on_a_connection_that_is_refused(void **unused)
{
	struct gate gate = { 0 };

	(void)unused;
	open_gate(&gate, "0");
	gate.answer = -1;
	submit_all(&gate);
	until_asked_again(&gate);
	nothing_has_run(&gate);
	assert_int_equal(gate.kit.ups, 0);
	assert_int_equal(gate.refusals, 1); /* however many there are */
	assert_int_equal(gate.answer, 0);
	fixture_sql("UPDATE t.gate SET answer = 2");
	all_run(&gate);
	assert_int_equal(gate.refusals, 1);
	kit_stop(&gate.kit);
}

static void
each_later_connection_is_asked_again(void **unused)
{
	struct gate gate = { 0 };

	(void)unused;
	open_gate(&gate, "2");
	KIT_UNTIL(&gate.kit, kit_all_idle(&gate.kit));
	assert_int_equal(gate.refusals, 0);
	fixture_sql("UPDATE t.gate SET answer = 3;"
		    "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
		    " WHERE application_name = 'trunkline-test'");
	KIT_UNTIL(&gate.kit, no_lane_is_up(&gate.kit) && gate.kit.downs == 1);
	submit_all(&gate);
	until_asked_again(&gate);
	nothing_has_run(&gate);
	assert_int_equal(gate.refusals, 1);
	assert_int_equal(gate.answer, 3);
	fixture_sql("UPDATE t.gate SET answer = 2");
	all_run(&gate);
	kit_stop(&gate.kit);
}

/* While another session holds what the admission reads, the lane tries again: a lock timeout is no refusal. */
static void
an_admission_that_is_not_answered_is_no_refusal(void **unused)
{
	struct gate gate = { 0 };
	struct db_config config = gate_config(&gate);
	PGconn *holder = PQconnectdb(fixture.conninfo);

	(void)unused;
	fixture_sql("UPDATE t.gate SET answer = 2");
	PQclear(PQexec(holder, "BEGIN; SELECT FROM t.gate FOR UPDATE"));
	kit_open(&gate.kit, &config);
	KIT_UNTIL(&gate.kit, gate.kit.db->hot->backoff_ms > RETRY_CONNECT_MIN_MS);
	assert_int_equal(gate.refusals, 0);
	assert_int_equal(gate.kit.db->hot->connects, 0);
	PQfinish(holder);
	submit_all(&gate);
	all_run(&gate);
	assert_int_equal(gate.refusals, 0);
	kit_stop(&gate.kit);
}

static void
an_admission_without_a_number_admits_nobody(void **unused)
{
	struct gate gate = { 0 };

	(void)unused;
	open_gate(&gate, "NULL");
	submit_all(&gate);
	until_asked_again(&gate);
	nothing_has_run(&gate);
	assert_int_equal(gate.refusals, 0);
	fixture_sql("UPDATE t.gate SET answer = 2");
	all_run(&gate);
	kit_stop(&gate.kit);
}

static void
an_admission_without_its_parameter_is_a_wrong_configuration(void **unused)
{
	struct gate gate = { 0 };
	struct db_config config = gate_config(&gate);
	struct err err = { 0 };

	(void)unused;
	config.admission.param = NULL;
	assert_int_equal(uv_loop_init(&gate.kit.loop), 0);
	assert_int_equal(db_open(&gate.kit.loop, &config, &gate.kit.db, &err), -1);
	assert_string_equal(err.field, "admission");
	assert_int_equal(uv_loop_close(&gate.kit.loop), 0);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup(nothing_runs_on_a_connection_that_is_refused, kit_clean),
		cmocka_unit_test_setup(each_later_connection_is_asked_again, kit_clean),
		cmocka_unit_test_setup(an_admission_that_is_not_answered_is_no_refusal, kit_clean),
		cmocka_unit_test_setup(an_admission_without_a_number_admits_nobody, kit_clean),
		cmocka_unit_test(an_admission_without_its_parameter_is_a_wrong_configuration),
	};

	fixture_open();
	fixture_sql(kit_schema);
	fixture_sql(gate_schema);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
