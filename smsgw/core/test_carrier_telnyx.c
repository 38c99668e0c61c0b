/* Telnyx: its signature (vectors of its own library), webhooks, answers, what is sent. */
#include "smsgw/core/test_kit.h"

static const struct account account = { .base_url = "https://api.telnyx.com/v2",
	.values = { "KEY1", "A6EHv/POEL4dcN0Y50vAmWfk1jCbpQ1fHdyGZBJVMbg=", "profile-1" } };

#define BODY \
	"{\"data\":{\"event_type\":\"message.received\",\"id\":\"e1\",\"payload\":{\"id\":\"m1\"," \
	"\"text\":\"caf\xc3\xa9\"}}}"
#define SIGNATURE \
	"71pj/55KvVr+8EFZOGzAAdOnXDb8fQqpzuL5RuZ2/1l2ohPvcSkGaykkXI65ldcHo4PnLUkUruQREJci7hX1CQ=="

static enum verdict
judge_at(const char *body, const char *time, int64_t now_s)
{
	return kit_judge("telnyx", &account,
	    &(struct kit_call){ .body = body,
		.headers = { "telnyx-signature-ed25519", SIGNATURE, "telnyx-timestamp", time },
		.now_s = now_s },
	    NULL);
}

static void
its_signature_holds_for_five_minutes_and_these_bytes(void **unused)
{
	(void)unused;
	assert_int_equal(judge_at(BODY, "1700000000", 1699999700), VERDICT_GOOD);
	assert_int_equal(judge_at(BODY, "1700000000", 1700000300), VERDICT_GOOD);
	assert_int_equal(judge_at(BODY, "1700000000", 1700000301), VERDICT_OLD);
	assert_int_equal(judge_at(BODY, "1700000000", 1699999699), VERDICT_OLD);
	assert_int_equal(judge_at(BODY " ", "1700000000", 1700000000), VERDICT_WRONG);
	assert_int_equal(judge_at(BODY, "1700000001", 1700000000), VERDICT_WRONG);
	assert_int_equal(judge_at(BODY, "1.7e9", 1700000000), VERDICT_WRONG);
	assert_int_equal(kit_judge("telnyx", &account, &(struct kit_call){ .body = BODY }, NULL),
	    VERDICT_MISSING);
	assert_int_equal(kit_judge("telnyx", &account,
			     &(struct kit_call){ .body = BODY,
				 .headers = { "telnyx-signature-ed25519", SIGNATURE } },
			     NULL),
	    VERDICT_WRONG);
	assert_int_equal(kit_judge("telnyx", &(struct account){ .sealed = true },
			     &(struct kit_call){ .body = BODY }, NULL),
	    VERDICT_NO_KEY);
}

static void
texts_and_receipts_come_to_one_address(void **unused)
{
	(void)unused;
	kit_inbound("telnyx",
	    &(struct kit_call){ .body = "{\"data\":{\"event_type\":\"message.received\","
					"\"payload\":{\"id\":\"m1\",\"text\":\"hi\","
					"\"from\":{\"phone_number\":\"+14155550123\"},\"to\":[{"
					"\"phone_number\":\"+14155550100\"}]}}}" },
	    "m1", "+14155550123", "+14155550100", "hi");
	kit_states("telnyx",
	    "{\"data\":{\"event_type\":\"message.finalized\",\"payload\":{\"id\":\"m1\",\"to\":[{"
	    "\"status\":\"%s\"}],\"errors\":[]}}}");
	kit_receipt("telnyx",
	    &(struct kit_call){
		.body =
		    "{\"data\":{\"event_type\":\"message.finalized\",\"payload\":{\"id\":\"m1\","
		    "\"to\":[{\"status\":\"sending_failed\"}],\"errors\":[{\"code\":\"40005\"}]}}"
		    "}" },
	    "m1", "", "expired");
	kit_receipt("telnyx",
	    &(struct kit_call){
		.body =
		    "{\"data\":{\"event_type\":\"message.finalized\",\"payload\":{\"id\":\"m1\","
		    "\"to\":[{\"status\":\"delivery_failed\"}],\"errors\":[{\"code\":40300}]}}}" },
	    "m1", "", "blocked");
}

static void
what_it_does_not_know_is_told_and_media_are_listed(void **unused)
{
	struct kit_event *event = kit_read("telnyx",
	    &(struct kit_call){
		.body = "{\"data\":{\"event_type\":\"call.hangup\",\"payload\":{}}}" },
	    EVENT_INBOUND, 0);

	(void)unused;
	assert_int_equal(event->kind, EVENT_UNKNOWN);
	kit_free(event);
	event = kit_read("telnyx",
	    &(struct kit_call){ .body = "{\"data\":{\"event_type\":\"message.received\","
					"\"payload\":{\"id\":\"m1\",\"text\":null,"
					"\"from\":{\"phone_number\":\"+14155550123\"},\"to\":[{"
					"\"phone_number\":\"+14155550100\"}],"
					"\"media\":[{\"url\":\"https://m.test/"
					"1\",\"content_type\":\"image/png\"}]}}}" },
	    EVENT_INBOUND, 0);
	assert_int_equal(event->err.kind, ERR_NONE);
	assert_int_equal(event->inbound.media_count, 1);
	kit_is(event->inbound.media[0].url, "https://m.test/1");
	kit_is(event->inbound.media[0].type, "image/png");
	kit_free(event);
}

static void
a_409_is_never_tried_again(void **unused)
{
	static const struct kit_answer cases[] = {
		{ 200, "{\"data\":{\"id\":\"m9\"}}", SENDING_SENT, "m9", NULL },
		{ 409, "{\"errors\":[{\"code\":\"40300\",\"title\":\"Blocked\"}]}",
		    SENDING_OPTED_OUT, NULL, "40300" },
		{ 409, "{}", SENDING_FAILED, NULL, NULL },
		{ 422, "{\"errors\":[{\"code\":\"40013\",\"detail\":\"x\"}]}", SENDING_FAILED, NULL,
		    "40013" },
		{ 401, "{\"errors\":[{\"code\":\"10009\"}]}", SENDING_ACCOUNT, NULL, NULL },
		{ 429, "{}", SENDING_RETRY, NULL, NULL },
		{ 500, "{}", SENDING_UNKNOWN, NULL, NULL },
		{ 200, "half a bo", SENDING_UNKNOWN, NULL, NULL },
	};

	(void)unused;
	kit_answers("telnyx", cases, KIT_COUNT(cases));
}

static void
what_is_sent(void **unused)
{
	(void)unused;
	kit_sent("telnyx", &account, "https://api.telnyx.com/v2/messages", NULL,
	    "Authorization: Bearer KEY1",
	    "{\"from\":\"+14155550100\",\"to\":\"+46701740600\",\"text\":\"Hej & "
	    "h\xc3\xa4r\",\"messaging_profile_id\":\"profile-1\","
	    "\"webhook_url\":\"https://a.test/h/receipt?ref=1.2.3\"}");
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(its_signature_holds_for_five_minutes_and_these_bytes),
		cmocka_unit_test(texts_and_receipts_come_to_one_address),
		cmocka_unit_test(what_it_does_not_know_is_told_and_media_are_listed),
		cmocka_unit_test(a_409_is_never_tried_again),
		cmocka_unit_test(what_is_sent),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
