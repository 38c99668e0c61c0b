/*
 * routerctl_whatif - what another configuration would have decided on a recorded day.
 *
 * Owns: the two files, the lines that are printed.
 * Must not know: how decisions are compared (routerd/core/whatif.h).
 */
#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <string.h>
#include <time.h>

#include "ctl/routerctl.h"
#include "routerd/core/whatif.h"

enum { MS_PER_S = 1000, PLACE_SIZE = 64, TIME_SIZE = 32 };

/* "offered to agent 4", "would wait" */
static const char *
place_words(int64_t agent, const char *offered, const char *waits, char out[PLACE_SIZE])
{
	if (agent == 0)
		return waits;
	(void)snprintf(out, PLACE_SIZE, "%s agent %" PRId64, offered, agent);
	return out;
}

static void
print_difference(void *ctx, const struct whatif_difference *difference)
{
	time_t seconds = (time_t)(difference->at_ms / MS_PER_S);
	char at[TIME_SIZE] = "", was[PLACE_SIZE], would[PLACE_SIZE];
	struct tm utc;

	(void)ctx;
	if (gmtime_r(&seconds, &utc) != NULL)
		(void)strftime(at, sizeof(at), "%Y-%m-%dT%H:%M:%SZ", &utc);
	(void)printf("%s tenant %" PRId64 " interaction %" PRId64 ": %s, %s\n", at,
	    difference->tenant, difference->interaction,
	    place_words(difference->was, "was offered to", "waited", was),
	    place_words(difference->would, "would be offered to", "would wait", would));
}

static int
compare(FILE *log, FILE *configuration, const char *log_path, const char *configuration_path)
{
	struct whatif_report report;

	if (whatif_run(log, configuration, print_difference, NULL, &report) != 0) {
		(void)fprintf(stderr, "routerctl: %s:%" PRId64 ": %s\n",
		    report.in_configuration ? configuration_path : log_path, report.bad_line,
		    report.err.text);
		return 2;
	}
	(void)printf("%s: %" PRId64 " offers were made, %" PRId64 " would have been, %" PRId64
		     " interactions differ\n",
	    report.differences == 0 ? "same" : "different", report.offers, report.would_offers,
	    report.differences);
	return report.differences == 0 ? 0 : 1;
}

static FILE *
open_log(const char *path)
{
	FILE *file = fopen(path, "re");

	if (file == NULL)
		(void)fprintf(stderr, "routerctl: %s: %s\n", path, strerror(errno));
	return file;
}

int
routerctl_whatif(const char *log_path, const char *configuration_path)
{
	FILE *log = open_log(log_path);
	FILE *configuration = log != NULL ? open_log(configuration_path) : NULL;
	int status = 2;

	if (configuration != NULL) {
		status = compare(log, configuration, log_path, configuration_path);
		(void)fclose(configuration);
	}
	if (log != NULL)
		(void)fclose(log);
	return status;
}
