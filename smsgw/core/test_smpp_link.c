/* smpp_link: what a link does when, told as scenarios: at a time an event, then what is to be done; and by
 * random events against what must always hold. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdlib.h>

#include <cmocka.h>

#include <stdio.h>
#include <string.h>

#include "smsgw/core/smpp_link.h"

static const struct smpp_link_config usual = { .bind = SMPP_BIND_TRANSCEIVER,
	.window = 2,
	.rate_milli = 1000000,
	.enquire_ms = SMPP_ENQUIRE_MS,
	.submit_ms = SMPP_SUBMIT_MS };

/* A submit's token is a letter. */
static char letters[26];

static const struct {
	const char *name;
	uint32_t command;
} commands[] = {
	{ "bind_resp", SMPP_BIND_TRANSCEIVER | SMPP_RESPONSE },
	{ "submit_resp", SMPP_SUBMIT_SM | SMPP_RESPONSE },
	{ "enquire", SMPP_ENQUIRE_LINK },
	{ "enquire_resp", SMPP_ENQUIRE_LINK | SMPP_RESPONSE },
	{ "unbind", SMPP_UNBIND },
	{ "unbind_resp", SMPP_UNBIND | SMPP_RESPONSE },
	{ "deliver", SMPP_DELIVER_SM },
	{ "data", SMPP_DATA_SM },
	{ "alert", SMPP_ALERT_NOTIFICATION },
	{ "outbind", SMPP_OUTBIND },
	{ "query", SMPP_QUERY_SM },
	{ "nack", SMPP_GENERIC_NACK },
};

static void
can_be_sent(const struct smpp_action *action)
{
	const struct smpp_pdu pdu = {
		.command = action->command, .status = action->status, .sequence = action->sequence
	};
	struct buf frame = { 0 };
	struct err err;

	if (action->act == SMPP_ACT_SEND)
		assert_int_equal(smpp_encode(&pdu, &frame, &err), 0);
	buf_fini(&frame);
}

static void
tell(struct buf *out, const struct smpp_action *action)
{
	static const char *const names[] = { [SMPP_ACT_CONNECT] = "connect",
		[SMPP_ACT_SEND] = "send",
		[SMPP_ACT_BIND] = "bind",
		[SMPP_ACT_CLOSE] = "close",
		[SMPP_ACT_UP] = "up",
		[SMPP_ACT_DOWN] = "down",
		[SMPP_ACT_REFUSED] = "refused",
		[SMPP_ACT_ANSWERED] = "answered",
		[SMPP_ACT_UNANSWERED] = "unanswered",
		[SMPP_ACT_DELIVER] = "deliver",
		[SMPP_ACT_ENDED] = "ended" };

	can_be_sent(action);
	buf_addf(out, "%s%s", out->n > 0 ? ", " : "", names[action->act]);
	if (action->act == SMPP_ACT_SEND)
		buf_addf(out, " %s %u", smpp_command_name(action->command), action->sequence);
	if (action->act == SMPP_ACT_BIND)
		buf_addf(out, " %u", action->sequence);
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
	for (size_t i = 0; i < sizeof(commands) / sizeof(commands[0]); i++)
		if (strcmp(commands[i].name, name) == 0)
			return (struct smpp_pdu){ .command = commands[i].command,
				.sequence = sequence,
				.status = status };
	fail_msg("no such event: %s", event);
	return (struct smpp_pdu){ 0 };
}

/* What is taken is told by its sequence number, what is not by how long to wait. */
static void
submit(struct smpp_link *link, char letter, int64_t now_ms, struct buf *out)
{
	int64_t wait = smpp_link_take(link, 1, now_ms);

	if (wait == 0)
		buf_addf(out, "%u", smpp_link_submit(link, &letters[letter - 'A'], now_ms));
	else
		buf_addf(out, "wait %d", (int)wait);
}

static void
happen(struct smpp_link *link, int64_t now_ms, const char *event, struct buf *out)
{
	struct smpp_pdu pdu;
	struct smpp_action action;

	if (strcmp(event, "time") == 0)
		smpp_link_on_time(link, now_ms);
	else if (strcmp(event, "connected") == 0)
		smpp_link_on_connected(link, now_ms);
	else if (strncmp(event, "closed", 6) == 0)
		smpp_link_on_closed(link, now_ms, (uint64_t)strtoul(event + 6, NULL, 10));
	else if (strcmp(event, "end") == 0)
		smpp_link_end(link, now_ms);
	else if (strcmp(event, "garbage") == 0)
		smpp_link_on_garbage(link, now_ms);
	else if (strncmp(event, "unreadable ", 11) == 0) {
		pdu = pdu_of(event + 11);
		smpp_link_on_unreadable(link, &pdu, now_ms);
	} else if (strncmp(event, "submit ", 7) == 0)
		submit(link, event[7], now_ms, out);
	else {
		pdu = pdu_of(event);
		smpp_link_on_pdu(link, &pdu, now_ms);
	}
	while (smpp_link_next(link, &action))
		tell(out, &action);
}

struct row {
	int64_t at;
	const char *event, *expected;
};

static void
play(const struct smpp_link_config *config, const struct row *rows)
{
	struct smpp_link link;

	smpp_link_init(&link, config, 0);
	for (int i = 0; rows[i].event != NULL; i++) {
		struct buf told = { 0 };

		buf_add_text(&told, "");
		happen(&link, rows[i].at, rows[i].event, &told);
		if (strcmp(told.p != NULL ? told.p : "", rows[i].expected) != 0)
			fail_msg("%d ms, %s: %s instead of %s", (int)rows[i].at, rows[i].event,
			    told.p != NULL ? told.p : "nothing", rows[i].expected);
		buf_fini(&told);
	}
	while (link.unanswered > 0) {
		struct smpp_action action;

		smpp_link_on_closed(&link, INT64_MAX / 2, 0);
		while (smpp_link_next(&link, &action))
			;
	}
	smpp_link_fini(&link);
}

#define BOUND \
	{ 0, "time", "connect" }, { 0, "connected", "bind 1" }, \
	{ \
		0, "bind_resp 1", "up" \
	}
#define END \
	{ \
		0, NULL, NULL \
	}

static void
a_link_binds_sends_and_takes_answers_in_any_order(void **unused)
{
	static const struct row rows[] = { BOUND, { 10, "submit A", "2" }, { 10, "submit B", "3" },
		{ 10, "submit C", "wait -1" }, /* the window is full */
		{ 20, "submit_resp 3", "answered B" }, { 20, "submit C", "4" },
		{ 30, "submit_resp 2 45", "answered A RSUBMITFAIL" },
		{ 30, "submit_resp 2", "" }, /* twice */
		{ 40, "nack 4 2", "answered C RINVCMDLEN" }, { 50, "submit_resp 99", "" }, END };

	(void)unused;
	play(&usual, rows);
}

static void
nothing_is_sent_before_the_bind_or_by_a_receiver(void **unused)
{
	static const struct row before[] = { { 0, "submit A", "wait -1" }, { 0, "time", "connect" },
		{ 0, "submit A", "wait -1" }, { 0, "connected", "bind 1" },
		{ 0, "submit A", "wait -1" }, END };
	static const struct row receiver[] = { { 0, "time", "connect" },
		{ 0, "connected", "bind 1" }, { 0, "nack 1 0", "up" }, { 0, "submit A", "wait -1" },
		END };
	struct smpp_link_config config = usual;

	(void)unused;
	play(&usual, before);
	config.bind = SMPP_BIND_RECEIVER;
	play(&config, receiver);
}

static void
a_link_in_quarantine_connects_when_that_is_over(void **unused)
{
	static const struct row rows[] = { { 0, "time", "" }, { 599999, "time", "" },
		{ 600000, "time", "connect" }, { 600000, "connected", "bind 1" }, END };
	static const struct row ended[] = { { 0, "time", "" }, { 1, "end", "ended" }, END };
	struct smpp_link_config config = usual;
	struct smpp_link link;

	(void)unused;
	config.first_ms = 600000;
	smpp_link_init(&link, &config, 0);
	assert_int_equal(smpp_link_deadline(&link), 600000);
	smpp_link_fini(&link);
	play(&config, rows);
	play(&config, ended);
}

static void
a_wrong_login_is_told_and_not_tried_again(void **unused)
{
	static const char *const finals[] = { "bind_resp 1 e", "bind_resp 1 f", "bind_resp 1 53" };
	static const char *const told[] = { "refused RINVPASWD, close", "refused RINVSYSID, close",
		"refused RINVSYSTYP, close" };
	static const char *const others[] = { "bind_resp 1 5", "bind_resp 1 d", "bind_resp 1 8" };
	static const char *const told_others[] = { "refused RALYBND, close",
		"refused RBINDFAIL, close", "refused RSYSERR, close" };

	(void)unused;
	for (int i = 0; i < 3; i++) {
		const struct row final[] = { { 0, "time", "connect" }, { 0, "connected", "bind 1" },
			{ 1, finals[i], told[i] }, { 2, "closed", "" }, { 1000000, "time", "" },
			{ 1000001, "end", "ended" }, END };
		const struct row again[] = { { 0, "time", "connect" }, { 0, "connected", "bind 1" },
			{ 1, others[i], told_others[i] }, { 2, "closed 500", "" },
			{ 501, "time", "" }, { 502, "time", "connect" }, END };

		play(&usual, final);
		play(&usual, again);
	}
}

static void
connecting_and_binding_have_their_time(void **unused)
{
	static const struct row connecting[] = { { 0, "time", "connect" }, { 9999, "time", "" },
		{ 10000, "time", "close" }, { 10001, "closed", "" }, END };
	static const struct row binding[] = { { 0, "time", "connect" },
		{ 5, "connected", "bind 1" }, { 30004, "time", "" }, { 30005, "time", "close" },
		{ 30006, "closed", "" }, END };

	(void)unused;
	play(&usual, connecting);
	play(&usual, binding);
}

static void
connecting_again_waits_longer_each_time_until_it_was_steady(void **unused)
{
	struct smpp_link link;
	struct smpp_action action;
	int64_t now = 0, most = 0;
	static const struct smpp_pdu bound = { .command = SMPP_BIND_TRANSCEIVER | SMPP_RESPONSE };

	(void)unused;
	smpp_link_init(&link, &usual, 0);
	for (int i = 0; i < 20; i++) {
		int64_t ceiling = i < 6 ? 1000 << i : 60000;

		smpp_link_on_time(&link, now);
		assert_int_equal(link.state, SMPP_LINK_CONNECTING);
		smpp_link_on_closed(&link, now, (uint64_t)ceiling); /* the most that may come */
		assert_int_equal(link.state, SMPP_LINK_WAITING);
		assert_int_equal(smpp_link_deadline(&link), now + ceiling);
		now += ceiling;
		most = ceiling > most ? ceiling : most;
		while (smpp_link_next(&link, &action))
			;
	}
	assert_int_equal(most, 60000);
	smpp_link_on_time(&link, now);
	smpp_link_on_connected(&link, now);
	smpp_link_on_pdu(&link, &bound, now);
	smpp_link_on_closed(&link, now + SMPP_STEADY_MS, 1000);
	assert_int_equal(smpp_link_deadline(&link), now + SMPP_STEADY_MS + 1000);
	while (smpp_link_next(&link, &action))
		;
	smpp_link_fini(&link);
}

static void
a_silent_peer_is_asked_and_then_left(void **unused)
{
	static const struct row rows[] = { BOUND, { 29999, "time", "" },
		{ 30000, "time", "send enquire_link 2" }, { 31000, "enquire_resp 2", "" },
		{ 60999, "time", "" }, { 61000, "time", "send enquire_link 3" },
		{ 61001, "deliver 1", "deliver" }, /* is no answer */
		{ 75999, "time", "" }, { 76000, "time", "down, close" }, { 76001, "closed", "" },
		END };

	(void)unused;
	play(&usual, rows);
}

static void
the_peers_question_is_answered_at_once_also_with_a_full_window(void **unused)
{
	static const struct row rows[] = { BOUND, { 10, "submit A", "2" }, { 10, "submit B", "3" },
		{ 11, "enquire 77", "send enquire_link_resp 77" },
		{ 12, "submit_resp 2", "answered A" }, { 12, "submit_resp 3", "answered B" }, END };

	(void)unused;
	play(&usual, rows);
}

static void
a_submit_without_an_answer_is_unknown_and_its_place_free(void **unused)
{
	static const struct row rows[] = { BOUND, { 10, "submit A", "2" }, { 20, "submit B", "3" },
		{ 50000, "enquire 1", "send enquire_link_resp 1" }, { 60009, "time", "" },
		{ 60010, "time", "unanswered A" }, { 60011, "submit C", "4" },
		{ 60012, "submit_resp 2", "" }, /* too late */
		{ 60020, "time", "unanswered B" }, { 60030, "submit_resp 4", "answered C" }, END };

	(void)unused;
	play(&usual, rows);
}

static void
a_link_that_is_cut_leaves_its_window_unknown(void **unused)
{
	static const struct row rows[] = { BOUND, { 10, "submit A", "2" }, { 10, "submit B", "3" },
		{ 11, "submit_resp 2", "answered A" }, { 12, "submit C", "4" },
		{ 20, "closed 100", "unanswered B, unanswered C, down" }, { 119, "time", "" },
		{ 120, "time", "connect" }, { 121, "connected", "bind 5" },
		{ 122, "bind_resp 5", "up" }, { 123, "submit D", "6" },
		{ 124, "submit_resp 6", "answered D" }, END };

	(void)unused;
	play(&usual, rows);
}

static void
throttling_pauses_and_halves_once_a_pause_and_recovers(void **unused)
{
	static const struct smpp_link_config config = { .bind = SMPP_BIND_TRANSCEIVER,
		.window = 10,
		.rate_milli = 8000,
		.enquire_ms = INT32_MAX,
		.submit_ms = INT32_MAX };
	static const struct smpp_pdu bound = { .command = SMPP_BIND_TRANSCEIVER | SMPP_RESPONSE,
		.sequence = 1 };
	struct smpp_link link;
	struct smpp_action action;
	int64_t rate;

	(void)unused;
	smpp_link_init(&link, &config, 0);
	smpp_link_on_time(&link, 0);
	smpp_link_on_connected(&link, 0);
	smpp_link_on_pdu(&link, &bound, 0);
	for (int i = 0; i < 4; i++) {
		assert_int_equal(smpp_link_take(&link, 1, 5000), 0);
		assert_int_equal(smpp_link_submit(&link, letters, 5000), 2 + i);
	}
	for (unsigned i = 0; i < 3; i++)
		smpp_link_on_pdu(&link,
		    &(struct smpp_pdu){ .command = SMPP_SUBMIT_SM | SMPP_RESPONSE,
			.sequence = 2 + i,
			.status = SMPP_RTHROTTLED },
		    6000 + i);
	assert_int_equal(link.bucket.rate_milli, 4000);
	assert_int_equal(smpp_link_take(&link, 1, 6500), 502);
	assert_int_equal(smpp_link_take(&link, 1, 7002), 0);
	smpp_link_on_pdu(&link,
	    &(struct smpp_pdu){ .command = SMPP_SUBMIT_SM | SMPP_RESPONSE,
		.sequence = 5,
		.status = SMPP_RTHROTTLED },
	    7100);
	assert_int_equal(link.bucket.rate_milli, 2000);
	rate = link.bucket.rate_milli;
	for (int64_t now = 7100 + SMPP_RAISE_MS; rate < 8000; now += SMPP_RAISE_MS) {
		(void)smpp_link_take(&link, 1, now - 1);
		assert_int_equal(link.bucket.rate_milli, rate);
		(void)smpp_link_take(&link, 1, now);
		assert_true(link.bucket.rate_milli > rate &&
		    link.bucket.rate_milli <= rate + rate / 10 + 1);
		rate = link.bucket.rate_milli;
	}
	assert_int_equal(rate, 8000);
	while (smpp_link_next(&link, &action))
		;
	smpp_link_fini(&link);
}

static void
the_rate_bounds_what_is_sent(void **unused)
{
	static const struct smpp_link_config slow = { .bind = SMPP_BIND_TRANSMITTER,
		.window = 10,
		.rate_milli = 1000,
		.enquire_ms = SMPP_ENQUIRE_MS,
		.submit_ms = SMPP_SUBMIT_MS };
	static const struct row rows[] = { { 0, "time", "connect" }, { 0, "connected", "bind 1" },
		{ 0, "nack 1", "up" }, { 1000, "submit A", "2" }, { 1000, "submit B", "wait 1000" },
		{ 2000, "submit B", "3" }, END };

	(void)unused;
	play(&slow, rows);
}

static void
an_end_unbinds_when_nothing_is_unanswered(void **unused)
{
	static const struct row quiet[] = { BOUND, { 5, "end", "down, send unbind 2" },
		{ 6, "submit A", "wait -1" },
		{ 7, "deliver 3", "send deliver_sm_resp 3 RX_T_APPN" },
		{ 8, "unbind_resp 2", "close" }, { 9, "closed", "ended" }, END };
	static const struct row busy[] = { BOUND, { 5, "submit A", "2" }, { 6, "end", "" },
		{ 7, "submit B", "wait -1" },
		{ 8, "submit_resp 2", "answered A, down, send unbind 3" },
		{ 5008, "time", "close" }, { 5009, "closed", "ended" }, END };
	static const struct row hanging[] = { BOUND, { 5, "submit A", "2" }, { 6, "end", "" },
		{ 5006, "time", "down, send unbind 3" }, { 5007, "submit_resp 2", "answered A" },
		{ 5008, "unbind_resp 3", "close" }, { 5009, "closed", "ended" }, END };
	static const struct row waiting[] = { { 0, "end", "ended" }, END };
	static const struct row connecting[] = { { 0, "time", "connect" }, { 1, "end", "close" },
		{ 2, "closed", "ended" }, END };

	(void)unused;
	play(&usual, quiet);
	play(&usual, busy);
	play(&usual, hanging);
	play(&usual, waiting);
	play(&usual, connecting);
}

static void
the_peer_may_unbind_and_the_link_comes_back(void **unused)
{
	static const struct row rows[] = { BOUND, { 5, "submit A", "2" },
		{ 6, "unbind 9", "unanswered A, send unbind_resp 9, down, close" },
		{ 7, "closed 50", "" }, { 57, "time", "connect" }, END };

	(void)unused;
	play(&usual, rows);
}

static void
what_a_peer_should_not_say_does_not_hurt(void **unused)
{
	static const struct row rows[] = { { 0, "time", "connect" }, { 0, "deliver 1", "" },
		{ 0, "connected", "bind 1" },
		{ 0, "deliver 1", "send deliver_sm_resp 1 RINVBNDSTS" }, { 0, "submit_resp 1", "" },
		{ 0, "bind_resp 1", "up" }, { 0, "bind_resp 1", "" }, { 1, "deliver 2", "deliver" },
		{ 1, "data 3", "deliver" }, { 1, "alert 4", "" }, { 1, "outbind 5", "" },
		{ 1, "query 6", "send generic_nack 6 RINVCMDID" },
		{ 1, "unreadable deliver 9 2", "send deliver_sm_resp 9 RINVCMDLEN" },
		{ 1, "unreadable outbind 10 2", "send generic_nack 10 RINVCMDLEN" },
		{ 1, "unreadable alert 11 2", "send generic_nack 11 RINVCMDLEN" },
		{ 2, "garbage", "send generic_nack 0 RINVCMDLEN, down, close" },
		{ 3, "deliver 7", "" }, { 3, "garbage", "" }, { 4, "closed", "" }, END };

	(void)unused;
	play(&usual, rows);
}

static void
what_was_acknowledged_is_proven_by_the_next_answer(void **unused)
{
	static const struct smpp_pdu bound = { .command = SMPP_BIND_TRANSCEIVER | SMPP_RESPONSE,
		.sequence = 1 };
	struct smpp_link link;
	struct smpp_action action;
	uint32_t mark;

	(void)unused;
	smpp_link_init(&link, &usual, 0);
	smpp_link_on_time(&link, 0);
	smpp_link_on_connected(&link, 0);
	smpp_link_on_pdu(&link, &bound, 0);
	mark = smpp_link_mark(&link, 100);
	assert_false(smpp_link_has_proven(&link, mark));
	assert_int_equal(smpp_link_deadline(&link), 100 + SMPP_PROOF_MS);
	smpp_link_on_time(&link, 100 + SMPP_PROOF_MS); /* it asks */
	assert_false(smpp_link_has_proven(&link, mark));
	smpp_link_on_pdu(&link,
	    &(struct smpp_pdu){ .command = SMPP_ENQUIRE_LINK | SMPP_RESPONSE, .sequence = 2 },
	    1200);
	assert_true(smpp_link_has_proven(&link, mark));
	while (smpp_link_next(&link, &action))
		;
	smpp_link_fini(&link);
}

/* Whatever comes: no submit is answered twice or lost, the window is kept, a deadline is there. */
static void
random_events_lose_no_submit(void **unused)
{
	int given = 0, ended = 0;

	(void)unused;
	srand(7);
	for (int round = 0; round < 300; round++) {
		struct smpp_link link;
		struct smpp_action action;
		int64_t now = 0;

		smpp_link_init(&link, &usual, 0);
		for (int step = 0; step < 300; step++) {
			int what = rand() % 12;

			now += rand() % 4 == 0 ? rand() % 20000 : rand() % 50;
			if (what < 3)
				smpp_link_on_time(&link, now);
			else if (what == 3)
				smpp_link_on_connected(&link, now);
			else if (what == 4 && rand() % 8 == 0 && link.state != SMPP_LINK_WAITING)
				smpp_link_on_closed(&link, now, (uint64_t)rand());
			else if (what < 8)
				smpp_link_on_pdu(&link,
				    &(struct smpp_pdu){ .command = commands[rand() % 12].command,
					.sequence = link.sequence - (uint32_t)(rand() % 3),
					.status = rand() % 5 == 0 ? SMPP_RTHROTTLED : SMPP_ROK },
				    now);
			else if (what < 11 && smpp_link_take(&link, 1, now) == 0) {
				(void)smpp_link_submit(&link, letters, now);
				given++;
			} else if (rand() % 200 == 0)
				smpp_link_end(&link, now);
			while (smpp_link_next(&link, &action)) {
				can_be_sent(&action);
				ended += action.act == SMPP_ACT_ANSWERED ||
				    action.act == SMPP_ACT_UNANSWERED;
			}
			assert_in_range(link.unanswered, 0, usual.window);
			assert_int_equal(given - ended, link.unanswered);
			assert_true(smpp_link_deadline(&link) < INT64_MAX ||
			    link.state >= SMPP_LINK_CLOSING);
		}
		smpp_link_on_closed(&link, now, 0);
		while (smpp_link_next(&link, &action))
			ended +=
			    action.act == SMPP_ACT_ANSWERED || action.act == SMPP_ACT_UNANSWERED;
		assert_int_equal(given, ended);
		smpp_link_fini(&link);
	}
	assert_true(given > 300);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_link_binds_sends_and_takes_answers_in_any_order),
		cmocka_unit_test(nothing_is_sent_before_the_bind_or_by_a_receiver),
		cmocka_unit_test(a_link_in_quarantine_connects_when_that_is_over),
		cmocka_unit_test(a_wrong_login_is_told_and_not_tried_again),
		cmocka_unit_test(connecting_and_binding_have_their_time),
		cmocka_unit_test(connecting_again_waits_longer_each_time_until_it_was_steady),
		cmocka_unit_test(a_silent_peer_is_asked_and_then_left),
		cmocka_unit_test(the_peers_question_is_answered_at_once_also_with_a_full_window),
		cmocka_unit_test(a_submit_without_an_answer_is_unknown_and_its_place_free),
		cmocka_unit_test(a_link_that_is_cut_leaves_its_window_unknown),
		cmocka_unit_test(throttling_pauses_and_halves_once_a_pause_and_recovers),
		cmocka_unit_test(the_rate_bounds_what_is_sent),
		cmocka_unit_test(an_end_unbinds_when_nothing_is_unanswered),
		cmocka_unit_test(the_peer_may_unbind_and_the_link_comes_back),
		cmocka_unit_test(what_a_peer_should_not_say_does_not_hurt),
		cmocka_unit_test(what_was_acknowledged_is_proven_by_the_next_answer),
		cmocka_unit_test(random_events_lose_no_submit),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
