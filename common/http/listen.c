/*
 * listen - where clients connect: a TCP address, and a Unix socket for the edge.
 *
 * Owns: both listeners, taking over the socket file of a killed process, refusing connections when the server stops.
 * Must not know: connections once they are accepted.
 */
#include <errno.h>
#include <fcntl.h>
#include <linux/filter.h>
#include <stdio.h>
#include <string.h>
#include <sys/file.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

#include "common/http/internal.h"

void
listen_init(struct http_server *server)
{
	(void)uv_tcp_init(server->loop, &server->tcp.tcp);
	(void)uv_pipe_init(server->loop, &server->edge.pipe, 0);
	server->tcp.handle.data = server->edge.handle.data = server;
	server->lock = -1;
}

static void
on_connection(uv_stream_t *listener, int status)
{
	struct http_server *server = listener->data;

	if (status < 0)
		server->stats.rejected +=
		    !server->door_shut; /* no descriptor left: libuv has dropped it */
	else
		conn_accept(server, listener == &server->edge.stream);
}

static int
listen_on_tcp(struct http_server *server, struct err *err)
{
	struct sockaddr_storage address;
	const char *bind = server->config.bind;
	int port = server->config.port, error;

	if (uv_ip4_addr(bind, port, (struct sockaddr_in *)&address) != 0 &&
	    uv_ip6_addr(bind, port, (struct sockaddr_in6 *)&address) != 0)
		return err_set(err, ERR_CONFIG, "bind", "not an IP address: %s", bind);
	error = uv_tcp_bind(&server->tcp.tcp, (struct sockaddr *)&address, 0);
	if (error == 0)
		error = uv_listen(&server->tcp.stream, HTTP_BACKLOG, on_connection);
	if (error != 0)
		return err_set(err, ERR_CONFIG, "bind", "can't listen on %s port %d: %s", bind,
		    port, uv_strerror(error));
	return 0;
}

/* Returns true if `path` is a socket on which no process listens: the one that made it was killed. */
static bool
socket_is_abandoned(const char *path)
{
	struct sockaddr_un address = { .sun_family = AF_UNIX };
	struct stat info;
	bool refused;
	int fd;

	if (lstat(path, &info) != 0 || !S_ISSOCK(info.st_mode) ||
	    !view_copy(view_of(path), address.sun_path, sizeof(address.sun_path)))
		return false;
	fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
	if (fd < 0)
		return false;
	refused = connect(fd, (const struct sockaddr *)&address, sizeof(address)) != 0 &&
	    errno == ECONNREFUSED;
	(void)close(fd);
	return refused;
}

/* Keeps a second process from taking the path for abandoned while the first one binds it. */
static int
socket_lock(struct http_server *server)
{
	char path[HTTP_SOCKET_PATH_MAX + sizeof(".lock")];

	(void)snprintf(path, sizeof(path), "%s.lock", server->config.socket);
	server->lock = open(path, O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0600);
	if (server->lock < 0)
		return -errno;
	if (flock(server->lock, LOCK_EX | LOCK_NB) == 0)
		return 0;
	return errno == EWOULDBLOCK ? UV_EADDRINUSE : -errno;
}

static int
socket_bind(struct http_server *server)
{
	const char *path = server->config.socket;
	int error = socket_lock(server);

	if (error != 0)
		return error;
	error = uv_pipe_bind(&server->edge.pipe, path);

	if (error != UV_EADDRINUSE || !socket_is_abandoned(path))
		return error;
	if (unlink(path) != 0 && errno != ENOENT)
		return -errno;
	return uv_pipe_bind(&server->edge.pipe, path);
}

/* The reason of a failed bind, and what an operator does about it. */
static const char *
socket_advice(const char *path, int error)
{
	struct stat info;

	if (error != UV_EADDRINUSE)
		return uv_strerror(error);
	return lstat(path, &info) == 0 && !S_ISSOCK(info.st_mode)
	    ? "a file that is no socket is in its place: remove it"
	    : "another process listens on it";
}

static int
listen_on_socket(struct http_server *server, struct err *err)
{
	const char *path = server->config.socket;
	int error;

	/* libuv would cut the path. */
	if (strlen(path) > HTTP_SOCKET_PATH_MAX)
		return err_set(err, ERR_CONFIG, "socket",
		    "the path of the HTTP socket is longer than %d bytes: %s", HTTP_SOCKET_PATH_MAX,
		    path);
	error = socket_bind(server);
	/* The new file has the group of the process, not of the folder: for a folder with a group, that alone decides. */
	if (error == 0 && chmod(path, server->config.socket_group ? 0666 : 0600) != 0)
		error = -errno;
	if (error == 0)
		error = uv_listen(&server->edge.stream, HTTP_BACKLOG, on_connection);
	if (error != 0)
		return err_set(err, ERR_CONFIG, "socket", "can't listen on %s: %s", path,
		    socket_advice(path, error));
	return 0;
}

int
http_server_listen(struct http_server *server, struct err *err)
{
	if (server->config.bind[0] != '\0' && listen_on_tcp(server, err) != 0)
		return -1;
	return server->config.socket != NULL ? listen_on_socket(server, err) : 0;
}

int
http_server_port(const struct http_server *server)
{
	struct sockaddr_storage address;
	int size = sizeof(address);

	if (uv_tcp_getsockname(&server->tcp.tcp, (struct sockaddr *)&address, &size) != 0)
		return 0;
	if (address.ss_family == AF_INET6)
		return ntohs(((struct sockaddr_in6 *)&address)->sin6_port);
	return ntohs(((struct sockaddr_in *)&address)->sin_port);
}

/* The kernel completes TCP connections by itself, and closing the listener would reset the ones that are not accepted yet,
 * with the requests in them. A filter makes the kernel drop new attempts, which the client repeats after a second. */
static void
listen_shut_tcp(const struct http_server *server)
{
	struct sock_filter none = BPF_STMT(BPF_RET | BPF_K, 0);
	struct sock_fprog program = { .len = 1, .filter = &none };
	uv_os_fd_t fd;

	if (uv_fileno(&server->tcp.handle, &fd) == 0)
		(void)setsockopt(fd, SOL_SOCKET, SO_ATTACH_FILTER, &program, sizeof(program));
}

void
listen_shut(const struct http_server *server)
{
	uv_os_fd_t fd;

	listen_shut_tcp(server);
	/* From here on the kernel refuses connections, and the edge asks the next instance. Completed ones can still be accepted. */
	if (uv_fileno(&server->edge.handle, &fd) == 0)
		(void)shutdown(fd, SHUT_RD);
}

/* libuv removes the socket's file. */
void
listen_close(struct http_server *server, uv_close_cb on_closed)
{
	uv_close(&server->tcp.handle, on_closed);
	uv_close(&server->edge.handle, on_closed);
	if (server->lock >= 0)
		(void)close(server->lock);
}
