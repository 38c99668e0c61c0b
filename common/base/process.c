/* process - see process.h */
#include "common/base/process.h"

#include <errno.h>
#include <string.h>
#include <unistd.h>

bool
fd_write(int fd, struct view bytes)
{
	while (bytes.n > 0) {
		ssize_t done = write(fd, bytes.p, bytes.n);

		if (done < 0 && errno == EINTR)
			continue;
		if (done == 0)
			errno = EIO;
		if (done <= 0)
			return false;
		bytes.p += done;
		bytes.n -= (size_t)done;
	}
	return true;
}

bool
program_folder(char *out, size_t size)
{
	ssize_t n = readlink("/proc/self/exe", out, size);
	char *slash;

	if (n <= 0 || (size_t)n >= size)
		return false;
	out[n] = '\0';
	slash = strrchr(out, '/');
	if (slash == NULL)
		return false;
	*slash = '\0';
	return true;
}
