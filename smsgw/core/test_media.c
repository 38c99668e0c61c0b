/* media: addresses as each carrier tells them, hosts, answers, tries (SMS-9). */
#include "smsgw/core/media.h"
#include "smsgw/core/test_kit.h"

/* The files of a text, by carrier: what it calls them, and how many. */
static void
carriers_tell_files_by_their_own_names(void **unused)
{
	static const char *const twilio[] = { "MessageSid", "MM1", "From", "+14155550123", "To",
		"+14155550100", "Body", "", "NumMedia", "2", "MediaUrl0",
		"https://api.twilio.com/0", "MediaContentType0", "image/jpeg", "MediaUrl1",
		"https://api.twilio.com/1", NULL };
	static const char *const plivo[] = { "From", "14155550123", "To", "14155550100", "Body", "",
		"MessageUUID", "m-2", "Type", "mms", "MediaCount", "2", "Media1",
		"https://media.plivo.com/1", "Media2", "https://media.plivo.com/2", NULL };
	static const struct {
		const char *carrier;
		struct kit_call call;
		int n, count;
		const char *first;
	} calls[] = {
		{ "twilio", { .form = twilio }, 0, 2, "https://api.twilio.com/0" },
		{ "plivo", { .form = plivo }, 0, 2, "https://media.plivo.com/1" },
		{ "telnyx",
		    { .body = "{\"data\":{\"event_type\":\"message.received\",\"payload\":{\"id\":"
			      "\"m1\",\"text\":\"\",\"from\":{\"phone_number\":\"+14155550123\"},"
			      "\"to\":[{\"phone_number\":\"+14155550100\"}],\"media\":[{\"url\":"
			      "\"https://media.telnyx.com/1\",\"content_type\":\"image/png\","
			      "\"sha256\":null,\"size\":5}]}}}" },
		    0, 1, "https://media.telnyx.com/1" },
		{ "vonage",
		    { .body = "{\"message_uuid\":\"u\",\"from\":\"14155550123\",\"to\":"
			      "\"14155550100\",\"channel\":\"mms\",\"message_type\":\"image\","
			      "\"image\":{\"url\":\"https://api.nexmo.com/1\"}}" },
		    0, 1, "https://api.nexmo.com/1" },
		{ "sinch",
		    { .body = "{\"type\":\"mo_media\",\"id\":\"1\",\"from\":\"14155550123\","
			      "\"to\":\"14155550100\",\"body\":{\"message\":\"m\",\"media\":[{"
			      "\"url\":\"https://m.sinch.com/1\"},{\"url\":\"https://m.sinch.com/"
			      "2\"}]}}" },
		    0, 2, "https://m.sinch.com/1" },
		{ "bandwidth",
		    { .body = "[{\"type\":\"message-received\",\"message\":{\"id\":\"1\",\"from\":"
			      "\"+14155550123\",\"owner\":\"+14155550100\",\"text\":\"\",\"media\":"
			      "[\"https://messaging.bandwidth.com/api/v2/users/1/media/a\"]}}]" },
		    0, 1, "https://messaging.bandwidth.com/api/v2/users/1/media/a" },
		{ "generic",
		    { .body = "{\"type\":\"sms.received\",\"data\":{\"id\":\"g\",\"from\":"
			      "\"+14155550123\",\"to\":\"+14155550100\",\"media\":[{\"url\":"
			      "\"https://g.test/1\",\"type\":\"image/png\"}]}}" },
		    0, 1, "https://g.test/1" },
	};

	(void)unused;
	for (size_t i = 0; i < KIT_COUNT(calls); i++) {
		struct kit_event *event =
		    kit_read(calls[i].carrier, &calls[i].call, EVENT_INBOUND, calls[i].n);

		if (event->err.kind != ERR_NONE)
			print_error(
			    "%s: %s %s\n", calls[i].carrier, event->err.field, event->err.text);
		assert_int_equal(event->err.kind, ERR_NONE);
		assert_int_equal(event->inbound.media_count, calls[i].count);
		kit_is(event->inbound.media[0].url, calls[i].first);
		kit_free(event);
	}
}

/* It is shown as failed, and costs neither the text nor the files beside it. */
static void
an_address_that_cant_be_asked_is_a_file_all_the_same(void **unused)
{
	static char longer[MEDIA_URL_MAX + 2];
	const char *form[] = { "MessageSid", "MM1", "From", "+14155550123", "To", "+14155550100",
		"Body", "look", "MediaUrl0", "https://exa mple.org/", "MediaUrl1", longer,
		"MediaUrl2", "https://m.test/\xff\xfe", "MediaUrl3", "https://api.twilio.com/3",
		NULL };
	struct kit_event *event;

	(void)unused;
	memset(longer, 'a', sizeof(longer) - 1);
	event = kit_read("twilio", &(struct kit_call){ .form = form }, EVENT_INBOUND, 0);
	assert_int_equal(event->err.kind, ERR_NONE);
	kit_is(event->inbound.text, "look");
	assert_int_equal(event->inbound.media_count, 4);
	for (int i = 0; i < 3; i++)
		assert_int_equal(event->inbound.media[i].url.n, 0);
	kit_is(event->inbound.media[3].url, "https://api.twilio.com/3");
	kit_free(event);
}

static void
a_part_of_a_text_with_files_is_told_as_unreadable(void **unused)
{
	struct kit_event *event = kit_read("generic",
	    &(struct kit_call){
		.body = "{\"type\":\"sms.received\",\"data\":{\"id\":\"g\",\"from\":"
			"\"+14155550123\",\"to\":\"+14155550100\",\"text\":\"a\",\"part_ref\":1,"
			"\"part_total\":2,\"part_number\":1,\"media\":[{\"url\":\"https://g.test/"
			"1\"}]}}" },
	    EVENT_INBOUND, 0);

	(void)unused;
	assert_int_equal(event->err.kind, ERR_INVALID);
	kit_free(event);
}

static void
a_host_is_one_of_the_list_or_below_one_with_a_dot(void **unused)
{
	static const char hosts[] = "example.org .twilio.com";

	(void)unused;
	assert_true(media_host_is_listed(hosts, VIEW("example.org")));
	assert_true(media_host_is_listed(hosts, VIEW("api.twilio.com")));
	assert_true(media_host_is_listed(hosts, VIEW("a.b.twilio.com")));
	assert_true(media_host_is_listed("Example.ORG", VIEW("example.org")));
	assert_false(media_host_is_listed(hosts, VIEW("twilio.com")));
	assert_false(media_host_is_listed(hosts, VIEW("eviltwilio.com")));
	assert_false(media_host_is_listed(hosts, VIEW("www.example.org")));
	assert_false(media_host_is_listed(hosts, VIEW("api.twilio.com.evil.test")));
	assert_false(media_host_is_listed(hosts, VIEW("")));
	assert_false(media_host_is_listed("", VIEW("example.org")));
	assert_false(media_host_is_listed(NULL, VIEW("example.org")));
}

static void
an_answer_is_a_file_leads_on_or_says_why_not(void **unused)
{
	static const struct view png = VIEW("\x89PNG\r\n\x1a\nrest"), page = VIEW("<html>");
	static const struct {
		int status;
		enum media_verdict verdict;
	} others[] = { { 301, MEDIA_ELSEWHERE }, { 302, MEDIA_ELSEWHERE }, { 307, MEDIA_ELSEWHERE },
		{ 308, MEDIA_ELSEWHERE }, { 304, MEDIA_NEVER }, { 204, MEDIA_NEVER },
		{ 401, MEDIA_NEVER }, { 403, MEDIA_NEVER }, { 404, MEDIA_NEVER },
		{ 410, MEDIA_NEVER }, { 408, MEDIA_AGAIN }, { 429, MEDIA_AGAIN },
		{ 500, MEDIA_AGAIN }, { 503, MEDIA_AGAIN }, { 999, MEDIA_NEVER } };
	struct media_judgement judged = media_judge(200, png, false);

	(void)unused;
	assert_int_equal(judged.verdict, MEDIA_GOOD);
	assert_string_equal(judged.type, "image/png");
	assert_int_equal(media_judge(200, png, true).verdict, MEDIA_NEVER);
	assert_int_equal(media_judge(200, page, false).verdict, MEDIA_NEVER);
	assert_int_equal(media_judge(200, VIEW(""), false).verdict, MEDIA_NEVER);
	for (size_t i = 0; i < KIT_COUNT(others); i++) {
		judged = media_judge(others[i].status, png, false);
		assert_int_equal(judged.verdict, others[i].verdict);
		assert_null(judged.type);
		if (judged.verdict == MEDIA_AGAIN || judged.verdict == MEDIA_NEVER)
			assert_non_null(judged.reason);
	}
}

static void
tries_come_later_and_later_and_end(void **unused)
{
	int64_t sum = 0;

	(void)unused;
	for (int64_t tries = 1; tries < MEDIA_TRIES_MAX; tries++) {
		int64_t least = media_again_ms(tries, MEDIA_TRIES_MAX, -1, 0), most = 0;

		for (uint64_t random = 0; random < 400000; random += 997)
			most = media_again_ms(tries, MEDIA_TRIES_MAX, -1, random) > most
			    ? media_again_ms(tries, MEDIA_TRIES_MAX, -1, random)
			    : most;
		assert_in_range(least, MEDIA_AGAIN_FIRST_MS / 2, MEDIA_AGAIN_MAX_MS);
		assert_in_range(most, least, MEDIA_AGAIN_MAX_MS);
		sum += most;
	}
	assert_in_range(sum, 900000, 1800000);
	assert_int_equal(media_again_ms(MEDIA_TRIES_MAX, MEDIA_TRIES_MAX, -1, 0), -1);
	assert_int_equal(media_again_ms(INT64_MAX - 1, INT64_MAX, -1, 0), MEDIA_AGAIN_MAX_MS / 2);
	assert_int_equal(media_again_ms(1, 2, 7000, 0), 7000);
	assert_int_equal(media_again_ms(1, 2, INT64_MAX, 0), MEDIA_AGAIN_MAX_MS);
}

/* The login of sending, for the carriers whose files need one. */
static void
the_login_is_that_of_sending(void **unused)
{
	const struct account account = { .values = { "AC1", "token" } },
			     bandwidth = { .values = { "a", "b", "user", "pass" } };
	struct carrier_request request = { 0 };

	(void)unused;
	carrier_login(carrier_find(VIEW("twilio")), &account, &request);
	kit_is(buf_view(&request.auth), "AC1:token");
	assert_int_equal(request.header_count, 0);
	carrier_request_fini(&request);
	carrier_login(carrier_find(VIEW("bandwidth")), &bandwidth, &request);
	kit_is(buf_view(&request.auth), "user:pass");
	carrier_request_fini(&request);
	carrier_login(carrier_find(VIEW("sandbox")), &account, &request);
	assert_int_equal(request.auth.n, 0);
	carrier_request_fini(&request);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(carriers_tell_files_by_their_own_names),
		cmocka_unit_test(an_address_that_cant_be_asked_is_a_file_all_the_same),
		cmocka_unit_test(a_part_of_a_text_with_files_is_told_as_unreadable),
		cmocka_unit_test(a_host_is_one_of_the_list_or_below_one_with_a_dot),
		cmocka_unit_test(an_answer_is_a_file_leads_on_or_says_why_not),
		cmocka_unit_test(tries_come_later_and_later_and_end),
		cmocka_unit_test(the_login_is_that_of_sending),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
