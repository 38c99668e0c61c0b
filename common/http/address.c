/* address - see address.h */
#include "common/http/address.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

struct network {
	unsigned char bytes[16];
	int bits;
};

static const struct network closed_4[] = {
	{ { 0 }, 8 }, /* this host */
	{ { 10 }, 8 }, /* private */
	{ { 100, 64 }, 10 }, /* shared, behind a carrier's NAT */
	{ { 127 }, 8 }, /* loopback */
	{ { 169, 254 }, 16 }, /* link-local; clouds tell secrets there */
	{ { 172, 16 }, 12 }, /* private */
	{ { 192, 0, 0 }, 24 }, /* protocols */
	{ { 192, 0, 2 }, 24 }, /* documentation */
	{ { 192, 88, 99 }, 24 }, /* 6to4 relays */
	{ { 192, 168 }, 16 }, /* private */
	{ { 198, 18 }, 15 }, /* benchmarks */
	{ { 198, 51, 100 }, 24 }, /* documentation */
	{ { 203, 0, 113 }, 24 }, /* documentation */
	{ { 224 }, 3 }, /* multicast, reserved, broadcast */
};

/* Within 2000::/3, which is all that is given out. */
static const struct network closed_6[] = {
	{ { 0x20, 0x01, 0x00 }, 23 }, /* protocols: Teredo, ORCHID */
	{ { 0x20, 0x01, 0x0d, 0xb8 }, 32 }, /* documentation */
	{ { 0x20, 0x02 }, 16 }, /* 6to4: an IPv4 address inside */
	{ { 0x3f, 0xff }, 20 }, /* documentation */
};

static const struct network global_6 = { { 0x20 }, 3 };
static const struct network mapped_4 = { { 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xff, 0xff }, 96 };
static const struct network nat64 = { { 0x00, 0x64, 0xff, 0x9b }, 96 };

enum { INSIDE_4 = 12 }; /* where the IPv4 address stands in those two */

static bool
is_in(const unsigned char *address, const struct network *network)
{
	int whole = network->bits / 8, rest = network->bits % 8;
	unsigned mask = (0xff00U >> rest) & 0xffU;

	return memcmp(address, network->bytes, (size_t)whole) == 0 &&
	    (rest == 0 || (address[whole] & mask) == (network->bytes[whole] & mask));
}

static bool
is_in_any(const unsigned char *address, const struct network *networks, size_t count)
{
	for (size_t i = 0; i < count; i++)
		if (is_in(address, &networks[i]))
			return true;
	return false;
}

static bool
is_public_4(const unsigned char *address)
{
	return !is_in_any(address, closed_4, sizeof(closed_4) / sizeof(closed_4[0]));
}

static bool
is_public_6(const unsigned char *address)
{
	if (is_in(address, &mapped_4) || is_in(address, &nat64))
		return is_public_4(address + INSIDE_4);
	return is_in(address, &global_6) &&
	    !is_in_any(address, closed_6, sizeof(closed_6) / sizeof(closed_6[0]));
}

bool
address_is_public(const struct sockaddr *address)
{
	struct sockaddr_in in;
	struct sockaddr_in6 in6;

	switch (address->sa_family) {
	case AF_INET:
		memcpy(&in, address, sizeof(in));
		return is_public_4((const unsigned char *)&in.sin_addr);
	case AF_INET6:
		memcpy(&in6, address, sizeof(in6));
		return is_public_6(in6.sin6_addr.s6_addr);
	default:
		return false;
	}
}

bool
address_text_is_public(struct view text, bool *literal)
{
	char copy[INET6_ADDRSTRLEN];
	unsigned char bytes[16];

	if (text.n >= 2 && text.p[0] == '[' && text.p[text.n - 1] == ']')
		text = (struct view){ text.p + 1, text.n - 2 };
	*literal = true;
	if (view_copy(text, copy, sizeof(copy)) && inet_pton(AF_INET, copy, bytes) == 1)
		return is_public_4(bytes);
	if (copy[0] != '\0' && inet_pton(AF_INET6, copy, bytes) == 1)
		return is_public_6(bytes);
	*literal = false;
	return false;
}

bool
address_text_is_loopback(struct view text)
{
	char copy[INET6_ADDRSTRLEN];
	struct in6_addr address;
	const unsigned char *bytes = address.s6_addr;

	if (!view_copy(text, copy, sizeof(copy)))
		return false;
	if (inet_pton(AF_INET, copy, &address) == 1)
		return bytes[0] == 127;
	return inet_pton(AF_INET6, copy, &address) == 1 &&
	    (IN6_IS_ADDR_LOOPBACK(&address) ||
		(IN6_IS_ADDR_V4MAPPED(&address) && bytes[12] == 127));
}

int
address_sources(struct view peer, char out[ADDRESS_SOURCES][ADDRESS_SOURCE_SIZE])
{
	static const int bits[ADDRESS_SOURCES] = { 64, 56, 48 };
	unsigned char bytes[16];

	if (!view_copy(peer, out[0], ADDRESS_SOURCE_SIZE) ||
	    inet_pton(AF_INET6, out[0], bytes) != 1)
		return 1;
	if (is_in(bytes, &mapped_4)) /* ::ffff:192.0.2.1 is an IPv4 address: all of it counts */
		return 1;
	for (int i = 0; i < ADDRESS_SOURCES; i++)
		(void)snprintf(out[i], ADDRESS_SOURCE_SIZE,
		    "%02x%02x:%02x%02x:%02x%02x:%02x%02x::/%d", bytes[0], bytes[1], bytes[2],
		    bytes[3], bytes[4], bytes[5], bits[i] > 48 ? bytes[6] : 0,
		    bits[i] > 56 ? bytes[7] : 0, bits[i]);
	return ADDRESS_SOURCES;
}

void
address_source(struct view peer, char out[ADDRESS_SOURCE_SIZE])
{
	char sources[ADDRESS_SOURCES][ADDRESS_SOURCE_SIZE];

	(void)address_sources(peer, sources);
	(void)snprintf(out, ADDRESS_SOURCE_SIZE, "%s", sources[0]);
}
