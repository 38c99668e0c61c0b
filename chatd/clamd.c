/* clamd - see clamd.h */
#include "chatd/clamd.h"

#include <arpa/inet.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <sys/un.h>
#include <unistd.h>

enum { ANSWER_S = 30, STREAM_BYTES = 128 * 1024, REPLY_MAX = 512 };

bool
clamd_path_fits(const char *path)
{
	return strlen(path) < sizeof(((struct sockaddr_un *)NULL)->sun_path);
}

static bool
send_all(int fd, const void *p, size_t n)
{
	const char *at = p;

	while (n > 0) {
		ssize_t sent = send(fd, at, n, MSG_NOSIGNAL);

		if (sent <= 0)
			return false;
		at += sent;
		n -= (size_t)sent;
	}
	return true;
}

static bool
send_piece(int fd, const char *p, size_t n)
{
	uint32_t length = htonl((uint32_t)n);

	return send_all(fd, &length, sizeof(length)) && (n == 0 || send_all(fd, p, n));
}

static int
open_socket(const char *path)
{
	const struct timeval limit = { .tv_sec = ANSWER_S };
	struct sockaddr_un address = { .sun_family = AF_UNIX };
	int fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);

	if (fd < 0)
		return -1;
	(void)view_copy(view_of(path), address.sun_path, sizeof(address.sun_path));
	(void)setsockopt(fd, SOL_SOCKET, SO_RCVTIMEO, &limit, sizeof(limit));
	(void)setsockopt(fd, SOL_SOCKET, SO_SNDTIMEO, &limit, sizeof(limit));
	if (connect(fd, (const struct sockaddr *)&address, sizeof(address)) == 0)
		return fd;
	(void)close(fd);
	return -1;
}

static bool
send_file(int fd, struct view file)
{
	static const char command[] = "zINSTREAM"; /* with its final NUL */
	bool good = send_all(fd, command, sizeof(command));

	while (good && file.n > 0) {
		size_t n = file.n < STREAM_BYTES ? file.n : STREAM_BYTES;

		good = send_piece(fd, file.p, n);
		file = (struct view){ file.p + n, file.n - n };
	}
	return good && send_piece(fd, NULL, 0);
}

/* "stream: OK" and "stream: Name FOUND"; anything else, as that it takes no more, is no verdict. */
static enum clamd_verdict
read_verdict(int fd)
{
	char reply[REPLY_MAX];
	size_t n = 0;

	while (n < sizeof(reply) - 1 && (n == 0 || reply[n - 1] != '\0')) {
		ssize_t got = recv(fd, reply + n, sizeof(reply) - 1 - n, 0);

		if (got <= 0)
			break;
		n += (size_t)got;
	}
	reply[n] = '\0';
	if (strcmp(reply, "stream: OK") == 0)
		return CLAMD_CLEAN;
	n = strlen(reply);
	return n > 6 && strcmp(reply + n - 6, " FOUND") == 0 ? CLAMD_FOUND : CLAMD_FAILED;
}

enum clamd_verdict
clamd_look(const char *path, struct view bytes)
{
	enum clamd_verdict verdict;
	int fd = open_socket(path);

	if (fd < 0)
		return CLAMD_FAILED;
	/* It may have said why before it took everything. */
	(void)send_file(fd, bytes);
	verdict = read_verdict(fd);
	(void)close(fd);
	return verdict;
}
