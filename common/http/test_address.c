/* Which addresses a webhook may go to. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include <arpa/inet.h>
#include <netinet/in.h>

#include "common/http/address.h"

/* The first and last address of each closed network, and its neighbours outside. */
static const struct {
	const char *text;
	bool is_public;
} cases[] = {
	{ "0.0.0.0", false },
	{ "0.255.255.255", false },
	{ "1.0.0.0", true },
	{ "9.255.255.255", true },
	{ "10.0.0.0", false },
	{ "10.255.255.255", false },
	{ "11.0.0.0", true },
	{ "100.63.255.255", true },
	{ "100.64.0.0", false },
	{ "100.127.255.255", false },
	{ "100.128.0.0", true },
	{ "126.255.255.255", true },
	{ "127.0.0.0", false },
	{ "127.255.255.255", false },
	{ "128.0.0.0", true },
	{ "169.253.255.255", true },
	{ "169.254.0.0", false },
	{ "169.254.169.254", false },
	{ "169.255.0.0", true },
	{ "172.15.255.255", true },
	{ "172.16.0.0", false },
	{ "172.31.255.255", false },
	{ "172.32.0.0", true },
	{ "192.0.0.255", false },
	{ "192.0.1.0", true },
	{ "192.0.2.1", false },
	{ "192.88.99.1", false },
	{ "192.167.255.255", true },
	{ "192.168.0.0", false },
	{ "192.168.255.255", false },
	{ "192.169.0.0", true },
	{ "198.17.255.255", true },
	{ "198.18.0.0", false },
	{ "198.19.255.255", false },
	{ "198.20.0.0", true },
	{ "198.51.100.7", false },
	{ "203.0.113.7", false },
	{ "223.255.255.255", true },
	{ "224.0.0.1", false },
	{ "240.0.0.1", false },
	{ "255.255.255.255", false },
	{ "::", false },
	{ "::1", false },
	{ "::ffff:10.1.2.3", false },
	{ "::ffff:8.8.8.8", true },
	{ "::8.8.8.8", false },
	{ "64:ff9b::a00:1", false },
	{ "64:ff9b::808:808", true },
	{ "64:ff9b:1::808:808", false },
	{ "100::1", false },
	{ "1fff:ffff::1", false },
	{ "2001::1", false },
	{ "2001:1ff:ffff::1", false },
	{ "2001:200::1", true },
	{ "2001:db8::1", false },
	{ "2001:db9::1", true },
	{ "2002:0a00:0001::1", false },
	{ "2606:4700::1111", true },
	{ "3fff::1", false },
	{ "3fff:fff::1", false },
	{ "3fff:1000::1", true },
	{ "4000::1", false },
	{ "fc00::1", false },
	{ "fdff::1", false },
	{ "fe80::1", false },
	{ "fec0::1", false },
	{ "ff02::1", false },
};

static void
each_network_is_closed_from_its_first_to_its_last_address(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		bool literal = false;

		if (address_text_is_public(view_of(cases[i].text), &literal) != cases[i].is_public)
			fail_msg("%s", cases[i].text);
		assert_true(literal);
	}
}

static void
a_socket_address_is_judged_like_its_text(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct sockaddr_storage address = { 0 };
		struct sockaddr_in *in = (struct sockaddr_in *)&address;
		struct sockaddr_in6 *in6 = (struct sockaddr_in6 *)&address;

		if (inet_pton(AF_INET, cases[i].text, &in->sin_addr) == 1)
			address.ss_family = AF_INET;
		else if (inet_pton(AF_INET6, cases[i].text, &in6->sin6_addr) == 1)
			address.ss_family = AF_INET6;
		if (address_is_public((const struct sockaddr *)&address) != cases[i].is_public)
			fail_msg("%s", cases[i].text);
	}
}

static void
what_is_no_internet_address_is_not_public(void **state)
{
	struct sockaddr_storage address = { .ss_family = AF_UNIX };

	(void)state;
	assert_false(address_is_public((const struct sockaddr *)&address));
}

static void
a_name_is_no_address_and_brackets_do_not_matter(void **state)
{
	static const char *const names[] = { "example.com", "", "[]", "[", "127.1", "1.2.3.4.5",
		"1:2", "[::1", "2130706433" };
	bool literal;

	(void)state;
	for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++) {
		assert_false(address_text_is_public(view_of(names[i]), &literal));
		assert_false(literal);
	}
	assert_true(address_text_is_public(VIEW("[2606:4700::1111]"), &literal));
	assert_true(literal);
}

static void
a_source_is_an_address_or_the_64_of_one(void **unused)
{
	static const struct {
		const char *peer, *source;
	} peers[] = {
		{ "192.0.2.7", "192.0.2.7" },
		{ "2001:db8:1:2:3:4:5:6", "2001:0db8:0001:0002::/64" },
		{ "2001:db8:1:2::9", "2001:0db8:0001:0002::/64" },
		{ "::1", "0000:0000:0000:0000::/64" },
		{ "::ffff:192.0.2.7", "::ffff:192.0.2.7" },
		{ "", "" },
	};
	char out[ADDRESS_SOURCE_SIZE];

	(void)unused;
	for (size_t i = 0; i < sizeof(peers) / sizeof(peers[0]); i++) {
		address_source(view_of(peers[i].peer), out);
		assert_string_equal(out, peers[i].source);
	}
}

static void
of_ipv6_the_wider_networks_count_too(void **unused)
{
	char out[ADDRESS_SOURCES][ADDRESS_SOURCE_SIZE];

	(void)unused;
	assert_int_equal(address_sources(VIEW("2001:db8:1:1234::9"), out), 3);
	assert_string_equal(out[0], "2001:0db8:0001:1234::/64");
	assert_string_equal(out[1], "2001:0db8:0001:1200::/56");
	assert_string_equal(out[2], "2001:0db8:0001:0000::/48");
	assert_int_equal(address_sources(VIEW("192.0.2.7"), out), 1);
	assert_string_equal(out[0], "192.0.2.7");
	assert_int_equal(address_sources(VIEW("::ffff:192.0.2.7"), out), 1);
}

static void
loopback_addresses_are_known_in_each_notation(void **state)
{
	static const char *const loopback[] = { "127.0.0.1", "127.255.255.254", "::1",
		"0:0:0:0:0:0:0:1", "::ffff:127.0.0.1", "::ffff:7f09:1" };
	static const char *const others[] = { "", "127", "127.0.0", "128.0.0.1", "126.255.255.255",
		"localhost", "127.0.0.1.example", "::2", "::", "::ffff:128.0.0.1", "::127.0.0.1",
		"[::1]" };

	(void)state;
	for (size_t i = 0; i < sizeof(loopback) / sizeof(loopback[0]); i++)
		assert_true(address_text_is_loopback(view_of(loopback[i])));
	for (size_t i = 0; i < sizeof(others) / sizeof(others[0]); i++)
		assert_false(address_text_is_loopback(view_of(others[i])));
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(each_network_is_closed_from_its_first_to_its_last_address),
		cmocka_unit_test(a_socket_address_is_judged_like_its_text),
		cmocka_unit_test(what_is_no_internet_address_is_not_public),
		cmocka_unit_test(a_source_is_an_address_or_the_64_of_one),
		cmocka_unit_test(of_ipv6_the_wider_networks_count_too),
		cmocka_unit_test(a_name_is_no_address_and_brackets_do_not_matter),
		cmocka_unit_test(loopback_addresses_are_known_in_each_notation),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
