/* Vonage, both APIs: token and signature (vectors of its own libraries), webhooks, answers, what is sent. */
#include "smsgw/core/test_kit.h"

static const struct account messages = { .base_url = "https://api.nexmo.com",
	.values = { "abcd1234", "secret1", "vonage-signature-secret-A-0123456789" } };

#define BODY \
	"{\"message_uuid\":\"m1\",\"from\":\"14155550123\",\"to\":\"14155550100\",\"text\":" \
	"\"hi\"}"
#define HEAD "eyJhbGciOiJIUzI1NiIsInR5cCI6IkpXVCJ9."
#define CLAIMS \
	"eyJpYXQiOjE3MDAwMDAwMDAsImp0aSI6IjExMTExMTExLTIyMjItMzMzMy00NDQ0LTU1NTU1NTU1NTU1NSIsImlz" \
	"cyI6IlZvbmFnZSIsInBheWxvYWRfaGFzaCI6ImM1MzI3NmUwODgyNWJmNjA1MzE5NDM5ZGMxNThkZjExODcyODU5" \
	"YjYzMDM5MjE0YTMwZTE2ZTg4ZmM3NTUyNDUiLCJhcGlfa2V5IjoiYWJjZDEyMzQiLCJhcHBsaWNhdGlvbl9pZCI6" \
	"ImFhYWFhYWFhLWJiYmItY2NjYy1kZGRkLTAxMjM0NTY3ODlhYiJ9"
#define TOKEN HEAD CLAIMS ".myhJQipn5LDagk0qG-HlPp-cqSmbF-4n3AJ1iem6ewc"

static enum verdict
judge_token(const char *token, const char *body, int64_t now_s, char *nonce)
{
	char bearer[4000];

	(void)snprintf(bearer, sizeof(bearer), "Bearer %s", token);
	return kit_judge("vonage", &messages,
	    &(struct kit_call){
		.body = body, .headers = { "authorization", bearer }, .now_s = now_s },
	    nonce);
}

static void
the_token_holds_for_these_bytes_and_this_time(void **unused)
{
	char nonce[NONCE_MAX + 1];

	(void)unused;
	assert_int_equal(judge_token(TOKEN, BODY, 1700000000, nonce), VERDICT_GOOD);
	assert_string_equal(nonce, "11111111-2222-3333-4444-555555555555");
	assert_int_equal(judge_token(TOKEN, BODY, 1700000300, NULL), VERDICT_GOOD);
	assert_int_equal(judge_token(TOKEN, BODY, 1700000301, NULL), VERDICT_OLD);
	assert_int_equal(judge_token(TOKEN, BODY " ", 1700000000, NULL), VERDICT_WRONG);
	assert_int_equal(judge_token(HEAD CLAIMS ".nyhJQipn5LDagk0qG-HlPp-cqSmbF-4n3AJ1iem6ewc",
			     BODY, 1700000000, NULL),
	    VERDICT_WRONG);
	assert_int_equal(judge_token(HEAD CLAIMS, BODY, 1700000000, NULL), VERDICT_WRONG);
	assert_int_equal(judge_token(HEAD CLAIMS ".", BODY, 1700000000, NULL), VERDICT_WRONG);
	/* {"alg":"none","typ":"JWT"} */
	assert_int_equal(
	    judge_token("eyJhbGciOiJub25lIiwidHlwIjoiSldUIn0." CLAIMS ".", BODY, 1700000000, NULL),
	    VERDICT_WRONG);
	assert_int_equal(kit_judge("vonage", &messages, &(struct kit_call){ .body = BODY }, NULL),
	    VERDICT_MISSING);
	assert_int_equal(carrier_find(VIEW("vonage"))->unsigned_status, 503);
}

static void
messages_are_read_and_sent(void **unused)
{
	static const struct kit_answer cases[] = {
		{ 202, "{\"message_uuid\":\"u-1\"}", SENDING_SENT, "u-1", NULL },
		{ 401, "{\"title\":\"Unauthorized\"}", SENDING_ACCOUNT, NULL, NULL },
		{ 422, "{\"title\":\"1120\",\"detail\":\"x\"}", SENDING_FAILED, NULL, "1120" },
		{ 429, "{}", SENDING_RETRY, NULL, NULL },
	};

	(void)unused;
	kit_inbound(
	    "vonage", &(struct kit_call){ .body = BODY }, "m1", "14155550123", "14155550100", "hi");
	kit_receipt("vonage",
	    &(struct kit_call){
		.body =
		    "{\"message_uuid\":\"m1\",\"status\":\"delivered\",\"client_ref\":\"1.2.3\"}" },
	    "m1", "1.2.3", "delivered");
	kit_states("vonage", "{\"message_uuid\":\"m1\",\"status\":\"%s\"}");
	kit_answers("vonage", cases, KIT_COUNT(cases));
	kit_sent("vonage", &messages, "https://api.nexmo.com/v1/messages", "abcd1234:secret1", NULL,
	    "{\"channel\":\"sms\",\"message_type\":\"text\",\"to\":\"46701740600\",\"from\":"
	    "\"14155550100\",\"text\":\"Hej & h\xc3\xa4r\","
	    "\"client_ref\":\"1.2.3\",\"webhook_url\":\"https://a.test/h/receipt\"}");
}

/* ---- the older API ---- */

static const char *params[] = { "keyword", "A=B", "text", "a=b & c", "api-key", "abcd1234",
	"message-timestamp", "2023-11-14 22:13:20", "messageId", "0A0000000123ABCD1", "msisdn",
	"14155550123", "nonce", "aaaaaaaa-bbbb-cccc-dddd-0123456789ab", "timestamp", "1700000000",
	"to", "14155550100", "type", "text", "sig", "", NULL };
enum { SIG_AT = 21 };

static enum verdict
judge_params(const char *method, const char *sig, int64_t now_s)
{
	const struct account account = { .values = {
					     "abcd1234", "secret1", "vonage-sig-A", method } };

	params[SIG_AT] = sig;
	return kit_judge(
	    "vonage_sms", &account, &(struct kit_call){ .form = params, .now_s = now_s }, NULL);
}

static void
parameters_are_signed_by_the_method_of_the_account(void **unused)
{
	static const char *const vectors[][2] = {
		{ NULL, "6d95401cb3dac72a6f7b64fd028165bf" },
		{ "MD5-HASH", "6D95401CB3DAC72A6F7B64FD028165BF" },
		{ "MD5-HMAC", "d56914e451d7a2a4d37d427a0a6709f8" },
		{ "SHA1-HMAC", "322cc85a07fc8a4ef8ec18524fa2e470cc743e2e" },
		{ "SHA256-HMAC",
		    "d30db0a7fbeaa9c2a782d4b21905ed88781f6c11bee44d1ddf990297d5276d67" },
		{ "SHA512-HMAC",
		    "1ea8f0900602b7213a11c74edebda05acc4409e1427202b1103cc8807064a2112bc44d252e5a13"
		    "fdade9364d6af4d44553a16d82c8e1eaabee3d"
		    "04eacd9a13ca" },
	};

	(void)unused;
	for (size_t i = 0; i < KIT_COUNT(vectors); i++) {
		assert_int_equal(
		    judge_params(vectors[i][0], vectors[i][1], 1700000000), VERDICT_GOOD);
		assert_int_equal(
		    judge_params(vectors[i][0], vectors[i][1], 1700000301), VERDICT_OLD);
	}
	assert_int_equal(judge_params("SHA256-HMAC", vectors[0][1], 1700000000), VERDICT_WRONG);
	assert_int_equal(
	    judge_params(NULL, "6d95401cb3dac72a6f7b64fd028165be", 1700000000), VERDICT_WRONG);
	params[SIG_AT - 1] = "other";
	assert_int_equal(judge_params(NULL, vectors[0][1], 1700000000), VERDICT_MISSING);
	params[SIG_AT - 1] = "sig";
	/* An account without a secret relies on the secret path; one whose secrets can't be read does not. */
	assert_int_equal(kit_judge("vonage_sms", &(struct account){ .base_url = "" },
			     &(struct kit_call){ .form = params }, NULL),
	    VERDICT_GOOD);
	assert_int_equal(kit_judge("vonage_sms", &(struct account){ .sealed = true },
			     &(struct kit_call){ .form = params }, NULL),
	    VERDICT_NO_KEY);
}

static void
parts_of_a_text_have_ids_of_their_own(void **unused)
{
	static const char *const part[] = { "messageId", "M1", "msisdn", "14155550123", "to",
		"14155550100", "text", "end", "concat", "true", "concat-ref", "54", "concat-total",
		"2", "concat-part", "2", NULL };
	static const char *const wrong[] = { "messageId", "M1", "msisdn", "14155550123", "to",
		"14155550100", "text", "end", "concat-total", "2", "concat-ref", "54",
		"concat-part", "3", NULL };
	struct kit_event *event =
	    kit_read("vonage_sms", &(struct kit_call){ .form = part }, EVENT_INBOUND, 0);

	(void)unused;
	kit_is(event->inbound.provider_id, "M1:2");
	assert_int_equal(event->inbound.part_ref, 54);
	assert_int_equal(event->inbound.part_total, 2);
	assert_int_equal(event->inbound.part_number, 2);
	kit_free(event);
	event = kit_read("vonage_sms", &(struct kit_call){ .form = wrong }, EVENT_INBOUND, 0);
	assert_string_equal(event->err.field, "concat-part");
	kit_free(event);
}

static void
a_part_is_no_longer_than_a_part_can_be(void **unused)
{
	char text[INBOUND_PART_MAX + 2];
	const char *const part[] = { "messageId", "M1", "msisdn", "14155550123", "to",
		"14155550100", "text", text, "concat-ref", "54", "concat-total", "2", "concat-part",
		"2", NULL };
	struct kit_event *event;

	(void)unused;
	(void)memset(text, 'a', sizeof(text));
	text[INBOUND_PART_MAX] = '\0';
	event = kit_read("vonage_sms", &(struct kit_call){ .form = part }, EVENT_INBOUND, 0);
	assert_int_equal(event->inbound.text.n, INBOUND_PART_MAX);
	kit_free(event);
	text[INBOUND_PART_MAX] = 'a';
	text[INBOUND_PART_MAX + 1] = '\0';
	event = kit_read("vonage_sms", &(struct kit_call){ .form = part }, EVENT_INBOUND, 0);
	assert_string_equal(event->err.field, "text");
	kit_free(event);
}

static void
an_answer_says_in_its_body_what_became_of_the_text(void **unused)
{
	static const struct kit_answer cases[] = {
		{ 200,
		    "{\"message-count\":\"1\",\"messages\":[{\"status\":\"0\",\"message-id\":"
		    "\"0A\"}]}",
		    SENDING_SENT, "0A", NULL },
		{ 200, "{\"messages\":[{\"status\":\"1\",\"error-text\":\"Throttled\"}]}",
		    SENDING_RETRY, NULL, "1" },
		{ 200, "{\"messages\":[{\"status\":\"7\",\"error-text\":\"Number barred\"}]}",
		    SENDING_OPTED_OUT, NULL, "7" },
		{ 200, "{\"messages\":[{\"status\":\"4\"}]}", SENDING_ACCOUNT, NULL, "4" },
		{ 200, "{\"messages\":[{\"status\":\"6\",\"error-text\":\"x\"}]}", SENDING_FAILED,
		    NULL, "6" },
		{ 200, "{}", SENDING_UNKNOWN, NULL, NULL },
	};
	const struct account account = { .base_url = "https://rest.nexmo.com",
		.values = { "abcd1234", "secret1" } };

	(void)unused;
	kit_answers("vonage_sms", cases, KIT_COUNT(cases));
	kit_states("vonage_sms", "{\"messageId\":\"0A\",\"status\":\"%s\",\"err-code\":\"0\"}");
	kit_receipt("vonage_sms",
	    &(struct kit_call){ .body = "{\"messageId\":\"0A\",\"status\":\"rejected\",\"err-"
					"code\":\"4\",\"client-ref\":\"1.2.3\"}" },
	    "0A", "1.2.3", "blocked");
	kit_sent("vonage_sms", &account, "https://rest.nexmo.com/sms/json", "abcd1234:secret1",
	    NULL,
	    "{\"from\":\"14155550100\",\"to\":\"46701740600\",\"text\":\"Hej & "
	    "h\xc3\xa4r\",\"type\":\"text\",\"ttl\":3600000,"
	    "\"callback\":\"https://a.test/h/receipt\",\"client-ref\":\"1.2.3\"}");
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_token_holds_for_these_bytes_and_this_time),
		cmocka_unit_test(messages_are_read_and_sent),
		cmocka_unit_test(parameters_are_signed_by_the_method_of_the_account),
		cmocka_unit_test(parts_of_a_text_have_ids_of_their_own),
		cmocka_unit_test(a_part_is_no_longer_than_a_part_can_be),
		cmocka_unit_test(an_answer_says_in_its_body_what_became_of_the_text),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
