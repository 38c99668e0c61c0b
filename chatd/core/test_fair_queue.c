/* fair_queue: one running job per tenant, round-robin, and no tenant fills the queue for the others. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "chatd/core/fair_queue.h"

enum { MOST = 64 };

static const struct fair_limits limits = { 2, 20, 1000, 8, 500 };

struct kit {
	struct fair_queue queue;
	struct fair_job pool[MOST];
	int used;
};

static bool
add(struct kit *kit, int64_t tenant, size_t bytes)
{
	struct fair_job *job = &kit->pool[kit->used++];

	*job = (struct fair_job){ .tenant = tenant, .bytes = bytes };
	return fair_queue_add(&kit->queue, job);
}

static void
init(struct kit *kit)
{
	memset(kit, 0, sizeof(*kit));
	fair_queue_init(&kit->queue, &limits);
}

static void
a_tenant_runs_one_job_at_a_time(void **unused)
{
	struct kit kit;
	struct fair_job *first, *second;

	(void)unused;
	init(&kit);
	for (int i = 0; i < 3; i++)
		assert_true(add(&kit, 1, 1));
	first = fair_queue_start(&kit.queue);
	assert_ptr_equal(first, &kit.pool[0]);
	assert_null(fair_queue_start(&kit.queue)); /* not a second one of the same tenant */
	assert_true(add(&kit, 2, 1));
	second = fair_queue_start(&kit.queue);
	assert_int_equal(second->tenant, 2);
	assert_true(add(&kit, 3, 1));
	assert_null(fair_queue_start(&kit.queue)); /* both run */
	fair_queue_end(&kit.queue, first);
	assert_int_equal(fair_queue_start(&kit.queue)->tenant, 3); /* 1 was served before it */
	fair_queue_end(&kit.queue, second);
	assert_ptr_equal(fair_queue_start(&kit.queue), &kit.pool[1]); /* in the order of arrival */
}

/* Two tenants have filled the queue: a third waits for at most one more job of each. */
static void
no_tenant_waits_for_the_backlog_of_another(void **unused)
{
	struct fair_job *running[2];
	struct kit kit;

	(void)unused;
	init(&kit);
	for (int i = 0; i < 16; i++)
		assert_true(add(&kit, 1 + i % 2, 1));
	running[0] = fair_queue_start(&kit.queue);
	running[1] = fair_queue_start(&kit.queue);
	assert_true(add(&kit, 3, 1));
	for (int ended = 0; ended < 2; ended++) {
		struct fair_job *next;

		fair_queue_end(&kit.queue, running[ended]);
		next = fair_queue_start(&kit.queue);
		assert_non_null(next);
		if (next->tenant == 3)
			return;
	}
	fail_msg("it waited for more");
}

static void
one_tenants_limit_leaves_room_for_others(void **unused)
{
	struct kit kit;

	(void)unused;
	init(&kit);
	for (int i = 0; i < 8; i++)
		assert_true(add(&kit, 1, 1));
	assert_false(add(&kit, 1, 1));
	assert_true(add(&kit, 2, 500));
	assert_false(add(&kit, 2, 1)); /* by its bytes */
	assert_true(add(&kit, 3, 490));
	assert_false(add(&kit, 4, 3)); /* by those of all: 8 + 500 + 490 */
	assert_true(add(&kit, 4, 2));
}

static void
all_waiting_jobs_are_bounded(void **unused)
{
	struct kit kit;

	(void)unused;
	init(&kit);
	for (int i = 0; i < 20; i++)
		assert_true(add(&kit, i, 1));
	assert_false(add(&kit, 20, 1));
	fair_queue_remove(&kit.queue, &kit.pool[7]);
	assert_true(add(&kit, 21, 1));
}

struct crowd {
	struct kit kit;
	struct fair_job *running[2];
	int taken[MOST], served[MOST];
};

static void
serve(struct crowd *crowd)
{
	struct fair_job **running = crowd->running, *next;

	while ((next = fair_queue_start(&crowd->kit.queue)) != NULL) {
		int place = running[0] == NULL ? 0 : 1;

		assert_null(running[place]);
		running[place] = next;
		crowd->served[next - crowd->kit.pool]++;
	}
	assert_true(
	    running[0] == NULL || running[1] == NULL || running[0]->tenant != running[1]->tenant);
}

static void
leave(struct crowd *crowd, int place)
{
	if (crowd->running[place] != NULL)
		fair_queue_end(&crowd->kit.queue, crowd->running[place]);
	crowd->running[place] = NULL;
	serve(crowd);
}

/* Whatever comes and ends, in whichever order. */
static void
every_job_runs_once(void **unused)
{
	uint32_t x = 1;

	(void)unused;
	for (int round = 0; round < 200; round++) {
		struct crowd crowd = { .running = { NULL, NULL } };

		init(&crowd.kit);
		while (crowd.kit.used < MOST) {
			x = x * 1664525 + 1013904223;
			if (x >> 31) {
				int at = crowd.kit.used;

				crowd.taken[at] = add(&crowd.kit, x >> 20 & 3, 1);
			}
			leave(&crowd, (int)(x >> 30 & 1));
		}
		for (int i = 0; i < 2 * MOST; i++)
			leave(&crowd, i % 2);
		for (int i = 0; i < MOST; i++)
			assert_int_equal(crowd.served[i], crowd.taken[i]);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_tenant_runs_one_job_at_a_time),
		cmocka_unit_test(no_tenant_waits_for_the_backlog_of_another),
		cmocka_unit_test(one_tenants_limit_leaves_room_for_others),
		cmocka_unit_test(all_waiting_jobs_are_bounded),
		cmocka_unit_test(every_job_runs_once),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
