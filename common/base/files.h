/*
 * files - how many of the process's descriptors each kind of connection may take.
 *
 * Owns: the shares, so that they stand side by side. What they leave is for the database, media, files and requests of ours.
 */
#ifndef COMMON_BASE_FILES_H
#define COMMON_BASE_FILES_H

enum files_share {
	FILES_HTTP, /* connections to the HTTP port: a third */
	FILES_SIP, /* connections to the SIP port, pages included, of which each takes a second one: five sixteenths */
};

/* Of the limit of open files as it is now (RLIMIT_NOFILE, raised when a daemon starts). */
int files_share(enum files_share share);

#endif
