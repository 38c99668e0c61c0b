/* carrier: Twilio's signature (vectors made by its own library), webhooks, answers; numbers. */
#include "common/base/utf8.h"
#include "smsgw/core/sandbox.h"
#include "smsgw/core/test_kit.h"

static const struct account account = { .tenant = 1,
	.id = 5,
	.base_url = "https://api.twilio.com",
	.values = { "AC00000000000000000000000000000001", "a1b2c3d4e5f60718293a4b5c6d7e8f90" } };

static void
add(struct pairs *pairs, const char *name, const char *value)
{
	assert_true(pairs_add(pairs, view_of(name), view_of(value)));
}

static struct pairs
order_shipped(void)
{
	struct pairs pairs = { 0 };

	add(&pairs, "To", "+14155550100");
	add(&pairs, "From", "+14155550123");
	add(&pairs, "AccountSid", "AC00000000000000000000000000000001");
	add(&pairs, "ApiVersion", "2010-04-01");
	add(&pairs, "Body", "Hello, is my order shipped?");
	add(&pairs, "MessageSid", "SM0123456789abcdef0123456789abcdef");
	add(&pairs, "NumMedia", "0");
	add(&pairs, "NumSegments", "1");
	add(&pairs, "SmsMessageSid", "SM0123456789abcdef0123456789abcdef");
	add(&pairs, "SmsSid", "SM0123456789abcdef0123456789abcdef");
	add(&pairs, "SmsStatus", "received");
	return pairs;
}

static bool
header_of(const void *ctx, const char *name, struct view *out)
{
	*out = view_of(ctx);
	return strcmp(name, "x-twilio-signature") == 0;
}

static bool
twilio_accepts(
    const struct pairs *pairs, const char *public_url, const char *target, const char *signature)
{
	const struct call call = { .public_url = public_url,
		.target = view_of(target),
		.params = pairs,
		.now_s = 1700000000,
		.header = header_of,
		.ctx = signature };
	struct buf nonce = { 0 };
	enum verdict verdict =
	    signature_judge(carrier_find(VIEW("twilio")), &account, &call, &nonce);

	buf_fini(&nonce);
	return verdict == VERDICT_GOOD;
}

static void
a_signature_of_the_carriers_own_library_is_accepted_and_any_change_refused(void **unused)
{
	struct pairs pairs = order_shipped();
	const char *good = "IuBwXul7vMP1ovPPBlD6uXhqzOA=";

	(void)unused;
	assert_true(twilio_accepts(&pairs, "https://sms.example.test", "/hook/twilio", good));
	assert_true(twilio_accepts(&pairs, "https://sms.example.test:443", "/hook/twilio", good));
	assert_false(twilio_accepts(&pairs, "http://sms.example.test", "/hook/twilio", good));
	assert_false(twilio_accepts(&pairs, "https://sms.example.test", "/hook/twilio?x=1", good));
	assert_false(twilio_accepts(&pairs, "https://sms.example.test", "/hook/twilio", ""));
	pairs.at[4].value = VIEW("Hello, is my order shipped!");
	assert_false(twilio_accepts(&pairs, "https://sms.example.test", "/hook/twilio", good));
	pairs_fini(&pairs);
}

static void
query_port_emoji_empty_values_and_repeated_names_are_signed_as_documented(void **unused)
{
	struct pairs pairs = { 0 }, repeated = { 0 };

	(void)unused;
	add(&pairs, "Body", "Café 😀 = & +");
	add(&pairs, "From", "+14155550123");
	add(&pairs, "To", "+14155550100");
	add(&pairs, "FromCity", "");
	assert_true(twilio_accepts(&pairs, "https://sms.example.test:8443",
	    "/hook/twilio?tenant=t1&x=%27", "2unWBHoHL8rHywc7Lt3BfyDC9As="));
	add(&repeated, "To", "b");
	add(&repeated, "To", "a");
	add(&repeated, "To", "b");
	add(&repeated, "From", "+1");
	assert_true(twilio_accepts(
	    &repeated, "https://sms.example.test", "/hook/twilio", "k4TSZ2SqgcZ3gah8/1KiYMSqGsI="));
	pairs_fini(&pairs);
	pairs_fini(&repeated);
}

static void
a_signature_stands_over_every_parameter_up_to_the_documented_most(void **unused)
{
	static char names[PAIRS_MAX][16], values[PAIRS_MAX][16];
	const char *good = "xNEYpnUBzEFVCKZIxe+jEIKOMUs=";
	struct pairs pairs = { 0 };

	(void)unused;
	for (int i = 0; i < PAIRS_MAX; i++) {
		(void)snprintf(names[i], sizeof(names[i]), "P%04d", i);
		(void)snprintf(values[i], sizeof(values[i]), "v%d", i);
		add(&pairs, names[i], values[i]);
	}
	assert_true(twilio_accepts(&pairs, "https://sms.example.test", "/hook/twilio", good));
	pairs.at[PAIRS_MAX - 1].value = VIEW("v");
	assert_false(twilio_accepts(&pairs, "https://sms.example.test", "/hook/twilio", good));
	assert_false(pairs_add(&pairs, VIEW("one"), VIEW("more")));
	pairs_fini(&pairs);
}

static void
an_inbound_text_is_decoded_and_what_is_missing_is_named(void **unused)
{
	const struct carrier *twilio = carrier_find(VIEW("twilio"));
	struct pairs pairs = order_shipped();
	struct inbound inbound;
	struct err err = { 0 };

	(void)unused;
	assert_int_equal(carrier_inbound(twilio, &pairs, VIEW(""), &inbound, &err), 0);
	assert_true(view_is(inbound.text, "Hello, is my order shipped?"));
	assert_true(view_is(inbound.from, "+14155550123"));
	pairs.at[5].name = VIEW("Other");
	assert_int_equal(carrier_inbound(twilio, &pairs, VIEW(""), &inbound, &err), -1);
	assert_string_equal(err.field, "MessageSid");
	pairs.at[5].name = VIEW("MessageSid");
	pairs.at[4].value = VIEW("\xff\xfe");
	assert_int_equal(carrier_inbound(twilio, &pairs, VIEW(""), &inbound, &err), -1);
	assert_string_equal(err.field, "Body");
	pairs_fini(&pairs);
}

static void
every_documented_state_of_a_receipt_is_known_and_no_other(void **unused)
{
	const struct carrier *twilio = carrier_find(VIEW("twilio"));
	struct pairs pairs = { 0 };
	struct receipt receipt;
	struct err err = { 0 };

	(void)unused;
	add(&pairs, "MessageSid", "SM1");
	add(&pairs, "MessageStatus", "undelivered");
	add(&pairs, "ErrorCode", "30003");
	assert_int_equal(carrier_receipt(twilio, &pairs, VIEW(""), &receipt, &err), 0);
	assert_string_equal(receipt.state, "undelivered");
	assert_string_equal(receipt.reason, "the phone was unreachable");
	pairs.at[1].value = VIEW("receiving");
	assert_int_equal(carrier_receipt(twilio, &pairs, VIEW(""), &receipt, &err), 0);
	assert_null(receipt.state);
	pairs.at[1].value = VIEW("teleported");
	assert_int_equal(carrier_receipt(twilio, &pairs, VIEW(""), &receipt, &err), -1);
	assert_string_equal(err.field, "MessageStatus");
	pairs_fini(&pairs);
}

static void
what_an_answer_means_for_the_message(void **unused)
{
	static const struct {
		int status;
		const char *body;
		enum sending sending;
	} cases[] = {
		{ 201, "{\"sid\":\"SM9\",\"status\":\"queued\"}", SENDING_SENT },
		{ 201, "{\"status\":\"queued\"}", SENDING_UNKNOWN },
		{ 201, "half a bo", SENDING_UNKNOWN },
		{ 400, "{\"code\":21211,\"message\":\"Invalid 'To'\"}", SENDING_FAILED },
		{ 400, "{\"code\":21610,\"message\":\"unsubscribed\"}", SENDING_OPTED_OUT },
		{ 429, "{\"code\":20429,\"message\":\"Too many\"}", SENDING_RETRY },
		{ 503, "<html>", SENDING_RETRY },
		{ 500, "", SENDING_UNKNOWN },
		/* About our account, not about the message. */
		{ 401, "{\"code\":20003}", SENDING_ACCOUNT },
		{ 401, "{\"code\":99999}", SENDING_ACCOUNT },
		{ 401, "", SENDING_ACCOUNT },
		{ 403, "{\"code\":20005}", SENDING_ACCOUNT },
		{ 404, "{\"code\":20404}", SENDING_ACCOUNT },
		{ 404, "{\"code\":99999}", SENDING_FAILED },
	};
	const struct carrier *twilio = carrier_find(VIEW("twilio"));

	(void)unused;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct sending_result result;

		carrier_decode_answer(twilio, cases[i].status, view_of(cases[i].body), &result);
		assert_int_equal(result.sending, cases[i].sending);
	}
}

static void
a_refusal_in_the_carriers_words_is_cut_between_two_characters(void **unused)
{
	const struct carrier *twilio = carrier_find(VIEW("twilio"));
	struct sending_result result;

	(void)unused;
	for (int shift = 0; shift < 4; shift++) {
		struct buf body = { 0 };

		buf_addf(&body, "{\"code\":99999,\"message\":\"%.*s", shift, "xyz");
		for (int i = 0; i < 100; i++)
			buf_add_text(&body, "😀");
		buf_add_text(&body, "\"}");
		carrier_decode_answer(twilio, 400, buf_view(&body), &result);
		assert_int_equal(result.sending, SENDING_FAILED);
		assert_true(utf8_valid(view_of(result.reason)));
		assert_in_range(
		    strlen(result.reason), sizeof(result.reason) - 4, sizeof(result.reason) - 1);
		buf_fini(&body);
	}
}

static void
an_id_of_the_greatest_length_is_kept_whole(void **unused)
{
	const struct carrier *twilio = carrier_find(VIEW("twilio"));
	struct sending_result result;
	struct buf body = { 0 };

	(void)unused;
	buf_add_text(&body, "{\"sid\":\"");
	for (int i = 0; i < PROVIDER_ID_MAX; i++)
		buf_add_char(&body, 'a');
	buf_add_text(&body, "\"}");
	carrier_decode_answer(twilio, 201, buf_view(&body), &result);
	assert_int_equal(strlen(result.provider_id), PROVIDER_ID_MAX);
	buf_fini(&body);
}

static void
a_text_is_sent_as_the_form_that_the_carrier_documents(void **unused)
{
	(void)unused;
	kit_sent("twilio", &account,
	    "https://api.twilio.com/2010-04-01/Accounts/AC00000000000000000000000000000001/"
	    "Messages.json",
	    "AC00000000000000000000000000000001:a1b2c3d4e5f60718293a4b5c6d7e8f90", NULL,
	    "To=%2B46701740600&From=%2B14155550100&Body=Hej%20%26%20h%C3%A4r"
	    "&StatusCallback=https%3A%2F%2Fa.test%2Fh%2Freceipt%3Fref%3D1.2.3&ValidityPeriod=3600");
}

static void
a_validity_that_the_carrier_would_refuse_is_left_away(void **unused)
{
	static const struct {
		int64_t validity_s;
		bool said;
	} cases[] = { { 60, true }, { 36000, true }, { 36001, false }, { 86400, false },
		{ 0, false } };

	(void)unused;
	for (size_t i = 0; i < KIT_COUNT(cases); i++) {
		struct carrier_request request = { 0 };
		const struct outgoing outgoing = { .from = VIEW("+14155550100"),
			.to = VIEW("+46701740600"),
			.text = VIEW("x"),
			.validity_s = cases[i].validity_s };

		carrier_encode(carrier_find(VIEW("twilio")), &account, &outgoing, &request);
		assert_int_equal(strstr(request.body.p, "ValidityPeriod") != NULL, cases[i].said);
		carrier_request_fini(&request);
	}
}

static void
numbers_become_e164_or_stay_codes_and_names(void **unused)
{
	static const struct {
		const char *given, *normal;
	} cases[] = {
		{ "+14155550123", "+14155550123" },
		{ "14155550123", "+14155550123" },
		{ "72000", "72000" },
		{ "ACME", "ACME" },
		{ "+1415abc", NULL },
		{ "+123", NULL },
		{ "+1234567890123456", NULL },
		{ "", NULL },
		{ "a name too long", NULL },
	};
	char out[NUMBER_SIZE];

	(void)unused;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		bool ok = number_normalise(view_of(cases[i].given), out);

		assert_int_equal(ok, cases[i].normal != NULL);
		if (ok)
			assert_string_equal(out, cases[i].normal);
	}
}

static void
the_sandbox_does_what_the_number_says(void **unused)
{
	(void)unused;
	assert_string_equal(sandbox_plan(VIEW("+15550001")).state, "delivered");
	assert_string_equal(sandbox_plan(VIEW("+15559901")).state, "undelivered");
	assert_int_equal(sandbox_plan(VIEW("+15559902")).refused_times, -1);
	assert_null(sandbox_plan(VIEW("+15559903")).state);
	assert_string_equal(sandbox_plan(VIEW("+15559902")).code, "sandbox_refused");
	assert_string_equal(sandbox_plan(VIEW("+15559904")).code, "sandbox_busy");
	assert_string_equal(sandbox_plan(VIEW("1")).state, "delivered");
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(
		    a_signature_of_the_carriers_own_library_is_accepted_and_any_change_refused),
		cmocka_unit_test(
		    query_port_emoji_empty_values_and_repeated_names_are_signed_as_documented),
		cmocka_unit_test(a_signature_stands_over_every_parameter_up_to_the_documented_most),
		cmocka_unit_test(an_inbound_text_is_decoded_and_what_is_missing_is_named),
		cmocka_unit_test(every_documented_state_of_a_receipt_is_known_and_no_other),
		cmocka_unit_test(what_an_answer_means_for_the_message),
		cmocka_unit_test(a_refusal_in_the_carriers_words_is_cut_between_two_characters),
		cmocka_unit_test(an_id_of_the_greatest_length_is_kept_whole),
		cmocka_unit_test(a_text_is_sent_as_the_form_that_the_carrier_documents),
		cmocka_unit_test(a_validity_that_the_carrier_would_refuse_is_left_away),
		cmocka_unit_test(numbers_become_e164_or_stay_codes_and_names),
		cmocka_unit_test(the_sandbox_does_what_the_number_says),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
