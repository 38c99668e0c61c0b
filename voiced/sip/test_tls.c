/* tls: two stacks that call each other over TLS, each with a certificate of its own. */
#include <arpa/inet.h>
#include <errno.h>
#include <netinet/in.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include <cmocka.h>

#include "common/base/clock.h"
#include "common/base/test_patience.h"
#include "common/base/test_port.h"
#include "voiced/sip/leg.h"

/* What tests/lsan.supp names of the library is seen by the slow unwinder alone. */
const char *__asan_default_options(void);

const char *
__asan_default_options(void)
{
	return "fast_unwind_on_malloc=0";
}

/* How long a call that cannot be set up is waited for. */
enum { REFUSED_MS = 1500 };

static struct {
	uv_loop_t loop;
	struct sip *caller, *callee;
	int port[2], tls_port[2];
	struct sip_leg *theirs;
	char transport[8];
	int came, answered, ended, status, stopped, patience_ms, silence_ms;
} kit;

static char folder[64];

static void
on_answered(void *ctx, struct view sdp)
{
	(void)ctx;
	(void)sdp;
	kit.answered++;
}

static void
on_ended(void *ctx, enum sip_end end, int status)
{
	(void)end;
	*(struct sip_leg **)ctx = NULL;
	kit.ended++;
	kit.status = status;
}

static const struct sip_leg_events events = { .answered = on_answered, .ended = on_ended };

static void
on_invite(void *ctx, struct sip_request *request)
{
	(void)ctx;
	kit.came++;
	(void)snprintf(
	    kit.transport, sizeof(kit.transport), "%s", sip_head(request)->source.transport);
	kit.theirs = sip_leg_take(request, &events, &kit.theirs);
	sip_leg_answer(kit.theirs, VIEW("v=0\r\n"));
}

#define UNTIL(condition) \
	do { \
		int64_t end_ms = test_patience_ends_ms(); \
		while (!(condition)) { \
			assert_true(clock_mono_ms() < end_ms); \
			(void)uv_run(&kit.loop, UV_RUN_NOWAIT); \
			(void)usleep(500); \
		} \
	} while (0)

/* A path in the folder. */
static const char *
file(const char *name)
{
	static char out[8][128];
	static int next;
	char *path = out[next++ % 8];

	(void)snprintf(path, sizeof(out[0]), "%s/%s", folder, name);
	return path;
}

static struct sip *
stack(int i, const char *certificate, const char *key, const char *authorities, struct err *err)
{
	kit.port[i] = test_port_reserve();
	kit.tls_port[i] = test_port_reserve();
	return sip_new(&kit.loop,
	    &(struct sip_config){ .bind = "127.0.0.1",
		.port = kit.port[i],
		.tls = { kit.tls_port[i], file(certificate), file(key), file(authorities) },
		.patience_ms = kit.patience_ms,
		.silence_ms = kit.silence_ms,
		.on_request = on_invite },
	    err);
}

static void
begin(const char *callee, int patience_ms, int silence_ms)
{
	struct err err = { 0 };
	char key[32];

	memset(&kit, 0, sizeof(kit));
	kit.patience_ms = patience_ms;
	kit.silence_ms = silence_ms;
	(void)uv_loop_init(&kit.loop);
	(void)snprintf(key, sizeof(key), "%.*s.key", (int)strcspn(callee, "."), callee);
	kit.caller = stack(0, "good.pem", "good.key", "ca.pem", &err);
	kit.callee = stack(1, callee, key, "ca.pem", &err);
	if (kit.caller == NULL || kit.callee == NULL)
		print_message("%s: %s\n", err.field, err.text);
	assert_non_null(kit.caller);
	assert_non_null(kit.callee);
}

static void
on_stopped(void *ctx)
{
	(void)ctx;
	kit.stopped++;
}

static void
end(void)
{
	sip_close(kit.caller, on_stopped, NULL);
	sip_close(kit.callee, on_stopped, NULL);
	UNTIL(kit.stopped == 2);
	assert_int_equal(uv_loop_close(&kit.loop), 0);
}

static struct sip_leg *ours;

static void
call(const char *name)
{
	struct sip_invite invite = { .to = { .transport = "tls", .port = kit.tls_port[1] },
		.target = "sip:trunk@example.com",
		.from_uri = "sip:us@example.com",
		.to_uri = "sip:trunk@example.com",
		.sdp = VIEW("v=0\r\n") };

	(void)snprintf(invite.to.host, sizeof(invite.to.host), "127.0.0.1");
	(void)snprintf(invite.to.name, sizeof(invite.to.name), "%s", name);
	ours = sip_leg_invite(kit.caller, &invite, &events, &ours);
	assert_non_null(ours);
}

static void
a_trunk_whose_certificate_names_it_is_called(void **unused)
{
	(void)unused;
	begin("good.pem", (int)test_patience_ms(), 0);
	call("localhost");
	UNTIL(kit.answered == 1);
	assert_string_equal(kit.transport, "tls");
	assert_string_equal(sip_leg_peer(kit.theirs)->transport, "tls");
	sip_leg_end(kit.theirs); /* back over the same connection */
	UNTIL(kit.ended == 2);
	end();
}

static void
a_certificate_that_proves_nothing_is_no_trunk(void **unused)
{
	static const char *const bad[] = { "stranger.pem", "elsewhere.pem", "expired.pem" };

	(void)unused;
	for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++) {
		begin(bad[i], REFUSED_MS, 0);
		call("localhost");
		UNTIL(kit.ended == 1);
		assert_int_equal(kit.came, 0);
		assert_true(kit.status == 503 || kit.status == 408);
		end();
	}
	begin("good.pem", REFUSED_MS, 0); /* right, but not for this name */
	call("");
	UNTIL(kit.ended == 1);
	assert_int_equal(kit.came, 0);
	end();
}

/* A record that a handshake begins with, of 512 bytes that never come. */
static const char hello[] = { 0x16, 3, 1, 2, 0 };

static bool
has_ended(int fd)
{
	char byte;
	ssize_t n = recv(fd, &byte, 1, MSG_DONTWAIT);

	return n == 0 || (n < 0 && errno != EAGAIN);
}

static void
a_handshake_that_is_not_done_in_time_ends(void **unused)
{
	struct sockaddr_in at = { .sin_family = AF_INET, .sin_addr = { htonl(INADDR_LOOPBACK) } };
	int fds[2];

	(void)unused;
	begin("good.pem", 0, 500);
	at.sin_port = htons((uint16_t)kit.tls_port[1]);
	for (size_t i = 0; i < 2; i++) {
		fds[i] = socket(AF_INET, SOCK_STREAM, 0);
		assert_int_equal(connect(fds[i], (struct sockaddr *)&at, sizeof(at)), 0);
	}
	assert_int_equal(send(fds[1], hello, sizeof(hello), 0), sizeof(hello));
	UNTIL(has_ended(fds[0]));
	UNTIL(has_ended(fds[1]));
	(void)close(fds[0]);
	(void)close(fds[1]);
	end();
}

static void
files_that_are_none_are_told(void **unused)
{
	static const struct {
		const char *certificate, *key, *authorities, *field;
	} cases[] = {
		{ "gone.pem", "good.key", "ca.pem", "sip_tls_certificate" },
		{ "good.key", "good.key", "ca.pem", "sip_tls_certificate" },
		{ "good.pem", "gone.key", "ca.pem", "sip_tls_key" },
		{ "good.pem", "stranger.key", "ca.pem", "sip_tls_key" },
		{ "good.pem", "good.key", "gone.pem", "sip_tls_authorities" },
	};

	(void)unused;
	memset(&kit, 0, sizeof(kit));
	(void)uv_loop_init(&kit.loop);
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct err err = { 0 };

		assert_null(
		    stack(0, cases[i].certificate, cases[i].key, cases[i].authorities, &err));
		assert_string_equal(err.field, cases[i].field);
	}
	assert_int_equal(uv_loop_close(&kit.loop), 0);
}

/* ---- certificates ---- */

static void
shell(const char *command)
{
	char line[1024];

	(void)snprintf(line, sizeof(line), "cd %s && { %s; } >log 2>&1", folder, command);
	if (system(line) != 0)
		fail_msg("%s", command);
}

/* One of the authority `ca`, for the name, until so many days from now. */
static void
certificate(const char *name, const char *ca, const char *host, const char *days)
{
	char line[768];

	(void)snprintf(line, sizeof(line),
	    "openssl req -newkey rsa:2048 -nodes -keyout %s.key -out %s.csr -subj /CN=%s && "
	    "printf 'subjectAltName=DNS:%s' > %s.ext && "
	    "openssl x509 -req -in %s.csr -CA %s.pem -CAkey %s.key -CAcreateserial %s -extfile "
	    "%s.ext "
	    "-out %s.pem",
	    name, name, host, host, name, name, ca, ca, days, name, name);
	shell(line);
}

static int
make_certificates(void **unused)
{
	(void)unused;
	(void)snprintf(folder, sizeof(folder), "/tmp/test_tls-XXXXXX");
	assert_non_null(mkdtemp(folder));
	shell(
	    "for ca in ca other; do openssl req -x509 -newkey rsa:2048 -nodes -keyout $ca.key -out "
	    "$ca.pem -subj /CN=$ca -days 2; done");
	certificate("good", "ca", "localhost", "-days 2");
	certificate("stranger", "other", "localhost", "-days 2");
	certificate("elsewhere", "ca", "elsewhere.example.com", "-days 2");
	certificate("expired", "ca", "localhost", "-days -1");
	return 0;
}

static int
drop_certificates(void **unused)
{
	(void)unused;
	shell("rm -f -- *.pem *.key *.csr *.ext *.srl");
	(void)unlink(file("log"));
	return rmdir(folder);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_trunk_whose_certificate_names_it_is_called),
		cmocka_unit_test(a_certificate_that_proves_nothing_is_no_trunk),
		cmocka_unit_test(a_handshake_that_is_not_done_in_time_ends),
		cmocka_unit_test(files_that_are_none_are_told),
	};

	return cmocka_run_group_tests(tests, make_certificates, drop_certificates);
}
