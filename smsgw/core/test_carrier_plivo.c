/* Plivo: both forms of its signature (vectors of its own library), webhooks, answers, what is sent. */
#include "smsgw/core/test_kit.h"

static const struct account account = { .base_url = "https://api.plivo.com",
	.values = { "MA1", "plivo-token-A" } };
static const struct account with_second = { .base_url = "https://api.plivo.com",
	.values = { "MA1", "plivo-token-A", "yes" } };

#define NONCE "05429567804466091622"
static const char *const hi[] = { "From", "14155550123", "MessageUUID", "m-1", "Text", "Hi there",
	"To", "14155550100", "Type", "sms", NULL };
static const char *const two[] = { "To", "14155550100", "From", "14155550123", NULL };
static const char *const got[] = { "a", "1", "Text", "Hi", "From", "14155550123", NULL };
static const char *const none[] = { NULL };

static void
the_third_form_covers_query_and_parameters(void **unused)
{
	static const struct {
		const char *target, *signature;
		const char *const *form;
		bool get;
	} cases[] = {
		{ "/hook/plivo", "0U/iT3MAbPL4DAD75hrPHX5Ab/7EJl9mTAgwiejk0dE=", hi, false },
		{ "/hook/plivo?b=2&a=1", "cyzBQLRL+JCuV0yE7AsU42PBmtluY5uXMG4ZafIQgLc=", two,
		    false },
		{ "/hook/plivo?a=1&Text=Hi&From=14155550123",
		    "jEkofWy+e/oIkPSRszoK+H8X3h0IF0x3B9/roSdFmS4=", got, true },
		{ "/hook/plivo", "or5BGH7cq6gZ8ucg7KCejqTn3g0L9KtKtmXlQs+TPN0=", none, false },
	};
	char nonce[NONCE_MAX + 1];

	(void)unused;
	for (size_t i = 0; i < KIT_COUNT(cases); i++) {
		char list[200];
		struct kit_call call = { .target = cases[i].target,
			.form = cases[i].form,
			.get = cases[i].get,
			.headers = { "x-plivo-signature-v3", cases[i].signature,
			    "x-plivo-signature-v3-nonce", NONCE } };

		assert_int_equal(kit_judge("plivo", &account, &call, nonce), VERDICT_GOOD);
		assert_string_equal(nonce, NONCE);
		(void)snprintf(list, sizeof(list), "AAAA,%s", cases[i].signature);
		call.headers[1] = list;
		assert_int_equal(kit_judge("plivo", &account, &call, NULL), VERDICT_GOOD);
		call.headers[3] = "1";
		assert_int_equal(kit_judge("plivo", &account, &call, NULL), VERDICT_WRONG);
	}
}

static void
the_second_form_counts_only_without_the_third_and_where_the_account_says_so(void **unused)
{
	struct kit_call call = { .target = "/hook/plivo?a=1",
		.form = hi,
		.headers = { "x-plivo-signature-v2", "egSfVltT3k5eH8qno4W8FPXDvABX0okpSkd8tZHcgPw=",
		    "x-plivo-signature-v2-nonce", "12345678901234567890" } };

	(void)unused;
	assert_int_equal(kit_judge("plivo", &account, &call, NULL), VERDICT_MISSING);
	assert_int_equal(kit_judge("plivo", &with_second, &call, NULL), VERDICT_GOOD);
	call.headers[4] = "x-plivo-signature-v3";
	call.headers[5] = "AAAA";
	call.headers[6] = "x-plivo-signature-v3-nonce";
	call.headers[7] = NONCE;
	assert_int_equal(kit_judge("plivo", &with_second, &call, NULL), VERDICT_WRONG);
	assert_int_equal(kit_judge("plivo", &with_second, &(struct kit_call){ .form = hi }, NULL),
	    VERDICT_MISSING);
}

static void
json_is_taken_only_where_its_body_is_signed(void **unused)
{
	static const struct {
		const char *name;
		bool covers;
	} cases[] = { { "twilio", false }, { "plivo", false }, { "vonage_sms", true },
		{ "messagebird", true }, { "telnyx", true }, { "sinch", true },
		{ "generic", true } };

	(void)unused;
	for (size_t i = 0; i < KIT_COUNT(cases); i++)
		assert_int_equal(
		    signature_covers_json(carrier_find(view_of(cases[i].name))), cases[i].covers);
}

static void
texts_media_and_receipts_are_read(void **unused)
{
	static const char *const media[] = { "From", "14155550123", "To", "14155550100", "Body",
		"look", "MessageUUID", "m-2", "Media0", "https://m.test/0", "Media1",
		"https://m.test/1", NULL };
	static const char *const out[] = { "MessageUUID", "m-3", "Status", "failed", "ErrorCode",
		"200", NULL };
	struct kit_event *event =
	    kit_read("plivo", &(struct kit_call){ .form = media }, EVENT_INBOUND, 0);

	(void)unused;
	kit_is(event->inbound.text, "look");
	assert_int_equal(event->inbound.media_count, 2);
	kit_free(event);
	kit_inbound("plivo", &(struct kit_call){ .form = hi }, "m-1", "14155550123", "14155550100",
	    "Hi there");
	kit_receipt("plivo", &(struct kit_call){ .form = out }, "m-3", "", "blocked");
	kit_states("plivo", "{\"MessageUUID\":\"m\",\"Status\":\"%s\",\"ErrorCode\":\"000\"}");
}

static void
answers_and_what_is_sent(void **unused)
{
	static const struct kit_answer cases[] = {
		{ 202, "{\"message_uuid\":[\"u-1\"],\"api_id\":\"a\"}", SENDING_SENT, "u-1", NULL },
		{ 202, "{\"message_uuid\":[]}", SENDING_UNKNOWN, NULL, NULL },
		{ 400, "{\"error\":\"dst is not valid\"}", SENDING_FAILED, NULL, NULL },
		{ 401, "x", SENDING_ACCOUNT, NULL, NULL },
		{ 429, "{}", SENDING_RETRY, NULL, NULL },
	};

	(void)unused;
	kit_answers("plivo", cases, KIT_COUNT(cases));
	kit_sent("plivo", &account, "https://api.plivo.com/v1/Account/MA1/Message/",
	    "MA1:plivo-token-A", NULL,
	    "{\"src\":\"14155550100\",\"dst\":\"46701740600\",\"text\":\"Hej & h\xc3\xa4r\","
	    "\"url\":\"https://a.test/h/receipt?ref=1.2.3\",\"method\":\"POST\"}");
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_third_form_covers_query_and_parameters),
		cmocka_unit_test(
		    the_second_form_counts_only_without_the_third_and_where_the_account_says_so),
		cmocka_unit_test(json_is_taken_only_where_its_body_is_signed),
		cmocka_unit_test(texts_media_and_receipts_are_read),
		cmocka_unit_test(answers_and_what_is_sent),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
