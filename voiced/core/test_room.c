/* Who hears whom on one call, walked in full. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "voiced/core/room.h"

#define C ROOM_CALLER
#define A ROOM_AGENT
#define T ROOM_TARGET
#define L ROOM_LISTENER

static void
those_of_the_call_hear_each_other_by_its_state(void **state)
{
	static const struct {
		enum room_state state;
		bool caller_agent, agent_target, caller_target;
	} pairs[] = { { ROOM_WAITS, false, false, false }, { ROOM_TALK, true, false, false },
		{ ROOM_CONSULT, false, true, false }, { ROOM_CONFERENCE, true, true, true },
		{ ROOM_HANDED, false, false, true } };

	(void)state;
	for (int i = 0; i < ROOM_STATES; i++)
		for (int mode = 0; mode < ROOM_MODES; mode++) {
			enum room_state at = pairs[i].state;

			assert_int_equal(room_hears(at, mode, C, A), pairs[i].caller_agent);
			assert_int_equal(room_hears(at, mode, A, C), pairs[i].caller_agent);
			assert_int_equal(room_hears(at, mode, A, T), pairs[i].agent_target);
			assert_int_equal(room_hears(at, mode, T, A), pairs[i].agent_target);
			assert_int_equal(room_hears(at, mode, C, T), pairs[i].caller_target);
			assert_int_equal(room_hears(at, mode, T, C), pairs[i].caller_target);
		}
}

static void
nobody_hears_themselves_and_no_listener_another(void **state)
{
	(void)state;
	for (int at = 0; at < ROOM_STATES; at++)
		for (int mode = 0; mode < ROOM_MODES; mode++)
			for (int who = 0; who < ROOM_ROLES; who++)
				assert_false(room_hears(at, mode, who, who));
}

static void
who_listens_is_heard_by_nobody_who_whispers_by_the_agent_alone(void **state)
{
	(void)state;
	for (int at = 0; at < ROOM_STATES; at++)
		for (int who = 0; who < ROOM_LISTENER; who++) {
			assert_false(room_hears(at, ROOM_LISTEN, who, L));
			assert_int_equal(room_hears(at, ROOM_WHISPER, who, L), who == ROOM_AGENT);
		}
}

static void
who_joins_is_heard_by_those_who_talk_and_hears_them(void **state)
{
	(void)state;
	assert_true(room_hears(ROOM_TALK, ROOM_JOIN, C, L));
	assert_true(room_hears(ROOM_TALK, ROOM_JOIN, A, L));
	assert_true(room_hears(ROOM_CONFERENCE, ROOM_JOIN, T, L));
	assert_false(room_hears(ROOM_CONSULT, ROOM_JOIN, C, L)); /* hears music */
	assert_false(room_hears(ROOM_WAITS, ROOM_JOIN, C, L));
	for (int mode = 0; mode < ROOM_MODES; mode++) {
		assert_true(room_hears(ROOM_TALK, mode, L, C));
		assert_true(room_hears(ROOM_TALK, mode, L, A));
		assert_true(room_hears(ROOM_CONSULT, mode, L, T));
		assert_false(room_hears(ROOM_CONSULT, mode, L, C)); /* thinks that nobody listens */
		assert_true(room_hears(ROOM_HANDED, mode, L, T));
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(those_of_the_call_hear_each_other_by_its_state),
		cmocka_unit_test(nobody_hears_themselves_and_no_listener_another),
		cmocka_unit_test(who_listens_is_heard_by_nobody_who_whispers_by_the_agent_alone),
		cmocka_unit_test(who_joins_is_heard_by_those_who_talk_and_hears_them),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
