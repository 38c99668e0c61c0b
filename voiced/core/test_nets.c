/* Addresses and networks: which hold which, and what is none. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

#include <cmocka.h>

#include "voiced/core/nets.h"

static void
a_network_holds_its_addresses(void **state)
{
	static const struct {
		const char *net, *address;
		bool holds;
	} cases[] = {
		{ "192.0.2.7", "192.0.2.7", true },
		{ "192.0.2.7", "192.0.2.8", false },
		{ "192.0.2.0/28", "192.0.2.15", true },
		{ "192.0.2.0/28", "192.0.2.16", false },
		{ "192.0.2.128/25", "192.0.2.127", false },
		{ "192.0.0.0/16", "192.0.255.1", true },
		{ "192.0.2.7/32", "192.0.2.7", true },
		{ "0.0.0.0/0", "203.0.113.9", true },
		{ "192.0.2.0/28", "::ffff:192.0.2.1", true },
		{ "0.0.0.0/0", "2001:db8::1", false },
		{ "::/0", "192.0.2.1", false },
		{ "2001:db8::/64", "2001:db8::ffff", true },
		{ "2001:db8::/64", "2001:db8:0:1::1", false },
		{ "2001:db8::1", "2001:DB8:0:0::1", true },
		{ "2001:db8::8/125", "2001:db8::f", true },
		{ "2001:db8::8/125", "2001:db8::7", false },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct net net, address;

		assert_true(net_read(view_of(cases[i].net), &net));
		assert_true(net_read(view_of(cases[i].address), &address));
		if (net_holds(&net, &address) != cases[i].holds)
			fail_msg("%s, %s", cases[i].net, cases[i].address);
	}
}

static void
what_is_no_address_holds_nothing(void **state)
{
	static const char *const wrong[] = { "", "/", "/8", "localhost", "192.0.2", "192.0.2.256",
		"192.0.2.1/", "192.0.2.1/33", "192.0.2.1/-1", "192.0.2.1/8/8", "192.0.2.1:5060",
		"2001:db8::1/129", "[2001:db8::1]", " 192.0.2.1", "192.0.2.1 ", "fe80::1%eth0",
		"192.0.2.1/ 8", "192.0.2.1/99999999999999999999",
		"0000:0000:0000:0000:0000:0000:0000:0000:0000:0000:0000:0000:0000" };
	struct net net, address;

	(void)state;
	assert_true(net_read(VIEW("192.0.2.1"), &address));
	for (size_t i = 0; i < sizeof(wrong) / sizeof(wrong[0]); i++) {
		if (net_read(view_of(wrong[i]), &net))
			fail_msg("%s", wrong[i]);
		assert_false(net_holds(&net, &address));
	}
}

static uint32_t
next_random(uint32_t *random)
{
	*random ^= *random << 13;
	*random ^= *random >> 17;
	*random ^= *random << 5;
	return *random;
}

/* Few of them, close together, so that many hold each other. */
static struct net
random_net(uint32_t *random, bool whole)
{
	const bool four = next_random(random) % 2 == 0;
	const int most = four ? 32 : 128;
	char text[NET_TEXT_MAX + 1];
	struct net net;

	(void)snprintf(text, sizeof(text), four ? "192.0.%u.%u/%d" : "2001:db8::%x:%x/%d",
	    next_random(random) % 4, next_random(random) % 16,
	    whole ? most : most - (int)(next_random(random) % 20));
	assert_true(net_read(view_of(text), &net));
	return net;
}

static void
a_set_holds_what_one_of_its_networks_holds(void **state)
{
	struct net_set set = { 0 };
	struct net nets[12], address;
	uint32_t random = 20261128;
	int held = 0;

	(void)state;
	for (int round = 0; round < 400; round++) {
		for (int i = 0; i < 12; i++) {
			nets[i] = random_net(&random, false);
			net_set_add(&set, &nets[i]);
			net_set_add(&set, &nets[i]); /* twice is once */
		}
		for (int i = 0; i < 20; i++) {
			bool holds = false;

			address = random_net(&random, true);
			for (int k = 0; k < 12; k++)
				holds |= net_holds(&nets[k], &address);
			assert_int_equal(net_set_holds(&set, &address), holds);
			held += holds;
		}
		net_set_clear(&set);
		assert_false(net_set_holds(&set, &address));
	}
	assert_in_range(held, 1000, 7999); /* of 8,000: both were seen */
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_network_holds_its_addresses),
		cmocka_unit_test(what_is_no_address_holds_nothing),
		cmocka_unit_test(a_set_holds_what_one_of_its_networks_holds),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
