/* socket - see socket.h */
#include "voiced/media/socket.h"

#include <arpa/inet.h>
#include <errno.h>
#include <netinet/in.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

enum { PORT_MIN = 1024, PORT_MAX = 65535 };

bool
address_parse(const char *text, int port, struct sockaddr_storage *out)
{
	struct sockaddr_in *four = (struct sockaddr_in *)out;
	struct sockaddr_in6 *six = (struct sockaddr_in6 *)out;

	memset(out, 0, sizeof(*out));
	if (port < 0 || port > PORT_MAX)
		return false;
	if (inet_pton(AF_INET, text, &four->sin_addr) == 1) {
		four->sin_family = AF_INET;
		four->sin_port = htons((uint16_t)port);
		return true;
	}
	if (inet_pton(AF_INET6, text, &six->sin6_addr) != 1)
		return false;
	six->sin6_family = AF_INET6;
	six->sin6_port = htons((uint16_t)port);
	return true;
}

socklen_t
address_size(const struct sockaddr_storage *address)
{
	return address->ss_family == AF_INET6 ? sizeof(struct sockaddr_in6)
					      : sizeof(struct sockaddr_in);
}

int
address_port(const struct sockaddr_storage *address)
{
	return ntohs(address->ss_family == AF_INET6
		? ((const struct sockaddr_in6 *)address)->sin6_port
		: ((const struct sockaddr_in *)address)->sin_port);
}

bool
address_equal(const struct sockaddr_storage *a, const struct sockaddr_storage *b)
{
	const struct sockaddr_in *a4 = (const struct sockaddr_in *)a;
	const struct sockaddr_in *b4 = (const struct sockaddr_in *)b;
	const struct sockaddr_in6 *a6 = (const struct sockaddr_in6 *)a;
	const struct sockaddr_in6 *b6 = (const struct sockaddr_in6 *)b;

	if (a->ss_family != b->ss_family)
		return false;
	if (a->ss_family == AF_INET)
		return a4->sin_port == b4->sin_port && a4->sin_addr.s_addr == b4->sin_addr.s_addr;
	return a6->sin6_port == b6->sin6_port &&
	    memcmp(&a6->sin6_addr, &b6->sin6_addr, sizeof(a6->sin6_addr)) == 0;
}

int
port_range_init(struct port_range *range, const char *address, int min, int max, struct err *err)
{
	struct sockaddr_storage parsed;

	if (!address_parse(address, 0, &parsed))
		return err_set(err, ERR_CONFIG, "media_address",
		    "media_address: '%.64s' is no IP address", address);
	if (min < PORT_MIN || min > PORT_MAX)
		return err_set(err, ERR_CONFIG, "media_port_min",
		    "media_port_min: %d is not in %d..%d", min, PORT_MIN, PORT_MAX);
	if (max > PORT_MAX || max <= min)
		return err_set(err, ERR_CONFIG, "media_port_max",
		    "media_port_max: %d is not above media_port_min (%d) and at most %d", max, min,
		    PORT_MAX);
	*range = (struct port_range){ .min = min + min % 2, .max = max };
	range->next = range->min;
	(void)snprintf(range->address, sizeof(range->address), "%s", address);
	return 0;
}

/* The socket; -1: the port is taken; -2: it can't be at all. */
static int
try_port(const struct port_range *range, int port, struct err *err)
{
	struct sockaddr_storage address;
	int fd, wrong;

	(void)address_parse(range->address, port, &address);
	fd = socket(address.ss_family, SOCK_DGRAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
	if (fd >= 0 && bind(fd, (struct sockaddr *)&address, address_size(&address)) == 0)
		return fd;
	wrong = errno;
	if (fd >= 0)
		(void)close(fd);
	if (fd >= 0 && (wrong == EADDRINUSE || wrong == EACCES))
		return -1;
	(void)err_set(err, wrong == EMFILE || wrong == ENFILE ? ERR_OVERLOAD : ERR_CONFIG,
	    "media_address", "media_address: %s: %s", range->address, strerror(wrong));
	return -2;
}

int
socket_open(struct port_range *range, int *port, struct err *err)
{
	for (int i = (range->max - range->min) / 2; i >= 0; i--) {
		int fd;

		*port = range->next;
		range->next = *port + 2 <= range->max ? *port + 2 : range->min;
		fd = try_port(range, *port, err);
		if (fd != -1)
			return fd < 0 ? -1 : fd;
	}
	return err_set(
	    err, ERR_OVERLOAD, NULL, "no port is free between %d and %d", range->min, range->max);
}
