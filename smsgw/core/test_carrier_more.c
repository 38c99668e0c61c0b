/* 8x8, Sinch, MessageBird, Bird, Bandwidth, Infobip and our own form: signatures by the reference's vectors, webhooks,
 * answers, what is sent. */
#include <jansson.h>

#include "smsgw/core/credentials.h"
#include "smsgw/core/test_kit.h"

/* ---- 8x8 ---- */

static void
an_authorization_that_is_told_is_compared_whole(void **unused)
{
	static const struct account account = { .base_url = "https://sms.8x8.com",
		.values = { "sub1", "key1", "Bearer of a long secret" } };
	static const struct kit_answer cases[] = {
		{ 200, "{\"umid\":\"u1\",\"status\":{\"code\":\"QUEUED\"}}", SENDING_SENT, "u1",
		    NULL },
		{ 200,
		    "{\"umid\":\"u1\",\"status\":{\"code\":\"REJECTED\",\"description\":\"no\"}}",
		    SENDING_FAILED, NULL, "REJECTED" },
		{ 401, "{\"code\":1200}", SENDING_ACCOUNT, NULL, NULL },
		{ 429, "", SENDING_RETRY, NULL, NULL },
	};
	struct kit_call call = { .body = "{\"namespace\":\"SMS\",\"eventType\":\"inbound_message_"
					 "received\",\"payload\":{\"umid\":\"u1\","
					 "\"source\":\"+14155550123\",\"destination\":\"+"
					 "14155550100\",\"body\":\"hi\",\"encoding\":\"GSM7\"}}",
		.headers = { "authorization", "Bearer of a long secret" } };

	(void)unused;
	assert_int_equal(kit_judge("8x8", &account, &call, NULL), VERDICT_GOOD);
	kit_inbound("8x8", &call, "u1", "+14155550123", "+14155550100", "hi");
	call.headers[1] = "Bearer of a long secret ";
	assert_int_equal(kit_judge("8x8", &account, &call, NULL), VERDICT_WRONG);
	assert_int_equal(
	    kit_judge("8x8", &account, &(struct kit_call){ .body = "{}" }, NULL), VERDICT_MISSING);
	kit_states("8x8",
	    "{\"eventType\":\"outbound_message_status_changed\",\"payload\":{\"umid\":\"u\","
	    "\"status\":{\"state\":\"%s\"}}}");
	kit_receipt("8x8",
	    &(struct kit_call){ .body =
				    "{\"eventType\":\"outbound_message_status_changed\","
				    "\"payload\":{\"umid\":\"u\",\"clientMessageId\":\"1.2.3\","
				    "\"status\":{\"state\":\"undelivered\",\"errorCode\":36}}}" },
	    "u", "1.2.3", "expired");
	kit_answers("8x8", cases, KIT_COUNT(cases));
	kit_sent("8x8", &account, "https://sms.8x8.com/api/v1/subaccounts/sub1/messages", NULL,
	    "Authorization: Bearer key1",
	    "{\"source\":\"+14155550100\",\"destination\":\"+46701740600\",\"text\":\"Hej & "
	    "h\xc3\xa4r\",\"clientMessageId\":\"1.2.3\","
	    "\"encoding\":\"AUTO\",\"dlrCallbackUrl\":\"https://a.test/h/receipt\"}");
}

/* ---- Sinch ---- */

static void
body_nonce_and_time_are_signed_by_sinch(void **unused)
{
	static const struct account account = { .base_url = "https://us.sms.api.sinch.com",
		.values = { "plan1", "token1", "sinch-secret-A" } };
	static const struct kit_answer cases[] = {
		{ 201, "{\"id\":\"01F\",\"to\":[\"1\"]}", SENDING_SENT, "01F", NULL },
		{ 400, "{\"code\":\"syntax_invalid_parameter_format\",\"text\":\"x\"}",
		    SENDING_FAILED, NULL, NULL },
		{ 503, "", SENDING_RETRY, NULL, NULL },
	};
	struct kit_call call = { .body = "{\"type\":\"mo_text\",\"id\":\"01\",\"from\":"
					 "\"14155550123\",\"to\":\"14155550100\",\"body\":\"hi\"}",
		.headers = { "x-sinch-webhook-signature",
		    "SE++Y8UJjW1JrcWLvcuG+sDhnqr4BmZxhWpHk7kfAwk=",
		    "x-sinch-webhook-signature-nonce", "01FJA8B4A7BM43YGWSG9GBV067",
		    "x-sinch-webhook-signature-timestamp", "1700000000" } };
	char nonce[NONCE_MAX + 1];
	struct kit_event *event;

	(void)unused;
	assert_int_equal(kit_judge("sinch", &account, &call, nonce), VERDICT_GOOD);
	assert_string_equal(nonce, "01FJA8B4A7BM43YGWSG9GBV067");
	kit_inbound("sinch", &call, "01", "14155550123", "14155550100", "hi");
	call.now_s = 1700000301;
	assert_int_equal(kit_judge("sinch", &account, &call, NULL), VERDICT_OLD);
	call.headers[3] = "02";
	assert_int_equal(kit_judge("sinch", &account, &call, NULL), VERDICT_WRONG);
	kit_inbound("sinch",
	    &(struct kit_call){
		.body =
		    "{\"type\":\"mo_media\",\"id\":\"02\",\"from\":\"14155550123\",\"to\":"
		    "\"14155550100\","
		    "\"body\":{\"message\":\"look\",\"media\":[{\"url\":\"https://m.test/1\"}]}}" },
	    "02", "14155550123", "14155550100", "look");
	event = kit_read("sinch",
	    &(struct kit_call){ .body = "{\"type\":\"mo_binary\",\"body\":\"AAAA\"}" },
	    EVENT_INBOUND, 0);
	assert_int_equal(event->kind, EVENT_UNKNOWN);
	kit_free(event);
	kit_states("sinch",
	    "{\"type\":\"recipient_delivery_report_sms\",\"batch_id\":\"01F\",\"status\":\"%s\","
	    "\"code\":0}");
	kit_answers("sinch", cases, KIT_COUNT(cases));
	kit_sent("sinch", &account, "https://us.sms.api.sinch.com/xms/v1/plan1/batches", NULL,
	    "Authorization: Bearer token1",
	    "{\"to\":[\"46701740600\"],\"from\":\"14155550100\",\"body\":\"Hej & "
	    "h\xc3\xa4r\",\"type\":\"mt_text\","
	    "\"delivery_report\":\"per_recipient\",\"callback_url\":\"https://a.test/h/"
	    "receipt?ref=1.2.3\","
	    "\"client_reference\":\"1.2.3\",\"expire_at\":\"2023-11-14T23:13:20.000Z\"}");
}

/* ---- MessageBird and Bird ---- */

#define MB_TOKEN \
	"eyJhbGciOiJIUzI1NiIsInR5cCI6IkpXVCJ9." \
	"eyJpc3MiOiJNZXNzYWdlQmlyZCIsIm5iZiI6MTcwMDAwMDAwMCwiZXhwIjoxNzAwMDAwMDYwLCJqdGkiOiJqLTEi" \
	"LCJ1cmxfaGFzaCI6ImY5NjU3YjQ0MWFiYThjMzJkNzIwY2JmNDM3MTg4MWVmODQxNGI5MTA2OTkwMDdkZmY0NDU1" \
	"ZjNiNGE3MWMyN2YiLCJwYXlsb2FkX2hhc2giOiIwMTVhYmQ3ZjVjYzU3YTJkZDk0Yjc1OTBmMDRhZDgwODQyNzM5" \
	"MDVlZTMzZWM1Y2ViZWFlNjIyNzZhOTdmODYyIn0.cGgjwrxrnbcIqlYdl-F3SXZagXurtMOYBqgnsh2LulA"

static void
messagebirds_token_covers_url_and_body(void **unused)
{
	static const struct account account = { .base_url = "https://rest.messagebird.com",
		.values = { "access1", "mb-jwt-secret-A" } };
	struct kit_call call = { .target = "/hook/mb?id=1",
		.body = "{\"a\":1}",
		.headers = { "messagebird-signature-jwt", MB_TOKEN } };
	char nonce[NONCE_MAX + 1];

	(void)unused;
	assert_int_equal(kit_judge("messagebird", &account, &call, nonce), VERDICT_GOOD);
	assert_string_equal(nonce, "j-1");
	call.now_s = 1700000066;
	assert_int_equal(kit_judge("messagebird", &account, &call, NULL), VERDICT_OLD);
	call.now_s = 1700000065;
	assert_int_equal(kit_judge("messagebird", &account, &call, NULL), VERDICT_GOOD);
	call.target = "/hook/mb?id=2";
	assert_int_equal(kit_judge("messagebird", &account, &call, NULL), VERDICT_WRONG);
	call.target = "/hook/mb?id=1";
	call.body = "{\"a\":2}";
	assert_int_equal(kit_judge("messagebird", &account, &call, NULL), VERDICT_WRONG);
	call.body = "";
	assert_int_equal(kit_judge("messagebird", &account, &call, NULL), VERDICT_WRONG);
}

static void
messagebirds_older_signature_covers_the_query(void **unused)
{
	static const struct account account = { .base_url = "https://rest.messagebird.com",
		.values = { "access1", "mb-key-A" } };
	static const char *const query[] = { "recipient", "14155550123", "reference", "r1",
		"status", "delivered", "id", "m1", NULL };
	struct kit_call call = { .target = "/hook?status=delivered&recipient=14155550123&reference="
					   "r1&statusDatetime=2023-11-14T22:13:20+00:00",
		.get = true,
		.headers = { "messagebird-signature",
		    "6HdJ8nhoIiUBqbSHRxrzExN7MVQPfR8NevWig/dhqeA=", "messagebird-request-timestamp",
		    "1700000000" } };

	(void)unused;
	assert_int_equal(kit_judge("messagebird", &account, &call, NULL), VERDICT_GOOD);
	call.now_s = 1700000101;
	assert_int_equal(kit_judge("messagebird", &account, &call, NULL), VERDICT_OLD);
	call.target = "/hook?status=failed&recipient=14155550123&reference=r1&statusDatetime=2023-"
		      "11-14T22:13:20+00:00";
	assert_int_equal(kit_judge("messagebird", &account, &call, NULL), VERDICT_WRONG);
	kit_receipt("messagebird", &(struct kit_call){ .form = query }, "m1", "r1", "delivered");
	kit_states("messagebird", "{\"id\":\"m1\",\"status\":\"%s\"}");
	kit_sent("messagebird", &account, "https://rest.messagebird.com/messages", NULL,
	    "Authorization: AccessKey access1",
	    "{\"originator\":\"14155550100\",\"recipients\":[\"46701740600\"],\"body\":\"Hej & "
	    "h\xc3\xa4r\",\"reference\":\"1.2.3\","
	    "\"reportUrl\":\"https://a.test/h/"
	    "receipt\",\"datacoding\":\"auto\",\"validity\":3600}");
}

static void
bird_signs_time_url_and_body_and_names_its_channel(void **unused)
{
	static const struct account account = { .base_url = "https://api.bird.com",
		.values = { "ws1", "ch1", "access1", "bird-key-A" } };
	struct kit_call call = { .target = "/hook/bird",
		.body = "{\"service\":\"channels\",\"event\":\"sms.inbound\"}",
		.headers = { "messagebird-signature",
		    "QjqiWTbbj9ysroNj1H1elrqB5CHGV+bQ9JIz8eHOFtM=", "messagebird-request-timestamp",
		    "1700000000" } };

	(void)unused;
	assert_int_equal(kit_judge("bird", &account, &call, NULL), VERDICT_GOOD);
	call.now_s = 1700000301;
	assert_int_equal(kit_judge("bird", &account, &call, NULL), VERDICT_OLD);
	call.target = "/hook/bird?x";
	assert_int_equal(kit_judge("bird", &account, &call, NULL), VERDICT_WRONG);
	kit_inbound("bird",
	    &(struct kit_call){ .body =
				    "{\"service\":\"channels\",\"event\":\"sms.inbound\","
				    "\"payload\":{\"id\":\"b1\",\"channelId\":\"ch1\","
				    "\"sender\":{\"contact\":{\"identifierValue\":\"+14155550123\"}"
				    "},\"body\":{\"type\":\"text\",\"text\":{\"text\":\"hi\"}}}}" },
	    "b1", "+14155550123", "ch1", "hi");
	kit_states(
	    "bird", "{\"event\":\"sms.outbound\",\"payload\":{\"id\":\"b1\",\"status\":\"%s\"}}");
	kit_sent("bird", &account, "https://api.bird.com/workspaces/ws1/channels/ch1/messages",
	    NULL, "Authorization: AccessKey access1",
	    "{\"receiver\":{\"contacts\":[{\"identifierKey\":\"phonenumber\",\"identifierValue\":"
	    "\"+46701740600\"}]},"
	    "\"body\":{\"type\":\"text\",\"text\":{\"text\":\"Hej & "
	    "h\xc3\xa4r\"}},\"reference\":\"1.2.3\"}");
}

/* ---- Bandwidth ---- */

static void
bandwidth_brings_lists_of_events(void **unused)
{
	static const struct account account = { .base_url =
						    "https://messaging.bandwidth.com/api/v2",
		.values = { "acc1", "app1", "user1", "pass1", "hook", "hookpass" } };
	static const struct {
		const char *code, *state;
	} codes[] = { { "4360", "expired" }, { "4302", "rejected" }, { "4720", "undelivered" },
		{ "4775", "blocked" }, { "5600", "failed" }, { "9902", "unknown" },
		{ "1", "failed" } };
	static const struct kit_answer cases[] = {
		{ 202, "{\"id\":\"1589\"}", SENDING_SENT, "1589", NULL },
		{ 400, "{\"type\":\"request-validation\",\"description\":\"x\"}", SENDING_FAILED,
		    NULL, "request-validation" },
		{ 429, "{}", SENDING_RETRY, NULL, NULL },
	};
	struct kit_call call = { .body = "[{\"type\":\"message-received\",\"to\":\"+14155550100\","
					 "\"message\":{\"id\":\"i1\",\"from\":\"+14155550123\","
					 "\"owner\":\"+14155550100\",\"to\":[\"+14155550100\"],"
					 "\"text\":\"hi\",\"direction\":\"in\"}},"
					 "{\"type\":\"message-delivered\",\"message\":{\"id\":"
					 "\"i2\",\"tag\":\"1.2.3\"}}]",
		.headers = { "authorization", "Basic aG9vazpob29rcGFzcw==" } };
	struct kit_event *event;

	(void)unused;
	assert_int_equal(kit_judge("bandwidth", &account, &call, NULL), VERDICT_GOOD);
	call.headers[1] = "Basic aG9vazpob29rcGFzcx==";
	assert_int_equal(kit_judge("bandwidth", &account, &call, NULL), VERDICT_WRONG);
	kit_inbound("bandwidth", &call, "i1", "+14155550123", "+14155550100", "hi");
	event = kit_read("bandwidth", &call, EVENT_INBOUND, 1);
	assert_int_equal(event->kind, EVENT_RECEIPT);
	kit_is(event->receipt.provider_id, "i2");
	kit_is(event->receipt.ref, "1.2.3");
	assert_string_equal(event->receipt.state, "delivered");
	assert_false(
	    carrier_event(carrier_find(VIEW("bandwidth")), &event->pairs, 2, &event->prefix));
	kit_free(event);
	kit_states("bandwidth", "[{\"type\":\"%s\",\"message\":{\"id\":\"i2\"}}]");
	for (size_t i = 0; i < KIT_COUNT(codes); i++) {
		char body[200];

		(void)snprintf(body, sizeof(body),
		    "[{\"type\":\"message-failed\",\"errorCode\":%s,\"message\":{\"id\":\"i2\"}}]",
		    codes[i].code);
		kit_receipt(
		    "bandwidth", &(struct kit_call){ .body = body }, "i2", "", codes[i].state);
	}
	kit_answers("bandwidth", cases, KIT_COUNT(cases));
	kit_sent("bandwidth", &account,
	    "https://messaging.bandwidth.com/api/v2/users/acc1/messages", "user1:pass1", NULL,
	    "{\"applicationId\":\"app1\",\"from\":\"+14155550100\",\"to\":[\"+46701740600\"],"
	    "\"text\":\"Hej & h\xc3\xa4r\",\"tag\":\"1.2.3\","
	    "\"expiration\":\"2023-11-14T23:13:20.000Z\"}");
}

/* ---- Infobip ---- */

static void
infobip_brings_lists_each_at_its_address(void **unused)
{
	static const struct account account = { .base_url = "https://x.api.infobip.com",
		.values = { "key1", NULL, NULL } };
	static const struct kit_answer cases[] = {
		{ 200,
		    "{\"messages\":[{\"messageId\":\"1.2.3\",\"status\":{\"groupName\":\"PENDING\"}"
		    "}]}",
		    SENDING_SENT, "1.2.3", NULL },
		{ 200,
		    "{\"messages\":[{\"messageId\":\"1.2.3\",\"status\":{\"groupName\":"
		    "\"REJECTED\",\"name\":\"REJECTED_NETWORK\"}}]}",
		    SENDING_FAILED, NULL, "REJECTED_NETWORK" },
		{ 400,
		    "{\"requestError\":{\"serviceException\":{\"messageId\":\"BAD_REQUEST\","
		    "\"text\":\"x\"}}}",
		    SENDING_FAILED, NULL, "BAD_REQUEST" },
	};
	struct kit_call call = { .body =
				     "{\"results\":[{\"messageId\":\"i1\",\"from\":\"14155550123\","
				     "\"to\":\"14155550100\",\"text\":\"hi\",\"smsCount\":1},"
				     "{\"messageId\":\"i2\",\"from\":\"14155550124\",\"to\":"
				     "\"14155550100\",\"text\":\"ho\"}]}" };

	(void)unused;
	assert_int_equal(kit_judge("infobip", &account, &call, NULL), VERDICT_GOOD);
	kit_inbound("infobip", &call, "i1", "14155550123", "14155550100", "hi");
	kit_states("infobip",
	    "{\"results\":[{\"messageId\":\"1.2.3\",\"status\":{\"groupName\":\"%s\"},\"error\":{"
	    "\"id\":0}}]}");
	kit_receipt("infobip",
	    &(struct kit_call){ .body = "{\"results\":[{\"messageId\":\"m\",\"callbackData\":\"1.2."
					"3\",\"status\":{\"groupName\":\"DELIVERED\"}}]}" },
	    "m", "1.2.3", "delivered");
	kit_answers("infobip", cases, KIT_COUNT(cases));
	kit_sent("infobip", &account, "https://x.api.infobip.com/sms/3/messages", NULL,
	    "Authorization: App key1",
	    "{\"messages\":[{\"sender\":\"14155550100\",\"destinations\":[{\"to\":\"46701740600\","
	    "\"messageId\":\"1.2.3\"}],"
	    "\"content\":{\"text\":\"Hej & "
	    "h\xc3\xa4r\"},\"webhooks\":{\"delivery\":{\"url\":\"https://a.test/h/receipt\"},"
	    "\"contentType\":\"application/json\",\"callbackData\":\"1.2.3\"}}]}");
}

/* ---- our own ---- */

#define WHSEC "whsec_AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8="
#define V1 "v1,YpfJ22jENzRFVsvvlQ7e75lc2+XHdA5cnmJgHkekJkw="

static void
our_own_form_is_signed_by_standard_webhooks(void **unused)
{
	static const struct account account = { .base_url = "https://gw.test/sms",
		.values = { WHSEC } };
	struct kit_call call = {
		.body = "{\"type\":\"sms.received\",\"data\":{\"text\":\"caf\xc3\xa9\"}}",
		.headers = { "webhook-signature", V1, "webhook-id", "msg_1", "webhook-timestamp",
		    "1700000000" }
	};
	struct buf signature = { 0 };
	struct kit_event *event = kit_read("generic", &call, EVENT_RECEIPT, 0);

	(void)unused;
	assert_int_equal(event->kind, EVENT_INBOUND);
	assert_string_equal(event->err.field, "data.id");
	kit_free(event);
	assert_int_equal(kit_judge("generic", &account, &call, NULL), VERDICT_GOOD);
	call.headers[1] = "v1,AAAA v2,x " V1;
	assert_int_equal(kit_judge("generic", &account, &call, NULL), VERDICT_GOOD);
	call.headers[1] = "v2,YpfJ22jENzRFVsvvlQ7e75lc2+XHdA5cnmJgHkekJkw=";
	assert_int_equal(kit_judge("generic", &account, &call, NULL), VERDICT_WRONG);
	call.headers[1] = V1;
	call.now_s = 1700000301;
	assert_int_equal(kit_judge("generic", &account, &call, NULL), VERDICT_OLD);
	assert_true(signature_standard(
	    VIEW(WHSEC), VIEW("msg_1"), 1700000000, view_of(call.body), &signature));
	kit_is(buf_view(&signature), V1);
	buf_fini(&signature);
	kit_states(
	    "generic", "{\"type\":\"sms.receipt\",\"data\":{\"id\":\"g1\",\"state\":\"%s\"}}");
	kit_sent("generic", &account, "https://gw.test/sms", NULL, "webhook-id: 1.2.3",
	    "{\"type\":\"sms.send\",\"data\":{\"ref\":\"1.2.3\",\"from\":\"+14155550100\",\"to\":"
	    "\"+46701740600\",\"text\":\"Hej & h\xc3\xa4r\","
	    "\"expires_at\":\"2023-11-14T23:13:20.000Z\"}}");
}

/* ---- what signs ---- */

/* settings and secrets: as JSON. lacks: the member that is missed; NULL: all is there. */
static void
check_account(const char *name, const char *settings, const char *secrets, const char *lacks)
{
	const struct carrier *carrier = carrier_find(view_of(name));
	json_t *set = json_loads(settings, 0, NULL), *sealed = json_loads(secrets, 0, NULL);
	struct err err = { 0 };
	bool well = settings_check(carrier, set, &err) == 0 &&
	    secrets_check(carrier, sealed, set, &err) == 0;

	assert_string_equal(well ? "" : err.field, lacks != NULL ? lacks : "");
	json_decref(set);
	json_decref(sealed);
}

static void
what_signs_a_carrier_s_calls_is_needed_unless_the_account_says_that_nothing_does(void **unused)
{
	static const char sinch[] = "{\"service_plan_id\":\"p\"}",
			  token[] = "{\"api_token\":\"t\"}",
			  keys[] = "{\"api_key\":\"k\",\"api_secret\":\"s\"}",
			  infobip[] = "{\"base_url\":\"https://x.example\"";
	char text[200];

	(void)unused;
	check_account("sinch", sinch, token, "/secrets/webhook_secret");
	check_account("sinch", sinch, "{\"api_token\":\"t\",\"webhook_secret\":\"w\"}", NULL);
	check_account("sinch", "{\"service_plan_id\":\"p\",\"unsigned\":\"yes\"}", token, NULL);
	check_account("sinch", "{\"service_plan_id\":\"p\",\"unsigned\":\"no\"}", token,
	    "/secrets/webhook_secret");
	check_account("sinch", "{\"service_plan_id\":\"p\",\"unsigned\":\"true\"}", token,
	    "/settings/unsigned");
	check_account("vonage_sms", "{\"api_key\":\"k\"}", "{\"api_secret\":\"s\"}",
	    "/secrets/signature_secret");
	(void)snprintf(text, sizeof(text), "%s}", infobip);
	check_account("infobip", text, "{\"api_key\":\"k\"}", "/settings/webhook_user");
	(void)snprintf(text, sizeof(text), "%s,\"webhook_user\":\"u\"}", infobip);
	check_account("infobip", text, "{\"api_key\":\"k\"}", "/secrets/webhook_password");
	(void)snprintf(text, sizeof(text), "%s,\"unsigned\":\"yes\"}", infobip);
	check_account("infobip", text, "{\"api_key\":\"k\"}", NULL);
	(void)snprintf(
	    text, sizeof(text), "%s,\"unsigned\":\"yes\",\"webhook_user\":\"u\"}", infobip);
	check_account("infobip", text, "{\"api_key\":\"k\"}", "/settings/webhook_user");
	check_account("sinch", "{\"service_plan_id\":\"p\",\"unsigned\":\"yes\"}",
	    "{\"api_token\":\"t\",\"webhook_secret\":\"w\"}", "/secrets/webhook_secret");
	/* A carrier that always signs has no such way out. */
	check_account("twilio", "{\"account_sid\":\"AC1\",\"unsigned\":\"yes\"}",
	    "{\"auth_token\":\"t\"}", "/settings/unsigned");
	check_account(
	    "vonage_sms", "{\"unsigned\":\"yes\",\"api_key\":\"k\"}", keys, "/secrets/api_key");
}

static void
who_begins_to_have_calls_signed_gives_the_secrets_anew(void **unused)
{
	static const struct {
		const char *carrier, *stored, *settings;
		bool well;
	} cases[] = {
		{ "sinch", "{}", "{}", true },
		{ "sinch", "{\"unsigned\":\"yes\"}", "{}", false },
		{ "sinch", "{\"unsigned\":\"yes\"}", "{\"unsigned\":\"yes\"}", true },
		{ "sinch", "{}", "{\"unsigned\":\"yes\"}", false },
		{ "bandwidth", "{}", "{\"webhook_user\":\"u\"}", false },
		{ "bandwidth", "{\"webhook_user\":\"v\"}", "{\"webhook_user\":\"u\"}", true },
	};

	(void)unused;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		json_t *stored = json_loads(cases[i].stored, 0, NULL),
		       *settings = json_loads(cases[i].settings, 0, NULL);
		struct err err = { 0 };

		assert_int_equal(settings_change_check(carrier_find(view_of(cases[i].carrier)),
				     stored, settings, &err) == 0,
		    cases[i].well);
		json_decref(stored);
		json_decref(settings);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(an_authorization_that_is_told_is_compared_whole),
		cmocka_unit_test(body_nonce_and_time_are_signed_by_sinch),
		cmocka_unit_test(messagebirds_token_covers_url_and_body),
		cmocka_unit_test(messagebirds_older_signature_covers_the_query),
		cmocka_unit_test(bird_signs_time_url_and_body_and_names_its_channel),
		cmocka_unit_test(bandwidth_brings_lists_of_events),
		cmocka_unit_test(infobip_brings_lists_each_at_its_address),
		cmocka_unit_test(our_own_form_is_signed_by_standard_webhooks),
		cmocka_unit_test(
		    what_signs_a_carrier_s_calls_is_needed_unless_the_account_says_that_nothing_does),
		cmocka_unit_test(who_begins_to_have_calls_signed_gives_the_secrets_anew),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
