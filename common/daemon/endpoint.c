/* endpoint - see endpoint.h */
#include "common/daemon/endpoint.h"

#include <errno.h>
#include <stdbool.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "common/base/str.h"

enum { FOLDER_MAX = 128, MODE_BITS = 07777 };

/* The bits that a folder's mode must not have. */
static const struct {
	mode_t forbidden;
	const char *advice;
} rules[] = {
	[ENDPOINT_OWNER] = { 077,
	    "chmod 0700 it (systemd: RuntimeDirectoryMode=0700, RuntimeDirectoryPreserve=yes)" },
	[ENDPOINT_GROUP] = { 027,
	    "chmod 0700 it, or 0750 if its group holds nobody but the edge's user" },
};

static bool
is_loopback(struct view url)
{
	static const char *const hosts[] = {
		"tcp://127.0.0.1:", "tcp://localhost:", "tcp://[::1]:"
	};

	for (size_t i = 0; i < sizeof(hosts) / sizeof(hosts[0]); i++)
		if (view_starts(url, hosts[i]))
			return true;
	return false;
}

int
endpoint_bus_allowed(const char *url, struct err *err)
{
	if (url[0] == '\0' || view_starts(view_of(url), "ipc:///") || is_loopback(view_of(url)))
		return 0;
	return err_set(err, ERR_CONFIG, "bus_url",
	    "bus_url: %.80s is refused: the bus has no TLS yet, so it must be ipc:///…, or tcp:// "
	    "on 127.0.0.1, [::1] or localhost",
	    url);
}

static int
endpoint_folder_check(const char *folder, const struct stat *info, const char *key,
    enum endpoint_access access, struct err *err)
{
	if (info->st_uid != geteuid())
		return err_set(err, ERR_CONFIG, key,
		    "%s: %s belongs to user %ld, the daemon runs as user %ld: chown it", key,
		    folder, (long)info->st_uid, (long)geteuid());
	if ((info->st_mode & rules[access].forbidden) != 0)
		return err_set(err, ERR_CONFIG, key,
		    "%s: %s has mode %04o, which lets others in: %s", key, folder,
		    (unsigned)info->st_mode & MODE_BITS, rules[access].advice);
	return 0;
}

int
endpoint_private(const char *path, const char *key, enum endpoint_access access, struct err *err)
{
	const char *last = strrchr(path, '/');
	char folder[FOLDER_MAX];
	struct stat info;

	if (last == NULL ||
	    !view_copy((struct view){ path, last > path ? (size_t)(last - path) : 1 }, folder,
		sizeof(folder)))
		return err_set(err, ERR_CONFIG, key, "%s: %s is no path of at most %d bytes", key,
		    path, FOLDER_MAX);
	if (lstat(folder, &info) != 0)
		return err_set(err, ERR_CONFIG, key, "%s: %s: %s", key, folder, strerror(errno));
	if (!S_ISDIR(info.st_mode)) /* somebody else could lead a symbolic link elsewhere */
		return err_set(err, ERR_CONFIG, key, "%s: %s is not a folder", key, folder);
	return endpoint_folder_check(folder, &info, key, access, err);
}
