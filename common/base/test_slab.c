/* slab: things are zeroed, apart, and taken again when they were given back. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "common/base/slab.h"

enum { SIZE = 104, MANY = 1000 };

static void
things_are_zeroed_and_apart(void **state)
{
	struct slab slab;
	unsigned char *things[MANY];

	(void)state;
	slab_init(&slab, SIZE);
	for (int i = 0; i < MANY; i++) {
		things[i] = slab_take(&slab);
		assert_int_equal((uintptr_t)things[i] % _Alignof(max_align_t), 0);
		for (int at = 0; at < SIZE; at++)
			assert_int_equal(things[i][at], 0);
		memset(things[i], i, SIZE);
	}
	for (int i = 0; i < MANY; i++)
		for (int at = 0; at < SIZE; at++)
			assert_int_equal(things[i][at], (unsigned char)i);
	slab_fini(&slab);
}

static void
what_was_given_back_is_taken_again(void **state)
{
	struct slab slab;
	unsigned char *one;

	(void)state;
	slab_init(&slab, SIZE);
	(void)slab_take(&slab);
	one = slab_take(&slab);
	memset(one, 0xff, SIZE);
	slab_give(&slab, one);
	assert_ptr_equal(slab_take(&slab), one);
	for (int at = 0; at < SIZE; at++)
		assert_int_equal(one[at], 0);
	slab_fini(&slab);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(things_are_zeroed_and_apart),
		cmocka_unit_test(what_was_given_back_is_taken_again),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
