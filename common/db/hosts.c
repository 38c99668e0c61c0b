/*
 * hosts - the connection string's lists of hosts, taken apart.
 *
 * Owns: the check that no name has to be resolved (libpq would do it while everybody
 *       waits), and the pairs of host, address and port that are tried one after another.
 * Must not know: lanes.
 */
#include "common/db/internal.h"

#include <stdlib.h>
#include <string.h>

static const char *
option(const PQconninfoOption *options, const char *keyword)
{
	for (; options->keyword != NULL; options++)
		if (strcmp(options->keyword, keyword) == 0)
			return options->val != NULL ? options->val : "";
	return "";
}

/* Splits at commas into at most DB_HOSTS_MAX words; returns how many, -1: too many. */
static int
split(const char *text, char *out[DB_HOSTS_MAX])
{
	struct view rest = view_of(text);
	int count = 0;

	if (rest.n == 0)
		return 0;
	while (rest.p != NULL) {
		struct view word = view_cut(&rest, ',');
		if (count == DB_HOSTS_MAX)
			return -1;
		out[count++] = view_dup(view_trim(word));
	}
	return count;
}

static bool
is_name(const char *host)
{
	return host[0] != '\0' && host[0] != '/' && host[0] != '@';
}

/* What is not given stands as "", which libpq takes as its default. One port is for all. */
static void
fill_up(struct hosts *hosts)
{
	for (int i = 0; i < hosts->count; i++) {
		char **words[] = { &hosts->host[i], &hosts->address[i] };

		for (size_t k = 0; k < sizeof(words) / sizeof(words[0]); k++)
			if (*words[k] == NULL)
				*words[k] = mem_text("");
		if (hosts->port[i] == NULL)
			hosts->port[i] = mem_text(i > 0 ? hosts->port[0] : "");
	}
}

static int
check_names(const struct hosts *hosts, struct err *err)
{
	for (int i = 0; i < hosts->count; i++)
		if (hosts->address[i][0] == '\0' && is_name(hosts->host[i]))
			return err_set(err, ERR_CONFIG, "database",
			    "Give hostaddr=… (an address) or a socket folder as host, not a name");
	return 0;
}

static int
take(const PQconninfoOption *options, struct hosts *out, struct err *err)
{
	int hosts = split(option(options, "host"), out->host);
	int addresses = split(option(options, "hostaddr"), out->address);
	int ports = split(option(options, "port"), out->port);

	if (hosts < 0 || addresses < 0 || ports < 0)
		return err_set(
		    err, ERR_CONFIG, "database", "At most %d hosts can be given", DB_HOSTS_MAX);
	out->count = hosts > addresses ? hosts : addresses;
	if (out->count == 0)
		out->count = 1;
	if ((hosts > 0 && addresses > 0 && hosts != addresses) ||
	    (ports > 1 && ports != out->count))
		return err_set(err, ERR_CONFIG, "database",
		    "host, hostaddr and port must be lists of the same length");
	fill_up(out);
	return check_names(out, err);
}

int
hosts_parse(const char *conninfo, struct hosts *out, struct err *err)
{
	char *message = NULL;
	PQconninfoOption *options = PQconninfoParse(conninfo, &message);
	int rc;

	if (options == NULL) {
		rc = err_set(err, ERR_CONFIG, "database", "The connection string is wrong: %s",
		    message != NULL ? message : "no memory");
		PQfreemem(message);
		return rc;
	}
	rc = take(options, out, err);
	PQconninfoFree(options);
	return rc;
}

void
hosts_fini(struct hosts *hosts)
{
	for (int i = 0; i < DB_HOSTS_MAX; i++) {
		free(hosts->host[i]);
		free(hosts->address[i]);
		free(hosts->port[i]);
	}
}
