/* test_rounds - a part's rounds and its end */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "common/base/bytes.h"
#include "common/daemon/rounds.h"
#include "common/daemon/skeleton.h"

struct part {
	struct rounds rounds;
	int *begun;
};

static void
on_round(void *ctx)
{
	struct part *part = ctx;

	++*part->begun;
}

/* What a part does at its end besides its rounds is under way as the timer would fire. */
static void
no_round_begins_while_the_end_waits_for_a_call(void **unused)
{
	struct daemon *daemon = mem_zero(1, sizeof(*daemon));
	struct part *part = mem_zero(1, sizeof(*part));
	int begun = 0;

	(void)unused;
	assert_int_equal(uv_loop_init(&daemon->loop), 0);
	part->begun = &begun;
	rounds_init(&part->rounds, daemon, "part", on_round);
	rounds_in(&part->rounds, 0);
	rounds_begun(&part->rounds);
	rounds_stop(&part->rounds);
	(void)uv_run(&daemon->loop, UV_RUN_DEFAULT); /* until no timer is armed */
	assert_int_equal(begun, 0);
	assert_ptr_equal(daemon_data(daemon, "part"), part);

	assert_false(rounds_back(&part->rounds));
	(void)uv_run(&daemon->loop, UV_RUN_DEFAULT);
	assert_null(daemon_data(daemon, "part"));
	assert_int_equal(uv_loop_close(&daemon->loop), 0);
	free(daemon);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(no_round_begins_while_the_end_waits_for_a_call),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
