/* scanners - see scanners.h */
#include "voiced/core/scanners.h"

#include <string.h>
#include <strings.h>

static const char *const names[] = { "friendly-scanner", "sipvicious", "sipcli", "sip-scan",
	"sundayddr", "iwar", "sivus", "vaxsipuseragent", "pplsip" };

static bool
holds(struct view text, const char *name)
{
	size_t n = strlen(name);

	for (size_t i = 0; i + n <= text.n; i++)
		if (strncasecmp(text.p + i, name, n) == 0)
			return true;
	return false;
}

bool
scanner_known(struct view user_agent)
{
	for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++)
		if (holds(user_agent, names[i]))
			return true;
	return false;
}
