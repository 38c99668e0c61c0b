/*
 * resolver - names that are found when a test says so: preloaded into a daemon, a host of ".slow.test" is 127.0.0.1 as soon as the file
 * RESOLVER_FILE is there, and is looked for until then; one of ".quick.test" is so at once.
 */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <netdb.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum { LOOK_US = 10000 };

int
getaddrinfo(
    const char *host, const char *service, const struct addrinfo *hints, struct addrinfo **out)
{
	static int (*real)(const char *, const char *, const struct addrinfo *, struct addrinfo **);
	const char *end = host != NULL ? strstr(host, ".slow.test") : NULL,
		   *file = getenv("RESOLVER_FILE");

	if (real == NULL)
		*(void **)&real = dlsym(RTLD_NEXT, "getaddrinfo");
	if (host != NULL && strstr(host, ".quick.test") != NULL)
		return real("127.0.0.1", service, hints, out);
	if (end == NULL || file == NULL)
		return real(host, service, hints, out);
	while (access(file, F_OK) != 0)
		(void)usleep(LOOK_US);
	return real("127.0.0.1", service, hints, out);
}
