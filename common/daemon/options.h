/*
 * options - the command line of every daemon (usage: daemon.h).
 *
 * Owns: its words, what an instance may be called.
 * Must not know: what follows from them.
 */
#ifndef COMMON_DAEMON_OPTIONS_H
#define COMMON_DAEMON_OPTIONS_H

enum options_mode {
	OPTIONS_RUN,
	OPTIONS_CHECK, /* --check */
	OPTIONS_ROUTES, /* --routes */
	OPTIONS_CONFIG_KEYS, /* --config-keys */
	OPTIONS_VERSION, /* --version */
	OPTIONS_HELP, /* --help */
};

enum { INSTANCE_NAME_MAX = 40 };

struct options {
	enum options_mode mode;
	const char *config; /* NULL: none given and none at the usual place */
	const char *name; /* the instance */
};

/* -1: one line on standard error says what is wrong. */
int options_parse(const char *daemon, int argc, char **argv, struct options *out);
void options_usage(const char *daemon);

#endif
