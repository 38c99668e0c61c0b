/* The exercise of docs/carriers.md: carrier_owl.c and its line in the list below are all that a further carrier takes. Built
 * of smsgw's core as it is, but for its list. */
#include "smsgw/core/credentials.h"
#include "smsgw/core/test_kit.h"

extern const struct carrier carrier_twilio, carrier_owl, carrier_generic;
extern const struct carrier carrier_sandbox;

const struct carrier *const carriers[] = { &carrier_twilio, &carrier_generic, &carrier_sandbox,
	&carrier_owl, NULL };

static const struct account account = { .base_url = "https://api.owl.example",
	.values = { "barn", "1234" } };

#define FLOCK \
	"{\"flock\":[{\"hoot\":\"in\",\"feather\":\"f1\",\"mouse\":{\"number\":\"14155550123\"}," \
	"\"nest\":{\"number\":\"14155550100\"}," \
	"\"words\":\"squeak\",\"prey\":[\"https://o.test/" \
	"1\"]},{\"hoot\":\"out\",\"feather\":\"f2\",\"wing\":\"landed\",\"ring\":\"1.2.3\"}," \
	"{\"hoot\":\"molt\"},{\"hoot\":\"out\",\"feather\":\"f3\",\"wing\":\"crashed\",\"why\":" \
	"\"SHOO\"}]}"
/* printf '%s' "1700000000:$FLOCK" | openssl dgst -sha512 -hmac 1234 */
#define SIGNATURE \
	"35a0246e43ab0a7e83f1e0ffba246b78bac57aff28fc30a67c90259760ac9e40" \
	"8c5376b326d46db608b7d9569f9618b9495fcea22e9a74e8c24c0093afe45bf7"

static enum verdict
judge_at(int64_t now_s, const char *body)
{
	return kit_judge("owl", &account,
	    &(struct kit_call){ .body = body,
		.headers = { "x-owl-signature", SIGNATURE, "x-owl-time", "1700000000" },
		.now_s = now_s },
	    NULL);
}

static void
a_carrier_that_is_added_signs(void **unused)
{
	(void)unused;
	assert_int_equal(judge_at(1700000300, FLOCK), VERDICT_GOOD);
	assert_int_equal(judge_at(1700000301, FLOCK), VERDICT_OLD);
	assert_int_equal(judge_at(1700000000, FLOCK " "), VERDICT_WRONG);
}

static void
a_carrier_that_is_added_brings_texts_and_receipts(void **unused)
{
	static const struct {
		enum event_kind kind;
		const char *id, *state;
	} flock[] = { { EVENT_INBOUND, "f1", NULL }, { EVENT_RECEIPT, "f2", "delivered" },
		{ EVENT_IGNORED, NULL, NULL }, { EVENT_RECEIPT, "f3", "blocked" } };

	(void)unused;
	for (int i = 0; i < (int)KIT_COUNT(flock); i++) {
		struct kit_event *event =
		    kit_read("owl", &(struct kit_call){ .body = FLOCK }, EVENT_INBOUND, i);

		assert_int_equal(event->kind, flock[i].kind);
		if (flock[i].kind == EVENT_RECEIPT) {
			kit_is(event->receipt.provider_id, flock[i].id);
			assert_string_equal(event->receipt.state, flock[i].state);
		} else if (flock[i].kind == EVENT_INBOUND) {
			kit_is(event->inbound.text, "squeak");
			kit_is(event->inbound.media[0].url, "https://o.test/1");
		}
		kit_free(event);
	}
}

static void
a_carrier_that_is_added_takes_texts(void **unused)
{
	static const struct kit_answer cases[] = {
		{ 200, "{\"flights\":[{\"perch\":\"TAKEN\",\"feather\":\"f9\"}]}", SENDING_SENT,
		    "f9", NULL },
		{ 200, "{\"flights\":[{\"perch\":\"WAITING\",\"feather\":\"f9\"}]}", SENDING_SENT,
		    "f9", NULL },
		{ 200, "{\"flights\":[{\"perch\":\"TIRED\"}]}", SENDING_RETRY, NULL, "TIRED" },
		{ 200, "{\"flights\":[{\"perch\":\"SHOO\"}]}", SENDING_OPTED_OUT, NULL, "SHOO" },
		{ 200, "{\"flights\":[{\"perch\":\"LOST\"}]}", SENDING_FAILED, NULL, "LOST" },
		{ 429, "", SENDING_RETRY, NULL, NULL },
	};

	(void)unused;
	kit_answers("owl", cases, KIT_COUNT(cases));
	kit_sent("owl", &account, "https://api.owl.example/nests/barn/flights", NULL,
	    "X-Owl-Pin: 1234",
	    "{\"flights\":[{\"mouse\":\"46701740600\",\"nest\":\"barn\",\"hoot\":\"Hej & "
	    "h\xc3\xa4r\",\"ring\":\"1.2.3\",\"hours\":3600}],\"quiet\":true}");
}

static void
a_carrier_that_is_added_says_what_its_accounts_need(void **unused)
{
	json_t *settings = json_pack("{s:s}", "nest", "barn"), *none = json_object(),
	       *more = json_pack("{s:s, s:s}", "pin", "1", "claw", "x");
	struct err err;

	(void)unused;
	assert_int_equal(settings_check(carrier_find(VIEW("owl")), settings, &err), 0);
	assert_int_equal(settings_check(carrier_find(VIEW("owl")), none, &err), -1);
	assert_string_equal(err.field, "/settings/nest");
	assert_int_equal(secrets_check(carrier_find(VIEW("owl")), none, NULL, &err), -1);
	assert_string_equal(err.field, "/secrets/pin");
	assert_int_equal(secrets_check(carrier_find(VIEW("owl")), more, NULL, &err), -1);
	assert_string_equal(err.field, "/secrets/claw");
	json_decref(settings);
	json_decref(none);
	json_decref(more);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_carrier_that_is_added_signs),
		cmocka_unit_test(a_carrier_that_is_added_brings_texts_and_receipts),
		cmocka_unit_test(a_carrier_that_is_added_takes_texts),
		cmocka_unit_test(a_carrier_that_is_added_says_what_its_accounts_need),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
