/*
 * test_fixture - a private PostgreSQL for one test program.
 *
 * Owns: a new cluster in a temporary folder, with a socket in that folder and no
 *       port; its start, stop and removal. fsync stays on. As root it runs as the
 *       user postgres, else as oneself. The server ends with the test, also when
 *       the test crashes.
 * Must not know: what is tested.
 *
 * All functions are static, so that each test program includes this file and needs
 * nothing else. A fixture that can't start ends the test program with one line.
 */
#ifndef COMMON_DB_TEST_FIXTURE_H
#define COMMON_DB_TEST_FIXTURE_H

#include <fcntl.h>
#include <ftw.h>
#include <glob.h>
#include <grp.h>
#include <libpq-fe.h>
#include <pwd.h>
#include <signal.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "common/base/test_patience.h"

enum { FIXTURE_STEP_MS = 10 };

struct fixture {
	char folder[64], data[96], bin[128];
	char conninfo[160];
	pid_t pid, owner; /* the server, and the process that removes all at its end */
};

static struct fixture fixture;

static inline void
fixture_fail(const char *what)
{
	(void)fprintf(stderr, "fixture: %s (%s)\n", what, fixture.folder);
	exit(1);
}

static inline void
fixture_pause(void)
{
	struct timespec step = { 0, FIXTURE_STEP_MS * 1000000L };

	(void)nanosleep(&step, NULL);
}

/* PG_BIN, or the newest version under Debian's folder. */
static inline void
fixture_find_bin(void)
{
	const char *given = getenv("PG_BIN");
	glob_t found;

	if (given != NULL) {
		(void)snprintf(fixture.bin, sizeof(fixture.bin), "%s", given);
		return;
	}
	if (glob("/usr/lib/postgresql/*/bin", 0, NULL, &found) != 0)
		fixture_fail("PostgreSQL is not installed; set PG_BIN to its folder of programs");
	(void)snprintf(fixture.bin, sizeof(fixture.bin), "%s", found.gl_pathv[found.gl_pathc - 1]);
	globfree(&found);
}

static inline const struct passwd *
fixture_user(void)
{
	const struct passwd *user = geteuid() == 0 ? getpwnam("postgres") : getpwuid(geteuid());

	if (user == NULL)
		fixture_fail("there is no user to run PostgreSQL as");
	return user;
}

/* In the child: becomes the server's user, writes to log, runs `argv`. */
static inline void
fixture_exec(char *const *argv)
{
	const struct passwd *user = fixture_user();
	char path[256];
	int log;

	if (geteuid() == 0 &&
	    (initgroups(user->pw_name, user->pw_gid) != 0 || setgid(user->pw_gid) != 0 ||
		setuid(user->pw_uid) != 0))
		_exit(126);
	(void)prctl(PR_SET_PDEATHSIG, SIGQUIT);
	(void)snprintf(path, sizeof(path), "%s/log", fixture.folder);
	log = open(path, O_WRONLY | O_CREAT | O_APPEND, 0600);
	if (log < 0 || dup2(log, 1) < 0 || dup2(log, 2) < 0 || chdir(fixture.folder) != 0)
		_exit(126);
	(void)unsetenv("LD_PRELOAD");
	(void)execv(argv[0], argv);
	_exit(127);
}

static inline pid_t
fixture_spawn(const char *program, const char *a, const char *b, const char *c, const char *d,
    const char *e, const char *f)
{
	char path[256];
	const char *argv[] = { path, a, b, c, d, e, f, NULL };
	pid_t pid;

	(void)snprintf(path, sizeof(path), "%s/%s", fixture.bin, program);
	pid = fork();
	if (pid == 0)
		fixture_exec((char *const *)argv);
	if (pid < 0)
		fixture_fail("can't fork");
	return pid;
}

static inline bool
fixture_accepts(void)
{
	PGconn *conn = PQconnectdb(fixture.conninfo);
	bool ok = PQstatus(conn) == CONNECTION_OK;

	PQfinish(conn);
	return ok;
}

/* Starts the server on the cluster, and waits until it accepts. */
static inline void
fixture_start(void)
{
	char socket_option[128];

	(void)snprintf(
	    socket_option, sizeof(socket_option), "unix_socket_directories=%s", fixture.folder);
	fixture.pid =
	    fixture_spawn("postgres", "-D", fixture.data, "-c", socket_option, NULL, NULL);
	for (int waited = 0; !fixture_accepts(); waited += FIXTURE_STEP_MS) {
		if (waited > test_patience_ms() || waitpid(fixture.pid, NULL, WNOHANG) != 0)
			fixture_fail("the server did not start; see the file log");
		fixture_pause();
	}
}

/* SIGTERM: smart, SIGINT: fast, SIGQUIT: immediate (with recovery at the next start). */
static inline void
fixture_stop(int signal_number)
{
	if (fixture.pid <= 0)
		return;
	(void)kill(fixture.pid, signal_number);
	(void)waitpid(fixture.pid, NULL, 0);
	fixture.pid = 0;
}

static inline int
fixture_remove_one(const char *path, const struct stat *info, int type, struct FTW *ftw)
{
	(void)info;
	(void)type;
	(void)ftw;
	return remove(path);
}

static inline void
fixture_remove(void)
{
	if (getpid() != fixture.owner)
		return; /* a child that a test has forked */
	fixture_stop(SIGQUIT);
	(void)nftw(fixture.folder, fixture_remove_one, 16, FTW_DEPTH | FTW_PHYS);
}

static inline void
fixture_configure(void)
{
	char path[160];
	FILE *file;

	(void)snprintf(path, sizeof(path), "%s/postgresql.conf", fixture.data);
	file = fopen(path, "a");
	if (file == NULL)
		fixture_fail("can't write postgresql.conf");
	(void)fputs("listen_addresses = ''\nmax_connections = 40\nshared_buffers = 64MB\n"
		    "max_locks_per_transaction = 256\ndeadlock_timeout = 50ms\n"
		    "autovacuum = off\n",
	    file);
	(void)fclose(file);
}

/* Makes a cluster and starts it. Call once, at the program's start. */
static inline void
fixture_open(void)
{
	int status = 0;

	fixture_find_bin();
	(void)strcpy(fixture.folder, "/tmp/trunkline-pg-XXXXXX");
	if (mkdtemp(fixture.folder) == NULL)
		fixture_fail("can't make a folder");
	if (geteuid() == 0 &&
	    chown(fixture.folder, fixture_user()->pw_uid, fixture_user()->pw_gid) != 0)
		fixture_fail("can't give the folder away");
	fixture.owner = getpid();
	(void)atexit(fixture_remove);
	(void)snprintf(fixture.data, sizeof(fixture.data), "%s/data", fixture.folder);
	(void)snprintf(fixture.conninfo, sizeof(fixture.conninfo),
	    "host=%s user=postgres dbname=postgres", fixture.folder);
	if (waitpid(fixture_spawn("initdb", "--no-sync", "--auth=trust", "--username=postgres",
			"--encoding=UTF8", "--locale=C", fixture.data),
		&status, 0) < 0 ||
	    status != 0)
		fixture_fail("initdb has failed; see the file log");
	fixture_configure();
	fixture_start();
}

/* Runs statements on a connection of its own and waits. An error ends the program. */
static inline void
fixture_sql(const char *sql)
{
	PGconn *conn = PQconnectdb(fixture.conninfo);
	PGresult *result = PQexec(conn, sql);
	ExecStatusType status = PQresultStatus(result);

	if (status != PGRES_COMMAND_OK && status != PGRES_TUPLES_OK) {
		(void)fprintf(stderr, "fixture: %s\n", PQerrorMessage(conn));
		fixture_fail(sql);
	}
	PQclear(result);
	PQfinish(conn);
}

/* The first column of the first row as a number. */
static inline long long
fixture_number(const char *sql)
{
	PGconn *conn = PQconnectdb(fixture.conninfo);
	PGresult *result = PQexec(conn, sql);
	long long number;

	if (PQresultStatus(result) != PGRES_TUPLES_OK || PQntuples(result) < 1) {
		(void)fprintf(stderr, "fixture: %s\n", PQerrorMessage(conn));
		fixture_fail(sql);
	}
	number = strtoll(PQgetvalue(result, 0, 0), NULL, 10);
	PQclear(result);
	PQfinish(conn);
	return number;
}

#endif
