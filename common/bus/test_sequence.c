/* sequence: each story of arrivals and its verdicts; and that over random losses
 * every lost message is told. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "common/bus/sequence.h"

enum { A = 1, B = 2, UNWANTED = 3, WANTED = 1 << A | 1 << B, STEPS_MAX = 8, ROUNDS = 2000 };

/* kind 0: a heartbeat that tells `seq` for kind A and `seq_b` for kind B. */
struct step {
	uint64_t boot;
	unsigned kind;
	uint64_t seq, seq_b;
	enum sequence_verdict verdict;
	int64_t lost; /* in all, after it */
};

static const struct {
	const char *name;
	struct step steps[STEPS_MAX];
} stories[] = {
	{ "messages in order",
	    { { 9, A, 1, 0, SEQUENCE_BOOT, 0 }, { 9, A, 2, 0, SEQUENCE_NEXT, 0 },
		{ 9, A, 3, 0, SEQUENCE_NEXT, 0 } } },
	{ "a hole is a gap once, and its size is told",
	    { { 9, A, 1, 0, SEQUENCE_BOOT, 0 }, { 9, A, 5, 0, SEQUENCE_GAP, 3 },
		{ 9, A, 6, 0, SEQUENCE_NEXT, 3 } } },
	{ "what was seen is old",
	    { { 9, A, 4, 0, SEQUENCE_BOOT, 0 }, { 9, A, 4, 0, SEQUENCE_OLD, 0 },
		{ 9, A, 3, 0, SEQUENCE_OLD, 0 }, { 9, A, 5, 0, SEQUENCE_NEXT, 0 } } },
	{ "kinds count each for itself after a heartbeat",
	    { { 9, 0, 7, 2, SEQUENCE_BOOT, 0 }, { 9, A, 8, 0, SEQUENCE_NEXT, 0 },
		{ 9, B, 3, 0, SEQUENCE_NEXT, 0 }, { 9, B, 5, 0, SEQUENCE_GAP, 1 } } },
	{ "a kind never published starts at one",
	    { { 9, 0, 0, 0, SEQUENCE_BOOT, 0 }, { 9, A, 1, 0, SEQUENCE_NEXT, 0 },
		{ 9, B, 2, 0, SEQUENCE_GAP, 1 } } },
	{ "a lost tail shows with the heartbeat, once",
	    { { 9, 0, 0, 0, SEQUENCE_BOOT, 0 }, { 9, A, 1, 0, SEQUENCE_NEXT, 0 },
		{ 9, 0, 4, 0, SEQUENCE_GAP, 3 }, { 9, 0, 4, 0, SEQUENCE_NEXT, 3 },
		{ 9, A, 5, 0, SEQUENCE_NEXT, 3 } } },
	{ "a heartbeat that is behind changes nothing",
	    { { 9, A, 4, 0, SEQUENCE_BOOT, 0 }, { 9, 0, 2, 0, SEQUENCE_NEXT, 0 },
		{ 9, A, 5, 0, SEQUENCE_NEXT, 0 } } },
	{ "another boot starts anew, whatever its numbers",
	    { { 9, A, 4, 0, SEQUENCE_BOOT, 0 }, { 8, A, 5, 0, SEQUENCE_BOOT, 0 },
		{ 8, A, 6, 0, SEQUENCE_NEXT, 0 }, { 7, 0, 6, 0, SEQUENCE_BOOT, 0 },
		{ 7, A, 7, 0, SEQUENCE_NEXT, 0 } } },
	{ "boot zero is a boot like any other",
	    { { 0, A, 1, 0, SEQUENCE_BOOT, 0 }, { 0, A, 2, 0, SEQUENCE_NEXT, 0 } } },
	{ "a kind whose base is missing is a gap of unknown size",
	    { { 9, A, 1, 0, SEQUENCE_BOOT, 0 }, { 9, B, 3, 0, SEQUENCE_GAP, 0 },
		{ 9, B, 4, 0, SEQUENCE_NEXT, 0 } } },
	{ "a heartbeat that gives a missing base is a gap too",
	    { { 9, A, 1, 0, SEQUENCE_BOOT, 0 }, { 9, 0, 1, 3, SEQUENCE_GAP, 0 },
		{ 9, B, 4, 0, SEQUENCE_NEXT, 0 } } },
	{ "a base of nothing is no gap",
	    { { 9, A, 1, 0, SEQUENCE_BOOT, 0 }, { 9, 0, 1, 0, SEQUENCE_NEXT, 0 },
		{ 9, B, 1, 0, SEQUENCE_NEXT, 0 } } },
	{ "absurd numbers do no harm",
	    { { 9, A, 1, 0, SEQUENCE_BOOT, 0 }, { 9, A, UINT64_MAX, 0, SEQUENCE_GAP, UINT32_MAX },
		{ 9, A, 5, 0, SEQUENCE_OLD, UINT32_MAX },
		{ 9, 0, UINT64_MAX, 0, SEQUENCE_NEXT, UINT32_MAX } } },
};

static enum sequence_verdict
take(struct sequence *sequence, const struct step *step, int64_t *lost)
{
	uint64_t last[MESSAGE_KIND_MAX] = { [A] = step->seq, [B] = step->seq_b };

	if (step->kind == 0)
		return sequence_heartbeat(sequence, step->boot, last, WANTED, lost);
	return sequence_message(sequence, step->boot, step->kind, step->seq, lost);
}

static void
each_story_gets_its_verdicts(void **unused)
{
	(void)unused;
	for (size_t s = 0; s < sizeof(stories) / sizeof(stories[0]); s++) {
		struct sequence sequence = { 0 };
		int64_t lost = 0;

		for (size_t i = 0; i < STEPS_MAX && (i == 0 || stories[s].steps[i].seq != 0); i++) {
			const struct step *step = &stories[s].steps[i];

			if (take(&sequence, step, &lost) != step->verdict || lost != step->lost)
				fail_msg("%s: step %zu, lost %d", stories[s].name, i, (int)lost);
		}
	}
}

static void
what_is_not_wanted_is_never_missed_until_it_is_wanted(void **unused)
{
	struct sequence sequence = { 0 };
	uint64_t last[MESSAGE_KIND_MAX] = { 0 };
	int64_t lost = 0;

	(void)unused;
	(void)sequence_heartbeat(&sequence, 9, last, WANTED, &lost);
	last[UNWANTED] = 1000;
	assert_int_equal(sequence_heartbeat(&sequence, 9, last, WANTED, &lost), SEQUENCE_NEXT);
	last[UNWANTED] = 1001;
	assert_int_equal(
	    sequence_heartbeat(&sequence, 9, last, WANTED | 1U << UNWANTED, &lost), SEQUENCE_GAP);
	assert_int_equal(lost, 1);
}

static void
whatever_is_lost_every_message_is_seen_or_counted(void **unused)
{
	(void)unused;
	srand(1);
	for (int round = 0; round < ROUNDS; round++) {
		struct sequence sequence = { 0 };
		uint64_t last[MESSAGE_KIND_MAX] = { 0 };
		int64_t lost = 0, seen = 0, sent = rand() % 100;

		(void)sequence_heartbeat(&sequence, 9, last, WANTED, &lost);
		for (int64_t i = 0; i < sent; i++) {
			unsigned kind = rand() % 2 == 0 ? A : B;

			last[kind]++;
			if (rand() % 3 == 0)
				continue;
			assert_int_not_equal(
			    sequence_message(&sequence, 9, kind, last[kind], &lost), SEQUENCE_OLD);
			seen++;
		}
		(void)sequence_heartbeat(&sequence, 9, last, WANTED, &lost);
		assert_int_equal(seen + lost, sent);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(each_story_gets_its_verdicts),
		cmocka_unit_test(what_is_not_wanted_is_never_missed_until_it_is_wanted),
		cmocka_unit_test(whatever_is_lost_every_message_is_seen_or_counted),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
