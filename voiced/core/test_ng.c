/* Each command to rtpengine as it goes out, what is refused before it goes, and what its answers mean. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "voiced/core/ng.h"

static const struct ng_request whole = {
	.call = VIEW("c1"),
	.from = VIEW("f"),
	.to = VIEW("t"),
	.sdp = VIEW("v=0\r\n"),
	.limit = 9,
	.flags = NG_LATCH | NG_REPLACE,
};

#define FLAGS "\"flags\":[\"port latching\"],\"replace\":[\"origin\",\"session-connection\"]"

/* Keys stand in the order in which the tables name them. */
static void
each_command_is_written_with_what_it_needs_and_no_more(void **state)
{
	static const char *const texts[NG_COMMANDS] = {
		[NG_STATISTICS] = "k {\"command\":\"statistics\"}",
		[NG_OFFER] = "k "
			     "{\"command\":\"offer\",\"call-id\":\"c1\",\"from-tag\":\"f\",\"sdp\":"
			     "\"v=0\\r\\n\"," FLAGS "}",
		[NG_ANSWER] = "k "
			      "{\"command\":\"answer\",\"call-id\":\"c1\",\"from-tag\":\"f\",\"to-"
			      "tag\":\"t\",\"sdp\":\"v=0\\r\\n\"," FLAGS "}",
		[NG_DELETE] = "k "
			      "{\"command\":\"delete\",\"call-id\":\"c1\",\"from-tag\":\"f\","
			      "\"delete-delay\":0}",
		[NG_QUERY] = "k {\"command\":\"query\",\"call-id\":\"c1\"}",
		[NG_LIST] = "k {\"command\":\"list\",\"limit\":9}",
		[NG_BLOCK] =
		    "k {\"command\":\"block media\",\"call-id\":\"c1\",\"from-tag\":\"f\"}",
		[NG_UNBLOCK] =
		    "k {\"command\":\"unblock media\",\"call-id\":\"c1\",\"from-tag\":\"f\"}",
		[NG_SILENCE] =
		    "k {\"command\":\"silence media\",\"call-id\":\"c1\",\"from-tag\":\"f\"}",
		[NG_UNSILENCE] =
		    "k {\"command\":\"unsilence media\",\"call-id\":\"c1\",\"from-tag\":\"f\"}",
		[NG_SUBSCRIBE] = "k {\"command\":\"subscribe "
				 "request\",\"call-id\":\"c1\",\"from-tag\":\"f\"," FLAGS "}",
		[NG_SUBSCRIBED] =
		    "k {\"command\":\"subscribe "
		    "answer\",\"call-id\":\"c1\",\"to-tag\":\"t\",\"sdp\":\"v=0\\r\\n\"," FLAGS "}",
		[NG_UNSUBSCRIBE] =
		    "k {\"command\":\"unsubscribe\",\"call-id\":\"c1\",\"to-tag\":\"t\"}",
	};

	(void)state;
	for (int i = 0; i < NG_COMMANDS; i++) {
		struct ng_request request = whole;
		struct buf out = { 0 };
		struct err err = { 0 };

		request.command = (enum ng_command)i;
		assert_int_equal(ng_write(VIEW("k"), &request, &out, &err), 0);
		assert_string_equal(out.p, texts[i]);
		buf_fini(&out);
	}
}

/* Each flag says something, and what is for a browser is not for a phone. */
static void
each_flag_is_written(void **state)
{
	static const struct {
		unsigned flags;
		const char *text;
	} rows[] = {
		{ NG_LATCH, "\"flags\":[\"port latching\"]}" },
		{ NG_REPLACE, "\"replace\":[\"origin\",\"session-connection\"]}" },
		{ NG_STRICT, "\"flags\":[\"strict source\"]}" },
		{ NG_PASSIVE, "\"DTLS\":\"passive\"}" },
		{ NG_ALL, "\"flags\":[\"all\"]}" },
		{ NG_EXACT, "\"flags\":[\"asymmetric\"]}" },
		{ NG_ADVERTISED_FIRST, "\"flags\":[\"endpoint-learning-heuristic\"]}" },
		{ NG_PLAIN,
		    "\"transport-protocol\":\"RTP/"
		    "AVP\",\"ICE\":\"remove\",\"rtcp-mux\":[\"demux\"]}" },
		{ NG_SDES,
		    "\"transport-protocol\":\"RTP/"
		    "SAVP\",\"ICE\":\"remove\",\"rtcp-mux\":[\"demux\"],"
		    "\"DTLS\":\"off\",\"SDES\":[\"pad\",\"no-AEAD_AES_256_GCM\","
		    "\"no-AEAD_AES_128_GCM\","
		    "\"no-AES_256_CM_HMAC_SHA1_80\","
		    "\"no-AES_256_CM_HMAC_SHA1_32\","
		    "\"no-AES_192_CM_HMAC_SHA1_80\","
		    "\"no-AES_192_CM_HMAC_SHA1_32\","
		    "\"no-F8_128_HMAC_SHA1_80\","
		    "\"no-F8_128_HMAC_SHA1_32\"]}" },
		{ NG_ENCRYPTED, "\"SDES\":[\"no-NULL_HMAC_SHA1_80\",\"no-NULL_HMAC_SHA1_32\"]}" },
		{ NG_WEBRTC | NG_LATCH,
		    "\"flags\":[\"port latching\",\"generate mid\"],"
		    "\"transport-protocol\":\"UDP/TLS/RTP/SAVPF\",\"ICE\":\"force\","
		    "\"rtcp-mux\":[\"offer\",\"require\"],\"SDES\":[\"off\"]}" },
	};
	unsigned seen = 0;

	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		struct ng_request request = whole;
		struct buf out = { 0 };

		request.command = NG_OFFER;
		request.flags = rows[i].flags;
		seen |= rows[i].flags;
		assert_int_equal(ng_write(VIEW("k"), &request, &out, NULL), 0);
		assert_string_equal(out.p + out.n - strlen(rows[i].text), rows[i].text);
		buf_fini(&out);
	}
	assert_int_equal(seen, NG_FLAGS_END - 1);
}

static char long_id[NG_ID_MAX + 2];

static void
what_a_command_lacks_is_named(void **state)
{
	static const struct {
		enum ng_command command;
		struct ng_request request;
		const char *field;
	} rows[] = {
		{ NG_OFFER, { .from = VIEW("f"), .sdp = VIEW("v") }, "call-id" },
		{ NG_OFFER, { .call = VIEW("a b"), .from = VIEW("f"), .sdp = VIEW("v") },
		    "call-id" },
		{ NG_OFFER, { .call = VIEW("\xc3\xa4"), .from = VIEW("f"), .sdp = VIEW("v") },
		    "call-id" },
		{ NG_OFFER, { .call = { long_id, NG_ID_MAX + 1 }, .from = VIEW("f") }, "call-id" },
		{ NG_OFFER, { .call = VIEW("c"), .sdp = VIEW("v") }, "from-tag" },
		{ NG_OFFER, { .call = VIEW("c"), .from = VIEW("f") }, "sdp" },
		{ NG_OFFER, { .call = VIEW("c"), .from = VIEW("f"), .sdp = VIEW("\xff") }, "sdp" },
		{ NG_OFFER, { .call = VIEW("c"), .from = VIEW("f"), .sdp = VIEW("a\0b") }, "sdp" },
		{ NG_ANSWER, { .call = VIEW("c"), .from = VIEW("f"), .sdp = VIEW("v") }, "to-tag" },
		{ NG_DELETE, { .call = VIEW("c"), .from = VIEW("\n") }, "from-tag" },
		{ NG_LIST, { .limit = 0 }, "limit" },
		{ NG_LIST, { .limit = NG_LIST_MAX + 1 }, "limit" },
	};

	(void)state;
	memset(long_id, 'a', sizeof(long_id) - 1);
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		struct ng_request request = rows[i].request;
		struct buf out = { 0 };
		struct err err = { 0 };

		request.command = rows[i].command;
		assert_int_equal(ng_write(VIEW("k"), &request, &out, &err), -1);
		assert_string_equal(err.field, rows[i].field);
		assert_int_equal(out.n, 0);
		buf_fini(&out);
	}
}

static void
bounds_hold_to_the_byte(void **state)
{
	struct ng_request request = { .command = NG_QUERY, .call = { long_id, NG_ID_MAX } };
	struct buf out = { 0 }, sdp = { 0 };
	struct err err = { 0 };

	(void)state;
	memset(long_id, 'a', sizeof(long_id) - 1);
	assert_int_equal(ng_write(VIEW("k"), &request, &out, &err), 0);
	assert_int_equal(
	    ng_write((struct view){ long_id, NG_ID_MAX + 1 }, &request, &out, &err), -1);
	assert_string_equal(err.field, "cookie");
	/* Escaped, a byte becomes six: the SDP is short enough, the datagram is not. */
	for (int i = 0; i < 11000; i++)
		buf_add_char(&sdp, '\x01');
	request = whole;
	request.command = NG_OFFER;
	request.sdp = buf_view(&sdp);
	buf_clear(&out);
	assert_int_equal(ng_write(VIEW("k"), &request, &out, &err), -1);
	assert_int_equal(err.kind, ERR_TOO_LARGE);
	assert_int_equal(out.n, 0);
	buf_fini(&out);
	buf_fini(&sdp);
}

/* Whatever stands in a description comes out of a reader of JSON as it went in. */
static void
each_byte_of_a_description_arrives(void **state)
{
	struct ng_request request = whole;
	struct buf out = { 0 }, sdp = { 0 };
	json_t *root;

	(void)state;
	for (int i = 1; i < 0x80; i++)
		buf_add_char(&sdp, (char)i);
	buf_add_text(&sdp, "\xc3\xa4\xe2\x82\xac\xf0\x9f\x93\x9e\"\\");
	request.command = NG_OFFER;
	request.sdp = buf_view(&sdp);
	assert_int_equal(ng_write(VIEW("k"), &request, &out, NULL), 0);
	root = json_loadb(out.p + 2, out.n - 2, JSON_REJECT_DUPLICATES, NULL);
	assert_non_null(root);
	assert_string_equal(json_string_value(json_object_get(root, "sdp")), sdp.p);
	json_decref(root);
	buf_fini(&out);
	buf_fini(&sdp);
}

static void
a_cookie_stands_before_the_first_space(void **state)
{
	(void)state;
	assert_true(view_is(ng_cookie(VIEW("ab-1 {}")), "ab-1"));
	assert_int_equal(ng_cookie(VIEW("ab-1")).n, 0);
	assert_int_equal(ng_cookie(VIEW(" {}")).n, 0);
	assert_int_equal(ng_cookie(VIEW("")).n, 0);
	assert_int_equal(ng_cookie(VIEW("a\x01 {}")).n, 0);
}

static void
each_answer_is_done_or_says_why_not(void **state)
{
	static const struct {
		enum ng_command command;
		const char *datagram;
		enum err_kind kind;
		const char *text;
	} rows[] = {
		{ NG_STATISTICS, "k {\"result\":\"ok\"}", ERR_NONE, "" },
		{ NG_STATISTICS, "k {\"result\":\"pong\"}", ERR_UPSTREAM,
		    "rtpengine's answer has no result" },
		{ NG_OFFER, "k {\"result\":\"ok\",\"sdp\":\"v=0\"}", ERR_NONE, "" },
		{ NG_OFFER, "k {\"result\":\"ok\"}", ERR_UPSTREAM,
		    "rtpengine's answer has no SDP" },
		{ NG_OFFER, "k {\"result\":\"ok\",\"sdp\":7}", ERR_UPSTREAM,
		    "rtpengine's answer has no SDP" },
		{ NG_OFFER, "k {\"result\":\"error\",\"error-reason\":\"Ran out of ports\"}",
		    ERR_OVERLOAD, "rtpengine: Ran out of ports" },
		{ NG_OFFER, "k {\"result\":\"error\",\"error-reason\":\"Failed to parse SDP\"}",
		    ERR_UPSTREAM, "rtpengine: Failed to parse SDP" },
		{ NG_OFFER, "k {\"result\":\"error\"}", ERR_UPSTREAM,
		    "rtpengine: it gives no reason" },
		{ NG_QUERY, "k {\"result\":\"error\",\"error-reason\":\"Unknown call-id\"}",
		    ERR_NOT_FOUND, "rtpengine: Unknown call-id" },
		{ NG_QUERY, "k {\"result\":\"ok\"}", ERR_UPSTREAM,
		    "rtpengine's answer has no tags" },
		{ NG_LIST, "k {\"result\":\"ok\"}", ERR_UPSTREAM,
		    "rtpengine's answer has no list of calls" },
		{ NG_DELETE, "k {\"result\":\"ok\",\"warning\":\"Call-ID not found\"}", ERR_NONE,
		    "" },
		{ NG_DELETE, "k", ERR_UPSTREAM, "rtpengine's answer has no cookie" },
		{ NG_DELETE, "k {", ERR_UPSTREAM, "rtpengine's answer is no JSON object" },
		{ NG_DELETE, "k []", ERR_UPSTREAM, "rtpengine's answer is no JSON object" },
		{ NG_DELETE, "k {}", ERR_UPSTREAM, "rtpengine's answer has no result" },
		{ NG_DELETE, "k d6:result2:oke", ERR_UPSTREAM,
		    "rtpengine's answer is no JSON object" },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		struct ng_reply reply;
		struct err err = { 0 };
		int done = ng_read(view_of(rows[i].datagram), rows[i].command, &reply, &err);

		assert_int_equal(done, rows[i].kind == ERR_NONE ? 0 : -1);
		assert_int_equal(err.kind, rows[i].kind);
		assert_string_equal(err.text, rows[i].text);
		ng_reply_fini(&reply);
	}
}

#define PORTS(total, free) "{\"name\":\"x\",\"ports\":{\"totals\":" total ",\"free\":" free "}}"
#define STATISTICS(interfaces) \
	"k {\"result\":\"ok\",\"statistics\":{\"interfaces\":" interfaces "}}"

static void
statistics_tell_how_many_ports_are_free_where_they_are_fewest(void **state)
{
	static const struct {
		const char *datagram;
		bool known;
		int total, free;
	} rows[] = {
		{ STATISTICS("[" PORTS("100", "96") "]"), true, 100, 96 },
		{ STATISTICS("[" PORTS("100", "0") "]"), true, 100, 0 },
		{ STATISTICS("[" PORTS("100", "96") "," PORTS("80", "7") "," PORTS("60", "50") "]"),
		    true, 80, 7 },
		{ "k {\"result\":\"ok\"}", false, 0, 0 },
		{ STATISTICS("[]"), false, 0, 0 },
		{ STATISTICS("{}"), false, 0, 0 },
		{ STATISTICS("[7]"), false, 0, 0 },
		{ STATISTICS("[" PORTS("100", "101") "]"), false, 0, 0 },
		{ STATISTICS("[" PORTS("100", "-1") "]"), false, 0, 0 },
		{ STATISTICS("[" PORTS("0", "0") "]"), false, 0, 0 },
		{ STATISTICS("[" PORTS("70000", "1") "]"), false, 0, 0 },
		{ STATISTICS("[" PORTS("\"100\"", "\"1\"") "]"), false, 0, 0 },
		{ STATISTICS("[" PORTS("100", "9") ",{}]"), false, 0, 0 },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		struct ng_reply reply;
		struct err err;
		int total = 0, free = 0;

		assert_int_equal(
		    ng_read(view_of(rows[i].datagram), NG_STATISTICS, &reply, &err), 0);
		assert_int_equal(ng_ports(&reply, &total, &free), rows[i].known);
		assert_true(!rows[i].known || (total == rows[i].total && free == rows[i].free));
		ng_reply_fini(&reply);
	}
}

#define STREAM(port, to, packets) \
	"{\"medias\":[{\"streams\":[{\"local port\":" port \
	",\"last packet\":17,\"endpoint\":{\"address\":" \
	"\"192.0.2.1\",\"port\":" to "},\"stats\":{\"packets\":" packets \
	",\"bytes\":1720,\"errors\":1}}]}]}"

static void
a_query_tells_what_each_leg_has_sent(void **state)
{
	struct ng_reply reply;
	struct ng_leg leg;
	struct ng_leg legs[NG_LEGS_MAX];

	(void)state;
	assert_int_equal(
	    ng_read(VIEW("k {\"result\":\"ok\",\"tags\":{\"a\":" STREAM("42016", "5004",
			"10") ",\"b\":" STREAM("42000", "5006", "0") ",\"c\":{}}}"),
		NG_QUERY, &reply, NULL),
	    0);
	assert_int_equal(ng_legs(&reply, legs), 3);
	assert_true(ng_leg_find(&reply, VIEW("a"), &leg));
	assert_int_equal(leg.local_port, 42016);
	assert_int_equal(leg.port, 5004);
	assert_true(view_is(leg.address, "192.0.2.1"));
	assert_int_equal(leg.packets, 10);
	assert_int_equal(leg.bytes, 1720);
	assert_int_equal(leg.errors, 1);
	assert_int_equal(leg.last_packet_s, 17);
	assert_true(ng_leg_find(&reply, VIEW("c"), &leg));
	assert_int_equal(leg.packets, 0);
	assert_false(ng_leg_find(&reply, VIEW("d"), &leg));
	ng_reply_fini(&reply);
}

static void
of_a_call_with_many_legs_the_first_eight_are_told_and_each_is_found(void **state)
{
	struct ng_reply reply;
	struct ng_leg legs[NG_LEGS_MAX], leg;
	struct buf text = { 0 };

	(void)state;
	buf_add_text(&text, "k {\"result\":\"ok\",\"tags\":{\"0\":{}");
	for (int i = 1; i < 100; i++)
		buf_addf(&text, ",\"%d\":{}", i);
	buf_add_text(&text, "}}");
	assert_int_equal(ng_read(buf_view(&text), NG_QUERY, &reply, NULL), 0);
	assert_int_equal(ng_legs(&reply, legs), NG_LEGS_MAX);
	assert_true(ng_leg_find(&reply, VIEW("99"), &leg));
	ng_reply_fini(&reply);
	buf_fini(&text);
}

static void
a_list_tells_the_calls(void **state)
{
	struct ng_reply reply;

	(void)state;
	assert_int_equal(
	    ng_read(VIEW("k {\"result\":\"ok\",\"calls\":[\"a\",7,\"b\"]}"), NG_LIST, &reply, NULL),
	    0);
	assert_int_equal(ng_list_count(&reply), 3);
	assert_true(view_is(ng_list_at(&reply, 0), "a"));
	assert_int_equal(ng_list_at(&reply, 1).n, 0);
	assert_true(view_is(ng_list_at(&reply, 2), "b"));
	assert_int_equal(ng_list_at(&reply, 3).n, 0);
	ng_reply_fini(&reply);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(each_command_is_written_with_what_it_needs_and_no_more),
		cmocka_unit_test(each_flag_is_written),
		cmocka_unit_test(what_a_command_lacks_is_named),
		cmocka_unit_test(bounds_hold_to_the_byte),
		cmocka_unit_test(each_byte_of_a_description_arrives),
		cmocka_unit_test(a_cookie_stands_before_the_first_space),
		cmocka_unit_test(each_answer_is_done_or_says_why_not),
		cmocka_unit_test(statistics_tell_how_many_ports_are_free_where_they_are_fewest),
		cmocka_unit_test(a_query_tells_what_each_leg_has_sent),
		cmocka_unit_test(
		    of_a_call_with_many_legs_the_first_eight_are_told_and_each_is_found),
		cmocka_unit_test(a_list_tells_the_calls),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
