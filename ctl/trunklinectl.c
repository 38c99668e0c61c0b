/*
 * trunklinectl - what an operator does to a Trunkline from the shell
 *
 * usage: trunklinectl COMMAND [OPTIONS]
 *
 *   migrate     brings the database to this release
 *   seed-demo   loads the demo tenant, prints its logins as JSON
 *   export FILE writes a tenant's configuration
 *   import FILE makes a tenant from it, or brings one to it
 *   password    sets a user's password, read from standard input
 *   tenant      lists the tenants, adds one with its first administrator, sets its mode, or adds an operator
 *   shard       lists the router's shards, adds one, moves a tenant to another
 *   number      says whose a telephone number is, and gives it to another tenant
 *   trace ID    prints the life of an interaction
 *   doctor      checks a set-up and says what to do
 *   export-customer ID   prints all that is kept of a customer, as JSON
 *   erase-customer ID    erases a customer; --dry-run counts
 *   audit       checks that nobody changed the audit log
 *   keys        shows what needs which key of the ring, adds one, seals secrets anew with it, removes one that nothing needs
 *   number-key  hashes numbers again by the keys that were added to smsgw's configuration
 *   edge        writes the edge's nginx configuration
 *
 * Exit status: 0 done, 1 failed (one line says why), 2 wrong usage.
 */
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "common/base/process.h"
#include "ctl/ctl.h"

static const struct ctl_command commands[] = {
	{ "migrate", "--database CONNINFO [--test-clock]", "brings the database to this release",
	    ctl_migrate },
	{ "seed-demo", "--database CONNINFO --key-ring FILE --public-url URL --carrier-url URL",
	    "loads the demo tenant, prints its logins as JSON", ctl_seed_demo },
	{ "export", "FILE --database CONNINFO [--tenant TENANT]",
	    "writes a tenant's whole configuration", ctl_export },
	{ "import",
	    "FILE --database CONNINFO [--tenant TENANT] [--mode empty|merge|replace] [--dry-run]",
	    "makes a tenant from such a file, or brings one to it", ctl_import },
	{ "password", "USERNAME --database CONNINFO < FILE", "sets a user's password",
	    ctl_password },
	{ "tenant",
	    "list | add NAME --administrator USERNAME [--name NAME] [--time-zone ZONE] [--mode "
	    "1|2|3] < PASSWORD |\n"
	    "             set TENANT --mode 1|2|3 [--dry-run] |\n"
	    "             operator USERNAME --tenant TENANT [--name NAME] < PASSWORD | operator "
	    "USERNAME --tenant TENANT --end,\n"
	    "             all with --database CONNINFO",
	    "lists the tenants, adds one with its first administrator, sets its mode, or adds who "
	    "may do so over the API",
	    ctl_tenant },
	{ "shard", "list | add | move TENANT SHARD --database CONNINFO",
	    "lists the router's shards, adds one, moves a tenant to another", ctl_shard },
	{ "number", "show NUMBER | give NUMBER TENANT [--anyway], both with --database CONNINFO",
	    "says which tenants have a telephone number, or gives it to one", ctl_number },
	{ "trace", "INTERACTION --database CONNINFO", "prints the life of an interaction",
	    ctl_trace },
	{ "doctor", "--database CONNINFO [--tests]", "checks a set-up and says what to do",
	    ctl_doctor },
	{ "export-customer", "CUSTOMER --tenant TENANT --database CONNINFO",
	    "prints all that is kept of a customer, as JSON documents", ctl_export_customer },
	{ "erase-customer", "CUSTOMER --tenant TENANT --database CONNINFO [--dry-run]",
	    "erases a customer's personal data; again it does nothing", ctl_erase_customer },
	{ "countries", "[FILE] --database CONNINFO [--dry-run]",
	    "prints the installation's table of countries as CSV, or changes it by one",
	    ctl_countries },
	{ "keys",
	    "list | add | reseal | remove ID --key-ring FILE [--files FOLDER…] [--gone NAME…] "
	    "--database CONNINFO",
	    "shows what needs which key of the ring, makes a new one, seals secrets anew with it, "
	    "removes one that nothing needs",
	    ctl_keys },
	{ "number-key", "rotate --config FILE --database CONNINFO",
	    "hashes numbers again by the keys that were added to smsgw's number_key_chain",
	    ctl_number_key },
	{ "audit", "verify --database CONNINFO [--tenant ID] [--head TENANT:LINE:HASH]",
	    "checks the audit log's hash chain, and that a head which was logged is still in it",
	    ctl_audit },
	{ "segments", "< FILE",
	    "says what texts take, each ended by a zero byte: encoding, segments, left, units",
	    ctl_segments },
	{ "edge",
	    "--routes FILE --web DIR --listen ADDRESS:PORT --dir DIR --upstream "
	    "NAME=unix:SOCKET|HOST:PORT…",
	    "writes the edge's nginx configuration", ctl_edge },
};

enum { COMMAND_COUNT = sizeof(commands) / sizeof(commands[0]), SQL_FILE_MAX = 64 * 1024 };

static bool
is_option(const char *word)
{
	return strncmp(word, "--", 2) == 0;
}

const char *
ctl_option_nth(const struct ctl_args *args, const char *name, int nth)
{
	for (int i = 0; i + 1 < args->count; i++)
		if (strcmp(args->at[i], name) == 0 && nth-- == 0)
			return args->at[i + 1];
	return NULL;
}

const char *
ctl_option(const struct ctl_args *args, const char *name, const char *fallback)
{
	const char *value = ctl_option_nth(args, name, 0);

	return value != NULL ? value : fallback;
}

bool
ctl_flag(const struct ctl_args *args, const char *name)
{
	for (int i = 0; i < args->count; i++)
		if (strcmp(args->at[i], name) == 0)
			return true;
	return false;
}

const char *
ctl_word(const struct ctl_args *args, int nth)
{
	for (int i = 0; i < args->count; i++)
		if (!is_option(args->at[i]) && (i == 0 || !is_option(args->at[i - 1])) &&
		    nth-- == 0)
			return args->at[i];
	return NULL;
}

bool
ctl_known(const struct ctl_args *args, const char *const *known)
{
	for (int i = 0; i < args->count; i++) {
		bool found = !is_option(args->at[i]);

		for (const char *const *at = known; !found && *at != NULL; at++)
			found = strcmp(*at, args->at[i]) == 0;
		if (!found) {
			(void)ctl_fail("%s: unknown option %s", args->command, args->at[i]);
			return false;
		}
	}
	return true;
}

int
ctl_fail(const char *format, ...)
{
	va_list values;

	va_start(values, format);
	(void)fputs("trunklinectl: ", stderr);
	(void)vfprintf(stderr, format, values);
	(void)fputc('\n', stderr);
	va_end(values);
	return 1;
}

PGconn *
ctl_connect(const struct ctl_args *args)
{
	const char *conninfo = ctl_option(args, "--database", getenv("TRUNKLINE_DATABASE"));
	PGconn *db;

	if (conninfo == NULL) {
		(void)ctl_fail("say --database CONNINFO or set TRUNKLINE_DATABASE");
		return NULL;
	}
	db = PQconnectdb(conninfo);
	if (PQstatus(db) == CONNECTION_OK)
		return db;
	(void)ctl_fail("the database can't be reached: %s", PQerrorMessage(db));
	PQfinish(db);
	return NULL;
}

int
ctl_with_database(const struct ctl_args *args, int (*run)(PGconn *db, const struct ctl_args *args))
{
	PGconn *db = ctl_connect(args);
	int status;

	if (db == NULL)
		return 1;
	status = run(db, args);
	PQfinish(db);
	return status;
}

PGresult *
ctl_query(PGconn *db, const char *sql, int count, const char *const *params)
{
	PGresult *result = PQexecParams(db, sql, count, NULL, params, NULL, NULL, 0);
	ExecStatusType status = PQresultStatus(result);

	if (status == PGRES_TUPLES_OK || status == PGRES_COMMAND_OK)
		return result;
	(void)ctl_fail("%s", PQerrorMessage(db));
	PQclear(result);
	return NULL;
}

bool
ctl_run(PGconn *db, const char *sql)
{
	PGresult *done = ctl_query(db, sql, 0, NULL);

	PQclear(done);
	return done != NULL;
}

bool
ctl_commit(PGconn *db)
{
	return ctl_run(db, "SELECT ops.batch_end()") && ctl_run(db, "COMMIT");
}

/* Not access(): it forgets the capabilities of who runs this. */
static bool
is_there(const char *path)
{
	struct stat info;

	return stat(path, &info) == 0;
}

bool
ctl_share(const char *file, char *out, size_t size)
{
	/* build/<flavour>/bin/trunklinectl stands three folders below the tree. */
	static const char *const above[] = { "/../../..", "/../share/trunkline" };
	const char *share = getenv("TRUNKLINE_SHARE");
	char self[512];

	if (share != NULL) {
		(void)snprintf(out, size, "%s/%s", share, file);
		return is_there(out);
	}
	if (!program_folder(self, sizeof(self)))
		return false;
	for (size_t i = 0; i < sizeof(above) / sizeof(above[0]); i++) {
		(void)snprintf(out, size, "%s%s/%s", self, above[i], file);
		if (is_there(out))
			return true;
	}
	return false;
}

PGresult *
ctl_file_query(PGconn *db, const char *file, const char *param)
{
	char path[600], *sql = mem_zero(1, SQL_FILE_MAX + 1);
	PGresult *rows = NULL;
	FILE *in = NULL;

	if (!ctl_share(file, path, sizeof(path)) || (in = fopen(path, "r")) == NULL)
		(void)ctl_fail("%s is not there: set TRUNKLINE_SHARE", file);
	else if (fread(sql, 1, SQL_FILE_MAX, in) == SQL_FILE_MAX)
		(void)ctl_fail("%s is too long", path);
	else
		rows = ctl_query(db, sql, 1, &param);
	if (in != NULL)
		(void)fclose(in);
	free(sql);
	return rows;
}

static int
usage(FILE *out)
{
	(void)fputs("usage: trunklinectl COMMAND [OPTIONS]\n\n", out);
	for (int i = 0; i < COMMAND_COUNT; i++)
		(void)fprintf(out, "  %-10s %s\n             %s\n", commands[i].name,
		    commands[i].summary, commands[i].usage);
	return out == stdout ? 0 : 2;
}

static int
run_command(const struct ctl_command *command, const struct ctl_args *args)
{
	if (!ctl_flag(args, "--help"))
		return command->run(args);
	return printf("usage: trunklinectl %s %s\n\n%s\n", command->name, command->usage,
		   command->summary) < 0;
}

int
main(int argc, char **argv)
{
	if (argc < 2)
		return usage(stderr);
	if (strcmp(argv[1], "--help") == 0)
		return usage(stdout);
	if (strcmp(argv[1], "--version") == 0)
		return puts("trunklinectl " TRUNKLINE_VERSION) < 0;
	for (int i = 0; i < COMMAND_COUNT; i++) {
		struct ctl_args args = { argv[1], argc - 2, argv + 2 };

		if (strcmp(commands[i].name, argv[1]) == 0)
			return run_command(&commands[i], &args);
	}
	(void)ctl_fail("unknown command %s", argv[1]);
	return usage(stderr);
}
