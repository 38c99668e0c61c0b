/* bus_place - see bus_place.h */
#include "common/daemon/bus_place.h"

#include <errno.h>
#include <stdbool.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "common/base/str.h"

enum { FOLDER_MAX = 128, MODE_OF_OTHERS = 077, MODE_BITS = 07777 };

static const char scheme_ipc[] = "ipc://";

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
bus_place_allowed(const char *url, struct err *err)
{
	if (url[0] == '\0' || view_starts(view_of(url), "ipc:///") || is_loopback(view_of(url)))
		return 0;
	return err_set(err, ERR_CONFIG, "bus_url",
	    "bus_url: %.80s is refused: the bus has no TLS yet, so it must be ipc:///…, or tcp:// "
	    "on 127.0.0.1, [::1] or localhost",
	    url);
}

static int
check_folder(const char *folder, const struct stat *info, struct err *err)
{
	if (info->st_uid != geteuid())
		return err_set(err, ERR_CONFIG, "bus_dir",
		    "bus_dir: %s belongs to user %ld, the daemon runs as user %ld: chown it",
		    folder, (long)info->st_uid, (long)geteuid());
	if ((info->st_mode & MODE_OF_OTHERS) != 0)
		return err_set(err, ERR_CONFIG, "bus_dir",
		    "bus_dir: %s has mode %04o, which lets others in: chmod 0700 it (systemd: "
		    "RuntimeDirectoryMode=0700)",
		    folder, (unsigned)info->st_mode & MODE_BITS);
	return 0;
}

int
bus_place_closed(const char *url, struct err *err)
{
	struct view path = view_of(url);
	const char *last = strrchr(url, '/');
	char folder[FOLDER_MAX];
	struct stat info;

	if (!view_starts(path, scheme_ipc))
		return 0;
	path = (struct view){ url + sizeof(scheme_ipc) - 1,
		(size_t)(last - url) - (sizeof(scheme_ipc) - 1) };
	if (!view_copy(path, folder, sizeof(folder)))
		return err_set(
		    err, ERR_CONFIG, "bus_dir", "bus_dir: the folder's name is too long");
	if (stat(folder, &info) != 0)
		return err_set(
		    err, ERR_CONFIG, "bus_dir", "bus_dir: %s: %s", folder, strerror(errno));
	return check_folder(folder, &info, err);
}
