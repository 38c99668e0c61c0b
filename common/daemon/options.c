/* options - see options.h */
#include "common/daemon/options.h"

#include <ctype.h>
#include <getopt.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#define CONFIG_USUAL "/etc/trunkline/trunkline.conf"

static const struct option words[] = {
	{ "config", required_argument, NULL, 'c' },
	{ "name", required_argument, NULL, 'n' },
	{ "check", no_argument, NULL, 'k' },
	{ "routes", no_argument, NULL, 'r' },
	{ "config-keys", no_argument, NULL, 'K' },
	{ "version", no_argument, NULL, 'v' },
	{ "help", no_argument, NULL, 'h' },
	{ NULL, 0, NULL, 0 },
};

void
options_usage(const char *daemon)
{
	(void)printf("usage: %s [-c FILE] [--name %s-<name>] [--check] [--routes] [--config-keys] "
		     "[--version]\n",
	    daemon, daemon);
}

/* "smsgw" or "smsgw-east-2": it becomes a section, a socket's name and a label. */
static bool
name_valid(const char *daemon, const char *name)
{
	size_t n = strlen(daemon);

	if (strncmp(name, daemon, n) != 0 || strlen(name) > INSTANCE_NAME_MAX)
		return false;
	if (name[n] == '\0')
		return true;
	if (name[n] != '-' || name[n + 1] == '\0')
		return false;
	for (const char *at = name + n; *at != '\0'; at++)
		if (*at != '-' && !islower((unsigned char)*at) && !isdigit((unsigned char)*at))
			return false;
	return true;
}

static int
take(const char *daemon, int word, struct options *out)
{
	switch (word) {
	case 'c':
		out->config = optarg;
		return 0;
	case 'n':
		out->name = optarg;
		if (name_valid(daemon, optarg))
			return 0;
		(void)fprintf(stderr,
		    "%s: an instance is called %s or %s-<small letters, digits, ->\n", daemon,
		    daemon, daemon);
		return -1;
	case 'k':
		out->mode = OPTIONS_CHECK;
		return 0;
	case 'r':
		out->mode = OPTIONS_ROUTES;
		return 0;
	case 'K':
		out->mode = OPTIONS_CONFIG_KEYS;
		return 0;
	case 'v':
		out->mode = OPTIONS_VERSION;
		return 0;
	case 'h':
		out->mode = OPTIONS_HELP;
		return 0;
	default:
		return -1; /* getopt has said why */
	}
}

int
options_parse(const char *daemon, int argc, char **argv, struct options *out)
{
	int word;

	*out = (struct options){ .mode = OPTIONS_RUN, .name = daemon };
	optind = 1;
	while ((word = getopt_long(argc, argv, "c:h", words, NULL)) != -1)
		if (take(daemon, word, out) != 0)
			return -1;
	if (optind < argc) {
		(void)fprintf(stderr, "%s: unknown argument %s\n", daemon, argv[optind]);
		return -1;
	}
	if (out->config == NULL && access(CONFIG_USUAL, R_OK) == 0)
		out->config = CONFIG_USUAL;
	return 0;
}
