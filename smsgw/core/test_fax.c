/* fax: what providers say, what they are sent, the cover (CT-13). */
#include "smsgw/core/fax.h"
#include "smsgw/core/fax_cover.h"
#include "smsgw/core/test_kit.h"

static const struct account account = { .base_url = "https://api.telnyx.com/v2",
	.values = { "KEY1", "A6EHv/POEL4dcN0Y50vAmWfk1jCbpQ1fHdyGZBJVMbg=", "app-1" } };

static enum fax_event_kind
read_call(const char *text, struct fax_event *event, struct pairs *pairs, int *result)
{
	struct err err = { 0 };

	assert_true(pairs_read_json(pairs, view_of(text)));
	*result = fax_event_read(fax_provider_find(VIEW("fax_telnyx")), pairs, event, &err);
	return event->kind;
}

#define CALL(event, more) "{\"data\":{\"event_type\":\"" event "\",\"payload\":{" more "}}}"

static void
a_call_says_what_became_of_which_fax(void **unused)
{
	static const struct {
		const char *text;
		int result;
		enum fax_event_kind kind;
		const char *state, *reason;
	} calls[] = {
		{ CALL("fax.queued", "\"fax_id\":\"f\",\"direction\":\"outbound\""), 0,
		    FAX_EVENT_REPORT, "sending", NULL },
		{ CALL("fax.delivered",
		      "\"fax_id\":\"f\",\"direction\":\"outbound\",\"page_count\":3"),
		    0, FAX_EVENT_REPORT, "sent", NULL },
		{ CALL("fax.failed",
		      "\"fax_id\":\"f\",\"direction\":\"outbound\",\"failure_reason\":\"user_"
		      "busy\""),
		    0, FAX_EVENT_REPORT, "failed", "the number was busy" },
		{ CALL("fax.failed",
		      "\"fax_id\":\"f\",\"direction\":\"outbound\",\"failure_reason\":\"new\""),
		    0, FAX_EVENT_REPORT, "failed", "the provider does not say why" },
		/* One that came and failed was never ours. */
		{ CALL("fax.failed", "\"fax_id\":\"f\",\"direction\":\"inbound\""), 0,
		    FAX_EVENT_NONE, NULL, NULL },
		{ CALL("fax.received", "\"fax_id\":\"f\",\"direction\":\"outbound\""), 0,
		    FAX_EVENT_NONE, NULL, NULL },
		{ CALL("fax.exploded", "\"fax_id\":\"f\""), 0, FAX_EVENT_NONE, NULL, NULL },
		{ CALL("fax.delivered", "\"direction\":\"outbound\""), -1, FAX_EVENT_NONE, NULL,
		    NULL },
		{ CALL("fax.received", "\"fax_id\":\"f\",\"direction\":\"inbound\""), -1,
		    FAX_EVENT_NONE, NULL, NULL },
		{ CALL("fax.received",
		      "\"fax_id\":\"f\",\"direction\":\"inbound\",\"media_url\":\"https://x\""),
		    0, FAX_EVENT_RECEIVED, "received", NULL },
	};

	(void)unused;
	for (size_t i = 0; i < sizeof(calls) / sizeof(calls[0]); i++) {
		struct pairs pairs = { 0 };
		struct fax_event event;
		int result;
		enum fax_event_kind kind = read_call(calls[i].text, &event, &pairs, &result);

		assert_int_equal(result, calls[i].result);
		if (result == 0) {
			assert_int_equal(kind, calls[i].kind);
			if (kind != FAX_EVENT_NONE)
				assert_string_equal(event.state, calls[i].state);
			if (calls[i].reason != NULL)
				assert_string_equal(event.reason, calls[i].reason);
		}
		pairs_fini(&pairs);
	}
}

static void
the_sandbox_calls_nobody(void **unused)
{
	struct pairs pairs = { 0 };
	struct fax_event event;
	struct err err = { 0 };

	(void)unused;
	assert_true(pairs_read_json(&pairs, VIEW("{\"data\":{\"id\":\"f\"}}")));
	assert_int_equal(
	    fax_event_read(fax_provider_find(VIEW("fax_sandbox")), &pairs, &event, &err), 0);
	assert_int_equal(event.kind, FAX_EVENT_NONE);
	pairs_fini(&pairs);
}

static void
a_number_that_is_none_is_unknown(void **unused)
{
	struct pairs pairs = { 0 };
	struct fax_event event;
	int result;

	(void)unused;
	assert_int_equal(
	    read_call(
		CALL("fax.received",
		    "\"fax_id\":\"f\",\"direction\":\"inbound\",\"from\":\"anonymous\",\"to\":"
		    "\"+12025550101\",\"page_count\":99999999,\"media_url\":\"https://x\""),
		&event, &pairs, &result),
	    FAX_EVENT_RECEIVED);
	assert_string_equal(event.from, "");
	assert_string_equal(event.to, "+12025550101");
	assert_int_equal(event.pages, 0);
	pairs_fini(&pairs);
}

static void
one_file_is_an_address_several_are_a_list(void **unused)
{
	static const char urls[2][FAX_URL_SIZE] = { "https://we.example/1",
		"https://we.example/2" };
	const struct outgoing outgoing = { .to = VIEW("+12025550101"),
		.from = VIEW("+12025550100"),
		.callback_url = VIEW("https://we.example/h"),
		.ref = VIEW("7") };
	const char *const bodies[] = { "\"media_url\":\"https://we.example/1\"",
		"\"media_url\":[\"https://we.example/1\",\"https://we.example/2\"]" };

	(void)unused;
	for (int count = 1; count <= 2; count++) {
		struct carrier_request request = { 0 };

		fax_encode(fax_provider_find(VIEW("fax_telnyx")), &account, &outgoing, urls, count,
		    &request);
		assert_string_equal(request.url.p, "https://api.telnyx.com/v2/faxes");
		assert_non_null(strstr(request.body.p, bodies[count - 1]));
		assert_non_null(
		    strstr(request.body.p, "\"webhook_url\":\"https://we.example/h?ref=7\""));
		assert_non_null(strstr(request.body.p, "\"connection_id\":\"app-1\""));
		carrier_request_fini(&request);
	}
}

static void
a_cover_breaks_lines_between_words_and_ends(void **unused)
{
	struct buf words = { 0 }, out = { 0 };

	(void)unused;
	for (int i = 0; i < 4000; i++)
		buf_add_text(&words, "lorem (ipsum) ");
	fax_cover_write(
	    &(struct fax_cover){ .to = VIEW("Zo\xc3\xab \xd0\x96"), .text = buf_view(&words) },
	    &out);
	assert_non_null(memmem(out.p, out.n, "Fax to:   Zo\xeb ?", 15));
	assert_non_null(memmem(out.p, out.n, "lorem \\(ipsum\\) lorem", 20));
	assert_non_null(memmem(out.p, out.n, "/Count 4 >>", 11));
	buf_fini(&words);
	buf_fini(&out);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_call_says_what_became_of_which_fax),
		cmocka_unit_test(the_sandbox_calls_nobody),
		cmocka_unit_test(a_number_that_is_none_is_unknown),
		cmocka_unit_test(one_file_is_an_address_several_are_a_list),
		cmocka_unit_test(a_cover_breaks_lines_between_words_and_ends),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
