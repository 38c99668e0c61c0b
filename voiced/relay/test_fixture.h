/*
 * test_fixture - a private rtpengine for one test program, in user space, on loopback.
 *
 * Owns: its folder with configuration and log, its ports, its start, stop and removal. As root it runs as the
 *       user nobody, else as oneself. It ends with the test, also when the test crashes.
 * Must not know: what is tested.
 *
 * All functions are static. A fixture that can't start ends the test program with one line: no test is skipped
 * because rtpengine is missing. Who includes this waits by itself until rtpengine answers.
 */
#ifndef VOICED_RELAY_TEST_FIXTURE_H
#define VOICED_RELAY_TEST_FIXTURE_H

#include <arpa/inet.h>
#include <fcntl.h>
#include <grp.h>
#include <netinet/in.h>
#include <pwd.h>
#include <signal.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "common/base/test_port.h"

/* So many ports for media: two for a leg towards each side, RTP and RTCP, and those of a peer not yet known. */
enum { FIXTURE_PORTS = 80 };

struct rtpengine {
	char folder[64], config[96], log[96];
	int ng_port, first_port;
	pid_t pid, owner;
};

static struct rtpengine rtpengine;

static inline void
rtpengine_fail(const char *what)
{
	(void)fprintf(stderr, "rtpengine fixture: %s (%s)\n", what, rtpengine.folder);
	exit(1);
}

static inline void
rtpengine_configure(void)
{
	FILE *file = fopen(rtpengine.config, "w");

	if (file == NULL)
		rtpengine_fail("can't write its configuration");
	(void)fprintf(file,
	    "[rtpengine]\ntable = -1\ninterface = 127.0.0.1\nlisten-ng = 127.0.0.1:%d\n"
	    "port-min = %d\nport-max = %d\nforeground = true\nlog-stderr = true\nlog-level = 6\n"
	    "num-threads = 2\nmedia-num-threads = 1\n",
	    rtpengine.ng_port, rtpengine.first_port, rtpengine.first_port + FIXTURE_PORTS - 1);
	(void)fclose(file);
}

/* In the child: becomes its user, writes to the log, runs. */
static inline void
rtpengine_exec(void)
{
	const char *given = getenv("RTPENGINE");
	const char *program = given != NULL ? given : "/usr/bin/rtpengine";
	const struct passwd *user = getpwnam("nobody");
	int log = open(rtpengine.log, O_WRONLY | O_CREAT | O_APPEND, 0644);

	if (log < 0 || dup2(log, 1) < 0 || dup2(log, 2) < 0)
		_exit(126);
	if (geteuid() == 0 &&
	    (user == NULL || setgroups(0, NULL) != 0 || setgid(user->pw_gid) != 0 ||
		setuid(user->pw_uid) != 0))
		_exit(126);
	(void)prctl(PR_SET_PDEATHSIG, SIGKILL);
	(void)unsetenv("LD_PRELOAD");
	(void)execl(program, program, "--config-file", rtpengine.config, (char *)NULL);
	_exit(127);
}

static inline void
rtpengine_start(void)
{
	rtpengine.pid = fork();
	if (rtpengine.pid == 0)
		rtpengine_exec();
	if (rtpengine.pid < 0)
		rtpengine_fail("can't fork");
}

/* Fails if it has ended by itself: it is missing, or its configuration is wrong. */
static inline void
rtpengine_check(void)
{
	if (waitpid(rtpengine.pid, NULL, WNOHANG) == 0)
		return;
	rtpengine.pid = 0;
	rtpengine_fail("rtpengine does not run; is rtpengine-daemon installed? See its log");
}

/* It stands still, with all its threads, until SIGCONT. */
static inline void
rtpengine_halt(void)
{
	if (kill(rtpengine.pid, SIGSTOP) != 0 ||
	    waitpid(rtpengine.pid, NULL, WUNTRACED) != rtpengine.pid)
		rtpengine_fail("rtpengine does not stop");
}

static inline void
rtpengine_stop(void)
{
	if (rtpengine.pid <= 0)
		return;
	(void)kill(rtpengine.pid, SIGKILL);
	(void)waitpid(rtpengine.pid, NULL, 0);
	rtpengine.pid = 0;
}

/* The folder stays if KEEP_STACKS is set, or if rtpengine did not run. */
static inline void
rtpengine_remove(void)
{
	bool runs = rtpengine.pid > 0;

	if (getpid() != rtpengine.owner)
		return;
	rtpengine_stop();
	if (!runs || getenv("KEEP_STACKS") != NULL)
		return;
	(void)unlink(rtpengine.config);
	(void)unlink(rtpengine.log);
	(void)rmdir(rtpengine.folder);
}

/* Makes the folder and starts it. Call once, at the program's start. */
static inline void
rtpengine_open(void)
{
	(void)strcpy(rtpengine.folder, "/tmp/trunkline-rtp-XXXXXX");
	if (mkdtemp(rtpengine.folder) == NULL || chmod(rtpengine.folder, 0755) != 0)
		rtpengine_fail("can't make a folder");
	(void)snprintf(
	    rtpengine.config, sizeof(rtpengine.config), "%s/rtpengine.conf", rtpengine.folder);
	(void)snprintf(rtpengine.log, sizeof(rtpengine.log), "%s/log", rtpengine.folder);
	rtpengine.ng_port = test_port_reserve();
	rtpengine.first_port = test_port_reserve_media(1);
	rtpengine.owner = getpid();
	(void)atexit(rtpengine_remove);
	rtpengine_configure();
	rtpengine_start();
}

#endif
