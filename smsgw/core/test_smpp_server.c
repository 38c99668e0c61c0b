/* smpp_server: what a client's connection does when, told as scenarios: at a time an event, then what is to be done; and by
 * random events against what must always hold. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdlib.h>

#include <cmocka.h>

#include <stdio.h>
#include <string.h>

#include "smsgw/core/smpp_server.h"

/* A delivery's token is a letter. */
static char letters[26];
static struct smpp_quota quota;

static const struct {
	const char *name;
	uint32_t command;
} commands[] = {
	{ "trx", SMPP_BIND_TRANSCEIVER },
	{ "tx", SMPP_BIND_TRANSMITTER },
	{ "rx", SMPP_BIND_RECEIVER },
	{ "submit", SMPP_SUBMIT_SM },
	{ "data", SMPP_DATA_SM },
	{ "query", SMPP_QUERY_SM },
	{ "cancel", SMPP_CANCEL_SM },
	{ "replace", SMPP_REPLACE_SM },
	{ "multi", SMPP_SUBMIT_MULTI },
	{ "enquire", SMPP_ENQUIRE_LINK },
	{ "enquire_resp", SMPP_ENQUIRE_LINK | SMPP_RESPONSE },
	{ "deliver_resp", SMPP_DELIVER_SM | SMPP_RESPONSE },
	{ "nack", SMPP_GENERIC_NACK },
	{ "unbind", SMPP_UNBIND },
	{ "unbind_resp", SMPP_UNBIND | SMPP_RESPONSE },
	{ "alert", SMPP_ALERT_NOTIFICATION },
	{ "outbind", SMPP_OUTBIND },
	{ "unheard", 0x77 },
};
enum { COMMAND_COUNT = sizeof(commands) / sizeof(commands[0]) };

static void
can_be_sent(const struct smpp_server_action *action)
{
	const struct smpp_pdu pdu = {
		.command = action->command, .status = action->status, .sequence = action->sequence
	};
	struct buf frame = { 0 };
	struct err err;

	if (action->act == SMPP_SERVE_SEND)
		assert_int_equal(smpp_encode(&pdu, &frame, &err), 0);
	buf_fini(&frame);
}

static void
tell(struct buf *out, const struct smpp_server_action *action)
{
	static const char *const names[] = { [SMPP_SERVE_SEND] = "send",
		[SMPP_SERVE_LOGIN] = "login",
		[SMPP_SERVE_SUBMIT] = "submit",
		[SMPP_SERVE_QUERY] = "query",
		[SMPP_SERVE_UP] = "up",
		[SMPP_SERVE_DOWN] = "down",
		[SMPP_SERVE_DELIVERED] = "delivered",
		[SMPP_SERVE_UNDELIVERED] = "undelivered",
		[SMPP_SERVE_CLOSE] = "close",
		[SMPP_SERVE_ENDED] = "ended" };

	can_be_sent(action);
	buf_addf(out, "%s%s", out->n > 0 ? ", " : "", names[action->act]);
	if (action->act == SMPP_SERVE_SEND)
		buf_addf(out, " %s %u", smpp_command_name(action->command), action->sequence);
	if (action->token != NULL)
		buf_addf(out, " %c", 'A' + (int)((char *)action->token - letters));
	if (action->status != 0)
		buf_addf(out, " %s", smpp_status_find(action->status)->name);
}

/* "submit 5", or "submit 5 8": sequence 5, status 8. */
static struct smpp_pdu
pdu_of(const char *event)
{
	char name[32];
	unsigned sequence = 0, status = 0;

	assert_true(sscanf(event, "%31s %u %x", name, &sequence, &status) >= 1);
	for (size_t i = 0; i < COMMAND_COUNT; i++)
		if (strcmp(commands[i].name, name) == 0)
			return (struct smpp_pdu){ .command = commands[i].command,
				.sequence = sequence,
				.status = status };
	fail_msg("no such event: %s", event);
	return (struct smpp_pdu){ 0 };
}

static void
happen(struct smpp_server *server, int64_t now_ms, const char *event, struct buf *out)
{
	struct smpp_pdu pdu;
	struct smpp_server_action action;

	if (strcmp(event, "time") == 0)
		smpp_server_on_time(server, now_ms);
	else if (strcmp(event, "closed") == 0)
		smpp_server_on_closed(server);
	else if (strcmp(event, "known") == 0)
		smpp_server_on_login(server, &quota, 2, now_ms);
	else if (strncmp(event, "refused ", 8) == 0)
		smpp_server_on_refused(server, (uint32_t)strtoul(event + 8, NULL, 16), now_ms);
	else if (strcmp(event, "stored") == 0)
		smpp_server_on_submitted(server, now_ms);
	else if (strcmp(event, "end") == 0)
		smpp_server_end(server, now_ms);
	else if (strcmp(event, "full") == 0)
		quota.full = true;
	else if (strcmp(event, "garbage") == 0)
		smpp_server_on_garbage(server);
	else if (strncmp(event, "unreadable ", 11) == 0) {
		pdu = pdu_of(event + 11);
		smpp_server_on_unreadable(server, &pdu, now_ms);
	} else if (strncmp(event, "hand ", 5) != 0) {
		pdu = pdu_of(event);
		smpp_server_on_pdu(server, &pdu, now_ms);
	} else if (smpp_server_may_deliver(server))
		buf_addf(out, "%u", smpp_server_deliver(server, &letters[event[5] - 'A'], now_ms));
	else
		buf_add_text(out, "no room");
	while (smpp_server_next(server, &action))
		tell(out, &action);
}

struct row {
	int64_t at;
	const char *event, *expected;
};

static void
play(const struct row *rows)
{
	struct smpp_server server;

	bucket_init(&quota.rate, 100000, 0);
	quota.rate.level_micro = 100000000;
	quota.full = false;
	smpp_server_init(&server, 0);
	for (int i = 0; rows[i].event != NULL; i++) {
		struct buf told = { 0 };

		buf_add_text(&told, "");
		happen(&server, rows[i].at, rows[i].event, &told);
		if (strcmp(told.p != NULL ? told.p : "", rows[i].expected) != 0)
			fail_msg("%d ms, %s: %s instead of %s", (int)rows[i].at, rows[i].event,
			    told.p != NULL ? told.p : "nothing", rows[i].expected);
		buf_fini(&told);
	}
}

#define BOUND \
	{ 0, "trx 1", "login" }, \
	{ \
		0, "known", "send bind_transceiver_resp 1, up" \
	}
#define END \
	{ \
		0, NULL, NULL \
	}

static void
a_client_binds_and_submits_within_its_window(void **unused)
{
	static const struct row rows[] = { BOUND, { 1, "submit 2", "submit" },
		{ 1, "data 3", "submit" }, { 1, "submit 4", "send submit_sm_resp 4 RTHROTTLED" },
		{ 1, "query 5", "send query_sm_resp 5 RTHROTTLED" }, { 2, "stored", "" },
		{ 2, "query 6", "query" }, { 3, "stored", "" },
		{ 3, "submit 2", "submit" }, /* nobody knows whether it is the same */
		{ 4, "trx 7", "send bind_transceiver_resp 7 RALYBND" }, END };

	(void)unused;
	play(rows);
}

static void
before_the_bind_nothing_else_is_done(void **unused)
{
	static const struct row rows[] = { { 0, "submit 1", "send submit_sm_resp 1 RINVBNDSTS" },
		{ 0, "enquire 2", "send enquire_link_resp 2 RINVBNDSTS" },
		{ 0, "unheard 3", "send generic_nack 3 RINVCMDID" },
		{ 0, "outbind 7", "send generic_nack 7 RINVBNDSTS" },
		{ 0, "alert 8", "send generic_nack 8 RINVBNDSTS" },
		{ 0, "unreadable outbind 9 2", "send generic_nack 9 RINVCMDLEN" },
		{ 0, "unreadable alert 10 2", "send generic_nack 10 RINVCMDLEN" },
		{ 0, "unreadable unheard 11 3", "send generic_nack 11 RINVCMDID" },
		{ 1, "trx 4", "login" }, { 1, "submit 5", "send submit_sm_resp 5 RINVBNDSTS" },
		{ 1, "trx 6", "send bind_transceiver_resp 6 RALYBND" },
		{ 2, "known", "send bind_transceiver_resp 4, up" }, END };
	static const struct row silent[] = { { 9999, "time", "" }, { 10000, "time", "close" },
		{ 10001, "closed", "ended" }, { 10002, "closed", "" }, END };
	static const struct row slow[] = { { 0, "trx 1", "login" }, { 29999, "time", "" },
		{ 30000, "time", "close" }, { 30001, "known", "" }, END };
	static const struct row leaves[] = { { 0, "unbind 1", "send unbind_resp 1, close" }, END };

	(void)unused;
	play(rows);
	play(silent);
	play(slow);
	play(leaves);
}

static void
a_wrong_password_is_answered_a_second_later(void **unused)
{
	static const struct row rows[] = { { 0, "tx 1", "login" }, { 5, "refused e", "" },
		{ 1004, "time", "" },
		{ 1005, "time", "send bind_transmitter_resp 1 RINVPASWD, close" }, END };
	static const struct row many[] = { { 0, "rx 1", "login" },
		{ 5, "refused 5", "send bind_receiver_resp 1 RALYBND, close" },
		{ 6, "submit 2", "" }, END };

	(void)unused;
	play(rows);
	play(many);
}

static void
a_receiver_may_not_submit_and_a_transmitter_gets_nothing(void **unused)
{
	static const struct row receiver[] = { { 0, "rx 1", "login" },
		{ 0, "known", "send bind_receiver_resp 1, up" },
		{ 1, "submit 2", "send submit_sm_resp 2 RINVBNDSTS" },
		{ 1, "query 3", "send query_sm_resp 3 RINVBNDSTS" }, { 1, "hand A", "1" }, END };
	static const struct row transmitter[] = { { 0, "tx 1", "login" },
		{ 0, "known", "send bind_transmitter_resp 1, up" }, { 1, "hand A", "no room" },
		{ 1, "submit 2", "submit" }, END };

	(void)unused;
	play(receiver);
	play(transmitter);
}

static void
above_the_rate_it_is_throttled_and_with_a_full_queue_told_so(void **unused)
{
	static const struct row full[] = { BOUND, { 1, "full", "" },
		{ 1, "submit 2", "send submit_sm_resp 2 RMSGQFUL" }, END };
	struct smpp_server server;
	struct smpp_server_action action;
	int taken = 0;

	(void)unused;
	play(full);
	bucket_init(&quota.rate, 5000, 0);
	quota.full = false;
	smpp_server_init(&server, 0);
	smpp_server_on_pdu(&server, &(struct smpp_pdu){ .command = SMPP_BIND_TRANSCEIVER }, 0);
	smpp_server_on_login(&server, &quota, 10, 0);
	for (int64_t now = 0; now < 10000; now += 10) {
		smpp_server_on_pdu(&server, &(struct smpp_pdu){ .command = SMPP_SUBMIT_SM }, now);
		while (smpp_server_next(&server, &action))
			if (action.act == SMPP_SERVE_SUBMIT) {
				smpp_server_on_submitted(&server, now);
				taken++;
			}
	}
	assert_in_range(taken, 49, 50); /* five a second, from an empty bucket */
}

static void
a_long_text_costs_as_much_as_its_parts(void **unused)
{
	struct smpp_server server;
	struct smpp_server_action action;
	struct buf tlvs = { 0 };
	char octets[1000] = { 0 };

	(void)unused;
	smpp_tlv_add(&tlvs, SMPP_TLV_MESSAGE_PAYLOAD, (struct view){ octets, sizeof(octets) });
	bucket_init(&quota.rate, 10000, 0);
	quota.rate.level_micro = 10000000;
	quota.full = false;
	smpp_server_init(&server, 0);
	smpp_server_on_pdu(&server, &(struct smpp_pdu){ .command = SMPP_BIND_TRANSCEIVER }, 0);
	smpp_server_on_login(&server, &quota, 10, 0);
	smpp_server_on_pdu(
	    &server, &(struct smpp_pdu){ .command = SMPP_SUBMIT_SM, .tlvs = buf_view(&tlvs) }, 0);
	while (smpp_server_next(&server, &action))
		;
	assert_int_equal(quota.rate.level_micro, 2000000);
	buf_fini(&tlvs);
}

static void
what_is_delivered_waits_for_its_answer(void **unused)
{
	static const struct row rows[] = { BOUND, { 1, "hand A", "1" }, { 2, "hand B", "2" },
		{ 3, "deliver_resp 2", "delivered B" }, { 3, "deliver_resp 2", "" }, /* twice */
		{ 4, "deliver_resp 1 64", "delivered A RX_T_APPN" }, { 5, "hand C", "3" },
		{ 6, "nack 3 3", "delivered C RINVCMDID" }, { 7, "hand D", "4" },
		{ 7, "enquire 9", "send enquire_link_resp 9" },
		{ 40000, "time", "send enquire_link 5" }, { 40001, "enquire_resp 5", "" },
		{ 60006, "time", "" }, { 60007, "time", "undelivered D" },
		{ 60008, "deliver_resp 4", "" }, /* too late */ END };
	static const struct row cut[] = { BOUND, { 1, "hand A", "1" }, { 1, "hand B", "2" },
		{ 2, "closed", "undelivered A, undelivered B, down, ended" }, END };
	struct smpp_server server;
	struct buf told = { 0 };

	(void)unused;
	play(rows);
	play(cut);
	smpp_server_init(&server, 0);
	happen(&server, 0, "rx 1", &told);
	happen(&server, 0, "known", &told);
	for (int i = 0; i < SMPP_DELIVER_WINDOW; i++)
		(void)smpp_server_deliver(&server, letters, 0);
	assert_false(smpp_server_may_deliver(&server));
	buf_fini(&told);
}

static void
a_silent_client_is_asked_twice_and_then_left(void **unused)
{
	static const struct row rows[] = { BOUND, { 29999, "time", "" },
		{ 30000, "time", "send enquire_link 1" }, { 31000, "enquire_resp 1", "" },
		{ 60999, "time", "" }, { 61000, "time", "send enquire_link 2" },
		{ 91000, "time", "send enquire_link 3" }, { 120999, "time", "" },
		{ 121000, "time", "down, close" }, { 121001, "closed", "ended" }, END };

	(void)unused;
	play(rows);
}

static void
who_unbinds_gets_the_answers_to_what_it_submitted_first(void **unused)
{
	static const struct row rows[] = { BOUND, { 1, "submit 2", "submit" },
		{ 2, "unbind 3", "down" }, { 2, "submit 4", "send submit_sm_resp 4 RINVBNDSTS" },
		{ 3, "stored", "send unbind_resp 3, close" }, { 4, "closed", "ended" }, END };
	static const struct row never[] = { BOUND, { 1, "submit 2", "submit" },
		{ 2, "unbind 3", "down" }, { 5001, "time", "" }, { 5002, "time", "close" },
		{ 5003, "stored", "" }, { 5004, "closed", "ended" }, END };

	(void)unused;
	play(rows);
	play(never);
}

static void
we_unbind_and_do_not_wait_for_ever(void **unused)
{
	static const struct row rows[] = { BOUND, { 1, "end", "down, send unbind 1" },
		{ 2, "unbind_resp 1", "close" }, { 3, "closed", "ended" }, END };
	static const struct row silent[] = { BOUND, { 1, "end", "down, send unbind 1" },
		{ 5000, "time", "" }, { 5001, "time", "close" }, { 5002, "end", "" }, END };
	static const struct row stranger[] = { { 1, "end", "close" }, { 2, "closed", "ended" },
		END };

	(void)unused;
	play(rows);
	play(silent);
	play(stranger);
}

static void
what_it_can_not_do_it_says(void **unused)
{
	static const struct row rows[] = { BOUND,
		{ 1, "cancel 2", "send cancel_sm_resp 2 RCANCELFAIL" },
		{ 1, "replace 3", "send replace_sm_resp 3 RREPLACEFAIL" },
		{ 1, "multi 4", "send generic_nack 4 RINVCMDID" },
		{ 1, "unheard 5", "send generic_nack 5 RINVCMDID" }, { 1, "alert 6", "" },
		{ 1, "outbind 7", "" },
		{ 1, "unreadable outbind 8 2", "send generic_nack 8 RINVCMDLEN" },
		{ 1, "unreadable submit 9 2", "send submit_sm_resp 9 RINVCMDLEN" },
		{ 2, "garbage", "send generic_nack 0 RINVCMDLEN, down, close" }, END };

	(void)unused;
	play(rows);
}

/* Whatever comes: no delivery ends twice or is lost, both windows are kept, a deadline is there. */
static void
random_events_lose_no_delivery(void **unused)
{
	int given = 0, ended = 0;

	(void)unused;
	srand(7);
	for (int round = 0; round < 300; round++) {
		struct smpp_server server;
		struct smpp_server_action action;
		int64_t now = 0;
		int submits = 0;

		bucket_init(&quota.rate, 100000, 0);
		smpp_server_init(&server, 0);
		for (int step = 0; step < 300; step++) {
			int what = rand() % 12;

			now += rand() % 4 == 0 ? rand() % 10000 : rand() % 50;
			if (what < 2)
				smpp_server_on_time(&server, now);
			else if (what == 2)
				smpp_server_on_login(&server, &quota, 2, now);
			else if (what == 3 && rand() % 50 == 0)
				smpp_server_on_closed(&server);
			else if (what == 4 && submits > 0) {
				smpp_server_on_submitted(&server, now);
				submits--;
			} else if (what < 9)
				smpp_server_on_pdu(&server,
				    &(struct smpp_pdu){
					.command = commands[rand() % 4 > 0 ? rand() % 12
									   : rand() % COMMAND_COUNT]
						       .command,
					.sequence = server.sequence - (uint32_t)(rand() % 3) },
				    now);
			else if (what < 11 && smpp_server_may_deliver(&server)) {
				(void)smpp_server_deliver(&server, letters, now);
				given++;
			} else if (rand() % 300 == 0)
				smpp_server_end(&server, now);
			while (smpp_server_next(&server, &action)) {
				can_be_sent(&action);
				ended += action.act == SMPP_SERVE_DELIVERED ||
				    action.act == SMPP_SERVE_UNDELIVERED;
				submits += action.act == SMPP_SERVE_SUBMIT ||
				    action.act == SMPP_SERVE_QUERY;
			}
			assert_in_range(server.unanswered, 0, SMPP_DELIVER_WINDOW);
			assert_in_range(server.submits, 0, 2);
			assert_int_equal(server.submits, submits);
			assert_int_equal(given - ended, server.unanswered);
			assert_true(smpp_server_deadline(&server) < INT64_MAX ||
			    server.state >= SMPP_SERVER_CLOSING);
		}
		smpp_server_on_closed(&server);
		while (smpp_server_next(&server, &action))
			ended += action.act == SMPP_SERVE_DELIVERED ||
			    action.act == SMPP_SERVE_UNDELIVERED;
		assert_int_equal(given, ended);
	}
	assert_true(given > 300);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_client_binds_and_submits_within_its_window),
		cmocka_unit_test(before_the_bind_nothing_else_is_done),
		cmocka_unit_test(a_wrong_password_is_answered_a_second_later),
		cmocka_unit_test(a_receiver_may_not_submit_and_a_transmitter_gets_nothing),
		cmocka_unit_test(above_the_rate_it_is_throttled_and_with_a_full_queue_told_so),
		cmocka_unit_test(a_long_text_costs_as_much_as_its_parts),
		cmocka_unit_test(what_is_delivered_waits_for_its_answer),
		cmocka_unit_test(a_silent_client_is_asked_twice_and_then_left),
		cmocka_unit_test(who_unbinds_gets_the_answers_to_what_it_submitted_first),
		cmocka_unit_test(we_unbind_and_do_not_wait_for_ever),
		cmocka_unit_test(what_it_can_not_do_it_says),
		cmocka_unit_test(random_events_lose_no_delivery),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
