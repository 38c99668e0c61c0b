/*
 * trunklinectl_migrate - brings the database to this release.
 *
 * The work is done by sql/apply with psql, the same script that tests use: migrations are
 * SQL files, and psql is the best reader of those.
 */
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "ctl/ctl.h"

int
ctl_migrate(const struct ctl_args *args)
{
	static const char *const known[] = { "--database", "--test-clock", NULL };
	const char *conninfo = ctl_option(args, "--database", getenv("TRUNKLINE_DATABASE"));
	char script[600];

	if (!ctl_known(args, known))
		return 2;
	if (conninfo == NULL)
		return ctl_fail("say --database CONNINFO or set TRUNKLINE_DATABASE");
	if (!ctl_share("sql/apply", script, sizeof(script)))
		return ctl_fail("sql/apply is not there: set TRUNKLINE_SHARE");
	(void)execl(script, script, conninfo,
	    ctl_flag(args, "--test-clock") ? "--test-clock" : NULL, (char *)NULL);
	return ctl_fail("%s can't be run: %s", script, strerror(errno));
}
