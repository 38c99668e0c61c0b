/* files - see files.h */
#include "common/base/files.h"

#include <stdint.h>
#include <sys/resource.h>

/* Of 48. */
static const int shares[] = { [FILES_HTTP] = 16, [FILES_SIP] = 15 };

enum { WHOLE = 48 };

int
files_share(enum files_share share)
{
	struct rlimit files;
	rlim_t limit = INT32_MAX;

	if (getrlimit(RLIMIT_NOFILE, &files) == 0 && files.rlim_cur < limit)
		limit = files.rlim_cur;
	return (int)(limit / WHOLE * (rlim_t)shares[share]);
}
