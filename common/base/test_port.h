/*
 * test_port - ports for what a test starts, reserved until the test program ends.
 *
 * The scheme is that of tests/lib/ports.mjs, whose numbers are repeated here, so that tests in C and in
 * JavaScript that run at the same time never use the same port. Ports come in blocks. A block belongs to the
 * process that listens on its guard port over TCP, on which nothing else listens: the kernel keeps this lock, and
 * releases it when the process ends.
 */
#ifndef COMMON_BASE_TEST_PORT_H
#define COMMON_BASE_TEST_PORT_H

#include <arpa/inet.h>
#include <netinet/in.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <unistd.h>

#include "common/base/test_patience.h"

enum { TEST_PORT_SERVERS = 31, TEST_PORT_MEDIA = 200, TEST_PORT_RUN_MAX = 4 };
/* To which drive_smpp of Kannel connects: its block is never reserved. */
enum { TEST_PORT_DRIVE_SMSBOX = 13001 };

/* Blocks number 0 to count - 1, each of `size` ports; `guard` is the offset of a block's guard port. */
struct test_port_range {
	int first, size, count, guard;
};

/* Below the ports that the kernel assigns to outgoing connections (32768 to 60999), and above them. */
static const struct test_port_range test_port_servers = { 10000, TEST_PORT_SERVERS + 1, 711,
	TEST_PORT_SERVERS };
static const struct test_port_range test_port_media = { 61000, TEST_PORT_MEDIA, 22, 0 };

/* The rest of the block that test_port_reserve() takes ports from. */
static struct {
	int next, left;
} test_port_block;

/* A socket bound to the port, listening if it is TCP; -1 if the port is taken. */
static inline int
test_port_bind(int port, int type)
{
	struct sockaddr_in at = { .sin_family = AF_INET,
		.sin_port = htons((uint16_t)port),
		.sin_addr = { htonl(INADDR_LOOPBACK) } };
	int fd = socket(AF_INET, type | SOCK_CLOEXEC, 0), on = type == SOCK_STREAM;

	/* As Node.js does: connections that ended a moment ago do not occupy a port. */
	(void)setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &on, sizeof(on));
	if (fd >= 0 && bind(fd, (struct sockaddr *)&at, sizeof(at)) == 0 &&
	    (type != SOCK_STREAM || listen(fd, 1) == 0))
		return fd;
	if (fd >= 0)
		(void)close(fd);
	return -1;
}

static inline bool
test_port_is_free(int port, int type)
{
	int fd = test_port_bind(port, type);

	if (fd >= 0)
		(void)close(fd);
	return fd >= 0;
}

/* Locks a block. Returns the guard's socket, or -1 if the block belongs to another test, or if a program that is
 * not a test uses one of its ports. */
static inline int
test_port_lock(const struct test_port_range *range, int number)
{
	int base = range->first + range->size * number, guard = base + range->guard;
	int fd = test_port_bind(guard, SOCK_STREAM);

	for (int port = base; fd >= 0 && port < base + range->size; port++) {
		if (port != TEST_PORT_DRIVE_SMSBOX &&
		    (port == guard || test_port_is_free(port, SOCK_STREAM)) &&
		    test_port_is_free(port, SOCK_DGRAM))
			continue;
		(void)close(fd);
		fd = -1;
	}
	return fd;
}

/* Locks `run` adjacent blocks, all or none. The sockets stay open, except in programs that are executed. */
static inline bool
test_port_lock_run(const struct test_port_range *range, int number, int run)
{
	int fds[TEST_PORT_RUN_MAX], locked = 0;

	while (locked < run && (fds[locked] = test_port_lock(range, number + locked)) >= 0)
		locked++;
	for (int i = 0; locked < run && i < locked; i++)
		(void)close(fds[i]);
	return locked == run;
}

/* Returns the first port of `run` (1 to TEST_PORT_RUN_MAX) adjacent blocks, or 0 if there are none now. Runs
 * begin at multiples of their length, so that programs that search at the same time do not split them. */
static inline int
test_port_find_run(const struct test_port_range *range, int run)
{
	int runs = range->count / run;

	for (int i = 0; i < runs; i++) {
		int number = run * ((getpid() + i) % runs);

		if (test_port_lock_run(range, number, run))
			return range->first + range->size * number;
	}
	return 0;
}

/* As above, but waits for other tests to end, and ends the program if that takes too long. */
static inline int
test_port_reserve_run(const struct test_port_range *range, int run)
{
	int64_t end_ms = test_patience_ends_ms();
	int first;

	while ((first = test_port_find_run(range, run)) == 0) {
		if (clock_mono_ms() > end_ms) {
			(void)fprintf(stderr,
			    "test_port: no %d adjacent blocks of %d ports are free from %d\n", run,
			    range->size, range->first);
			exit(1);
		}
		(void)usleep(100000);
	}
	return first;
}

/* Returns a port of TCP and UDP on loopback that has not been returned before, and that no other test uses. A
 * child process must leave this to its parent. */
static inline int
test_port_reserve(void)
{
	if (test_port_block.left == 0) {
		test_port_block.next = test_port_reserve_run(&test_port_servers, 1);
		test_port_block.left = TEST_PORT_SERVERS;
	}
	test_port_block.left--;
	return test_port_block.next++;
}

/* Returns the first, even, of blocks * TEST_PORT_MEDIA consecutive ports of UDP. The guard ports count among
 * them: they are locked over TCP. */
static inline int
test_port_reserve_media(int blocks)
{
	return test_port_reserve_run(&test_port_media, blocks);
}

#endif
