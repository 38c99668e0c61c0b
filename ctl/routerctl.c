/*
 * routerctl - runs the router's decision core on recorded events, checks its configuration
 *
 * usage: routerctl replay FILE
 *        routerctl what-if FILE CONFIGURATION
 *        routerctl check [--database CONNINFO] [--tenant ID]
 *        routerctl route [--database CONNINFO] [--tenant ID] [--at TIME] CHANNEL NUMBER TEXT
 *        routerctl recount [--database CONNINFO] [--tenant ID] [--since DAY] [--until DAY]
 *        routerctl why [--database CONNINFO] [--tenant ID] interaction|agent ID
 *
 *   replay FILE   replays a log of routerd (configuration key record_file) and says in one line
 *                 whether each decision comes out the same
 *
 *   what-if FILE CONFIGURATION
 *                 says which decisions of the log FILE would have been others with the configuration that
 *                 the log CONFIGURATION begins with: a router's newest log begins with the present one
 *
 *   check         prints what can't work in the configuration, one line each, or "ok"
 *
 *   recount       counts the figures of reports anew from the histories: yesterday's, or from the day --since
 *                 up to the beginning of the day --until; prints what differs, one line each, or "same"
 *
 *   route         says where a text from that number to that channel (by id) would go, now or at
 *                 that time ("2026-12-24 18:00+01"), rule by rule; nothing is sent or kept
 *
 *   why           says what was decided of an interaction and why nobody has it now, or why an agent
 *                 gets nothing
 *
 * FILE "-" is standard input. Exit status of check and recount: 0 ok, 1 something was found, 2 it could
 * not be asked. Exit status of route and why: 0 it was said, 2 it could not be asked. Exit status of replay: 0 the same decisions, 1 a difference, a refused input or
 * a line that can't be read, 2 wrong usage. Exit status of what-if: 0 the same decisions, 1 others, 2 a file could
 * not be read.
 */
#include <errno.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>
#include <string.h>

#include "ctl/routerctl.h"
#include "routerd/core/record.h"

static int
usage(FILE *out)
{
	(void)fputs(
	    "usage: routerctl replay FILE\n"
	    "       routerctl what-if FILE CONFIGURATION\n"
	    "       routerctl check [--database CONNINFO] [--tenant ID]\n"
	    "       routerctl route [--database CONNINFO] [--tenant ID] [--at TIME] CHANNEL NUMBER "
	    "TEXT\n"
	    "       routerctl recount [--database CONNINFO] [--tenant ID] [--since DAY] [--until "
	    "DAY]\n"
	    "       routerctl why [--database CONNINFO] [--tenant ID] interaction|agent ID\n\n"
	    "  replay FILE   replays a log of routerd and says whether each decision comes\n"
	    "                out the same; FILE \"-\" is standard input\n"
	    "  what-if       says which decisions of the log FILE would have been others with\n"
	    "                the configuration that the log CONFIGURATION begins with\n"
	    "  check         prints what can't work in the configuration, or \"ok\"\n"
	    "  recount       counts the reports' figures of some days anew, yesterday's without "
	    "more,\n"
	    "                and prints what differs, or \"same\"\n"
	    "  route         says where a text would go, now or at that time, and why\n"
	    "  why           says why nobody has an interaction, or why an agent gets nothing\n",
	    out);
	return out == stdout ? 0 : 2;
}

static int
report(const struct replay_report *found)
{
	bool same = found->differences == 0 && found->refused == 0;

	(void)printf("%s: %lld lines, %lld inputs, %lld decisions, %lld offers, %lld differences, "
		     "%lld refused inputs\n",
	    same ? "same" : "different", (long long)found->lines, (long long)found->inputs,
	    (long long)found->decisions, (long long)found->offers, (long long)found->differences,
	    (long long)found->refused);
	if (found->differences > 0)
		(void)fprintf(stderr, "line %lld\n  recorded: %s\n  replayed: %s\n",
		    (long long)found->first_difference, found->expected, found->got);
	return same ? 0 : 1;
}

static int
replay(const char *path)
{
	FILE *file = strcmp(path, "-") == 0 ? stdin : fopen(path, "re");
	struct replay_report found;
	int failed;

	if (file == NULL) {
		(void)fprintf(stderr, "routerctl: %s: %s\n", path, strerror(errno));
		return 1;
	}
	failed = replay_file(file, &found);
	if (file != stdin)
		(void)fclose(file);
	if (failed != 0) {
		(void)fprintf(stderr, "routerctl: %s:%lld: %s\n", path, (long long)found.bad_line,
		    found.err.text);
		return 1;
	}
	return report(&found);
}

/* ---- what is asked of the database ---- */

static const struct option {
	const char *name;
	size_t at; /* in struct question */
} options[] = {
	{ "--database", offsetof(struct question, database) },
	{ "--tenant", offsetof(struct question, tenant) },
	{ "--at", offsetof(struct question, at) },
	{ "--since", offsetof(struct question, since) },
	{ "--until", offsetof(struct question, until) },
};

enum { DATABASE = 1 << 0, TENANT = 1 << 1, AT = 1 << 2, SINCE = 1 << 3, UNTIL = 1 << 4 };

static const struct asking {
	const char *name;
	unsigned options; /* bits, in the order of the table */
	int arguments;
	const char *tenant; /* unless one is given */
	int (*run)(const struct question *question);
} askings[] = {
	{ "check", DATABASE | TENANT, 0, NULL, routerctl_check },
	{ "recount", DATABASE | TENANT | SINCE | UNTIL, 0, NULL, routerctl_recount },
	{ "route", DATABASE | TENANT | AT, 3, "1", routerctl_route },
	{ "why", DATABASE | TENANT, 2, "1", routerctl_why },
};

/* False: the command has no such option. */
static bool
take_option(
    const struct asking *asking, const char *name, const char *value, struct question *question)
{
	for (unsigned i = 0; i < sizeof(options) / sizeof(options[0]); i++) {
		if ((asking->options >> i & 1) == 0 || strcmp(name, options[i].name) != 0)
			continue;
		*(const char **)(void *)((char *)question + options[i].at) = value;
		return true;
	}
	return false;
}

static int
ask(const struct asking *asking, int argc, char **argv)
{
	struct question question = { .tenant = asking->tenant };
	int i = 0, status;

	for (; i + 1 < argc && strncmp(argv[i], "--", 2) == 0; i += 2)
		if (!take_option(asking, argv[i], argv[i + 1], &question))
			return usage(stderr);
	if (argc - i != asking->arguments)
		return usage(stderr);
	question.arguments = (const char *const *)(argv + i);
	if (!routerctl_holds(&question))
		return 2;
	status = asking->run(&question);
	return status < 0 ? usage(stderr) : status;
}

int
main(int argc, char **argv)
{
	if (argc == 2 && strcmp(argv[1], "--help") == 0)
		return usage(stdout);
	if (argc == 2 && strcmp(argv[1], "--version") == 0)
		return puts("routerctl " TRUNKLINE_VERSION) < 0;
	if (argc == 3 && strcmp(argv[1], "replay") == 0)
		return replay(argv[2]);
	if (argc == 4 && strcmp(argv[1], "what-if") == 0)
		return routerctl_whatif(argv[2], argv[3]);
	for (size_t i = 0; argc >= 2 && i < sizeof(askings) / sizeof(askings[0]); i++)
		if (strcmp(argv[1], askings[i].name) == 0)
			return ask(&askings[i], argc - 2, argv + 2);
	return usage(stderr);
}
