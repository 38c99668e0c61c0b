/* smpp_settings, smpp_submit, the carrier's table: what is given is judged by name; what a refusal means. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdlib.h>

#include <cmocka.h>

#include <string.h>

#include "smsgw/core/carrier.h"
#include "smsgw/core/smpp_settings.h"
#include "smsgw/core/smpp_submit.h"

static void
what_is_not_given_is_as_usual(void **unused)
{
	const char *values[SMPP_SETTINGS] = {
		[SMPP_SET_HOST] = "smsc.example", [SMPP_SET_SYSTEM_ID] = "us"
	};
	struct smpp_settings settings;
	struct err err;

	(void)unused;
	assert_int_equal(smpp_settings_read(values, &settings, &err), 0);
	assert_string_equal(settings.host, "smsc.example");
	assert_string_equal(settings.password, "");
	assert_int_equal(settings.port, 2776);
	assert_int_equal(settings.tls, 1);
	assert_int_equal(settings.bind, SMPP_TRX);
	assert_int_equal(settings.binds, 1);
	assert_int_equal(settings.window, 10);
	assert_int_equal(settings.dcs0, SMPP_GSM);
	assert_int_equal(settings.how_long, SMPP_LONG_UDH);
	assert_int_equal(settings.id_type, SMPP_ID_UNSET);
	assert_int_equal(settings.requeue, 0);
	assert_int_equal(settings.enquire_s, 30);
	assert_int_equal(settings.submit_s, 60);
}

static void
what_is_given_is_taken_or_refused_by_its_name(void **unused)
{
	static const struct {
		enum smpp_setting setting;
		const char *value, *field; /* NULL: it fits */
	} rows[] = {
		{ SMPP_SET_HOST, "", "/settings/host" },
		{ SMPP_SET_HOST, NULL, "/settings/host" },
		{ SMPP_SET_PORT, "2775", NULL },
		{ SMPP_SET_PORT, "0", "/settings/port" },
		{ SMPP_SET_PORT, "27 75", "/settings/port" },
		{ SMPP_SET_TLS, "no", NULL },
		{ SMPP_SET_TLS, "NO", "/settings/tls" },
		{ SMPP_SET_SYSTEM_ID, "123456789012345", NULL },
		{ SMPP_SET_SYSTEM_ID, "1234567890123456", "/settings/system_id" },
		{ SMPP_SET_PASSWORD, "12345678", NULL },
		{ SMPP_SET_PASSWORD, "123456789", "/secrets/password" },
		{ SMPP_SET_BIND, "transmitter_receiver", NULL },
		{ SMPP_SET_BIND, "trx", "/settings/bind" },
		{ SMPP_SET_WINDOW, "1000", NULL },
		{ SMPP_SET_WINDOW, "1001", "/settings/window" },
		{ SMPP_SET_DCS0, "latin1", NULL },
		{ SMPP_SET_DCS1, "latin1", "/settings/dcs1" },
		{ SMPP_SET_LONG, "payload", NULL },
		{ SMPP_SET_ID_TYPE, "-1", NULL },
		{ SMPP_SET_ID_TYPE, "-2", "/settings/msg_id_type" },
	};

	(void)unused;
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		const char *values[SMPP_SETTINGS] = {
			[SMPP_SET_HOST] = "smsc.example", [SMPP_SET_SYSTEM_ID] = "us"
		};
		struct smpp_settings settings;
		struct err err;

		values[rows[i].setting] = rows[i].value;
		assert_int_equal(
		    smpp_settings_read(values, &settings, &err), rows[i].field == NULL ? 0 : -1);
		if (rows[i].field != NULL)
			assert_string_equal(err.field, rows[i].field);
	}
}

static void
the_carriers_table_is_in_the_order_of_the_settings(void **unused)
{
	const struct carrier *carrier = carrier_find(VIEW("smpp"));
	int count = 0;

	(void)unused;
	assert_true(carrier != NULL && carrier->by_link);
	for (; carrier->credentials[count].name != NULL; count++) {
		const char *rule = carrier->judge(carrier->credentials[count].name, "");

		assert_true(rule != NULL && strcmp(rule, "There is no such setting.") != 0);
	}
	assert_int_equal(count, SMPP_SETTINGS);
	assert_string_equal(carrier->credentials[SMPP_SET_HOST].name, "host");
	assert_string_equal(carrier->credentials[SMPP_SET_PASSWORD].name, "password");
	assert_string_equal(carrier->credentials[SMPP_SET_RATE].name, "rate");
	assert_string_equal(carrier->credentials[SMPP_SET_ID_TYPE].name, "msg_id_type");
	assert_string_equal(carrier->credentials[SMPP_SET_SUBMIT_S].name, "submit_s");
}

static void
a_refusal_says_whether_and_when_to_try_again(void **unused)
{
	static const struct {
		uint32_t status;
		int part, tries;
		int64_t attempt;
		bool again_here;
		enum sending sending;
		int64_t wait_ms;
	} rows[] = {
		{ SMPP_RTHROTTLED, 0, 0, 1, false, SENDING_RETRY, 1000 },
		{ SMPP_RTHROTTLED, 0, 0, 50, false, SENDING_RETRY, 1000 },
		{ SMPP_RTHROTTLED, 1, 0, 1, true, SENDING_RETRY, 1000 },
		{ SMPP_RTHROTTLED, 1, SMPP_LATER_TRIES, 1, false, SENDING_FAILED, -1 },
		{ SMPP_RMSGQFUL, 0, 0, 1, false, SENDING_RETRY, 1000 },
		{ SMPP_RMSGQFUL, 0, 0, 3, false, SENDING_RETRY, 4000 },
		{ SMPP_RMSGQFUL, 0, 0, 99, false, SENDING_RETRY, 60000 },
		{ SMPP_RMSGQFUL, 1, 2, 1, true, SENDING_RETRY, 4000 },
		{ SMPP_RX_T_APPN, 0, 0, 1, true, SENDING_RETRY, 1000 },
		{ SMPP_RSYSERR, 0, 4, 1, true, SENDING_RETRY, 16000 },
		{ SMPP_RSYSERR, 0, 5, 1, false, SENDING_FAILED, -1 },
		{ SMPP_RINVPASWD, 0, 0, 1, false, SENDING_ACCOUNT, -1 },
		{ SMPP_RINVPASWD, 1, 0, 1, false, SENDING_FAILED, -1 },
		{ SMPP_RINVDSTADR, 0, 0, 1, false, SENDING_REJECTED, -1 },
		{ SMPP_RSUBMITFAIL, 0, 0, 1, false, SENDING_FAILED, -1 },
		{ 0x400, 0, 0, 1, false, SENDING_FAILED, -1 },
	};

	(void)unused;
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		struct smpp_verdict verdict =
		    smpp_judge(rows[i].status, rows[i].part, rows[i].tries, rows[i].attempt);

		assert_int_equal(verdict.again_here, rows[i].again_here);
		assert_int_equal(verdict.sending, rows[i].sending);
		assert_int_equal(verdict.wait_ms, rows[i].wait_ms);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(what_is_not_given_is_as_usual),
		cmocka_unit_test(what_is_given_is_taken_or_refused_by_its_name),
		cmocka_unit_test(the_carriers_table_is_in_the_order_of_the_settings),
		cmocka_unit_test(a_refusal_says_whether_and_when_to_try_again),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
