/* listen: the Unix socket beside the TCP port: which of the two may forward addresses, the socket's file, and the stop. */
#include <errno.h>
#include <fcntl.h>
#include <grp.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <sys/wait.h>

#include "common/http/test_kit.h"

static char folder[] = "/tmp/trunkline-listen-XXXXXX";
static char path[sizeof(folder) + 16], lock_path[sizeof(folder) + 16];

#define PEER_FORWARDED "GET /peer HTTP/1.1\r\nHost: a\r\nX-Forwarded-For: 9.9.9.9\r\n\r\n"

static void
on_peer(struct http_req *req, void *app)
{
	(void)app;
	http_reply(req, 200, "text/plain", http_peer(req));
}

static const struct http_route routes[] = {
	ROUTE(GET, "/peer", 0, body_none, on_peer, ""),
	ROUTES_END,
};

/* A server on the socket, with a TCP port unless `bind` is "". */
static struct kit *
start(const char *bind)
{
	struct kit *kit = calloc(1, sizeof(*kit));

	kit->routes = routes;
	kit->config.bind = bind;
	kit->config.socket = path;
	kit->grace_ms = KIT_NEVER_MS;
	kit_start(kit);
	return kit;
}

static struct sockaddr_un
address_of(const char *at)
{
	struct sockaddr_un address = { .sun_family = AF_UNIX };

	(void)snprintf(address.sun_path, sizeof(address.sun_path), "%s", at);
	return address;
}

/* A connection by the socket, or -1 with errno. */
static int
try_local(void)
{
	const struct sockaddr_un address = address_of(path);
	int fd = patient_socket(AF_UNIX), error;

	if (connect(fd, (const struct sockaddr *)&address, sizeof(address)) == 0)
		return fd;
	error = errno;
	(void)close(fd);
	errno = error;
	return -1;
}

static int
dial_local(void)
{
	int fd = try_local();

	assert_true(fd >= 0);
	return fd;
}

static void
assert_peer(int fd, const char *request, const char *peer)
{
	struct answer answer;

	say(fd, request);
	hear(fd, &answer);
	assert_int_equal(answer.status, 200);
	assert_string_equal(answer.body, peer);
}

/* The error of a second server that listens where `config` says. */
static struct err
refusal_of(const struct http_config *config)
{
	struct http_server *server;
	struct err err = { .kind = ERR_NONE };
	uv_loop_t loop;

	assert_int_equal(uv_loop_init(&loop), 0);
	assert_int_equal(http_server_new(&loop, config, &server, &err), 0);
	assert_int_equal(http_server_listen(server, &err), -1);
	assert_int_equal(err.kind, ERR_CONFIG);
	http_server_stop(server, 0, NULL, NULL);
	(void)uv_run(&loop, UV_RUN_DEFAULT);
	assert_int_equal(uv_loop_close(&loop), 0);
	return err;
}

static void
only_clients_of_the_socket_may_forward_an_address(void **unused)
{
	struct kit *kit = start(NULL);
	int local = dial_local(), tcp = dial(kit);

	(void)unused;
	assert_peer(local, PEER_FORWARDED, "9.9.9.9");
	assert_peer(local, GET("/peer"), "127.0.0.1");
	assert_peer(tcp, PEER_FORWARDED, "127.0.0.1");
	(void)close(local);
	(void)close(tcp);
	kit_stop_and_free(kit);
}

static void
the_limit_of_one_address_does_not_count_for_the_socket(void **unused)
{
	struct kit *kit = calloc(1, sizeof(*kit));
	int first, second;

	(void)unused;
	kit->routes = routes;
	kit->config.socket = path;
	kit->config.max_conns_of_source = 1;
	kit_start(kit);
	first = dial_local();
	assert_peer(first, GET("/peer"), "127.0.0.1");
	second = dial_local();
	assert_peer(second, GET("/peer"), "127.0.0.1");
	(void)close(first);
	(void)close(second);
	kit_stop_and_free(kit);
}

/* A TCP connection from `source`. */
static int
dial_from(const struct kit *kit, const char *source)
{
	struct sockaddr_in from = { .sin_family = AF_INET };
	struct sockaddr_in to = { .sin_family = AF_INET, .sin_port = htons((uint16_t)kit->port) };
	int fd = patient_socket(AF_INET);

	assert_int_equal(inet_pton(AF_INET, source, &from.sin_addr), 1);
	to.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
	assert_int_equal(bind(fd, (struct sockaddr *)&from, sizeof(from)), 0);
	assert_int_equal(connect(fd, (struct sockaddr *)&to, sizeof(to)), 0);
	return fd;
}

static void
all_loopback_addresses_are_one_source(void **unused)
{
	struct kit *kit = start(NULL);
	int fd = dial_from(kit, "127.77.1.9");

	(void)unused;
	assert_peer(fd, GET("/peer"), "127.0.0.1");
	(void)close(fd);
	kit_stop_and_free(kit);
}

static void
tcp_leaves_a_quarter_of_the_connections_to_the_socket(void **unused)
{
	struct kit *kit = calloc(1, sizeof(*kit));
	int tcp[3], refused, local;
	char heard[64];

	(void)unused;
	kit->routes = routes;
	kit->config.socket = path;
	kit->config.max_conns = 4;
	kit->config.max_conns_of_source = 10;
	kit_start(kit);
	for (int i = 0; i < 3; i++) {
		tcp[i] = dial(kit);
		assert_peer(tcp[i], GET("/peer"), "127.0.0.1");
	}
	refused = dial(kit);
	assert_int_equal(hear_all(refused, heard, sizeof(heard)), 0);
	local = dial_local();
	assert_peer(local, GET("/peer"), "127.0.0.1");
	for (int i = 0; i < 3; i++)
		(void)close(tcp[i]);
	(void)close(refused);
	(void)close(local);
	kit_stop_and_free(kit);
}

static void
without_tcp_the_socket_alone_serves(void **unused)
{
	struct kit *kit = start("");
	int local = dial_local();

	(void)unused;
	assert_int_equal(kit->port, 0);
	assert_peer(local, GET("/peer"), "127.0.0.1");
	(void)close(local);
	kit_stop_and_free(kit);
}

static void
the_file_is_not_for_others_and_goes_with_the_server(void **unused)
{
	struct kit *kit = start("");
	struct stat info;

	(void)unused;
	assert_int_equal(stat(path, &info), 0);
	assert_int_equal(info.st_mode & 07777, 0600);
	kit_stop_and_free(kit);
	assert_int_equal(stat(path, &info), -1);
	assert_int_equal(errno, ENOENT);
	kit = calloc(1, sizeof(*kit));
	kit->routes = routes;
	kit->config.socket = path;
	kit->config.socket_group = true;
	kit_start(kit);
	assert_int_equal(stat(path, &info), 0);
	assert_int_equal(info.st_mode & 07777, 0666);
	kit_stop_and_free(kit);
}

static void
the_socket_of_a_killed_process_is_taken_over(void **unused)
{
	const struct sockaddr_un address = address_of(path);
	int left = socket(AF_UNIX, SOCK_STREAM, 0), local;
	struct kit *kit;

	(void)unused;
	assert_int_equal(bind(left, (const struct sockaddr *)&address, sizeof(address)), 0);
	assert_int_equal(listen(left, 1), 0);
	(void)close(left); /* without an unlink, as a SIGKILL does */
	kit = start("");
	local = dial_local();
	assert_peer(local, GET("/peer"), "127.0.0.1");
	(void)close(local);
	kit_stop_and_free(kit);
}

/* The error number of a connection by another user with this group; 0: it was accepted. */
static int
dial_as(gid_t group)
{
	pid_t child = fork();
	int status;

	assert_true(child >= 0);
	if (child == 0) {
		if (setgroups(0, NULL) != 0 || setgid(group) != 0 || setuid(65534) != 0)
			_exit(255);
		_exit(try_local() >= 0 ? 0 : errno);
	}
	assert_int_equal(waitpid(child, &status, 0), child);
	assert_true(WIFEXITED(status));
	return WEXITSTATUS(status);
}

static void
the_folder_decides_which_users_may_connect(void **unused)
{
	struct kit *kit;

	(void)unused;
	if (geteuid() != 0)
		skip(); /* only root can be another user */
	kit = calloc(1, sizeof(*kit));
	kit->routes = routes;
	kit->config.socket = path;
	kit->config.socket_group = true;
	kit_start(kit);
	assert_int_equal(dial_as(4343), EACCES); /* mode 0700 */
	assert_int_equal(chown(folder, 0, 4343), 0);
	assert_int_equal(chmod(folder, 0750), 0);
	assert_int_equal(dial_as(4343), 0);
	assert_int_equal(dial_as(4344), EACCES);
	assert_int_equal(chmod(folder, 0700), 0);
	kit_stop_and_free(kit);
}

/* A process that binds has the lock, but does not listen yet. */
static void
a_socket_that_another_process_locks_is_not_taken_over(void **unused)
{
	struct err err;
	int lock = open(lock_path, O_RDWR | O_CREAT, 0600);

	(void)unused;
	assert_int_equal(flock(lock, LOCK_EX), 0);
	err = refusal_of(&(struct http_config){ .bind = "", .socket = path });
	assert_non_null(strstr(err.text, "another process listens on it"));
	(void)close(lock);
	kit_stop_and_free(start("")); /* the lock ends with its holder */
}

static void
the_socket_of_a_living_server_is_not_taken_over(void **unused)
{
	struct kit *kit = start("");
	int local = dial_local();
	struct err err = refusal_of(&(struct http_config){ .bind = "", .socket = path });

	(void)unused;
	assert_non_null(strstr(err.text, "another process listens on it"));
	assert_non_null(strstr(err.text, path));
	assert_peer(local, GET("/peer"), "127.0.0.1");
	(void)close(local);
	local = dial_local(); /* the one that was refused has not removed the file */
	(void)close(local);
	kit_stop_and_free(kit);
}

static void
a_file_that_is_no_socket_stays(void **unused)
{
	FILE *file = fopen(path, "w");
	struct err err;

	(void)unused;
	assert_non_null(file);
	(void)fclose(file);
	err = refusal_of(&(struct http_config){ .bind = "", .socket = path });
	assert_non_null(strstr(err.text, "no socket is in its place: remove it"));
	assert_int_equal(unlink(path), 0);
}

static void
a_path_that_can_not_be_bound_is_told_in_one_sentence(void **unused)
{
	char text[109];
	struct err err;

	(void)unused;
	memset(text, 'x', sizeof(text));
	text[0] = '/';
	text[108] = '\0';
	err = refusal_of(&(struct http_config){ .bind = "", .socket = text });
	assert_non_null(strstr(err.text, "longer than 107 bytes"));
	err = refusal_of(&(struct http_config){ .bind = "", .socket = "/nowhere/at/all" });
	assert_non_null(strstr(err.text, "/nowhere/at/all: no such file or directory"));
}

static int early, late, late_errno;
static uv_async_t next_turn;

static void
on_next_turn(uv_async_t *async)
{
	late = try_local();
	late_errno = errno;
	uv_close((uv_handle_t *)async, NULL);
}

/* The callback of `next_turn` runs after the server has begun to refuse, and before it closes the listener. */
static void
dial_and_stop(struct kit *kit)
{
	early = dial_local();
	say(early, GET("/peer"));
	kit_do_stop(kit);
	(void)uv_async_init(&kit->loop, &next_turn, on_next_turn);
	(void)uv_async_send(&next_turn);
}

/* The edge hands a request that it could not send to the next instance; one that it has sent must be answered. */
static void
a_stop_serves_what_is_connected_and_refuses_what_comes_later(void **unused)
{
	struct kit *kit = start("");
	struct answer answer;

	(void)unused;
	kit_call(kit, dial_and_stop);
	hear(early, &answer);
	assert_int_equal(answer.status, 200);
	(void)close(early);
	kit_join(kit);
	assert_int_equal(late, -1);
	assert_int_equal(late_errno, ECONNREFUSED);
	free(kit);
}

static int
make_folder(void **unused)
{
	(void)unused;
	if (mkdtemp(folder) == NULL)
		return -1;
	(void)snprintf(path, sizeof(path), "%s/a.http", folder);
	(void)snprintf(lock_path, sizeof(lock_path), "%s/a.http.lock", folder);
	return 0;
}

static int
remove_folder(void **unused)
{
	(void)unused;
	return unlink(lock_path) == 0 ? rmdir(folder) : -1;
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(only_clients_of_the_socket_may_forward_an_address),
		cmocka_unit_test(the_limit_of_one_address_does_not_count_for_the_socket),
		cmocka_unit_test(all_loopback_addresses_are_one_source),
		cmocka_unit_test(tcp_leaves_a_quarter_of_the_connections_to_the_socket),
		cmocka_unit_test(without_tcp_the_socket_alone_serves),
		cmocka_unit_test(the_file_is_not_for_others_and_goes_with_the_server),
		cmocka_unit_test(the_socket_of_a_killed_process_is_taken_over),
		cmocka_unit_test(the_folder_decides_which_users_may_connect),
		cmocka_unit_test(a_socket_that_another_process_locks_is_not_taken_over),
		cmocka_unit_test(the_socket_of_a_living_server_is_not_taken_over),
		cmocka_unit_test(a_file_that_is_no_socket_stays),
		cmocka_unit_test(a_path_that_can_not_be_bound_is_told_in_one_sentence),
		cmocka_unit_test(a_stop_serves_what_is_connected_and_refuses_what_comes_later),
	};

	return cmocka_run_group_tests(tests, make_folder, remove_folder);
}
