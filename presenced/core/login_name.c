/* login_name - see login_name.h */
#include "presenced/core/login_name.h"

#include <arpa/inet.h>
#include <stdio.h>

void
login_account(struct view username, char out[LOGIN_NAME_SIZE])
{
	size_t n = username.n < LOGIN_NAME_SIZE ? username.n : LOGIN_NAME_SIZE - 1;

	for (size_t i = 0; i < n; i++) {
		char c = username.p[i];

		out[i] = (char)(c >= 'A' && c <= 'Z' ? c + 32 : c);
	}
	out[n] = '\0';
}

void
login_source(struct view peer, char out[LOGIN_NAME_SIZE])
{
	unsigned char bytes[16];

	if (!view_copy(peer, out, LOGIN_NAME_SIZE) || inet_pton(AF_INET6, out, bytes) != 1)
		return;
	/* ::ffff:192.0.2.1 is an IPv4 address: all of it counts. */
	if (IN6_IS_ADDR_V4MAPPED((const struct in6_addr *)(const void *)bytes))
		return;
	(void)snprintf(out, LOGIN_NAME_SIZE, "%02x%02x:%02x%02x:%02x%02x:%02x%02x::/64", bytes[0],
	    bytes[1], bytes[2], bytes[3], bytes[4], bytes[5], bytes[6], bytes[7]);
}
